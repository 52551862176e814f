"""The bid sheet, whose word it needs, awards with shares, lessons and phases."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from tests.crm.builders import TODAY, everything
from tongpin.crm.audit.actions import undo_last_gesture
from tongpin.crm.audit.selectors import verify_chain
from tongpin.crm.bids import approving, awarding, sheet
from tongpin.crm.bids.models import Approval, ApprovalLimit, Award, BidCost, BidLine, ExchangeRate, Phase, PriceBelief
from tongpin.crm.bids.reckoning import prices_seen, reckoning_of, waiting_for
from tongpin.crm.criteria.actions import add_criterion
from tongpin.crm.errors import TongpinError
from tongpin.crm.notices.models import Notice
from tongpin.crm.opportunities.models import Opportunity
from tongpin.crm.users.models import Role, User

D = Decimal


def refused(deed: Callable[[], object]) -> TongpinError:
    with pytest.raises(TongpinError) as caught:
        deed()
    return caught.value


@pytest.fixture
def priced(alice: User, opportunity: Opportunity) -> Opportunity:
    """Oil for 2.58 million, costs of 1.9 million, two rivals' prices believed."""
    here: dict[str, Any] = {"user": alice, "opportunity_id": opportunity.pk}
    sheet.add_cost(name="基础油与添加剂", unit_cost=D(1800000), **here)
    sheet.add_cost(name="配送", kind="freight", unit_cost=D(100000), **here)
    sheet.add_cost(name="投标人天", kind="bidding", quantity=D(10), unit_cost=D(1500), **here)
    sheet.add_price_line(name="液压油", quantity=D(200), unit="桶", price=D(11000), vat=D(13), **here)
    sheet.add_price_line(name="油品检测", price=D(100000), vat=D(6), **here)
    sheet.believe_price(bidder="固力", low=D(2400000), likely=D(2550000), high=D(2800000), **here)
    sheet.set_bid_sheet(formula={"kind": "low_first", "weight": "40"}, floor_margin=D(12), **here)
    return opportunity


# ---------------------------------------------------------------- the sheet
def test_the_sheet_is_reckoned_to_the_cent(priced: Opportunity) -> None:
    found = reckoning_of(priced)
    assert (found.price.net, found.price.tax, found.ours) == (D(2300000), D("292000.00"), D("2592000.00"))
    assert (found.costs.total, found.costs.bidding, found.bidding) == (D(1900000), D(15000), D(15000))
    assert found.net == D(2300000)
    assert found.gain == D(400000)
    assert found.margin == D(400000) * 100 / D(2300000)
    assert [rival.name for rival in found.rivals] == ["固力"]


def test_a_price_that_was_set_counts_instead_of_the_lines(alice: User, priced: Opportunity) -> None:
    sheet.set_bid_sheet(user=alice, opportunity_id=priced.pk, price=D(2500000))
    found = reckoning_of(priced)
    assert found.ours == D(2500000)
    assert found.net == D("2218364.20")


def test_a_price_below_cost_is_refused_and_nothing_is_kept(alice: User, priced: Opportunity) -> None:
    error = refused(lambda: sheet.set_bid_sheet(user=alice, opportunity_id=priced.pk, price=D(2000000)))
    assert (error.code, error.status) == ("below_cost", 422)
    assert "2,141,217.39" in error.message
    assert reckoning_of(priced).sheet["price"] is None


def test_costs_in_another_currency_need_a_rate_of_the_day(alice: User, maria: User, opportunity: Opportunity) -> None:
    sheet.add_cost(user=alice, opportunity_id=opportunity.pk, name="pump", unit_cost=D(1000), currency="EUR")
    assert reckoning_of(opportunity).costs.lines[0].rate_missing
    approving.set_rate(user=maria, currency="EUR", into="CNY", date=TODAY, rate=D("8.05"), source="中国银行折算价")
    assert reckoning_of(opportunity).costs.total == D("8050.00")
    assert reckoning_of(opportunity, on=TODAY - dt.timedelta(days=1)).costs.lines[0].rate_missing


