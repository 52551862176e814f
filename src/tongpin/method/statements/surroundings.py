"""Features of what may be stated: cues and hashed n-grams before it, behind it, in its clause and around it.

Each group of places has its own salt, so that one word counts by where it stands. What the rules draw (:mod:`.told`)
is a feature beside them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import log10

import numpy as np
from numpy.typing import NDArray

from tongpin.method.reading.features import Buckets, _bucket, _word_hash
from tongpin.method.statements.candidates import Candidate, Parsed
from tongpin.method.statements.cues import Words

BITS = 20
"""Of the hashes of n-grams; only those that training has often seen are kept in the model."""
NEAR = 6
"""Units so near before or behind a value count by their distance."""
REACH = 5.0
"""Units over which the nearness of a cue falls to a third."""
FAR = 2**30
"""Further off than any cue, however long the text."""
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
    starts = [ranges.clause_first, last, ranges.sentence_first, ranges.clause_last, ranges.before_first]
    ends = [first, ranges.clause_last, ranges.clause_first, ranges.sentence_last, ranges.sentence_first]
    start, end = np.array(starts), np.array(ends)
    left, right, *around = np.minimum(sums[np.maximum(start, end)] - sums[start], 2)
    kinds = _kinds(parsed)
    parts: list[Floats] = [
        left,
        right,
        *around,
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
    at, has = np.arange(count, dtype=np.int32)[:, None], cues > 0
    before, behind = (np.full((count + 1, classes), far, np.int32) for far in (-FAR, FAR))
    if count:
        before[1:] = np.maximum.accumulate(np.where(has, at, np.int32(-FAR)), axis=0)
        behind[:count] = np.minimum.accumulate(np.where(has, at, np.int32(FAR))[::-1], axis=0)[::-1]
    nearest, next_one = before[first], behind[last]
    left = np.exp((nearest - first[:, None]) / REACH) * (nearest >= ranges.sentence_first[:, None])
    right = np.exp((last[:, None] - next_one) / REACH) * (next_one < ranges.sentence_last[:, None])
    return (2 * left).astype(np.float32), (2 * right).astype(np.float32)


def _kinds(parsed: Parsed) -> Floats:
    kinds = [KINDS.index(one.value.kind if one.value else one.kind) for one in parsed.candidates]
    return np.eye(len(KINDS), dtype=np.float32)[kinds]


def _sizes(parsed: Parsed, kinds: Floats) -> Floats:
    sizes = np.array([log10(abs(one.value.high) + 1e-3) if one.value else 0.0 for one in parsed.candidates], np.float32)
    return (kinds[:, [KINDS.index(kind) for kind in SIZED]] * sizes[:, None] / 2).astype(np.float32)


def _lengths(ranges: Ranges, first: Buckets) -> Floats:
    clause, sentence = ranges.clause_last - ranges.clause_first, ranges.sentence_last - ranges.sentence_first
    parts = [np.minimum(clause, 30) / 10, np.minimum(sentence, 60) / 20, (first - ranges.clause_first) / 10]
    return np.stack(parts, axis=1).astype(np.float32)


# ---------------------------------------------------------------- n-grams
@dataclass(frozen=True, slots=True)
class _Group:
    """Runs of ``lengths`` units between two of the places of :class:`Ranges`, with a salt of their own.

    ``own``: the salt is that of the kind of candidate, too; ``near``: they count by their distance from the value,
    1 behind it, -1 before it.
    """

    first: int
    last: int
    lengths: tuple[int, ...]
    salt: int
    weight: float
    own: bool = True
    near: int = 0


_FIRST, _LAST, _CLAUSE_FIRST, _CLAUSE_LAST, _SENTENCE_FIRST, _SENTENCE_LAST, _BEFORE_FIRST = range(7)
_OF_CLAUSES = (_Group(_CLAUSE_FIRST, _CLAUSE_LAST, (1, 2, 3, 4), 0, 1.0),)
_OF_VALUES = (
    _Group(_CLAUSE_FIRST, _FIRST, (1, 2, 3), 1, 0.7),
    _Group(_LAST, _CLAUSE_LAST, (1, 2, 3), 2, 0.7),
    _Group(_CLAUSE_FIRST, _CLAUSE_LAST, (1, 2, 3), 5, 0.7, own=False),
    *(_Group(_FIRST, _LAST, (n,), 0, 0.5, own=False, near=side) for n in (1, 2, 3) for side in (-1, 1)),
)
_OF_ALL = (
    _Group(_SENTENCE_FIRST, _CLAUSE_FIRST, (1, 2, 3), 3, 0.5),
    _Group(_CLAUSE_LAST, _SENTENCE_LAST, (1, 2, 3), 4, 0.5),
    _Group(_BEFORE_FIRST, _SENTENCE_FIRST, (1, 2), 5, 0.35),
)
_GROUPS = (*_OF_CLAUSES, *_OF_VALUES, *_OF_ALL)
_COLUMNS = tuple((group, n) for group in _GROUPS for n in group.lengths)
"""One for each length of runs of a group; all n-grams of a candidate stand in this order."""
_N = np.array([n for _, n in _COLUMNS])
_AT = np.array([[group.first for group, _ in _COLUMNS], [group.last for group, _ in _COLUMNS]])
_BEFORE = np.flatnonzero([group.near < 0 for group, _ in _COLUMNS])
_BEHIND = np.flatnonzero([group.near > 0 for group, _ in _COLUMNS])
_STEP = np.array([-1 if group.near < 0 else 1 for group, _ in _COLUMNS])
_APART = np.array([(1 << 40) * abs(group.near) for group, _ in _COLUMNS], np.uint64)
_SALT = np.array([n + (8 if group.near > 0 else 0) + 16 * group.salt for group, n in _COLUMNS], np.uint64)
_OWN = np.array([16 * group.own for group, _ in _COLUMNS], np.uint64)
_SIZES = np.array([len(group.lengths) for group in _GROUPS])
_STARTS = np.cumsum(_SIZES) - _SIZES
_WEIGHTS = np.array([group.weight for group in _GROUPS])
_CLAUSES_ONLY = len(_OF_CLAUSES[0].lengths)
_VALUES_ONLY = _CLAUSES_ONLY + sum(len(group.lengths) for group in _OF_VALUES)
_ALONE = np.float32(0.4)
_ALL = np.float32(3)
_SALTS = {"value": 20, "name": 40, "clause": 60}


def rows_of(parsed: Parsed, words: Words, ranges: Ranges, told: Sequence[str]) -> Rows:
    """N-grams of every candidate of a text; ``told``: facts of the text as words (its kind, who wrote it).

    All candidates at once, on arrays of shape (candidates, columns): most texts are short, and a loop would cost more
    than the hashing.
    """
    candidates = parsed.candidates
    if not candidates:
        return Rows(np.zeros(0, np.int64), np.zeros(0, np.float32), np.zeros(0, np.int64))
    is_clause = np.array([one.kind == "clause" for one in candidates])
    first, counts = _stretches(ranges, is_clause, len(words.starts))
    flat = counts.ravel()
    which = np.repeat(np.arange(flat.size), flat)
    column, nth = which % len(_N), np.arange(len(which)) - np.repeat(np.cumsum(flat) - flat, flat)
    salts = np.array([_SALTS[one.kind] for one in candidates], np.uint64)[:, None] * _OWN + _SALT
    hashes = words.runs.ravel()[first.ravel()[which] + _STEP[column] * nth]
    hashes = hashes + salts.ravel()[which] + (nth + 1).astype(np.uint64) * _APART[column]
    lengths = np.add.reduceat(counts, _STARTS, axis=1)
    weights = (_WEIGHTS / np.sqrt(np.maximum(lengths, 1))).astype(np.float32) * _ALL
    weights = np.repeat(weights, _SIZES, axis=1).ravel()[which]
    return _with_facts(candidates, _bucket(hashes, 0, BITS), weights, counts.sum(axis=1), told)


def _stretches(ranges: Ranges, is_clause: NDArray[np.bool_], count: int) -> tuple[Buckets, Buckets]:
    """Of each candidate and column the place of the first run (in all runs one after the other) and their number."""
    places = np.stack(
        [
            ranges.first,
            ranges.last,
            ranges.clause_first,
            ranges.clause_last,
            ranges.sentence_first,
            ranges.sentence_last,
            ranges.before_first,
        ],
        axis=1,
    )
    start, end = places[:, _AT[0]], places[:, _AT[1]]
    start[:, _BEFORE], end[:, _BEFORE] = np.maximum(ranges.first - NEAR, 0)[:, None], ranges.first[:, None]
    behind, n = ranges.last[:, None], _N[_BEHIND]
    start[:, _BEHIND], end[:, _BEHIND] = behind, np.minimum(behind + NEAR - n + 1, count) + n - 1
    counts = np.maximum(end - _N + 1 - start, 0)
    counts[is_clause, _CLAUSES_ONLY:_VALUES_ONLY] = 0
    counts[~is_clause, :_CLAUSES_ONLY] = 0
    # The runs before a value are told from it backwards.
    start[:, _BEFORE] = end[:, _BEFORE] - _N[_BEFORE]
    return start + (_N - 1) * count, counts


def _with_facts(
    candidates: Sequence[Candidate], buckets: Buckets, weights: Floats, sizes: Buckets, told: Sequence[str]
) -> Rows:
    """Behind the n-grams of each candidate (``sizes``: how many) its shape, the facts of the text, and both."""
    facts = _salted_words(tuple(told), 900)
    shapes = [_salted_words(_shape(one), _SALTS[one.kind] + 6) for one in candidates]
    own = [(*shape, *facts, *(shape[0] ^ fact for fact in facts)) for shape in shapes]
    more = np.array([len(one) for one in own])
    starts = np.cumsum(sizes + more) - sizes - more
    is_own = np.zeros(len(buckets) + int(more.sum()), bool)
    is_own[np.repeat(starts + sizes - np.cumsum(more) + more, more) + np.arange(int(more.sum()))] = True
    all_buckets, all_weights = np.empty(len(is_own), np.int64), np.full(len(is_own), _ALONE * _ALL)
    all_buckets[is_own] = [bucket for one in own for bucket in one]
    all_buckets[~is_own], all_weights[~is_own] = buckets, weights
    return Rows(all_buckets, all_weights, starts)


def _shape(one: Candidate) -> tuple[str, ...]:
    """The kind of a value, its unit, its size and whether it is a range, as words."""
    if one.value is None:
        return (one.kind,)
    value = one.value
    size = round(2 * log10(abs(value.high))) if value.high else -9
    return value.kind, f"{value.kind} {value.unit}", f"{value.kind} size {size}", f"range {value.low != value.high}"


@lru_cache(maxsize=1024)
def _salted_words(words: tuple[str, ...], salt: int) -> tuple[int, ...]:
    return tuple(_bucket(np.array([_word_hash(word) for word in words], np.uint64), salt, BITS).tolist())
