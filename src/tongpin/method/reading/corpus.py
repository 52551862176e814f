"""The training corpus: notes written by hand, with their words marked where they stand.

A file ``corpus/notes/<name>.notes`` holds notes separated by blank lines; a note is a header and its text::

    @ zh-Hans | cement | visit note | need | easy
    老刘说⟦这套称重用着挺顺手|satisfied_with_present⟧。我当场⟦报了价|!premature_quote⟧。

Header: language, industry, style, stage, difficulty. ``⟦words|kind⟧`` marks a signal, ``⟦words|!code⟧`` a mistake;
a mark may carry several labels. :func:`parse` gives the plain text and offsets in code points.
"""

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from tongpin.method.case import LANGUAGES, STAGES, Language, Stage

_HEADER = re.compile(r"^@ *([^|]+)\|([^|]*)\|([^|]*)\|([^|]*)\|([^|]*)$")
_MARK = re.compile(r"⟦([^⟦⟧|]+)((?:\|[^⟦⟧|]+)+)⟧")


@dataclass(frozen=True, slots=True)
class Span:
    """Marked words: ``label`` is a signal's kind, or a mistake's code where ``mistake`` is set."""

    start: int
    end: int
    label: str
    mistake: bool


@dataclass(frozen=True, slots=True)
class TrainingNote:
    id: str
    lang: Language
    industry: str
    style: str
    stage: Stage
    difficulty: str
    text: str
    spans: tuple[Span, ...]

    @property
    def mistakes(self) -> tuple[str, ...]:
        return tuple(sorted({span.label for span in self.spans if span.mistake}))


class CorpusError(ValueError):
    """A note that cannot be taken; the message says the file, the line and what was expected."""


def parse(text: str, name: str) -> Iterator[TrainingNote]:
    """The notes of one file. Raises :class:`CorpusError` at the first faulty one."""
    lines = text.splitlines()
    starts = [number for number, line in enumerate(lines) if line.startswith("@ ")]
    for serial, (start, end) in enumerate(zip(starts, [*starts[1:], len(lines)], strict=True), 1):
        body = "\n".join(lines[start + 1 : end]).strip("\n")
        yield _note(f"{name}-{serial:03}", lines[start], body, f"{name}:{start + 1}")


def read_corpus(folder: Path) -> list[TrainingNote]:
    """All notes of a folder, in order of their files' names."""
    paths = sorted(folder.glob("*.notes"))
    return [note for path in paths for note in parse(path.read_text(encoding="utf-8"), path.stem)]


Part = Literal["training", "calibration", "evaluation"]


def part_of(note_id: str) -> Part:
    """What a note serves for, by a checksum of its id: of twenty, one calibrates and one is kept to measure on."""
    remainder = zlib.crc32(note_id.encode()) % 20
    return "calibration" if remainder == 0 else "evaluation" if remainder == 10 else "training"


def writer_of(note_id: str) -> str:
    """Who wrote a note: files are named after their language, their writer and a number."""
    return "-".join(note_id.split("-")[:2])


def kept_out(note_id: str) -> bool:
    """Whether a note stays out of all that makes the reader, to measure it on."""
    return part_of(note_id) == "evaluation"


def _note(note_id: str, header: str, body: str, where: str) -> TrainingNote:
    match = _HEADER.match(header)
    if match is None:
        raise CorpusError(f"{where}: expected “@ language | industry | style | stage | difficulty”, got “{header}”")
    lang, industry, style, stage, difficulty = (part.strip() for part in match.groups())
    if lang not in LANGUAGES or stage not in STAGES:
        raise CorpusError(f"{where}: unknown language “{lang}” or stage “{stage}”")
    text, spans = _unmark(body)
    if "⟦" in text or "⟧" in text:
        raise CorpusError(f"{where}: a mark is not closed or has no label")
    return TrainingNote(note_id, lang, industry, style, stage, difficulty, text, spans)


def _unmark(body: str) -> tuple[str, tuple[Span, ...]]:
    pieces: list[str] = []
    spans: list[Span] = []
    length = last = 0
    for match in _MARK.finditer(body):
        pieces += [body[last : match.start()], match[1]]
        start = length + match.start() - last
        length = start + len(match[1])
        last = match.end()
        for label in match[2].strip("|").split("|"):
            spans.append(Span(start, length, label.strip().lstrip("!"), label.strip().startswith("!")))
    pieces.append(body[last:])
    return "".join(pieces), tuple(spans)
