"""Introductions, and the questions that they put to the compliance officer."""

import datetime as dt
from collections.abc import Iterable

from django.db.models import Min, Q
from django.utils.translation import gettext as _

from tongpin.crm import clock, records
from tongpin.crm.audit.gesture import Gesture, gesture
from tongpin.crm.delivery.models import Receipt
from tongpin.crm.errors import TongpinError
from tongpin.crm.opportunities.models import Opportunity
from tongpin.crm.opportunities.policy import not_found
from tongpin.crm.partners.models import Clearance, Introduction, PartnerAgreement
from tongpin.crm.partners.policy import officer_only
from tongpin.crm.partners.refusing import refuse
from tongpin.crm.partners.sales import agreement_of, payee_of, sale_of
from tongpin.crm.users.models import User
from tongpin.method.partners.refusals import Objection, to_agreement, to_change, to_payee
from tongpin.method.partners.terms import Way


def introduce(
    *, user: User, opportunity_id: int, agreement_id: int, date: dt.date, proof: str, way: Way = "direct"
) -> Introduction:
    """Puts on file that a partner brought (or introduced) the customer. What the law forbids is refused; what the
    compliance officer must look at waits for his word, and earns nothing until then."""
    with records.work_on(user, opportunity_id, "introduce") as (opportunity, deed):
        shown = records.require_text(proof, field="proof", message=_("Say what shows it: a mail, a letter, a witness."))
        if date > clock.today():
            raise records.invalid(date=_("This day is still to come."))
        agreement = PartnerAgreement.objects.select_related("partner").filter(pk=agreement_id).first()
        if agreement is None or agreement.partner.retired:
            raise records.invalid(agreement_id=_("Choose an agreement that is in use."))
        _refuse_twice(opportunity, agreement)
        refuse(to_change([sale_of(opportunity)]))
        found = objections_to(agreement, opportunity)
        refuse(found)
        fresh = Introduction(opportunity=opportunity, agreement=agreement, date=date, proof=shown, way=way)
        introduction = deed.make(records.checked(fresh))
        _ask_officer(deed, introduction, found)
        return introduction


def _refuse_twice(opportunity: Opportunity, agreement: PartnerAgreement) -> None:
    """No sale earns a partner twice: under this agreement, or another of his that is in force at the same time."""
    his = Introduction.objects.filter(opportunity=opportunity, agreement__partner=agreement.partner)
    end = agreement.valid_until or dt.date.max
    before = Q(agreement__valid_until__lt=agreement.valid_from)
    if his.exclude(before | Q(agreement__valid_from__gt=end)).exists():
        raise records.invalid(agreement_id=_("This is on file already."))


def objections_to(agreement: PartnerAgreement, opportunity: Opportunity) -> list[Objection]:
    """All that speaks against paying under an agreement for a sale, as things stand today."""
    sale = sale_of(opportunity)
    return [*to_agreement(agreement_of(agreement), sale), *to_payee(payee_of(agreement.partner), sale, clock.today())]


def check_introduction(*, user: User, introduction_id: int) -> list[Clearance]:
    """Looks again: whatever the officer must see and has not been asked is asked. Raises `refused_by_law`."""
    with records.work_on_record(user, Introduction, introduction_id, "check_introduction") as (row, opportunity, deed):
        found = objections_to(row.agreement, opportunity)
        refuse(found)
        return _ask_officer(deed, row, found)


def remove_introduction(*, user: User, introduction_id: int) -> None:
    """Takes an introduction off file that nothing was stated of, and on which the officer has given no word."""
    with records.work_on_record(user, Introduction, introduction_id, "remove_introduction") as (row, sale, deed):
        first = Receipt.objects.filter(opportunity=sale).aggregate(day=Min("date"))["day"]
        if first is not None and row.agreement.statements.filter(until__gte=first).exists():
            raise TongpinError("stated", _("A statement speaks of this order; the introduction stays on file."), 409)
        if row.clearances.exclude(state="asked").exists():
            message = _("The compliance officer has given his word on it; the introduction stays on file.")
            raise TongpinError("answered", message, 409)
        deed.remove_all(row.clearances.all())
        records.remove(deed, row)


def answer_clearance(*, user: User, clearance_id: int, cleared: bool, reason: str) -> Clearance:
    """The compliance officer's word, always with its reason; never that of whoever asked. It stands."""
    officer_only(user)
    with gesture(user, "answer_clearance") as deed:
        row = Clearance.objects.select_for_update().filter(pk=clearance_id).first()
        if row is None:
            raise not_found()
        if row.state != "asked":
            raise TongpinError("already_answered", _("This question waits no more."), 409)
        if row.asked_by_id == user.pk:
            raise TongpinError("not_allowed", _("Somebody else gives this word, never whoever asked."), 403)
        why = records.require_text(reason, field="reason", message=_("Say why: an auditor will read it."))
        state = "cleared" if cleared else "refused"
        deed.change(row, state=state, answered_by=user, answered_on=clock.today(), reason=why)
        return row


def _ask_officer(deed: Gesture, introduction: Introduction, found: Iterable[Objection]) -> list[Clearance]:
    asked = set(introduction.clearances.values_list("rule", flat=True))
    rules = dict.fromkeys(item.key for item in found if item.verdict == "officer")
    fresh = [
        Clearance(introduction=introduction, rule=rule, asked_by=deed.user, asked_on=clock.today())
        for rule in rules
        if rule not in asked
    ]
    return deed.make_all(Clearance, fresh)
