"""The named mistakes (METHOD 3.2, 3.3): each can be found, cites an entry, says why, what it costs and what repairs it;
good selling raises none; what is disputed is kept out."""

from dataclasses import replace

import pytest

from tests.method.builders import (
    BOSS,
    BUYER,
    COACH,
    ENGINEER,
    EVERYBODY,
    Told,
    ago,
    judged,
    note,
)
from tongpin.method.case import LANGUAGES, Commitment, Concern, FindingRecord, Implementation, Meeting
from tongpin.method.datafiles import load_data
from tongpin.method.mistakes import codes
from tongpin.method.standing import Mistake, Standing
from tongpin.method.wording import render

CODES = tuple(load_data("mistakes")["codes"])
# Where a note that tells of the mistake is written, so that the mistake is possible there at all.
HOME = {
    "premature_demo": "need",
    "premature_proposal": "need",
    "premature_quote": "need",
    "overspec": "screening",
    "no_qualification": "screening",
    "weak_discovery": "need",
    "criteria_neglect": "criteria",
    "late_entry_as_early": "tender",
    "single_threaded": "criteria",
    "no_coach": "criteria",
    "commercial_dept_missed": "criteria",
    "pressure_close": "commitment",
    "concern_ignored": "commitment",
    "abandoned_after_signing": "implementation",
    "problem_denied": "implementation",
    "expectation_unmanaged": "implementation",
    "reorder_by_favour": "relationship",
    "estrangement": "relationship",
    "inconsistent_message": "criteria",
    "gate_skipped": "screening",
    "commitment_vague": "screening",
    "counterpart_missing": "commitment",
}
ASSESSED = note(
    70, kind="review", direction="internal", text="Qualification review: funded, winnable. Graded B.", id="graded"
)


def found(standing: Standing, code: str) -> Mistake | None:
    return next((item for item in standing.mistakes if item.code == code), None)


def tells_all(mistake: Mistake) -> None:
    """Why, cost and repair read in all three languages, and an entry is cited."""
    assert mistake.entry
    assert 0.5 <= mistake.confidence <= 1
    for lang in LANGUAGES:
        for sentence in (mistake.why, mistake.cost, mistake.repair):
            text = render(sentence, lang)
            assert len(text) > 5
            assert "{" not in text


def test_all_named_mistakes_of_the_method_are_named() -> None:
    assert set(CODES) == set(HOME)
    assert len(CODES) == 22


@pytest.mark.parametrize("code", CODES)
def test_words_that_show_it_are_cited(code: str) -> None:
    stage = HOME[code]
    told = note(12, stage, direction="in", kind="call")  # type: ignore[arg-type]
    guilty = note(11, stage, mistakes=(code,), text="What we never did, as Anna wrote it down.", id="guilty")  # type: ignore[arg-type]
    mistake = found(judged(told, guilty), code)
    assert mistake is not None
    assert mistake.entry == "guilty"
    assert (mistake.start, mistake.end) == (0, 41)
    tells_all(mistake)


@pytest.mark.parametrize("code", ["pressure_close", "abandoned_after_signing", "reorder_by_favour"])
def test_words_are_not_believed_where_the_mistake_cannot_be(code: str) -> None:
    assert found(judged(note(12, "need", direction="in"), note(11, "need", mistakes=(code,))), code) is None


# --------------------------------------------------------------- from records alone


def too_early(kind: str) -> list[Told]:
    return [
        note(12, "need", direction="in", kind="call"),
        note(11, "need", kind=kind, id="act"),
        note(9, "need", kind="call"),
    ]


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ("demo", "premature_demo"),
        ("sample", "premature_demo"),
        ("proposal", "premature_proposal"),
        ("quote", "premature_quote"),
        ("discount", "premature_quote"),
    ],
)
def test_what_comes_before_there_is_a_need(kind: str, code: str) -> None:
    mistake = found(judged(*too_early(kind)), code)
    assert mistake is not None
    assert mistake.entry == "act"
    tells_all(mistake)


def test_what_the_customer_asked_for_with_a_purchase_in_mind_is_no_mistake() -> None:
    asked = note(12, "need", direction="in", kind="call", signals=("request_for_quotation",))
    assert found(judged(asked, note(11, "need", kind="quote")), "premature_quote") is None


