"""Evidence: a struck signal never counts, a confirmed one counts more, one added by hand counts; a day is one piece."""

import math
from dataclasses import replace
from itertools import permutations
from typing import Any

import pytest

from tests.method.builders import FLAT, Told, ago, judged, note, odds_for, opened, story
from tongpin.method.case import STAGES, Evidence, Stage
from tongpin.method.judge import judge
from tongpin.method.reading import read_note
from tongpin.method.reading.shape import SignalHit
from tongpin.method.standing import Standing
from tongpin.method.vocabulary import main_stage

APPROVED = "The board has approved the budget."
WORDS = (0, len(APPROVED))


def chance(standing: Standing, stage: Stage) -> float:
    return standing.stages[STAGES.index(stage)]


def spoken(state: str, **told: Any) -> Standing:
    """A note with one signal of a tender, and what a person made of it."""
    item = note(5, "tender", direction="in", signals=("bid_opening",), id="n", **told)
    return judged(item, evidence=(Evidence(entry="n", signal="bid_opening", state=state),))  # type: ignore[arg-type]


def test_a_confirmed_signal_counts_more_than_a_proposed_one() -> None:
    assert chance(spoken("confirmed", sure=0.4), "tender") > chance(spoken("proposed", sure=0.4), "tender") + 0.05
    seen = spoken("confirmed").signals[0]
    assert (seen.state, seen.confidence) == ("confirmed", 1.0)


def test_a_struck_signal_is_shown_as_struck_and_tells_nothing() -> None:
    standing = spoken("struck")
    assert [(item.kind, item.state) for item in standing.signals] == [("bid_opening", "struck")]
    told = note(5, "tender", direction="in", signals=("bid_opening",), id="n")
    struck = Evidence(entry="n", signal="bid_opening", state="struck")
    assert opened(told, evidence=(struck,)).signals == ()


def test_struck_words_do_not_count_when_a_note_is_read() -> None:
    text = "评标会开完了，现在等排名公示。"
    case = story(plain(text))
    whole = judge(case)
    struck = Evidence(entry="n", signal="bid_evaluation", start=0, end=len(text), state="struck")
    without = judge(replace(case, evidence=(struck,)))
    assert chance(whole, "tender") > 0.5
    assert chance(without, "tender") < 0.3


def plain(text: str) -> Told:
    return note(5, direction="in", kind="call", text=text, id="n")


def test_every_signal_struck_leaves_the_stage_where_it_was() -> None:
    """All words that the shipped reader shows are struck: what is left must speak much less for the stage."""
    text = "主管今天说合同法务还在审，付款条件没谈拢，先别备货。"
    shown = read_note(text)
    marks = tuple(
        Evidence(entry="n", signal=hit.kind, start=hit.start, end=hit.end, state="struck") for hit in shown.signals
    )
    case = story(plain(text))
    stage = shown.stage
    assert chance(judge(replace(case, evidence=marks)), stage) < chance(judge(case), stage)


def test_a_kind_struck_without_its_words_takes_the_words_it_was_read_in() -> None:
    text = "评标会开完了，现在等排名公示。"
    case = story(plain(text))
    kinds = {hit.kind for hit in read_note(text).signals}
    assert kinds
    struck = tuple(Evidence(entry="n", signal=kind, state="struck") for kind in kinds)
    assert chance(judge(replace(case, evidence=struck)), "tender") < chance(judge(case), "tender") - 0.2


def test_of_two_mentions_only_the_one_that_was_struck_is_struck() -> None:
    text = "Budget approved in May. Budget approved again in June."
    twice = note(5, text=text, id="n")
    hits = tuple(SignalHit("budget_approved", start, start + 15, 0.9, None) for start in (0, 24))
    told = replace(twice, reading=replace(twice.reading, signals=hits))
    struck = Evidence(entry="n", signal="budget_approved", start=24, end=39, state="struck")
    assert [(item.start, item.state) for item in judged(told, evidence=(struck,)).signals] == [
        (0, "proposed"),
        (24, "struck"),
    ]


