"""Train the reader of statements and the weighing of contradictions from ``corpus/pairs``: part of ``make train``.

What is weighed is read by models that have not seen the pair, or the weighing would trust the reader too much. Equal
statements of two texts that agree are weighed as if one figure were another: those are contradictions, too.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import scipy.sparse as sp
import yaml
from scipy.optimize import minimize

from tongpin.method.case import Entry
from tongpin.method.consistency import reaches_customer, source_of, votes_of
from tongpin.method.statements.candidates import Candidate
from tongpin.method.statements.context import IDF_BITS, Context
from tongpin.method.statements.reader import (
    HOLDS,
    MODEL_FILE,
    OUTPUTS,
    PARTS,
    TOPICS,
    WHOSE,
    Features,
    StatementModel,
    Statements,
    features_of,
    to_arrays,
)
from tongpin.method.statements.surroundings import BITS
from tongpin.method.weighing import FREE, Pair, Weighing

ROOT = Path(__file__).resolve().parent.parent
PAIRS = ROOT / "corpus" / "pairs"
DEVELOPMENT = ROOT / "tests" / "consistency" / "development.yaml"
SEEN = 5
"""N-grams of fewer texts are left out."""
STRENGTH, STEPS = 3.0, 35
JUDGE_STRENGTH = 5.0
FOLDS = 4
SWAPPED = 0.5
"""What a statement counts that is weighed as if its figure were another."""
USUAL = {"f", "g", "development"}
"""Writers of pairs as they occur; the others wrote hard ones, two thirds of whose agreeing pairs are traps."""
USUALLY, DEVELOPED = 3.0, 5.0
"""How much more a pair counts that is usual, and one that the rules were made on, from which their votes are taken."""
FALSE_ALARMS = 0.03
"""Share of usual agreeing pairs of training in which a contradiction may be raised."""

Stated = tuple[int, int, str, str, str]
"""Start, end, topic, whose, holds."""


@dataclass(frozen=True, slots=True)
class TrainingPair:
    """Two entries and what is stated in each; ``words``: those of a contradiction; ``hand``: who wrote it."""

    id: str
    hand: str
    contradicts: bool
    entries: tuple[Entry, Entry]
    words: tuple[tuple[int, int], ...]
    stated: tuple[tuple[Stated, ...], tuple[Stated, ...]]


def read_pairs(folder: Path = PAIRS) -> list[TrainingPair]:
    """All pairs of a folder, in the order of their files."""
    return [pair for path in sorted(folder.glob("*.yaml")) for pair in pairs_of(path)]


def pairs_of(path: Path) -> list[TrainingPair]:
    return [_pair(item, path.stem.split("-")[0]) for item in yaml.safe_load(path.read_text(encoding="utf-8"))]


def _pair(item: dict[str, Any], hand: str) -> TrainingPair:
    sides = ("first", "second")
    texts = [item[side]["text"] for side in sides]
    words = [_span(text, words) for text, words in zip(texts, item.get("words") or (), strict=False)]
    stated = item.get("stated") or {}
    return TrainingPair(
        id=item["id"],
        hand=hand,
        contradicts=item["verdict"] == "contradiction",
        entries=tuple(Entry(id=side, **item[side]) for side in sides),  # type: ignore[arg-type]
        words=tuple(words),
        stated=tuple(  # type: ignore[arg-type]
            tuple(_stated(text, one) for one in stated.get(side, ())) for side, text in zip(sides, texts, strict=True)
        ),
    )


def _span(text: str, words: str) -> tuple[int, int]:
    start = text.index(words)
    return start, start + len(words)


def _stated(text: str, item: dict[str, Any]) -> Stated:
    holds = {True: "yes", False: "no"}.get(item["holds"], item["holds"])
    return (*_span(text, item["words"]), item["topic"], item["whose"], holds)


# ---------------------------------------------------------------- the reader
def label_of(one: Candidate, stated: Sequence[Stated]) -> Stated | None:
    """The statement that a candidate carries, or most of it; None where there is none."""
    best: tuple[tuple[int, int], Stated] | None = None
    for item in stated:
        start, end, topic = item[:3]
        common, own, whole = min(end, one.end) - max(start, one.start), one.end - one.start, end - start
        if one.kind == "clause":
            carries = common > 0 and (common >= 0.5 * own or common >= 0.6 * whole)
        else:
            carries = common > 0 and common >= 0.6 * own and (one.kind != "name" or topic == "contact_person")
        key = (-common if one.kind == "clause" else 0, whole)
        if carries and (best is None or key < best[0]):
            best = key, item
    return best[1] if best else None


@dataclass(frozen=True, slots=True)
class Lessons:
    """Texts of pairs, two for each: features and the statement that each candidate carries."""

    features: list[Features]
    labels: list[list[Stated | None]]

    def part(self, numbers: Sequence[int]) -> "Lessons":
        return Lessons([self.features[at] for at in numbers], [self.labels[at] for at in numbers])


def lessons_of(pairs: Sequence[TrainingPair]) -> Lessons:
    features, labels = [], []
    for pair in pairs:
        for entry, stated in zip(pair.entries, pair.stated, strict=True):
            own = features_of(source_of(entry))
            features.append(own)
            labels.append([label_of(one, stated) for one in own.parsed.candidates])
    return Lessons(features, labels)


def train_reader(lessons: Lessons) -> StatementModel:
    """The three linear models of the reader; it cannot judge yet."""
    grams, owners = _matrix(lessons.features)
    texts = sp.csr_matrix((np.ones(len(owners), np.float32), (owners, np.arange(len(owners)))))
    seen = np.asarray(((texts @ (grams > 0).astype(np.float32)) > 0).sum(axis=0)).ravel()
    known = np.flatnonzero(seen >= SEEN)
    dense = np.concatenate([own.dense for own in lessons.features])
    matrix = sp.hstack([sp.csr_matrix(dense), grams[:, known]]).tocsr().astype(np.float32)
    labels = [label for own in lessons.labels for label in own]
    weights, bias = np.zeros((matrix.shape[1], OUTPUTS), np.float32), np.zeros(OUTPUTS, np.float32)
    for part, names, field in zip(PARTS, ((*TOPICS, None), WHOSE, HOLDS), (2, 3, 4), strict=True):
        rows = [at for at, label in enumerate(labels) if label or None in names]
        truth = np.array([names.index(label[field] if label else None) for label in (labels[at] for at in rows)])
        weights[:, part], bias[part] = multinomial(matrix[rows], truth, len(names))
    return _packed(weights, bias, dense.shape[1], known, _idf(lessons))


def _packed(weights: Any, bias: Any, dense: int, known: Any, idf: Any) -> StatementModel:
    scale = np.maximum(np.abs(weights[dense:]).max(axis=0), 1e-9) / 127
    grams = np.round(weights[dense:] / scale).astype(np.int8)
    rows = np.full(1 << BITS, len(known), np.int32)
    rows[known] = np.arange(len(known))
    return StatementModel(
        dense=weights[:dense],
        bias=bias,
        grams=np.concatenate([grams, np.zeros((1, OUTPUTS), np.int8)]),
        scale=scale.astype(np.float32),
        rows=rows,
        idf=idf,
        judge=np.zeros(1),
        thresholds=np.zeros(2),
    )


def _matrix(features: Sequence[Features]) -> tuple[Any, Any]:
    """N-grams of all candidates, sparse (candidates, buckets), and the text of each."""
    buckets = np.concatenate([own.rows.buckets for own in features])
    weights = np.concatenate([own.rows.weights for own in features])
    sizes = np.concatenate([np.diff(np.append(own.rows.starts, len(own.rows.buckets))) for own in features])
    matrix = sp.csr_matrix((weights, buckets, np.append(0, np.cumsum(sizes))), (len(sizes), 1 << BITS))
    matrix.sum_duplicates()
    return matrix, np.repeat(np.arange(len(features)), [len(own.parsed.candidates) for own in features])


def multinomial(matrix: Any, truth: Any, outputs: int) -> tuple[Any, Any]:
    """Weights and bias of a softmax regression; what the matrix does not hold weighs nothing."""
    used = np.unique(matrix.indices)
    small = matrix[:, used].tocsr()
    turned, rows = small.T.tocsr(), np.arange(len(truth))
    truths = np.zeros((len(truth), outputs), np.float32)
    truths[rows, truth] = 1

    def loss(flat: Any) -> tuple[float, Any]:
        scores = small @ flat[:-outputs].reshape(-1, outputs).astype(np.float32) + flat[-outputs:]
        chances = np.exp(scores - scores.max(axis=1, keepdims=True))
        chances /= chances.sum(axis=1, keepdims=True)
        error = (chances - truths).astype(np.float32)
        gradient = np.concatenate([(turned @ error).ravel() + STRENGTH * flat[:-outputs], error.sum(axis=0)])
        value = -np.log(np.maximum(chances[rows, truth], 1e-12)).sum()
        return float(value + 0.5 * STRENGTH * flat[:-outputs] @ flat[:-outputs]), gradient.astype(np.float64)

    start = np.zeros((len(used) + 1) * outputs)
    best = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": STEPS, "maxcor": 6}).x
    weights = np.zeros((matrix.shape[1], outputs), np.float32)
    weights[used] = best[:-outputs].reshape(-1, outputs)
    return weights, best[-outputs:].astype(np.float32)


def _idf(lessons: Lessons) -> Any:
    """How telling words are: those of fewer texts more."""
    seen = np.zeros(1 << IDF_BITS)
    nothing = np.zeros(0, np.float32)
    for own in lessons.features:
        seen[list(Context(Statements(own, nothing, nothing, nothing, nothing), False).all_words)] += 1
    return np.log((len(lessons.features) + 1) / (seen + 0.5)).astype(np.float32)


# ---------------------------------------------------------------- the judge
@dataclass(frozen=True, slots=True)
class Weighed:
    """Statements of a training pair (``owner``; -1: made from one) that were weighed, and how much that ``counts``.

    ``voted``: the rules see a contradiction of this topic; ``planted``: it is the one that was planted.
    """

    owner: int
    pair: Pair
    voted: bool
    planted: bool
    counts: float = 1.0


def weigh(pairs: Sequence[TrainingPair], models: Sequence[StatementModel], *, swapping: bool) -> list[Weighed]:
    """All pairs of statements, each read by its model. ``swapping``: with those that agree, as if they did not."""
    found: list[Weighed] = []
    for owner, (pair, model) in enumerate(zip(pairs, models, strict=True)):
        if all(map(reaches_customer, pair.entries)):
            found += _weighed(owner, pair, model, swapping)
    return found


def _weighed(owner: int, pair: TrainingPair, model: StatementModel, swapping: bool) -> Iterator[Weighed]:
    first, second = (
        Context(model(features_of(source_of(entry))), entry.direction == "internal") for entry in pair.entries
    )
    votes = votes_of(*pair.entries)
    voted = {vote.topic for vote in votes}
    told = (pair.entries[0].date, pair.entries[1].date)
    for one in Weighing(first, second, told, model.idf, votes).pairs(agreeing=swapping):
        places = [
            context.read.features.parsed.candidates[number]
            for context, number in ((first, one.first), (second, one.second))
        ]
        if not one.agrees:
            yield Weighed(owner, one, one.topic in voted, _is_planted(pair, places))
        elif _surely_ours(pair, places, one.topic):
            yield Weighed(-1, one, False, True, SWAPPED)


def _is_planted(pair: TrainingPair, places: Sequence[Candidate]) -> bool:
    return bool(pair.words) and all(
        _lies_in(one, start, end) for one, (start, end) in zip(places, pair.words, strict=True)
    )


def _lies_in(one: Candidate, start: int, end: int) -> bool:
    common = min(end, one.end) - max(start, one.start)
    most = common >= 0.6 * (one.end - one.start) or (one.kind == "clause" and common >= 0.6 * (end - start))
    return common > 0 and most


def _surely_ours(pair: TrainingPair, places: Sequence[Candidate], topic: str) -> bool:
    """Whether both are marked as statements of ours of this topic that hold."""
    labels = [label_of(one, stated) for one, stated in zip(places, pair.stated, strict=True)]
    mine = ("ours", "customer") if topic == "need" else ("ours",)
    return all(label and label[2] == topic and label[3] in mine and label[4] == "yes" for label in labels)


def train_judge(weighed: Sequence[Weighed]) -> Any:
    """Weights of what speaks for a contradiction: none below zero but the last ``FREE``; the bias at the end."""
    inputs = np.array([one.pair.for_it for one in weighed])
    truth = np.array([one.planted for one in weighed], float)
    counts = np.array([one.counts for one in weighed])
    scale = np.maximum(inputs.std(axis=0), 0.1)
    scaled = inputs / scale

    def loss(weights: Any) -> tuple[float, Any]:
        logits = scaled @ weights[:-1] + weights[-1]
        error = counts * (1 / (1 + np.exp(-np.clip(logits, -30, 30))) - truth)
        value = float((counts * (np.logaddexp(0, logits) - truth * logits)).sum())
        gradient = np.append(scaled.T @ error + JUDGE_STRENGTH * weights[:-1], error.sum())
        return value + 0.5 * JUDGE_STRENGTH * float(weights[:-1] @ weights[:-1]), gradient

    size = inputs.shape[1]
    bounds = [(0, None)] * (size - FREE) + [(None, None)] * (FREE + 1)
    best = minimize(loss, np.zeros(size + 1), jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": 300}).x
    return np.append(best[:-1] / scale, best[-1])


def held_out(pairs: Sequence[TrainingPair], lessons: Lessons, group: Callable[[int], object]) -> list[StatementModel]:
    """For each pair a reader that has seen no pair of its group."""
    groups = [group(number) for number in range(len(pairs))]
    models = {}
    for one in dict.fromkeys(groups):
        others = [number for number in range(len(pairs)) if groups[number] != one]
        models[one] = train_reader(lessons.part([2 * number + side for number in others for side in (0, 1)]))
    return [models[one] for one in groups]


def train(pairs: Sequence[TrainingPair], more: Sequence[TrainingPair]) -> StatementModel:
    """The whole model. ``more``: pairs without marks, which only the judge learns from."""
    lessons = lessons_of(pairs)
    reader = train_reader(lessons)
    weighed = [
        replace(one, counts=one.counts * (_counts(pairs[one.owner]) if one.owner >= 0 else 1.0))
        for one in weigh(pairs, held_out(pairs, lessons, lambda number: number % FOLDS), swapping=True)
    ]
    offset = len(pairs)
    for one in weigh(more, [reader] * len(more), swapping=False):
        # The rules were made on these: that they see them says nothing.
        pair = _without_votes(one.pair)
        weighed.append(replace(one, owner=one.owner + offset, pair=pair, voted=False, counts=DEVELOPED))
    judge = train_judge(weighed)
    return replace(reader, judge=judge, thresholds=thresholds([*pairs, *more], weighed, judge))


def _counts(pair: TrainingPair) -> float:
    return USUALLY if pair.hand in USUAL else 1.0


VOTES = slice(9, 12)
"""Where the rules' votes stand in what speaks for a contradiction."""


