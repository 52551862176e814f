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
    ties = _ties(dossier)
    path = _best(dossier, ties, shunned=())
    if path is None:
        return Entry(path=None, alternative=None, note=say("entry_path.no_power"))
    return Entry(path=path, alternative=_best(dossier, ties, shunned=(path.steps[0].person,)))


def _best(dossier: Dossier, ties: Mapping[str, list[_Tie]], shunned: Collection[str]) -> Path | None:
    """The path with the greatest chance by Dijkstra over (person, whether we passed somebody with the problem).

    A path that reaches power past the dissatisfied pays for it.
    """
    people = {person.id: person for person in dossier.case.stakeholders}
    past = -log(_knowledge()["past_the_dissatisfied"])
    queue: list[tuple[float, int, str, bool, tuple[_Tie, ...]]] = [(0.0, 0, US, False, ())]
    done: set[tuple[str, bool]] = set()
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
        for tie in ties.get(here, ()):
            if tie.end not in shunned:
                order += 1
                felt_there = felt or _is(people[tie.end], "dissatisfied")
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
def _ties(dossier: Dossier) -> dict[str, list[_Tie]]:
    """The best tie from us to each person, and from each person who would introduce us to each other one."""
    ties: dict[str, list[_Tie]] = {US: [_own_tie(dossier, person) for person in dossier.case.stakeholders]}
    together = _together(dossier)
    listening = {(line.speaker, line.listener) for line in dossier.case.influence_lines}
    for speaker in dossier.case.stakeholders:
        if speaker.attitude is None or speaker.attitude >= 0:
            ties[speaker.id] = list(_introductions(dossier, speaker, together, listening))
    return ties


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


def _introductions(
    dossier: Dossier, speaker: Stakeholder, together: set[tuple[str, str]], listening: set[tuple[str, str]]
) -> Iterator[_Tie]:
    friendly = (speaker.attitude or 0) > 0
    for other in dossier.case.stakeholders:
        if other.id == speaker.id:
            continue
        name = dossier.names[speaker.id]
        if (speaker.id, other.id) in listening:
            yield _tie(speaker.id, other, "listens", speaker=name)
        elif friendly and (speaker.id, other.id) in together:
            yield _tie(speaker.id, other, "knows_well", speaker=name)
        elif speaker.department and speaker.department == other.department:
            yield _tie(speaker.id, other, "same_department", speaker=name)
        elif friendly:
            yield _tie(speaker.id, other, "introduces", speaker=name)


def _tie(start: str, end: Stakeholder, kind: str, **values: str | int) -> _Tie:
    return _Tie(start, end.id, _knowledge()["ties"][kind]["chance"], kind, values)


def _together(dossier: Dossier) -> set[tuple[str, str]]:
    """Pairs who have met us at the same time, either way round."""
    return {(one, other) for entry in dossier.outward for one in entry.who for other in entry.who if one != other}


def _is(person: Stakeholder, part: str) -> bool:
    return bool(set(person.roles) & set(_knowledge()["roles"][part]))


@cache
def _knowledge() -> dict[str, Any]:
    return dict(load_data("entry_path"))
