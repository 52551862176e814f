"""The scout's checklist (METHOD 11.4): what is missing at this stage, who could know it, and the question."""

from dataclasses import replace

from tests.method.builders import BOSS, BUYER, COACH, ENGINEER, TODAY, ago, note, opened
from tongpin.method.case import Criterion, Outcome, Tender
from tongpin.method.datafiles import load_data
from tongpin.method.scouting import CHECKS, still_open
from tongpin.method.wording import render


def missing(*notes: object, **parts: object) -> dict[str, tuple[str, ...]]:
    return {item.item: item.who for item in still_open(opened(*notes, **parts))}  # type: ignore[arg-type]


def test_every_item_has_its_check_and_the_other_way_round() -> None:
    assert set(CHECKS) == set(load_data("scouting")["items"])


def test_a_tender_without_timetable_and_formula_sends_us_to_whoever_buys() -> None:
    told = note(4, "tender", direction="in")
    assert {"timetable", "formula", "weights"} <= missing(told, people=(BOSS, BUYER)).keys()
    known = Tender(issued=ago(9), deadline=ago(-20), formula="lowest price")
    weighed = (Criterion(name="Price", weight=40, set_by="customer"),)  # type: ignore[arg-type]
    rest = missing(told, people=(BOSS, BUYER), tender=known, criteria=weighed)
    assert not {"timetable", "formula", "weights", "who_set_criteria"} & rest.keys()


def test_a_friend_is_asked_before_a_stranger_and_an_opponent_never() -> None:
    friend = replace(ENGINEER, id="friend", roles=("technical_adviser",), attitude=2, last_contact=ago(3))
    stranger = replace(ENGINEER, id="stranger", roles=("technical_adviser",), attitude=None, last_contact=None)
    foe = replace(ENGINEER, id="foe", roles=("technical_adviser",), attitude=-2, last_contact=ago(3))
    asked = missing(note(4, "criteria", who=("friend",)), people=(stranger, foe, friend))["who_set_criteria"]
    assert asked == ("friend", "stranger")


def test_the_question_names_whom_we_cannot_read() -> None:
    unread = replace(BOSS, attitude=None)
    items = {item.item: item for item in still_open(opened(note(4, "criteria"), people=(unread, COACH)))}
    assert BOSS.name in render(items["attitudes"].question, "en")


def test_nothing_is_to_be_learned_of_what_has_ended() -> None:
    assert missing(note(4, "tender"), outcome=Outcome(result="lost", date=TODAY)) == {}
