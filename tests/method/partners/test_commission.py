"""What a partner earns: the worked example of METHOD 12.2 to the cent, and what must hold whatever happens."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tongpin.method.partners.commission import earned
from tongpin.method.partners.statements import next_lines
from tongpin.method.partners.terms import Order, Receipt, Terms, Tier, periods

START = dt.date(2026, 1, 1)
TERMS = Terms(valid_from=START)
ORDERS = (
    Order(id="a", amount=Decimal(40_000)),
    Order(id="b", amount=Decimal(60_000)),
    Order(id="c", way="introduced", amount=Decimal(30_000)),
)
AFTER = dt.date(2026, 7, 1)


def receipt(name: str, order: str, amount: str, day: dt.date = dt.date(2026, 3, 1), **facts: object) -> Receipt:
    return Receipt(id=name, order=order, date=day, amount=Decimal(amount), **facts)  # type: ignore[arg-type]


WORKED = (receipt("1", "a", "40000"), receipt("2", "b", "50000"), receipt("3", "c", "30000"))


def test_the_worked_example() -> None:
    found = earned(TERMS, ORDERS, WORKED, AFTER)
    assert [item.earned for item in found.orders] == [Decimal("2000.00"), Decimal("2500.00")]
    assert [item.waiting for item in found.orders] == [0, 500]
    first = found.periods[0]
    assert (first.base, first.tier, first.earned, first.closed) == (102_000, TERMS.tiers[0], Decimal("1020.00"), True)
    assert found.total == Decimal("5520.00")


def test_what_is_introduced_earns_no_order_of_its_own() -> None:
    found = earned(TERMS, ORDERS, [receipt("3", "c", "30000")], AFTER)
    assert found.total == 0
    assert found.periods[0].base == 12_000


def test_a_period_is_stated_when_it_is_over() -> None:
    found = earned(TERMS, ORDERS, WORKED, dt.date(2026, 6, 30))
    assert found.periods[0].earned == 1020
    assert found.total == 4500


def test_only_the_highest_tier_counts_unless_the_agreement_says_otherwise() -> None:
    tiers = (Tier(at=Decimal(50_000), rate=Decimal(1)), Tier(at=Decimal(100_000), rate=Decimal(2)))
    whole = earned(replace(TERMS, tiers=tiers), ORDERS, WORKED, AFTER)
    bands = earned(replace(TERMS, tiers=tiers, tier_rule="bands"), ORDERS, WORKED, AFTER)
    assert whole.periods[0].earned == Decimal("2040.00")
    assert bands.periods[0].earned == Decimal("540.00")  # 50,000 at 1 %, 2,000 at 2 %


def test_one_cent_below_the_tier_earns_nothing() -> None:
    orders = (Order(id="a"),)
    assert earned(TERMS, orders, [receipt("1", "a", "99999.99")], AFTER).periods[0].earned == 0
    assert earned(TERMS, orders, [receipt("1", "a", "100000")], AFTER).periods[0].earned == 1000


def test_a_base_below_the_tier_is_carried_over_where_that_was_agreed() -> None:
    receipts = [receipt("1", "a", "60000"), receipt("2", "a", "40000", dt.date(2026, 9, 1))]
    plain = earned(TERMS, ORDERS, receipts, dt.date(2027, 1, 1))
    carried = earned(replace(TERMS, carry_over=True), ORDERS, receipts, dt.date(2027, 1, 1))
    assert [item.earned for item in plain.periods[:2]] == [0, 0]
    assert [(item.carried, item.earned) for item in carried.periods[:2]] == [(0, 0), (60_000, 1000)]


def test_money_outside_the_agreement_does_not_count() -> None:
    terms = replace(TERMS, valid_until=dt.date(2026, 2, 28))
    assert earned(terms, ORDERS, WORKED, AFTER).total == 0


def test_foreign_money_counts_at_the_rate_of_its_day_and_is_rounded_once() -> None:
    found = earned(TERMS, ORDERS, [receipt("1", "a", "100.10", rate=Decimal("7.1234"))], AFTER)
    assert found.orders[0].received == Decimal("713.052340")
    assert found.orders[0].earned == Decimal("35.65")


def test_a_refund_takes_back_the_tier_of_its_receipts_period() -> None:
    """The machine went back in autumn: spring’s base falls below the tier, and autumn’s is left alone."""
    refund = receipt("4", "b", "-50000", dt.date(2026, 10, 5), undoes="2")
    found = earned(TERMS, ORDERS, [*WORKED, refund], dt.date(2027, 1, 1))
    assert found.orders[1].earned == 0
    assert [item.earned for item in found.periods[:2]] == [0, 0]
    assert found.periods[1].direct == 0


@pytest.mark.parametrize(
    "odd",
    [
        receipt("9", "nowhere", "1"),
        receipt("9", "b", "-1", undoes="7"),
        receipt("9", "b", "-1", undoes="1"),
        receipt("9", "a", "-40000.01", undoes="1"),
        receipt("1", "a", "5"),
    ],
)
def test_a_receipt_that_cannot_be_is_refused(odd: Receipt) -> None:
    with pytest.raises(ValueError, match="receipt"):
        earned(TERMS, ORDERS, [*WORKED, odd], AFTER)


def test_periods_run_from_the_first_day_of_the_agreement() -> None:
    terms = Terms(valid_from=dt.date(2025, 8, 31), valid_until=dt.date(2026, 5, 15), length="half_year")
    assert [(item.start, item.end) for item in periods(terms, dt.date(2027, 1, 1))] == [
        (dt.date(2025, 8, 31), dt.date(2026, 2, 27)),
        (dt.date(2026, 2, 28), dt.date(2026, 5, 15)),
    ]


# ---------------------------------------------------------------- whatever happens
cents = st.integers(1, 9_000_000).map(lambda number: Decimal(number) / 100)
days = st.dates(START, dt.date(2027, 12, 31))
LATER = dt.date(2028, 6, 30)


@st.composite
def ledgers(draw: st.DrawFn) -> list[Receipt]:
    """Receipts of three orders, some of them taken back in part or whole."""
    found: list[Receipt] = []
    for number in range(draw(st.integers(1, 6))):
        one = Receipt(id=f"r{number}", order=draw(st.sampled_from("abc")), date=draw(days), amount=draw(cents))
        found.append(one)
        if draw(st.booleans()):
            back = draw(st.decimals(0, 1, places=2)) * one.amount
            later = draw(st.dates(one.date, LATER))
            found.append(Receipt(id=f"u{number}", order=one.order, date=later, amount=-back, undoes=one.id))
    return found


@given(ledger=ledgers(), order=st.randoms())
def test_the_order_of_booking_changes_nothing(ledger: list[Receipt], order: object) -> None:
    shuffled = list(ledger)
    order.shuffle(shuffled)  # type: ignore[attr-defined]
    assert earned(TERMS, ORDERS, shuffled, LATER) == earned(TERMS, ORDERS, ledger, LATER)


@given(ledger=ledgers(), parts=st.integers(2, 10))
def test_splitting_a_receipt_changes_nothing(ledger: list[Receipt], parts: int) -> None:
    undone = {item.undoes for item in ledger}
    whole = next((item for item in ledger if not item.undoes and item.id not in undone), None)
    assume(whole is not None)
    assert whole is not None
    piece = whole.amount / parts
    split = [replace(whole, id=f"{whole.id}/{part}", amount=piece) for part in range(parts - 1)]
    split.append(replace(whole, id=f"{whole.id}/last", amount=whole.amount - piece * (parts - 1)))
    again = [item for item in ledger if item.id != whole.id] + split
    assert earned(TERMS, ORDERS, again, LATER).lines() == earned(TERMS, ORDERS, ledger, LATER).lines()


@given(ledger=ledgers(), amount=cents, day=days, back=st.dates(START, LATER))
def test_a_reversal_restores(ledger: list[Receipt], amount: Decimal, day: dt.date, back: dt.date) -> None:
    wrong = Receipt(id="wrong", order="a", date=day, amount=amount)
    undone = Receipt(id="undone", order="a", date=max(day, back), amount=-amount, undoes="wrong")
    before = earned(TERMS, ORDERS, ledger, LATER).lines()
    assert earned(TERMS, ORDERS, [*ledger, wrong, undone], LATER).lines() == before


@given(ledger=ledgers(), closings=st.lists(st.dates(START, LATER), min_size=1, max_size=5), late=st.data())
def test_the_sum_of_all_statements_is_what_was_earned(
    ledger: list[Receipt], closings: list[dt.date], late: st.DataObject
) -> None:
    """Also where some money is booked only after the statement of its time went out."""
    booked = {item.id: late.draw(st.integers(0, len(closings))) for item in ledger}
    booked |= {item.id: max(booked[item.id], booked[item.undoes]) for item in ledger if item.undoes}
    stated: dict[str, Decimal] = {}
    total = Decimal(0)
    for number, day in enumerate([*sorted(closings), LATER]):
        known = [item for item in ledger if booked[item.id] <= number]
        lines = next_lines(earned(TERMS, ORDERS, known, day), stated)
        total += sum((line.amount for line in lines), Decimal(0))
        stated |= {line.about: line.now for line in lines}
    assert total == earned(TERMS, ORDERS, ledger, LATER).total


def test_a_correction_stands_in_the_next_statement_and_nothing_is_rewritten() -> None:
    first = next_lines(earned(TERMS, ORDERS, WORKED, AFTER), {})
    refund = receipt("4", "b", "-50000", dt.date(2026, 8, 1), undoes="2")
    stated = {line.about: line.now for line in first}
    second = next_lines(earned(TERMS, ORDERS, [*WORKED, refund], dt.date(2026, 9, 1)), stated)
    assert {line.about: line.amount for line in second} == {"order:b": -2500, "period:2026-01-01": -1020}
