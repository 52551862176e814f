"""How meetings ended: order, advance, continuation, no-sale; only the first two are success (METHOD 8.2).

An advance is an action of the customer with a day. What somebody calls an advance without one is a continuation.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from tongpin.method.case import Commitment, Entry
from tongpin.method.datafiles import load_data
from tongpin.method.dossier import Dossier
from tongpin.method.standing import MeetingRecord
from tongpin.method.wording import quoted, say

MEETING_KINDS = ("visit", "call", "negotiation", "demo", "executive_visit", "reference_visit", "company_tour")
"""Entries that are meetings with the customer."""
FIRM = ("open", "kept", "overdue", "slipping", "broken")
"""States of a commitment that once had an action and a date."""


def meetings_of(dossier: Dossier) -> tuple[MeetingRecord, ...]:
    """The outcome of every meeting with the customer: as recorded, else by what the customer undertook that day."""
    recorded = {meeting.entry: meeting.outcome for meeting in dossier.case.meetings}
    return tuple(
        _record(dossier, entry, recorded.get(entry.id)) for entry in dossier.outward if entry.kind in MEETING_KINDS
    )


def _record(dossier: Dossier, entry: Entry, outcome: str | None) -> MeetingRecord:
    if outcome is not None and outcome != "advance":
        return MeetingRecord(entry=entry.id, outcome=outcome, why=say("meetings.recorded"))
    undertaken = [item for item in dossier.case.commitments if item.date == entry.date and _is_theirs(dossier, item)]
    firm = [item for item in undertaken if item.status in FIRM and item.due is not None]
    if firm:
        return MeetingRecord(entry=entry.id, outcome="advance", why=quoted(firm[0].text))
    why = say("meetings.nothing_agreed" if outcome is None else "meetings.called_advance")
    return MeetingRecord(entry=entry.id, outcome="continuation", why=why)


def _is_theirs(dossier: Dossier, commitment: Commitment) -> bool:
    return commitment.by in dossier.names or commitment.by in dossier.names.values()


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How many meetings ended how. Where there are too few, the ratio says nothing yet."""

    orders: int = 0
    advances: int = 0
    continuations: int = 0
    no_sales: int = 0

    @property
    def total(self) -> int:
        return self.orders + self.advances + self.continuations + self.no_sales

    @property
    def success(self) -> float | None:
        """The part that ended in an order or an advance; ``None`` below ``meetings.enough``."""
        if self.total < load_data("meetings")["enough"]:
            return None
        return (self.orders + self.advances) / self.total


def tally_of(outcomes: Iterable[str]) -> Tally:
    """Counts outcomes of meetings."""
    counted = Counter(outcomes)
    return Tally(
        orders=counted["order"],
        advances=counted["advance"],
        continuations=counted["continuation"],
        no_sales=counted["no_sale"],
    )
