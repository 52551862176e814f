"""Words of a note that tell of people who go, changed needs, other suppliers, estrangement (METHOD 10.3)."""

import re
from collections.abc import Iterator
from functools import cache

from tongpin.method.anonymous import short_names
from tongpin.method.care.contact_words import one_of_words
from tongpin.method.datafiles import load_data
from tongpin.method.reading.script import heard
from tongpin.method.serving import ThreatKind

WORDED: tuple[ThreatKind, ...] = ("people", "needs", "rival", "estrangement")
_ENDS = re.compile(r"[。！？；;!?\n]|\.(?=\s|$)|(?:，|,)")
_MARKS = " \t\r\n，,。.;；"


def told_in(text: str, rivals: tuple[str, ...] = ()) -> Iterator[tuple[ThreatKind, str]]:
    """(kind, the clause that tells it, as it stands in the text): the first clause of each kind.

    ``rivals``: their names; a name alone is no move, it needs one of the words beside it or a visit.
    """
    for kind in WORDED:
        clause = next((clause for clause in _clauses(text) if _tells(kind, clause, rivals)), None)
        if clause is not None:
            yield kind, clause.strip(_MARKS)


def _clauses(text: str) -> Iterator[str]:
    start = 0
    for end in _ENDS.finditer(text):
        yield text[start : end.end()]
        start = end.end()
    yield text[start:]


def _tells(kind: ThreatKind, clause: str, rivals: tuple[str, ...]) -> bool:
    words = heard(clause).lower()
    found = _cues(kind).search(words)
    if found is None and kind == "rival":
        found = _moves(rivals).search(words) if rivals else None
    return found is not None and not _denied(words[: found.start()])


def _denied(before: str) -> bool:
    """Whether a denial stands shortly before what was found."""
    return _denials().search(before[-14:]) is not None


@cache
def _cues(kind: ThreatKind) -> re.Pattern[str]:
    told = load_data("threats")["cues"][kind]
    return one_of_words(told["han"], told["latin"])


@cache
def _denials() -> re.Pattern[str]:
    told = load_data("threats")["denials"]
    return one_of_words(told["han"], told["latin"])


@cache
def _moves(rivals: tuple[str, ...]) -> re.Pattern[str]:
    """A rival by name who came, quoted, showed or offered something."""
    called = sorted({heard(name).lower() for rival in rivals for name in short_names(rival) if len(name) > 1})
    names = "|".join(re.escape(name) for name in called) or "(?!)"
    told = load_data("threats")["moves"]
    acts = one_of_words(told["han"], told["latin"]).pattern
    return re.compile(rf"(?:{names}).{{0,16}}(?:{acts})")
