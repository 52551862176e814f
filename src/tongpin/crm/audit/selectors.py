"""Reading the log, and proving that nobody rewrote it."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import QuerySet

from tongpin.crm.audit.gesture import digest_of, hash_of
from tongpin.crm.audit.models import ChainHead, LogEntry
from tongpin.crm.opportunities.policy import get_opportunity, visible
from tongpin.crm.users.models import Role, User


@dataclass(frozen=True, slots=True)
class ChainReport:
    """`broken_at`: the first entry whose hash, payload or place is not what it was; None where the chain holds.

    `cut`: entries were taken from the end. `erased`: payloads taken out on purpose (personal data).
    """

    entries: int
    erased: int
    broken_at: int | None
    cut: bool

    @property
    def holds(self) -> bool:
        return self.broken_at is None and not self.cut


def verify_chain() -> ChainReport:
    """Goes through the whole log, in batches."""
    last, count, erased = "", 0, 0
    for entry in LogEntry.objects.order_by("pk").iterator(chunk_size=2000):
        intact = entry.previous == last and entry.hash == hash_of(entry)
        if not intact or (entry.payload is not None and entry.digest != digest_of(entry)):
            return ChainReport(count, erased, entry.pk, cut=False)
        last = entry.hash
        count += 1
        erased += entry.payload is None
    head = ChainHead.objects.filter(pk=1).first() or ChainHead()
    return ChainReport(count, erased, None, cut=(head.last, head.length) != (last, count))


def visible_log(user: User) -> "QuerySet[LogEntry]":
    """What a user may read of the log: auditors and administrators all of it, others that of what they see."""
    log = LogEntry.objects.order_by("-pk")
    if user.is_active and user.role in {Role.ADMIN, Role.AUDITOR}:
        return log
    return log.filter(opportunity_id__in=visible(user).values("pk"))


class LogLine(NamedTuple):
    """One row of a gesture: what was done to it; `fields` names the columns that changed."""

    id: int
    change: str
    object_type: str
    object_id: int | None
    opportunity_id: int | None
    fields: list[str]
    values: dict[str, dict[str, Any]]


class GestureLine(NamedTuple):
    """What a user did at once."""

    gesture: uuid.UUID
    at: dt.datetime
    user: str
    verb: str
    lines: list[LogLine]


def trail(
    *, user: User, opportunity_id: int | None = None, before: int | None = None, size: int = 200
) -> list[GestureLine]:
    """The log that a user may read, latest first: `size` entries grouped by gesture, older than entry `before`.

    A salesperson reads it of one opportunity at a time (`opportunity_id`), and only of those he sees.
    """
    log = visible_log(user)
    if opportunity_id is not None:
        log = log.filter(opportunity_id=get_opportunity(user, opportunity_id).pk)
    if before is not None:
        log = log.filter(pk__lt=before)
    gestures: dict[uuid.UUID, GestureLine] = {}
    for entry in log.select_related("user")[:size]:
        line = gestures.setdefault(entry.gesture, GestureLine(entry.gesture, entry.at, str(entry.user), entry.verb, []))
        line.lines.append(
            LogLine(
                entry.pk,
                entry.change,
                entry.object_type,
                entry.object_id,
                entry.opportunity_id,
                entry.fields,
                entry.values,
            )
        )
    return list(gestures.values())
