"""Every write to gates and the assessment. A gate that is not met holds (METHOD 1.4)."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from tongpin.crm import clock, judging, records
from tongpin.crm.audit.gesture import Gesture
from tongpin.crm.errors import TongpinError
from tongpin.crm.gates.models import GateRecord, GateShown, QualificationRecord
from tongpin.crm.opportunities.models import Opportunity
from tongpin.crm.playbooks.selectors import playbook_of
from tongpin.crm.users.models import User
from tongpin.method.standing import GateState


def record_gate(
    *,
    user: User,
    opportunity_id: int,
    gate: str,
    met: dt.date | None = None,
    shown_by: Sequence[str] = (),
) -> GateRecord:
    """Records that a gate is met since a day (today unless given), and the entries that show it."""
    with records.work_on(user, opportunity_id, "record_gate") as (opportunity, deed):
        return _record(deed, opportunity, gate, met or clock.today(), shown_by)


def withdraw_gate(*, user: User, opportunity_id: int, gate: str) -> None:
    """Takes back what was recorded of a gate, a manager's override with it."""
    with records.work_on(user, opportunity_id, "withdraw_gate") as (opportunity, deed):
        for row in GateRecord.objects.filter(opportunity=opportunity, gate=gate):
            deed.remove_all(GateShown.objects.filter(record=row))
            deed.remove(row)


def override_gate(*, user: User, opportunity_id: int, gate: str, reason: str) -> GateRecord:
    """A manager forces a gate, with a written reason that stays visible. It lowers the win estimate."""
    why = records.require_text(
        reason, field="reason", message=_("Write down why the gate is forced."), longest=records.LONGEST_REASON
    )
    with records.work_on(user, opportunity_id, "override_gate", "manage") as (opportunity, deed):
        row = _row(opportunity, gate)
        forced = {"override_by": str(user), "override_on": clock.today(), "override_reason": why}
        if row._state.adding:
            for name, value in forced.items():
                setattr(row, name, value)
            return deed.make(row)
        deed.change(row, **forced)
        return row


def move_on(*, user: User, opportunity_id: int) -> Opportunity:
    """Passes the next gate, if what is on record meets it, and keeps what showed it.

    Raises `gate_not_met` otherwise; its values hold the `gate` (a `GateState`), whose `missing` says what to bring.
    Raises `no_gate_left` after the last one.
    """
    with records.work_on(user, opportunity_id, "move_on") as (opportunity, deed):
        state = _next_gate(opportunity)
        if not state.met:
            raise TongpinError("gate_not_met", _("This gate is not met yet. See what is missing."), 409, gate=state)
        _record(deed, opportunity, state.gate, state.on or clock.today(), state.entries)
        return opportunity


def answer_qualification(
    *, user: User, opportunity_id: int, answers: Mapping[str, str], reviewed: dt.date | None = None
) -> QualificationRecord:
    """Writes answers to elements of METHOD 4.1, beside those already there; an empty answer takes one back."""
    with records.work_on(user, opportunity_id, "answer_qualification") as (opportunity, deed):
        known = QualificationRecord.objects.filter(pk=opportunity.pk).values_list("answers", flat=True).first() or {}
        given = {name: records.storable_text(str(text)).strip() for name, text in answers.items()}
        together = {name: text for name, text in {**known, **given}.items() if text}
        facts: dict[str, Any] = {"answers": together, "reviewed": reviewed or clock.today()}
        return records.set_one(QualificationRecord, opportunity, deed, facts, facts)


def _next_gate(opportunity: Opportunity) -> GateState:
    """The first gate that nobody has recorded or forced yet, as the method sees it now."""
    standing = judging.judge_anew(opportunity)
    passed = {
        row.gate
        for row in GateRecord.objects.filter(opportunity=opportunity)
        if row.met is not None or row.override_on is not None
    }
    for state in standing.gates:
        if state.gate not in passed:
            return state
    raise TongpinError("no_gate_left", _("All gates are passed."), 409)


def _record(deed: Gesture, opportunity: Opportunity, gate: str, met: dt.date, shown_by: Sequence[str]) -> GateRecord:
    if met > clock.today():
        raise records.invalid(met=_("A gate cannot be met in the future."))
    row = _row(opportunity, gate)
    clean = records.checked_changes(row, {"met": met}, {"met"})
    if row._state.adding:
        row.met = clean["met"]
        deed.make(row)
    else:
        deed.change(row, **clean)
        deed.remove_all(GateShown.objects.filter(record=row))
    entries = [records.activity_of(opportunity, entry) for entry in shown_by]
    links = [GateShown(opportunity=opportunity, record=row, activity=entry) for entry in entries]
    deed.make_all(GateShown, links)
    return row


def _row(opportunity: Opportunity, gate: str) -> GateRecord:
    """The record of a gate of this playbook; a new one where there is none. Raises `unknown_gate`."""
    playbook = playbook_of(opportunity.playbook_name, opportunity.playbook_version)
    if gate not in {known.id for known in playbook.gates}:
        raise TongpinError("unknown_gate", _("This playbook has no gate “%(gate)s”.") % {"gate": gate}, 422)
    found = GateRecord.objects.filter(opportunity=opportunity, gate=gate).first()
    return found or GateRecord(opportunity=opportunity, gate=gate)
