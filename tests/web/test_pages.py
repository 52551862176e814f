"""Accounts, people, playbooks, profile, errors; and the three languages."""

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.template import loader
from django.test import Client
from django.utils import translation

import tongpin
from tests.web.conftest import Visit
from tongpin.crm.models import Account, KeptPlaybook, Person
from tongpin.crm.opportunities.models import Opportunity
from tongpin.crm.users.models import User
from tongpin.method import playbook as playbooks
from tongpin.web.log_words import FIELDS, THINGS, VERBS
from tongpin.web.texts import stage_name

ROOT = Path(tongpin.__file__).parent


# ---------------------------------------------------------------- accounts and people
def test_from_nothing_to_the_first_note(at: Visit, charlie: User) -> None:
    client = at(charlie)
    client.post("/accounts/add", {"name": "Moss Lane Hospital", "kind": "public"})
    account = Account.objects.get(name="Moss Lane Hospital")
    client.post(f"/accounts/{account.pk}/people/add", {"name": "Dr Hale", "title": "Head of imaging"})
    opened = client.post(f"/accounts/{account.pk}/open", {"name": "CT scanner", "amount": "850,000"}, follow=True)
    assert opened.status_code == 200
    assert "Opened. Now write down the last talk" in opened.content.decode()
    opportunity = Opportunity.objects.get(account=account)
    assert opportunity.amount == 850_000
    shown = client.get(f"/accounts/{account.pk}").content.decode()
    assert "CT scanner" in shown
    assert "Dr Hale" in shown


def test_an_account_needs_a_name(at: Visit, charlie: User) -> None:
    answer = at(charlie).post("/accounts/add", {"name": "  ", "region": "Fife"})
    assert answer.status_code == 422
    assert 'value="Fife"' in answer.content.decode()


def test_an_account_that_is_here_already_is_offered_before_a_second_is_made(
    at: Visit, alice: User, opportunity: Opportunity
) -> None:
    client = at(alice)
    answer = client.post("/accounts/add", {"name": "东湖钢厂有限公司", "region": "湖北"})
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert "This customer may be here already" in shown
    assert f'href="/accounts/{opportunity.account_id}"' in shown
    assert 'value="湖北"' in shown
    assert Account.objects.count() == 1
    again = client.post("/accounts/add", {"name": "东湖钢厂二厂", "another": "东湖钢厂有限公司"})
    assert again.status_code == 422  # another name is looked up anew
    client.post("/accounts/add", {"name": "东湖钢厂有限公司", "another": "东湖钢厂有限公司"})
    assert Account.objects.filter(name="东湖钢厂有限公司").exists()


def test_a_person_shows_his_part_and_what_passed(at: Visit, alice: User, opportunity: Opportunity) -> None:
    person = Person.objects.get(name="方敏")
    shown = at(alice).get(f"/people/{person.pk}").content.decode()
    assert "Executor" in shown
    assert "方科长说今年预算批了" in shown


def test_another_teams_account_is_not_there(at: Visit, charlie: User, opportunity: Opportunity) -> None:
    client = at(charlie)
    assert client.get(f"/accounts/{opportunity.account_id}").status_code == 404
    assert client.get(f"/people/{Person.objects.get(name='方敏').pk}").status_code == 404
    assert client.post(f"/accounts/{opportunity.account_id}/open", {"name": "x"}).status_code == 404


# ---------------------------------------------------------------- playbooks
@pytest.mark.parametrize("name", ["industrial-six", "four-phase", "solution-six"])
def test_playbooks_are_read(at: Visit, alice: User, name: str) -> None:
    shown = at(alice).get(f"/playbooks/{name}").content.decode()
    book = playbooks.load(name)
    for step in book.selling_steps:
        assert step.title["en"] in shown.replace("&amp;", "&").replace("&#x27;", "'")


