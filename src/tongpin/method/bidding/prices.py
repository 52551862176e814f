"""What each price would bring: points, chance and margin to expect, and the best price above the floor.

No price below cost is ever looked at: that is no play of ours (METHOD 13.3, 招标投标法 33).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from functools import lru_cache

from tongpin.method.bidding.beliefs import Rival
from tongpin.method.bidding.chances import expected_points, win_chance
from tongpin.method.bidding.costs import gross_of, margin_of, net_for_margin
from tongpin.method.bidding.formulas import Formula
from tongpin.method.bidding.lines import net_of
from tongpin.method.bidding.money import cents

STEPS = 48
FINE = 14


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What our price is reckoned with: ``cost`` of fulfilling the order, without tax; ``vat``: the rate that turns our
    price without tax into the one with it; ``floor``: the least margin, percent; ``quality``: our points for everything
    but the price, percent, which the judges may see otherwise by ``spread``."""

    formula: Formula
    cost: Decimal
    vat: Decimal
    floor: Decimal = Decimal(0)
    quality: Decimal = Decimal(100)
    spread: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Prospect:
    """What a price with tax would bring. ``expected``: margin in money times the chance, to the cent."""

    price: Decimal
    net: Decimal
    margin: Decimal | None
    points: float
    chance: float
    expected: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Prospects:
    """The curve from the lowest lawful price up; ``best`` is ``None`` where no price at or above the floor fits under
    the ceiling or none has a chance. ``floor_price``: the lowest price with tax that leaves the floor margin."""

    curve: tuple[Prospect, ...]
    best: Prospect | None
    floor_price: Decimal | None
    cost_price: Decimal


def prospect(terms: Terms, price: Decimal, rivals: Sequence[Rival]) -> Prospect:
    """What one price with tax would bring."""
    net = net_of(price, terms.vat)
    at, quality = float(price), float(terms.quality)
    chance = win_chance(terms.formula, at, quality, rivals, spread=terms.spread)
    return Prospect(
        price=price,
        net=net,
        margin=margin_of(net, terms.cost),
        points=expected_points(terms.formula, at, quality, rivals),
        chance=chance,
        expected=cents((net - terms.cost) * Decimal(str(round(chance, 6)))),
    )


def floor_price(terms: Terms) -> Decimal | None:
    """The lowest price with tax that leaves the floor margin and is not below cost; ``None`` where none can."""
    net = net_for_margin(terms.cost, max(terms.floor, Decimal(0)))
    if net is None:
        return None
    price = gross_of(net, terms.vat)
    # Rounding tax to the cent may cost the price without tax a cent.
    while net_of(price, terms.vat) < net:
        price += Decimal("0.01")
    return price


@lru_cache(maxsize=64)
def prospects(terms: Terms, rivals: tuple[Rival, ...]) -> Prospects:
    """The curve and the best price: the one whose expected margin is largest, at or above the floor, rounded to a price
    that one would write. Remembered, for a page and its files ask for the same."""
    cost_price = floor_price(Terms(formula=terms.formula, cost=terms.cost, vat=terms.vat)) or gross_of(
        terms.cost, terms.vat
    )
    start, end = _range(terms, cost_price, rivals)
    curve = tuple(prospect(terms, price, rivals) for price in _between(start, end, STEPS))
    floor = floor_price(terms)
    return Prospects(curve=curve, best=_best(terms, curve, floor, rivals), floor_price=floor, cost_price=cost_price)


def _range(terms: Terms, cost_price: Decimal, rivals: Sequence[Rival]) -> tuple[Decimal, Decimal]:
    """From our cost, or a little below the lowest rival where that is above it, to a little above the highest one."""
    lows, highs = [other.low for other in rivals], [other.high for other in rivals]
    start = max(cost_price, cents(Decimal(str(min(lows) * 0.94)))) if lows else cost_price
    top = cents(Decimal(str(max(highs) * 1.06))) if highs else cost_price * 2
    if terms.formula.ceiling is not None:
        top = min(top, terms.formula.ceiling)
    return start, max(top, start)


def _best(terms: Terms, curve: Sequence[Prospect], floor: Decimal | None, rivals: Sequence[Rival]) -> Prospect | None:
    """Around the best point of the curve once more, finely."""
    ceiling = terms.formula.ceiling
    if floor is None or (ceiling is not None and floor > ceiling):
        return None
    usable = [item.price for item in curve if item.price >= floor]
    rough = max((prospect(terms, price, rivals) for price in (floor, *usable)), key=_worth)
    step = max((curve[-1].price - curve[0].price) / STEPS, Decimal("0.01"))
    low, high = max(floor, rough.price - step), rough.price + step
    top = high if ceiling is None else min(high, ceiling)
    unit = Decimal(10) ** (rough.price.adjusted() - 3)
    prices = {_written(price, unit, floor, top) for price in _between(low, max(top, low), FINE)}
    found = max((prospect(terms, price, rivals) for price in sorted(prices)), key=_worth)
    best = max(found, rough, key=_worth) if found.expected * 1000 < rough.expected * 998 else found
    return best if best.chance > 0 else None


def _written(price: Decimal, unit: Decimal, floor: Decimal, top: Decimal) -> Decimal:
    """A price as one would write it, not below the floor nor above the top."""
    rounded = (price / unit).quantize(Decimal(1), rounding=ROUND_CEILING) * unit
    return cents(rounded if floor <= rounded <= top else min(max(price, floor), top))


def _worth(item: Prospect) -> tuple[Decimal, float, Decimal]:
    return item.expected, item.chance, -item.price


def _between(start: Decimal, end: Decimal, steps: int) -> list[Decimal]:
    if end <= start:
        return [start]
    return [cents(start + (end - start) * step / steps) for step in range(steps + 1)]
