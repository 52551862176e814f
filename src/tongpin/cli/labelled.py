"""Notes with what an expert says of them, as `tongpin evaluate` takes them: from files, or from our own corpus."""

from collections.abc import Iterator, Mapping
from gettext import gettext as _
from pathlib import Path
from typing import TypeVar

import msgspec

from tongpin.cli.terminal import BadInput, unreadable
from tongpin.method.case import Language, Stage
from tongpin.method.reading.corpus import CorpusError, TrainingNote, kept_out, read_corpus
from tongpin.method.reading.evaluation import LabelledNote, Range
from tongpin.method.reading.script import guess_language

CORPUS = Path(__file__).resolve().parents[3] / "corpus" / "notes"
"""Where the corpus lies in a checkout; an installed package has none."""
Id = str | int
Line = TypeVar("Line")


class _Note(msgspec.Struct):
    id: Id
    text: str
    stage: Stage
    lang: Language | None = None
    mistakes: list[str] = []


class _Span(msgspec.Struct):
    start: int
    end: int


class _Spans(msgspec.Struct):
    id: Id
    spans: list[_Span]


def from_files(notes: Path, spans: Path | None) -> list[LabelledNote]:
    """One note a line, ``{"id", "text", "stage", "lang"?, "mistakes"?}``; spans ``{"id", "spans": [{start, end}]}``.

    Raises `BadInput` with file and line where a line is something else.
    """
    marked = _marked(spans) if spans else {}
    return [
        LabelledNote(
            id=str(note.id),
            lang=note.lang or guess_language(note.text),
            text=note.text,
            stage=note.stage,
            mistakes=frozenset(note.mistakes),
            spans=marked.get(str(note.id)),
        )
        for note in _lines(notes, _Note)
    ]


def from_corpus() -> list[LabelledNote]:
    """The part of the corpus that no reader was trained on. Raises `BadInput` where there is no corpus."""
    try:
        notes = [_of_training(note) for note in read_corpus(CORPUS) if kept_out(note.id)]
    except CorpusError as error:
        raise BadInput(str(error)) from error
    if not notes:
        raise BadInput(_("There is no corpus at %s. Name labelled notes: --notes FILE") % CORPUS)
    return notes


def _of_training(note: TrainingNote) -> LabelledNote:
    spans = tuple((span.start, span.end) for span in note.spans if not span.mistake)
    return LabelledNote(note.id, note.lang, note.text, note.stage, frozenset(note.mistakes), spans)


def _marked(path: Path) -> Mapping[str, tuple[Range, ...]]:
    return {str(line.id): tuple((span.start, span.end) for span in line.spans) for line in _lines(path, _Spans)}


def _lines(path: Path, shape: type[Line]) -> Iterator[Line]:
    try:
        lines = path.read_bytes().splitlines()
    except OSError as error:
        raise unreadable(str(path), error) from error
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                yield msgspec.json.decode(line, type=shape)
            except (msgspec.DecodeError, UnicodeDecodeError) as error:
                raise BadInput(f"{path}:{number}: {error}") from error
