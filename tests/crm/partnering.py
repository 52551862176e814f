"""Short ways to a partner with an agreement, and to a customer whose order he brought."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from tests.crm.builders import TODAY
from tongpin.crm.accounts.actions import create_account
from tongpin.crm.activities.actions import record_note
from tongpin.crm.delivery import money
from tongpin.crm.delivery.actions import set_implementation
from tongpin.crm.delivery.models import Receipt
from tongpin.crm.errors import TongpinError
from tongpin.crm.opportunities.actions import close_opportunity, open_opportunity
from tongpin.crm.opportunities.models import Opportunity
from tongpin.crm.partners import actions, introducing, stating
from tongpin.crm.partners.models import Introduction, Partner, PartnerAgreement, Statement
from tongpin.crm.users.models import User
from tongpin.method.credit_code import check_sign, organisation_check

CODE = "91330100799655058B"
SIGNED = dt.date(2025, 7, 1)
AUTUMN = dt.date(2025, 11, 3)
HONEST: dict[str, Any] = {
    "name": "江州远帆科技有限公司",
    "code": CODE,
    "owners": ["赵远帆"],
    "holder": "江州远帆科技有限公司",
    "account": "6222 0200 1234 5678",
    "phone": "139 0555 7777",
    "mail": "zhao@yuanfan.example",
}


def good_code(number: int) -> str:
    """A credit code with both check digits for every number."""
    organisation = f"{79965505 + number:08d}"
    first = f"91330100{organisation}{organisation_check(organisation)}"
    return first + check_sign(first)


def partner_of(keeper: User, **facts: Any) -> Partner:
    """An honest partner who has declared; each has a credit code of its own."""
    code = good_code(Partner.objects.count()) if Partner.objects.exists() else CODE
    partner = actions.add_partner(user=keeper, **{**HONEST, "code": code, **facts})
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


def introduced(seller: User, agreement: PartnerAgreement, sale: Opportunity, way: Any = "direct") -> Introduction:
    return introducing.introduce(
        user=seller,
        opportunity_id=sale.pk,
        agreement_id=agreement.pk,
        date=dt.date(2025, 9, 8),
        proof="9 月 8 日引荐邮件",
        way=way,
    )


def received(seller: User, sale: Opportunity, amount: int, date: dt.date = AUTUMN, **more: Any) -> Receipt:
    return money.record_receipt(user=seller, opportunity_id=sale.pk, date=date, amount=Decimal(amount), **more)


def code(refused: pytest.ExceptionInfo[TongpinError]) -> str:
    return refused.value.code


def stated(keeper: User, agreement: PartnerAgreement, until: dt.date = TODAY) -> Statement:
    draft = stating.draft_statement(user=keeper, agreement_id=agreement.pk, until=until)
    return stating.send_statement(user=keeper, statement_id=draft.pk)
