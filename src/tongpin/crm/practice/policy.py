"""Who practises, who coaches, who makes cases."""

from django.db.models import QuerySet

from tongpin.crm.users.models import Role, User
from tongpin.crm.users.policy import READ_ONLY

SELLS = (Role.SALESPERSON, Role.MANAGER)


def may_practise(user: User) -> bool:
    """Whoever sells, or looks after those who do. Answers are records, and who only looks writes none."""
    return user.is_active and user.role not in READ_ONLY


def may_coach(user: User) -> bool:
    """Managers, and administrators: they see their people's results and make cases."""
    return user.is_active and user.role in {Role.MANAGER, Role.ADMIN}


def coached(user: User) -> "QuerySet[User]":
    """Whose results a user may see beside his own: a manager his team's, an administrator everybody's."""
    if not may_coach(user):
        return User.objects.none()
    people = User.objects.filter(is_active=True, role__in=SELLS)
    if user.role == Role.ADMIN:
        return people
    return people.filter(team=user.team_id).exclude(pk=user.pk) if user.team_id else people.none()
