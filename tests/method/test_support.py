"""A mistake read in an entry must be borne out by who speaks, by its words, and by what else the case tells."""

from typing import Any

import pytest

from tests.method.builders import BOSS, BUYER, COACH, EVERYBODY, Told, ago, judged, note
from tongpin.method.case import Commitment, Implementation, QualificationRecord
from tongpin.method.support import asks, borne_out

ASSESSED = note(60, "need", kind="review", direction="internal", text="Opportunity assessed and graded B.")


def told(code: str, *entries: Told, **fields: Any) -> bool:
    return code in {mistake.code for mistake in judged(*entries, **fields).mistakes}


def suspect(code: str, text: str, **fields: Any) -> Told:
    return note(10, fields.pop("stage", "criteria"), mistakes=(code,), text=text, **fields)


# --------------------------------------------------------------- who speaks


@pytest.mark.parametrize(
    ("theirs", "with_ours"),
    [
        ("规格书下周三定稿，过期不再收意见。", "规格书下周三定稿，他问要不要提意见，我说都行，没提。"),
        ("規格書下週三定稿，逾期不再收意見。", "規格書下週三定稿，他問要不要提意見，我說都可以，沒提。"),
        ("The specification closes on Wednesday; no comments after.", "Spec closes Wednesday. I said no view."),
    ],
)
def test_what_the_customer_wrote_is_hardly_a_mistake_of_ours(theirs: str, with_ours: str) -> None:
    assert not told("criteria_neglect", suspect("criteria_neglect", theirs, direction="in", kind="email"))
    assert told("criteria_neglect", suspect("criteria_neglect", with_ours, direction="in", kind="call"))


# --------------------------------------------------------------- what the entry itself tells


@pytest.mark.parametrize(
    ("asking", "talking"),
    [
        (
            "我问一个月停几次、一次损失多少，她一条条讲，没有一个数是现成的。",
            "我把公司介绍从头讲到尾，讲到吃饭，她那边停几次都没问。",
        ),
        (
            "我問一個月停幾次、一次損失多少，她一條條講，沒有一個數字是現成的。",
            "我把公司簡介從頭講到尾，她那邊停幾次都沒問。",
        ),
        (
            "I asked how often it stops and what an hour costs. She had no figures, so we counted together.",
            "I presented for an hour and never asked how often it stops.",
        ),
    ],
)
def test_who_asked_did_not_fail_to_ask(asking: str, talking: str) -> None:
    assert not told("weak_discovery", suspect("weak_discovery", asking, stage="need"))
    assert told("weak_discovery", suspect("weak_discovery", talking, stage="need"))


@pytest.mark.parametrize(
    "text",
    ["我没来得及问。", "他问我多少钱。", "I asked nothing much, told him about us.", "She asked what it costs."],
)
def test_forgetting_to_ask_and_being_asked_is_no_asking(text: str) -> None:
    assert not asks(note(1, text=text).entry)


def test_what_was_left_undone_is_told_by_a_word_that_denies() -> None:
    assert not told("no_coach", suspect("no_coach", "Bid conference today, six firms in the room."))
    assert told("no_coach", suspect("no_coach", "Bid conference today. Nobody inside tells us a thing."))


def test_who_announced_the_dip_managed_the_expectations() -> None:
    announced = "Started today. I told Ida they will be slower for six weeks, so nobody panics at the first figures."
    silent = "Started today. I told Ida the savings are there from the first week, no trouble at all."
    signed = Implementation(contract_signed=ago(30))
    for text, wrong in ((announced, False), (silent, True)):
        entry = suspect("expectation_unmanaged", text, stage="implementation", kind="delivery")
        assert told("expectation_unmanaged", entry, implementation=signed) is wrong


# --------------------------------------------------------------- what the records tell


def test_who_knows_several_people_hangs_on_none() -> None:
    entry = suspect("single_threaded", "The director scolded: never been in purchasing, only ever in one office.")
    assert told("single_threaded", note(20, "criteria"), entry)
    meetings = [note(20 + place, "criteria", who=(who,)) for place, who in enumerate(("boss", "engineer", "coach"))]
    assert not told("single_threaded", *meetings, entry)


def test_who_met_purchasing_did_not_miss_it() -> None:
    entry = suspect("commercial_dept_missed", "No word from purchasing about the list.")
    assert told("commercial_dept_missed", note(20, "criteria"), entry, people=(BOSS, BUYER))
    assert not told("commercial_dept_missed", note(20, "criteria", who=("buyer",)), entry, people=(BOSS, BUYER))


