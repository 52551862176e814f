"""A machine that broke, repaired inside the customer as well, and the next order; told at the browsers (METHOD 9)."""

import datetime as dt
import io

import pytest
from django.test import Client
from docx import Document

from tongpin.crm import clock
from tongpin.crm.accounts.models import Account
from tongpin.crm.activities.actions import record_activity
from tongpin.crm.casefile import case_of
from tongpin.crm.models import Ticket
from tongpin.crm.opportunities.actions import import_cases
from tongpin.crm.opportunities.models import Opportunity
from tongpin.crm.users.models import Role, User
from tongpin.exchange import dealfile

SOLD = """
id: presses
title: 河口纸业压榨部改造
lang: zh-Hans
today: 2026-03-02
our_side: {company: 澄岳, team: [陈静 (销售), 周航 (服务)]}
account: {name: 河口纸业, industry: 造纸, kind: private}
opportunity: {name: 压榨部改造, amount: 5200000, segment: first_time, outcome: {result: won, date: 2025-08-20}}
stakeholders:
  - {id: s1, name: 孟厂长, title: 厂长, roles: [decision_maker, power], attitude: 1, influence: 5}
  - {id: s2, name: 罗工, title: 设备主管, roles: [technical_adviser, coach], attitude: 2, influence: 4}
timeline:
  - {id: e01, date: 2025-08-20, kind: contract, direction: in, who: [s1], by: 陈静, text: 合同双方签字盖章。}
  - {id: e02, date: 2025-11-10, kind: delivery, direction: out, who: [s2], by: 周航, text: 设备到货安装，开机试产。}
  - {id: e03, date: 2026-02-10, kind: visit, direction: out, who: [s2], by: 周航, text: 用得平稳，罗工带新人。}
implementation: {contract_signed: 2025-08-20, go_live: 2025-11-20}
"""
BROKE = dt.date(2026, 3, 2)


@pytest.fixture
def tom(alice: User) -> User:
    return User.objects.create(username="tom", name="王强", role=Role.MANAGER, team=alice.team)


@pytest.fixture
def sale(alice: User) -> Opportunity:
    return import_cases(user=alice, cases=[dealfile.load(SOLD, "presses.yaml")])[0]


def at(user: User) -> Client:
    client = Client(headers={"accept-language": "en"})
    User.objects.filter(pk=user.pk).update(language="en")
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def on(monkeypatch: pytest.MonkeyPatch, day: dt.date) -> None:
    monkeypatch.setattr(clock, "today", lambda: day)


def test_a_machine_that_broke_is_repaired_inside_the_customer_and_brings_the_next_order(
    alice: User, tom: User, sale: Opportunity, monkeypatch: pytest.MonkeyPatch
) -> None:
    page, tab = f"/opportunities/{sale.pk}", f"/opportunities/{sale.pk}?tab=delivery&view=service"
    on(monkeypatch, BROKE)
    # The press stands still. Nobody of ours holds the tie: the manager hears of it at once.
    told = {
        "text": "二压轴承抱死，全线停机",
        "who": "s2",
        "severity": "5",
        "reported": "2026-03-02",
        "reported_hour": "08:10",
    }
    at(alice).post(f"{page}/records/ticket/add", told)
    ticket = Ticket.objects.get()
    assert "it is nobody’s" in at(tom).get("/").content.decode()
    assert "nobody sees to it" in at(tom).get(tab).content.decode()
    at(tom).post(f"{page}/tickets/{ticket.pk}/assign", {"owner": "周航"})
    at(alice).post(f"{page}/tickets/{ticket.pk}/answer")
    shown = at(alice).get(tab).content.decode()
    assert "Being solved" in shown
    # 罗工 is for us: his harsh words are no lost support, and facts clear him.
    assert "it is no lost support" in shown.lower()
    on(monkeypatch, BROKE + dt.timedelta(days=2))
    at(alice).post(f"{page}/tickets/{ticket.pk}/solve", {"cause": "润滑油管接头松脱"})
    shown = at(alice).get(tab).content.decode()
    assert "Solved, its effect not undone" in shown
    assert "孟厂长" in shown
    sheet = at(alice).get(f"{page}/tickets/{ticket.pk}/facts.docx")
    written = "\n".join(item.text for item in Document(io.BytesIO(sheet.content)).element.body.iter() if item.text)
    assert "润滑油管接头松脱" in written
    assert "情况说明" in written
    assert "支持" not in written
    # Told in person to those who heard of it: only then is it over.
    on(monkeypatch, BROKE + dt.timedelta(days=4))
    record_activity(
        user=alice, opportunity_id=sale.pk, kind="visit", text="当面向孟厂长和罗工说明原因和整改", who=["s1", "s2"]
    )
    at(alice).post(f"{page}/tickets/{ticket.pk}/undo")
    assert case_of(sale.pk, clock.today()).tickets[0].undone == BROKE + dt.timedelta(days=4)
    assert "No trouble is open." in at(alice).get("/service").content.decode()
    # Served well, the factory manager speaks of the second line: it becomes a sale of its own.
    need = {"text": "三号线也想改", "date": "2026-03-06", "type": "org", "strength": "explicit", "who": "s1"}
    at(alice).post(f"{page}/records/need/add", need)
    wanted = sale.needs.get()
    answer = at(alice).post(f"{page}/grow", {"name": "三号线压榨部", "need_ids": [wanted.pk], "amount": "4800000"})
    grown = Opportunity.objects.get(origin=sale)
    assert answer["Location"] == f"/opportunities/{grown.pk}"
    assert (grown.segment, grown.account) == ("repeat", Account.objects.get(name="河口纸业"))
    assert "Grown from" in at(alice).get(f"/opportunities/{grown.pk}?tab=delivery&view=service").content.decode()
