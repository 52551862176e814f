"""How meetings ended over all opportunities that a user sees: by person, by the customer's stage, by trade (8.2)."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain, repeat

from django.db.models import Case, CharField, Count, Exists, F, OuterRef, Q, Value, When
from django.db.models.functions import Coalesce

from tongpin.crm import clock
from tongpin.crm.activities.models import Activity
from tongpin.crm.concerns.models import Commitment
from tongpin.crm.opportunities.models import Stakeholder
from tongpin.crm.opportunities.policy import visible
from tongpin.crm.users.models import User
from tongpin.method.meetings import FIRM, MEETING_KINDS, Tally, tally_of

DAYS = 180
MOST = 30
"""Lines of each table; those with most meetings."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """How the meetings of somebody, at a stage or in a trade ended."""

    name: str
    tally: Tally


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcomes:
    """Of the last `days`: all meetings, and the same by person, by stage (as it is now) and by trade."""

    days: int
    whole: Tally
    people: tuple[Line, ...]
    stages: tuple[Line, ...]
    trades: tuple[Line, ...]


def outcomes_of(*, user: User) -> Outcomes:
    """What came of the meetings of late, with one query; an advance is an action of theirs with a day."""
    since = clock.today() - dt.timedelta(days=DAYS)
    named = Stakeholder.objects.filter(opportunity=OuterRef("opportunity"), person__name=OuterRef("by"))
    firm = Commitment.objects.filter(
        Q(stakeholder__isnull=False) | (~Q(by="") & Exists(named)),
        opportunity=OuterRef("opportunity"),
        date=OuterRef("date"),
        due__isnull=False,
        status__in=FIRM,
    )
    told = Coalesce("meeting__outcome", Value(""))
    meetings = Activity.objects.filter(
        opportunity__in=visible(user).values("pk"), date__gte=since, kind__in=MEETING_KINDS
    ).exclude(direction="internal")
    found = (
        meetings.annotate(told=told, firm=Exists(firm))
        .annotate(
            ended=Case(
                When(
                    Q(told="") | Q(told="advance"),
                    then=Case(When(firm=True, then=Value("advance")), default=Value("continuation")),
                ),
                default=F("told"),
                output_field=CharField(),
            )
        )
        .values_list("by", "opportunity__stage", "opportunity__account__industry", "ended")
        .annotate(count=Count("pk"))
        .order_by()
    )
    rows = list(found)
    return Outcomes(
        days=DAYS,
        whole=_tally((ended, count) for *_names, ended, count in rows),
        people=_lines((by, ended, count) for by, _stage, _trade, ended, count in rows),
        stages=_lines((stage, ended, count) for _by, stage, _trade, ended, count in rows),
        trades=_lines((trade, ended, count) for _by, _stage, trade, ended, count in rows),
    )


def _lines(rows: Iterable[tuple[str, str, int]]) -> tuple[Line, ...]:
    found: dict[str, list[tuple[str, int]]] = {}
    for name, ended, count in rows:
        found.setdefault(name or "", []).append((ended, count))
    lines = [Line(name=name, tally=_tally(told)) for name, told in found.items()]
    return tuple(sorted(lines, key=lambda line: (-line.tally.total, line.name))[:MOST])


def _tally(rows: Iterable[tuple[str, int]]) -> Tally:
    return tally_of(chain.from_iterable(repeat(ended, count) for ended, count in rows))
