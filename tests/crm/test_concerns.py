"""Concerns read in notes, the risk plan, the contract with its red lines, and what is carried into delivery."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from tests.crm.builders import TODAY, everything
from tongpin.crm.activities.actions import delete_activity, edit_activity, record_activity, record_note
from tongpin.crm.audit.actions import undo_last_gesture
from tongpin.crm.audit.models import LogEntry
from tongpin.crm.audit.selectors import verify_chain
from tongpin.crm.bids.approving import answer_approval, set_limit
from tongpin.crm.bids.models import Approval
from tongpin.crm.casefile import case_of
from tongpin.crm.concerns import actions
from tongpin.crm.concerns.hinting import confirm_concern, hints_of, look_for_concerns, strike_concern
from tongpin.crm.concerns.meetings import outcomes_of
from tongpin.crm.concerns.models import Concern, ConcernHint, Risk
from tongpin.crm.contracts import actions as contracts
from tongpin.crm.contracts.carrying import proposed_for
from tongpin.crm.contracts.models import ContractTerm
from tongpin.crm.delivery.actions import set_implementation
from tongpin.crm.delivery.models import Expectation
from tongpin.crm.errors import TongpinError
from tongpin.crm.notices.models import Notice
from tongpin.crm.opportunities.actions import close_opportunity, set_position
from tongpin.crm.opportunities.models import Opportunity
from tongpin.crm.users.models import User

Deed = Callable[[User, Opportunity], Any]
TOLD = "王厂长说你们比别家贵，再研究研究。他还问万一出了问题谁负责。"


@pytest.fixture
def told(alice: User, opportunity: Opportunity) -> Opportunity:
    """An opportunity with words that betray concerns, one taken up, a risk of it, and a term beyond a red line."""
    here: dict[str, Any] = {"user": alice, "opportunity_id": opportunity.pk}
    record_note(text=TOLD, who=["s1"], **here)
    concern = confirm_concern(user=alice, hint_id=hint("blame").pk)
    actions.add_risk(text="停产", concern_id=concern.pk, we_do="驻厂三天", **here)
    contracts.add_term(text="付款", kind="payment", theirs="零预付", red_line="预付两成", crosses=True, **here)
    contracts.add_term(text="交货", kind="delivery", agreed="十六周交货", state="agreed", **here)
    return opportunity


def hint(sign: str) -> ConcernHint:
    return ConcernHint.objects.get(sign=sign)


def payment() -> ContractTerm:
    return ContractTerm.objects.get(kind="payment")


UNDOABLE: dict[str, Deed] = {
    "confirm_concern": lambda u, o: confirm_concern(user=u, hint_id=hint("dearer").pk, who="s2", severity=4),
    "strike_concern": lambda u, o: strike_concern(user=u, hint_id=hint("dearer").pk),
    "add_concern": lambda u, o: actions.add_concern(
        user=u, opportunity_id=o.pk, text="怕停产", date=TODAY, who="s1", entry="e01", kind="inherent", severity=5
    ),
    "update_concern": lambda u, o: actions.update_concern(
        user=u, concern_id=Concern.objects.latest("pk").pk, behind="career", plan="备材料", owner="Alice", due=TODAY
    ),
    "settle_concern": lambda u, o: actions.settle_concern(
        user=u, concern_id=Concern.objects.latest("pk").pk, how="看过了"
    ),
    "plan_answer": lambda u, o: actions.plan_answer(
        user=u, concern_id=Concern.objects.latest("pk").pk, plan="陪他去看样板", due=TODAY
    ),
    "remove_concern": lambda u, o: actions.remove_concern(user=u, concern_id=Concern.objects.latest("pk").pk),
    "add_risk": lambda u, o: actions.add_risk(user=u, opportunity_id=o.pk, text="晚到货", bearer="ours"),
    "take_concerns_as_risks": lambda u, o: actions.take_concerns_as_risks(user=u, opportunity_id=o.pk),
    "update_risk": lambda u, o: actions.update_risk(user=u, risk_id=Risk.objects.get().pk, they_do="派两人"),
    "remove_risk": lambda u, o: actions.remove_risk(user=u, risk_id=Risk.objects.get().pk),
    "set_contract": lambda u, o: contracts.set_contract(user=u, opportunity_id=o.pk, number="A-7", valid_from=TODAY),
    "add_term": lambda u, o: contracts.add_term(user=u, opportunity_id=o.pk, text="质保", kind="warranty"),
    "update_term": lambda u, o: contracts.update_term(user=u, term_id=payment().pk, ours="三成预付"),
    "remove_term": lambda u, o: contracts.remove_term(user=u, term_id=payment().pk),
    "ask_for_terms": lambda u, o: contracts.ask_for_terms(user=u, opportunity_id=o.pk, reason="老客户"),
    "carry_over": lambda u, o: contracts.carry_over(
        user=u, opportunity_id=o.pk, carry=[item.key for item in proposed_for(o)]
    ),
}


@pytest.mark.parametrize("verb", UNDOABLE)
def test_every_deed_is_logged_and_taken_back(alice: User, told: Opportunity, verb: str) -> None:
    before = everything()
    UNDOABLE[verb](alice, told)
    assert everything() != before
    assert LogEntry.objects.filter(user=alice, verb=verb).exists()
    assert undo_last_gesture(user=alice) == verb
    assert everything() == before
    assert verify_chain().holds


# ---------------------------------------------------------------- hints
def test_concerns_are_proposed_with_their_words_and_count_nothing(alice: User, opportunity: Opportunity) -> None:
    before = len(case_of(opportunity.pk, TODAY).concerns)
    record_note(user=alice, opportunity_id=opportunity.pk, text=TOLD, who=["s1"])
    found = {item.sign: item for item in hints_of(opportunity)}
    assert set(found) == {"dearer", "blame"}
    assert found["dearer"].words in TOLD
    assert found["blame"].who == "s1", "who was there alone holds it"
    assert len(case_of(opportunity.pk, TODAY).concerns) == before
    concern = confirm_concern(user=alice, hint_id=found["blame"].id)
    assert (concern.kind, concern.behind, concern.words) == ("inherent", "career", found["blame"].words)
    with pytest.raises(TongpinError) as refused:
        confirm_concern(user=alice, hint_id=found["blame"].id)
    assert refused.value.code == "decided"


def test_what_we_say_among_us_betrays_nothing(alice: User, opportunity: Opportunity) -> None:
    record_activity(user=alice, opportunity_id=opportunity.pk, kind="review", direction="internal", text=TOLD)
    assert hints_of(opportunity) == []


def test_what_is_struck_never_comes_back(alice: User, told: Opportunity) -> None:
    strike_concern(user=alice, hint_id=hint("dearer").pk)
    look_for_concerns(user=alice, opportunity_id=told.pk)
    assert "dearer" not in {item.sign for item in hints_of(told)}
    entry = told.activities.get(text=TOLD)
    edit_activity(user=alice, activity_id=entry.pk, text=TOLD + "约了周五再谈。")
    assert {item.sign for item in hints_of(told)} <= {"blame"}


def test_reading_all_notes_twice_proposes_once(alice: User, told: Opportunity) -> None:
    assert look_for_concerns(user=alice, opportunity_id=told.pk) == look_for_concerns(
        user=alice, opportunity_id=told.pk
    )


def test_a_removed_entry_lets_go_of_its_concern(alice: User, told: Opportunity) -> None:
    before = everything()
    delete_activity(user=alice, activity_id=told.activities.get(text=TOLD).pk)
    concern = Concern.objects.latest("pk")
    assert (concern.activity, concern.words) == (None, "")
    undo_last_gesture(user=alice)
    assert Concern.objects.latest("pk").words
    assert len(everything()) == len(before)


def test_hints_at_save_cost_one_query(
    alice: User, opportunity: Opportunity, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    record_note(user=alice, opportunity_id=opportunity.pk, text="送了样品", who=["s1"])
    with django_assert_max_num_queries(41):
        record_note(user=alice, opportunity_id=opportunity.pk, text=TOLD, who=["s1"])


def test_strangers_see_and_change_nothing(charlie: User, told: Opportunity) -> None:
    deeds: tuple[Callable[[], object], ...] = (
        lambda: confirm_concern(user=charlie, hint_id=hint("dearer").pk),
        lambda: actions.plan_answer(user=charlie, concern_id=Concern.objects.latest("pk").pk, plan="x"),
        lambda: contracts.sign_contract(user=charlie, opportunity_id=told.pk, date=TODAY),
        lambda: contracts.update_term(user=charlie, term_id=payment().pk, state="agreed"),
    )
    for deed in deeds:
        with pytest.raises(TongpinError) as refused:
            deed()
        assert refused.value.code == "not_found"


# ---------------------------------------------------------------- state
def test_an_answered_concern_is_settled_and_an_opened_one_is_not(alice: User, told: Opportunity) -> None:
    concern = Concern.objects.latest("pk")
    assert actions.plan_answer(user=alice, concern_id=concern.pk, plan="看样板").status == "in_progress"
    settled = actions.settle_concern(user=alice, concern_id=concern.pk)
    assert (settled.status, settled.settled) == ("answered", TODAY)
    opened = actions.update_concern(user=alice, concern_id=concern.pk, status="open")
    assert opened.settled is None
    with pytest.raises(TongpinError):
        actions.update_concern(user=alice, concern_id=concern.pk, severity=9)
    with pytest.raises(TongpinError):
        actions.plan_answer(user=alice, concern_id=concern.pk, plan="  ")


def test_a_risk_of_a_concern_is_made_once(alice: User, told: Opportunity) -> None:
    waiting = Concern.objects.filter(opportunity=told, risks=None).exclude(status__in=actions.SETTLED).count()
    assert actions.take_concerns_as_risks(user=alice, opportunity_id=told.pk) == waiting
    assert actions.take_concerns_as_risks(user=alice, opportunity_id=told.pk) == 0
    with pytest.raises(TongpinError):
        actions.add_risk(user=alice, opportunity_id=told.pk, text="x", concern_id=999_999)


# ---------------------------------------------------------------- contract
def test_beyond_a_red_line_nobody_signs_on_his_own_word(alice: User, maria: User, told: Opportunity) -> None:
    for sign in (
        lambda: contracts.sign_contract(user=alice, opportunity_id=told.pk, date=TODAY),
        lambda: set_implementation(user=alice, opportunity_id=told.pk, contract_signed=TODAY),
    ):
        with pytest.raises(TongpinError) as refused:
            sign()
        assert refused.value.code == "red_line"
    approval = contracts.ask_for_terms(user=alice, opportunity_id=told.pk, reason="现金流紧，信用好")
    assert "零预付" in approval.reason
    with pytest.raises(TongpinError) as own:
        answer_approval(user=alice, approval_id=approval.pk, granted=True)
    assert own.value.code == "not_allowed"
    with pytest.raises(TongpinError):
        contracts.sign_contract(user=alice, opportunity_id=told.pk, date=TODAY)
    answer_approval(user=maria, approval_id=approval.pk, granted=True)
    contracts.sign_contract(user=alice, opportunity_id=told.pk, date=TODAY)
    assert case_of(told.pk, TODAY).implementation.contract_signed == TODAY


def test_a_word_holds_for_the_term_as_it_stood(alice: User, maria: User, told: Opportunity) -> None:
    approval = contracts.ask_for_terms(user=alice, opportunity_id=told.pk)
    answer_approval(user=maria, approval_id=approval.pk, granted=True)
    contracts.update_term(user=alice, term_id=payment().pk, ours="四成预付")
    assert payment().approval is not None, "what we want was not what the word was for"
    contracts.update_term(user=alice, term_id=payment().pk, theirs="零预付，验收后一年付清")
    assert payment().approval is None
    with pytest.raises(TongpinError):
        contracts.sign_contract(user=alice, opportunity_id=told.pk, date=TODAY)


def test_a_refused_word_or_a_refused_term(alice: User, maria: User, told: Opportunity) -> None:
    approval = contracts.ask_for_terms(user=alice, opportunity_id=told.pk)
    answer_approval(user=maria, approval_id=approval.pk, granted=False, answer="不行")
    with pytest.raises(TongpinError):
        contracts.sign_contract(user=alice, opportunity_id=told.pk, date=TODAY)
    contracts.update_term(user=alice, term_id=payment().pk, state="refused")
    contracts.sign_contract(user=alice, opportunity_id=told.pk, date=TODAY)
    assert Approval.objects.get(pk=approval.pk).state == "refused"


def test_one_question_is_about_all_terms_that_wait(alice: User, maria: User, told: Opportunity) -> None:
    first = contracts.ask_for_terms(user=alice, opportunity_id=told.pk)
    here: dict[str, Any] = {"user": alice, "opportunity_id": told.pk}
    contracts.add_term(text="责任", kind="liability", theirs="无上限", red_line="合同额", crosses=True, **here)
    second = contracts.ask_for_terms(**here)
    assert Approval.objects.get(pk=first.pk).state == "withdrawn"
    assert "零预付" in second.reason
    assert "无上限" in second.reason
    answer_approval(user=maria, approval_id=second.pk, granted=True)
    contracts.sign_contract(date=TODAY, **here)
    with pytest.raises(TongpinError):
        contracts.ask_for_terms(**here)


def test_whose_word_it_takes_follows_from_the_sum_of_the_contract(
    alice: User, maria: User, admin: User, told: Opportunity
) -> None:
    set_limit(user=maria, kind="contract", above=Decimal(4_000_000), role="admin")
    contracts.set_contract(user=alice, opportunity_id=told.pk, amount=Decimal(4_500_000))
    approval = contracts.ask_for_terms(user=alice, opportunity_id=told.pk)
    assert approval.amount == Decimal(4_500_000)
    with pytest.raises(TongpinError) as refused:
        answer_approval(user=maria, approval_id=approval.pk, granted=True)
    assert refused.value.code == "not_allowed"
    answer_approval(user=admin, approval_id=approval.pk, granted=True)
    contracts.sign_contract(user=alice, opportunity_id=told.pk, date=TODAY)


def test_a_term_of_later_does_not_stop_what_is_signed(alice: User, told: Opportunity) -> None:
    here: dict[str, Any] = {"user": alice, "opportunity_id": told.pk}
    contracts.update_term(user=alice, term_id=payment().pk, state="refused")
    contracts.sign_contract(date=TODAY, **here)
    contracts.update_term(user=alice, term_id=payment().pk, state="open")
    set_implementation(contract_signed=TODAY, go_live=TODAY, **here)
    set_implementation(contract_signed=None, go_live=None, **here)
    with pytest.raises(TongpinError):
        set_implementation(contract_signed=TODAY, **here)


def test_a_choice_of_promises_holds_where_a_colleague_removes_one(alice: User, told: Opportunity) -> None:
    here: dict[str, Any] = {"user": alice, "opportunity_id": told.pk}
    gone = actions.add_commitment(text="送两台备机", date=TODAY, by="我方", **here)
    actions.add_commitment(text="派人驻厂一周", date=TODAY, by="我方", **here)
    actions.add_commitment(text="培训两班人", date=TODAY, by="我方", **here)
    chosen = [item.key for item in proposed_for(told) if item.text == "派人驻厂一周"]
    actions.remove_commitment(user=alice, commitment_id=gone.pk)
    contracts.carry_over(carry=chosen, **here)
    assert [row.text for row in Expectation.objects.filter(opportunity=told)] == ["派人驻厂一周"]


def test_promises_are_carried_over_with_the_signature(alice: User, told: Opportunity) -> None:
    contracts.update_term(user=alice, term_id=payment().pk, crosses=False)
    here: dict[str, Any] = {"user": alice, "opportunity_id": told.pk}
    actions.add_commitment(text="派人驻厂一周", date=TODAY, by="我方", due=TODAY + dt.timedelta(days=30), **here)
    actions.add_commitment(text="他们准备场地", date=TODAY, by="s1", due=TODAY, **here)
    proposed = proposed_for(told)
    texts = {item.text for item in proposed}
    assert {"十六周交货", "派人驻厂一周"} <= texts
    assert "他们准备场地" not in texts, "what they promised is no expectation of theirs"
    wanted = [item.key for item in proposed if item.text in {"十六周交货", "派人驻厂一周"}]
    contracts.sign_contract(date=TODAY, carry=[*wanted, "made-up"], **here)
    kept = {row.text: row.source for row in Expectation.objects.filter(opportunity=told)}
    assert kept == {"十六周交货": "contract", "派人驻厂一周": "promise"}
    assert not {"十六周交货", "派人驻厂一周"} & {item.text for item in proposed_for(told)}
    assert undo_last_gesture(user=alice) == "sign_contract"
    assert not Expectation.objects.filter(opportunity=told).exists()


def test_a_contract_that_ends_before_it_begins_is_refused(alice: User, told: Opportunity) -> None:
    with pytest.raises(TongpinError):
        contracts.set_contract(
            user=alice, opportunity_id=told.pk, valid_from=TODAY, valid_until=TODAY - dt.timedelta(days=1)
        )


# ---------------------------------------------------------------- not the chosen one, and meetings
def test_a_decision_that_opens_again_is_told(alice: User, maria: User, told: Opportunity) -> None:
    again = "采购打来说中标那家交不了货，问还能不能再报。"
    record_note(user=alice, opportunity_id=told.pk, text=again)
    assert not Notice.objects.filter(text__contains="not_chosen").exists(), "nobody is chosen yet"
    set_position(user=alice, opportunity_id=told.pk, position="not_chosen")
    record_note(user=alice, opportunity_id=told.pk, text=again)
    assert Notice.objects.filter(user=maria, text__contains="not_chosen").count() == 1
    close_opportunity(user=alice, opportunity_id=told.pk, result="lost", reason="价格", winner="固力")
    record_note(user=maria, opportunity_id=told.pk, text=again)
    assert Notice.objects.filter(user=alice, text__contains="not_chosen").count() == 1


def test_outcomes_over_all_call_no_vague_step_an_advance(
    alice: User, charlie: User, opportunity: Opportunity, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    here: dict[str, Any] = {"user": alice, "opportunity_id": opportunity.pk}
    before = outcomes_of(user=alice).whole
    record_note(text="见厂长", outcome="advance", **here)
    assert outcomes_of(user=alice).whole.continuations == before.continuations + 1
    actions.add_commitment(text="带方案上会", date=TODAY, by="s1", due=TODAY + dt.timedelta(days=7), **here)
    with django_assert_max_num_queries(3):
        found = outcomes_of(user=alice)
    assert (found.whole.advances, found.whole.continuations) == (before.advances + 1, before.continuations)
    assert sum(line.tally.total for line in found.people) == found.whole.total
    record_note(text="再见厂长", date=TODAY - dt.timedelta(days=1), **here)
    vague = outcomes_of(user=alice).whole
    actions.add_commitment(
        text="给会议纪要", date=TODAY - dt.timedelta(days=1), by="周明", due=TODAY + dt.timedelta(days=3), **here
    )
    named = outcomes_of(user=alice).whole
    assert (named.advances, named.continuations) == (vague.advances + 1, vague.continuations - 1), "known by his name"
    assert outcomes_of(user=charlie).whole.total == 0