def test_quality_comes_from_the_criteria_without_the_price(alice: User, opportunity: Opportunity) -> None:
    for name, weight, ours, theirs in (("价格", 40, 10, 40), ("寿命", 40, 36, 28), ("服务", 20, 18, 20)):
        add_criterion(
            user=alice,
            opportunity_id=opportunity.pk,
            name=name,
            weight=D(weight),
            ours=D(ours),
            rivals={"固力": D(theirs)},
        )
    found = reckoning_of(opportunity)
    assert found.quality == 90
    assert found.scored.rivals == {"固力": 80}


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"low": D(3), "likely": D(2), "high": D(4)}, "likely"),
        ({"low": D(0), "likely": D(2), "high": D(4)}, "likely"),
        ({"low": D(1), "likely": D(2), "high": D(3), "quality": D(101)}, "quality"),
    ],
)
def test_impossible_beliefs_are_refused(alice: User, opportunity: Opportunity, facts: Any, field: str) -> None:
    error = refused(lambda: sheet.believe_price(user=alice, opportunity_id=opportunity.pk, bidder="固力", **facts))
    assert field in error.values["fields"]
    assert not PriceBelief.objects.exists()


def test_one_belief_for_a_rival(alice: User, priced: Opportunity) -> None:
    """A second estimate does not write over the first unseen: it is told what stands there, and that is changed."""
    error = refused(lambda: sheet.believe_price(user=alice, opportunity_id=priced.pk, bidder="固力", low=D(2300000)))
    assert "2,400,000.00 / 2,550,000.00 / 2,800,000.00" in error.values["fields"]["bidder"][0]
    belief = PriceBelief.objects.get()
    assert belief.low == D(2400000)
    sheet.update_price_belief(user=alice, belief_id=belief.pk, low=D(2300000))
    error = refused(lambda: sheet.update_price_belief(user=alice, belief_id=belief.pk, low=D(2700000)))
    assert "likely" in error.values["fields"]
    other = sheet.believe_price(user=alice, opportunity_id=priced.pk, bidder="远油", likely=D(2500000))
    error = refused(lambda: sheet.update_price_belief(user=alice, belief_id=other.pk, bidder=" 固力 "))
    assert "bidder" in error.values["fields"]


@pytest.mark.parametrize("price", [D(0), D(-1)])
def test_a_price_of_nothing_is_none(alice: User, opportunity: Opportunity, price: Decimal) -> None:
    error = refused(lambda: sheet.set_bid_sheet(user=alice, opportunity_id=opportunity.pk, price=price))
    assert error.values["fields"]["price"]
    assert reckoning_of(opportunity).sheet["price"] is None


@pytest.mark.parametrize("formula", [{"kind": "magic"}, {"kind": "low_first", "weight": "140"}])
def test_a_formula_that_is_none_is_refused(alice: User, opportunity: Opportunity, formula: Any) -> None:
    error = refused(lambda: sheet.set_bid_sheet(user=alice, opportunity_id=opportunity.pk, formula=formula))
    assert "formula" in error.values["fields"]


def test_negative_quantities_and_rates_are_refused(alice: User, maria: User, opportunity: Opportunity) -> None:
    here: dict[str, Any] = {"user": alice, "opportunity_id": opportunity.pk}
    assert refused(lambda: sheet.add_cost(name="x", quantity=D(-1), **here)).code == "invalid"
    assert refused(lambda: sheet.add_price_line(name="x", vat=D(101), **here)).code == "invalid"
    error = refused(lambda: approving.set_rate(user=maria, currency="EUR", into="CNY", date=TODAY, rate=D(0)))
    assert "rate" in error.values["fields"]


def test_prices_seen_are_those_of_the_rivals_met_here(alice: User, opportunity: Opportunity) -> None:
    assert prices_seen(opportunity) == ()


