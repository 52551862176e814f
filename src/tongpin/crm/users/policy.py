"""What a role allows, before anything is looked at."""

from tongpin.crm.users.models import Role, User

READ_ONLY = frozenset({Role.AUDITOR, Role.COMPLIANCE, Role.PARTNER})


def sees_all(user: User) -> bool:
    """Administrators and auditors."""
    return user.is_active and user.role in {Role.ADMIN, Role.AUDITOR}


def is_outside(user: User) -> bool:
    """Whether a user is none of us: a partner, who sees his own pages and nothing else."""
    return user.role == Role.PARTNER


def may_write(user: User) -> bool:
    """Auditors and compliance officers change nothing, and partners are none of us."""
    return user.is_active and user.role not in READ_ONLY


def may_administer(user: User) -> bool:
    """Users, teams, and what belongs to everybody."""
    return user.is_active and user.role == Role.ADMIN


def may_adapt_playbooks(user: User) -> bool:
    """A manager or an administrator says how we sell."""
    return user.is_active and user.role in {Role.MANAGER, Role.ADMIN}
