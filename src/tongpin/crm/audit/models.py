"""LogEntry 审计记录 and the head of its chain."""

import json
from typing import Any

from django.conf import settings
from django.db import models


class LogEntry(models.Model):
    """One row that somebody made, changed or removed. Entries of one deed share the `gesture`.

    `hash` covers everything but the payload; of that it covers `digest`, salted, so that a person's data can be
    erased from the payload and the chain still holds. `payload` is ``{"old": {...}, "new": {...}}`` by column.
    `opportunity_id` is no foreign key: an entry outlives what it speaks of.
    """

    class Change(models.TextChoices):
        MADE = "made"
        CHANGED = "changed"
        REMOVED = "removed"
        DONE = "done"

    at = models.DateTimeField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="log")
    gesture = models.UUIDField()
    verb = models.CharField(max_length=60)
    change = models.CharField(max_length=10, choices=Change.choices)
    object_type = models.CharField(max_length=40)
    object_id = models.BigIntegerField(null=True)
    opportunity_id = models.BigIntegerField(null=True)
    fields = models.JSONField(default=list)
    payload = models.TextField(null=True)
    salt = models.CharField(max_length=32, null=True)
    digest = models.CharField(max_length=64)
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        verbose_name_plural = "log entries"
        indexes = [
            models.Index(fields=["user", "id"], name="log_user"),
            models.Index(fields=["opportunity_id", "id"], name="log_opportunity"),
            models.Index(fields=["object_type", "object_id", "id"], name="log_object"),
            models.Index(fields=["gesture"], name="log_gesture"),
        ]

    @property
    def values(self) -> dict[str, dict[str, Any]]:
        """Old and new values by column; empty where the payload was erased."""
        return json.loads(self.payload) if self.payload else {}


class ChainHead(models.Model):
    """The last hash and the number of entries: a cut end shows, and writers of the log queue up at this row."""

    last = models.CharField(max_length=64, default="")
    length = models.PositiveBigIntegerField(default=0)
