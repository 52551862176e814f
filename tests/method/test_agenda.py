"""The agenda of a sales meeting (METHOD 11.3): made from what is open, twenty minutes, ended by who does what."""

from dataclasses import replace
from typing import Any

from tests.method.builders import BOSS, BUYER, ENGINEER, ago, note, opened
from tongpin.method.agenda import Agenda, agenda_of
from tongpin.method.buying_centre import buying_centre_of
from tongpin.method.case import Commitment
from tongpin.method.counterparts import matrix_of
from tongpin.method.judge import standing_of
from tongpin.method.sides import SalesMeeting, Settlement, Task
from tongpin.method.wording import render


def agenda(*notes: Any, **parts: Any) -> Agenda:
    dossier = opened(*notes, people=parts.pop("people", (BOSS, BUYER, ENGINEER)), **parts)
    return agenda_of(
        dossier.case, standing_of(dossier), dossier.playbook, buying_centre_of(dossier), matrix_of(dossier)
    )


def told(found: Agenda, part: str) -> list[str]:
    return [render(point.text, "en") for point in dict(found.parts).get(part, ())]


SIX = note(20, "criteria", by="Anna", text="Told them that delivery takes 6 weeks.")
TEN = note(8, "criteria", by="Ben", text="Told them that delivery takes 10 weeks.")


def test_it_takes_about_twenty_minutes_and_ends_with_what_to_do() -> None:
    found = agenda(SIX, TEN)
    assert found.minutes <= 30
    assert found.parts[-1][0] == "next"
    assert told(found, "obstacle")


def test_the_next_meeting_opens_with_what_was_decided_done_or_not() -> None:
    meeting = SalesMeeting(date=ago(14), decisions="One delivery date: 8 weeks")
    tasks = (
        Task(date=ago(14), text="Ask for the timetable", owner="Anna", due=ago(3)),
        Task(date=ago(14), text="See the works", owner="Ben", status="done", done=ago(5)),
        Task(date=ago(60), text="Old story", owner="Ben", status="done", done=ago(50)),
    )
    found = agenda(note(8, "criteria"), sales_meetings=(meeting,), plan=tasks)
    assert found.parts[0][0] == "decided"
    assert told(found, "decided") == [
        f"decided on {ago(14)}: One delivery date: 8 weeks",
        f"Ask for the timetable (Anna, by {ago(3)}): not done yet",
        "Ben: See the works: done",
    ]


def test_two_stories_are_talked_over_until_they_are_settled() -> None:
    found = agenda(SIX, TEN)
    assert len(told(found, "story")) == 1
    assert "6 weeks" in told(found, "story")[0]
    first, second = (item.entry.id for item in (SIX, TEN))
    settled = Settlement(topic="delivery_time", first=first, second=second, date=ago(1), holds="8 weeks")
    assert told(agenda(SIX, TEN, settlements=(settled,)), "story") == []


def test_promises_of_both_sides_come_when_they_are_late_or_due() -> None:
    late = Commitment(date=ago(30), text="Sends the drawings", by="boss", due=ago(2))
    far = replace(late, text="Tells the budget", due=ago(-40))
    assert told(agenda(note(8, "criteria"), commitments=(late, far)), "due") == [
        f"Director Ling promised “Sends the drawings” by {ago(2)}: overdue"
    ]


def test_the_next_gate_says_what_it_lacks() -> None:
    assert told(agenda(note(8, "screening")), "gate")


def test_every_point_can_be_said_in_every_language() -> None:
    for point in agenda(SIX, TEN).points:
        assert all(render(point.text, lang) for lang in ("zh-Hans", "zh-Hant", "en"))