def test_a_manager_adapts_a_copy(at: Visit, maria: User) -> None:
    text = playbooks.source("industrial-six").replace("name: industrial-six", "name: our-way", 1)
    answer = at(maria).post("/playbooks/industrial-six/adapt", {"text": text})
    assert answer["Location"] == "/playbooks/our-way"
    assert KeptPlaybook.objects.get(name="our-way").made_from == "industrial-six"
    assert "our own" in at(maria).get("/playbooks").content.decode()


def test_all_faults_are_told_with_their_lines_and_nothing_is_kept(at: Visit, maria: User) -> None:
    text = playbooks.source("industrial-six").replace("name: industrial-six", "name: our-way", 1)
    broken = text.replace("check: assessed_graded", "check: astrology").replace("need: 90", "need: -1")
    answer = at(maria).post("/playbooks/industrial-six/adapt", {"text": broken})
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert "2 faults; nothing has been kept" in shown
    assert "Line " in shown
    assert "astrology" in shown
    assert not KeptPlaybook.objects.filter(name="our-way").exists()


@pytest.mark.parametrize(
    ("language", "place"),
    [
        ("en", "Our steps › no. 1 › gate: “title” is missing"),
        ("zh-hans", "我们的步骤 › 第 1 项 › 关键节点：缺少“title”"),
        ("zh-hant", "我們的步驟 › 第 1 項 › 關鍵節點：缺少「title」"),
    ],
)
def test_the_place_of_a_fault_is_told_in_words(at: Visit, maria: User, language: str, place: str) -> None:
    text = playbooks.source("industrial-six").replace("name: industrial-six", "name: our-way", 1)
    broken = re.sub(r"check: assessed_graded, title: \{[^}]*\}", "check: assessed_graded", text)
    client = at(maria)
    client.post("/profile", {"language": language})
    shown = client.post("/playbooks/industrial-six/adapt", {"text": broken}).content.decode()
    assert place in shown
    assert "selling_steps.0" not in shown.split("<textarea")[0]


def test_a_playbook_that_is_too_long_is_told_and_not_cut(at: Visit, maria: User) -> None:
    text = playbooks.source("industrial-six").replace("name: industrial-six", "name: our-way", 1) + "#" * 200_000
    answer = at(maria).post("/playbooks/industrial-six/adapt", {"text": text})
    assert answer.status_code == 422
    assert f"this text has {len(text)}" in answer.content.decode()
    assert "#" * 200_000 in answer.content.decode()
    assert not KeptPlaybook.objects.filter(name="our-way").exists()


def test_a_salesperson_reads_but_does_not_adapt(at: Visit, alice: User) -> None:
    assert at(alice).get("/playbooks/industrial-six/adapt").status_code == 403
    assert at(alice).get("/playbooks/no-such-thing").status_code == 404


# ---------------------------------------------------------------- languages
PAGES = ("/", "/board", "/opportunities", "/note", "/accounts", "/playbooks", "/profile")
NAMES = {"zh-hans": "同频", "zh-hant": "同頻", "en": "Tongpin"}


@pytest.mark.parametrize("language", NAMES)
def test_every_page_speaks_the_users_language(at: Visit, alice: User, opportunity: Opportunity, language: str) -> None:
    client = at(alice)
    client.post("/profile", {"language": language})
    stage = translation.override(language)
    for path in (*PAGES, f"/opportunities/{opportunity.pk}"):
        shown = client.get(path).content.decode()
        assert f'<html lang="{language}">' in shown
        assert NAMES[language] in shown
    with stage:
        assert stage_name(opportunity.stage) in client.get(f"/opportunities/{opportunity.pk}").content.decode()


@pytest.mark.parametrize(
    ("asked", "name"), [("zh-TW", "同頻"), ("zh-CN", "同频"), ("en-GB", "Tongpin"), ("fr", "同频")]
)
def test_the_sign_in_page_speaks_what_the_browser_asks_for(db: None, asked: str, name: str) -> None:
    assert name in Client().get("/account/login/", headers={"accept-language": asked}).content.decode()


def test_the_language_is_switched_at_the_sign_in_page(db: None) -> None:
    client = Client()
    client.post("/language/setlang/", {"language": "zh-hant", "next": "/account/login/"})
    assert "登入" in client.get("/account/login/").content.decode()


