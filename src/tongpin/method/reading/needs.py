"""Needs in notes: which words tell a problem or a wish, of the company or of a person (METHOD 5.2).

A note is cut into clauses; a small model over their n-grams, over cue words and over what kind of evidence they look
like tells what each clause is. What is found is proposed with its words and never taken for knowledge: a person
confirms it. Trained by :mod:`tools.train_needs` from ``corpus/needs``.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from tongpin.method.case import NeedOrigin, NeedStrength, NeedType
from tongpin.method.datafiles import data_folder, load_data
from tongpin.method.figures import figures_in
from tongpin.method.reading.features import Family, Grams, Prepared, note_grams, prepare
from tongpin.method.reading.mentions import names_in
from tongpin.method.reading.model import KIND_BITS_LESS, Values, firsts, load_model, score_parts, weigh_parts
from tongpin.method.reading.reader import orders_in

Floats = NDArray[np.float32]
Range = tuple[int, int]
Told = Literal["none", "problem", "wish", "worry", "hope"]
TOLD: tuple[Told, ...] = ("none", "problem", "wish", "worry", "hope")
"""What a clause is: nothing of the kind; an implied and an explicit need of the company; the same of a person."""
NEED_MODEL_FILE = "needs.npz"
LONGEST_NEED = 90
"""Characters; neighbouring clauses of a sentence that tell the same are one need up to here."""
NEAR = 60
"""Characters before a need within which somebody named is the one who has it."""
AROUND = 0.4
"""What the n-grams of the clause before and after count against its own."""
KINDS_AROUND = 0.3
CUES_AROUND = 0.5
_SCRIPTS: dict[Family, str] = {"zh": "han", "en": "latin"}
_CLAUSE = re.compile(r"(?:[^，。！？；：!?;:\n,.—…]|[.,:](?=\d)|(?<=\b[A-Z])\.|(?<=Mr|Dr|Ms)\.)+")
_STOPS = frozenset("。！？!?；;\n.")


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedHit:
    """A need read in words ``start`` to ``end`` (code points). ``who`` is the name by which the note calls whoever
    seems to have it; ``money`` what the words say that it costs; ``chance`` how sure the words are a need."""

    start: int
    end: int
    type: NeedType
    strength: NeedStrength
    origin: NeedOrigin | None = None
    who: str = ""
    money: Decimal | None = None
    chance: float = 0.0


@dataclass(frozen=True, slots=True)
class NeedModel:
    """``grams`` (buckets, 3 places of TOLD without none: own, before, after) as integers times ``scale``; ``dense``
    (columns of :func:`dense_features`, outputs); from ``threshold`` on a clause is told as a need."""

    grams: NDArray[np.int8]
    scale: Floats
    dense: Floats
    bias: Floats
    threshold: float


def needs_in(text: str, *, known: tuple[str, ...] = ()) -> tuple[NeedHit, ...]:
    """The needs that a note tells, in the order of the text. ``known``: names on record, recognised without a title."""
    prepared = prepare(text)
    places = clauses_of(text[: len(prepared.folded)])
    if not places:
        return ()
    chances = _chances(prepared, places)
    runs = runs_of(text, places, chances, need_model(prepared.family).threshold)
    if not runs:
        return ()
    orders = orders_in(text)
    runs = [run for run in runs if not any(start < run[0][1] and run[0][0] < end for start, end in orders)]
    names = names_in(text, known=known) if runs else ()
    return tuple(_hit(prepared, text, run, names) for run in runs)


def clauses_of(text: str) -> list[Range]:
    """Where the clauses stand, without marks at their ends."""
    found = []
    for match in _CLAUSE.finditer(text):
        start, end = match.span()
        while start < end and not text[start].isalnum():
            start += 1
        while end > start and not (text[end - 1].isalnum() or text[end - 1] in "%)）"):
            end -= 1
        if end - start >= 2:
            found.append((start, end))
    return found


# ---------------------------------------------------------------- telling
def _chances(prepared: Prepared, places: list[Range]) -> Floats:
    """Chances of TOLD for each clause, shape (clauses, 5)."""
    model = need_model(prepared.family)
    values, owners = clause_values(prepared, places)
    outputs = len(TOLD) - 1
    pushes = np.zeros((len(places), 3 * outputs), np.float32)
    if len(owners):
        rows = model.grams.take(values.buckets, axis=0).astype(np.float32)
        rows *= values.values[:, None]
        first = firsts(owners)
        pushes[owners[first]] = np.add.reduceat(rows, first, axis=0)
    pushes *= model.scale
    scores = pushes[:, :outputs] + _moved(pushes[:, outputs : 2 * outputs], 1) + _moved(pushes[:, 2 * outputs :], -1)
    scores = scores + dense_features(prepared, places, values, owners) @ model.dense + model.bias
    full = np.concatenate([np.zeros((len(places), 1)), scores], axis=1)
    chances = np.exp(full - full.max(axis=1, keepdims=True))
    return np.asarray(chances / chances.sum(axis=1, keepdims=True), np.float32)


def clause_values(prepared: Prepared, places: list[Range]) -> tuple[Values, NDArray[np.int64]]:
    """Tf-idf values of the n-grams inside the clauses, and the clause of each."""
    grams = note_grams(prepared)
    starts, ends = np.array(places).T
    parts = np.searchsorted(starts, grams.places, side="right") - 1
    within = (parts >= 0) & (grams.places < ends[np.maximum(parts, 0)])
    inner = Grams(grams.buckets[within], grams.places[within], grams.groups[within])
    idf = load_model(prepared.family).families[prepared.family].idf
    return weigh_parts(inner, parts[within], len(places), idf)


def dense_features(
    prepared: Prepared, places: list[Range], values: Values, owners: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Of each clause: its cues, those of its neighbours, pairs of them, its length, and the kinds of evidence that it
    and its neighbours look like to the reader."""
    patterns, (first, second) = _cues(prepared.family), _pairs(prepared.family)
    clauses = [prepared.folded[start:end] for start, end in places]
    marks = np.array([[pattern.search(words) is not None for pattern in patterns] for words in clauses], float)
    length = np.array([[min((end - start) / 40, 1.0)] for start, end in places])
    kinds = _kinds(prepared.family, values, owners, len(places))
    columns = [
        marks,
        _moved(marks, 1) * CUES_AROUND,
        _moved(marks, -1) * CUES_AROUND,
        marks[:, first] * marks[:, second],
        length,
    ]
    return np.hstack([*columns, kinds, _moved(kinds, 1) * KINDS_AROUND, _moved(kinds, -1) * KINDS_AROUND])


