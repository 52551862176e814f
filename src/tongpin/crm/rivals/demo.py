"""Rivals and strengths of the demo book, written through the same actions as everybody's."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from tongpin.crm import clock
from tongpin.crm.opportunities.models import Competitor
from tongpin.crm.rivals import actions
from tongpin.crm.users.models import User


def load_rivals(*, admin: User, told: Mapping[str, Any]) -> None:
    """Strengths of ours; rivals with prices seen, linked to the cases in which they were met (by code)."""
    for strength in told["strengths"]:
        points = {name: Decimal(strength[name]) for name in ("ours", "others")}
        actions.add_strength(user=admin, **{**strength, **points})
    met = {(row.opportunity.code, row.name): row.pk for row in Competitor.objects.select_related("opportunity")}
    for rival in told["rivals"]:
        facts = {name: value for name, value in rival.items() if name not in ("prices", "met")}
        made = actions.add_rival(user=admin, **facts)
        for price in rival.get("prices", ()):
            actions.add_price_seen(user=admin, rival_id=made.pk, **_price(price))
        for code in rival.get("met", ()):
            if (code, made.name) in met:
                actions.link_rival(user=admin, competitor_id=met[code, made.name], rival_id=made.pk)


def _price(price: Mapping[str, Any]) -> dict[str, Any]:
    facts = {name: value for name, value in price.items() if name not in ("ago", "low", "high")}
    ends = {name: Decimal(price[name]) for name in ("low", "high")}
    return {**facts, **ends, "date": clock.today() - dt.timedelta(days=price["ago"])}
