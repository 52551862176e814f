"""What a role allows, before anything is looked at."""

from tongpin.crm.users.models import Role, User

READ_ONLY = frozenset({Role.AUDITOR, Role.COMPLIANCE})


def sees_all(user: User) -> bool:
    """Administrators and auditors."""
    return user.is_active and user.role in {Role.ADMIN, Role.AUDITOR}


def may_write(user: User) -> bool:
    """Auditors and compliance officers change nothing."""
    return user.is_active and user.role not in READ_ONLY


def may_administer(user: User) -> bool:
    """Users, teams, and what belongs to everybody."""
    return user.is_active and user.role == Role.ADMIN


def may_adapt_playbooks(user: User) -> bool:
    """A manager or an administrator says how we sell."""
    return user.is_active and user.role in {Role.MANAGER, Role.ADMIN}
