"""A customer of five years: three orders, trouble that was ended, a year's review that they keep, and who stays."""

import datetime as dt
import html
import io
import re
from decimal import Decimal

import pytest
from django.test import Client
from pptx import Presentation

from tests.crm.builders import TODAY
from tongpin.crm import clock
from tongpin.crm.accounts.actions import create_account
from tongpin.crm.activities.actions import record_note
from tongpin.crm.audit.selectors import verify_chain
from tongpin.crm.delivery.actions import set_implementation
from tongpin.crm.models import (
    Account,
    Expectation,
    LoyaltyForecast,
    Measure,
    Metric,
    Milestone,
    Opportunity,
    Person,
    ValueEntry,
)
from tongpin.crm.opportunities.actions import close_opportunity, open_opportunity
from tongpin.crm.opportunities.people import add_stakeholder
from tongpin.crm.service.actions import add_ticket, answer_ticket, solve_ticket, undo_effect
from tongpin.crm.users.models import User

YEAR = 365


@pytest.fixture(autouse=True)
def _quick_method() -> None:
    """The real method judges here."""


def at(user: User, language: str = "en") -> Client:
    user.language = language
    user.save(update_fields=["language"])
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def read(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return html.unescape(answer.content.decode())


class Days:
    """The clock of the story: days before today."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.patch = patch

    def ago(self, days: int) -> dt.date:
        self.patch.setattr(clock, "today", lambda: TODAY - dt.timedelta(days=days))
        return clock.today()


@pytest.fixture
def days(monkeypatch: pytest.MonkeyPatch) -> Days:
    return Days(monkeypatch)


@pytest.fixture
def mill(alice: User, days: Days) -> Account:
    """西河轧钢: bought in the first, the third and the fifth year; the last order has its results on record."""
    days.ago(5 * YEAR)
    account = create_account(user=alice, name="西河轧钢", kind="private")
    for number, when in enumerate((5 * YEAR - 20, 3 * YEAR, 400), start=1):
        days.ago(when + 60)
        sale = open_opportunity(user=alice, account_id=account.pk, name=f"稀油站第{number}期")
        Opportunity.objects.filter(pk=sale.pk).update(our_company="澄岳润滑")
        add_stakeholder(user=alice, opportunity_id=sale.pk, name="罗部长", title="设备部长", influence=5, attitude=2)
        record_note(user=alice, opportunity_id=sale.pk, who=["s1"], text="罗部长说停机不能再多了。")
        days.ago(when)
        close_opportunity(user=alice, opportunity_id=sale.pk, result="won", reason="试用数据")
        set_implementation(user=alice, opportunity_id=sale.pk, contract_signed=clock.today())
    _results(Opportunity.objects.get(name="稀油站第3期"), alice, days)
    days.ago(0)
    return account


def _results(sale: Opportunity, alice: User, days: Days) -> None:
    Measure.objects.create(
        opportunity=sale, name="月停机", unit="小时", better="lower", baseline=Decimal(40), high=Decimal(15)
    )
    for when, hours in ((58, 22), (40, 16), (20, 11)):
        Metric.objects.create(opportunity=sale, date=days.ago(when), name="月停机", value=f"{hours} 小时")
    promised = {"date": days.ago(400), "source": "contract"}
    met = {"state": "met", "settled": days.ago(20), "result": "11 小时"}
    Expectation.objects.create(opportunity=sale, text="月停机降到 15 小时以下", **promised, **met)
    Milestone.objects.create(opportunity=sale, name="两班操作工培训", kind="training", done=days.ago(50))
    Milestone.objects.create(opportunity=sale, name="夏季检修换滤芯", due=TODAY + dt.timedelta(days=120))
    days.ago(45)
    ticket = add_ticket(user=alice, opportunity_id=sale.pk, text="二号站报警误动", severity=4, owner="陈静", who="s1")
    answer_ticket(user=alice, ticket_id=ticket.pk)
    solve_ticket(user=alice, ticket_id=ticket.pk, cause="传感器接线松")
    days.ago(44)
    undo_effect(user=alice, ticket_id=ticket.pk)
    days.ago(15)
    record_note(
        user=alice,
        opportunity_id=sale.pk,
        who=["s1"],
        direction="in",
        kind="call",
        text="罗部长主动来电，说想看三期数据。",
    )


def texts(content: bytes) -> str:
    deck = Presentation(io.BytesIO(content))
    found = []
    for slide in deck.slides:
        for shape in slide.shapes:
            if shape.has_text_frame:
                found.append(shape.text_frame.text)
            if shape.has_table:
                found += [cell.text for row in shape.table.rows for cell in row.cells]
    return "\n".join(found)


def test_a_customer_of_five_years_gets_a_review_to_keep(alice: User, maria: User, mill: Account, days: Days) -> None:
    client, home = at(alice), f"/accounts/{mill.pk}"

    # From the records: better readings, a promise kept, a training, trouble solved the same day.
    ledger = read(client, f"{home}/value")
    assert "From the records" in ledger
    for words in ("月停机: 40 小时 before, now 11 小时", "二号站报警误动", "两班操作工培训", "月停机降到 15 小时以下"):
        assert words in ledger
    places = re.findall(r'name="sale" value="(\d+)"><input type="hidden" name="place" value="([^"]+)"', ledger)
    assert len(places) == 4
    for sale, place in places:
        client.post(f"{home}/value/take", {"sale": sale, "place": place})
    assert ValueEntry.objects.count() == 4
    assert "From the records" not in read(client, f"{home}/value")

    # What is known in money comes from them, and says how it is reckoned.
    person = Person.objects.filter(name="罗部长").latest("pk")
    line = {
        "text": "少停机二十九小时一个月",
        "kind": "product",
        "date": TODAY.isoformat(),
        "amount": "348000",
        "currency": "CNY",
        "reckoned": "每小时一千元，十二个月，设备部给的数",
        "state": "confirmed",
        "person_id": person.pk,
    }
    assert client.post(f"{home}/value/add", line).status_code == 302
    cost = {
        **line,
        "text": "配合安装停了两班",
        "kind": "time",
        "amount": "36000",
        "reckoned": "两班产量",
        "state": "assumed",
    }
    assert client.post(f"{home}/value/add", cost).status_code == 302
    page = read(client, f"{home}/value")
    assert "¥312,000" in page, "what remains"

    # The review: theirs to keep, in their language, with nothing of ours in it.
    assert "月停机" in read(client, f"{home}/review")
    text = texts(client.get(f"{home}/review.pptx").content)
    for words in (
        "年度合作回顾",
        "西河轧钢",
        "澄岳润滑",
        "合作第 6 年",
        "月停机：合作前 40 小时，现在 11 小时，已达标",
        "“二号站报警误动”当天解决",
        "已兑现：11 小时",
        "¥348,000",
        "每小时一千元，十二个月",
        "¥36,000（估算）",
        "传感器接线松",
        "当天解决",
        "夏季检修换滤芯",
    ):
        assert words in text, words
    for words in ("罗部长说停机", "主动来电", "陈静", "attitude", "%", " before"):
        assert words not in text, words

    # From a prospect to a loyal customer, order by order; and he stays.
    loyal = read(client, f"{home}/loyalty")
    for move in (
        "Prospect → First-time customer",
        "First-time customer → Repeat customer",
        "Repeat customer → Loyal customer",
    ):
        assert move in loyal
    assert "They have confirmed that we added value" in loyal

    # The manager keeps the forecast; a year of silence later it stands against what happened.
    manager = at(maria)
    assert "西河轧钢" in read(manager, "/loyalty")
    manager.post("/loyalty/keep")
    kept = LoyaltyForecast.objects.get()
    assert kept.chance < 0.1
    days.ago(-(YEAR + 30))
    later = read(manager, "/loyalty")
    assert "Forecasts that are a year old: 1." in later
    assert "days without any contact" in later
    assert verify_chain().holds
