"""Calls: planned with questions, debriefed in one gesture, once whatever a phone sends (METHOD 5.1, 8.2)."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from tests.crm.builders import TODAY, everything
from tongpin.crm.activities.actions import delete_activity
from tongpin.crm.activities.models import Activity
from tongpin.crm.audit.actions import undo_last_gesture
from tongpin.crm.audit.models import LogEntry
from tongpin.crm.calls import actions, debriefing
from tongpin.crm.calls.actions import Asking
from tongpin.crm.calls.debriefing import Answered, Debrief, debrief_call
from tongpin.crm.calls.models import Call, CallQuestion, OwnQuestion, Parcel
from tongpin.crm.calls.selectors import call_page, my_calls, own_bank
from tongpin.crm.casefile import case_of
from tongpin.crm.errors import TongpinError
from tongpin.crm.opportunities.actions import close_opportunity, share_opportunity
from tongpin.crm.opportunities.models import Opportunity
from tongpin.crm.users.models import User
from tongpin.method.debrief import Promise

KEY = "0123456789abcdef0123456789abcdef"
FRIDAY = TODAY + dt.timedelta(days=4)
ASKED = [Asking("problem", "哪一步最费神？", "problem.hardest_part"), Asking("implication", "停一次损失多少？")]


@pytest.fixture
def call(alice: User, opportunity: Opportunity) -> Call:
    return actions.plan_call(
        user=alice, opportunity_id=opportunity.pk, date=TODAY, who="s1", wanted="约现场测试", questions=ASKED
    )


def told(call: Call, **changes: object) -> Debrief:
    problem, implication = call.questions.order_by("pk")
    usual = Debrief(
        date=TODAY,
        who="s1",
        note="周部长比上次放松。",
        answers=(Answered(id=problem.pk, answer="换油最费神"), Answered(id=implication.pk, asked=False)),
        promises=(Promise(by="s1", text="安排现场测试", due=FRIDAY), Promise(by="陈静", text="送样品", due=FRIDAY)),
    )
    return replace(usual, **changes)  # type: ignore[arg-type]


def test_a_parcel_that_two_tabs_send_at_once_is_written_by_one_and_known_to_the_other(
    alice: User, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    send = {"user": alice, "opportunity_id": call.opportunity_id, "call_id": call.pk, "debrief": told(call), "key": KEY}
    assert not debrief_call(**send).again
    entries = Activity.objects.count()
    # The second asked before the first was written, and comes to write only after it.
    asked = iter([False])
    known = debriefing._delivered
    monkeypatch.setattr(debriefing, "_delivered", lambda user, key: next(asked, None) is None and known(user, key))
    assert debrief_call(**send).again
    assert (Activity.objects.count(), Parcel.objects.count()) == (entries, 1)


def test_the_questions_of_a_call_go_with_it_to_another_person(alice: User, call: Call) -> None:
    actions.update_call(user=alice, call_id=call.pk, who="s2")
    assert {row.stakeholder.code for row in call.questions.select_related("stakeholder")} == {"s2"}


def test_a_debrief_writes_entry_meeting_answers_and_promises_in_one_gesture(alice: User, call: Call) -> None:
    found = debrief_call(user=alice, opportunity_id=call.opportunity_id, call_id=call.pk, debrief=told(call))
    case = case_of(call.opportunity_id, TODAY)
    entry = case.timeline[-1]
    assert entry.text.splitlines() == [
        "周部长比上次放松。",
        "周明：换油最费神",
        f"周明答应在{FRIDAY}前：安排现场测试",
        f"陈静答应在{FRIDAY}前：送样品",
    ]
    assert (entry.who, entry.date, entry.kind) == (("s1",), TODAY, "visit")
    assert [(meeting.wanted, meeting.outcome) for meeting in case.meetings] == [("约现场测试", "advance")]
    assert [(item.by, item.text, item.due) for item in case.commitments[-2:]] == [
        ("s1", "安排现场测试", FRIDAY),
        ("陈静", "送样品", FRIDAY),
    ]
    answered, waiting = case.questions
    assert (answered.asked, answered.answer, waiting.asked) == (TODAY, "换油最费神", None)
    call.refresh_from_db()
    assert (call.state, call.activity) == ("held", found.activity)
    assert LogEntry.objects.filter(verb="debrief_call").values("gesture").distinct().count() == 1


def test_an_advance_without_the_customers_action_and_day_is_written_as_a_continuation(alice: User, call: Call) -> None:
    ours_only = told(call, said="advance", promises=(Promise(by="陈静", text="送样品", due=FRIDAY),))
    found = debrief_call(user=alice, opportunity_id=call.opportunity_id, call_id=call.pk, debrief=ours_only)
    assert found.verdict is not None
    assert found.verdict.outcome == "continuation"
    assert case_of(call.opportunity_id, TODAY).meetings[-1].outcome == "continuation"


def test_the_same_parcel_is_written_once(alice: User, call: Call) -> None:
    debrief = told(call)
    for again in (False, True, True):
        found = debrief_call(user=alice, opportunity_id=call.opportunity_id, call_id=call.pk, debrief=debrief, key=KEY)
        assert found.again is again
    assert case_of(call.opportunity_id, TODAY).timeline[-1].id == "e03"
    assert Parcel.objects.count() == 1


def test_a_parcel_that_was_taken_back_by_hand_does_not_come_again(alice: User, call: Call) -> None:
    send = {"user": alice, "opportunity_id": call.opportunity_id, "call_id": call.pk, "key": KEY}
    debrief_call(debrief=told(call), **send)  # type: ignore[arg-type]
    undo_last_gesture(user=alice)
    assert debrief_call(debrief=told(call), **send).again  # type: ignore[arg-type]
    assert len(case_of(call.opportunity_id, TODAY).timeline) == 2


def test_nobody_uses_the_key_of_another(alice: User, bob: User, call: Call, opportunity: Opportunity) -> None:
    share_opportunity(user=alice, opportunity_id=opportunity.pk, with_user=bob, may_change=True)
    debrief_call(user=alice, opportunity_id=opportunity.pk, debrief=told(call, answers=()), key=KEY)
    with pytest.raises(TongpinError) as refused:
        debrief_call(user=bob, opportunity_id=opportunity.pk, debrief=told(call, answers=()), key=KEY)
    assert refused.value.code == "invalid"


def test_a_failed_debrief_leaves_its_key_free(alice: User, call: Call) -> None:
    bad = told(call, who="s9")
    send = {"user": alice, "opportunity_id": call.opportunity_id, "call_id": call.pk, "key": KEY}
    with pytest.raises(TongpinError):
        debrief_call(debrief=bad, **send)  # type: ignore[arg-type]
    assert not Parcel.objects.exists()
    assert not debrief_call(debrief=told(call), **send).again  # type: ignore[arg-type]


@pytest.mark.parametrize("key", ["short", "x" * 65, "with space and more of it", "../../../../etc"])
def test_an_odd_key_is_refused(alice: User, call: Call, key: str) -> None:
    with pytest.raises(TongpinError) as refused:
        debrief_call(user=alice, opportunity_id=call.opportunity_id, debrief=told(call), key=key)
    assert refused.value.code == "invalid"


def test_a_call_is_told_of_once(alice: User, call: Call) -> None:
    debrief = told(call)
    debrief_call(user=alice, opportunity_id=call.opportunity_id, call_id=call.pk, debrief=debrief)
    with pytest.raises(TongpinError) as refused:
        debrief_call(user=alice, opportunity_id=call.opportunity_id, call_id=call.pk, debrief=debrief)
    assert refused.value.code == "call_is_over"
    with pytest.raises(TongpinError):
        actions.update_call(user=alice, call_id=call.pk, wanted="别的")


def test_nothing_told_is_refused_but_an_outcome_alone_is_something(alice: User, opportunity: Opportunity) -> None:
    with pytest.raises(TongpinError) as refused:
        debrief_call(user=alice, opportunity_id=opportunity.pk, debrief=Debrief(date=TODAY, who="s1"))
    assert refused.value.code == "empty_debrief"
    found = debrief_call(user=alice, opportunity_id=opportunity.pk, debrief=Debrief(date=TODAY, said="no_sale"))
    assert found.activity is not None


def test_an_answer_to_a_question_of_another_call_is_not_taken(alice: User, call: Call) -> None:
    other = actions.plan_call(user=alice, opportunity_id=call.opportunity_id, date=TODAY, questions=ASKED)
    strange = told(call, answers=(Answered(id=other.questions.first().pk, answer="x"),))  # type: ignore[union-attr]
    debrief_call(user=alice, opportunity_id=call.opportunity_id, call_id=call.pk, debrief=strange)
    assert not CallQuestion.objects.filter(answer="x").exists()


def test_nothing_has_come_of_a_call_that_is_still_to_come(alice: User, call: Call) -> None:
    here: dict[str, Any] = {"user": alice, "opportunity_id": call.opportunity_id, "call_id": call.pk}
    with pytest.raises(TongpinError) as caught:
        debrief_call(debrief=told(call, date=FRIDAY), **here)
    assert "date" in caught.value.values["fields"]
    assert not Activity.objects.filter(date=FRIDAY).exists()
    # Where he is it may be tomorrow already.
    debrief_call(debrief=told(call, date=TODAY + dt.timedelta(days=1)), **here)


def test_a_debrief_is_taken_back_whole(alice: User, call: Call) -> None:
    before = everything()
    debrief_call(user=alice, opportunity_id=call.opportunity_id, call_id=call.pk, debrief=told(call))
    assert undo_last_gesture(user=alice) == "debrief_call"
    assert everything() == before


def test_the_entry_of_a_call_can_be_removed_and_brought_back(alice: User, call: Call) -> None:
    found = debrief_call(user=alice, opportunity_id=call.opportunity_id, call_id=call.pk, debrief=told(call))
    before = case_of(call.opportunity_id, TODAY)
    assert found.activity is not None
    delete_activity(user=alice, activity_id=found.activity.pk)
    call.refresh_from_db()
    assert (call.activity_id, call.state) == (None, "held")
    undo_last_gesture(user=alice)
    call.refresh_from_db()
    assert call.activity is not None
    assert call.activity.code == found.activity.code
    assert case_of(call.opportunity_id, TODAY) == before


def test_changing_a_plan_puts_its_open_questions_anew(alice: User, call: Call) -> None:
    actions.update_call(user=alice, call_id=call.pk, who="s2", questions=[Asking("problem", "付款卡在哪里？")])
    rows = call_page(user=alice, opportunity_id=call.opportunity_id, call_id=call.pk).questions
    assert [row.text for row in rows] == ["付款卡在哪里？"]
    assert CallQuestion.objects.get(call=call).stakeholder == call.opportunity.stakeholders.get(code="s2")


def test_a_dropped_call_leaves_its_questions_to_be_asked(alice: User, call: Call) -> None:
    actions.drop_call(user=alice, call_id=call.pk)
    assert [item.asked for item in case_of(call.opportunity_id, TODAY).questions] == [None, None]
    assert my_calls(user=alice) == []


def test_his_calls_of_the_week_are_his_alone(alice: User, bob: User, call: Call, opportunity: Opportunity) -> None:
    far = TODAY + dt.timedelta(days=8)
    actions.plan_call(user=alice, opportunity_id=opportunity.pk, date=far)
    assert [row.id for row in my_calls(user=alice)] == [call.pk]
    assert my_calls(user=bob) == []
    close_opportunity(user=alice, opportunity_id=opportunity.pk, result="lost", reason="价格")
    assert my_calls(user=alice) == []


@pytest.mark.parametrize("stranger", ["bob", "charlie"])
def test_strangers_neither_see_nor_plan_nor_tell(request: pytest.FixtureRequest, call: Call, stranger: str) -> None:
    user = request.getfixturevalue(stranger)
    for deed in (
        lambda: call_page(user=user, opportunity_id=call.opportunity_id, call_id=call.pk),
        lambda: actions.plan_call(user=user, opportunity_id=call.opportunity_id, date=TODAY),
        lambda: actions.update_call(user=user, call_id=call.pk, wanted="x"),
        lambda: actions.drop_call(user=user, call_id=call.pk),
        lambda: debrief_call(user=user, opportunity_id=call.opportunity_id, call_id=call.pk, debrief=told(call)),
    ):
        with pytest.raises(TongpinError) as refused:
            deed()
        assert refused.value.code == "not_found"


def test_a_call_of_another_opportunity_is_not_found(alice: User, call: Call) -> None:
    from tests.crm.builders import plant

    other = plant(alice, "plant-2")
    with pytest.raises(TongpinError) as refused:
        debrief_call(user=alice, opportunity_id=other.pk, call_id=call.pk, debrief=told(call, who=""))
    assert refused.value.code == "not_found"


class TestTheBank:
    def test_ours_are_planned_from_and_retired_by_a_manager(self, alice: User, maria: User) -> None:
        ours = actions.add_own_question(user=alice, text="备件压多少库存？", kind="situation", roles=["user"])
        assert f"own.{ours.pk}" in {item.key for item in own_bank()}
        with pytest.raises(TongpinError) as refused:
            actions.retire_question(user=alice, question_id=ours.pk)
        assert refused.value.code == "not_allowed"
        actions.retire_question(user=maria, question_id=ours.pk)
        assert f"own.{ours.pk}" not in {item.key for item in own_bank()}
        undo_last_gesture(user=maria)
        assert f"own.{ours.pk}" in {item.key for item in own_bank()}

    def test_one_of_the_box_is_retired_and_put_back(self, maria: User, db: None) -> None:
        actions.retire_from_box(user=maria, key="problem.hardest_part")
        assert "problem.hardest_part" not in {item.key for item in own_bank()}
        actions.retire_from_box(user=maria, key="problem.hardest_part", retired=False)
        assert "problem.hardest_part" in {item.key for item in own_bank()}
        assert not OwnQuestion.objects.exists()

    @pytest.mark.parametrize(
        "facts", [{"text": " "}, {"text": "x", "replaces": "no.such"}, {"text": "x", "kind": "odd"}]
    )
    def test_what_cannot_be_a_question_is_refused(self, alice: User, facts: dict[str, str]) -> None:
        with pytest.raises(TongpinError) as refused:
            actions.add_own_question(user=alice, **facts)
        assert refused.value.code == "invalid"

    def test_who_only_looks_words_nothing(self, auditor: User) -> None:
        with pytest.raises(TongpinError) as refused:
            actions.add_own_question(user=auditor, text="x")
        assert refused.value.code == "not_allowed"
