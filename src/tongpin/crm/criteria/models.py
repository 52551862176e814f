"""Criterion 采购指标 and who cares about it (METHOD 7.1)."""

from decimal import Decimal, InvalidOperation

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from tongpin.crm import columns
from tongpin.crm.activities.models import Activity
from tongpin.crm.opportunities.models import Opportunity, Stakeholder
from tongpin.crm.proofs.models import Proof
from tongpin.method.case import CriterionKind
from tongpin.method.sides import Knowledge


class Criterion(models.Model):
    """`ours` and `rivals` (name → points as text) are points out of `weight`.

    `state`: whether they were told or guessed; `reason` and `proof` say what our points rest on.
    """

    opportunity = models.ForeignKey(Opportunity, on_delete=models.CASCADE, related_name="criteria")
    since = columns.day()
    name = models.TextField()
    weight = columns.points()
    ours = columns.points()
    rivals = models.JSONField(default=dict, blank=True)
    kind = columns.one_of(CriterionKind)
    set_by = columns.text()
    state = columns.one_of(Knowledge, default="assumed")
    activity = models.ForeignKey(Activity, null=True, blank=True, on_delete=models.RESTRICT, related_name="+")
    reason = columns.text()
    proof = models.ForeignKey(Proof, null=True, blank=True, on_delete=models.SET_NULL, related_name="criteria")

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


class CriterionCare(models.Model):
    """Somebody at the customer's to whom a criterion matters."""

    opportunity = models.ForeignKey(Opportunity, on_delete=models.CASCADE, related_name="+")
    criterion = models.ForeignKey(Criterion, on_delete=models.CASCADE, related_name="cares")
    stakeholder = models.ForeignKey(Stakeholder, on_delete=models.RESTRICT, related_name="cares")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["criterion", "stakeholder"], name="one_care_per_person")]
