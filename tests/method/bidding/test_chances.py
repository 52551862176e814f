"""Chances and best prices: closed forms where there are any, and counting by brute force everywhere."""

import math
from decimal import Decimal

import numpy as np
import pytest

from tongpin.method.bidding.beliefs import Rival, below, density, quantiles, rival, under
from tongpin.method.bidding.chances import expected_points, win_chance
from tongpin.method.bidding.formulas import FORMULA_KINDS, Formula, FormulaKind, Offer, score
from tongpin.method.bidding.prices import Terms, floor_price, prospect, prospects

D = Decimal
ONE = [rival("Rival A", 90, 100, 120)]
TWO = [rival("Rival A", 90, 100, 120, quality=85), rival("Rival B", 80, 95, 105, quality=75)]
FOUR = [*TWO, rival("Rival C", 100, 101, 102, quality=95), rival("Rival D", 70, 110, 111, quality=60)]


def counted(formula: Formula, price: float, quality: float, rivals: list[Rival]) -> tuple[float, float]:
    """Chance and points by drawing prices with a fixed seed, and scoring each draw exactly."""
    generator = np.random.default_rng(7)
    drawn = [quantiles(other, generator.random(4000)) for other in rivals]
    wins, points = 0, 0.0
    for prices in zip(*drawn, strict=True):
        offers = [Offer(bidder="us", price=D(str(price)), quality=D(str(quality)))]
        for other, at in zip(rivals, prices, strict=True):
            offers.append(Offer(bidder=other.name, price=D(str(at)), quality=D(str(other.quality))))
        scored = score(formula, offers)
        wins += scored[0].offer.bidder == "us" and scored[0].rank == 1
        points += float(next(item.points for item in scored if item.offer.bidder == "us"))
    return wins / 4000, points / 4000


def test_a_triangle_and_its_closed_form() -> None:
    """Below the likeliest price: (x - low)² / ((high - low)(likely - low))."""
    at = np.array([80.0, 90, 95, 100, 110, 120, 130])
    expected = [0, 0, 25 / 300, 100 / 300, 1 - 100 / 600, 1, 1]
    assert below(ONE[0], at) == pytest.approx(expected)
    assert quantiles(ONE[0], below(ONE[0], at[2:5])) == pytest.approx(at[2:5])
    assert np.trapezoid(density(ONE[0], np.linspace(90, 120, 20001)), np.linspace(90, 120, 20001)) == pytest.approx(1)


def test_the_lowest_price_wins_by_the_product_of_the_rivals_chances() -> None:
    formula = Formula(kind="lowest")
    assert win_chance(formula, 95, 100, ONE) == pytest.approx(1 - 25 / 300)
    product = math.prod(1 - float(below(other, np.array([95.0]))[0]) for other in TWO)
    assert win_chance(formula, 95, 100, TWO) == pytest.approx(product)
    assert win_chance(formula, 69, 100, FOUR) == pytest.approx(1)
    assert win_chance(formula, 121, 100, ONE) == 0


def test_a_known_price_is_beaten_by_a_cent_and_lost_by_one() -> None:
    known = [rival("Rival A", 1_000_000, 1_000_000, 1_000_000)]
    assert win_chance(Formula(kind="lowest"), 999_000, 100, known) == 1
    assert win_chance(Formula(kind="lowest"), 1_001_000, 100, known) == 0


def test_quality_over_price_moves_the_limit_in_proportion() -> None:
    formula = Formula(kind="quality_price")
    better = win_chance(formula, 100, 90, [rival("Rival A", 90, 100, 120, quality=75)])
    assert better == pytest.approx(1 - float(below(ONE[0], np.array([100 * 75 / 90]))[0]))
    assert win_chance(formula, 100, 0, ONE) == 0


def test_price_points_alone_are_the_lowest_price() -> None:
    """With all points on the price, low price first is the lowest price wins."""
    for price in (85.0, 95.0, 99.0, 104.0):
        by_points = win_chance(Formula(kind="low_first", weight=D(100)), price, 50, TWO)
        assert by_points == pytest.approx(win_chance(Formula(kind="lowest"), price, 50, TWO), abs=1e-6)


def test_without_points_for_the_price_the_better_one_wins_at_any_price() -> None:
    formula = Formula(kind="low_first", weight=D(0))
    assert win_chance(formula, 500, 86, TWO) == pytest.approx(1)
    assert win_chance(formula, 1, 80, TWO) == pytest.approx(0)


@pytest.mark.parametrize("kind", FORMULA_KINDS)
@pytest.mark.parametrize("rivals", [ONE, TWO, FOUR], ids=["one", "two", "four"])
def test_chances_and_points_agree_with_counting(kind: FormulaKind, rivals: list[Rival]) -> None:
    formula = Formula(kind=kind, weight=D(40), above=D(1), below=D("0.5"), trim=5, threshold=D(70), ceiling=D(115))
    within = [under(other, 115) for other in rivals]
    for price in (88.0, 97.0, 103.0):
        chance, points = counted(formula, price, 82, within)
        assert win_chance(formula, price, 82, rivals) == pytest.approx(chance, abs=0.025)
        assert expected_points(formula, price, 82, rivals) == pytest.approx(points, abs=0.35)


