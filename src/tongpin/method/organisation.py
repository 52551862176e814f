"""The organisation chart of a customer as plain data (METHOD 6.1)."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from tongpin.method.datafiles import load_data
from tongpin.method.sides import Level

ApprovalAct = Literal["proposes", "reviews", "signs"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """A seat: ``holder`` is the name of who sits in it (empty: vacant), ``person`` his id, ``reports_to`` a seat."""

    id: int
    department: str = ""
    title: str = ""
    level: Level | None = None
    reports_to: int | None = None
    holder: str = ""
    person: int | None = None
    since: dt.date | None = None


def loops(reports_to: Mapping[int, int | None]) -> tuple[int, ...]:
    """Seats that report to themselves in the end, in the order given. Takes time linear in the number of seats."""
    state: dict[int, bool] = {}
    for seat in reports_to:
        path: list[int] = []
        here: int | None = seat
        while here is not None and here in reports_to and here not in state:
            state[here] = False
            path.append(here)
            here = reports_to[here]
        looping = here in path
        start = path.index(here) if looping and here is not None else len(path)
        for index, passed in enumerate(path):
            state[passed] = looping and index >= start
    return tuple(seat for seat in reports_to if state[seat])


def reports_of(seats: Sequence[Seat]) -> dict[int | None, list[Seat]]:
    """Seats by the id of the one that they report to; by None those at the top and those in a loop."""
    looping = set(loops({seat.id: seat.reports_to for seat in seats}))
    ids = {seat.id for seat in seats}
    found: dict[int | None, list[Seat]] = {}
    for seat in seats:
        above = seat.reports_to if seat.reports_to in ids and seat.id not in looping else None
        found.setdefault(above, []).append(seat)
    return found


def in_order(seats: Sequence[Seat]) -> tuple[tuple[int, Seat], ...]:
    """(depth, seat), each seat after the one it reports to. Seats in a loop stand at depth 0."""
    below = reports_of(seats)
    waiting = [(0, seat) for seat in reversed(below.get(None, []))]
    told: list[tuple[int, Seat]] = []
    while waiting:
        depth, seat = waiting.pop()
        told.append((depth, seat))
        waiting += [(depth + 1, next_one) for next_one in reversed(below.get(seat.id, []))]
    return tuple(told)


def level_of(title: str) -> Level | None:
    """The level that a title suggests; None where its words tell none."""
    words = title.lower()
    known = load_data("levels")
    if any(word in words for word in known["helpers"]):
        return "staff"
    if any(word in words for word in known["executive"]):
        return "executive"
    return "manager" if any(word in words for word in known["manager"]) else None
