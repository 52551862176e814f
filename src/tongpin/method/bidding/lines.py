"""The price line by line, with and without tax (METHOD 13.5).

Each line is rounded to the smallest unit of the currency, as in proposals: its net amount first, then its tax; totals
are sums of lines, so that they agree with the invoice to the last cent.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from tongpin.method.bidding.money import PERCENT, cents, line_amounts, smallest
from tongpin.method.datafiles import load_data


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceLine:
    """A line of our price: ``price`` of one unit without tax; ``vat`` in percent, ``None`` where nobody said."""

    name: str
    quantity: Decimal = Decimal(1)
    price: Decimal
    vat: Decimal | None = None
    unit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Priced:
    """A line reckoned. ``assumed``: its rate was not said and is the higher one of the rest (增值税法 12)."""

    line: PriceLine
    vat: Decimal
    net: Decimal
    tax: Decimal
    assumed: bool = False

    @property
    def gross(self) -> Decimal:
        return self.net + self.tax


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxShare:
    """What lines of one rate come to."""

    vat: Decimal
    net: Decimal
    tax: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """Our price: lines, and their sums."""

    lines: tuple[Priced, ...]
    net: Decimal
    tax: Decimal
    by_rate: tuple[TaxShare, ...]

    @property
    def gross(self) -> Decimal:
        return self.net + self.tax


def price_of(lines: Sequence[PriceLine], *, standard: Decimal, currency: str) -> Price:
    """The price of the lines. ``standard``: the rate where no line says one."""
    unit = smallest(currency)
    highest = max((line.vat for line in lines if line.vat is not None), default=standard)
    priced = tuple(_priced(line, highest, unit) for line in lines)
    return Price(
        lines=priced, net=_sum(item.net for item in priced), tax=_sum(item.tax for item in priced), by_rate=_by(priced)
    )


def _priced(line: PriceLine, highest: Decimal, unit: Decimal) -> Priced:
    vat = highest if line.vat is None else line.vat
    net, tax = line_amounts(line.quantity, line.price, vat, unit)
    return Priced(line=line, vat=vat, net=net, tax=tax or Decimal(0), assumed=line.vat is None)


def _by(priced: tuple[Priced, ...]) -> tuple[TaxShare, ...]:
    rates = sorted({item.vat for item in priced}, reverse=True)
    return tuple(
        TaxShare(
            vat=rate,
            net=_sum(item.net for item in priced if item.vat == rate),
            tax=_sum(item.tax for item in priced if item.vat == rate),
        )
        for rate in rates
    )


def net_of(gross: Decimal, vat: Decimal) -> Decimal:
    """What remains of a price with tax at one rate, to the cent."""
    return cents(gross / (1 + vat / PERCENT))


def blended_rate(price: Price, standard: Decimal) -> Decimal:
    """The one rate, percent, that turns the net price into the one with tax; ``standard`` without lines."""
    return price.tax * PERCENT / price.net if price.net else standard


def place_of(currency: str) -> str:
    """Where tax is due by the currency of the offer; empty where we keep no rates."""
    places: dict[str, str] = load_data("vat")["places"]
    return places.get(currency, "")


def vat_rates(place: str, on: dt.date) -> tuple[Decimal, ...]:
    """The rates in force on a day, percent, the standard one first; none where we keep none."""
    for period in _periods(place):
        if period["from"] <= on and ("to" not in period or on <= period["to"]):
            return tuple(Decimal(str(rate)) for rate in period["rates"])
    return ()


def standard_rate(place: str, on: dt.date) -> Decimal:
    """The standard rate of a day; zero where we keep none."""
    return next(iter(vat_rates(place, on)), Decimal(0))


def rates_law(place: str) -> str:
    """The law that the rates of a place rest on; empty where we keep none."""
    return next((str(period["law"]) for period in _periods(place)), "")


def _periods(place: str) -> list[dict[str, Any]]:
    periods: list[dict[str, Any]] = load_data("vat")["rates"].get(place, [])
    return periods


def _sum(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, Decimal(0))
