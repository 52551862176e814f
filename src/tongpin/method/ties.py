"""Ties and chances to meet that our notes tell of: a word from somebody they trust opens a door (METHOD 2.6, 6.5)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from tongpin.method.case import Entry
from tongpin.method.datafiles import load_data
from tongpin.method.deeds import sentences_in
from tongpin.method.dossier import Dossier
from tongpin.method.reading.script import heard


@dataclass(frozen=True, slots=True)
class Tie:
    """Sentences of an entry that tell a tie, and with it a chance to meet where one is told."""

    entry: str
    words: str


def ties_of(dossier: Dossier) -> tuple[Tie, ...]:
    """All ties, the latest first."""
    return tuple(tie for entry in reversed(dossier.case.timeline) for tie in _ties_in(entry))


def _ties_in(entry: Entry) -> Iterator[Tie]:
    text = heard(entry.text)
    told = [
        (start, len(sentence), _says("tie", sentence))
        for start, sentence in sentences_in(text)
        if (_says("tie", sentence) or _says("trip", sentence)) and not _says("not", sentence)
    ]
    if any(is_tie for _, _, is_tie in told):
        yield Tie(entry.id, "".join(entry.text[start : start + length] for start, length, _ in told).strip())


def _says(name: str, sentence: str) -> bool:
    return _pattern(name).search(sentence) is not None


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(load_data("ties")[name], re.IGNORECASE)
