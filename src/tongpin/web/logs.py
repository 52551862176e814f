"""The record of changes as rows: who did what, when, to which fields."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from tongpin.crm.audit.models import LogEntry
from tongpin.web.log_words import CHANGES, FIELDS, THINGS, VERBS

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
        fields=_(", ").join(dict.fromkeys(str(FIELDS.get(name, name)) for name in row["fields"])),
        opportunity=row["opportunity_id"],
        seal=row["hash"][:10],
    )
