"""Every write to accounts and their people."""

from typing import Any

from django.utils.translation import gettext as _

from tongpin.crm import records
from tongpin.crm.accounts.models import Account, Person
from tongpin.crm.accounts.policy import get_account, get_person
from tongpin.crm.audit.gesture import gesture
from tongpin.crm.casefile import ACCOUNT
from tongpin.crm.errors import TongpinError
from tongpin.crm.judging import judge_account
from tongpin.crm.users.models import User
from tongpin.crm.users.policy import may_write

PERSON = ("name", "title", "department")


def create_account(*, user: User, name: str, **facts: Any) -> Account:
    """A new account kept by the user; `facts`: industry, region, size, history, credit, kind."""
    if not may_write(user):
        raise TongpinError("not_allowed", _("You may look at the records, but not change them."), 403)
    with gesture(user, "create_account") as deed:
        named = records.require_text(name, field="name", message=_("Give the account a name."))
        return deed.make(records.checked(Account(owner=user, name=named, **facts)))


def update_account(*, user: User, account_id: int, **changes: Any) -> Account:
    """Changes name, industry, region, size, history, credit, kind; its open opportunities are judged anew."""
    with gesture(user, "update_account") as deed:
        account = get_account(user, account_id, change=True)
        if deed.change(account, **records.checked_changes(account, changes, ACCOUNT)):
            judge_account(account.pk)
        return account


def create_person(*, user: User, account_id: int, name: str, title: str = "", department: str = "") -> Person:
    """A new person of an account."""
    with gesture(user, "create_person") as deed:
        account = get_account(user, account_id, change=True)
        named = records.require_text(name, field="name", message=_("Give the person a name."))
        fresh = Person(account=account, name=named, title=title, department=department)
        return deed.make(records.checked(fresh))


def update_person(*, user: User, person_id: int, **changes: Any) -> Person:
    """Changes name, title, department; the open opportunities of the account are judged anew."""
    with gesture(user, "update_person") as deed:
        person = get_person(user, person_id, change=True)
        if deed.change(person, **records.checked_changes(person, changes, PERSON)):
            judge_account(person.account_id)
        return person


def remove_person(*, user: User, person_id: int) -> None:
    """Takes a person out of the account. Raises `in_use` where an opportunity still names him."""
    with gesture(user, "remove_person") as deed:
        records.remove(deed, get_person(user, person_id, change=True))
