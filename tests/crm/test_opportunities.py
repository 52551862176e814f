"""The opportunity itself: opened, changed by two people at once, closed, shared, moved to another playbook."""

import datetime as dt
from decimal import Decimal

import pytest

from tests.crm.builders import TODAY, plant
from tongpin.crm import judging
from tongpin.crm.accounts.actions import create_account, create_person, remove_person, update_account, update_person
from tongpin.crm.audit.models import LogEntry
from tongpin.crm.casefile import case_of
from tongpin.crm.errors import TongpinError
from tongpin.crm.opportunities.actions import (
    close_opportunity,
    export_case,
    export_cases,
    import_cases,
    move_to_playbook,
    open_opportunity,
    reopen_opportunity,
    set_position,
    share_opportunity,
    update_opportunity,
)
from tongpin.crm.opportunities.models import Opportunity
from tongpin.crm.opportunities.people import (
    add_competitor,
    add_stakeholder,
    remove_stakeholder,
    update_competitor,
    update_stakeholder,
)
from tongpin.crm.users.models import User


def test_opening_one_with_an_account(alice: User) -> None:
    account = create_account(user=alice, name="北江医院", industry="医疗", kind="public")
    made = open_opportunity(
        user=alice, account_id=account.pk, name="CT 一台", amount=Decimal("6800000"), expected_close=dt.date(2026, 9, 1)
    )
    case = case_of(made.pk, TODAY)
    assert (case.account.name, case.account.kind, case.opportunity.amount) == ("北江医院", "public", Decimal(6800000))
    assert (made.owner, made.team, made.playbook_name) == (alice, alice.team, "industrial-six")
    assert made.judged_on == TODAY


def test_nobody_opens_one_with_an_account_he_cannot_see(charlie: User, opportunity: Opportunity) -> None:
    with pytest.raises(TongpinError) as refused:
        open_opportunity(user=charlie, account_id=opportunity.account_id, name="x")
    assert refused.value.code == "not_found"


def test_the_second_of_two_savers_is_told_and_loses_nothing(alice: User, bob: User, opportunity: Opportunity) -> None:
    share_opportunity(user=alice, opportunity_id=opportunity.pk, with_user=bob, may_change=True)
    seen = opportunity.version
    update_opportunity(user=bob, opportunity_id=opportunity.pk, expected_version=seen, amount=Decimal(2400000))
    with pytest.raises(TongpinError) as refused:
        update_opportunity(
            user=alice, opportunity_id=opportunity.pk, expected_version=seen, amount=Decimal(9), title="新名"
        )
    told = refused.value
    assert (told.code, told.status, told.values["by"]) == ("changed_meanwhile", 409, "李伟")
    assert told.values["current"] == {"amount": Decimal(2400000), "title": "东湖钢厂液压油"}
    assert told.values["yours"] == {"amount": Decimal(9), "title": "新名"}
    opportunity.refresh_from_db()
    assert opportunity.amount == Decimal(2400000)


def test_a_note_meanwhile_is_no_conflict(alice: User, opportunity: Opportunity) -> None:
    from tongpin.crm.activities.actions import record_note

    record_note(user=alice, opportunity_id=opportunity.pk, text="电话里问了交期")
    update_opportunity(
        user=alice, opportunity_id=opportunity.pk, expected_version=opportunity.version, title="东湖液压油"
    )


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"amount": Decimal(-1)}, "amount"),
        ({"amount": "两百万"}, "amount"),
        ({"amount": Decimal("1e20")}, "amount"),
        ({"currency": "yuan"}, "currency"),
        ({"crm_probability": 140}, "crm_probability"),
        ({"expected_close": "2026-13-01"}, "expected_close"),
        ({"segment": "enemy"}, "segment"),
        ({"result": "won"}, "result"),
        ({"owner_id": 1}, "owner_id"),
    ],
)
def test_wrong_values_are_refused_by_field(
    alice: User, opportunity: Opportunity, change: dict[str, object], field: str
) -> None:
    with pytest.raises(TongpinError) as refused:
        update_opportunity(user=alice, opportunity_id=opportunity.pk, expected_version=1, **change)
    assert refused.value.code == "invalid"
    assert refused.value.values["fields"].keys() == {field}


def test_closing_and_reopening(alice: User, opportunity: Opportunity) -> None:
    close_opportunity(user=alice, opportunity_id=opportunity.pk, result="lost", reason="价格", winner="固力")
    outcome = case_of(opportunity.pk, TODAY).opportunity.outcome
    assert outcome is not None
    assert (outcome.result, outcome.date, outcome.reason, outcome.winner) == ("lost", TODAY, "价格", "固力")
    reopen_opportunity(user=alice, opportunity_id=opportunity.pk)
    assert case_of(opportunity.pk, TODAY).opportunity.outcome is None


def test_our_own_past_is_counted_by_segment(alice: User) -> None:
    for number, (result, segment) in enumerate(
        [("won", "repeat"), ("part", "repeat"), ("lost", "repeat"), ("cancelled", "repeat"), ("lost", None)]
    ):
        made = plant(alice, f"p-{number}")
        update_opportunity(user=alice, opportunity_id=made.pk, expected_version=1, segment=segment)
        close_opportunity(user=alice, opportunity_id=made.pk, result=result, reason="x")
    judging.own_history.cache_clear()
    assert judging.own_history(TODAY) == {"repeat": (2, 3), "": (0, 1)}


