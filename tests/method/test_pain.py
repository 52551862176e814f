"""Pain against price: exact money, the three cases, what matters most."""

from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from tongpin.method.pain import Cost, Rhythm, Side, Terms, faults_of, reckon

CENT = Decimal("0.01")
DOWNTIME = Cost(side="pain", name="停机", low=Decimal(600_000), likely=Decimal(800_000), high=Decimal(1_000_000))
OIL = Cost(side="pain", name="换油", likely=Decimal(5_000), rhythm="month")
PRICE = Cost(side="solution", name="设备", likely=Decimal(1_200_000), rhythm="once")
UPKEEP = Cost(side="solution", name="维保", low=Decimal(40_000), likely=Decimal(60_000), high=Decimal(90_000))


def test_a_plant_that_loses_by_downtime_gets_its_money_back() -> None:
    told = reckon([DOWNTIME, OIL, PRICE, UPKEEP], Terms(years=3))
    assert (told.a_year.low, told.a_year.likely, told.a_year.high) == (660_000, 860_000, 1_060_000)
    assert told.owning.likely == 1_200_000 + 3 * 60_000
    assert told.net.likely == 3 * (860_000 - 60_000) - 1_200_000
    assert told.net.low == 3 * (660_000 - 90_000) - 1_200_000
    assert told.payback[1] == 18  # 1.2 million at 800,000 a year
    assert told.verdict.key == "pain.verdict.surely"
    assert [swing.cost.name for swing in told.swings] == ["停机", "维保"]  # what is certain swings nothing


def test_interest_discounts_each_year_exactly() -> None:
    told = reckon([DOWNTIME, PRICE], Terms(years=2, interest=Decimal(8)))
    by_hand = Decimal(800_000) / Decimal("1.08") + Decimal(800_000) / Decimal("1.08") ** 2 - 1_200_000
    assert told.net.likely == by_hand.quantize(CENT, ROUND_HALF_UP) == Decimal("226611.80")


def test_a_price_above_the_pain_is_said_to_be_so() -> None:
    told = reckon([replace(DOWNTIME, low=None, likely=Decimal(100_000), high=None), PRICE], Terms(years=3))
    assert told.payback == (None, None, None)
    assert told.verdict.key == "pain.verdict.never"


def test_unknown_is_not_nought() -> None:
    rework = Cost(side="pain", name="返工")
    told = reckon([rework, PRICE], Terms())
    assert told.unknown == (rework,)
    assert told.verdict.key == "pain.verdict.no_pain"
    assert reckon([DOWNTIME], Terms()).verdict.key == "pain.verdict.no_price"
    assert reckon([], Terms()).net.likely == 0


def test_impossible_terms_and_lines_are_refused() -> None:
    for bad in ({"years": 0}, {"years": 31}, {"interest": Decimal(-1)}, {"interest": Decimal(101)}):
        with pytest.raises(ValueError, match="between"):
            Terms(**bad)
    assert [fault.key for fault in faults_of(replace(DOWNTIME, low=Decimal(900_000)))] == ["pain.faults.order"]
    assert [fault.key for fault in faults_of(replace(OIL, likely=Decimal(-1)))] == ["pain.faults.negative"]
    assert faults_of(DOWNTIME) == ()


MONEY = some.decimals(min_value=0, max_value=10**9, places=2)


@some.composite
def costs(draw: some.DrawFn) -> Cost:
    low, likely, high = sorted(draw(MONEY) for _ in range(3))
    side: Side = draw(some.sampled_from(["pain", "solution"]))
    rhythm: Rhythm = draw(some.sampled_from(["once", "month", "year"]))
    return Cost(side=side, name="x", low=low, likely=likely, high=high, rhythm=rhythm)


@given(some.lists(costs(), max_size=12), some.integers(1, 30))
def test_without_interest_sums_agree_to_the_last_cent(lines: list[Cost], years: int) -> None:
    told = reckon(lines, Terms(years=years))
    assert told.net.low <= told.net.likely <= told.net.high
    for level in ("low", "likely", "high"):
        net, pain, owning = (getattr(getattr(told, name), level) for name in ("net", "pain", "owning"))
        assert net == pain - owning


@given(some.lists(costs(), min_size=1, max_size=8))
def test_lines_that_swing_alone_stay_within_the_worst_and_the_best(lines: list[Cost]) -> None:
    told = reckon(lines, Terms(years=4, interest=Decimal("6.5")))
    for swing in told.swings:
        assert told.net.low - CENT <= min(swing.at_low, swing.at_high)
        assert max(swing.at_low, swing.at_high) <= told.net.high + CENT
