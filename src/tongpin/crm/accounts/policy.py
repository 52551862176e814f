"""Who sees which account."""

from django.db.models import Q, QuerySet

from tongpin.crm.accounts.models import Account, Person
from tongpin.crm.opportunities.policy import not_found, visible
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
    """The gate to an account. Whoever sees it and may write at all may change it: it is the team's knowledge."""
    account = visible_accounts(user).filter(pk=account_id).first() if may_write(user) or not change else None
    if account is None:
        raise not_found()
    return account


def get_person(user: User, person_id: int, *, change: bool = False) -> Person:
    """The gate to a person: that of the account."""
    person = Person.objects.select_related("account").filter(pk=person_id).first()
    if person is None:
        raise not_found()
    get_account(user, person.account_id, change=change)
    return person
