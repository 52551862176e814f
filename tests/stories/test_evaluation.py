"""Winning the evaluation: a CT carried from the first talk to the award; a tender set for a rival, seen and turned."""

import datetime as dt
from decimal import Decimal

import pytest
from django.test import Client

from tests.crm.builders import TODAY, import_case
from tongpin.crm.activities.actions import record_activity
from tongpin.crm.audit.selectors import verify_chain
from tongpin.crm.bids.approving import answer_approval, decide_bid, set_limit
from tongpin.crm.bids.awarding import add_award, add_lesson
from tongpin.crm.bids.papers import add_paper, answer_requirements, confirm_paper, cut_requirements
from tongpin.crm.bids.sheet import add_cost, add_price_line, believe_price, set_bid_sheet
from tongpin.crm.criteria.actions import add_criterion
from tongpin.crm.criteria.selectors import criteria_page, play_page
from tongpin.crm.errors import TongpinError
from tongpin.crm.models import Approval, Call, Commitment, Meeting, Requirement, Tender
from tongpin.crm.opportunities.models import Opportunity
from tongpin.crm.rivals.actions import add_rival
from tongpin.crm.users.models import User
from tongpin.exchange import dealfile

CT = """
id: ct-1
title: 仁宁县医院 CT
today: 2026-03-02
our_side: {company: 澄岳影像, team: [陈静 (销售)]}
account: {name: 仁宁县人民医院, industry: 医疗, region: 江苏, kind: private}
opportunity: {name: CT 一台, amount: 6800000, expected_close: 2026-06-30, formal_tender: true}
competitors: [{name: 博锐影像, strengths: 装机多}]
stakeholders:
  - {id: s1, name: 秦岚, title: 院长, roles: [decision_maker], influence: 5}
  - {id: s2, name: 陆征, title: 放射科主任, roles: [technical_adviser, user], attitude: 1, influence: 4}
  - {id: s3, name: 孟琪, title: 设备科科长, roles: [executor], influence: 3}
timeline:
  - {id: e01, date: 2026-02-24, kind: visit, direction: in, who: [s2],
     text: 陆主任说今年要买一台CT，钱已经批了，问什么时候能带他们去看看。}
"""
NOTICE = """仁宁县人民医院CT采购项目公开招标公告
项目编号：RNZC2026-0031
采购人：仁宁县人民医院
预算金额：680万元
投标截止时间：2026年4月7日9时30分（北京时间）
开标时间：2026年4月7日9时30分
投标保证金：人民币13万元
项目联系人：孟琪
一、★1. 投标人须具有医疗器械经营许可证。
二、★2. 探测器宽度不小于40毫米，须提供检测报告。
三、3. 维修工程师接报后4小时内到场，得5分。
"""


@pytest.fixture(autouse=True)
def _quick_method() -> None:
    """The real method judges here: what it finds is what the story is about."""


