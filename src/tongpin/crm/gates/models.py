"""GateRecord 关键节点 and QualificationRecord 评估."""

from django.db import models

from tongpin.crm import columns
from tongpin.crm.activities.models import Activity
from tongpin.crm.opportunities.models import Opportunity


class GateRecord(models.Model):
    """A gate that a person recorded as met, or that a manager forced with a written reason."""

    opportunity = models.ForeignKey(Opportunity, on_delete=models.CASCADE, related_name="gates")
    gate = models.CharField(max_length=100)
    met = columns.day()
    override_by = columns.text()
    override_on = columns.day()
    override_reason = columns.text()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["opportunity", "gate"], name="one_record_per_gate")]


class GateShown(models.Model):
    """An entry that shows a gate to be met; in order of id."""

    opportunity = models.ForeignKey(Opportunity, on_delete=models.CASCADE, related_name="+")
    record = models.ForeignKey(GateRecord, on_delete=models.RESTRICT, related_name="shown_by")
    activity = models.ForeignKey(Activity, on_delete=models.RESTRICT, related_name="shows_gates")


class QualificationRecord(models.Model):
    """`answers` by element of METHOD 4.1, as a person wrote them."""

    opportunity = models.OneToOneField(
        Opportunity, on_delete=models.CASCADE, primary_key=True, related_name="qualification_record"
    )
    answers = models.JSONField(default=dict, blank=True)
    reviewed = columns.day()
