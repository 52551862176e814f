"""Train the reader's small network (:mod:`tongpin.method.reading.network`): gradients by hand, steps by Adam.

It learns all that the corpus marks at once: of a note its stage, its mistakes and the kinds of its signals; of every
unit which kind of signal and which mistake its words show. Only the note's stage and mistakes are kept; the rest is
there because what tells kinds apart also tells stages apart. The same notes and seed give the same network.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy.sparse as sp

from tongpin.method.case import STAGES
from tongpin.method.reading import features
from tongpin.method.reading.corpus import Span, TrainingNote
from tongpin.method.reading.features import Family, Prepared, prepare, unit_grams, units_of
from tongpin.method.reading.model import pack
from tongpin.method.reading.network import Layer, Network, with_neighbours
from tongpin.method.vocabulary import kinds as all_kinds

DEPTH = 64
"""Numbers in the vector of an n-gram."""
WIDTH = 96
"""Outputs of each convolution."""
EPOCHS = 10
BATCH = 32
RATE = 4e-3
WARM = 0.1
"""Share of the steps over which the rate rises; then it falls to nothing."""
SEEN = 3
"""N-grams of fewer notes are left out: they would only be learned by heart, and make the file large."""
SPREAD = (0.1, 0.01)
"""Of the vectors at the start: of units alone, of all other n-grams."""
FORGET_UNIT, FORGET, FORGET_NOTE = 0.15, 0.2, 0.4
"""Shares blotted out at random while learning: units, numbers within the layers, numbers of the note."""
DOUBT = 0.05
"""Share of the stage's certainty spread over all stages, for labels are sometimes arguable."""
KINDS_WEIGHT, MISTAKES_WEIGHT, MARKED_WEIGHT, MISTAKEN_WEIGHT = 3.0, 5.0, 1.0, 0.3
STAGE_COUNT = len(STAGES)

Parameters = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Lessons:
    """Notes to learn from: the units of each in rows one after the other, an empty row behind each note."""

    units: Any
    """Sparse (rows, n-grams): the share of each n-gram in each unit."""
    inside: Any
    starts: Any
    lengths: Any
    note_truths: Any
    """(notes, stages + mistakes + kinds)"""
    mistake_of: Any
    """Of each row; one behind the last for none."""
    kind_of: Any
    columns: Any
    """Buckets of the n-grams."""
    alone: Any
    """Which n-grams are a unit alone."""


def lessons(family: Family, notes: Sequence[TrainingNote], codes: Sequence[str]) -> Lessons:
    buckets, shares, sizes, mistakes, kinds, lengths, alone = [], [], [], [], [], [], set()
    for note in notes:
        prepared = Prepared(family, prepare(note.text).folded)
        units = units_of(prepared)
        grams = unit_grams(prepared, units)
        buckets.append(grams.buckets)
        shares.append(grams.share)
        sizes.append(np.diff(np.r_[grams.starts, len(grams.buckets), len(grams.buckets)]))
        alone.update(grams.buckets[grams.starts].tolist())
        mistakes.append(_labels(units, [span for span in note.spans if span.mistake], codes))
        kinds.append(_labels(units, [span for span in note.spans if not span.mistake], all_kinds()))
        lengths.append(len(units.starts) + 1)
    matrix, columns = _often_seen(buckets, shares, np.concatenate(sizes))
    ends = np.cumsum(lengths)
    inside = np.ones(ends[-1], bool)
    inside[ends - 1] = False
    return Lessons(
        units=matrix,
        inside=inside,
        starts=ends - lengths,
        lengths=np.array(lengths),
        note_truths=_note_truths(notes, codes),
        mistake_of=np.concatenate(mistakes),
        kind_of=np.concatenate(kinds),
        columns=columns,
        alone=np.isin(columns, sorted(alone)),
    )


def _labels(units: features.Units, spans: Sequence[Span], names: Sequence[str]) -> Any:
    labels = np.full(len(units.starts) + 1, len(names))
    for span in spans:
        labels[:-1][(units.starts < span.end) & (units.ends > span.start)] = names.index(span.label)
    return labels


def _often_seen(buckets: list[Any], shares: list[Any], sizes: Any) -> tuple[Any, Any]:
    """The matrix of units by n-grams, of those that enough notes have, and their buckets."""
    size = 1 << features.VECTOR_BITS
    notes_with = np.bincount(np.concatenate([np.unique(own) for own in buckets]), minlength=size)
    columns = np.flatnonzero(notes_with >= SEEN)
    starts = np.concatenate([[0], np.cumsum(sizes)])
    matrix = sp.csr_matrix((np.concatenate(shares), np.concatenate(buckets), starts), (len(sizes), size))
    return matrix[:, columns].tocsr().astype(np.float32), columns