def test_a_stranger_finds_nothing(charlie: User, priced: Opportunity) -> None:
    for deed in (
        lambda: sheet.set_bid_sheet(user=charlie, opportunity_id=priced.pk, price=D(1)),
        lambda: sheet.update_cost(user=charlie, cost_id=BidCost.objects.first().pk, name="x"),  # type: ignore[union-attr]
        lambda: approving.ask_approval(user=charlie, opportunity_id=priced.pk, kind="price"),
        lambda: awarding.add_award(user=charlie, opportunity_id=priced.pk, date=TODAY, bidder="x"),
    ):
        assert refused(deed).code == "not_found"


# ---------------------------------------------------------------- limits and approvals
@pytest.fixture
def limited(maria: User) -> None:
    approving.set_limit(user=maria, kind="price", above=D(1000000), role="manager")
    approving.set_limit(user=maria, kind="price", margin_below=D(10), role="admin")
    approving.set_limit(user=maria, kind="no_bid", role="manager")


def test_salespeople_set_no_limits(alice: User) -> None:
    assert refused(lambda: approving.set_limit(user=alice, kind="price", role="manager")).code == "not_allowed"
    assert refused(lambda: approving.set_rate(user=alice, currency="EUR", date=TODAY, rate=D(8))).code == "not_allowed"


@pytest.mark.usefixtures("limited")
def test_four_eyes_on_a_price(alice: User, bob: User, maria: User, priced: Opportunity) -> None:
    asked = approving.ask_approval(user=alice, opportunity_id=priced.pk, kind="price", reason="客户要本周报")
    assert (asked.state, asked.amount, asked.margin) == ("asked", D("2592000.00"), D("17.391304"))
    assert list(Notice.objects.values_list("user", "kind")) == [(maria.pk, "approval")]
    assert [item.id for item in waiting_for(user=maria)] == [asked.pk]
    assert waiting_for(user=alice) == []
    for other in (alice, bob):
        error = refused(lambda user=other: approving.answer_approval(user=user, approval_id=asked.pk, granted=True))
        assert error.status in (403, 404)
    approving.answer_approval(user=maria, approval_id=asked.pk, granted=True, answer="可以")
    asked.refresh_from_db()
    assert (asked.state, asked.answered_by, asked.answered_on) == ("granted", maria, TODAY)
    assert waiting_for(user=maria) == []
    assert Notice.objects.filter(user=alice, kind="approval").count() == 1
    again = refused(lambda: approving.answer_approval(user=maria, approval_id=asked.pk, granted=True))
    assert again.code == "already_answered"


@pytest.mark.usefixtures("limited")
def test_nobody_answers_his_own_question(maria: User, admin: User, priced: Opportunity) -> None:
    asked = approving.ask_approval(user=maria, opportunity_id=priced.pk, kind="price")
    assert waiting_for(user=maria) == []
    error = refused(lambda: approving.answer_approval(user=maria, approval_id=asked.pk, granted=True))
    assert error.code == "not_allowed"
    assert approving.answer_approval(user=admin, approval_id=asked.pk, granted=True).state == "granted"


@pytest.mark.usefixtures("limited")
def test_a_thin_margin_needs_an_administrator(alice: User, maria: User, admin: User, priced: Opportunity) -> None:
    sheet.set_bid_sheet(user=alice, opportunity_id=priced.pk, price=D(2300000))
    asked = approving.ask_approval(user=alice, opportunity_id=priced.pk, kind="price")
    assert refused(lambda: approving.answer_approval(user=maria, approval_id=asked.pk, granted=True)).status == 403
    assert [item.id for item in waiting_for(user=admin)] == [asked.pk]
    assert list(Notice.objects.values_list("user", flat=True)) == [admin.pk]


def test_a_refusal_says_why(alice: User, maria: User, priced: Opportunity) -> None:
    asked = approving.ask_approval(user=alice, opportunity_id=priced.pk, kind="price")
    error = refused(lambda: approving.answer_approval(user=maria, approval_id=asked.pk, granted=False))
    assert "answer" in error.values["fields"]
    answered = approving.answer_approval(user=maria, approval_id=asked.pk, granted=False, answer="毛利太低")
    assert (answered.state, answered.answer) == ("refused", "毛利太低")


