"""Records of an opportunity as rows of a tab: needs, criteria, concerns, people, offers and so on."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from tongpin.crm import clock
from tongpin.crm.opportunities.models import Opportunity
from tongpin.web import texts
from tongpin.web.cited import day
from tongpin.web.money import full_amount
from tongpin.web.opportunity.forms import RecordForm
from tongpin.web.opportunity.parts import PARTS

Values = Mapping[str, Any]
Facts = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Tag:
    text: str
    css: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a record stands on the page, and the address of its form."""

    anchor: str
    edit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A record."""

    place: Place
    title: str
    text: str = ""
    tags: list[Tag] = field(default_factory=list)
    facts: Facts = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Records of one kind; ``add`` is the address of an empty form."""

    part: str
    title: str
    adding: str
    empty: str
    add: str
    rows: list[Row]


def sections_of(opportunity: Opportunity, rows: Mapping[str, Iterable[Values]]) -> list[Section]:
    """A section for each kind of record."""
    return [_section(opportunity, name, records) for name, records in rows.items()]


def _section(opportunity: Opportunity, name: str, records: Iterable[Values]) -> Section:
    part, row_of = PARTS[name], SHOWN[name]
    return Section(
        part=name,
        title=str(part.title),
        adding=str(part.adding),
        empty=str(part.empty),
        add=reverse("add_record", args=[opportunity.pk, name]),
        rows=[row_of(values, _place(opportunity.pk, name, values), opportunity.currency) for values in records],
    )


def _place(opportunity_id: int, part: str, values: Values) -> Place:
    anchor = values.get("code") or f"{part}-{values['id']}"
    return Place(anchor, reverse("change_record", args=[opportunity_id, part, values["id"]]))


def _facts(*pairs: tuple[str, Any]) -> Facts:
    """Only what is known."""
    return [(str(label), str(value)) for label, value in pairs if value not in (None, "", [])]


def _need(values: Values, place: Place, currency: str) -> Row:
    explicit = values["strength"] == "explicit"
    return Row(
        title=values["text"],
        tags=[
            Tag(str(texts.NEED_STRENGTHS[values["strength"]]), "tag-fits" if explicit else ""),
            Tag(str(texts.NEED_TYPES[values["type"]])),
        ],
        facts=_facts(
            (_("Whose"), values["stakeholder__person__name"]),
            (_("Date"), day(values["date"])),
            (_("Comes from"), texts.NEED_ORIGINS.get(values["origin"] or "")),
            (_("Going without costs"), full_amount(values["money"], currency)),
        ),
        place=place,
    )


def _commitment(values: Values, place: Place, currency: str) -> Row:
    late = values["status"] == "open" and values["due"] is not None and values["due"] < clock.today()
    state = "overdue" if late else values["status"]
    css = {"kept": "tag-fits", "open": ""}.get(state, "tag-early")
    return Row(
        title=values["text"],
        tags=[Tag(str(texts.COMMITMENT_STATES[state]), css)],
        facts=_facts(
            (_("Promised by"), values["stakeholder__person__name"] or values["by"]),
            (_("Due"), day(values["due"])),
            (_("Date"), day(values["date"])),
        ),
        place=place,
    )


def _line(values: Values, place: Place, currency: str) -> Row:
    heard = {"listener": values["listener"], "speaker": values["speaker"]}
    return Row(
        title=_("%(listener)s listens to %(speaker)s") % heard,
        tags=[
            Tag(str(texts.LINE_STRENGTHS[str(values["strength"])])),
            Tag(str(texts.KNOWLEDGE[values["state"]]), f"held-{values['state']}"),
        ],
        place=place,
    )


def _bid(values: Values, place: Place, currency: str) -> Row:
    ranked = [Tag(_("Rank %(rank)s") % {"rank": values["rank"]}, "tag-fits" if values["rank"] == 1 else "")]
    return Row(
        title=values["bidder"],
        text=values["note"],
        tags=ranked if values["rank"] else [],
        facts=_facts((_("Price"), full_amount(values["price"], currency)), (_("Date"), day(values["date"]))),
        place=place,
    )


Build = Callable[[Values, Place, str], Row]
SHOWN: dict[str, Build] = {
    "need": _need,
    "commitment": _commitment,
    "line": _line,
    "bid": _bid,
}


def fact_rows(values: Values, form: type[RecordForm]) -> Facts:
    """Dates and words of the tender or the delivery, under the labels of their form."""
    return _facts(*((str(field.label), _said(values[name])) for name, field in form.base_fields.items()))


def _said(value: Any) -> str:
    if isinstance(value, bool):
        return str(texts.YES_NO_UNKNOWN["true" if value else "false"])
    return day(value) if isinstance(value, dt.date) else (value or "")
