"""Who has left the customer, and what hung on him: his share, the roles that nobody fills now, the ties that ended."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace

from tongpin.method.case import Case, Stakeholder
from tongpin.method.dossier import Dossier
from tongpin.method.influence import decision_shares, effective_shares
from tongpin.method.wording import Say, listed, say


@dataclass(frozen=True, slots=True, kw_only=True)
class Departure:
    """Somebody who has left. ``share``: his part of the decision were he still there; ``roles``: his, which nobody
    has now; ``listeners`` (stakeholders' ids) who listened to him; ``ours``: names of those who stood with him."""

    person: str
    left: dt.date
    share: float
    roles: tuple[str, ...]
    listeners: tuple[str, ...]
    ours: tuple[str, ...]
    depended: tuple[Say, ...]


def departures_of(dossier: Dossier) -> tuple[Departure, ...]:
    """Everybody who has left by today, the weightiest first."""
    found = [
        _departure(dossier, person, person.left)
        for person in dossier.case.stakeholders
        if person.left is not None and person.gone_by(dossier.today)
    ]
    return tuple(sorted(found, key=lambda departure: -departure.share))


def still_there(case: Case, person: str) -> Case:
    """The case as if somebody had not left, to see what hung on him."""
    people = (replace(other, left=None) if other.id == person else other for other in case.stakeholders)
    return replace(case, stakeholders=tuple(people))


def _departure(dossier: Dossier, person: Stakeholder, left: dt.date) -> Departure:
    before = still_there(dossier.case, person.id)
    here = {other.id for other in before.present}
    lines = [line for line in before.influence_lines if line.speaker in here and line.listener in here]
    shares = effective_shares(decision_shares(before, dossier.playbook, dossier.odds), lines)
    roles = tuple(role for role in person.roles if not dossier.with_role(role))
    listeners = tuple(line.listener for line in lines if line.speaker == person.id)
    ours = tuple(tie.ours for tie in dossier.case.counterparts if tie.who == person.id and tie.state != "none")
    ours = ours or ((person.owner,) if person.owner else ())
    return Departure(
        person=person.id,
        left=left,
        share=shares[person.id],
        roles=roles,
        listeners=listeners,
        ours=ours,
        depended=tuple(_depended(dossier, shares[person.id], roles, listeners, ours)),
    )


def _depended(
    dossier: Dossier, share: float, roles: tuple[str, ...], listeners: tuple[str, ...], ours: tuple[str, ...]
) -> Iterator[Say]:
    yield say("departures.share", points=f"{100 * share:.0f}")
    for role in roles:
        yield say("departures.role", role=say(f"roles.{role}.name"))
    if listeners:
        yield say("departures.listeners", names=listed(dossier.names[one] for one in listeners))
    if ours:
        yield say("departures.ours", names=listed(ours))
