"""Concern 疑虑 and Commitment 承诺."""

from django.db import models

from tongpin.crm import columns
from tongpin.crm.opportunities.models import Opportunity, Stakeholder
from tongpin.method.case import CommitmentStatus, ConcernStatus


class Concern(models.Model):
    """A worry in the customer's words."""

    opportunity = models.ForeignKey(Opportunity, on_delete=models.CASCADE, related_name="concerns")
    date = models.DateField()
    stakeholder = models.ForeignKey(
        Stakeholder, null=True, blank=True, on_delete=models.RESTRICT, related_name="concerns"
    )
    text = models.TextField()
    status = columns.one_of(ConcernStatus, default="open")


class Commitment(models.Model):
    """What somebody promised: one of theirs (`stakeholder`) or anybody else (`by`, free text)."""

    opportunity = models.ForeignKey(Opportunity, on_delete=models.CASCADE, related_name="commitments")
    date = models.DateField()
    stakeholder = models.ForeignKey(
        Stakeholder, null=True, blank=True, on_delete=models.RESTRICT, related_name="commitments"
    )
    by = columns.text()
    text = models.TextField()
    due = columns.day()
    status = columns.one_of(CommitmentStatus, default="open")

    class Meta:
        indexes = [models.Index(fields=["due", "id"], name="commitment_due")]
