"""What the pages read of tender papers, dates and the compliance matrix; the number of queries does not grow."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Case, Exists, F, OuterRef, Value, When
from django.db.models.functions import Length, Substr

from tongpin.crm import clock
from tongpin.crm.bids.holidays import country_of, holidays_of
from tongpin.crm.bids.models import Requirement, Tender, TenderDocument, TenderFinding
from tongpin.crm.casefile import TENDER
from tongpin.crm.delivery.models import Implementation
from tongpin.crm.opportunities.models import Opportunity
from tongpin.crm.opportunities.policy import get_opportunity, not_found, visible
from tongpin.crm.users.models import User
from tongpin.method import case as shapes
from tongpin.method.tendering.calendar import Cap, Date, calendar_of, caps_of
from tongpin.method.tendering.facts import FIELDS

AHEAD_DAYS = 14
MOST_DATES = 12


class PaperRow(NamedTuple):
    """A paper without its text; `length` in characters."""

    id: int
    name: str
    date: dt.date
    length: int


class FindingRow(NamedTuple):
    """A fact with the place of its words in the paper `document`."""

    id: int
    document: int
    field: str
    value: str
    start: int
    end: int
    state: str


class RequirementRow(NamedTuple):
    """A line of the matrix; `proof` is its title."""

    id: int
    document: int | None
    kind: str
    number: str
    text: str
    must: bool
    points: Decimal | None
    answer: str | None
    note: str
    owner: str
    due: dt.date | None
    proof: str | None
    start: int | None
    end: int | None


class TenderDate(NamedTuple):
    """A day of a tender on which something of ours is due, for Today."""

    opportunity_id: int
    title: str
    date: Date


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """The tender as it is recorded, its days, its papers and what was read in them, words at hand."""

    tender: shapes.Tender
    dates: Sequence[Date]
    caps: Sequence[Cap]
    papers: Sequence[PaperRow]
    findings: Sequence[FindingRow]
    words: dict[int, tuple[str, str, str]]


def notice_of(opportunity: Opportunity) -> Notice:
    """Everything of the view "Notice and dates" for an opportunity (with its account) that the user sees."""
    tender = tender_of(opportunity)
    findings = _findings(opportunity)
    return Notice(
        tender=tender,
        dates=dates_of(opportunity, tender),
        caps=caps_of(tender, chinese=_may_be_chinese(opportunity)),
        papers=papers_of(opportunity),
        findings=findings,
        words=_words(opportunity),
    )


def tender_of(opportunity: Opportunity) -> shapes.Tender:
    row = Tender.objects.filter(pk=opportunity.pk).values(*TENDER).first() or {}
    return shapes.Tender(**{name: value for name, value in row.items() if value is not None})


def dates_of(opportunity: Opportunity, tender: shapes.Tender) -> list[Date]:
    """The days of the tender in order, holidays of the customer's country told."""
    signed = Implementation.objects.filter(pk=opportunity.pk).values_list("contract_signed", flat=True).first()
    chinese = _may_be_chinese(opportunity)
    return calendar_of(tender, signed=signed, holiday=holidays_of(opportunity), chinese=chinese)


def _may_be_chinese(opportunity: Opportunity) -> bool:
    """Whether the mainland's law may hold: nothing tells that the customer is elsewhere."""
    return country_of(opportunity) in ("CN", "")


def papers_of(opportunity: Opportunity) -> list[PaperRow]:
    rows = TenderDocument.objects.filter(opportunity=opportunity).order_by("-date", "-pk")
    return [PaperRow._make(row) for row in rows.values_list("id", "name", "date", Length("text"))]


def paper_of(
    *, user: User, opportunity_id: int, document_id: int
) -> tuple[Opportunity, TenderDocument, list[FindingRow]]:
    """A paper with its text and what was read in it. Raises `not_found`."""
    opportunity = get_opportunity(user, opportunity_id, beside=("account",))
    paper = TenderDocument.objects.filter(opportunity=opportunity, pk=document_id).first()
    if paper is None:
        raise not_found()
    return opportunity, paper, [row for row in _findings(opportunity) if row.document == document_id]


def _findings(opportunity: Opportunity) -> list[FindingRow]:
    rows = TenderFinding.objects.filter(opportunity=opportunity).order_by("-document__date", "-document_id", "pk")
    columns = ("id", "document_id", "field", "value", "start", "end", "state")
    found = [FindingRow._make(row) for row in rows.values_list(*columns)]
    return sorted(found, key=lambda row: FIELDS.index(row.field) if row.field in FIELDS else len(FIELDS))


REACH = 24


def _words(opportunity: Opportunity) -> dict[int, tuple[str, str, str]]:
    """By finding, the words with a little of what stands around them; no whole text is loaded for it."""
    rows = TenderFinding.objects.filter(opportunity=opportunity)
    # Places count from 0 here and from 1 in SQL.
    begin = Case(When(start__gt=REACH, then=F("start") - REACH), default=Value(0))
    cut = Substr("document__text", begin + 1, F("end") - begin + REACH)
    found = {}
    for pk, start, end, text in rows.values_list("id", "start", "end", cut):
        left = min(start, REACH)
        found[pk] = (text[:left], text[left : left + end - start], text[left + end - start :])
    return found


# ---------------------------------------------------------------- the matrix
def requirements_of(opportunity: Opportunity) -> list[RequirementRow]:
    """The lines in the order of the papers."""
    rows = Requirement.objects.filter(opportunity=opportunity).order_by("place", "pk")
    names = {"document": "document_id", "proof": "proof__title"}
    return [RequirementRow._make(row) for row in rows.values_list(*(names.get(n, n) for n in RequirementRow._fields))]


def waiting_in(opportunity: Opportunity) -> int:
    """How many facts of papers wait for a decision."""
    return TenderFinding.objects.filter(opportunity=opportunity, state="proposed").count()


def answered(rows: Sequence[RequirementRow]) -> Counter[str]:
    """How many lines have each answer; `open` counts those without."""
    return Counter(row.answer or "open" for row in rows)


# ---------------------------------------------------------------- Today
def tender_dates(*, user: User, ahead: int = AHEAD_DAYS) -> list[TenderDate]:
    """Days within `ahead` days on which something is due for a tender, in open opportunities that are his or that he
    sees, the first first."""
    today = clock.today()
    seen = Exists(visible(user).filter(pk=OuterRef("opportunity_id"), result=None, owner=user))
    rows = (
        Tender.objects.filter(seen)
        .select_related("opportunity__account")
        .exclude(deadline=None, documents_until=None, clarifications_until=None)
    )
    found = []
    for row in rows:
        deal = row.opportunity
        known = {name: getattr(row, name) for name in TENDER if getattr(row, name) is not None}
        for date in calendar_of(shapes.Tender(**known), chinese=_may_be_chinese(deal)):
            if date.bid and 0 <= (date.day - today).days <= ahead:
                found.append(TenderDate(deal.pk, deal.name or deal.title, date))
    return sorted(found, key=lambda one: (one.date.day, one.date.hour, one.opportunity_id))[:MOST_DATES]
