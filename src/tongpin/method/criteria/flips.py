"""What would turn the order: the smallest change of weights, the criteria to drop, those to add (METHOD 7.1).

Smallest is the least sum of absolute changes in points of normalised weight. One weight and a pair are exact by closed
form, any weights by linear programming (HiGHS), removals and additions by enumeration: the fewest criteria first, then
the smallest change.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from math import comb, lcm
from typing import Literal

import numpy as np

from tongpin.method.criteria.board import WHOLE, Board
from tongpin.method.datafiles import load_data

AHEAD = Fraction(1, 100)
"""Ahead is whoever has at least this many points of 100 more."""
MOST_SETS = 150_000
LARGEST_SET = 3
NEAR = 1e-9
FlipKind = Literal["one", "pair", "any", "removal", "addition"]
FLIP_KINDS: tuple[FlipKind, ...] = ("one", "pair", "any", "removal", "addition")


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A criterion's normalised weight before and after. ``line``: its place on the board; ``None`` for one that is
    new."""

    name: str
    before: Fraction
    after: Fraction
    line: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Flip:
    """A change that turns the order. ``changes``: the criteria that it is about; the others keep their proportions in
    ``one``, ``removal`` and ``addition``, and their weights in ``pair`` and ``any``. ``effort``: sum of absolute
    changes of all, in points of 100."""

    kind: FlipKind
    changes: tuple[Change, ...]
    effort: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """Something that could become a criterion: the parts of its points that we and others would reach, 0..1."""

    name: str
    ours: Fraction
    others: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Flips:
    """``winning``: the changes would put us first; else they would cost us the first place (to ``rival``, the column
    on the board of the one who is nearest). A kind that nothing can bring about is ``None``."""

    winning: bool
    found: tuple[Flip, ...]
    rival: int

    def of(self, kind: FlipKind) -> Flip | None:
        return next((flip for flip in self.found if flip.kind == kind), None)

    @property
    def smallest(self) -> Flip | None:
        """Of equally small ones the simplest."""
        return min(self.found, key=lambda flip: (round(flip.effort, 4), FLIP_KINDS.index(flip.kind)), default=None)


@dataclass(frozen=True, slots=True)
class Task:
    """Weights of 100 and, for each rival to be overtaken, our rating less its rating by criterion. ``musts``: lines
    that nobody drops."""

    names: tuple[str, ...]
    weights: tuple[Fraction, ...]
    gaps: tuple[tuple[Fraction, ...], ...]
    musts: frozenset[int] = frozenset()

    def lead(self, gaps: Sequence[Fraction], weights: Sequence[Fraction] | None = None) -> Fraction:
        return sum((w * g for w, g in zip(weights or self.weights, gaps, strict=True)), Fraction(0))


def flips_of(board: Board, strengths: Sequence[Added] = ()) -> Flips | None:
    """What would put us first, or cost us the first place where we have it. ``None`` where nothing can be compared."""
    if not board.comparable:
        return None
    ours = board.believed(0)
    gaps = tuple(
        tuple(one - other for one, other in zip(ours, board.believed(rival), strict=True))
        for rival in range(1, len(board.suppliers))
    )
    names, weights = tuple(line.name for line in board.lines), tuple(line.weight for line in board.lines)
    musts = frozenset(place for place, line in enumerate(board.lines) if line.must)
    task = Task(names, weights, gaps, musts)
    leads = [task.lead(row) for row in gaps]
    nearest = 1 + min(range(len(leads)), key=leads.__getitem__)
    if min(leads) < AHEAD:
        return Flips(winning=True, found=tuple(_all(task, strengths)), rival=nearest)
    against = [Task(names, weights, (tuple(-gap for gap in row),), musts) for row in gaps]
    found = [flip for one in against for flip in _all(one, ())]
    best = [min((f for f in found if f.kind == kind), key=_size, default=None) for kind in FLIP_KINDS]
    return Flips(winning=False, found=tuple(flip for flip in best if flip is not None), rival=nearest)


def _all(task: Task, strengths: Sequence[Added]) -> Iterator[Flip]:
    makers: tuple[Callable[[], Flip | None], ...] = (
        lambda: one_weight(task),
        lambda: pair_of_weights(task),
        lambda: any_weights(task),
        lambda: removal(task),
        lambda: addition(task, strengths),
    )
    yield from (flip for flip in (make() for make in makers) if flip is not None)