def _without_votes(pair: Pair) -> Pair:
    return replace(pair, for_it=(*pair.for_it[: VOTES.start], 0.0, 0.0, 0.0, *pair.for_it[VOTES.stop :]))


def scores_of(pairs: Sequence[TrainingPair], weighed: Sequence[Weighed], judge: Any) -> Any:
    """The highest score of each pair where the rules vote, and where they do not; shape (pairs, 2)."""
    best = np.full((len(pairs), 2), -np.inf)
    for one in weighed:
        if one.owner >= 0:
            at = one.owner, 0 if one.voted else 1
            best[at] = max(best[at], float(judge[:-1] @ one.pair.for_it + judge[-1]))
    return best


def thresholds(pairs: Sequence[TrainingPair], weighed: Sequence[Weighed], judge: Any) -> Any:
    """The two scores with the most contradictions found at no more than the false alarms that are allowed."""
    best = scores_of(pairs, weighed, judge)
    truth = np.array([pair.contradicts for pair in pairs])
    usual = np.array([pair.hand in USUAL for pair in pairs])
    counts = usual if usual.any() else ~usual
    steps = np.arange(-2, 4, 0.1)
    rated = []
    for voted in steps:
        for unvoted in steps[steps >= voted]:
            raised = (best > (voted, unvoted)).any(axis=1)
            if np.average(raised[~truth], weights=counts[~truth]) <= FALSE_ALARMS:
                rated.append((np.average(raised[truth], weights=counts[truth]), voted, unvoted))
    return np.array(max(rated)[1:])


def write(model: StatementModel, path: Path) -> None:
    with path.with_suffix(".new").open("wb") as file:
        np.savez_compressed(file, **to_arrays(model))
    path.with_suffix(".new").replace(path)


def main() -> None:
    pairs = read_pairs()
    out = ROOT / "src" / "tongpin" / "method" / "data" / MODEL_FILE
    model = train(pairs, pairs_of(DEVELOPMENT))
    write(model, out)
    print(f"{out.name}: {out.stat().st_size / 1e6:.1f} MB from {len(pairs)} pairs, thresholds {model.thresholds}")


if __name__ == "__main__":
    main()
