"""Trouble after delivery: how far a ticket has come, how far the worry has gone, who must still hear (METHOD 9.3).

First answer, solution, and the effect undone inside the customer are three facts. A worry has stages of its own:
annoyed, doubting us, telling others, turning away.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from tongpin.method.case import Entry, Stakeholder
from tongpin.method.datafiles import load_data
from tongpin.method.dossier import Dossier
from tongpin.method.serving import Ticket
from tongpin.method.wording import Say, listed, say

TroubleState = Literal["nobodys", "unanswered", "working", "effect_left", "closed"]
Worry = Literal["calm", "annoyed", "doubting", "telling", "turning"]
WORRIES: tuple[Worry, ...] = ("calm", "annoyed", "doubting", "telling", "turning")
Limit = Literal["answer", "solve", "undo"]
DAY_HOURS = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """A ticket as it stands today. ``answered_after``: hours (whole days where no hour is known) to the first answer.
    ``passed``: limits that were passed; ``next_due``: by when the next of the three facts is due. ``to_tell``:
    stakeholders' ids of those who heard of the trouble and not yet that it is over. ``escalate_to``: who above should
    call the customer now, empty: nobody need."""

    ticket: Ticket
    state: TroubleState
    answered_after: int | None
    passed: tuple[Limit, ...]
    next_due: dt.date | None
    worry: Worry
    why: tuple[Say, ...]
    entries: tuple[str, ...]
    to_tell: tuple[str, ...]
    protects: bool
    escalate_to: str
    advice: tuple[Say, ...]


def troubles_of(dossier: Dossier) -> tuple[Trouble, ...]:
    """Every ticket, the most pressing first: open before over, then by worry and severity."""
    found = [_trouble(dossier, ticket) for ticket in dossier.case.tickets]
    return tuple(sorted(found, key=_pressing))


def state_of_ticket(ticket: Ticket) -> TroubleState:
    """How far a ticket has come."""
    if ticket.solved is not None:
        return "closed" if ticket.undone is not None else "effect_left"
    if not ticket.owner:
        return "nobodys"
    return "unanswered" if ticket.answered is None else "working"


def severity_of(ticket: Ticket) -> int:
    return ticket.severity or int(load_data("trouble")["unknown_severity"])


def answered_after(ticket: Ticket) -> int | None:
    """Hours to the first answer: exact where both hours are known, else those that must have passed at least."""
    if ticket.answered is None:
        return None
    return _hours(ticket.reported, ticket.reported_hour, ticket.answered, ticket.answered_hour)


def left_alone(dossier: Dossier) -> Iterator[tuple[Ticket, Entry, int, bool]]:
    """Tickets that had no first answer for too long: with the entry to cite, the days, and whether we came for other
    things meanwhile, as if there were no trouble. A visit or a call may have been the answer that nobody wrote down."""
    data = load_data("trouble")
    for ticket in dossier.case.tickets:
        until = ticket.answered or ticket.solved or dossier.today
        days = (until - ticket.reported).days
        cited = _entry_of(dossier, ticket)
        came = {
            entry.kind
            for entry in dossier.case.timeline
            if entry.direction == "out" and ticket.reported < entry.date < until
        }
        for_other_things = not came <= set(data["may_answer"])
        if days > data["left_alone_days"] and cited is not None and (for_other_things or not came):
            yield ticket, cited, days, for_other_things


def _trouble(dossier: Dossier, ticket: Ticket) -> Trouble:
    state = state_of_ticket(ticket)
    passed = tuple(limits_passed(ticket, dossier.today))
    worry, why, entries = _worry(dossier, ticket, state, passed)
    to_tell = _to_tell(dossier, ticket) if state != "closed" else ()
    protects = state != "closed" and _protects(dossier, ticket)
    above = _above(ticket, state, passed)
    return Trouble(
        ticket=ticket,
        state=state,
        answered_after=answered_after(ticket),
        passed=passed,
        next_due=next_due(ticket),
        worry=worry,
        why=why,
        entries=entries,
        to_tell=to_tell,
        protects=protects,
        escalate_to=above,
        advice=tuple(_advice(dossier, ticket, state, to_tell, above, protects=protects)),
    )


def _pressing(trouble: Trouble) -> tuple[bool, int, int, dt.date]:
    over = trouble.state == "closed"
    return over, -WORRIES.index(trouble.worry), -severity_of(trouble.ticket), trouble.ticket.reported


# ---------------------------------------------------------------- limits
def _hours(first: dt.date, first_hour: str, last: dt.date, last_hour: str) -> int:
    days = (last - first).days
    if first_hour and last_hour:
        return max(0, round((_moment(last, last_hour) - _moment(first, first_hour)) / dt.timedelta(hours=1)))
    return max(0, days - 1) * DAY_HOURS


def _moment(day: dt.date, hour: str) -> dt.datetime:
    return dt.datetime.combine(day, dt.time.fromisoformat(hour[:5]))


def _waited(ticket: Ticket, today: dt.date) -> int:
    """Hours until the first answer; those until today where there has been none."""
    took = answered_after(ticket)
    return _hours(ticket.reported, ticket.reported_hour, today, "") if took is None else took


def limits_passed(ticket: Ticket, today: dt.date) -> Iterator[Limit]:
    """Limits that were passed, or are passed by now."""
    data, severity = load_data("trouble"), severity_of(ticket)
    took = answered_after(ticket)
    if _waited(ticket, today) > data["answer_hours"][severity] and (took is not None or ticket.solved is None):
        yield "answer"
    if ((ticket.solved or today) - ticket.reported).days > data["solve_days"][severity]:
        yield "solve"
    if ticket.solved is not None and ((ticket.undone or today) - ticket.solved).days > data["undo_days"]:
        yield "undo"


def next_due(ticket: Ticket) -> dt.date | None:
    """By when the next of the three facts is due; ``None`` once all is over."""
    data, severity = load_data("trouble"), severity_of(ticket)
    if ticket.solved is not None and ticket.undone is not None:
        return None
    if ticket.solved is not None:
        return ticket.solved + dt.timedelta(days=data["undo_days"])
    if ticket.answered is None:
        return ticket.reported + dt.timedelta(days=data["answer_hours"][severity] // DAY_HOURS)
    return ticket.reported + dt.timedelta(days=data["solve_days"][severity])


def _above(ticket: Ticket, state: TroubleState, passed: tuple[Limit, ...]) -> str:
    """Who above should call the customer: as soon as a limit is passed and nobody above has been told."""
    rules = load_data("trouble")["escalation"]
    if ticket.solved is not None or ticket.escalated is not None:
        return ""
    if "solve" in passed and severity_of(ticket) >= rules["severe_from"]:
        return str(rules["severe"])
    if passed or state == "nobodys":
        return str(rules["passed"])
    return ""


# ---------------------------------------------------------------- how far the worry has gone
def _worry(
    dossier: Dossier, ticket: Ticket, state: TroubleState, passed: tuple[Limit, ...]
) -> tuple[Worry, tuple[Say, ...], tuple[str, ...]]:
    """The furthest stage that something shows, with all that shows it, the furthest last."""
    if state == "closed":
        return "calm", (), ()
    shown = sorted(_shown(dossier, ticket, state, passed), key=lambda item: WORRIES.index(item[0]))
    entries = tuple(dict.fromkeys(entry for _, _, entry in shown if entry))
    return shown[-1][0], tuple(dict.fromkeys(says for _, says, _ in shown)), entries


def _shown(
    dossier: Dossier, ticket: Ticket, state: TroubleState, passed: tuple[Limit, ...]
) -> Iterator[tuple[Worry, Say, str]]:
    data, days = load_data("trouble"), max(0, (dossier.today - ticket.reported).days)
    if state == "effect_left":
        yield "annoyed", say("trouble.why.effect"), ""
    else:
        yield "annoyed", say("trouble.why.open", days=days), ticket.entry
    if "answer" in passed:
        yield "doubting", _answer_late(ticket, dossier.today), ticket.entry
    if "solve" in passed:
        took = ((ticket.solved or dossier.today) - ticket.reported).days
        limit = data["solve_days"][severity_of(ticket)]
        yield "doubting", say("trouble.why.solve_late", days=took, limit=limit), ticket.entry
    lately = ticket.reported - dt.timedelta(days=data["again_days"])
    count = sum(lately <= other.reported <= ticket.reported for other in dossier.case.tickets)
    if count > 1:
        yield "doubting", say("trouble.why.again", count=count, days=data["again_days"]), ticket.entry
    voices = {person for entry in _told_us(dossier, ticket) for person in entry.who}
    if len(voices) >= data["voices"]:
        yield "telling", say("trouble.why.many", count=len(voices)), ""
    for stage, kinds in data["worry"].items():
        for signal in dossier.seen(*kinds, since=ticket.reported, sure=0.5):
            yield stage, say("trouble.why.words", signal=say(f"signals.{signal.kind}.name")), signal.entry


def _answer_late(ticket: Ticket, today: dt.date) -> Say:
    took, waited = answered_after(ticket), _waited(ticket, today)
    limit = load_data("trouble")["answer_hours"][severity_of(ticket)]
    if took is None:
        return say("trouble.why.unanswered", hours=waited, limit=limit)
    return say("trouble.why.answer_late", hours=took, limit=limit)


def _told_us(dossier: Dossier, ticket: Ticket) -> Iterator[Entry]:
    """Entries in which somebody of theirs came to us while the trouble lasted."""
    until = ticket.solved or dossier.today
    for entry in dossier.outward:
        theirs = entry.direction == "in" or entry.kind == "complaint"
        if entry.id == ticket.entry or (theirs and ticket.reported <= entry.date <= until):
            yield entry


# ---------------------------------------------------------------- who must hear, what to do
def _to_tell(dossier: Dossier, ticket: Ticket) -> tuple[str, ...]:
    """Who heard of the trouble, decides or has power, and has not met us since it was solved."""
    heard = {ticket.who, *(person for entry in _told_us(dossier, ticket) for person in entry.who)}
    heard |= {person.id for person in dossier.with_role("decision_maker", "power")}
    if ticket.solved is not None:
        later = (entry for entry in dossier.outward if entry.direction == "out" and entry.date >= ticket.solved)
        heard -= {person for entry in later for person in entry.who}
    return tuple(person.id for person in dossier.present if person.id in heard)


def _protects(dossier: Dossier, ticket: Ticket) -> bool:
    """Whether the one who complains is for us: harsh words may protect him from his colleagues' suspicion."""
    person = _holder(dossier, ticket)
    if person is None or (person.attitude or 0) < 1:
        return False
    cited = dossier.case.entry(ticket.entry)
    return severity_of(ticket) >= load_data("trouble")["harsh_from"] or (
        cited is not None and cited.kind == "complaint"
    )


