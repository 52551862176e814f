"""Care 客户关系维护 (METHOD 10): contact plans, busy seasons, threats, the value ledger and loyalty."""

from typing import Literal

from django.conf import settings
from django.db import models

from tongpin.crm import columns
from tongpin.crm.accounts.models import Account, Person
from tongpin.crm.activities.models import Activity
from tongpin.crm.opportunities.models import Opportunity
from tongpin.method.serving import LoyaltyKind, ThreatKind, ThreatState, ValueKind
from tongpin.method.sides import Knowledge

ReferralState = Literal["named", "met", "won", "lost"]


class ContactPlan(models.Model):
    """How often one of ours sees a person of the customer's; without `every` (days) the rhythm of the grade holds.
    `interests`: what is of use to him in his work. `paused_until`: he asked for quiet, or is away."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, primary_key=True, related_name="contact_plan")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="contact_plans")
    every = columns.small(1, 730)
    since = models.DateField()
    interests = columns.text()
    paused_until = columns.day()
    note = columns.text()


class BusySeason(models.Model):
    """Days in which the customer is better left alone, every year anew: "MM-DD" to "MM-DD", the last included."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="busy_seasons")
    first = models.CharField(max_length=5)
    last = models.CharField(max_length=5)
    note = columns.text()


class Threat(models.Model):
    """What threatens the relation: seen by somebody, or found in records (`key` tells which) and answered here."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="threats")
    kind = columns.one_of(ThreatKind, default="estrangement")
    date = models.DateField()
    text = columns.text()
    key = models.CharField(max_length=200, blank=True, default="")
    activity = models.ForeignKey(Activity, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    words = columns.text()
    state = columns.one_of(ThreatState, default="open")
    plan = columns.text()
    owner = columns.text()
    settled = columns.day()

    class Meta:
        indexes = [models.Index(fields=["account", "state", "id"], name="threat_state")]


class ValueEntry(models.Model):
    """A line of the value ledger: what we added for the customer, or what having us cost them; in money where it is
    known, `reckoned` how. Confirmed once one of theirs has said so."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="value_entries")
    opportunity = models.ForeignKey(
        Opportunity, null=True, blank=True, on_delete=models.SET_NULL, related_name="value_entries"
    )
    date = models.DateField()
    kind = columns.one_of(ValueKind, default="service")
    text = models.TextField()
    amount = columns.money()
    currency = models.CharField(max_length=3, default="CNY")
    reckoned = columns.text()
    state = columns.one_of(Knowledge, default="assumed")
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    activity = models.ForeignKey(Activity, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    words = columns.text()

    class Meta:
        indexes = [models.Index(fields=["account", "date", "id"], name="value_entry_date")]


class ValueRating(models.Model):
    """How the customer sees us or a rival in one kind of value or cost: -2 (far worse than they wish) to 2. An empty
    `rival` is us."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="value_ratings")
    rival = models.CharField(max_length=200, blank=True, default="")
    kind = columns.one_of(ValueKind, default="service")
    points = columns.small(-2, 2)
    state = columns.one_of(Knowledge, default="assumed")
    date = models.DateField()
    reason = columns.text()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "rival", "kind"], name="one_rating_per_kind")]


class LoyaltyReading(models.Model):
    """A reading of loyalty: share of their purchases (percent), how much dearer we may be (percent), how they respond
    and speak for us (1 to 5), or how likely they would recommend us (0 to 10)."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="loyalty_readings")
    date = models.DateField()
    kind = columns.one_of(LoyaltyKind, default="repeat_share")
    value = models.DecimalField(max_digits=7, decimal_places=2)
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    activity = models.ForeignKey(Activity, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    words = columns.text()

    class Meta:
        indexes = [models.Index(fields=["account", "kind", "date", "id"], name="loyalty_reading_kind")]


class Referral(models.Model):
    """Somebody of the customer's named us to another company."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="referrals")
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    date = models.DateField()
    to = models.TextField()
    opportunity = models.ForeignKey(
        Opportunity, null=True, blank=True, on_delete=models.SET_NULL, related_name="referrals"
    )
    state = columns.one_of(ReferralState, default="named")
    note = columns.text()


class LoyaltyForecast(models.Model):
    """What was thought of an account on a day: the chance that it drifts away within a year, and why. Kept to be
    checked against what then happened."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="loyalty_forecasts")
    date = models.DateField()
    chance = models.FloatField()
    reasons = models.JSONField(default=list, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "date"], name="one_forecast_per_day")]
