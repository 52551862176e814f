"""Seats on the chart that matter for a purchase and where we know nobody (METHOD 6.6)."""

from dataclasses import replace
from typing import Any

from tests.method.builders import BOSS, BUYER, ENGINEER, ago, note, opened
from tongpin.method.blind_seats import BlindSeat, SeatInReach, blind_seats
from tongpin.method.organisation import Seat
from tongpin.method.sides import Level
from tongpin.method.wording import render

PEOPLE = (replace(BOSS, title="plant manager"), ENGINEER, replace(BUYER, owner=""))
NOTES = [note(20, "screening", who=("engineer",)), note(9, "screening", who=("boss",))]


def seat(id: int, title: str, department: str = "", level: Level | None = None, **facts: Any) -> SeatInReach:
    parts = {name: facts.pop(name) for name in ("who", "signs") if name in facts}
    facts.setdefault("person", id)
    return SeatInReach(seat=Seat(id=id, title=title, department=department, level=level, **facts), **parts)


def found(*seats: SeatInReach, **parts: Any) -> list[BlindSeat]:
    return list(blind_seats(opened(*NOTES, people=PEOPLE, **parts), seats))


def keys(blind: BlindSeat) -> list[str]:
    return [why.key.rpartition(".")[2] for why in blind.why]


def test_a_chief_whom_nobody_knows_is_named_with_the_reason() -> None:
    (blind,) = found(seat(1, "President", level="executive", holder="Mr Gao"))
    assert (blind.seat.holder, blind.sight, blind.who) == ("Mr Gao", "not_listed", "")
    assert [render(why, "en") for why in blind.why] == ["a seat at the top that may have the last word"]


def test_whoever_we_met_fills_his_seat_and_whoever_we_did_not_does_not() -> None:
    assert found(seat(1, "Plant manager", level="executive", who="boss")) == []
    (blind,) = found(seat(2, "Head of purchasing", "Purchasing", "manager", who="buyer"))
    assert (blind.sight, blind.who) == ("unmet", "buyer")


def test_a_vacant_seat_is_blind_too() -> None:
    (blind,) = found(seat(1, "Finance director", level="executive", person=None))
    assert blind.sight == "vacant"


def test_heads_of_departments_that_take_part_or_buy_count_and_others_do_not() -> None:
    seats = (
        seat(1, "Head of technics", "technics", "manager"),
        seat(2, "采购科长", "采购部", "manager"),
        seat(3, "Head of the canteen", "canteen", "manager"),
        seat(4, "Clerk", "technics", "staff"),
    )
    assert {blind.seat.id: keys(blind) for blind in found(*seats)} == {1: ["touched"], 2: ["purchasing"]}


def test_who_approves_or_stands_above_one_of_ours_counts_and_reasons_add_up() -> None:
    seats = (
        seat(1, "President", level="executive"),
        seat(2, "Group controller", "finance", "staff", signs=True),
        seat(3, "Section lead", "metering", "staff"),
        seat(4, "Finance director", "finance", "executive", signs=True),
        seat(5, "Engineer", "technics", "staff", who="engineer", reports_to=3),
    )
    blind = found(*seats)
    assert [(one.seat.id, keys(one)) for one in blind] == [
        (4, ["signs", "power"]),
        (2, ["signs"]),
        (1, ["power"]),
        (3, ["above"]),
    ]


def test_a_title_tells_the_level_where_the_chart_does_not() -> None:
    assert [keys(one) for one in found(seat(1, "总经理"))] == [["power"]]


def test_who_has_left_fills_no_seat_and_touches_no_department() -> None:
    gone = (replace(ENGINEER, left=ago(2)), BOSS)
    seats = (seat(1, "Head of technics", "technics", "manager"),)
    assert blind_seats(opened(*NOTES, people=gone), seats) == ()


def test_of_a_large_company_the_gravest_are_named() -> None:
    many = [seat(number, "President", level="executive") for number in range(1, 400)]
    blind = found(*many, seat(500, "Chief buyer", "purchasing", "manager", signs=True))
    assert len(blind) == 12
    assert blind[0].seat.id == 500
