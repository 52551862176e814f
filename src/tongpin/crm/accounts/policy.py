"""Who sees which account."""

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from tongpin.crm.accounts.models import Account, Person
from tongpin.crm.errors import TongpinError
from tongpin.crm.opportunities.policy import changeable, not_found, visible
from tongpin.crm.users.models import Role, User
from tongpin.crm.users.policy import may_write, sees_all


def visible_accounts(user: User) -> "QuerySet[Account]":
    """Accounts that the user keeps, or of whose opportunities he sees one; a manager also those his team keeps."""
    accounts = Account.objects.all()
    if sees_all(user):
        return accounts
    seen = Q(pk__in=visible(user).values("account"))
    if may_write(user):
        seen |= Q(owner=user)
    if user.is_active and user.role == Role.MANAGER and user.team_id is not None:
        seen |= Q(owner__team=user.team_id)
    return accounts.filter(seen)


def get_account(user: User, account_id: int, *, change: bool = False) -> Account:
    """The gate to an account; the same `not_found` for one that is not there and one that is not his.

    Who changes it within a transaction holds its row: two who draw its chart at once come one after the other.
    """
    accounts = visible_accounts(user).filter(pk=account_id).select_related("owner")
    if change and connection.in_atomic_block:
        accounts = accounts.select_for_update(of=("self",))
    account = accounts.first()
    if account is None:
        raise not_found()
    if change and not may_change(user, account):
        raise TongpinError("not_allowed", _("You may look at this account, but not change it."), 403)
    return account


def may_change(user: User, account: Account) -> bool:
    """Who keeps the account, his manager, and whoever may change one of its opportunities."""
    if not may_write(user):
        return False
    if user.role == Role.ADMIN or account.owner_id == user.pk or changeable(user).filter(account=account).exists():
        return True
    keeper = account.owner
    return user.role == Role.MANAGER and keeper is not None and keeper.team_id == user.team_id is not None


def get_person(user: User, person_id: int, *, change: bool = False) -> Person:
    """The gate to a person: that of the account."""
    person = Person.objects.select_related("account").filter(pk=person_id).first()
    if person is None:
        raise not_found()
    get_account(user, person.account_id, change=change)
    return person
