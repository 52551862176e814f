"""Undo: a user's last gesture taken back, from the log."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _

from tongpin.crm import judging
from tongpin.crm.accounts.models import Person
from tongpin.crm.accounts.policy import get_account
from tongpin.crm.activities.models import Activity
from tongpin.crm.audit.gesture import Gesture, gesture
from tongpin.crm.audit.models import LogEntry
from tongpin.crm.errors import TongpinError
from tongpin.crm.evidence.models import Signal
from tongpin.crm.evidence.proposals import PROPOSED, read_anew
from tongpin.crm.opportunities.models import Opportunity
from tongpin.crm.opportunities.policy import get_opportunity
from tongpin.crm.organisation.models import Tenure
from tongpin.crm.users.models import User

Change = LogEntry.Change
UNDO = "undo_last_gesture"
_NO_WAY_BACK = {
    *(UNDO, "export_cases", "create_user", "move_to_team", "adapt_playbook"),
    *("export_person", "erase_person", "answer_practice"),
    # Money, and words that others act on: undone by another that names it, or not at all.
    *("record_receipt", "undo_receipt", "credit_invoice", "send_statement", "answer_clearance"),
    "introduce",
    *("ask_payment", "approve_payment", "refuse_payment", "withdraw_payment", "pay"),
    *("report_improper", "settle_improper", "ask_gift", "answer_gift"),
    *("give_access", "take_access", "confirm_statement", "question_statement", "answer_partner", "export_partners"),
}


def undo_last_gesture(*, user: User, gesture_id: str = "") -> str:
    """Takes back what the user did last, whole, once; returns the name of the action.

    With a `gesture_id` only that one, as long as it is the last: a button that has stood in a window for a while does
    not take back what was done in another since; it raises `gone_on`.

    Raises `nothing_to_undo`, or `touched_since` where somebody has gone on from there, or `not_found`/`not_allowed`
    where the user may no longer change it.
    """
    with gesture(user, UNDO) as deed:
        entries = _last_entries(user)
        if gesture_id and str(entries[0].gesture) != gesture_id:
            message = _("You have done something else since. Only what you did last can be undone.")
            raise TongpinError("gone_on", message, 409)
        _refuse_touched(entries)
        made = {entry.object_id for entry in entries if _is_new_opportunity(entry)}
        touched = {entry.opportunity_id for entry in entries if entry.opportunity_id is not None}
        for pk in sorted(touched):
            get_opportunity(user, pk, "change", lock=True)
        accounts = _changed_accounts(user, entries) | _reseated_accounts(entries)
        try:
            _revert_all(deed, entries)
        except (models.RestrictedError, models.ProtectedError):
            raise _touched_since() from None
        _read_again(entries)
        for pk in touched - made:
            judging.judge_anew(Opportunity.objects.get(pk=pk))
        for pk in accounts:
            judging.judge_account(pk)
        return entries[0].verb


def _last_entries(user: User) -> Sequence[LogEntry]:
    """The entries of the last gesture, latest first."""
    last = LogEntry.objects.filter(user=user).order_by("-pk").first()
    if last is None or last.verb in _NO_WAY_BACK:
        raise TongpinError("nothing_to_undo", _("There is nothing to undo."), 409)
    entries = list(LogEntry.objects.filter(gesture=last.gesture).order_by("-pk"))
    if any(entry.payload is None for entry in entries):
        raise TongpinError("nothing_to_undo", _("There is nothing to undo."), 409)
    return entries


def _refuse_touched(entries: Sequence[LogEntry]) -> None:
    """Somebody went on from what was done: a later entry on the same row, or on an opportunity made here."""
    same = Q(pk__in=[])
    for kind in {entry.object_type for entry in entries}:
        ids = [entry.object_id for entry in entries if entry.object_type == kind]
        same |= Q(object_type=kind, object_id__in=ids)
    made = [entry.object_id or 0 for entry in entries if _is_new_opportunity(entry)]
    later = LogEntry.objects.filter(pk__gt=entries[0].pk).exclude(change=Change.DONE)
    if later.filter(same | Q(opportunity_id__in=made)).exists():
        raise _touched_since()


def _touched_since() -> TongpinError:
    return TongpinError("touched_since", _("Somebody has gone on from there; it cannot be undone any more."), 409)


def _changed_accounts(user: User, entries: Iterable[LogEntry]) -> set[int]:
    """Accounts whose facts or people change back; the user must still be allowed to change them."""
    changed = {
        entry.object_id if entry.object_type == "account" else Person.objects.get(pk=entry.object_id or 0).account_id
        for entry in entries
        if entry.change == Change.CHANGED and entry.object_type in {"account", "person"}
    }
    return {get_account(user, pk or 0, change=True).pk for pk in changed}


def _reseated_accounts(entries: Iterable[LogEntry]) -> set[int]:
    """Accounts where somebody takes or leaves a seat again: who has left weighs nothing in the opportunities there."""
    tenures = [entry for entry in entries if entry.object_type == "tenure"]
    removed = {entry.values["old"]["account_id"] for entry in tenures if entry.change == Change.REMOVED}
    known = Tenure.objects.filter(pk__in=[entry.object_id or 0 for entry in tenures])
    return removed | set(known.values_list("account", flat=True))


def _is_new_opportunity(entry: LogEntry) -> bool:
    return entry.object_type == "opportunity" and entry.change == Change.MADE


def _revert_all(deed: Gesture, entries: Sequence[LogEntry]) -> None:
    """Backwards, row by row or, for rows of one kind that were made together, at once; new opportunities first, and
    what was made below them goes with them."""
    made = {entry.object_id for entry in entries if _is_new_opportunity(entry)}
    apart = [entry for entry in entries if _is_new_opportunity(entry) or entry.opportunity_id not in made]
    in_order = sorted(apart, key=lambda entry: not _is_new_opportunity(entry))
    for (change, kind), together in groupby(in_order, key=lambda entry: (entry.change, entry.object_type)):
        table = apps.get_model("crm", kind)
        if change == Change.MADE:
            _take_away(deed, table, [entry.object_id or 0 for entry in together])
        else:
            for entry in together:
                _bring_back(deed, table, entry)


def _take_away(deed: Gesture, table: type[models.Model], ids: Sequence[int]) -> None:
    rows = list(table._default_manager.filter(pk__in=ids).order_by("-pk"))
    if len(rows) != len(ids):
        raise _touched_since()
    if table is Activity:
        Signal.objects.filter(activity__in=ids, **PROPOSED).delete()
    deed.remove_all(rows)


def _bring_back(deed: Gesture, table: type[models.Model], entry: LogEntry) -> None:
    """A row that was removed, or the old values of one that was changed."""
    old = entry.values.get("old", {})
    if entry.change == Change.REMOVED:
        deed.make(_row(table, old))
    elif entry.change == Change.CHANGED:
        row = table._default_manager.filter(pk=entry.object_id).first()
        if row is None:
            raise _touched_since()
        values = _row(table, old)
        deed.change(row, **{name: getattr(values, name) for name in old})


def _row(table: type[models.Model], values: dict[str, Any]) -> models.Model:
    """A row from the log's plain values."""
    fields = {field.attname: field for field in table._meta.concrete_fields}
    return table(**{name: _value(fields[name], value) for name, value in values.items()})


def _value(field: Any, value: Any) -> Any:
    return value if isinstance(field, models.JSONField) else field.to_python(value)


def _read_again(entries: Iterable[LogEntry]) -> None:
    """Texts and marks have changed back: so must readings and proposals."""
    activities = {entry.object_id or 0 for entry in entries if entry.object_type == "activity"}
    marks = [entry for entry in entries if entry.object_type == "signal"]
    activities |= {
        values["activity_id"] for mark in marks for values in mark.values.values() if "activity_id" in values
    }
    known = Signal.objects.filter(pk__in=[mark.object_id or 0 for mark in marks])
    activities |= set(known.values_list("activity_id", flat=True))
    for activity in Activity.objects.filter(pk__in=activities):
        read_anew(activity)
