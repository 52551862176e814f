"""What the pages read of opportunities. Lists are tuples of values, never model instances."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

import msgspec
from django.db.models import Count, Exists, OuterRef, QuerySet

from tongpin.crm import clock
from tongpin.crm.concerns.models import Commitment
from tongpin.crm.opportunities.filters import Filters
from tongpin.crm.opportunities.models import Opportunity
from tongpin.crm.opportunities.policy import visible
from tongpin.crm.users.models import User
from tongpin.method.case import OPEN_PROMISES, STAGES
from tongpin.method.standing import Flag, NextAction, Standing

ROWS_PER_PAGE = 50
ROWS_PER_BATCH = 1000
CARDS_PER_COLUMN = 30
MOST_COUNTED = 10_000
ACTIONS_TODAY = 30
DUE_WITHIN_DAYS = 3


class OpportunityRow(NamedTuple):
    """An opportunity in a list or on the board. `step_offset` > 0: we are ahead of the customer."""

    id: int
    code: str
    title: str
    account_id: int
    account: str
    owner_id: int
    owner: str
    stage: str
    stage_certainty: float
    step_offset: int | None
    next_gate: str
    grade: str
    win_estimate: float | None
    mistake_count: int
    flag_count: int
    amount: Decimal | None
    currency: str
    expected_close: dt.date | None
    last_activity_on: dt.date | None
    result: str | None


COLUMNS = tuple({"account": "account__name", "owner": "owner__name"}.get(name, name) for name in OpportunityRow._fields)


class Page(NamedTuple):
    """One page of a list; `number` is the page really shown, whatever was asked for.

    Counting ends at `MOST_COUNTED`: where there are `more`, nobody turns pages, he narrows the list down.
    """

    rows: list[OpportunityRow]
    total: int
    number: int
    pages: int
    filters: Filters
    more: bool


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the board: a stage of the customer, how many opportunities are there, and the first of them."""

    stage: str
    count: int
    rows: list[OpportunityRow]


class Action(NamedTuple):
    """What to do next in an opportunity, and why."""

    opportunity: OpportunityRow
    action: NextAction
    review_on: dt.date | None


class Promise(NamedTuple):
    """A commitment that is due."""

    opportunity_id: int
    title: str
    commitment_id: int
    text: str
    by: str
    due: dt.date


class Today(NamedTuple):
    """What a user should do now: next actions, most valuable first, and promises due."""

    actions: list[Action]
    promises: list[Promise]


class FlaggedRow(NamedTuple):
    """An opportunity with its flags."""

    opportunity: OpportunityRow
    flags: tuple[Flag, ...]


def rows_of(opportunities: "QuerySet[Opportunity]") -> list[OpportunityRow]:
    """The rows of a query, one statement."""
    return [OpportunityRow._make(values) for values in opportunities.values_list(*COLUMNS)]


def opportunity_list(*, user: User, filters: Filters, size: int = ROWS_PER_PAGE) -> Page:
    """A page of the opportunities that the user sees. A page beyond the end is the last one."""
    found = filters.narrow(visible(user))
    counted = found.values("pk")[: MOST_COUNTED + 1].count()
    total = min(counted, MOST_COUNTED)
    pages = max(1, -(-total // size))
    number = min(max(filters.page, 1), pages)
    rows = rows_of(found.order_by(*filters.order())[(number - 1) * size : number * size])
    return Page(rows, total, number, pages, filters, counted > total)


def all_rows(*, user: User, filters: Filters) -> Iterator[list[OpportunityRow]]:
    """Every opportunity that the user sees and the filters let through, in order, a batch at a time.

    Which ones is asked once, so that none is told twice or left out while others go on working.
    """
    wanted = list(filters.narrow(visible(user)).order_by(*filters.order()).values_list("pk", flat=True))
    for start in range(0, len(wanted), ROWS_PER_BATCH):
        batch = wanted[start : start + ROWS_PER_BATCH]
        rows = {row.id: row for row in rows_of(visible(user).filter(pk__in=batch))}
        yield [rows[pk] for pk in batch if pk in rows]


def board_columns(*, user: User, filters: Filters, size: int = CARDS_PER_COLUMN) -> list[Column]:
    """The board by the customer's stage: all seven columns, each with its count and its first cards."""
    found = filters.narrow(visible(user))
    counts = dict(found.order_by().values_list("stage").annotate(Count("id")))
    return [Column(stage, counts.get(stage, 0), _cards(found, stage, filters, size, counts)) for stage in STAGES]


def _cards(
    found: "QuerySet[Opportunity]", stage: str, filters: Filters, size: int, counts: Mapping[str, int]
) -> list[OpportunityRow]:
    if not counts.get(stage):
        return []
    return rows_of(found.filter(stage=stage).order_by(*filters.order())[:size])


def today(*, user: User, limit: int = ACTIONS_TODAY) -> Today:
    """What to do now in the open opportunities that the user sees."""
    return Today(_actions(user, limit), _promises(user, limit))


def _actions(user: User, limit: int) -> list[Action]:
    """What the law speaks to before all; then by grade, as it says where effort belongs, and by the value at stake:
    amount times win estimate."""
    found = visible(user).filter(result=None).exclude(next_action="").order_by("grade", "-at_stake", "id")
    rows = found.values_list(*COLUMNS, "next_action", "review_on")
    first = list(rows.filter(flag_count__gt=0)[:limit])
    return [
        Action(OpportunityRow._make(values), msgspec.json.decode(action, type=NextAction), review_on)
        for *values, action, review_on in [*first, *rows.filter(flag_count=0)[: limit - len(first)]]
    ]


def _promises(user: User, limit: int) -> list[Promise]:
    latest = clock.today() + dt.timedelta(days=DUE_WITHIN_DAYS)
    # Asked of each promise in turn: there are fewer due than there are opportunities to look through.
    mine = Exists(visible(user).filter(pk=OuterRef("opportunity_id"), result=None))
    due = Commitment.objects.filter(mine, due__lte=latest, status__in=OPEN_PROMISES)
    columns = ("opportunity_id", "opportunity__title", "id", "text", "stakeholder__person__name", "by", "due")
    return [
        Promise(opportunity, title, pk, text, name or by, day)
        for opportunity, title, pk, text, name, by, day in due.order_by("due", "id").values_list(*columns)[:limit]
    ]


def flagged(*, user: User, limit: int = ROWS_PER_PAGE) -> list[FlaggedRow]:
    """Opportunities with flags (improper requests, unlawful timetables, ...), latest first."""
    found = visible(user).filter(flag_count__gt=0, stored__isnull=False).order_by("-id")
    return [
        FlaggedRow(OpportunityRow._make(values), msgspec.json.decode(standing, type=Standing).flags)
        for *values, standing in found.values_list(*COLUMNS, "stored__standing")[:limit]
    ]