@pytest.mark.usefixtures("limited")
def test_news_of_a_question_that_waits_still_is_not_taken_away(alice: User, maria: User, priced: Opportunity) -> None:
    price = approving.ask_approval(user=alice, opportunity_id=priced.pk, kind="price")
    approving.ask_approval(user=alice, opportunity_id=priced.pk, kind="discount")
    assert Notice.objects.filter(user=maria, seen_at=None).count() == 2
    approving.answer_approval(user=maria, approval_id=price.pk, granted=True)
    (left,) = Notice.objects.filter(user=maria, seen_at=None)
    assert "bidding.kinds.discount" in left.text


def test_what_needs_a_higher_word_does_not_hide_what_waits_for_a_manager(
    alice: User, maria: User, priced: Opportunity, limited: None
) -> None:
    facts: dict[str, Any] = {"opportunity": priced, "asked_by": alice, "asked_on": TODAY, "kind": "price"}
    Approval.objects.bulk_create([Approval(**facts, amount=D(2000000), margin=D(1)) for _number in range(25)])
    mine = Approval.objects.create(**facts, amount=D(2000000), margin=D(30))
    assert [item.id for item in waiting_for(user=maria)] == [mine.pk]


def test_another_question_takes_the_place_of_the_first(alice: User, priced: Opportunity) -> None:
    first = approving.ask_approval(user=alice, opportunity_id=priced.pk, kind="price")
    approving.ask_approval(user=alice, opportunity_id=priced.pk, kind="price")
    assert list(Approval.objects.order_by("pk").values_list("state", flat=True)) == ["withdrawn", "asked"]
    assert refused(lambda: approving.withdraw_approval(user=alice, approval_id=first.pk)).code == "already_answered"


def test_only_whoever_asked_takes_a_question_back(alice: User, maria: User, priced: Opportunity) -> None:
    asked = approving.ask_approval(user=alice, opportunity_id=priced.pk, kind="price")
    assert refused(lambda: approving.withdraw_approval(user=maria, approval_id=asked.pk)).status == 403
    assert approving.withdraw_approval(user=alice, approval_id=asked.pk).state == "withdrawn"


def test_a_bid_not_made_and_why(alice: User, priced: Opportunity) -> None:
    error = refused(lambda: approving.decide_bid(user=alice, opportunity_id=priced.pk, step="no_bid"))
    assert "reason" in error.values["fields"]
    decided = approving.decide_bid(
        user=alice, opportunity_id=priced.pk, step="no_bid", reason="指标按固力写的，我们只是凑数"
    )
    assert (decided.kind, decided.state, decided.answered_by, decided.answered_on) == ("no_bid", "granted", None, TODAY)


@pytest.mark.usefixtures("limited")
def test_a_bid_not_made_may_need_a_word(alice: User, maria: User, priced: Opportunity) -> None:
    decided = approving.decide_bid(user=alice, opportunity_id=priced.pk, step="no_bid", reason="不划算")
    assert decided.state == "asked"
    assert approving.answer_approval(user=maria, approval_id=decided.pk, granted=True).answered_by == maria


def test_what_waits_costs_the_same_for_many(
    alice: User, maria: User, priced: Opportunity, limited: None, django_assert_num_queries: Any
) -> None:
    for kind in ("price", "no_bid", "bid", "discount"):
        approving.ask_approval(user=alice, opportunity_id=priced.pk, kind=kind)
    with django_assert_num_queries(3):
        assert len(waiting_for(user=maria)) == 3


