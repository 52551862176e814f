"""A hospital through the dip: delight, hard weeks, a warning, help in time, and the first results."""

import datetime as dt
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from tests.crm.builders import import_case
from tests.stories.test_bid import at, post
from tongpin.crm import clock, judging
from tongpin.crm.activities.actions import record_activity
from tongpin.crm.delivery.models import AdoptionAlarm, Expectation, Metric
from tongpin.crm.opportunities.models import Opportunity
from tongpin.crm.users.models import User
from tongpin.exchange import dealfile
from tongpin.method import judge
from tongpin.method.reading import asked, read_note

HOSPITAL = """
id: scanner-1
title: 南麓医院影像归档系统
today: 2026-03-02
our_side: {company: 澄岳, team: [陈静 (销售), 许航 (服务工程师)]}
account: {name: 南麓医院, industry: 医院, region: 江西, kind: public}
opportunity: {name: 影像归档系统, amount: 1800000, position: chosen, outcome: {result: won, date: 2026-01-20}}
stakeholders:
  - {id: s1, name: 祝主任, title: 放射科主任, roles: [decision_maker, user], attitude: 1, influence: 5}
  - {id: s2, name: 小范, title: 夜班技师, roles: [user], attitude: 0, influence: 2}
timeline:
  - {id: e01, date: 2026-01-20, kind: contract, direction: in, who: [s1], text: 合同盖章，报告出得要比现在快一倍。}
  - {id: e02, date: 2026-03-02, kind: delivery, direction: out, who: [s1, s2], text: 今天正式上线，科里的人围着看。}
implementation:
  contract_signed: 2026-01-20
  go_live: 2026-03-02
"""


class Calendar:
    """The day on which the story stands."""

    day = dt.date(2026, 3, 2)

    def go_to(self, month: int, day: int) -> None:
        self.day = dt.date(2026, month, day)


@pytest.fixture
def calendar(monkeypatch: pytest.MonkeyPatch) -> Calendar:
    """Days pass, and the judgement is the real one."""
    days = Calendar()
    monkeypatch.setattr(clock, "today", lambda: days.day)
    monkeypatch.setattr(judging, "judge", judge.judge)
    monkeypatch.setattr(judging, "read_note", read_note)
    monkeypatch.setattr(asked, "read_note", read_note)
    return days


@pytest.fixture
def hospital(alice: User, calendar: Calendar) -> Opportunity:
    return import_case(user=alice, case=dealfile.load(HOSPITAL, "scanner.yaml"))


def results(client: Client, path: str) -> str:
    return client.get(f"{path}?tab=delivery&view=results").content.decode()


def bring_in(client: Client, path: str, rows: str) -> None:
    kept = Metric.objects.count()
    looked = client.post(f"{path}/readings", {"rows": rows, "do": "look"})
    assert looked.status_code == 200, looked.content.decode()
    assert Metric.objects.count() == kept
    post(client, f"{path}/readings", rows=rows, do="save")
    assert Metric.objects.count() > kept


def talk(alice: User, hospital: Opportunity, text: str, who: str = "s2", **facts: Any) -> None:
    record_activity(user=alice, opportunity_id=hospital.pk, **{"kind": "visit", "text": text, "who": [who], **facts})


def test_a_hospital_through_the_dip(alice: User, admin: User, hospital: Opportunity, calendar: Calendar) -> None:
    seller, path = at(alice), f"/opportunities/{hospital.pk}"
    # What was expected is on paper, with the figures that show it.
    slow = {"name": "报告时间", "unit": "分钟", "better": "lower", "baseline": "60", "high": "30"}
    post(seller, f"{path}/records/measure/add", **slow)
    post(seller, f"{path}/records/measure/add", name="夜班使用率", unit="%", better="higher", low="80")
    expected = {"text": "报告快一倍", "date": "2026-01-20", "who": "s1", "source": "contract", "state": "open"}
    post(seller, f"{path}/records/expectation/add", **expected, measure="报告时间", target="30 分钟", due="2026-07-31")
    assert "New-toy period" in results(seller, path)

    # A fault is told by its line, and nothing is brought in.
    wrong = seller.post(f"{path}/readings", {"rows": "2026-03-01\t报告时间\t快多了\n昨天\t报告时间\t55", "do": "save"})
    assert wrong.status_code == 422
    assert "Line 1: “快多了” is no figure." in wrong.content.decode()
    assert "Line 2: “昨天” is no date" in wrong.content.decode()
    assert not Metric.objects.exists()

    # Six weeks later it is hard: use at night sinks, reports take longer than before.
    calendar.go_to(4, 2)
    talk(alice, hospital, "小范说按钮太多记不住，夜班的人偷偷用回老办法。")
    calendar.go_to(4, 14)
    assert not AdoptionAlarm.objects.exists(), "one sigh is no alarm"
    rows = "日期\t报告时间\t夜班使用率\n2026-03-16\t58\t76\n2026-03-30\t64\t58\n2026-04-06\t66\t41\n2026-04-13\t67\t29"
    bring_in(seller, path, rows)
    alarm = AdoptionAlarm.objects.get()
    assert alarm.date == dt.date(2026, 4, 14)
    assert alarm.chance is not None
    assert alarm.chance > 0.15
    page = results(seller, path)
    assert "They are probably losing heart" in page
    assert "This is what we do" in page
    assert "They are probably losing heart" in seller.get("/").content.decode(), "the owner hears of it today"

    # It is answered; no second one comes for the same dip, by day or by night.
    post(seller, f"{path}/alarms/{alarm.pk}/answer", answer="许航驻场两周，夜班逐个教会")
    talk(alice, hospital, "忙了一个月数字没见好看，夜班还是抱怨。")
    calendar.go_to(4, 20)
    call_command("review_adoption")
    assert AdoptionAlarm.objects.count() == 1

    # We are there. Results come, and the period ends on them, not on the calendar.
    record_activity(
        user=alice, opportunity_id=hospital.pk, kind="training", text="许航在夜班带了三晚，每个步骤一页纸。", who=["s2"]
    )
    calendar.go_to(6, 20)
    assert 'tag tag-customer">Learning period' in results(seller, path), "two months of silence end nothing"
    better = "2026-05-11\t报告时间\t44\n2026-05-25\t报告时间\t31\n2026-06-08\t报告时间\t28\n2026-06-15\t报告时间\t27"
    bring_in(seller, path, f"{better}\n2026-06-08\t夜班使用率\t88\n2026-06-15\t夜班使用率\t91")
    talk(alice, hospital, "祝主任说报告快了一倍多，谁让他回老系统他跟谁急。", who="s1")
    standing = judging.fresh_standing(Opportunity.objects.get(pk=hospital.pk))
    assert standing.adoption is not None
    assert standing.adoption.period == "effectiveness"
    post(seller, f"{path}/expectations/{Expectation.objects.get().pk}", met="yes")
    kept = Expectation.objects.get()
    assert (kept.state, kept.result) == ("met", "27")
    assert AdoptionAlarm.objects.count() == 1
