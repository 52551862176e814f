"""Every write to the value ledger and to how the customer rates us and rivals (METHOD 10.4)."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from tongpin.crm import clock, records
from tongpin.crm.accounts.models import Account
from tongpin.crm.accounts.policy import get_account
from tongpin.crm.activities.models import Activity
from tongpin.crm.audit.gesture import Gesture, gesture
from tongpin.crm.care.models import ValueEntry, ValueRating
from tongpin.crm.errors import TongpinError
from tongpin.crm.opportunities.models import Opportunity
from tongpin.crm.opportunities.policy import get_opportunity, not_found
from tongpin.crm.users.models import User

ENTRY = ("date", "kind", "text", "amount", "currency", "reckoned", "state")
RATING = ("points", "state", "date", "reason")
MOST_NAME = 200


def add_value(
    *,
    user: User,
    account_id: int,
    text: str,
    kind: str,
    date: dt.date | None = None,
    amount: Decimal | None = None,
    currency: str = "CNY",
    reckoned: str = "",
    state: str = "assumed",
    opportunity_id: int | None = None,
    person_id: int | None = None,
    entry: str = "",
    words: str = "",
) -> ValueEntry:
    """A new line; `amount` without tax as it was reckoned, `entry` the code of the note that tells it, `words` those of
    the record. Raises `invalid`; `already_taken` where a line with these words of the record is there."""
    with gesture(user, "add_value") as deed:
        account = get_account(user, account_id, change=True)
        sale = _sale(user, account, opportunity_id)
        kept = records.require_text(text, field="text", message=_("Say in a line what it is."))
        _refuse_twice(account, sale, kind, words)
        fresh = ValueEntry(
            account=account,
            opportunity=sale,
            date=date or clock.today(),
            kind=kind,
            text=kept,
            amount=amount,
            currency=currency,
            reckoned=reckoned,
            state=state,
            person=records.person_of(account, person_id),
            activity=_activity(sale, entry),
            words=words,
        )
        _refuse_ahead(fresh.date)
        return deed.make(records.checked(fresh))


def update_value(*, user: User, value_id: int, **changes: Any) -> ValueEntry:
    """Changes columns of `ENTRY`, and `person_id`: who of theirs confirmed it."""
    with gesture(user, "update_value") as deed:
        found, account = _entry(user, value_id)
        values = dict(changes)
        person = {"person": records.person_of(account, values.pop("person_id"))} if "person_id" in values else {}
        clean = records.checked_changes(found, values, ENTRY)
        _refuse_ahead(clean.get("date", found.date))
        deed.change(found, **clean, **person)
        return found


def confirm_value(*, user: User, value_id: int, person_id: int | None = None) -> ValueEntry:
    """One of theirs has said that it is so; `person_id` who."""
    with gesture(user, "confirm_value") as deed:
        found, account = _entry(user, value_id)
        deed.change(found, state="confirmed", person=records.person_of(account, person_id) or found.person)
        return found


def remove_value(*, user: User, value_id: int) -> None:
    """Takes a line away."""
    with gesture(user, "remove_value") as deed:
        deed.remove(_entry(user, value_id)[0])


# ---------------------------------------------------------------- ratings
def rate_value(
    *,
    user: User,
    account_id: int,
    points: Mapping[str, int | None],
    rival: str = "",
    state: str = "assumed",
    reason: str = "",
    date: dt.date | None = None,
) -> list[ValueRating]:
    """How they see us (`rival` empty) or a rival, -2 to 2 by kind; `None`: nobody knows any more.

    What has been confirmed is dated anew in every kind named; an assumption only changes the kinds whose points differ.
    Gives the ratings as they stand.
    """
    with gesture(user, "rate_value") as deed:
        account = get_account(user, account_id, change=True)
        name = records.storable_text(rival.strip())[:MOST_NAME]
        day = date or clock.today()
        _refuse_ahead(day)
        kept = {row.kind: row for row in ValueRating.objects.filter(account=account, rival=name)}
        for kind, told in points.items():
            values = {"points": told, "state": state, "reason": reason, "date": day}
            _rate(deed, account, name, kind, values, kept.get(kind))
        return list(ValueRating.objects.filter(account=account, rival=name).order_by("kind"))


def _rate(
    deed: Gesture, account: Account, rival: str, kind: str, values: dict[str, Any], kept: ValueRating | None
) -> None:
    if values["points"] is None:
        if kept is not None:
            deed.remove(kept)
    elif kept is None:
        deed.make(records.checked(ValueRating(account=account, rival=rival, kind=kind, **values)))
    elif values["state"] == "confirmed" or values["points"] != kept.points:
        deed.change(kept, **records.checked_changes(kept, values, RATING))


# ---------------------------------------------------------------- what a line names
def _entry(user: User, value_id: int) -> tuple[ValueEntry, Account]:
    """The gate to a line: that of its account, and of its sale where it names one."""
    found = ValueEntry.objects.select_related("person").filter(pk=value_id).first()
    if found is None:
        raise not_found()
    account = get_account(user, found.account_id, change=True)
    if found.opportunity_id is not None:
        get_opportunity(user, found.opportunity_id, "change")
    return found, account


def _sale(user: User, account: Account, opportunity_id: int | None) -> Opportunity | None:
    if opportunity_id is None:
        return None
    found = get_opportunity(user, opportunity_id, "change")
    if found.account_id != account.pk:
        raise not_found()
    return found


def _activity(sale: Opportunity | None, entry: str) -> Activity | None:
    return records.activity_of(sale, entry) if sale is not None and entry else None


def _refuse_ahead(date: dt.date) -> None:
    if date > clock.today():
        raise records.invalid(date=_("This day lies ahead: only what has come is value."))


def _refuse_twice(account: Account, sale: Opportunity | None, kind: str, words: str) -> None:
    if words and ValueEntry.objects.filter(account=account, opportunity=sale, kind=kind, words=words).exists():
        raise TongpinError("already_taken", _("This is in the ledger already."), 409)
