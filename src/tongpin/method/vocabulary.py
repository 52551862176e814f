"""The vocabulary of signals (信号): kinds of evidence, what each speaks for, and the question that brings it out."""

from functools import cache

import numpy as np

from tongpin.method.case import STAGES, Stage
from tongpin.method.datafiles import load_data
from tongpin.method.stages import Floats, weights_of


@cache
def kinds() -> tuple[str, ...]:
    """All kinds in the order of the data file."""
    return tuple(load_data("signals"))


@cache
def stage_weights(kind: str) -> Floats:
    """Log-likelihoods, shape (7,), of the stages when this signal is seen. Raises ``KeyError`` for an unknown kind."""
    return weights_of(load_data("signals")[kind].get("speaks_for", {}))


@cache
def main_stage(kind: str) -> Stage | None:
    """The stage a kind speaks for most; ``None`` for kinds that say nothing of the stage."""
    weights = stage_weights(kind)
    return STAGES[int(np.argmax(weights))] if weights.any() else None


@cache
def stage_shares() -> Floats:
    """Share of each stage in what a kind speaks for; shape (kinds, 7), zeros for kinds that say nothing of it."""
    strengths = np.stack([stage_weights(kind) for kind in kinds()])
    return np.asarray(strengths / np.maximum(strengths.sum(axis=1, keepdims=True), 1e-9), np.float32)


@cache
def seen_given_stage() -> Floats:
    """Probability that asking would bring each kind out, by stage; shape (kinds, 7)."""
    strengths = np.stack([stage_weights(kind) for kind in kinds()])
    likely = np.exp(strengths - strengths.max(axis=1, keepdims=True))
    return np.asarray(0.04 + 0.86 * likely, np.float32)


@cache
def tells(kind: str) -> tuple[str, ...]:
    """Elements of METHOD 4.1 (``budget``, ``decision``, ...) that this kind says something of."""
    return tuple(load_data("signals")[kind].get("tells", ()))


@cache
def has_question(kind: str) -> bool:
    return "question" in load_data("signals")[kind]


@cache
def asked_for() -> tuple[tuple[int, str], ...]:
    """The kinds that a question can bring to light, each with its place among all kinds."""
    return tuple((place, kind) for place, kind in enumerate(kinds()) if has_question(kind))
