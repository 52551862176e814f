"""Notice and dates of a tender 公告与日期: papers, what was read in them with its words, and the calendar."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from tongpin.crm import clock
from tongpin.crm.bids.models import Tender
from tongpin.crm.bids.papers_page import FindingRow, Notice, notice_of
from tongpin.crm.casefile import TENDER
from tongpin.crm.opportunities.models import Opportunity
from tongpin.crm.opportunities.page import OpportunityPage
from tongpin.method.standing import Flag
from tongpin.method.tendering.calendar import Cap, Date
from tongpin.web.cited import day
from tongpin.web.money import full_amount
from tongpin.web.opportunity.forms import TenderForm
from tongpin.web.opportunity.records import fact_rows
from tongpin.web.texts import YES_NO_UNKNOWN, Texts, told

FIELD_NAMES: Texts = {
    "buyer": gettext_lazy("Buyer"),
    "number": gettext_lazy("Tender number"),
    "title": pgettext_lazy("tender", "Project"),
    "agency": gettext_lazy("Agency"),
    "budget": gettext_lazy("Budget"),
    "ceiling": gettext_lazy("Highest price allowed"),
    "issued": gettext_lazy("Issued"),
    "documents_from": gettext_lazy("Documents from"),
    "documents_until": gettext_lazy("Documents until"),
    "clarifications_until": gettext_lazy("Clarifications until"),
    "deadline": gettext_lazy("Bid deadline"),
    "opening": gettext_lazy("Opening"),
    "place": pgettext_lazy("tender", "Place"),
    "bond": gettext_lazy("Bid bond"),
    "contact": gettext_lazy("Contact"),
    "qualifications": gettext_lazy("Who may bid"),
    "formula": gettext_lazy("How offers are compared"),
    "deliverables": gettext_lazy("What is bought"),
    "compulsory": gettext_lazy("Compulsory by law"),
}
PASSAGES = frozenset({"qualifications", "formula", "deliverables"})
DAYS = frozenset({"issued", "documents_from", "documents_until", "clarifications_until", "deadline", "opening"})
MONEY = frozenset({"budget", "ceiling", "bond"})
CUT = 260


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A fact of a paper with its words in their place. ``raw`` is what may be corrected, ``typed`` whether it may."""

    id: int
    field: str
    name: str
    value: str
    raw: str
    typed: bool
    state: str
    before: str
    words: str
    after: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DateRow:
    """A day of the calendar. ``left`` days from today, negative where it has passed."""

    day: str
    hour: str
    weekday: dt.date
    step: str
    law: str
    holiday: str
    left: int
    due: bool


def notice_view(request: HttpRequest, found: OpportunityPage) -> dict[str, Any]:
    """What the view shows."""
    opportunity = found.opportunity
    notice = notice_of(opportunity)
    facts = [found_of(row, opportunity, notice.words) for row in notice.findings if row.state == "proposed"]
    record = Tender.objects.filter(pk=opportunity.pk).values(*TENDER).first() or dict.fromkeys(TENDER)
    return {
        "tender": tender_rows(record, opportunity),
        "waiting": grouped(facts, notice),
        "papers": [paper_row(opportunity, notice, paper.id) for paper in notice.papers],
        "dates": [date_row(date) for date in notice.dates],
        "caps": [cap_told(cap, opportunity.currency) for cap in notice.caps] if notice.dates else [],
        "flags": [flag_row(flag) for flag in found.standing.flags if flag.code == "unlawful_timetable"],
        "typed": request.POST.get("text", ""),
        "typed_name": request.POST.get("name", ""),
        "brought": request.resolver_match is not None and request.resolver_match.url_name == "add_paper",
        "calendar": reverse("tender_calendar", args=[opportunity.pk]),
    }


def tender_rows(record: dict[str, Any], opportunity: Opportunity) -> list[tuple[str, str]]:
    """What is recorded of the tender, under the labels of its form; money in full, hours behind their days."""
    amounts = {name: full_amount(record[name], opportunity.currency) for name in ("budget", "bond_amount")}
    hours = {name: _with_hour(record[name], record[f"{name}_hour"]) for name in ("deadline", "opening")}
    hidden = {"deadline_hour": "", "opening_hour": ""}
    return fact_rows({**record, **amounts, **hours, **hidden}, TenderForm)


def _with_hour(date: dt.date | None, hour: str | None) -> str:
    return " ".join(part for part in (day(date), hour or "") if part)


# ---------------------------------------------------------------- what was read
def found_of(row: FindingRow, opportunity: Opportunity, words: dict[int, tuple[str, str, str]]) -> Found:
    """A fact as a row."""
    before, inside, after = words.get(row.id, ("", "", ""))
    passage = row.field in PASSAGES
    return Found(
        id=row.id,
        field=row.field,
        name=str(FIELD_NAMES[row.field]),
        value="" if passage else value_told(row.field, row.value, opportunity.currency),
        raw=row.value,
        typed=not passage and row.field != "compulsory",
        state=row.state,
        before=before,
        words=inside if len(inside) <= CUT else f"{inside[:CUT].rstrip()}…",
        after="" if len(inside) > CUT else after,
        href=reverse("tender_paper", args=[opportunity.pk, row.document]) + f"#fact-{row.id}",
    )


def value_told(field: str, value: str, currency: str) -> str:
    """A value as a reader of the page writes it."""
    if field in DAYS and not value:
        return _("no day of the calendar")
    if field in DAYS:
        date, _blank, hour = value.partition(" ")
        return f"{day(dt.date.fromisoformat(date))} {hour}".strip()
    if field == "compulsory":
        return str(YES_NO_UNKNOWN[value])
    if value == "none":
        return _("none is asked")
    if field in MONEY and not value.endswith("%"):
        amount, _blank, named = value.partition(" ")
        return _amount(amount, named or currency)
    return value


def _amount(amount: str, currency: str) -> str:
    try:
        return full_amount(Decimal(amount), currency)
    except InvalidOperation:
        return amount


def grouped(facts: Sequence[Found], notice: Notice) -> list[dict[str, Any]]:
    """What waits, by paper, the newest paper first."""
    documents = {row.id: row.document for row in notice.findings}
    return [
        {"id": paper.id, "name": paper.name, "facts": [one for one in facts if documents[one.id] == paper.id]}
        for paper in notice.papers
        if any(documents[one.id] == paper.id for one in facts)
    ]


def paper_row(opportunity: Opportunity, notice: Notice, paper_id: int) -> dict[str, Any]:
    paper = next(paper for paper in notice.papers if paper.id == paper_id)
    states = [row.state for row in notice.findings if row.document == paper_id]
    return {
        "id": paper.id,
        "name": paper.name,
        "day": day(paper.date),
        "length": paper.length,
        "confirmed": states.count("confirmed"),
        "waiting": states.count("proposed"),
        "href": reverse("tender_paper", args=[opportunity.pk, paper.id]),
    }


# ---------------------------------------------------------------- the calendar
def date_row(date: Date) -> DateRow:
    return DateRow(
        day=day(date.day),
        hour=date.hour,
        weekday=date.day,
        step=told(date.says),
        law=told(date.law) if date.law else "",
        holiday=date.holiday,
        left=(date.day - clock.today()).days,
        due=date.bid,
    )


def cap_told(cap: Cap, currency: str) -> str:
    """A limit with its amount, where the budget tells one."""
    amount = full_amount(cap.amount, currency)
    return " · ".join(part for part in (told(cap.says), amount) if part)


def flag_row(flag: Flag) -> dict[str, str]:
    return {"why": told(flag.why), "law": told(flag.law)}
