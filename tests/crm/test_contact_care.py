"""Contact plans, busy seasons, targets, threats: who may write them, what comes of them, that they can be undone."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from tests.crm.builders import TODAY, everything
from tests.crm.builders import plant as planted
from tongpin.crm.activities.actions import delete_activity, edit_activity, record_activity
from tongpin.crm.activities.models import Activity
from tongpin.crm.audit.actions import undo_last_gesture
from tongpin.crm.audit.models import LogEntry
from tongpin.crm.audit.selectors import verify_chain
from tongpin.crm.care import actions
from tongpin.crm.care.facts import outside
from tongpin.crm.care.models import BusySeason, ContactPlan, Threat
from tongpin.crm.care.selectors import account_care, care_due, care_list, threat_found
from tongpin.crm.concerns.actions import add_commitment
from tongpin.crm.errors import TongpinError
from tongpin.crm.opportunities.actions import close_opportunity
from tongpin.crm.opportunities.models import Opportunity, Stakeholder
from tongpin.crm.organisation.actions import add_seat
from tongpin.crm.people.erasing import erase_person
from tongpin.crm.service.models import Ticket
from tongpin.crm.users.models import User

Deed = Callable[[User, Opportunity], Any]


def person(opportunity: Opportunity, code: str = "s1") -> int:
    return Stakeholder.objects.get(opportunity=opportunity, code=code).person_id


def plan(user: User, opportunity: Opportunity, code: str = "s1", **facts: Any) -> ContactPlan:
    return actions.set_contact_plan(user=user, person_id=person(opportunity, code), **facts)


@pytest.fixture
def served(alice: User, opportunity: Opportunity) -> Opportunity:
    """They have bought."""
    close_opportunity(user=alice, opportunity_id=opportunity.pk, result="won", reason="试用数据", date=TODAY)
    opportunity.refresh_from_db()
    return opportunity


# ---------------------------------------------------------------- every deed can be undone
@pytest.fixture
def cared(alice: User, opportunity: Opportunity) -> Opportunity:
    """With a plan, a season and two threats."""
    plan(alice, opportunity, interests="国产替代")
    actions.add_busy_season(user=alice, account_id=opportunity.account_id, first="06-01", last="06-20")
    actions.record_threat(user=alice, account_id=opportunity.account_id, kind="people", text="方科长要退休")
    answer(alice, opportunity, "left:1:2026-01-01")
    return opportunity


def answer(user: User, opportunity: Opportunity, key: str, **facts: Any) -> Threat:
    found = {"kind": "people", "date": TODAY, "text": "走了", "key": key, **facts}
    return actions.answer_threat(user=user, account_id=opportunity.account_id, **found)


def threat(key: str = "") -> int:
    return Threat.objects.get(key=key).pk


DEEDS: dict[str, Deed] = {
    "set_contact_plan": lambda u, o: plan(u, o, every=21, paused_until=TODAY + dt.timedelta(days=9), note="忙"),
    "plan_contacts": lambda u, o: actions.plan_contacts(user=u, person_ids=[person(o), person(o, "s2")]),
    "remove_contact_plan": lambda u, o: actions.remove_contact_plan(user=u, person_id=person(o)),
    "add_busy_season": lambda u, o: actions.add_busy_season(
        user=u, account_id=o.account_id, first="12-20", last="01-10", note="年终盘点"
    ),
    "remove_busy_season": lambda u, o: actions.remove_busy_season(user=u, season_id=BusySeason.objects.get().pk),
    "set_relation_target": lambda u, o: actions.set_relation_target(user=u, account_id=o.account_id, target="company"),
    "record_threat": lambda u, o: actions.record_threat(user=u, account_id=o.account_id, kind="rival", text="固力来过"),
    "answer_threat": lambda u, o: answer(u, o, "left:1:2026-01-01", state="dismissed"),
    "update_threat": lambda u, o: actions.update_threat(user=u, threat_id=threat(), state="handled", plan="见接班人"),
    "remove_threat": lambda u, o: actions.remove_threat(user=u, threat_id=threat()),
}


@pytest.mark.parametrize("verb", DEEDS)
def test_every_deed_is_logged_and_can_be_taken_back(alice: User, cared: Opportunity, verb: str) -> None:
    before = everything()
    DEEDS[verb](alice, cared)
    assert everything() != before
    assert LogEntry.objects.filter(user=alice, verb=verb).exists()
    assert undo_last_gesture(user=alice) == verb
    assert everything() == before
    assert verify_chain().holds


@pytest.mark.parametrize("verb", DEEDS)
def test_a_stranger_finds_nothing_and_an_onlooker_may_not(
    alice: User, charlie: User, auditor: User, cared: Opportunity, verb: str
) -> None:
    before = everything()
    for user, code in ((charlie, "not_found"), (auditor, "not_allowed")):
        with pytest.raises(TongpinError) as refused:
            DEEDS[verb](user, cared)
        if not (verb in {"set_contact_plan", "plan_contacts"} and user == auditor):
            assert refused.value.code == code
    assert everything() == before


# ---------------------------------------------------------------- bad input
@pytest.mark.parametrize(
    "facts", [{"every": 0}, {"every": 731}, {"every": "x"}, {"paused_until": "soon"}, {"person": 1}, {"owner_id": 1}]
)
def test_a_plan_with_faults_is_refused(alice: User, opportunity: Opportunity, facts: dict[str, Any]) -> None:
    with pytest.raises(TongpinError) as refused:
        plan(alice, opportunity, **facts)
    assert refused.value.code == "invalid"
    assert not ContactPlan.objects.exists()


def test_nobody_who_only_looks_keeps_a_plan(alice: User, auditor: User, opportunity: Opportunity) -> None:
    with pytest.raises(TongpinError) as refused:
        plan(alice, opportunity, owner=auditor)
    assert "owner" in refused.value.values["fields"]


@pytest.mark.parametrize(("first", "last"), [("6-1", "06-20"), ("06-01", "02-30"), ("", "06-01"), ("06/01", "06-20")])
def test_a_season_of_no_days_is_refused(alice: User, opportunity: Opportunity, first: str, last: str) -> None:
    with pytest.raises(TongpinError):
        actions.add_busy_season(user=alice, account_id=opportunity.account_id, first=first, last=last)
    assert not BusySeason.objects.exists()


def test_a_target_or_a_threat_of_another_kind_is_refused(alice: User, opportunity: Opportunity) -> None:
    account = opportunity.account_id
    with pytest.raises(TongpinError):
        actions.set_relation_target(user=alice, account_id=account, target="world")
    with pytest.raises(TongpinError):
        actions.record_threat(user=alice, account_id=account, kind="weather", text="雨")
    with pytest.raises(TongpinError):
        actions.record_threat(user=alice, account_id=account, kind="rival", text="  ")
    with pytest.raises(TongpinError):
        answer(alice, opportunity, "k" * 201)


def test_the_one_who_has_a_plan_keeps_it_when_several_are_planned(
    alice: User, maria: User, opportunity: Opportunity
) -> None:
    plan(alice, opportunity, every=10)
    actions.plan_contacts(user=maria, person_ids=[person(opportunity), person(opportunity, "s2"), person(opportunity)])
    owners = dict(ContactPlan.objects.values_list("person__name", "owner__name"))
    assert owners == {"周明": "陈静", "方敏": "陈静"}, "his manager leaves it to whoever keeps the sale"
    assert ContactPlan.objects.get(person=person(opportunity)).every == 10


def test_erasing_a_person_takes_his_name_from_plans_and_threats_and_his_own_plan_away(
    alice: User, maria: User, opportunity: Opportunity
) -> None:
    plan(alice, opportunity, note="请方敏引见")
    plan(alice, opportunity, "s2")
    actions.record_threat(user=alice, account_id=opportunity.account_id, kind="people", text="方敏要退休")
    erase_person(user=maria, person_id=person(opportunity, "s2"))
    assert [row.person.name for row in ContactPlan.objects.all()] == ["周明"]
    assert "方敏" not in ContactPlan.objects.get().note + Threat.objects.get().text


# ---------------------------------------------------------------- what a contact served
def test_functions_are_told_with_an_entry_and_changed_on_it(alice: User, opportunity: Opportunity) -> None:
    made = record_activity(
        user=alice, opportunity_id=opportunity.pk, kind="visit", functions=["service", "care", "service"], who=["s1"]
    )
    assert made.functions == ["care", "service"]
    edit_activity(user=alice, activity_id=made.pk, functions=["intelligence"])
    assert Activity.objects.get(pk=made.pk).functions == ["intelligence"]
    with pytest.raises(TongpinError):
        edit_activity(user=alice, activity_id=made.pk, functions=["bribe"])


def test_a_threat_outlives_its_entry_and_undo_brings_the_link_back(alice: User, opportunity: Opportunity) -> None:
    made = record_activity(user=alice, opportunity_id=opportunity.pk, kind="visit", text="别家报价也来了")
    row = answer(alice, opportunity, "rival:1:e03", activity_id=made.pk, words="别家报价")
    assert row.activity_id == made.pk
    delete_activity(user=alice, activity_id=made.pk)
    assert Threat.objects.get().activity_id is None
    undo_last_gesture(user=alice)
    assert Threat.objects.get().activity_id == made.pk


# ---------------------------------------------------------------- who is due
def test_the_list_has_my_people_and_a_manager_sees_all_of_his_team(
    alice: User, bob: User, maria: User, charlie: User, served: Opportunity
) -> None:
    plan(alice, served)
    assert [row.attention.party.name for row in care_list(user=alice).rows] == ["周明"]
    assert [row.attention.party.name for row in care_list(user=alice).unplanned] == ["方敏"]
    assert [row.attention.party.name for row in care_list(user=maria).rows] == ["周明"]
    assert care_list(user=charlie).rows == care_list(user=bob).rows == ()
    coverage = care_list(user=maria).coverage
    assert [(one.name, one.matter, one.planned) for one in coverage] == [("陈静", 1, 1)]
    assert care_list(user=alice).coverage == ()


def test_due_days_follow_the_records(alice: User, served: Opportunity) -> None:
    """The quotation of the tenth of February was the last contact with Zhou; every twenty days was agreed."""
    plan(alice, served, every=20)
    row = care_list(user=alice).rows[0]
    assert row.attention.last_day == dt.date(2026, 2, 10)
    # The second of March is a Monday and a working day in Hubei.
    assert (row.attention.state, row.attention.due) == ("due", TODAY)
    assert [item.attention.party.name for item in care_due(user=alice)] == ["周明"]
    record_activity(user=alice, opportunity_id=served.pk, kind="care", who=["s1"])
    assert care_due(user=alice) == []


def test_a_holiday_of_the_customers_region_moves_the_visit(alice: User, served: Opportunity) -> None:
    plan(alice, served, every=80)
    row = care_list(user=alice).rows[0]
    # The first of May 2026 is Labour Day in mainland China, off until the fifth.
    assert row.attention.due == dt.date(2026, 5, 6)


def test_a_visit_during_a_ticket_is_no_care(alice: User, served: Opportunity) -> None:
    Ticket.objects.create(opportunity=served, code="t1", reported=dt.date(2026, 2, 8), text="漏油")
    plan(alice, served, every=20)
    one = care_list(user=alice).rows[0].attention
    assert (one.last_day, one.by_trouble) == (None, 1)


def test_what_we_owe_is_brought_first(alice: User, served: Opportunity) -> None:
    add_commitment(
        user=alice, opportunity_id=served.pk, text="检修报告", by="陈静", date=dt.date(2026, 2, 1), due=TODAY
    )
    plan(alice, served, every=20)
    assert care_list(user=alice).rows[0].bring[0].kind == "owed"


def test_nobody_with_a_plan_costs_today_one_query(
    alice: User, opportunity: Opportunity, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(1):
        assert care_due(user=alice) == []


def test_queries_do_not_grow_with_customers(alice: User, django_assert_max_num_queries: Any) -> None:
    for number in range(4):
        plan(alice, planted(alice, f"plant-{number}"))
    with django_assert_max_num_queries(22):
        care_list(user=alice)
    with django_assert_max_num_queries(22):
        care_due(user=alice)


# ---------------------------------------------------------------- one customer
def test_range_and_threats_of_an_account(alice: User, served: Opportunity) -> None:
    found = account_care(user=alice, account_id=served.account_id)
    assert found.reach.now == "person"
    assert found.may_change
    note = "方科长说领导让找第二供应商。"
    record_activity(user=alice, opportunity_id=served.pk, kind="visit", text=note, who=["s2"])
    threats = account_care(user=alice, account_id=served.account_id).threats
    assert [(row.kind, row.words) for row in threats] == [("rival", "方科长说领导让找第二供应商")]


def test_what_was_dismissed_stays_dismissed(alice: User, served: Opportunity) -> None:
    record_activity(user=alice, opportunity_id=served.pk, kind="visit", text="他们问了别家报价。", who=["s2"])
    row = account_care(user=alice, account_id=served.account_id).threats[0]
    found = threat_found(user=alice, account_id=served.account_id, key=row.key)
    assert found is not None
    answer(alice, served, row.key, kind="rival", state="dismissed", words=row.words)
    again = account_care(user=alice, account_id=served.account_id)
    assert again.threats == ()
    assert [item.state for item in again.answered] == ["dismissed"]


def test_a_newcomer_on_the_chart_is_a_threat_until_we_meet_him(alice: User, served: Opportunity) -> None:
    add_seat(user=alice, account_id=served.account_id, title="厂长", holder="吕航", since=dt.date(2026, 2, 1))
    threats = account_care(user=alice, account_id=served.account_id).threats
    assert [row.found.why.key for row in threats if row.found] == ["threats.why.newcomer"]


def test_words_of_a_sale_that_one_does_not_see_stay_there(alice: User, charlie: User, served: Opportunity) -> None:
    """Charlie sells something else to the same works: he sees the account, and of Alice’s sale nothing."""
    made = record_activity(user=alice, opportunity_id=served.pk, kind="visit", text="密谈")
    answer(alice, served, f"rival:{served.pk}:{made.code}", kind="rival", activity_id=made.pk, words="密谈")
    answer(alice, served, f"ticket:{served.pk}:t1", kind="quality", text="“三号泵漏油”报了 20 天", words="三号泵漏油")
    answer(alice, served, "many:2026-02", kind="quality", text="90 天里报了 3 次问题", words="三号泵漏油")
    answer(alice, served, "broken:1:2026-01-01", kind="estrangement", activity_id=made.pk, words="密谈")
    Opportunity.objects.create(
        code="other", account=served.account, owner=charlie, playbook_name="x", playbook_version=1
    )
    his = {row.key: row.words for row in account_care(user=charlie, account_id=served.account_id).threats}
    assert his == {"many:2026-02": "", "broken:1:2026-01-01": ""}
    hers = account_care(user=alice, account_id=served.account_id).threats
    assert {row.words for row in hers if row.key.startswith(("rival", "ticket"))} == {"密谈", "三号泵漏油"}


@pytest.mark.parametrize(
    ("value", "low", "high", "is_outside"),
    [("91 %", "95", None, True), ("96", "95", None, False), ("−41 %", None, "-33", False), ("good", "1", "2", False)],
)
def test_a_reading_against_its_band(value: str, low: str | None, high: str | None, is_outside: bool) -> None:
    assert outside(value, Decimal(low) if low else None, Decimal(high) if high else None) is is_outside
