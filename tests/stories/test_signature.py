"""A frightened winner led to signature without a discount.

Alice is chosen by a dairy; then its finance director says that they are dearer, and the new plant manager asks old
things. She finds out what lies behind it, shares the risk on paper, holds the price, gets a word for the one term
beyond a red line, and carries her promises into the delivery.
"""

import datetime as dt
import io
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from docx import Document

from tests.crm.builders import TODAY
from tongpin.crm.accounts.actions import create_account
from tongpin.crm.activities.actions import record_activity
from tongpin.crm.audit.selectors import verify_chain
from tongpin.crm.bids.actions import add_bid
from tongpin.crm.bids.approving import answer_approval
from tongpin.crm.bids.models import Approval
from tongpin.crm.casefile import case_of
from tongpin.crm.concerns.models import Concern, ConcernHint
from tongpin.crm.contracts.carrying import proposed_for
from tongpin.crm.delivery.models import Expectation
from tongpin.crm.needs.actions import add_need
from tongpin.crm.opportunities.actions import open_opportunity, set_position
from tongpin.crm.opportunities.models import Opportunity
from tongpin.crm.opportunities.page import opportunity_page
from tongpin.crm.opportunities.people import add_stakeholder
from tongpin.crm.users.models import User

PRICE = Decimal(2_350_000)


@pytest.fixture(autouse=True)
def _quick_method() -> None:
    """This story is judged by the method itself."""


def ago(days: int) -> dt.date:
    return TODAY - dt.timedelta(days=days)


@pytest.fixture
def sale(alice: User) -> Opportunity:
    """Chosen three weeks ago, and not signed since."""
    account = create_account(user=alice, name="乳源乳业", industry="食品", kind="private")
    made = open_opportunity(user=alice, account_id=account.pk, name="均质机两台", amount=PRICE)
    people = (("段总", "总经理", ["decision_maker"]), ("闻总监", "财务总监", ["finance_controller"]))
    for name, title, roles in (*people, ("纪工", "新任厂长", ["user"])):
        add_stakeholder(user=alice, opportunity_id=made.pk, name=name, title=title, roles=roles, influence=4)
    here: dict[str, Any] = {"user": alice, "opportunity_id": made.pk}
    add_need(text="换产品时不停线", date=ago(60), who="s3", strength="explicit", **here)
    add_bid(date=ago(40), bidder=made.our_company or "我方", price=PRICE, rank=1, **here)
    record_activity(kind="executive_visit", direction="in", date=ago(21), who=["s1"], text="段总说就选你们了。", **here)
    set_position(position="chosen", **here)
    return made


@pytest.fixture
def sign_in(alice: User) -> Client:
    client = Client()
    client.force_login(alice, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def note(client: Client, sale: Opportunity, text: str, who: str) -> None:
    form = {"opportunity": sale.pk, "text": text, "date": TODAY.isoformat(), "kind": "visit", "direction": "out"}
    assert client.post("/note", {**form, "who": [who], "do": "save"}).status_code == 302


def concern(words: str) -> Concern:
    return Concern.objects.get(words__contains=words)


def test_a_frightened_winner_is_led_to_signature_without_a_discount(
    sign_in: Client, alice: User, maria: User, sale: Opportunity
) -> None:
    path = f"/opportunities/{sale.pk}"
    tab = f"{path}?tab=customer"

    # The polite refusal, and what is behind it.
    note(sign_in, sale, "闻总监说你们比别家贵，要再研究研究。去年为一条线背锅的人下台了。", "s2")
    note(sign_in, sale, "新来的纪厂长把选型从头问了一遍。", "s3")
    shown = sign_in.get(tab).content.decode()
    assert "<mark>" in shown
    for hint in ConcernHint.objects.filter(state="proposed"):
        sign_in.post(f"{path}/concerns/{hint.pk}/confirm")
    dear = concern("比别家贵")
    assert (dear.behind, dear.stakeholder is not None and dear.stakeholder.code) == ("career", "s2")
    shown = sign_in.get(tab).content.decode()
    assert "不要用降价或催签来答" in shown
    assert "替闻总监备一份能往上交的材料" in shown
    assert "单独拜访新来的纪工" in shown
    assert opportunity_page(user=alice, opportunity_id=sale.pk).standing.win.estimate <= 0.7

    # She plans what reassures, and writes the risks down for both to sign.
    plan = sign_in.get(f"{path}/concerns/{dear.pk}/plan?answer=arm_holder").content.decode()
    assert "替闻总监备一份能往上交的材料" in plan
    day = (TODAY + dt.timedelta(days=4)).isoformat()
    sign_in.post(f"{path}/concerns/{dear.pk}/plan", {"plan": "比选依据与风险分担各一份", "due": day})
    assert (Concern.objects.get(pk=dear.pk).status, Concern.objects.get(pk=dear.pk).owner) == (
        "in_progress",
        str(alice),
    )
    sign_in.post(f"{path}/risks/take")
    risk = dear.risks.get()
    assert risk.text == "出现问题时责任不清", "in neutral words: the customer reads it"
    form = {
        "text": "产量爬坡慢于计划",
        "bearer": "shared",
        "we_do": "驻厂两周",
        "they_do": "派两名操作工",
        "state": "agreed",
    }
    assert sign_in.post(f"{path}/records/risk/{risk.pk}", form).status_code == 302
    paper = sign_in.get(f"{path}/risks/plan.docx")
    told = "\n".join(
        [paragraph.text for paragraph in Document(io.BytesIO(paper.content)).paragraphs]
        + [
            cell.text
            for table in Document(io.BytesIO(paper.content)).tables
            for row in table.rows
            for cell in row.cells
        ]
    )
    assert "产量爬坡慢于计划" in told
    assert "乳源乳业" in told
    assert "career" not in told
    assert "背锅" not in told, "what lies behind it is nobody else's to read"

    # The worries are answered; no price was moved.
    for item in Concern.objects.filter(opportunity=sale):
        sign_in.post(f"{path}/concerns/{item.pk}/settle")
    kinds = {entry.kind for entry in case_of(sale.pk, TODAY).timeline}
    assert "discount" not in kinds
    assert [bid.price for bid in case_of(sale.pk, TODAY).bids] == [PRICE]

    # One term lies beyond a red line: her manager gives his word, and only then is it signed.
    term = {
        "text": "付款",
        "kind": "payment",
        "theirs": "零预付",
        "red_line": "预付两成",
        "crosses": "on",
        "state": "open",
    }
    sign_in.post(f"{path}/records/term/add", term)
    sign_in.post(f"{path}/delivery", {"contract_signed": TODAY.isoformat()})
    assert case_of(sale.pk, TODAY).implementation.contract_signed is None
    sign_in.post(f"{path}/contract/ask", {"reason": "八年老客户"})
    answer_approval(user=maria, approval_id=Approval.objects.get(kind="contract").pk, granted=True)
    page = sign_in.get(f"{path}/contract/sign").content.decode()
    assert "换产品时不停线" in page
    carried = [item.key for item in proposed_for(sale) if item.text == "换产品时不停线"]
    signed = sign_in.post(f"{path}/contract/sign", {"date": TODAY.isoformat(), "carry": carried})
    assert signed.status_code == 302
    assert case_of(sale.pk, TODAY).implementation.contract_signed == TODAY
    assert Expectation.objects.get(opportunity=sale).text == "换产品时不停线"
    assert opportunity_page(user=alice, opportunity_id=sale.pk).standing.gates[4].met
    assert verify_chain().holds
