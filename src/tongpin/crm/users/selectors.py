"""Users for choices in forms."""

from typing import NamedTuple

from tongpin.crm.users.models import Role, User
from tongpin.crm.users.policy import sees_all


class UserRow(NamedTuple):
    """A user as a choice."""

    id: int
    name: str
    team: str | None


def colleagues(user: User) -> list[UserRow]:
    """Active users with whom somebody may share or to whom he may hand over: all who sell, but himself."""
    found = User.objects.filter(is_active=True, role__in=[Role.SALESPERSON, Role.MANAGER]).exclude(pk=user.pk)
    return [UserRow._make(row) for row in found.order_by("name", "id").values_list("id", "name", "team__name")]


def owners(user: User) -> list[UserRow]:
    """Whose opportunities a user may narrow a list to: his team's, or everybody's for those who see all."""
    found = User.objects.filter(role__in=[Role.SALESPERSON, Role.MANAGER])
    if not sees_all(user) and user.role != Role.COMPLIANCE:
        found = found.filter(team=user.team_id) if user.role == Role.MANAGER else found.filter(pk=user.pk)
    return [UserRow._make(row) for row in found.order_by("name", "id").values_list("id", "name", "team__name")]
