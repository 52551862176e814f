"""Partner 合作伙伴, agreements, introductions, statements, payments; the registers of compliance (METHOD 12, 13.1)."""

from typing import Literal

from django.conf import settings
from django.db import models

from tongpin.crm import columns
from tongpin.crm.accounts.models import Account, Person
from tongpin.crm.delivery.models import Receipt
from tongpin.crm.opportunities.models import Opportunity
from tongpin.method.partners.refusals import PayeeKind
from tongpin.method.partners.terms import Length, TierRule, Way

PaymentState = Literal["asked", "approved", "paid", "refused", "withdrawn"]
StatementState = Literal["draft", "sent"]
ClearanceState = Literal["asked", "cleared", "refused"]
GiftKind = Literal["gift", "meal", "travel", "event", "other"]
GiftState = Literal["asked", "granted", "refused"]


class Partner(models.Model):
    """An independent company (or licensed sole trader) that brings us orders. `user` signs in to the partners' pages.

    `owners` by name; `holder` and `account` are those of its one bank account.
    """

    name = models.CharField(max_length=200, unique=True)
    kind = columns.one_of(PayeeKind, default="company")
    code = models.CharField(max_length=30, blank=True, default="")
    licence_until = columns.day()
    owners = models.JSONField(default=list, blank=True)
    phone = columns.text()
    mail = columns.text()
    address = columns.text()
    holder = columns.text()
    account = columns.text()
    bank = columns.text()
    note = columns.text()
    retired = models.BooleanField(default=False)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="partner"
    )

    def __str__(self) -> str:
        return self.name


class Declaration(models.Model):
    """That the partner has no ties to a buyer's people, renewed every year. `relatives`: names of those close to the
    partner who work for buyers."""

    partner = models.ForeignKey(Partner, on_delete=models.CASCADE, related_name="declarations")
    date = models.DateField()
    text = columns.text()
    relatives = models.JSONField(default=list, blank=True)


class PartnerAgreement(models.Model):
    """A written agreement. Rates in percent; `tiers` is a list of ``[from, rate]`` as text; `recorded_on`: when it was
    put on file, which nobody chooses."""

    partner = models.ForeignKey(Partner, on_delete=models.RESTRICT, related_name="agreements")
    number = columns.text()
    services = columns.text()
    signed = columns.day()
    recorded_on = models.DateField(auto_now_add=True)
    valid_from = models.DateField()
    valid_until = columns.day()
    currency = models.CharField(max_length=3, default="CNY")
    per_order = models.DecimalField(max_digits=7, decimal_places=4, default=5)
    introduced_part = models.DecimalField(max_digits=7, decimal_places=4, default=40)
    tiers = models.JSONField(default=list, blank=True)
    tier_rule = columns.one_of(TierRule, default="highest")
    length = columns.one_of(Length, default="half_year")
    carry_over = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.number or str(self.pk)


class Introduction(models.Model):
    """That a partner brought (or introduced) the customer of an opportunity: when, and what shows it."""

    opportunity = models.ForeignKey(Opportunity, on_delete=models.RESTRICT, related_name="introductions")
    agreement = models.ForeignKey(PartnerAgreement, on_delete=models.RESTRICT, related_name="introductions")
    way = columns.one_of(Way, default="direct")
    date = models.DateField()
    proof = columns.text()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["opportunity", "agreement"], name="one_introduction_per_sale")]


class ReceiptRate(models.Model):
    """What a unit of a receipt's currency was worth in an agreement's currency that day, as it was first reckoned."""

    receipt = models.ForeignKey(Receipt, on_delete=models.CASCADE, related_name="rates")
    agreement = models.ForeignKey(PartnerAgreement, on_delete=models.CASCADE, related_name="+")
    rate = models.DecimalField(max_digits=18, decimal_places=8)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["receipt", "agreement"], name="one_rate_per_receipt")]


class Statement(models.Model):
    """What was earned since the last statement, up to a day. Once sent it is never written anew."""

    agreement = models.ForeignKey(PartnerAgreement, on_delete=models.RESTRICT, related_name="statements")
    number = models.PositiveIntegerField()
    until = models.DateField()
    state = columns.one_of(StatementState, default="draft")
    sent_on = columns.day()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agreement", "number"], name="one_statement_per_number")]


class StatementLine(models.Model):
    """`about`: ``order:<code>`` or ``period:<first day>``; `before` and `now`: what was stated of it, and what is."""

    statement = models.ForeignKey(Statement, on_delete=models.CASCADE, related_name="lines")
    about = models.CharField(max_length=150)
    before = models.DecimalField(max_digits=15, decimal_places=2)
    now = models.DecimalField(max_digits=15, decimal_places=2)


class StatementTalk(models.Model):
    """What the partner said to a statement (or to a line of it, by `about`), and our answer. An empty question says
    that the statement is right."""

    statement = models.ForeignKey(Statement, on_delete=models.CASCADE, related_name="talks")
    about = models.CharField(max_length=150, blank=True, default="")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_on = models.DateField()
    question = columns.text()
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    answered_on = columns.day()
    answer = columns.text()


class PartnerPayment(models.Model):
    """A payment that one of us asked for; others approve it before it is made. `account` as it was when asked."""

    agreement = models.ForeignKey(PartnerAgreement, on_delete=models.RESTRICT, related_name="payments")
    amount = models.DecimalField(max_digits=15, decimal_places=2)
    account = columns.text()
    invoice_number = columns.text()
    invoice_amount = columns.money()
    state = columns.one_of(PaymentState, default="asked")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_on = models.DateField()
    paid_on = columns.day()
    reason = columns.text()

    class Meta:
        indexes = [models.Index(fields=["state", "id"], name="partner_payment_state")]


class PaymentApproval(models.Model):
    """One pair of eyes more on a payment."""

    payment = models.ForeignKey(PartnerPayment, on_delete=models.CASCADE, related_name="approvals")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["payment", "user"], name="one_approval_per_user")]


class Clearance(models.Model):
    """A question to the compliance officer about a partner in a sale, by the rule that raised it, and his answer."""

    introduction = models.ForeignKey(Introduction, on_delete=models.CASCADE, related_name="clearances")
    rule = models.CharField(max_length=60)
    state = columns.one_of(ClearanceState, default="asked")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_on = models.DateField()
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    answered_on = columns.day()
    reason = columns.text()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["introduction", "rule"], name="one_clearance_per_rule")]


class ImproperRequest(models.Model):
    """What somebody of the buyer's asked for himself, for the compliance officer's eyes alone."""

    opportunity = models.ForeignKey(Opportunity, on_delete=models.RESTRICT, related_name="improper_requests")
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    date = models.DateField()
    words = columns.text()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    settled_on = columns.day()
    outcome = columns.text()


class Gift(models.Model):
    """A gift or hospitality of ours to somebody of a customer's, asked for before it is given."""

    account = models.ForeignKey(Account, on_delete=models.RESTRICT, related_name="gifts")
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    kind = columns.one_of(GiftKind, default="gift")
    date = models.DateField()
    text = models.TextField()
    value = models.DecimalField(max_digits=15, decimal_places=2)
    currency = models.CharField(max_length=3, default="CNY")
    state = columns.one_of(GiftState, default="asked")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    answered_on = columns.day()
    reason = columns.text()
