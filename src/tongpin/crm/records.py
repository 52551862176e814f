"""What all actions on the records of an opportunity share: the gate, checked values, one gesture, judged anew."""

import copy
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from decimal import Decimal
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from tongpin.crm import judging
from tongpin.crm.accounts.models import Account, Person
from tongpin.crm.activities.models import Activity
from tongpin.crm.audit.gesture import Gesture, gesture
from tongpin.crm.delivery.warning import warn
from tongpin.crm.errors import TongpinError
from tongpin.crm.notices.contradictions import tell_contradictions
from tongpin.crm.opportunities.models import Opportunity, Stakeholder
from tongpin.crm.opportunities.policy import Verb, get_opportunity, not_found
from tongpin.crm.sense import refuse_impossible
from tongpin.crm.users.models import User

Row = TypeVar("Row", bound=models.Model)
LONGEST_REASON = 2000
"""Characters of a reason that somebody must write down."""
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


@contextmanager
def work_on(
    user: User, opportunity_id: int, action: str, verb: Verb = "change"
) -> Iterator[tuple[Opportunity, Gesture]]:
    """An opportunity that the user may change, held until the end; judged anew and logged when the block is done."""
    with gesture(user, action) as deed:
        opportunity = get_opportunity(user, opportunity_id, verb, lock=True)
        yield opportunity, deed
        standing = judging.judge_anew(opportunity)
        tell_contradictions(deed, opportunity, standing)
        warn(deed, opportunity, standing)


@contextmanager
def work_on_record(
    user: User, table: type[Row], pk: int, action: str, verb: Verb = "change"
) -> Iterator[tuple[Row, Opportunity, Gesture]]:
    """The same for a record of an opportunity. A record that is not there and one that is not his look the same."""
    records = table._default_manager.filter(pk=pk)
    opportunity_id = records.values_list("opportunity_id", flat=True).first()
    if opportunity_id is None:
        raise not_found()
    with work_on(user, opportunity_id, action, verb) as (opportunity, deed):
        record = records.first()
        if record is None:
            raise not_found()
        yield record, opportunity, deed


def add_record(
    table: type[Row], *, user: User, opportunity_id: int, action: str, who: str | None = None, **values: Any
) -> Row:
    """A new record of an opportunity; `who` is the code of one of its stakeholders, for tables that name one."""
    with work_on(user, opportunity_id, action) as (opportunity, deed):
        person = {} if who is None else _person(opportunity, who)
        return deed.make(checked(table(opportunity=opportunity, **values, **person)))


def update_record(
    table: type[Row], *, user: User, pk: int, action: str, editable: Iterable[str], changes: Mapping[str, Any]
) -> Row:
    """Changes columns of a record; `who` among the changes is the code of a stakeholder."""
    with work_on_record(user, table, pk, action) as (record, opportunity, deed):
        values = dict(changes)
        person = _person(opportunity, values.pop("who")) if "who" in values else {}
        deed.change(record, **checked_changes(record, values, editable), **person)
        return record


def set_one(
    table: type[Row], opportunity: Opportunity, deed: Gesture, facts: Mapping[str, Any], editable: Iterable[str]
) -> Row:
    """Sets columns of the one row that an opportunity has in a table; makes the row at its first fact."""
    row = table._default_manager.filter(pk=opportunity.pk).first()
    if row is None:
        fresh = table(opportunity=opportunity)
        return deed.make(_with(fresh, checked_changes(fresh, facts, editable)))
    deed.change(row, **checked_changes(row, facts, editable))
    return row


def remove_record(table: type[Row], *, user: User, pk: int, action: str) -> None:
    """Takes a record away; `undo_last_gesture` brings it back."""
    with work_on_record(user, table, pk, action) as (record, _opportunity, deed):
        remove(deed, record)


def remove(deed: Gesture, row: models.Model) -> None:
    """Removes a row that nothing else names. Raises `in_use` where something does."""
    try:
        deed.remove(row)
    except (models.RestrictedError, models.ProtectedError):
        message = _("Other records still speak of this. Change or remove those first.")
        raise TongpinError("in_use", message, 409) from None


def checked(row: Row) -> Row:
    """The row with clean values. Raises `invalid` with the faults by column."""
    for field in row._meta.concrete_fields:
        setattr(row, field.attname, _storable(getattr(row, field.attname)))
    _clean(row, exclude=_relations(row))
    return row