def test_no_rivals_win_for_sure_and_a_rejected_offer_never() -> None:
    for kind in FORMULA_KINDS:
        formula = Formula(kind=kind, ceiling=D(100))
        assert win_chance(formula, 90, 80, []) == 1
        assert expected_points(formula, 90, 80, []) > 0
        assert win_chance(formula, 101, 80, ONE) == 0
        assert win_chance(formula, 0, 80, ONE) == 0
        assert expected_points(formula, 0, 80, ONE) == 0


def test_everything_comes_out_the_same_every_time() -> None:
    formula = Formula(kind="benchmark")
    assert win_chance(formula, 97, 82, FOUR) == win_chance(formula, 97, 82, FOUR)


@pytest.mark.parametrize("prices", [(0, 1, 2), (3, 2, 1), (-1, 2, 3), (1, 5, 4)])
def test_prices_out_of_order_are_refused(prices: tuple[float, float, float]) -> None:
    with pytest.raises(ValueError, match="no lowest"):
        rival("Rival A", *prices)


# ---------------------------------------------------------------- the best price
TERMS = Terms(formula=Formula(kind="lowest"), cost=D(70), vat=D(0), floor=D(10))


def test_the_best_price_by_its_closed_form() -> None:
    """Against one rival between 90 and 120, likeliest 90: the chance is ((120 - p)/30)², so that (p - cost) times it is
    largest at p = cost + (120 - cost)/3."""
    found = prospects(TERMS, (rival("Rival A", 90, 90.0001, 120),))
    assert found.best is not None
    # The closed form's place, 86.67, lies below the rival's lowest price: just under that the chance is 1 already.
    assert float(found.best.price) == pytest.approx(90, abs=0.5)
    dear = prospects(Terms(formula=TERMS.formula, cost=D(90), vat=D(0)), (rival("Rival A", 90, 90.0001, 120),))
    assert dear.best is not None
    assert float(dear.best.price) == pytest.approx(100, abs=0.5)
    assert float(dear.best.expected) == pytest.approx(10 * (20 / 30) ** 2, rel=0.01)


def test_the_best_price_keeps_the_floor_and_no_price_is_below_cost() -> None:
    rivals = [rival("Rival A", 60, 71, 80)]
    found = prospects(TERMS, tuple(rivals))
    assert found.floor_price == D("77.78")
    assert found.cost_price == D("70.00")
    assert min(item.price for item in found.curve) >= 70
    assert found.best is not None
    assert found.best.price >= D("77.78")
    assert found.best.margin is not None
    assert found.best.margin >= 10


def test_a_floor_above_the_ceiling_or_above_every_rival_leaves_no_best_price() -> None:
    low = Terms(formula=Formula(kind="lowest", ceiling=D(75)), cost=D(70), vat=D(0), floor=D(10))
    assert prospects(low, tuple(ONE)).best is None
    assert prospects(TERMS, (rival("Rival A", 50, 55, 60),)).best is None
    assert prospects(Terms(formula=TERMS.formula, cost=D(70), vat=D(0), floor=D(100)), tuple(ONE)).best is None


def test_tax_is_no_margin() -> None:
    terms = Terms(formula=Formula(kind="lowest"), cost=D(100), vat=D(13), floor=D(20))
    assert floor_price(terms) == D("141.25")
    found = prospect(terms, D("141.25"), [])
    assert (found.net, found.margin, found.expected) == (D("125.00"), D(20), D("25.00"))


def test_rivals_far_below_our_cost_and_without_rivals() -> None:
    alone = prospects(TERMS, ())
    assert alone.best is not None
    assert alone.best.chance == 1
    assert prospects(TERMS, (rival("Rival A", 1, 2, 3),)).best is None


def test_judges_who_may_see_our_quality_otherwise_soften_the_edge() -> None:
    """Level in price with a better rival: lost for sure by our own count, and not for sure."""
    known = [rival("Rival A", 100, 100, 100, quality=84)]
    formula = Formula(kind="low_first", weight=D(40))
    assert win_chance(formula, 100, 80, known) == pytest.approx(0, abs=1e-6)
    assert 0.1 < win_chance(formula, 100, 80, known, spread=5) < 0.5
    assert win_chance(formula, 100, 88, known, spread=5) > 0.5
    assert win_chance(Formula(kind="lowest"), 99, 80, known, spread=5) == 1


def test_the_second_envelope_opens_as_often_as_the_quality_is_reached() -> None:
    formula = Formula(kind="two_envelope", threshold=D(60))
    assert win_chance(formula, 90, 60, [], spread=5) == pytest.approx(0.5)
    assert win_chance(formula, 90, 65, [], spread=5) == pytest.approx(0.8413, abs=1e-3)
    assert win_chance(formula, 90, 59, []) == 0
