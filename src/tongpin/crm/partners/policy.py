"""Who keeps partners, who sees their money, and who answers what the law leaves to the compliance officer."""

from django.utils.translation import gettext as _

from tongpin.crm.errors import TongpinError
from tongpin.crm.users.models import Role, User

KEEPERS = frozenset({Role.MANAGER, Role.ADMIN})
DOORKEEPERS = frozenset({Role.COMPLIANCE, Role.ADMIN})
SEES_ALL_MONEY = frozenset({*KEEPERS, Role.AUDITOR, Role.COMPLIANCE})


def may_keep_partners(user: User) -> bool:
    """Managers and administrators keep partners, agreements, statements and payments."""
    return user.is_active and user.role in KEEPERS


def may_see_partners(user: User) -> bool:
    """Whoever keeps them, auditors and the compliance officer; salespeople see names and agreements only."""
    return user.is_active and user.role in SEES_ALL_MONEY


def may_audit_partners(user: User) -> bool:
    """The compliance officer and auditors take the records out; whoever keeps them is not whoever checks them."""
    return user.is_active and user.role in {Role.COMPLIANCE, Role.AUDITOR}


def may_give_access(user: User) -> bool:
    """The compliance officer and administrators let a partner sign in, and close the door again."""
    return user.is_active and user.role in DOORKEEPERS


def give_access_only(user: User) -> None:
    """Raises `not_allowed` for everybody else."""
    if not may_give_access(user):
        message = _("The compliance officer or an administrator lets partners sign in.")
        raise TongpinError("not_allowed", message, 403)


def is_officer(user: User) -> bool:
    """The compliance officer."""
    return user.is_active and user.role == Role.COMPLIANCE


def keep_partners(user: User) -> None:
    """Raises `not_allowed` for everybody who does not keep partners."""
    if not may_keep_partners(user):
        raise TongpinError("not_allowed", _("Managers and administrators keep partners and what they are paid."), 403)


def officer_only(user: User) -> None:
    """Raises `not_allowed` for everybody but the compliance officer."""
    if not is_officer(user):
        raise TongpinError("not_allowed", _("This is for the compliance officer."), 403)
