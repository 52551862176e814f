"""Every write to loyalty: readings, referrals, and forecasts that are kept to be checked (METHOD 10.5)."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from tongpin.crm import clock, records
from tongpin.crm.accounts.models import Account
from tongpin.crm.accounts.policy import get_account
from tongpin.crm.audit.gesture import gesture
from tongpin.crm.care.loyalty_selectors import drifts, may_keep
from tongpin.crm.care.models import LoyaltyForecast, LoyaltyReading, Referral
from tongpin.crm.errors import TongpinError
from tongpin.crm.opportunities.models import Opportunity
from tongpin.crm.opportunities.policy import get_opportunity, not_found
from tongpin.crm.users.models import User

READING = ("date", "kind", "value", "words")
REFERRAL = ("date", "to", "state", "note")
RANGES = {
    "repeat_share": (0, 100),
    "price_tolerance": (-50, 100),
    "response": (1, 5),
    "advocacy": (1, 5),
    "nps": (0, 10),
}
"""What a reading can be, by kind, both ends included."""
APART = dt.timedelta(days=28)
"""Forecasts are kept once a month: of one account those of neighbouring days tell the same."""


def add_loyalty_reading(
    *,
    user: User,
    account_id: int,
    kind: str,
    value: Decimal,
    date: dt.date | None = None,
    person_id: int | None = None,
    words: str = "",
) -> LoyaltyReading:
    """What was read or told of loyalty; `person_id` who told it, `words` how he put it."""
    with gesture(user, "add_loyalty_reading") as deed:
        account = get_account(user, account_id, change=True)
        fresh = LoyaltyReading(
            account=account,
            date=date or clock.today(),
            kind=kind,
            value=value,
            person=records.person_of(account, person_id),
            words=words,
        )
        checked = records.checked(fresh)
        _refuse_beyond(checked.kind, checked.value, checked.date)
        return deed.make(checked)


def update_loyalty_reading(*, user: User, reading_id: int, **changes: Any) -> LoyaltyReading:
    """Changes columns of `READING`, and `person_id`."""
    with gesture(user, "update_loyalty_reading") as deed:
        found, account = _of_account(LoyaltyReading, user, reading_id)
        values = dict(changes)
        person = {"person": records.person_of(account, values.pop("person_id"))} if "person_id" in values else {}
        clean = records.checked_changes(found, values, READING)
        kind, value = clean.get("kind", found.kind), clean.get("value", found.value)
        _refuse_beyond(kind, value, clean.get("date", found.date))
        deed.change(found, **clean, **person)
        return found


def remove_loyalty_reading(*, user: User, reading_id: int) -> None:
    """Takes a reading away."""
    with gesture(user, "remove_loyalty_reading") as deed:
        deed.remove(_of_account(LoyaltyReading, user, reading_id)[0])


def add_referral(
    *,
    user: User,
    account_id: int,
    to: str,
    date: dt.date | None = None,
    person_id: int | None = None,
    opportunity_id: int | None = None,
    state: str = "named",
    note: str = "",
) -> Referral:
    """Somebody of theirs named us to another company; `opportunity_id`: the sale there that came of it."""
    with gesture(user, "add_referral") as deed:
        account = get_account(user, account_id, change=True)
        fresh = Referral(
            account=account,
            person=records.person_of(account, person_id),
            date=date or clock.today(),
            to=records.require_text(to, field="to", message=_("Say to whom they named us.")),
            opportunity=_sale(user, opportunity_id),
            state=state,
            note=note,
        )
        _refuse_ahead(fresh.date)
        return deed.make(records.checked(fresh))


def update_referral(*, user: User, referral_id: int, **changes: Any) -> Referral:
    """Changes columns of `REFERRAL`, `person_id` and `opportunity_id`."""
    with gesture(user, "update_referral") as deed:
        found, account = _of_account(Referral, user, referral_id)
        values = dict(changes)
        named: dict[str, Any] = {}
        if "person_id" in values:
            named["person"] = records.person_of(account, values.pop("person_id"))
        if "opportunity_id" in values:
            named["opportunity"] = _sale(user, values.pop("opportunity_id"))
        clean = records.checked_changes(found, values, REFERRAL)
        _refuse_ahead(clean.get("date", found.date))
        deed.change(found, **clean, **named)
        return found


def remove_referral(*, user: User, referral_id: int) -> None:
    """Takes a referral away."""
    with gesture(user, "remove_referral") as deed:
        deed.remove(_of_account(Referral, user, referral_id)[0])


def keep_forecasts(*, user: User) -> int:
    """Keeps what is thought today of every customer that the user sees and of whom nothing was kept for a month; tells
    how many. Of the reasons only their kinds, for they may name people. For managers and administrators."""
    if not may_keep(user):
        message = _("A manager or an administrator keeps forecasts.")
        raise TongpinError("not_allowed", message, 403)
    today = clock.today()
    recent = set(LoyaltyForecast.objects.filter(date__gt=today - APART).values_list("account", flat=True))
    with gesture(user, "keep_forecasts") as deed:
        fresh = [
            LoyaltyForecast(
                account_id=row.account_id,
                date=today,
                chance=round(row.drift.chance, 4),
                reasons=[fact.kind for fact in row.drift.facts],
            )
            for row in drifts(user=user)
            if row.account_id not in recent
        ]
        deed.make_all(LoyaltyForecast, fresh)
        return len(fresh)


# ---------------------------------------------------------------- what a record names
def _of_account(table: Any, user: User, pk: int) -> tuple[Any, Account]:
    """The gate to a record: that of its account."""
    found = table.objects.filter(pk=pk).first()
    if found is None:
        raise not_found()
    return found, get_account(user, found.account_id, change=True)


def _sale(user: User, opportunity_id: int | None) -> Opportunity | None:
    return None if opportunity_id is None else get_opportunity(user, opportunity_id)


def _refuse_ahead(date: dt.date) -> None:
    if date > clock.today():
        raise records.invalid(date=_("This day lies ahead."))


def _refuse_beyond(kind: str, value: Decimal, date: dt.date) -> None:
    low, high = RANGES[kind]
    if not low <= value <= high:
        told = _("This is from %(low)s to %(high)s.")
        raise records.invalid(value=told % {"low": low, "high": high})
    _refuse_ahead(date)
