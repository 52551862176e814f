"""The trained reader: linear models over hashed features, and a small network beside them, in one file.

Trained by ``make train`` from ``corpus/notes`` (:mod:`tools.train`). A score of the linear models is a sum of the
weights of words, the network (:mod:`.network`) hears how words stand together; a word struck out is in neither.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tongpin.method.datafiles import data_folder
from tongpin.method.reading.features import Buckets, Family, Grams
from tongpin.method.reading.network import Network, network_from_arrays, network_to_arrays

Floats = NDArray[np.float32]
KIND_BITS_LESS = 2
"""Kinds are told by a table this many bits smaller than that of the notes."""
MODEL_FILE = "reader.npz"
FAMILIES: tuple[Family, ...] = ("zh", "en")


@dataclass(frozen=True, slots=True)
class Table:
    """Weights of buckets, shape (buckets, outputs), as integers times ``scale`` (outputs,), and the ``bias``."""

    weights: NDArray[np.int8]
    scale: Floats
    bias: Floats

    def rows(self, buckets: Buckets) -> Floats:
        """Weights of the buckets before scaling, shape (len(buckets), outputs)."""
        return self.weights.take(buckets, axis=0).astype(np.float32)

    def sums(self, buckets: Buckets) -> Floats:
        """Outputs for things with some features each; ``buckets`` of shape (things, features)."""
        # Features first: numpy adds whole rows of things far faster than a few numbers of one thing.
        sums = self.weights.take(buckets.T, axis=0).sum(axis=0, dtype=np.int32)
        return np.asarray(sums * self.scale + self.bias, np.float32)


@dataclass(frozen=True, slots=True)
class FamilyModel:
    """Everything learned for one family of scripts."""

    idf: Floats
    stage: Table
    mistakes_note: Table
    mistakes_sentence: Table
    """Of a sentence: the mistakes, and last: none."""
    units: Table
    units_mistake: Table
    kinds: Table
    network: Network
    stage_blend: Floats
    """What the scores of the table and of the network count in the logits of the stages; shape (2,)."""
    blend: Floats
    """Weights of :func:`mistake_inputs` in the log-odds of a mistake; shape (MISTAKE_INPUTS,)."""


@dataclass(frozen=True, slots=True)
class Model:
    families: Mapping[Family, FamilyModel]
    codes: tuple[str, ...]
    kinds: tuple[str, ...]
    mistakes_by_stage: Floats
    """Share of notes of each stage that show each mistake, shape (7, codes)."""
    thresholds: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Values:
    """Buckets of a text, each once, with its tf-idf value; each group of n-grams has length one."""

    buckets: Buckets
    values: Floats


def weigh(grams: Grams, idf: Floats) -> Values:
    """Sublinear tf times idf, normed within each group."""
    keys, counts = np.unique(grams.groups << 32 | grams.buckets, return_counts=True)
    buckets, groups = keys & 0xFFFFFFFF, keys >> 32
    values = (1 + np.log(counts)) * idf[buckets]
    norms = np.sqrt(np.bincount(groups, values**2, minlength=2))
    return Values(buckets, (values / np.maximum(norms[groups], 1e-9)).astype(np.float32))


def weigh_parts(grams: Grams, parts: Buckets, count: int, idf: Floats) -> tuple[Values, Buckets]:
    """As :func:`weigh` for each part of a text; ``parts`` names each n-gram's part. Gives that of each value too."""
    keys, counts = np.unique(parts << 40 | grams.groups << 32 | grams.buckets, return_counts=True)
    buckets, groups, owners = keys & 0xFFFFFFFF, keys >> 32 & 0xFF, keys >> 40
    values = (1 + np.log(counts)) * idf[buckets]
    norms = np.sqrt(np.bincount(owners * 2 + groups, values**2, minlength=2 * count))
    values = values / np.maximum(norms[owners * 2 + groups], 1e-9)
    return Values(buckets, values.astype(np.float32)), owners


def score(table: Table, values: Values) -> Floats:
    """Outputs of a table for one text."""
    return (values.values @ table.rows(values.buckets)) * table.scale + table.bias


def score_each(table: Table, grams: Grams, parts: Buckets, count: int, idf: Floats) -> Floats:
    """Outputs of each part of a text, shape (count, outputs)."""
    values, owners = weigh_parts(grams, parts, count, idf)
    return score_parts(table, values, owners, count)


