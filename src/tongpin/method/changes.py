"""A person leaves, joins or moves: what depends on him in an opportunity, and what to do (METHOD 6.6)."""

from dataclasses import replace
from typing import Literal

from tongpin.method.backing import backing_of
from tongpin.method.departures import still_there
from tongpin.method.dossier import Dossier
from tongpin.method.people import role_now
from tongpin.method.wording import Say, listed, say

Change = Literal["left", "joined", "moved"]
_DO = {"coach": "coach", "decision_maker": "decision_maker", "power": "decision_maker"}
_DO |= {"technical_adviser": "technical_adviser"}


def change_told(
    dossier: Dossier, change: Change, *, person: str, name: str, title: str = "", new_title: str = ""
) -> Say:
    """The news of a change for whoever works on the opportunity; ``person`` is a stakeholder's id, or empty. What
    depended on somebody who has left already is told as if he were still there."""
    dossier = replace(dossier, case=still_there(dossier.case, person))
    seat = title or say("changes.the_seat")
    if change == "joined":
        return say("changes.joined", name=name, title=new_title or seat, do=say("changes.do.joined"))
    depends = _depends(dossier, person)
    if change == "moved":
        moved = say("changes.do.moved")
        return say("changes.moved", name=name, title=seat, new_title=new_title, depends=depends, do=moved)
    return say("changes.left", name=name, title=seat, depends=depends, do=_to_do(dossier, person))


def _depends(dossier: Dossier, person: str) -> Say:
    """The gravest thing that hung on him."""
    known = dossier.case.person(person)
    if known is None:
        return say("changes.depends.nothing")
    single = [group.people for group in backing_of(dossier).groups if group.code == "single_thread"]
    if single and person in single[0]:
        return say("changes.depends.only_tie")
    listeners = [line.listener for line in dossier.case.influence_lines if line.speaker == person]
    if listeners:
        return say("changes.depends.listeners", names=listed(dossier.names[one] for one in listeners))
    if known.roles:
        return say("changes.depends.roles", roles=say(f"roles.{role_now(dossier, known)}.name"))
    return say("changes.depends.nothing")


def _to_do(dossier: Dossier, person: str) -> Say:
    known = dossier.case.person(person)
    roles = known.roles if known is not None else ()
    what = next((done for role, done in _DO.items() if role in roles), "other")
    return say(f"changes.do.{what}")
