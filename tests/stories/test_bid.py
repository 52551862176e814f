"""A bid that is not made, and why; another that is asked for, agreed, won in part, and goes on by performance."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from tests.crm.builders import TODAY, import_case
from tongpin.crm.bids.models import Approval, ApprovalLimit, Phase
from tongpin.crm.bids.reckoning import reckoning_of, waiting_for
from tongpin.crm.casefile import case_of
from tongpin.crm.opportunities.models import Opportunity
from tongpin.crm.rivals.actions import add_rival
from tongpin.crm.users.models import User
from tongpin.exchange import dealfile

D = Decimal
PRESSES = """
id: press-1
title: 铸铝件压机
today: 2026-03-02
our_side: {company: 澄岳机床, team: [陈静 (销售)]}
account: {name: 沣川压铸, industry: 汽车零部件, region: 陕西, kind: private}
opportunity: {name: 压铸岛三套, amount: 9000000, currency: CNY, formal_tender: true, budget_confirmed: true}
competitors: [{name: 铸锋}]
timeline:
  - {id: e01, date: 2026-02-20, kind: tender_doc, direction: in, text: 招标文件到了，价格四十分，三月十日截止。}
criteria:
  - {since: 2026-02-20, name: 节拍, weight: 35, ours: 31, rivals: {铸锋: 28}}
  - {since: 2026-02-20, name: 服务, weight: 25, ours: 22, rivals: {铸锋: 15}}
tender: {issued: 2026-02-18, deadline: 2026-03-10, formula: 综合评分法，价格40分，低价优先}
"""


@pytest.fixture
def presses(alice: User) -> Opportunity:
    return import_case(user=alice, case=dealfile.load(PRESSES, "press.yaml"))


def at(user: User) -> Client:
    user.language = "en"
    user.save(update_fields=["language"])
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def post(client: Client, address: str, **form: Any) -> None:
    answer = client.post(address, form)
    assert answer.status_code == 302, answer.content.decode()


def test_a_bid_is_reckoned_agreed_won_in_part_and_goes_on(alice: User, maria: User, presses: Opportunity) -> None:
    ApprovalLimit.objects.create(kind="price", above=D(5000000), role="manager")
    seller, path = at(alice), f"/opportunities/{presses.pk}"
    price = f"{path}?tab=tender&view=price"
    assert "the notice tells of “Points: lowest price first”" in seller.get(price).content.decode()
    post(seller, f"{path}/records/cost/add", kind="goods", name="压机", quantity="3", unit_cost="1900000", currency="")
    post(seller, f"{path}/records/cost/add", kind="bidding", name="标书", quantity="20", unit_cost="1500", currency="")
    post(seller, f"{path}/records/price_line/add", name="压铸岛", quantity="3", price="2400000", vat="13")
    post(seller, f"{path}/records/price_line/add", name="培训", quantity="1", price="120000", vat="6")
    post(seller, f"{path}/records/price_belief/add", bidder="铸锋", low="7500000", likely="8100000", high="8600000")
    seen = seller.get(f"{path}/bid/sheet").content.decode().split('name="seen" value="')[1].split('"')[0]
    post(seller, f"{path}/bid/sheet", kind="low_first", weight="40", floor_margin="12", seen=seen)
    found = reckoning_of(presses)
    assert (found.ours, found.costs.total, found.bidding) == (D("8263200.00"), D(5700000), D(30000))
    assert "Best price" in seller.get(price).content.decode()

    # A price of eight million needs somebody else's word.
    post(seller, f"{path}/approvals/ask", kind="price", reason="先报这个价")
    asked = Approval.objects.get()
    assert [item.reason for item in waiting_for(user=maria)] == ["先报这个价"]
    post(at(maria), f"{path}/approvals/{asked.pk}/answer", word="yes")
    post(seller, f"{path}/bid/decide", step="bid", reason="")
    assert "agreed as it stands" in seller.get(f"{path}?tab=tender&view=decision").content.decode()

    # Two suppliers win a part; who wins the rest is decided by how they do.
    day = TODAY.isoformat()
    post(seller, f"{path}/records/award/add", date=day, bidder="澄岳机床", ours="on", share="66.7", price="5512000")
    post(seller, f"{path}/records/award/add", date=day, bidder="铸锋", share="33.3", reason="价低")
    post(seller, f"{path}/records/lesson/add", date=day, kind="price", rival="铸锋", text="最后一轮降了八个点")
    post(seller, f"{path}/records/phase/add", number="2", name="二期", amount="6000000", state="planned",
         condition="一期节拍不超过 55 秒")  # fmt: skip
    post(seller, f"{path}/phases/{Phase.objects.get().pk}/open")
    fresh = Phase.objects.get().next
    assert fresh is not None
    assert (fresh.account_id, fresh.amount) == (presses.account_id, D(6000000))

    # Whoever meets this rival again reads in its file what was learned.
    rival = add_rival(user=maria, name="铸锋")
    assert "最后一轮降了八个点" in at(maria).get(f"/library/rivals/{rival.pk}").content.decode()
    assert [str(award.share.normalize()) for award in case_of(presses.pk, TODAY).awards] == ["66.7", "33.3"]


def test_a_bid_that_is_not_made_needs_a_reason_and_a_word(alice: User, maria: User, presses: Opportunity) -> None:
    ApprovalLimit.objects.create(kind="no_bid", role="manager")
    seller, path = at(alice), f"/opportunities/{presses.pk}"
    decision = f"{path}?tab=tender&view=decision"
    assert seller.post(f"{path}/bid/decide", {"step": "no_bid", "reason": " "}).status_code == 422
    post(seller, f"{path}/bid/decide", step="no_bid", reason="参数照着铸锋的样本写，只叫我们去比价")
    assert "Waits for an answer" in seller.get(decision).content.decode()
    asked = Approval.objects.get()
    assert seller.post(f"{path}/approvals/{asked.pk}/answer", {"word": "yes"}).status_code == 403
    post(at(maria), f"{path}/approvals/{asked.pk}/answer", word="yes")
    asked.refresh_from_db()
    assert (asked.state, asked.answered_by) == ("granted", maria)
    shown = seller.get(decision).content.decode()
    assert "只叫我们去比价" in shown
    assert "Agreed" in shown