def firsts(owners: Buckets) -> Buckets:
    """Where in sorted, not empty ``owners`` each of them stands first."""
    return np.append(0, np.flatnonzero(owners[1:] != owners[:-1]) + 1)


def score_parts(table: Table, values: Values, owners: Buckets, count: int) -> Floats:
    """Outputs for each part, shape (count, outputs)."""
    result = np.zeros((count, len(table.bias)), np.float32)
    if len(owners):
        pushes = table.rows(values.buckets) * values.values[:, None]
        first = firsts(owners)
        result[owners[first]] = np.add.reduceat(pushes, first, axis=0)
    return result * table.scale + table.bias


MISTAKE_INPUTS = 6


def mistake_inputs(whole: Floats, sentences: Floats, share: Floats, told: Floats) -> Floats:
    """What speaks for each mistake, shape (codes, MISTAKE_INPUTS).

    The score of the whole note, the log chance in its likeliest sentence (``sentences``: log chances of shape
    (sentences, codes)), the log share of the stage's notes that show it, how far it leads the next mistake, what the
    network ``told`` of it, and a one.
    """
    best = sentences.max(axis=0)
    second, first = np.sort(best)[-2:]
    lead = best - np.where(best == first, second, first)
    return np.stack([whole, best, np.log(share), lead, told, np.ones_like(best)], axis=1)


def mistake_chances(inputs: Floats, blend: Floats) -> Floats:
    """Chance of each mistake."""
    return np.asarray(1 / (1 + np.exp(-np.clip(inputs @ blend, -30, 30))), np.float32)


def pack(weights: Floats, bias: Floats) -> Table:
    """A table from trained weights: each output scaled so that its largest weight is 127."""
    scale = np.maximum(np.abs(weights).max(axis=0), 1e-9) / 127
    return Table(np.round(weights / scale).astype(np.int8), scale.astype(np.float32), bias.astype(np.float32))


def to_arrays(model: Model) -> dict[str, Any]:
    """The model as named arrays for saving."""
    arrays: dict[str, Any] = {
        "codes": np.array(model.codes),
        "kinds": np.array(model.kinds),
        "mistakes_by_stage": model.mistakes_by_stage,
    }
    for name, threshold in model.thresholds.items():
        arrays[f"threshold_{name}"] = np.float32(threshold)
    for family, learned in model.families.items():
        arrays[f"{family}_idf"] = learned.idf.astype(np.float16)
        arrays[f"{family}_stage_blend"] = learned.stage_blend
        arrays[f"{family}_blend"] = learned.blend
        arrays |= {f"{family}_network_{name}": part for name, part in network_to_arrays(learned.network).items()}
        for name in TABLES:
            table: Table = getattr(learned, name)
            arrays |= {
                f"{family}_{name}_weights": table.weights,
                f"{family}_{name}_scale": table.scale,
                f"{family}_{name}_bias": table.bias,
            }
    return arrays


TABLES = ("stage", "mistakes_note", "mistakes_sentence", "units", "units_mistake", "kinds")


def from_arrays(arrays: Mapping[str, Any], families: Sequence[Family] = FAMILIES) -> Model:
    """The model from what :func:`to_arrays` gave, with all families of scripts or those named."""
    prefix = "threshold_"
    return Model(
        families={family: _family(arrays, family) for family in families},
        codes=tuple(map(str, arrays["codes"])),
        kinds=tuple(map(str, arrays["kinds"])),
        mistakes_by_stage=arrays["mistakes_by_stage"],
        thresholds={name.removeprefix(prefix): float(arrays[name]) for name in arrays if name.startswith(prefix)},
    )


def _family(arrays: Mapping[str, Any], family: Family) -> FamilyModel:
    tables = {
        name: Table(*(arrays[f"{family}_{name}_{part}"] for part in ("weights", "scale", "bias"))) for name in TABLES
    }
    prefix = f"{family}_network_"
    network = {name.removeprefix(prefix): arrays[name] for name in arrays if name.startswith(prefix)}
    return FamilyModel(
        idf=arrays[f"{family}_idf"].astype(np.float32),
        network=network_from_arrays(network),
        stage_blend=arrays[f"{family}_stage_blend"],
        blend=arrays[f"{family}_blend"],
        **tables,
    )


@cache
def load_model(family: Family) -> Model:
    """The model in the box, as far as one family needs it: unpacking both would double the wait for the first note."""
    with (data_folder() / MODEL_FILE).open("rb") as file, np.load(file) as arrays:
        return from_arrays(arrays, (family,))
