"""A whole sale told by five people: a steel works buys hydraulic oil for a year.

Alice sells, Bob helps her, Maria manages them, the compliance officer and the auditor look in, and Charlie, who sells
elsewhere, takes the customer over in the end.
"""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from tests.crm.builders import TODAY, import_case
from tongpin.crm.accounts.actions import create_account
from tongpin.crm.activities.actions import edit_activity, record_activity, record_note
from tongpin.crm.audit.actions import undo_last_gesture
from tongpin.crm.audit.selectors import verify_chain, visible_log
from tongpin.crm.bids.actions import add_bid, set_tender
from tongpin.crm.casefile import case_of
from tongpin.crm.concerns.actions import add_commitment, add_concern, update_commitment, update_concern
from tongpin.crm.criteria.actions import add_criterion
from tongpin.crm.delivery.actions import add_metric, set_implementation
from tongpin.crm.errors import TongpinError
from tongpin.crm.evidence.actions import confirm_signal, dispute_finding, settle_finding, strike_signal
from tongpin.crm.gates.actions import answer_qualification, move_on, override_gate, record_gate
from tongpin.crm.needs.actions import add_need
from tongpin.crm.opportunities.actions import (
    close_opportunity,
    export_case,
    hand_over,
    open_opportunity,
    share_opportunity,
    update_opportunity,
)
from tongpin.crm.opportunities.filters import Filters
from tongpin.crm.opportunities.models import Opportunity
from tongpin.crm.opportunities.page import opportunity_page
from tongpin.crm.opportunities.people import add_competitor, add_stakeholder
from tongpin.crm.opportunities.selectors import board_columns, flagged, opportunity_list, today
from tongpin.crm.users.models import User
from tongpin.exchange import dealfile


@pytest.fixture
def sale(alice: User) -> Opportunity:
    """What Alice knows after her first two visits."""
    account = create_account(user=alice, name="东湖钢厂", industry="钢铁", kind="state_owned")
    made = open_opportunity(user=alice, account_id=account.pk, name="液压油年度采购", amount=Decimal(2580000))
    for name, title, roles in (("周明", "设备部长", ["decision_maker"]), ("方敏", "采购科长", ["gatekeeper"])):
        add_stakeholder(user=alice, opportunity_id=made.pk, name=name, title=title, roles=roles)
    record_note(
        user=alice,
        opportunity_id=made.pk,
        date=dt.date(2026, 1, 12),
        who=["s2"],
        text="方科长：今年预算批了，正在看几家。",
    )
    record_note(
        user=alice, opportunity_id=made.pk, date=dt.date(2026, 1, 26), who=["s1"], text="周部长忙，我先把报价留给了他。"
    )
    return made


def board(user: User) -> dict[str, int]:
    return {column.stage: column.count for column in board_columns(user=user, filters=Filters()) if column.count}


