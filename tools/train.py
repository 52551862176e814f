"""Train the reader from the corpus: ``make train``. The same corpus gives the same model.

Of twenty notes (by a checksum of the id), one is kept out to measure on (``make evaluate``), one calibrates how sure
the mistakes are, and eighteen train. What the table and the network count in the stage odds is chosen among those,
on notes of writers of whom the models tried have seen nothing.
"""

import argparse
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import scipy.sparse as sp
from scipy.optimize import minimize

from tongpin.method.case import STAGES
from tongpin.method.reading import features
from tongpin.method.reading.corpus import Span, TrainingNote, part_of, read_corpus, writer_of
from tongpin.method.reading.features import (
    Family,
    Grams,
    Prepared,
    Units,
    note_grams,
    prepare,
    unit_features,
    unit_grams,
    units_of,
)
from tongpin.method.reading.model import (
    KIND_BITS_LESS,
    MISTAKE_INPUTS,
    MODEL_FILE,
    FamilyModel,
    Model,
    Table,
    pack,
    to_arrays,
    weigh,
)
from tongpin.method.reading.network import Network
from tongpin.method.reading.reader import inputs_of_mistakes
from tongpin.method.vocabulary import kinds as all_kinds
from tools.train_network import train_network

ROOT = Path(__file__).resolve().parent.parent
APART = 3
"""Of so many writers, one is left out to find how much each model counts."""
STEPS = 100
QUICK_STEPS = 50
"""Of the fits that only serve to choose how much each model counts."""
RARE = 2
FAMILIES: tuple[Family, ...] = ("zh", "en")
THRESHOLDS = {"span": 0.06, "mistake": 0.4}
"""From which chance on words are shown, and a mistake is told: where finding more is worth as much as being wrong less.

The harmonic mean of precision and recall is best at half of what it is there (0.75 to 0.8).
"""
SPAN_WEIGHT = 0.7
STAGE_STRENGTH = 40.0
MISTAKE_STRENGTH = 60.0
MISTAKE_WEIGHT = 2.0


class Documents:
    """Texts as a sparse matrix of tf-idf values; ``idf`` is learned from whole notes."""

    def __init__(self, family: Family, notes: Sequence[TrainingNote]) -> None:
        self.size = 1 << features.NOTE_BITS[family]
        self.family = family
        self.idf = self._learn_idf([self.grams(note.text) for note in notes])

    def grams(self, text: str) -> Grams:
        prepared = prepare(text)
        return note_grams(Prepared(self.family, prepared.folded))

    def _learn_idf(self, documents: Sequence[Grams]) -> Any:
        seen = np.zeros(self.size)
        longer = np.zeros(self.size, bool)
        for grams in documents:
            buckets, first = np.unique(grams.buckets, return_index=True)
            seen[buckets] += 1
            longer[buckets[grams.groups[first] == 1]] = True
        idf = np.log((1 + len(documents)) / (1 + seen)) + 1
        idf[(seen < 1) | (longer & (seen < RARE))] = 0
        return idf.astype(np.float32)

    def matrix(self, texts: Sequence[str]) -> Any:
        rows = [weigh(self.grams(text), self.idf) for text in texts]
        lengths = [len(row.buckets) for row in rows]
        columns = np.concatenate([row.buckets for row in rows])
        values = np.concatenate([row.values for row in rows])
        starts = np.concatenate([[0], np.cumsum(lengths)])
        return sp.csr_matrix((values, columns, starts), (len(rows), self.size))


