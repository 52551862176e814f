"""Reading a note: which signals and mistakes it shows, by which words, and where the customer is by it.

A note is data: what it tells a program to do has no effect, for nothing here follows instructions; an instruction's
words may only count as words, and orders to the machine are blotted out before reading.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from tongpin.method.case import STAGES, Language
from tongpin.method.datafiles import load_data
from tongpin.method.reading.features import (
    Grams,
    Prepared,
    Units,
    note_grams,
    prepare,
    sentences_of,
    unit_features,
    unit_grams,
    units_of,
)
from tongpin.method.reading.model import (
    KIND_BITS_LESS,
    FamilyModel,
    Floats,
    Model,
    Values,
    load_model,
    mistake_chances,
    mistake_inputs,
    score,
    score_each,
    score_parts,
    weigh,
    weigh_parts,
)
from tongpin.method.reading.script import LONGEST, guess_language
from tongpin.method.reading.shape import MistakeHit, Reading, SignalHit
from tongpin.method.vocabulary import main_stage, stage_shares

Range = tuple[int, int]
BLANK = "\u2003"
"""Stands for words that do not count; it is no word, no mark and no letter."""
MOST_SIGNALS = 8
SNAP = 3
"""Units; words that end so near to the end of their clause are shown to its end."""
FAINT = 0.12
"""Words that tell so little are left out beside others that tell more."""
MOST_UNITS = 12
"""Of the clause that shows a mistake."""
DIGITS = 6
"""Of odds. With fewer, a stage that is held for very unlikely would be told as impossible."""


def read_note(text: str, lang: Language | None = None, struck: Iterable[Range] = ()) -> Reading:
    """Read one note. ``struck``: words, as (start, end), that a person struck out and that count no more."""
    prepared = prepare(_without(text, (*struck, *orders_in(text))))
    language = lang or guess_language(text[:LONGEST])
    units = units_of(prepared)
    if not any(char.isalnum() for char in prepared.folded):
        return Reading(language, (round(1 / 7, DIGITS),) * 7, (), ())
    model = load_model(prepared.family)
    return _read(prepared, units, model, language)


def read_notes(notes: Sequence[tuple[str, Language | None]]) -> Iterable[Reading]:
    """Read many notes, one after the other."""
    return (read_note(text, lang) for text, lang in notes)


def _read(prepared: Prepared, units: Units, model: Model, language: Language) -> Reading:
    family = model.families[prepared.family]
    heard = _hear(prepared, units, family)
    inside, mistaken = _unit_chances(family, units, heard.odds)
    signals = _signals(prepared, units, heard.grams, inside, family, model, heard.odds)
    mistakes = _mistakes(prepared, units, heard, mistaken, family, model)
    return Reading(language, tuple(round(chance, DIGITS) for chance in heard.odds.tolist()), signals, mistakes)


@dataclass(frozen=True, slots=True)
class _Heard:
    """A note by all models: its n-grams, the odds of the stages, what speaks for each mistake."""

    grams: Grams
    odds: Floats
    whole: Floats
    """Scores of the mistakes by the table of whole notes."""
    told: Floats
    """The same by the network."""


def _hear(prepared: Prepared, units: Units, family: FamilyModel) -> _Heard:
    grams = note_grams(prepared)
    values = weigh(grams, family.idf)
    told = family.network(unit_grams(prepared, units))
    scores = np.stack([score(family.stage, values), told[: len(STAGES)]])
    return _Heard(
        grams=grams,
        odds=_softmax(family.stage_blend @ scores),
        whole=score(family.mistakes_note, values),
        told=told[len(STAGES) :],
    )


def _unit_chances(family: FamilyModel, units: Units, odds: Floats) -> tuple[Floats, Floats]:
    """For each unit: the chance that it speaks for the note's likely stages, and that it shows a mistake."""
    columns = unit_features(units)
    if not len(columns):
        return np.zeros(0, np.float32), np.zeros(0, np.float32)
    by_stage = _softmax(family.units.sums(columns))
    share = odds / odds.max()
    inside = by_stage[:, :7] @ share
    mistaken = _softmax(family.units_mistake.sums(columns))[:, 1]
    return inside.astype(np.float32), mistaken.astype(np.float32)