def test_from_the_first_visit_to_the_signed_contract(alice: User, bob: User, maria: User, sale: Opportunity) -> None:
    # Alice finds her opportunity where the customer is, and a mistake of hers that she disputes.
    assert board(alice) == {"screening": 1}
    assert board(bob) == {}
    assert opportunity_list(user=alice, filters=Filters(search="周明")).total == 1
    dispute_finding(user=alice, opportunity_id=sale.pk, code="premature_quote", entry="e02", reason="部长当面要的")
    sale.refresh_from_db()
    assert sale.mistake_count == 0

    # Bob helps. He reads first, then may write; the two of them save at once, and the second is told.
    share_opportunity(user=alice, opportunity_id=sale.pk, with_user=bob)
    with pytest.raises(TongpinError) as refused:
        record_note(user=bob, opportunity_id=sale.pk, text="我也去看看")
    assert refused.value.code == "not_allowed"
    share_opportunity(user=alice, opportunity_id=sale.pk, with_user=bob, may_change=True)
    version = opportunity_page(user=bob, opportunity_id=sale.pk).opportunity.version
    update_opportunity(user=bob, opportunity_id=sale.pk, expected_version=version, expected_close=dt.date(2026, 5, 30))
    with pytest.raises(TongpinError) as told:
        update_opportunity(user=alice, opportunity_id=sale.pk, expected_version=version, formal_tender=True)
    assert told.value.values["by"] == "李伟"
    update_opportunity(
        user=alice, opportunity_id=sale.pk, expected_version=told.value.values["version"], formal_tender=True
    )

    # The gate holds until what is missing is there; Maria forces the next one, with her reason.
    with pytest.raises(TongpinError) as held:
        move_on(user=alice, opportunity_id=sale.pk)
    assert held.value.code == "gate_not_met"
    answer_qualification(user=alice, opportunity_id=sale.pk, answers={"budget": "两百多万", "decision": "设备部长"})
    record_gate(user=alice, opportunity_id=sale.pk, gate="g1_assessed_graded", shown_by=["e01"])
    with pytest.raises(TongpinError) as forbidden:
        override_gate(user=alice, opportunity_id=sale.pk, gate="g2_coach_key_persons", reason="来不及了")
    assert forbidden.value.code == "not_allowed"
    override_gate(user=maria, opportunity_id=sale.pk, gate="g2_coach_key_persons", reason="设备部长亲自邀请")
    settle_finding(
        user=maria, opportunity_id=sale.pk, code="premature_quote", entry="e02", stands=True, reason="不成立"
    )
    sale.refresh_from_db()
    assert (sale.next_gate, sale.mistake_count) == ("g3_criteria_influenced", 1)

    # The tender comes; the stage moves before her eyes.
    add_criterion(user=bob, opportunity_id=sale.pk, name="换油周期", weight=Decimal(40), ours=Decimal(36), set_by="us")
    note = record_note(
        user=alice, opportunity_id=sale.pk, text="招标文件到了，月底开标。招标文件第 12 页是我们的指标。", who=["s2"]
    )
    confirm_signal(user=alice, signal_id=note.signals.get().pk)
    set_tender(user=alice, opportunity_id=sale.pk, issued=TODAY, deadline=dt.date(2026, 3, 25), compulsory=True)
    add_competitor(user=alice, opportunity_id=sale.pk, name="固力", strengths="价格低")
    add_bid(user=alice, opportunity_id=sale.pk, date=TODAY, bidder="我方", price=Decimal("2410000.50"))
    concern = add_concern(user=alice, opportunity_id=sale.pk, text="换牌号会不会出事", date=TODAY, who="s1")
    update_concern(user=bob, concern_id=concern.pk, status="answered")
    promise = add_commitment(user=alice, opportunity_id=sale.pk, text="安排样机试用", date=TODAY, by="s1", due=TODAY)
    assert [item.text for item in today(user=alice).promises] == ["安排样机试用"]
    update_commitment(user=alice, commitment_id=promise.pk, status="kept")
    assert today(user=alice).promises == []

    # Signed, delivered, measured, won.
    for gate in ("g3_criteria_influenced", "g4_bid_or_offer", "g5_contract_signed"):
        record_gate(user=alice, opportunity_id=sale.pk, gate=gate)
    set_implementation(user=alice, opportunity_id=sale.pk, contract_signed=TODAY)
    add_metric(user=bob, opportunity_id=sale.pk, date=TODAY, name="换油周期", value="3 个月", target="6 个月")
    close_opportunity(user=alice, opportunity_id=sale.pk, result="won", reason="技术标第一")
    assert board(alice) == {}
    assert opportunity_list(user=maria, filters=Filters(state="won")).total == 1
    case = case_of(sale.pk, TODAY)
    assert [gate.gate[:2] for gate in case.gates] == ["g1", "g2", "g3", "g4", "g5"]
    assert case.gates[1].override is not None
    assert verify_chain().holds


def test_a_slip_of_the_hand_is_taken_back(alice: User, sale: Opportunity) -> None:
    before = case_of(sale.pk, TODAY)
    strike_signal(user=alice, signal_id=sale.signals.get().pk)
    assert undo_last_gesture(user=alice) == "strike_signal"
    edit_activity(user=alice, activity_id=sale.activities.get(code="e01").pk, text="（误删）")
    assert undo_last_gesture(user=alice) == "edit_activity"
    assert case_of(sale.pk, TODAY) == before


def test_an_improper_request_reaches_the_right_desk(
    alice: User, officer: User, auditor: User, charlie: User, sale: Opportunity
) -> None:
    assert flagged(user=officer) == []
    record_activity(
        user=alice, opportunity_id=sale.pk, kind="call", direction="in", who=["s2"], text="问有没有好处费。"
    )
    assert [row.opportunity.id for row in flagged(user=officer)] == [sale.pk]
    page = opportunity_page(user=officer, opportunity_id=sale.pk)
    assert page.may == {"see"}
    with pytest.raises(TongpinError):
        add_need(user=officer, opportunity_id=sale.pk, text="x", date=TODAY)
    assert {str(entry.user) for entry in visible_log(auditor).filter(opportunity_id=sale.pk)} == {"陈静"}
    with pytest.raises(TongpinError):
        opportunity_page(user=charlie, opportunity_id=sale.pk)


def test_the_customer_goes_to_another_seller_with_all_that_is_known(
    alice: User, charlie: User, maria: User, admin: User, sale: Opportunity
) -> None:
    hand_over(user=admin, opportunity_id=sale.pk, to=charlie)
    assert board(alice) == board(maria) == {}
    assert board(charlie) == {"screening": 1}
    assert len(opportunity_page(user=charlie, opportunity_id=sale.pk).entries) == 2


def test_the_file_of_a_sale_is_the_same_sale_elsewhere(alice: User, charlie: User, sale: Opportunity) -> None:
    record_gate(user=alice, opportunity_id=sale.pk, gate="g1_assessed_graded", shown_by=["e01", "e02"])
    strike_signal(user=alice, signal_id=sale.signals.get().pk)
    case = export_case(user=alice, opportunity_id=sale.pk)
    text = dealfile.dump(replace(case, id="from-alice"))
    taken = import_case(user=charlie, case=dealfile.load(text, "from-alice.yaml"))
    assert replace(case_of(taken.pk, TODAY), id=case.id) == case
    sale.refresh_from_db()
    assert (taken.stage, taken.next_gate) == (sale.stage, sale.next_gate)
