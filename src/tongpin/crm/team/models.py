"""TeamMember 我方成员, Counterpart 对口关系 and Settlement 口径裁定 (METHOD 11)."""

from django.conf import settings
from django.db import models

from tongpin.crm import columns
from tongpin.crm.activities.models import Activity
from tongpin.crm.opportunities.models import Opportunity, Stakeholder
from tongpin.method.sides import Level, PromiseStatus, TieState


class TeamMember(models.Model):
    """One of ours on an opportunity. `written` is how a deal file's team names him; empty where it does not."""

    opportunity = models.ForeignKey(Opportunity, on_delete=models.CASCADE, related_name="members")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="memberships"
    )
    name = models.TextField()
    function = columns.text()
    level = columns.one_of(Level)
    since = columns.day()
    until = columns.day()
    written = columns.text()

    def __str__(self) -> str:
        return self.name


class Counterpart(models.Model):
    """One of ours who stands with one of theirs, and what each expects of the other."""

    opportunity = models.ForeignKey(Opportunity, on_delete=models.CASCADE, related_name="counterparts")
    member = models.ForeignKey(TeamMember, on_delete=models.RESTRICT, related_name="counterparts")
    stakeholder = models.ForeignKey(Stakeholder, on_delete=models.RESTRICT, related_name="counterparts")
    state = columns.one_of(TieState, default="started")
    since = columns.day()
    they_expect = columns.text()
    we_expect = columns.text()
    we_promise = columns.text()
    promised = columns.day()
    due = columns.day()
    promise = columns.one_of(PromiseStatus, default="open")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "stakeholder"], name="one_tie_per_pair")]


class Settlement(models.Model):
    """How a contradiction between two entries was settled: what holds, who tells the customer, and when he did."""

    opportunity = models.ForeignKey(Opportunity, on_delete=models.CASCADE, related_name="settlements")
    topic = models.CharField(max_length=60)
    first = models.ForeignKey(Activity, on_delete=models.RESTRICT, related_name="+")
    second = models.ForeignKey(Activity, on_delete=models.RESTRICT, related_name="+")
    date = models.DateField()
    holds = columns.text()
    tells = columns.text()
    told = columns.day()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["topic", "first", "second"], name="one_settlement_per_clash")]
