"""Payments to partners: asked for by one, approved by others, made once; checked anew at every step."""

import datetime as dt
from decimal import Decimal

from django.db.models import Sum
from django.utils.translation import gettext as _

from tongpin.crm import clock, records
from tongpin.crm.audit.gesture import gesture
from tongpin.crm.errors import TongpinError
from tongpin.crm.opportunities.policy import not_found
from tongpin.crm.partners.introducing import objections_to
from tongpin.crm.partners.ledger import OPEN_STATES, due_of
from tongpin.crm.partners.models import Clearance, Partner, PartnerAgreement, PartnerPayment, PaymentApproval
from tongpin.crm.partners.policy import keep_partners
from tongpin.crm.partners.refusing import refuse, told
from tongpin.crm.partners.sales import payee_of
from tongpin.crm.partners.stating import held
from tongpin.crm.users.models import User
from tongpin.method.partners.refusals import (
    Objection,
    Payment,
    digits,
    paid_together_days,
    second_approver_from,
    to_payment,
)

MORE_EYES = "second_approver"


def ask_payment(
    *,
    user: User,
    agreement_id: int,
    amount: Decimal,
    invoice_number: str,
    invoice_amount: Decimal | None,
) -> PartnerPayment:
    """Asks for a payment of what was stated, against the partner's invoice, to the account on file."""
    keep_partners(user)
    with gesture(user, "ask_payment") as deed:
        agreement = held(agreement_id)
        if amount <= 0:
            raise records.invalid(amount=_("An amount is above zero."))
        payment = PartnerPayment(
            agreement=agreement,
            amount=amount,
            account=agreement.partner.account,
            invoice_number=invoice_number.strip(),
            invoice_amount=invoice_amount,
            asked_by=user,
            asked_on=clock.today(),
        )
        _refuse_unlawful(records.checked(payment))
        return deed.make(payment)


def approve_payment(*, user: User, payment_id: int) -> PartnerPayment:
    """One pair of eyes more: never the asker's, each once. Above the limit it waits for a second."""
    keep_partners(user)
    with gesture(user, "approve_payment") as deed:
        payment = _payment(payment_id, "asked")
        if user.pk == payment.asked_by_id:
            refuse(_objections(payment, {user.pk}))
        if payment.approvals.filter(user=user).exists():
            raise TongpinError("already_answered", _("You have approved this payment already."), 409)
        found = _objections(payment, {*_approvers(payment), user.pk})
        waits = any(item.rule == MORE_EYES for item in found)
        _refuse_unlawful(payment, [item for item in found if item.rule != MORE_EYES])
        deed.make(PaymentApproval(payment=payment, user=user, on=clock.today()))
        if not waits:
            deed.change(payment, state="approved")
        return payment


def refuse_payment(*, user: User, payment_id: int, reason: str) -> PartnerPayment:
    """Says no, and why."""
    keep_partners(user)
    with gesture(user, "refuse_payment") as deed:
        payment = _payment(payment_id, "asked", "approved")
        if user.pk == payment.asked_by_id:
            raise TongpinError("not_allowed", _("Withdraw your own payment instead."), 403)
        why = records.require_text(reason, field="reason", message=_("Say why not."))
        deed.change(payment, state="refused", reason=why)
        return payment


def withdraw_payment(*, user: User, payment_id: int) -> PartnerPayment:
    """Takes back a payment that one has asked for oneself, before it is made."""
    keep_partners(user)
    with gesture(user, "withdraw_payment") as deed:
        payment = _payment(payment_id, "asked", "approved")
        if user.pk != payment.asked_by_id:
            raise TongpinError("not_allowed", _("Only whoever asked for it takes it back; others refuse it."), 403)
        deed.change(payment, state="withdrawn")
        return payment