def _signals(
    prepared: Prepared, units: Units, grams: Grams, inside: Floats, family: FamilyModel, model: Model, odds: Floats
) -> tuple[SignalHit, ...]:
    ranges = _ranges(units, inside, model.thresholds["span"])
    telling = [item for item in ranges if item[1] >= FAINT]
    ranges = telling or ranges or _best_range(units, inside)
    if not ranges:
        return ()
    ranges = sorted(sorted(ranges, key=lambda item: -round(item[1], 3))[:MOST_SIGNALS])
    kinds = _kinds([span for span, _ in ranges], grams, family, model, odds)
    return tuple(
        SignalHit(kind, span[0], span[1], round(chance, 3), main_stage(kind))
        for (span, chance), kind in zip(ranges, kinds, strict=True)
    )


def _kinds(ranges: Sequence[Range], grams: Grams, family: FamilyModel, model: Model, odds: Floats) -> list[str]:
    """The likeliest kind of the words in each range (in order, apart), given what the whole note says of the stage."""
    starts, ends = np.array(ranges).T
    parts = np.searchsorted(starts, grams.places, side="right") - 1
    within = (parts >= 0) & (grams.places < ends[parts])
    inner = Grams(grams.buckets[within], grams.places[within], grams.groups[within])
    values, owners = weigh_parts(inner, parts[within], len(ranges), family.idf)
    scores = score_parts(family.kinds, Values(values.buckets >> KIND_BITS_LESS, values.values), owners, len(ranges))
    by_stage = stage_shares() @ np.log(np.maximum(odds, 1e-3))
    return [model.kinds[best] for best in (scores + by_stage).argmax(axis=1)]


def _ranges(units: Units, chances: Floats, threshold: float) -> list[tuple[Range, float]]:
    """Runs of units above the threshold, without marks at their ends; short gaps are bridged."""
    chosen = chances >= threshold
    found: list[tuple[Range, float]] = []
    place = 0
    while place < len(chosen):
        if not chosen[place]:
            place += 1
            continue
        end = place
        while end + 1 < len(chosen) and (
            chosen[end + 1] or (end + 2 < len(chosen) and chosen[end + 2] and not units.is_mark[end + 1])
        ):
            end += 1
        trimmed = _trimmed(units, place, end)
        if trimmed is not None:
            first, last = trimmed
            strength = float(chances[first : last + 1].mean())
            found.append(((int(units.starts[first]), int(units.ends[last])), strength))
        place = end + 1
    return [item for item in found if item[0][1] - item[0][0] >= 2]


def _trimmed(units: Units, first: int, last: int) -> tuple[int, int] | None:
    while first <= last and units.is_mark[first]:
        first += 1
    while last >= first and units.is_mark[last]:
        last -= 1
    return _snapped(units, first, last) if first <= last else None


def _snapped(units: Units, first: int, last: int) -> tuple[int, int]:
    """With what is left of the clause where that is next to nothing, so that no word is cut in two."""
    for reach in range(1, SNAP + 1):
        if first - reach < 0 or units.is_mark[first - reach]:
            first -= reach - 1
            break
    for reach in range(1, SNAP + 1):
        if last + reach >= len(units.starts) or units.is_mark[last + reach]:
            last += reach - 1
            break
    return first, last


def _best_range(units: Units, chances: Floats) -> list[tuple[Range, float]]:
    """Where nothing passes: the words around the most telling unit, if it tells anything."""
    if not len(chances) or chances.max() < 0.08:
        return []
    return _ranges(units, chances, float(chances.max()) * 0.6)[:1]


