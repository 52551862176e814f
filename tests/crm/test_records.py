"""Needs, criteria, concerns, commitments, bids, deliveries, gates: written, changed, taken away."""

import datetime as dt
from decimal import Decimal

import pytest

from tests.crm.builders import TODAY
from tongpin.crm.bids.actions import add_bid, remove_bid, set_tender, update_bid
from tongpin.crm.casefile import case_of
from tongpin.crm.concerns.actions import (
    add_commitment,
    add_concern,
    remove_commitment,
    remove_concern,
    update_commitment,
    update_concern,
)
from tongpin.crm.criteria.actions import add_criterion, remove_criterion, update_criterion
from tongpin.crm.delivery.actions import add_metric, remove_metric, set_implementation, update_metric
from tongpin.crm.errors import TongpinError
from tongpin.crm.gates.actions import answer_qualification, move_on, override_gate, record_gate, withdraw_gate
from tongpin.crm.needs.actions import add_need, remove_need, update_need
from tongpin.crm.opportunities.models import Opportunity
from tongpin.crm.users.models import User
from tongpin.method import case as shapes


def case(opportunity: Opportunity) -> shapes.Case:
    return case_of(opportunity.pk, TODAY)


def test_needs(alice: User, opportunity: Opportunity) -> None:
    need = add_need(
        user=alice, opportunity_id=opportunity.pk, text="少停机", date=TODAY, who="s1", money=Decimal(90000)
    )
    update_need(user=alice, need_id=need.pk, strength="explicit", who="s2")
    assert case(opportunity).needs[1] == shapes.Need(
        date=TODAY, text="少停机", who="s2", strength="explicit", money=Decimal(90000)
    )
    remove_need(user=alice, need_id=need.pk)
    assert len(case(opportunity).needs) == 1


def test_criteria(alice: User, opportunity: Opportunity) -> None:
    row = add_criterion(user=alice, opportunity_id=opportunity.pk, name="价格", weight=Decimal(40), set_by="customer")
    update_criterion(user=alice, criterion_id=row.pk, ours=Decimal("36.5"), rivals={"固力": "31"})
    assert case(opportunity).criteria == (
        shapes.Criterion(
            name="价格", weight=Decimal(40), ours=Decimal("36.5"), rivals={"固力": Decimal(31)}, set_by="customer"
        ),
    )
    remove_criterion(user=alice, criterion_id=row.pk)
    assert case(opportunity).criteria == ()


def test_concerns_and_commitments(alice: User, opportunity: Opportunity) -> None:
    concern = add_concern(user=alice, opportunity_id=opportunity.pk, text="要不要停产", date=TODAY, who="s2")
    update_concern(user=alice, concern_id=concern.pk, status="answered")
    promise = add_commitment(user=alice, opportunity_id=opportunity.pk, text="送样", date=TODAY, by="我方")
    update_commitment(user=alice, commitment_id=promise.pk, by="s1", due=dt.date(2026, 3, 9))
    told = case(opportunity)
    assert told.concerns[1] == shapes.Concern(date=TODAY, text="要不要停产", who="s2", status="answered", settled=TODAY)
    assert told.commitments[1] == shapes.Commitment(date=TODAY, text="送样", by="s1", due=dt.date(2026, 3, 9))
    remove_concern(user=alice, concern_id=concern.pk)
    remove_commitment(user=alice, commitment_id=promise.pk)
    assert (len(case(opportunity).concerns), len(case(opportunity).commitments)) == (1, 1)


def test_bids_and_tender(alice: User, opportunity: Opportunity) -> None:
    bid = add_bid(user=alice, opportunity_id=opportunity.pk, date=TODAY, bidder="我方", price=Decimal("2410000.50"))
    update_bid(user=alice, bid_id=bid.pk, rank=1)
    set_tender(user=alice, opportunity_id=opportunity.pk, issued=TODAY, compulsory=True)
    set_tender(user=alice, opportunity_id=opportunity.pk, deadline=dt.date(2026, 3, 25))
    told = case(opportunity)
    assert told.bids == (shapes.Bid(date=TODAY, bidder="我方", price=Decimal("2410000.50"), rank=1),)
    assert told.tender == shapes.Tender(issued=TODAY, deadline=dt.date(2026, 3, 25), compulsory=True)
    remove_bid(user=alice, bid_id=bid.pk)
    assert case(opportunity).bids == ()


def test_deliveries(alice: User, opportunity: Opportunity) -> None:
    set_implementation(user=alice, opportunity_id=opportunity.pk, contract_signed=TODAY)
    metric = add_metric(user=alice, opportunity_id=opportunity.pk, date=TODAY, name="换油周期", value="3 个月")
    update_metric(user=alice, metric_id=metric.pk, target="6 个月")
    assert case(opportunity).implementation == shapes.Implementation(
        contract_signed=TODAY,
        metrics=(shapes.Metric(date=TODAY, name="换油周期", value="3 个月", target="6 个月"),),
    )
    remove_metric(user=alice, metric_id=metric.pk)
    assert case(opportunity).implementation.metrics == ()