def checked_changes(row: models.Model, changes: Mapping[str, Any], editable: Iterable[str]) -> dict[str, Any]:
    """Clean values for some columns of a row, which stays as it is. Raises `invalid` with the faults by column."""
    allowed = set(editable)
    unknown = sorted(changes.keys() - allowed)
    if unknown:
        raise invalid(**dict.fromkeys(unknown, _("There is no such field here.")))
    draft = copy.copy(row)
    for name, value in changes.items():
        setattr(draft, name, _storable(value))
    untouched = {field.name for field in row._meta.concrete_fields} - changes.keys()
    _clean(draft, exclude=untouched | _relations(row))
    return {name: getattr(draft, name) for name in changes}


def stakeholder_of(opportunity: Opportunity, code: str) -> Stakeholder:
    """A stakeholder by code. Raises `unknown_person`."""
    found = Stakeholder.objects.filter(opportunity=opportunity, code=code).first()
    if found is None:
        message = _("“%(code)s” is nobody among the people of this opportunity.")
        raise TongpinError("unknown_person", message % {"code": code}, 422)
    return found


def activity_of(opportunity: Opportunity, code: str) -> Activity:
    """An entry of the timeline by code. Raises `unknown_entry`."""
    found = Activity.objects.filter(opportunity=opportunity, code=code).first()
    if found is None:
        message = _("There is no entry “%(code)s” in the timeline.")
        raise TongpinError("unknown_entry", message % {"code": code}, 422)
    return found


def person_of(account: Account, person_id: int | None) -> Person | None:
    """Somebody of a customer's, if anybody is named. Raises `invalid`."""
    if person_id is None:
        return None
    found = Person.objects.filter(pk=person_id, account=account).first()
    if found is None:
        raise invalid(person_id=_("This is nobody of this customer."))
    return found


def invalid(**fields: str) -> TongpinError:
    """What is wrong, by field."""
    return TongpinError("invalid", " ".join(fields.values()), 422, fields={key: [text] for key, text in fields.items()})


def require_text(text: str, *, field: str, message: str, longest: int | None = None) -> str:
    """The text without outer white space. Raises `invalid` where nothing is left, or more than `longest`."""
    kept = str(_storable(text).strip())
    if not kept:
        raise invalid(**{field: message})
    if longest is not None and len(kept) > longest:
        told = _("This has %(count)s characters; write %(most)s at most.")
        raise invalid(**{field: told % {"count": len(kept), "most": longest}})
    return kept


def storable_text(text: str) -> str:
    """The same text with what no database keeps (NUL, halves of characters) marked; its length stays, and offsets."""
    return _UNSTORABLE.sub("\ufffd", text)


def next_code(taken: Iterable[str], letter: str) -> str:
    """The next free code of its kind: e07 after six entries."""
    used = set(taken)
    number = len(used) + 1
    while f"{letter}{number:02d}" in used or f"{letter}{number}" in used:
        number += 1
    return f"{letter}{number:02d}" if letter == "e" else f"{letter}{number}"


def _with(row: Row, values: Mapping[str, Any]) -> Row:
    for name, value in values.items():
        setattr(row, name, value)
    return row


def _person(opportunity: Opportunity, code: str) -> dict[str, Stakeholder | None]:
    return {"stakeholder": stakeholder_of(opportunity, code) if code else None}


def _relations(row: models.Model) -> set[str]:
    return {field.name for field in row._meta.concrete_fields if field.is_relation}


def _storable(value: Any) -> Any:
    """Text without what no database keeps; within JSON, decimals as text, exactly."""
    if isinstance(value, Mapping):
        return {
            _storable(key): _storable(str(item) if isinstance(item, Decimal) else item) for key, item in value.items()
        }
    if isinstance(value, list | tuple):
        return [_storable(item) for item in value]
    return storable_text(value) if isinstance(value, str) else value


def _clean(row: models.Model, exclude: set[str]) -> None:
    try:
        row.clean_fields(exclude=exclude)
        row.clean()
        refuse_impossible(row)
    except ValidationError as error:
        faults = error.message_dict
        first = "; ".join(f"{name}: {' '.join(texts)}" for name, texts in faults.items())
        raise TongpinError("invalid", first, 422, fields=faults) from None