def test_a_bid_without_an_assessment_skips_a_gate() -> None:
    bidding = [note(30, "tender", direction="in", kind="tender_doc"), note(10, "tender", kind="bid", id="bid")]
    mistake = found(judged(*bidding), "gate_skipped")
    assert mistake is not None
    assert mistake.entry == "bid"
    tells_all(mistake)
    assert found(judged(ASSESSED, *bidding), "gate_skipped") is None


def test_months_of_visits_without_an_assessment_skip_a_gate() -> None:
    visits = [note(60 - 10 * turn, "screening", who=("engineer",)) for turn in range(5)]
    mistake = found(judged(*visits), "gate_skipped")
    assert mistake is not None
    assert mistake.entry == visits[0].entry.id
    assert found(judged(ASSESSED, *visits), "gate_skipped") is None


def test_an_assessment_that_came_after_the_bid_came_too_late() -> None:
    late = note(5, kind="review", direction="internal", text="Qualification review: we graded it C in the end.")
    bidding = [note(30, "tender", direction="in", kind="tender_doc"), note(10, "tender", kind="bid", id="bid")]
    assert found(judged(*bidding, late), "gate_skipped") is not None


def specifying(*who: str) -> list[Told]:
    return [note(50 - 10 * turn, "criteria", who=who, id=f"e{turn}") for turn in range(5)]


def test_all_through_one_person() -> None:
    mistake = found(judged(*specifying("engineer")), "single_threaded")
    assert mistake is not None
    assert (mistake.absent, mistake.since) == ("contact", ago(50))
    assert "Engineer Hua" in render(mistake.why, "en")
    tells_all(mistake)
    assert found(judged(*specifying("engineer", "boss")), "single_threaded") is None


def test_nobody_inside_tells_us_how_things_stand() -> None:
    cool = (replace(BOSS, attitude=0), replace(ENGINEER, attitude=0), BUYER)
    mistake = found(judged(*specifying("boss", "engineer", "buyer"), people=cool), "no_coach")
    assert mistake is not None
    assert (mistake.absent, mistake.entry) == ("coach", "e0")
    tells_all(mistake)
    with_coach = judged(*specifying("boss", "engineer", "buyer", "coach"), people=(*cool, COACH))
    assert found(with_coach, "no_coach") is None


def test_purchasing_was_never_met() -> None:
    mistake = found(judged(*specifying("engineer", "boss")), "commercial_dept_missed")
    assert mistake is not None
    assert (mistake.absent, mistake.since) == ("purchasing", ago(50))
    tells_all(mistake)
    assert found(judged(*specifying("engineer", "buyer")), "commercial_dept_missed") is None


def test_before_a_formal_tender_purchasing_counts_from_the_list_on() -> None:
    listed = [note(50 - 10 * turn, "screening", who=("engineer", "boss")) for turn in range(5)]
    nobody_buys = (BOSS, ENGINEER)
    assert found(judged(*listed, people=nobody_buys, formal_tender=True), "commercial_dept_missed") is not None
    assert found(judged(*listed, people=nobody_buys), "commercial_dept_missed") is None


def test_somebody_came_to_us_and_none_of_ours_holds_the_tie() -> None:
    lawyer = replace(ENGINEER, id="lawyer", name="Counsel Jian", department="legal", owner="")
    came = note(8, "commitment", direction="in", kind="email", who=("lawyer",), id="came")
    mistake = found(judged(*specifying("boss", "engineer"), came, people=(*EVERYBODY, lawyer)), "counterpart_missing")
    assert mistake is not None
    assert (mistake.entry, mistake.absent) == ("came", "counterpart")
    assert "Counsel Jian" in render(mistake.why, "en")
    tells_all(mistake)


WORRY = Concern(date=ago(30), text="Who answers if the line stands still?", who="boss")


def deciding(*more: Told) -> list[Told]:
    return [
        note(30, "commitment", direction="in", id="worry"),
        *more,
        note(1, "commitment", direction="in", kind="email"),
    ]


