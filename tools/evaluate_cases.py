"""How well whole cases are judged: figures on the labelled cases of ``tests/cases`` and the demo book.

Run ``python -m tools.evaluate_cases [--misses] [--json]``. The expectations (``tests/cases/expected.yaml``) were
labelled from the stories by METHOD alone, by somebody who did not see the code.
"""

import argparse
import datetime as dt
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from tongpin.exchange.dealfile import read
from tongpin.method.case import Case
from tongpin.method.judge import judge
from tongpin.method.standing import Standing

ROOT = Path(__file__).resolve().parent.parent
EXPECTED = ROOT / "tests" / "cases" / "expected.yaml"


@dataclass
class Tally:
    """Right and asked for by question, and what was missed."""

    right: dict[str, float] = field(default_factory=dict)
    asked: dict[str, float] = field(default_factory=dict)
    misses: list[str] = field(default_factory=list)

    def count(self, question: str, right: float, asked: float = 1, miss: str = "") -> None:
        self.right[question] = self.right.get(question, 0) + right
        self.asked[question] = self.asked.get(question, 0) + asked
        if right < asked and miss:
            self.misses.append(f"{question}: {miss}")

    def share(self, question: str) -> float:
        return self.right.get(question, 0) / max(self.asked.get(question, 0), 1)


def labelled() -> Iterator[tuple[Case, Mapping[str, Any]]]:
    """Each labelled case with what is expected of it."""
    for wanted in yaml.safe_load(EXPECTED.read_text(encoding="utf-8")).values():
        yield read(ROOT / wanted["file"]), wanted


def evaluate() -> Tally:
    tally = Tally()
    for case, wanted in labelled():
        standing = judge(case)
        _stages(tally, case, standing, wanted)
        _mistakes(tally, case, standing, wanted)
        _answers(tally, case, standing, wanted)
    return tally


def _stages(tally: Tally, case: Case, standing: Standing, wanted: Mapping[str, Any]) -> None:
    for asked in wanted["dates"]:
        day: dt.date = asked["as_of"]
        found = (standing if day == case.today else judge(case, as_of=day)).stage
        good = {asked["stage"], *asked.get("also_ok", [])}
        tally.count("stage", found in good, miss=f"{case.id} {day}: {found}, expected {sorted(good)}")


def _mistakes(tally: Tally, case: Case, standing: Standing, wanted: Mapping[str, Any]) -> None:
    expected = {item["code"] for item in wanted["mistakes"]}
    arguable = {item["code"] for item in wanted.get("arguable", [])}
    found = {item.code for item in standing.mistakes}
    for code in sorted(expected):
        tally.count("mistakes recall", code in found, miss=f"{case.id}: {code} not found")
    for code in sorted(found - arguable):
        told = next(item for item in standing.mistakes if item.code == code)
        miss = f"{case.id}: {code} at {told.entry} ({told.confidence}) not expected"
        tally.count("mistakes precision", code in expected, miss=miss)
    if not expected:
        tally.count("no false mistake", not found - arguable, miss=f"{case.id}: {sorted(found)}")


def _answers(tally: Tally, case: Case, standing: Standing, wanted: Mapping[str, Any]) -> None:
    for gate in standing.gates:
        expected = gate.gate in wanted["gates_met"]
        miss = f"{case.id}: {gate.gate} {'met' if gate.met else 'missing'}, expected otherwise"
        tally.count("gates", gate.met == expected, miss=miss)
    answers = {
        "qualification": (standing.qualification.result, wanted["qualification"]),
        "grade": (standing.grade.letter, wanted["grade"]),
        "implementation period": (standing.adoption and standing.adoption.period, wanted["implementation_period"]),
    }
    for question, (found, right) in answers.items():
        extra = f"win {standing.win.estimate}, close {case.opportunity.expected_close}, at {standing.stage}"
        tally.count(question, found == right, miss=f"{case.id}: {found}, expected {right} ({extra})")
    first = standing.key_persons[0].person if standing.key_persons else None
    good = wanted["key_persons_any_of"]
    tally.count("first key person", first in good, miss=f"{case.id}: {first}, expected one of {good}")
    flags, right_flags = {flag.code for flag in standing.flags}, set(wanted.get("flags") or [])
    tally.count("flags", flags == right_flags, miss=f"{case.id}: {sorted(flags)}, expected {sorted(right_flags)}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--misses", action="store_true", help="list what was missed")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    tally = evaluate()
    if given.json:
        figures = {question: {"share": tally.share(question), "of": asked} for question, asked in tally.asked.items()}
        print(json.dumps({"cases": figures, "misses": sorted(tally.misses)}, ensure_ascii=False))
        return
    print(f"\nWhole cases: what was right of what was asked ({EXPECTED.relative_to(ROOT)})")
    for question, asked in tally.asked.items():
        print(f"{question:22} {tally.share(question):6.1%}  of {asked:.0f}")
    if given.misses:
        print("\n".join(sorted(tally.misses)))


if __name__ == "__main__":
    main()
