"""People in notes: proposed with their words, confirmed into records, struck for good; nobody is taken for another."""

import datetime as dt
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from tests.crm.builders import TODAY, everything
from tongpin.crm.activities.actions import edit_activity, record_note
from tongpin.crm.audit.actions import undo_last_gesture
from tongpin.crm.casefile import case_of
from tongpin.crm.models import Activity, Mention, Notice, Opportunity, Stakeholder, User
from tongpin.crm.people.noticing import confirm_mention, confirm_person, look_through, proposed_of, strike_mention
from tongpin.crm.team.actions import add_member
from tongpin.exchange import dealfile

NOTE = "拜访了设备部李梅经理，她悄悄告诉我，最后拍板的是王总。采购科方敏科长负责招标，对我们有看法。"


@pytest.fixture
def note(alice: User, opportunity: Opportunity) -> Activity:
    return record_note(user=alice, opportunity_id=opportunity.pk, text=NOTE)


def waiting(user: User, opportunity: Opportunity) -> dict[tuple[str, str], tuple[str, str]]:
    found = proposed_of(user=user, opportunity_id=opportunity.pk)
    return {(row.name, row.aspect): (row.value, row.who) for row in found}


def mention(name: str, aspect: str) -> int:
    return Mention.objects.get(name=name, aspect=aspect).pk


def test_a_note_proposes_whom_it_names_and_what_it_tells_of_them(
    alice: User, opportunity: Opportunity, note: Activity
) -> None:
    assert waiting(alice, opportunity) == {
        ("李梅", "name"): ("李梅", ""),
        ("李梅", "title"): ("经理", ""),
        ("李梅", "department"): ("设备部", ""),
        ("李梅", "role"): ("coach", ""),
        ("李梅", "contact"): ("", ""),
        ("王总", "name"): ("王总", ""),
        ("王总", "role"): ("decision_maker", ""),
        ("方敏", "department"): ("采购科", "s2"),
        ("方敏", "attitude"): ("-1", "s2"),
        ("方敏", "role"): ("executor", "s2"),
    }


def test_what_is_confirmed_is_known_with_its_entry(alice: User, opportunity: Opportunity, note: Activity) -> None:
    confirm_mention(user=alice, mention_id=mention("方敏", "attitude"))
    part = Stakeholder.objects.get(opportunity=opportunity, code="s2")
    assert part.attitude == -1
    assert part.known["attitude"] == {"state": "confirmed", "since": TODAY.isoformat(), "entry": note.code}
    case = case_of(opportunity.pk, TODAY)
    assert dealfile.load(dealfile.dump(case), "x.yaml") == case


def test_somebody_new_comes_in_with_all_that_was_told(alice: User, opportunity: Opportunity, note: Activity) -> None:
    part = confirm_mention(user=alice, mention_id=mention("李梅", "name"))
    confirm_mention(user=alice, mention_id=mention("李梅", "title"))
    confirm_mention(user=alice, mention_id=mention("李梅", "role"))
    part.refresh_from_db()
    assert (part.person.name, part.person.title, part.roles) == ("李梅", "经理", ["coach"])
    assert Stakeholder.objects.filter(opportunity=opportunity, person__name="李梅").count() == 1


def test_a_name_can_be_said_to_mean_somebody_known(alice: User, opportunity: Opportunity, note: Activity) -> None:
    confirm_mention(user=alice, mention_id=mention("王总", "role"), who="s1")
    part = Stakeholder.objects.get(opportunity=opportunity, code="s1")
    assert part.person.other_names == ["王总"]
    assert "decision_maker" in part.roles
    assert waiting(alice, opportunity)["王总", "name"] == ("王总", "s1")


def test_what_is_struck_is_not_proposed_again(alice: User, opportunity: Opportunity, note: Activity) -> None:
    strike_mention(user=alice, mention_id=mention("王总", "role"))
    edit_activity(user=alice, activity_id=note.pk, text=NOTE + "别的没说。")
    assert ("王总", "role") not in waiting(alice, opportunity)
    assert ("王总", "name") in waiting(alice, opportunity)


def test_a_decision_is_taken_back_whole(alice: User, opportunity: Opportunity, note: Activity) -> None:
    for deed in (
        lambda: confirm_mention(user=alice, mention_id=mention("李梅", "name")),
        lambda: confirm_mention(user=alice, mention_id=mention("方敏", "role")),
        lambda: strike_mention(user=alice, mention_id=mention("王总", "role")),
    ):
        before = everything()
        deed()
        undo_last_gesture(user=alice)
        assert everything() == before


def test_news_of_a_change_goes_to_the_team(alice: User, maria: User, opportunity: Opportunity) -> None:
    record_note(user=alice, opportunity_id=opportunity.pk, text="方敏科长下个月离职。")
    confirm_mention(user=alice, mention_id=mention("方敏", "change"))
    assert Notice.objects.get(user=maria).kind == "person_left"


def test_our_own_people_are_nobody_at_the_customers(alice: User, opportunity: Opportunity) -> None:
    add_member(user=alice, opportunity_id=opportunity.pk, name="王强", function="销售经理")
    record_note(user=alice, opportunity_id=opportunity.pk, text="王经理和陈静一起见了赵工程师，王经理支持我们降价。")
    assert {name for name, _ in waiting(alice, opportunity)} == {"赵工"}


def test_what_was_told_last_holds(alice: User, opportunity: Opportunity) -> None:
    here: dict[str, Any] = {"user": alice, "opportunity_id": opportunity.pk}
    record_note(**here, text="方敏科长对我们有看法。", date=TODAY - dt.timedelta(days=40))
    record_note(**here, text="方敏科长支持我们。", date=TODAY)
    confirm_person(**here, name="方敏")
    assert Stakeholder.objects.get(opportunity=opportunity, code="s2").attitude == 1
    record_note(**here, text="方敏科长反对我们。", date=TODAY - dt.timedelta(days=20))
    confirm_mention(user=alice, mention_id=Mention.objects.get(value="-2").pk)
    assert Stakeholder.objects.get(opportunity=opportunity, code="s2").attitude == 1


def test_looking_through_costs_the_same_for_many_notes(
    alice: User, opportunity: Opportunity, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(6):
        record_note(user=alice, opportunity_id=opportunity.pk, text=NOTE)
    with django_assert_max_num_queries(12):
        look_through(user=alice, opportunity_id=opportunity.pk)


def test_old_notes_can_be_looked_through(alice: User, opportunity: Opportunity) -> None:
    record_note(user=alice, opportunity_id=opportunity.pk, text=NOTE)
    Mention.objects.all().delete()
    assert look_through(user=alice, opportunity_id=opportunity.pk) == Mention.objects.count() > 0
    assert look_through(user=alice, opportunity_id=opportunity.pk) == Mention.objects.count()
