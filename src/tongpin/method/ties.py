"""Ties and chances to meet that our notes tell of: a word from somebody they trust opens a door (METHOD 2.6, 6.5)."""

import re
from dataclasses import dataclass
from functools import cache, lru_cache

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
    entries = reversed(dossier.case.timeline)
    return tuple(
        Tie(entry.id, "".join(entry.text[start:end] for start, end in told).strip())
        for entry in entries
        if (told := _told(heard(entry.text)))
    )


@lru_cache(maxsize=8192)
def _told(text: str) -> tuple[tuple[int, int], ...]:
    """Where the sentences stand, none without a tie. Remembered, for a case is judged again at each of its notes."""
    told = [
        (start, start + len(sentence), _says("tie", sentence))
        for start, sentence in sentences_in(text)
        if (_says("tie", sentence) or _says("trip", sentence)) and not _says("not", sentence)
    ]
    return tuple((start, end) for start, end, _ in told) if any(is_tie for *_, is_tie in told) else ()


def _says(name: str, sentence: str) -> bool:
    return _pattern(name).search(sentence) is not None


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(load_data("ties")[name], re.IGNORECASE)
