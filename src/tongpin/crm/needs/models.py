"""Need 需求."""

from django.db import models

from tongpin.crm import columns
from tongpin.crm.opportunities.models import Opportunity, Stakeholder
from tongpin.method.case import NeedOrigin, NeedStrength, NeedType


class Need(models.Model):
    """A need of the company or of a person's professional standing; `money`: what going without costs them."""

    opportunity = models.ForeignKey(Opportunity, on_delete=models.CASCADE, related_name="needs")
    date = models.DateField()
    stakeholder = models.ForeignKey(Stakeholder, null=True, blank=True, on_delete=models.RESTRICT, related_name="needs")
    type = columns.one_of(NeedType, default="org")
    text = models.TextField()
    strength = columns.one_of(NeedStrength, default="implied")
    origin = columns.one_of(NeedOrigin)
    money = columns.money()
