"""Every write to accounts, their people and the windows of their budgets."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _

from tongpin.crm import records
from tongpin.crm.accounts.identity import good_code, good_domain
from tongpin.crm.accounts.models import Account, BudgetRound, Person
from tongpin.crm.accounts.policy import get_account, get_person
from tongpin.crm.audit.gesture import gesture
from tongpin.crm.casefile import ACCOUNT
from tongpin.crm.errors import TongpinError
from tongpin.crm.judging import judge_account
from tongpin.crm.opportunities.policy import not_found
from tongpin.crm.users.models import User
from tongpin.crm.users.policy import may_write

FACTS = (*ACCOUNT, "fiscal_year_from", "mail_domain", "address")
PERSON = ("name", "title", "department", "phone", "mail")
ROUND = ("kind", "fiscal_year", "opens", "closes", "note")


def create_account(*, user: User, name: str, **facts: Any) -> Account:
    """A new account kept by the user; `facts`: the other columns of `FACTS`."""
    if not may_write(user):
        raise TongpinError("not_allowed", _("You may look at the records, but not change them."), 403)
    with gesture(user, "create_account") as deed:
        named = records.require_text(name, field="name", message=_("Give the account a name."))
        return deed.make(records.checked(Account(owner=user, name=named, **_clean(facts))))


def update_account(*, user: User, account_id: int, **changes: Any) -> Account:
    """Changes columns of `FACTS`; its open opportunities are judged anew."""
    with gesture(user, "update_account") as deed:
        account = get_account(user, account_id, change=True)
        if deed.change(account, **records.checked_changes(account, _clean(changes), FACTS)):
            judge_account(account.pk)
        return account


def _clean(facts: dict[str, Any]) -> dict[str, Any]:
    """Credit code and mail domain as they are compared. Raises `invalid` with what is wrong in them."""
    kept = {
        name: good(facts[name], field=name)
        for name, good in (("credit_code", good_code), ("mail_domain", good_domain))
        if facts.get(name)
    }
    return {**facts, **kept}


def create_person(*, user: User, account_id: int, name: str, **facts: Any) -> Person:
    """A new person of an account; `facts`: the other columns of `PERSON`. Telephone and mail are those of the office:
    what is private does not belong here."""
    with gesture(user, "create_person") as deed:
        account = get_account(user, account_id, change=True)
        named = records.require_text(name, field="name", message=_("Give the person a name."))
        fresh = Person(account=account)
        for column, value in records.checked_changes(fresh, {**facts, "name": named}, PERSON).items():
            setattr(fresh, column, value)
        return deed.make(records.checked(fresh))


def update_person(*, user: User, person_id: int, **changes: Any) -> Person:
    """Changes columns of `PERSON`; the open opportunities of the account are judged anew."""
    with gesture(user, "update_person") as deed:
        person = get_person(user, person_id, change=True)
        if deed.change(person, **records.checked_changes(person, changes, PERSON)):
            judge_account(person.account_id)
        return person


def remove_person(*, user: User, person_id: int) -> None:
    """Takes a person out of the account. Raises `in_use` where an opportunity still names him."""
    with gesture(user, "remove_person") as deed:
        records.remove(deed, get_person(user, person_id, change=True))


# ---------------------------------------------------------------- the calendar of the customer's money
def add_budget_round(
    *,
    user: User,
    account_id: int,
    kind: str,
    fiscal_year: int,
    opens: dt.date | None = None,
    closes: dt.date | None = None,
    note: str = "",
) -> BudgetRound:
    """Notes when something of a fiscal year's budget happens, as the customer told it; one of the days is enough."""
    with gesture(user, "add_budget_round") as deed:
        account = get_account(user, account_id, change=True)
        fresh = BudgetRound(account=account, kind=kind, fiscal_year=fiscal_year, opens=opens, closes=closes, note=note)
        _refuse_dayless(opens, closes)
        return deed.make(records.checked(fresh))


def update_budget_round(*, user: User, round_id: int, **changes: Any) -> BudgetRound:
    """Changes columns of `ROUND`."""
    with gesture(user, "update_budget_round") as deed:
        found = _round(user, round_id)
        clean = records.checked_changes(found, changes, ROUND)
        _refuse_dayless(clean.get("opens", found.opens), clean.get("closes", found.closes))
        deed.change(found, **clean)
        return found


def remove_budget_round(*, user: User, round_id: int) -> None:
    """Takes a window away."""
    with gesture(user, "remove_budget_round") as deed:
        deed.remove(_round(user, round_id))


def _round(user: User, round_id: int) -> BudgetRound:
    found = BudgetRound.objects.filter(pk=round_id).first()
    if found is None:
        raise not_found()
    get_account(user, found.account_id, change=True)
    return found


def _refuse_dayless(opens: dt.date | None, closes: dt.date | None) -> None:
    if opens is None and closes is None:
        raise records.invalid(opens=_("Say at least one of the two days."))
    if opens is not None and closes is not None and closes < opens:
        raise records.invalid(closes=_("It cannot end before it begins."))
