"""The salesperson as scout: what is still to be learned at this stage, who could know it, what to ask (METHOD 11.4)."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from tongpin.method.case import Stakeholder
from tongpin.method.datafiles import load_data
from tongpin.method.dossier import Dossier
from tongpin.method.people import buys, ranked
from tongpin.method.qualification import elements_of
from tongpin.method.wording import Say, listed, say

MOST_NAMES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class StillOpen:
    """Something to learn: ``who`` could know it, the best first (stakeholders' ids), else anyone of ``roles``."""

    item: str
    name: Say
    question: Say
    who: tuple[str, ...]
    roles: tuple[str, ...]


def still_open(dossier: Dossier) -> tuple[StillOpen, ...]:
    """What is missing at the present stage, people first."""
    if dossier.case.opportunity.outcome is not None:
        return ()
    return (*_items(dossier), *_elements(dossier))


def _items(dossier: Dossier) -> Iterator[StillOpen]:
    for code, item in load_data("scouting")["items"].items():
        if dossier.stage in item["stages"] and not CHECKS[code](dossier):
            yield StillOpen(
                item=code,
                name=say(f"scouting.items.{code}.name"),
                question=_question(dossier, code),
                who=_who_knows(dossier, item["who"]),
                roles=tuple(item["who"]),
            )


def _question(dossier: Dossier, code: str) -> Say:
    if code != "attitudes":
        return say(f"scouting.items.{code}.question")
    names = [dossier.names[person.id] for person in _unread(dossier)]
    return say("scouting.items.attitudes.question", names=listed(names[:MOST_NAMES]))


def _elements(dossier: Dossier) -> Iterator[StillOpen]:
    asked = load_data("scouting")["elements"]
    for element in elements_of(dossier):
        wanted = asked.get(element.name)
        if wanted is not None and not element.known and dossier.stage in wanted["stages"]:
            yield StillOpen(
                item=element.name,
                name=say(f"elements.{element.name}.name"),
                question=say(f"elements.{element.name}.question"),
                who=_who_knows(dossier, wanted["who"]),
                roles=tuple(wanted["who"]),
            )


def _who_knows(dossier: Dossier, roles: Sequence[str]) -> tuple[str, ...]:
    """People of these roles whom we can ask: friends before strangers, then in the order of the roles."""
    people = [person for person in dossier.with_role(*roles) if person.attitude is None or person.attitude >= 0]

    def place(person: Stakeholder) -> tuple[bool, int, int]:
        first = min(roles.index(role) for role in person.roles if role in roles)
        return not dossier.met(person), -(person.attitude or 0), first

    return tuple(person.id for person in sorted(people, key=place)[:MOST_NAMES])


def _unread(dossier: Dossier) -> list[Stakeholder]:
    """The weightiest people whose attitude nobody knows."""
    return [person for person in ranked(dossier)[:5] if person.attitude is None]


def _knows_power(dossier: Dossier) -> bool:
    return bool(dossier.with_role("decision_maker", "power"))


def _knows_sufferer(dossier: Dossier) -> bool:
    return bool(dossier.with_role("dissatisfied"))


def _has_coach(dossier: Dossier) -> bool:
    return bool(dossier.with_role("coach"))


def _knows_buyer(dossier: Dossier) -> bool:
    return any(buys(person) for person in dossier.present)


def _reads_key_persons(dossier: Dossier) -> bool:
    return not _unread(dossier)


def _knows_rivals_ties(dossier: Dossier) -> bool:
    return any(person.attitude_to_rivals for person in dossier.present)


def _knows_author(dossier: Dossier) -> bool:
    return any(item.set_by for item in dossier.case.criteria)


def _knows_weights(dossier: Dossier) -> bool:
    return any(item.weight is not None for item in dossier.case.criteria)


def _knows_timetable(dossier: Dossier) -> bool:
    return dossier.case.tender.deadline is not None


def _knows_formula(dossier: Dossier) -> bool:
    return bool(dossier.case.tender.formula)


def _heard_fears(dossier: Dossier) -> bool:
    return bool(dossier.case.concerns)


def _agreed_measures(dossier: Dossier) -> bool:
    return any(metric.target for metric in dossier.case.implementation.metrics)


def _heard_users(dossier: Dossier) -> bool:
    start = dossier.case.implementation.go_live or dossier.signed_on
    users = dossier.with_role("user", "dissatisfied")
    return any(start is None or entry.date >= start for user in users for entry in dossier.contacts[user.id])


def _heard_plans(dossier: Dossier) -> bool:
    return bool(dossier.seen("new_need_without_project", "casual_new_interest", "budget_requested"))


CHECKS: dict[str, Callable[[Dossier], bool]] = {
    "who_decides": _knows_power,
    "who_has_the_problem": _knows_sufferer,
    "who_tells_us": _has_coach,
    "who_buys": _knows_buyer,
    "attitudes": _reads_key_persons,
    "ties_of_rivals": _knows_rivals_ties,
    "who_set_criteria": _knows_author,
    "weights": _knows_weights,
    "timetable": _knows_timetable,
    "formula": _knows_formula,
    "fears": _heard_fears,
    "measures": _agreed_measures,
    "users_mood": _heard_users,
    "next_need": _heard_plans,
}
"""Whether a thing is known; the same names as the items of the data file."""
