"""Who gets which page, and that a refusal says the same whether a thing is missing or somebody else's."""

import re

import pytest
from django.test import Client

from tests.web.conftest import Visit
from tongpin.crm.models import Person
from tongpin.crm.opportunities.models import Opportunity
from tongpin.crm.users.models import User
from tongpin.web.opportunity.head import TABS

PAGES = ("/", "/board", "/opportunities", "/note", "/accounts", "/playbooks", "/playbooks/industrial-six", "/flags")
EVERY_TAB = (*TABS, "no-such-tab")
FORMS = (
    *("facts", "position", "answers", "tender", "delivery", "close", "reopen", "sharing", "playbook"),
    *(f"records/{part}/add" for part in ("need", "criterion", "concern", "commitment", "bid", "metric")),
    *("records/stakeholder/add", "records/competitor/add", "records/line/add", "meetings/call", "tasks/add"),
)


@pytest.mark.parametrize("path", [*PAGES, "/profile", "/audit", "/opportunities/1"])
def test_strangers_to_the_product_are_sent_to_the_sign_in_page(db: None, path: str) -> None:
    answer = Client().get(path)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/account/login/")


@pytest.mark.parametrize("path", [*PAGES, "/profile"])
def test_every_page_opens(at: Visit, alice: User, opportunity: Opportunity, path: str) -> None:
    assert at(alice).get(path).status_code == 200


@pytest.mark.parametrize("tab", EVERY_TAB)
def test_every_tab_opens_for_owner_colleague_and_manager(
    at: Visit, alice: User, bob: User, maria: User, opportunity: Opportunity, tab: str
) -> None:
    for user in (alice, bob, maria):
        answer = at(user).get(f"/opportunities/{opportunity.pk}?tab={tab}")
        assert answer.status_code == 200
        assert "液压油年度采购" in answer.content.decode()


@pytest.mark.parametrize("tab", EVERY_TAB)
def test_a_stranger_is_told_the_same_as_of_nothing(
    at: Visit, charlie: User, opportunity: Opportunity, tab: str
) -> None:
    his = at(charlie).get(f"/opportunities/{opportunity.pk}?tab={tab}")
    nothing = at(charlie).get(f"/opportunities/{opportunity.pk + 99}?tab={tab}")
    assert (his.status_code, nothing.status_code) == (404, 404)
    assert "液压油" not in his.content.decode()
    assert "nothing here for you" in his.content.decode()
    assert "nothing here for you" in nothing.content.decode()


@pytest.mark.parametrize("form", FORMS)
def test_forms_open_for_the_owner_and_for_nobody_who_may_only_look(
    at: Visit, alice: User, bob: User, charlie: User, opportunity: Opportunity, form: str
) -> None:
    path = f"/opportunities/{opportunity.pk}/{form}"
    assert at(alice).get(path).status_code == 200
    refused = at(bob).get(path)
    assert refused.status_code == 403
    assert "but not do this" in refused.content.decode()
    assert at(charlie).get(path).status_code == 404


def test_buttons_are_shown_only_to_those_who_may_press_them(
    at: Visit, alice: User, bob: User, maria: User, opportunity: Opportunity
) -> None:
    path = f"/opportunities/{opportunity.pk}"
    shown = {user.username: at(user).get(path).content.decode() for user in (alice, bob, maria)}
    assert "Record it as met" in shown["alice"]
    assert "Force the gate" not in shown["alice"]
    assert "Force the gate" in shown["maria"]
    assert "Record it as met" not in shown["bob"]
    assert "Read only" in shown["bob"]


def test_the_auditor_reads_all_and_the_trail(at: Visit, auditor: User, opportunity: Opportunity) -> None:
    client = at(auditor)
    assert client.get(f"/opportunities/{opportunity.pk}").status_code == 200
    trail = client.get("/audit?verify=1").content.decode()
    assert "The chain holds" in trail
    assert "Imported deal files" in trail


def test_a_salesperson_is_refused_the_trail(at: Visit, alice: User) -> None:
    answer = at(alice).get("/audit")
    assert answer.status_code == 403
    assert "audit trail is for" in answer.content.decode()


def test_the_officer_sees_an_opportunity_once_it_is_flagged(
    at: Visit, alice: User, officer: User, opportunity: Opportunity
) -> None:
    path = f"/opportunities/{opportunity.pk}"
    assert at(officer).get(path).status_code == 404
    note = {"opportunity": opportunity.pk, "text": "采购说要给他个人返点三个点，打到他私人卡上。", "do": "save"}
    at(alice).post("/note", {**note, "date": "2026-03-02", "kind": "visit", "direction": "in"})
    Opportunity.objects.filter(pk=opportunity.pk).update(flag_count=1)
    assert at(officer).get(path).status_code == 200
    assert at(officer).get(f"{path}/facts").status_code == 403


def test_nobody_signs_himself_up(db: None) -> None:
    assert "closed" in Client().get("/account/signup/", headers={"accept-language": "en"}).content.decode().lower()


@pytest.mark.parametrize("who", ["auditor", "officer"])
def test_who_only_looks_is_offered_nothing_to_change(
    at: Visit, request: pytest.FixtureRequest, who: str, opportunity: Opportunity
) -> None:
    Opportunity.objects.filter(pk=opportunity.pk).update(flag_count=1)
    client = at(request.getfixturevalue(who))
    mine = f"/opportunities/{opportunity.pk}"
    person = Person.objects.get(name="方敏")
    lists = [path for path in PAGES if path != "/note"]
    paths = [*lists, "/audit", f"/accounts/{opportunity.account_id}", f"/people/{person.pk}"]
    for path in [*paths, *(f"{mine}?tab={tab}" for tab in EVERY_TAB)]:
        answer = client.get(path)
        shown = answer.content.decode()
        assert answer.status_code == 200, path
        sends = set(re.findall(r'<form[^>]*method="post"[^>]*action="([^"]*)"', shown))
        assert sends <= {"/account/logout/"}, path
        leads = re.findall(r'(?:href|hx-get)="([^"]*)"', shown)
        assert [to for to in leads if re.search(r"/(add|change|adapt|note|open|mark)\b", to)] == [], path
    for path in ("/note", "/accounts/add", f"/accounts/{opportunity.account_id}/change", f"/people/{person.pk}/change"):
        assert client.get(path).status_code == 403, path


def test_a_colleague_who_only_looks_gets_no_buttons_on_the_account(
    at: Visit, alice: User, bob: User, opportunity: Opportunity
) -> None:
    path = f"/accounts/{opportunity.account_id}"
    assert f"{path}/change" in at(alice).get(path).content.decode()
    assert f"{path}/change" not in at(bob).get(path).content.decode()