def fit(matrix: Any, truths: Any, weights: Any, strength: float, steps: int, *, joint: bool) -> tuple[Any, Any]:
    """Ridge-penalised logistic regression by L-BFGS: weights (features, outputs) and bias.

    ``truths`` (rows, outputs) hold 0 and 1. ``joint``: the outputs exclude each other (softmax); else each stands
    alone (sigmoid). ``strength`` is the inverse of the penalty. Columns that no row has stay zero.
    """
    used = np.flatnonzero(np.bincount(matrix.indices, minlength=matrix.shape[1]))
    small = matrix[:, used].astype(np.float32).tocsr()
    turned = small.T.tocsr()
    outputs = truths.shape[1]
    share = weights.astype(np.float32).reshape(len(weights), -1)
    penalty = 1 / strength

    def loss(flat: Any) -> tuple[float, Any]:
        table = flat[:-outputs].reshape(len(used), outputs).astype(np.float32)
        scores = small @ table + flat[-outputs:].astype(np.float32)
        chances = _softmax(scores) if joint else 1 / (1 + np.exp(-np.clip(scores, -30, 30)))
        own = np.log(np.maximum(chances, 1e-9))
        value = -float((share * truths * own).sum(dtype=np.float64))
        if not joint:
            value -= float((share * (1 - truths) * np.log(np.maximum(1 - chances, 1e-9))).sum(dtype=np.float64))
        error = share * (chances - truths)
        gradient = np.concatenate([(turned @ error).ravel() + penalty * flat[:-outputs], error.sum(axis=0)])
        return value + 0.5 * penalty * float(flat[:-outputs] @ flat[:-outputs]), gradient.astype(np.float64)

    start = np.zeros((len(used) + 1) * outputs)
    best = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": steps, "maxcor": 6, "ftol": 1e-6}).x
    table = np.zeros((matrix.shape[1], outputs), np.float32)
    table[used] = best[:-outputs].reshape(len(used), outputs)
    return table, best[-outputs:].astype(np.float32)


def _softmax(scores: Any) -> Any:
    shifted = np.exp(scores - scores.max(axis=1, keepdims=True))
    return shifted / shifted.sum(axis=1, keepdims=True)


def multinomial(
    matrix: Any, labels: Any, weights: Any, strength: float, outputs: int, steps: int = 120
) -> tuple[Any, Any]:
    truths = np.zeros((len(labels), outputs), np.float32)
    truths[np.arange(len(labels)), labels] = 1
    return fit(matrix, truths, weights, strength, steps, joint=True)


def one_against_rest(matrix: Any, truths: Any, strength: float, steps: int) -> tuple[Any, Any]:
    """A logistic regression for each column of ``truths``, fitted together; what is there weighs more."""
    weights = np.where(truths, MISTAKE_WEIGHT, 1.0)
    return fit(matrix, truths.astype(np.float32), weights, strength, steps, joint=False)


def train_stage(documents: Documents, notes: Sequence[TrainingNote], steps: int = STEPS) -> tuple[Any, Any]:
    """The mean of two models: one of whole notes, one that also learns from the marked words alone."""
    whole = [note.text for note in notes]
    stages = [STAGES.index(note.stage) for note in notes]
    marked = [
        (note.text[span.start : span.end], note.stage) for note in notes for span in note.spans if not span.mistake
    ]
    first = documents.matrix(whole)
    both = sp.vstack([first, documents.matrix([words for words, _ in marked])])
    labels = np.array(stages + [STAGES.index(stage) for _, stage in marked])
    weights = np.concatenate([np.ones(len(whole)), np.full(len(marked), SPAN_WEIGHT)])
    one = multinomial(first, np.array(stages), np.ones(len(whole)), STAGE_STRENGTH, len(STAGES), steps)
    two = multinomial(both, labels, weights, STAGE_STRENGTH, len(STAGES), steps)
    return (one[0] + two[0]) / 2, (one[1] + two[1]) / 2


def train_mistakes(
    documents: Documents, notes: Sequence[TrainingNote], codes: Sequence[str], steps: int = STEPS
) -> Any:
    """Two tables: the mistakes of whole notes, each alone; and the one of a sentence or of marked words, or none."""
    truths = np.array([[code in note.mistakes for code in codes] for note in notes])
    whole = one_against_rest(documents.matrix([note.text for note in notes]), truths, MISTAKE_STRENGTH, steps)
    texts, labels = _sentences(notes)
    one = np.array([codes.index(min(found)) if found else len(codes) for found in labels])
    sentence = multinomial(documents.matrix(texts), one, np.ones(len(one)), MISTAKE_STRENGTH, len(codes) + 1, steps)
    return whole, sentence


