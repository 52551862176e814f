"""What a partner sees: his agreements, introductions, statements and payments. Everything starts from his own sign-in,
so that there is no way to ask for another's."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from tongpin.crm.opportunities.policy import not_found
from tongpin.crm.partners.models import Partner, Statement
from tongpin.crm.partners.selectors import SPOKEN, AgreementPage, agreement_pages
from tongpin.crm.users.models import User
from tongpin.crm.users.policy import is_outside


@dataclass(frozen=True, slots=True, kw_only=True)
class PortalPage:
    """A partner's own page."""

    partner: Partner
    agreements: Sequence[AgreementPage]


def own_partner(user: User) -> Partner:
    """The partner who has signed in. Raises `not_found` for everybody else."""
    found = Partner.objects.filter(user=user).first() if user.is_active and is_outside(user) else None
    if found is None:
        raise not_found()
    return found


def portal_page(*, user: User) -> PortalPage:
    """All that is his: statements once they went out, payments that were not withdrawn."""
    partner = own_partner(user)
    return PortalPage(partner=partner, agreements=[_his(page) for page in agreement_pages(partner)])


def _his(page: AgreementPage) -> AgreementPage:
    return replace(
        page,
        statements=[row for row in page.statements if row.state == "sent"],
        payments=[row for row in page.payments if row.state != "withdrawn"],
    )


def own_statement(*, user: User, statement_id: int) -> Statement:
    """A statement that went out to the partner who has signed in, with its lines and what was said about it."""
    rows = Statement.objects.select_related("agreement__partner").prefetch_related("lines", SPOKEN)
    row = rows.filter(pk=statement_id, state="sent", agreement__partner=own_partner(user)).first()
    if row is None:
        raise not_found()
    return row
