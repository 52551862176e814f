"""Notice 提醒: news about an opportunity for a colleague."""

from typing import Literal

from django.conf import settings
from django.db import models

from tongpin.crm import columns
from tongpin.crm.opportunities.models import Opportunity

NoticeKind = Literal[
    "person_left", "person_joined", "person_moved", "contradiction", "task_due", "approval", "ticket", "alarm"
]


class Notice(models.Model):
    """`text` is a `Say` of the method as JSON, told in the reader's language; `seen_at` is null until he saw it."""

    opportunity = models.ForeignKey(Opportunity, on_delete=models.CASCADE, related_name="notices")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices")
    kind = columns.one_of(NoticeKind, default="person_left")
    text = models.TextField()
    at = models.DateTimeField(auto_now_add=True)
    seen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["user", "seen_at", "-id"], name="notice_user")]
