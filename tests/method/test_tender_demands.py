"""The compliance matrix cut from a document, and the calendar of a tender."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.method.builders import TODAY, opened
from tongpin.method.case import Tender
from tongpin.method.tendering.calendar import ORDER, calendar_of, caps_of
from tongpin.method.tendering.requirements import cut
from tongpin.method.tenders import breaches
from tongpin.method.wording import render

DOCUMENT = """第三章 采购需求
一、资格要求
1. 投标人须具有独立承担民事责任的能力，提供营业执照复印件。
2. 近三年无重大违法记录；
二、技术要求
★1. 探测器物理排数≥64排，否则投标无效。
▲2. 球管热容量≥7.0MHU
3. 扫描床承重不小于205kg，检查床水平移动精度不低于0.25毫米，并配
置心电门控接口。
4. 外观颜色为白色。
三、商务要求
1. 付款方式：验收合格后30日内支付90%，质保期满支付10%。
四、投标文件格式
投标文件一式五份，正本一份，副本四份，须逐页签字并加盖公章。
五、评分标准
价格分\t30分\t满足招标文件要求且报价最低的投标报价为评标基准价
售后服务\t10分\t方案完善得10分，一般得5分
第四章 联系方式
本项目由采购中心负责解释。
"""


def test_every_demand_becomes_a_line_of_its_kind() -> None:
    found = [(one.kind, one.number, one.must, one.points) for one in cut(DOCUMENT).clauses]
    assert found == [
        ("qualification", "1", False, None),
        ("qualification", "2", False, None),
        ("technical", "1", True, None),
        ("technical", "2", True, None),
        ("technical", "3", False, None),
        ("technical", "4", False, None),
        ("commercial", "1", False, None),
        ("format", "", False, None),
        ("scored", "", False, Decimal(30)),
        ("scored", "", False, Decimal(10)),
    ]


def test_a_clause_that_the_page_broke_is_one_line_and_its_words_are_the_papers() -> None:
    clause = cut(DOCUMENT).clauses[4]
    assert clause.text.endswith("并配置心电门控接口。")
    assert DOCUMENT[clause.start : clause.end].replace("\n", "") == clause.text


def test_what_demands_nothing_is_passed_over_and_can_be_looked_at() -> None:
    found = cut(DOCUMENT)
    assert [clause.text for clause in found.passed_over] == ["本项目由采购中心负责解释。"]
    assert found.numbered == len(found.clauses) + 1


def test_an_english_document_is_cut_too() -> None:
    text = (
        "3. Technical specification\n3.1 The washer shall process 12 endoscopes per hour.\n"
        "3.2 Cycle time must not exceed 38 minutes; bids that exceed it will be rejected.\n"
        "4. Evaluation criteria\n4.1 Service concept: 20 points\n5. General\n5.1 The hospital was founded in 1911.\n"
    )
    found = [(one.kind, one.number, one.must, one.points) for one in cut(text).clauses]
    assert found == [
        ("technical", "3.1", False, None),
        ("technical", "3.2", True, None),
        ("scored", "4.1", False, Decimal(20)),
    ]


@pytest.mark.parametrize("mark", ["★", "▲", "※"])
def test_a_marked_line_is_a_must_wherever_it_stands(mark: str) -> None:
    (clause,) = cut(f"{mark}须支持5G专网接入").clauses
    assert clause.must


@given(st.text(alphabet="须应★1.一、（）技术分\n 。；abc", max_size=200))
def test_whatever_is_cut_lies_in_the_text_and_overlaps_nothing(text: str) -> None:
    found = cut(text)
    ends = 0
    for clause in sorted([*found.clauses, *found.passed_over], key=lambda one: one.start):
        assert ends <= clause.start < clause.end <= len(text)
        ends = clause.end


def test_a_starred_clause_is_a_must_whatever_it_scores() -> None:
    starred, scored = cut("★1. 须提供原厂授权，得5分。\n2. 须提供检测报告，得3分。").clauses
    assert (starred.must, starred.points) == (True, Decimal(5))
    assert (scored.must, scored.points) == (False, Decimal(3))


def test_no_clause_is_lost_silently() -> None:
    text = "\n".join(f"{number % 90 + 1}. 第{number}项须提供检测报告。" for number in range(2_300))
    found = cut(text)
    assert (len(found.clauses), found.cut_off) == (2_300, 0)
    assert cut("须提供授权。\n" * 50_000).cut_off == 50_000


# ---------------------------------------------------------------- the calendar
def test_days_that_follow_by_law_are_calendar_days() -> None:
    tender = Tender(issued=dt.date(2026, 4, 28), deadline=dt.date(2026, 5, 20), deadline_hour="09:30")
    found = {date.step: date for date in calendar_of(tender)}
    assert found["last_objection"].day == dt.date(2026, 5, 10)
    assert found["last_clarification"].day == dt.date(2026, 5, 5)
    assert found["deadline"].hour == "09:30"
    assert found["deadline"].law is None
    assert found["last_objection"].by_law


def test_award_and_signature_bring_their_own_bounds() -> None:
    tender = Tender(award=dt.date(2026, 6, 1))
    found = {date.step: date.day for date in calendar_of(tender, signed=dt.date(2026, 6, 20))}
    assert found["contract_by"] == dt.date(2026, 7, 1)
    assert found["bond_back"] == dt.date(2026, 6, 25)


def test_every_day_of_the_statutory_calendar_is_there() -> None:
    """METHOD 13.2: sale 5 days, issue to deadline 20, clarifications 15 and objections 10 before it, answered in 3,
    candidates public for 3 days, contract in 30, bond back in 5."""
    tender = Tender(
        issued=dt.date(2026, 4, 28),
        documents_from=dt.date(2026, 4, 28),
        documents_until=dt.date(2026, 5, 2),
        deadline=dt.date(2026, 5, 18),
        award=dt.date(2026, 6, 1),
    )
    found = {date.step: date.day for date in calendar_of(tender, signed=dt.date(2026, 6, 20)) if date.by_law}
    assert found == {
        "sale_until_least": dt.date(2026, 5, 2),
        "earliest_deadline": dt.date(2026, 5, 18),
        "last_clarification": dt.date(2026, 5, 3),
        "last_objection": dt.date(2026, 5, 8),
        "objection_answered": dt.date(2026, 5, 11),
        "candidates_public": dt.date(2026, 5, 29),
        "contract_by": dt.date(2026, 7, 1),
        "bond_back": dt.date(2026, 6, 25),
    }
    # What keeps to each of these days to the day breaks no rule.
    assert not _rules(tender)


def test_what_may_be_asked_at_most_is_told_with_its_amount() -> None:
    bid, performance = caps_of(Tender(budget=Decimal("2500000")))
    assert (bid.kind, bid.percent, bid.amount) == ("bid_bond", 2, Decimal("50000.00"))
    assert (performance.kind, performance.percent, performance.amount) == ("performance_bond", 10, None)
    assert "2 %" in render(bid.says, "en")
    assert caps_of(Tender())[0].amount is None
    assert caps_of(Tender(compulsory=False)) == caps_of(Tender(), chinese=False) == ()


def test_a_free_purchase_has_no_days_by_law() -> None:
    tender = Tender(deadline=dt.date(2026, 5, 20), compulsory=False)
    assert [date.step for date in calendar_of(tender)] == ["deadline"]


def test_where_another_law_holds_only_what_the_paper_tells_stands_there() -> None:
    tender = Tender(deadline=dt.date(2026, 5, 20))
    assert [date.step for date in calendar_of(tender, chinese=False)] == ["deadline"]


def test_a_holiday_is_told_as_one() -> None:
    holiday = {dt.date(2026, 10, 1): "国庆节"}
    (found,) = calendar_of(
        Tender(deadline=dt.date(2026, 10, 1), compulsory=False), holiday=lambda day: holiday.get(day, "")
    )
    assert found.holiday == "国庆节"


@given(st.dates(dt.date(2000, 1, 31), dt.date(2100, 1, 1)), st.dates(dt.date(2000, 1, 31), dt.date(2100, 1, 1)))
def test_the_calendar_is_in_order(deadline: dt.date, award: dt.date) -> None:
    found = calendar_of(Tender(deadline=deadline, award=award))
    assert [date.day for date in found] == sorted(date.day for date in found)
    assert {date.step for date in found} <= set(ORDER)


def _rules(tender: Tender) -> set[str]:
    return {breach.rule for breach in breaches(opened(tender=tender))}


def test_a_sale_of_three_days_and_a_bond_of_five_percent_break_the_rules() -> None:
    day = TODAY
    tender = Tender(
        documents_from=day,
        documents_until=day + dt.timedelta(days=2),
        budget=Decimal(1_000_000),
        bond_amount=Decimal(50_000),
    )
    assert _rules(tender) == {"sale", "bid_bond"}


def test_a_sale_of_five_days_and_a_bond_of_two_percent_keep_them() -> None:
    day = TODAY
    tender = Tender(
        documents_from=day,
        documents_until=day + dt.timedelta(days=4),
        budget=Decimal(1_000_000),
        bond_amount=Decimal(20_000),
    )
    assert _rules(tender) == set()
