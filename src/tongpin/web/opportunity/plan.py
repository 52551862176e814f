"""The battle plan 作战计划: the sales meeting, who does what until when, and what came of it (METHOD 11.3)."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from tongpin.crm.opportunities.page import OpportunityPage
from tongpin.crm.plans.selectors import MeetingRow, PlanPage, TaskRow, plan_page
from tongpin.method.agenda import parted
from tongpin.method.case import Case
from tongpin.method.plan import Tally, is_won, state_of, tally_of
from tongpin.method.sides import Task
from tongpin.web.cited import day
from tongpin.web.opportunity.plan_forms import MinutesForm, minutes_values
from tongpin.web.pages import user_of
from tongpin.web.texts import Texts

TASK_STATES: Texts = {
    "open": pgettext_lazy("task", "Open"),
    "overdue": pgettext_lazy("task", "Overdue"),
    "done": pgettext_lazy("task", "Done"),
    "late": pgettext_lazy("task", "Done late"),
    "not_done": pgettext_lazy("task", "Not achieved"),
    "dropped": pgettext_lazy("task", "Dropped"),
}
COLOURS = {"overdue": "tag-wrong", "done": "tag-fits", "late": "tag-early", "not_done": "tag-wrong"}
ORDER = ("overdue", "open", "not_done", "late", "done", "dropped")


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskView:
    """A task with prepared strings; ``running``: nobody has said yet what came of it; ``free``: it has nobody of ours
    who is still here."""

    id: int
    text: str
    owner: str
    who: str
    who_code: str
    due: str
    wanted: str
    won: bool
    state: str
    state_name: str
    colour: str
    running: bool
    free: bool
    done: str
    result: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A line of an agenda: ``number`` is its place, ``task`` what was made of it, if anything."""

    number: int
    text: str
    task: TaskView | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingView:
    """A meeting with its agenda by parts (title, points) and the tasks that came of it."""

    id: int
    day: str
    invited: str
    parts: list[tuple[str, list[Point]]]
    minutes: str
    decisions: str
    tasks: list[TaskView]
    form: MinutesForm | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TallyRow:
    """What a meeting set out to do and what came of it; ``bars``: state, count and start in percent."""

    name: str
    tally: Tally
    kept: float | None
    bars: list[tuple[str, str, float, float]]


def plan_tab(request: HttpRequest, found: OpportunityPage) -> dict[str, Any]:
    """What the tab shows."""
    page = plan_page(user=user_of(request), opportunity_id=found.opportunity.pk)
    views = {view.id: view for view in task_views(page)}
    tasks = sorted(views.values(), key=lambda view: ORDER.index(view.state))
    meetings = [_meeting(row, page.tasks, views) for row in reversed(page.meetings)]
    present = meetings[0] if meetings and is_open(page) else None
    return {
        "running": [view for view in tasks if view.running],
        "settled": [view for view in tasks if not view.running],
        "overdue": sum(view.state == "overdue" for view in tasks),
        "meeting": present,
        "earlier": meetings[1:] if present else meetings,
        "reality": reality_of(page),
        "call": reverse("call_meeting", args=[found.opportunity.pk]),
        "add_task": reverse("add_task", args=[found.opportunity.pk]),
    }


def is_open(page: PlanPage) -> bool:
    """Whether the last meeting is still to be held or talked over: until it has decisions, and on its own day."""
    last = page.meetings[-1]
    return last.date >= page.dossier.today or not (last.minutes or last.decisions)


def our_names(page: PlanPage) -> list[str]:
    """Our people on the opportunity today, and whoever keeps it."""
    return list(dict.fromkeys([*(member.name for member in page.matrix.ours), str(page.opportunity.owner)]))


def task_views(page: PlanPage) -> list[TaskView]:
    """The tasks in the reader's words."""
    present = set(our_names(page))
    return [_task_view(row, page.dossier.case, page.dossier.names, present) for row in page.tasks]


def _task_view(row: TaskRow, case: Case, names: dict[str, str], present: set[str]) -> TaskView:
    task, state = row.task, state_of(row.task, case.today)
    return TaskView(
        id=row.id,
        text=task.text,
        owner=task.owner,
        who=names.get(task.who, ""),
        who_code=task.who,
        due=day(task.due),
        wanted=task.wanted,
        won=is_won(task, case),
        state=state,
        state_name=str(TASK_STATES[state]),
        colour=COLOURS.get(state, ""),
        running=task.status == "open",
        free=task.status == "open" and task.owner not in present,
        done=day(task.done),
        result=task.result,
    )


def _meeting(row: MeetingRow, tasks: Sequence[TaskRow], views: dict[int, TaskView]) -> MeetingView:
    mine = [views[task.id] for task in tasks if task.meeting == row.id]
    return MeetingView(
        id=row.id,
        day=" ".join(part for part in (day(row.date), f"{row.starts:%H:%M}" if row.starts else "") if part),
        invited=_("; ").join(row.invited),
        parts=parts_of(row.agenda, mine),
        minutes=row.minutes,
        decisions=row.decisions,
        tasks=mine,
        form=MinutesForm(initial=minutes_values(row.minutes, row.decisions), auto_id=f"meeting-{row.id}-%s"),
    )


def parts_of(agenda: Iterable[str], tasks: Sequence[TaskView] = ()) -> list[tuple[str, list[Point]]]:
    """Lines that stand under the same part of the agenda, one after another, together."""
    by_text = {task.text: task for task in tasks}
    lines = [(*parted(line), number) for number, line in enumerate(agenda)]
    return [
        (title, [Point(number=number, text=text, task=by_text.get(text)) for _title, text, number in points])
        for title, points in groupby(lines, key=lambda line: line[0])
    ]


# ---------------------------------------------------------------- plan against reality
def reality_of(page: PlanPage) -> list[TallyRow]:
    """A row for each meeting that set tasks, the newest first, one for tasks without a meeting, and all together."""
    case = page.dossier.case
    names = {meeting.id: day(meeting.date) for meeting in reversed(page.meetings)}
    by_meeting: dict[int | None, list[Task]] = {pk: [] for pk in [*names, None]}
    for row in page.tasks:
        by_meeting[row.meeting].append(row.task)
    rows = [
        _tally_row(names[pk] if pk else _("Between meetings"), tasks, case) for pk, tasks in by_meeting.items() if tasks
    ]
    everything = [row.task for row in page.tasks]
    return [*rows, _tally_row(_("All together"), everything, case)] if len(rows) > 1 else rows


def _tally_row(name: str, tasks: Sequence[Task], case: Case) -> TallyRow:
    tally = tally_of(tasks, case)
    return TallyRow(name=name, tally=tally, kept=tally.kept, bars=list(_bars(tally)))


def _bars(tally: Tally) -> Iterator[tuple[str, str, float, float]]:
    """Pieces of a bar of a hundred: done in time first, what is still open last."""
    start = 0.0
    for state in ("done", "late", "not_done", "overdue", "dropped", "open"):
        count = getattr(tally, state)
        if count:
            wide = 100 * count / tally.set
            yield state, f"{TASK_STATES[state]}: {count}", round(start, 2), round(wide, 2)
            start += wide