# ---------------------------------------------------------------- awards, lessons, phases
def test_shares_add_up_to_a_hundred_at_most(alice: User, opportunity: Opportunity) -> None:
    here: dict[str, Any] = {"user": alice, "opportunity_id": opportunity.pk, "date": TODAY}
    awarding.add_award(bidder="澄岳", ours=True, share=D(60), **here)
    awarding.add_award(bidder="固力", share=D(40), **here)
    error = refused(lambda: awarding.add_award(bidder="远油", share=D("0.5"), **here))
    assert "100.5" in error.message
    assert refused(lambda: awarding.add_award(bidder="远油", share=D(0), **here)).code == "invalid"
    award = Award.objects.get(bidder="固力")
    assert awarding.update_award(user=alice, award_id=award.pk, share=D(30)).share == 30


def test_no_two_phases_have_one_number(alice: User, opportunity: Opportunity) -> None:
    here: dict[str, Any] = {"user": alice, "opportunity_id": opportunity.pk}
    first = awarding.add_phase(name="一期", number=1, **here)
    error = refused(lambda: awarding.add_phase(name="二期", number=1, **here))
    assert "一期" in error.values["fields"]["number"][0]
    second = awarding.add_phase(name="二期", number=2, **here)
    assert "number" in refused(lambda: awarding.update_phase(user=alice, phase_id=second.pk, number=1)).values["fields"]
    awarding.update_phase(user=alice, phase_id=first.pk, number=1, state="done")


def test_a_phase_opens_the_next_opportunity_once(alice: User, opportunity: Opportunity) -> None:
    phase = awarding.add_phase(
        user=alice, opportunity_id=opportunity.pk, name="二期", amount=D(900000), condition="一期停机少于 2 次"
    )
    fresh = awarding.open_phase(user=alice, phase_id=phase.pk)
    phase.refresh_from_db()
    assert (phase.next, phase.state) == (fresh, "open")
    assert (fresh.account_id, fresh.amount, fresh.currency) == (opportunity.account_id, D(900000), "CNY")
    assert fresh.name.endswith("· 二期")
    assert refused(lambda: awarding.open_phase(user=alice, phase_id=phase.pk)).code == "already_open"


def test_a_lesson_says_something(alice: User, opportunity: Opportunity) -> None:
    assert refused(lambda: awarding.add_lesson(user=alice, opportunity_id=opportunity.pk, text=" ")).code == "invalid"
    lesson = awarding.add_lesson(
        user=alice, opportunity_id=opportunity.pk, text="固力送了两年检测", rival="固力", kind="price"
    )
    assert (lesson.date, lesson.rival) == (TODAY, "固力")


