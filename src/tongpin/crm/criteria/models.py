"""Criterion 采购指标."""

from django.db import models

from tongpin.crm import columns
from tongpin.crm.opportunities.models import Opportunity
from tongpin.method.case import CriterionKind


class Criterion(models.Model):
    """`ours` and `rivals` (name → points as text) are points out of `weight`."""

    opportunity = models.ForeignKey(Opportunity, on_delete=models.CASCADE, related_name="criteria")
    since = columns.day()
    name = models.TextField()
    weight = columns.points()
    ours = columns.points()
    rivals = models.JSONField(default=dict, blank=True)
    kind = columns.one_of(CriterionKind)
    set_by = columns.text()

    class Meta:
        verbose_name_plural = "criteria"
