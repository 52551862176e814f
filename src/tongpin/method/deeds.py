"""What our own notes tell of our steps: an assessment made, a coach found, a criterion won, a trial evaluated.

The reader looks for the customer's behaviour; these are the seller's doings, told in few set ways, so patterns of
``data/deeds.yaml`` find them. A finding holds only in a sentence without one of the words that take it back.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from tongpin.method.case import Entry
from tongpin.method.datafiles import load_data
from tongpin.method.reading.script import heard

_SENTENCE = re.compile(r"[^。！？!?\n；;]+[。！？!?\n；;]?")
_ENGLISH_STOP = re.compile(r"(?<=[a-z0-9)'\"])\.\s+")


@dataclass(frozen=True, slots=True)
class Deed:
    """A doing of ours, told in ``entry`` by the words from ``start`` to ``end``."""

    name: str
    entry: str
    start: int
    end: int


def deeds_in(entry: Entry) -> Iterator[Deed]:
    """All deeds that an entry's text tells, at most one of a name."""
    for name, start, end in _told(heard(entry.text)):
        yield Deed(name, entry.id, start, end)


@lru_cache(maxsize=8192)
def _told(text: str) -> tuple[tuple[str, int, int], ...]:
    """Remembered, for a case is judged again at each of its notes."""
    found = ((name, _find(name, text)) for name in load_data("deeds"))
    return tuple((name, *words) for name, words in found if words is not None)


def _find(name: str, text: str) -> tuple[int, int] | None:
    shows, takes_back = _patterns(name)
    for start, sentence in sentences_in(text):
        match = shows.search(sentence)
        if match is not None and not takes_back.search(sentence):
            return start + match.start(), start + match.end()
    return None


@cache
def _patterns(name: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    data = load_data("deeds")[name]
    shows = "|".join(f"(?:{pattern})" for pattern in data["shows"])
    return re.compile(shows, re.IGNORECASE), re.compile(data["not"], re.IGNORECASE)


def sentences_in(text: str) -> Iterator[tuple[int, str]]:
    """Each sentence with its place; an English stop ends one only where a word stands before it."""
    for match in _SENTENCE.finditer(text):
        start = match.start()
        last = 0
        for stop in _ENGLISH_STOP.finditer(match[0]):
            yield start + last, match[0][last : stop.end()]
            last = stop.end()
        yield start + last, match[0][last:]
