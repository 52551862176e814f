"""How meetings ended: order, advance, continuation, no-sale; only the first two are success (METHOD 8.2)."""

from tongpin.method.case import Commitment, Entry
from tongpin.method.dossier import Dossier
from tongpin.method.standing import MeetingRecord
from tongpin.method.wording import quoted, say

FIRM = ("open", "kept", "overdue", "slipping", "broken")
"""States of a commitment that once had an action and a date."""


def meetings_of(dossier: Dossier) -> tuple[MeetingRecord, ...]:
    """The outcome of every meeting with the customer: as recorded, else by what the customer undertook that day."""
    recorded = {meeting.entry: meeting.outcome for meeting in dossier.case.meetings}
    return tuple(
        _record(dossier, entry, recorded.get(entry.id))
        for entry in dossier.outward
        if entry.kind in ("visit", "call", "negotiation", "demo", "executive_visit", "reference_visit", "company_tour")
    )


def _record(dossier: Dossier, entry: Entry, outcome: str | None) -> MeetingRecord:
    if outcome is not None:
        return MeetingRecord(entry=entry.id, outcome=outcome, why=say("meetings.recorded"))
    undertaken = [item for item in dossier.case.commitments if item.date == entry.date and _is_theirs(dossier, item)]
    firm = [item for item in undertaken if item.status in FIRM and item.due is not None]
    if firm:
        return MeetingRecord(entry=entry.id, outcome="advance", why=quoted(firm[0].text))
    return MeetingRecord(entry=entry.id, outcome="continuation", why=say("meetings.nothing_agreed"))


def _is_theirs(dossier: Dossier, commitment: Commitment) -> bool:
    return commitment.by in dossier.names or commitment.by in dossier.names.values()
