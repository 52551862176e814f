"""The log: every action leaves its entries, nobody can rewrite them unseen, and the last gesture can be taken back."""

from collections.abc import Callable
from decimal import Decimal
from importlib import import_module
from inspect import isfunction, signature
from pathlib import Path

import pytest
from django.db import connection

from tests.crm.builders import PLANT, TODAY, import_case, plant
from tests.crm.test_rivals_and_criteria import UNDOABLE as UNDOABLE_CRITERIA
from tests.crm.test_undo_of_people import UNDOABLE
from tongpin import crm
from tongpin.crm.accounts.actions import create_account, create_person, update_account, update_person
from tongpin.crm.activities.actions import delete_activity, edit_activity, record_activity, record_note, set_meeting
from tongpin.crm.audit.actions import undo_last_gesture
from tongpin.crm.audit.models import ChainHead, LogEntry
from tongpin.crm.audit.selectors import verify_chain, visible_log
from tongpin.crm.bids.actions import add_bid, set_tender
from tongpin.crm.casefile import case_of
from tongpin.crm.concerns.actions import add_commitment, add_concern, update_concern
from tongpin.crm.criteria.actions import add_criterion, remove_criterion, update_criterion
from tongpin.crm.delivery import measuring, planning
from tongpin.crm.delivery.actions import add_metric, set_implementation
from tongpin.crm.errors import TongpinError
from tongpin.crm.evidence.actions import add_signal, confirm_signal, dispute_finding, strike_signal
from tongpin.crm.gates.actions import answer_qualification, override_gate, record_gate, withdraw_gate
from tongpin.crm.judging import standing_of
from tongpin.crm.needs.actions import add_need, remove_need, update_need
from tongpin.crm.opportunities.actions import (
    close_opportunity,
    move_to_playbook,
    open_opportunity,
    set_position,
    share_opportunity,
    update_opportunity,
)
from tongpin.crm.opportunities.models import Opportunity
from tongpin.crm.opportunities.people import add_competitor, add_stakeholder, update_stakeholder
from tongpin.crm.service.actions import add_ticket
from tongpin.crm.users.actions import change_language
from tongpin.crm.users.models import User
from tongpin.exchange import dealfile

CRM = Path(crm.__file__).parent
Deed = Callable[[User, Opportunity], object]


def first_need(opportunity: Opportunity) -> int:
    return opportunity.needs.get().pk


def entry(opportunity: Opportunity, code: str) -> int:
    return opportunity.activities.get(code=code).pk


