"""The criteria board: ranks with intervals, and the smallest changes that turn the order."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from itertools import combinations, product
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tongpin.method.case import Case, Criterion
from tongpin.method.criteria.board import US, board_of, lead, places
from tongpin.method.criteria.flips import AHEAD, Added, Flip, Task, any_weights, flips_of, one_weight, pair_of_weights
from tongpin.method.criteria.flips import addition as smallest_addition
from tongpin.method.criteria.flips import removal as smallest_removal


def criterion(
    name: str, weight: float | None, ours: float | None, state: str = "confirmed", **rivals: float
) -> Criterion:
    return Criterion(
        name=name,
        weight=None if weight is None else Decimal(str(weight)),
        ours=None if ours is None else Decimal(str(ours)),
        rivals={rival: Decimal(str(points)) for rival, points in rivals.items()},
        state=state,  # type: ignore[arg-type]
    )


def case(*criteria: Criterion) -> Case:
    return Case(id="c", today=dt.date(2026, 3, 1), criteria=criteria)


BANKS = (criterion("网点数量", 20, 6, Da=19), criterion("总资产", 20, 5, Da=20), criterion("收费", 10, 6, Da=6))
"""A small regional bank against a large one (METHOD 7.1)."""
FAST = Added(name="服务响应速度", ours=Fraction(95, 100), others=Fraction(50, 100))
DECIDES = Added(name="审批决策时间", ours=Fraction(95, 100), others=Fraction(30, 100))
PARKING = Added(name="停车位", ours=Fraction(30, 100), others=Fraction(60, 100))


# ---------------------------------------------------------------- the touchstone
def test_the_small_bank_loses_on_branches_and_assets() -> None:
    ranked = places(board_of(case(*BANKS)))
    assert [place.supplier for place in ranked] == ["Da", US]
    assert ranked[0].ahead < 0.05


def test_the_small_bank_wins_once_speed_and_decision_time_count() -> None:
    quick = (criterion("服务响应速度", 35, 33, Da=17), criterion("审批决策时间", 35, 33, Da=10))
    ranked = places(board_of(case(*BANKS, *quick)))
    assert [place.supplier for place in ranked] == [US, "Da"]


def test_speed_and_decision_time_are_what_the_small_bank_should_bring_in() -> None:
    flips = flips_of(board_of(case(*BANKS)), [PARKING, FAST, DECIDES])
    assert flips is not None
    assert flips.winning
    added = flips.of("addition")
    assert added is not None
    assert {change.name for change in added.changes} == {"服务响应速度", "审批决策时间"}
    assert not flips.of("pair")
    assert all(flip.kind != "removal" for flip in flips.found)


# ---------------------------------------------------------------- ranks
def test_a_guess_is_less_sure_than_what_was_told() -> None:
    told = places(board_of(case(criterion("a", 60, 40, A=35), criterion("b", 40, 30, A=28))))[0]
    guessed = places(board_of(case(criterion("a", 60, 40, "assumed", A=35), criterion("b", 40, 30, "assumed", A=28))))[
        0
    ]
    assert guessed.total == told.total
    assert guessed.low < told.low
    assert guessed.high > told.high


def test_close_scores_leave_the_rank_open_and_clear_ones_do_not() -> None:
    close = places(board_of(case(criterion("a", 60, 41, "assumed", A=40), criterion("b", 40, 30, "assumed", A=30))))
    assert [(place.best, place.worst) for place in close] == [(1, 2), (1, 2)]
    clear = places(board_of(case(criterion("a", 60, 58, A=20), criterion("b", 40, 38, A=15))))
    assert [(place.best, place.worst) for place in clear] == [(1, 1), (2, 2)]


def test_what_is_not_known_is_not_nothing() -> None:
    known = criterion("价格", 50, 40, A=40)
    ranked = places(board_of(case(known, criterion("售后", 50, 40))))
    theirs = next(place for place in ranked if place.supplier == "A")
    assert theirs.total == 80
    assert theirs.known == 0.5
    assert theirs.high - theirs.low > 20


def test_who_fails_a_must_ranks_behind() -> None:
    must = Criterion(name="资质", kind="must", ours=Decimal(0), rivals={"A": Decimal(1)})
    ranked = places(board_of(case(criterion("价格", 100, 90, A=40), must)))
    assert [place.supplier for place in ranked] == ["A", US]
    assert ranked[1].fails == ("资质",)
    assert ranked[0].ahead == 0.0


def test_a_must_with_points_is_scored_too_and_never_dropped() -> None:
    must = replace(criterion("防爆", 40, 10, A=38), kind="must")
    board = board_of(case(must, criterion("价格", 60, 50, A=40)))
    assert len(board.lines) == 2
    assert places(board)[0].supplier == "A"
    assert all(place.fails == () for place in places(board))
    flips = flips_of(board)
    assert flips is not None
    assert flips.winning
    assert flips.of("removal") is None


def test_an_unknown_must_fails_nobody() -> None:
    must = Criterion(name="资质", kind="must")
    assert places(board_of(case(criterion("价格", 100, 90, A=40), must)))[0].supplier == US


@pytest.mark.parametrize(("weight", "why"), [(None, "no_weight"), (0, "zero"), (-5, "negative")])
def test_criteria_without_a_weight_are_left_out_and_named(weight: float | None, why: str) -> None:
    board = board_of(case(criterion("价格", 50, 40, A=30), criterion("交期", weight, 3, A=9)))
    assert board.left_out == ((1, why),)
    assert [line.name for line in board.lines] == ["价格"]


def test_nothing_to_compare_is_said_and_does_not_fail() -> None:
    for criteria in (
        (),
        (criterion("价格", 50, 40),),
        (criterion("价格", 0, 0, A=0),),
        (criterion("价格", 50, None, A=4),),
    ):
        board = board_of(case(*criteria))
        assert flips_of(board, [FAST]) is None
        assert all(place.rank == 1 for place in places(board) if len(board.suppliers) == 1)


def test_of_equals_we_come_last_for_a_tie_wins_nothing() -> None:
    board = board_of(case(criterion("价格", 50, 40, A=40)))
    assert [place.supplier for place in places(board)] == ["A", US]
    assert lead(board, 1) == 0


# ---------------------------------------------------------------- flips against brute force
points = st.integers(0, 10)
weights = st.integers(1, 40)


@st.composite
def boards(draw: st.DrawFn, most: int = 5, rivals: int = 2) -> Case:
    names = ["A", "B"][: draw(st.integers(1, rivals))]
    criteria = []
    for number in range(draw(st.integers(2, most))):
        weight = draw(weights)
        shares = {name: Decimal(weight) * draw(points) / 10 for name in names}
        ours = Decimal(weight) * draw(points) / 10
        criteria.append(
            Criterion(name=f"k{number}", weight=Decimal(weight), ours=ours, rivals=shares, state="confirmed")
        )
    return case(*criteria)


def task_of(told: Case) -> Task:
    board = board_of(told)
    ours = board.believed(0)
    gaps = tuple(
        tuple(one - other for one, other in zip(ours, board.believed(rival), strict=True))
        for rival in range(1, len(board.suppliers))
    )
    return Task(tuple(line.name for line in board.lines), tuple(line.weight for line in board.lines), gaps)


def behind(task: Task) -> bool:
    return min(task.lead(row) for row in task.gaps) < AHEAD


def after(task: Task, flip: Flip) -> list[Fraction]:
    """All weights after a change, of 100."""
    new = {change.line: change.after for change in flip.changes if change.line is not None}
    rest = sum((weight for line, weight in enumerate(task.weights) if line not in new), Fraction(0))
    left = 100 - sum(new.values(), Fraction(0)) - sum(c.after for c in flip.changes if c.line is None)
    return [new.get(line, weight * left / rest if rest else weight) for line, weight in enumerate(task.weights)]


def turned(task: Task, weights: list[Fraction], *, slack: Fraction = Fraction(0)) -> bool:
    return all(task.lead(row, weights) >= AHEAD - slack for row in task.gaps)


@given(boards())
def test_one_weight_flips_and_nothing_smaller_does(told: Case) -> None:
    task = task_of(told)
    assume(behind(task))
    flip = one_weight(task)
    grid = [
        (2 * abs(value - task.weights[line]), line)
        for line in range(len(task.weights))
        for value in (Fraction(step, 2) for step in range(201))
        if task.weights[line] != 100 and turned(task, _scaled(task, line, value))
    ]
    if flip is None:
        assert not grid
        return
    assert turned(task, after(task, flip))
    assert all(flip.effort <= effort for effort, _line in grid)
    (change,) = flip.changes
    short = change.before + (change.after - change.before) * Fraction(999, 1000)
    assert not turned(task, _scaled(task, change.line or 0, short))


def _scaled(task: Task, line: int, value: Fraction) -> list[Fraction]:
    rest = 100 - task.weights[line]
    return [value if place == line else w * (100 - value) / rest for place, w in enumerate(task.weights)]


@given(boards())
def test_a_pair_flips_and_nothing_smaller_does(told: Case) -> None:
    task = task_of(told)
    assume(behind(task))
    flip = pair_of_weights(task)
    found = []
    for giver, taker in product(range(len(task.weights)), repeat=2):
        for part in range(1, 101):
            moved = task.weights[giver] * part / 100
            changed = list(task.weights)
            changed[giver] -= moved
            changed[taker] += moved
            if giver != taker and turned(task, changed):
                found.append(2 * moved)
                break
    if flip is None:
        assert not found
        return
    assert turned(task, after(task, flip))
    assert all(flip.effort <= effort for effort in found)


@given(boards(most=3))
@settings(max_examples=40, deadline=None)
def test_any_weights_flip_and_no_point_of_a_grid_is_nearer(told: Case) -> None:
    task = task_of(told)
    assume(behind(task))
    flip = any_weights(task)
    size = len(task.weights)
    grid = (
        [Fraction(step) for step in (*steps, 100 - sum(steps))]
        for steps in product(range(0, 101, 2), repeat=size - 1)
        if sum(steps) <= 100
    )
    near = [sum(abs(n - w) for n, w in zip(new, task.weights, strict=True)) for new in grid if turned(task, new)]
    if flip is None:
        assert not near
        return
    assert turned(task, after(task, flip), slack=Fraction(1, 10**6))
    assert abs(sum(after(task, flip)) - 100) < Fraction(1, 10**6)
    assert all(flip.effort <= effort + Fraction(1, 10**6) for effort in near)


@given(boards(rivals=1))
@settings(deadline=None)
def test_any_weights_against_one_rival_is_the_transfer_from_worst_to_best(told: Case) -> None:
    """With one rival the answer is known: everything goes to our best criterion, from the worst first."""
    task = task_of(told)
    assume(behind(task))
    flip = any_weights(task)
    (gaps,) = task.gaps
    needed, best, moved = AHEAD - task.lead(gaps), max(gaps), Fraction(0)
    for gap, weight in sorted(zip(gaps, task.weights, strict=True)):
        if needed > 0 and best > gap:
            step = min(weight, needed / (best - gap))
            moved, needed = moved + step, needed - step * (best - gap)
    if flip is None:
        assert needed > 0
    else:
        assert float(flip.effort) == pytest.approx(float(2 * moved), abs=1e-6)


@given(boards(most=6))
def test_removals_are_those_of_brute_force(told: Case) -> None:
    task = task_of(told)
    assume(behind(task))
    flip = smallest_removal(task)
    best = None
    for number in range(1, min(3, len(task.weights) - 1) + 1):
        for one in combinations(range(len(task.weights)), number):
            left = [Fraction(0) if line in one else weight for line, weight in enumerate(task.weights)]
            whole = [weight * 100 / sum(left) for weight in left]
            effort = sum(abs(n - w) for n, w in zip(whole, task.weights, strict=True))
            if turned(task, whole) and (best is None or (number, effort) < best):
                best = (number, effort)
    assert (None if flip is None else (len(flip.changes), flip.effort)) == best


strengths = st.lists(
    st.builds(lambda o, r: Added(name="s", ours=Fraction(o, 10), others=Fraction(r, 10)), points, points), max_size=4
)


@given(boards(most=4), strengths)
@settings(deadline=None)
def test_additions_flip_and_no_smaller_weights_on_a_grid_do(told: Case, added: list[Added]) -> None:
    task = task_of(told)
    assume(behind(task))
    flip = smallest_addition(task, added)
    worst = min(task.lead(row) for row in task.gaps)

    def lead_with(one: tuple[Added, ...], new: tuple[int, ...]) -> Fraction:
        gain = sum((w * (s.ours - s.others) for s, w in zip(one, new, strict=True)), Fraction(0))
        return gain + worst * (100 - sum(new)) / 100

    sizes = [
        (number, 2 * sum(new))
        for number in (1, 2)
        for one in combinations([s for s in added if s.ours > s.others], number)
        for new in product(range(5, 31, 5), repeat=number)
        if lead_with(one, new) >= AHEAD
    ]
    if flip is None:
        assert not sizes
        return
    if len(flip.changes) <= 2:
        by_name = [change.after for change in flip.changes]
        assert all(5 <= weight <= 30 for weight in by_name)
        assert all(flip.effort <= effort for number, effort in sizes if number <= len(flip.changes))
    assert all(number >= len(flip.changes) for number, _effort in sizes)


@given(boards(), st.sampled_from([Decimal("0.001"), Decimal("0.5"), Decimal(3), Decimal(100000)]))
@settings(deadline=None)
def test_scaling_all_weights_changes_nothing(told: Case, factor: Decimal) -> None:
    scaled = case(
        *(
            Criterion(
                name=item.name,
                weight=(item.weight or Decimal(0)) * factor,
                ours=(item.ours or Decimal(0)) * factor,
                rivals={name: value * factor for name, value in item.rivals.items()},
                state="confirmed",
            )
            for item in told.criteria
        )
    )
    one, other = board_of(told), board_of(scaled)
    assert places(one) == places(other)
    assert flips_of(one, [FAST]) == flips_of(other, [FAST])


@given(boards())
@settings(deadline=None)
def test_who_leads_is_told_what_would_cost_him_the_lead(told: Case) -> None:
    task = task_of(told)
    assume(not behind(task))
    flips = flips_of(board_of(told), [FAST])
    assert flips is not None
    assert not flips.winning
    assert flips.of("addition") is None
    for flip in flips.found:
        new = after(task, flip) if flip.kind != "removal" else _without(task, flip)
        assert any(task.lead(row, new) <= -AHEAD + Fraction(1, 10**6) for row in task.gaps)


def _without(task: Task, flip: Flip) -> list[Fraction]:
    gone = {change.line for change in flip.changes}
    left = [Fraction(0) if line in gone else weight for line, weight in enumerate(task.weights)]
    return [weight * 100 / sum(left) for weight in left]


def test_five_hundred_criteria_are_looked_through_whole() -> None:
    rows: list[Any] = [criterion(f"k{n}", 7 + n % 7, n % 5, A=(n * 3) % 7, B=(n * 2) % 6) for n in range(500)]
    flips = flips_of(board_of(case(*rows)), [FAST, DECIDES])
    assert flips is not None
    assert flips.of("any") is not None
    assert flips.of("one") is not None
    assert flips.smallest is not None
    assert flips.smallest.effort <= min(flip.effort for flip in flips.found)
