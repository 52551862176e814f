"""InfluenceLine 影响线, Mention 提及 and what is known of persons as such: who are two, and who was erased."""

from typing import Literal

from django.conf import settings
from django.db import models

from tongpin.crm import columns
from tongpin.crm.accounts.models import Account, Person
from tongpin.crm.activities.models import Activity
from tongpin.crm.opportunities.models import Opportunity, Stakeholder
from tongpin.method.sides import Knowledge

MentionAspect = Literal["name", "title", "department", "role", "attitude", "contact", "change"]
MentionState = Literal["proposed", "confirmed", "struck"]


class InfluenceLine(models.Model):
    """`listener` listens to `speaker`."""

    opportunity = models.ForeignKey(Opportunity, on_delete=models.CASCADE, related_name="influence_lines")
    speaker = models.ForeignKey(Stakeholder, on_delete=models.RESTRICT, related_name="heard_by")
    listener = models.ForeignKey(Stakeholder, on_delete=models.RESTRICT, related_name="listens_to")
    strength = models.PositiveSmallIntegerField(default=2)
    state = columns.one_of(Knowledge, default="assumed")
    activity = models.ForeignKey(Activity, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["speaker", "listener"], name="one_line_per_pair")]


class Mention(models.Model):
    """Words of an entry that tell something of a person, proposed until somebody confirms or strikes them.

    `name` is the person as the words call him; `value` is what they tell (a role's name, an attitude's number, a
    title); `start`/`end` are code points of the entry's text, half open.
    """

    opportunity = models.ForeignKey(Opportunity, on_delete=models.CASCADE, related_name="mentions")
    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="mentions")
    aspect = columns.one_of(MentionAspect, default="name")
    name = columns.text()
    value = columns.text()
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="mentions")
    state = columns.one_of(MentionState, default="proposed")

    class Meta:
        indexes = [models.Index(fields=["opportunity", "state", "id"], name="mention_state")]


class Distinct(models.Model):
    """Two persons of an account who look alike by name, of whom somebody said that they are two."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    one = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["one", "other"], name="one_distinction_per_pair")]


class Erasure(models.Model):
    """That a person was erased, when and by whom: never who it was. `person_id` is no foreign key, for he is gone."""

    person_id = models.BigIntegerField()
    account = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    rows = models.PositiveIntegerField(default=0)
    kept = models.JSONField(default=list)