def at(user: User) -> Client:
    user.language = "en"
    user.save(update_fields=["language"])
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def read(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def opened(owner: User, text: str) -> Opportunity:
    return import_case(user=owner, case=dealfile.load(text, "story.yaml"))


def test_a_ct_carried_from_the_first_talk_to_the_award(alice: User, maria: User, admin: User) -> None:
    sale = opened(alice, CT)
    page = f"/opportunities/{sale.pk}"
    client = at(alice)

    # Money is there and they want to see one: no demonstration yet. Alice plans a call on the head of radiology.
    form = read(client, f"{page}/calls/plan?who=s2")
    assert form.count('name="q') > 3
    plan = {
        "date": "2026-03-02",
        "kind": "visit",
        "wanted": "陆主任拉设备科一起开一次需求会",
        "least": "给一份现在的检查量",
    }
    asked = {"q0-ask": "on", "q0-text": "现在这台机器一天做多少例，排队要几天？", "q0-kind": "problem"}
    client.post(f"{page}/calls/plan?who=s2", {**plan, **asked})
    call = Call.objects.get(opportunity=sale)
    assert "一天做多少例" in read(client, f"{page}/calls/{call.pk}/sheet")

    # On the way back she tells what came of it: he does something by a day, so it was an advance.
    question = call.questions.get()
    told = {
        "who": "s2",
        "date": "2026-03-02",
        "kind": "visit",
        "note": "聊了四十分钟，他很愿意谈。",
        "said": "",
    }
    answer = {
        "q0-id": question.pk,
        "q0-text": question.text,
        "q0-kind": "problem",
        "q0-asked": "on",
        "q0-answer": "八十例，门诊要排五天",
    }
    promise = {"by0": "s2", "what0": "拉设备科开需求会", "due0": "2026-03-09"}
    client.post(f"{page}/calls/{call.pk}/debrief", {**told, **answer, **promise})
    call.refresh_from_db()
    assert call.state == "held"
    assert Commitment.objects.get(opportunity=sale, stakeholder__code="s2").due == dt.date(2026, 3, 9)
    assert Meeting.objects.get(activity=call.activity).outcome == "advance"

    # The department has a scoring table. Taken over as pasted, it puts the rival first, and says what would turn that.
    rows = "指标\t权重\t我方\t博锐影像\n装机量\t40\t20\t36\n图像质量\t40\t36\t32\n价格\t20\t16\t15"
    table = {"rows": rows, "set_by": "customer", "entry": "e01"}
    client.post(f"{page}/criteria/table", {**table, "do": "save"})
    found = criteria_page(user=alice, opportunity_id=sale.pk)
    assert found.flips is not None
    assert found.flips.winning
    assert found.flips.of("removal").changes[0].name == "装机量"  # type: ignore[union-attr]
    assert "装机量" in read(client, f"{page}?tab=criteria")

    # What they suffer from becomes a criterion, as the head of radiology asked for it: now we are ahead.
    add_criterion(
        user=alice,
        opportunity_id=sale.pk,
        name="到场维修时间",
        weight=Decimal(40),
        ours=Decimal(40),
        rivals={"博锐影像": "16"},
        set_by="us",
        cares=["s2"],
    )
    found = criteria_page(user=alice, opportunity_id=sale.pk)
    assert found.flips is not None
    assert not found.flips.winning

    # The notice comes out. What was read in it is confirmed with one button, and every clause is a line to answer.
    paper = add_paper(user=alice, opportunity_id=sale.pk, name="公告", text=NOTICE)
    confirm_paper(user=alice, document_id=paper.pk)
    tender = Tender.objects.get(opportunity=sale)
    assert (tender.number, tender.deadline, tender.budget) == ("RNZC2026-0031", dt.date(2026, 4, 7), Decimal(6_800_000))
    assert tender.bond_amount == Decimal(130_000)
    cut_requirements(user=alice, document_id=paper.pk)
    lines = Requirement.objects.filter(opportunity=sale)
    assert lines.filter(must=True).count() >= 2
    answer_requirements(user=alice, opportunity_id=sale.pk, ids=[line.pk for line in lines], answer="meet")
    assert "2026-04-07" in read(client, f"{page}?tab=tender") or "7 April" in read(client, f"{page}?tab=tender")

    # The price: never below cost, and above the limit with the word of the manager, who is not the one who asks.
    add_cost(user=alice, opportunity_id=sale.pk, name="整机", unit_cost=Decimal(4_600_000), vat=Decimal(13))
    add_price_line(user=alice, opportunity_id=sale.pk, name="CT", price=Decimal(5_800_000), vat=Decimal(13))
    believe_price(
        user=alice,
        opportunity_id=sale.pk,
        bidder="博锐影像",
        low=Decimal(6_200_000),
        likely=Decimal(6_500_000),
        high=Decimal(6_800_000),
    )
    with pytest.raises(TongpinError, match="costs"):
        set_bid_sheet(user=alice, opportunity_id=sale.pk, price=Decimal(5_000_000))
    formula = {"kind": "low_first", "weight": "20"}
    set_bid_sheet(user=alice, opportunity_id=sale.pk, price=Decimal(6_554_000), formula=formula, quality=Decimal(90))
    assert read(client, f"{page}?tab=tender&view=price").count("6,554,000")
    set_limit(user=admin, kind="bid", above=Decimal(1_000_000))
    asked_for = decide_bid(user=alice, opportunity_id=sale.pk, step="bid", reason="指标里有我们的长处")
    with pytest.raises(TongpinError):
        answer_approval(user=alice, approval_id=asked_for.pk, granted=True)
    answer_approval(user=maria, approval_id=asked_for.pk, granted=True)
    assert Approval.objects.get(pk=asked_for.pk).state == "granted"

    # It is ours. What was learned of the rival is kept for the next sale.
    add_award(user=alice, opportunity_id=sale.pk, date=TODAY, bidder="澄岳影像", ours=True, price=Decimal(6_554_000))
    add_lesson(user=alice, opportunity_id=sale.pk, text="博锐到场慢，客户很在意", rival="博锐影像", kind="criteria")
    assert "博锐到场慢" in read(client, f"{page}?tab=tender&view=decision")
    assert verify_chain().holds


COURSE = """
id: course-1
title: 货运安全课程
today: 2026-03-02
our_side: {company: 澄岳咨询, team: [陈静 (销售)]}
account: {name: 通达货运, industry: 物流, kind: private}
opportunity: {name: 司机安全课程, amount: 480000, formal_tender: true}
competitors: [{name: 远见培训}]
stakeholders:
  - {id: s1, name: 卢倩, title: 人力资源主管, roles: [executor], attitude: 1, influence: 2}
  - {id: s2, name: 高建民, title: 运营总监, roles: [decision_maker], influence: 5}
criteria:
  - {since: 2026-03-02, name: 讲师持有远见认证, weight: 60, ours: 0, rivals: {远见培训: 60}, set_by: 远见培训}
  - {since: 2026-03-02, name: 价格, weight: 40, ours: 34, rivals: {远见培训: 30}}
needs:
  - {date: 2026-03-02, who: s2, text: 去年货损赔了九十万, strength: implied, money: 900000}
timeline:
  - {id: e01, date: 2026-03-02, kind: call, direction: in, who: [s1],
     text: "人力卢主管来电，很客气：我们要上一个司机安全课程，明天中午前答复参不参加，周三发招标文件，周五来讲标。
       问她需求，说按文件来就行。"}
"""


def test_a_tender_set_for_a_rival_is_seen_and_turned(alice: User) -> None:
    sale = opened(alice, COURSE)
    page = f"/opportunities/{sale.pk}?tab=criteria&view=play"
    add_rival(user=alice, name="远见培训", strengths="自有讲师认证")

    # Warm words, two days, a rival's own certificate among the criteria: probably written for another.
    found = play_page(user=alice, opportunity_id=sale.pk)
    assert found.authors.chance is not None
    assert found.authors.chance > 0.6
    assert found.late.needed
    assert {play.name for play in found.late.plays} == {"reopen", "unsettle", "withdraw", "take_part"}
    assert all(play.words and play.cost for play in found.late.plays)
    shown = read(at(alice), page)
    assert "远见培训" in shown
    assert "人力卢主管来电" in shown or "e01" in shown

    # She asks for a meeting to learn, and the director of operations lets in what his losses have taught him.
    record_activity(
        user=alice,
        opportunity_id=sale.pk,
        date=TODAY,
        kind="visit",
        who=["s2"],
        text="高总同意推迟两周，说货损才是正事，让我们一起把评分表改一遍，把“三个月内货损下降”写进去。",
    )
    add_criterion(
        user=alice,
        opportunity_id=sale.pk,
        name="三个月内货损下降的承诺",
        weight=Decimal(100),
        ours=Decimal(95),
        rivals={"远见培训": "30"},
        set_by="us",
        cares=["s2"],
    )
    after = play_page(user=alice, opportunity_id=sale.pk)
    assert after.authors.chance is not None
    assert after.authors.chance < found.authors.chance - 0.2
    board = criteria_page(user=alice, opportunity_id=sale.pk)
    assert board.flips is not None
    assert not board.flips.winning
