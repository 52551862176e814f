"""The bids of the demo book, written through the same actions as everybody's."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from tongpin.crm import clock
from tongpin.crm.bids import approving, awarding, sheet
from tongpin.crm.opportunities.models import Opportunity
from tongpin.crm.users.models import User

MONEY = frozenset(
    {
        *("unit_cost", "quantity", "price", "vat", "low", "likely", "high", "quality", "rate", "above", "margin_below"),
        *("floor_margin", "target_margin", "cost_of_bidding", "amount"),
    }
)


def load_bids(*, admin: User, told: Mapping[str, Any]) -> None:
    """Limits and rates, then the bid of each case by its code; figures come as YAML has them."""
    for limit in told["limits"]:
        approving.set_limit(user=admin, **_exact(limit))
    for rate in told["rates"]:
        approving.set_rate(user=admin, **_exact(_dated(rate)))
    found = Opportunity.objects.filter(code__in=told["cases"]).select_related("owner")
    for opportunity in found:
        _load(opportunity, told["cases"][opportunity.code])


def _load(opportunity: Opportunity, bid: Mapping[str, Any]) -> None:
    here: dict[str, Any] = {"user": opportunity.owner, "opportunity_id": opportunity.pk}
    for cost in bid.get("costs", ()):
        sheet.add_cost(**here, **_exact(cost))
    for line in bid.get("lines", ()):
        sheet.add_price_line(**here, **_exact(line))
    for belief in bid.get("beliefs", ()):
        sheet.believe_price(**here, **_exact(belief))
    if "sheet" in bid:
        sheet.set_bid_sheet(**here, **_exact(bid["sheet"]))
    for lesson in bid.get("lessons", ()):
        awarding.add_lesson(**here, **_dated(lesson))
    for phase in bid.get("phases", ()):
        awarding.add_phase(**here, **_exact(_dated(phase, "opens")))
    if "asks" in bid:
        approving.ask_approval(**here, **bid["asks"])
    if "decides" in bid:
        approving.decide_bid(**here, **bid["decides"])


def _exact(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Numbers as decimals: a file's 8.05 is 8.05."""
    return {
        name: Decimal(str(value)) if name in MONEY and value is not None else value for name, value in facts.items()
    }


def _dated(facts: Mapping[str, Any], column: str = "date") -> dict[str, Any]:
    """Days before or after today as a date."""
    told = {name: value for name, value in facts.items() if name not in ("ago", "in_days")}
    days = facts["in_days"] if "in_days" in facts else -facts["ago"] if "ago" in facts else None
    return told if days is None else {**told, column: clock.today() + dt.timedelta(days=days)}
