"""`tongpin read`: notes to signals and mistakes with their words, and what each note says of the stage."""

import argparse
import sys
from codecs import BOM_UTF8
from collections.abc import Iterator
from contextlib import contextmanager
from gettext import gettext as _
from typing import TYPE_CHECKING, Any, BinaryIO

import msgspec

from tongpin.cli.terminal import (
    BAD_INPUT,
    FINE,
    answer,
    complain,
    language_named,
    unreadable,
    with_progress,
)
from tongpin.method.case import PHASE_OF, STAGES, Language

if TYPE_CHECKING:
    from tongpin.method.reading.shape import Reading


class Note(msgspec.Struct):
    """One line of the input; other keys are passed over."""

    id: str | int
    text: str
    lang: Language | None = None


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """The command and its options."""
    parser = commands.add_parser(
        "read",
        help=_("read notes: signals, mistakes and the stage they speak for"),
        description=_(
            'Reads notes, one a line as {"id", "text", "lang"?}, and writes a line of JSON for each, in the same order.'
        ),
    )
    parser.add_argument("file", metavar="FILE", help=_("a file of notes, or - for the standard input"))
    parser.add_argument("--lang", type=language_named, help=_("language of the notes that do not name theirs"))
    parser.add_argument("--json", action="store_true", help=_("answer in JSON (this command always does)"))
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Answers each note as it comes. A line that is no note is reported, and the others are answered all the same.

    Empty lines are passed over.
    """
    wrong = 0
    with _opened(arguments.file) as lines:
        # On a screen the answers themselves show how far it is.
        for number, line in enumerate(lines if sys.stdout.isatty() else with_progress(lines), start=1):
            if not line.strip():
                continue
            try:
                note = msgspec.json.decode(line.removeprefix(BOM_UTF8), type=Note)
            except (msgspec.DecodeError, UnicodeDecodeError) as error:
                wrong += 1
                told = {"file": arguments.file, "line": number, "problem": error}
                complain(_('%(file)s:%(line)d: not a note {"id", "text", "lang"?}: %(problem)s') % told)
                continue
            answer(_answered(note, arguments.lang))
    return BAD_INPUT if wrong else FINE


def _answered(note: Note, lang: Language | None) -> dict[str, Any]:
    from tongpin.method.reading import read_note

    return {"id": note.id, **reading_as_answer(read_note(note.text, note.lang or lang))}


def reading_as_answer(reading: "Reading") -> dict[str, Any]:
    """A reading by the contract of the deal file's page."""
    return {
        "stages": dict(zip(STAGES, reading.odds, strict=True)),
        "stage": reading.stage,
        "phase": PHASE_OF[reading.stage],
        "signals": list(reading.signals),
        "mistakes": list(reading.mistakes),
    }


@contextmanager
def _opened(path: str) -> Iterator[BinaryIO]:
    """Lines of bytes: a line that is no UTF-8 must not stop those after it."""
    if path == "-":
        yield sys.stdin.buffer
        return
    try:
        file = open(path, "rb")  # noqa: SIM115 - closed below; only the opening is guarded
    except OSError as error:
        raise unreadable(path, error) from error
    with file:
        yield file
