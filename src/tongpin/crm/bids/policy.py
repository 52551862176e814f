"""Who may say what needs whose word, and who may give it."""

from tongpin.crm.bids.models import Approval
from tongpin.crm.opportunities.models import Opportunity
from tongpin.crm.opportunities.policy import may
from tongpin.crm.users.models import Role, User
from tongpin.method.bidding.limits import suffices


def may_set_limits(user: User) -> bool:
    """Limits and rates belong to all of us: managers and administrators keep them."""
    return user.is_active and user.role in {Role.MANAGER, Role.ADMIN}


def may_answer(user: User, approval: Approval, opportunity: Opportunity, needed: str) -> bool:
    """Four eyes: never his own; of an opportunity that he leads; with the role that the limits ask for."""
    own = approval.asked_by_id == user.pk
    return not own and may(user, "manage", opportunity) and suffices(user.role, needed or Role.MANAGER)