def test_who_has_a_coach_does_not_lack_one() -> None:
    entry = suspect("no_coach", "Nobody would tell me the weights today.")
    assert told("no_coach", note(20, "criteria"), entry, people=(BOSS, BUYER))
    assert not told("no_coach", note(20, "criteria", who=("coach",)), entry, people=(BOSS, COACH))


def test_who_assessed_the_customer_chases_nobody_blindly() -> None:
    entry = suspect("no_qualification", "Went to all of them on the list, no sifting today.")
    assert told("no_qualification", entry)
    assert not told("no_qualification", ASSESSED, entry)
    assert not told("no_qualification", entry, qualification=QualificationRecord(reviewed=ago(40)))


def test_a_contract_that_is_signed_was_not_skipped() -> None:
    entry = suspect("gate_skipped", "Changed the step of the scanner, no form needed.", stage="implementation")
    assert not told("gate_skipped", entry, implementation=Implementation(contract_signed=ago(40)))


def test_who_was_there_last_week_has_not_vanished() -> None:
    entry = note(
        10, "implementation", kind="call", direction="in", mistakes=("abandoned_after_signing",), text="You never come."
    )
    signed = Implementation(contract_signed=ago(60), go_live=ago(30))
    goods = note(14, "implementation", kind="delivery", text="Pallets unloaded.")
    assert told("abandoned_after_signing", goods, entry, implementation=signed), "goods brought are no visit"
    visit = note(13, "implementation", text="With the night shift until two.")
    assert not told("abandoned_after_signing", visit, entry, implementation=signed)


# --------------------------------------------------------------- how we sell otherwise


def practised() -> list[Told]:
    asked = note(50, "need", text="I asked what a stop costs them.")
    return [ASSESSED, asked, *(note(40 + place, "screening", who=(who.id,)) for place, who in enumerate(EVERYBODY))]


def test_a_doubtful_word_weighs_less_in_a_case_sold_by_the_book() -> None:
    doubtful = suspect("overspec", "Sent the sheet of the larger type.", stage="screening")
    kept = (Commitment(date=ago(45), by="boss", text="figures by Friday", due=ago(43), status="kept"),)
    plain, by_the_book = judged(doubtful), judged(*practised(), doubtful, commitments=kept)
    assert [item.code for item in plain.mistakes] == ["overspec"]
    assert not by_the_book.mistakes


def test_a_plain_mistake_is_told_of_the_best_seller_too() -> None:
    discount = note(5, "commitment", kind="discount", mistakes=("pressure_close",), text="Not signed? I cut 5 %.")
    worry = note(8, "commitment", direction="in", kind="call", signals=("fear_of_failure",))
    assert told("pressure_close", *practised(), worry, discount)


def test_shifts_move_the_odds() -> None:
    assert borne_out(0.5, 0.0) == pytest.approx(0.5)
    assert borne_out(0.9, -1.0) == pytest.approx(0.768, abs=0.001)
    assert 0 < borne_out(1.0, -9.0) < borne_out(1.0, 0.0) < 1


# --------------------------------------------------------------- silence after signing

IN_USE = Implementation(contract_signed=ago(120), go_live=ago(100))


def using(*more: Told) -> list[Told]:
    return [note(100, "implementation", kind="delivery"), note(90, "implementation", kind="training"), *more]


def test_a_planned_review_after_seven_quiet_weeks_is_no_desertion() -> None:
    review = note(40, "implementation", kind="review", text="Stops down to two.")
    later = note(10, "implementation", kind="review", text="On target.")
    assert not told("abandoned_after_signing", *using(review, later), implementation=IN_USE)


def test_the_same_weeks_after_a_complaint_are() -> None:
    complaint = note(85, "implementation", kind="complaint", direction="in", signals=("breakdown_complaint",))
    visit = note(38, "implementation", text="First visit since.")
    assert told("abandoned_after_signing", *using(complaint, visit), implementation=IN_USE)


def test_a_silence_that_lasts_until_today_is() -> None:
    delivered = note(60, "implementation", kind="delivery")
    facts = Implementation(contract_signed=ago(80), go_live=ago(60))
    assert told("abandoned_after_signing", delivered, note(55, "implementation", kind="training"), implementation=facts)