def _note_truths(notes: Sequence[TrainingNote], codes: Sequence[str]) -> Any:
    names = [*STAGES, *(f"!{code}" for code in codes), *(f"|{kind}" for kind in all_kinds())]
    places = {name: place for place, name in enumerate(names)}
    truths = np.zeros((len(notes), len(names)), np.float32)
    for row, note in zip(truths, notes, strict=True):
        row[places[note.stage]] = 1
        for span in note.spans:
            row[places[("!" if span.mistake else "|") + span.label]] = 1
    truths[:, :STAGE_COUNT] = truths[:, :STAGE_COUNT] * (1 - DOUBT) + DOUBT / STAGE_COUNT
    return truths


class Adam:
    """Steps for parameters; of ``vectors`` only the rows that a batch holds move."""

    def __init__(self, parameters: Parameters) -> None:
        self.parameters = parameters
        self.means = {name: np.zeros_like(values) for name, values in parameters.items()}
        self.squares = {name: np.zeros_like(values) for name, values in parameters.items()}
        self.count = 0

    def step(self, gradients: Parameters, rows: Any, rate: float) -> None:
        self.count += 1
        for name, gradient in gradients.items():
            at = rows if name == "vectors" else slice(None)
            mean = self.means[name][at] * 0.9 + 0.1 * gradient
            square = self.squares[name][at] * 0.999 + 0.001 * gradient**2
            self.means[name][at], self.squares[name][at] = mean, square
            sure = np.sqrt(square / (1 - 0.999**self.count)) + 1e-8
            self.parameters[name][at] -= rate * mean / (1 - 0.9**self.count) / sure


