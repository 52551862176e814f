"""`tongpin diagnose`: a deal file to its standing, without Django and without a database."""

import json
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import pytest

from tests.cli.conftest import Tongpin

DEMO = Path(str(files("tongpin.exchange") / "demo_book"))
NEWCOMER = DEMO / "05-smelter-newcomer.yaml"
KEYS = {
    *("id", "as_of", "stages", "stage", "phase", "by_person", "ask_next", "selling_step", "alignment", "history"),
    *("mistakes", "gates", "qualification", "grade", "win", "implementation_period", "key_persons", "biggest_risk"),
    *("next_actions", "must_not_do", "main_obstacle", "unknown", "flags", "signals"),
    *("buying_centre", "support", "entry_path", "entry_alternative", "still_to_learn"),
    *("departures", "call_plan", "question_coverage", "criteria", "set_for", "late_play", "bid", "tickets", "care"),
    *("adoption", "value"),
    *("concerns", "betrayed", "not_chosen"),
}
FAULTY = """\
id: ""
lang: fr
today: 2025-13-01
opportunity: {amount: -5, budget_confirmed: maybe}
stakeholders:
  - {id: s1, roles: [king], attitude: 7}
timeline:
  - {id: e01, date: yesterday, who: [s9], text: "..."}
colour: blue
"""
MODULES = """
import sys
from tongpin.cli.main import main
main(["diagnose", sys.argv[1], "--json"])
sys.exit("django" if "django" in sys.modules else 0)
"""


def test_the_answer_has_every_key_of_the_contract(tongpin: Tongpin) -> None:
    done = tongpin("diagnose", NEWCOMER, "--json")
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert set(answer) == KEYS
    assert answer["id"] == "demo-05"
    assert answer["stage"] in answer["stages"]


def test_a_person_reads_it_in_the_language_of_the_case_or_his_own(tongpin: Tongpin) -> None:
    chinese, english = tongpin("diagnose", NEWCOMER), tongpin("diagnose", NEWCOMER, "--lang", "en")
    assert chinese.returncode == english.returncode == 0
    assert "需求" in chinese.stdout
    assert chinese.stdout != english.stdout


def test_as_of_cuts_what_came_later(tongpin: Tongpin) -> None:
    late = json.loads(tongpin("diagnose", NEWCOMER, "--json").stdout)
    first = late["history"][0]["date"]
    early = json.loads(tongpin("diagnose", NEWCOMER, "--json", "--as-of", first).stdout)
    assert early["as_of"] == first
    assert {point["date"] for point in early["history"]} == {first}


def test_from_a_pipe(tongpin: Tongpin) -> None:
    done = tongpin("diagnose", "-", "--json", given=NEWCOMER.read_text(encoding="utf-8"))
    assert json.loads(done.stdout)["id"] == "demo-05"


def test_every_fault_is_told_with_its_line(tongpin: Tongpin, tmp_path: Path) -> None:
    (tmp_path / "deal.yaml").write_text(FAULTY, encoding="utf-8")
    done = tongpin("diagnose", "deal.yaml")
    assert done.returncode == 2
    assert done.stdout == ""
    told = [line.split(":")[1] for line in done.stderr.splitlines()]
    assert sorted(set(map(int, told))) == [1, 2, 3, 4, 6, 8, 9]


def test_a_program_gets_the_faults_as_json(tongpin: Tongpin, tmp_path: Path) -> None:
    (tmp_path / "deal.yaml").write_text(FAULTY, encoding="utf-8")
    done = tongpin("diagnose", "deal.yaml", "--json", LANG="zh_TW.UTF-8")
    assert done.returncode == 2
    errors = json.loads(done.stdout)["errors"]
    assert {"file": "deal.yaml", "line": 9}.items() <= errors[-1].items()
    assert all(error["message"] for error in errors)


@pytest.mark.parametrize("arguments", [["--as-of", "2025-02-30"], ["--as-of", "soon"], ["--lang", "fr"]])
def test_wrong_options_are_bad_input(tongpin: Tongpin, arguments: list[str]) -> None:
    done = tongpin("diagnose", NEWCOMER, *arguments)
    assert done.returncode == 2
    assert arguments[1] in done.stderr


def test_a_folder_is_no_deal_file(tongpin: Tongpin) -> None:
    done = tongpin("diagnose", DEMO)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_it_needs_no_django() -> None:
    done = subprocess.run([sys.executable, "-c", MODULES, NEWCOMER], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_a_name_gives_no_orders_to_the_terminal(tongpin: Tongpin, tmp_path: Path) -> None:
    odd = '"王\\e[31m\\a建国\\u202Ecba"'
    deal = tmp_path / "odd.yaml"
    deal.write_text(
        f"id: odd\ntoday: 2026-11-20\nstakeholders:\n  - {{id: s1, name: {odd}, roles: [power]}}\n", "utf-8"
    )
    done = tongpin("diagnose", str(deal), "--lang", "en")
    assert done.returncode == 0, done.stderr
    assert "王\ufffd[31m\ufffd建国\ufffdcba" in done.stdout
    assert not set("\x1b\x07\u202e") & set(done.stdout)