def test_a_discount_as_the_answer_to_fear() -> None:
    told = deciding(note(12, "commitment", kind="discount", id="off"))
    mistake = found(judged(*told, concerns=(WORRY,)), "pressure_close")
    assert mistake is not None
    assert mistake.entry == "off"
    assert "Who answers" in render(mistake.why, "en")
    tells_all(mistake)
    assert found(judged(*told), "pressure_close") is None, "nobody was afraid"


def test_a_worry_brushed_off_or_left_open_while_we_push_on() -> None:
    brushed = judged(*deciding(), concerns=(replace(WORRY, status="brushed_off"),))
    pushed_on = judged(*deciding(note(4, "commitment", kind="call")), concerns=(WORRY,))
    for standing in (brushed, pushed_on):
        mistake = found(standing, "concern_ignored")
        assert mistake is not None
        assert mistake.entry == "worry"
        tells_all(mistake)
    assert found(judged(*deciding(), concerns=(replace(WORRY, status="answered"),)), "concern_ignored") is None


SIGNED = Implementation(contract_signed=ago(200), go_live=ago(150))


def test_nobody_came_after_signing() -> None:
    told = [
        note(150, "implementation", kind="delivery"),
        note(20, "implementation", direction="in", kind="call", id="call"),
    ]
    mistake = found(judged(*told, implementation=SIGNED), "abandoned_after_signing")
    assert mistake is not None
    assert mistake.absent == "contact"
    tells_all(mistake)
    weekly = [note(days, "implementation", kind="visit") for days in range(5, 150, 30)]
    assert found(judged(*told, *weekly, implementation=SIGNED), "abandoned_after_signing") is None


def test_trouble_after_delivery_waved_away() -> None:
    trouble = Concern(date=ago(60), text="It stops three times a week", who="engineer", status="brushed_off")
    told = [
        note(150, "implementation", kind="delivery"),
        note(60, "implementation", direction="in", kind="complaint", who=("engineer",)),
        note(58, "implementation", kind="call", who=("engineer",), id="answer"),
    ]
    mistake = found(judged(*told, implementation=SIGNED, concerns=(trouble,)), "problem_denied")
    assert mistake is not None
    assert mistake.entry == "answer"
    tells_all(mistake)


def test_a_served_customer_nobody_visits() -> None:
    told = [note(400, "relationship", kind="care"), note(10, "relationship", direction="in", kind="call", id="call")]
    accepted = replace(SIGNED, contract_signed=ago(700), go_live=ago(650), acceptance=ago(600))
    mistake = found(judged(*told, implementation=accepted), "estrangement")
    assert mistake is not None
    assert mistake.entry == "call"
    tells_all(mistake)
    visited = [note(days, "relationship", kind="care") for days in (300, 200, 100)]
    assert found(judged(*told, *visited, implementation=accepted), "estrangement") is None


def test_two_of_ours_say_two_things() -> None:
    told = [
        note(20, "criteria", kind="email", by="Anna", text="Lead time is 6 weeks after the order."),
        note(
            10,
            "criteria",
            kind="quote",
            by="Ben",
            text="Delivery within 10 weeks, valid to the end of the year.",
            id="second",
        ),
    ]
    mistake = found(judged(*told), "inconsistent_message")
    assert mistake is not None
    assert mistake.entry == "second"
    assert "6 weeks" in render(mistake.why, "en")
    assert "10 weeks" in render(mistake.why, "en")
    tells_all(mistake)
    put_right = note(
        10, "criteria", kind="email", by="Ben", text="Revised: delivery takes 10 weeks, not six.", id="second"
    )
    assert found(judged(told[0], put_right), "inconsistent_message") is None


def test_an_agreement_without_who_what_and_when() -> None:
    vague = Commitment(date=ago(20), text="We shall be in touch", by="boss", status="vague")
    mistake = found(judged(note(20, "screening", id="met"), commitments=(vague,)), "commitment_vague")
    assert mistake is not None
    assert mistake.entry == "met"
    tells_all(mistake)
    dated = replace(vague, text="Sends the drawings", due=ago(5), status="kept")
    assert found(judged(note(20, "screening"), commitments=(dated,)), "commitment_vague") is None
    talk = judged(note(20, "screening", id="met"), meetings=(Meeting(entry="met", outcome="continuation"),))
    assert found(talk, "commitment_vague") is not None


