"""Costs, tax and currencies to the last cent."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongpin.method import offers
from tongpin.method.bidding.costs import CostLine, costs_of, gross_of, margin_of, net_for_margin
from tongpin.method.bidding.lines import (
    PriceLine,
    blended_rate,
    net_of,
    place_of,
    price_of,
    rates_law,
    standard_rate,
    vat_rates,
)
from tongpin.method.bidding.money import Rate, convert, smallest

DAY = dt.date(2026, 11, 20)
D = Decimal
CHINA = D(13)

money = st.decimals(min_value=0, max_value=10**9, places=2, allow_nan=False, allow_infinity=False)
quantity = st.decimals(min_value=0, max_value=10**4, places=3, allow_nan=False, allow_infinity=False)
rates = st.sampled_from([D(13), D(9), D(6), D(3), D(0)])
lines = st.lists(
    st.builds(PriceLine, name=st.just("x"), quantity=quantity, price=money, vat=st.none() | rates), max_size=12
)


def line(name: str, price: str, vat: int | None = None, quantity: str = "1") -> PriceLine:
    return PriceLine(name=name, price=D(price), vat=None if vat is None else D(vat), quantity=D(quantity))


def test_a_machine_with_installation_and_training_is_taxed_line_by_line() -> None:
    price = price_of(
        [line("machine", "1200000", 13), line("installation", "80000", 9), line("training", "5000", 6, "3")],
        standard=CHINA,
        currency="CNY",
    )
    assert [(item.net, item.tax) for item in price.lines] == [
        (D("1200000.00"), D("156000.00")),
        (D("80000.00"), D("7200.00")),
        (D("15000.00"), D("900.00")),
    ]
    assert (price.net, price.tax, price.gross) == (D("1295000.00"), D("164100.00"), D("1459100.00"))
    assert [share.vat for share in price.by_rate] == [13, 9, 6]


def test_a_line_without_rate_takes_the_higher_one() -> None:
    """增值税法 12: what is not kept apart is taxed at the higher rate."""
    price = price_of([line("service", "1000", 6), line("freight", "1000")], standard=CHINA, currency="CNY")
    assert [(item.vat, item.assumed) for item in price.lines] == [(6, False), (6, True)]
    alone = price_of([line("freight", "1000")], standard=CHINA, currency="CNY")
    assert (alone.lines[0].vat, alone.lines[0].assumed) == (13, True)


def test_half_a_cent_goes_up_in_each_line() -> None:
    price = price_of([line("a", "0.05", 13), line("b", "0.335", 9, "1")], standard=CHINA, currency="CNY")
    assert [(item.net, item.tax) for item in price.lines] == [(D("0.05"), D("0.01")), (D("0.34"), D("0.03"))]


@given(lines, st.sampled_from(["CNY", "TWD", "JPY", "GBP"]))
def test_a_line_of_the_bid_and_one_of_the_proposal_come_to_the_same(found: list[PriceLine], currency: str) -> None:
    for item in price_of(found, standard=CHINA, currency=currency).lines:
        offered = offers.Line(name="x", quantity=item.line.quantity, price=item.line.price, vat=item.vat)
        same = offers.line_sum(offered, currency)
        assert (item.net, item.tax, item.gross) == (same.net, same.tax, same.gross)
        assert item.gross == item.gross.quantize(smallest(currency))


@given(lines)
def test_money_sums_to_the_last_cent(found: list[PriceLine]) -> None:
    price = price_of(found, standard=CHINA, currency="CNY")
    assert price.gross == price.net + price.tax == sum((item.gross for item in price.lines), D(0))
    assert price.net == sum((share.net for share in price.by_rate), D(0))
    assert price.tax == sum((share.tax for share in price.by_rate), D(0))
    assert all(item.gross == item.gross.quantize(D("0.01")) for item in price.lines)


@given(money, st.decimals(min_value=0, max_value=99, places=2, allow_nan=False, allow_infinity=False))
def test_the_price_for_a_margin_leaves_it_and_a_cent_less_does_not(cost: Decimal, margin: Decimal) -> None:
    net = net_for_margin(cost, margin)
    assert net is not None
    if net > 0:
        assert (margin_of(net, cost) or D(0)) >= margin
        less = net - D("0.01")
        assert less <= 0 or (margin_of(less, cost) or D(0)) < margin


def test_a_price_of_nothing_has_no_margin_and_no_price_leaves_all() -> None:
    assert margin_of(D(0), D(100)) is None
    assert net_for_margin(D(100), D(100)) is None


def test_tax_is_taken_out_as_it_was_put_on() -> None:
    assert gross_of(D(100), CHINA) == D("113.00")
    assert net_of(D(113), CHINA) == D("100.00")
    price = price_of([line("a", "100", 13), line("b", "100", 6)], standard=CHINA, currency="CNY")
    assert blended_rate(price, CHINA) == D("9.5")
    assert blended_rate(price_of([], standard=CHINA, currency="CNY"), CHINA) == 13


@pytest.mark.parametrize(
    ("currency", "day", "first"),
    [
        ("CNY", dt.date(2026, 1, 1), 13),  # 增值税法 10
        ("CNY", dt.date(2019, 3, 31), 16),
        ("CNY", dt.date(2019, 4, 1), 13),
        ("TWD", DAY, 5),
        ("GBP", DAY, 20),
    ],
)
def test_rates_are_dated(currency: str, day: dt.date, first: int) -> None:
    assert standard_rate(place_of(currency), day) == first


def test_the_rates_of_the_law_of_2026() -> None:
    assert vat_rates("CN", DAY) == (13, 9, 6, 3, 0)
    assert "增值税法" in rates_law("CN")
    assert vat_rates(place_of("XXX"), DAY) == ()
    assert standard_rate("", DAY) == 0


EURO = [
    Rate(currency="EUR", into="CNY", date=dt.date(2026, 10, 1), rate=D("7.9")),
    Rate(currency="EUR", into="CNY", date=dt.date(2026, 11, 1), rate=D("8.05")),
    Rate(currency="EUR", into="CNY", date=dt.date(2026, 12, 1), rate=D("8.4")),
]


def test_the_rate_of_the_day_counts_and_no_later_one() -> None:
    found = convert(D("100"), "EUR", "CNY", on=DAY, rates=EURO)
    assert found is not None
    assert found.rate is not None
    assert (found.amount, found.rate.date) == (D("805.00"), dt.date(2026, 11, 1))
    assert convert(D("100"), "EUR", "CNY", on=dt.date(2026, 9, 1), rates=EURO) is None


def test_a_rate_is_turned_where_only_the_other_way_is_known() -> None:
    found = convert(D("805"), "CNY", "EUR", on=DAY, rates=EURO)
    assert found is not None
    assert found.amount == D("100.00")


def test_costs_are_added_by_kind_and_bidding_stays_apart() -> None:
    costs = costs_of(
        [
            CostLine(kind="goods", name="spectrometer", unit_cost=D("50000"), currency="EUR"),
            CostLine(kind="freight", name="air freight", unit_cost=D("12000")),
            CostLine(kind="bidding", name="days of the bid", quantity=D(12), unit_cost=D("1800")),
        ],
        into="CNY",
        on=DAY,
        rates=EURO,
    )
    assert costs.total == D("414500.00")
    assert costs.bidding == D("21600.00")
    assert dict(costs.by_kind) == {"goods": D("402500.00"), "freight": D("12000.00"), "bidding": D("21600.00")}
    assert costs.complete


def test_an_unknown_rate_or_cost_is_said_and_not_taken_for_nothing() -> None:
    costs = costs_of(
        [CostLine(name="pump", unit_cost=D("100"), currency="JPY"), CostLine(name="valves")],
        into="CNY",
        on=DAY,
        rates=EURO,
    )
    assert [(cost.amount, cost.rate_missing) for cost in costs.lines] == [(None, True), (None, False)]
    assert not costs.complete
    assert not costs_of([], into="CNY", on=DAY).complete
