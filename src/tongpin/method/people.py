"""The buying centre: who matters at the present stage, and the gap to each (METHOD 6.2 to 6.4)."""

from tongpin.method.case import Stakeholder
from tongpin.method.datafiles import load_data
from tongpin.method.dossier import Dossier
from tongpin.method.influence import main_role
from tongpin.method.standing import KeyPerson
from tongpin.method.wording import Say, say

PURCHASING_WORDS: tuple[str, ...] = tuple(load_data("people")["purchasing"])
"""How companies call the department that buys; matched in a person's department and title."""


def in_contact(dossier: Dossier, person: Stakeholder) -> bool:
    return dossier.met(person)


def buys(person: Stakeholder) -> bool:
    """Whether a person sits in the department that buys."""
    where = f"{person.department} {person.title}".lower()
    return any(word in where for word in PURCHASING_WORDS)


def ranked(dossier: Dossier) -> list[Stakeholder]:
    """Those present, the weightiest for the present stage first."""
    return sorted(dossier.present, key=lambda person: -dossier.shares.get(person.id, 0.0))


def key_seats(dossier: Dossier) -> list[Stakeholder]:
    """The persons without whom nothing is decided: those who say yes, and the weightiest adviser."""
    deciders = list(dossier.with_role("decision_maker")) or list(dossier.with_role("power"))
    advisers = [person for person in ranked(dossier) if person not in deciders][:1]
    return [*deciders, *advisers] if deciders else []


def key_persons(dossier: Dossier, most: int = 4) -> tuple[KeyPerson, ...]:
    """The key persons for the present stage with the gap to each and the approach that fits the role."""
    return tuple(
        KeyPerson(
            person=person.id,
            name=dossier.names[person.id],
            roles=tuple(person.roles),
            share=round(dossier.shares[person.id], 3),
            gap=gap_to(dossier, person),
            approach=say(f"roles.{role_now(dossier, person)}.approach"),
        )
        for person in ranked(dossier)[:most]
    )


def gap_to(dossier: Dossier, person: Stakeholder) -> Say:
    """What stands between us and a person: gone, never met, against us, not met for long, unknown, or nothing."""
    if person.left is not None and person.gone_by(dossier.today):
        return say("people.gap.left", left=person.left.isoformat())
    last = dossier.last_contact(person)
    if last is None:
        return say("people.gap.never_met")
    if person.attitude is not None and person.attitude < 0:
        return say("people.gap.negative")
    days = (dossier.today - last).days
    if days > dossier.playbook.thresholds.not_met_days:
        return say("people.gap.not_met_for", days=days)
    if person.attitude is None:
        return say("people.gap.unknown")
    return say("people.gap.none")


def role_now(dossier: Dossier, person: Stakeholder) -> str:
    """The role of a person that weighs most at the present stage."""
    return main_role(person, dossier.playbook.role_weights.get(dossier.stage, {}))
