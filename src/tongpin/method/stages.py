"""Where the customer is: a continuous-time hidden Markov model over the seven buying stages (METHOD 2.3).

A purchase rests in a stage for a while (``dwell_days`` of the playbook), then mostly advances, sometimes skips a
stage, falls back or starts anew; these rates make the generator ``Q``. Over a gap of ``d`` days the stage moves by
``expm(Q d)``. Every dated piece of evidence gives a likelihood of each stage; a note is one piece. :func:`forward`
gives what could be known on each date, :func:`smooth` what is known with hindsight. Arrays have the shape
(dates, cases, 7), so that the same code serves one case and a hundred thousand.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tongpin.method.case import STAGES, Stage
from tongpin.method.datafiles import load_data

Floats = NDArray[np.float32]
Gaps = NDArray[np.int64]
LONGEST_GAP = 720
"""Days; a longer silence tells no more than this one."""


@dataclass(frozen=True, slots=True)
class StageModel:
    """``start``: odds of the stage when we first hear of an opportunity; ``steps[d]``: transitions over ``d`` days."""

    start: Floats
    steps: Floats


def stage_model(dwell_days: Mapping[str, float]) -> StageModel:
    """The model for the mean days that customers rest in each stage (every stage named, each above zero)."""
    return _model(tuple(float(dwell_days[stage]) for stage in STAGES))


@lru_cache(maxsize=32)
def _model(dwell_days: tuple[float, ...]) -> StageModel:
    from scipy.linalg import expm  # here, because reading a note needs none of it, and loading it takes a while

    data = load_data("stages")
    generator = np.zeros((7, 7))
    for source, days in zip(STAGES, dwell_days, strict=True):
        moves = data["moves"][source]
        for target, share in moves.items():
            generator[STAGES.index(source), STAGES.index(target)] = share / days
    np.fill_diagonal(generator, -generator.sum(axis=1))
    day = expm(generator)
    steps = np.empty((LONGEST_GAP + 1, 7, 7))
    steps[0] = np.eye(7)
    for gap in range(1, LONGEST_GAP + 1):
        steps[gap] = steps[gap - 1] @ day
    start = np.array([data["start"][stage] for stage in STAGES])
    return StageModel((start / start.sum()).astype(np.float32), steps.astype(np.float32))


def forward(model: StageModel, gaps: Gaps, evidence: Floats) -> Floats:
    """Odds of the stages on each date from all evidence up to it.

    ``gaps``: days since the piece before, shape (T, N); 0 for the first and for padding. ``evidence``: log-likelihood
    of each stage, shape (T, N, 7), zeros for padding. Returns shape (T, N, 7); rows sum to one.
    """
    odds = np.empty(evidence.shape, np.float32)
    now = np.broadcast_to(model.start, evidence.shape[1:]).astype(np.float32)
    for step, (gap, likelihoods) in enumerate(zip(_counted(gaps), _likelihood(evidence), strict=True)):
        now = _advance(model, gap, now) * likelihoods
        now /= now.sum(axis=1, keepdims=True)
        odds[step] = now
    return odds


def latest(model: StageModel, gaps: Gaps, kinds: NDArray[np.intp], table: Floats) -> Floats:
    """Odds after the last piece, shape (N, 7), for many cases whose evidence is kinds of signals.

    ``kinds``, shape (T, N), are rows of ``table``, the log-likelihoods of each kind, shape (kinds, 7).
    """
    likelihoods = _likelihood(table)
    now = np.broadcast_to(model.start, (gaps.shape[1], 7)).astype(np.float32)
    for gap, kind in zip(_counted(gaps), kinds, strict=True):
        now = _advance(model, gap, now) * likelihoods[kind]
        now /= now.sum(axis=1, keepdims=True)
    return now


def smooth(model: StageModel, gaps: Gaps, evidence: Floats, filtered: Floats) -> Floats:
    """Odds of the stages on each date from all evidence, before and after it; shapes as in :func:`forward`."""
    days, likelihoods = _counted(gaps), _likelihood(evidence)
    odds = filtered.copy()
    later = np.ones(filtered.shape[1:], np.float32)
    for step in range(len(filtered) - 2, -1, -1):
        later = _advance(model, days[step + 1], later * likelihoods[step + 1], backwards=True)
        later /= later.max(axis=1, keepdims=True)
        odds[step] *= later
    return np.asarray(odds / odds.sum(axis=-1, keepdims=True), np.float32)


def rest(model: StageModel, odds: Floats, days: int) -> Floats:
    """Odds, shape (N, 7), after ``days`` more days without evidence."""
    return _advance(model, _counted(np.full(len(odds), days)), odds)


def _counted(gaps: Gaps) -> NDArray[np.uint16]:
    """Days as they count: up to the longest."""
    return np.minimum(gaps, LONGEST_GAP).astype(np.uint16)


def _advance(model: StageModel, gap: NDArray[np.uint16], odds: Floats, *, backwards: bool = False) -> Floats:
    """Move each case by its own gap; cases with the same gap share one matrix product."""
    if len(gap) == 1 or (gap == gap[0]).all():  # one case, or one story told of several people
        return odds @ _steps(model, gap[0], backwards) if gap[0] else odds
    order = np.argsort(gap, kind="stable")
    sizes = np.bincount(gap)
    moved = odds[order]
    start = 0
    for days in np.flatnonzero(sizes):
        end = start + sizes[days]
        if days:
            moved[start:end] = moved[start:end] @ _steps(model, days, backwards)
        start = end
    result = np.empty_like(moved)
    result[order] = moved
    return result


def _steps(model: StageModel, days: np.integer[Any], backwards: bool) -> Floats:
    steps: Floats = model.steps[days]
    return steps.T if backwards else steps


def _likelihood(weights: Floats) -> Floats:
    scaled = np.exp(weights - weights.max(axis=-1, keepdims=True))
    return np.asarray(np.maximum(scaled, np.float32(1e-6)), np.float32)


def information_gain(odds: Floats, seen_given_stage: Floats) -> Floats:
    """Expected gain in bits about the stage from asking whether each signal is there.

    ``odds``: shape (7,); ``seen_given_stage``: probability of each signal in each stage, shape (kinds, 7).
    """
    before = _entropy(odds[None])[0]
    seen = odds * seen_given_stage
    unseen = odds * (1 - seen_given_stage)
    chance = seen.sum(axis=1)
    after = chance * _entropy(seen) + (1 - chance) * _entropy(unseen)
    return np.asarray(before - after, np.float32)


def _entropy(masses: Floats) -> Floats:
    shares = masses / np.maximum(masses.sum(axis=1, keepdims=True), 1e-12)
    return np.asarray(-(shares * np.log2(np.maximum(shares, 1e-12))).sum(axis=1), np.float32)


def weights_of(strengths: Mapping[Stage, float]) -> Floats:
    """Log-likelihoods, shape (7,), of evidence that speaks for some stages with given strengths (natural logs)."""
    return np.array([strengths.get(stage, 0.0) for stage in STAGES], np.float32)


def as_odds(values: Sequence[float]) -> tuple[float, ...]:
    """Seven numbers rounded for keeping, still summing to one within rounding."""
    return tuple([round(value, 4) for value in np.asarray(values).tolist()])