def _sentences(notes: Sequence[TrainingNote]) -> tuple[list[str], list[set[str]]]:
    texts: list[str] = []
    labels: list[set[str]] = []
    for note in notes:
        mistakes = [span for span in note.spans if span.mistake]
        for start, end in features.sentences_of(prepare(note.text)):
            texts.append(note.text[start:end])
            labels.append({span.label for span in mistakes if span.start < end and span.end > start})
        texts += [note.text[span.start : span.end] for span in mistakes]
        labels += [{span.label} for span in mistakes]
    return texts, labels


def train_units(family: Family, notes: Sequence[TrainingNote]) -> tuple[Any, Any]:
    """Which unit belongs to words that speak for which stage (8 outputs, the last: none), and to a mistake's words."""
    rows, stage_labels, mistake_labels = [], [], []
    for note in notes:
        units = units_of(Prepared(family, prepare(note.text).folded))
        rows.append(unit_features(units))
        stage_labels.append(_marked(units, [s for s in note.spans if not s.mistake], STAGES.index(note.stage), 7))
        mistake_labels.append(_marked(units, [s for s in note.spans if s.mistake], 1, 0))
    columns = np.concatenate(rows)
    shape = (len(columns), 1 << features.UNIT_BITS)
    starts = np.arange(0, columns.size + 1, columns.shape[1])
    matrix = sp.csr_matrix((np.full(columns.size, 0.5, np.float32), columns.ravel(), starts), shape)
    even = np.ones(shape[0])
    stage = multinomial(matrix, np.concatenate(stage_labels), even, 1.0, 8, 60)
    mistake = multinomial(matrix, np.concatenate(mistake_labels), even, 1.0, 2, 60)
    return (stage[0] * 0.5, stage[1]), (mistake[0] * 0.5, mistake[1])


def _marked(units: Units, spans: Sequence[Span], inside: int, outside: int) -> Any:
    labels = np.full(len(units.starts), outside)
    for span in spans:
        labels[(units.starts < span.end) & (units.ends > span.start)] = inside
    return labels


def train_kinds(documents: Documents, notes: Sequence[TrainingNote]) -> tuple[Any, Any]:
    """Which kind of signal marked words are."""
    marked = [
        (note.text[span.start : span.end], span.label) for note in notes for span in note.spans if not span.mistake
    ]
    matrix = documents.matrix([words for words, _ in marked]).tocoo()
    small = sp.csr_matrix(
        (matrix.data, (matrix.row, matrix.col >> KIND_BITS_LESS)), (matrix.shape[0], documents.size >> KIND_BITS_LESS)
    )
    labels = np.array([all_kinds().index(label) for _, label in marked])
    return multinomial(small, labels, np.ones(len(labels)), 20.0, len(all_kinds()), 60)


def stage_blend(documents: Documents, notes: Sequence[TrainingNote], codes: Sequence[str]) -> Any:
    """What table and network count: the weights with the least log loss on notes of writers not learned from."""
    rest, held = by_writers(notes)
    weights, bias = train_stage(documents, rest, QUICK_STEPS)
    network = train_network(documents.family, rest, codes)
    table = documents.matrix([note.text for note in held]) @ weights + bias
    both = np.stack([table, [stage_scores(network, documents.family, note.text) for note in held]])
    truth = np.array([STAGES.index(note.stage) for note in held])
    found = minimize(lambda share: _log_loss(np.tensordot(share, both, 1), truth), (2.0, 0.7), method="Nelder-Mead")
    right = float((np.tensordot(found.x, both, 1).argmax(axis=1) == truth).mean())
    print(
        f"{documents.family}: {len(held)} notes of writers left out: stage {right:.3f}, log loss {found.fun:.3f};",
        f"table counts {found.x[0]:.2f}, network {found.x[1]:.2f}",
        flush=True,
    )
    return found.x.astype(np.float32)


def by_writers(notes: Sequence[TrainingNote]) -> tuple[list[TrainingNote], list[TrainingNote]]:
    """The notes of most writers, and those of every third writer by name: of the latter nothing is among the former."""
    apart = set(sorted({writer_of(note.id) for note in notes})[::APART])
    rest = [note for note in notes if writer_of(note.id) not in apart]
    return rest, [note for note in notes if writer_of(note.id) in apart]


