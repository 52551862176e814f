"""A reading by a language model, held to the same vocabulary as our own (METHOD 2.2).

The model is whoever answers a text under an instruction; it is handed in, so that nothing here knows a network. Its
answer counts only as far as it can be checked: kinds and codes must be ours, words must stand in the note, and odds
of a stage must be carried by words that speak for it. Whatever fails the check is left out; where nothing stands,
or the model does not answer, our own reading holds. Words that speak to a machine are never evidence.
"""

import json
import math
from collections.abc import Iterator
from functools import cache
from typing import Any, Protocol

import numpy as np

from tongpin.method.case import STAGES
from tongpin.method.datafiles import load_data
from tongpin.method.reading.reader import DIGITS, Range, orders_in, read_note
from tongpin.method.reading.shape import MistakeHit, Reading, SignalHit
from tongpin.method.vocabulary import kinds, main_stage

MOST_FINDINGS = 12
TRUST = 0.6
"""How far the model's odds are believed against our own; both are tempered, for they read the same words."""


class Asked(Protocol):
    """Whoever answers a text under an instruction; may raise anything."""

    def ask(self, instruction: str, text: str) -> str: ...


def read_asking(text: str, asked: Asked) -> Reading:
    """The note as the model reads it, checked; our own reading where it fails or answers rubbish."""
    own = read_note(text)
    try:
        answer = json.loads(asked.ask(instruction(), text))
    except Exception:
        return own
    return checked(answer, text, own) if isinstance(answer, dict) else own


@cache
def instruction() -> str:
    """What the model is told: the vocabulary, the form of the answer, and that the note is data."""
    mistakes = load_data("mistakes")["codes"]
    vocabulary = "\n".join(f"- {kind}: {load_data('signals')[kind]['name']['en']}" for kind in kinds())
    codes = "\n".join(f"- {code}: {mistakes[code]['name']['en']}" for code in mistakes)
    told: str = load_data("orders")["instruction"]
    return told.format(stages=", ".join(STAGES), kinds=vocabulary, codes=codes, most=MOST_FINDINGS)


def checked(answer: dict[str, Any], text: str, own: Reading) -> Reading:
    """What of an answer stands the check, laid over our own reading."""
    forbidden = orders_in(text)
    signals = tuple(_signals(answer.get("signals"), text, forbidden))
    mistakes = tuple(_mistakes(answer.get("mistakes"), text, forbidden))
    odds = _odds(answer.get("stages"), signals, own)
    if not signals:
        return own
    return Reading(own.lang, odds, signals, mistakes)


def _signals(found: Any, text: str, forbidden: list[Range]) -> Iterator[SignalHit]:
    known = set(kinds())
    for item, words in _quoted(found, text, forbidden):
        kind = item.get("kind")
        if kind in known:
            yield SignalHit(kind, *words, _confidence(item), main_stage(kind))


def _mistakes(found: Any, text: str, forbidden: list[Range]) -> Iterator[MistakeHit]:
    known = load_data("mistakes")["codes"]
    for item, words in _quoted(found, text, forbidden):
        code = item.get("code")
        if isinstance(code, str) and code in known:
            yield MistakeHit(code, *words, _confidence(item))


def _quoted(found: Any, text: str, forbidden: list[Range]) -> Iterator[tuple[dict[str, Any], Range]]:
    """Findings whose words stand in the text, outside of what speaks to a machine; each place once."""
    taken: set[Range] = set()
    for item in found[:MOST_FINDINGS] if isinstance(found, list) else ():
        words = item.get("words") if isinstance(item, dict) else None
        start = text.find(words) if isinstance(words, str) and words.strip() else -1
        place = (start, start + len(words or ""))
        in_order = any(place[0] < end and place[1] > begin for begin, end in forbidden)
        if start >= 0 and place not in taken and not in_order:
            taken.add(place)
            yield item, place


def _confidence(item: dict[str, Any]) -> float:
    given = item.get("confidence")
    sane = isinstance(given, int | float) and not isinstance(given, bool) and math.isfinite(given) and 0 <= given <= 1
    return round(float(given), 3) if sane else 0.6  # type: ignore[arg-type]


def _odds(given: Any, signals: tuple[SignalHit, ...], own: Reading) -> tuple[float, ...]:
    """The model's odds blended with ours; only stages that quoted words speak for may gain."""
    values = [given.get(stage, 0) for stage in STAGES] if isinstance(given, dict) else []
    numbers = [value for value in values if isinstance(value, int | float) and not isinstance(value, bool)]
    if len(numbers) != len(STAGES) or not all(math.isfinite(value) and 0 <= value <= 1 for value in numbers):
        return own.odds
    carried = {signal.says for signal in signals}
    if sum(numbers) <= 0 or STAGES[int(np.argmax(numbers))] not in carried:
        return own.odds
    theirs = np.maximum(np.array(numbers) / sum(numbers), 0.005)
    blended = np.exp(TRUST * np.log(theirs) + (1 - TRUST) * np.log(np.maximum(own.odds, 0.005)))
    return tuple(round(float(chance), DIGITS) for chance in blended / blended.sum())
