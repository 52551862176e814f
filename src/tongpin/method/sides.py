"""The people on both sides as plain data (METHOD 6, 11): what is known of theirs, who of ours stands with whom."""

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

Knowledge = Literal["assumed", "confirmed"]
Level = Literal["executive", "manager", "staff"]
"""A level of the customer's company or of ours: 高层, 中层, 基层."""
LEVELS: tuple[Level, ...] = ("executive", "manager", "staff")
TieState = Literal["none", "started", "steady", "strained"]
PromiseStatus = Literal["open", "kept", "broken"]
TaskStatus = Literal["open", "done", "not_done", "dropped"]

Aspect = Literal["roles", "attitude", "influence", "share", "expectations", "worries", "habits"]
ASPECTS: tuple[Aspect, ...] = Aspect.__args__  # type: ignore[attr-defined]
_WRITTEN = re.compile(r"\s*(?P<name>[^（(]+?)\s*[（(](?P<function>.*)[）)]\s*", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """How a fact about a person is known: guessed or told, since when, and by which entry of the timeline."""

    state: Knowledge = "assumed"
    since: dt.date | None = None
    entry: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class InfluenceLine:
    """``listener`` listens to ``speaker`` (stakeholders' ids). ``strength``: 1 sometimes, 2 often, 3 nearly always."""

    speaker: str
    listener: str
    strength: int = 2
    state: Knowledge = "assumed"
    entry: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One of ours on the opportunity. Without ``until`` he is still on it."""

    name: str
    function: str = ""
    level: Level | None = None
    since: dt.date | None = None
    until: dt.date | None = None


def member_of(written: str) -> Member:
    """Name and function of "Chen Jing (sales)", as a deal file's team writes it; without brackets it is the name."""
    found = _WRITTEN.fullmatch(written)
    return Member(name=found["name"], function=found["function"]) if found else Member(name=written.strip())


@dataclass(frozen=True, slots=True, kw_only=True)
class OurSide:
    """``team`` as a person wrote it, "Name (function)"; ``members`` where more is known than that."""

    company: str = ""
    team: tuple[str, ...] = ()
    members: tuple[Member, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Counterpart:
    """One of ours (``ours``, by name) who stands with one of theirs (``who``), and what each expects of the other."""

    ours: str
    who: str
    state: TieState = "started"
    since: dt.date | None = None
    they_expect: str = ""
    we_expect: str = ""
    we_promise: str = ""
    promised: dt.date | None = None
    due: dt.date | None = None
    promise: PromiseStatus = "open"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """How a contradiction between two entries on a topic was settled: what holds, and who tells the customer."""

    topic: str
    first: str
    second: str
    date: dt.date
    holds: str = ""
    tells: str = ""
    told: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A line of the battle plan: ``owner`` of ours does it with ``who``, to win the commitment ``wanted``."""

    date: dt.date
    text: str
    owner: str = ""
    who: str = ""
    due: dt.date | None = None
    wanted: str = ""
    status: TaskStatus = "open"
    done: dt.date | None = None
    result: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SalesMeeting:
    """Our own meeting over an opportunity: its agenda as it was made that day, minutes and decisions. ``starts``: the
    hour as it is written ("14:30"), empty where only the day is set."""

    date: dt.date
    agenda: tuple[str, ...] = ()
    invited: tuple[str, ...] = ()
    minutes: str = ""
    decisions: str = ""
    starts: str = ""


# ---------------------------------------------------------------- as things stood at the end of a day
def our_side_at(side: OurSide, day: dt.date) -> OurSide:
    joined = (member for member in side.members if member.since is None or member.since <= day)
    return replace(side, members=tuple(replace(member, until=_past(member.until, day)) for member in joined))


def counterparts_at(ties: Iterable[Counterpart], day: dt.date) -> tuple[Counterpart, ...]:
    """Ties that stood; a promise made later is unknown, one kept or broken since was open."""
    stood = (tie for tie in ties if _past(tie.since, day))
    return tuple(
        replace(tie, promise="open")
        if _past(tie.promised, day)
        else replace(tie, promise="open", we_promise="", promised=None, due=None)
        for tie in stood
    )


def settlements_at(settlements: Iterable[Settlement], day: dt.date) -> tuple[Settlement, ...]:
    return tuple(replace(item, told=_past(item.told, day)) for item in settlements if item.date <= day)


def plan_at(plan: Iterable[Task], day: dt.date) -> tuple[Task, ...]:
    """Tasks set until that day; what was done later was open."""
    return tuple(
        task if _past(task.done, day) else replace(task, status="open", done=None, result="")
        for task in plan
        if task.date <= day
    )


def _past(moment: dt.date | None, day: dt.date) -> dt.date | None:
    return moment if moment is not None and moment <= day else None
