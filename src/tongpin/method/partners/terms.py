"""What a written agreement with a partner says, and the money that counts under it, as plain data (METHOD 12.1)."""

import datetime as dt
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

Way = Literal["direct", "introduced"]
"""How an order came: brought by the partner himself, or by another customer whom he introduced."""
TierRule = Literal["highest", "bands"]
"""``highest``: the rate of the highest tier reached is paid on the whole base; ``bands``: each rate on its own band."""
Length = Literal["quarter", "half_year", "year"]
MONTHS: dict[Length, int] = {"quarter": 3, "half_year": 6, "year": 12}
HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tier:
    """From a period base of ``at`` on, ``rate`` percent of it."""

    at: Decimal
    rate: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """An agreement. Rates in percent; amounts in ``currency``, rounded to ``places`` decimals, halves up.

    ``carry_over``: a base that reached no tier is added to that of the next period. Money received outside
    ``valid_from`` to ``valid_until`` (both days included) does not count.
    """

    valid_from: dt.date
    valid_until: dt.date | None = None
    per_order: Decimal = Decimal(5)
    introduced_part: Decimal = Decimal(40)
    tiers: tuple[Tier, ...] = field(default=(Tier(at=Decimal(100_000), rate=Decimal(1)),))
    tier_rule: TierRule = "highest"
    length: Length = "half_year"
    carry_over: bool = False
    currency: str = "CNY"
    places: int = 2

    def in_force(self, day: dt.date) -> bool:
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)

    def rounded(self, amount: Decimal) -> Decimal:
        return amount.quantize(Decimal(1).scaleb(-self.places), rounding=ROUND_HALF_UP)


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """An order that counts for the partner; its amount, in the agreement's currency, tells what is still waited for."""

    id: str
    way: Way = "direct"
    amount: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """Money received for an order; a refund is negative. ``rate``: what one unit was worth in the agreement's currency
    that day. ``undoes`` names the receipt that a refund or correction takes back: it counts where that one counted.
    """

    id: str
    order: str
    date: dt.date
    amount: Decimal
    rate: Decimal = Decimal(1)
    undoes: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """From a day to a day, both included."""

    start: dt.date
    end: dt.date


def periods(terms: Terms, until: dt.date) -> Iterator[Period]:
    """The periods of an agreement that began by a day. They run from its first day, whatever the calendar says; the
    last one ends with the agreement."""
    index = 0
    while (start := months_later(terms.valid_from, index * MONTHS[terms.length])) <= until:
        if terms.valid_until is not None and start > terms.valid_until:
            return
        end = months_later(terms.valid_from, (index + 1) * MONTHS[terms.length]) - dt.timedelta(days=1)
        yield Period(start=start, end=min(end, terms.valid_until or end))
        index += 1


def months_later(day: dt.date, months: int) -> dt.date:
    """The same day of a later month, or that month's last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
