"""Seats on the customer's chart that matter for a purchase and that nobody whom we have met fills (METHOD 6.6).

The chart belongs to the account: whoever asks brings the seats that may matter, with what only records tell of them.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from tongpin.method.datafiles import load_data
from tongpin.method.dossier import Dossier
from tongpin.method.organisation import Seat, level_of
from tongpin.method.people import PURCHASING_WORDS
from tongpin.method.wording import Say, say

Sight = Literal["vacant", "not_listed", "unmet"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatInReach:
    """A seat of the chart; ``who`` is the stakeholder's id of its holder, where he is one. ``signs``: by their way of
    approving this purchase passes here."""

    seat: Seat
    who: str = ""
    signs: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class BlindSeat:
    """A seat that matters (``why``) and where we see nobody: it is vacant, or its holder is not among the people of
    the opportunity, or none of us has met him (``who`` is then his id)."""

    seat: Seat
    sight: Sight
    who: str
    why: tuple[Say, ...]


def blind_seats(dossier: Dossier, seats: Sequence[SeatInReach]) -> tuple[BlindSeat, ...]:
    """Blind seats, those with the most and gravest reasons first; at most as many as the data file says."""
    met = {person.id for person in dossier.present if dossier.met(person)}
    touched = _touched(dossier, seats)
    above = {one.seat.reports_to for one in seats if one.who and one.who in dossier.names}
    found = []
    for one in seats:
        if one.who in met:
            continue
        reasons = tuple(_reasons(one, touched, above))
        if reasons:
            weight = sum(_knowledge()["weights"][reason] for reason in reasons)
            found.append((-weight, _blind(one, reasons)))
    # The order of the chart stays among equals.
    found.sort(key=lambda pair: pair[0])
    return tuple(seat for _weight, seat in found[: _knowledge()["most"]])


def _touched(dossier: Dossier, seats: Sequence[SeatInReach]) -> frozenset[str]:
    """Departments that have somebody in the purchase, by the chart or by his own record."""
    by_chart = {one.seat.department for one in seats if one.who}
    return frozenset(by_chart | {person.department for person in dossier.present} - {""}) - {""}


def _reasons(one: SeatInReach, touched: Collection[str], above: Collection[int | None]) -> Iterator[str]:
    seat, level = one.seat, one.seat.level or level_of(one.seat.title)
    if one.signs:
        yield "signs"
    if level == "executive":
        yield "power"
    if level == "manager" and is_purchasing(seat):
        yield "purchasing"
    elif level == "manager" and seat.department in touched:
        yield "touched"
    if seat.id in above and level != "executive":
        yield "above"


def is_purchasing(seat: Seat) -> bool:
    """Whether a seat belongs to the department that buys."""
    where = f"{seat.department} {seat.title}".lower()
    return any(word in where for word in PURCHASING_WORDS)


def _blind(one: SeatInReach, reasons: tuple[str, ...]) -> BlindSeat:
    sight: Sight = "vacant" if one.seat.person is None else "unmet" if one.who else "not_listed"
    return BlindSeat(
        seat=one.seat, sight=sight, who=one.who, why=tuple(say(f"blind_seats.why.{reason}") for reason in reasons)
    )


@cache
def _knowledge() -> dict[str, Any]:
    return dict(load_data("blind_seats"))