DEEDS: dict[str, Deed] = {
    "record_note": lambda u, o: record_note(user=u, opportunity_id=o.pk, text="招标文件到了", who=["s1", "s2"]),
    "record_activity": lambda u, o: record_activity(user=u, opportunity_id=o.pk, kind="call", outcome="advance"),
    "edit_activity": lambda u, o: edit_activity(user=u, activity_id=entry(o, "e01"), text="没说什么", who=["s1"]),
    "delete_activity": lambda u, o: delete_activity(user=u, activity_id=entry(o, "e01")),
    "set_meeting": lambda u, o: set_meeting(user=u, opportunity_id=o.pk, entry="e01", outcome="continuation"),
    "confirm_signal": lambda u, o: confirm_signal(user=u, signal_id=o.signals.get().pk),
    "strike_signal": lambda u, o: strike_signal(user=u, signal_id=o.signals.get().pk),
    "add_signal": lambda u, o: add_signal(
        user=u, opportunity_id=o.pk, entry="e02", kind="broad_questions", start=0, end=6
    ),
    "dispute_finding": lambda u, o: dispute_finding(
        user=u, opportunity_id=o.pk, code="premature_quote", entry="e02", reason="客户要的"
    ),
    "add_stakeholder": lambda u, o: add_stakeholder(user=u, opportunity_id=o.pk, name="老李", roles=["user"]),
    "update_stakeholder": lambda u, o: update_stakeholder(
        user=u, stakeholder_id=o.stakeholders.get(code="s1").pk, attitude=2, roles=["coach"], title="厂长"
    ),
    "add_competitor": lambda u, o: add_competitor(user=u, opportunity_id=o.pk, name="远油"),
    "add_need": lambda u, o: add_need(user=u, opportunity_id=o.pk, text="省油", date=TODAY, money=Decimal(5)),
    "update_need": lambda u, o: update_need(user=u, need_id=first_need(o), who="s1", strength="explicit"),
    "remove_need": lambda u, o: remove_need(user=u, need_id=first_need(o)),
    "add_criterion": lambda u, o: add_criterion(user=u, opportunity_id=o.pk, name="价格", rivals={"固力": Decimal(3)}),
    "add_concern": lambda u, o: add_concern(user=u, opportunity_id=o.pk, text="怕停产", date=TODAY, who="s1"),
    "update_concern": lambda u, o: update_concern(user=u, concern_id=o.concerns.get().pk, status="answered"),
    "add_ticket": lambda u, o: add_ticket(user=u, opportunity_id=o.pk, text="漏油", who="s1"),
    "add_commitment": lambda u, o: add_commitment(user=u, opportunity_id=o.pk, text="送样", date=TODAY),
    "add_bid": lambda u, o: add_bid(user=u, opportunity_id=o.pk, date=TODAY, bidder="我方", price=Decimal("9.50")),
    "set_tender": lambda u, o: set_tender(user=u, opportunity_id=o.pk, issued=TODAY, compulsory=False),
    "set_implementation": lambda u, o: set_implementation(user=u, opportunity_id=o.pk, contract_signed=TODAY),
    "add_metric": lambda u, o: add_metric(user=u, opportunity_id=o.pk, date=TODAY, name="停机"),
    "add_milestone": lambda u, o: planning.add_milestone(user=u, opportunity_id=o.pk, name="到货", due=TODAY),
    "add_instalment": lambda u, o: planning.add_instalment(
        user=u, opportunity_id=o.pk, name="预付", amount=Decimal("3.10")
    ),
    "add_expectation": lambda u, o: planning.add_expectation(
        user=u, opportunity_id=o.pk, date=TODAY, text="停机减半", who="s1"
    ),
    "add_measure": lambda u, o: measuring.add_measure(user=u, opportunity_id=o.pk, name="停机", low=Decimal(1)),
    "take_readings": lambda u, o: measuring.take_readings(
        user=u, opportunity_id=o.pk, rows=[measuring.ReadingRow(line=1, date=TODAY, name="停机", value="3 次")]
    ),
    "record_gate": lambda u, o: record_gate(user=u, opportunity_id=o.pk, gate="g1_assessed_graded", shown_by=["e01"]),
    "answer_qualification": lambda u, o: answer_qualification(user=u, opportunity_id=o.pk, answers={"budget": "有"}),
    "update_opportunity": lambda u, o: update_opportunity(
        user=u, opportunity_id=o.pk, expected_version=o.version, amount=Decimal("1.10"), budget_confirmed=True
    ),
    "set_position": lambda u, o: set_position(user=u, opportunity_id=o.pk, position="filler"),
    "close_opportunity": lambda u, o: close_opportunity(user=u, opportunity_id=o.pk, result="lost", reason="价格"),
    "move_to_playbook": lambda u, o: move_to_playbook(user=u, opportunity_id=o.pk, name="industrial-six"),
    "update_account": lambda u, o: update_account(user=u, account_id=o.account_id, kind="public"),
    "create_person": lambda u, o: create_person(user=u, account_id=o.account_id, name="新人"),
    "update_person": lambda u, o: update_person(user=u, person_id=o.stakeholders.first().person_id, name="周大明"),  # type: ignore[union-attr]
}


