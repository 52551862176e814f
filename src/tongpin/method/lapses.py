"""What was left undone, shown by records: no coach, one contact only, purchasing never met, silence, vague agreements.

Each lapse cites the entry from which it mattered and since when; thresholds are the playbook's (METHOD 3.3).
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from tongpin.method.case import Concern, Entry, Stage
from tongpin.method.datafiles import load_data
from tongpin.method.dossier import Dossier, rank
from tongpin.method.gates import state_of
from tongpin.method.people import buys
from tongpin.method.trouble import left_alone
from tongpin.method.wording import Say, quoted, say

EVALUATION: tuple[Stage, ...] = ("criteria", "tender")


@dataclass(frozen=True, slots=True)
class Lapse:
    code: str
    entry: str
    since: dt.date
    absent: str | None
    confidence: float
    reason: Say


@dataclass(frozen=True, slots=True)
class Silence:
    """A time without an act of ours: the entry that ended it, or the last one where it still ``lasts``."""

    entry: Entry
    start: dt.date
    end: dt.date
    lasts: bool

    @property
    def days(self) -> int:
        return (self.end - self.start).days


def lapses(dossier: Dossier) -> Iterator[Lapse]:
    for rule in (
        _no_coach,
        _single_threaded,
        _purchasing_missed,
        _concerns_left,
        _silence_after_signing,
        _left_with_trouble,
        _estranged,
        _vague_agreements,
        _discount_on_fear,
        _gate_skipped,
        _counterpart_missing,
    ):
        yield from rule(dossier)


def _since_stage(dossier: Dossier, *stages: Stage) -> Entry | None:
    """The first outward entry at which the customer was probably in one of the stages or beyond the first of them."""
    first = min(map(rank, stages))
    return next(
        (entry for entry in dossier.outward if rank(dossier.stage_on(entry.date)) >= first),
        None,
    )


def _in(dossier: Dossier, *stages: Stage) -> bool:
    return dossier.chance(*stages) >= float(load_data("lapses")["in_stage"])


def _sure(shown_by: str) -> float:
    return float(load_data("lapses")["confidence"][shown_by])


def _lapse(code: str, entry: Entry, confidence: float, absent: str | None = None, **values: str | int | Say) -> Lapse:
    return Lapse(code, entry.id, entry.date, absent, confidence, say(f"findings.lapse.{code}", **values))


def _no_coach(dossier: Dossier) -> Iterator[Lapse]:
    entry = _since_stage(dossier, *EVALUATION)
    if entry is None or not _in(dossier, *EVALUATION) or not dossier.case.stakeholders:
        return
    roles_known = any(person.roles for person in dossier.case.stakeholders)
    friends = [person for person in dossier.case.stakeholders if (person.attitude or 0) >= 1 and dossier.met(person)]
    told = dossier.deeds.get("coach")
    late = len(dossier.outward) >= dossier.playbook.thresholds.no_coach_entries
    if roles_known and late and not _had_coach(dossier) and not friends and not told:
        yield _lapse("no_coach", entry, _sure("no_coach"), "coach", stage=say(f"stages.names.{dossier.stage}"))


def _had_coach(dossier: Dossier) -> bool:
    """One who has left since was a coach all the same: losing him is no mistake of ours."""
    return any("coach" in person.roles for person in dossier.case.stakeholders)


def _single_threaded(dossier: Dossier) -> Iterator[Lapse]:
    entry = _since_stage(dossier, "screening")
    met = {person for item in dossier.outward for person in item.who}
    contacts = [item for item in dossier.outward if item.who]
    enough = len(contacts) >= dossier.playbook.thresholds.single_thread_entries
    if entry is None or len(met) != 1 or not enough or dossier.stage == "need":
        return
    name = dossier.names.get(next(iter(met)), "")
    yield _lapse("single_threaded", entry, _sure("single_threaded"), "contact", count=len(contacts), name=name)


def _purchasing_missed(dossier: Dossier) -> Iterator[Lapse]:
    """Nobody who buys was met. A formal tender needs them from the list on: they send the invitations."""
    invited = dossier.case.opportunity.formal_tender is True
    stages: tuple[Stage, ...] = ("screening", *EVALUATION) if invited else EVALUATION
    entry = _since_stage(dossier, *stages)
    if entry is None or not _in(dossier, *stages):
        return
    buyers = [person for person in dossier.case.stakeholders if buys(person)]
    late = len(dossier.outward) >= dossier.playbook.thresholds.purchasing_unmet_entries
    if late and (buyers or invited) and not any(dossier.met(person) for person in buyers):
        yield _lapse(
            "commercial_dept_missed",
            entry,
            _sure("commercial_dept_missed"),
            "purchasing",
            stage=say(f"stages.names.{dossier.stage}"),
        )


def _concerns_left(dossier: Dossier) -> Iterator[Lapse]:
    patience = dossier.playbook.thresholds.concern_unanswered_days
    for concern in dossier.case.concerns:
        entry = _entry_of(dossier, concern)
        if entry is None:
            continue
        days = (dossier.today - concern.date).days
        if concern.status == "brushed_off":
            yield _brushed_off(dossier, concern, entry)
        elif concern.status == "open" and days > patience and _acted_after(dossier, concern):
            reason = say("findings.lapse.concern_open", words=quoted(concern.text), days=days)
            yield Lapse("concern_ignored", entry.id, concern.date, None, _sure("concern_open"), reason)


def _brushed_off(dossier: Dossier, concern: Concern, entry: Entry) -> Lapse:
    """Before delivery a worry was ignored; after it, a trouble was denied: at our answer, if there was one soon."""
    reason = say("findings.lapse.concern_brushed_off", words=quoted(concern.text))
    if rank(dossier.stage_on(concern.date)) < rank("implementation"):
        return Lapse("concern_ignored", entry.id, concern.date, None, _sure("concern_brushed_off"), reason)
    answers = (item for item in dossier.case.timeline if item.direction == "out" and item.date > concern.date)
    answer = next(
        (item for item in answers if (item.date - concern.date).days <= load_data("lapses")["answer_days"]), entry
    )
    return Lapse("problem_denied", answer.id, concern.date, None, _sure("problem_brushed_off"), reason)


def _entry_of(dossier: Dossier, concern: Concern) -> Entry | None:
    """The entry in which a concern came up: of its day, else the last before it."""
    same = [entry for entry in dossier.case.timeline if entry.date == concern.date]
    with_holder = [entry for entry in same if concern.who in entry.who]
    before = [entry for entry in dossier.case.timeline if entry.date <= concern.date]
    return next(iter(with_holder or same or before[-1:]), None)


def _acted_after(dossier: Dossier, concern: Concern) -> bool:
    return any(entry.direction == "out" and entry.date > concern.date for entry in dossier.case.timeline)


def _silence_after_signing(dossier: Dossier) -> Iterator[Lapse]:
    """Silence counts from the delivery on: while goods are made there may be little to say."""
    signed = dossier.signed_on
    deliveries = [entry.date for entry in dossier.outward if entry.kind == "delivery"]
    delivered = dossier.case.implementation.go_live or min(deliveries, default=None)
    if signed is None or delivered is None or dossier.chance("implementation") < 0.5:
        return
    silence = _longest_silence(dossier, max(signed, delivered))
    if silence is None or silence.days <= dossier.playbook.thresholds.silence_after_signing_days:
        return
    if silence.lasts or _trouble_around(dossier, silence):
        yield _lapse("abandoned_after_signing", silence.entry, _sure("silence"), "contact", days=silence.days)


def _trouble_around(dossier: Dossier, silence: Silence) -> bool:
    """Whether somebody was left alone: a complaint or a worry shortly before, in or at the end of a silence."""
    patience = dt.timedelta(days=dossier.playbook.thresholds.silence_after_signing_days)
    told = [entry.date for entry in dossier.outward if entry.kind == "complaint"]
    told += [dossier.date_of(signal.entry) for signal in dossier.seen(*load_data("lapses")["trouble"], sure=0.5)]
    told += [concern.date for concern in dossier.case.concerns if concern.status != "answered"]
    return any(silence.start - patience <= date <= silence.end for date in told)


def _left_with_trouble(dossier: Dossier) -> Iterator[Lapse]:
    """A ticket without a first answer: they were left alone with it; or we came meanwhile as if there were none."""
    for ticket, entry, days, came in left_alone(dossier):
        code = "problem_denied" if came else "abandoned_after_signing"
        reason = say(f"findings.lapse.{code}_ticket", words=quoted(ticket.text), days=days)
        yield Lapse(code, entry.id, ticket.reported, "contact", _sure("ticket_unanswered"), reason)


def _estranged(dossier: Dossier) -> Iterator[Lapse]:
    if dossier.chance("relationship") < 0.5 or not dossier.case.timeline:
        return
    silence = _longest_silence(dossier, dossier.case.timeline[0].date)
    if silence is not None and silence.days > dossier.playbook.thresholds.silence_in_relationship_days:
        yield _lapse("estrangement", silence.entry, _sure("silence"), "contact", days=silence.days)


def _longest_silence(dossier: Dossier, start: dt.date) -> Silence | None:
    """The longest time without an outward act of ours after ``start``."""
    ours = [start, *(entry.date for entry in dossier.case.timeline if entry.direction == "out" and entry.date > start)]
    first, end = max(zip(ours, [*ours[1:], dossier.today], strict=True), key=lambda gap: (gap[1] - gap[0], gap[1]))
    later = [entry for entry in dossier.case.timeline if entry.date >= end]
    cited = later[0] if later else next(iter(dossier.case.timeline[-1:]), None)
    return Silence(cited, first, end, first == ours[-1]) if cited is not None else None


def _vague_agreements(dossier: Dossier) -> Iterator[Lapse]:
    outcomes = {meeting.entry: meeting.outcome for meeting in dossier.case.meetings}
    for entry in dossier.outward:
        if outcomes.get(entry.id) == "continuation":
            yield Lapse(
                "commitment_vague",
                entry.id,
                entry.date,
                None,
                _sure("continuation"),
                say("findings.lapse.continuation"),
            )
    for commitment in dossier.case.commitments:
        if commitment.status in ("vague", "unclear", "not_binding", "weak"):
            cited = next((item for item in dossier.outward if item.date == commitment.date), None)
            if cited is not None:
                yield _lapse("commitment_vague", cited, _sure("vague_commitment"), words=quoted(commitment.text))


def _discount_on_fear(dossier: Dossier) -> Iterator[Lapse]:
    """A discount in commitment while somebody there is worried."""
    for entry in dossier.case.timeline:
        if entry.kind != "discount" or entry.direction != "out" or dossier.stage_on(entry.date) != "commitment":
            continue
        worries = [concern.text for concern in dossier.case.concerns if concern.date <= entry.date]
        for signal in dossier.seen(*load_data("lapses")["fears"]):
            if dossier.date_of(signal.entry) <= entry.date:
                worries.append(dossier.case.timeline[dossier.entry_order[signal.entry]].text[signal.start : signal.end])
        if worries:
            yield _lapse("pressure_close", entry, _sure("discount_on_fear"), words=quoted(worries[-1]))


def _gate_skipped(dossier: Dossier) -> Iterator[Lapse]:
    """A bid of ours, or much entry work, though nobody had assessed the customer and no manager forced the gate."""
    if not rank("need") < rank(dossier.stage) < rank("implementation"):
        return
    since = _unassessed_until(dossier)
    acts = [
        entry
        for entry in dossier.case.timeline
        if entry.direction == "out" and entry.date < since and rank(dossier.stage_on(entry.date)) > rank("need")
    ]
    bid = next((entry for entry in acts if entry.kind == "bid"), None)
    if bid is not None:
        yield _lapse("gate_skipped", bid, _sure("bid_unassessed"))
    elif len(acts) >= dossier.playbook.thresholds.unassessed_acts:
        yield _lapse("gate_skipped", acts[0], _sure("acts_unassessed"))


def _unassessed_until(dossier: Dossier) -> dt.date:
    """The day from which the gate of assessment is met or forced; the first day of all where there is no such gate."""
    state = state_of(dossier, "assessed_graded")
    if state is None or state.forced:
        return dt.date.min
    return (state.on or dt.date.min) if state.met else dt.date.max


def _counterpart_missing(dossier: Dossier) -> Iterator[Lapse]:
    """Somebody came to us about the purchase and nobody of ours holds the tie, while ties to others are on record."""
    if rank(dossier.stage) >= rank("implementation") or not any(person.owner for person in dossier.case.stakeholders):
        return
    for person in dossier.present:
        came = next((entry for entry in dossier.contacts[person.id] if entry.direction == "in"), None)
        if came is not None and not person.owner:
            yield _lapse(
                "counterpart_missing", came, _sure("counterpart_missing"), "counterpart", name=dossier.names[person.id]
            )
