"""Which seats of a chart are drawn: all of them up to a number that a browser draws quickly, the topmost first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from tongpin.method.organisation import Seat, reports_of
from tongpin.web.organisation.layout import Layout, Words, lay_out

MOST_DRAWN = 600


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What is drawn; ``left_off``: how many direct reports of a seat are not."""

    seats: tuple[Seat, ...]
    left_off: Mapping[int, int]

    def laid_out(self) -> Layout:
        """On paper, in the reader's language."""
        words = Words(vacant=vacant(), nowhere=_("Department not known"), more=_("%s more below"))
        return lay_out(self.seats, words, self.left_off)


def vacant() -> str:
    """What stands where nobody sits."""
    return "○ " + _("Vacant")


def part_of(seats: Sequence[Seat], below: int | None = None, most: int = MOST_DRAWN) -> Part:
    """The chart, or the part of it from one seat downwards; level by level until it is enough."""
    reports = reports_of(seats)
    level = [seat for seat in seats if seat.id == below] or reports.get(None, [])
    drawn: list[Seat] = []
    while level and len(drawn) < most:
        drawn += level[: most - len(drawn)]
        level = [report for seat in level for report in reports.get(seat.id, [])]
    ids = {seat.id for seat in drawn}
    lacking = {seat.id: sum(report.id not in ids for report in reports.get(seat.id, [])) for seat in drawn}
    return Part(seats=tuple(drawn), left_off={seat: count for seat, count in lacking.items() if count})
