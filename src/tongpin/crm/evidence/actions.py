"""Every write to signals and findings. All of them count at once: the entry is read and the case judged anew."""

from django.utils import timezone
from django.utils.translation import gettext as _

from tongpin.crm import judging, records
from tongpin.crm.activities.models import Activity
from tongpin.crm.errors import TongpinError
from tongpin.crm.evidence.models import Finding, Signal
from tongpin.crm.evidence.proposals import read_anew
from tongpin.crm.opportunities.models import Opportunity
from tongpin.crm.users.models import User
from tongpin.method import vocabulary


def confirm_signal(*, user: User, signal_id: int) -> Signal:
    """Says that the words do show it."""
    return _decide(user, signal_id, "confirmed", "confirm_signal")


def strike_signal(*, user: User, signal_id: int) -> Signal:
    """Says that the words do not show it: this kind never counts in this entry again."""
    return _decide(user, signal_id, "struck", "strike_signal")


def _decide(user: User, signal_id: int, state: str, action: str) -> Signal:
    with records.work_on_record(user, Signal, signal_id, action) as (signal, _opportunity, deed):
        activity = Activity.objects.get(pk=signal.activity_id)
        # Words that were struck are missing from the reading that is kept: to bring them back, the text is read again.
        whole = None if signal.state == "struck" else judging.kept_reading(activity.reading)
        deed.change(signal, state=state, by=str(user), decided_by=user, decided_at=timezone.now())
        read_anew(activity, whole)
        return signal


def add_signal(*, user: User, opportunity_id: int, entry: str, kind: str, start: int, end: int) -> Signal:
    """Marks words of an entry (code points, half open) as a signal that the reader did not see; it is confirmed.

    Raises `unknown_signal`, `unknown_entry`, or `invalid` for words that are not in the entry.
    """
    with records.work_on(user, opportunity_id, "add_signal") as (opportunity, deed):
        activity = records.activity_of(opportunity, entry)
        if kind not in vocabulary.kinds():
            raise TongpinError("unknown_signal", _("There is no signal “%(kind)s”.") % {"kind": kind}, 422)
        if not 0 <= start < end <= len(activity.text):
            raise records.invalid(start=_("Mark some words of the entry."))
        signal = deed.make(
            Signal(
                opportunity=opportunity,
                activity=activity,
                kind=kind,
                start=start,
                end=end,
                words=activity.text[start:end],
                says=vocabulary.main_stage(kind) or "",
                source=Signal.Source.PERSON,
                state="confirmed",
                by=str(user),
                decided_by=user,
                decided_at=timezone.now(),
            )
        )
        read_anew(activity, judging.kept_reading(activity.reading))
        return signal


def dispute_finding(*, user: User, opportunity_id: int, code: str, entry: str, reason: str) -> Finding:
    """Says that a mistake found in an entry is none; it is kept out of reports until a manager decides."""
    why = records.require_text(
        reason, field="reason", message=_("Say why this is no mistake."), longest=records.LONGEST_REASON
    )
    with records.work_on(user, opportunity_id, "dispute_finding") as (opportunity, deed):
        finding = _finding(opportunity, records.activity_of(opportunity, entry), code)
        if finding.state == "settled":
            raise TongpinError("settled", _("A manager has settled this already."), 409)
        decision = {"state": "disputed", "by": str(user), "reason": why}
        return _write(deed, finding, **decision, decided_by=user, decided_at=timezone.now())


def settle_finding(*, user: User, opportunity_id: int, code: str, entry: str, stands: bool, reason: str) -> Finding:
    """A manager's word on a mistake: it stands and counts again, or it is settled and counts no more."""
    why = records.require_text(
        reason, field="reason", message=_("Give the reason of your decision."), longest=records.LONGEST_REASON
    )
    with records.work_on(user, opportunity_id, "settle_finding", "manage") as (opportunity, deed):
        finding = _finding(opportunity, records.activity_of(opportunity, entry), code)
        decision = {"state": "open" if stands else "settled", "by": str(user), "reason": why}
        return _write(deed, finding, **decision, decided_by=user, decided_at=timezone.now())


def _finding(opportunity: Opportunity, activity: Activity, code: str) -> Finding:
    """The row on this mistake; a new one where nobody has spoken yet."""
    known = Finding.objects.filter(activity=activity, code=code).first()
    return known or Finding(opportunity=opportunity, activity=activity, code=records.storable_text(code)[:100])


def _write(deed: records.Gesture, finding: Finding, **decision: object) -> Finding:
    if finding._state.adding:
        for name, value in decision.items():
            setattr(finding, name, value)
        return deed.make(finding)
    deed.change(finding, **decision)
    return finding
