"""Commission ahead: what will be owed when customers pay as they should."""

import datetime as dt
from decimal import Decimal

from tongpin.method.partners.forecast import Ahead, Month, ahead
from tongpin.method.partners.terms import Order, Receipt, Terms

TERMS = Terms(valid_from=dt.date(2026, 1, 1))
ORDERS = [Order(id="a", amount=Decimal(40_000)), Order(id="b", amount=Decimal(60_000)), Order(id="c", way="introduced")]
TODAY = dt.date(2026, 3, 10)


def paid(name: str, order: str, amount: int, day: dt.date) -> Receipt:
    return Receipt(id=name, order=order, date=day, amount=Decimal(amount))


WORKED = [
    paid("1", "a", 40_000, dt.date(2026, 2, 1)),
    paid("2", "b", 50_000, dt.date(2026, 2, 20)),
    paid("3", "c", 30_000, dt.date(2026, 3, 1)),
]


def test_the_worked_example_is_owed_when_its_rest_comes_in_and_its_period_closes() -> None:
    """500 in April with the last 10,000; in June 1 % of 40,000 + 60,000 + 12,000."""
    found = ahead(TERMS, ORDERS, WORKED, [paid("4", "b", 10_000, dt.date(2026, 4, 15))], TODAY)
    assert found.months == (
        Month(first=dt.date(2026, 4, 1), amount=Decimal("500.00")),
        Month(first=dt.date(2026, 6, 1), amount=Decimal("1120.00")),
    )
    assert found.undated == 0
    twice = Ahead.together([found, found])
    assert [month.amount for month in twice.months] == [Decimal("1000.00"), Decimal("2240.00")]


def test_what_nobody_knows_the_day_of_stands_apart() -> None:
    found = ahead(TERMS, ORDERS, WORKED, [], TODAY)
    assert found.months == (Month(first=dt.date(2026, 6, 1), amount=Decimal("1020.00")),)
    assert found.undated == Decimal("500.00")


def test_what_is_overdue_is_expected_now_and_what_lies_beyond_is_left_out() -> None:
    late, far = paid("4", "b", 10_000, dt.date(2026, 1, 31)), paid("5", "a", 1_000, dt.date(2027, 12, 1))
    found = ahead(TERMS, ORDERS, WORKED, [late, far], TODAY, months=2)
    assert found.months == (Month(first=dt.date(2026, 3, 1), amount=Decimal("500.00")),)


def test_money_after_the_agreement_ends_brings_nothing() -> None:
    terms = Terms(valid_from=dt.date(2026, 1, 1), valid_until=dt.date(2026, 3, 31), tiers=())
    found = ahead(terms, ORDERS, WORKED, [paid("4", "b", 10_000, dt.date(2026, 4, 15))], TODAY)
    assert found.months == ()


def test_no_more_is_expected_than_is_left_of_an_order() -> None:
    """The invoice of 60,000 is open on paper, for the 50,000 came in without naming it."""
    found = ahead(TERMS, ORDERS, WORKED, [paid("4", "b", 60_000, TODAY), paid("5", "a", 5, TODAY)], TODAY)
    assert found.months[0] == Month(first=dt.date(2026, 3, 1), amount=Decimal("500.00"))
    assert found.undated == 0
