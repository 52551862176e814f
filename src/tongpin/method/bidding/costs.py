"""What fulfilling the order costs us, what bidding for it costs, and the margin that a price leaves."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from tongpin.method.bidding.money import PERCENT, Rate, cents, cents_up, convert

CostKind = Literal["goods", "service", "freight", "travel", "finance", "risk", "bidding", "other"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CostLine:
    """A cost without tax; ``bidding`` is what we spend whether we win or not."""

    kind: CostKind = "goods"
    name: str
    quantity: Decimal = Decimal(1)
    unit_cost: Decimal | None = None
    currency: str = "CNY"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """A line in the currency of the sale; ``amount`` is ``None`` where cost or rate are not known."""

    line: CostLine
    amount: Decimal | None
    rate: Rate | None = None

    @property
    def rate_missing(self) -> bool:
        """Its cost is known, and the rate of its currency is not."""
        return self.amount is None and self.line.unit_cost is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Costs:
    """``total``: of fulfilling the order, as far as it is known. ``bidding`` is kept apart: it is spent whether we win
    or not, and no price brings it back."""

    lines: tuple[Cost, ...]
    total: Decimal
    bidding: Decimal
    by_kind: tuple[tuple[CostKind, Decimal], ...]

    @property
    def complete(self) -> bool:
        """Whether there are costs, and every one is known."""
        order = [cost for cost in self.lines if cost.line.kind != "bidding"]
        return bool(order) and all(cost.amount is not None for cost in self.lines)


def costs_of(lines: Sequence[CostLine], *, into: str, on: dt.date, rates: Sequence[Rate] = ()) -> Costs:
    """The costs in the currency of the sale by the rates known on a day."""
    costs = tuple(_cost(line, into, on, rates) for line in lines)
    kinds = dict.fromkeys(cost.line.kind for cost in costs)
    sums = tuple((kind, _sum(cost for cost in costs if cost.line.kind == kind)) for kind in kinds)
    return Costs(
        lines=costs,
        total=sum((amount for kind, amount in sums if kind != "bidding"), Decimal(0)),
        bidding=sum((amount for kind, amount in sums if kind == "bidding"), Decimal(0)),
        by_kind=sums,
    )


def _cost(line: CostLine, into: str, on: dt.date, rates: Sequence[Rate]) -> Cost:
    if line.unit_cost is None:
        return Cost(line=line, amount=None)
    found = convert(line.quantity * line.unit_cost, line.currency, into, on=on, rates=rates)
    return Cost(line=line, amount=None) if found is None else Cost(line=line, amount=found.amount, rate=found.rate)


def _sum(costs: Iterable[Cost]) -> Decimal:
    return sum((cost.amount for cost in costs if cost.amount is not None), Decimal(0))


def margin_of(net: Decimal, cost: Decimal) -> Decimal | None:
    """What a price without tax leaves, in percent of it; ``None`` for a price of nothing."""
    return (net - cost) * PERCENT / net if net > 0 else None


def net_for_margin(cost: Decimal, margin: Decimal) -> Decimal | None:
    """The lowest price without tax that leaves the margin, to the cent; ``None`` where none can (100 % and more)."""
    return cents_up(cost / (1 - margin / PERCENT)) if margin < PERCENT else None


def gross_of(net: Decimal, vat: Decimal) -> Decimal:
    """A price without tax with its tax, to the cent."""
    return cents(net * (1 + vat / PERCENT))
