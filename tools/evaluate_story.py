"""How well contradictions between statements are found: ``python -m tools.evaluate_story [FILE.yaml] [--misses]``.

A pair of entries is one item of ``tests/consistency`` or ``corpus/pairs``. Recall is over the planted contradictions,
false alarms over the pairs that agree; both also by language. ``--by-hand`` trains anew without each writer of
``corpus/pairs`` in turn and measures on his pairs: the only figure on those pairs that says something.
"""

import argparse
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from tongpin.method.case import Case, Entry
from tongpin.method.consistency import Contradiction, contradictions
from tongpin.method.statements.reader import StatementModel
from tools.train_statements import DEVELOPMENT, PAIRS, pairs_of, read_pairs, train

ROOT = Path(__file__).resolve().parent.parent
KEPT_OUT = ROOT / "tests" / "consistency" / "kept_out.yaml"


@dataclass(frozen=True)
class Outcome:
    """What was found in a pair, and what should have been."""

    item: dict[str, Any]
    found: tuple[Contradiction, ...]

    @property
    def wanted(self) -> bool:
        return bool(self.item["verdict"] == "contradiction")


def outcomes(path: Path, model: StatementModel | None = None) -> Iterator[Outcome]:
    """Every pair of a file, read by a model; by default that in the box."""
    for item in yaml.safe_load(path.read_text(encoding="utf-8")):
        entries = tuple(_entry(item, which) for which in ("first", "second"))
        case = Case(id=item["id"], lang=item["lang"], today=entries[-1].date, timeline=entries)
        yield Outcome(item, tuple(contradictions(case, model)))


def figures(found: list[Outcome]) -> dict[str, float]:
    """Recall of contradictions and false alarms in 50 pairs that agree."""
    planted, agreeing = [one for one in found if one.wanted], [one for one in found if not one.wanted]
    return {
        "contradictions": len(planted),
        "recall": sum(bool(one.found) for one in planted) / max(len(planted), 1),
        "agreeing": len(agreeing),
        "false_alarms_in_50": 50 * sum(bool(one.found) for one in agreeing) / max(len(agreeing), 1),
    }


def by_hand(folder: Path = PAIRS) -> Iterator[tuple[str, list[Outcome]]]:
    """For each writer his pairs, read by a model that has seen none of them."""
    pairs, more = read_pairs(folder), pairs_of(DEVELOPMENT)
    for hand in sorted({pair.hand for pair in pairs}):
        model = train([pair for pair in pairs if pair.hand != hand], more)
        yield hand, [one for path in sorted(folder.glob(f"{hand}-*.yaml")) for one in outcomes(path, model)]


def _entry(item: dict[str, Any], which: str) -> Entry:
    facts = dict(item[which])
    return Entry(id=which, **facts)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", nargs="?", type=Path, default=KEPT_OUT)
    parser.add_argument("--misses", action="store_true")
    parser.add_argument("--by-hand", action="store_true")
    given = parser.parse_args()
    found = []
    for hand, some in by_hand() if given.by_hand else [("", list(outcomes(given.file)))]:
        found += some
        if hand:
            _print(f"hand {hand}", some)
    for name, some in [("all", found), *((lang, [o for o in found if o.item["lang"] == lang]) for lang in LANGS)]:
        _print(name, some)
    for one in found if given.misses else ():
        if one.wanted != bool(one.found):
            clash = [(c.topic, c.first_words, c.second_words) for c in one.found]
            print(one.item["id"], one.item["topic"], "MISSED" if one.wanted else "FALSE", one.item.get("words"), clash)


def _print(name: str, found: list[Outcome]) -> None:
    told = figures(found)
    print(
        f"{name:8} recall {told['recall']:.2f} of {told['contradictions']}, "
        f"false alarms {told['false_alarms_in_50']:.1f} in 50 ({told['agreeing']} pairs that agree)",
        flush=True,
    )


LANGS = ("zh-Hans", "zh-Hant", "en")

if __name__ == "__main__":
    main()
