"""KeptPlaybook: every version of a playbook that somebody runs on, shipped or made here. It never changes."""

from django.conf import settings
from django.db import models


class KeptPlaybook(models.Model):
    """`text` is the YAML as its makers wrote it, comments and all.

    A shipped playbook is copied here when an opportunity starts on it, so that it outlives the release that brought
    it; then `made_by` is null. The organisation's own name the playbook that they were `made_from`.
    """

    name = models.CharField(max_length=100)
    version = models.PositiveSmallIntegerField()
    text = models.TextField()
    made_from = models.CharField(max_length=100, blank=True, default="")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name", "version"], name="one_playbook_per_version")]

    def __str__(self) -> str:
        return f"{self.name} {self.version}"
