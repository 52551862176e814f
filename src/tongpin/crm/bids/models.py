"""Bid 投标, Tender 招标 with its documents and requirements, and the bid sheet 投标测算 (METHOD 7.4, 7.5)."""

from typing import Literal

from django.conf import settings
from django.db import models

from tongpin.crm import columns
from tongpin.crm.opportunities.models import Opportunity
from tongpin.crm.proofs.models import Proof
from tongpin.method.selling import RequirementAnswer, RequirementKind

FindingState = Literal["proposed", "confirmed", "struck"]
CostKind = Literal["goods", "service", "freight", "travel", "finance", "risk", "bidding", "other"]
ApprovalKind = Literal["price", "discount", "bid", "no_bid", "contract"]
ApprovalState = Literal["asked", "granted", "refused", "withdrawn"]
PhaseState = Literal["planned", "open", "done", "dropped"]
LessonKind = Literal["price", "criteria", "people", "timing", "product", "tender", "other"]


class Bid(models.Model):
    """An offer of ours or of a rival."""

    opportunity = models.ForeignKey(Opportunity, on_delete=models.CASCADE, related_name="bids")
    date = models.DateField()
    bidder = models.TextField()
    price = columns.money()
    rank = columns.small(1, 999)
    note = columns.text()


class Tender(models.Model):
    """The tender's timetable and terms. `budget` and `bond_amount` in the opportunity's currency; the hours are those
    of the place of the tender."""

    opportunity = models.OneToOneField(Opportunity, on_delete=models.CASCADE, primary_key=True, related_name="tender")
    issued = columns.day()
    clarifications_until = columns.day()
    deadline = columns.day()
    opening = columns.day()
    award = columns.day()
    compulsory = columns.truth()
    bond = columns.text()
    formula = columns.text()
    number = columns.text()
    buyer = columns.text()
    agency = columns.text()
    contact = columns.text()
    place = columns.text()
    budget = columns.money()
    bond_amount = columns.money()
    documents_from = columns.day()
    documents_until = columns.day()
    deadline_hour = columns.text()
    opening_hour = columns.text()


class TenderDocument(models.Model):
    """The text of a notice or document of the tender, as it was pasted or dropped."""

    opportunity = models.ForeignKey(Opportunity, on_delete=models.CASCADE, related_name="tender_documents")
    name = models.TextField()
    text = models.TextField()
    date = models.DateField()


class TenderFinding(models.Model):
    """A fact read in a document, with its words (code points, half open), proposed until confirmed or struck."""

    opportunity = models.ForeignKey(Opportunity, on_delete=models.CASCADE, related_name="+")
    document = models.ForeignKey(TenderDocument, on_delete=models.CASCADE, related_name="findings")
    field = models.CharField(max_length=60)
    value = columns.text()
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    state = columns.one_of(FindingState, default="proposed")


class Requirement(models.Model):
    """A line of the compliance matrix. Without an `answer` it is not looked at yet."""

    opportunity = models.ForeignKey(Opportunity, on_delete=models.CASCADE, related_name="requirements")
    document = models.ForeignKey(
        TenderDocument, null=True, blank=True, on_delete=models.SET_NULL, related_name="requirements"
    )
    kind = columns.one_of(RequirementKind, default="technical")
    number = columns.text()
    text = models.TextField()
    must = models.BooleanField(default=False)
    points = columns.points()
    answer = columns.one_of(RequirementAnswer)
    note = columns.text()
    owner = columns.text()
    due = columns.day()
    proof = models.ForeignKey(Proof, null=True, blank=True, on_delete=models.SET_NULL, related_name="requirements")
    start = models.PositiveIntegerField(null=True, blank=True)
    end = models.PositiveIntegerField(null=True, blank=True)
    place = models.PositiveIntegerField(default=0)


class BidSheet(models.Model):
    """Terms of our reckoning. `formula` is the scoring formula with its parameters as plain values; margins and
    `quality` (our points for everything but the price) in percent."""

    opportunity = models.OneToOneField(
        Opportunity, on_delete=models.CASCADE, primary_key=True, related_name="bid_sheet"
    )
    target_margin = columns.points(100)
    floor_margin = columns.points(100)
    price = columns.money()
    formula = models.JSONField(default=dict, blank=True)
    quality = columns.points(100)
    cost_of_bidding = columns.money()
    note = columns.text()


