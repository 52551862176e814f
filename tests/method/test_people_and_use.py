"""Who matters now and how far we are from him, how meetings ended, and which period of use the customer is in."""

from dataclasses import replace
from typing import Any

import pytest

from tests.method.builders import BOSS, BUYER, ENGINEER, EVERYBODY, ago, judged, note, opened
from tongpin.method.adoption import target_reached
from tongpin.method.case import Commitment, Implementation, Meeting, Metric
from tongpin.method.people import buys
from tongpin.method.standing import Standing

# --------------------------------------------------------------- people


def test_shares_of_the_decision_sum_to_one() -> None:
    assert sum(opened(note(5, "criteria")).shares.values()) == pytest.approx(1)
    assert opened(people=()).shares == {}


def test_the_adviser_weighs_most_while_criteria_are_set_and_the_decider_when_it_is_signed() -> None:
    people = tuple(replace(person, influence=3) for person in (ENGINEER, BOSS, BUYER))
    assert judged(note(5, "criteria", direction="in"), people=people).key_persons[0].person == "engineer"
    assert judged(note(5, "commitment", direction="in"), people=people).key_persons[0].person == "boss"


@pytest.mark.parametrize(
    ("person", "gap"),
    [
        (replace(BUYER, last_contact=None), "never_met"),
        (replace(BUYER, attitude=-1, last_contact=ago(3)), "negative"),
        (replace(BUYER, last_contact=ago(80)), "not_met_for"),
        (replace(BUYER, attitude=None, last_contact=ago(3)), "unknown"),
        (replace(BUYER, last_contact=ago(3)), "none"),
    ],
)
def test_the_gap_to_a_person(person: Any, gap: str) -> None:
    assert judged(people=(person,)).key_persons[0].gap.key == f"people.gap.{gap}"


def test_departments_that_buy_are_known_by_their_names() -> None:
    for name in ("采购部", "物资供应处", "招采中心", "發包中心", "Procurement", "Category buyer"):
        assert buys(replace(ENGINEER, department=name))
    for name in ("技术部", "Operations", "品保課"):
        assert not buys(replace(ENGINEER, department=name))


# --------------------------------------------------------------- meetings (8.2)

MET = note(9, "screening", id="met")


def outcome(**fields: Any) -> str:
    return judged(MET, **fields).meetings[0].outcome


def test_a_meeting_advances_when_the_customer_undertakes_something_by_a_day() -> None:
    sends = Commitment(date=ago(9), text="Sends the drawings", by="boss", due=ago(2))
    assert outcome(commitments=(sends,)) == "advance"
    assert outcome(commitments=(replace(sends, due=None),)) == "continuation"
    assert outcome(commitments=(replace(sends, by="Anna"),)) == "continuation", "what we promise is no advance"
    assert outcome(commitments=(replace(sends, status="vague"),)) == "continuation"
    assert outcome() == "continuation"


def test_what_a_person_recorded_of_a_meeting_holds() -> None:
    assert outcome(meetings=(Meeting(entry="met", outcome="no_sale"),)) == "no_sale"


# --------------------------------------------------------------- use (9.2)


def in_use(days: int, *told: Any, **fields: Any) -> Standing:
    facts = Implementation(contract_signed=ago(days + 40), go_live=ago(days), **fields)
    return judged(note(days, "implementation", kind="delivery"), *told, implementation=facts)


def period(standing: Standing) -> str | None:
    return standing.adoption.period if standing.adoption else None


def test_before_delivery_there_is_no_period_of_use() -> None:
    assert period(judged(note(5, "commitment"))) is None


def test_delight_in_the_first_weeks_is_the_new_toy_and_no_success() -> None:
    on_target = (Metric(date=ago(3), name="uptime", value="99 %", target="98 %"),)
    assert period(in_use(10, note(5, "implementation", signals=("new_toy_enthusiasm",)))) == "new_toy"
    assert period(in_use(10, metrics=on_target)) == "new_toy"


def test_effort_without_results_is_learning() -> None:
    short = (Metric(date=ago(10), name="stops a month", value="11", target="below 2"),)
    assert (
        period(in_use(70, note(20, "implementation", signals=("effort_without_result",)), metrics=short)) == "learning"
    )


def test_accepted_and_on_target_is_effectiveness() -> None:
    good = (Metric(date=ago(10), name="stops a month", value="1", target="below 2"),)
    assert period(in_use(150, metrics=good, acceptance=ago(30))) == "effectiveness"


@pytest.mark.parametrize(
    ("name", "value", "target", "reached"),
    [
        ("月跳停次数", "11 次", "0 次", False),
        ("吨纱用电", "降 16%", "降 15%", True),
        ("吨纱用电", "降 9%", "降 15%", False),
        ("吨纱用电", "比改造前高 4%", "降 15%", False),
        ("吨纱用电", "16%", "降 15%", True),
        ("output", "up 12 %", "up 10 %", True),
        ("停机时间", "6 小时", "不高于 8 小时", True),
        ("停机降幅", "18%", "15%", True),
        ("不良率", "0.8%", "1% 以下", True),
        ("uptime", "97 %", "98 %", False),
        ("waiting time", "3 days", "5 days", True),
        ("yield", "1,200 t", "1,000 t", True),
        ("mood", "good", "better", None),
    ],
)
def test_a_reading_against_its_target(name: str, value: str, target: str, reached: bool | None) -> None:
    assert target_reached(Metric(date=ago(1), name=name, value=value, target=target)) is reached


# --------------------------------------------------------------- trouble that is over


def served(*told: Any) -> Standing:
    accepted = Implementation(contract_signed=ago(700), go_live=ago(650), acceptance=ago(600))
    return judged(note(300, "relationship", kind="care"), *told, implementation=accepted, people=EVERYBODY)


def test_a_complaint_that_was_solved_is_no_obstacle_for_ever() -> None:
    complaint = note(20, "implementation", kind="complaint", direction="in", who=("engineer",))
    assert served(complaint, note(10, "relationship", kind="care")).main_obstacle.key == "advice.obstacle.trouble"
    content = note(5, "relationship", kind="care", signals=("satisfied_in_use",))
    assert served(complaint, content).main_obstacle.key != "advice.obstacle.trouble"
    long_ago = note(290, "relationship", kind="complaint", direction="in", who=("engineer",))
    assert served(long_ago, note(10, "relationship", kind="care")).main_obstacle.key != "advice.obstacle.trouble"