# --------------------------------------------------------------- none where there is none


def well_sold() -> Standing:
    """Asked first, assessed, several people, purchasing met, shown when they wanted to see it, worries answered."""
    return judged(
        note(160, "need", who=("engineer",), text="Asked where the old line hurts and what it costs a month."),
        note(150, kind="review", direction="internal", text="Qualification review: funded next year. Graded B."),
        note(120, "need", who=("boss", "engineer"), text="The director wants it in next year's budget."),
        note(90, "screening", direction="in", kind="call", who=("buyer",), text="They look for three suppliers."),
        note(85, "screening", kind="company_tour", who=("engineer", "buyer", "coach")),
        note(70, "criteria", kind="demo", who=("engineer", "coach")),
        note(60, "criteria", kind="proposal", who=("engineer", "boss")),
        note(45, "tender", kind="tender_doc", direction="in", who=("buyer",)),
        note(30, "tender", kind="bid", who=("buyer",), text="Bid placed."),
        note(12, "commitment", direction="in", kind="call", who=("coach",), text="We are preferred."),
        note(9, "commitment", kind="executive_visit", who=("boss",)),
        concerns=(replace(WORRY, date=ago(12), status="answered"),),
        commitments=(Commitment(date=ago(9), text="Contract to the board", by="boss", due=ago(-5)),),
    )


def test_good_selling_raises_no_mistake() -> None:
    standing = well_sold()
    assert standing.mistakes == ()
    assert {item.verdict for item in standing.alignment} == {"fits"}


def test_nothing_known_raises_no_mistake() -> None:
    assert judged().mistakes == ()
    assert judged(note(3)).mistakes == ()


# --------------------------------------------------------------- one finding, and what people say of it


def test_a_mistake_is_told_once_at_the_entry_that_shows_it_best() -> None:
    twice = judged(*too_early("demo"), note(8, "need", kind="demo", sure=0.3))
    assert [item.code for item in twice.mistakes].count("premature_demo") == 1


def test_mistakes_are_told_oldest_first() -> None:
    standing = judged(
        *too_early("demo"), note(8, "need", kind="quote", id="price"), note(7, "need", direction="in", kind="call")
    )
    assert [item.code for item in standing.mistakes] == ["premature_demo", "premature_quote"]


def spoken_of(state: str) -> Standing:
    record = FindingRecord(code="premature_demo", entry="act", state=state, by="Anna")  # type: ignore[arg-type]
    return judged(*too_early("demo"), findings=(record,))


@pytest.mark.parametrize("state", ["disputed", "settled"])
def test_a_finding_disputed_or_dropped_is_kept_out_of_reports_and_of_the_estimate(state: str) -> None:
    standing = spoken_of(state)
    mistake = found(standing, "premature_demo")
    assert mistake is not None, "it stays visible where it was found"
    assert mistake.state == state
    assert "premature_demo" not in codes(standing.mistakes)
    assert standing.win.estimate > spoken_of("open").win.estimate


def test_a_finding_that_a_manager_upheld_stands() -> None:
    assert "premature_demo" in codes(spoken_of("open").mistakes)


def test_a_disputed_finding_is_no_obstacle() -> None:
    vague = note(9, "relationship", kind="care", mistakes=("commitment_vague",), text="Nothing agreed.", id="vague")
    told = [note(20, "relationship", kind="care"), vague]
    record = FindingRecord(code="commitment_vague", entry="vague", state="disputed")
    assert judged(*told).main_obstacle.key == "advice.obstacle.mistake"
    assert judged(*told, findings=(record,)).main_obstacle.key == "advice.obstacle.none"


def test_disputing_one_place_does_not_hide_another() -> None:
    told = [*too_early("demo"), note(8, "need", kind="demo", id="again"), note(7, "need", direction="in", kind="call")]
    record = FindingRecord(code="premature_demo", entry="act", state="disputed")
    assert [item.entry for item in judged(*told).mistakes] == ["act"]
    assert "premature_demo" in codes(judged(*told, findings=(record,)).mistakes)
