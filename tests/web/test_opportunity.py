"""The opportunity page: what a salesperson and a manager do there."""

import xml.etree.ElementTree as ET
from dataclasses import replace
from typing import Any

import pytest

from tests.web.conftest import Visit
from tongpin.crm.models import Concern, Finding, GateRecord, LogEntry, Need, Signal, Stakeholder
from tongpin.crm.opportunities.models import Opportunity
from tongpin.crm.opportunities.page import OpportunityPage, opportunity_page
from tongpin.crm.users.models import User
from tongpin.method.wording import Say, say, texts
from tongpin.web.opportunity import page
from tongpin.web.opportunity.findings import SUPPLIES, _lack

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def path(opportunity: Opportunity) -> str:
    return f"/opportunities/{opportunity.pk}"


def test_the_overview_says_stage_grade_chance_and_what_to_do(at: Visit, alice: User, path: str) -> None:
    shown = at(alice).get(path).content.decode()
    for text in ("Where the customer is", "Chance of winning", "The main obstacle", "What to do next", "Two tracks"):
        assert text in shown
    assert shown.count("<svg xmlns") == 2  # wide and narrow
    assert '<mark class="proposed">预算批了</mark>' in shown  # the evidence that a number opens to


def test_where_nothing_stands_in_the_way_no_risk_contradicts_it(
    at: Visit, alice: User, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unhindered(**asked: Any) -> OpportunityPage:
        found = opportunity_page(**asked)
        return replace(found, standing=replace(found.standing, main_obstacle=say("advice.obstacle.none")))

    assert "Biggest risk: " in at(alice).get(path).content.decode()
    monkeypatch.setattr(page, "opportunity_page", unhindered)
    shown = at(alice).get(path).content.decode()
    assert "No plain obstacle" in shown
    assert "To guard against: " in shown
    for contradiction in ("Biggest risk", "The main obstacle"):
        assert contradiction not in shown


@pytest.mark.parametrize(
    ("tab", "most"),
    [
        ("worth", 25),
        ("delivery", 27),
        *((tab, 24) for tab in ("overview", "timeline", "needs", "tender", "record")),
        ("customer", 48),
        ("people", 38),
        ("team", 44),
    ],
)
def test_queries_do_not_grow_with_the_history(
    at: Visit, alice: User, opportunity: Opportunity, path: str, tab: str, most: int, django_assert_max_num_queries
) -> None:
    client = at(alice)
    for day in range(1, 13):
        client.post("/note", _note(opportunity, f"第{day}次：招标文件还没出", date=f"2026-02-{day:02d}"))
    with django_assert_max_num_queries(most):
        client.get(f"{path}?tab={tab}")


def test_a_signal_is_struck_and_never_counts_again_until_undone(
    at: Visit, alice: User, opportunity: Opportunity, path: str
) -> None:
    client = at(alice)
    signal = Signal.objects.get(opportunity=opportunity, kind="budget_approved")
    before = _stage_chance(client.get(path).content.decode())
    answer = client.post(f"{path}/signals", {"strike": signal.pk}, follow=True)
    assert "no longer counts" in answer.content.decode()
    signal.refresh_from_db()
    assert signal.state == "struck"
    assert _stage_chance(client.get(path).content.decode()) != before
    client.post("/undo", {"next": path})
    signal = Signal.objects.get(opportunity=opportunity, kind="budget_approved")
    assert signal.state == "proposed"
    assert _stage_chance(client.get(path).content.decode()) == before


def _stage_chance(page: str) -> str:
    """The likeliest stage with its percentage, from the head."""
    return page.split('class="tile tile-customer"')[1].split("<svg")[0]


def test_a_signal_is_confirmed(at: Visit, alice: User, opportunity: Opportunity, path: str) -> None:
    signal = Signal.objects.get(opportunity=opportunity, kind="budget_approved")
    at(alice).post(f"{path}/signals", {"confirm": signal.pk})
    signal.refresh_from_db()
    assert (signal.state, signal.by) == ("confirmed", "陈静")


def test_words_are_marked_by_hand(at: Visit, alice: User, opportunity: Opportunity, path: str) -> None:
    client = at(alice)
    mark = f"{path}/entries/{opportunity.activities.get(code='e01').pk}/mark"
    assert "Budget approved" in client.get(mark).content.decode()
    client.post(mark, {"kind": "Budget approved", "words": "两百多万"})
    found = Signal.objects.get(opportunity=opportunity, source="person")
    assert (found.kind, found.words, found.state) == ("budget_approved", "两百多万", "confirmed")
    client.post(mark, {"kind": "Sees no need", "words": "方科长", "start": 0, "end": 3})
    assert Signal.objects.get(opportunity=opportunity, kind="no_need_seen").start == 0
    for form in ({"kind": "Budget approved", "words": "没有这句"}, {"kind": "Starry eyes", "words": "方科长"}):
        answer = client.post(mark, form)
        assert answer.status_code == 422
        assert form["words"] in answer.content.decode()


@pytest.mark.parametrize("pressed", [{}, {"strike": "x"}, {"confirm": "-1"}, {"strike": "9" * 40}])
def test_a_button_that_names_no_signal_is_told_so(at: Visit, alice: User, path: str, pressed: dict[str, str]) -> None:
    assert at(alice).post(f"{path}/signals", pressed).status_code == 404


def test_a_mistake_is_disputed_and_settled_by_the_manager_only(
    at: Visit, alice: User, maria: User, opportunity: Opportunity, path: str
) -> None:
    page = at(alice).get(path).content.decode()
    code = page.split('id="mistake-')[1].split('"')[0]
    entry = page.split('name="entry" value="')[1].split('"')[0]
    at(alice).post(f"{path}/mistakes/dispute", {"code": code, "entry": entry, "reason": "客户自己要的"})
    assert Finding.objects.get(opportunity=opportunity).state == "disputed"
    settle = {"code": code, "entry": entry, "reason": "查过了", "stands": "no"}
    assert at(alice).post(f"{path}/mistakes/settle", settle).status_code == 403
    assert "Your decision" in at(maria).get(path).content.decode()
    at(maria).post(f"{path}/mistakes/settle", settle)
    assert Finding.objects.get(opportunity=opportunity).state == "settled"


def test_a_dispute_needs_a_reason(at: Visit, alice: User, path: str) -> None:
    answer = at(alice).post(f"{path}/mistakes/dispute", {"code": "premature_quote", "entry": "e02", "reason": "  "})
    assert answer.status_code == 422
    assert "why this is no mistake" in answer.content.decode()


def test_moving_on_says_there_and_then_what_is_missing(at: Visit, alice: User, path: str) -> None:
    answer = at(alice).post(f"{path}/move-on")
    shown = answer.content.decode()
    assert answer.status_code == 409
    assert "This gate is not met yet" in shown
    assert "No assessment or grade on record" in shown


def test_a_gate_is_recorded_with_the_entry_that_shows_it(
    at: Visit, alice: User, opportunity: Opportunity, path: str
) -> None:
    at(alice).post(f"{path}/gates/g1_assessed_graded", {"met": "2026-01-06", "shown_by": "e01"})
    record = GateRecord.objects.get(opportunity=opportunity)
    assert (record.gate, str(record.met), record.shown_by.get().activity.code) == (
        "g1_assessed_graded",
        "2026-01-06",
        "e01",
    )


def test_a_record_of_a_gate_is_taken_back_and_that_is_undone(
    at: Visit, alice: User, bob: User, opportunity: Opportunity, path: str
) -> None:
    client, gate = at(alice), f"{path}/gates/g1_assessed_graded"
    assert "Take the record back" not in client.get(path).content.decode()
    client.post(gate, {"met": "2026-01-06", "shown_by": "e01"})
    assert client.get(path).content.decode().count("Take the record back") == 1
    assert "Take the record back" not in at(bob).get(path).content.decode()
    assert at(bob).post(f"{gate}/withdraw").status_code == 403
    client.post(f"{gate}/withdraw")
    assert not GateRecord.objects.exists()
    client.post("/undo", {"next": path})
    assert GateRecord.objects.get().shown_by.get().activity.code == "e01"


def test_several_missing_things_are_shown_at_once(at: Visit, alice: User, opportunity: Opportunity, path: str) -> None:
    client = at(alice)
    client.post(f"{path}/gates/g1_assessed_graded", {"met": "2026-01-06"})
    client.post(f"{path}/records/stakeholder/add", {"name": "赵总", "roles": ["power", "decision_maker"]})
    gate = next(row for row in client.get(path).context["gates"] if row.next)
    assert len(gate.missing) >= 2
    assert {lack.button for lack in gate.missing} == {"Add a person", "Write a note"}
    shown = client.get(path).content.decode().split(f'id="{gate.gate}"')[1].split("gate-step")[0]
    assert shown.count('name="shown_by"') == len(gate.missing)
    client.post(f"{path}/gates/{gate.gate}", {"met": "2026-02-10", "shown_by": ["e01", "", "e02", "e01"]})
    record = GateRecord.objects.get(opportunity=opportunity, gate=gate.gate)
    assert sorted(record.shown_by.values_list("activity__code", flat=True)) == ["e01", "e02"]


def test_whatever_a_gate_lacks_there_is_a_form_that_brings_it(at: Visit, alice: User, path: str) -> None:
    lacks = {key for key in texts() if key.startswith("gates.missing.")}
    assert {key.rpartition(".")[2] for key in lacks} >= SUPPLIES.keys()
    for key in lacks:
        lack = _lack(Say(key, (("name", "x"), ("rival", "x"), ("words", "x"))), path)
        assert at(alice).get(lack.supply).status_code == 200, key


def test_a_manager_forces_a_gate_with_a_reason_that_stays_visible(
    at: Visit, alice: User, maria: User, path: str
) -> None:
    gate = f"{path}/gates/g1_assessed_graded/force"
    assert at(alice).post(gate, {"reason": "来不及了"}).status_code == 403
    refused = at(maria).post(gate, {"reason": " "})
    assert refused.status_code == 422
    assert "why the gate is forced" in refused.content.decode()
    at(maria).post(gate, {"reason": "总部要求先投"})
    shown = at(alice).get(path).content.decode()
    assert "Forced by 王强: 总部要求先投" in shown


def test_records_are_added_changed_removed_and_brought_back(
    at: Visit, alice: User, opportunity: Opportunity, path: str
) -> None:
    client = at(alice)
    form = {"text": "换型时间太长", "date": "2026-02-20", "who": "s1", "type": "org", "strength": "explicit"}
    client.post(f"{path}/records/need/add", form)
    need = Need.objects.get(opportunity=opportunity, text="换型时间太长")
    client.post(f"{path}/records/need/{need.pk}", {**form, "money": "1,200,000", "origin": "customer"})
    need.refresh_from_db()
    assert (need.money, need.origin) == (1_200_000, "customer")
    client.post(f"{path}/records/need/{need.pk}/remove")
    assert not Need.objects.filter(pk=need.pk).exists()
    client.post("/undo", {"next": path})
    assert Need.objects.filter(text="换型时间太长").exists()


def test_every_kind_of_record_opens_with_its_values(
    at: Visit, alice: User, opportunity: Opportunity, path: str
) -> None:
    concern = Concern.objects.get(opportunity=opportunity)
    person = Stakeholder.objects.get(opportunity=opportunity, code="s2")
    shown = at(alice).get(f"{path}/records/concern/{concern.pk}").content.decode()
    assert "换牌号会不会出事" in shown
    assert '<option value="s1" selected>' in shown
    shown = at(alice).get(f"{path}/records/stakeholder/{person.pk}").content.decode()
    assert 'value="方敏"' in shown
    assert 'value="executor" class="form-check-input"' in shown


def test_each_person_has_a_stage_of_his_own(at: Visit, alice: User, path: str) -> None:
    cards = at(alice).get(f"{path}?tab=people").context["cards"]
    assert {card.name: dict(card.facts).get("This person’s own stage") for card in cards}["方敏"] == "Screening"


def test_a_person_whom_entries_name_is_not_removed(at: Visit, alice: User, opportunity: Opportunity, path: str) -> None:
    person = Stakeholder.objects.get(opportunity=opportunity, code="s1")
    answer = at(alice).post(f"{path}/records/stakeholder/{person.pk}/remove")
    assert answer.status_code == 409
    assert "Other records still speak of this" in answer.content.decode()


@pytest.mark.parametrize(
    ("part", "form", "field"),
    [
        ("need", {"text": "", "date": "2026-02-20"}, "text"),
        ("need", {"text": "x", "date": "2026-02-31"}, "date"),
        ("bid", {"date": "2026-02-20", "bidder": "固力", "price": "-3"}, "price"),
        ("stakeholder", {"name": "赵", "roles": "king"}, "roles"),
        ("stakeholder", {"name": "赵", "attitude": "7"}, "attitude"),
        ("criterion", {"name": "价格", "rivals": "固力 三十"}, "rivals"),
    ],
)
def test_a_faulty_form_comes_back_with_what_was_typed(
    at: Visit, alice: User, path: str, part: str, form: dict[str, str], field: str
) -> None:
    answer = at(alice).post(f"{path}/records/{part}/add", form)
    assert answer.status_code == 422
    assert answer.context["form"].errors.keys() >= {field}
    for typed in form.values():
        assert typed in answer.content.decode()


def test_two_people_save_at_once_and_nothing_is_lost(
    at: Visit, alice: User, maria: User, opportunity: Opportunity, path: str
) -> None:
    form = {"version": "1", "name": "液压油年度采购", "currency": "CNY", "amount": "2600000"}
    assert at(maria).post(f"{path}/facts", form).status_code == 302
    mine = {**form, "amount": "2700000", "name": "液压油三年框架"}
    told = at(alice).post(f"{path}/facts", mine)
    shown = told.content.decode()
    assert told.status_code == 409
    assert "王强 changed this opportunity" in shown
    assert "2600000" in shown
    assert 'value="2700000"' in shown
    assert 'value="液压油三年框架"' in shown
    again = {**mine, "version": shown.split('name="version" value="')[1].split('"')[0]}
    assert at(alice).post(f"{path}/facts", again).status_code == 302
    opportunity.refresh_from_db()
    assert (opportunity.name, opportunity.amount) == ("液压油三年框架", 2_700_000)


def test_two_people_change_one_record_and_the_second_is_told(
    at: Visit, alice: User, maria: User, opportunity: Opportunity, path: str
) -> None:
    person = Stakeholder.objects.get(opportunity=opportunity, code="s1")
    page = f"{path}/records/stakeholder/{person.pk}"
    seen = at(alice).get(page).context["form"].seen
    assert at(alice).post(page, {"name": "方敏", "title": "副总", "seen": seen}).status_code == 302
    late = at(maria).post(page, {"name": "方敏", "title": "科长", "seen": seen})
    assert late.status_code == 422
    assert "Saved now: 副总" in late.content.decode()
    assert Stakeholder.objects.get(pk=person.pk).person.title == "副总"
    again = {"name": "方敏", "title": "科长", "seen": late.context["form"].seen}
    assert at(maria).post(page, again).status_code == 302


def test_attitudes_below_nought_and_amounts_are_typed_as_they_are_shown(
    at: Visit, alice: User, opportunity: Opportunity, path: str
) -> None:
    person = Stakeholder.objects.get(opportunity=opportunity, code="s2")
    form = {"name": "方敏", "roles": "executor", "attitude_to_rivals": "固力：−2"}
    assert at(alice).post(f"{path}/records/stakeholder/{person.pk}", form).status_code == 302
    person.refresh_from_db()
    assert person.attitude_to_rivals == {"固力": -2}
    assert 'value="2,580,000"' in at(alice).get(f"{path}/facts").content.decode()


def test_an_opportunity_is_closed_and_opened_again(at: Visit, alice: User, opportunity: Opportunity, path: str) -> None:
    client = at(alice)
    client.post(f"{path}/close", {"result": "lost", "date": "2026-03-01", "reason": "价格", "winner": "固力"})
    opportunity.refresh_from_db()
    assert (opportunity.result, opportunity.result_winner) == ("lost", "固力")
    assert "Lost 2026-03-01" in client.get(path).content.decode()
    client.post(f"{path}/reopen")
    opportunity.refresh_from_db()
    assert opportunity.result is None


def test_access_is_given_and_taken(at: Visit, alice: User, charlie: User, opportunity: Opportunity, path: str) -> None:
    at(alice).post(f"{path}/sharing", {"with_user": charlie.pk})
    assert at(charlie).get(path).status_code == 200
    at(alice).post(f"{path}/sharing/{charlie.pk}/stop")
    assert at(charlie).get(path).status_code == 404


def test_the_opportunity_moves_to_another_playbook(at: Visit, alice: User, opportunity: Opportunity, path: str) -> None:
    answer = at(alice).post(f"{path}/playbook", {"playbook": "four-phase 1"}, follow=True)
    opportunity.refresh_from_db()
    assert opportunity.playbook_name == "four-phase"
    assert answer.status_code == 200


def test_the_deal_file_is_saved_and_the_log_tells(at: Visit, alice: User, opportunity: Opportunity, path: str) -> None:
    answer = at(alice).get(f"{path}/deal-file")
    assert answer["Content-Disposition"].startswith("attachment")
    assert "东湖钢厂" in answer.content.decode()
    assert LogEntry.objects.filter(verb="export_cases", opportunity_id=opportunity.pk).exists()


@pytest.mark.parametrize("size", ["wide", "narrow", "nonsense"])
def test_the_picture_is_a_file_that_stands_alone(at: Visit, alice: User, path: str, size: str) -> None:
    answer = at(alice).get(f"{path}/tracks.svg?size={size}")
    root = ET.fromstring(answer.content)  # noqa: S314 - our own picture
    assert answer["Content-Type"].startswith("image/svg+xml")
    assert root.find(f"{SVG}title") is not None
    assert "style" not in {attribute for element in root.iter() for attribute in element.attrib}
    assert not root.findall(f".//{SVG}a")


def test_an_entry_is_changed_with_its_meeting_and_removed(
    at: Visit, alice: User, opportunity: Opportunity, path: str
) -> None:
    client, activity = at(alice), opportunity.activities.get(code="e02")
    form = {"text": "周部长来电话问交期", "date": "2026-02-11", "kind": "call", "direction": "in", "who": ["s1"]}
    client.post(f"{path}/entries/{activity.pk}/change", {**form, "wanted": "约试用", "outcome": "advance"})
    activity.refresh_from_db()
    assert (activity.kind, activity.direction, activity.meeting.outcome) == ("call", "in", "advance")
    client.post(f"{path}/entries/{activity.pk}/remove")
    assert not opportunity.activities.filter(code="e02").exists()


def _note(opportunity: Opportunity, text: str, **more: str) -> dict[str, object]:
    form = {"date": "2026-03-02", "kind": "visit", "direction": "out", "do": "save", **more}
    return {"opportunity": opportunity.pk, "text": text, **form}


def test_impossible_dates_are_told_at_their_field(at: Visit, alice: User, path: str) -> None:
    answer = at(alice).post(f"{path}/delivery", {"contract_signed": "2026-02-01", "acceptance": "2026-01-01"})
    assert answer.status_code == 422
    assert "cannot come before the signing of the contract" in str(answer.context["form"].errors["acceptance"])


def test_a_remark_on_odd_dates_stands_on_the_next_page(at: Visit, alice: User, path: str) -> None:
    client = at(alice)
    answer = client.post(f"{path}/delivery", {"contract_signed": "2026-02-01", "go_live": "2026-01-01"}, follow=True)
    assert answer.status_code == 200
    assert "before the contract was signed" in answer.content.decode()