@pytest.mark.parametrize("verb", DEEDS)
def test_every_deed_is_logged_and_can_be_taken_back_once(alice: User, opportunity: Opportunity, verb: str) -> None:
    before, seen = case_of(opportunity.pk, TODAY), standing_of(opportunity.stored.standing)
    DEEDS[verb](alice, opportunity)
    logged = "record_activity" if verb == "record_note" else verb
    assert LogEntry.objects.filter(user=alice, verb=logged).exists()
    assert undo_last_gesture(user=alice) == logged
    opportunity.refresh_from_db()
    opportunity.stored.refresh_from_db()
    assert case_of(opportunity.pk, TODAY) == before
    assert standing_of(opportunity.stored.standing) == seen
    with pytest.raises(TongpinError) as refused:
        undo_last_gesture(user=alice)
    assert refused.value.code == "nothing_to_undo"
    assert verify_chain().holds


OF_THEIR_OWN_TESTS = {
    *(
        "import_cases",
        "open_opportunity",
        "export_case",
        "export_cases",
        "create_account",
        "undo_last_gesture",
    ),
    *("override_gate", "withdraw_gate", "settle_finding", "hand_over", "share_opportunity", "change_language"),
    *("adapt_playbook", "create_user", "create_first_user", "move_to_team", "move_on"),
    *("answer_practice", "add_own_practice", "remove_own_practice"),
    *("add_benefit", "update_benefit", "remove_benefit", "confirm_need", "strike_need"),
    *("set_pain_terms", "add_cost_line", "update_cost_line", "remove_cost_line", "take_needs_as_pain"),
    *("settle_concern", "plan_answer", "add_risk", "take_concerns_as_risks", "update_risk", "remove_risk"),
    *("set_contract", "add_term", "update_term", "remove_term", "ask_for_terms", "sign_contract", "carry_over"),
    *("add_proof", "update_proof", "retire_proof"),
    *("add_component", "update_component", "add_template", "update_template"),
    *("add_part", "update_part", "remove_part"),
    *("add_budget_round", "update_budget_round", "remove_budget_round"),
    *("retire_question", "retire_from_box"),
    *("set_contact_plan", "plan_contacts", "remove_contact_plan", "add_busy_season", "remove_busy_season"),
    *("set_relation_target", "record_threat", "answer_threat", "update_threat", "remove_threat"),
    *("remove_rival", "retire_strength"),
    *("take_up_complaint", "answer_ticket", "solve_ticket", "undo_effect", "assign_ticket", "escalate_ticket"),
    *("add_partner", "update_partner", "retire_partner", "declare", "make_agreement", "end_agreement"),
}
"""Actions that need another user, or another beginning, than those below."""
LIKE_ANOTHER = {
    *("update_criterion", "remove_criterion", "remove_concern", "update_commitment", "remove_commitment"),
    *("update_ticket", "remove_ticket"),
    *("update_bid", "remove_bid", "update_metric", "remove_metric", "update_competitor", "remove_competitor"),
    *("remove_stakeholder", "remove_person", "reopen_opportunity", "stop_sharing", "leave_team"),
}
"""Actions that go the same way as one below: `update_record`, `remove_record`."""


def test_no_action_is_forgotten_here() -> None:
    modules = [import_module(f"tongpin.crm.{path.parent.name}.actions") for path in CRM.glob("*/actions.py")]
    modules.append(import_module("tongpin.crm.opportunities.people"))
    actions = {
        name
        for module in modules
        for name, function in vars(module).items()
        if isfunction(function)
        and function.__module__ == module.__name__
        and not name.startswith("_")
        and {"user", "by"} & set(signature(function).parameters)
        and all(parameter.kind.name != "POSITIONAL_OR_KEYWORD" for parameter in signature(function).parameters.values())
    }
    assert actions >= {"record_note", "add_need", "hand_over"}
    undone = DEEDS.keys() | UNDOABLE.keys() | UNDOABLE_CRITERIA.keys()
    assert actions - undone - OF_THEIR_OWN_TESTS - LIKE_ANOTHER == set()


