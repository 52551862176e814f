"""The battle plan against what came of it, and who a line of an agenda falls to."""

import datetime as dt

import pytest

from tongpin.method.agenda import line_of, parted, title_of
from tongpin.method.case import LANGUAGES, Case, Commitment, Language, Stakeholder
from tongpin.method.plan import due_for, is_won, owner_for, person_in, state_of, tally_of
from tongpin.method.sides import Counterpart, Member, OurSide, Task, TaskStatus

TODAY = dt.date(2026, 3, 2)
DAY = dt.timedelta(days=1)


def task(status: TaskStatus = "open", *, due: int | None = None, done: int | None = None, wanted: str = "") -> Task:
    """``due`` and ``done`` in days from today."""
    return Task(
        date=TODAY - 30 * DAY,
        text="去一趟",
        status=status,
        due=None if due is None else TODAY + due * DAY,
        done=None if done is None else TODAY + done * DAY,
        wanted=wanted,
    )


CASE = Case(
    id="x",
    today=TODAY,
    our_side=OurSide(team=("陈静 (销售)",), members=(Member(name="赵敏"),)),
    stakeholders=(
        Stakeholder(id="s1", name="王建"),
        Stakeholder(id="s2", name="王建国", owner="李伟 (售前)"),
        Stakeholder(id="s3", name="王"),
        Stakeholder(id="s4", name=""),
    ),
    counterparts=(Counterpart(ours="赵敏", who="s1"), Counterpart(ours="周强", who="s2", state="none")),
)


@pytest.mark.parametrize(
    ("given", "state"),
    [
        (task(due=0), "open"),  # due today is not late
        (task(due=-1), "overdue"),
        (task(), "open"),
        (task("done", due=-3, done=-3), "done"),
        (task("done", due=-3, done=-2), "late"),
        (task("done", done=-2), "done"),
        (task("not_done", due=3), "not_done"),
        (task("dropped", due=-9), "dropped"),
    ],
)
def test_how_a_task_stands(given: Task, state: str) -> None:
    assert state_of(given, TODAY) == state


def test_dropped_and_running_tasks_neither_help_nor_harm_the_share_that_was_kept() -> None:
    base = [task("done", due=-3, done=-3), task("not_done")]
    assert tally_of(base, CASE).kept == 0.5
    assert tally_of([*base, task("dropped"), task(due=4)], CASE).kept == 0.5
    assert tally_of([*base, task(due=-1)], CASE).kept == pytest.approx(1 / 3)
    assert tally_of([task(due=4)], CASE).kept is None
    assert tally_of([], CASE).set == 0


def test_a_done_task_has_won_nothing_until_the_commitment_is_on_record() -> None:
    aimed = task("done", done=-1, wanted="同意两周试用")
    assert tally_of([aimed], CASE).won == 0

    def with_promise(**facts: object) -> Case:
        promise = {"text": "同意两周试用", "date": TODAY - DAY, "by": "s1", **facts}
        return Case(id="x", today=TODAY, commitments=(Commitment(**promise),))  # type: ignore[arg-type]

    assert tally_of([aimed], with_promise()).won == 1
    assert not is_won(aimed, with_promise(text="考虑试用"))
    assert not is_won(aimed, with_promise(date=TODAY - 40 * DAY))  # promised before anybody asked
    assert not is_won(task(), with_promise(text=""))


def test_the_longest_name_in_a_line_is_meant_and_one_character_is_no_name() -> None:
    who = person_in("问王建国：预算批了没有", CASE)
    assert who is not None
    assert who.id == "s2"
    assert person_in("问王总", CASE) is None


def test_a_task_falls_to_the_counterpart_then_to_who_keeps_the_contact_then_to_the_first_of_us() -> None:
    people = {person.id: person for person in CASE.stakeholders}
    assert owner_for(people["s1"], CASE) == "赵敏"
    assert owner_for(people["s2"], CASE) == "李伟"  # a tie without contact is none
    assert owner_for(people["s3"], CASE) == owner_for(None, CASE) == "陈静"
    assert owner_for(None, Case(id="x", today=TODAY)) == ""
    assert due_for(TODAY) == TODAY + 7 * DAY


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_line_of_the_agenda_gives_its_part_back(lang: Language) -> None:
    title = title_of("gate", lang)
    assert parted(line_of(title, "Budget: approved?", lang)) == (title, "Budget: approved?")
    assert parted("Something else: x") == ("", "Something else: x")