def _mistakes(
    prepared: Prepared, units: Units, heard: _Heard, mistaken: Floats, family: FamilyModel, model: Model
) -> tuple[MistakeHit, ...]:
    sentences = sentences_of(prepared)
    if not sentences or not len(heard.grams.buckets):
        return ()
    by_sentence = _by_sentence(heard.grams, sentences, family)
    chances = mistake_chances(_mistake_inputs(heard, by_sentence, model), family.blend)
    hits = []
    for code in np.flatnonzero(chances >= model.thresholds["mistake"]):
        if model.codes[code] in _from_records_only():
            continue
        sentence = sentences[int(by_sentence[:, code].argmax())]
        start, end = _mistake_words(units, sentence, mistaken)
        hits.append(MistakeHit(model.codes[code], start, end, round(float(chances[code]), 3)))
    return tuple(hits)


def _mistake_inputs(heard: _Heard, by_sentence: Floats, model: Model) -> Floats:
    return mistake_inputs(heard.whole, by_sentence, heard.odds @ model.mistakes_by_stage, heard.told)


@cache
def _from_records_only() -> frozenset[str]:
    """Mistakes that no single note can show (METHOD 3.2)."""
    codes = load_data("mistakes")["codes"]
    return frozenset(code for code in codes if codes[code].get("from_records_only", False))


def _by_sentence(grams: Grams, sentences: Sequence[Range], family: FamilyModel) -> Floats:
    """Log chance of each mistake in each sentence, shape (sentences, codes)."""
    starts = np.array([start for start, _ in sentences])
    parts = np.maximum(np.searchsorted(starts, grams.places, side="right") - 1, 0)
    scores = score_each(family.mistakes_sentence, grams, parts, len(sentences), family.idf)
    return np.asarray(np.log(np.maximum(_softmax(scores)[:, :-1], 1e-9)), np.float32)


def inputs_of_mistakes(text: str, model: Model) -> Floats:
    """What speaks for each mistake in a text, for calibrating; see :func:`mistake_inputs`."""
    prepared = prepare(text)
    family = model.families[prepared.family]
    heard = _hear(prepared, units_of(prepared), family)
    return _mistake_inputs(heard, _by_sentence(heard.grams, sentences_of(prepared), family), model)


def _mistake_words(units: Units, sentence: Range, mistaken: Floats) -> Range:
    """The words of a sentence that show the mistake: its run of likeliest units, else all of it."""
    within = np.flatnonzero((units.starts >= sentence[0]) & (units.ends <= sentence[1]))
    if not len(within):
        return sentence
    inner = Units(units.starts[within], units.ends[within], units.hashes[within], units.is_mark[within])
    ranges = _ranges(inner, mistaken[within], max(0.2, float(mistaken[within].max()) * 0.5))
    if not ranges:
        return int(units.starts[within[0]]), int(units.ends[within[-1]])
    start, end = max(ranges, key=lambda item: item[1] * (item[0][1] - item[0][0]) ** 0.5)[0]
    return _clause(inner, start, end)


def _clause(units: Units, start: int, end: int) -> Range:
    """The words with their clause, as a coach would mark them: up to the next marks, but no more than a few units."""
    first = int(np.searchsorted(units.starts, start))
    last = int(np.searchsorted(units.ends, end))
    while last + 1 < len(units.starts) and last - first + 1 < MOST_UNITS and not units.is_mark[last + 1]:
        last += 1
    while first > 0 and last - first + 1 < MOST_UNITS and not units.is_mark[first - 1]:
        first -= 1
    return int(units.starts[first]), int(units.ends[last])


def _without(text: str, ranges: Iterable[Range]) -> str:
    """The text with some words blotted out; places stay."""
    for start, end in ranges:
        first, last = max(0, start), min(len(text), end)
        if first < last:
            text = text[:first] + BLANK * (last - first) + text[last:]
    return text


def orders_in(text: str) -> list[Range]:
    """Where the text speaks to the machine instead of telling of the customer."""
    return [match.span() for match in _orders().finditer(text[:LONGEST])]


@cache
def _orders() -> re.Pattern[str]:
    return re.compile("|".join(load_data("orders")["patterns"]), re.IGNORECASE)


def _softmax(scores: NDArray[np.floating]) -> Floats:
    shifted = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return np.asarray(shifted / shifted.sum(axis=-1, keepdims=True), np.float32)