def test_an_unknown_language_is_refused(at: Visit, alice: User) -> None:
    assert at(alice).post("/profile", {"language": "tlh"}).status_code == 422


STIFF = re.compile(r"[\u4e00-\u9fff][.,!?]|字段|有效的|必填项|确保")


@pytest.mark.parametrize("language", ["zh-hans", "zh-hant"])
def test_what_a_form_refuses_is_told_in_plain_chinese(
    at: Visit, alice: User, opportunity: Opportunity, language: str
) -> None:
    client = at(alice)
    client.post("/profile", {"language": language})
    faulty = {"date": "2026-02-31", "bidder": "固" * 2001, "price": "1.234", "rank": "0"}
    form = client.post(f"/opportunities/{opportunity.pk}/records/bid/add", faulty).context["form"]
    nothing = client.post(f"/opportunities/{opportunity.pk}/records/need/add", {"type": "x"}).context["form"]
    told = [str(text) for texts in (*form.errors.values(), *nothing.errors.values()) for text in texts]
    assert len(told) >= 8
    for text in told:
        assert not STIFF.search(text), text
        assert re.search(r"[\u4e00-\u9fff]", text), text


def test_signing_in_shows_no_message_with_the_user_name(alice: User) -> None:
    alice.set_password("q7-Harbour-lamp")
    alice.save()
    form = {"login": "alice", "password": "q7-Harbour-lamp"}
    shown = Client().post("/account/login/", form, follow=True).content.decode()
    assert "Sign out" in shown
    assert "note-fits" not in shown
    assert "alice" not in shown


# ---------------------------------------------------------------- errors
def test_a_missing_page_says_so_in_words(at: Visit, alice: User) -> None:
    answer = at(alice).get("/no/such/page")
    assert answer.status_code == 404
    assert "There is no page under this address" in answer.content.decode()


@pytest.mark.parametrize(
    ("path", "goes"), [("/undo", "/"), ("move-on", ""), ("mistakes/dispute", ""), ("gates/g1_assessed_graded", "")]
)
def test_the_address_of_a_button_leads_to_the_page_that_has_it(
    at: Visit, alice: User, opportunity: Opportunity, path: str, goes: str
) -> None:
    mine = f"/opportunities/{opportunity.pk}"
    answer = at(alice).get(path if goes else f"{mine}/{path}", follow=True)
    assert answer.redirect_chain == [(goes or mine, 302)]
    assert "Please press the button once more" in answer.content.decode()
    assert not opportunity.gates.exists()


def test_a_button_pressed_after_the_session_ended_leads_back_to_its_page(
    at: Visit, alice: User, opportunity: Opportunity
) -> None:
    path = f"/opportunities/{opportunity.pk}/move-on"
    sent = Client().post(path)
    assert sent["Location"] == f"/account/login/?next={path}"
    assert at(alice).get(path)["Location"] == f"/opportunities/{opportunity.pk}"


def test_who_has_not_signed_in_sees_no_menu_and_no_dead_end(db: None) -> None:
    client = Client(headers={"accept-language": "en"})
    for path in ("/account/password/reset/", "/account/signup/", "/no/such/page"):
        shown = client.get(path).content.decode()
        assert "AnonymousUser" not in shown, path
        assert 'class="topbar"' not in shown, path
    assert "Ask your administrator for a new one" in client.get("/account/password/reset/").content.decode()


def test_a_missing_page_keeps_the_menu_of_who_has_signed_in(at: Visit, alice: User) -> None:
    assert 'class="topbar"' in at(alice).get("/no/such/page").content.decode()


@pytest.mark.parametrize("language", ["zh-hans", "zh-hant", "en"])
def test_the_page_of_a_breakdown_speaks_the_language_and_has_our_look(language: str) -> None:
    with translation.override(language):
        shown = loader.get_template("500.html").render()
    assert f'<html lang="{language}">' in shown
    assert "ours/tongpin.css" in shown


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_what_no_page_takes_is_refused_in_words(at: Visit, alice: User, method: str) -> None:
    answer = getattr(at(alice), method)("/undo")
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert "only takes a form that was sent" in answer.content.decode()


