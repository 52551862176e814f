"""A small network over the units of a note: it hears in which order words stand, which the linear tables do not.

Every unit (a Chinese character, a word, a mark) becomes a vector, the sum of what was learned of its n-grams. Two
convolutions let each unit see its neighbours; what the note says is the strongest of each of their outputs, and a mean
weighted by how much a unit matters. Units that are struck out are not there, and so take along what they said.
Trained by :mod:`tools.train_network`; how much it counts beside the tables is found when training.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tongpin.method.reading.features import UnitGrams

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Layer:
    """``weights`` of shape (inputs, outputs) and ``bias`` (outputs,)."""

    weights: Floats
    bias: Floats

    def __call__(self, inputs: Floats) -> Floats:
        return np.asarray(inputs @ self.weights + self.bias, np.float32)


@dataclass(frozen=True, slots=True)
class Network:
    """``vectors`` (buckets, depth) are integers times ``scale``; ``first`` and ``second`` see three units each."""

    vectors: NDArray[np.int8]
    scale: Floats
    first: Layer
    second: Layer
    weight: Layer
    """How much a unit matters in the mean; one output."""
    told: Layer
    """What the note says: the stages, then the mistakes."""

    def __call__(self, grams: UnitGrams) -> Floats:
        """Logits of the stages, then of the mistakes, for a note with at least one unit."""
        units = self._units(grams)
        weight = self.weight(units)
        share = np.exp(weight - weight.max())
        mean = (units * share).sum(axis=0) / share.sum()
        return self.told(np.concatenate([mean, units.max(axis=0)]))

    def _units(self, grams: UnitGrams) -> Floats:
        """What is known of each unit among its neighbours, shape (units, width)."""
        pushes = self.vectors.take(grams.buckets, axis=0) * grams.share[:, None]
        vectors = np.add.reduceat(pushes, grams.starts, axis=0) * self.scale
        near = np.maximum(self.first(with_neighbours(vectors)), 0)
        return np.asarray(near + np.maximum(self.second(with_neighbours(near)), 0), np.float32)


def with_neighbours(rows: Floats) -> Floats:
    """Each row with the one before and the one after it, zeros beyond the ends; shape (rows, 3 * columns)."""
    edge = np.zeros((1, rows.shape[1]), np.float32)
    padded = np.concatenate([edge, rows, edge])
    return np.concatenate([padded[:-2], padded[1:-1], padded[2:]], axis=1)


LAYERS = ("first", "second", "weight", "told")


def network_to_arrays(network: Network) -> dict[str, Any]:
    """The network as named arrays for saving, its layers in half precision."""
    arrays: dict[str, Any] = {"vectors": network.vectors, "scale": network.scale}
    for name in LAYERS:
        layer: Layer = getattr(network, name)
        arrays |= {f"{name}_weights": layer.weights.astype(np.float16), f"{name}_bias": layer.bias}
    return arrays


def network_from_arrays(arrays: Mapping[str, Any]) -> Network:
    """The network from what :func:`network_to_arrays` gave."""
    layers = {
        name: Layer(arrays[f"{name}_weights"].astype(np.float32), arrays[f"{name}_bias"].astype(np.float32))
        for name in LAYERS
    }
    return Network(vectors=arrays["vectors"], scale=arrays["scale"], **layers)
