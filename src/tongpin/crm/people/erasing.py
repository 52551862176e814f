"""The file of one person: handed out on request, and erased (METHOD 6.7, 13.4; 个人信息保护法 45, 47; GDPR 15, 17).

Erasing takes the name out of every text, JSON column and log payload; what the business and the law let stay (that
somebody took part, what the company needed) stays without him. The chain of the log holds: it covers salted digests.
"""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.apps import apps
from django.db import connection, models, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from tongpin.crm import judging
from tongpin.crm.accounts.models import Account, Person
from tongpin.crm.accounts.policy import get_person
from tongpin.crm.activities.models import Activity
from tongpin.crm.audit.gesture import gesture, plain
from tongpin.crm.audit.models import LogEntry
from tongpin.crm.calls.models import Call, CallQuestion
from tongpin.crm.care.models import ContactPlan, LoyaltyReading, Referral, ValueEntry
from tongpin.crm.concerns.models import Commitment, Concern
from tongpin.crm.criteria.models import CriterionCare
from tongpin.crm.delivery.models import Expectation
from tongpin.crm.errors import TongpinError
from tongpin.crm.needs.models import Benefit, Need
from tongpin.crm.opportunities.models import Opportunity, Stakeholder, StoredStanding
from tongpin.crm.opportunities.policy import changeable, visible
from tongpin.crm.organisation.models import Tenure
from tongpin.crm.partners.models import Gift
from tongpin.crm.people.models import Erasure, InfluenceLine, Mention
from tongpin.crm.plans.models import Task
from tongpin.crm.service.models import Ticket
from tongpin.crm.team.models import Counterpart
from tongpin.crm.users.models import Role, User
from tongpin.method.names import called

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
    "left": None,
}
KEPT = ("participations", "needs", "concerns", "commitments", "tasks")
SHORTEST = 2
"""A single character is nobody's name in a text."""
EXACT_BELOW = 4
"""Shorter names in Latin letters are words as well (An, May): written small they are left alone."""
SHORTEST_NUMBER = 7
"""Digits from which a telephone number is one person's."""
_LATIN = "A-Za-z\u00c0-\u024f"


# ---------------------------------------------------------------- handing out
def export_person(*, user: User, person_id: int) -> dict[str, Any]:
    """All that is held of a person in opportunities that the user sees, as plain values. The handing out is logged.

    Somebody who asks for his data is owed all of it: an administrator hands it out, who sees every opportunity.
    """
    with gesture(user, "export_person") as deed:
        person = get_person(user, person_id)
        seen = visible(user).filter(account=person.account_id)
        parts = list(Stakeholder.objects.filter(person=person, opportunity__in=seen).select_related("opportunity"))
        deed.note_done(person)
        return {
            "person": plain(person),
            "account": person.account.name,
            "seats": [plain(row) for row in Tenure.objects.filter(person=person)],
            **{name: [plain(row) for row in rows] for name, rows in _beside(person)},
            "mentions": [plain(row) for row in Mention.objects.filter(person=person, opportunity__in=seen)],
            "parts": [_part(part) for part in parts],
            "texts": [
                plain(row)
                for row in _naming(Activity, _names_of(person)).filter(opportunity__in=seen)
                if masked(row.text, _names_of(person)) != row.text
            ],
        }


def _beside(person: Person) -> Iterator[tuple[str, "models.QuerySet[Any]"]]:
    """What names him beside opportunities."""
    tables = {
        "contact_plans": ContactPlan,
        "value_entries": ValueEntry,
        "loyalty_readings": LoyaltyReading,
        "referrals": Referral,
        "gifts": Gift,
    }
    for name, table in tables.items():
        yield name, table._default_manager.filter(person=person)


