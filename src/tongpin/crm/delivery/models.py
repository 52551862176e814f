"""Implementation 实施 and Metric (a reading of a result measure)."""

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
