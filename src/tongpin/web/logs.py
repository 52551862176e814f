"""The record of changes as rows: who did what, when, to which fields."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from tongpin.crm.audit.models import LogEntry
from tongpin.web.texts import Texts

VERBS: Texts = {
    "add_bid": gettext_lazy("Added an offer"),
    "add_commitment": gettext_lazy("Added a commitment"),
    "add_competitor": gettext_lazy("Added a rival"),
    "add_concern": gettext_lazy("Added a concern"),
    "add_criterion": gettext_lazy("Added a criterion"),
    "add_metric": gettext_lazy("Added a reading"),
    "add_need": gettext_lazy("Added a need"),
    "add_signal": gettext_lazy("Marked a signal"),
    "add_stakeholder": gettext_lazy("Added a person"),
    "adapt_playbook": gettext_lazy("Kept a playbook"),
    "answer_qualification": gettext_lazy("Answered the assessment"),
    "change_language": gettext_lazy("Changed the language"),
    "close_opportunity": gettext_lazy("Closed the opportunity"),
    "confirm_signal": gettext_lazy("Confirmed a signal"),
    "create_account": gettext_lazy("Added an account"),
    "create_person": gettext_lazy("Added a person"),
    "create_user": gettext_lazy("Added a user"),
    "delete_activity": gettext_lazy("Removed an entry"),
    "dispute_finding": gettext_lazy("Disputed a mistake"),
    "edit_activity": gettext_lazy("Changed an entry"),
    "create_first_user": gettext_lazy("Added the first user"),
    "export_cases": gettext_lazy("Saved deal files"),
    "hand_over": gettext_lazy("Handed the opportunity over"),
    "import_cases": gettext_lazy("Imported deal files"),
    "move_on": gettext_lazy("Moved on past a gate"),
    "move_to_playbook": gettext_lazy("Changed the playbook"),
    "move_to_team": gettext_lazy("Moved a user to a team"),
    "open_opportunity": gettext_lazy("Opened the opportunity"),
    "override_gate": gettext_lazy("Forced a gate"),
    "record_activity": gettext_lazy("Recorded an entry"),
    "record_gate": gettext_lazy("Recorded a gate"),
    "remove_bid": gettext_lazy("Removed an offer"),
    "remove_commitment": gettext_lazy("Removed a commitment"),
    "remove_competitor": gettext_lazy("Removed a rival"),
    "remove_concern": gettext_lazy("Removed a concern"),
    "remove_criterion": gettext_lazy("Removed a criterion"),
    "remove_metric": gettext_lazy("Removed a reading"),
    "remove_need": gettext_lazy("Removed a need"),
    "remove_person": gettext_lazy("Removed a person"),
    "remove_stakeholder": gettext_lazy("Removed a person"),
    "reopen_opportunity": gettext_lazy("Opened the opportunity again"),
    "set_implementation": gettext_lazy("Recorded the delivery"),
    "set_meeting": gettext_lazy("Recorded what a meeting came to"),
    "set_position": gettext_lazy("Recorded our position"),
    "set_tender": gettext_lazy("Recorded the tender"),
    "settle_finding": gettext_lazy("Decided on a mistake"),
    "share_opportunity": gettext_lazy("Shared the opportunity"),
    "stop_sharing": gettext_lazy("Took access back"),
    "strike_signal": gettext_lazy("Struck a signal"),
    "undo_last_gesture": gettext_lazy("Took the last step back"),
    "update_account": gettext_lazy("Changed an account"),
    "update_bid": gettext_lazy("Changed an offer"),
    "update_commitment": gettext_lazy("Changed a commitment"),
    "update_competitor": gettext_lazy("Changed a rival"),
    "update_concern": gettext_lazy("Changed a concern"),
    "update_criterion": gettext_lazy("Changed a criterion"),
    "update_metric": gettext_lazy("Changed a reading"),
    "update_need": gettext_lazy("Changed a need"),
    "update_opportunity": gettext_lazy("Changed the opportunity"),
    "update_person": gettext_lazy("Changed a person"),
    "update_stakeholder": gettext_lazy("Changed a person’s part"),
    "withdraw_gate": gettext_lazy("Took a gate’s record back"),
}
THINGS: Texts = {
    "account": pgettext_lazy("record", "Account"),
    "activity": pgettext_lazy("record", "Entry"),
    "bid": pgettext_lazy("record", "Offer"),
    "commitment": pgettext_lazy("record", "Commitment"),
    "competitor": pgettext_lazy("record", "Rival"),
    "concern": pgettext_lazy("record", "Concern"),
    "criterion": pgettext_lazy("record", "Criterion"),
    "finding": pgettext_lazy("record", "Mistake"),
    "gaterecord": pgettext_lazy("record", "Gate"),
    "gateshown": pgettext_lazy("record", "Evidence of a gate"),
    "implementation": pgettext_lazy("record", "Delivery"),
    "keptplaybook": pgettext_lazy("record", "Playbook"),
    "meeting": pgettext_lazy("record", "Meeting"),
    "metric": pgettext_lazy("record", "Reading"),
    "need": pgettext_lazy("record", "Need"),
    "opportunity": pgettext_lazy("record", "Opportunity"),
    "opportunityshare": pgettext_lazy("record", "Access"),
    "participation": pgettext_lazy("record", "Participant"),
    "person": pgettext_lazy("record", "Person"),
    "qualificationrecord": pgettext_lazy("record", "Assessment"),
    "signal": pgettext_lazy("record", "Signal"),
    "stakeholder": pgettext_lazy("record", "Person’s part"),
    "tender": pgettext_lazy("record", "Tender"),
    "user": pgettext_lazy("record", "User"),
}
CHANGES: Texts = {
    "made": gettext_lazy("made"),
    "changed": gettext_lazy("changed"),
    "removed": gettext_lazy("removed"),
    "done": gettext_lazy("done"),
}
COLUMNS = (
    "pk",
    "at",
    "user__name",
    "user__username",
    "verb",
    "change",
    "object_type",
    "object_id",
    "opportunity_id",
    "fields",
    "hash",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LogRow:
    """One entry of the log; ``seal`` is the beginning of its hash."""

    number: int
    at: str
    who: str
    verb: str
    change: str
    thing: str
    fields: str
    opportunity: int | None
    seal: str


def log_rows(log: "QuerySet[LogEntry]", most: int, start: int = 0) -> list[LogRow]:
    """Entries of the log, newest first."""
    return [_row(row) for row in log.order_by("-pk").values(*COLUMNS)[start : start + most]]


def _row(row: Mapping[str, Any]) -> LogRow:
    return LogRow(
        number=row["pk"],
        at=date_format(timezone.localtime(row["at"]), "SHORT_DATETIME_FORMAT"),
        who=row["user__name"] or row["user__username"],
        verb=str(VERBS.get(row["verb"], row["verb"])),
        change=str(CHANGES[row["change"]]),
        thing=f"{THINGS.get(row['object_type'], row['object_type'])} {row['object_id']}",
        fields=_(", ").join(row["fields"]),
        opportunity=row["opportunity_id"],
        seal=row["hash"][:10],
    )
