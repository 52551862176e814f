"""A standing told to a program and to a person, in three languages."""

import json
from dataclasses import replace
from typing import get_args

import pytest

from tests.crm import fakes
from tests.exchange.cases import CASE_FILES
from tongpin.exchange import dealfile
from tongpin.exchange.answers import answer
from tongpin.exchange.report import tell
from tongpin.exchange.terminal_text import padded, width_of, wrapped
from tongpin.method.case import LANGUAGES, STAGES, Case, Language
from tongpin.method.playbook import load
from tongpin.method.standing import GateState, Standing
from tongpin.method.wording import quoted

KEYS = [
    *("id", "as_of", "stages", "stage", "phase", "by_person", "ask_next", "selling_step", "alignment", "history"),
    *("mistakes", "gates", "qualification", "grade", "win", "implementation_period", "key_persons", "biggest_risk"),
    *("next_actions", "must_not_do", "main_obstacle", "unknown", "flags", "signals"),
]
TEXT = """
id: x-1
title: 东湖钢厂液压油
lang: zh-Hans
today: 2026-03-02
timeline:
  - {id: e01, date: 2026-01-05, kind: visit, text: 方科长说今年预算批了，两百多万；暗示要好处费。}
  - {id: e02, date: 2026-02-10, kind: quote, text: 没细问，先把报价发了过去。}
"""


@pytest.fixture
def case() -> Case:
    return dealfile.load(TEXT, "x.yaml")


@pytest.fixture
def standing(case: Case) -> Standing:
    readings = {entry.id: fakes.read_note(entry.text) for entry in case.timeline}
    return fakes.judge(case, readings=readings, playbook=load())


def test_the_answer_has_the_shape_of_the_contract(case: Case, standing: Standing) -> None:
    told = answer(case, standing, "zh-Hans")
    assert list(told) == KEYS
    assert json.loads(json.dumps(told)) == told
    assert list(told["stages"]) == list(STAGES)
    assert sum(told["stages"].values()) == pytest.approx(1, abs=0.001)
    assert (told["stage"], told["phase"], told["grade"]) == ("screening", "evaluation", "C")
    assert told["gates"]["met"] == []
    assert len(told["gates"]["missing"]) == 6
    assert [(item["code"], item["entry"]) for item in told["mistakes"]] == [("premature_quote", "e02")]
    assert [(item["kind"], item["entry"], item["start"], item["end"]) for item in told["signals"]] == [
        ("budget_approved", "e01", 6, 10)
    ]
    assert [flag["code"] for flag in told["flags"]] == ["improper_request"]


@pytest.mark.parametrize("state", ["disputed", "settled"])
def test_a_mistake_in_dispute_or_dropped_stays_out(case: Case, standing: Standing, state: str) -> None:
    mistakes = tuple(replace(mistake, state=state) for mistake in standing.mistakes)  # type: ignore[arg-type]
    quiet = replace(standing, mistakes=mistakes)
    assert answer(case, quiet, "en")["mistakes"] == []
    assert "Quoted too early" not in tell(case, quiet, "en")


def test_a_struck_signal_stays_out(case: Case, standing: Standing) -> None:
    struck = replace(standing, signals=tuple(replace(item, state="struck") for item in standing.signals))
    assert answer(case, struck, "en")["signals"] == []


def test_a_forced_gate_is_not_met(case: Case, standing: Standing) -> None:
    first = replace(standing.gates[0], forced=True, override_by="王强", override_reason="年框")
    told = replace(standing, gates=(first, *standing.gates[1:]))
    gates = answer(case, told, "en")["gates"]
    assert gates["forced"] == ["g1_assessed_graded"]
    assert "g1_assessed_graded" in gates["missing"]
    assert "王强：年框" in tell(case, told, "zh-Hans")


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("width", [40, 60, 100])
def test_a_report_fits_the_terminal(case: Case, standing: Standing, lang: Language, width: int) -> None:
    lines = tell(case, standing, lang, width).splitlines()
    assert max(map(width_of, lines)) <= width + 2  # closing punctuation may hang over


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_report_cites_the_entry_of_a_mistake(case: Case, standing: Standing, lang: Language) -> None:
    assert "2026-02-10 e02" in tell(case, standing, lang)


def test_met_and_not_shown_look_different(case: Case, standing: Standing) -> None:
    gates: tuple[GateState, ...] = (
        replace(standing.gates[0], met=True, missing=()),
        replace(standing.gates[1], shown=True, missing=(quoted("还没有内线"),)),
        *standing.gates[2:],
    )
    told = tell(case, replace(standing, gates=gates), "zh-Hans")
    assert "✓ 客户已评估分级，已达到" in told
    assert "未达到\n    - 还没有内线" in told
    assert told.count("看不出") == 4


def test_names_of_languages_are_those_of_the_case() -> None:
    assert set(LANGUAGES) == set(get_args(Language))


# ---------------------------------------------------------------- columns and lines
@pytest.mark.parametrize(("text", "width"), [("abc", 3), ("客户", 4), ("客户A", 5), ("e\u0301", 1), ("", 0), ("！", 2)])
def test_a_chinese_character_takes_two_places(text: str, width: int) -> None:
    assert width_of(text) == width
    assert width_of(padded(text, 9)) == 9


def test_lines_break_between_chinese_characters_and_english_words() -> None:
    assert wrapped("客户今年预算批了，准备看三家 supplier shortlist 再说", 20, first="- ") == [
        "- 客户今年预算批了，",
        "  准备看三家",
        "  supplier shortlist",
        "  再说",
    ]


def test_closing_punctuation_never_begins_a_line() -> None:
    for width in range(12, 40):
        lines = wrapped("老刘说：“这套用着挺顺手（才换一年），没想过换。”先放着吧！", width)
        assert not any(line.strip()[:1] in set("，。：）！”") for line in lines)
        assert "".join(line.strip() for line in lines) == "老刘说：“这套用着挺顺手（才换一年），没想过换。”先放着吧！"


def test_a_word_longer_than_the_line_is_torn() -> None:
    assert all(width_of(line) <= 20 for line in wrapped("x" * 90, 20, first="  "))


@pytest.mark.parametrize("path", CASE_FILES[:6], ids=lambda path: path.stem)
def test_real_cases_are_told(path: object) -> None:
    case = dealfile.read(path)  # type: ignore[arg-type]
    readings = {entry.id: fakes.read_note(entry.text) for entry in case.timeline}
    assert case.title in tell(case, fakes.judge(case, readings=readings, playbook=load()), case.lang).replace("\n", "")