def test_a_removal_of_a_new_record_can_be_taken_back(alice: User, opportunity: Opportunity) -> None:
    row = add_criterion(user=alice, opportunity_id=opportunity.pk, name="价格", weight=Decimal("33.5"))
    update_criterion(user=alice, criterion_id=row.pk, rivals={"固力": "12.25"})
    before = case_of(opportunity.pk, TODAY)
    remove_criterion(user=alice, criterion_id=row.pk)
    undo_last_gesture(user=alice)
    assert case_of(opportunity.pk, TODAY) == before


def test_taking_back_an_opening_or_an_import_leaves_nothing_behind(alice: User) -> None:
    imported = plant(alice)
    undo_last_gesture(user=alice)
    assert not Opportunity.objects.filter(pk=imported.pk).exists()
    account = create_account(user=alice, name="北江医院")
    open_opportunity(user=alice, account_id=account.pk, name="CT")
    undo_last_gesture(user=alice)
    assert not Opportunity.objects.exists()


def test_overrides_can_be_taken_back(maria: User, opportunity: Opportunity) -> None:
    before = case_of(opportunity.pk, TODAY)
    override_gate(user=maria, opportunity_id=opportunity.pk, gate="g1_assessed_graded", reason="年框")
    undo_last_gesture(user=maria)
    assert case_of(opportunity.pk, TODAY) == before
    override_gate(user=maria, opportunity_id=opportunity.pk, gate="g1_assessed_graded", reason="年框")
    forced = case_of(opportunity.pk, TODAY)
    withdraw_gate(user=maria, opportunity_id=opportunity.pk, gate="g1_assessed_graded")
    undo_last_gesture(user=maria)
    assert case_of(opportunity.pk, TODAY) == forced


def test_what_somebody_went_on_from_stays(alice: User, bob: User, opportunity: Opportunity) -> None:
    share_opportunity(user=alice, opportunity_id=opportunity.pk, with_user=bob, may_change=True)
    note = record_note(user=alice, opportunity_id=opportunity.pk, text="招标文件到了")
    confirm_signal(user=bob, signal_id=note.signals.get().pk)
    with pytest.raises(TongpinError) as refused:
        undo_last_gesture(user=alice)
    assert refused.value.code == "touched_since"
    assert case_of(opportunity.pk, TODAY).entry("e03") is not None


def test_an_import_that_somebody_worked_on_stays(alice: User, maria: User, opportunity: Opportunity) -> None:
    record_note(user=maria, opportunity_id=opportunity.pk, text="看过了")
    with pytest.raises(TongpinError) as refused:
        undo_last_gesture(user=alice)
    assert refused.value.code == "touched_since"


def test_work_of_others_beside_it_stays_when_a_note_is_taken_back(
    alice: User, maria: User, opportunity: Opportunity
) -> None:
    record_note(user=alice, opportunity_id=opportunity.pk, text="预算批了")
    add_need(user=maria, opportunity_id=opportunity.pk, text="省油", date=TODAY)
    undo_last_gesture(user=alice)
    case = case_of(opportunity.pk, TODAY)
    assert [need.text for need in case.needs] == ["停机少一点", "省油"]
    assert case.entry("e03") is None


def test_nobody_undoes_where_he_may_no_longer_write(alice: User, bob: User, opportunity: Opportunity) -> None:
    share_opportunity(user=alice, opportunity_id=opportunity.pk, with_user=bob, may_change=True)
    record_note(user=bob, opportunity_id=opportunity.pk, text="x")
    share_opportunity(user=alice, opportunity_id=opportunity.pk, with_user=bob, may_change=False)
    with pytest.raises(TongpinError) as refused:
        undo_last_gesture(user=bob)
    assert refused.value.code == "not_allowed"


