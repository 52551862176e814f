"""Commission ahead as cash (METHOD 12.3): what will be owed, month by month, if customers pay on the days due."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from tongpin.method.partners.commission import ZERO, earned
from tongpin.method.partners.terms import HUNDRED, Order, Receipt, Terms, months_later

DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """What becomes owed in a month: its first day, and the amount, which a period that closes may swell."""

    first: dt.date
    amount: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Ahead:
    """``months`` in which something becomes owed; ``undated``: of orders whose rest nobody knows the day of."""

    months: tuple[Month, ...]
    undated: Decimal

    @classmethod
    def together(cls, parts: Iterable["Ahead"]) -> "Ahead":
        """Several, all of one currency, as one."""
        sums: dict[dt.date, Decimal] = {}
        undated = ZERO
        for part in parts:
            undated += part.undated
            for month in part.months:
                sums[month.first] = sums.get(month.first, ZERO) + month.amount
        return cls(months=tuple(Month(first=day, amount=sums[day]) for day in sorted(sums)), undated=undated)


def ahead(
    terms: Terms,
    orders: Sequence[Order],
    receipts: Iterable[Receipt],
    expected: Iterable[Receipt],
    today: dt.date,
    *,
    months: int = 12,
) -> Ahead:
    """The commission of money that is ``expected`` on a day, as it would be reckoned once that money is there.

    What should have come before today is expected today; of an order no more than is left of it. Money after the last
    month is left out.
    """
    there = [item for item in receipts if item.date <= today]
    coming = list(_within(orders, there, [_not_before(item, today) for item in expected]))
    first = today.replace(day=1)
    ends = [months_later(first, number + 1) for number in range(months)]
    before = earned(terms, orders, there, today)
    steps, reached = [], before.total
    for start, end in zip([first, *ends], ends, strict=False):
        total = earned(terms, orders, [*there, *(item for item in coming if item.date < end)], end).total
        steps.append(Month(first=start, amount=total - reached))
        reached = total
    waiting = sum((row.waiting or ZERO for row in before.orders), ZERO)
    own = {row.order for row in before.orders}
    dated = sum((item.amount * item.rate for item in coming if item.order in own), ZERO) * terms.per_order / HUNDRED
    return Ahead(
        months=tuple(step for step in steps if step.amount),
        undated=max(waiting - terms.rounded(dated), ZERO),
    )


def _within(orders: Sequence[Order], there: Iterable[Receipt], coming: Sequence[Receipt]) -> Iterator[Receipt]:
    """Expected money, the earliest first, as far as something is left of its order: what came in without naming its
    invoice is not expected once more."""
    left = {order.id: order.amount for order in orders}
    for item in there:
        rest = left[item.order]
        left[item.order] = None if rest is None else rest - item.amount * item.rate
    for item in sorted(coming, key=lambda item: item.date):
        rest = left[item.order]
        amount = item.amount if rest is None else min(item.amount, max(rest, ZERO) / item.rate)
        left[item.order] = None if rest is None else rest - amount * item.rate
        if amount:
            yield replace(item, amount=amount)


def _not_before(item: Receipt, today: dt.date) -> Receipt:
    return replace(item, date=max(item.date, today))
