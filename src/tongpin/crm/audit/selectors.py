"""Reading the log, and proving that nobody rewrote it."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from tongpin.crm.audit.gesture import digest_of, hash_of
from tongpin.crm.audit.models import ChainHead, LogEntry
from tongpin.crm.opportunities.policy import visible
from tongpin.crm.prepared import Prepared
from tongpin.crm.users.models import Role, User

IMPROPER = "improperrequest"


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
    """What a user may read of the log: auditors and administrators all of it, others that of what they see. Improper
    requests are for the compliance officer alone."""
    log = LogEntry.objects.order_by("-pk")
    if user.is_active and user.role == Role.COMPLIANCE:
        return log.filter(Q(opportunity_id__in=visible(user).values("pk")) | Q(object_type=IMPROPER))
    log = log.exclude(object_type=IMPROPER)
    if user.is_active and user.role in {Role.ADMIN, Role.AUDITOR}:
        return log
    return log.filter(opportunity_id__in=visible(user).values("pk"))


def gesture_since(*, user: User, moment: dt.datetime) -> str:
    """The id of the user's last gesture if it was made at `moment` or later; empty where nothing was written since."""
    last = next(_LAST.rows([user.pk]), None)
    return str(last[0]) if last is not None and last[1] >= moment else ""


# Asked after each thing that is done.
_LAST = Prepared(lambda ids: LogEntry.objects.filter(user__in=ids).order_by("-pk").values_list("gesture", "at")[:1])
