"""What a case alone tells of the bid, without a bid sheet: offers on the table, awards, whether bidding may pay."""

from dataclasses import dataclass
from decimal import Decimal

from tongpin.method.bidding.deciding import Decision, Stakes, decide
from tongpin.method.bidding.money import PERCENT, cents
from tongpin.method.case import Bid, Case
from tongpin.method.datafiles import load_data
from tongpin.method.standing import Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class Quoted:
    """An offer on the table; ``above``: percent above the lowest one."""

    bid: Bid
    ours: bool
    above: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """``margin_needed``: what the order must leave, in its currency, for an ordinary bid to pay at the likeliest
    chance; ``None`` where the chance is none or the currency unknown to us. Once it has ended there is no
    ``decision``."""

    offers: tuple[Quoted, ...]
    decision: Decision | None
    margin_needed: Decimal | None


def outline_of(case: Case, standing: Standing) -> Outline | None:
    """The bid as far as a case tells of it; ``None`` before anybody compares offers."""
    bidding = case.bids or case.awards or case.tender.deadline or case.opportunity.formal_tender
    if not bidding:
        return None
    ended = case.opportunity.outcome is not None
    decision = None if ended else decide(_stakes(case, standing))
    return Outline(offers=_offers(case), decision=decision, margin_needed=None if ended else _needed(case, standing))


def _offers(case: Case) -> tuple[Quoted, ...]:
    known = [bid.price for bid in case.bids if bid.price]
    lowest = min(known, default=None)
    return tuple(
        Quoted(
            bid=bid,
            ours=bid.bidder == case.our_side.company,
            above=None if not bid.price or lowest is None else (bid.price - lowest) * PERCENT / lowest,
        )
        for bid in case.bids
    )


def _stakes(case: Case, standing: Standing) -> Stakes:
    deadline = case.tender.deadline
    return Stakes(
        win=(standing.win.low, standing.win.estimate, standing.win.high),
        filler=dict(standing.position.odds).get("filler", 0.0),
        dropped=standing.qualification.result == "drop",
        days_left=None if deadline is None else (deadline - case.today).days,
        offered=any(bid.bidder == case.our_side.company for bid in case.bids),
    )


def _needed(case: Case, standing: Standing) -> Decimal | None:
    """What an ordinary bid costs, over the chance."""
    rate = load_data("qualification")["worth"]["rates"].get(case.opportunity.currency)
    if rate is None or not standing.win.estimate:
        return None
    cost = Decimal(load_data("worth")["costs"]["bid"]) / Decimal(str(rate))
    return cents(cost / Decimal(str(standing.win.estimate)))
