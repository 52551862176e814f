"""Implementation 实施, Metric (a reading of a result measure), Invoice 发票 and Receipt 回款 (METHOD 9.1)."""

from django.db import models

from tongpin.crm import columns
from tongpin.crm.opportunities.models import Opportunity


class Implementation(models.Model):
    """The three dates after the decision."""

    opportunity = models.OneToOneField(
        Opportunity, on_delete=models.CASCADE, primary_key=True, related_name="implementation"
    )
    contract_signed = columns.day()
    go_live = columns.day()
    acceptance = columns.day()


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
