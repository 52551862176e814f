"""Two figures of ours that a customer lays side by side: "your letter says nine weeks, Olly told us four"."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from tongpin.method.datafiles import load_data
from tongpin.method.reading.script import heard


@dataclass(frozen=True, slots=True)
class Reported:
    """Figures said to have been told of a topic, ``low`` to ``high`` in days, months or hours."""

    topic: str
    low: float
    high: float
    start: int
    end: int


def laid_side_by_side(text: str, rivals: Collection[str]) -> Iterator[tuple[Reported, Reported]]:
    """Pairs that cannot both hold; none where a rival is named, for they may be the rival's."""
    folded = heard(text)
    if not any(heard(rival) in folded for rival in rivals):
        yield from _apart_in(folded)


@lru_cache(maxsize=2048)
def _apart_in(folded: str) -> tuple[tuple[Reported, Reported], ...]:
    """Remembered, for a case is judged anew with each entry."""
    return tuple(_clashing(folded))


def _clashing(folded: str) -> Iterator[tuple[Reported, Reported]]:
    for topic, words in _topics().items():
        told = list(_told(folded, topic)) if words.search(folded) else []
        other = next((item for item in told[1:] if _apart(told[0], item)), None)
        if other is not None:
            yield told[0], other


def _apart(one: Reported, other: Reported) -> bool:
    apart = max(one.low - other.high, other.low - one.high)
    return bool(apart > load_data("consistency")["rounding"] * max(one.high, other.high))


def _told(text: str, topic: str) -> Iterator[Reported]:
    data = load_data("consistency")
    units = data["patterns"][topic]["units"]
    for match in _pattern(topic).finditer(text):
        unit = next(name for name in units if match["unit"].lower().startswith(name))
        ends = [_number(match["low"]), _number(match["high"] or match["low"])]
        yield Reported(topic, min(ends) * units[unit], max(ends) * units[unit], match.start(), match.end())


def _number(text: str) -> float:
    numerals = load_data("consistency")["numerals"]
    return float(numerals.get(text.lower(), text))


@cache
def _topics() -> dict[str, re.Pattern[str]]:
    patterns = load_data("consistency")["patterns"]
    return {topic: re.compile(item["words"], re.IGNORECASE) for topic, item in patterns.items()}


@cache
def _pattern(topic: str) -> re.Pattern[str]:
    """Words of saying, then a figure in a unit of the topic. A day of the calendar (10月8日) is no figure."""
    data = load_data("consistency")
    numerals = "|".join(sorted(data["numerals"], key=len, reverse=True))
    number = rf"\d{{1,3}}(?![\d年])|{numerals}"
    unit = "|".join(f"{name}s?" if name.isascii() else name for name in data["patterns"][topic]["units"])
    return re.compile(
        rf"(?:{data['says']})[^。.；;，,\n]{{0,{data['reach']}}}?(?<![\d月a-z])(?P<low>{number})"
        rf"(?:\s*(?:{data['between']})\s*(?P<high>{number}))?\s*-?个?(?P<unit>{unit})(?!\d|[一二三四五六七八九十]+日)",
        re.IGNORECASE,
    )
