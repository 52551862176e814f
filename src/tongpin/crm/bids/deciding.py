"""What the page of decision and award reads: what is at stake, who won, what we learned, which phases follow."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q

from tongpin.crm.bids.approving import approvals_of
from tongpin.crm.bids.models import Approval, Award, Lesson, Phase, Requirement, Tender
from tongpin.crm.bids.reckoning import SPREAD, Reckoning, Rules, rules_for
from tongpin.crm.opportunities.models import Opportunity
from tongpin.method.bidding.chances import win_chance
from tongpin.method.bidding.deciding import Stakes
from tongpin.method.standing import Standing

Row = Mapping[str, Any]
AWARD = ("id", "date", "bidder", "ours", "share", "price", "reason")
LESSON = ("id", "date", "kind", "rival", "text", "do_next")
PHASE = ("id", "number", "name", "amount", "opens", "condition", "state", "next_id")


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionPage:
    """Rows with their ids; `rules`: the limits that steps here are held against."""

    stakes: Stakes
    approvals: list[Approval]
    rules: Rules
    awards: list[Row]
    lessons: list[Row]
    phases: list[Row]

    @property
    def decided(self) -> Approval | None:
        """The last word on bidding: whether we do, or somebody is asked."""
        return next(
            (item for item in self.approvals if item.kind in ("bid", "no_bid") and item.state != "withdrawn"), None
        )


def decision_page(opportunity: Opportunity, standing: Standing, reckoning: Reckoning) -> DecisionPage:
    """Of an opportunity that has passed the gate."""
    return DecisionPage(
        stakes=stakes_of(opportunity, standing, reckoning),
        approvals=approvals_of(opportunity),
        rules=rules_for(opportunity.currency),
        awards=list(Award.objects.filter(opportunity=opportunity).order_by("date", "pk").values(*AWARD)),
        lessons=list(Lesson.objects.filter(opportunity=opportunity).order_by("-date", "-pk").values(*LESSON)),
        phases=list(Phase.objects.filter(opportunity=opportunity).order_by("number", "pk").values(*PHASE)),
    )


def stakes_of(opportunity: Opportunity, standing: Standing, reckoning: Reckoning) -> Stakes:
    """What is known for the decision to bid."""
    missed, unanswered = _musts(opportunity)
    margin = reckoning.margin
    return Stakes(
        margin=reckoning.gain,
        cost_of_bidding=reckoning.bidding,
        win=(standing.win.low, standing.win.estimate, standing.win.high),
        price_chance=chance_by_price(reckoning),
        filler=dict(standing.position.odds).get("filler", 0.0),
        dropped=standing.qualification.result == "drop",
        musts_missed=missed,
        musts_open=unanswered,
        days_left=_days_left(opportunity, reckoning.on),
        lawful_price=margin is None or margin >= 0,
        offered=reckoning.offered,
    )


def chance_by_price(reckoning: Reckoning) -> float | None:
    """By formula and rivals' prices; `None` while our price, the formula or every rival's price is unknown."""
    if reckoning.ours is None or reckoning.formula is None or not reckoning.rivals:
        return None
    return win_chance(
        reckoning.formula, float(reckoning.ours), float(reckoning.quality), reckoning.rivals, spread=SPREAD
    )


def _musts(opportunity: Opportunity) -> tuple[int, int]:
    """How many musts we do not meet, and how many nobody has looked at."""
    musts = Requirement.objects.filter(opportunity=opportunity, must=True)
    counted = musts.aggregate(missed=Count("pk", filter=Q(answer="deviate")), open=Count("pk", filter=Q(answer=None)))
    return counted["missed"], counted["open"]


def _days_left(opportunity: Opportunity, today: dt.date) -> int | None:
    """To the deadline; nothing once it has ended."""
    if opportunity.result:
        return None
    deadline = Tender.objects.filter(pk=opportunity.pk).values_list("deadline", flat=True).first()
    return None if deadline is None else (deadline - today).days


def given_away(awards: list[Row]) -> Decimal:
    """Percent of the order that awards on record give."""
    return sum((row["share"] for row in awards), Decimal(0))
