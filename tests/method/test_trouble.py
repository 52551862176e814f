"""Trouble after delivery: three facts, the stages of a worry, and what is done about them (METHOD 9.3)."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from tests.method.builders import BOSS, COACH, ENGINEER, TODAY, ago, judged, note, opened
from tongpin.method.case import Implementation
from tongpin.method.serving import Ticket
from tongpin.method.trouble import Trouble, answered_after, troubles_of
from tongpin.method.wording import render

DELIVERED = Implementation(contract_signed=ago(200), go_live=ago(120))
STOPPED = Ticket(
    id="t1",
    reported=ago(12),
    text="Line 2 stands still, the gripper fails",
    who="engineer",
    severity=5,
    owner="Anna",
    entry="n12",
)


def trouble(*tickets: Ticket, notes: Any = (), **parts: Any) -> tuple[Trouble, ...]:
    told = notes or (note(120, "implementation", kind="delivery"), note(12, None, who=("engineer",), direction="in"))
    return troubles_of(
        opened(*told, people=(BOSS, ENGINEER, COACH), tickets=tickets, implementation=DELIVERED, **parts)
    )


def in_english(found: Trouble) -> str:
    return " ".join(render(says, "en") for says in (*found.why, *found.advice))


@pytest.mark.parametrize(
    ("changes", "state"),
    [
        ({"owner": ""}, "nobodys"),
        ({}, "unanswered"),
        ({"answered": ago(12)}, "working"),
        ({"answered": ago(12), "solved": ago(10)}, "effect_left"),
        ({"answered": ago(12), "solved": ago(10), "undone": ago(5)}, "closed"),
    ],
)
def test_answer_solution_and_effect_are_three_facts(changes: dict[str, Any], state: str) -> None:
    assert trouble(replace(STOPPED, **changes))[0].state == state


def test_the_first_answer_is_told_in_hours_where_hours_are_known() -> None:
    known = replace(
        STOPPED,
        reported=dt.date(2025, 9, 3),
        reported_hour="16:30",
        answered=dt.date(2025, 9, 4),
        answered_hour="08:30",
    )
    assert answered_after(known) == 16
    # Without hours only what must have passed at least is told: no reproach for an answer the next morning.
    assert answered_after(replace(known, reported_hour="")) == 0
    assert answered_after(replace(known, answered=None)) is None


def test_a_standing_line_unanswered_goes_to_the_manager_and_unsolved_to_an_executive() -> None:
    fresh = trouble(replace(STOPPED, reported=ago(2)))[0]
    assert fresh.passed == ("answer",)
    assert "no first answer for 24 hours; within 4 was due" in in_english(fresh)
    late = trouble(replace(STOPPED, answered=ago(9)))[0]
    assert "the first answer took 48 hours; within 4 was due" in in_english(late)
    assert fresh.escalate_to == "manager"
    old = trouble(STOPPED)[0]
    assert old.passed == ("answer", "solve")
    assert old.escalate_to == "executive"
    assert trouble(replace(STOPPED, escalated=ago(1)))[0].escalate_to == ""


def test_nobodys_ticket_is_told_at_once_however_small() -> None:
    small = trouble(replace(STOPPED, owner="", severity=1, reported=TODAY))[0]
    assert small.escalate_to == "manager"
    assert in_english(small).startswith("not solved for 0 days Name the one who owns this now")


def test_a_worry_goes_from_annoyance_over_doubt_to_others_and_away() -> None:
    answered = replace(STOPPED, severity=2, answered=ago(11))
    notes = [note(120, "implementation", kind="delivery"), note(12, None, who=("engineer",), direction="in")]
    assert trouble(answered)[0].worry == "annoyed"
    assert trouble(answered, replace(answered, id="t2", reported=ago(3)))[0].worry == "doubting"
    talked = [*notes, note(5, None, signals=("colleague_resistance",), who=("engineer",))]
    assert trouble(answered, notes=talked)[0].worry == "telling"
    away = [*talked, note(2, None, signals=("rival_at_served_account",), who=("boss",))]
    found = trouble(answered, notes=away)[0]
    assert found.worry == "turning"
    assert found.entries


def test_three_who_complain_are_no_single_voice() -> None:
    told = [note(120, "implementation", kind="delivery")]
    told += [
        note(days, None, kind="complaint", direction="in", who=(who,))
        for days, who in ((12, "engineer"), (9, "boss"), (8, "coach"))
    ]
    assert trouble(replace(STOPPED, severity=1, answered=ago(12)), notes=told)[0].worry == "telling"


def test_once_it_is_solved_those_who_heard_of_it_must_hear_that() -> None:
    solved = replace(STOPPED, answered=ago(12), solved=ago(10))
    found = trouble(solved)[0]
    assert set(found.to_tell) == {"engineer", "boss"}
    assert "Tell those who heard of it in person" in in_english(found)
    told = (
        note(120, "implementation", kind="delivery"),
        note(12, None, who=("engineer",), direction="in"),
        note(8, None, who=("boss",)),
    )
    assert trouble(solved, notes=told)[0].to_tell == ("engineer",)


def test_a_supporter_who_complains_harshly_is_no_lost_support() -> None:
    harsh = replace(STOPPED, who="coach")
    assert trouble(harsh)[0].protects
    assert "no lost support" in in_english(trouble(harsh)[0])
    assert not trouble(replace(STOPPED, who=""))[0].protects


def test_open_trouble_comes_first_the_worst_of_it_before_the_rest() -> None:
    over = replace(STOPPED, id="over", answered=ago(12), solved=ago(11), undone=ago(10))
    small = replace(STOPPED, id="small", severity=1, reported=TODAY, answered=TODAY)
    assert [item.ticket.id for item in trouble(over, small, STOPPED)] == ["t1", "small", "over"]


@pytest.mark.parametrize(("came", "code"), [((), "abandoned_after_signing"), ((6,), "problem_denied")])
def test_a_ticket_without_an_answer_is_a_mistake_by_the_record(came: tuple[int, ...], code: str) -> None:
    """Left alone with it; or worse, we came meanwhile and talked about something else."""
    notes = [
        note(200, "implementation", kind="contract"),
        note(120, "implementation", kind="delivery"),
        *(note(days, "implementation", kind="training") for days in (100, 70, 40, 20)),
        note(12, "implementation", who=("engineer",), direction="in", kind="complaint"),
        *(note(days, "implementation", kind="care") for days in came),
    ]
    standing = judged(*notes, people=(BOSS, ENGINEER), tickets=(replace(STOPPED, entry=""),), implementation=DELIVERED)
    assert code in {mistake.code for mistake in standing.mistakes}
    there = note(6, "implementation", kind="visit")
    unsure = judged(*notes, there, people=(BOSS, ENGINEER), tickets=(STOPPED,), implementation=DELIVERED)
    found = {mistake.code for mistake in unsure.mistakes} & {"abandoned_after_signing", "problem_denied"}
    assert came or not found, "the visit may have been the answer"
    answered = replace(STOPPED, entry="", answered=ago(11))
    fine = judged(*notes, people=(BOSS, ENGINEER), tickets=(answered,), implementation=DELIVERED)
    assert code not in {mistake.code for mistake in fine.mistakes}
