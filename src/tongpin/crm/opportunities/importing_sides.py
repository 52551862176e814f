"""Case → rows for the people on both sides: our team with its counterparts, influence lines, settlements, the plan."""

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from django.db import models

from tongpin.crm.activities.models import Activity
from tongpin.crm.opportunities.models import Opportunity, Stakeholder
from tongpin.crm.people.models import InfluenceLine
from tongpin.crm.plans.models import SalesMeeting, Task
from tongpin.crm.team.models import Counterpart, Settlement, TeamMember
from tongpin.method.case import Case
from tongpin.method.sides import Member, member_of

MEMBER = ("name", "function", "level", "since", "until")
TIE = ("state", "since", "they_expect", "we_expect", "we_promise", "promised", "due", "promise")
SETTLED = ("topic", "date", "holds", "tells", "told")
TASK = ("date", "text", "owner", "due", "wanted", "status", "done", "result")


def team_of(case: Case, opportunity: Opportunity) -> list[TeamMember]:
    """Our people in the order of the file: those of `team` with what `members` adds, then those it does not name."""
    further = {member.name: member for member in case.our_side.members}
    rows = [_team_member(opportunity, written, further) for written in case.our_side.team]
    return rows + [TeamMember(opportunity=opportunity, **_fields(member, *MEMBER)) for member in further.values()]


def _team_member(opportunity: Opportunity, written: str, further: dict[str, Member]) -> TeamMember:
    plain = member_of(written)
    return TeamMember(opportunity=opportunity, written=written, **_fields(further.pop(plain.name, plain), *MEMBER))


def sides_of(
    case: Case,
    opportunity: Opportunity,
    team: Mapping[str, TeamMember],
    people: Mapping[str, Stakeholder],
    entries: Mapping[str, Activity],
) -> Iterator[models.Model]:
    """Rows that name people or entries, which must be there already; `team` by name, the others by code."""
    for line in case.influence_lines:
        yield InfluenceLine(
            opportunity=opportunity,
            speaker=people[line.speaker],
            listener=people[line.listener],
            activity=entries.get(line.entry),
            **_fields(line, "strength", "state"),
        )
    for tie in case.counterparts:
        yield Counterpart(
            opportunity=opportunity, member=team[tie.ours], stakeholder=people[tie.who], **_fields(tie, *TIE)
        )
    for settled in case.settlements:
        yield Settlement(
            opportunity=opportunity,
            first=entries[settled.first],
            second=entries[settled.second],
            **_fields(settled, *SETTLED),
        )
    for task in case.plan:
        yield Task(opportunity=opportunity, stakeholder=people.get(task.who), **_fields(task, *TASK))
    for meeting in case.sales_meetings:
        yield SalesMeeting(
            opportunity=opportunity,
            agenda=list(meeting.agenda),
            invited=list(meeting.invited),
            starts=dt.time.fromisoformat(meeting.starts) if meeting.starts else None,
            **_fields(meeting, "date", "minutes", "decisions"),
        )


def _fields(shape: Any, *names: str) -> dict[str, Any]:
    return {name: getattr(shape, name) for name in names}