def _kinds(family: Family, values: Values, owners: NDArray[np.int64], count: int) -> NDArray[np.float64]:
    """The root of the chance of each kind of evidence, by the reader's own table."""
    table = load_model(family).families[family].kinds
    scores = score_parts(table, Values(values.buckets >> KIND_BITS_LESS, values.values), owners, count)
    chances = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(np.sqrt(chances / chances.sum(axis=1, keepdims=True)), np.float64)


def _moved(rows: NDArray[np.floating], by: int) -> NDArray[np.floating]:
    """Each row in the place of the next (1) or the one before (-1), zeros where there is none."""
    edge = np.zeros((1, rows.shape[1]), rows.dtype)
    return np.concatenate([edge, rows[:-1]]) if by > 0 else np.concatenate([rows[1:], edge])


def runs_of(text: str, places: list[Range], chances: Floats, threshold: float) -> list[tuple[Range, int, float]]:
    """Needs as (place, index in TOLD, chance): neighbours of a sentence that tell the same are one."""
    found: list[tuple[Range, int, float]] = []
    for (start, end), row in zip(places, chances.tolist(), strict=True):
        chance = 1 - row[0]
        if chance < threshold:
            continue
        told = 1 + int(np.argmax(row[1:]))
        if found:
            (first, last), before, sure = found[-1]
            together = not _STOPS.intersection(text[last:start]) and end - first <= LONGEST_NEED
            if told == before and together and _adjoin(places, last, start):
                found[-1] = ((first, end), told, max(sure, chance))
                continue
        found.append(((start, end), told, chance))
    return found


def _adjoin(places: list[Range], last: int, start: int) -> bool:
    return not any(last < place[0] < start for place in places)


# ---------------------------------------------------------------- what else the words say
def _hit(prepared: Prepared, text: str, run: tuple[Range, int, float], names: Sequence[tuple[int, str]]) -> NeedHit:
    (start, end), told, chance = run
    words = prepared.folded[start:end]
    return NeedHit(
        start=start,
        end=end,
        type="personal" if TOLD[told] in {"worry", "hope"} else "org",
        strength="explicit" if TOLD[told] in {"wish", "hope"} else "implied",
        origin=None if TOLD[told] in {"worry", "hope"} else origin_of(words, prepared.family),
        who=_who(text, start, end, names),
        money=money_in(text[start:end]),
        chance=round(chance, 3),
    )


def origin_of(words: str, family: Family) -> NeedOrigin:
    """Where a need of the company lies, by folded words."""
    for origin, pattern in _origins(family):
        if pattern.search(words):
            return origin
    return "customer"


def money_in(words: str) -> Decimal | None:
    """The largest sum of money in the words: with a currency, or with words of loss and cost."""
    folded = words.lower()
    near = bool(re.search(load_data("need_cues")["money"], folded))
    sums = [figure.high for figure in figures_in(folded) if figure.currency or (figure.money and near)]
    return Decimal(str(max(sums))).quantize(Decimal("0.01")) if sums else None


def _who(text: str, start: int, end: int, names: Sequence[tuple[int, str]]) -> str:
    """Who was named last before the words, or within them."""
    before = [(place, name) for place, name in names if place < end and start - place <= NEAR]
    return max(before)[1] if before else ""


@cache
def _cues(family: Family) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(words) for words in load_data("need_cues")[_SCRIPTS[family]].values())


@cache
def _pairs(family: Family) -> tuple[list[int], list[int]]:
    """Cues that count together, by their places."""
    names, pairs = list(load_data("need_cues")[_SCRIPTS[family]]), load_data("need_cues")["pairs"]
    return [names.index(one) for one, _ in pairs], [names.index(other) for _, other in pairs]


@cache
def _origins(family: Family) -> tuple[tuple[NeedOrigin, re.Pattern[str]], ...]:
    origins = load_data("need_cues")["origins"]
    return tuple((name, re.compile(words[_SCRIPTS[family]])) for name, words in origins.items())


@cache
def need_model(family: Family) -> NeedModel:
    """The model in the box for one family of scripts."""
    with (data_folder() / NEED_MODEL_FILE).open("rb") as file, np.load(file) as arrays:
        parts = {name: arrays[f"{family}_{name}"] for name in ("grams", "scale", "dense", "bias")}
        return NeedModel(**parts, threshold=float(arrays[f"{family}_threshold"]))
