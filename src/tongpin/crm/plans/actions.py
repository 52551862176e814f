"""Every write to sales meetings and the battle plan."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from tongpin.crm import clock, records
from tongpin.crm.concerns.models import Commitment
from tongpin.crm.opportunities.models import Opportunity
from tongpin.crm.opportunities.policy import not_found
from tongpin.crm.plans.models import SalesMeeting, Task
from tongpin.crm.users.models import User

MEETING = ("date", "starts", "agenda", "invited", "minutes", "decisions")
TASK = ("text", "owner", "due", "wanted", "status", "done", "result")


def call_meeting(
    *,
    user: User,
    opportunity_id: int,
    agenda: Sequence[str],
    date: dt.date | None = None,
    starts: dt.time | None = None,
    invited: Sequence[str] = (),
) -> SalesMeeting:
    """Calls a sales meeting with the agenda as it stands, for whoever is invited (names, departments); ``starts`` is
    the hour, where one is set."""
    with records.work_on(user, opportunity_id, "call_meeting") as (opportunity, deed):
        fresh = SalesMeeting(
            opportunity=opportunity,
            date=date or clock.today(),
            starts=starts,
            agenda=list(agenda),
            invited=list(invited),
        )
        return deed.make(records.checked(fresh))


def write_minutes(*, user: User, meeting_id: int, **changes: Any) -> SalesMeeting:
    """Changes date, starts, agenda, invited, minutes, decisions of a meeting."""
    return records.update_record(
        SalesMeeting, user=user, pk=meeting_id, action="write_minutes", editable=MEETING, changes=changes
    )


def remove_meeting(*, user: User, meeting_id: int) -> None:
    """Takes a meeting away; its tasks stay."""
    with records.work_on_record(user, SalesMeeting, meeting_id, "remove_meeting") as (meeting, _opportunity, deed):
        for task in Task.objects.filter(meeting=meeting):
            deed.change(task, meeting=None)
        deed.remove(meeting)


def add_task(
    *, user: User, opportunity_id: int, text: str, who: str = "", meeting_id: int | None = None, **facts: Any
) -> Task:
    """A line of the battle plan; `who` is the stakeholder it is about, `facts`: owner, due, wanted."""
    with records.work_on(user, opportunity_id, "add_task") as (opportunity, deed):
        task = Task(opportunity=opportunity, date=clock.today(), meeting=_meeting_of(opportunity, meeting_id))
        task.stakeholder = records.stakeholder_of(opportunity, who) if who else None
        named = records.require_text(text, field="text", message=_("Say what is to be done."))
        for column, value in records.checked_changes(task, {**facts, "text": named}, TASK).items():
            setattr(task, column, value)
        return deed.make(task)


def update_task(*, user: User, task_id: int, **changes: Any) -> Task:
    """Changes columns of a task, and `who`."""
    return records.update_record(Task, user=user, pk=task_id, action="update_task", editable=TASK, changes=changes)


def finish_task(
    *, user: User, task_id: int, status: str, result: str = "", on: dt.date | None = None, won: bool = False
) -> Task:
    """Says what came of a task: done, not_done or dropped, with the result in words; open takes that back.

    `won`: the customer has made the commitment that was wanted; it is put on record with the commitments.
    """
    with records.work_on_record(user, Task, task_id, "finish_task") as (task, opportunity, deed):
        day = on or clock.today()
        changes = {"status": status, "result": result, "done": day if status == "done" else None}
        deed.change(task, **records.checked_changes(task, changes, TASK))
        if won and task.wanted:
            promise = Commitment(opportunity=opportunity, text=task.wanted, date=day, stakeholder=task.stakeholder)
            deed.make(records.checked(promise))
        return task


def remove_task(*, user: User, task_id: int) -> None:
    """Takes a task away."""
    records.remove_record(Task, user=user, pk=task_id, action="remove_task")


def _meeting_of(opportunity: Opportunity, meeting_id: int | None) -> SalesMeeting | None:
    if meeting_id is None:
        return None
    meeting = SalesMeeting.objects.filter(opportunity=opportunity, pk=meeting_id).first()
    if meeting is None:
        raise not_found()
    return meeting
