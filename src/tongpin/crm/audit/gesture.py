"""A gesture: what one user does at once. All rows are written through it, so that none goes unrecorded."""

import datetime as dt
import hashlib
import json
import logging
import secrets
import uuid
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from decimal import Decimal
from typing import Any, TypeVar

from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tongpin.crm.audit.models import ChainHead, LogEntry
from tongpin.crm.errors import TongpinError
from tongpin.crm.prepared import Prepared
from tongpin.crm.users.models import User

Row = TypeVar("Row", bound=models.Model)
Change = LogEntry.Change
REFUSALS = frozenset(
    {"23505", "23503", "SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_PRIMARYKEY", "SQLITE_CONSTRAINT_FOREIGNKEY"}
)
"""What PostgreSQL and SQLite call a twin and a lost other end."""
log = logging.getLogger(__name__)


@contextmanager
def gesture(user: User, verb: str) -> Iterator["Gesture"]:
    """One transaction with its log entries; `verb` is the name of the action. Nothing is kept if the block raises.

    Raises `at_the_same_time` where a colleague, in this very moment, has made the same thing or removed what it names:
    the database refuses the second.
    """
    try:
        with transaction.atomic():
            deed = Gesture(user, verb)
            yield deed
            deed.write_log()
    except IntegrityError as error:
        if not _met_another(error):
            raise
        log.info("%s met the deed of another: %s", verb, error)
        message = _("A colleague changed the same thing at this very moment. Look at it again, then go on from there.")
        raise TongpinError("at_the_same_time", message, 409) from error


def _met_another(error: IntegrityError) -> bool:
    """Whether the database refused a twin (unique) or what lost its other end (foreign key); anything else is a fault
    of the program."""
    cause = error.__cause__
    told = getattr(cause, "sqlstate", None) or getattr(cause, "sqlite_errorname", None)
    return told in REFUSALS


class Gesture:
    """Writes rows and remembers what was done to them."""

    def __init__(self, user: User, verb: str) -> None:
        self.user = user
        self.verb = verb
        self.id = uuid.uuid4()
        self.at = timezone.now()
        self.entries: list[LogEntry] = []

    def make(self, row: Row) -> Row:
        row.save(force_insert=True)
        self._note(Change.MADE, row, new=plain(row))
        return row

    def make_all(self, model: type[Row], rows: Iterable[Row]) -> list[Row]:
        made = model._default_manager.bulk_create(list(rows), batch_size=500)
        for row in made:
            self._note(Change.MADE, row, new=plain(row))
        return made

    def change(self, row: models.Model, **values: Any) -> bool:
        """Sets columns; only what really differs is saved and logged. Tells whether anything did."""
        differing = {name: value for name, value in values.items() if getattr(row, name) != value}
        if not differing:
            return False
        columns = [_column(row, name) for name in differing]
        old = plain(row, columns)
        for name, value in differing.items():
            setattr(row, name, value)
        row.save(update_fields=list(differing))
        self._note(Change.CHANGED, row, old=old, new=plain(row, columns))
        return True

    def remove(self, row: models.Model) -> None:
        self._note(Change.REMOVED, row, old=plain(row))
        row.delete()

    def remove_all(self, rows: Iterable[models.Model]) -> None:
        """Removes rows of one kind, many with one statement. Raises `RestrictedError` where others still name one."""
        gone = list(rows)
        for row in gone:
            self._note(Change.REMOVED, row, old=plain(row))
        for start in range(0, len(gone), 500):
            together = [row.pk for row in gone[start : start + 500]]
            type(gone[0])._default_manager.filter(pk__in=together).delete()

    def note_done(self, row: models.Model, **told: Any) -> None:
        """Something that changes no row and is worth remembering (an export, say), with what is `told` of it."""
        self._note(Change.DONE, row, new=told or None)

    def _note(
        self,
        change: str,
        row: models.Model,
        old: Mapping[str, Any] | None = None,
        new: Mapping[str, Any] | None = None,
    ) -> None:
        payload = {name: part for name, part in (("old", old), ("new", new)) if part is not None}
        kind = row._meta.model_name or ""
        opportunity = row.pk if kind == "opportunity" else getattr(row, "opportunity_id", None)
        self.entries.append(
            LogEntry(
                at=self.at,
                user=self.user,
                gesture=self.id,
                verb=self.verb,
                change=change,
                object_type=kind,
                object_id=row.pk,
                opportunity_id=opportunity,
                fields=sorted((new or old or {}).keys()) if change == Change.CHANGED else [],
                payload=json.dumps(payload, ensure_ascii=False, sort_keys=True),
                salt=secrets.token_hex(16),
            )
        )

    def write_log(self) -> None:
        """Chains the entries to the log. The head's row is held until the transaction ends, so this comes last."""
        if not self.entries:
            return
        last, length = _locked_head()
        for entry in self.entries:
            entry.digest = digest_of(entry)
            entry.previous = last
            last = entry.hash = hash_of(entry)
        LogEntry.objects.bulk_create(self.entries, batch_size=500)
        ChainHead.objects.filter(pk=HEAD).update(last=last, length=length + len(self.entries))


def _locked_head() -> tuple[str, int]:
    """Hash of the last entry and how many there are; the row is made at the first entry of all."""
    if found := next(_HEAD.rows([HEAD]), None):
        return found[0], found[1]
    made, _new = ChainHead.objects.select_for_update().get_or_create(pk=HEAD)
    return made.last, made.length


HEAD = 1
_HEAD = Prepared(lambda ids: ChainHead.objects.select_for_update().filter(pk__in=ids).values_list("last", "length"))


def digest_of(entry: LogEntry) -> str:
    """Salted digest of an entry's payload."""
    return _sha256(f"{entry.salt}{entry.payload}")


def hash_of(entry: LogEntry) -> str:
    """Hash of an entry and the one before it; of the payload it covers the digest only."""
    parts = [
        entry.previous,
        entry.at.astimezone(dt.UTC).isoformat(timespec="microseconds"),
        entry.user_id,
        str(entry.gesture),
        entry.verb,
        entry.change,
        entry.object_type,
        entry.object_id,
        entry.opportunity_id,
        entry.fields,
        entry.digest,
    ]
    return _sha256(json.dumps(parts, ensure_ascii=False))


def plain(row: models.Model, columns: Iterable[str] | None = None) -> dict[str, Any]:
    """A row as JSON values by column, without those that its model keeps `UNLOGGED`: derived, or secret."""
    kept_out: frozenset[str] = getattr(row, "UNLOGGED", frozenset())
    names = columns or [field.attname for field in row._meta.concrete_fields if field.attname not in kept_out]
    return {name: _plain(getattr(row, name)) for name in names}


def _plain(value: Any) -> Any:
    if isinstance(value, dt.date | dt.datetime | dt.time):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal | uuid.UUID) else value


def _column(row: models.Model, name: str) -> str:
    return row._meta.get_field(name).attname  # type: ignore[union-attr]


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
