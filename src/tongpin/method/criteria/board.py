"""The criteria board 采购指标表: suppliers by criteria, totals and ranks with how sure they are (METHOD 7.1).

Weights are normalised to 100. A rating is the part of a criterion's points that a supplier reaches, 0..1. What nobody
has told is taken at the supplier's own average and counts as wholly uncertain; what was guessed is less sure than what
was told (``state``). Errors of weights and ratings are taken as independent; intervals are of 80 %.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from tongpin.method.case import Case, Criterion
from tongpin.method.datafiles import load_data

US = ""
"""Our own column among the suppliers."""
WHOLE = Fraction(100)
HALF = Fraction(1, 2)
INTERVAL = 1.2816
"""Standard deviations to each side of an interval of 80 %."""
SURE = 0.9
"""A supplier is surely ahead from this probability on."""

LeftOut = Literal["no_weight", "zero", "negative"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A criterion that is scored. ``weight`` of 100; ``ratings`` by supplier, ``None`` where unknown; ``place`` in the
    case's criteria, from 0. ``must``: a condition too, which nobody drops."""

    name: str
    weight: Fraction
    ratings: tuple[Fraction | None, ...]
    assumed: bool
    place: int
    must: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Must:
    """A condition that is met or not: ``met`` by supplier, ``None`` where unknown."""

    name: str
    met: tuple[bool | None, ...]
    place: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """``suppliers``: we (``US``) first, then the rivals that have points. ``left_out``: criteria (by place) that do
    not count in totals, and why."""

    suppliers: tuple[str, ...]
    lines: tuple[Line, ...]
    musts: tuple[Must, ...]
    left_out: tuple[tuple[int, LeftOut], ...]

    @property
    def rivals(self) -> tuple[str, ...]:
        return self.suppliers[1:]

    @property
    def comparable(self) -> bool:
        """Whether there is anything to compare: weights, our points, a rival's."""
        told = [line for line in self.lines if line.ratings[0] is not None]
        return bool(self.rivals) and bool(told)

    def believed(self, supplier: int) -> tuple[Fraction, ...]:
        """Ratings of a supplier by line, the unknown ones at the average of those that are known."""
        known = [(line.weight, line.ratings[supplier]) for line in self.lines]
        total = sum((weight for weight, rating in known if rating is not None), Fraction(0))
        reached = sum((weight * rating for weight, rating in known if rating is not None), Fraction(0))
        usual = reached / total if total else HALF
        return tuple(usual if rating is None else rating for _weight, rating in known)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A supplier's place. ``total`` of 100 with its interval; ``rank`` by totals, between ``best`` and ``worst`` with
    what is known; ``known``: part of the weight on which its rating was told or guessed; ``fails``: musts not met."""

    supplier: str
    total: Fraction
    low: float
    high: float
    rank: int
    best: int
    worst: int
    known: float
    ahead: float
    """Probability that we are ahead of it; one half for ourselves."""
    fails: tuple[str, ...]


def board_of(case: Case) -> Board:
    """The board of a case's criteria."""
    rivals = tuple(dict.fromkeys(name for item in case.criteria for name in item.rivals))
    counted = [(place, item) for place, item in enumerate(case.criteria) if _counts(item)]
    total = sum((Fraction(item.weight or 0) for _place, item in counted), Fraction(0))
    return Board(
        suppliers=(US, *rivals),
        lines=tuple(_line(place, item, rivals, total) for place, item in counted),
        musts=tuple(
            Must(name=item.name, met=tuple(_met(points) for points in _points(item, rivals)), place=place)
            for place, item in enumerate(case.criteria)
            if item.kind == "must"
        ),
        left_out=tuple(_left_out(case)),
    )


def places(board: Board) -> tuple[Place, ...]:
    """Everybody's place, the first first; of equals we come last. Empty where nothing is weighed.

    Who fails a must ranks behind all who do not.
    """
    if not board.lines:
        return ()
    order = sorted(range(len(board.suppliers)), key=lambda one: (_fails(board, one) != (), -_total(board, one), -one))
    return tuple(_place(board, one, rank) for rank, one in enumerate(order, 1))


def lead(board: Board, rival: int) -> Fraction:
    """Points of 100 by which we are ahead of the rival in a column."""
    return _total(board, 0) - _total(board, rival)


