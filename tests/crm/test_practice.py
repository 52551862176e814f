"""Practice: answers kept, who sees whose results, cases of one's own without a name."""

import json
from typing import Any

import pytest

from tongpin.crm.accounts.models import Person
from tongpin.crm.activities.models import Activity
from tongpin.crm.audit.actions import undo_last_gesture
from tongpin.crm.audit.models import LogEntry
from tongpin.crm.audit.selectors import verify_chain
from tongpin.crm.errors import TongpinError
from tongpin.crm.opportunities.actions import close_opportunity
from tongpin.crm.opportunities.models import Opportunity
from tongpin.crm.practice import actions, drafts, selectors
from tongpin.crm.practice.models import OwnPractice, PracticeAnswer
from tongpin.crm.users.models import User
from tongpin.method.practice import shipped

CASE = shipped()["office-fitout"]
NAMES = ("方敏", "方科长", "周明", "周部长", "东湖", "澄岳", "陈静", "固力", "李伟")


@pytest.fixture
def closed(alice: User, opportunity: Opportunity) -> Opportunity:
    text = "陈静陪东湖钢厂的方科长和周明看了现场，固力也在。方敏说预算两百多万批了，让澄岳先报名，回头找小方。"
    Activity.objects.filter(opportunity=opportunity, code="e01").update(text=text)
    close_opportunity(user=alice, opportunity_id=opportunity.pk, result="lost", reason="价格", winner="固力")
    opportunity.refresh_from_db()
    return opportunity


def moves(**changes: str) -> list[dict[str, str]]:
    made = [
        {"verdict": "best", "text": "先见设备和采购，问清楚凭什么入围"},
        {"verdict": "fair", "text": "按要求报名"},
        {"verdict": "poor", "text": "马上报价", "mistake": "premature_quote"},
        {"verdict": "poor", "text": "等通知"},
    ]
    made[0].update(changes)
    return made


def own(user: User, closed: Opportunity, **changes: Any) -> OwnPractice:
    values = {
        "title": "钢铁",
        "text": "采购科长说预算批了，让我们先报名。",
        "stage": "screening",
        "moves": moves(),
        "why": "预算批了、先报名，是在找供应商。",
    }
    return actions.add_own_practice(user=user, opportunity_id=closed.pk, **{**values, **changes})


def test_an_answer_is_kept_with_its_points_and_logged_lean(alice: User) -> None:
    kept = actions.answer_practice(user=alice, case=CASE.id, stage="commitment", move=CASE.best.id)
    assert kept.points == 100
    entry = LogEntry.objects.get(verb="answer_practice")
    assert set(json.loads(entry.payload)["new"]) == {"id", "user_id", "case", "stage", "move", "points", "at"}
    assert CASE.says["zh-Hans"] not in entry.payload
    assert verify_chain().holds


def test_an_answer_cannot_be_taken_back_to_look_better(alice: User) -> None:
    actions.answer_practice(user=alice, case=CASE.id, stage="need", move=CASE.best.id)
    with pytest.raises(TongpinError) as refused:
        undo_last_gesture(user=alice)
    assert refused.value.code == "nothing_to_undo"
    assert PracticeAnswer.objects.count() == 1


@pytest.mark.parametrize(
    ("case", "stage", "move", "code"),
    [
        ("no-such-case", "need", "a", "not_found"),
        ("own-99", "need", "a", "not_found"),
        ("own-x", "need", "a", "not_found"),
        (CASE.id, "lunch", "a", "invalid"),
        (CASE.id, "need", "e", "invalid"),
    ],
)
def test_senseless_answers_are_refused(alice: User, case: str, stage: str, move: str, code: str) -> None:
    with pytest.raises(TongpinError) as refused:
        actions.answer_practice(user=alice, case=case, stage=stage, move=move)
    assert refused.value.code == code
    assert not PracticeAnswer.objects.exists()


def test_who_only_looks_does_not_practise(auditor: User, officer: User) -> None:
    for user in (auditor, officer):
        with pytest.raises(TongpinError) as refused:
            actions.answer_practice(user=user, case=CASE.id, stage="need", move="a")
        assert refused.value.code == "not_allowed"


def test_a_case_answered_is_not_the_next_one(alice: User) -> None:
    first = selectors.suggested_case(user=alice)
    assert first is not None
    actions.answer_practice(user=alice, case=first.id, stage=first.stage, move=first.best.id)
    second = selectors.suggested_case(user=alice)
    assert second is not None
    assert second.id != first.id
    told = selectors.progress(user=alice)
    assert (told.answers, told.average) == (1, 100)


def test_a_manager_sees_his_team_and_nobody_else(
    alice: User, bob: User, charlie: User, maria: User, admin: User
) -> None:
    for user, points_from in ((alice, "commitment"), (charlie, "need")):
        actions.answer_practice(user=user, case=CASE.id, stage=points_from, move=CASE.best.id)
    rows = selectors.team_progress(user=maria)
    assert [(row.name, row.progress.answers) for row in rows] == [("陈静", 1), ("李伟", 0)]
    assert rows[0].last is not None
    assert rows[1].last is None
    assert {row.name for row in selectors.team_progress(user=admin)} == {"陈静", "李伟", "Charlie", "王强"}
    with pytest.raises(TongpinError):
        selectors.team_progress(user=alice)