class Learner:
    """The network while it learns."""

    def __init__(self, given: Lessons, codes: int, seed: int) -> None:
        self.given, self.codes = given, codes
        self.random = np.random.default_rng(seed)
        told, tagged = given.note_truths.shape[1], codes + 1 + len(all_kinds()) + 1
        spread = np.where(given.alone, *SPREAD)[:, None]
        self.parameters: Parameters = {
            "vectors": self._start(len(given.columns), DEPTH) * spread.astype(np.float32),
            "weight_weights": np.zeros((WIDTH, 1), np.float32),
        }
        shapes = {"first": (3 * DEPTH, WIDTH), "second": (3 * WIDTH, WIDTH), "told": (2 * WIDTH, told)}
        for name, (inputs, outputs) in (shapes | {"tagged": (WIDTH, tagged)}).items():
            self.parameters[f"{name}_weights"] = self._start(inputs, outputs) / np.float32(np.sqrt(3 * inputs))
            self.parameters[f"{name}_bias"] = np.zeros(outputs, np.float32)

    def _start(self, rows: int, columns: int) -> Any:
        return self.random.standard_normal((rows, columns), dtype=np.float32)

    def learn(self) -> None:
        notes = len(self.given.starts)
        adam = Adam(self.parameters)
        steps = EPOCHS * -(-notes // BATCH)
        for _ in range(EPOCHS):
            order = self.random.permutation(notes)
            for start in range(0, notes, BATCH):
                done = (adam.count + 1) / (steps + 1)
                rate = RATE * min(done / WARM, (1 - done) / (1 - WARM))
                gradients, rows = self.gradients(np.sort(order[start : start + BATCH]))
                adam.step(gradients, rows, rate)

    def _keep(self, shape: tuple[int, ...], forget: float) -> Any:
        """What to multiply by so that a share is forgotten and the sum stays."""
        return (self.random.random(shape, dtype=np.float32) >= forget) / np.float32(1 - forget)

    def gradients(self, chosen: Any) -> tuple[Parameters, Any]:
        """Gradients of the loss over some notes, and the rows of ``vectors`` that theirs are of."""
        given, own = self.given, self.parameters
        lengths = given.lengths[chosen]
        rows = np.concatenate(
            [np.arange(start, start + n) for start, n in zip(given.starts[chosen], lengths, strict=True)]
        )
        units, inside = given.units[rows], given.inside[rows][:, None].astype(np.float32)
        grams = np.unique(units.indices)
        small = sp.csr_matrix(
            (units.data, np.searchsorted(grams, units.indices), units.indptr), (len(rows), len(grams))
        )

        kept = self._keep((len(rows), DEPTH), FORGET) * (self.random.random((len(rows), 1)) >= FORGET_UNIT)
        seen = with_neighbours((small @ own["vectors"][grams] * kept).astype(np.float32))
        near = np.maximum(seen @ own["first_weights"] + own["first_bias"], 0) * inside
        kept_near = self._keep(near.shape, FORGET)
        seen_far = with_neighbours(near * kept_near)
        far = np.maximum(seen_far @ own["second_weights"] + own["second_bias"], 0) * inside
        result, back = self._judge(near + far, inside, lengths, chosen, rows)

        back_far = back * (far > 0)
        result["second_weights"], result["second_bias"] = seen_far.T @ back_far, back_far.sum(axis=0)
        back_near = back + _from_neighbours(back_far @ own["second_weights"].T) * kept_near
        back_near *= near > 0
        result["first_weights"], result["first_bias"] = seen.T @ back_near, back_near.sum(axis=0)
        back_units = _from_neighbours(back_near @ own["first_weights"].T) * kept
        result["vectors"] = small.T.tocsr() @ back_units.astype(np.float32)
        return result, grams

    def _judge(self, units: Any, inside: Any, lengths: Any, chosen: Any, rows: Any) -> tuple[Parameters, Any]:
        """Gradients of the outer layers, and of the loss by what is known of each unit."""
        own, starts = self.parameters, np.cumsum(lengths) - lengths
        note_of = np.repeat(np.arange(len(lengths)), lengths)
        weight = np.where(inside > 0, units @ own["weight_weights"], -1e9)
        share = np.exp(weight - np.maximum.reduceat(weight, starts)[note_of])
        share /= np.add.reduceat(share, starts)[note_of]
        most = np.maximum.reduceat(units, starts)
        whole = np.concatenate([np.add.reduceat(units * share, starts), most], axis=1)
        kept_whole, kept_units = self._keep(whole.shape, FORGET_NOTE), self._keep(units.shape, FORGET)
        whole, tagged = whole * kept_whole, units * kept_units
        error = self._note_error(whole @ own["told_weights"] + own["told_bias"], self.given.note_truths[chosen])
        unit_error = self._unit_error(tagged @ own["tagged_weights"] + own["tagged_bias"], inside, rows)

        back_whole = error @ own["told_weights"].T * kept_whole
        back_mean, back_most = back_whole[:, :WIDTH][note_of], back_whole[:, WIDTH:][note_of]
        back_share = (units * back_mean).sum(axis=1, keepdims=True)
        back_weight = share * (back_share - np.add.reduceat(share * back_share, starts)[note_of])
        back = (units == most[note_of]) * back_most + share * back_mean + back_weight * own["weight_weights"].T
        back += unit_error @ own["tagged_weights"].T * kept_units
        result = {
            "weight_weights": units.T @ back_weight,
            "told_weights": whole.T @ error,
            "told_bias": error.sum(axis=0),
            "tagged_weights": tagged.T @ unit_error,
            "tagged_bias": unit_error.sum(axis=0),
        }
        return result, back * inside

    def _note_error(self, told: Any, truths: Any) -> Any:
        first_kind = STAGE_COUNT + self.codes
        chances = np.concatenate([_softmax(told[:, :STAGE_COUNT]), _sigmoid(told[:, STAGE_COUNT:])], axis=1)
        error = (chances - truths) / np.float32(len(told))
        error[:, STAGE_COUNT:first_kind] *= MISTAKES_WEIGHT / self.codes
        error[:, first_kind:] *= KINDS_WEIGHT / len(all_kinds())
        return error

    def _unit_error(self, scores: Any, inside: Any, rows: Any) -> Any:
        place, first_kind = np.arange(len(rows)), self.codes + 1
        error = np.concatenate([_softmax(scores[:, :first_kind]), _softmax(scores[:, first_kind:])], axis=1)
        error[place, self.given.mistake_of[rows]] -= 1
        error[place, first_kind + self.given.kind_of[rows]] -= 1
        error *= inside / inside.sum()
        error[:, :first_kind] *= MISTAKEN_WEIGHT
        error[:, first_kind:] *= MARKED_WEIGHT
        return error

    def network(self) -> Network:
        own = self.parameters
        vectors = np.zeros((1 << features.VECTOR_BITS, DEPTH), np.float32)
        vectors[self.given.columns] = own["vectors"]
        table = pack(vectors, np.zeros(DEPTH, np.float32))
        told = STAGE_COUNT + self.codes
        return Network(
            vectors=table.weights,
            scale=table.scale,
            first=Layer(own["first_weights"], own["first_bias"]),
            second=Layer(own["second_weights"], own["second_bias"]),
            weight=Layer(own["weight_weights"], np.zeros(1, np.float32)),
            told=Layer(own["told_weights"][:, :told], own["told_bias"][:told]),
        )


def train_network(family: Family, notes: Sequence[TrainingNote], codes: Sequence[str], seed: int = 1) -> Network:
    """The network of one family of scripts."""
    learner = Learner(lessons(family, notes, codes), len(codes), seed)
    learner.learn()
    return learner.network()


def _from_neighbours(gradient: Any) -> Any:
    """What flows back through :func:`with_neighbours`."""
    before, own, after = np.split(gradient, 3, axis=1)
    result = own.copy()
    result[:-1] += before[1:]
    result[1:] += after[:-1]
    return result


def _softmax(scores: Any) -> Any:
    shifted = np.exp(scores - scores.max(axis=1, keepdims=True))
    return shifted / shifted.sum(axis=1, keepdims=True)


def _sigmoid(scores: Any) -> Any:
    return 1 / (1 + np.exp(-np.clip(scores, -30, 30)))
