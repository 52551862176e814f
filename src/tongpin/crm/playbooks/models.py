"""OwnPlaybook: a playbook that the organisation made from another. A version never changes once it is there."""

from django.conf import settings
from django.db import models

from tongpin.crm import columns


class OwnPlaybook(models.Model):
    """`text` is the YAML as its makers wrote it, comments and all."""

    name = models.CharField(max_length=100)
    version = models.PositiveSmallIntegerField()
    text = models.TextField()
    made_from = columns.text()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name", "version"], name="one_playbook_per_version")]

    def __str__(self) -> str:
        return f"{self.name} {self.version}"
