"""How likely a price wins, and the points to expect, against rivals whose prices are triangles.

Where offers are compared two by two the chance is a product of the rivals' own (closed form). Where the lowest price
sets the scale for all, it is an integral over that lowest price (Gauss-Legendre between the kinks). Only under an
average benchmark, which all prices make together, are prices spread evenly over all that may happen (a sequence of low
discrepancy: the same every time) and counted.
"""

import math
from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np

from tongpin.method.bidding.beliefs import Floats, Rival, below, density, quantiles, under
from tongpin.method.bidding.formulas import Formula

SAMPLES = 4096
NODES, PIECES = 8, 3
MANY = 16
"""With so many kinks each piece is short enough as it is."""
_AT, _WEIGHT = np.polynomial.legendre.leggauss(NODES)
_OFF = np.linspace(-2.75, 2.75, 23)
_SHARE = np.exp(-(_OFF**2) / 2) / np.exp(-(_OFF**2) / 2).sum()


def win_chance(
    formula: Formula, price: float, quality: float, rivals: Sequence[Rival], *, spread: float = 0.0
) -> float:
    """The chance that a price with tax wins. Certain without rivals, nothing for an offer that is rejected.

    ``quality``: our points for everything else, percent; ``spread``: how far off the judges' view may be from ours
    (standard deviation of a normal distribution, percent).
    """
    if _rejected(formula, price, quality if not spread else float(formula.threshold)):
        return 0.0
    field = _field(formula, rivals)
    if formula.kind in ("lowest", "two_envelope"):
        passing = _passing(formula, quality, spread) if formula.kind == "two_envelope" else 1.0
        return passing * _above_all(field, [price] * len(field))
    if not field:
        return 1.0
    seen, shares = _qualities(quality, spread)
    by_kind = {"quality_price": _by_value, "benchmark": _benchmark, "low_first": _low_first}
    return min(1.0, float(shares @ by_kind[formula.kind](formula, price, seen, field)))


def _qualities(quality: float, spread: float) -> tuple[Floats, Floats]:
    """Our quality as the judges may see it, and how likely each is."""
    if not spread:
        return np.array([quality]), np.array([1.0])
    return np.clip(quality + spread * _OFF, 0.0, 100.0), _SHARE


def _passing(formula: Formula, quality: float, spread: float) -> float:
    """The chance of reaching the quality that opens the second envelope."""
    over = quality - float(formula.threshold)
    if not spread:
        return float(over >= 0)
    return (1 + math.erf(over / spread / math.sqrt(2))) / 2


def _by_value(formula: Formula, price: float, seen: Floats, field: Sequence[Rival]) -> Floats:
    """Quality over price: each rival must ask more than our price in proportion to its quality. By our quality."""
    ours = np.maximum(seen, 1e-9)
    return np.asarray(np.prod([1 - below(other, price * other.quality / ours) for other in field], axis=0))


def expected_points(formula: Formula, price: float, quality: float, rivals: Sequence[Rival]) -> float:
    """The points of 100 to expect."""
    if _rejected(formula, price, quality):
        return 0.0
    field = _field(formula, rivals)
    extra = _quality_points(formula, quality)
    if formula.kind == "benchmark":
        return extra + float(np.mean(_benchmark_points(formula, price, _prices(field, price))))
    if formula.kind == "quality_price":
        others = np.array([other.quality for other in field])[:, None] / _prices(field, price)[1:]
        best = np.maximum(others.max(axis=0, initial=0.0), quality / price)
        return float(np.mean(100 * quality / price / best)) if quality else 0.0
    most = float(formula.weight) if formula.kind == "low_first" else 100.0
    return extra + most * _lowest_expected(field, price) / price


def _rejected(formula: Formula, price: float, quality: float) -> bool:
    too_dear = formula.ceiling is not None and price > float(formula.ceiling)
    too_poor = formula.kind == "two_envelope" and quality < float(formula.threshold)
    return price <= 0 or too_dear or too_poor


def _field(formula: Formula, rivals: Sequence[Rival]) -> list[Rival]:
    """The rivals whose offers will be compared: nobody above the ceiling, nobody below the quality asked for."""
    if formula.kind == "two_envelope":
        rivals = [other for other in rivals if other.quality >= float(formula.threshold)]
    if formula.ceiling is None:
        return list(rivals)
    return [under(other, float(formula.ceiling)) for other in rivals]


def _quality_points(formula: Formula, quality: float) -> float:
    return quality / 100 * (100 - float(formula.weight)) if formula.by_points else 0.0


def _above_all(field: Sequence[Rival], limits: Sequence[float]) -> float:
    """The chance that every rival asks more than its limit."""
    chances = [1 - float(below(other, np.array([limit]))[0]) for other, limit in zip(field, limits, strict=True)]
    return float(np.prod(chances))


