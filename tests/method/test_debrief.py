"""What a call came to: an advance needs an action of the customer and a day, whatever we call it (METHOD 8.2)."""

import datetime as dt

import pytest

from tongpin.method.debrief import Promise, entry_text, verdict_of
from tongpin.method.wording import render

DAY = dt.date(2026, 3, 6)
VISIT = Promise(by="Zhou Ming", text="takes us to the line", due=DAY)
VAGUE = Promise(by="Zhou Ming", text="will think it over")
OURS = Promise(by="Chen Jing", text="sends the drawing", due=DAY)
THEIRS = {"Zhou Ming", "Fang Min"}


@pytest.mark.parametrize(
    ("said", "promises", "outcome"),
    [
        (None, [VISIT], "advance"),
        ("advance", [VISIT], "advance"),
        ("advance", [VAGUE], "continuation"),
        ("advance", [OURS], "continuation"),
        ("advance", [], "continuation"),
        (None, [], "continuation"),
        (None, [VAGUE, VISIT], "advance"),
        ("continuation", [VISIT], "continuation"),
        ("order", [], "order"),
        ("no_sale", [VISIT], "no_sale"),
    ],
)
def test_only_an_action_of_theirs_with_a_day_is_an_advance(
    said: str | None, promises: list[Promise], outcome: str
) -> None:
    assert verdict_of(said, promises, THEIRS).outcome == outcome  # type: ignore[arg-type]


def test_it_says_what_is_missing() -> None:
    assert "named no day" in render(verdict_of("advance", [VAGUE], THEIRS).why, "en")
    assert "undertaken nothing" in render(verdict_of("advance", [OURS], THEIRS).why, "en")
    assert "2026-03-06" in render(verdict_of(None, [VISIT], THEIRS).why, "en")


def test_a_promise_without_words_is_none() -> None:
    assert verdict_of("advance", [Promise(by="Zhou Ming", text=" ", due=DAY)], THEIRS).outcome == "continuation"


def test_the_entry_tells_note_answers_and_promises_and_not_our_questions() -> None:
    text = entry_text(" 看了现场。 ", [("周明", "一周停两次"), ("周明", " ")], [VISIT, VAGUE], "zh-Hans")
    assert text.splitlines() == [
        "看了现场。",
        "周明：一周停两次",
        "Zhou Ming答应在2026-03-06前：takes us to the line",
        "Zhou Ming答应：will think it over",
    ]
    assert entry_text("", [], [], "en") == ""
