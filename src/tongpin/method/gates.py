"""May we move on? The playbook's gates, each met by records and words or not, with what is missing (METHOD 1.4).

What nothing speaks of is "not shown"; it counts as missing, and is told apart from what is shown not to be done.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tongpin.method.case import GateRecord
from tongpin.method.concerns import waiting
from tongpin.method.criteria import set_by_rivals, set_by_us
from tongpin.method.dossier import Dossier, rank
from tongpin.method.people import in_contact, key_seats
from tongpin.method.playbook import Gate, SellingStep
from tongpin.method.standing import GateState
from tongpin.method.wording import Say, listed, say


@dataclass(frozen=True, slots=True)
class Check:
    """Outcome of one check: met from which day on, by which entries; else what is missing."""

    met: bool
    on: dt.date | None = None
    entries: tuple[str, ...] = ()
    missing: tuple[Say, ...] = ()
    shown: bool = True
    confidence: float = 0.8


def gate_states(dossier: Dossier) -> tuple[GateState, ...]:
    """All gates of the playbook in order."""
    return tuple(
        _state(dossier, step, step.gate, _record_of(dossier, step.gate))
        for step in dossier.playbook.selling_steps
        if step.gate is not None
    )


def state_of(dossier: Dossier, check: str) -> GateState | None:
    """The first gate of a kind; none where the playbook has no such gate."""
    found = ((step, step.gate) for step in dossier.playbook.selling_steps if step.gate and step.gate.check == check)
    return next((_state(dossier, step, gate, _record_of(dossier, gate)) for step, gate in found), None)


def first_unmet(dossier: Dossier, gates: tuple[GateState, ...]) -> SellingStep:
    """The step of the first gate that is neither met nor forced: our step by gates; the last step when all are."""
    for gate in gates:
        if not gate.met and not gate.forced:
            return dossier.playbook.step(gate.step)
    return dossier.playbook.selling_steps[-1]


def _record_of(dossier: Dossier, gate: Gate) -> GateRecord | None:
    return next((record for record in dossier.case.gates if record.gate == gate.id), None)


def _state(dossier: Dossier, step: SellingStep, gate: Gate, record: GateRecord | None) -> GateState:
    check = CHECKS[gate.check](dossier)
    if record is not None and record.met is not None:
        check = Check(True, record.met, record.shown_by, confidence=1.0)
    override = record.override if record is not None and not check.met else None
    return GateState(
        gate=gate.id,
        step=step.id,
        met=check.met,
        on=check.on,
        forced=override is not None,
        shown=check.shown,
        confidence=check.confidence,
        entries=check.entries,
        missing=() if check.met else check.missing,
        override_by=override.by if override else "",
        override_reason=override.reason if override else "",
    )


def _met_by(dossier: Dossier, entries: tuple[str, ...], confidence: float = 0.8) -> Check:
    return Check(True, min(map(dossier.date_of, entries), default=None), entries, confidence=confidence)


def _missing(text: str, /, *, shown: bool = False, **values: str | int | Say) -> Check:
    return Check(False, missing=(say(f"gates.missing.{text}", **values),), shown=shown)


def assessed_graded(dossier: Dossier) -> Check:
    record = dossier.case.qualification
    if record.reviewed is not None:
        return Check(True, record.reviewed, confidence=0.95)
    told = dossier.deeds.get("assessed", ())
    return _met_by(dossier, told[:1]) if told else _missing("assessed_graded")


def coach_key_persons(dossier: Dossier) -> Check:
    """A coach who talks to us, and the seats that decide at this stage in contact."""
    coaches = [person for person in dossier.with_role("coach") if in_contact(dossier, person)]
    told = dossier.deeds.get("coach", ())
    seats = key_seats(dossier)
    unmet = [person for person in seats if not in_contact(dossier, person)]
    missing: list[Say] = []
    if not coaches and not told:
        missing.append(say("gates.missing.coach"))
    if not seats:
        missing.append(say("gates.missing.key_persons"))
    missing += [say("gates.missing.person", name=dossier.names[person.id]) for person in unmet]
    if missing:
        return Check(False, missing=tuple(missing), shown=bool(unmet))
    met = [dossier.contacts[person.id][0].id for person in [*coaches, *seats] if dossier.contacts[person.id]]
    entries = tuple(dict.fromkeys([*met, *told[:1]]))
    return Check(True, max(map(dossier.date_of, entries), default=None), entries, confidence=0.75)


def criteria_influenced(dossier: Dossier) -> Check:
    ours = set_by_us(dossier.case)
    seen = dossier.seen("our_strength_in_criteria", sure=0.5)
    told = dossier.deeds.get("criteria_ours", ())
    if ours:
        return Check(True, min((item.since for item in ours if item.since), default=None), told, confidence=0.85)
    if told or seen:
        return _met_by(dossier, told or dossier.entries_of(seen), 0.7)
    theirs = [item.set_by for item in set_by_rivals(dossier.case)]
    if theirs:
        return _missing("criteria_of_rival", shown=True, rival=theirs[0])
    return _missing("criteria_influenced")


def bid_or_offer(dossier: Dossier) -> Check:
    company = dossier.case.our_side.company
    bids = [entry.id for entry in dossier.case.timeline if entry.kind == "bid" and entry.direction != "internal"]
    recorded = [bid for bid in dossier.case.bids if company and bid.bidder == company]
    offers = [
        entry.id
        for entry in dossier.case.timeline
        if entry.kind == "quote" and entry.direction == "out" and rank(dossier.stage_on(entry.date)) >= rank("criteria")
    ]
    if bids or offers:
        return _met_by(dossier, tuple(bids or offers), 0.9)
    if recorded:
        return Check(True, min(bid.date for bid in recorded), confidence=0.95)
    return _missing("bid_or_offer")


def contract_signed(dossier: Dossier) -> Check:
    if dossier.signed_on is None:
        pending = dossier.seen("contract_unsigned", "approval_pending", "delays_signature")
        return _missing("contract_signed", shown=bool(pending))
    entries = tuple(entry.id for entry in dossier.case.timeline if entry.kind == "contract")
    return Check(True, dossier.signed_on, entries[:1], confidence=0.95)


def trial_evaluated(dossier: Dossier) -> Check:
    """In use, with a result held against what was expected, and followed up after it."""
    start = dossier.case.implementation.go_live or dossier.signed_on
    if start is None:
        return _missing("trial_evaluated")
    told = tuple(entry for entry in dossier.deeds.get("trial_evaluated", ()) if dossier.date_of(entry) >= start)
    accepted = dossier.case.implementation.acceptance
    if accepted is not None:
        return Check(True, accepted, told, confidence=0.85)
    reviews = tuple(e.id for e in dossier.outward if e.kind in ("review", "care") and e.date >= start)
    readings = [metric for metric in dossier.case.implementation.metrics if metric.date >= start]
    if told and (readings or reviews):
        return _met_by(dossier, told, 0.65)
    return _missing("trial_evaluated", shown=bool(readings))


def need_explicit_owned(dossier: Dossier) -> Check:
    owned = [need for need in dossier.case.needs if need.strength == "explicit" and need.who]
    if owned:
        return Check(True, min(need.date for need in owned), confidence=0.85)
    seen = dossier.seen("need_explicit", "budget_approved", "project_approved", sure=0.5)
    return _met_by(dossier, dossier.entries_of(seen), 0.6) if seen else _missing("need_explicit_owned")


def accepted_by_power(dossier: Dossier) -> Check:
    """The seat of power is with us: in contact and not against."""
    power = dossier.with_role("power", "decision_maker")
    won = [person for person in power if in_contact(dossier, person) and (person.attitude or 0) > 0]
    if won:
        entries = tuple(entry.id for person in won for entry in dossier.contacts[person.id][-1:])
        return _met_by(dossier, entries, 0.7)
    names = listed(dossier.names[person.id] for person in power)
    return _missing("power", name=names) if power else _missing("key_persons")


def concerns_answered(dossier: Dossier) -> Check:
    concerns, open_ones = dossier.case.concerns, waiting(dossier.case)
    if open_ones:
        return _missing("concern", shown=True, words=open_ones[0].text)
    if concerns:
        return Check(True, max(concern.date for concern in concerns), confidence=0.9)
    return _missing("no_concern_heard")


def effectiveness_reached(dossier: Dossier) -> Check:
    seen = dossier.seen("accepted_in_use", "steady_use", "satisfied_in_use", "value_reported", sure=0.5)
    if dossier.chance("relationship") > 0.5 and seen:
        return _met_by(dossier, dossier.entries_of(seen), 0.7)
    return _missing("effectiveness")


def budget_and_project(dossier: Dossier) -> Check:
    opportunity = dossier.case.opportunity
    if opportunity.budget_confirmed and opportunity.project_initiated:
        return Check(True, confidence=0.9)
    budget = dossier.seen("budget_approved", sure=0.5)
    project = dossier.seen("project_approved", sure=0.5)
    if budget and project:
        return _met_by(dossier, dossier.entries_of([*budget, *project]), 0.7)
    return _missing("budget_and_project", shown=opportunity.budget_confirmed is False)


def preferred_supplier_named(dossier: Dossier) -> Check:
    if dossier.case.opportunity.position == "chosen" or dossier.signed_on:
        return Check(True, dossier.signed_on, confidence=0.9)
    seen = dossier.seen("supplier_chosen", "preferred_supplier_told", sure=0.5)
    return _met_by(dossier, dossier.entries_of(seen), 0.7) if seen else _missing("preferred_supplier")


def accepted_in_use(dossier: Dossier) -> Check:
    accepted = dossier.case.implementation.acceptance
    if accepted is not None:
        return Check(True, accepted, confidence=0.95)
    return _missing("acceptance", shown=dossier.signed_on is not None)


CHECKS: Mapping[str, Callable[[Dossier], Check]] = {
    "assessed_graded": assessed_graded,
    "coach_key_persons": coach_key_persons,
    "criteria_influenced": criteria_influenced,
    "bid_or_offer": bid_or_offer,
    "contract_signed": contract_signed,
    "trial_evaluated": trial_evaluated,
    "need_explicit_owned": need_explicit_owned,
    "accepted_by_power": accepted_by_power,
    "concerns_answered": concerns_answered,
    "effectiveness_reached": effectiveness_reached,
    "budget_and_project": budget_and_project,
    "preferred_supplier_named": preferred_supplier_named,
    "accepted_in_use": accepted_in_use,
}
"""Every check that a playbook's gate may name."""
