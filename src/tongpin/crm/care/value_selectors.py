"""What the pages read of the value ledger: the lines of a year, how they rate us and rivals, what records propose; and
everything that the yearly review tells (METHOD 10.4)."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Q, QuerySet

from tongpin.crm import clock
from tongpin.crm.accounts.models import Account
from tongpin.crm.accounts.policy import get_account, may_change
from tongpin.crm.care.models import ValueEntry, ValueRating
from tongpin.crm.casefile import UNJUDGED, case_files
from tongpin.crm.needs.models import Need
from tongpin.crm.opportunities.models import Competitor, Opportunity
from tongpin.crm.opportunities.policy import changeable, not_found, visible
from tongpin.crm.users.models import User
from tongpin.method.care.value import Comparison, Ledger, Line, Rating, Step, comparisons, ledger_of, steps
from tongpin.method.care.value_seen import Seen, is_taken, value_seen
from tongpin.method.case import Case, Language

MOST_LINES = 500
MOST_SALES = 20
"""So many sales of an account are looked through for what they propose, the newest first."""
NOT_ASKED = UNJUDGED - {"milestones", "expectations"}
MOST_PROPOSED = 30
PROPOSED_SINCE = dt.timedelta(days=2 * 365)


class Proposed(NamedTuple):
    """A line that a record of a sale speaks for; ``place`` finds it again among those of its sale."""

    opportunity_id: int
    opportunity: str
    lang: Language
    place: str
    seen: Seen


@dataclass(frozen=True, slots=True, kw_only=True)
class ValuePage:
    """An account's ledger in a year. ``years``: those with lines, and the running one; ``rivals``: names met here."""

    account: Account
    year: int
    years: tuple[int, ...]
    ledger: Ledger
    entries: Sequence[ValueEntry]
    ratings: Sequence[ValueRating]
    compared: tuple[Comparison, ...]
    steps: tuple[Step, ...]
    proposed: tuple[Proposed, ...]
    rivals: tuple[str, ...]
    may_change: bool


def value_page(*, user: User, account_id: int, year: int | None = None) -> ValuePage:
    """The ledger of an account that the user sees, without lines of sales that he does not see."""
    account = get_account(user, account_id)
    today = clock.today()
    entries = list(_entries(user, account).select_related("person", "opportunity", "activity")[:MOST_LINES])
    shown = year or today.year
    ratings = list(ValueRating.objects.filter(account=account).order_by("rival", "kind"))
    told = [_rating(row) for row in ratings]
    changes = may_change(user, account)
    return ValuePage(
        account=account,
        year=shown,
        years=tuple(sorted({row.date.year for row in entries} | {today.year, shown}, reverse=True)),
        ledger=ledger_of(map(line_of, entries), **_whole(shown)),
        entries=[row for row in entries if row.date.year == shown],
        ratings=ratings,
        compared=comparisons(told, today),
        steps=steps(told, today),
        proposed=_proposed(user, account, entries) if changes else (),
        rivals=_rivals(user, account),
        may_change=changes,
    )


def _whole(year: int) -> dict[str, dt.date]:
    return {"first": dt.date(year, 1, 1), "last": dt.date(year, 12, 31)}


def _entries(user: User, account: Account) -> "QuerySet[ValueEntry]":
    seen = Q(opportunity=None) | Q(opportunity__in=visible(user).filter(account=account))
    return ValueEntry.objects.filter(seen, account=account).order_by("-date", "-pk")


def value_line(*, user: User, account_id: int, value_id: int) -> ValueEntry:
    """A line of the ledger of an account, if the user sees both it and the sale that it names."""
    found = _entries(user, get_account(user, account_id)).filter(pk=value_id).first()
    if found is None:
        raise not_found()
    return found


def line_of(row: ValueEntry) -> Line:
    """A row as the method reckons with it."""
    return Line(
        id=row.pk,
        date=row.date,
        kind=row.kind,
        text=row.text,
        amount=row.amount,
        currency=row.currency,
        reckoned=row.reckoned,
        state=row.state,
    )


