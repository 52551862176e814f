"""Ticket 服务单: trouble that a customer told (METHOD 9.3)."""

from django.db import models

from tongpin.crm import columns
from tongpin.crm.activities.models import Activity
from tongpin.crm.opportunities.models import Opportunity, Stakeholder


class Ticket(models.Model):
    """Answered, solved, and its effect inside the customer undone are three facts. `owner` is one of ours by name:
    empty, it is nobody's, and that is told at once. `effect`: what it did inside the customer."""

    opportunity = models.ForeignKey(Opportunity, on_delete=models.CASCADE, related_name="tickets")
    code = models.CharField(max_length=100)
    reported = models.DateField()
    reported_hour = models.CharField(max_length=5, blank=True, default="")
    text = models.TextField()
    stakeholder = models.ForeignKey(
        Stakeholder, null=True, blank=True, on_delete=models.RESTRICT, related_name="tickets"
    )
    severity = columns.small(1, 5)
    owner = columns.text()
    answered = columns.day()
    answered_hour = models.CharField(max_length=5, blank=True, default="")
    solved = columns.day()
    undone = columns.day()
    escalated = columns.day()
    escalated_to = columns.text()
    cause = columns.text()
    effect = columns.text()
    activity = models.ForeignKey(Activity, null=True, blank=True, on_delete=models.RESTRICT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["opportunity", "code"], name="one_ticket_per_code")]

    def __str__(self) -> str:
        return self.code
