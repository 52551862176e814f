"""Rival 竞争对手 as a company that we meet again and again (METHOD 7.1 to 7.3), and our own strengths against them."""

from django.db import models

from tongpin.crm import columns


class Rival(models.Model):
    """`catalogue`: what its products can do, in figures, to compare a tender's parameters with."""

    name = models.CharField(max_length=200, unique=True)
    other_names = models.JSONField(default=list, blank=True)
    strengths = columns.text()
    weaknesses = columns.text()
    plays = columns.text()
    catalogue = columns.text()
    note = columns.text()

    def __str__(self) -> str:
        return self.name


class PriceSeen(models.Model):
    """A price range of a rival that was seen or heard of, and from where. `opportunity_code` names the sale it came
    from without showing that sale to others."""

    rival = models.ForeignKey(Rival, on_delete=models.CASCADE, related_name="prices")
    date = models.DateField()
    product = columns.text()
    low = columns.money()
    high = columns.money()
    currency = models.CharField(max_length=3, default="CNY")
    source = columns.text()
    opportunity_code = columns.text()


class Strength(models.Model):
    """Something we are good at that could become a criterion; `ours` and `others`: points of a hundred we and others
    usually reach on it."""

    name = models.TextField()
    description = columns.text()
    ours = columns.points(100)
    others = columns.points(100)
    retired = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.name
