"""The need map 需求地图: where needs lie and whose they are, from problem to pay-off, with the words that show them."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from tongpin.crm.needs.hinting import Hint
from tongpin.crm.needs.selectors import NeedRow, NeedsPage, needs_page
from tongpin.crm.opportunities.page import OpportunityPage
from tongpin.web.cited import day
from tongpin.web.highlight import around
from tongpin.web.money import full_amount, short_amount
from tongpin.web.opportunity.need_forms import SEVERITIES
from tongpin.web.pages import user_of
from tongpin.web.texts import NEED_ORIGINS, NEED_STRENGTHS, NEED_TYPES

WORST = 5
MOST_HINTS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Problem, implication or pay-off: what is known of it, or what to ask."""

    label: str
    text: str
    ask: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedCard:
    """A need with prepared strings. ``severity``: 0 where it is not known; ``benefits``: how many of ours answer it."""

    id: int
    text: str
    strength: str
    explicit: bool
    severity: int
    severity_told: str
    money: str
    money_full: str
    reckoned: str
    who: str
    day: str
    steps: tuple[Step, ...]
    words: str
    entry: str
    benefits: int
    edit: str
    answer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A field of the map: where company needs come from, or the personal ones."""

    key: str
    title: str
    cards: tuple[NeedCard, ...]
    empty: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HintCard:
    """Words of a note that seem to tell a need, in their place."""

    id: int
    before: str
    words: str
    after: str
    tells: str
    day: str
    entry: str


def map_view(request: HttpRequest, found: OpportunityPage) -> dict[str, Any]:
    """What the view shows."""
    page = needs_page(user=user_of(request), opportunity_id=found.opportunity.pk)
    currency = found.opportunity.currency
    everything = "hints" in request.GET
    return {
        "fields": fields_of(page, found.opportunity.pk, currency),
        "hints": [_hint(hint, found.opportunity.pk) for hint in page.hints[: None if everything else MOST_HINTS]],
        "more_hints": 0 if everything else max(0, len(page.hints) - MOST_HINTS),
        "count": len(page.needs),
        "explicit": sum(need.strength == "explicit" for need in page.needs),
        "worth": full_amount(_worth(page.needs), currency) if _worth(page.needs) else "",
        "unreckoned": sum(need.money is None and need.type == "org" for need in page.needs),
    }


def fields_of(page: NeedsPage, opportunity_id: int, currency: str) -> list[Field]:
    """Company needs by origin, then the personal ones; those of no known origin in a field that is only there then."""
    answered = [benefit.need_id for benefit in page.benefits]
    titles = {key: str(title) for key, title in NEED_ORIGINS.items()}
    empty = {
        "customers_customer": _("What do their own customers complain of, or ask for?"),
        "customers_rival": _("Where are they being overtaken?"),
        "customer": _("Cost, efficiency, quality, people: what is in their way?"),
        "": "",
        "personal": _("What does each of them personally want at work: recognition, quiet, a record that stands?"),
    }
    groups: list[tuple[str, str]] = [*titles.items(), ("", _("Origin not known")), ("personal", _("Personal"))]
    fields = []
    for key, title in groups:
        needs = [need for need in page.needs if _field(need) == key]
        if needs or key:
            cards = tuple(_card(need, answered.count(need.id), opportunity_id, currency) for need in _worst(needs))
            fields.append(Field(key=key or "unknown", title=title, cards=cards, empty=empty[key]))
    return fields


def _field(need: NeedRow) -> str:
    return "personal" if need.type == "personal" else need.origin or ""


def _worst(needs: Sequence[NeedRow]) -> list[NeedRow]:
    """Explicit ones first, then by severity."""
    return sorted(needs, key=lambda need: (need.strength != "explicit", -(need.severity or 0)))


def _worth(needs: Sequence[NeedRow]) -> Decimal:
    return sum((need.money for need in needs if need.money is not None), Decimal(0))


def _card(need: NeedRow, answers: int, opportunity_id: int, currency: str) -> NeedCard:
    return NeedCard(
        id=need.id,
        text=need.text,
        strength=str(NEED_STRENGTHS[need.strength]),
        explicit=need.strength == "explicit",
        severity=need.severity or 0,
        severity_told=str(SEVERITIES.get(str(need.severity), "")),
        money=short_amount(need.money, currency),
        money_full=full_amount(need.money, currency),
        reckoned=need.reckoned,
        who=need.name,
        day=day(need.date),
        steps=_steps(need),
        words=need.words,
        entry=reverse("entry", args=[opportunity_id, need.entry_id]) if need.entry_id else "",
        benefits=answers,
        edit=reverse("change_record", args=[opportunity_id, "need", need.id]),
        answer=reverse("add_record", args=[opportunity_id, "benefit"]) + f"?need_id={need.id}&who={need.who}",
    )


def _steps(need: NeedRow) -> tuple[Step, ...]:
    return (
        Step(
            label=_("What follows"),
            text=need.implication,
            ask=_("Not known. Ask what happens if it stays like this."),
        ),
        Step(
            label=_("What solving it brings"),
            text=need.payoff,
            ask=_("Not known. Ask what it would be worth to be rid of it."),
        ),
    )


def _hint(hint: Hint, opportunity_id: int) -> HintCard:
    before, words, after = around(hint.text, hint.start, hint.end)
    told = [str(NEED_TYPES[hint.type]), str(NEED_STRENGTHS[hint.strength])]
    told += [str(NEED_ORIGINS[hint.origin])] if hint.origin else []
    told += [hint.name] if hint.name else []
    return HintCard(
        id=hint.id,
        before=before,
        words=words,
        after=after,
        tells=" · ".join(told),
        day=day(hint.date),
        entry=reverse("entry", args=[opportunity_id, hint.activity_id]),
    )
