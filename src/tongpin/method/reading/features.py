"""Features of a text: hashed n-grams of characters and words, and of the units around each place.

Everything is computed on arrays of code points, so that reading a note costs well under a millisecond. Chinese text
is folded into simplified script first, so that both scripts share what was learned; English goes by words and by the
pieces of words. A feature is a bucket of a table; buckets of different lengths of n-grams are salted apart.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from tongpin.method.reading.script import LONGEST, guess_language, simplified

Family = Literal["zh", "en"]
Buckets = NDArray[np.int64]
Hashes = NDArray[np.uint64]

NOTE_BITS = {"zh": 17, "en": 17}
UNIT_BITS = 17
VECTOR_BITS = 17
"""Of the table of vectors that the network (:mod:`.network`) has for n-grams."""

_UNIT = re.compile(r"[a-z]+(?:'[a-z]+)*|0+|[^\sa-z0]")
_WORD = re.compile(r"[a-z]+(?:'[a-z]+)*|0+")
_SENTENCE = re.compile(r"[^。！？!?；;\n]+[。！？!?；;\n]*|[。！？!?；;\n]+")
_ENGLISH_STOP = re.compile(r"(?<=[a-z0)'\"])\.\s+")
_MULTIPLIER = np.uint64(6364136223846793005)
_MIX = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A text made ready: ``folded`` has the length of what is read, so that places in it are places in the text."""

    family: Family
    folded: str


@dataclass(frozen=True, slots=True)
class Grams:
    """N-grams of a text: their ``buckets``, the character each begins at, and the group each belongs to."""

    buckets: Buckets
    places: Buckets
    groups: Buckets


@dataclass(frozen=True, slots=True)
class Units:
    """The units of a text (a Chinese character, a word, a number, a mark) with their places."""

    starts: Buckets
    ends: Buckets
    hashes: Hashes
    is_mark: NDArray[np.bool_]


def prepare(text: str) -> Prepared:
    head = text[:LONGEST]
    family: Family = "en" if guess_language(head) == "en" else "zh"
    return Prepared(family, simplified(head).translate(_plain()))


@cache
def _plain() -> dict[int, str]:
    """Lower-case ASCII, full-width forms as ASCII, every digit as 0; one character for one."""
    table = {code: chr(code + 32) for code in range(ord("A"), ord("Z") + 1)}
    for code in range(0xFF01, 0xFF5F):
        plain = chr(code - 0xFEE0).lower()
        if plain.isalnum():
            table[code] = "0" if plain.isdigit() else plain
    table |= {ord(digit): "0" for digit in "0123456789"}
    return table | {ord("’"): "'", ord("‘"): "'"}


@lru_cache(maxsize=8)
def note_grams(prepared: Prepared) -> Grams:
    """N-grams of the whole note: characters 1 to 4 in Chinese; words 1 to 3 and pieces of words 2 to 5 in English.

    Remembered for a moment, for a note that is saved is read more than once.
    """
    if prepared.family == "zh":
        return _character_grams(prepared.folded)
    return _word_grams(prepared.folded)


def _character_grams(folded: str) -> Grams:
    codes = _codes(folded)
    keep = np.flatnonzero(codes > 32)
    codes = codes[keep]
    parts = _ngrams_up_to(codes, 4)
    sizes = [len(hashes) for hashes in parts]
    salts = np.repeat(np.array([1, 2, 3, 4], np.uint64), sizes)
    return Grams(
        _bucket(np.concatenate(parts), salts, NOTE_BITS["zh"]),
        np.concatenate([keep[:size] for size in sizes]),
        np.repeat([0, 0, 1, 1], sizes),
    )


def _word_grams(folded: str) -> Grams:
    found = [(match.start(), match.group()) for match in _WORD.finditer(folded)]
    if not found:
        return Grams(*(np.zeros(0, np.int64),) * 3)
    starts = np.array([start for start, _ in found])
    words = np.array([_word_hash(word) for _, word in found], np.uint64)
    parts = _ngrams_up_to(words, 3)
    places = [starts[: len(hashes)] for hashes in parts]
    padded, origin = _padded(found)
    pieces = _ngrams_up_to(padded, 5)[1:]
    for hashes, inside in zip(pieces, _inside_words(padded), strict=True):
        parts.append(hashes[inside])
        places.append(origin[: len(hashes)][inside])
    sizes = [len(hashes) for hashes in parts]
    salts = np.repeat(np.array([11, 12, 13, 2, 3, 4, 5], np.uint64), sizes)
    groups = np.repeat([0, 0, 0, 1, 1, 1, 1], sizes)
    return Grams(_bucket(np.concatenate(parts), salts, NOTE_BITS["en"]), np.concatenate(places), groups)


def _padded(found: list[tuple[int, str]]) -> tuple[Hashes, Buckets]:
    """Words with one space before and after each, and the character of the text that each place stands for."""
    codes = _codes(" " + " ".join(word for _, word in found) + " ")
    sizes = np.array([len(word) + 1 for _, word in found])
    shifts = np.array([start - 1 for start, _ in found]) - np.cumsum(sizes) + sizes
    origin = np.append(np.repeat(shifts, sizes) + np.arange(int(sizes.sum())), found[-1][0])
    return codes, np.maximum(origin, 0).astype(np.int64)


def _inside_words(padded: Hashes) -> Iterator[NDArray[np.bool_]]:
    """Which n-grams of 2 to 5 codes have a space only at one end, or from 3 on at both."""
    letter = padded != 32
    yield letter[:-1] | letter[1:]
    inner = letter[1:-1]
    yield inner
    for length in (4, 5):
        inner = inner[:-1] & letter[length - 2 : -1]
        yield inner


