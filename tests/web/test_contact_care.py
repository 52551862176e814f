"""Care on pages: who is due, one customer whole, the forms and buttons, Today, and the calendar file."""

import datetime as dt
from typing import Any

import pytest

from tests.crm.builders import TODAY
from tests.web.conftest import Visit
from tongpin.crm.accounts.models import Account
from tongpin.crm.activities.actions import record_activity
from tongpin.crm.activities.models import Activity
from tongpin.crm.care import actions
from tongpin.crm.care.models import BusySeason, ContactPlan, Threat
from tongpin.crm.opportunities.actions import close_opportunity
from tongpin.crm.opportunities.models import Opportunity, Stakeholder
from tongpin.crm.users.models import User


@pytest.fixture
def served(alice: User, opportunity: Opportunity) -> Opportunity:
    """They have bought."""
    close_opportunity(user=alice, opportunity_id=opportunity.pk, result="won", reason="试用", date=TODAY)
    return opportunity


def person(opportunity: Opportunity, code: str = "s1") -> int:
    return Stakeholder.objects.get(opportunity=opportunity, code=code).person_id


def page(at: Visit, user: User, address: str) -> str:
    answer = at(user).get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def planned(alice: User, opportunity: Opportunity, **facts: Any) -> None:
    actions.set_contact_plan(user=alice, person_id=person(opportunity), **{"every": 20, **facts})


def test_an_empty_page_says_what_to_do_first(at: Visit, alice: User) -> None:
    assert "Begin with those who decide" in page(at, alice, "/care")


def test_who_is_due_stands_under_his_customer_with_what_to_bring(at: Visit, alice: User, served: Opportunity) -> None:
    planned(alice, served, interests="油液检测")
    text = page(at, alice, "/care")
    assert "东湖钢厂" in text
    assert "News of what is followed here: 油液检测" in text
    assert "every 20 days" in text
    assert f"/note?opportunity={served.pk}&amp;who=s1" in text
    assert "Customers to see" in page(at, alice, "/")


def test_whoever_has_no_plan_is_proposed_and_planned_with_one_button(
    at: Visit, alice: User, served: Opportunity
) -> None:
    assert "Should have a plan" in page(at, alice, "/care")
    chosen = {"person": [str(person(served)), str(person(served, "s2")), "x", "٣"]}
    assert at(alice).post("/care/plan", chosen).status_code == 302
    assert ContactPlan.objects.count() == 2
    assert "Should have a plan" not in page(at, alice, "/care")


def test_a_manager_sees_how_customers_are_covered(at: Visit, alice: User, maria: User, served: Opportunity) -> None:
    text = page(at, maria, "/care")
    assert "How well we cover our customers" in text
    assert "陈静" in text
    assert "How well we cover" not in page(at, alice, "/care")


def test_strangers_and_onlookers(at: Visit, charlie: User, auditor: User, bob: User, served: Opportunity) -> None:
    address = f"/accounts/{served.account_id}/care"
    assert at(charlie).get(address).status_code == 404
    for user in (auditor, bob):
        text = page(at, user, address)
        assert "周明" in text
        assert f"/people/{person(served)}/plan" not in text
        assert "threats/add" not in text
    assert "东湖钢厂" not in page(at, charlie, "/care")
    assert at(charlie).get(f"/people/{person(served)}/plan").status_code == 404
    assert at(charlie).post("/care/plan", {"person": str(person(served))}).status_code == 404
    assert not ContactPlan.objects.exists()


def test_a_plan_is_made_changed_and_taken_away(at: Visit, alice: User, maria: User, opportunity: Opportunity) -> None:
    address, browser = f"/people/{person(opportunity)}/plan", at(alice)
    values = {"owner": str(maria.pk), "every": "30", "interests": "国产替代", "paused_until": "2026-04-01"}
    assert browser.post(address, values).status_code == 302
    row = ContactPlan.objects.get()
    assert (row.owner, row.every, row.paused_until) == (maria, 30, dt.date(2026, 4, 1))
    assert "国产替代" in browser.get(address).content.decode()
    for wrong in ({"every": "0"}, {"every": "1000"}, {"owner": "999999"}, {"owner": ""}, {"paused_until": "x"}):
        assert browser.post(address, {**values, **wrong}).status_code == 422
    assert browser.get(f"{address}/remove").status_code == 302
    assert ContactPlan.objects.exists()
    assert browser.post(f"{address}/remove").status_code == 302
    assert not ContactPlan.objects.exists()


