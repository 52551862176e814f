"""PracticeAnswer 练习作答 and OwnPractice 自编案例 (METHOD 11.5)."""

from django.conf import settings
from django.db import models

from tongpin.crm import columns
from tongpin.method.case import Stage


class OwnPractice(models.Model):
    """A practice case that this organisation made from a closed opportunity, its names removed."""

    UNLOGGED = frozenset({"created_at"})

    title = models.TextField()
    text = models.TextField()
    lang = models.CharField(max_length=10)
    stage = columns.one_of(Stage, default="need")
    moves = models.JSONField(default=list)
    source = models.BigIntegerField(null=True, editable=False)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)


class PracticeAnswer(models.Model):
    """What a user answered to a practice case, with the points (0 to 100) that the method gave."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="practice")
    case = models.CharField(max_length=60)
    stage = columns.one_of(Stage, default="need")
    move = models.CharField(max_length=60, blank=True, default="")
    points = models.PositiveSmallIntegerField(default=0)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["user", "case", "-id"], name="practice_user")]
