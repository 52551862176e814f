"""Where seats stand on the paper: nobody on another, everybody below the superior, names whole."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tongpin.method.organisation import Seat
from tongpin.web.organisation.layout import Layout, Placed, Words, lay_out
from tongpin.web.organisation.wrapping import wrapped

WORDS = Words(vacant="○ 空缺", nowhere="部门不详", more="下面还有 %s 个")


def chart(*rows: tuple[int, int | None, str]) -> Layout:
    """A layout of (id, reports to, department)."""
    seats = [Seat(id=pk, reports_to=above, department=dept, title="主任", holder="王建国") for pk, above, dept in rows]
    return lay_out(seats, WORDS)


def touching(one: Placed, other: Placed) -> bool:
    beside = abs(one.x - other.x) - (one.width + other.width) / 2
    below = abs(one.y - other.y) - (one.height + other.height) / 2
    return beside < 0 and below < 0


@st.composite
def charts(draw: st.DrawFn) -> list[tuple[int, int | None, str]]:
    """Any reporting lines, loops among them."""
    count = draw(st.integers(1, 40))
    above = st.none() | st.integers(1, count)
    return [(pk, draw(above), draw(st.sampled_from(["", "财务部", "采购部", "设备部"]))) for pk in range(1, count + 1)]


@settings(max_examples=60)
@given(charts())
def test_nobody_stands_on_another_and_everybody_is_drawn(rows: list[tuple[int, int | None, str]]) -> None:
    layout = chart(*rows)
    assert sorted(placed.seat.id for placed in layout.seats) == [pk for pk, _above, _department in rows]
    assert not [pair for pair in itertools.combinations(layout.seats, 2) if touching(*pair)]
    for placed in layout.seats:
        assert placed.x - placed.width / 2 >= 0
        assert placed.x + placed.width / 2 <= layout.width
        assert placed.y + placed.height / 2 <= layout.height


@settings(max_examples=60)
@given(charts())
def test_a_line_leads_from_the_superior_down_to_the_seat(rows: list[tuple[int, int | None, str]]) -> None:
    layout = chart(*rows)
    at = {placed.seat.id: placed for placed in layout.seats}
    for line in layout.lines:
        above, below = at[line.above], at[line.below]
        assert line.points[0] == (above.x, above.y + above.height / 2)
        x, y = line.points[-1]
        assert abs(x - below.x) <= below.width / 2
        assert abs(y - below.y) <= below.height / 2
        assert below.y > above.y


def test_a_department_has_one_box_round_its_seats() -> None:
    layout = chart((1, None, "院办"), (2, 1, "放射科"), (3, 2, "放射科"), (4, 2, "放射科"), (5, 1, "设备科"))
    boxes = {"".join(group.name): group for group in layout.groups}
    assert set(boxes) == {"院办", "放射科", "设备科"}
    radiology = boxes["放射科"]
    inside = {
        placed.seat.id
        for placed in layout.seats
        if radiology.x < placed.x < radiology.x + radiology.width
        and radiology.y < placed.y < radiology.y + radiology.height
    }
    assert inside == {2, 3, 4}


def test_many_below_the_same_one_stand_in_a_block_and_not_in_a_row() -> None:
    layout = chart((1, None, ""), *((pk, 1, "") for pk in range(2, 151)))
    assert 0.5 < layout.width / layout.height < 2.5


def test_a_chain_of_thousands_is_drawn() -> None:
    layout = chart(*((pk, pk - 1 or None, "") for pk in range(1, 3001)))
    assert len(layout.lines) == 2999


@pytest.mark.parametrize(
    "name",
    [
        "王建国",
        "阿依古丽·买买提艾力·吐尔逊江·阿卜杜热合曼",
        "Anna-Katharina von Hohenlohe-Schillingsfürst the Younger",
        "x" * 200,
    ],
)
def test_a_name_is_never_cut(name: str) -> None:
    lines = wrapped(name, 15, 200)
    assert "".join(lines).replace(" ", "") == name.replace(" ", "")
