"""How well tender papers are read: precision, recall and F1 by field.

Run ``python -m tools.evaluate_tenders [FILE ...] [--misses] [--json]``; without files, those of ``tests/tenders`` that
the reader was made on. The first lines of ``tests/tenders/simplified.yaml`` say what a file holds.
"""

import argparse
import json
import re
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import yaml

from tongpin.method.tendering.facts import Fact, facts_in

FOLDER = Path(__file__).resolve().parent.parent / "tests" / "tenders"
OURS = tuple(
    FOLDER / f"{name}.yaml"
    for name in (
        "simplified",
        "traditional_and_english",
        "second",
        "third",
        "fourth",
        "fifth",
        "sixth",
        "seventh",
        "eighth",
        "ninth",
        "other_hand",
        "third_hand",
        "fourth_hand",
        "fifth_hand",
    )
)
CORE = ("buyer", "number", "budget", "deadline", "opening", "bond", "contact")
"""The fields by which the reader is judged."""
MORE = ("agency", "ceiling", "issued", "documents_from", "documents_until", "clarifications_until", "place")


@dataclass
class Tally:
    """By field: found and right, found and wrong, not found."""

    right: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)
    misses: list[str] = field(default_factory=list)

    def f1(self, *names: str) -> float:
        right = sum(self.right[name] for name in names)
        faults = sum(self.wrong[name] + self.missed[name] for name in names)
        return 2 * right / (2 * right + faults) if right + faults else 1.0


def papers(files: Iterable[Path]) -> Iterator[Mapping[str, Any]]:
    for file in files:
        yield from yaml.safe_load(file.read_text(encoding="utf-8"))


def evaluate(found: Iterable[Mapping[str, Any]]) -> Tally:
    tally = Tally()
    for paper in found:
        facts = [fact for fact in facts_in(paper["text"]) if fact.value]
        for name in CORE:
            _count(tally, name, facts, paper)
        for name in (name for name in MORE if name in paper["fields"]):
            _count(tally, name, facts, paper)
    return tally


def _count(tally: Tally, name: str, facts: Iterable[Fact], paper: Mapping[str, Any]) -> None:
    best = next((fact.value for fact in facts if fact.field == name), None)
    wanted = paper["fields"].get(name)
    good = wanted if isinstance(wanted, list) else [wanted]
    told = f"{paper['id']}: {name} is {best!r}, expected {wanted!r}"
    if wanted is None:
        tally.wrong[name] += best is not None
    elif best is None:
        tally.missed[name] += 1
    elif any(same(name, best, str(one)) for one in good):
        tally.right[name] += 1
        return
    else:
        tally.wrong[name] += 1
        tally.missed[name] += 1
    if best is not None or wanted is not None:
        tally.misses.append(told)


def same(name: str, found: str, wanted: str) -> bool:
    """Whether what was found is what was wanted: blanks, brackets and widths of signs do not matter."""
    if name in ("budget", "ceiling", "bond"):
        return _sum(found) == _sum(wanted)
    if name == "contact":
        return _digits(wanted)[:7] in _digits(found) and _plain(_name(wanted)) in _plain(found)
    if name in ("deadline", "opening"):
        return _plain(found)[: len(_plain(wanted))] == _plain(wanted) if ":" in wanted else found[:10] == wanted[:10]
    if name == "number":
        return _without_kind(found) == _without_kind(wanted)
    return _plain(found) == _plain(wanted)


def _without_kind(number: str) -> str:
    return re.sub(r"^(?:rfp|rfq|rft|itt|itq|ifb|no)+(?=\d)", "", _plain(number))


def _sum(value: str) -> object:
    try:
        return Decimal(value.split()[0].replace(",", ""))
    except InvalidOperation:
        return value.replace(" ", "")


def _digits(value: str) -> str:
    return re.sub(r"\D", "", value)


def _name(contact: str) -> str:
    return re.split(r"[,，(+\d]", contact)[0]


def _plain(value: str) -> str:
    return re.sub(r"[\s()\[\]{}〔〕【】·,.:;'\"“”-]|00:00$", "", unicodedata.normalize("NFKC", value)).lower()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--misses", action="store_true", help="tell each fault")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    tally = evaluate(papers(asked.files or OURS))
    names = [*CORE, *(name for name in MORE if tally.right[name] + tally.wrong[name] + tally.missed[name])]
    figures = {name: round(tally.f1(name), 3) for name in names} | {"core": round(tally.f1(*CORE), 3)}
    if asked.json:
        print(json.dumps(figures))
        return 0
    for name, f1 in figures.items():
        print(
            f"{name:22} F1 {f1:.3f}   right {tally.right[name]}  wrong {tally.wrong[name]}  missed {tally.missed[name]}"
        )
    if asked.misses:
        print("\n".join(tally.misses))
    return 0


if __name__ == "__main__":
    sys.exit(main())
