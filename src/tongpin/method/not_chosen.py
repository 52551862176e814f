"""Another is chosen: fair doubts to raise, contact to keep, when to stop, and a decision that opens again (METHOD 3.2).

Doubts rest on facts of the case and are put as questions. Nothing is said against a rival that is not on record, and
in public purchases only the formal way in time is open (METHOD 13.3).
"""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from tongpin.method.case import Case
from tongpin.method.datafiles import load_data
from tongpin.method.dossier import Dossier
from tongpin.method.people import key_persons
from tongpin.method.reading.features import Family, prepare
from tongpin.method.standing import PositionOdds
from tongpin.method.wording import Say, quoted, say


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """A question to raise, and the fact that it rests on."""

    ask: Say
    why: Say


@dataclass(frozen=True, slots=True, kw_only=True)
class NotChosen:
    """How to lose well, and when not yet. ``rival``: who is chosen, as far as it is known; ``stop``: whether to stop
    now, else until when to go on; ``reopened``: entries that tell that the decision is open again."""

    rival: str
    doubts: tuple[Doubt, ...]
    lawful: Say | None
    rule: Say
    keep: Say | None
    stop_now: bool
    stop: Say
    reopened: tuple[str, ...]


def not_chosen_of(dossier: Dossier, position: PositionOdds) -> NotChosen | None:
    """What fits where another is chosen or the sale is lost; ``None`` where neither is so."""
    outcome = dossier.case.opportunity.outcome
    lost = outcome is not None and outcome.result == "lost"
    if not lost and (position.position != "not_chosen" or outcome is not None or dossier.signed_on is not None):
        return None
    rival = _rival(dossier.case)
    public = None if dossier.case.account.kind is None else dossier.case.account.kind != "private"
    stop_now, stop = _stop(dossier, rival)
    return NotChosen(
        rival=rival,
        doubts=() if public or lost else tuple(_doubts(dossier.case, rival))[: load_data("not_chosen")["most_doubts"]],
        lawful=say("not_chosen.public") if public else say("not_chosen.unknown_kind") if public is None else None,
        rule=say("not_chosen.rule"),
        keep=None if stop_now else _keep(dossier),
        stop_now=stop_now,
        stop=stop,
        reopened=_reopened(dossier),
    )


def open_again(text: str) -> tuple[int, int] | None:
    """Words (code points) by which a decision that went against us is open again."""
    prepared = prepare(text)
    found = _again(prepared.family).search(prepared.folded)
    return found.span() if found else None


@cache
def _again(family: Family) -> re.Pattern[str]:
    return re.compile(load_data("not_chosen")["again_words"]["han" if family == "zh" else "latin"])


def _rival(case: Case) -> str:
    """Who is chosen: as recorded with the outcome, else the only rival, else the one who ranked first."""
    outcome = case.opportunity.outcome
    if outcome is not None and outcome.winner:
        return outcome.winner
    first = [bid.bidder for bid in case.bids if bid.rank == 1 and bid.bidder != case.our_side.company]
    named = [rival.name for rival in case.competitors]
    return first[-1] if first else named[0] if len(named) == 1 else ""


def _doubts(case: Case, rival: str) -> Iterator[Doubt]:
    """Criteria in which they are behind us, needs of the customer, then weaknesses on our own record."""
    rivals = [rival] if rival else sorted({name for criterion in case.criteria for name in criterion.rivals})
    for criterion in sorted(case.criteria, key=lambda item: -(item.weight or 0)):
        for name in rivals:
            theirs = criterion.rivals.get(name)
            if theirs is not None and criterion.ours is not None and theirs < criterion.ours:
                points = say("not_chosen.doubts.points", ours=f"{criterion.ours:f}", theirs=f"{theirs:f}", rival=name)
                yield Doubt(ask=say("not_chosen.doubts.behind", criterion=quoted(criterion.name)), why=points)
    for need in case.needs:
        if need.strength == "explicit" and need.type == "org":
            yield Doubt(
                ask=say("not_chosen.doubts.need", need=quoted(need.text)), why=say("not_chosen.doubts.need_why")
            )
    for item in case.competitors:
        if item.weaknesses and (not rival or item.name == rival):
            yield Doubt(
                ask=say("not_chosen.doubts.weakness", words=quoted(item.weaknesses)),
                why=say("not_chosen.doubts.weakness_why", rival=item.name),
            )


def _keep(dossier: Dossier) -> Say:
    """With whom to stay in touch: the friendliest whom we know, else the weightiest."""
    met = [person for person in dossier.present if dossier.met(person)]
    friend = max(met, key=lambda person: person.attitude or 0, default=None)
    if friend is None:
        name: Say | str = next((person.name for person in key_persons(dossier)), "") or say("not_chosen.somebody")
        last = None
    else:
        name, last = friend.name or say("not_chosen.somebody"), dossier.last_contact(friend)
    day = max((last or dossier.today) + dt.timedelta(days=load_data("not_chosen")["contact_days"]), dossier.today)
    return say("not_chosen.keep", name=name, day=day.isoformat())


def _stop(dossier: Dossier, rival: str) -> tuple[bool, Say]:
    days = load_data("not_chosen")["stop_days"]
    if dossier.case.opportunity.outcome is not None:
        ended = say("not_chosen.stop.signed", rival=rival) if rival else say("not_chosen.stop.ended")
        return True, ended
    heard = [entry.date for entry in dossier.outward if entry.direction == "in" or entry.who]
    since = (dossier.today - max(heard)).days if heard else 0
    if since >= days:
        return True, say("not_chosen.stop.silent", days=since)
    return False, say("not_chosen.stop.until", days=days)


def _reopened(dossier: Dossier) -> tuple[str, ...]:
    """Entries since the decision went against us that tell that it is open again, by words or signals."""
    data, outcome = load_data("not_chosen"), dossier.case.opportunity.outcome
    back = dt.timedelta(days=data["reopened_days"])
    since = outcome.date if outcome is not None and outcome.date else dossier.today - back
    told = dossier.entries_of(dossier.seen(*data["reopened"], since=since, sure=0.5))
    worded = tuple(entry.id for entry in dossier.outward if entry.date >= since and open_again(entry.text) is not None)
    return tuple(dict.fromkeys((*worded, *told)))
