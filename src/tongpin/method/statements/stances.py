"""Where words stand between two poles (included or extra, ours or theirs, can or cannot), and which things they name.

Both come from ``data/stances.yaml``, are found by the hashes of runs of units, and the longest phrase counts.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from tongpin.method.datafiles import load_data
from tongpin.method.reading.features import Buckets
from tongpin.method.statements.cues import LONGEST, Words, hashes_of, words_in

THING = 1 << 20
"""Things are numbered from here, above all buckets of words."""

SCOPE = ("paid", "doer")
AXES: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = (
    (("scope",), SCOPE),
    (("other", "need", "scope"), ("able",)),
    (("response_time", "other"), ("hours",)),
    (("payment_terms",), ("upfront", "spread")),
    (("need", "other"), ("site", "doors", "origin", "fresh", "spread", "self", "wet")),
    (("need", "other", "warranty", "scope"), ("extent",)),
    (("discount", "price"), ("firm",)),
)
"""Axes by which the clauses of some topics are told apart."""


@dataclass(frozen=True, slots=True)
class Stances:
    """``leans``: how far the phrases that begin at each unit lean on each axis, shape (units, axes); ``things``: units
    where one is named, and its number."""

    leans: NDArray[np.float32]
    things: tuple[tuple[int, int], ...]


@cache
def axes() -> tuple[str, ...]:
    return tuple(load_data("stances")["axes"])


def stances_in(words: Words) -> Stances:
    """What stands in the units of a text."""
    leans = np.zeros((len(words.starts), len(axes())), np.float32)
    for at, (axis, sign) in _longest(words, "axes"):
        leans[at, axis] += sign
    return Stances(leans, tuple((at, number) for at, (number, _) in _longest(words, "things")))


def _longest(words: Words, kind: str) -> list[tuple[int, tuple[int, int]]]:
    """Phrases by the unit where they begin, without those that lie within a longer one of the same axis."""
    hashes, meanings = _phrases(kind)
    runs = hashes_of(words)
    at = np.minimum(np.searchsorted(hashes, runs), len(hashes) - 1)
    lengths, places = np.nonzero(hashes[at] == runs)
    taken: set[tuple[int, int]] = set()
    found = []
    for n, place in sorted(zip(lengths.tolist(), places.tolist(), strict=True), reverse=True):
        for number, sign in meanings[at[n, place]]:
            units = {(number, unit) for unit in range(place, place + n + 1)}
            if not units & taken:
                taken |= units
                found.append((place, (number, sign)))
    return found


@cache
def _phrases(kind: str) -> tuple[Buckets, tuple[tuple[tuple[int, int], ...], ...]]:
    """Hashes of the phrases, sorted, and of each what it means: an axis and a side, or a thing."""
    found: dict[int, list[tuple[int, int]]] = {}
    for key, meaning, listed in _listed(kind):
        for phrase in listed.split(","):
            words = words_in(phrase.strip())
            if 0 < len(words.starts) <= LONGEST:
                meanings = found.setdefault(int(hashes_of(words)[len(words.starts) - 1, 0]), [])
                if (key, meaning) not in meanings:
                    meanings.append((key, meaning))
    keys = sorted(found)
    return np.array(keys, np.uint64), tuple(tuple(found[key]) for key in keys)


def _listed(kind: str) -> list[tuple[int, int, str]]:
    data = load_data("stances")[kind]
    if kind == "things":
        return [(THING + number, 1, listed) for number, listed in enumerate(data.values())]
    return [
        (number, sign, poles[side])
        for number, poles in enumerate(data.values())
        for side, sign in (("more", 1), ("less", -1))
    ]


def leans(leanings: NDArray[np.float32], names: tuple[str, ...]) -> float:
    """The side of the first axis, else that of the second."""
    return next((float(leanings[axis]) for axis in numbers_of(names) if leanings[axis]), 0.0)


@cache
def numbers_of(names: tuple[str, ...]) -> tuple[int, ...]:
    """The numbers of axes."""
    return tuple(axes().index(name) for name in names)
