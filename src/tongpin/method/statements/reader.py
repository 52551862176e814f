"""What a text states, read by a trained model: of each value, name and clause the topic, whose it is, whether it holds.

Trained by ``make train`` from ``corpus/pairs`` (:mod:`tools.train_statements`): linear models over cues and n-grams.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tongpin.method.datafiles import data_folder, load_data
from tongpin.method.reading.script import guess_language
from tongpin.method.statements import told_in
from tongpin.method.statements.candidates import Parsed, parse
from tongpin.method.statements.cues import Words, cues_in, words_in
from tongpin.method.statements.surroundings import BITS, Rows, dense_of, ranges_of, rows_of
from tongpin.method.statements.told import Told

Floats = NDArray[np.float32]
MODEL_FILE = "statements.npz"
TOPICS = (
    "price",
    "discount",
    "delivery_time",
    "scope",
    "warranty",
    "response_time",
    "payment_terms",
    "contact_person",
    "need",
    "other",
)
WHOSE = ("ours", "customer", "rival", "internal")
HOLDS = ("yes", "no", "open", "past")
OUTPUTS = len(TOPICS) + 1 + len(WHOSE) + len(HOLDS)
PARTS = (slice(0, 11), slice(11, 15), slice(15, 19))
"""Of the outputs: the topics and none, whose, holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """An entry as far as reading statements needs it: its text, kind, direction and who wrote it."""

    text: str
    kind: str
    direction: str
    speaker: str


@dataclass(frozen=True, slots=True)
class Features:
    """A text ready to be read: its pieces, units and cues, and the features of its candidates."""

    parsed: Parsed
    words: Words
    cues: Floats
    told: tuple[Told, ...]
    dense: Floats
    rows: Rows


@dataclass(frozen=True, slots=True)
class Statements:
    """Chances of each candidate of a text: ``topic`` (candidates, topics), ``ours``, ``customers``, ``holds``."""

    features: Features
    topic: Floats
    ours: Floats
    customers: Floats
    holds: Floats


@dataclass(frozen=True, slots=True, eq=False)
class StatementModel:
    """Weights of the dense features and of the n-grams that are known, each with ``OUTPUTS`` columns."""

    dense: Floats
    bias: Floats
    grams: NDArray[np.int8]
    scale: Floats
    rows: NDArray[np.int32]
    """Of each bucket the row in ``grams``; the last row, of zeros, for those that are not known."""
    idf: Floats
    """Of each bucket of words, how telling it is."""
    judge: Floats
    """Weights of what speaks for a contradiction (:mod:`tongpin.method.weighing`), the last one alone."""
    thresholds: Floats
    """Scores from which a contradiction is raised: where the rules see one too, and where they do not."""

    def __call__(self, features: Features) -> Statements:
        scores = features.dense @ self.dense + self.bias
        rows = features.rows
        if len(rows.buckets):
            pushes = self.grams.take(self.rows.take(rows.buckets), axis=0).astype(np.float32)
            pushes *= rows.weights[:, None]
            scores += np.add.reduceat(pushes, rows.starts, axis=0) * self.scale
        topic, whose, holds = (_softmax(scores[:, part]) for part in PARTS)
        return Statements(features, topic[:, : len(TOPICS)], whose[:, 0], whose[:, 1], holds[:, 0])


def _softmax(scores: Floats) -> Floats:
    shifted = np.exp(scores - scores.max(axis=1, keepdims=True, initial=-1e9))
    return np.asarray(shifted / shifted.sum(axis=1, keepdims=True), np.float32)


def is_written(kind: str) -> bool:
    """Whether entries of a kind state by themselves; the others tell what was said."""
    return kind in load_data("consistency")["written"]


@lru_cache(maxsize=512)
def features_of(source: Source) -> Features:
    """Everything that the reader looks at in a text."""
    parsed = parse(source.text, source.speaker)
    words = words_in(parsed.text)
    cues = cues_in(words)
    written = is_written(source.kind)
    told = told_in(source.text, source.direction != "in", written, source.speaker)
    ranges = ranges_of(parsed, words)
    flags = (
        source.direction == "internal",
        source.direction == "in",
        source.kind in {"quote", "contract", "proposal", "tender_doc", "bid"},
        source.kind in {"email", "chat"},
        guess_language(source.text) == "en",
    )
    dense = dense_of(parsed, ranges, cues, flags, _ruled(parsed, told))
    facts = (f"kind {source.kind}", f"direction {source.direction}", f"{source.kind} {source.direction}")
    return Features(parsed, words, cues, told, dense, rows_of(parsed, words, ranges, facts))


def _ruled(parsed: Parsed, told: tuple[Told, ...]) -> Floats:
    """Which topics the rules draw where each candidate stands, and last whether they draw any."""
    found = np.zeros((len(parsed.candidates), len(TOPICS) + 1), np.float32)
    for one in told:
        for row, candidate in zip(found, parsed.candidates, strict=True):
            common = min(candidate.end, one.end) - max(candidate.start, one.start)
            if common >= 0.6 * min(candidate.end - candidate.start, one.end - one.start):
                row[TOPICS.index(one.topic)] = row[-1] = 1
    return found


def to_arrays(model: StatementModel) -> dict[str, Any]:
    """The model as named arrays for saving."""
    known = np.flatnonzero(model.rows < len(model.grams) - 1)
    return {
        "dense": model.dense.astype(np.float16),
        "bias": model.bias,
        "grams": model.grams[model.rows[known]],
        "known": known.astype(np.uint32),
        "scale": model.scale,
        "idf": model.idf.astype(np.float16),
        "judge": model.judge,
        "thresholds": model.thresholds,
    }


def from_arrays(arrays: Mapping[str, Any]) -> StatementModel:
    """The model from what :func:`to_arrays` gave."""
    grams, known = arrays["grams"], arrays["known"]
    rows = np.full(1 << BITS, len(grams), np.int32)
    rows[known] = np.arange(len(known))
    return StatementModel(
        dense=arrays["dense"].astype(np.float32),
        bias=arrays["bias"],
        grams=np.concatenate([grams, np.zeros((1, OUTPUTS), np.int8)]),
        scale=arrays["scale"],
        rows=rows,
        idf=arrays["idf"].astype(np.float32),
        judge=arrays["judge"],
        thresholds=arrays["thresholds"],
    )


@cache
def load_model() -> StatementModel:
    with (data_folder() / MODEL_FILE).open("rb") as file, np.load(file) as arrays:
        return from_arrays(arrays)