@pytest.mark.parametrize(
    ("action", "values", "field"),
    [
        (add_need, {"text": "", "date": TODAY}, "text"),
        (add_need, {"text": "x", "date": "soon"}, "date"),
        (add_need, {"text": "x", "date": TODAY, "money": Decimal(-5)}, "money"),
        (add_need, {"text": "x", "date": TODAY, "type": "whim"}, "type"),
        (add_criterion, {"name": "价格", "weight": Decimal(-1)}, "weight"),
        (add_criterion, {"name": "价格", "rivals": {"固力": "many"}}, "rivals"),
        (add_criterion, {"name": ""}, "name"),
        (add_concern, {"text": "x", "date": TODAY, "status": "gone"}, "status"),
        (add_commitment, {"text": "x", "date": TODAY, "due": "2026-02-31"}, "due"),
        (add_bid, {"date": TODAY, "bidder": "我方", "price": Decimal(-1)}, "price"),
        (add_bid, {"date": TODAY, "bidder": "我方", "rank": 0}, "rank"),
        (set_tender, {"issued": "yesterday"}, "issued"),
        (set_tender, {"winner": "us"}, "winner"),
        (add_metric, {"date": TODAY, "name": ""}, "name"),
    ],
)
def test_wrong_values_are_refused_by_field(
    alice: User, opportunity: Opportunity, action: object, values: dict[str, object], field: str
) -> None:
    before = case(opportunity)
    with pytest.raises(TongpinError) as refused:
        action(user=alice, opportunity_id=opportunity.pk, **values)  # type: ignore[operator]
    assert refused.value.code == "invalid"
    assert field in refused.value.values["fields"]
    assert case(opportunity) == before


def test_moving_on_asks_for_what_is_missing(alice: User, opportunity: Opportunity) -> None:
    with pytest.raises(TongpinError) as refused:
        move_on(user=alice, opportunity_id=opportunity.pk)
    assert refused.value.code == "gate_not_met"
    assert refused.value.values["gate"].gate == "g1_assessed_graded"
    assert refused.value.values["gate"].missing
    opportunity.refresh_from_db()
    assert opportunity.next_gate == "g1_assessed_graded"


def test_a_gate_recorded_lets_us_on(alice: User, opportunity: Opportunity) -> None:
    record_gate(user=alice, opportunity_id=opportunity.pk, gate="g1_assessed_graded", shown_by=["e01", "e02"])
    opportunity.refresh_from_db()
    assert opportunity.next_gate == "g2_coach_key_persons"
    assert case(opportunity).gates == (
        shapes.GateRecord(gate="g1_assessed_graded", met=TODAY, shown_by=("e01", "e02")),
    )
    withdraw_gate(user=alice, opportunity_id=opportunity.pk, gate="g1_assessed_graded")
    assert case(opportunity).gates == ()


def test_a_forced_gate_stays_visible_with_its_reason(maria: User, opportunity: Opportunity) -> None:
    override_gate(user=maria, opportunity_id=opportunity.pk, gate="g1_assessed_graded", reason="客户指定，年框内")
    assert case(opportunity).gates[0].override == shapes.Override(by="王强", date=TODAY, reason="客户指定，年框内")
    opportunity.refresh_from_db()
    assert opportunity.next_gate == "g2_coach_key_persons"


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"gate": "g9"}, "unknown_gate"),
        ({"met": dt.date(2026, 3, 3)}, "invalid"),
        ({"shown_by": ["e77"]}, "unknown_entry"),
    ],
)
def test_gates_must_make_sense(alice: User, opportunity: Opportunity, values: dict[str, object], code: str) -> None:
    with pytest.raises(TongpinError) as refused:
        record_gate(user=alice, opportunity_id=opportunity.pk, **{"gate": "g1_assessed_graded", **values})  # type: ignore[arg-type]
    assert refused.value.code == code


def test_forcing_needs_a_written_reason(maria: User, opportunity: Opportunity) -> None:
    with pytest.raises(TongpinError) as refused:
        override_gate(user=maria, opportunity_id=opportunity.pk, gate="g1_assessed_graded", reason=" ")
    assert refused.value.values["fields"].keys() == {"reason"}


def test_answers_add_up(alice: User, opportunity: Opportunity) -> None:
    answer_qualification(user=alice, opportunity_id=opportunity.pk, answers={"budget": "两百万", "need": "少停机"})
    answer_qualification(user=alice, opportunity_id=opportunity.pk, answers={"need": "", "decision": "厂长签"})
    assert case(opportunity).qualification == shapes.QualificationRecord(
        answers={"budget": "两百万", "decision": "厂长签"}, reviewed=TODAY
    )