@pytest.mark.parametrize(("result", "reason"), [("won", " "), ("", "x"), ("almost", "x")])
def test_an_end_needs_a_result_and_a_reason(alice: User, opportunity: Opportunity, result: str, reason: str) -> None:
    with pytest.raises(TongpinError) as refused:
        close_opportunity(user=alice, opportunity_id=opportunity.pk, result=result, reason=reason)
    assert refused.value.code == "invalid"


def test_position(alice: User, opportunity: Opportunity) -> None:
    set_position(user=alice, opportunity_id=opportunity.pk, position="filler")
    assert case_of(opportunity.pk, TODAY).opportunity.position == "filler"
    with pytest.raises(TongpinError):
        set_position(user=alice, opportunity_id=opportunity.pk, position="king")


def test_a_playbook_moves_only_when_a_person_moves_it(alice: User, opportunity: Opportunity) -> None:
    assert case_of(opportunity.pk, TODAY).opportunity.playbook is None
    with pytest.raises(TongpinError) as refused:
        move_to_playbook(user=alice, opportunity_id=opportunity.pk, name="industrial-six", version=99)
    assert refused.value.code == "unknown_playbook"
    move_to_playbook(user=alice, opportunity_id=opportunity.pk, name="industrial-six")
    moved = case_of(opportunity.pk, TODAY).opportunity.playbook
    assert moved is not None
    assert (moved.name, moved.version) == ("industrial-six", 1)


def test_people_and_rivals(alice: User, opportunity: Opportunity) -> None:
    added = add_stakeholder(
        user=alice, opportunity_id=opportunity.pk, name="老李", title="班长", roles=["user"], attitude=-1
    )
    update_stakeholder(user=alice, stakeholder_id=added.pk, attitude=2, title="车间主任", roles=["user", "coach"])
    rival = add_competitor(user=alice, opportunity_id=opportunity.pk, name="远油")
    update_competitor(user=alice, competitor_id=rival.pk, strengths="有本地库")
    case = case_of(opportunity.pk, TODAY)
    person = case.person("s3")
    assert person is not None
    assert (person.name, person.title, person.roles, person.attitude) == ("老李", "车间主任", ("user", "coach"), 2)
    assert [(item.name, item.strengths) for item in case.competitors] == [("固力", "价格低"), ("远油", "有本地库")]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"roles": ["wizard"]}, "roles"),
        ({"attitude": 3}, "attitude"),
        ({"influence": 0}, "influence"),
        ({"attitude_to_rivals": {"固力": 9}}, "attitude_to_rivals"),
    ],
)
def test_a_role_that_does_not_exist(
    alice: User, opportunity: Opportunity, change: dict[str, object], field: str
) -> None:
    person = opportunity.stakeholders.get(code="s1")
    with pytest.raises(TongpinError) as refused:
        update_stakeholder(user=alice, stakeholder_id=person.pk, **change)
    assert refused.value.values["fields"].keys() == {field}


def test_a_person_of_the_story_cannot_vanish_from_it(alice: User, opportunity: Opportunity) -> None:
    person = opportunity.stakeholders.get(code="s1")
    for attempt in (
        lambda: remove_stakeholder(user=alice, stakeholder_id=person.pk),
        lambda: remove_person(user=alice, person_id=person.person_id),
    ):
        with pytest.raises(TongpinError) as refused:
            attempt()
        assert refused.value.code == "in_use"
    assert case_of(opportunity.pk, TODAY).person("s1") is not None


def test_what_is_known_of_an_account_judges_its_opportunities(alice: User, opportunity: Opportunity) -> None:
    Opportunity.objects.update(judged_on=None)
    update_account(user=alice, account_id=opportunity.account_id, kind="state_owned")
    person = create_person(user=alice, account_id=opportunity.account_id, name="新厂长")
    update_person(user=alice, person_id=person.pk, title="厂长")
    opportunity.refresh_from_db()
    assert opportunity.judged_on == TODAY
    assert case_of(opportunity.pk, TODAY).account.kind == "state_owned"


def test_an_id_is_taken_once_and_nothing_comes_in_by_halves(alice: User, opportunity: Opportunity) -> None:
    case = case_of(opportunity.pk, TODAY)
    from dataclasses import replace

    for cases in ([replace(case, id="new-1"), case], [replace(case, id="new-2"), replace(case, id="new-2")]):
        with pytest.raises(TongpinError) as refused:
            import_cases(user=alice, cases=cases)
        assert refused.value.code == "already_there"
    assert Opportunity.objects.count() == 1


def test_the_same_company_comes_in_once(alice: User) -> None:
    assert plant(alice, "a").account == plant(alice, "b").account


def test_two_tellings_of_a_company_are_both_kept(alice: User, opportunity: Opportunity) -> None:
    update_account(user=alice, account_id=opportunity.account_id, history="去年买过一批")
    again = plant(alice, "b")
    assert again.account != opportunity.account
    assert case_of(again.pk, TODAY).account.history == ""


def test_nobody_is_led_to_an_account_that_he_cannot_see(charlie: User, opportunity: Opportunity) -> None:
    assert plant(charlie, "b").account != opportunity.account


def test_exports_are_on_the_log(alice: User, charlie: User, opportunity: Opportunity) -> None:
    assert export_case(user=alice, opportunity_id=opportunity.pk).id == "plant-1"
    assert LogEntry.objects.filter(verb="export_cases", user=alice).exists()
    with pytest.raises(TongpinError):
        export_case(user=charlie, opportunity_id=opportunity.pk)
    other = plant(charlie, "west-1")
    with pytest.raises(TongpinError) as refused:
        export_cases(user=alice, opportunity_ids=[opportunity.pk, other.pk])
    assert refused.value.code == "not_found"
    assert LogEntry.objects.filter(verb="export_cases").count() == 1