def _size(flip: Flip) -> tuple[int, Fraction]:
    return (len(flip.changes) if flip.kind == "removal" else 0, flip.effort)


# ---------------------------------------------------------------- one weight
def one_weight(task: Task) -> Flip | None:
    """The weight whose change alone turns the order with the least effort; the others keep their proportions."""
    leads = [task.lead(row) for row in task.gaps]
    best: tuple[Fraction, int, Fraction] | None = None
    for line, weight in enumerate(task.weights):
        if weight == WHOLE:
            continue
        rest = [(lead - weight * row[line]) / (WHOLE - weight) for lead, row in zip(leads, task.gaps, strict=True)]
        bounds = [(row[line] - other, AHEAD - WHOLE * other) for row, other in zip(task.gaps, rest, strict=True)]
        inside = _between(bounds, Fraction(0), WHOLE)
        if inside is not None:
            after = min(max(weight, inside[0]), inside[1])
            candidate = (2 * abs(after - weight), line, after)
            best = candidate if best is None else min(best, candidate)
    if best is None:
        return None
    effort, line, after = best
    return Flip(kind="one", changes=(_change(task, line, after),), effort=effort)


def _between(
    bounds: Iterable[tuple[Fraction, Fraction]], low: Fraction, high: Fraction
) -> tuple[Fraction, Fraction] | None:
    """The range of x within ``low``..``high`` where ``slope`` x ≥ ``need`` for all."""
    for slope, need in bounds:
        if slope > 0:
            low = max(low, need / slope)
        elif slope < 0:
            high = min(high, need / slope)
        elif need > 0:
            return None
    return (low, high) if low <= high else None


# ---------------------------------------------------------------- a pair
def pair_of_weights(task: Task) -> Flip | None:
    """Weight taken from one criterion and given to another, the others as they are."""
    best: tuple[Fraction, int, int] | None = None
    for giver, taker in _likely_pairs(task):
        bounds = [(row[taker] - row[giver], AHEAD - task.lead(row)) for row in task.gaps]
        inside = _between(bounds, Fraction(0), task.weights[giver])
        if inside is not None:
            candidate = (inside[0], giver, taker)
            best = candidate if best is None else min(best, candidate)
    if best is None:
        return None
    moved, giver, taker = best
    changes = (
        _change(task, taker, task.weights[taker] + moved),
        _change(task, giver, task.weights[giver] - moved),
    )
    return Flip(kind="pair", changes=changes, effort=2 * moved)


def _likely_pairs(task: Task) -> list[tuple[int, int]]:
    """(giver, taker) of all pairs that come within rounding of the smallest change; reckoned again exactly."""
    weights = np.array([float(weight) for weight in task.weights])
    low = np.zeros((len(weights), len(weights)))
    high = np.repeat(weights[:, None], len(weights), axis=1) + NEAR
    for row in task.gaps:
        need = float(AHEAD - task.lead(row))
        gaps = np.array([float(gap) for gap in row])
        slope = gaps[None, :] - gaps[:, None]
        with np.errstate(divide="ignore", invalid="ignore"):
            at = np.where(np.abs(slope) > 1e-12, need / slope, np.inf if need > 0 else -np.inf)
        low = np.where(slope > 1e-12, np.maximum(low, at), np.where(need > 0, np.where(slope < 0, low, np.inf), low))
        high = np.where(slope < -1e-12, np.minimum(high, at + NEAR), high)
    moved = np.where(low <= high, low, np.inf)
    least = moved.min()
    if not np.isfinite(least):
        return []
    near = np.argwhere(moved <= least + NEAR)
    return [(int(giver), int(taker)) for giver, taker in near[: LARGEST_SET * 20]]


