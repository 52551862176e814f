"""Bid 投标 and Tender 招标."""

from django.db import models

from tongpin.crm import columns
from tongpin.crm.opportunities.models import Opportunity


class Bid(models.Model):
    """An offer of ours or of a rival."""

    opportunity = models.ForeignKey(Opportunity, on_delete=models.CASCADE, related_name="bids")
    date = models.DateField()
    bidder = models.TextField()
    price = columns.money()
    rank = columns.small(1, 999)
    note = columns.text()


class Tender(models.Model):
    """The tender's timetable and terms."""

    opportunity = models.OneToOneField(Opportunity, on_delete=models.CASCADE, primary_key=True, related_name="tender")
    issued = columns.day()
    clarifications_until = columns.day()
    deadline = columns.day()
    opening = columns.day()
    award = columns.day()
    compulsory = columns.truth()
    bond = columns.text()
    formula = columns.text()
