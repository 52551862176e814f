"""What a partner has earned on money received (METHOD 12.1): a function of the receipts, never of their order.

For each order that he brought, a percentage of what was received for it; for each period, a percentage of its base
(money of his own orders and a part of the money of those he introduced) once a tier is reached. Nothing is rounded but
the sum of an order and the sum of a period: a receipt split in ten earns what it earns whole.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from tongpin.method.partners.terms import HUNDRED, Order, Period, Receipt, Terms, Tier, periods

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderEarned:
    """Of one order: money received (agreement's currency, exact), what it earned, and what its unpaid rest will."""

    order: str
    received: Decimal
    earned: Decimal
    waiting: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodEarned:
    """Of one period: the two kinds of money, the base with what was carried into it, the tier reached, what it earned.

    ``closed``: the period is over; until then the amount is what it would earn if nothing more came in.
    """

    period: Period
    direct: Decimal
    introduced: Decimal
    carried: Decimal
    base: Decimal
    tier: Tier | None
    earned: Decimal
    closed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Earned:
    """Everything earned by a day."""

    orders: tuple[OrderEarned, ...]
    periods: tuple[PeriodEarned, ...]

    @property
    def total(self) -> Decimal:
        """What may be stated: all orders, and the periods that are over."""
        return sum(self.lines().values(), ZERO)

    def lines(self) -> dict[str, Decimal]:
        """Amounts by what they are for: ``order:<id>``, ``period:<first day>``."""
        orders = {f"order:{item.order}": item.earned for item in self.orders}
        closed = {f"period:{item.period.start.isoformat()}": item.earned for item in self.periods if item.closed}
        return orders | closed


def earned(terms: Terms, orders: Sequence[Order], receipts: Iterable[Receipt], until: dt.date) -> Earned:
    """What the agreement yields on receipts up to a day. Raises ``ValueError`` for a receipt of an unknown order, and
    for one that undoes what is not there, is another order's, or more than it."""
    ways = {order.id: order for order in orders}
    counted = [item for item in _counted(list(receipts), ways, until) if terms.in_force(item.date)]
    received: defaultdict[str, Decimal] = defaultdict(Decimal)
    for item in counted:
        received[item.order] += item.amount * item.rate
    direct = [order for order in orders if order.way == "direct"]
    return Earned(
        orders=tuple(_order(terms, order, received[order.id]) for order in direct),
        periods=tuple(_periods(terms, ways, counted, until)),
    )


def _counted(receipts: list[Receipt], orders: Mapping[str, Order], until: dt.date) -> list[Receipt]:
    """Receipts of the time, each with what was taken back of it, dated as it was itself."""
    known = {item.id: item for item in receipts}
    if len(known) < len(receipts):
        raise ValueError("a receipt is there twice")
    for item in receipts:
        if item.order not in orders:
            raise ValueError(f"receipt {item.id}: there is no order {item.order}")
        first = known.get(item.undoes)
        if item.undoes and (first is None or first.order != item.order or first.undoes):
            raise ValueError(f"receipt {item.id}: {item.undoes} is no receipt of this order that it could undo")
    _not_more_than_was(receipts, known)
    return [_where_it_counts(item, known) for item in receipts if item.date <= until]


def _not_more_than_was(receipts: list[Receipt], known: Mapping[str, Receipt]) -> None:
    left = {item.id: item.amount for item in receipts if not item.undoes}
    for item in receipts:
        if item.undoes:
            left[item.undoes] += item.amount
            if (left[item.undoes] < 0) != (known[item.undoes].amount < 0) and left[item.undoes]:
                raise ValueError(f"receipt {item.id}: more is taken back than {item.undoes} brought")


def _where_it_counts(item: Receipt, known: Mapping[str, Receipt]) -> Receipt:
    if not item.undoes:
        return item
    first = known[item.undoes]
    return Receipt(id=item.id, order=item.order, date=first.date, amount=item.amount, rate=first.rate)


def _order(terms: Terms, order: Order, received: Decimal) -> OrderEarned:
    amount = terms.rounded(received * terms.per_order / HUNDRED)
    whole = None if order.amount is None else terms.rounded(order.amount * terms.per_order / HUNDRED)
    waiting = None if whole is None else max(whole - amount, ZERO)
    return OrderEarned(order=order.id, received=received, earned=amount, waiting=waiting)


def _periods(
    terms: Terms, orders: Mapping[str, Order], counted: list[Receipt], until: dt.date
) -> Iterable[PeriodEarned]:
    carried = ZERO
    for period in periods(terms, until):
        sums = {"direct": ZERO, "introduced": ZERO}
        for item in counted:
            if period.start <= item.date <= period.end:
                sums[orders[item.order].way] += item.amount * item.rate
        base = carried + sums["direct"] + sums["introduced"] * terms.introduced_part / HUNDRED
        tier = _reached(terms, base)
        yield PeriodEarned(
            period=period,
            direct=sums["direct"],
            introduced=sums["introduced"],
            carried=carried,
            base=base,
            tier=tier,
            earned=terms.rounded(_of_tiers(terms, base)),
            closed=period.end < until,
        )
        carried = base if terms.carry_over and tier is None else ZERO


def _reached(terms: Terms, base: Decimal) -> Tier | None:
    return max((tier for tier in terms.tiers if base >= tier.at), key=lambda tier: tier.at, default=None)


def _of_tiers(terms: Terms, base: Decimal) -> Decimal:
    tier = _reached(terms, base)
    if tier is None:
        return ZERO
    if terms.tier_rule == "highest":
        return base * tier.rate / HUNDRED
    steps = sorted((tier for tier in terms.tiers if tier.at <= base), key=lambda tier: tier.at)
    tops = [*(tier.at for tier in steps[1:]), base]
    return sum(((top - step.at) * step.rate / HUNDRED for step, top in zip(steps, tops, strict=True)), ZERO)