# ---------------------------------------------------------------- taken back to the last column
Deed = Callable[[User, Opportunity], Any]
UNDOABLE: dict[str, Deed] = {
    "set_bid_sheet": lambda u, o: sheet.set_bid_sheet(
        user=u, opportunity_id=o.pk, price=D(2600000), quality=D(80), formula={"kind": "lowest"}
    ),
    "add_cost": lambda u, o: sheet.add_cost(user=u, opportunity_id=o.pk, name="差旅", kind="travel"),
    "update_cost": lambda u, o: sheet.update_cost(user=u, cost_id=o.bid_costs.first().pk, unit_cost=D(5)),
    "remove_cost": lambda u, o: sheet.remove_cost(user=u, cost_id=o.bid_costs.first().pk),
    "add_price_line": lambda u, o: sheet.add_price_line(user=u, opportunity_id=o.pk, name="培训", price=D(1)),
    "update_price_line": lambda u, o: sheet.update_price_line(user=u, line_id=o.bid_lines.first().pk, vat=D(9)),
    "remove_price_line": lambda u, o: sheet.remove_price_line(user=u, line_id=o.bid_lines.first().pk),
    "believe_price": lambda u, o: sheet.believe_price(user=u, opportunity_id=o.pk, bidder="远油", likely=D(5)),
    "update_price_belief": lambda u, o: sheet.update_price_belief(
        user=u, belief_id=o.price_beliefs.get().pk, quality=D(70)
    ),
    "remove_price_belief": lambda u, o: sheet.remove_price_belief(user=u, belief_id=o.price_beliefs.get().pk),
    "set_limit": lambda u, o: approving.set_limit(user=u, kind="bid", above=D(5), role="admin"),
    "remove_limit": lambda u, o: approving.remove_limit(user=u, limit_id=ApprovalLimit.objects.get().pk),
    "set_rate": lambda u, o: approving.set_rate(
        user=u, currency="EUR", into="CNY", date=TODAY, rate=D("8.05"), source="银行"
    ),
    "remove_rate": lambda u, o: approving.remove_rate(user=u, rate_id=ExchangeRate.objects.get().pk),
    "ask_approval": lambda u, o: approving.ask_approval(user=u, opportunity_id=o.pk, kind="discount"),
    "decide_bid": lambda u, o: approving.decide_bid(user=u, opportunity_id=o.pk, step="bid"),
    "answer_approval": lambda u, o: approving.answer_approval(user=u, approval_id=o.approvals.get().pk, granted=True),
    "add_award": lambda u, o: awarding.add_award(user=u, opportunity_id=o.pk, date=TODAY, bidder="远油", share=D(10)),
    "update_award": lambda u, o: awarding.update_award(user=u, award_id=o.awards.get().pk, reason="价格"),
    "remove_award": lambda u, o: awarding.remove_award(user=u, award_id=o.awards.get().pk),
    "add_lesson": lambda u, o: awarding.add_lesson(user=u, opportunity_id=o.pk, text="早点进去"),
    "update_lesson": lambda u, o: awarding.update_lesson(user=u, lesson_id=o.lessons.get().pk, do_next="下次先访"),
    "remove_lesson": lambda u, o: awarding.remove_lesson(user=u, lesson_id=o.lessons.get().pk),
    "add_phase": lambda u, o: awarding.add_phase(user=u, opportunity_id=o.pk, name="三期", number=3),
    "update_phase": lambda u, o: awarding.update_phase(user=u, phase_id=o.phases.get().pk, state="done"),
    "remove_phase": lambda u, o: awarding.remove_phase(user=u, phase_id=o.phases.get().pk),
}


@pytest.fixture
def full(alice: User, maria: User, priced: Opportunity) -> Opportunity:
    """A sheet with everything, and Alice's question that Maria may answer."""
    here: dict[str, Any] = {"user": alice, "opportunity_id": priced.pk}
    approving.set_limit(user=maria, kind="price", above=D(1000000), role="manager")
    approving.set_rate(user=maria, currency="USD", into="CNY", date=TODAY, rate=D("7.1"))
    approving.ask_approval(kind="price", **here)
    awarding.add_award(date=TODAY, bidder="澄岳", ours=True, share=D(60), **here)
    awarding.add_lesson(text="固力送检测", rival="固力", **here)
    awarding.add_phase(name="二期", number=2, **here)
    return priced


@pytest.mark.parametrize("verb", UNDOABLE)
def test_every_deed_is_taken_back_to_the_last_column(maria: User, full: Opportunity, verb: str) -> None:
    before = everything()
    UNDOABLE[verb](maria, full)
    assert everything() != before
    assert undo_last_gesture(user=maria) == verb
    assert everything() == before
    assert verify_chain().holds


def test_who_asked_may_take_it_back(alice: User, full: Opportunity) -> None:
    before = everything()
    approving.withdraw_approval(user=alice, approval_id=full.approvals.get().pk)
    assert full.approvals.get().state == "withdrawn"
    assert undo_last_gesture(user=alice) == "withdraw_approval"
    assert everything() == before


def test_readers_write_nothing(auditor: User, officer: User, full: Opportunity) -> None:
    for user in (auditor, officer):
        for verb, deed in UNDOABLE.items():
            assert refused(lambda user=user, deed=deed: deed(user, full)).status in (403, 404), verb
    assert Role.AUDITOR not in {"manager", "admin"}
    assert BidLine.objects.count() == 2
    assert Phase.objects.count() == 1
