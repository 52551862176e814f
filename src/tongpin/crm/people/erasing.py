"""The file of one person: handed out on request, and erased (METHOD 6.7, 13.4; 个人信息保护法 45, 47; GDPR 15, 17).

Erasing takes the name out of every text, JSON column and log payload; what the business and the law let stay (that
somebody took part, what the company needed) stays without him. The chain of the log holds: it covers salted digests.
"""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import connection, models, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from tongpin.crm import judging
from tongpin.crm.accounts.models import Person
from tongpin.crm.accounts.policy import get_person
from tongpin.crm.activities.models import Activity
from tongpin.crm.audit.gesture import gesture, plain
from tongpin.crm.audit.models import LogEntry
from tongpin.crm.concerns.models import Commitment, Concern
from tongpin.crm.errors import TongpinError
from tongpin.crm.needs.models import Need
from tongpin.crm.opportunities.models import Opportunity, Stakeholder, StoredStanding
from tongpin.crm.organisation.models import Tenure
from tongpin.crm.people.models import Erasure, InfluenceLine, Mention
from tongpin.crm.plans.models import Task
from tongpin.crm.team.models import Counterpart
from tongpin.crm.users.models import Role, User

MASK = "＊"
"""Stands for every character of an erased name, so that places in a text stay what they were."""
CLEARED: dict[str, Any] = {
    "roles": [],
    "attitude": None,
    "influence": None,
    "last_contact": None,
    "attitude_to_rivals": {},
    "share": None,
    "expectations": "",
    "worries": "",
    "habits": "",
    "known": {},
}
KEPT = ("participations", "needs", "concerns", "commitments", "tasks")
SHORTEST = 2
"""A single character is nobody's name in a text."""


# ---------------------------------------------------------------- handing out
def export_person(*, user: User, person_id: int) -> dict[str, Any]:
    """All that is held of a person, as plain values. The handing out is logged."""
    with gesture(user, "export_person") as deed:
        person = get_person(user, person_id)
        parts = list(Stakeholder.objects.filter(person=person).select_related("opportunity"))
        deed.note_done(person)
        return {
            "person": plain(person),
            "account": person.account.name,
            "seats": [plain(row) for row in Tenure.objects.filter(person=person)],
            "mentions": [plain(row) for row in Mention.objects.filter(person=person)],
            "parts": [_part(part) for part in parts],
            "texts": [plain(row) for row in _naming(Activity, _names_of(person), person.account_id)],
        }


def _part(part: Stakeholder) -> dict[str, Any]:
    tables = {"needs": Need, "concerns": Concern, "commitments": Commitment, "tasks": Task, "ties": Counterpart}
    hanging = {
        name: [plain(row) for row in table._default_manager.filter(stakeholder=part)] for name, table in tables.items()
    }
    lines = InfluenceLine.objects.filter(Q(speaker=part) | Q(listener=part))
    present = part.participations.values_list("activity__code", "activity__date", "activity__kind")
    return {
        "opportunity": str(part.opportunity),
        "part": plain(part),
        "present_at": [[code, day.isoformat(), kind] for code, day, kind in present],
        "influence_lines": [plain(line) for line in lines],
        **hanging,
    }


# ---------------------------------------------------------------- erasing
@dataclass(frozen=True, slots=True, kw_only=True)
class Erased:
    """How many rows and log entries lost his name, and what stays without it."""

    rows: int
    payloads: int
    kept: tuple[str, ...]


def erase_person(*, user: User, person_id: int) -> Erased:
    """Erases a person for good: there is no undo. For managers and administrators.

    His name and other names are masked in all texts but those of accounts where somebody else has the same name;
    what is believed of him, who he listens to, his seats, mentions and ties go; that he took part stays, nameless.
    """
    if user.role not in {Role.MANAGER, Role.ADMIN}:
        raise TongpinError("not_allowed", _("Only a manager or an administrator erases a person."), 403)
    with gesture(user, "erase_person") as deed:
        person = get_person(user, person_id, change=True)
        _forget_freed_pages()
        account_id = person.account_id
        names = _names_of(person)
        opportunities = list(Stakeholder.objects.filter(person=person).values_list("opportunity", flat=True))
        rows = _clear(person)
        masked = list(_mask_everywhere(names, person))
        payloads = _blank_log(names, person)
        erased = Erased(rows=rows + len(masked), payloads=payloads, kept=KEPT)
        Erasure.objects.create(
            person_id=person_id, account_id=account_id, by=user, rows=erased.rows, kept=list(erased.kept)
        )
        deed.note_done(person)
        for pk in _touched(opportunities, masked):
            judging.judge_anew(Opportunity.objects.get(pk=pk))
    _checkpoint()
    judging.read_fresh.cache_clear()
    return erased


