"""Exact money: cents, and currencies by dated rates (METHOD 7.4: decimal, never float)."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal

from tongpin.method.datafiles import load_data

CENT = Decimal("0.01")
PERCENT = Decimal(100)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """What one unit of ``currency`` cost in ``into`` on a day."""

    currency: str
    into: str
    date: dt.date
    rate: Decimal
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Converted:
    """An amount in another currency, to the cent, and the rate that it rests on (none where none was needed)."""

    amount: Decimal
    rate: Rate | None = None


def cents(amount: Decimal) -> Decimal:
    """To the cent, half a cent up: how Chinese and British invoices round."""
    return amount.quantize(CENT, rounding=ROUND_HALF_UP)


def smallest(currency: str) -> Decimal:
    """The smallest amount that prices in a currency are rounded to."""
    return Decimal(1) if currency in load_data("offers")["whole_units"] else CENT


def line_amounts(
    quantity: Decimal, price: Decimal, vat: Decimal | None, unit: Decimal
) -> tuple[Decimal, Decimal | None]:
    """Net amount and tax of a line, each rounded to ``unit``, half up; the tax is of the rounded net, so that whoever
    reckons it again from the paper finds the same. Tax ``None`` where the rate is not known."""
    net = (quantity * price).quantize(unit, rounding=ROUND_HALF_UP)
    tax = None if vat is None else (net * vat / PERCENT).quantize(unit, rounding=ROUND_HALF_UP)
    return net, tax


def cents_up(amount: Decimal) -> Decimal:
    """To the cent, never less than the amount."""
    return amount.quantize(CENT, rounding=ROUND_CEILING)


def rate_on(rates: Iterable[Rate], currency: str, into: str, on: dt.date) -> Rate | None:
    """The latest rate of a day or before it, the other way round where only that is known. A later one never counts:
    a reckoning of the day must come out the same when it is opened again."""
    known = [rate for rate in rates if rate.date <= on and rate.rate > 0]
    fitting = [rate for rate in known if (rate.currency, rate.into) == (currency, into)]
    turned = [
        Rate(currency=currency, into=into, date=rate.date, rate=1 / rate.rate, source=rate.source)
        for rate in known
        if (rate.currency, rate.into) == (into, currency)
    ]
    return max([*turned, *fitting], key=lambda rate: rate.date, default=None)


def convert(amount: Decimal, currency: str, into: str, *, on: dt.date, rates: Iterable[Rate]) -> Converted | None:
    """The amount in another currency on a day; ``None`` where no rate is known."""
    if currency == into:
        return Converted(amount=cents(amount))
    rate = rate_on(rates, currency, into, on)
    return None if rate is None else Converted(amount=cents(amount * rate.rate), rate=rate)