# ---------------------------------------------------------------- any weights
def any_weights(task: Task) -> Flip | None:
    """The smallest change of any number of weights, by linear programming."""
    from scipy.optimize import linprog  # here, because only boards need it, and loading it takes a while

    size = len(task.weights)
    weights = np.array([float(weight) for weight in task.weights])
    gaps = np.array([[float(gap) for gap in row] for row in task.gaps])
    needs = np.array([float(AHEAD - task.lead(row)) for row in task.gaps])
    solved = linprog(
        np.ones(2 * size),
        A_ub=np.hstack([-gaps, gaps]),
        b_ub=-needs,
        A_eq=np.hstack([np.ones((1, size)), -np.ones((1, size))]),
        b_eq=np.zeros(1),
        bounds=[(0, None)] * size + [(0, weight) for weight in weights],
        method="highs",
    )
    if not solved.success or solved.x is None:
        return None
    up_and_down = [float(by) for by in solved.x]
    moved = [Fraction(round(up - down, 9)) for up, down in zip(up_and_down[:size], up_and_down[size:], strict=True)]
    changed = [line for line, by in enumerate(moved) if abs(by) > Fraction(1, 10**7)]
    changed.sort(key=lambda line: -moved[line])
    changes = tuple(_change(task, line, max(task.weights[line] + moved[line], Fraction(0))) for line in changed)
    return Flip(kind="any", changes=changes, effort=Fraction(round(sum(up_and_down), 9)))


# ---------------------------------------------------------------- removals
def removal(task: Task) -> Flip | None:
    """The fewest criteria (at most three; two of very many) without which the order turns, the lightest of such."""
    size = len(task.weights)
    rows = [_whole([w * (gap - AHEAD / WHOLE) for w, gap in zip(task.weights, row, strict=True)]) for row in task.gaps]
    spare = [sum(row) for row in rows]
    open_ones = [line for line in range(size) if line not in task.musts]
    for number in range(1, min(LARGEST_SET, len(open_ones), size - 1) + 1):
        if comb(len(open_ones), number) > MOST_SETS:
            return None
        sets = combinations(open_ones, number)
        turned = [
            one
            for one in sets
            if all(sum(row[line] for line in one) <= most for row, most in zip(rows, spare, strict=True))
        ]
        if turned:
            lightest = min(turned, key=lambda one: sum(task.weights[line] for line in one))
            changes = tuple(_change(task, line, Fraction(0)) for line in lightest)
            return Flip(kind="removal", changes=changes, effort=2 * sum((c.before for c in changes), Fraction(0)))
    return None


def _whole(values: Sequence[Fraction]) -> list[int]:
    """The same values times a common number, as whole ones: exact, and quick to add."""
    common = lcm(*(value.denominator for value in values))
    return [int(value * common) for value in values]


# ---------------------------------------------------------------- additions
def addition(task: Task, strengths: Sequence[Added]) -> Flip | None:
    """The fewest of our strengths (at most three) that turn the order as new criteria, with the least weight.

    None of them weighs more than a customer would believe, or less than anybody would write down. The criteria there
    are keep their proportions.
    """
    least, most = (Fraction(load_data("criteria")[name]) for name in ("lightest_addition", "heaviest_addition"))
    behind = min(task.lead(row) for row in task.gaps)
    useful = sorted((one for one in strengths if one.ours > one.others), key=lambda one: one.others - one.ours)
    for number in range(1, LARGEST_SET + 1):
        if comb(len(useful), number) > MOST_SETS:
            return None
        filled = [(one, _least(one, behind, least, most)) for one in combinations(useful, number)]
        turned = [(sum(weights, Fraction(0)), one, weights) for one, weights in filled if weights is not None]
        if turned:
            total, chosen, weights = min(turned, key=lambda found: found[0])
            new = zip(chosen, weights, strict=True)
            changes = tuple(Change(name=one.name, before=Fraction(0), after=w) for one, w in new)
            return Flip(kind="addition", changes=changes, effort=2 * total)
    return None


def _least(
    strengths: Sequence[Added], behind: Fraction, least: Fraction, most: Fraction
) -> tuple[Fraction, ...] | None:
    """The least weights with which strengths, the greatest first, make up for what we are behind."""
    gains = [(one.ours - one.others) - behind / WHOLE for one in strengths]
    weights = [least] * len(gains)
    needed = AHEAD - behind - sum((least * gain for gain in gains), Fraction(0))
    for place, gain in enumerate(gains):
        if gain > 0 and needed > 0:
            more = min(most - least, needed / gain)
            weights[place] += more
            needed -= more * gain
    return tuple(weights) if needed <= 0 and sum(weights) < WHOLE else None


def _change(task: Task, line: int, after: Fraction) -> Change:
    return Change(name=task.names[line], before=task.weights[line], after=after, line=line)
