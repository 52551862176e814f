"""Promises and meetings: who promised what, and what each meeting was for against what it came to (METHOD 8.2)."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from tongpin.crm.opportunities.page import OpportunityPage, records_of
from tongpin.method.meetings import Tally, tally_of
from tongpin.web.cited import day
from tongpin.web.opportunity.records import sections_of
from tongpin.web.pages import user_of
from tongpin.web.texts import OUTCOMES, kind_name, known, told

OUTCOME_CSS = {"order": "tag-fits", "advance": "tag-fits", "continuation": "tag-early", "no_sale": "tag-wrong"}
MOST = 60


def promises_view(request: HttpRequest, found: OpportunityPage) -> dict[str, Any]:
    """Commitments, and the meetings, latest first."""
    records = records_of(user=user_of(request), opportunity_id=found.opportunity.pk)
    meetings = found.standing.meetings
    entries = {entry.code: entry for entry in found.entries}
    people = {person.code: person.name for person in found.people}
    shown = [(meeting, entries[meeting.entry]) for meeting in meetings if meeting.entry in entries]
    by: dict[str, list[str]] = {}
    for meeting, entry in shown:
        by.setdefault(entry.by, []).append(meeting.outcome)
    return {
        "section": sections_of(found.opportunity, {"commitment": records.commitments})[0],
        "tally": tally_row(tally_of(meeting.outcome for meeting in meetings)),
        "by": [
            {"who": who or "–", **tally_row(tally_of(outcomes))}
            for who, outcomes in sorted(by.items(), key=lambda item: -len(item[1]))
        ],
        "meetings": [
            {
                "day": day(entry.date),
                "kind": kind_name(entry.kind),
                "who": ", ".join(people.get(code, code) for code in entry.who),
                "by": entry.by,
                "wanted": entry.wanted or "",
                "outcome": str(OUTCOMES[meeting.outcome]),
                "css": OUTCOME_CSS[meeting.outcome],
                "why": told(meeting.why),
                "entry": reverse("entry", args=[found.opportunity.pk, entry.id]),
                "edit": reverse("change_entry", args=[found.opportunity.pk, entry.id]),
            }
            for meeting, entry in list(reversed(shown))[:MOST]
        ],
        "rule": known("meetings.rule"),
    }


def tally_row(tally: Tally) -> dict[str, Any]:
    """Counts with the share of success, empty while it says nothing."""
    return {
        "orders": tally.orders,
        "advances": tally.advances,
        "continuations": tally.continuations,
        "no_sales": tally.no_sales,
        "total": tally.total,
        "success": "" if tally.success is None else f"{round(100 * tally.success)}%",
    }
