"""How well the reader reads: figures on labelled notes (``tongpin evaluate``).

Every figure is computed from what the reader gives at its own settings; nothing is chosen on the notes that it is
measured on.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tongpin.method.case import PHASE_OF, STAGES, Language, Stage
from tongpin.method.reading.shape import Reading

Range = tuple[int, int]
Array = NDArray[Any]
Bin = tuple[float, int, float, float]
Read = Callable[..., Reading]


@dataclass(frozen=True, slots=True)
class LabelledNote:
    """A note with what an expert says of it; ``spans`` are the words a coach would mark, ``None`` where not marked."""

    id: str
    lang: Language
    text: str
    stage: Stage
    mistakes: frozenset[str]
    spans: tuple[Range, ...] | None = None


@dataclass(frozen=True, slots=True)
class Figures:
    """Shares are 0..1; ``calibration``: (lower bound, notes, mean confidence, share right) of each bin."""

    notes: int
    stage: float
    stage_by_language: Mapping[str, float]
    phase: float
    log_loss: float
    calibration_error: float
    calibration: tuple[Bin, ...]
    mistakes_precision: float
    mistakes_recall: float
    mistakes_f1: float
    span_f1: float | None
    span_found: float | None
    deletion_lowers: float | None
    confusion: Mapping[str, Mapping[str, int]]
    worst: tuple[tuple[str, str, str, float], ...]


def evaluate(notes: Sequence[LabelledNote], read: Read) -> Figures:
    """Figures of ``read`` on the notes. Raises ``ValueError`` for an empty list."""
    if not notes:
        raise ValueError("no notes to evaluate on")
    readings = [read(note.text) for note in notes]
    odds = np.array([reading.odds for reading in readings])
    truth = np.array([STAGES.index(note.stage) for note in notes])
    guess = odds.argmax(axis=1)
    right = guess == truth
    own = np.maximum(odds[np.arange(len(notes)), truth], 1e-6)
    bins, error = calibration(odds.max(axis=1), right)
    precision, recall, f1 = _mistakes(notes, readings)
    span_f1, found = _spans(notes, readings)
    return Figures(
        notes=len(notes),
        stage=float(right.mean()),
        stage_by_language=_by_language(notes, right),
        phase=float(np.mean([PHASE_OF[STAGES[a]] == PHASE_OF[STAGES[b]] for a, b in zip(guess, truth, strict=True)])),
        log_loss=float(-np.log(own).mean()),
        calibration_error=error,
        calibration=bins,
        mistakes_precision=precision,
        mistakes_recall=recall,
        mistakes_f1=f1,
        span_f1=span_f1,
        span_found=found,
        deletion_lowers=_deletion(notes, readings, read),
        confusion=_confusion(guess, truth),
        worst=_worst(notes, guess, own),
    )


def calibration(sure: Array, right: Array, bins: int = 10) -> tuple[tuple[Bin, ...], float]:
    """Bins of equal width of the confidence, and the expected calibration error."""
    place = np.minimum((sure * bins).astype(int), bins - 1)
    rows = []
    error = 0.0
    for number in range(bins):
        chosen = place == number
        if chosen.any():
            mean, share = float(sure[chosen].mean()), float(right[chosen].mean())
            rows.append((number / bins, int(chosen.sum()), mean, share))
            error += abs(mean - share) * float(chosen.mean())
    return tuple(rows), error


def _by_language(notes: Sequence[LabelledNote], right: Array) -> dict[str, float]:
    languages = np.array([note.lang for note in notes])
    return {str(lang): float(right[languages == lang].mean()) for lang in np.unique(languages)}


def _mistakes(notes: Sequence[LabelledNote], readings: Sequence[Reading]) -> tuple[float, float, float]:
    """Micro precision, recall and F1 over notes."""
    right = told = there = 0
    for note, reading in zip(notes, readings, strict=True):
        found = {hit.code for hit in reading.mistakes}
        right += len(found & note.mistakes)
        told += len(found)
        there += len(note.mistakes)
    precision, recall = right / max(told, 1), right / max(there, 1)
    return precision, recall, 2 * right / max(told + there, 1)


def _spans(notes: Sequence[LabelledNote], readings: Sequence[Reading]) -> tuple[float | None, float | None]:
    """Characters shared with a coach's spans, as F1 over all notes; share of notes with one overlapping span."""
    shared = shown = marked = found = count = 0
    for note, reading in zip(notes, readings, strict=True):
        if not note.spans:
            continue
        ours = {place for hit in reading.signals for place in range(hit.start, hit.end)}
        theirs = {place for start, end in note.spans for place in range(start, end)}
        shared += len(ours & theirs)
        shown += len(ours)
        marked += len(theirs)
        found += bool(ours & theirs)
        count += 1
    return (2 * shared / max(shown + marked, 1), found / count) if count else (None, None)


def _deletion(notes: Sequence[LabelledNote], readings: Sequence[Reading], read: Read) -> float | None:
    """Share of notes where striking the shown words lowers the odds of the stage they speak for."""
    lowered = count = 0
    for note, reading in zip(notes, readings, strict=True):
        if reading.signals:
            struck = tuple((hit.start, hit.end) for hit in reading.signals)
            place = STAGES.index(reading.stage)
            lowered += read(note.text, struck=struck).odds[place] < reading.odds[place]
            count += 1
    return lowered / count if count else None


def _confusion(guess: Array, truth: Array) -> dict[str, dict[str, int]]:
    """By true stage: how often each stage was read."""
    pairs = Counter(zip(truth.tolist(), guess.tolist(), strict=True))
    return {true: {read: pairs[i, j] for j, read in enumerate(STAGES) if pairs[i, j]} for i, true in enumerate(STAGES)}


def _worst(
    notes: Sequence[LabelledNote], guess: Array, own: Array, most: int = 12
) -> tuple[tuple[str, str, str, float], ...]:
    """The notes whose true stage got the least odds: (id, stage, read as, odds of the true stage)."""
    order = np.argsort(own)[:most]
    return tuple(
        (notes[i].id, notes[i].stage, STAGES[guess[i]], float(own[i]))
        for i in order
        if STAGES[guess[i]] != notes[i].stage
    )
