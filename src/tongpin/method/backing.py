"""How far the buying centre is for us: the support index, who is missing, who is against (METHOD 6.6)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cache
from math import sqrt
from typing import Any

from tongpin.method.beliefs import Belief, belief_of
from tongpin.method.case import Case, Stakeholder
from tongpin.method.datafiles import load_data
from tongpin.method.dossier import Dossier
from tongpin.method.people import ranked
from tongpin.method.wording import Say, say

MOST_ATTITUDE = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What one person adds to the index: ``share`` of the decision times ``leaning`` (-1 to 1, faded)."""

    person: str
    share: float
    leaning: float
    spread: float
    belief: Belief


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """People of whom the same is to be said: ``why`` it matters and how to ``repair`` it."""

    code: str
    people: tuple[str, ...]
    name: Say
    why: Say
    repair: Say


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """Roles of which one must be reached at the present stage, and the people we know there."""

    roles: tuple[str, ...]
    people: tuple[str, ...]

    @property
    def covered(self) -> bool:
        return bool(self.people)


@dataclass(frozen=True, slots=True, kw_only=True)
class Backing:
    """``index`` from -1 (all against us) to 1 (all for us), ``low``/``high`` an 80 % interval; ``coverage`` of roles
    in 0..1. Empty without people; who has left counts nowhere."""

    index: float
    low: float
    high: float
    coverage: float
    parts: tuple[Part, ...]
    needs: tuple[Need, ...]
    groups: tuple[Group, ...]


def backing_of(dossier: Dossier) -> Backing:
    """Who is for us, weighted by influence, and how sure that is."""
    parts = tuple(_part(dossier, person) for person in dossier.present)
    index = sum(part.share * part.leaning for part in parts)
    reach = _knowledge()["interval"] * sqrt(sum((part.share * part.spread) ** 2 for part in parts))
    needs = _needs(dossier)
    return Backing(
        index=index,
        low=max(index - reach, -1.0),
        high=min(index + reach, 1.0),
        coverage=sum(need.covered for need in needs) / len(needs) if needs else 0.0,
        parts=parts,
        needs=needs,
        groups=tuple(_groups(dossier)),
    )


def with_attitude(case: Case, person: str, attitude: int | None) -> Case:
    """The case if a person felt so about us, to see what would move. As sure as we are of him now."""
    people = (replace(other, attitude=attitude) if other.id == person else other for other in case.stakeholders)
    return replace(case, stakeholders=tuple(people))


def without_person(case: Case, person: str) -> Case:
    """The case without a person, his lines and counterparts; entries remain and no longer name him."""
    return replace(
        case,
        stakeholders=tuple(other for other in case.stakeholders if other.id != person),
        timeline=tuple(replace(entry, who=tuple(who for who in entry.who if who != person)) for entry in case.timeline),
        influence_lines=tuple(line for line in case.influence_lines if person not in (line.speaker, line.listener)),
        counterparts=tuple(tie for tie in case.counterparts if tie.who != person),
    )


def _part(dossier: Dossier, person: Stakeholder) -> Part:
    belief = belief_of(person, "attitude", dossier.today)
    sure = belief.sureness if person.attitude is not None else 0.0
    return Part(
        person=person.id,
        share=dossier.shares[person.id],
        leaning=sure * (person.attitude or 0) / MOST_ATTITUDE,
        spread=_knowledge()["unknown_spread"] * (1 - sure),
        belief=belief,
    )


def _needs(dossier: Dossier) -> tuple[Need, ...]:
    met = [person for person in dossier.present if dossier.met(person)]
    return tuple(
        Need(roles=tuple(roles), people=tuple(person.id for person in met if set(roles) & set(person.roles)))
        for roles in _knowledge()["needed"].get(dossier.stage, ())
    )


def _groups(dossier: Dossier) -> Iterable[Group]:
    """Only those with somebody in them, each ordered by share, the weightiest first."""
    people = ranked(dossier)
    for code, belongs in _GROUPS.items():
        found = tuple(person.id for person in people if belongs(dossier, person))
        if found:
            yield Group(
                code=code,
                people=found,
                name=say(f"backing.findings.{code}.name"),
                why=say(f"backing.findings.{code}.why"),
                repair=say(f"backing.findings.{code}.repair"),
            )


def _is_single_thread(dossier: Dossier, person: Stakeholder) -> bool:
    knowledge = _knowledge()
    contacts = [entry for entry in dossier.outward if entry.who]
    own = len(dossier.contacts[person.id])
    enough = len(contacts) >= knowledge["single_thread_contacts"]
    alone = sum(1 for entry in contacts if entry.who == (person.id,))
    return enough and own > 0 and alone >= knowledge["single_thread_part"] * len(contacts)


def _is_unmet(dossier: Dossier, person: Stakeholder) -> bool:
    return not dossier.met(person)


def _is_neglected(dossier: Dossier, person: Stakeholder) -> bool:
    last = dossier.last_contact(person)
    if last is None or person.attitude is None or person.attitude < _knowledge()["supporter"]:
        return False
    return (dossier.today - last).days > dossier.playbook.thresholds.not_met_days


def _is_against(dossier: Dossier, person: Stakeholder) -> bool:
    return person.attitude is not None and person.attitude <= _knowledge()["opponent"]


def _may_veto(dossier: Dossier, person: Stakeholder) -> bool:
    won = person.attitude is not None and person.attitude >= _knowledge()["supporter"]
    return not won and bool(set(person.roles) & set(_knowledge()["vetoes"]))


_GROUPS: dict[str, Callable[[Dossier, Stakeholder], bool]] = {
    "opponents": _is_against,
    "vetoes": _may_veto,
    "unmet": _is_unmet,
    "single_thread": _is_single_thread,
    "neglected": _is_neglected,
}


@cache
def _knowledge() -> dict[str, Any]:
    return dict(load_data("backing"))
