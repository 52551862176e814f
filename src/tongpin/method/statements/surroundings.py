"""Features of what may be stated: cues and hashed n-grams before it, behind it, in its clause and around it.

Each group of places has its own salt, so that one word counts by where it stands. What the rules draw (:mod:`.told`)
is a feature beside them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log10

import numpy as np
from numpy.typing import NDArray

from tongpin.method.reading.features import Buckets, Hashes, _bucket, _word_hash
from tongpin.method.statements.candidates import Candidate, Parsed
from tongpin.method.statements.cues import Words

BITS = 20
"""Of the hashes of n-grams; only those that training has often seen are kept in the model."""
NEAR = 6
"""Units so near before or behind a value count by their distance."""
REACH = 5.0
"""Units over which the nearness of a cue falls to a third."""
KINDS = ("money", "share", "span", "day", "ahead", "quantity", "count", "number", "name", "clause")
SIZED = ("money", "share", "span", "quantity", "number")
Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Ranges:
    """Of each candidate the units where it, its clause, its sentence begin and end, and the sentence before begins."""

    first: Buckets
    last: Buckets
    clause_first: Buckets
    clause_last: Buckets
    sentence_first: Buckets
    sentence_last: Buckets
    before_first: Buckets


@dataclass(frozen=True, slots=True)
class Rows:
    """N-grams of candidates one after the other: ``buckets`` with their ``weights``, ``starts`` of each candidate."""

    buckets: Buckets
    weights: Floats
    starts: Buckets


def ranges_of(parsed: Parsed, words: Words) -> Ranges:
    clauses = [parsed.clauses[one.clause] for one in parsed.candidates]
    sentences = [parsed.sentences[clause.sentence] for clause in clauses]
    before = [parsed.sentences[max(clause.sentence - 1, 0)] for clause in clauses]
    places = [
        [one.start for one in parsed.candidates],
        [one.end for one in parsed.candidates],
        [clause.start for clause in clauses],
        [clause.end for clause in clauses],
        [sentence.start for sentence in sentences],
        [sentence.end for sentence in sentences],
        [sentence.start for sentence in before],
    ]
    return Ranges(*np.searchsorted(words.starts, np.array(places, np.int64)))


# ---------------------------------------------------------------- cues
def dense_of(parsed: Parsed, ranges: Ranges, cues: Floats, told: Sequence[bool], ruled: Floats) -> Floats:
    """Cues by where they stand, the kind and size of each candidate, facts of the text (``told``), what rules say;
    shape (candidates, features)."""
    is_clause = np.array([one.kind == "clause" for one in parsed.candidates])
    first = np.where(is_clause, ranges.clause_first, ranges.first)
    last = np.where(is_clause, ranges.clause_first, ranges.last)
    sums = np.concatenate([np.zeros((1, cues.shape[1]), np.float32), np.cumsum(cues, axis=0)])

    def within(start: Buckets, end: Buckets) -> Floats:
        return np.asarray(np.minimum(sums[np.maximum(start, end)] - sums[start], 2), np.float32)

    left, right = within(ranges.clause_first, first), within(last, ranges.clause_last)
    kinds = _kinds(parsed)
    parts: list[Floats] = [
        left,
        right,
        within(ranges.sentence_first, ranges.clause_first),
        within(ranges.clause_last, ranges.sentence_last),
        within(ranges.before_first, ranges.sentence_first),
        np.repeat(np.minimum(sums[-1:], 2) / 2, len(kinds), axis=0),
        *_nearness(cues, ranges, first, last),
        kinds * 2,
        _sizes(parsed, kinds),
        np.tile(np.array(told, np.float32), (len(kinds), 1)),
        _lengths(ranges, first),
        right * is_clause[:, None],
        left * kinds[:, :8].sum(axis=1, keepdims=True),
        ruled * 2,
    ]
    return (np.concatenate(parts, axis=1) / 2).astype(np.float32)


def _nearness(cues: Floats, ranges: Ranges, first: Buckets, last: Buckets) -> tuple[Floats, Floats]:
    """How near the nearest cue of each class stands in the sentence, before and behind."""
    count, classes = cues.shape
    at, has = np.arange(count)[:, None], cues > 0
    before, behind = np.full((count + 1, classes), -999), np.full((count + 1, classes), 9999)
    if count:
        before[1:] = np.maximum.accumulate(np.where(has, at, -999), axis=0)
        behind[:count] = np.minimum.accumulate(np.where(has, at, 9999)[::-1], axis=0)[::-1]
    nearest, next_one = before[first], behind[last]
    left = np.exp((nearest - first[:, None]) / REACH) * (nearest >= ranges.sentence_first[:, None])
    right = np.exp((last[:, None] - next_one) / REACH) * (next_one < ranges.sentence_last[:, None])
    return (2 * left).astype(np.float32), (2 * right).astype(np.float32)


def _kinds(parsed: Parsed) -> Floats:
    rows = np.zeros((len(parsed.candidates), len(KINDS)), np.float32)
    for row, one in zip(rows, parsed.candidates, strict=True):
        row[KINDS.index(one.value.kind if one.value else one.kind)] = 1
    return rows


def _sizes(parsed: Parsed, kinds: Floats) -> Floats:
    sizes = np.array([log10(abs(one.value.high) + 1e-3) if one.value else 0.0 for one in parsed.candidates], np.float32)
    return (kinds[:, [KINDS.index(kind) for kind in SIZED]] * sizes[:, None] / 2).astype(np.float32)


def _lengths(ranges: Ranges, first: Buckets) -> Floats:
    clause, sentence = ranges.clause_last - ranges.clause_first, ranges.sentence_last - ranges.sentence_first
    parts = [np.minimum(clause, 30) / 10, np.minimum(sentence, 60) / 20, (first - ranges.clause_first) / 10]
    return np.stack(parts, axis=1).astype(np.float32)


# ---------------------------------------------------------------- n-grams
def rows_of(parsed: Parsed, words: Words, ranges: Ranges, told: Sequence[str]) -> Rows:
    """N-grams of every candidate of a text; ``told``: facts of the text as words (its kind, who wrote it)."""
    facts = _salted_words(told, 900)
    parts = [_grams(one, number, words, ranges, facts) for number, one in enumerate(parsed.candidates)]
    sizes = np.array([len(buckets) for buckets, _ in parts], np.int64)
    starts = np.cumsum(sizes) - sizes
    if not parts:
        return Rows(np.zeros(0, np.int64), np.zeros(0, np.float32), starts)
    return Rows(np.concatenate([own for own, _ in parts]), np.concatenate([own for _, own in parts]), starts)


def _grams(one: Candidate, number: int, words: Words, ranges: Ranges, facts: Buckets) -> tuple[Buckets, Floats]:
    salt = 20 * (1 + ("value", "name", "clause").index(one.kind))
    first, last = ranges.first[number], ranges.last[number]
    clause_first, clause_last = ranges.clause_first[number], ranges.clause_last[number]
    if one.kind == "clause":
        groups = [(_runs(words, clause_first, clause_last, (1, 2, 3, 4), salt), 1.0)]
    else:
        groups = [
            (_runs(words, clause_first, first, (1, 2, 3), salt + 1), 0.7),
            (_runs(words, last, clause_last, (1, 2, 3), salt + 2), 0.7),
            (_runs(words, clause_first, clause_last, (1, 2, 3), 5), 0.7),
            *_by_distance(words, int(first), int(last)),
        ]
    sentence_first = ranges.sentence_first[number]
    groups += [
        (_runs(words, sentence_first, clause_first, (1, 2, 3), salt + 3), 0.5),
        (_runs(words, clause_last, ranges.sentence_last[number], (1, 2, 3), salt + 4), 0.5),
        (_runs(words, ranges.before_first[number], sentence_first, (1, 2), salt + 5), 0.35),
    ]
    own = _salted_words(_shape(one), salt + 6)
    buckets = np.concatenate([_bucket(np.concatenate([g for g, _ in groups]), 0, BITS), own, facts, own[:1] ^ facts])
    weights = [np.full(len(group), weight / max(len(group), 1) ** 0.5, np.float32) for group, weight in groups]
    weights.append(np.full(len(own) + 2 * len(facts), 0.4, np.float32))
    return buckets, np.concatenate(weights) * np.float32(3)


def _runs(words: Words, first: int, last: int, lengths: Sequence[int], salt: int) -> Hashes:
    """Salted hashes of all runs inside the units ``first`` to ``last``."""
    return np.concatenate(
        [words.runs[n - 1, first : max(last - n + 1, first)] + np.uint64(salt * 16 + n) for n in lengths]
    )


def _by_distance(words: Words, first: int, last: int) -> list[tuple[Hashes, float]]:
    """The runs just before and behind a value, by how far they stand from it."""
    groups = []
    for n in (1, 2, 3):
        before = words.runs[n - 1, max(first - NEAR, 0) : max(first - n + 1, 0)][::-1]
        behind = words.runs[n - 1, last : last + NEAR - n + 1]
        groups.append((before + _DISTANCE[: len(before)] + np.uint64(n), 0.5))
        groups.append((behind + _DISTANCE[: len(behind)] + np.uint64(n + 8), 0.5))
    return groups


_DISTANCE = (np.arange(NEAR, dtype=np.uint64) + np.uint64(1)) * np.uint64(1 << 40)


def _shape(one: Candidate) -> list[str]:
    """The kind of a value, its unit, its size and whether it is a range, as words."""
    if one.value is None:
        return [one.kind]
    value = one.value
    size = round(2 * log10(abs(value.high))) if value.high else -9
    return [value.kind, f"{value.kind} {value.unit}", f"{value.kind} size {size}", f"range {value.low != value.high}"]


def _salted_words(words: Sequence[str], salt: int) -> Buckets:
    return _bucket(np.array([_word_hash(word) for word in words], np.uint64), salt, BITS)
