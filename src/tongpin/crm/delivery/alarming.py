"""What becomes of warnings: answered or called wrong; and the look at all customers in use, in the night."""

from django.db.models import Q
from django.utils.translation import gettext as _

from tongpin.crm import clock, judging, records
from tongpin.crm.audit.gesture import gesture
from tongpin.crm.delivery.models import AdoptionAlarm
from tongpin.crm.delivery.warning import warn
from tongpin.crm.opportunities.models import Opportunity
from tongpin.crm.users.models import User


def answer_alarm(*, user: User, alarm_id: int, answer: str) -> AdoptionAlarm:
    """Says what we do about it."""
    return _settled(user, alarm_id, "answer_alarm", "answered", answer, _("Say what you do about it."))


def call_alarm_wrong(*, user: User, alarm_id: int, answer: str) -> AdoptionAlarm:
    """There is nothing in it, and why: for a year it takes more to warn of this customer."""
    return _settled(user, alarm_id, "call_alarm_wrong", "wrong", answer, _("Say how you know."))


def _settled(user: User, alarm_id: int, action: str, state: str, answer: str, message: str) -> AdoptionAlarm:
    with records.work_on_record(user, AdoptionAlarm, alarm_id, action) as (alarm, _opportunity, deed):
        told = records.require_text(answer, field="answer", message=message, longest=records.LONGEST_REASON)
        deed.change(alarm, state=state, answer=told)
        return alarm


def review_adoption(*, by: User, limit: int = 500) -> int:
    """Looks at customers in use whom nobody wrote about: weeks pass, and the chance with them. `by` signs what is
    raised. Tells how many alarms were."""
    today = clock.today()
    used = Q(implementation__go_live__lte=today) | Q(implementation__acceptance__lte=today) | Q(stage="implementation")
    served = Opportunity.objects.exclude(result__in=["lost", "cancelled"]).filter(used)
    raised = 0
    for pk in list(served.order_by("judged_on", "pk").values_list("pk", flat=True)[:limit]):
        with gesture(by, "review_adoption") as deed:
            opportunity = Opportunity.objects.select_for_update().get(pk=pk)
            raised += warn(deed, opportunity, judging.judge_anew(opportunity)) is not None
    return raised