def test_a_season_a_target_and_a_threat_of_an_account(at: Visit, alice: User, opportunity: Opportunity) -> None:
    account, browser = f"/accounts/{opportunity.account_id}/care", at(alice)
    season = {"first": "06-01", "last": "06-20", "note": "大修"}
    assert browser.post(f"{account}/seasons/add", season).status_code == 302
    assert browser.post(f"{account}/seasons/add", {**season, "last": "06-31"}).status_code == 422
    assert "大修" in browser.get(account).content.decode()
    row = BusySeason.objects.get()
    assert browser.post(f"{account}/seasons/{row.pk}/remove").status_code == 302
    assert browser.post(f"{account}/target", {"target": "company"}).status_code == 302
    assert Account.objects.get(pk=opportunity.account_id).relation_target == "company"
    assert browser.post(f"{account}/target", {"target": "world"}).status_code == 422
    told = {"kind": "people", "text": "方科长五月退休", "date": "2026-02-20", "plan": "", "owner": "陈静"}
    assert browser.post(f"{account}/threats/add", told).status_code == 302
    assert "方科长五月退休" in browser.get(account).content.decode()
    threat = Threat.objects.get()
    changed = {**told, "state": "handled", "plan": "见过接班人"}
    assert browser.post(f"{account}/threats/{threat.pk}", changed).status_code == 302
    assert Threat.objects.get().settled == TODAY
    assert browser.post(f"{account}/threats/{threat.pk}/remove").status_code == 302
    assert browser.get(f"{account}/threats/{threat.pk}").status_code == 404


def test_a_threat_of_the_records_shows_its_words_and_is_answered(at: Visit, alice: User, served: Opportunity) -> None:
    account, browser = f"/accounts/{served.account_id}/care", at(alice)
    text = "方科长说<b>领导</b>让找第二供应商。"
    record_activity(user=alice, opportunity_id=served.pk, kind="visit", text=text, who=["s2"])
    shown = browser.get(account).content.decode()
    assert "方科长说&lt;b&gt;领导&lt;/b&gt;让找第二供应商" in shown
    assert "without a discount first" in shown
    key = f"rival:{served.pk}:e03"
    assert (
        "The customer speaks of other suppliers" in browser.get(f"{account}/threats/answer?key={key}").content.decode()
    )
    assert browser.get(f"{account}/threats/answer?key=nothing").status_code == 404
    plan = {"key": key, "state": "open", "plan": "带三年数据去见部长", "owner": "陈静"}
    assert browser.post(f"{account}/threats/answer", plan).status_code == 302
    assert "带三年数据去见部长" in browser.get(account).content.decode()
    assert Threat.objects.get().activity == Activity.objects.get(code="e03")
    assert browser.post(f"{account}/threats/answer", {"key": key, "state": "dismissed"}).status_code == 302
    assert "The records show nothing that threatens" in browser.get(account).content.decode()


def test_a_note_and_an_entry_say_what_they_served(at: Visit, alice: User, opportunity: Opportunity) -> None:
    note = {"text": "坐了坐", "opportunity": str(opportunity.pk), "date": "2026-03-02", "kind": "visit"}
    sent = {**note, "direction": "out", "functions": ["care", "service"], "do": "save"}
    assert at(alice).post("/note", sent).status_code == 302
    row = Activity.objects.get(code="e03")
    assert row.functions == ["care", "service"]
    address = f"/opportunities/{opportunity.pk}/entries/{row.pk}/change"
    assert (
        'value="service" class="form-check-input" id="id_functions_3" checked'
        in at(alice).get(address).content.decode()
    )
    changed = {
        "text": "坐了坐",
        "date": "2026-03-02",
        "kind": "visit",
        "direction": "out",
        "functions": ["intelligence"],
    }
    assert at(alice).post(address, changed).status_code == 302
    assert Activity.objects.get(code="e03").functions == ["intelligence"]
    assert at(alice).post(address, {**changed, "functions": ["x"]}).status_code == 422


def test_the_calendar_file_has_what_falls_due(at: Visit, alice: User, maria: User, served: Opportunity) -> None:
    planned(alice, served, interests="油液检测")
    answer = at(alice).get("/care.ics")
    assert answer["Content-Type"].startswith("text/calendar")
    lines = answer.content.decode().replace("\r\n ", "")
    assert "SUMMARY:See 周明\\, 东湖钢厂" in lines
    assert "油液检测" in lines
    assert "DTSTART;VALUE=DATE:20260302" in lines
    assert "care.ics" in page(at, alice, "/care")
    assert "care.ics" not in page(at, maria, "/care"), "a manager sees the plan, and it is not in his calendar"
    assert "SUMMARY" not in at(maria).get("/care.ics").content.decode()


@pytest.mark.parametrize("address", ["/care", "/accounts/{account}/care"])
def test_queries_of_the_pages(
    at: Visit, alice: User, served: Opportunity, address: str, django_assert_max_num_queries: Any
) -> None:
    planned(alice, served)
    browser = at(alice)
    browser.get("/care")
    with django_assert_max_num_queries(34):
        assert browser.get(address.format(account=served.account_id)).status_code == 200
