"""Bid or no bid 投不投: what bidding is worth in money, and what speaks for and against it (METHOD 7.4, 4.2).

Worth = chance x margin - cost of bidding. A formula cannot see for whom a tender was written, and an estimate from the
history of the sale cannot see the price: where both chances are known, the lower one counts.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from tongpin.method.bidding.money import PERCENT, cents
from tongpin.method.datafiles import load_data
from tongpin.method.wording import Say, say

Advice = Literal["bid", "no_bid", "open"]
RANKS: tuple[Advice, ...] = ("bid", "open", "no_bid")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stakes:
    """What is known for the decision. ``margin``: money that the order would leave, without tax; ``win``: lowest,
    likeliest, highest chance by the history of the sale; ``price_chance``: by formula and prices; ``musts_missed``:
    requirements without which an offer is rejected and that we do not meet; ``days_left`` to the deadline;
    ``filler``: the odds that we are only to make up the number; ``offered``: our offer is in already."""

    margin: Decimal | None = None
    cost_of_bidding: Decimal | None = None
    win: tuple[float, float, float]
    price_chance: float | None = None
    filler: float = 0.0
    dropped: bool = False
    musts_missed: int = 0
    musts_open: int = 0
    days_left: int | None = None
    lawful_price: bool = True
    offered: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Worth:
    """What bidding is worth at three chances, and the chance from which on it pays (``None`` where unknown)."""

    low: Decimal
    likely: Decimal
    high: Decimal
    break_even: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """``side``: what it speaks for."""

    side: Advice
    says: Say


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """The advice with its reasons, the weightiest first; ``chances`` are those it was reckoned with."""

    advice: Advice
    chances: tuple[float, float, float]
    worth: Worth | None
    reasons: tuple[Reason, ...]


def decide(stakes: Stakes) -> Decision:
    """Whether to bid. What rules it out comes first; else the worth decides, and what is not known keeps it open."""
    low, likely, high = stakes.win
    cap = 1.0 if stakes.price_chance is None else stakes.price_chance
    chances = (min(low, cap), min(likely, cap), min(high, cap))
    worth = worth_of(stakes, chances)
    reasons = (*_against(stakes), *_by_worth(stakes, worth), *_still_open(stakes))
    sides = [reason.side for reason in reasons]
    advice: Advice = "no_bid" if "no_bid" in sides else "bid" if "bid" in sides and worth is not None else "open"
    if stakes.offered:
        advice = "bid"
    return Decision(advice=advice, chances=chances, worth=worth, reasons=tuple(_sorted(reasons, advice)))


def worth_of(stakes: Stakes, chances: tuple[float, float, float]) -> Worth | None:
    """What bidding is worth; ``None`` while margin or cost are not known."""
    margin, cost = stakes.margin, stakes.cost_of_bidding
    if margin is None or cost is None:
        return None
    low, likely, high = (cents(margin * Decimal(str(round(chance, 4))) - cost) for chance in chances)
    return Worth(low=low, likely=likely, high=high, break_even=float(cost / margin) if margin > 0 else None)


def _against(stakes: Stakes) -> Iterator[Reason]:
    """What rules a bid out."""
    data = load_data("bidding")["deciding"]
    if stakes.offered:
        yield Reason(side="bid", says=say("bidding.reasons.offered"))
    elif stakes.days_left is not None and stakes.days_left < 0:
        yield _no("too_late")
    if not stakes.lawful_price:
        yield _no("below_cost")
    if stakes.musts_missed:
        yield Reason(side="no_bid", says=say("bidding.reasons.musts_missed", count=stakes.musts_missed))
    if stakes.dropped:
        yield _no("dropped")
    if stakes.filler >= data["filler"]:
        yield Reason(side="no_bid", says=say("bidding.reasons.filler", chance=round(100 * stakes.filler)))


def _no(name: str) -> Reason:
    return Reason(side="no_bid", says=say(f"bidding.reasons.{name}"))


def _by_worth(stakes: Stakes, worth: Worth | None) -> Iterator[Reason]:
    if worth is None:
        return
    if worth.likely <= 0:
        yield _no("does_not_pay")
    elif worth.low > 0:
        yield Reason(side="bid", says=say("bidding.reasons.pays"))
    else:
        yield Reason(side="bid", says=say("bidding.reasons.pays_if_likely"))
    if worth.break_even is not None and worth.likely > 0:
        yield Reason(side="bid", says=say("bidding.reasons.break_even", chance=_percent(worth.break_even)))


def _percent(chance: float) -> str:
    return f"{Decimal(str(chance)) * PERCENT:.1f}"


def _still_open(stakes: Stakes) -> Iterator[Reason]:
    """What is to be found out before it is decided."""
    if stakes.margin is None:
        yield Reason(side="open", says=say("bidding.reasons.margin_unknown"))
    if stakes.cost_of_bidding is None:
        yield Reason(side="open", says=say("bidding.reasons.cost_unknown"))
    if stakes.price_chance is None:
        yield Reason(side="open", says=say("bidding.reasons.prices_unknown"))
    if stakes.musts_open:
        yield Reason(side="open", says=say("bidding.reasons.musts_open", count=stakes.musts_open))
    if (
        not stakes.offered
        and stakes.days_left is not None
        and 0 <= stakes.days_left <= load_data("bidding")["deciding"]["short_days"]
    ):
        yield Reason(side="open", says=say("bidding.reasons.short", days=stakes.days_left))


def _sorted(reasons: tuple[Reason, ...], advice: Advice) -> list[Reason]:
    """Those of the advice first."""
    order = (advice, *(side for side in RANKS if side != advice))
    return sorted(reasons, key=lambda reason: order.index(reason.side))
