"""Call 拜访计划 with its questions, our own question bank, and what a phone sent once (METHOD 5.1, 8.2)."""

from typing import Literal

from django.conf import settings
from django.db import models

from tongpin.crm import columns
from tongpin.crm.activities.models import Activity
from tongpin.crm.opportunities.models import Opportunity, Stakeholder
from tongpin.method.case import EntryKind, Language
from tongpin.method.selling import QuestionKind

CallState = Literal["planned", "held", "dropped"]


class Call(models.Model):
    """A planned visit or call. `wanted`: the commitment we go for; `least`: the smallest that we accept.

    `activity` is the entry that the debrief wrote.
    """

    opportunity = models.ForeignKey(Opportunity, on_delete=models.CASCADE, related_name="calls")
    stakeholder = models.ForeignKey(Stakeholder, null=True, blank=True, on_delete=models.RESTRICT, related_name="calls")
    date = models.DateField()
    kind = columns.one_of(EntryKind, default="visit")
    wanted = columns.text()
    least = columns.text()
    state = columns.one_of(CallState, default="planned")
    activity = models.OneToOneField(Activity, null=True, blank=True, on_delete=models.SET_NULL, related_name="call")
    planned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="calls", editable=False
    )

    class Meta:
        indexes = [models.Index(fields=["planned_by", "state", "date", "id"], name="call_planned")]


class CallQuestion(models.Model):
    """A question for a person; `key` names that of the bank it came from. Without `asked` it is still to be asked."""

    opportunity = models.ForeignKey(Opportunity, on_delete=models.CASCADE, related_name="questions")
    call = models.ForeignKey(Call, null=True, blank=True, on_delete=models.CASCADE, related_name="questions")
    stakeholder = models.ForeignKey(Stakeholder, null=True, blank=True, on_delete=models.RESTRICT, related_name="+")
    kind = columns.one_of(QuestionKind, default="situation")
    key = models.CharField(max_length=100, blank=True, default="")
    text = models.TextField()
    asked = columns.day()
    answer = columns.text()


class OwnQuestion(models.Model):
    """A question of our own for the bank; with `replaces`, it stands in for that one of the box.

    A retired one is asked no more; where it has `replaces`, neither is that one.
    """

    kind = columns.one_of(QuestionKind, default="situation")
    lang = columns.one_of(Language, default="zh-Hans")
    text = columns.text()
    stages = models.JSONField(default=list, blank=True)
    roles = models.JSONField(default=list, blank=True)
    industry = columns.text()
    replaces = models.CharField(max_length=100, blank=True, default="")
    retired = models.BooleanField(default=False)


class Parcel(models.Model):
    """What a phone sent from its outbox, by the key that it gave it: the same parcel twice is written once."""

    key = models.CharField(max_length=64, unique=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    opportunity = models.ForeignKey(Opportunity, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