def units_of(prepared: Prepared) -> Units:
    found = [(match.start(), match.end(), match.group()) for match in _UNIT.finditer(prepared.folded)]
    hashes = np.array([_word_hash(word) for _, _, word in found], np.uint64)
    starts = np.array([start for start, _, _ in found], np.int64)
    ends = np.array([end for _, end, _ in found], np.int64)
    marks = np.array([not (word[0].isalnum()) for _, _, word in found], bool)
    return Units(starts, ends, hashes, marks)


WINDOW: tuple[tuple[int, int], ...] = (
    *((offset, 1) for offset in range(-3, 4)),
    *((offset, 2) for offset in range(-3, 3)),
    *((offset, 3) for offset in range(-3, 2)),
    *((offset, 4) for offset in range(-3, 1)),
)
"""Features of a unit: n-grams of units around it, as (offset of the first, length)."""
_WINDOW_SALTS = np.array([[100 + 16 * (offset + 4) + length] for offset, length in WINDOW], np.uint64)


def unit_features(units: Units) -> Buckets:
    """Buckets of each unit's surroundings, shape (units, len(WINDOW))."""
    count = len(units.hashes)
    edge = np.full(4, np.uint64(7))
    padded = np.concatenate([edge, units.hashes, edge, edge])
    runs = {length: _ngrams(padded, length) for length in {length for _, length in WINDOW}}
    grams = np.stack([runs[length][4 + offset : 4 + offset + count] for offset, length in WINDOW])
    return _bucket(grams, _WINDOW_SALTS, UNIT_BITS).T


@dataclass(frozen=True, slots=True)
class UnitGrams:
    """What each unit is made of: ``buckets`` in order of their units, the ``share`` each has in its unit's vector."""

    buckets: Buckets
    share: NDArray[np.float32]
    starts: Buckets
    """Of each unit, the place of its first bucket."""


def unit_grams(prepared: Prepared, units: Units) -> UnitGrams:
    """Each unit alone and with the next; in Chinese also with the next two, in English also its pieces, evenly."""
    lengths = (1, 2, 3) if prepared.family == "zh" else (1, 2)
    padded = np.concatenate([units.hashes, np.full(2, np.uint64(7))])
    count = len(units.hashes)
    runs = np.stack([_bucket(_ngrams(padded, n)[:count], 400 + n, VECTOR_BITS) for n in lengths], axis=1)
    if prepared.family == "zh":
        return UnitGrams(runs.ravel(), np.ones(runs.size, np.float32), np.arange(count) * len(lengths))
    words = [prepared.folded[start:end] for start, end in zip(units.starts, units.ends, strict=True)]
    parts = [_pieces(word[:24]) for word in words]
    sizes = np.array([len(part) for part in parts])
    starts = np.concatenate([[0], np.cumsum(sizes + len(lengths))[:-1]]).astype(np.int64)
    buckets = np.concatenate([piece for pair in zip(runs, parts, strict=True) for piece in pair])
    share = np.repeat(1 / np.maximum(sizes, 1), sizes + len(lengths)).astype(np.float32)
    for number in range(len(lengths)):
        share[starts + number] = 1
    return UnitGrams(buckets, share, starts)


@lru_cache(maxsize=1 << 15)
def _pieces(word: str) -> Buckets:
    """Buckets of the runs of 3 to 5 characters of a word, its ends marked."""
    codes = _codes(f" {word} ")
    return np.concatenate([_bucket(_ngrams(codes, length), 420 + length, VECTOR_BITS) for length in (3, 4, 5)])


def sentences_of(prepared: Prepared) -> list[tuple[int, int]]:
    """Where the sentences stand, as (start, end); together they cover the whole text."""
    found: list[tuple[int, int]] = []
    for match in _SENTENCE.finditer(prepared.folded):
        last = match.start()
        for stop in _ENGLISH_STOP.finditer(prepared.folded, match.start(), match.end()):
            found.append((last, stop.end()))
            last = stop.end()
        if last < match.end():
            found.append((last, match.end()))
    return found


def _codes(text: str) -> Hashes:
    return np.frombuffer(text.encode("utf-32-le", "replace"), np.uint32).astype(np.uint64)


@cache
def _word_hash_cached(word: str) -> int:
    codes = _codes(word)
    value = 1469598103934665603
    for code in codes.tolist():
        value = (value * 6364136223846793005 + code) & 0xFFFFFFFFFFFFFFFF
    return value


def _word_hash(word: str) -> int:
    """A stable hash of a word; long ones (never words) by their beginning, so that the cache stays small."""
    return _word_hash_cached(word[:24]) if len(word) < 24 else _word_hash_cached.__wrapped__(word[:24])


def _ngrams(codes: Hashes, length: int) -> Hashes:
    """Hash of each run of ``length`` codes."""
    count = len(codes) - length + 1
    if count <= 0:
        return np.zeros(0, np.uint64)
    hashes = codes[:count].copy()
    for offset in range(1, length):
        hashes = hashes * _MULTIPLIER + codes[offset : offset + count]
    return hashes


def _ngrams_up_to(codes: Hashes, longest: int) -> list[Hashes]:
    """:func:`_ngrams` for every length from one, each made from the one before."""
    found = [codes]
    for length in range(2, longest + 1):
        count = max(len(codes) - length + 1, 0)
        found.append(found[-1][:count] * _MULTIPLIER + codes[length - 1 : length - 1 + count])
    return found


def _bucket(hashes: Hashes, salt: int | Hashes, bits: int) -> Buckets:
    mixed = (hashes + np.asarray(salt, np.uint64)) * _MIX
    mixed = (mixed ^ (mixed >> np.uint64(29))) * _MULTIPLIER
    return (mixed >> np.uint64(64 - bits)).astype(np.int64)
