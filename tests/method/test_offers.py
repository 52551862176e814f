"""What offers come to, to the last cent; what changed; and how much may be said of a template with few cases."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongpin.method.bidding.money import smallest
from tongpin.method.offers import Decided, Line, changes, line_sum, same_trade, score, scores, totals

D = Decimal


def line(name: str = "空压机", **facts: object) -> Line:
    return Line(name=name, **{"price": D("1999.99"), "vat": D(13), **facts})  # type: ignore[arg-type]


def test_a_line_is_rounded_half_up() -> None:
    found = line_sum(line(quantity=D(3), price=D("0.335"), vat=D(13)), "CNY")
    assert (found.net, found.tax, found.gross) == (D("1.01"), D("0.13"), D("1.14"))  # 1.005 → 1.01; 0.1313 → 0.13


def test_taiwan_invoices_carry_no_fractions() -> None:
    found = line_sum(line(price=D("1250.50"), vat=D(5)), "TWD")
    assert (found.net, found.tax, found.gross) == (D(1251), D(63), D(1314))
    assert smallest("CNY") == D("0.01")


def test_lines_of_several_rates_are_summed_by_rate() -> None:
    found = totals([line(), line("安装", price=D(3000), vat=D(9)), line("培训", price=D(500), vat=D(6))], "CNY")
    assert [(item.vat, item.net, item.tax) for item in found.rates] == [
        (D(13), D("1999.99"), D("260.00")),
        (D(9), D(3000), D(270)),
        (D(6), D(500), D(30)),
    ]
    assert (found.net, found.tax, found.gross) == (D("5499.99"), D(560), D("6059.99"))


def test_a_price_that_is_open_is_counted_and_not_taken_for_nothing() -> None:
    found = totals([line(), line("备件", price=None)], "CNY")
    assert (found.net, found.lines, found.without_price) == (D("1999.99"), 2, 1)


def test_without_a_rate_there_is_no_gross() -> None:
    found = totals([line(), line("软件", vat=None)], "CNY")
    assert (found.net, found.tax, found.gross, found.without_vat) == (D("3999.98"), None, None, 1)


def test_a_price_of_nought_is_a_price() -> None:
    found = totals([line("首年质保", price=D(0))], "CNY")
    assert (found.net, found.gross, found.without_price) == (0, 0, 0)


def test_no_line_comes_to_nothing() -> None:
    assert (totals([], "CNY").gross, totals([], "CNY").lines) == (0, 0)


LINES = st.lists(
    st.builds(
        Line,
        name=st.sampled_from("甲乙丙"),
        quantity=st.decimals(min_value=0, max_value=99999, places=3),
        price=st.one_of(st.none(), st.decimals(min_value=0, max_value=10**9, places=2)),
        vat=st.sampled_from([None, D(0), D(3), D(6), D(9), D(13), D("17.5")]),
        optional=st.booleans(),
    ),
    max_size=12,
)


@given(lines=LINES, currency=st.sampled_from(["CNY", "TWD", "GBP"]))
def test_who_adds_up_the_lines_finds_the_total(lines: list[Line], currency: str) -> None:
    found, sums = totals(lines, currency), [line_sum(one, currency) for one in lines]
    assert found.net == sum(one.net for one in sums if one.net is not None)
    assert found.net % smallest(currency) == 0
    if found.gross is not None:
        assert found.gross == sum(one.gross for one in sums if one.gross is not None)
        assert found.tax == sum(rate.tax for rate in found.rates)
        assert found.net == sum(rate.net for rate in found.rates)


@given(lines=LINES)
def test_the_order_of_the_lines_does_not_matter(lines: list[Line]) -> None:
    assert totals(lines, "CNY") == totals(list(reversed(lines)), "CNY")


# ---------------------------------------------------------------- versions
def test_what_changed_between_two_versions() -> None:
    old = [line(), line("安装", price=D(3000)), line("培训", price=D(500))]
    new = [line(price=D("1899.99"), quantity=D(2)), line("安装", price=D(3000)), line("质保", price=D(0))]
    told = [(item.kind, item.name, item.before, item.after) for item in changes(old, new)]
    assert told == [
        ("quantity", "空压机", D(1), D(2)),
        ("price", "空压机", D("1999.99"), D("1899.99")),
        ("added", "质保", None, D(0)),
        ("removed", "培训", D(500), None),
    ]


def test_of_two_lines_with_one_name_the_first_goes_with_the_first() -> None:
    old = [line(price=D(1)), line(price=D(2))]
    assert [item.kind for item in changes(old, [line(price=D(1))])] == ["removed"]
    assert changes(old, old) == ()


@given(old=LINES, new=LINES)
def test_nothing_changed_where_nothing_differs(old: list[Line], new: list[Line]) -> None:
    assert changes(old, old) == ()
    found = changes(old, new)
    added = sum(item.kind == "added" for item in found)
    removed = sum(item.kind == "removed" for item in found)
    assert len(old) + added - removed == len(new)


# ---------------------------------------------------------------- templates
def test_three_of_three_is_no_rate_yet() -> None:
    found = score(3, 3, overall=0.5)
    assert not found.tells
    assert found.leaning == ""
    assert found.low < 0.6
    assert found.high == 1


def test_many_wins_above_all_the_others_lean_to_it() -> None:
    assert score(18, 20, overall=0.5).leaning == "better"
    assert score(2, 20, overall=0.5).leaning == "worse"
    assert score(11, 20, overall=0.5).leaning == ""


def test_wilson_as_in_the_books() -> None:
    found = score(8, 10)
    assert (round(found.low, 3), round(found.high, 3)) == (0.541, 0.931)


@pytest.mark.parametrize(("won", "decided"), [(1, 0), (-1, 3), (4, 3)])
def test_no_more_can_be_won_than_was_decided(won: int, decided: int) -> None:
    with pytest.raises(ValueError, match="cannot be won"):
        score(won, decided)


@given(decided=st.integers(0, 500), share=st.floats(0, 1))
def test_the_interval_holds_the_share(decided: int, share: float) -> None:
    won = round(decided * share)
    found = score(won, decided)
    assert 0 <= found.low <= found.high <= 1
    if decided:
        assert found.low <= won / decided + 1e-12
        assert won / decided <= found.high + 1e-12


def test_templates_are_counted_by_trade_and_in_all() -> None:
    told = [Decided(template=1, industry="医院", won=True)] * 9 + [Decided(template=1, industry="钢铁", won=False)]
    told += [Decided(template=2, industry="钢铁", won=False)] * 10
    found = scores(told)
    assert (found[1]["医院"].won, found[1]["医院"].decided, found[1]["医院"].leaning) == (9, 9, "better")
    assert (found[1][""].won, found[1][""].decided) == (9, 10)
    assert found[2][""].leaning == "worse"
    assert not found[1]["钢铁"].tells
    assert scores([]) == {}


def test_a_trade_is_the_same_where_one_names_the_other() -> None:
    assert same_trade("Hospitals", "hospitals and care")
    assert same_trade("医院", "三甲医院")
    assert not same_trade("", "医院")
    assert not same_trade("钢铁", "医院")
