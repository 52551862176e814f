"""Every write to the bid sheet: terms, costs, price lines, what rivals may ask."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from tongpin.crm import records
from tongpin.crm.audit.gesture import Gesture
from tongpin.crm.bids.models import BidCost, BidLine, BidSheet, PriceBelief
from tongpin.crm.bids.reckoning import SHEET, reckoning_of
from tongpin.crm.errors import TongpinError
from tongpin.crm.opportunities.models import Opportunity
from tongpin.crm.users.models import User
from tongpin.method.bidding.costs import gross_of
from tongpin.method.bidding.formulas import formula_from

COST = ("kind", "name", "quantity", "unit_cost", "currency", "vat", "place")
LINE = ("name", "quantity", "unit", "price", "vat", "place")
BELIEF = ("bidder", "low", "likely", "high", "quality", "source")
LEAST_QUANTITY = Decimal(0)


def set_bid_sheet(*, user: User, opportunity_id: int, **facts: Any) -> BidSheet:
    """Sets terms of our reckoning: target_margin, floor_margin, price (with tax), formula (plain values), quality,
    cost_of_bidding, note. Raises `below_cost` for a price that does not cover the costs on record."""
    with records.work_on(user, opportunity_id, "set_bid_sheet") as (opportunity, deed):
        _refuse_no_price(facts.get("price"))
        _refuse_formula(facts.get("formula") or {})
        found = records.set_one(BidSheet, opportunity, deed, {**facts, **_formula(facts)}, SHEET)
        if facts.get("price") is not None:
            _refuse_below_cost(opportunity)
        return found


def _formula(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {"formula": facts["formula"] or {}} if "formula" in facts else {}


def _refuse_formula(plain: Mapping[str, Any]) -> None:
    if plain and formula_from(plain) is None:
        raise records.invalid(formula=_("These parameters make no scoring formula: points lie between 0 and 100."))


def _refuse_no_price(price: Decimal | None) -> None:
    if price is not None and price <= 0:
        raise records.invalid(price=_("A price lies above zero. Leave it empty where it is not known yet."))


def _refuse_below_cost(opportunity: Opportunity) -> None:
    """Bidding below cost is no play of ours, and unlawful in tenders (METHOD 13.3)."""
    reckoning = reckoning_of(opportunity)
    if reckoning.margin is None or reckoning.margin >= 0:
        return
    least = gross_of(reckoning.costs.total, reckoning.vat)
    message = _(
        "This price does not cover the costs: %(least)s with tax would. Below cost is no play of ours, and in tenders "
        "under PRC law it is unlawful (Tendering and Bidding Law, art. 33)."
    )
    told = message % {"least": f"{least:,}"}
    raise TongpinError("below_cost", told, 422, fields={"price": [told]})


def add_cost(*, user: User, opportunity_id: int, name: str, **facts: Any) -> BidCost:
    """A line of cost without tax; `facts`: kind, quantity, unit_cost, currency (the sale's unless given), vat,
    place."""
    with records.work_on(user, opportunity_id, "add_cost") as (opportunity, deed):
        return _added(deed, BidCost(opportunity=opportunity, currency=opportunity.currency), COST, name=name, **facts)


def update_cost(*, user: User, cost_id: int, **changes: Any) -> BidCost:
    """Changes columns of `COST`."""
    _refuse_quantity(changes)
    return records.update_record(BidCost, user=user, pk=cost_id, action="update_cost", editable=COST, changes=changes)


def remove_cost(*, user: User, cost_id: int) -> None:
    """Takes a line of cost away."""
    records.remove_record(BidCost, user=user, pk=cost_id, action="remove_cost")


def add_price_line(*, user: User, opportunity_id: int, name: str, **facts: Any) -> BidLine:
    """A line of our price, without tax; `facts`: quantity, unit, price (of one), vat (percent), place."""
    with records.work_on(user, opportunity_id, "add_price_line") as (opportunity, deed):
        return _added(deed, BidLine(opportunity=opportunity), LINE, name=name, **facts)


def update_price_line(*, user: User, line_id: int, **changes: Any) -> BidLine:
    """Changes columns of `LINE`."""
    _refuse_quantity(changes)
    return records.update_record(
        BidLine, user=user, pk=line_id, action="update_price_line", editable=LINE, changes=changes
    )


def remove_price_line(*, user: User, line_id: int) -> None:
    """Takes a line of our price away."""
    records.remove_record(BidLine, user=user, pk=line_id, action="remove_price_line")


def believe_price(*, user: User, opportunity_id: int, bidder: str, **facts: Any) -> PriceBelief:
    """What we believe a rival will ask, with tax; `facts`: low, likely, high, quality (percent), source. One belief a
    rival: a second is refused and told, so that none is written over unseen."""
    with records.work_on(user, opportunity_id, "believe_price") as (opportunity, deed):
        named = records.require_text(bidder, field="bidder", message=_("Say whose price it is."))
        _refuse_second(opportunity, named, apart_from=None)
        _refuse_order(facts)
        return _added(deed, PriceBelief(opportunity=opportunity), BELIEF, bidder=named, **facts)


def update_price_belief(*, user: User, belief_id: int, **changes: Any) -> PriceBelief:
    """Changes columns of `BELIEF`."""
    with records.work_on_record(user, PriceBelief, belief_id, "update_price_belief") as (belief, opportunity, deed):
        _refuse_second(opportunity, changes.get("bidder", belief.bidder).strip(), apart_from=belief.pk)
        _refuse_order({**_prices(belief), **changes})
        deed.change(belief, **records.checked_changes(belief, changes, BELIEF))
        return belief


def remove_price_belief(*, user: User, belief_id: int) -> None:
    """Takes a belief away."""
    records.remove_record(PriceBelief, user=user, pk=belief_id, action="remove_price_belief")


def _refuse_second(opportunity: Opportunity, bidder: str, *, apart_from: int | None) -> None:
    """The same rival believed in two ways would count as two rivals."""
    others = PriceBelief.objects.filter(opportunity=opportunity, bidder__iexact=bidder)
    known = (others if apart_from is None else others.exclude(pk=apart_from)).first()
    if known is not None:
        prices = [price for price in (known.low, known.likely, known.high) if price is not None]
        told = {"bidder": known.bidder, "prices": " / ".join(f"{price:,}" for price in prices)}
        message = _("%(bidder)s’s price is estimated here already: %(prices)s. Change that estimate.")
        raise records.invalid(bidder=message % told)


def _prices(belief: PriceBelief) -> dict[str, Decimal | None]:
    return {"low": belief.low, "likely": belief.likely, "high": belief.high}


def _refuse_order(facts: Mapping[str, Any]) -> None:
    prices = [facts.get(name) for name in ("low", "likely", "high")]
    known = [price for price in prices if price is not None]
    if any(price <= 0 for price in known) or known != sorted(known):
        raise records.invalid(
            likely=_("Lowest, likeliest and highest price should rise in this order, from above zero.")
        )


def _refuse_quantity(facts: Mapping[str, Any]) -> None:
    quantity = facts.get("quantity")
    if quantity is not None and quantity < LEAST_QUANTITY:
        raise records.invalid(quantity=_("A quantity is zero or more."))


def _added(deed: Gesture, row: Any, editable: tuple[str, ...], **values: Any) -> Any:
    _refuse_quantity(values)
    for column, value in records.checked_changes(row, values, editable).items():
        setattr(row, column, value)
    return deed.make(row)
