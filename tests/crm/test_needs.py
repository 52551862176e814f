"""Needs read in notes, benefits that answer them, their proofs, and the sheet of pain against price."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from tests.crm.builders import TODAY, everything
from tongpin.crm.activities.actions import delete_activity, edit_activity, record_note
from tongpin.crm.audit.actions import undo_last_gesture
from tongpin.crm.audit.models import LogEntry
from tongpin.crm.audit.selectors import verify_chain
from tongpin.crm.casefile import case_of
from tongpin.crm.errors import TongpinError
from tongpin.crm.needs import actions as needs
from tongpin.crm.needs.hinting import confirm_need, look_for_needs, strike_need
from tongpin.crm.needs.models import Benefit, CostLine, Need, NeedHint
from tongpin.crm.needs.selectors import needs_page, pain_page
from tongpin.crm.opportunities.models import Opportunity
from tongpin.crm.proofs import actions as proofs
from tongpin.crm.proofs.models import Proof
from tongpin.crm.proofs.selectors import proof_rows, proof_uses
from tongpin.crm.users.models import User

Deed = Callable[[User, Opportunity], Any]
TOLD = "设备科王工说三号线换一次模要四个多小时，旺季根本排不开。去年停机赔了八十万。招标还没影。"


@pytest.fixture
def told(alice: User, opportunity: Opportunity) -> Opportunity:
    """An opportunity with words read as needs, a benefit with its proof, and a line of the pain."""
    here = {"user": alice, "opportunity_id": opportunity.pk}
    record_note(text=TOLD, **here)  # type: ignore[arg-type]
    need = opportunity.needs.get()
    proof = proofs.add_proof(user=alice, title="东湖钢厂用油记录", kind="reference", customer="东湖钢厂")
    needs.add_benefit(need_id=need.pk, who="s1", proof_id=proof.pk, capability="长寿命", text="少换油", **here)  # type: ignore[arg-type]
    needs.add_cost_line(name="停机", likely=Decimal(800_000), need_id=need.pk, **here)  # type: ignore[arg-type]
    return opportunity


def hint(words: str) -> NeedHint:
    return NeedHint.objects.get(text__contains=words)


UNDOABLE: dict[str, Deed] = {
    "confirm_need": lambda u, o: confirm_need(user=u, hint_id=hint("换一次模").pk, who="s2", severity=4),
    "strike_need": lambda u, o: strike_need(user=u, hint_id=hint("换一次模").pk),
    "add_need": lambda u, o: needs.add_need(
        user=u,
        opportunity_id=o.pk,
        text="少停机",
        date=TODAY,
        who="s1",
        entry="e01",
        implication="交不了货",
        severity=5,
    ),
    "update_need": lambda u, o: needs.update_need(
        user=u, need_id=o.needs.get().pk, entry="e01", who="", payoff="一年多出两周", reckoned="每小时八千"
    ),
    "add_benefit": lambda u, o: needs.add_benefit(
        user=u, opportunity_id=o.pk, need_id=o.needs.get().pk, kind="safety", text="不用半夜起来"
    ),
    "update_benefit": lambda u, o: needs.update_benefit(
        user=u, benefit_id=Benefit.objects.get().pk, who="", proof_id=None, shown_by="试用", kind="esteem"
    ),
    "remove_benefit": lambda u, o: needs.remove_benefit(user=u, benefit_id=Benefit.objects.get().pk),
    "set_pain_terms": lambda u, o: needs.set_pain_terms(user=u, opportunity_id=o.pk, years=5, interest=Decimal("4.5")),
    "add_cost_line": lambda u, o: needs.add_cost_line(
        user=u, opportunity_id=o.pk, name="设备", side="solution", likely=Decimal(10), rhythm="once"
    ),
    "update_cost_line": lambda u, o: needs.update_cost_line(
        user=u, line_id=CostLine.objects.get().pk, low=Decimal(5), need_id=None
    ),
    "remove_cost_line": lambda u, o: needs.remove_cost_line(user=u, line_id=CostLine.objects.get().pk),
    "add_proof": lambda u, o: proofs.add_proof(user=u, title="台架试验", kind="test", valid_until=TODAY),
    "update_proof": lambda u, o: proofs.update_proof(
        user=u, proof_id=Proof.objects.get().pk, title="记录", may_name=True
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


def test_needs_are_proposed_with_their_words_and_count_nothing_until_confirmed(alice: User, told: Opportunity) -> None:
    page = needs_page(user=alice, opportunity_id=told.pk)
    assert {found.words for found in page.hints} == {
        "设备科王工说三号线换一次模要四个多小时，旺季根本排不开",
        "去年停机赔了八十万",
    }
    assert len(case_of(told.pk, TODAY).needs) == 1
    need = confirm_need(user=alice, hint_id=hint("八十万").pk, text="停机要赔钱")
    assert (need.text, need.words, need.money) == ("停机要赔钱", "去年停机赔了八十万", Decimal(800_000))
    assert need.activity is not None
    shown = case_of(told.pk, TODAY).needs[-1]
    assert (shown.words, shown.entry) == (need.words, need.activity.code)
    with pytest.raises(TongpinError) as refused:
        confirm_need(user=alice, hint_id=hint("八十万").pk)
    assert refused.value.code == "decided"


def test_what_was_decided_stays_decided_when_the_note_is_edited_or_read_again(alice: User, told: Opportunity) -> None:
    strike_need(user=alice, hint_id=hint("换一次模").pk)
    confirm_need(user=alice, hint_id=hint("八十万").pk)
    entry = told.activities.order_by("-pk").first()
    assert entry is not None
    edit_activity(user=alice, activity_id=entry.pk, text=TOLD + "厂长要求明年必须把能耗降低两成。")
    assert [found.text for found in NeedHint.objects.filter(state="proposed")] == ["厂长要求明年必须把能耗降低两成"]
    look_for_needs(user=alice, opportunity_id=told.pk)
    assert not NeedHint.objects.filter(activity=entry, state="proposed").exclude(text__contains="能耗").exists()


def test_what_we_say_among_ourselves_is_not_read_for_needs(alice: User, opportunity: Opportunity) -> None:
    record_note(user=alice, opportunity_id=opportunity.pk, text=TOLD, direction="internal")
    assert not NeedHint.objects.exists()


def test_a_need_that_a_benefit_answers_stays(alice: User, told: Opportunity) -> None:
    need = told.needs.get()
    with pytest.raises(TongpinError) as refused:
        needs.remove_need(user=alice, need_id=need.pk)
    assert refused.value.code == "in_use"
    needs.remove_benefit(user=alice, benefit_id=Benefit.objects.get().pk)
    before = everything()
    needs.remove_need(user=alice, need_id=need.pk)
    assert CostLine.objects.get().need is None
    undo_last_gesture(user=alice)
    assert everything() == before


def test_removing_a_need_proposes_its_words_again(alice: User, told: Opportunity) -> None:
    need = confirm_need(user=alice, hint_id=hint("八十万").pk)
    needs.remove_need(user=alice, need_id=need.pk)
    assert hint("八十万").state == "proposed"


def test_a_need_outlives_the_entry_that_showed_it(alice: User, told: Opportunity) -> None:
    need = confirm_need(user=alice, hint_id=hint("八十万").pk)
    delete_activity(user=alice, activity_id=need.activity_id or 0)
    need.refresh_from_db()
    assert (need.text, need.words, need.activity) == ("去年停机赔了八十万", "", None)
    undo_last_gesture(user=alice)
    need.refresh_from_db()
    assert need.words == "去年停机赔了八十万"


def test_impossible_figures_are_refused(alice: User, told: Opportunity) -> None:
    line = CostLine.objects.get().pk
    for bad in ({"low": Decimal(900_000)}, {"likely": Decimal(-1)}, {"name": " "}):
        with pytest.raises(TongpinError):
            needs.update_cost_line(user=alice, line_id=line, **bad)
    for terms in ({"years": 0}, {"years": 31}, {"interest": Decimal(101)}):
        with pytest.raises(TongpinError):
            needs.set_pain_terms(user=alice, opportunity_id=told.pk, **terms)
    page = pain_page(user=alice, opportunity_id=told.pk)
    assert (page.costs[0].likely, page.terms.years, page.untaken) == (Decimal(800_000), 3, 0)


def test_needs_with_money_are_taken_over_once(alice: User, told: Opportunity) -> None:
    confirm_need(user=alice, hint_id=hint("八十万").pk)
    (line,) = needs.take_needs_as_pain(user=alice, opportunity_id=told.pk)
    assert line.likely == Decimal(800_000)
    assert needs.take_needs_as_pain(user=alice, opportunity_id=told.pk) == []


def test_rows_of_others_are_refused(alice: User, bob: User, told: Opportunity) -> None:
    benefit, line = Benefit.objects.get().pk, CostLine.objects.get().pk
    for deed in (
        lambda: needs.update_benefit(user=bob, benefit_id=benefit, text="x"),
        lambda: needs.remove_cost_line(user=bob, line_id=line),
        lambda: strike_need(user=bob, hint_id=hint("换一次模").pk),
        lambda: needs_page(user=bob, opportunity_id=told.pk),
        lambda: pain_page(user=bob, opportunity_id=told.pk),
    ):
        with pytest.raises(TongpinError) as refused:
            deed()
        assert refused.value.code == "not_found"


def test_a_retired_proof_stays_where_it_was_chosen_and_is_offered_no_more(
    alice: User, maria: User, told: Opportunity
) -> None:
    proof = Proof.objects.get()
    with pytest.raises(TongpinError) as refused:
        proofs.retire_proof(user=alice, proof_id=proof.pk)
    assert refused.value.code == "not_allowed"
    proofs.retire_proof(user=maria, proof_id=proof.pk)
    assert proof_rows(user=alice) == []
    assert [row.used for row in proof_rows(user=alice, retired=True)] == [1]
    needs.update_benefit(user=alice, benefit_id=Benefit.objects.get().pk, proof_id=proof.pk, text="少停机")
    with pytest.raises(TongpinError):
        needs.add_benefit(
            user=alice, opportunity_id=told.pk, need_id=Need.objects.get().pk, proof_id=proof.pk, text="再来"
        )
    undo_last_gesture(user=maria)
    assert not Proof.objects.get().retired


def test_a_proof_is_found_by_its_words_and_tells_where_it_is_used_to_those_who_may_see(
    alice: User, bob: User, told: Opportunity
) -> None:
    proof = Proof.objects.get()
    assert [row.id for row in proof_rows(user=alice, words="东湖 用油")] == [proof.pk]
    assert proof_rows(user=alice, words="光刻机") == proof_rows(user=alice, kind="test") == []
    assert len(proof_uses(user=alice, proof_id=proof.pk)) == 1
    assert proof_uses(user=bob, proof_id=proof.pk) == []
    assert proof_rows(user=bob)[0].used == 0
    with pytest.raises(TongpinError):
        proofs.update_proof(user=alice, proof_id=proof.pk, date=TODAY, valid_until=TODAY.replace(year=2000))
