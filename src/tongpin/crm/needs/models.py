"""Need 需求, NeedHint 需求线索, Benefit 利益 and the pain sheet 痛点与代价 (METHOD 5.2 to 5.4)."""

from typing import Literal

from django.db import models

from tongpin.crm import columns
from tongpin.crm.activities.models import Activity
from tongpin.crm.opportunities.models import Opportunity, Stakeholder
from tongpin.crm.proofs.models import Proof
from tongpin.method.case import NeedOrigin, NeedStrength, NeedType
from tongpin.method.selling import BenefitKind

HintState = Literal["proposed", "confirmed", "struck"]
CostSide = Literal["pain", "solution"]
Rhythm = Literal["once", "month", "year"]


class Need(models.Model):
    """A need of the company or of a person's professional standing; `money`: what going without costs them.

    `reckoned` says how the money was worked out. `words` of `activity` are the evidence.
    """

    opportunity = models.ForeignKey(Opportunity, on_delete=models.CASCADE, related_name="needs")
    date = models.DateField()
    stakeholder = models.ForeignKey(Stakeholder, null=True, blank=True, on_delete=models.RESTRICT, related_name="needs")
    type = columns.one_of(NeedType, default="org")
    text = models.TextField()
    strength = columns.one_of(NeedStrength, default="implied")
    origin = columns.one_of(NeedOrigin)
    money = columns.money()
    implication = columns.text()
    payoff = columns.text()
    severity = columns.small(1, 5)
    reckoned = columns.text()
    activity = models.ForeignKey(Activity, null=True, blank=True, on_delete=models.RESTRICT, related_name="+")
    words = columns.text()


class NeedHint(models.Model):
    """Words of an entry in which a need was read, proposed until somebody makes a need of them or strikes them.

    `start`/`end` are code points of the entry's text, half open.
    """

    opportunity = models.ForeignKey(Opportunity, on_delete=models.CASCADE, related_name="need_hints")
    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="need_hints")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    text = columns.text()
    type = columns.one_of(NeedType, default="org")
    strength = columns.one_of(NeedStrength, default="implied")
    origin = columns.one_of(NeedOrigin)
    stakeholder = models.ForeignKey(Stakeholder, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    need = models.ForeignKey(Need, null=True, blank=True, on_delete=models.SET_NULL, related_name="hints")
    state = columns.one_of(HintState, default="proposed")

    class Meta:
        indexes = [models.Index(fields=["opportunity", "state", "id"], name="need_hint_state")]


class Benefit(models.Model):
    """A cell of the 3+5 matrix: what a capability of ours does for a need, for whom, and what proves it: a
    `proof` of the library, or what is said in `shown_by`."""

    opportunity = models.ForeignKey(Opportunity, on_delete=models.CASCADE, related_name="benefits")
    need = models.ForeignKey(Need, on_delete=models.RESTRICT, related_name="benefits")
    stakeholder = models.ForeignKey(Stakeholder, null=True, blank=True, on_delete=models.RESTRICT, related_name="+")
    kind = columns.one_of(BenefitKind, default="customer")
    capability = columns.text()
    text = columns.text()
    proof = models.ForeignKey(Proof, null=True, blank=True, on_delete=models.SET_NULL, related_name="benefits")
    shown_by = columns.text()


class PainSheet(models.Model):
    """Terms of the reckoning: over how many years, at which interest (percent a year)."""

    opportunity = models.OneToOneField(Opportunity, on_delete=models.CASCADE, primary_key=True, related_name="pain")
    years = models.PositiveSmallIntegerField(default=3)
    interest = columns.points(100)
    note = columns.text()


class CostLine(models.Model):
    """A cost of the problem or of the solution: low, likely, high; each month, each year or once."""

    opportunity = models.ForeignKey(Opportunity, on_delete=models.CASCADE, related_name="cost_lines")
    side = columns.one_of(CostSide, default="pain")
    need = models.ForeignKey(Need, null=True, blank=True, on_delete=models.SET_NULL, related_name="cost_lines")
    name = models.TextField()
    low = columns.money()
    likely = columns.money()
    high = columns.money()
    rhythm = columns.one_of(Rhythm, default="year")
    reckoned = columns.text()
