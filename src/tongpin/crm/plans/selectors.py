"""What the pages read of sales meetings and the battle plan; the number of queries does not grow with them."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Count, Exists, Max, OuterRef

from tongpin.crm import clock
from tongpin.crm.audit.models import LogEntry
from tongpin.crm.casefile import FOR_ONE_TAB, case_files
from tongpin.crm.judging import stored_readings
from tongpin.crm.opportunities.models import Opportunity
from tongpin.crm.opportunities.policy import get_opportunity, visible
from tongpin.crm.plans.models import SalesMeeting, Task
from tongpin.crm.playbooks.selectors import playbook_of
from tongpin.crm.team.selectors import levels_of, places_of
from tongpin.crm.users.models import User
from tongpin.method.buying_centre import BuyingCentre, buying_centre_of
from tongpin.method.counterparts import Matrix, matrix_of
from tongpin.method.dossier import Dossier
from tongpin.method.judge import dossier_of
from tongpin.method.sides import Task as PlainTask

DUE_WITHIN_DAYS = 7
MOST_TASKS = 30


class TaskRow(NamedTuple):
    """A task by its id, the meeting it comes from, and the task itself."""

    id: int
    meeting: int | None
    task: PlainTask


class MeetingRow(NamedTuple):
    """A sales meeting as a row."""

    id: int
    date: dt.date
    starts: dt.time | None
    agenda: list[str]
    invited: list[str]
    minutes: str
    decisions: str


class MyTask(NamedTuple):
    """A task of the user's in one of the opportunities that he sees."""

    opportunity_id: int
    title: str
    id: int
    text: str
    who: str
    due: dt.date
    wanted: str


class Revision(NamedTuple):
    """How often a row has been written since it was made, and when last."""

    number: int
    at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanPage:
    """The plan of an opportunity with the case as the method sees it today; meetings the oldest first."""

    opportunity: Opportunity
    dossier: Dossier
    centre: BuyingCentre
    matrix: Matrix
    tasks: Sequence[TaskRow]
    meetings: Sequence[MeetingRow]


def plan_page(*, user: User, opportunity_id: int) -> PlanPage:
    """Everything that a review of an opportunity needs beside its standing."""
    opportunity = get_opportunity(user, opportunity_id, beside=("account", "owner"))
    file = case_files([opportunity.pk], clock.today(), without=FOR_ONE_TAB)[opportunity.pk]
    dossier = dossier_of(file.case, playbook_of(*file.playbook), stored_readings(file))
    meetings = meetings_of(opportunity)
    return PlanPage(
        opportunity=opportunity,
        dossier=dossier,
        centre=buying_centre_of(dossier),
        matrix=matrix_of(dossier, levels_of(places_of(opportunity))),
        tasks=[_placed(row, meetings) for row in tasks_of(opportunity)],
        meetings=meetings,
    )


def _placed(row: TaskRow, meetings: Sequence[MeetingRow]) -> TaskRow:
    """A task that names no meeting, as those out of a deal file, came of the one on the day it was set."""
    if row.meeting is not None:
        return row
    return row._replace(meeting=next((one.id for one in meetings if one.date == row.task.date), None))


def tasks_of(opportunity: Opportunity) -> list[TaskRow]:
    """Tasks by due day, those without one last."""
    columns = ("date", "text", "owner", "stakeholder__code", "due", "wanted", "status", "done", "result")
    rows = Task.objects.filter(opportunity=opportunity).values_list("id", "meeting_id", *columns)
    found = [TaskRow(pk, meeting, _plain(values)) for pk, meeting, *values in rows]
    return sorted(found, key=lambda row: (row.task.due is None, row.task.due or row.task.date, row.id))


def _plain(values: list[object]) -> PlainTask:
    names = ("date", "text", "owner", "who", "due", "wanted", "status", "done", "result")
    told = dict(zip(names, values, strict=True))
    return PlainTask(**{**told, "who": told["who"] or ""})  # type: ignore[arg-type]  # columns of these very types


def meetings_of(opportunity: Opportunity) -> list[MeetingRow]:
    rows = SalesMeeting.objects.filter(opportunity=opportunity).order_by("date", "pk")
    return [MeetingRow._make(values) for values in rows.values_list(*MeetingRow._fields)]


def my_tasks(*, user: User, limit: int = MOST_TASKS) -> list[MyTask]:
    """Open tasks in his name that are due within a week or late, the oldest first, in opportunities that he sees."""
    latest = clock.today() + dt.timedelta(days=DUE_WITHIN_DAYS)
    seen = Exists(visible(user).filter(pk=OuterRef("opportunity_id"), result=None))
    mine = Task.objects.filter(seen, owner=str(user), status="open", due__lte=latest).order_by("due", "id")
    named = ("opportunity__name", "opportunity__title")
    columns = ("opportunity_id", *named, "id", "text", "stakeholder__person__name", "due", "wanted")
    return [
        MyTask(opportunity, name or title, pk, text, who or "", due, wanted)
        for opportunity, name, title, pk, text, who, due, wanted in mine.values_list(*columns)[:limit]
    ]


def revisions(table: str, ids: Sequence[int]) -> Mapping[int, Revision]:
    """How often rows of a table (its name in the log) were written: by that calendars tell which version is newer."""
    log = LogEntry.objects.filter(object_type=table, object_id__in=ids).order_by()
    counted = log.values_list("object_id").annotate(Count("id"), Max("at"))
    return {pk: Revision(count - 1, at) for pk, count, at in counted}
