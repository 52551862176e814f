"""`tongpin evaluate`: how well the reader reads notes that it was not trained on."""

import argparse
from collections.abc import Callable, Iterable, Sequence
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING

from tongpin.cli.terminal import FINE, BadInput, answer, say, with_progress

if TYPE_CHECKING:
    from tongpin.method.reading.evaluation import Figures, LabelledNote, Range
    from tongpin.method.reading.shape import Reading


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """The command and its options."""
    parser = commands.add_parser(
        "evaluate",
        help=_("measure the reader on labelled notes"),
        description=_(
            "Measures how well notes are read: by default on the part of the corpus that is kept out of training."
        ),
    )
    parser.add_argument("--notes", metavar="FILE", type=Path, help=_("labelled notes, one a line in JSON"))
    parser.add_argument(
        "--spans", metavar="FILE", type=Path, help=_("the words that an expert marked in these notes, one note a line")
    )
    parser.add_argument("--json", action="store_true", help=_("answer in JSON"))
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Reads the notes, twice where deleting the shown words is tried, and tells the figures."""
    from tongpin.cli import figures, labelled

    if arguments.spans and not arguments.notes:
        raise BadInput(_("--spans goes with the notes in which the words are marked: --notes FILE"))
    notes = labelled.from_files(arguments.notes, arguments.spans) if arguments.notes else labelled.from_corpus()
    if not notes:
        raise BadInput(_("%s: no notes in it.") % arguments.notes)
    found = measure(notes)
    if arguments.json:
        answer(found)
    else:
        for line in figures.lines(found, {note.id: note.text for note in notes}):
            say(line)
    return FINE


def measure(notes: "Sequence[LabelledNote]") -> "dict[str, Figures]":
    """Figures of all notes under ``all``, then of each language. Every note is read once for both."""
    from tongpin.method.reading.evaluation import evaluate

    read = _remembering(2 * len(notes))
    found = {"all": evaluate(notes, read)}
    for lang in sorted({note.lang for note in notes}):
        found[lang] = evaluate([note for note in notes if note.lang == lang], read)
    return found


def _remembering(total: int) -> "Callable[..., Reading]":
    """The reader, counting what it has read on the way."""
    from tongpin.method.reading import read_note

    steps = with_progress(range(total), total)
    known: dict[tuple[str, tuple[Range, ...]], Reading] = {}

    def read(text: str, struck: "Iterable[Range]" = ()) -> "Reading":
        key = (text, tuple(struck))
        if key not in known:
            next(steps, None)
            known[key] = read_note(text, struck=key[1])
        return known[key]

    return read
