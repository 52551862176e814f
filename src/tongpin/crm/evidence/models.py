"""Signal 信号 and Finding (a person's word on a mistake that the method found)."""

from django.conf import settings
from django.db import models

from tongpin.crm import columns
from tongpin.crm.activities.models import Activity
from tongpin.crm.opportunities.models import Opportunity
from tongpin.method.case import EvidenceState, FindingState


class Signal(models.Model):
    """A kind of evidence in an entry, with the words that carry it (`start`/`end` in code points, half open).

    What the reader proposed and nobody has judged yet is in the reading as well and no part of the case; all other
    rows are (`of_cases`).
    """

    class Source(models.TextChoices):
        READER = "reader"
        PERSON = "person"
        FILE = "file"

    opportunity = models.ForeignKey(Opportunity, on_delete=models.CASCADE, related_name="signals")
    activity = models.ForeignKey(Activity, on_delete=models.RESTRICT, related_name="signals")
    kind = models.CharField(max_length=100)
    start = models.PositiveIntegerField(null=True, blank=True)
    end = models.PositiveIntegerField(null=True, blank=True)
    words = columns.text()
    says = models.CharField(max_length=20, blank=True, default="")
    confidence = models.FloatField(null=True, blank=True)
    source = models.CharField(max_length=10, choices=Source.choices, default=Source.READER)
    state = columns.one_of(EvidenceState, default="proposed")
    by = columns.text()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", editable=False, db_index=False
    )
    decided_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        indexes = [models.Index(fields=["opportunity", "activity", "id"], name="signal_entry")]

    @classmethod
    def of_cases(cls) -> "models.QuerySet[Signal]":
        """The rows that are part of a case."""
        return cls.objects.exclude(source=cls.Source.READER, state="proposed")


class Finding(models.Model):
    """A mistake's state once a person has spoken: disputed, upheld by a manager (open) or dropped (settled)."""

    opportunity = models.ForeignKey(Opportunity, on_delete=models.CASCADE, related_name="findings")
    activity = models.ForeignKey(Activity, on_delete=models.RESTRICT, related_name="findings")
    code = models.CharField(max_length=100)
    state = columns.one_of(FindingState, default="open")
    by = columns.text()
    reason = columns.text()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", editable=False, db_index=False
    )
    decided_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["activity", "code"], name="one_finding_per_code")]