def test_what_is_too_large_to_take_is_told_in_words(at: Visit, alice: User, settings) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    client = at(alice)
    client.raise_request_exception = False
    answer = client.post("/note", {"text": "长" * 2000, "do": "read"})
    assert answer.status_code == 400
    assert "too large or not in order" in answer.content.decode()


def test_nothing_to_undo_is_told(at: Visit, charlie: User) -> None:
    answer = at(charlie).post("/undo", {"next": "/"})
    assert answer.status_code == 409
    assert "nothing to undo" in answer.content.decode()


def test_undo_goes_back_to_our_own_pages_only(at: Visit, alice: User, opportunity: Opportunity) -> None:
    client = at(alice)
    client.post(f"/opportunities/{opportunity.pk}/position", {"position": "favourite"})
    assert client.post("/undo", {"next": "https://evil.example/"})["Location"] == "/"


def test_a_form_without_its_token_is_refused(alice: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(alice, backend="allauth.account.auth_backends.AuthenticationBackend")
    answer = client.post("/profile", {"language": "en"})
    assert answer.status_code == 403
    assert "The form has expired" in answer.content.decode() or "表单已过期" in answer.content.decode()


def test_the_content_policy_allows_no_inline_code(at: Visit, alice: User, opportunity: Opportunity) -> None:
    tabs = (f"/opportunities/{opportunity.pk}{tab}" for tab in ("", "?tab=timeline", "?tab=people"))
    for path in (*PAGES, *tabs):
        shown = at(alice).get(path).content.decode()
        for forbidden in (" style=", "<style", "onclick=", "<script>", "javascript:"):
            assert forbidden not in shown, path


# ---------------------------------------------------------------- the log
def test_every_action_and_every_record_has_its_name_in_the_log() -> None:
    actions = [path for path in (ROOT / "crm").rglob("*.py") if path.name in {"actions.py", "people.py"}]
    source = "\n".join(path.read_text(encoding="utf-8") for path in actions)
    verbs = set(re.findall(r'(?:gesture|work_on)\([^")]*"(\w+)"', source)) | set(re.findall(r'action="(\w+)"', source))
    verbs |= set(re.findall(r'work_on_record\([^")]*"(\w+)"', source))
    assert len(verbs) > 40
    assert verbs - VERBS.keys() == set()
    unlogged = {"chainhead", "logentry", "storedstanding", "team"}
    tables = {table._meta.model_name for table in apps.get_app_config("crm").get_models()}
    assert tables - unlogged - THINGS.keys() == set()


def test_every_column_that_the_log_names_has_a_human_word() -> None:
    unlogged = {"chainhead", "logentry", "storedstanding"}
    tables = [table for table in apps.get_app_config("crm").get_models() if table._meta.model_name not in unlogged]
    columns = {
        field.attname
        for table in tables
        for field in table._meta.concrete_fields
        if field.attname not in getattr(table, "UNLOGGED", ())
    }
    assert columns - FIELDS.keys() == set()


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "attitude, how it is known, last contact"),
        ("zh-hans", "态度、怎么知道的、最近联系"),
        ("zh-hant", "態度、怎麼知道的、最近聯絡"),
    ],
)
def test_the_log_names_fields_in_the_readers_words(
    at: Visit, alice: User, opportunity: Opportunity, language: str, words: str
) -> None:
    client = at(alice)
    path = f"/opportunities/{opportunity.pk}"
    person = opportunity.stakeholders.get(code="s2")
    form = {"name": "方敏", "title": "采购科长", "roles": "executor", "influence": "3", "attitude": "1"}
    client.post(f"{path}/records/stakeholder/{person.pk}", {**form, "last_contact": "2026-03-01"})
    client.post("/profile", {"language": language})
    assert words in client.get(f"{path}?tab=record").content.decode()
