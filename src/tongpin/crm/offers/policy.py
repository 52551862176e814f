"""Who keeps components and templates, and the gate to a proposal."""

from django.utils.translation import gettext as _

from tongpin.crm.errors import TongpinError
from tongpin.crm.offers.models import Proposal
from tongpin.crm.opportunities.policy import Verb, get_opportunity, not_found
from tongpin.crm.users.models import Role, User


def may_keep_offers(user: User) -> bool:
    """Managers and administrators say what we sell and from which templates."""
    return user.is_active and user.role in {Role.MANAGER, Role.ADMIN}


def for_keepers(user: User) -> None:
    """Refuses whoever only uses components and templates."""
    if not may_keep_offers(user):
        message = _("Managers and administrators keep the components and templates; you may use them.")
        raise TongpinError("not_allowed", message, 403)


def get_proposal(user: User, proposal_id: int, verb: Verb = "see", *, lock: bool = False) -> Proposal:
    """The gate to a proposal: that of its opportunity. With `lock` the opportunity is held until the transaction
    ends. Raises `not_found`, `not_allowed`."""
    opportunity_id = Proposal.objects.filter(pk=proposal_id).values_list("opportunity_id", flat=True).first()
    if opportunity_id is None:
        raise not_found()
    opportunity = get_opportunity(user, opportunity_id, verb, lock=lock, beside=() if lock else ("account",))
    proposal = Proposal.objects.select_related("template", "made_by").filter(pk=proposal_id).first()
    if proposal is None:
        raise not_found()
    proposal.opportunity = opportunity
    return proposal
