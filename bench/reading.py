"""How quickly are notes read? One after the other on one core, against hashing the n-grams of the same text alone."""

import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median

from bench.measure import Row, costs
from tongpin.method.case import LANGUAGES
from tongpin.method.reading import read_note
from tongpin.method.reading.corpus import kept_out, read_corpus
from tongpin.method.reading.features import note_grams, prepare

CORPUS = Path(__file__).resolve().parent.parent / "corpus" / "notes"
MOST = 200


def rows(size: int) -> Iterator[Row]:
    """One row for each language, on notes that no reader was trained on; at most `size` of them."""
    notes = [note for note in read_corpus(CORPUS) if kept_out(note.id)]
    for lang in LANGUAGES:
        yield _row(lang, [note.text for note in notes if note.lang == lang][: min(size, MOST)])


def _row(lang: str, texts: Sequence[str]) -> Row:
    return Row(
        part="reading",
        name=f"notes in {lang}, {median(map(len, texts)):.0f} characters",
        of=len(texts),
        floor="hashing its n-grams",
        **costs(
            lambda: [read_note(text) for text in texts],
            lambda: [note_grams(prepare(text)) for text in texts],
            rounds=5,
        ),
        note=f"median {1000 * median(map(_seconds, texts)):.2f} ms by the clock",
    )


def _seconds(text: str) -> float:
    start = time.perf_counter()
    read_note(text)
    return time.perf_counter() - start