def _low_first(formula: Formula, price: float, seen: Floats, field: Sequence[Rival]) -> Floats:
    """By our quality: either nobody is below us, or rival k asks the lowest price m; given that lowest, the others
    compare with us one by one."""
    weight = max(float(formula.weight), 1e-9)
    rest = (100 - float(formula.weight)) / 100
    ahead = [rest * (seen - other.quality)[:, None] for other in field]

    def limit(place: int, lowest: Floats) -> Floats:
        """What a rival must ask more than, so that we have more points than it."""
        share = 1 / price + ahead[place] / (weight * lowest)
        return np.asarray(np.maximum(np.where(share > 0, 1 / np.where(share > 0, share, 1), np.inf), lowest))

    at = np.array([price])
    chance = np.prod([1 - below(other, limit(place, at)) for place, other in enumerate(field)], axis=0)[:, 0]
    for place, other in enumerate(field):

        def this_lowest(lowest: Floats, place: int = place, other: Rival = other) -> Floats:
            ours_is_more = weight * lowest / price + ahead[place] > weight
            others = [1 - below(item, limit(number, lowest)) for number, item in enumerate(field) if number != place]
            return np.asarray(density(other, lowest) * ours_is_more * np.prod(others, axis=0))

        kinks = (price * (weight - ahead[place][:, 0]) / weight).tolist()
        chance = chance + _integral(this_lowest, min(other.low, price), price, [*kinks, *_kinks(field)])
    return np.asarray(chance)


def _lowest_expected(field: Sequence[Rival], price: float) -> float:
    """The lowest price to expect among ours and the rivals'."""

    def survival(at: Floats) -> Floats:
        return np.asarray(np.prod([1 - below(other, at) for other in field], axis=0) * np.ones_like(at))

    return float(_integral(survival, 0.0, price, _kinks(field)))


def _kinks(field: Sequence[Rival]) -> list[float]:
    return [edge for other in field for edge in (other.low, other.likely, other.high)]


def _integral(function: Callable[[Floats], Floats], start: float, end: float, kinks: Sequence[float]) -> Floats:
    """Between two places, piece by piece from kink to kink; of a function of many rows, each row's."""
    if end <= start:
        return np.asarray(0.0)
    edges = [start, *sorted({kink for kink in kinks if start < kink < end}), end]
    pieces = PIECES if len(edges) < MANY else 1
    cuts = np.concatenate([np.linspace(low, high, pieces + 1)[:-1] for low, high in pairwise(edges)])
    lows, highs = cuts, np.append(cuts[1:], end)
    half = (highs - lows)[:, None] / 2
    at = lows[:, None] + half * (1 + _AT[None, :])
    return np.asarray(np.sum((half * _WEIGHT[None, :]).ravel() * function(at.ravel()), axis=-1))


def _benchmark(formula: Formula, price: float, seen: Floats, field: Sequence[Rival]) -> Floats:
    """By our quality: the share of all that may happen in which we win."""
    prices = _prices(field, price)
    points = _all_benchmark_points(formula, prices)
    rest = (100 - float(formula.weight)) / 100
    best = (points[1:] + rest * np.array([other.quality for other in field])[:, None]).max(axis=0)
    cheaper = price < prices[1:].min(axis=0)
    ours = points[0] + rest * seen[:, None]
    wins = np.where(np.isclose(ours, best, rtol=0, atol=1e-9), cheaper, ours > best)
    return np.asarray(wins.mean(axis=-1))


def _benchmark_points(formula: Formula, price: float, prices: Floats) -> Floats:
    return np.asarray(_all_benchmark_points(formula, prices)[0])


def _all_benchmark_points(formula: Formula, prices: Floats) -> Floats:
    """Price points of all offers (first axis) in all that may happen (second axis)."""
    counted = np.sort(prices, axis=0)
    if 0 < formula.trim <= len(counted) and len(counted) > 2:
        counted = counted[1:-1]
    middle = counted.mean(axis=0) * (1 - float(formula.lowered) / 100)
    off = (prices - middle) * 100 / middle
    taken = np.where(off > 0, float(formula.above) * off, -float(formula.below) * off)
    return np.asarray(np.maximum(float(formula.weight) - taken, 0.0))


def _prices(field: Sequence[Rival], price: float) -> Floats:
    """Our price and the rivals', spread evenly over all that may happen."""
    chances = _spread(len(field))
    rows = [quantiles(other, chances[place]) for place, other in enumerate(field)]
    return np.vstack([np.full(SAMPLES, price), *rows])


def _spread(dimensions: int) -> Floats:
    """Points spread evenly over a cube: multiples of powers of the generalised golden ratio, modulo one."""
    if not dimensions:
        return np.empty((0, SAMPLES))
    ratio = 2.0
    for _ in range(60):
        ratio = (1 + ratio) ** (1 / (dimensions + 1))
    steps = np.array([ratio ** -(place + 1) for place in range(dimensions)])
    return np.asarray((0.5 + steps[:, None] * np.arange(1, SAMPLES + 1)[None, :]) % 1.0)
