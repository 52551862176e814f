"""Short ways to a partner with an agreement, and to a customer whose order he brought."""

import datetime as dt
from decimal import Decimal
from typing import Any

from tests.crm.builders import TODAY
from tongpin.crm.accounts.actions import create_account
from tongpin.crm.activities.actions import record_note
from tongpin.crm.delivery.actions import set_implementation
from tongpin.crm.opportunities.actions import close_opportunity, open_opportunity
from tongpin.crm.opportunities.models import Opportunity
from tongpin.crm.partners import actions
from tongpin.crm.partners.models import Partner, PartnerAgreement
from tongpin.crm.users.models import User

CODE = "91330100799655058B"
SIGNED = dt.date(2025, 7, 1)
HONEST: dict[str, Any] = {
    "name": "江州远帆科技有限公司",
    "code": CODE,
    "owners": ["赵远帆"],
    "holder": "江州远帆科技有限公司",
    "account": "6222 0200 1234 5678",
    "phone": "139 0555 7777",
    "mail": "zhao@yuanfan.example",
}


def partner_of(keeper: User, **facts: Any) -> Partner:
    """An honest partner who has declared."""
    partner = actions.add_partner(user=keeper, **{**HONEST, **facts})
    actions.declare(user=keeper, partner_id=partner.pk, date=TODAY)
    return partner


def agreement_of(keeper: User, partner: Partner, **terms: Any) -> PartnerAgreement:
    """His agreement, put on file when it was signed."""
    made = actions.make_agreement(
        user=keeper,
        partner_id=partner.pk,
        **{
            "number": "YF-2025-07",
            "signed": SIGNED,
            "valid_from": SIGNED,
            "tiers": [(100000, 1)],
            **terms,
        },
    )
    PartnerAgreement.objects.filter(pk=made.pk).update(recorded_on=made.signed)
    return PartnerAgreement.objects.get(pk=made.pk)


def order_of(seller: User, name: str, amount: int, *, kind: str | None = "private", **facts: Any) -> Opportunity:
    """A signed order of a customer whom we know since autumn."""
    account = create_account(user=seller, name=name, kind=kind)
    sale = open_opportunity(user=seller, account_id=account.pk, name=f"{name}订单", amount=Decimal(amount), **facts)
    record_note(user=seller, opportunity_id=sale.pk, text="第一次见面。", date=dt.date(2025, 9, 10))
    close_opportunity(user=seller, opportunity_id=sale.pk, result="won", reason="交期和服务")
    set_implementation(user=seller, opportunity_id=sale.pk, contract_signed=dt.date(2025, 10, 10))
    return Opportunity.objects.select_related("account").get(pk=sale.pk)
