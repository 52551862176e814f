"""Ties that notes tell of are named in the advice, and only those (METHOD 2.6, 6.5)."""

import pytest

from tests.method.builders import ago, judged, note, opened
from tongpin.method.case import Tender
from tongpin.method.ties import ties_of
from tongpin.method.wording import render


@pytest.mark.parametrize(
    "text",
    [
        "老客户孙总以前跟他们主任在一个厂干过，答应打个招呼。",
        "設計部的連課長是我們總工的大學同學，願意引見。",
        "Their plant manager used to work with our old client at Hale, who will put in a word.",
        "Ben knows her: former colleague at the mill.",
    ],
)
def test_a_tie_is_found_with_its_words(text: str) -> None:
    dossier = opened(note(5, "screening", kind="review", direction="internal", text=text, id="tie"))
    (tie,) = ties_of(dossier)
    assert (tie.entry, tie.words) == ("tie", text)


@pytest.mark.parametrize(
    "text",
    [
        "这家我们没有老同事，也没人认识。",
        "門口問了半天。",
        "He is no longer our old customer.",
        "They come to the fair.",
    ],
)
def test_no_tie_is_made_up(text: str) -> None:
    assert not ties_of(opened(note(5, "screening", text=text)))


def test_a_trip_counts_with_a_tie_and_the_latest_tie_comes_first() -> None:
    old = note(30, "screening", text="The buyer is a former classmate of Ben.", id="old")
    new = note(
        5, "screening", text="Old client Marsh will introduce us. Their head is coming to our fair. Rain.", id="new"
    )
    latest, before = ties_of(opened(old, new))
    assert (latest.entry, before.entry) == ("new", "old")
    assert latest.words == "Old client Marsh will introduce us. Their head is coming to our fair."


def test_the_advice_names_the_tie_while_there_is_no_coach() -> None:
    told = [
        note(20, "screening"),
        note(5, "screening", text="Their manager is a former colleague of our Ben.", id="tie"),
    ]
    used = [item for item in judged(*told, people=()).next_actions if item.rule == "use_tie"]
    assert [item.entries for item in used] == [("tie",)]
    assert "former colleague" in render(used[0].do, "en")
    assert not [item for item in judged(*told).next_actions if item.rule == "use_tie"], "a coach is found"


def test_the_last_day_of_objection_is_named_while_it_can_be_kept() -> None:
    papers = note(2, "tender", direction="in", kind="tender_doc")
    for deadline, named in ((-15, True), (-8, False)):
        tender = Tender(issued=ago(2), deadline=ago(deadline))
        act = next(
            item
            for item in judged(papers, tender=tender, kind="public").next_actions
            if item.rule == "question_timetable"
        )
        assert (ago(deadline + 10).isoformat() in render(act.do, "en")) is named
