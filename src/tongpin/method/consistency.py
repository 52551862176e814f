"""One story: what our people state is compared across people and papers (METHOD 11.2).

Statements come from our outward entries (:mod:`~tongpin.method.statements`). Two that are about the same thing and
cannot both hold are a contradiction, from two mouths or from one, unless a revision is said; so is what a customer lays
side by side himself.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tongpin.method.case import Case, Entry
from tongpin.method.datafiles import load_data
from tongpin.method.reported import Reported, laid_side_by_side
from tongpin.method.statements import Told, told_in


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


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Words of two entries that cannot both hold; ``entry``, ``start``, ``end`` are where the later ones stand."""

    topic: str
    entry: str
    start: int
    end: int
    first_words: str
    second_words: str
    first_entry: str
    first_start: int
    first_end: int


def contradictions(case: Case) -> Iterator[Contradiction]:
    """Pairs of statements of ours that cannot both hold; the later one is cited, one a topic and entry."""
    known: dict[tuple[str, str], list[Statement]] = {}
    for entry in case.timeline:
        if entry.direction == "in":
            yield from (_reported(entry, pair) for pair in laid_side_by_side(entry.text, _rivals(case)))
        if entry.direction == "internal":
            continue
        fresh = _by_thing(statements_in(entry))
        told: set[str] = set()
        for thing, statements in fresh.items():
            found = _first_clash(known.get(thing, []), statements)
            if found is not None and thing[0] not in told:
                told.add(thing[0])
                yield _contradiction(*found)
            known[thing] = statements


def statements_in(entry: Entry) -> Iterator[Statement]:
    """What an entry states to the customer."""
    for told in told_in(entry.text, entry.direction != "in"):
        yield Statement(told, entry.id, entry.date, entry.text[told.start : told.end])


def _by_thing(statements: Iterable[Statement]) -> dict[tuple[str, str], list[Statement]]:
    found: dict[tuple[str, str], list[Statement]] = {}
    for statement in statements:
        if "open" not in statement.told.marks:
            part = "" if statement.topic == "response_time" else statement.told.part
            found.setdefault((statement.topic, part), []).append(statement)
    return found


def _first_clash(earlier: list[Statement], later: list[Statement]) -> tuple[Statement, Statement] | None:
    """The first pair about the same thing that cannot both hold, where no pair agrees."""
    clashing: tuple[Statement, Statement] | None = None
    for second in later:
        for first in earlier:
            if not _same_thing(first.told, second.told):
                continue
            if not clash(first, second):
                return None
            if clashing is None and not second.told.revised:
                clashing = first, second
    return clashing


def _same_thing(first: Told, second: Told) -> bool:
    return first.marks == second.marks and (first.part == second.part or {first.part, second.part} == {"", "onsite"})


def clash(first: Statement, second: Statement) -> bool:
    """Whether two statements about the same thing cannot both hold."""
    one, other = first.told, second.told
    if one.name or other.name:
        return not _same_name(one.name, other.name)
    if one.topic == "delivery_time":
        return _late(first, second)
    if one.part != other.part:
        answer, arrival = (one, other) if other.part == "onsite" else (other, one)
        return answer.low > arrival.high
    apart = max(one.low - other.high, other.low - one.high)
    return apart > _tolerance(one, other)


def _same_name(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return short in long or (short[0] == long[0] and len(short) <= 2 < len(long) and short[1] in "工总")


def _tolerance(one: Told, other: Told) -> float:
    """How far two figures may lie apart and still say the same: rounding, other units of time."""
    data = load_data("consistency")
    largest = max(abs(one.high), abs(other.high))
    if one.topic in {"warranty", "response_time"}:
        return float(data["rounding"]) * largest / 2
    return float(data["exact"]) * largest


def _late(first: Statement, second: Statement) -> bool:
    """Times of delivery: both as days from their entry, or as days of the calendar."""
    data = load_data("consistency")
    one, other = first.told, second.told
    if one.unit == other.unit == "date":
        return bool(abs(_on(first) - _on(second)).days > data["same_day"])
    if "date" in (one.unit, other.unit):
        dated, lasting = (first, second) if one.unit == "date" else (second, first)
        days = (_on(dated) - lasting.date).days
        slack = data["dated_slack"]
        return not lasting.told.low - slack <= days <= lasting.told.high + slack + max(0, 0.5 * lasting.told.high)
    apart = max(one.low - other.high, other.low - one.high)
    if apart <= data["rounding"] * max(one.high, other.high):
        return False
    gone = (second.date - first.date).days
    return not (gone > 0 and abs(one.high - gone - other.high) <= data["elapsed_days"])


def _on(statement: Statement) -> dt.date:
    """The day of the calendar that a statement means: the next such day, or one that has just gone by."""
    month, day = divmod(int(statement.told.low), 100)
    for year in (statement.date.year, statement.date.year + 1):
        found = dt.date(year, month, min(day, 28)) + dt.timedelta(days=max(day - 28, 0))
        if found >= statement.date - dt.timedelta(days=60):
            return found
    return found


def _contradiction(first: Statement, second: Statement) -> Contradiction:
    return Contradiction(
        topic=second.topic,
        entry=second.entry,
        start=second.told.start,
        end=second.told.end,
        first_words=first.words,
        second_words=second.words,
        first_entry=first.entry,
        first_start=first.told.start,
        first_end=first.told.end,
    )


def _reported(entry: Entry, pair: tuple[Reported, Reported]) -> Contradiction:
    first, second = pair
    return Contradiction(
        topic=second.topic,
        entry=entry.id,
        start=second.start,
        end=second.end,
        first_words=entry.text[first.start : first.end],
        second_words=entry.text[second.start : second.end],
        first_entry=entry.id,
        first_start=first.start,
        first_end=first.end,
    )


def _rivals(case: Case) -> tuple[str, ...]:
    return tuple(rival.name for rival in case.competitors if rival.name)
