"""One story: figures that our people state are compared across people and papers (METHOD 11.2), in a first form.

Delivery time, warranty and response time are drawn from our own outward entries. Two figures that cannot both hold are
a contradiction, from two mouths or from one, unless a revision is said; so is what a customer lays side by side.
"""

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from tongpin.method.case import Case, Entry
from tongpin.method.datafiles import load_data
from tongpin.method.reading.script import heard


@dataclass(frozen=True, slots=True)
class Statement:
    """Figures said of a topic, ``low`` to ``high`` in its base unit (days, months or hours)."""

    topic: str
    low: float
    high: float
    unit: str
    date: dt.date
    entry: str
    start: int
    end: int
    words: str


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
    """Pairs of statements of ours on the same topic that cannot both hold; the later one is cited."""
    earlier: dict[str, Statement] = {}
    for entry in case.timeline:
        if entry.direction == "in":
            yield from _laid_side_by_side(case, entry)
        if entry.direction != "out":
            continue
        revised = _is_revision(entry.text)
        for statement in _by_topic(statements_in(entry)):
            known = earlier.get(statement.topic)
            if known is not None and clash(known, statement) and not revised:
                yield _contradiction(known, statement)
            earlier[statement.topic] = statement


def statements_in(entry: Entry) -> Iterator[Statement]:
    """Figures that an entry states, by topic."""
    for topic in _topics():
        yield from _found(_stated(topic), topic, entry)


def clash(first: Statement, second: Statement) -> bool:
    """Whether two statements cannot both hold: ranges apart, and no mere rounding or days gone by."""
    data = load_data("consistency")
    apart = max(first.low - second.high, second.low - first.high)
    if apart <= 0 or (first.unit != second.unit and apart <= data["rounding"] * max(first.high, second.high)):
        return False
    gone = (second.date - first.date).days
    shrunk = first.topic == "delivery_time" and gone > 0
    return not (shrunk and abs(first.high - gone - second.high) <= data["elapsed_days"])


def _laid_side_by_side(case: Case, entry: Entry) -> Iterator[Contradiction]:
    """A customer who tells two figures of ours in one breath; where a rival is named they may be the rival's."""
    text = heard(entry.text)
    if any(rival.name and heard(rival.name) in text for rival in case.competitors):
        return
    for topic, words in _topics().items():
        told = list(_found(_reported(topic), topic, entry)) if words.search(text) else []
        other = next((item for item in told[1:] if clash(told[0], item)), None)
        if other is not None:
            yield _contradiction(told[0], other)


def _contradiction(first: Statement, second: Statement) -> Contradiction:
    return Contradiction(
        topic=second.topic,
        entry=second.entry,
        start=second.start,
        end=second.end,
        first_words=first.words,
        second_words=second.words,
        first_entry=first.entry,
        first_start=first.start,
        first_end=first.end,
    )


def _by_topic(statements: Iterator[Statement]) -> list[Statement]:
    """One statement a topic: an entry that tells several figures tells of several parts, from the least to the most."""
    found: dict[str, Statement] = {}
    for item in statements:
        known = found.setdefault(item.topic, item)
        if known is not item and (item.low < known.low or item.high > known.high):
            found[item.topic] = Statement(
                topic=item.topic,
                low=min(known.low, item.low),
                high=max(known.high, item.high),
                unit=item.unit,
                date=item.date,
                entry=item.entry,
                start=item.start,
                end=item.end,
                words=item.words,
            )
    return list(found.values())


def _found(pattern: re.Pattern[str], topic: str, entry: Entry) -> Iterator[Statement]:
    units: Mapping[str, float] = load_data("consistency")["patterns"][topic]["units"]
    for match in pattern.finditer(heard(entry.text)):
        unit = next(name for name in units if match["unit"].lower().startswith(name))
        ends = [_number(match["low"]), _number(match["high"] or match["low"])]
        yield Statement(
            topic=topic,
            low=min(ends) * units[unit],
            high=max(ends) * units[unit],
            unit=unit,
            date=entry.date,
            entry=entry.id,
            start=match.start(),
            end=match.end(),
            words=entry.text[match.start() : match.end()],
        )


def _number(text: str) -> float:
    numerals: Mapping[str, int] = load_data("consistency")["numerals"]
    known = numerals.get(text.lower())
    return float(text) if known is None else float(known)


@cache
def _topics() -> dict[str, re.Pattern[str]]:
    patterns = load_data("consistency")["patterns"]
    return {topic: re.compile(item["words"], re.IGNORECASE) for topic, item in patterns.items()}


@cache
def _stated(topic: str) -> re.Pattern[str]:
    """The words of a topic, then a figure."""
    return _before_figure(load_data("consistency")["patterns"][topic]["words"], topic)


@cache
def _reported(topic: str) -> re.Pattern[str]:
    """Words of saying, then a figure in a unit of the topic."""
    return _before_figure(load_data("consistency")["says"], topic)


def _before_figure(words: str, topic: str) -> re.Pattern[str]:
    """``words``, then a figure or range with its unit. A day of the calendar (10月8日) is no figure."""
    data = load_data("consistency")
    numerals = "|".join(sorted(data["numerals"], key=len, reverse=True))
    number = rf"\d{{1,3}}(?![\d年])|{numerals}"
    unit = "|".join(f"{name}s?" if name.isascii() else name for name in data["patterns"][topic]["units"])
    return re.compile(
        rf"(?:{words})[^。.；;，,\n]{{0,{data['reach']}}}?(?<![\d月a-z])(?P<low>{number})"
        rf"(?:\s*(?:{data['between']})\s*(?P<high>{number}))?\s*-?个?(?P<unit>{unit})(?!\d|[一二三四五六七八九十]+日)",
        re.IGNORECASE,
    )


def _is_revision(text: str) -> bool:
    return re.search(load_data("consistency")["revision"], heard(text), re.IGNORECASE) is not None