class BidCost(models.Model):
    """A cost of fulfilling the order (or of bidding), without tax, in its own currency."""

    opportunity = models.ForeignKey(Opportunity, on_delete=models.CASCADE, related_name="bid_costs")
    kind = columns.one_of(CostKind, default="goods")
    name = models.TextField()
    quantity = models.DecimalField(max_digits=12, decimal_places=3, default=1)
    unit_cost = columns.money()
    currency = models.CharField(max_length=3, default="CNY")
    vat = columns.points(100)
    place = models.PositiveIntegerField(default=0)


class BidLine(models.Model):
    """A line of our price without tax, with its rate of tax."""

    opportunity = models.ForeignKey(Opportunity, on_delete=models.CASCADE, related_name="bid_lines")
    name = models.TextField()
    quantity = models.DecimalField(max_digits=12, decimal_places=3, default=1)
    unit = columns.text()
    price = columns.money()
    vat = columns.points(100)
    place = models.PositiveIntegerField(default=0)


class ExchangeRate(models.Model):
    """What one unit of a currency cost in another on a day; `source` says who published it."""

    currency = models.CharField(max_length=3)
    into = models.CharField(max_length=3, default="CNY")
    date = models.DateField()
    rate = models.DecimalField(max_digits=18, decimal_places=8)
    source = columns.text()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["currency", "into", "date"], name="one_rate_a_day")]


class PriceBelief(models.Model):
    """What we believe a rival will ask, with tax; `quality`: its points for everything else, percent."""

    opportunity = models.ForeignKey(Opportunity, on_delete=models.CASCADE, related_name="price_beliefs")
    bidder = models.TextField()
    low = columns.money()
    likely = columns.money()
    high = columns.money()
    quality = columns.points(100)
    source = columns.text()


class ApprovalLimit(models.Model):
    """From which amount, or below which margin (percent), a step needs the word of somebody with `role` or more."""

    kind = columns.one_of(ApprovalKind, default="price")
    currency = models.CharField(max_length=3, default="CNY")
    above = columns.money()
    margin_below = columns.points(100)
    role = models.CharField(max_length=20, default="manager")
    note = columns.text()


class Approval(models.Model):
    """Somebody asked whether we may; somebody else answered."""

    opportunity = models.ForeignKey(Opportunity, on_delete=models.CASCADE, related_name="approvals")
    kind = columns.one_of(ApprovalKind, default="price")
    amount = columns.money()
    margin = models.DecimalField(max_digits=12, decimal_places=6, null=True, blank=True)
    reason = columns.text()
    state = columns.one_of(ApprovalState, default="asked")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_on = models.DateField()
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    answered_on = columns.day()
    answer = columns.text()

    class Meta:
        indexes = [models.Index(fields=["state", "id"], name="approval_state")]


class Award(models.Model):
    """What a bidder got; `share` in percent, for several may win a part (METHOD 7.5)."""

    opportunity = models.ForeignKey(Opportunity, on_delete=models.CASCADE, related_name="awards")
    date = models.DateField()
    bidder = models.TextField()
    ours = models.BooleanField(default=False)
    share = models.DecimalField(max_digits=12, decimal_places=6, default=100)
    price = columns.money()
    reason = columns.text()


class Phase(models.Model):
    """A phase of a purchase in parts; `condition` says which performance opens it, `next` the opportunity it became."""

    opportunity = models.ForeignKey(Opportunity, on_delete=models.CASCADE, related_name="phases")
    number = models.PositiveSmallIntegerField(default=1)
    name = models.TextField()
    amount = columns.money()
    opens = columns.day()
    condition = columns.text()
    state = columns.one_of(PhaseState, default="planned")
    next = models.ForeignKey(Opportunity, null=True, blank=True, on_delete=models.SET_NULL, related_name="grew_from")


class Lesson(models.Model):
    """What an award taught us, for the next sale: about what, and about which rival (by name; empty: about us)."""

    opportunity = models.ForeignKey(Opportunity, on_delete=models.CASCADE, related_name="lessons")
    date = models.DateField()
    kind = columns.one_of(LessonKind, default="other")
    rival = columns.text()
    text = models.TextField()
    do_next = columns.text()