def _names_of(person: Person) -> tuple[str, ...]:
    """What he is called, the longest first."""
    mentioned = Mention.objects.filter(person=person).values_list("name", flat=True)
    names = {name.strip() for name in (person.name, *person.other_names, *mentioned)}
    return tuple(sorted((name for name in names if len(name) >= SHORTEST), key=len, reverse=True))


def _clear(person: Person) -> int:
    """Takes away what only concerns him; his part in each opportunity stays as a nameless place."""
    parts = Stakeholder.objects.filter(person=person)
    gone = [
        InfluenceLine.objects.filter(Q(speaker__in=parts) | Q(listener__in=parts)),
        Counterpart.objects.filter(stakeholder__in=parts),
        Tenure.objects.filter(person=person),
        Mention.objects.filter(person=person),
    ]
    count = sum(rows.delete()[0] for rows in gone)
    count += parts.update(**CLEARED)
    Person.objects.filter(pk=person.pk).update(name="", title="", department="", other_names=[])
    return count + 1


def _mask_everywhere(names: Iterable[str], person: Person) -> Iterator[models.Model]:
    """Masks the names in every row of ours that holds one; yields the rows."""
    named = tuple(names)
    namesakes = set(
        Person.objects.filter(name__in=named).exclude(account=person.account_id).values_list("account", flat=True)
    )
    for model in apps.get_app_config("crm").get_models():
        if model in {LogEntry, User} or not named:
            continue
        for row in _naming(model, named, None):
            if _account_of(row) not in namesakes:
                _mask_row(row, named)
                yield row


def _naming(model: type[models.Model], names: Iterable[str], account_id: int | None) -> "models.QuerySet[Any]":
    """Rows of a table with one of the names in a text or JSON column; of one account where its id is given."""
    wanted = Q(pk__in=[])
    for field in _text_columns(model):
        for name in names:
            for written in {name, _in_json(name)}:
                wanted |= Q(**{f"{field}__icontains": written})
    rows = model._default_manager.filter(wanted)
    return rows if account_id is None else rows.filter(opportunity__account=account_id)


def _text_columns(model: type[models.Model]) -> list[str]:
    kinds = (models.CharField, models.TextField, models.JSONField)
    return [field.name for field in model._meta.concrete_fields if isinstance(field, kinds) and not field.choices]


def _in_json(name: str) -> str:
    """How a name stands in JSON text that escapes what is not ASCII."""
    return json.dumps(name)[1:-1]


def _account_of(row: models.Model) -> int | None:
    if isinstance(row, Opportunity):
        return row.account_id
    opportunity = getattr(row, "opportunity", None)
    return opportunity.account_id if opportunity is not None else getattr(row, "account_id", None)


def _mask_row(row: models.Model, names: tuple[str, ...]) -> None:
    columns = _text_columns(type(row))
    for column in columns:
        setattr(row, column, masked(getattr(row, column), names))
    type(row)._default_manager.filter(pk=row.pk).update(**{column: getattr(row, column) for column in columns})


def masked(value: Any, names: tuple[str, ...]) -> Any:
    """The same text, list or mapping with each name replaced by a mask of its length."""
    if isinstance(value, str):
        for name in names:
            value = re.sub(re.escape(name), MASK * len(name), value, flags=re.IGNORECASE)
            value = value.replace(_in_json(name), _in_json(MASK * len(name)))
        return value
    if isinstance(value, dict):
        return {masked(key, names): masked(item, names) for key, item in value.items()}
    return [masked(item, names) for item in value] if isinstance(value, list) else value


def _blank_log(names: Iterable[str], person: Person) -> int:
    """Takes the payload out of log entries that hold his name, or are about his records. The chain holds."""
    about = Q(object_type="person", object_id=person.pk)
    for name in names:
        about |= Q(payload__icontains=name) | Q(payload__icontains=_in_json(name))
    return LogEntry.objects.filter(about).update(payload=None, salt=None)


def _touched(own: Iterable[int], rows: Iterable[models.Model]) -> list[int]:
    """Opportunities to be judged anew: his own, and those whose records were masked."""
    found = set(own)
    for row in rows:
        if isinstance(row, Opportunity | StoredStanding):
            found.add(row.pk)
        elif getattr(row, "opportunity_id", None) is not None:
            found.add(row.opportunity_id)  # type: ignore[attr-defined]
    return sorted(found)


def _forget_freed_pages() -> None:
    """SQLite overwrites what is deleted from here on, instead of leaving it in free pages of the file."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA secure_delete = ON")


def _checkpoint() -> None:
    """SQLite writes the changes into the file and empties the journal beside it, once the transaction is done."""

    def empty() -> None:
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    transaction.on_commit(empty)
