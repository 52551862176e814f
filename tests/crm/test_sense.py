"""Dates and figures that cannot be: refused at every action, with the column, in the reader's language."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation

from tests.crm.builders import PLANT, TODAY, import_case
from tongpin.crm.activities.actions import edit_activity, record_activity
from tongpin.crm.bids.actions import add_bid, set_tender
from tongpin.crm.concerns.actions import add_commitment, add_concern
from tongpin.crm.criteria.actions import add_criterion, update_criterion
from tongpin.crm.delivery.actions import add_metric, set_implementation
from tongpin.crm.errors import TongpinError
from tongpin.crm.gates.actions import record_gate
from tongpin.crm.needs.actions import add_need
from tongpin.crm.opportunities.actions import close_opportunity, update_opportunity
from tongpin.crm.opportunities.models import Opportunity
from tongpin.crm.opportunities.people import update_stakeholder
from tongpin.crm.sense import remarks
from tongpin.crm.users.models import User
from tongpin.exchange import dealfile
from tongpin.method import case as shapes

FAR = dt.date(2062, 3, 2)
LONG_AGO = dt.date(205, 7, 28)


def day(month: int) -> dt.date:
    return dt.date(2026, month, 1)


@pytest.mark.parametrize(
    ("action", "facts", "column"),
    [
        (set_implementation, {"contract_signed": day(2), "acceptance": day(1)}, "acceptance"),
        (set_tender, {"issued": day(2), "deadline": day(1)}, "deadline"),
        (set_tender, {"opening": day(2), "award": day(1)}, "award"),
        (set_tender, {"bond": "-1"}, "bond"),
        (set_tender, {"issued": LONG_AGO}, "issued"),
        (record_activity, {"kind": "visit", "date": FAR}, "date"),
        (record_activity, {"kind": "visit", "date": LONG_AGO}, "date"),
        (add_bid, {"bidder": "我方", "date": FAR}, "date"),
        (add_bid, {"bidder": "我方", "date": TODAY, "price": Decimal(-1)}, "price"),
        (add_need, {"text": "少停机", "date": FAR}, "date"),
        (add_need, {"text": "少停机", "date": TODAY, "money": Decimal(-1)}, "money"),
        (add_concern, {"text": "贵", "date": FAR}, "date"),
        (add_commitment, {"text": "送样", "date": FAR}, "date"),
        (add_metric, {"name": "停机", "date": FAR}, "date"),
        (add_criterion, {"name": "价格", "since": FAR}, "since"),
        (add_criterion, {"name": "价格", "weight": Decimal(-40)}, "weight"),
        (add_criterion, {"name": "价格", "ours": Decimal(-1)}, "ours"),
        (add_criterion, {"name": "价格", "rivals": {"固力": Decimal(-1)}}, "rivals"),
        (record_gate, {"gate": "g1_assessed_graded", "met": LONG_AGO}, "met"),
        (close_opportunity, {"result": "lost", "reason": "价格", "date": FAR}, "result_on"),
        (update_opportunity, {"expected_version": 1, "expected_close": LONG_AGO}, "expected_close"),
    ],
)
def test_it_is_refused_at_its_column(
    alice: User, opportunity: Opportunity, action: Any, facts: dict[str, Any], column: str
) -> None:
    with pytest.raises(TongpinError) as refused:
        action(user=alice, opportunity_id=opportunity.pk, **facts)
    assert refused.value.code == "invalid"
    assert list(refused.value.values["fields"]) == [column]


def test_the_second_date_is_held_against_the_first(alice: User, opportunity: Opportunity) -> None:
    set_implementation(user=alice, opportunity_id=opportunity.pk, contract_signed=day(2))
    with pytest.raises(TongpinError), translation.override("zh-hant"):
        set_implementation(user=alice, opportunity_id=opportunity.pk, acceptance=day(1))
    row = set_implementation(user=alice, opportunity_id=opportunity.pk, contract_signed=None, acceptance=day(1))
    assert (row.contract_signed, row.acceptance) == (None, day(1))


def test_an_entry_is_not_moved_into_the_far_future(alice: User, opportunity: Opportunity) -> None:
    entry = opportunity.activities.get(code="e01")
    with pytest.raises(TongpinError):
        edit_activity(user=alice, activity_id=entry.pk, date=FAR)


def test_a_last_contact_lies_not_in_the_far_future(alice: User, opportunity: Opportunity) -> None:
    person = opportunity.stakeholders.get(code="s1")
    with pytest.raises(TongpinError):
        update_stakeholder(user=alice, stakeholder_id=person.pk, last_contact=FAR)


def test_what_is_wrong_is_told_in_the_language_of_the_page(alice: User, opportunity: Opportunity) -> None:
    told = {}
    for lang in ("zh-hans", "zh-hant", "en"):
        with translation.override(lang), pytest.raises(TongpinError) as refused:
            set_implementation(user=alice, opportunity_id=opportunity.pk, contract_signed=day(2), acceptance=day(1))
        told[lang] = refused.value.values["fields"]["acceptance"]
    assert told["zh-hans"] == ["验收日期（2026-01-01）早于合同签订日（2026-02-01），不可能；请核对并更正其中一个日期"]
    assert told["zh-hant"][0].startswith("驗收日期（2026-01-01）早於合約簽訂日")
    assert told["en"][0].startswith("The acceptance (2026-01-01) cannot come before the signing")


def test_goods_before_the_contract_are_taken_and_remarked_on(alice: User, opportunity: Opportunity) -> None:
    row = set_implementation(user=alice, opportunity_id=opportunity.pk, contract_signed=day(2), go_live=day(1))
    [remark] = remarks(row)
    assert "2026-01-01" in remark


def test_more_points_than_the_weight_are_remarked_on(alice: User, opportunity: Opportunity) -> None:
    row = add_criterion(user=alice, opportunity_id=opportunity.pk, name="价格", weight=Decimal(40))
    assert len(remarks(update_criterion(user=alice, criterion_id=row.pk, rivals={"固力": Decimal(41)}))) == 1


def test_a_case_that_came_no_way_of_a_file_is_held_to_the_same(alice: User, opportunity: Opportunity) -> None:
    case = replace(dealfile.load(PLANT.replace("plant-1", "plant-2"), "plant.yaml"), tender=shapes.Tender(bond="-1"))
    with pytest.raises(TongpinError, match="plant-2: "):
        import_case(user=alice, case=case)
    assert Opportunity.objects.count() == 1


def test_a_file_from_a_day_to_come_brings_no_far_future_in(alice: User, opportunity: Opportunity) -> None:
    ahead = dealfile.shift(dealfile.load(PLANT.replace("plant-1", "plant-2"), "plant.yaml"), 3650)
    with pytest.raises(TongpinError, match="2036"):
        import_case(user=alice, case=ahead)
