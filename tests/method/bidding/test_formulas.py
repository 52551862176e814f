"""Scoring formulas, against points reckoned by hand."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongpin.method.bidding.formulas import (
    FORMULA_KINDS,
    Formula,
    Offer,
    benchmark,
    faults_of,
    formula_from,
    formula_told,
    score,
)

D = Decimal


def offers(**prices: tuple[float, float]) -> list[Offer]:
    return [
        Offer(bidder=name, price=D(str(price)), quality=D(str(quality))) for name, (price, quality) in prices.items()
    ]


def points(formula: Formula, found: list[Offer]) -> dict[str, Decimal]:
    return {item.offer.bidder: round(item.points, 2) for item in score(formula, found)}


def ranks(formula: Formula, found: list[Offer]) -> dict[str, int | None]:
    return {item.offer.bidder: item.rank for item in score(formula, found)}


def test_low_price_first_as_in_public_purchases() -> None:
    """价格分 = 评标基准价 / 投标报价 x 30; the lowest gets them all."""
    formula = Formula(kind="low_first", weight=D(30))
    found = offers(us=(100, 90), them=(80, 80))
    assert points(formula, found) == {"us": D("87.00"), "them": D("86.00")}
    assert ranks(formula, found) == {"us": 1, "them": 2}


def test_average_benchmark_takes_more_above_than_below() -> None:
    """Benchmark 100: 5 % above at one point each, 5 % below at half a point each."""
    formula = Formula(kind="benchmark", weight=D(40), above=D(1), below=D("0.5"))
    found = offers(dear=(105, 100), cheap=(95, 100))
    assert points(formula, found) == {"cheap": D("97.50"), "dear": D("95.00")}


def test_the_highest_and_the_lowest_are_left_out_from_five_offers_on() -> None:
    formula = Formula(kind="benchmark", trim=5, lowered=D(2))
    prices = [D(50), D(98), D(100), D(102), D(300)]
    assert benchmark(formula, prices) == D("98.0")
    assert benchmark(formula, prices[:4]) == D("85.75")


def test_points_of_the_price_never_fall_below_none() -> None:
    formula = Formula(kind="benchmark", weight=D(10), above=D(3), below=D(3))
    scored = {item.offer.bidder: item.price_points for item in score(formula, offers(a=(100, 0), b=(300, 0)))}
    assert scored == {"a": 0, "b": 0}


def test_quality_over_price() -> None:
    found = offers(us=(100, 90), them=(80, 70))
    assert ranks(Formula(kind="quality_price"), found) == {"us": 1, "them": 2}
    assert points(Formula(kind="quality_price"), found) == {"us": D("100.00"), "them": D("97.22")}


def test_the_second_envelope_stays_shut_below_the_quality_asked_for() -> None:
    found = offers(good=(100, 80), cheap=(70, 55))
    assert ranks(Formula(kind="two_envelope", threshold=D(60)), found) == {"good": 1, "cheap": None}


def test_a_price_of_nothing_and_one_above_the_ceiling_are_rejected() -> None:
    found = offers(gift=(0, 100), dear=(120, 100), ok=(99, 100))
    assert ranks(Formula(kind="lowest", ceiling=D(100)), found) == {"ok": 1, "gift": None, "dear": None}


def test_nobody_and_one_alone() -> None:
    for kind in FORMULA_KINDS:
        assert score(Formula(kind=kind), []) == ()
        alone = score(Formula(kind=kind), offers(us=(100, 80)))[0]
        assert alone.rank == 1
        assert alone.price_points == (30 if kind in ("low_first", "benchmark") else 100)


def test_with_equal_points_the_lower_price_goes_first() -> None:
    formula = Formula(kind="low_first", weight=D(0))
    assert ranks(formula, offers(dear=(120, 90), cheap=(100, 90))) == {"cheap": 1, "dear": 2}


field = st.lists(
    st.builds(
        Offer,
        bidder=st.uuids().map(str),
        price=st.decimals(min_value=1, max_value=10**9, places=2, allow_nan=False, allow_infinity=False),
        quality=st.decimals(min_value=0, max_value=100, places=2, allow_nan=False, allow_infinity=False),
    ),
    max_size=9,
)
formulas = st.builds(
    Formula,
    kind=st.sampled_from(FORMULA_KINDS),
    weight=st.integers(0, 100).map(D),
    above=st.integers(0, 20).map(D),
    below=st.integers(0, 20).map(D),
    lowered=st.integers(0, 20).map(D),
    trim=st.integers(0, 6),
    threshold=st.integers(0, 100).map(D),
)


@given(formulas, field)
def test_points_stay_within_their_bounds(formula: Formula, found: list[Offer]) -> None:
    most = formula.weight if formula.by_points else D(100)
    tiny = D("1e-20")
    for item in score(formula, found):
        assert 0 <= item.price_points <= most + tiny
        assert 0 <= item.points <= 100 + tiny


@given(formulas, field, st.integers(2, 50))
def test_the_unit_of_money_changes_no_rank(formula: Formula, found: list[Offer], times: int) -> None:
    scaled = [Offer(bidder=item.bidder, price=item.price * times, quality=item.quality) for item in found]
    first = [(item.offer.bidder, item.rank) for item in score(formula, found)]
    again = [(item.offer.bidder, item.rank) for item in score(formula, scaled)]
    near = {round(item.points, 12) for item in score(formula, found)}
    assert first == again or len(near) < len(found)


def test_a_formula_is_kept_as_plain_values() -> None:
    formula = Formula(kind="benchmark", weight=D("35.5"), above=D(2), below=D(1), trim=5, ceiling=D(1000000))
    kept = {"kind": "benchmark", "weight": "35.5", "above": "2", "below": "1", "trim": "5", "ceiling": "1000000"}
    assert formula_from(kept) == formula


@pytest.mark.parametrize(
    "plain",
    [
        {},
        {"kind": "magic"},
        {"kind": "low_first", "weight": "101"},
        {"kind": "low_first", "weight": "-1"},
        {"kind": "low_first", "weight": "NaN"},
        {"kind": "low_first", "weight": "lots"},
        {"kind": "benchmark", "trim": "1e999999"},
        {"kind": "lowest", "ceiling": "0"},
    ],
)
def test_plain_values_that_make_no_formula(plain: dict[str, object]) -> None:
    assert formula_from(plain) is None


def test_faults_are_named() -> None:
    assert faults_of(Formula(weight=D(120), ceiling=D(-1))) == ("weight", "ceiling")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("综合评分法，价格30分，采用低价优先法计算", "low_first"),
        ("評標方法：經評審的最低投標價法", "lowest"),
        ("以各投标人有效报价的算术平均值下浮3%为评标基准价", "benchmark"),
        ("性价比法", "quality_price"),
        ("采用双信封形式，先开商务技术文件", "two_envelope"),
        ("Price 40 %: lowest price gets full marks", "low_first"),
        ("two-envelope system", "two_envelope"),
        ("the lowest compliant tender wins", "lowest"),
        ("", None),
        ("详见招标文件", None),
    ],
)
def test_words_of_a_tender_tell_the_formula(text: str, kind: str | None) -> None:
    assert formula_told(text) == kind