def test_a_strike_whose_words_are_passed_over_strikes_no_other_mention() -> None:
    told = note(5, text="Budget approved in May. Budget approved again in June.", id="n")
    left = replace(told, reading=replace(told.reading, signals=(SignalHit("budget_approved", 0, 15, 0.9, None),)))
    struck = Evidence(entry="n", signal="budget_approved", start=24, end=39, state="struck")
    states = {item.start: item.state for item in judged(left, evidence=(struck,)).signals}
    assert states == {0: "proposed", 24: "struck"}


def test_a_signal_added_by_hand_counts() -> None:
    said = note(5, text=APPROVED, id="n")
    by_hand = Evidence(entry="n", signal="budget_approved", start=0, end=len(APPROVED), state="confirmed", by="Anna")
    without, added = judged(said), judged(said, evidence=(by_hand,))
    stage = main_stage("budget_approved")
    assert stage is not None
    assert chance(added, stage) > chance(without, stage)
    assert [(item.kind, item.start, item.state) for item in added.signals] == [("budget_approved", 0, "confirmed")]
    assert "budget" not in added.qualification.unknown


def test_confirming_one_and_striking_another_count_at_once() -> None:
    told = note(5, signals=("bid_opening", "budget_approved"), id="n")
    marks = (
        Evidence(entry="n", signal="bid_opening", state="confirmed"),
        Evidence(entry="n", signal="budget_approved", state="struck"),
    )
    standing = judged(told, evidence=marks)
    assert {item.kind: item.state for item in standing.signals} == {
        "bid_opening": "confirmed",
        "budget_approved": "struck",
    }
    assert "budget" in standing.qualification.unknown
    assert standing.stage == "tender"


# --------------------------------------------------------------- pieces


def test_the_same_note_pasted_twice_is_not_two_pieces_of_evidence() -> None:
    said = "They are still looking round for who could do it."
    once = judged(note(5, "screening", sure=0.5, text=said, id="a"))
    twice = judged(note(5, "screening", sure=0.5, text=said, id="a"), note(5, "screening", sure=0.5, text=said, id="b"))
    assert chance(twice, "screening") == pytest.approx(chance(once, "screening"), abs=0.01)


def test_two_notes_of_a_day_say_less_than_two_independent_ones() -> None:
    none = judged()
    one = judged(note(5, "screening", sure=0.4, text="First.", id="a"))
    two = judged(
        note(5, "screening", sure=0.4, text="First.", id="a"), note(5, "screening", sure=0.4, text="Then.", id="b")
    )

    def log_odds(standing: Standing) -> float:
        return math.log(chance(standing, "screening") / (1 - chance(standing, "screening")))

    assert 0 <= log_odds(two) - log_odds(one) < log_odds(one) - log_odds(none)


def test_the_order_of_a_days_entries_does_not_matter() -> None:
    day = (
        note(5, "screening", sure=0.5, id="a"),
        note(5, "criteria", sure=0.7, kind="call", direction="in", id="b"),
        note(5, None, kind="email", direction="internal", id="c"),
    )
    before = note(40, "need", id="z")
    found = {judged(before, *order).stages for order in permutations(day)}
    assert len(found) == 1


def test_our_own_talk_weighs_less_than_the_customers_word() -> None:
    theirs = judged(note(5, "criteria", sure=0.6, direction="in", kind="call"))
    visit = judged(note(5, "criteria", sure=0.6, direction="out", kind="call"))
    inside = judged(note(5, "criteria", sure=0.6, direction="internal", kind="email"))
    found = [chance(standing, "criteria") for standing in (theirs, visit, inside)]
    assert found == sorted(found, reverse=True)
    assert found[2] < 0.4


def test_no_note_is_ever_quite_sure() -> None:
    certain = note(5, "tender", direction="in")
    sure = replace(certain, reading=replace(certain.reading, odds=odds_for("tender", 1.0)))
    standing = judged(sure)
    assert standing.certain < 0.99
    assert standing.stages != FLAT


def test_an_entry_without_words_says_only_what_its_kind_says() -> None:
    silent = judged(note(5, "relationship", kind="visit", text=""))
    assert silent.certain < 0.25
    assert judged(note(5, "need", kind="tender_doc", direction="in", text="")).stage == "tender"


def test_every_point_of_history_cites_its_entries() -> None:
    standing = judged(note(30, "need", id="a"), note(5, "screening", id="b"))
    assert [(point.date, point.entries) for point in standing.history] == [(ago(30), ("a",)), (ago(5), ("b",))]
