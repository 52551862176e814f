"""The units of a text, English words by their stems, and the words that hint at what is stated (``data/cues.yaml``).

Hints also tell by whom it is stated, and whether it holds; they are found by the hashes of runs of units.
"""

import re
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from tongpin.method.datafiles import load_data
from tongpin.method.reading.features import Buckets, Hashes, _ngrams, _word_hash

LONGEST = 6
"""Units of the longest phrase that is found."""
_UNIT = re.compile(r"[a-z]+(?:'[a-z]+)*|\d+(?:[.,]\d+)*|[^\sa-z0]")
_LENGTHS = (np.arange(1, LONGEST + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15))[:, None]
"""Added to the hashes of runs, so that those of one length are no others'."""
_EDGE = [7] * (LONGEST - 1)


@dataclass(frozen=True, slots=True)
class Words:
    """The units of a text: their stems, where each begins and ends, and the hash of each run of 1 to 6 units
    (row n - 1: n units) beginning at it."""

    stems: tuple[str, ...]
    starts: Buckets
    ends: Buckets
    runs: NDArray[np.uint64]


def words_in(text: str) -> Words:
    """Units of folded, lower-case text."""
    found = [(match.start(), match.end(), match.group()) for match in _UNIT.finditer(text)]
    stems = tuple(stem(word) for _, _, word in found)
    hashes = np.array([_word_hash(word) for word in stems] + _EDGE, np.uint64)
    count = len(found)
    runs = np.zeros((LONGEST, count), np.uint64)
    for n in range(1, LONGEST + 1 if count else 0):
        runs[n - 1] = _ngrams(hashes, n)[:count]
    return Words(stems, _places(found, 0), _places(found, 1), runs)


def _places(found: list[tuple[int, int, str]], which: int) -> Buckets:
    return np.array([unit[which] for unit in found], np.int64)


@cache
def stem(word: str) -> str:
    """An English word without its ending, a figure as 0, anything else as it is."""
    if word[0].isdigit():
        return "0"
    if not word.isascii() or len(word) < 4:
        return word
    if len(word) == 4:
        return word.removesuffix("s")
    return re.sub(r"(?:i|y)$", "i", re.sub(r"(?:ing|ed|es|s|e)$", "", word))


def cues_in(words: Words) -> NDArray[np.float32]:
    """How many cues of each class begin at each unit, shape (units, classes)."""
    found = np.zeros((len(words.starts), len(cue_classes())), np.float32)
    hashes, classes = _lexicon()
    runs = hashes_of(words)
    at = np.minimum(np.searchsorted(hashes, runs), len(hashes) - 1)
    hit = np.nonzero(hashes[at] == runs)
    np.add.at(found, hit[1], classes[at[hit]])
    return found


def hashes_of(words: Words) -> Hashes:
    """The hash of each run of units, another one for each length."""
    return np.asarray(words.runs + _LENGTHS, np.uint64)


@cache
def cue_classes() -> tuple[str, ...]:
    return tuple(load_data("cues"))


@cache
def _lexicon() -> tuple[Hashes, NDArray[np.float32]]:
    """The hashes of the phrases with their lengths, sorted, and the classes of each."""
    found: dict[int, set[int]] = {}
    for kind, phrases in enumerate(load_data("cues").values()):
        for phrase in phrases.split(","):
            words = words_in(phrase.strip())
            n = len(words.starts)
            if 0 < n <= LONGEST:
                found.setdefault(int(hashes_of(words)[n - 1, 0]), set()).add(kind)
    return np.array(sorted(found), np.uint64), _rows([found[key] for key in sorted(found)])


def _rows(kinds: list[set[int]]) -> NDArray[np.float32]:
    rows = np.zeros((len(kinds), len(cue_classes())), np.float32)
    for row, own in zip(rows, kinds, strict=True):
        row[list(own)] = 1
    return rows
