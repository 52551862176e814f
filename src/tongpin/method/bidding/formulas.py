"""How tenders score offers: the usual formulas as plain data with parameters, reckoned exactly.

- ``lowest``: the lowest price wins (经评审的最低投标价法, 最低评标价法).
- ``low_first``: price points are the lowest price over the price, beside quality points (综合评分法 with 低价优先法,
  政府采购货物和服务招标投标管理办法 55).
- ``benchmark``: price points fall with the distance from the average, at another pace above than below (平均价基准法).
- ``quality_price``: quality over price (性价比法).
- ``two_envelope``: whoever reaches the quality asked for competes by price alone (双信封).
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Literal, get_args

from tongpin.method.bidding.money import PERCENT
from tongpin.method.datafiles import load_data
from tongpin.method.reading.script import heard

FormulaKind = Literal["lowest", "low_first", "benchmark", "quality_price", "two_envelope"]
FORMULA_KINDS: tuple[FormulaKind, ...] = get_args(FormulaKind)
ZERO = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Formula:
    """A formula with its parameters, points out of 100.

    ``weight``: points of the price. ``above``, ``below``: points taken for each percent above or below the benchmark.
    ``lowered``: percent by which the average is lowered to make the benchmark. ``trim``: from so many offers on the
    highest and the lowest are left out of the average (0: never). ``ceiling``: a higher price is rejected.
    ``threshold``: quality, percent, that opens the second envelope.
    """

    kind: FormulaKind = "low_first"
    weight: Decimal = Decimal(30)
    above: Decimal = Decimal(1)
    below: Decimal = Decimal("0.5")
    lowered: Decimal = ZERO
    trim: int = 0
    ceiling: Decimal | None = None
    threshold: Decimal = Decimal(60)

    @property
    def by_points(self) -> bool:
        """Whether price and quality are added up."""
        return self.kind in ("low_first", "benchmark")


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """An offer as it is scored: price with tax; ``quality``: its points for everything else, percent of those to be
    had."""

    bidder: str
    price: Decimal
    quality: Decimal = PERCENT


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """``points`` of 100, of them ``price_points``; a rejected offer has no rank."""

    offer: Offer
    points: Decimal
    price_points: Decimal
    rank: int | None = None


def score(formula: Formula, offers: Sequence[Offer]) -> tuple[Scored, ...]:
    """The offers with points and rank, the best first; rejected ones last. With equal points the lower price goes
    first, then the better quality."""
    valid = [offer for offer in offers if _valid(formula, offer)]
    rejected = [offer for offer in offers if not _valid(formula, offer)]
    scored = [_scored(formula, offer, valid) for offer in valid]
    scored.sort(key=lambda item: (-item.points, item.offer.price, -item.offer.quality, item.offer.bidder))
    return (
        *(
            Scored(offer=item.offer, points=item.points, price_points=item.price_points, rank=place)
            for place, item in enumerate(scored, 1)
        ),
        *(Scored(offer=offer, points=ZERO, price_points=ZERO) for offer in rejected),
    )


def _valid(formula: Formula, offer: Offer) -> bool:
    """A price of nothing is no offer; one above the ceiling, or below the quality asked for, is rejected."""
    within = formula.ceiling is None or offer.price <= formula.ceiling
    enough = formula.kind != "two_envelope" or offer.quality >= formula.threshold
    return offer.price > 0 and within and enough


def _scored(formula: Formula, offer: Offer, valid: Sequence[Offer]) -> Scored:
    price_points = _price_points(formula, offer, valid)
    quality = offer.quality / PERCENT * (PERCENT - formula.weight) if formula.by_points else ZERO
    return Scored(offer=offer, points=price_points + quality, price_points=price_points)


def _price_points(formula: Formula, offer: Offer, valid: Sequence[Offer]) -> Decimal:
    if formula.kind == "benchmark":
        return benchmark_points(formula, offer.price, benchmark(formula, [item.price for item in valid]))
    if formula.kind == "quality_price":
        best = max(item.quality / item.price for item in valid)
        return min(PERCENT, PERCENT * offer.quality / offer.price / best) if best else ZERO
    most = formula.weight if formula.kind == "low_first" else PERCENT
    return most * min(item.price for item in valid) / offer.price


def benchmark(formula: Formula, prices: Sequence[Decimal]) -> Decimal:
    """The price that gets all price points."""
    counted = sorted(prices)
    if 0 < formula.trim <= len(counted) and len(counted) > 2:
        counted = counted[1:-1]
    return sum(counted, ZERO) / len(counted) * (1 - formula.lowered / PERCENT)


def benchmark_points(formula: Formula, price: Decimal, middle: Decimal) -> Decimal:
    """Price points at a distance from the benchmark, never below none."""
    if not middle:
        return ZERO
    off = (price - middle) * PERCENT / middle
    return max(ZERO, formula.weight - (formula.above * off if off > 0 else -formula.below * off))


def formula_from(plain: Mapping[str, object]) -> Formula | None:
    """A formula from plain values as they are stored (decimals as text); ``None`` where they make none."""
    kind = plain.get("kind")
    if kind not in FORMULA_KINDS:
        return None
    try:
        values = {name: Decimal(str(plain[name])) for name in NUMBERS if plain.get(name) not in (None, "")}
    except InvalidOperation:
        return None
    if not all(number.is_finite() and abs(number) < MOST for number in values.values()):
        return None
    trim = int(values.pop("trim", ZERO))
    found = Formula(kind=kind, trim=trim, **values)
    return None if faults_of(found) else found


MOST = Decimal(10) ** 15
"""No parameter and no price is larger."""
NUMBERS = ("weight", "above", "below", "lowered", "trim", "ceiling", "threshold")


USED: Mapping[FormulaKind, tuple[str, ...]] = {
    "lowest": (),
    "low_first": ("weight",),
    "benchmark": ("weight", "above", "below", "lowered", "trim"),
    "quality_price": (),
    "two_envelope": ("threshold",),
}
"""Parameters that a kind needs."""


def faults_of(formula: Formula) -> tuple[str, ...]:
    """Names of parameters that cannot be."""
    bounds = {"weight": 100, "lowered": 99, "threshold": 100, "above": 100, "below": 100, "trim": 99}
    wrong = [name for name, most in bounds.items() if not 0 <= getattr(formula, name) <= most]
    if formula.ceiling is not None and formula.ceiling <= 0:
        wrong.append("ceiling")
    return tuple(wrong)


def formula_told(text: str) -> FormulaKind | None:
    """The kind of formula that a tender's words tell of; ``None`` where they tell none."""
    words: Mapping[FormulaKind, str] = load_data("bidding")["formula_words"]
    folded = heard(text)
    return next((kind for kind, pattern in words.items() if re.search(pattern, folded, re.IGNORECASE)), None)