def _holder(dossier: Dossier, ticket: Ticket) -> Stakeholder | None:
    return next((person for person in dossier.present if person.id == ticket.who), None)


def _advice(
    dossier: Dossier, ticket: Ticket, state: TroubleState, to_tell: tuple[str, ...], above: str, *, protects: bool
) -> Iterator[Say]:
    """What to do, the first thing first."""
    if state == "closed":
        yield say("trouble.advice.closed")
        return
    if state == "nobodys":
        yield say("trouble.advice.take")
    if ticket.answered is None and ticket.solved is None:
        yield say("trouble.advice.answer")
    if above:
        yield say("trouble.advice.escalate", to=say(f"trouble.to.{above}"))
    if ticket.solved is None and ticket.answered is not None:
        yield say("trouble.advice.solve")
    if state == "effect_left" and to_tell:
        yield say("trouble.advice.undo", names=listed(dossier.names[person] for person in to_tell))
    if protects:
        yield say("trouble.advice.protects", name=dossier.names[ticket.who])


def _entry_of(dossier: Dossier, ticket: Ticket) -> Entry | None:
    """The entry that tells the trouble: the one it names, else the last one until that day."""
    before = [entry for entry in dossier.case.timeline if entry.date <= ticket.reported]
    return dossier.case.entry(ticket.entry) or next(iter(before[-1:]), None)
