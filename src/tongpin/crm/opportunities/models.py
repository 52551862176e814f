"""Opportunity 商机 with its stakeholders 关键人 and competitors 对手, and the stored result of judging."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from tongpin.crm import columns
from tongpin.crm.accounts.models import Account, Person
from tongpin.crm.rivals.models import Rival
from tongpin.crm.users.models import Team
from tongpin.method.case import ROLES, Language, Position, Result, Segment

JUDGED = (
    "stage",
    "stage_certainty",
    "step_by_gates",
    "step_by_actions",
    "step_offset",
    "next_gate",
    "grade",
    "qualification",
    "review_on",
    "win_estimate",
    "win_low",
    "win_high",
    "at_stake",
    "mistake_count",
    "flag_count",
    "next_action",
    "last_activity_on",
    "judged_on",
)
"""Columns that repeat the standing for lists; only judging writes them."""


def _open_index(name: str, *columns: str) -> models.Index:
    return models.Index(fields=[*columns, "id"], name=f"open_by_{name}", condition=models.Q(result=None))


class Opportunity(models.Model):
    """One purchase that we would like to win.

    `code` is the id of the deal file. `origin`: the sale whose service it grew from (METHOD 9.4). `version` counts the
    saves of these fields by people, so that two of them cannot overwrite each other. `next_action` is a `NextAction`
    as JSON, to be said in the reader's language; `at_stake` is the amount times the win estimate, to sort by.
    """

    UNLOGGED = frozenset({*JUDGED, "created_at"})

    class PlaybookSaid(models.TextChoices):
        """How much a person said of the playbook; the rest was filled in when the opportunity came."""

        NOTHING = "nothing"
        NAME = "name"
        VERSION = "version"

    code = models.CharField(max_length=100, unique=True)
    title = columns.text()
    lang = columns.one_of(Language, default="zh-Hans")
    our_company = columns.text()
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="opportunities")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="opportunities")
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.PROTECT, related_name="opportunities")
    origin = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="grown")

    name = columns.text()
    amount = columns.money()
    currency = models.CharField(max_length=3, default="CNY")
    expected_close = columns.day()
    budget_confirmed = columns.truth()
    project_initiated = columns.truth()
    formal_tender = columns.truth()
    our_product_fits = columns.truth()
    crm_stage = columns.text()
    crm_probability = columns.points(100)
    segment = columns.one_of(Segment)
    position = columns.one_of(Position)
    result = columns.one_of(Result)
    result_on = columns.day()
    result_reason = columns.text()
    result_winner = columns.text()
    playbook_name = models.CharField(max_length=100)
    playbook_version = models.PositiveSmallIntegerField()
    playbook_said = models.CharField(max_length=10, choices=PlaybookSaid.choices, default=PlaybookSaid.NOTHING)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)

    # ---- judged
    stage = models.CharField(max_length=20, default="")
    stage_certainty = models.FloatField(default=0)
    step_by_gates = models.CharField(max_length=60, default="")
    step_by_actions = models.CharField(max_length=60, default="")
    step_offset = models.SmallIntegerField(null=True)
    next_gate = models.CharField(max_length=60, default="")
    grade = models.CharField(max_length=1, default="")
    qualification = models.CharField(max_length=10, default="")
    review_on = models.DateField(null=True)
    win_estimate = models.FloatField(null=True)
    win_low = models.FloatField(null=True)
    win_high = models.FloatField(null=True)
    at_stake = models.FloatField(default=0)
    mistake_count = models.PositiveSmallIntegerField(default=0)
    flag_count = models.PositiveSmallIntegerField(default=0)
    next_action = models.TextField(default="")
    last_activity_on = models.DateField(null=True)
    judged_on = models.DateField(null=True)

    class Meta:
        verbose_name_plural = "opportunities"
        indexes = [
            models.Index(fields=["expected_close", "id"], name="opportunity_close"),
            models.Index(fields=["flag_count", "id"], name="opportunity_flagged"),
            # Almost every list is of open opportunities: these hold nothing else, and answer counts by themselves.
            _open_index("close", "expected_close"),
            _open_index("stage", "stage", "expected_close"),
            _open_index("owner", "owner", "expected_close"),
            _open_index("team", "team", "expected_close"),
            _open_index("grade", "grade", "expected_close"),
            _open_index("fit", "step_offset", "expected_close"),
            _open_index("amount", "amount"),
            _open_index("win", "win_estimate"),
            _open_index("activity", "last_activity_on"),
            _open_index("today", "grade", "-at_stake"),
        ]

    def __str__(self) -> str:
        return self.title or self.name or self.code


class StoredStanding(models.Model):
    """The whole standing as JSON. Apart from the opportunity, so that lists need not carry it."""

    opportunity = models.OneToOneField(Opportunity, on_delete=models.CASCADE, primary_key=True, related_name="stored")
    standing = models.TextField()


class OpportunityShare(models.Model):
    """A colleague beside the owner who sees the opportunity, and may change it where `may_change`."""

    opportunity = models.ForeignKey(Opportunity, on_delete=models.CASCADE, related_name="shares")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="shares")
    may_change = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["opportunity", "user"], name="one_share_per_user")]


class Competitor(models.Model):
    """A rival in this opportunity."""

    opportunity = models.ForeignKey(Opportunity, on_delete=models.CASCADE, related_name="competitors")
    name = models.TextField()
    position = columns.text()
    strengths = columns.text()
    weaknesses = columns.text()
    rival = models.ForeignKey(Rival, null=True, blank=True, on_delete=models.SET_NULL, related_name="met")


class Stakeholder(models.Model):
    """A person's part in one opportunity, as the salesperson believes it. `code` is the id of the deal file (s1).

    `known` says of an aspect how it is known, ``{"attitude": {"state": "confirmed", "since": "...", "entry": "e05"}}``;
    what it does not name is assumed. `left`: since when he is gone, where no chart tells it.
    """

    opportunity = models.ForeignKey(Opportunity, on_delete=models.CASCADE, related_name="stakeholders")
    code = models.CharField(max_length=100)
    person = models.ForeignKey(Person, on_delete=models.RESTRICT, related_name="parts")
    roles = models.JSONField(default=list, blank=True)
    attitude = columns.small(-2, 2)
    influence = columns.small(1, 5)
    last_contact = columns.day()
    owner = columns.text()
    attitude_to_rivals = models.JSONField(default=dict, blank=True)
    share = columns.points(100)
    expectations = columns.text()
    worries = columns.text()
    habits = columns.text()
    known = models.JSONField(default=dict, blank=True)
    left = columns.day()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["opportunity", "code"], name="one_stakeholder_per_code")]

    def __str__(self) -> str:
        return self.code

    def clean(self) -> None:
        """Roles and attitudes are words and numbers of the method."""
        unknown = [role for role in self.roles if role not in ROLES]
        if unknown:
            raise ValidationError({"roles": _("Unknown role: %(roles)s") % {"roles": ", ".join(map(str, unknown))}})
        if any(not isinstance(value, int) or abs(value) > 2 for value in self.attitude_to_rivals.values()):
            raise ValidationError({"attitude_to_rivals": _("An attitude is a whole number from -2 to 2.")})