def _part(part: Stakeholder) -> dict[str, Any]:
    tables: dict[str, type[models.Model]] = {
        "needs": Need,
        "benefits": Benefit,
        "concerns": Concern,
        "commitments": Commitment,
        "expectations": Expectation,
        "tickets": Ticket,
        "tasks": Task,
        "ties": Counterpart,
        "calls": Call,
        "questions": CallQuestion,
        "cares": CriterionCare,
    }
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

    His name and other names are masked in all texts but those of accounts where somebody else has the same name; a
    name that many people answer to (王总, Peter) only in texts about his own company. What is believed of him, who he
    listens to, his seats, mentions and ties go; that he took part stays, nameless. The user must be allowed to change
    every opportunity that names him.
    """
    if user.role not in {Role.MANAGER, Role.ADMIN}:
        raise TongpinError("not_allowed", _("Only a manager or an administrator erases a person."), 403)
    with gesture(user, "erase_person") as deed:
        person = get_person(user, person_id, change=True)
        opportunities = list(Stakeholder.objects.filter(person=person).values_list("opportunity", flat=True))
        if changeable(user).filter(pk__in=opportunities).count() < len(set(opportunities)):
            message = _("Opportunities of other teams name this person. An administrator can erase him.")
            raise TongpinError("not_allowed", message, 403)
        _forget_freed_pages()
        account_id = person.account_id
        names = _names_of(person)
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
    _pattern.cache_clear()
    return erased


def _names_of(person: Person) -> tuple[str, ...]:
    """What he is called, and the telephone and mail by which he alone is reached; the longest first."""
    mentioned = Mention.objects.filter(person=person).values_list("name", flat=True)
    others = Person.objects.exclude(pk=person.pk)
    reached = [
        value for value in (person.phone, person.mail) if not others.filter(Q(phone=value) | Q(mail=value)).exists()
    ]
    names = {name.strip() for name in (person.name, *person.other_names, *mentioned, *reached)}
    return tuple(sorted((name for name in names if len(name) >= SHORTEST), key=len, reverse=True))


def _clear(person: Person) -> int:
    """Takes away what only concerns him; his part in each opportunity stays as a nameless place."""
    parts = Stakeholder.objects.filter(person=person)
    gone = [
        InfluenceLine.objects.filter(Q(speaker__in=parts) | Q(listener__in=parts)),
        Counterpart.objects.filter(stakeholder__in=parts),
        Tenure.objects.filter(person=person),
        Mention.objects.filter(person=person),
        ContactPlan.objects.filter(person=person),
    ]
    count = sum(rows.delete()[0] for rows in gone)
    count += parts.update(**CLEARED)
    Person.objects.filter(pk=person.pk).update(name="", title="", department="", other_names=[], phone="", mail="")
    return count + 1


def _telling(names: Iterable[str]) -> tuple[str, ...]:
    """Names that mean one person also where nothing else is known: those with a surname and a given name, and what
    reaches one person alone."""
    return tuple(name for name in names if _reaches(name) or ((found := called(name)) is not None and found.given))


def _reaches(name: str) -> bool:
    """Whether it is a mail address or a telephone number."""
    return "@" in name or sum(map(str.isdigit, name)) >= SHORTEST_NUMBER


def _mask_everywhere(names: tuple[str, ...], person: Person) -> Iterator[models.Model]:
    """Masks the names in every row of ours that holds one; yields the rows."""
    telling = _telling(names)
    namesakes = set(
        Person.objects.filter(name__in=telling).exclude(account=person.account_id).values_list("account", flat=True)
    )
    for model in apps.get_app_config("crm").get_models():
        if model in {LogEntry, User} or not names:
            continue
        for row in _naming(model, names):
            account = _account_of(row)
            meant = names if account == person.account_id else telling
            if account not in namesakes and _mask_row(row, meant):
                yield row


def _naming(model: type[models.Model], names: Iterable[str]) -> "models.QuerySet[Any]":
    """Rows of a table with the letters of one of the names in a text or JSON column."""
    wanted = Q(pk__in=[])
    for field in _text_columns(model):
        for name in names:
            for written in {name, _in_json(name)}:
                wanted |= Q(**{f"{field}__icontains": written})
    return model._default_manager.filter(wanted)


def _text_columns(model: type[models.Model]) -> list[str]:
    kinds = (models.CharField, models.TextField, models.JSONField)
    return [field.name for field in model._meta.concrete_fields if isinstance(field, kinds) and not field.choices]


def _in_json(name: str) -> str:
    """How a name stands in JSON text that escapes what is not ASCII."""
    return json.dumps(name)[1:-1]


def _account_of(row: models.Model) -> int | None:
    if isinstance(row, Account):
        return row.pk
    opportunity = getattr(row, "opportunity", None)
    if opportunity is not None:
        return opportunity.account_id
    person = getattr(row, "person", None)
    return getattr(row, "account_id", None) or (person.account_id if isinstance(person, Person) else None)


def _mask_row(row: models.Model, names: tuple[str, ...]) -> bool:
    """Masks the names in a row; tells whether it holds one."""
    values = {column: getattr(row, column) for column in _text_columns(type(row))}
    changed = {column: new for column, old in values.items() if (new := masked(old, names)) != old}
    if changed:
        type(row)._default_manager.filter(pk=row.pk).update(**changed)
    return bool(changed)


def masked(value: Any, names: tuple[str, ...]) -> Any:
    """The same text, list or mapping with each name replaced by a mask of its length."""
    if isinstance(value, str):
        for name in names:
            value = _pattern(name).sub(MASK * len(name), value)
            if _in_json(name) != name:
                value = value.replace(_in_json(name), _in_json(MASK * len(name)))
        return value
    if isinstance(value, dict):
        return {masked(key, names): masked(item, names) for key, item in value.items()}
    return [masked(item, names) for item in value] if isinstance(value, list) else value


@cache
def _pattern(name: str) -> re.Pattern[str]:
    """A name where it stands for itself: Li in "met Li", and not in "delivery"."""
    before = f"(?<![{_LATIN}])" if re.match(f"[{_LATIN}]", name) else ""
    after = f"(?![{_LATIN}])" if re.search(f"[{_LATIN}]$", name) else ""
    exact = len(name) < EXACT_BELOW
    ways = f"(?:{re.escape(name)}|{re.escape(name.upper())})" if exact else re.escape(name)
    return re.compile(before + ways + after, 0 if exact else re.IGNORECASE)


def _blank_log(names: tuple[str, ...], person: Person) -> int:
    """Takes the payload out of log entries that hold his name, or are about his records. The chain holds."""
    telling = _telling(names)
    own = set(Opportunity.objects.filter(account=person.account_id).values_list("pk", flat=True))
    about = Q(pk__in=[])
    for name in names:
        about |= Q(payload__icontains=name) | Q(payload__icontains=_in_json(name))
    gone = [
        entry.pk
        for entry in LogEntry.objects.filter(about).only("pk", "payload", "opportunity_id").iterator()
        if masked(entry.payload, names if _is_of(entry, person, own) else telling) != entry.payload
    ]
    gone += LogEntry.objects.filter(object_type="person", object_id=person.pk).values_list("pk", flat=True)
    together = list(dict.fromkeys(gone))
    return sum(
        LogEntry.objects.filter(pk__in=together[start : start + 500]).update(payload=None, salt=None)
        for start in range(0, len(together), 500)
    )


def _is_of(entry: LogEntry, person: Person, opportunities: set[int]) -> bool:
    """Whether a log entry speaks of his company."""
    return entry.opportunity_id in opportunities or f'"account_id": {person.account_id},' in (entry.payload or "")


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
