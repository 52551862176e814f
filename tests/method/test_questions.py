"""The question bank: complete in three languages, each question for somebody, and ours beside those of the box."""

import re
from collections import Counter
from typing import get_args

import pytest

from tests.method.test_texts import FOREIGN
from tongpin.method.case import LANGUAGES, ROLES, STAGES, Language
from tongpin.method.datafiles import load_data
from tongpin.method.questions import NEED, BankQuestion, Buyers, bank, box, trades_of
from tongpin.method.selling import QUESTION_KINDS

QUESTIONS = box()


def test_the_box_holds_enough_of_every_kind() -> None:
    counted = Counter(question.kind for question in QUESTIONS)
    assert len(QUESTIONS) >= 150
    assert all(counted[kind] >= 35 for kind in QUESTION_KINDS)


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.key)
def test_a_question_names_what_exists_and_asks_in_three_languages(question: BankQuestion) -> None:
    assert set(question.stages) <= set(STAGES)
    assert question.stages
    assert set(question.roles) <= set(ROLES)
    assert set(question.trades) <= load_data("call_trades").keys()
    assert question.only is None or question.only in get_args(Buyers)
    assert question.learns
    assert set(question.text) == set(LANGUAGES)
    for lang, text in question.text.items():
        assert "?" in text if lang == "en" else "？" in text, f"{lang}: {text}"
        assert not re.search(FOREIGN[lang], text)
        assert not re.search("[?,;!]", text.replace(NEED, "")) or lang == "en", "full-width signs in Chinese"
    assert len({question.of_need(lang) for lang in LANGUAGES}) == 1


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_question_stands_twice(lang: Language) -> None:
    assert len({question.text[lang] for question in QUESTIONS}) == len(QUESTIONS)


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("role", ["decision_maker", "executor", "user"])
def test_there_is_something_to_ask_whoever_decides_handles_or_uses_it_at_every_stage(stage: str, role: str) -> None:
    assert [item for item in QUESTIONS if stage in item.stages and (not item.roles or role in item.roles)]


def test_ours_stands_in_for_one_of_the_box_in_its_language_only() -> None:
    ours = BankQuestion(
        key="own.1", kind="problem", text={"zh-Hans": "最烦的是哪一步？"}, replaces="problem.hardest_part"
    )
    found = {question.key: question for question in bank([ours])}
    assert found["own.1"].learns == "problem"
    assert set(found["problem.hardest_part"].text) == {"zh-Hant", "en"}


def test_a_retired_question_is_gone() -> None:
    assert "problem.hardest_part" not in {item.key for item in bank(retired=["problem.hardest_part"])}


@pytest.mark.parametrize(
    ("industry", "trade"),
    [
        ("医院", "health"),
        ("食品", "food"),
        ("食品檢驗", "laboratory"),
        ("road haulage", "logistics"),
        ("半導體", "plant"),
        ("insurance", "office"),
    ],
)
def test_an_industry_tells_its_trade(industry: str, trade: str) -> None:
    assert trade in trades_of(industry)


def test_a_laboratory_that_tests_food_makes_none() -> None:
    assert trades_of("食品檢驗") == {"laboratory"}


def test_an_unknown_industry_tells_none() -> None:
    assert trades_of("") == trades_of("造纸艺术馆") - {"process"} == frozenset()
