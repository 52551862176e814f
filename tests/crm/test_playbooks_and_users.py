"""Playbooks of our own, and who may look after users."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tests.crm.builders import plant
from tongpin.crm.errors import TongpinError
from tongpin.crm.judging import judge_stale
from tongpin.crm.opportunities.actions import move_to_playbook
from tongpin.crm.opportunities.models import Opportunity
from tongpin.crm.playbooks.actions import adapt_playbook
from tongpin.crm.playbooks.models import KeptPlaybook
from tongpin.crm.playbooks.selectors import playbook_of, playbook_text, playbooks
from tongpin.crm.users.actions import create_first_user, create_user, move_to_team
from tongpin.crm.users.models import Role, Team, User
from tongpin.method.located import Faults
from tongpin.method.playbook import source


def adapted(name: str, no_coach: int = 6) -> str:
    text = source("industrial-six").replace("name: industrial-six", f"name: {name}", 1)
    assert f"name: {name}" in text
    return text + f"\n# no coach after {no_coach} entries\n"


def test_a_copy_gets_versions_of_its_own(maria: User, alice: User, opportunity: Opportunity) -> None:
    first = adapt_playbook(user=maria, text=adapted("our-six"), made_from="industrial-six")
    move_to_playbook(user=alice, opportunity_id=opportunity.pk, name="our-six")
    second = adapt_playbook(user=maria, text=adapted("our-six", 8), made_from="our-six")
    assert [(row.name, row.version) for row in (first, second)] == [("our-six", 1), ("our-six", 2)]
    opportunity.refresh_from_db()
    assert (opportunity.playbook_name, opportunity.playbook_version) == ("our-six", 1)
    assert playbook_of("our-six", 2).version == 2
    assert "no coach after 6" in playbook_text("our-six", 1)
    assert "no coach after 8" in playbook_text("our-six")
    listed = {row.playbook.name: row for row in playbooks()}
    assert (listed["our-six"].playbook.version, listed["our-six"].used_by) == (2, 1)
    assert listed["industrial-six"].in_the_box


def test_a_name_in_the_box_is_taken(maria: User) -> None:
    with pytest.raises(TongpinError) as refused:
        adapt_playbook(user=maria, text=source("industrial-six"))
    assert refused.value.code == "shipped_name"


def test_faults_are_told_with_their_lines(maria: User) -> None:
    with pytest.raises(Faults) as stopped:
        adapt_playbook(user=maria, text="name: x\nversion: one\ncolour: red\n")
    assert {fault.line for fault in stopped.value.faults} >= {2, 3}
    assert not KeptPlaybook.objects.filter(name="x").exists()


def test_a_salesperson_does_not_change_how_we_sell(alice: User) -> None:
    with pytest.raises(TongpinError) as refused:
        adapt_playbook(user=alice, text=adapted("mine"))
    assert refused.value.code == "not_allowed"


def test_a_playbook_in_use_outlives_the_release(opportunity: Opportunity) -> None:
    kept = KeptPlaybook.objects.get(name="industrial-six")
    assert (kept.version, kept.made_by, kept.text) == (1, None, source("industrial-six"))


def test_the_first_user_is_an_administrator_and_there_is_only_one_first(db: None) -> None:
    first = create_first_user(username="boss", name="老板", password="geheim-123")
    assert first.role == Role.ADMIN
    with pytest.raises(TongpinError):
        create_first_user(username="second", name="老二", password="geheim-123")


def test_only_administrators_look_after_users(admin: User, maria: User, alice: User) -> None:
    made = create_user(by=admin, username="new", name="新人", password="geheim-123", team="华东大客户部")
    assert made.check_password("geheim-123")
    for attempt in (
        lambda: create_user(by=maria, username="x", name="x", password="x"),
        lambda: move_to_team(by=maria, user=alice, team="West"),
    ):
        with pytest.raises(TongpinError) as refused:
            attempt()
        assert refused.value.code == "not_allowed"


def test_opportunities_go_with_their_owner_to_another_team(admin: User, alice: User, opportunity: Opportunity) -> None:
    move_to_team(by=admin, user=alice, team="北方大客户部")
    opportunity.refresh_from_db()
    assert opportunity.team == Team.objects.get(name="北方大客户部")


def test_an_administrator_moves_somebody_on_the_command_line(
    admin: User, maria: User, alice: User, opportunity: Opportunity
) -> None:
    told = StringIO()
    call_command("move_to_team", "alice", "北方大客户部", by="admin", stdout=told)
    assert told.getvalue() == "陈静: 北方大客户部\n"
    opportunity.refresh_from_db()
    assert str(opportunity.team) == "北方大客户部"
    for who, by, team, why in (
        ("alice", "maria", "West", "administrator|管理员"),
        ("nobody", "admin", "West", "nobody"),
        ("alice", "admin", " ", "name|名称"),
    ):
        with pytest.raises(CommandError, match=why):
            call_command("move_to_team", who, team, by=by)


def test_standings_of_yesterday_are_made_anew(alice: User) -> None:
    made = [plant(alice, f"p-{number}") for number in range(3)]
    Opportunity.objects.filter(pk__in=[made[0].pk, made[1].pk]).update(judged_on="2026-03-01")
    assert judge_stale(limit=1) == 1
    assert judge_stale() == 1
    assert judge_stale() == 0
    Opportunity.objects.update(judged_on="2026-03-01")
    told = StringIO()
    call_command("judge_stale", limit=2, stdout=told)
    assert told.getvalue().strip() == "2"
