"""What the training corpus is made of, and whether any two of its notes are too alike.

    python -m tools.corpus_report [--against FILE] [--json]

Two notes of a language are near-duplicates where the sets of their character trigrams overlap by more than 0.4
(shared trigrams in all trigrams of both). ``--against`` looks for notes that are near those of another file, one
``{"id", "lang", "text"}`` a line: nothing that the reader is measured on may be in the corpus.
"""

import argparse
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
import scipy.sparse as sp
import yaml

from tongpin.method.case import STAGES
from tongpin.method.reading.corpus import TrainingNote, kept_out, read_corpus

ROOT = Path(__file__).resolve().parent.parent
CORPUS = ROOT / "corpus" / "notes"
TOO_ALIKE = 0.4
AT_ONCE = 256
LENGTHS = (30, 60, 120, 240, 480)
"""Characters; the bounds of the classes of length."""

Texts = Sequence[tuple[str, str]]
Pair = tuple[str, str, float]


@dataclass(frozen=True, slots=True)
class Report:
    """Counts by language (columns), and what is alike: (id, id, overlap)."""

    notes: Mapping[str, int]
    kept_out: Mapping[str, int]
    characters_median: Mapping[str, float]
    spans_each: Mapping[str, float]
    industries_named: Mapping[str, int]
    stage: Mapping[str, Mapping[str, int]]
    difficulty: Mapping[str, Mapping[str, int]]
    length: Mapping[str, Mapping[str, int]]
    style: Mapping[str, Mapping[str, int]]
    industry: Mapping[str, Mapping[str, int]]
    mistakes: Mapping[str, Mapping[str, int]]
    near_duplicates: tuple[Pair, ...]


def report(notes: Sequence[TrainingNote]) -> Report:
    """The whole report. Nothing is judged here but what is too alike."""
    by_lang = {lang: [note for note in notes if note.lang == lang] for lang in sorted({note.lang for note in notes})}
    groups = yaml.safe_load((Path(__file__).parent / "corpus_groups.yaml").read_text(encoding="utf-8"))
    return Report(
        notes={lang: len(own) for lang, own in by_lang.items()},
        kept_out={lang: sum(kept_out(note.id) for note in own) for lang, own in by_lang.items()},
        characters_median={lang: median(len(note.text) for note in own) for lang, own in by_lang.items()},
        spans_each={lang: round(sum(len(note.spans) for note in own) / len(own), 2) for lang, own in by_lang.items()},
        industries_named={lang: len({note.industry.lower() for note in own}) for lang, own in by_lang.items()},
        stage=_counts(by_lang, lambda note: [note.stage], STAGES),
        difficulty=_counts(by_lang, lambda note: [note.difficulty]),
        length=_counts(by_lang, lambda note: [_length(note.text)], [_length("x" * bound) for bound in LENGTHS]),
        style=_counts(by_lang, lambda note: [_group(note.style, groups["styles"])]),
        industry=_counts(by_lang, lambda note: [_group(note.industry, groups["industries"])]),
        mistakes=_counts(by_lang, lambda note: note.mistakes or ["none"]),
        near_duplicates=tuple(pair for own in by_lang.values() for pair in near_duplicates(_texts(own))),
    )


def near_duplicates(texts: Texts) -> Iterator[Pair]:
    """Pairs among (id, text) that are too alike, each once."""
    sets = _trigrams([text for _, text in texts])
    for row, column, overlap in _alike(sets, sets):
        if row < column:
            yield texts[row][0], texts[column][0], overlap


def near(texts: Texts, others: Texts) -> Iterator[Pair]:
    """Pairs of a text and one of the others that are too alike."""
    sets = _trigrams([text for _, text in (*texts, *others)])
    for row, column, overlap in _alike(sets[: len(texts)], sets[len(texts) :]):
        yield texts[row][0], others[column][0], overlap


