"""Whether two statements are about the same thing, and whether they can both hold (METHOD 11.2)."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from tongpin.method.datafiles import load_data
from tongpin.method.statements import Told
from tongpin.method.statements.told import shared


@dataclass(frozen=True, slots=True)
class Statement:
    """Something told to the customer in an entry, and when."""

    told: Told
    entry: str
    date: dt.date
    words: str

    @property
    def topic(self) -> str:
        return self.told.topic


def first_clash(earlier: Sequence[Statement], later: Sequence[Statement]) -> tuple[Statement, Statement] | None:
    """The first pair about the same thing that cannot both hold.

    A later statement is held against the earlier ones that are nearest to what it is about, and agrees if it agrees
    with one of them. Where a topic has one value (``single``), one that is told again outweighs what seems to differ.
    """
    held = [(first, second) for second in later if (first := _against(earlier, second)) is not None]
    agreed = {second.told.part for first, second in held if first is second}
    if agreed and later[0].topic in load_data("consistency")["single"]:
        return None
    for first, second in held:
        outweighed = second.topic == "need" and second.told.part in agreed
        if first is second or outweighed or second.told.revised:
            continue
        if not _explained(first, second, (*earlier, *later)):
            return first, second
    return None


def _against(earlier: Sequence[Statement], second: Statement) -> Statement | None:
    """The earlier statement that a later one clashes with; itself where it agrees; None where none is alike."""
    alike = [first for first in earlier if same_thing(first, second)]
    if not alike:
        return None
    if second.topic in {"price", "discount", "need"} and any(_repeats(first.told, second.told) for first in earlier):
        return second
    nearest = max(_nearness(first.told, second.told) for first in alike)
    near = [first for first in alike if _nearness(first.told, second.told) >= nearest]
    clashing = [first for first in near if clash(first, second)]
    return clashing[-1] if len(clashing) == len(near) else second


def _repeats(one: Told, other: Told) -> bool:
    """Whether a figure is told again, whatever it is told of."""
    return not other.name and not one.name and one.unit == other.unit and one.low == other.low


def _nearness(one: Told, other: Told) -> int:
    if one.topic in {"scope", "price", "need"}:
        return 0
    return 2 * len(one.about & other.about) + (one.part == other.part)


def same_thing(first: Statement, second: Statement) -> bool:
    """Whether two statements of a topic may be about the same thing: marks, parts and words fit."""
    one, other = first.told, second.told
    return _SAME.get(one.topic, _same_part)(one, other) and (one.marks == other.marks or _marks(one) == _marks(other))


def _marks(told: Told) -> frozenset[str]:
    """The marks that tell things apart in a topic."""
    idle = load_data("consistency")["idle_marks"].get(told.topic, ())
    return frozenset(mark for mark in told.marks if mark not in idle)


def _same_part(one: Told, other: Told) -> bool:
    """One part; discounts have none, and are told apart by their marks."""
    return one.part == other.part


def _same_price(one: Told, other: Told) -> bool:
    """The same basis, with the same tax as far as it is told, and amounts of one size."""
    bases, others = frozenset(one.part.split()), frozenset(other.part.split())
    if {"taxed", "untaxed"} <= bases | others:
        return False
    tax = {"taxed", "untaxed"}
    span = load_data("consistency")["price_span"]
    if max(one.low, other.low) > span * min(one.high, other.high):
        return False
    if (bases ^ others) - tax - {"each"}:
        return False
    unnamed = not one.around or not other.around
    return unnamed or bool(one.around & other.around) or (bases & others) - tax != set()


def _same_time(one: Told, other: Told) -> bool:
    return one.part == other.part or "" in (one.part, other.part) or {one.part, other.part} in _STEPS


_STEPS = ({"ship", "arrive"}, {"arrive", "live"}, {"ship", "live"}, {"onsite", "repair"})
"""Steps that follow each other: the first may not be later than the second."""


def _same_scope(one: Told, other: Told) -> bool:
    data = load_data("consistency")
    common = len(one.about & other.about)
    return common > 0 and shared(one.about, other.about) >= data["scope_shared"]


def _same_duty(one: Told, other: Told) -> bool:
    return one.part == other.part or "" in (one.part, other.part)


def _same_need(one: Told, other: Told) -> bool:
    if one.name or other.name:
        return one.part == other.part and bool(one.name) == bool(other.name)
    bare, others = one.part.partition("/"), other.part.partition("/")
    if bare[0] != others[0] or (bare[2] != others[2] and bare[2] and others[2]):
        return False
    stated = ("stated" in one.marks) + ("stated" in other.marks)
    if stated < 2 and (shared(one.about, other.about) < 0.5 or len(one.about & other.about) < 3 - stated):
        return False
    return (
        bool(one.about & other.around or one.around & other.about)
        or bool(bare[2] and others[2])
        or one.unit in load_data("consistency")["telling_units"]
    )


def _same_claim(one: Told, other: Told) -> bool:
    if one.part != other.part or bool(one.name) != bool(other.name):
        return False
    data = load_data("consistency")
    common = len(one.about & other.about)
    return bool(one.name) or (common >= 2 and shared(one.about, other.about) >= data["claim_shared"])


_SAME = {
    "price": _same_price,
    "delivery_time": _same_time,
    "response_time": _same_time,
    "warranty": _same_duty,
    "scope": _same_scope,
    "contact_person": _same_duty,
    "need": _same_need,
    "other": _same_claim,
}


# ---------------------------------------------------------------- whether both can hold
def clash(first: Statement, second: Statement) -> bool:
    """Whether two statements about the same thing cannot both hold."""
    one, other = first.told, second.told
    if one.name or other.name:
        return not _same_name(one.name, other.name)
    if one.topic == "delivery_time" and one.part != other.part and one.part and other.part:
        return _out_of_order(first, second)
    if one.topic == "delivery_time":
        return _late(first, second)
    if one.topic == "response_time" and {one.part, other.part} == {"onsite", "repair"}:
        repair, onsite = (one, other) if one.part == "repair" else (other, one)
        return onsite.low > repair.high * 1.01
    apart = max(one.low - other.high, other.low - one.high)
    return apart > _tolerance(one, other)


def _same_name(one: str, other: str) -> bool:
    """One name, or a surname with a title beside the full name."""
    short, long = sorted((one, other), key=len)
    if short in long or short.split()[0] == long.split()[0]:
        return True
    titled = short[0] == long[0] and not short.isascii()
    return (
        titled
        and any(name[1:] in load_data("consistency")["titles"] for name in (short, long))
        and one[1:] != other[1:]
    )


def _tolerance(one: Told, other: Told) -> float:
    """How far two figures may lie apart and still say the same: rounding, other units of time."""
    data = load_data("consistency")
    largest = max(abs(one.high), abs(other.high))
    if one.topic in {"warranty", "response_time"}:
        return float(data["rounding"]) * largest / 2
    return float(data["exact"].get(one.topic, data["exact"]["price"])) * largest


def _explained(first: Statement, second: Statement, others: Sequence[Statement]) -> bool:
    """A price that differs by another price that is told, or a thing that is offered as an option."""
    if second.topic == "scope":
        return any(_offers(other.told, second.told) for other in others if other.entry == first.entry)
    if second.topic != "price":
        return False
    apart = abs(first.told.low - second.told.low)
    return any(abs(other.told.low - apart) <= 0.005 * apart for other in others)


def _offers(option: Told, thing: Told) -> bool:
    """Whether a thing is also told of as something to be had on a condition, or for more."""
    return bool(option.marks & {"condition", "plan"} and option.about & thing.about)


def _out_of_order(first: Statement, second: Statement) -> bool:
    """A later step of delivery told for before an earlier one; both as days from their entry or of the calendar."""
    order = ("ship", "arrive", "live")
    early, late = sorted((first, second), key=lambda each: order.index(each.told.part))
    starts, ends = _window(early)[0], _window(late)[1]
    gap = (_window(late)[0] - _window(early)[1]).days
    data = load_data("consistency")
    return bool((starts - ends).days > data["elapsed_days"] or gap > data["step_gap"])


def _late(first: Statement, second: Statement) -> bool:
    """Times of one step of delivery: both as days from their entry, or as days of the calendar."""
    data = load_data("consistency")
    one, other = first.told, second.told
    if one.unit == other.unit == "days":
        apart = max(one.low - other.high, other.low - one.high)
        if apart <= data["rounding"] * max(one.high, other.high):
            return False
        gone = (second.date - first.date).days
        return not (gone > 0 and abs(one.high - gone - other.high) <= data["elapsed_days"])
    windows = _window(first), _window(second)
    if one.unit == other.unit == "by":
        return bool(abs(windows[0][1] - windows[1][1]).days > data["same_day"])
    slack = data["same_day"] if "days" not in (one.unit, other.unit) else data["dated_slack"]
    apart_days = max((windows[0][0] - windows[1][1]).days, (windows[1][0] - windows[0][1]).days)
    return bool(apart_days > slack)


def _window(statement: Statement) -> tuple[dt.date, dt.date]:
    """The first and last day of the calendar that a statement of delivery means."""
    told = statement.told
    if told.unit == "days":
        slack = 0.5 * told.high if told.high > 14 else 0
        return statement.date + dt.timedelta(days=told.low), statement.date + dt.timedelta(days=told.high + slack)
    first, last = _on(statement.date, told.low), _on(statement.date, told.high)
    before = load_data("consistency")["ahead_of_deadline"] if told.unit == "by" else 0
    return first - dt.timedelta(days=before), last


def _on(told_on: dt.date, written: float) -> dt.date:
    """The day of the calendar that month and day (1231) mean: the next such day, or one that has just gone by."""
    month, day = divmod(int(written), 100)
    for year in (told_on.year, told_on.year + 1):
        found = dt.date(year, month, min(day, 28)) + dt.timedelta(days=max(day - 28, 0))
        if found >= told_on - dt.timedelta(days=60):
            return found
    return found
