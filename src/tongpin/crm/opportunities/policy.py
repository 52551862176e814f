"""Who sees which opportunity, and what he may do with it.

`may` and `visible` say the same of seeing; a test holds them to it.
"""

from collections.abc import Iterable, Sequence
from typing import Literal

from django.db import DEFAULT_DB_ALIAS
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from tongpin.crm.errors import TongpinError
from tongpin.crm.opportunities.models import Opportunity, OpportunityShare
from tongpin.crm.prepared import Prepared
from tongpin.crm.users.models import Role, User
from tongpin.crm.users.policy import is_outside, may_write, sees_all

Verb = Literal["see", "change", "share", "manage"]
"""`change`: write records. `share`: let colleagues in. `manage`: force a gate, settle a dispute, hand over."""


def visible(user: User) -> "QuerySet[Opportunity]":
    """The opportunities that a user may see."""
    opportunities = Opportunity.objects.all()
    if sees_all(user):
        return opportunities
    if not user.is_active or is_outside(user):
        return opportunities.none()
    if user.role == Role.COMPLIANCE:
        return opportunities.filter(flag_count__gt=0)
    return _his_own(user, _SHARED)


def changeable(user: User) -> "QuerySet[Opportunity]":
    """The opportunities that a user may change."""
    if not may_write(user):
        return Opportunity.objects.none()
    if user.role == Role.ADMIN:
        return Opportunity.objects.all()
    return _his_own(user, _SHARED_TO_CHANGE)


def _his_own(user: User, shares: Prepared) -> "QuerySet[Opportunity]":
    """A salesperson's, or a manager's team's (his own among them: an opportunity belongs to its owner's team)."""
    leads = user.role == Role.MANAGER and user.team_id is not None
    mine = Q(team=user.team_id) if leads else Q(owner=user)
    # Asked beforehand: a list that needs no "or" can be read in the order of an index.
    shared = [opportunity for (opportunity,) in shares.rows([user.pk])]
    return Opportunity.objects.filter(mine | Q(pk__in=shared) if shared else mine)


# Asked by nearly every page, and by some for each of their parts.
_SHARED = Prepared(lambda ids: OpportunityShare.objects.filter(user__in=ids).values_list("opportunity_id"))
_SHARED_TO_CHANGE = Prepared(
    lambda ids: OpportunityShare.objects.filter(user__in=ids, may_change=True).values_list("opportunity_id")
)


def may(user: User, verb: Verb, opportunity: Opportunity) -> bool:
    """Whether a user may do this to an opportunity."""
    if not user.is_active or is_outside(user):
        return False
    if user.role == Role.ADMIN:
        return True
    if user.role == Role.AUDITOR:
        return verb == "see"
    if user.role == Role.COMPLIANCE:
        return verb == "see" and opportunity.flag_count > 0
    if _leads(user, opportunity):
        return True
    if opportunity.owner_id == user.pk:
        return verb != "manage"
    return _shared(user, verb, opportunity)


def _leads(user: User, opportunity: Opportunity) -> bool:
    return user.role == Role.MANAGER and user.team_id is not None and opportunity.team_id == user.team_id


def _shared(user: User, verb: Verb, opportunity: Opportunity) -> bool:
    if verb not in {"see", "change"}:
        return False
    shares = OpportunityShare.objects.filter(user=user, opportunity=opportunity)
    return shares.exists() if verb == "see" else shares.filter(may_change=True).exists()


def who_see(opportunity: Opportunity, users: Iterable[User]) -> set[int]:
    """Ids of those among some users who may see an opportunity, with one query for all of them."""
    active = [user for user in users if user.is_active and not is_outside(user)]
    if not active:
        return set()
    shared = set(OpportunityShare.objects.filter(opportunity=opportunity).values_list("user_id", flat=True))
    return {user.pk for user in active if user.pk in shared or _sees_unshared(user, opportunity)}


def _sees_unshared(user: User, opportunity: Opportunity) -> bool:
    if user.role == Role.COMPLIANCE:
        return opportunity.flag_count > 0
    return sees_all(user) or _leads(user, opportunity) or opportunity.owner_id == user.pk


def get_opportunity(
    user: User, opportunity_id: int, verb: Verb = "see", *, lock: bool = False, beside: Sequence[str] = ()
) -> Opportunity:
    """The one gate to an opportunity: fetches and checks. ``beside``: relations to fetch with it.

    Raises the same `TongpinError` for one that is not there and one that is not his (`not_found`); `not_allowed`
    where he may see it but not do this. `lock` holds the row until the transaction ends.
    """
    opportunity = _fetched(opportunity_id, lock=lock, beside=beside)
    if opportunity is None:
        raise not_found()
    if may(user, verb, opportunity):
        return opportunity
    if verb == "see" or not may(user, "see", opportunity):
        raise not_found()
    raise TongpinError("not_allowed", _("You may look at this opportunity, but not do this."), 403)


def _fetched(opportunity_id: int, *, lock: bool, beside: Sequence[str]) -> Opportunity | None:
    if beside:
        opportunities = Opportunity.objects.select_related(*beside).filter(pk=opportunity_id)
        return next(iter(opportunities.select_for_update() if lock else opportunities), None)
    row = next((_HELD if lock else _SEEN).rows([opportunity_id]), None)
    return None if row is None else Opportunity.from_db(DEFAULT_DB_ALIAS, _COLUMNS, row)


# Asked by nearly every page and every action.
_COLUMNS = tuple(field.attname for field in Opportunity._meta.concrete_fields)
_SEEN = Prepared(lambda ids: Opportunity.objects.filter(pk__in=ids).values_list(*_COLUMNS))
_HELD = Prepared(lambda ids: Opportunity.objects.select_for_update().filter(pk__in=ids).values_list(*_COLUMNS))


def not_found() -> TongpinError:
    """What a user is told of something that is not there, or not his."""
    return TongpinError("not_found", _("There is nothing here for you under this address."), 404)