def _alike(left: Any, right: Any) -> Iterator[tuple[int, int, float]]:
    """Rows of two matrices of sets whose overlap is too large; some rows at once, to hold little memory."""
    sizes, others = left.sum(axis=1), right.sum(axis=1)
    for start in range(0, left.shape[0], AT_ONCE):
        shared = (left[start : start + AT_ONCE] @ right.T).toarray()
        overlap = shared / np.maximum(sizes[start : start + AT_ONCE, None] + others[None, :] - shared, 1)
        for row, column in np.argwhere(overlap > TOO_ALIKE).tolist():
            yield start + row, column, round(float(overlap[row, column]), 3)


def _trigrams(texts: Sequence[str]) -> Any:
    """Sets of trigrams as a matrix of zeros and ones, shape (texts, trigrams)."""
    places: dict[str, int] = {}
    columns: list[int] = []
    starts = [0]
    for text in texts:
        found = {text[place : place + 3] for place in range(len(text) - 2)}
        columns += [places.setdefault(trigram, len(places)) for trigram in found]
        starts.append(len(columns))
    return sp.csr_array((np.ones(len(columns), np.float32), columns, starts), shape=(len(texts), max(len(places), 1)))


def _texts(notes: Iterable[TrainingNote]) -> Texts:
    return [(note.id, note.text) for note in notes]


def _counts(by_lang: Mapping[str, Sequence[TrainingNote]], labels: Any, order: Iterable[str] = ()) -> dict[str, Any]:
    """For each label its count in each language; the most frequent first where no order is given."""
    counted = {lang: Counter(label for note in own for label in labels(note)) for lang, own in by_lang.items()}
    total = sum(counted.values(), Counter())
    rows = [*order, *(label for label, _ in total.most_common() if label not in set(order))]
    return {row: {lang: counted[lang][row] for lang in by_lang} for row in rows if total[row]}


def _length(text: str) -> str:
    bound = next((bound for bound in LENGTHS if len(text) <= bound), None)
    return f"up to {bound}" if bound else "longer"


def _group(words: str, groups: Mapping[str, Sequence[str]]) -> str:
    """The first group with a stem that a word begins with, or is where the stem is short."""
    return next((group for group, stems in groups.items() if _pattern(tuple(stems)).search(words.lower())), "other")


@cache
def _pattern(stems: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(rf"\b{stem}" + (r"(?:s|es)?\b" if len(stem) <= 4 else "") for stem in stems))


def lines(found: Report) -> Iterator[str]:
    """The report for a person."""
    langs = list(found.notes)
    yield from ("", f"The corpus ({CORPUS.relative_to(ROOT)})")
    yield _line("", [*langs, "all"])
    for name, values in asdict(found).items():
        if name == "near_duplicates":
            yield from ("", f"near-duplicates (overlap above {TOO_ALIKE}): {len(values) or 'none'}")
            yield from (f"  {one}  {other}  {overlap:.2f}" for one, other, overlap in values)
        elif all(isinstance(value, Mapping) for value in values.values()):
            yield from ("", name)
            yield from (
                _line(f"  {label}", [row[lang] for lang in langs], sum(row.values())) for label, row in values.items()
            )
        else:
            yield _line(name.replace("_", " "), [values[lang] for lang in langs])


def _line(name: str, values: Sequence[Any], total: int | None = None) -> str:
    cells = [*values] if total is None else [*values, total]
    return f"{name:34}" + "".join(f"{cell:>10}" for cell in cells)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--against", type=Path, help="notes that must not be in the corpus")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    notes = read_corpus(CORPUS)
    found = report(notes)
    print(json.dumps(asdict(found), ensure_ascii=False) if given.json else "\n".join(lines(found)))
    if given.against:
        others = [json.loads(line) for line in given.against.read_text(encoding="utf-8").splitlines()]
        pairs = list(near(_texts(notes), [(note["id"], note["text"]) for note in others]))
        print(f"near {given.against}: {len(pairs) or 'none'}", *(f"  {pair}" for pair in pairs), sep="\n")


if __name__ == "__main__":
    main()
