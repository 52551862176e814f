"""Criterion 采购指标."""

from decimal import Decimal, InvalidOperation

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from tongpin.crm import columns
from tongpin.crm.opportunities.models import Opportunity
from tongpin.method.case import CriterionKind


class Criterion(models.Model):
    """`ours` and `rivals` (name → points as text) are points out of `weight`."""

    opportunity = models.ForeignKey(Opportunity, on_delete=models.CASCADE, related_name="criteria")
    since = columns.day()
    name = models.TextField()
    weight = columns.points()
    ours = columns.points()
    rivals = models.JSONField(default=dict, blank=True)
    kind = columns.one_of(CriterionKind)
    set_by = columns.text()

    class Meta:
        verbose_name_plural = "criteria"

    def clean(self) -> None:
        """Rivals' points are numbers, zero or more; they are kept as text, exactly."""
        try:
            self.rivals = {str(rival): str(_points(value)) for rival, value in self.rivals.items()}
        except (InvalidOperation, ValueError):
            raise ValidationError({"rivals": _("Points are numbers, zero or more.")}) from None


def _points(value: object) -> Decimal:
    number = Decimal(str(value))
    if not number.is_finite() or number < 0:
        raise ValueError(value)
    return number