def test_the_team_costs_as_many_queries_for_one_as_for_many(
    alice: User, bob: User, maria: User, django_assert_num_queries: Any
) -> None:
    for case in list(shipped().values())[:12]:
        for user in (alice, bob):
            actions.answer_practice(user=user, case=case.id, stage="need", move="a")
    with django_assert_num_queries(4):
        selectors.team_progress(user=maria)


def test_the_draft_has_no_name_of_anybody(maria: User, closed: Opportunity) -> None:
    entry = Activity.objects.get(opportunity=closed, code="e01")
    draft = drafts.draft_of(user=maria, opportunity_id=closed.pk, activity_id=entry.pk)
    for name in (*NAMES, *Person.objects.values_list("name", flat=True)):
        assert name not in draft.text
        assert name not in draft.title
    assert "采购科长" in draft.text
    assert "竞争对手" in draft.text
    assert "两百多万" in draft.text
    assert {"方科长", "方敏", "固力"} <= set(draft.taken)
    for told in drafts.entries_of(user=maria, opportunity_id=closed.pk):
        assert not any(name in told.text for name in NAMES)


def test_a_case_of_ones_own_is_asked_and_answered_like_any(maria: User, alice: User, closed: Opportunity) -> None:
    kept = own(maria, closed)
    case = selectors.case_of(f"own-{kept.pk}")
    assert (case.stage, case.best.text["en"], case.why["zh-Hant"][:2]) == ("screening", moves()[0]["text"], "预算")
    assert kept.source == closed.pk
    answer = actions.answer_practice(user=alice, case=case.id, stage="screening", move=case.best.id)
    assert answer.points == 100
    assert case.id in selectors.all_cases()


@pytest.mark.parametrize(
    "changes",
    [
        {"text": "老方说预算批了。"},
        {"title": "东湖钢厂"},
        {"why": "周部长点了头"},
        {"moves": moves(text="请陈静去找固力的人")},
    ],
)
def test_no_name_gets_past_the_maker(maria: User, closed: Opportunity, changes: dict[str, Any]) -> None:
    with pytest.raises(TongpinError) as refused:
        own(maria, closed, **changes)
    assert refused.value.code == "names_left"
    assert not OwnPractice.objects.exists()


@pytest.mark.parametrize(
    "changes",
    [
        {"text": " "},
        {"why": ""},
        {"stage": "lunch"},
        {"text": "长" * 2001},
        {"moves": moves()[:3]},
        {"moves": moves(verdict="fair")},
        {"moves": moves(text=" ")},
        {"moves": moves(mistake="no_coach")},
        {"moves": [{**move, "mistake": ""} for move in moves()]},
        {"moves": [*moves()[:3], {"verdict": "poor", "text": "x", "mistake": "bad_luck"}]},
    ],
)
def test_a_senseless_case_is_refused(maria: User, closed: Opportunity, changes: dict[str, Any]) -> None:
    with pytest.raises(TongpinError) as refused:
        own(maria, closed, **changes)
    assert refused.value.code == "invalid"
    assert not OwnPractice.objects.exists()


def test_cases_are_made_by_managers_from_closed_opportunities_of_theirs(
    alice: User, maria: User, charlie: User, opportunity: Opportunity
) -> None:
    with pytest.raises(TongpinError) as refused:
        own(maria, opportunity)
    assert refused.value.code == "still_open"
    close_opportunity(user=alice, opportunity_id=opportunity.pk, result="lost", reason="价格")
    for user in (alice, charlie):
        with pytest.raises(TongpinError) as refused:
            own(user, opportunity)
        assert refused.value.code == "not_allowed"
    assert [row.id for row in drafts.closed_opportunities(user=maria)] == [opportunity.pk]
    stranger = User.objects.create(username="west", role="manager", team=charlie.team)
    assert drafts.closed_opportunities(user=stranger) == []
    with pytest.raises(TongpinError) as refused:
        own(stranger, opportunity)
    assert refused.value.code == "not_found"


def test_a_removed_case_is_gone_its_answers_stay_and_undo_brings_it_back(
    maria: User, alice: User, closed: Opportunity
) -> None:
    kept = own(maria, closed)
    actions.answer_practice(user=alice, case=f"own-{kept.pk}", stage="need", move="a")
    with pytest.raises(TongpinError):
        actions.remove_own_practice(user=alice, pk=kept.pk)
    actions.remove_own_practice(user=maria, pk=kept.pk)
    assert selectors.own_cases() == []
    assert selectors.progress(user=alice).answers == 1
    undo_last_gesture(user=maria)
    assert [row.title for row in selectors.own_cases()] == ["钢铁"]


def test_a_case_made_by_mistake_can_be_taken_back(maria: User, closed: Opportunity) -> None:
    own(maria, closed)
    assert undo_last_gesture(user=maria) == "add_own_practice"
    assert selectors.own_cases() == []
    assert verify_chain().holds
