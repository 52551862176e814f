"""What is stated, and the words it is about."""

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from tongpin.method.datafiles import load_data


@dataclass(frozen=True, slots=True)
class Told:
    """A value of a ``topic`` (``low`` to ``high`` in its base unit; 1 and 0 for yes and no) or a ``name``.

    ``part``: of what (a payment's kind, a basis of price, an attribute). ``about``: stems of the words near it,
    ``around`` of its sentence. ``start``/``end`` in code points of the text. ``revised``: a revision is said with it.
    """

    topic: str
    part: str
    low: float
    high: float
    unit: str
    marks: frozenset[str]
    about: frozenset[str]
    around: frozenset[str]
    start: int
    end: int
    name: str = ""
    revised: bool = False


@lru_cache(maxsize=8192)
def words_of(text: str) -> frozenset[str]:
    """Stems of the content words of folded text: English words cut short, pairs of Chinese characters, codes whole."""
    found: set[str] = set()
    for run in _runs().findall(text):
        if run[0].isascii():
            if run not in _stops():
                found.add(run if any(char.isdigit() for char in run) else _stem(run))
        else:
            found.update(_pairs(run))
    return frozenset(found)


def shared(one: frozenset[str], other: frozenset[str]) -> float:
    """Which part of the shorter set of words both have; 0 where one is empty."""
    shorter = min(len(one), len(other))
    return len(one & other) / shorter if shorter else 0.0


def _pairs(run: str) -> list[str]:
    return [piece[place : place + 2] for piece in _han_stops().split(run) if piece for place in range(len(piece) - 1)]


def _stem(word: str) -> str:
    return re.sub(r"(?:ations?|ions?|ings?|ed|es|s)$", "", word)[:6] if len(word) > 4 else word.removesuffix("s")


@cache
def _runs() -> re.Pattern[str]:
    return re.compile(r"[a-z]+-?\d[a-z0-9\-]*|[a-z]{3,}|[\u4e00-\u9fff]+")


@cache
def _stops() -> frozenset[str]:
    return frozenset(load_data("statements")["stops"]["latin"].split())


@cache
def _han_stops() -> re.Pattern[str]:
    words = sorted(load_data("statements")["stops"]["han"].split(), key=len, reverse=True)
    return re.compile("|".join(words))


@cache
def pattern(path: str) -> re.Pattern[str]:
    """The regular expression at a dotted path of ``statements.yaml``."""
    node: Any = load_data("statements")
    for key in path.split("."):
        node = node[key]
    return re.compile(node)


@cache
def patterns(path: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """(key, expression) for each entry under a dotted path."""
    node: Any = load_data("statements")
    for key in path.split("."):
        node = node[key]
    return tuple((key, re.compile(words)) for key, words in node.items())
