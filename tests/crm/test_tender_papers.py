"""Tender papers in the records: read, confirmed, struck, cut into the matrix; logged, undone, kept from strangers."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from tests.crm.builders import TODAY, everything
from tongpin.crm.audit.actions import undo_last_gesture
from tongpin.crm.audit.models import LogEntry
from tongpin.crm.audit.selectors import verify_chain
from tongpin.crm.bids import papers
from tongpin.crm.bids.holidays import country_of, holiday_name
from tongpin.crm.bids.models import Requirement, Tender, TenderDocument, TenderFinding
from tongpin.crm.bids.papers_page import notice_of, requirements_of, tender_dates
from tongpin.crm.errors import TongpinError
from tongpin.crm.models import Opportunity, User
from tongpin.crm.opportunities.actions import share_opportunity, update_opportunity

NOTICE = """招标编号：DH-2026-07
招标人：东湖钢厂
预算金额：250万元
投标截止时间：2026年3月12日9时30分
开标时间：同投标截止时间
投标保证金：人民币5万元
联系人：方敏
电话：027-8888 6666
一、技术要求
★1. 须通过厂内台架试验，否则投标无效。
2. 换油周期不低于8000小时。
"""
Deed = Callable[[User, Opportunity], Any]


@pytest.fixture
def paper(alice: User, opportunity: Opportunity) -> TenderDocument:
    return papers.add_paper(user=alice, opportunity_id=opportunity.pk, name="招标公告", text=NOTICE, date=TODAY)


def finding(field: str) -> TenderFinding:
    return TenderFinding.objects.filter(field=field).order_by("pk")[0]


def test_nothing_holds_before_it_is_confirmed(opportunity: Opportunity, paper: TenderDocument) -> None:
    assert not Tender.objects.filter(pk=opportunity.pk).exists()
    assert set(paper.findings.values_list("state", flat=True)) == {"proposed"}
    row = finding("budget")
    assert (row.value, paper.text[row.start : row.end]) == ("2500000.00", "250万元")


def test_the_same_paper_is_kept_once_unless_wished(
    alice: User, opportunity: Opportunity, paper: TenderDocument
) -> None:
    here: dict[str, Any] = {"user": alice, "opportunity_id": opportunity.pk, "name": "again", "text": f"\n{NOTICE}"}
    with pytest.raises(TongpinError) as caught:
        papers.add_paper(**here)
    assert (caught.value.code, caught.value.status) == ("same_paper", 409)
    assert "招标公告" in caught.value.message
    papers.add_paper(**here, again=True)
    papers.add_paper(**{**here, "text": NOTICE + "附件一"})
    assert TenderDocument.objects.count() == 3


def test_a_day_that_does_not_exist_is_told_and_never_recorded(alice: User, opportunity: Opportunity) -> None:
    text = NOTICE.replace("2026年3月12日9时30分", "2026年2月30日9时30分")
    paper = papers.add_paper(user=alice, opportunity_id=opportunity.pk, name="误印", text=text)
    row = finding("deadline")
    assert (row.value, text[row.start : row.end]) == ("", "2026年2月30日")
    papers.confirm_paper(user=alice, document_id=paper.pk)
    assert Tender.objects.get().deadline is None
    row.refresh_from_db()
    assert row.state == "proposed"
    papers.confirm_finding(user=alice, finding_id=row.pk, value="2026-03-12 09:30")
    assert Tender.objects.get().deadline == dt.date(2026, 3, 12)


def test_what_is_confirmed_is_the_tenders(alice: User, opportunity: Opportunity, paper: TenderDocument) -> None:
    papers.confirm_paper(user=alice, document_id=paper.pk)
    tender = Tender.objects.get(pk=opportunity.pk)
    assert (tender.number, tender.buyer, tender.contact) == ("DH-2026-07", "东湖钢厂", "方敏 027-8888 6666")
    assert (tender.deadline, tender.deadline_hour) == (dt.date(2026, 3, 12), "09:30")
    assert (tender.opening, tender.opening_hour) == (dt.date(2026, 3, 12), "09:30")
    assert (tender.budget, tender.bond_amount, tender.bond) == (Decimal(2_500_000), Decimal(50_000), "人民币5万元")
    assert not paper.findings.filter(state="proposed", field__in=papers.DAYS).exists()


def test_it_can_be_corrected_on_the_way(alice: User, opportunity: Opportunity, paper: TenderDocument) -> None:
    papers.confirm_finding(user=alice, finding_id=finding("deadline").pk, value="2026-03-13 10:00")
    tender = Tender.objects.get(pk=opportunity.pk)
    assert (tender.deadline, tender.deadline_hour) == (dt.date(2026, 3, 13), "10:00")


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("deadline", "2026-02-30", "invalid"),
        ("deadline", "soon", "invalid"),
        ("budget", "much", "invalid"),
        ("budget", "-5", "invalid"),
        ("budget", "96000 USD", "other_currency"),
        ("number", "  ", "invalid"),
    ],
)
def test_what_cannot_be_is_refused_and_stays_proposed(
    alice: User, paper: TenderDocument, field: str, value: str, code: str
) -> None:
    with pytest.raises(TongpinError) as refused:
        papers.confirm_finding(user=alice, finding_id=finding(field).pk, value=value)
    assert refused.value.code == code
    assert finding(field).state == "proposed"


def test_a_struck_fact_does_not_come_with_the_rest(
    alice: User, opportunity: Opportunity, paper: TenderDocument
) -> None:
    papers.strike_finding(user=alice, finding_id=finding("bond").pk)
    papers.confirm_paper(user=alice, document_id=paper.pk)
    assert Tender.objects.get(pk=opportunity.pk).bond_amount is None


def test_no_bond_and_a_bond_in_percent_are_two_things(alice: User, opportunity: Opportunity) -> None:
    for words, bond, amount in (
        ("不收取投标保证金。", "不收取投标保证金", Decimal(0)),
        ("投标保证金：投标报价的2%", "2%", None),
    ):
        papers.add_paper(user=alice, opportunity_id=opportunity.pk, name="", text=words)
        latest = TenderFinding.objects.filter(field="bond").latest("pk")
        papers.confirm_finding(user=alice, finding_id=latest.pk)
        tender = Tender.objects.get(pk=opportunity.pk)
        assert (tender.bond, tender.bond_amount) == (bond, amount)


def test_a_paper_is_cut_into_lines_once(alice: User, opportunity: Opportunity, paper: TenderDocument) -> None:
    assert papers.cut_requirements(user=alice, document_id=paper.pk) == 2
    assert papers.cut_requirements(user=alice, document_id=paper.pk) == 0
    first, second = requirements_of(opportunity)
    assert (first.must, second.must, first.answer) == (True, False, None)
    assert paper.text[first.start : first.end] == first.text


def test_lines_are_answered_together_and_only_those_of_the_opportunity(
    alice: User, opportunity: Opportunity, paper: TenderDocument
) -> None:
    papers.cut_requirements(user=alice, document_id=paper.pk)
    ids = list(Requirement.objects.values_list("pk", flat=True))
    here = {"user": alice, "opportunity_id": opportunity.pk}
    assert papers.answer_requirements(**here, ids=ids, answer="meet") == 2  # type: ignore[arg-type]
    with pytest.raises(TongpinError) as refused:
        papers.answer_requirements(**here, ids=[*ids, 999_999], answer="ask")  # type: ignore[arg-type]
    assert refused.value.status == 404
    assert {row.answer for row in requirements_of(opportunity)} == {"meet"}


UNDOABLE: dict[str, Deed] = {
    "add_paper": lambda u, o: papers.add_paper(user=u, opportunity_id=o.pk, name="更正", text=NOTICE + "附件"),
    "remove_paper": lambda u, o: papers.remove_paper(user=u, document_id=o.tender_documents.get().pk),
    "confirm_finding": lambda u, o: papers.confirm_finding(user=u, finding_id=finding("deadline").pk),
    "confirm_paper": lambda u, o: papers.confirm_paper(user=u, document_id=o.tender_documents.get().pk),
    "strike_finding": lambda u, o: papers.strike_finding(user=u, finding_id=finding("number").pk),
    "cut_requirements": lambda u, o: papers.cut_requirements(user=u, document_id=o.tender_documents.get().pk),
    "add_requirement": lambda u, o: papers.add_requirement(user=u, opportunity_id=o.pk, text="口头要求", kind="format"),
    "update_requirement": lambda u, o: papers.update_requirement(
        user=u, requirement_id=o.requirements.get().pk, answer="deviate", owner="陈静"
    ),
    "answer_requirements": lambda u, o: papers.answer_requirements(
        user=u, opportunity_id=o.pk, ids=[o.requirements.get().pk], answer="ask"
    ),
    "remove_requirement": lambda u, o: papers.remove_requirement(user=u, requirement_id=o.requirements.get().pk),
}


@pytest.mark.parametrize("verb", UNDOABLE)
def test_every_deed_is_logged_and_can_be_taken_back(
    alice: User, opportunity: Opportunity, paper: TenderDocument, verb: str
) -> None:
    papers.add_requirement(user=alice, opportunity_id=opportunity.pk, text="须提供原厂授权")
    before = everything()
    UNDOABLE[verb](alice, opportunity)
    assert everything() != before
    assert LogEntry.objects.filter(user=alice, verb=verb).exists()
    assert undo_last_gesture(user=alice) == verb
    assert everything() == before
    assert verify_chain().holds


def test_all_deeds_are_here() -> None:
    deeds = {
        name
        for name in vars(papers)
        if name.split("_")[0] in ("add", "remove", "confirm", "strike", "cut", "update", "answer")
    }
    assert {name for name in deeds if callable(getattr(papers, name)) and name != "cut"} == set(UNDOABLE)


@pytest.mark.parametrize("verb", UNDOABLE)
def test_a_stranger_finds_nothing_and_a_reader_changes_nothing(
    alice: User, bob: User, charlie: User, opportunity: Opportunity, paper: TenderDocument, verb: str
) -> None:
    share_opportunity(user=alice, opportunity_id=opportunity.pk, with_user=bob)
    papers.add_requirement(user=alice, opportunity_id=opportunity.pk, text="须提供原厂授权")
    for user, status in ((charlie, 404), (bob, 403)):
        with pytest.raises(TongpinError) as refused:
            UNDOABLE[verb](user, opportunity)
        assert refused.value.status == status


def test_a_paper_that_is_empty_or_endless_is_refused(alice: User, opportunity: Opportunity) -> None:
    for text, code in (("  ", "invalid"), ("字" * (papers.LONGEST + 1), "too_long")):
        with pytest.raises(TongpinError) as refused:
            papers.add_paper(user=alice, opportunity_id=opportunity.pk, name="", text=text)
        assert refused.value.code == code


# ---------------------------------------------------------------- days
def test_holidays_are_those_of_the_customers_country(opportunity: Opportunity, alice: User) -> None:
    assert country_of(opportunity) == "CN"
    update_opportunity(user=alice, opportunity_id=opportunity.pk, expected_version=opportunity.version, currency="GBP")
    opportunity.refresh_from_db()
    assert country_of(opportunity) == "CN"  # the region says more than the currency
    opportunity.account.region = ""
    assert country_of(opportunity) == "GB"
    opportunity.account.region = "香港九龍灣"
    assert country_of(opportunity) == "HK"


@pytest.mark.parametrize(
    ("country", "day", "lang", "named"),
    [
        ("CN", dt.date(2026, 10, 1), "zh-Hans", "国庆节"),
        ("CN", dt.date(2026, 10, 10), "zh-Hans", ""),  # a Saturday that makes up for the holiday
        ("TW", dt.date(2026, 10, 10), "zh-Hant", "國慶日"),
        ("GB", dt.date(2026, 12, 25), "en", "Christmas Day"),
        ("GB", dt.date(2026, 11, 24), "en", ""),
        ("", dt.date(2026, 11, 24), "en", ""),
    ],
)
def test_a_day_off_has_its_name(country: str, day: dt.date, lang: str, named: str) -> None:
    assert holiday_name(country, day, lang) == named


def test_the_calendar_and_today_tell_what_is_due(
    alice: User, bob: User, opportunity: Opportunity, paper: TenderDocument
) -> None:
    papers.confirm_paper(user=alice, document_id=paper.pk)
    opportunity.refresh_from_db()
    dates = {date.step: date for date in notice_of(opportunity).dates}
    assert dates["last_objection"].day == TODAY
    assert [(one.date.step, one.date.day.day) for one in tender_dates(user=alice)] == [
        ("last_objection", 2),
        ("deadline", 12),
    ]
    assert tender_dates(user=bob) == []