def pay(*, user: User, payment_id: int, on: dt.date) -> PartnerPayment:
    """Says that the money left on a day. Checked once more: account, invoice, what is due, eyes, the law."""
    keep_partners(user)
    with gesture(user, "pay") as deed:
        payment = _payment(payment_id, "approved")
        if on > clock.today() or on < payment.asked_on:
            raise records.invalid(on=_("Choose a day from that of the question to today."))
        _refuse_unlawful(payment, _objections(payment, _approvers(payment)))
        deed.change(payment, state="paid", paid_on=on)
        return payment


def _payment(pk: int, *states: str) -> PartnerPayment:
    row = PartnerPayment.objects.filter(pk=pk).first()
    if row is None:
        raise not_found()
    agreement = held(row.agreement_id)
    row.refresh_from_db()
    row.agreement = agreement
    if row.state not in states:
        raise TongpinError("already_answered", _("This payment waits no more."), 409)
    return row


def _approvers(payment: PartnerPayment) -> set[int]:
    return set(payment.approvals.values_list("user", flat=True))


def _objections(payment: PartnerPayment, approvers: set[int]) -> list[Objection]:
    agreement, partner = payment.agreement, payment.agreement.partner
    shape = Payment(
        amount=payment.amount,
        due=due_of(agreement, without=payment.pk),
        account=payment.account,
        asked_by=str(payment.asked_by_id),
        approved_by=tuple(map(str, sorted(approvers))),
        invoice=payment.invoice_amount if payment.invoice_number else None,
        invoice_used=_invoice_used(payment),
        lately=_lately(payment),
        limit=second_approver_from(agreement.currency),
    )
    return to_payment(shape, payee_of(partner))


def _lately(payment: PartnerPayment) -> Decimal:
    """What else was asked for before by the same partner, under whatever agreement and in whatever currency, or by
    another with the same bank account, within the days that count as one. In the payment's currency, at the ratio of
    the limits: a split over two currencies is a split."""
    days = dt.timedelta(days=paid_together_days())
    others = PartnerPayment.objects.filter(
        agreement__partner__in=_same_hands(payment.agreement.partner),
        state__in=OPEN_STATES,
        asked_on__range=(payment.asked_on - days, payment.asked_on),
    )
    if payment.pk is not None:
        others = others.filter(pk__lt=payment.pk)
    here = payment.agreement.currency
    sums = others.values_list("agreement__currency").annotate(sum=Sum("amount"))
    return sum((amount * _ratio(here, there) for there, amount in sums), Decimal(0))


def _ratio(here: str, there: str) -> Decimal:
    one, other = second_approver_from(here), second_approver_from(there)
    return one / other if one and other else Decimal(1)


def _same_hands(partner: Partner) -> list[int]:
    """The partner, and whoever is paid to the same account."""
    account = digits(partner.account)
    others = Partner.objects.exclude(account="").values_list("pk", "account")
    return [partner.pk, *(pk for pk, number in others if account and digits(number) == account)]


def _invoice_used(payment: PartnerPayment) -> bool:
    others = PartnerPayment.objects.filter(
        agreement__partner=payment.agreement.partner_id,
        invoice_number__iexact=payment.invoice_number,
        state__in=OPEN_STATES,
    )
    return bool(payment.invoice_number) and others.exclude(pk=payment.pk).exists()


def _refuse_unlawful(payment: PartnerPayment, found: list[Objection] | None = None) -> None:
    refuse(_objections(payment, set()) if found is None else found)
    _refuse_introductions(payment.agreement)


def _refuse_introductions(agreement: PartnerAgreement) -> None:
    """Who the partner is may have changed since the introduction; whatever the officer must see and has not cleared
    holds the payment."""
    rows = agreement.introductions.select_related("opportunity__account").prefetch_related("clearances")
    for row in rows:
        words: dict[str, Clearance] = {word.rule: word for word in row.clearances.all()}
        if any(word.state == "refused" for word in words.values()):
            continue  # it earns nothing
        found = objections_to(agreement, row.opportunity)
        refuse(found)
        for item in found:
            if item.key not in words or words[item.key].state != "cleared":
                message = _("This waits for the compliance officer: %(why)s") % {"why": told(item)}
                raise TongpinError("waits_for_officer", message, 409)
