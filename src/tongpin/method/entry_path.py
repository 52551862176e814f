"""The way in to power: receptive → dissatisfied → power, by ties that we or our supporters have (METHOD 6.5)."""

import heapq
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from math import exp, log
from typing import Any

from tongpin.method.case import Stakeholder
from tongpin.method.datafiles import load_data
from tongpin.method.dossier import Dossier
from tongpin.method.wording import Say, say

US = ""
EVERYBODY = ""
"""Stands for the whole company where a department is named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """To ``person``, by ``through`` (a stakeholder's id, or empty: by ourselves). ``part``: what he is on the way."""

    person: str
    through: str
    part: str
    chance: float
    why: Say


@dataclass(frozen=True, slots=True, kw_only=True)
class Path:
    """Steps that end with somebody of power; ``chance`` that all of them succeed."""

    steps: tuple[Step, ...]
    chance: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """The likeliest way, and the best one that starts with somebody else; None where nobody of power is known."""

    path: Path | None
    alternative: Path | None
    note: Say | None = None


@dataclass(frozen=True, slots=True)
class _Tie:
    """Among forty people there are more than a thousand: only those on the way are put in words."""

    start: str
    end: str
    chance: float
    kind: str
    values: Mapping[str, str | int]

    @property
    def why(self) -> Say:
        return say(f"entry_path.ties.{self.kind}.why", **self.values)


def entry_of(dossier: Dossier) -> Entry:
    """The shortest believable way to power and an alternative."""
    ties = _Ties(dossier)
    path = _best(ties, shunned=())
    if path is None:
        return Entry(path=None, alternative=None, note=say("entry_path.no_power"))
    return Entry(path=path, alternative=_best(ties, shunned=(path.steps[0].person,)))


def _best(ties: "_Ties", shunned: Collection[str]) -> Path | None:
    """The path with the greatest chance by Dijkstra over (person, whether we passed somebody with the problem).

    A path that reaches power past the dissatisfied pays for it.
    """
    people = ties.people
    past = -log(_knowledge()["past_the_dissatisfied"])
    queue: list[tuple[float, int, str, bool, tuple[_Tie, ...]]] = [(0.0, 0, US, False, ())]
    done: set[tuple[str, bool]] = set()
    asked: set[tuple[str, bool]] = set()
    found: tuple[float, tuple[_Tie, ...]] | None = None
    order = 0
    while queue:
        cost, _, here, felt, way = heapq.heappop(queue)
        if found is not None and cost >= found[0]:
            break
        if (here, felt) in done:
            continue
        done.add((here, felt))
        if here and _is(people[here], "power"):
            total = cost + (0.0 if felt or _at_home(way) else past)
            found = (total, way) if found is None or total < found[0] else found
            continue
        for tie in ties.onward(here, felt, asked):
            felt_there = felt or _is(people[tie.end], "dissatisfied")
            if tie.end not in shunned and (tie.end, felt_there) not in done:
                order += 1
                heapq.heappush(queue, (cost - log(tie.chance), order, tie.end, felt_there, (*way, tie)))
    return _path(found[1], people) if found else None


def _at_home(way: tuple[_Tie, ...]) -> bool:
    """Whether we stand with the one at the end of the way already."""
    return len(way) == 1 and way[0].chance >= _knowledge()["at_home"]


def _path(ties: tuple[_Tie, ...], people: Mapping[str, Stakeholder]) -> Path:
    steps = tuple(
        Step(
            person=tie.end,
            through=tie.start,
            part=next((part for part in ("power", "dissatisfied", "receptive") if _is(people[tie.end], part)), "other"),
            chance=tie.chance,
            why=tie.why,
        )
        for tie in ties
    )
    return Path(steps=steps, chance=exp(sum(log(step.chance) for step in steps)))


# ---------------------------------------------------------------- ties
class _Ties:
    """The best tie from us to each person, and from each person who would introduce us to each other one.

    Ties of a person are looked up when the way has come to him. A department, or the whole company, is asked through
    the first of its people whom the way has reached: the others lie further, and lead to the same people no better.
    """

    def __init__(self, dossier: Dossier) -> None:
        self.dossier = dossier
        self.people = {person.id: person for person in dossier.present}
        self.places = {who: place for place, who in enumerate(self.people)}
        self.listening: dict[str, set[str]] = {}
        for line in dossier.lines:
            self.listening.setdefault(line.speaker, set()).add(line.listener)
        self.together = _together(dossier)
        self.departments: dict[str, set[str]] = {}
        for person in dossier.present:
            self.departments.setdefault(person.department, set()).add(person.id)

    def onward(self, here: str, felt: bool, asked: set[tuple[str, bool]]) -> Iterator[_Tie]:
        """Ties that lead on from somebody; ``asked`` remembers departments, and :data:`EVERYBODY`, by ``felt``."""
        if here == US:
            yield from (_own_tie(self.dossier, person) for person in self.people.values())
            return
        speaker = self.people[here]
        if speaker.attitude is not None and speaker.attitude < 0:
            return
        friendly = (speaker.attitude or 0) > 0
        ends = self._near(here, friendly=friendly)
        if speaker.department and (speaker.department, felt) not in asked:
            asked.add((speaker.department, felt))
            ends |= self.departments[speaker.department]
        if friendly and (EVERYBODY, felt) not in asked:
            asked.add((EVERYBODY, felt))
            ends |= self.people.keys()
        name = self.dossier.names[here]
        for other in (self.people[end] for end in sorted(ends, key=self.places.__getitem__)):
            kind = self._kind(speaker, other, friendly=friendly)
            if kind is not None:
                yield _tie(here, other, kind, speaker=name)

    def _near(self, speaker: str, *, friendly: bool) -> set[str]:
        met = self.together.get(speaker, set()) if friendly else set()
        return (self.listening.get(speaker, set()) | met) & self.people.keys()

    def _kind(self, speaker: Stakeholder, other: Stakeholder, *, friendly: bool) -> str | None:
        if other.id == speaker.id:
            return None
        if other.id in self.listening.get(speaker.id, ()):
            return "listens"
        if friendly and other.id in self.together.get(speaker.id, ()):
            return "knows_well"
        if speaker.department and speaker.department == other.department:
            return "same_department"
        return "introduces" if friendly else None


def _own_tie(dossier: Dossier, person: Stakeholder) -> _Tie:
    steady = [tie.ours for tie in dossier.case.counterparts if tie.who == person.id and tie.state == "steady"]
    times = len(dossier.contacts[person.id])
    if steady and (person.attitude or 0) >= 0:
        return _tie(US, person, "ours", ours=steady[0])
    if dossier.met(person):
        if person.attitude is not None and person.attitude < 0:
            return _tie(US, person, "met_badly")
        return _tie(US, person, "met_well" if (person.attitude or 0) > 0 else "met", times=max(times, 1))
    return _tie(US, person, "cold" if set(person.roles) & set(_knowledge()["touched"]) else "cold_elsewhere")


def _tie(start: str, end: Stakeholder, kind: str, **values: str | int) -> _Tie:
    return _Tie(start, end.id, _knowledge()["ties"][kind]["chance"], kind, values)


def _together(dossier: Dossier) -> dict[str, set[str]]:
    """Whom each has met us together with."""
    found: dict[str, set[str]] = {}
    for entry in dossier.outward:
        for one in entry.who:
            found.setdefault(one, set()).update(other for other in entry.who if other != one)
    return found


def _is(person: Stakeholder, part: str) -> bool:
    return bool(set(person.roles) & set(_knowledge()["roles"][part]))


@cache
def _knowledge() -> dict[str, Any]:
    return dict(load_data("entry_path"))