def test_a_refused_action_leaves_no_trace(charlie: User, opportunity: Opportunity) -> None:
    count = LogEntry.objects.count()
    with pytest.raises(TongpinError):
        record_note(user=charlie, opportunity_id=opportunity.pk, text="x")
    assert LogEntry.objects.count() == count


def test_language(alice: User) -> None:
    change_language(user=alice, language="zh-hant")
    undo_last_gesture(user=alice)
    alice.refresh_from_db()
    assert alice.language == ""
    with pytest.raises(TongpinError):
        change_language(user=alice, language="tlh")


# ---------------------------------------------------------------- the chain
@pytest.mark.parametrize(
    "forgery",
    [
        "UPDATE crm_logentry SET user_id = (SELECT id FROM crm_user WHERE username = 'bob') WHERE id = {pk}",
        "UPDATE crm_logentry SET verb = 'add_need' WHERE id = {pk}",
        "UPDATE crm_logentry SET payload = '{{}}' WHERE id = {pk}",
        "UPDATE crm_logentry SET at = '2020-01-01 00:00:00' WHERE id = {pk}",
        "UPDATE crm_logentry SET opportunity_id = 77 WHERE id = {pk}",
        "DELETE FROM crm_logentry WHERE id = {pk}",
    ],
)
def test_forgeries_break_the_chain(alice: User, bob: User, opportunity: Opportunity, forgery: str) -> None:
    record_note(user=alice, opportunity_id=opportunity.pk, text="x")
    record_note(user=alice, opportunity_id=opportunity.pk, text="y")
    assert verify_chain().holds
    target = LogEntry.objects.order_by("pk")[2]
    with connection.cursor() as cursor:
        cursor.execute(forgery.format(pk=target.pk))
    report = verify_chain()
    assert not report.holds
    assert report.broken_at is not None
    assert report.broken_at >= target.pk


def test_a_cut_end_shows(alice: User, opportunity: Opportunity) -> None:
    LogEntry.objects.order_by("-pk")[:1].get().delete()
    assert verify_chain().cut


def test_personal_data_can_be_erased_and_the_chain_holds(alice: User, opportunity: Opportunity) -> None:
    LogEntry.objects.filter(object_type="person").update(payload=None, salt=None)
    report = verify_chain()
    assert report.holds
    assert report.erased == 0 or report.erased == LogEntry.objects.filter(payload=None).count()


def test_the_head_counts_the_entries(alice: User, opportunity: Opportunity) -> None:
    assert ChainHead.objects.get().length == LogEntry.objects.count() == verify_chain().entries


# ---------------------------------------------------------------- reading it
def test_the_log_tells_old_and_new_values(alice: User, opportunity: Opportunity) -> None:
    update_opportunity(user=alice, opportunity_id=opportunity.pk, expected_version=1, amount=Decimal(3))
    latest = visible_log(alice).filter(opportunity_id=opportunity.pk)[0]
    assert (str(latest.user), latest.verb) == ("陈静", "update_opportunity")
    assert latest.fields == ["amount", "version"]
    assert latest.values["old"] == {"amount": "2580000.00", "version": 1}


def test_who_reads_the_log(alice: User, charlie: User, auditor: User, officer: User, opportunity: Opportunity) -> None:
    assert visible_log(auditor).exists()
    assert not visible_log(charlie).exists()
    assert not visible_log(officer).exists()
    record_note(user=alice, opportunity_id=opportunity.pk, text="要好处费")
    assert {entry.verb for entry in visible_log(officer)} == {"record_activity", "import_cases"}


def test_passwords_never_reach_the_log(admin: User) -> None:
    from tongpin.crm.users.actions import create_user

    create_user(by=admin, username="new", name="新人", password="geheim-123")
    assert not any("password" in (entry.payload or "") for entry in LogEntry.objects.all())


def test_an_import_is_one_gesture(alice: User) -> None:
    import_case(user=alice, case=dealfile.load(PLANT, "plant.yaml"))
    assert LogEntry.objects.values("gesture").distinct().count() == 1
