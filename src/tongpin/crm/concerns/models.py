"""Concern 疑虑, ConcernHint 疑虑线索, Commitment 承诺 and the risk plan 风险分担 (METHOD 8.1)."""

from typing import Literal

from django.db import models

from tongpin.crm import columns
from tongpin.crm.activities.models import Activity
from tongpin.crm.opportunities.models import Opportunity, Stakeholder
from tongpin.method.case import CommitmentStatus, ConcernStatus
from tongpin.method.serving import Bearer, ConcernBehind, ConcernKind, RiskState

HintState = Literal["proposed", "confirmed", "struck"]


class Concern(models.Model):
    """A worry of the customer's, what lies behind it and what we do about it. `words` of `activity` betray it."""

    opportunity = models.ForeignKey(Opportunity, on_delete=models.CASCADE, related_name="concerns")
    date = models.DateField()
    stakeholder = models.ForeignKey(
        Stakeholder, null=True, blank=True, on_delete=models.RESTRICT, related_name="concerns"
    )
    text = models.TextField()
    status = columns.one_of(ConcernStatus, default="open")
    kind = columns.one_of(ConcernKind)
    behind = columns.one_of(ConcernBehind)
    severity = columns.small(1, 5)
    plan = columns.text()
    owner = columns.text()
    due = columns.day()
    settled = columns.day()
    activity = models.ForeignKey(Activity, null=True, blank=True, on_delete=models.RESTRICT, related_name="+")
    words = columns.text()


class ConcernHint(models.Model):
    """Words of an entry in which a concern was read, proposed until somebody makes a concern of them or strikes them.

    `start`/`end` are code points of the entry's text, half open. `sign` names what betrayed it.
    """

    opportunity = models.ForeignKey(Opportunity, on_delete=models.CASCADE, related_name="concern_hints")
    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="concern_hints")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    sign = models.CharField(max_length=60)
    kind = columns.one_of(ConcernKind)
    behind = columns.one_of(ConcernBehind)
    severity = columns.small(1, 5)
    stakeholder = models.ForeignKey(Stakeholder, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    concern = models.ForeignKey(Concern, null=True, blank=True, on_delete=models.SET_NULL, related_name="hints")
    state = columns.one_of(HintState, default="proposed")

    class Meta:
        indexes = [models.Index(fields=["opportunity", "state", "id"], name="concern_hint_state")]


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


class Risk(models.Model):
    """A line of the risk plan that both sides can sign: who bears it, and what each does."""

    opportunity = models.ForeignKey(Opportunity, on_delete=models.CASCADE, related_name="risks")
    concern = models.ForeignKey(Concern, null=True, blank=True, on_delete=models.SET_NULL, related_name="risks")
    text = models.TextField()
    bearer = columns.one_of(Bearer, default="shared")
    we_do = columns.text()
    they_do = columns.text()
    due = columns.day()
    state = columns.one_of(RiskState, default="open")
