"""One story: figures that our people state are compared across people and papers (METHOD 11.2), in a first form.

Delivery time, warranty and response time are drawn from our own outward entries; two different figures from two
mouths are a contradiction unless a revision is said.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from tongpin.method.case import Case, Entry
from tongpin.method.datafiles import load_data
from tongpin.method.reading.script import heard


@dataclass(frozen=True, slots=True)
class Statement:
    """A figure said to the customer: ``value`` in the topic's base unit (days, months or hours)."""

    topic: str
    value: float
    speaker: str
    entry: str
    start: int
    end: int
    words: str


@dataclass(frozen=True, slots=True)
class Contradiction:
    topic: str
    entry: str
    start: int
    end: int
    first_words: str
    second_words: str


def contradictions(case: Case) -> Iterator[Contradiction]:
    """Pairs of statements of ours on the same topic with different figures; the later one is cited."""
    earlier: dict[str, Statement] = {}
    for entry in case.timeline:
        if entry.direction != "out":
            continue
        revised = _is_revision(entry.text)
        for statement in statements_in(entry):
            known = earlier.get(statement.topic)
            if known and known.value != statement.value and known.speaker != statement.speaker and not revised:
                yield Contradiction(
                    statement.topic, entry.id, statement.start, statement.end, known.words, statement.words
                )
            earlier[statement.topic] = statement


def statements_in(entry: Entry) -> Iterator[Statement]:
    """Figures that an entry states, by topic."""
    text = heard(entry.text)
    for topic, (pattern, units) in _topics().items():
        for match in pattern.finditer(text):
            unit = next(factor for name, factor in units.items() if match["unit"].lower().startswith(name))
            value = float(match["number"]) * unit
            words = entry.text[match.start() : match.end()]
            yield Statement(topic, value, entry.by, entry.id, match.start(), match.end(), words)


@cache
def _topics() -> dict[str, tuple[re.Pattern[str], dict[str, float]]]:
    patterns = load_data("consistency")["patterns"]
    return {
        topic: (re.compile(item["pattern"], re.IGNORECASE), {str(k): float(v) for k, v in item["units"].items()})
        for topic, item in patterns.items()
    }


def _is_revision(text: str) -> bool:
    return re.search(load_data("consistency")["revision"], heard(text), re.IGNORECASE) is not None
