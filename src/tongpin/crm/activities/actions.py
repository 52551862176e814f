"""Every write to the timeline."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from tongpin.crm import clock, judging, records
from tongpin.crm.activities.models import Activity, Meeting, Participation
from tongpin.crm.audit.gesture import Gesture
from tongpin.crm.calls.models import Call
from tongpin.crm.care.models import LoyaltyReading, Threat, ValueEntry
from tongpin.crm.concerns.hinting import notice_reopened, propose_concerns
from tongpin.crm.concerns.models import Concern
from tongpin.crm.delivery.models import Expectation
from tongpin.crm.evidence.models import Finding, Signal
from tongpin.crm.evidence.proposals import PROPOSED, proposals, read_anew
from tongpin.crm.gates.models import GateShown
from tongpin.crm.needs.hinting import propose_needs
from tongpin.crm.needs.models import Need
from tongpin.crm.opportunities.models import Opportunity, Stakeholder
from tongpin.crm.people.noticing import propose
from tongpin.crm.prepared import Prepared
from tongpin.crm.service.models import Ticket
from tongpin.crm.users.models import User
from tongpin.method.reading.shape import Reading

EDITABLE = ("date", "kind", "direction", "by", "text", "functions")


def record_activity(
    *,
    user: User,
    opportunity_id: int,
    kind: str,
    text: str = "",
    date: dt.date | None = None,
    direction: str = "out",
    by: str | None = None,
    who: Sequence[str] = (),
    wanted: str = "",
    outcome: str | None = None,
    functions: Sequence[str] = (),
) -> Activity:
    """Adds an entry to the timeline, reads it, and judges the opportunity anew.

    `date` is today unless given; `by` is the user's name; `who` are codes of stakeholders. `wanted` and `outcome`
    say what a meeting was for and what it came to, `functions` what the contact served (METHOD 10.1).
    """
    reading = judging.read_fresh(records.storable_text(text))
    with records.work_on(user, opportunity_id, "record_activity") as (opportunity, deed):
        activity = Activity(
            opportunity=opportunity,
            date=date or clock.today(),
            kind=kind,
            direction=direction,
            by=str(user) if by is None else by,
            text=text,
            functions=list(functions),
        )
        return enter(deed, activity, reading, who=who, wanted=wanted, outcome=outcome)


def enter(
    deed: Gesture,
    activity: Activity,
    reading: Reading,
    *,
    who: Sequence[str] = (),
    wanted: str = "",
    outcome: str | None = None,
) -> Activity:
    """Writes a new entry, within the gesture of whatever action it is part of: with its code, what was read in it, who
    was there, and what the meeting came to. Its opportunity is held by the gesture."""
    opportunity = activity.opportunity
    activity.code = records.next_code([code for (code,) in _CODES.rows([opportunity.pk])], "e")
    activity.recorded_by = deed.user
    records.checked(activity)
    activity.reading = judging.kept(reading)
    deed.make(activity)
    Signal.objects.bulk_create(proposals(activity, reading, ()))
    present = _people(opportunity, who)
    _bring_people(deed, activity, present)
    if wanted or outcome:
        _write_meeting(deed, activity, wanted=wanted, outcome=outcome)
    propose(activity, anew=False)
    propose_needs(activity, anew=False)
    propose_concerns(activity, reading, present=present, anew=False)
    notice_reopened(deed, activity)
    return activity


_CODES = Prepared(lambda ids: Activity.objects.filter(opportunity__in=ids).values_list("code"))


def record_note(*, user: User, opportunity_id: int, text: str, **details: Any) -> Activity:
    """A note as it was pasted or dictated: an entry like any other, by default a visit of ours today."""
    return record_activity(user=user, opportunity_id=opportunity_id, text=text, **{"kind": "visit", **details})


def edit_activity(*, user: User, activity_id: int, **changes: Any) -> Activity:
    """Changes columns of `EDITABLE`, and `who`. Marks follow their words; where those are gone, so is the mark."""
    whole = _read_edited(activity_id, changes.get("text"))
    with records.work_on_record(user, Activity, activity_id, "edit_activity") as (activity, opportunity, deed):
        values = dict(changes)
        who = values.pop("who", None)
        clean = records.checked_changes(activity, values, EDITABLE)
        edited = clean.get("text", activity.text) != activity.text
        if edited:
            _move_marks(deed, activity, clean["text"])
        deed.change(activity, **clean)
        if who is not None:
            deed.remove_all(Participation.objects.filter(activity=activity))
            _bring_people(deed, activity, _people(opportunity, who))
        if edited:
            reading = read_anew(activity, whole)
            propose(activity)
            propose_needs(activity)
            propose_concerns(activity, reading, present=_present(activity))
        return activity


def delete_activity(*, user: User, activity_id: int) -> None:
    """Takes an entry away with all that hangs on it; `undo_last_gesture` brings it back."""
    with records.work_on_record(user, Activity, activity_id, "delete_activity") as (activity, _opportunity, deed):
        Signal.objects.filter(activity=activity, **PROPOSED).delete()
        for call in Call.objects.filter(activity=activity):
            deed.change(call, activity=None)
        for showing in (Need, Concern, Expectation):
            for row in showing._default_manager.filter(activity=activity):
                deed.change(row, activity=None, words="")
        for naming in (Threat, ValueEntry, LoyaltyReading, Ticket):
            for named in naming._default_manager.filter(activity=activity):
                deed.change(named, activity=None)
        for table in (Participation, Signal, Meeting, Finding, GateShown):
            deed.remove_all(table._default_manager.filter(activity=activity))
        records.remove(deed, activity)


def set_meeting(
    *, user: User, opportunity_id: int, entry: str, wanted: str = "", outcome: str | None = None
) -> Meeting:
    """Records what a meeting was for (before it), and what it came to (after it)."""
    with records.work_on(user, opportunity_id, "set_meeting") as (opportunity, deed):
        return _write_meeting(deed, records.activity_of(opportunity, entry), wanted=wanted, outcome=outcome)


def _write_meeting(deed: Gesture, activity: Activity, *, wanted: str, outcome: str | None) -> Meeting:
    meeting = Meeting.objects.filter(activity=activity).first()
    if meeting is None:
        fresh = Meeting(opportunity_id=activity.opportunity_id, activity=activity, wanted=wanted, outcome=outcome)
        return deed.make(records.checked(fresh))
    changes = {"wanted": wanted, "outcome": outcome}
    deed.change(meeting, **records.checked_changes(meeting, changes, changes))
    return meeting


def _people(opportunity: Opportunity, who: Sequence[str]) -> list[Stakeholder]:
    """Stakeholders by code, in the order named. Raises `unknown_person`."""
    if not who:
        return []
    known = {row.code: row for row in Stakeholder.objects.filter(opportunity=opportunity, code__in=who)}
    return [known.get(code) or records.stakeholder_of(opportunity, code) for code in who]


def _present(activity: Activity) -> list[Stakeholder]:
    """Who was there, as it is kept."""
    return [row.stakeholder for row in activity.participations.select_related("stakeholder").order_by("pk")]


def _bring_people(deed: Gesture, activity: Activity, people: Iterable[Stakeholder]) -> None:
    """They took part; and unless it was a meeting of our own, this was a contact."""
    present = list(people)
    deed.make_all(
        Participation,
        [
            Participation(opportunity_id=activity.opportunity_id, activity=activity, stakeholder=person)
            for person in present
        ],
    )
    for person in present:
        later = person.last_contact is None or person.last_contact < activity.date
        if later and activity.direction != "internal" and activity.date <= clock.today():
            deed.change(person, last_contact=activity.date)


def _read_edited(activity_id: int, text: str | None) -> Reading | None:
    """What a new text says, asked before the transaction begins; nothing where the text stays as it was."""
    if text is None or Activity.objects.filter(pk=activity_id, text=records.storable_text(text)).exists():
        return None
    return judging.read_fresh(records.storable_text(text))


def _move_marks(deed: Gesture, activity: Activity, text: str) -> None:
    """Signals that people marked follow their words into the new text."""
    for signal in Signal.of_cases().filter(activity=activity, start__isnull=False):
        start = text.find(signal.words)
        if start < 0 or not signal.words:
            deed.remove(signal)
        else:
            deed.change(signal, start=start, end=start + len(signal.words))
