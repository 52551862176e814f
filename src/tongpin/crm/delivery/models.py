"""After signing (METHOD 9.1): milestones, expectations, result measures and readings, invoices 发票, receipts 回款."""

from typing import Literal

from django.conf import settings
from django.db import models

from tongpin.crm import columns
from tongpin.crm.activities.models import Activity
from tongpin.crm.opportunities.models import Opportunity, Stakeholder
from tongpin.method.serving import Better, ExpectationSource, ExpectationState, MilestoneKind

AlarmState = Literal["open", "answered", "wrong"]


class Implementation(models.Model):
    """The three dates after the decision."""

    opportunity = models.OneToOneField(
        Opportunity, on_delete=models.CASCADE, primary_key=True, related_name="implementation"
    )
    contract_signed = columns.day()
    go_live = columns.day()
    acceptance = columns.day()


class Milestone(models.Model):
    """A step of the delivery, as planned and as done."""

    opportunity = models.ForeignKey(Opportunity, on_delete=models.CASCADE, related_name="milestones")
    name = models.TextField()
    kind = columns.one_of(MilestoneKind, default="other")
    due = columns.day()
    done = columns.day()
    owner = columns.text()
    note = columns.text()

    class Meta:
        indexes = [models.Index(fields=["due", "id"], name="milestone_due")]


class Expectation(models.Model):
    """What the customer expects, recorded before signing, and what came of it. `measure` names the result measure that
    shows it."""

    opportunity = models.ForeignKey(Opportunity, on_delete=models.CASCADE, related_name="expectations")
    date = models.DateField()
    text = models.TextField()
    stakeholder = models.ForeignKey(Stakeholder, null=True, blank=True, on_delete=models.RESTRICT, related_name="+")
    source = columns.one_of(ExpectationSource, default="promise")
    measure = columns.text()
    target = columns.text()
    due = columns.day()
    state = columns.one_of(ExpectationState, default="open")
    settled = columns.day()
    result = columns.text()
    activity = models.ForeignKey(Activity, null=True, blank=True, on_delete=models.RESTRICT, related_name="+")
    words = columns.text()


class Measure(models.Model):
    """A result measure of the customer; its readings are the metrics of the same name. Well is what lies from `low` to
    `high`."""

    opportunity = models.ForeignKey(Opportunity, on_delete=models.CASCADE, related_name="measures")
    name = models.TextField()
    unit = columns.text()
    better = columns.one_of(Better, default="higher")
    baseline = columns.amount()
    low = columns.amount()
    high = columns.amount()
    note = columns.text()


class AdoptionAlarm(models.Model):
    """A warning of how the customer gets on, with its chance and reasons, and what became of it."""

    opportunity = models.ForeignKey(Opportunity, on_delete=models.CASCADE, related_name="adoption_alarms")
    date = models.DateField()
    kind = models.CharField(max_length=30)
    chance = models.FloatField(null=True, blank=True)
    reasons = models.JSONField(default=list, blank=True)
    state = columns.one_of(AlarmState, default="open")
    answer = columns.text()

    class Meta:
        indexes = [models.Index(fields=["opportunity", "date", "id"], name="adoption_alarm_date")]


class Metric(models.Model):
    """A reading; value and target are text with their unit."""

    opportunity = models.ForeignKey(Opportunity, on_delete=models.CASCADE, related_name="metrics")
    date = models.DateField()
    name = models.TextField()
    value = columns.text()
    target = columns.text()


class Invoice(models.Model):
    """What we have billed, with tax, in `currency`."""

    opportunity = models.ForeignKey(Opportunity, on_delete=models.CASCADE, related_name="invoices")
    number = columns.text()
    date = models.DateField()
    due = columns.day()
    amount = models.DecimalField(max_digits=15, decimal_places=2)
    currency = models.CharField(max_length=3, default="CNY")
    note = columns.text()

    def __str__(self) -> str:
        return self.number or str(self.pk)


class Receipt(models.Model):
    """Money received; a refund or correction is negative and names the receipt that it `undoes`. Receipts are never
    changed or removed: a wrong one is undone."""

    opportunity = models.ForeignKey(Opportunity, on_delete=models.RESTRICT, related_name="receipts")
    invoice = models.ForeignKey(Invoice, null=True, blank=True, on_delete=models.RESTRICT, related_name="receipts")
    date = models.DateField()
    amount = models.DecimalField(max_digits=15, decimal_places=2)
    currency = models.CharField(max_length=3, default="CNY")
    undoes = models.ForeignKey("self", null=True, blank=True, on_delete=models.RESTRICT, related_name="undone_by")
    note = columns.text()

    class Meta:
        indexes = [models.Index(fields=["opportunity", "date", "id"], name="receipt_date")]


class Instalment(models.Model):
    """A part of the price, due by the plan; `invoice` once it is billed."""

    opportunity = models.ForeignKey(Opportunity, on_delete=models.CASCADE, related_name="instalments")
    name = models.TextField()
    amount = models.DecimalField(max_digits=15, decimal_places=2)
    currency = models.CharField(max_length=3, default="CNY")
    due = columns.day()
    milestone = models.ForeignKey(
        Milestone, null=True, blank=True, on_delete=models.SET_NULL, related_name="instalments"
    )
    invoice = models.ForeignKey(Invoice, null=True, blank=True, on_delete=models.SET_NULL, related_name="instalments")


class Reminder(models.Model):
    """That we asked for the payment of an invoice, and what we were told."""

    invoice = models.ForeignKey(Invoice, on_delete=models.CASCADE, related_name="reminders")
    date = models.DateField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    text = columns.text()
    promised = columns.day()
