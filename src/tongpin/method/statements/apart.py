"""How far two values of one kind lie apart, and what explains that they do."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import log

from tongpin.method.datafiles import load_data
from tongpin.method.statements.candidates import Candidate
from tongpin.method.statements.values import Value

GROUPS = {
    "money": "amount",
    "number": "amount",
    "count": "quantity",
    "quantity": "quantity",
    "share": "share",
    "span": "time",
    "day": "time",
    "ahead": "time",
}
"""Kinds of values that can be compared with each other."""


@dataclass(frozen=True, slots=True)
class Apart:
    """``share`` of the larger value by which two lie apart (0: they fit), ``ratio`` as a logarithm.

    ``elapsed``: the days between the entries account for it; ``explained``: a tax, a number of pieces or another
    amount does.
    """

    share: float
    ratio: float
    elapsed: bool = False
    explained: bool = False


def group_of(one: Candidate) -> str:
    """With what a candidate can be compared."""
    return GROUPS[one.value.kind] if one.value else one.kind


def apart(one: Value, other: Value, told: tuple[dt.date, dt.date]) -> Apart | None:
    """How far two values of one group lie apart; None where their units differ. ``told``: the days of both texts."""
    if GROUPS[one.kind] == "time":
        return _times(one, other, told)
    if GROUPS[one.kind] == "quantity" and one.unit != other.unit:
        return None
    return Apart(_share(one, other), max(min(log((abs(other.high) + 1e-6) / (abs(one.high) + 1e-6)), 5), -5))


def _share(one: Value, other: Value) -> float:
    return max(one.low - other.high, other.low - one.high, 0.0) / max(abs(one.high), abs(other.high), 1e-9)


def _times(one: Value, other: Value, told: tuple[dt.date, dt.date]) -> Apart:
    if one.kind == other.kind == "span":
        gone = (told[1] - told[0]).days
        elapsed = gone > 0 and abs(one.high - gone - other.high) <= load_data("consistency")["elapsed_days"]
        return Apart(_share(one, other), log((other.high + 1e-6) / (one.high + 1e-6)), elapsed)
    first, second = _window(one, told[0]), _window(other, told[1])
    early = (first[1] - second[1]).days
    if one.unit == "by" and other.kind == "day" and 0 <= early <= EARLY:
        return Apart(0.0, 0.0)
    days = max((first[0] - second[1]).days, (second[0] - first[1]).days, 0)
    return Apart(min(days / 60, 1.0), min(-early / 30, 4.0))


EARLY = 45
"""A day so much before the last one that was promised still keeps it."""


def _window(value: Value, told: dt.date) -> tuple[dt.date, dt.date]:
    """The first and last day of the calendar that a time means."""
    if value.kind == "ahead" and value.unit == "month":
        first, last = (_month_day(told, int(written)) for written in (value.low, value.high))
        return first, last
    if value.kind == "day":
        return _on(told, int(value.low)), _on(told, int(value.high))
    return told + dt.timedelta(days=min(value.low, 3000)), told + dt.timedelta(days=min(value.high, 3000))


def _month_day(told: dt.date, written: int) -> dt.date:
    months, day = divmod(written, 100)
    month = told.month - 1 + months
    return dt.date(told.year + month // 12, month % 12 + 1, min(max(day, 1), 28))


def _on(told: dt.date, written: int) -> dt.date:
    """The day that [year]month day mean: without a year the next such day, or one that has just gone by."""
    year, rest = divmod(written, 10000)
    month, day = min(max(rest // 100, 1), 12), min(max(rest % 100, 1), 28)
    if year > 1900:
        return dt.date(year, month, day)
    found = dt.date(told.year, month, day)
    return found if found >= told - dt.timedelta(days=60) else dt.date(told.year + 1, month, day)


def is_explained(
    one: float,
    other: float,
    counts: Collection[float],
    sums: Sequence[float],
    shares: Sequence[float],
    *,
    taxed: bool = True,
) -> bool:
    """Whether two amounts differ by a tax, a number of pieces or months, another amount, or a discount that is told.

    ``taxed``: whether a tax is told of at all.
    """
    small, large = sorted((one, other))
    if small <= 0:
        return False
    ratio = large / small
    return (
        (taxed and any(_alike(ratio, tax, 0.002) for tax in TAXES))
        or any(count > 1 and _alike(ratio, count, 0.004) for count in counts)
        or (ratio > 1.9 and any(_alike(ratio, parts, 0.004) for parts in PERIODS))
        or any(_alike(large - small, amount, 0.006) for amount in sums if not _alike(amount, large, 0.006))
        or any(0 < share < 60 and _alike(small, large * (1 - share / 100), 0.004) for share in shares)
        or any(
            _alike(large, count * amount + small, 0.006)
            for count in counts
            if count > 1
            for amount in sums
            if small > large / 20
        )
    )


TAXES = (1.13, 1.05, 1.06, 1.09, 1.2, 1.19)
PERIODS = (4, 10, 12, 24, 36, 1000)


def _alike(one: float, other: float, part: float) -> bool:
    return abs(one - other) <= part * max(abs(one), abs(other))


def same_name(one: str, other: str) -> bool:
    """Whether two names may be one person's: one within the other, a surname with a title, a first name alone; nobody
    knows across scripts."""
    first, second = (_bare(name) for name in (one, other))
    if not first or not second or first.isascii() != second.isascii():
        return True
    if first.isascii():
        return bool(set(first.split()) & set(second.split()))
    return first in second or second in first or (first[0] == second[0] and 1 in (len(first), len(second)))


@lru_cache(maxsize=2048)
def _bare(name: str) -> str:
    for title in (*load_data("consistency")["titles"], "总", "工"):
        name = name.replace(title, "") if len(name) > len(title) else name
    return name if name.isascii() else name.lstrip("小老阿")
