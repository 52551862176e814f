"""What came of a call, written in one gesture: the entry, the meeting, the answers, the promises (METHOD 8.2).

A phone without a network keeps its debrief and sends it later under a key of its own; the same key is written once.
"""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from tongpin.crm import clock, judging, records
from tongpin.crm.activities.actions import enter
from tongpin.crm.activities.models import Activity
from tongpin.crm.audit.gesture import Gesture
from tongpin.crm.calls.models import Call, CallQuestion, Parcel
from tongpin.crm.concerns.models import Commitment
from tongpin.crm.errors import TongpinError
from tongpin.crm.opportunities.models import Opportunity, Stakeholder
from tongpin.crm.opportunities.policy import get_opportunity, not_found
from tongpin.crm.users.models import User
from tongpin.method.case import MeetingOutcome
from tongpin.method.debrief import Promise, Verdict, entry_text, verdict_of

_KEY = re.compile(r"[0-9A-Za-z-]{16,64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """What came of a question: of the plan by its `id`, or one that came up, with its `text`. Without `asked` it is
    still to be asked."""

    id: int | None = None
    kind: str = "situation"
    key: str = ""
    text: str = ""
    answer: str = ""
    asked: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Debrief:
    """What a salesperson tells of a call. `who`: code of the stakeholder; `said`: what he thinks it came to; `by` of
    a promise is a stakeholder's code or a name."""

    date: dt.date
    kind: str = "visit"
    who: str = ""
    note: str = ""
    wanted: str = ""
    answers: tuple[Answered, ...] = ()
    promises: tuple[Promise, ...] = ()
    said: MeetingOutcome | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Debriefed:
    """The entry that was written, and what the call came to. `again`: it had been written before under this key."""

    activity: Activity | None
    verdict: Verdict | None
    again: bool = False


def debrief_call(
    *, user: User, opportunity_id: int, debrief: Debrief, call_id: int | None = None, key: str = ""
) -> Debriefed:
    """Writes what came of a call, planned (`call_id`) or not. With a `key` that was used before, nothing is written.

    Raises `call_is_over` for a call that was debriefed or dropped, `empty_debrief` where nothing is told, `invalid` for
    a day that is still to come.
    """
    opportunity = get_opportunity(user, opportunity_id, "change")
    if key and _delivered(user, key):
        return Debriefed(activity=None, verdict=None, again=True)
    # Where the phone is it may be tomorrow already.
    if debrief.date > clock.today() + dt.timedelta(days=1):
        raise records.invalid(date=_("This call is still to come: nothing can have come of it yet."))
    names = _names(opportunity)
    text = _text(debrief, names, opportunity, str(user))
    verdict = verdict_of(debrief.said, [_named(item, names) for item in debrief.promises], names.values())
    # A model may take its time; so the text is read before the transaction begins.
    reading = judging.read_fresh(text)
    with records.work_on(user, opportunity_id, "debrief_call") as (held, deed):
        # Sent twice at once, the second waited until the opportunity was free.
        if key and _delivered(user, key):
            return Debriefed(activity=None, verdict=None, again=True)
        if key:
            _take_in(user, key, held)
        call = _call(held, call_id)
        activity = Activity(
            opportunity=held, date=debrief.date, kind=debrief.kind, direction="out", by=str(user), text=text
        )
        who = [debrief.who] if debrief.who else []
        wanted = call.wanted if call is not None else records.storable_text(debrief.wanted)
        enter(deed, activity, reading, who=who, wanted=wanted, outcome=verdict.outcome)
        _write_answers(deed, held, call, debrief)
        _write_promises(deed, held, debrief)
        if call is not None:
            deed.change(call, state="held", activity=activity)
        return Debriefed(activity=activity, verdict=verdict)


# ---------------------------------------------------------------- parcels
def _delivered(user: User, key: str) -> bool:
    if not _KEY.fullmatch(key):
        raise records.invalid(key=_("This parcel has no proper key."))
    owner = Parcel.objects.filter(key=key).values_list("user_id", flat=True).first()
    if owner is not None and owner != user.pk:
        raise records.invalid(key=_("This parcel has no proper key."))
    return owner is not None


def _take_in(user: User, key: str, opportunity: Opportunity) -> None:
    """Outside the gesture: whoever takes the debrief back must not see it come again from a phone that never heard
    that it had arrived."""
    Parcel.objects.create(key=key, user=user, opportunity=opportunity)


# ---------------------------------------------------------------- words
def _names(opportunity: Opportunity) -> dict[str, str]:
    rows = Stakeholder.objects.filter(opportunity=opportunity).values_list("code", "person__name")
    return {code: name or code for code, name in rows}


def _named(promise: Promise, names: Mapping[str, str]) -> Promise:
    return Promise(by=names.get(promise.by, promise.by), text=promise.text, due=promise.due)


def _text(debrief: Debrief, names: Mapping[str, str], opportunity: Opportunity, us: str) -> str:
    told = [(names.get(debrief.who, debrief.who or us), item.answer) for item in debrief.answers if item.asked]
    promises = [_named(item, names) for item in debrief.promises]
    lang: Any = opportunity.lang
    text = records.storable_text(entry_text(debrief.note, told, promises, lang))
    if not text.strip() and debrief.said is None:
        message = _("Nothing is told yet: an answer, a promise, a note or what it came to.")
        raise TongpinError("empty_debrief", message, 422)
    return str(text)


# ---------------------------------------------------------------- rows
def _call(opportunity: Opportunity, call_id: int | None) -> Call | None:
    if call_id is None:
        return None
    call = Call.objects.filter(opportunity=opportunity, pk=call_id).first()
    if call is None:
        raise not_found()
    if call.state != "planned":
        message = _("What came of this call has been written down already, or the call was dropped.")
        raise TongpinError("call_is_over", message, 409)
    return call


def _write_answers(deed: Gesture, opportunity: Opportunity, call: Call | None, debrief: Debrief) -> None:
    """Answers go to their questions; what was not asked stays to be asked, and hangs on no call any more."""
    person = records.stakeholder_of(opportunity, debrief.who) if debrief.who else None
    planned = {row.pk: row for row in CallQuestion.objects.filter(call=call)} if call is not None else {}
    for item in debrief.answers:
        if item.id is not None:
            row = planned.pop(item.id, None)
            if row is not None:
                _answer(deed, row, item, debrief.date)
        elif item.asked and item.text.strip():
            row = CallQuestion(opportunity=opportunity, call=call, stakeholder=person, kind=item.kind, key=item.key)
            row.text, row.asked, row.answer = item.text.strip(), debrief.date, item.answer.strip()
            deed.make(records.checked(row))
    for row in planned.values():
        deed.change(row, call=None)


def _answer(deed: Gesture, row: CallQuestion, item: Answered, day: dt.date) -> None:
    if not item.asked:
        deed.change(row, call=None)
        return
    changes = {"asked": day, "answer": item.answer.strip()}
    deed.change(row, **records.checked_changes(row, changes, changes))


def _write_promises(deed: Gesture, opportunity: Opportunity, debrief: Debrief) -> None:
    people = {row.code: row for row in Stakeholder.objects.filter(opportunity=opportunity)}
    for promise in debrief.promises:
        if not promise.text.strip():
            continue
        person = people.get(promise.by)
        row = Commitment(
            opportunity=opportunity,
            date=debrief.date,
            stakeholder=person,
            by="" if person else promise.by,
            text=promise.text.strip(),
            due=promise.due,
        )
        deed.make(records.checked(row))