def _rating(row: ValueRating) -> Rating:
    return Rating(
        kind=row.kind, points=row.points or 0, date=row.date, rival=row.rival, state=row.state, reason=row.reason
    )


def _rivals(user: User, account: Account) -> tuple[str, ...]:
    rows = Competitor.objects.filter(opportunity__in=visible(user).filter(account=account)).order_by("name")
    return tuple(dict.fromkeys(rows.values_list("name", flat=True)))[:MOST_SALES]


# ---------------------------------------------------------------- what records propose
def _proposed(user: User, account: Account, entries: Iterable[ValueEntry]) -> tuple[Proposed, ...]:
    """Of sales that he may change, what no line holds yet."""
    taken = [(row.opportunity_id, row) for row in entries]
    rows, cases = _cases(changeable(user).filter(account=account))
    found = [
        Proposed(row.pk, str(row), row.lang, place_of(seen), seen)
        for row in rows
        for seen in value_seen(cases[row.pk])
        if seen.date > clock.today() - PROPOSED_SINCE
        and not any(
            sale == row.pk and is_taken(seen, kind=line.kind, date=line.date, words=line.words) for sale, line in taken
        )
    ]
    return tuple(sorted(found, key=lambda item: item.seen.date, reverse=True)[:MOST_PROPOSED])


def proposed_line(*, user: User, account_id: int, opportunity_id: int, place: str) -> Proposed | None:
    """One of them by its place; ``None`` where it is there no more."""
    account = get_account(user, account_id)
    found = _proposed(user, account, _entries(user, account)[:MOST_LINES])
    return next((item for item in found if item.opportunity_id == opportunity_id and item.place == place), None)


def place_of(seen: Seen) -> str:
    """What finds a proposal again: its source and its words."""
    return f"{seen.source}:{seen.kind}:{seen.words}"


def _cases(opportunities: "QuerySet[Opportunity]") -> tuple[list[Opportunity], dict[int, Case]]:
    """The newest sales, and the case of each by its id."""
    rows = list(opportunities.order_by("-pk")[:MOST_SALES])
    files = case_files([row.pk for row in rows], clock.today(), without=NOT_ASKED)
    return rows, {pk: file.case for pk, file in files.items()}


class NeedMoney(NamedTuple):
    """What going without costs them, as a need tells."""

    text: str
    money: Decimal
    currency: str
    reckoned: str


def money_told(*, user: User, opportunity_id: int) -> list[NeedMoney]:
    """Needs of a sale with an amount: what a line of the ledger may rest its amount on."""
    rows = Need.objects.filter(opportunity__in=visible(user).filter(pk=opportunity_id)).exclude(money=None)
    told = rows.order_by("-money", "pk").values_list("text", "money", "opportunity__currency", "reckoned")
    return [NeedMoney._make(row) for row in told[:5]]


# ---------------------------------------------------------------- the yearly review
@dataclass(frozen=True, slots=True, kw_only=True)
class YearFacts:
    """What the yearly review rests on. ``cases`` by sale; whoever writes the review cuts them to what a customer may
    read."""

    account: Account
    first: dt.date
    last: dt.date
    lang: Language
    sender: str
    ledger: Ledger
    cases: Mapping[int, Case]


def year_facts(*, user: User, account_id: int, first: dt.date, last: dt.date) -> YearFacts:
    """The facts of an account between two days, both included, from the sales that the user sees."""
    account = get_account(user, account_id)
    rows, cases = _cases(visible(user).filter(account=account))
    entries = _entries(user, account).filter(date__gte=first, date__lte=last)[:MOST_LINES]
    return YearFacts(
        account=account,
        first=first,
        last=last,
        lang=rows[0].lang if rows else "zh-Hans",
        sender=next((row.our_company for row in rows if row.our_company), ""),
        ledger=ledger_of(map(line_of, entries), first=first, last=last),
        cases=cases,
    )