def stage_scores(network: Network, family: Family, text: str) -> Any:
    """The network's scores of the stages for a text."""
    prepared = Prepared(family, prepare(text).folded)
    return network(unit_grams(prepared, units_of(prepared)))[: len(STAGES)]


def _log_loss(scores: Any, truth: Any) -> float:
    chances = _softmax(scores)
    return float(-np.log(np.maximum(chances[np.arange(len(truth)), truth], 1e-12)).mean())


def train_family(family: Family, notes: Sequence[TrainingNote], codes: Sequence[str]) -> FamilyModel:
    documents = Documents(family, notes)
    counts = stage_blend(documents, notes, codes)
    whole, sentence = train_mistakes(documents, notes, codes)
    units, units_mistake = train_units(family, notes)
    tables: dict[str, Table] = {
        "stage": pack(*train_stage(documents, notes)),
        "mistakes_note": pack(*whole),
        "mistakes_sentence": pack(*sentence),
        "units": pack(*units),
        "units_mistake": pack(*units_mistake),
        "kinds": pack(*train_kinds(documents, notes)),
    }
    return FamilyModel(
        idf=documents.idf,
        network=train_network(family, notes, codes),
        stage_blend=counts,
        blend=np.zeros(MISTAKE_INPUTS, np.float32),
        **tables,
    )


def train(notes: Sequence[TrainingNote]) -> Model:
    """The model, its mistakes not yet calibrated."""
    codes = tuple(sorted({code for note in notes for code in note.mistakes}))
    with ProcessPoolExecutor(len(FAMILIES)) as workers:
        jobs = {family: workers.submit(train_family, family, of_family(family, notes), codes) for family in FAMILIES}
        families = {family: job.result() for family, job in jobs.items()}
    return Model(families, codes, all_kinds(), _mistakes_by_stage(notes, codes), THRESHOLDS)


def of_family(family: Family, notes: Sequence[TrainingNote]) -> list[TrainingNote]:
    return [note for note in notes if prepare(note.text).family == family]


def calibrate(model: Model, notes: Sequence[TrainingNote]) -> Model:
    """The model with the blend of its mistake scores fitted to ``notes``, so that a confidence means what it says."""
    families = dict(model.families)
    for family in FAMILIES:
        own = of_family(family, notes)
        inputs = np.concatenate([inputs_of_mistakes(note.text, model) for note in own])
        truth = np.array([code in note.mistakes for note in own for code in model.codes])
        blend = _logistic(inputs, truth)
        families[family] = replace(model.families[family], blend=blend)
    return replace(model, families=families)


def _logistic(inputs: Any, truth: Any) -> Any:
    """Weights of a plain logistic regression with few inputs."""

    def loss(weights: Any) -> float:
        logits = inputs @ weights
        return float(np.mean(np.logaddexp(0, logits) - truth * logits))

    return minimize(loss, np.zeros(inputs.shape[1]), method="L-BFGS-B").x.astype(np.float32)


def _mistakes_by_stage(notes: Sequence[TrainingNote], codes: Sequence[str]) -> Any:
    """Share of notes of each stage that show each mistake, smoothed."""
    counts = np.full((len(STAGES), len(codes)), 0.5)
    for note in notes:
        for code in note.mistakes:
            counts[STAGES.index(note.stage), codes.index(code)] += 1
    totals = np.array([[sum(note.stage == stage for note in notes)] for stage in STAGES])
    return (counts / np.maximum(totals, 1)).astype(np.float32)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, default=ROOT / "corpus" / "notes")
    parser.add_argument("--out", type=Path, default=ROOT / "src" / "tongpin" / "method" / "data" / MODEL_FILE)
    given = parser.parse_args()
    notes = read_corpus(given.corpus)
    training = [note for note in notes if part_of(note.id) == "training"]
    model = calibrate(train(training), [note for note in notes if part_of(note.id) == "calibration"])
    written = given.out.with_suffix(".new")
    with written.open("wb") as file:
        np.savez_compressed(file, **to_arrays(model))
    written.replace(given.out)
    print(f"{given.out.name}: {given.out.stat().st_size / 1e6:.1f} MB from {len(training)} notes")


if __name__ == "__main__":
    main()