def spread(what: str, *, assumed: bool) -> float:
    """Standard deviation of a ``weight`` (as a part of it) or a ``rating`` (0..1), by how it is known."""
    return float(load_data("criteria")["spread"]["assumed" if assumed else "confirmed"][what])


# ---------------------------------------------------------------- from the case
def _counts(item: Criterion) -> bool:
    return item.weight is not None and item.weight > 0


def _left_out(case: Case) -> Iterator[tuple[int, LeftOut]]:
    for place, item in enumerate(case.criteria):
        if item.kind == "must" or _counts(item):
            continue
        yield place, "no_weight" if item.weight is None else "zero" if item.weight == 0 else "negative"


def _points(item: Criterion, rivals: tuple[str, ...]) -> tuple[Decimal | None, ...]:
    return (item.ours, *(item.rivals.get(name) for name in rivals))


def _line(place: int, item: Criterion, rivals: tuple[str, ...], total: Fraction) -> Line:
    weight = Fraction(item.weight or 0)
    return Line(
        name=item.name,
        weight=WHOLE * weight / total,
        ratings=tuple(None if points is None else _part(points, weight) for points in _points(item, rivals)),
        assumed=item.state == "assumed",
        place=place,
        must=item.kind == "must",
    )


def _part(points: Decimal, weight: Fraction) -> Fraction:
    return min(max(Fraction(points) / weight, Fraction(0)), Fraction(1))


def _met(points: Decimal | None) -> bool | None:
    """Whoever has no point at all does not meet it."""
    return None if points is None else points > 0


# ---------------------------------------------------------------- places
def _total(board: Board, supplier: int) -> Fraction:
    ratings = board.believed(supplier)
    return sum((line.weight * rating for line, rating in zip(board.lines, ratings, strict=True)), Fraction(0))


def _fails(board: Board, supplier: int) -> tuple[str, ...]:
    return tuple(must.name for must in board.musts if must.met[supplier] is False)


def _place(board: Board, supplier: int, rank: int) -> Place:
    total = _total(board, supplier)
    reach = INTERVAL * _deviation(board, board.believed(supplier), (supplier,))
    others = [other for other in range(len(board.suppliers)) if other != supplier]
    chances = [_chance_ahead(board, other, supplier) for other in others]
    return Place(
        supplier=board.suppliers[supplier],
        total=total,
        low=max(float(total) - reach, 0.0),
        high=min(float(total) + reach, 100.0),
        rank=rank,
        best=1 + sum(chance >= SURE for chance in chances),
        worst=len(others) + 1 - sum(chance <= 1 - SURE for chance in chances),
        known=float(
            sum((line.weight for line in board.lines if line.ratings[supplier] is not None), Fraction(0)) / 100
        ),
        ahead=_chance_ahead(board, 0, supplier) if supplier else 0.5,
        fails=_fails(board, supplier),
    )


def _chance_ahead(board: Board, first: int, second: int) -> float:
    """Probability that the first supplier is ahead of the second."""
    if (_fails(board, first) == ()) != (_fails(board, second) == ()):
        return 1.0 if _fails(board, first) == () else 0.0
    ones, others = board.believed(first), board.believed(second)
    gap = float(_total(board, first) - _total(board, second))
    gaps = [one - other for one, other in zip(ones, others, strict=True)]
    deviation = _deviation(board, gaps, (first, second))
    return 0.5 * (1 + math.erf(gap / (deviation * math.sqrt(2)))) if deviation else 0.5 + math.copysign(0.5, gap)


def _deviation(board: Board, rated: Sequence[Fraction], suppliers: tuple[int, ...]) -> float:
    """Standard deviation of the weighted mean of what is ``rated`` by line, of 100."""
    values = [float(rating) for rating in rated]
    mean = sum(float(line.weight) * value for line, value in zip(board.lines, values, strict=True)) / 100
    variance = 0.0
    for line, value in zip(board.lines, values, strict=True):
        weight = float(line.weight)
        variance += (weight * spread("weight", assumed=line.assumed) * (value - mean)) ** 2
        for supplier in suppliers:
            known = line.ratings[supplier] is not None
            own = spread("rating", assumed=line.assumed) if known else load_data("criteria")["spread"]["unknown_rating"]
            variance += (weight * own) ** 2
    return math.sqrt(variance)
