"""Activity 活动 (an entry of the timeline) and Meeting 会谈."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from tongpin.crm import columns
from tongpin.crm.opportunities.models import Opportunity, Stakeholder
from tongpin.method.case import Direction, EntryKind, MeetingOutcome
from tongpin.method.serving import CONTACT_FUNCTIONS


class Activity(models.Model):
    """One dated entry. `code` is its id in the deal file (e01); `functions`: what the contact served, as told.

    `reading` keeps what the reader found in the text (JSON of `Reading`), so that judging never reads an old note
    again; empty where it has not been read yet.
    """

    UNLOGGED = frozenset({"reading", "recorded_at"})

    opportunity = models.ForeignKey(Opportunity, on_delete=models.CASCADE, related_name="activities", db_index=False)
    code = models.CharField(max_length=100)
    date = models.DateField()
    kind = columns.one_of(EntryKind, default="visit")
    direction = columns.one_of(Direction, default="out")
    by = columns.text()
    text = columns.text()
    functions = models.JSONField(default=list, blank=True)
    reading = models.TextField(blank=True, default="", editable=False)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="activities", editable=False
    )
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name_plural = "activities"
        constraints = [models.UniqueConstraint(fields=["opportunity", "code"], name="one_activity_per_code")]
        indexes = [models.Index(fields=["opportunity", "date", "id"], name="activity_timeline")]

    def __str__(self) -> str:
        return self.code

    def clean(self) -> None:
        """Functions are words of the method, each once, in its order."""
        unknown = [name for name in self.functions if name not in CONTACT_FUNCTIONS]
        if unknown:
            told = _("Unknown function of a contact: %(functions)s")
            raise ValidationError({"functions": told % {"functions": ", ".join(map(str, unknown))}})
        self.functions = [name for name in CONTACT_FUNCTIONS if name in self.functions]


class Participation(models.Model):
    """A stakeholder who took part; in the order in which the salesperson named them (by id)."""

    activity = models.ForeignKey(Activity, on_delete=models.RESTRICT, related_name="participations")
    stakeholder = models.ForeignKey(Stakeholder, on_delete=models.RESTRICT, related_name="participations")
    opportunity = models.ForeignKey(Opportunity, on_delete=models.CASCADE, related_name="+")


class Meeting(models.Model):
    """What was wanted of a meeting, and what it came to (METHOD 8.2)."""

    opportunity = models.ForeignKey(Opportunity, on_delete=models.CASCADE, related_name="meetings")
    activity = models.OneToOneField(Activity, on_delete=models.RESTRICT, related_name="meeting")
    wanted = columns.text()
    outcome = columns.one_of(MeetingOutcome)
