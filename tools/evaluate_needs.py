"""How well needs are read: ``python -m tools.evaluate_needs [FILE ...]``.

A file is a list of notes as YAML: ``text`` and ``needs``, a list of the words of each need (or of mappings with
``words``, and ``type`` and ``strength`` where they are labelled). ``--show`` prints the notes that were read wrongly.

A reading is right if its words and those of a labelled need share at least half of the shorter; a need is found if
such a reading is there.
"""

import argparse
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from tongpin.method.reading.needs import NeedHit, needs_in

Range = tuple[int, int]
LISTS = ("notes", "cases", "texts", "items")


@dataclass(frozen=True, slots=True)
class Matched:
    """How many of the labelled needs were found, and how many readings were right."""

    found: int
    labelled: int
    right: int
    read: int

    def __add__(self, other: "Matched") -> "Matched":
        return Matched(
            self.found + other.found,
            self.labelled + other.labelled,
            self.right + other.right,
            self.read + other.read,
        )

    @property
    def precision(self) -> float:
        return self.right / self.read if self.read else 0.0

    @property
    def recall(self) -> float:
        return self.found / self.labelled if self.labelled else 0.0

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def matched(labelled: Sequence[Range], read: Sequence[Range]) -> Matched:
    return Matched(
        found=sum(any(shares(one, other) for other in read) for one in labelled),
        labelled=len(labelled),
        right=sum(any(shares(one, other) for other in labelled) for one in read),
        read=len(read),
    )


def shares(one: Range, other: Range) -> bool:
    """Whether two places share at least half of the shorter."""
    common = min(one[1], other[1]) - max(one[0], other[0])
    return common > 0 and 2 * common >= min(one[1] - one[0], other[1] - other[0])


def notes_of(path: Path) -> list[dict[str, Any]]:
    """The labelled notes of a file. Raises ``ValueError`` where words are not in their note."""
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    if isinstance(content, dict):
        content = next(content[name] for name in LISTS if name in content)
    return [{**note, "places": [_place(note, need) for need in note.get("needs") or ()]} for note in content]


def _place(note: dict[str, Any], need: Any) -> tuple[Range, dict[str, Any]]:
    told: dict[str, Any] = {"words": need} if isinstance(need, str) else need
    start = note["text"].find(told["words"])
    if start < 0:
        raise ValueError(f"“{told['words']}” is not in “{note['text'][:40]}”")
    return (start, start + len(told["words"])), told


def report(notes: Iterable[dict[str, Any]], *, show: bool = False) -> None:
    """Prints the figures, by language and together."""
    by_lang: dict[str, Matched] = {}
    kinds, judged, took, count = 0, 0, 0.0, 0
    for note in notes:
        began = time.perf_counter()
        hits = needs_in(note["text"])
        took, count = took + time.perf_counter() - began, count + 1
        figures = matched([place for place, _ in note["places"]], [(hit.start, hit.end) for hit in hits])
        lang = str(note.get("lang", "all"))
        by_lang[lang] = by_lang.get(lang, Matched(0, 0, 0, 0)) + figures
        right, of = _kinds_right(note["places"], hits)
        kinds, judged = kinds + right, judged + of
        if show and figures.found + figures.right < figures.labelled + figures.read:
            print(note["text"], "\n  labelled", [told["words"] for _, told in note["places"]])
            print("  read    ", [note["text"][hit.start : hit.end] for hit in hits])
    for lang, figures in {**by_lang, "together": sum(by_lang.values(), Matched(0, 0, 0, 0))}.items():
        print(
            f"{lang:9} F1 {figures.f1:.3f}  precision {figures.precision:.3f}  recall {figures.recall:.3f}  {figures}"
        )
    print(f"type and strength right: {kinds} of {judged}; {1000 * took / max(count, 1):.2f} ms a note")


def _kinds_right(places: Sequence[tuple[Range, dict[str, Any]]], hits: Sequence[NeedHit]) -> tuple[int, int]:
    """Of needs found: how many are told with the right type and strength, where those are labelled."""
    right = of = 0
    for place, told in places:
        hit = next((hit for hit in hits if shares(place, (hit.start, hit.end))), None)
        if hit is None or not ("type" in told or "strength" in told):
            continue
        of += 1
        right += told.get("type", hit.type) == hit.type and told.get("strength", hit.strength) == hit.strength
    return right, of


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--show", action="store_true", help="show the notes that were read wrongly")
    arguments = parser.parse_args()
    report([note for file in arguments.files for note in notes_of(file)], show=arguments.show)


if __name__ == "__main__":
    main()
