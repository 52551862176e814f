"""The battle plan against what came of it, and who a line of an agenda falls to (METHOD 11.3)."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from tongpin.method.case import Case, Stakeholder
from tongpin.method.datafiles import load_data
from tongpin.method.sides import Task, member_of

TaskState = Literal["open", "overdue", "done", "late", "not_done", "dropped"]
"""``done`` in time; ``late``: done after its day; ``overdue``: its day is past and nobody has said what came of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What became of some tasks: how many were ``set``, and of those each state. ``wanted``: tasks that aimed at a
    commitment of the customer, ``won``: those whose commitment is on record."""

    set: int
    done: int
    late: int
    not_done: int
    dropped: int
    overdue: int
    open: int
    wanted: int
    won: int

    @property
    def settled(self) -> int:
        """Tasks of which one can say whether the plan held: not those still running, nor those given up."""
        return self.done + self.late + self.not_done + self.overdue

    @property
    def kept(self) -> float | None:
        """Share of the settled ones that was done in time; ``None`` where nothing can be said yet."""
        return self.done / self.settled if self.settled else None


def state_of(task: Task, today: dt.date) -> TaskState:
    """How a task stands on a day; one that is due today is not late yet."""
    if task.status == "open":
        return "overdue" if task.due is not None and task.due < today else "open"
    if task.status == "done":
        return "late" if task.due is not None and task.done is not None and task.done > task.due else "done"
    return task.status


def tally_of(tasks: Iterable[Task], case: Case) -> Tally:
    """Counts these tasks by what became of them."""
    found = list(tasks)
    states = [state_of(task, case.today) for task in found]
    return Tally(
        set=len(found),
        done=states.count("done"),
        late=states.count("late"),
        not_done=states.count("not_done"),
        dropped=states.count("dropped"),
        overdue=states.count("overdue"),
        open=states.count("open"),
        wanted=sum(bool(task.wanted) for task in found),
        won=sum(is_won(task, case) for task in found),
    )


def is_won(task: Task, case: Case) -> bool:
    """Whether the commitment that a task aimed at is on record: a promise in the same words, not before the task."""
    return bool(task.wanted) and any(
        item.text == task.wanted and item.date >= task.date and (not task.who or item.by == task.who)
        for item in case.commitments
    )


def due_for(today: dt.date) -> dt.date:
    """The day that a task gets unless somebody says another."""
    return today + dt.timedelta(days=load_data("agenda")["task_days"])


def person_in(line: str, case: Case) -> Stakeholder | None:
    """The one of theirs whom a line names, the longest name first; ``None`` where it names nobody."""
    named = sorted(case.stakeholders, key=lambda person: -len(person.name))
    return next((person for person in named if len(person.name) > 1 and person.name in line), None)


def owner_for(who: Stakeholder | None, case: Case) -> str:
    """Who of ours should talk to one of theirs: his counterpart, else who keeps the contact, else the first of us."""
    if who is not None:
        ties = [tie.ours for tie in case.counterparts if tie.who == who.id and tie.state != "none"]
        if ties or who.owner:
            return ties[0] if ties else member_of(who.owner).name
    ours = [*(member_of(written).name for written in case.our_side.team), *(one.name for one in case.our_side.members)]
    return next(iter(ours), "")
