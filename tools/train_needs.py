"""Train the reading of needs from ``corpus/needs``: ``python -m tools.train_needs``. The same corpus gives the same
model. It comes after the reader (``make train`` runs both), for it listens to the reader's table of kinds.

How sure a clause must be is chosen by leaving each fifth of the notes out once (``--report`` shows those figures).
"""

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import scipy.sparse as sp

from tongpin.method.reading import features
from tongpin.method.reading.corpus import TrainingNote, read_corpus
from tongpin.method.reading.features import Family, Prepared, prepare
from tongpin.method.reading.needs import (
    AROUND,
    NEED_MODEL_FILE,
    TOLD,
    clause_values,
    clauses_of,
    dense_features,
    runs_of,
)
from tools.evaluate_needs import Matched, matched
from tools.train import multinomial

ROOT = Path(__file__).resolve().parent.parent
CORPUS = ROOT / "corpus" / "needs"
FAMILIES: tuple[Family, ...] = ("zh", "en")
STRENGTH = 1.0
STEPS = 80
FOLDS = 5
SIZE = 1 << features.NOTE_BITS["zh"]
THRESHOLDS = (0.25, 0.3, 0.35, 0.4, 0.45, 0.5)


def rows_of(note: TrainingNote, family: Family) -> tuple[list[tuple[int, int]], Any, Any]:
    """A note's clauses, their features as a sparse matrix (own, before and after n-grams, then dense), and truths."""
    prepared = Prepared(family, prepare(note.text).folded)
    places = clauses_of(note.text[: len(prepared.folded)])
    values, owners = clause_values(prepared, places)
    own = sp.csr_matrix((values.values, (owners, values.buckets)), (len(places), SIZE))
    dense = sp.csr_matrix(dense_features(prepared, places, values, owners))
    matrix = sp.hstack([own, _moved(own, 1) * AROUND, _moved(own, -1) * AROUND, dense]).tocsr()
    return places, matrix, np.array([_truth(place, note) for place in places])


def _moved(matrix: Any, by: int) -> Any:
    edge = sp.csr_matrix((1, matrix.shape[1]))
    return sp.vstack([edge, matrix[:-1]] if by > 0 else [matrix[1:], edge]).tocsr()


def _truth(place: tuple[int, int], note: TrainingNote) -> int:
    for span in note.spans:
        if 2 * (min(place[1], span.end) - max(place[0], span.start)) >= place[1] - place[0]:
            return TOLD.index(span.label)
    return 0


def fit_family(rows: Sequence[Any]) -> tuple[Any, Any]:
    matrix = sp.vstack([row[1] for row in rows]).tocsr()
    labels = np.concatenate([row[2] for row in rows])
    return multinomial(matrix, labels, np.ones(len(labels)), STRENGTH, len(TOLD), STEPS)


def threshold_of(notes: Sequence[TrainingNote], rows: Sequence[Any], family: Family, *, report: bool) -> float:
    """From which chance on telling a need is best, on notes that the model tried has not seen."""
    found: dict[float, list[Matched]] = {threshold: [] for threshold in THRESHOLDS}
    for fold in range(FOLDS):
        table, bias = fit_family([row for number, row in enumerate(rows) if number % FOLDS != fold])
        for note, (places, matrix, _) in list(zip(notes, rows, strict=True))[fold::FOLDS]:
            scores = matrix @ table + bias
            chances = np.exp(scores - scores.max(axis=1, keepdims=True))
            chances /= chances.sum(axis=1, keepdims=True)
            truths = [(span.start, span.end) for span in note.spans]
            for threshold, all_found in found.items():
                runs = [run[0] for run in runs_of(note.text, places, chances, threshold)]
                all_found.append(matched(truths, runs))
    figures = {threshold: sum(each, Matched(0, 0, 0, 0)).f1 for threshold, each in found.items()}
    if report:
        print(family, {threshold: round(figure, 3) for threshold, figure in figures.items()})
    return max(figures, key=lambda threshold: round(figures[threshold], 2))


def arrays_of(family: Family, table: Any, bias: Any, threshold: float) -> dict[str, Any]:
    """The model as named arrays: everything against "none", which is nought."""
    against = (table - table[:, :1])[:, 1:]
    grams = np.concatenate(
        [against[:SIZE], against[SIZE : 2 * SIZE] * AROUND, against[2 * SIZE : 3 * SIZE] * AROUND], axis=1
    )
    scale = np.maximum(np.abs(grams).max(axis=0), 1e-9) / 127
    return {
        f"{family}_grams": np.round(grams / scale).astype(np.int8),
        f"{family}_scale": scale.astype(np.float32),
        f"{family}_dense": against[3 * SIZE :].astype(np.float32),
        f"{family}_bias": (bias - bias[0])[1:].astype(np.float32),
        f"{family}_threshold": np.float32(threshold),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--report", action="store_true", help="show the figures of the notes left out")
    arguments = parser.parse_args()
    arrays: dict[str, Any] = {}
    for family in FAMILIES:
        notes = [note for note in read_corpus(CORPUS) if (note.lang == "en") == (family == "en")]
        rows = [rows_of(note, family) for note in notes]
        threshold = threshold_of(notes, rows, family, report=arguments.report)
        arrays |= arrays_of(family, *fit_family(rows), threshold)
    np.savez_compressed(ROOT / "src/tongpin/method/data" / NEED_MODEL_FILE, **arrays)


if __name__ == "__main__":
    main()
