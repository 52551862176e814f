"""The pages of the calls: plan, sheet, debrief, outbox, coverage, bank (issue 4, A1 and A3)."""

import datetime as dt
import json
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.crm.builders import TODAY, plant
from tests.web.conftest import Visit
from tongpin.crm.calls import actions
from tongpin.crm.calls.models import Call, CallQuestion, OwnQuestion, Parcel
from tongpin.crm.models import Activity, Commitment, Meeting
from tongpin.crm.needs.actions import add_need
from tongpin.crm.opportunities.models import Opportunity
from tongpin.crm.users.models import User

KEY = "0123456789abcdef0123456789abcdef"
FRIDAY = (TODAY + dt.timedelta(days=4)).isoformat()


@pytest.fixture
def path(opportunity: Opportunity) -> str:
    return f"/opportunities/{opportunity.pk}"


@pytest.fixture
def call(alice: User, opportunity: Opportunity) -> Call:
    asked = [actions.Asking("problem", "哪一步最费神？", "problem.hardest_part")]
    return actions.plan_call(
        user=alice, opportunity_id=opportunity.pk, date=TODAY, who="s1", wanted="约现场测试", questions=asked
    )


def fields(call: Call, **changes: str) -> dict[str, str]:
    """The form of a debrief as a browser sends it."""
    question = call.questions.earliest("pk")
    usual = {
        "date": TODAY.isoformat(),
        "kind": "visit",
        "who": "s1",
        "note": "门卫说下周检修。",
        "said": "",
        "q0-id": str(question.pk),
        "q0-kind": "problem",
        "q0-text": question.text,
        "q0-answer": "换油最费神",
        "q1-id": "",
        "q1-kind": "problem",
        "q1-text": "谁最急？",
        "q1-answer": "车间主任",
        "by0": "s1",
        "what0": "约现场测试",
        "due0": FRIDAY,
        "key": KEY,
    }
    return {**usual, **changes}


def parcel(user: User, call: Call) -> dict[str, Any]:
    told = {"key": KEY, "user": user.pk, "opportunity": call.opportunity_id, "call": call.pk}
    return {**told, "fields": [list(pair) for pair in fields(call).items() if pair[0] != "key"]}


def post(client: Client, body: Any) -> Any:
    return client.post("/outbox", json.dumps(body), content_type="application/json")


class TestPlanning:
    def test_a_plan_begins_with_proposals_and_is_kept_as_it_was_worded(
        self, at: Visit, alice: User, opportunity: Opportunity, path: str
    ) -> None:
        client = at(alice)
        shown = client.get(f"{path}/calls/plan?who=s1").content.decode()
        assert "还" in shown or "Known" in shown or "Fits" in shown
        form = {
            "date": TODAY.isoformat(),
            "kind": "call",
            "wanted": "见厂长",
            "least": "给出名单",
            "q0-kind": "problem",
            "q0-key": "problem.hardest_part",
            "q0-text": "咱们线上哪一步最费神？",
            "q0-ask": "1",
            "q1-kind": "situation",
            "q1-text": "没有勾选的",
            "q2-kind": "implication",
            "q2-text": "",
            "q2-ask": "1",
        }
        client.post(f"{path}/calls/plan?who=s1", form)
        call = Call.objects.get()
        assert (call.kind, call.wanted, call.least, call.planned_by) == ("call", "见厂长", "给出名单", alice)
        row = call.questions.get()
        assert (row.text, row.kind, row.key) == ("咱们线上哪一步最费神？", "problem", "problem.hardest_part")

    def test_without_a_person_it_asks_for_one(self, at: Visit, alice: User, path: str) -> None:
        shown = at(alice).get(f"{path}/calls/plan").content.decode()
        assert "?who=s1" in shown

    def test_a_fault_loses_no_question(self, at: Visit, alice: User, path: str) -> None:
        form = {"date": "", "kind": "call", "q0-kind": "problem", "q0-text": "我自己的问法？", "q0-ask": "1"}
        answer = at(alice).post(f"{path}/calls/plan?who=s1", form)
        assert answer.status_code == 422
        assert "我自己的问法？" in answer.content.decode()

    def test_who_changes_a_call_that_was_just_changed_is_told(
        self, at: Visit, alice: User, call: Call, path: str
    ) -> None:
        client = at(alice)
        seen = client.get(f"{path}/calls/{call.pk}").context["form"].seen
        form = {"date": TODAY.isoformat(), "kind": "visit", "seen": seen}
        assert client.post(f"{path}/calls/{call.pk}", {**form, "wanted": "见厂长"}).status_code == 302
        late = client.post(f"{path}/calls/{call.pk}", {**form, "wanted": "见副总"})
        assert (late.status_code, "见厂长" in late.content.decode()) == (422, True)

    def test_changing_and_dropping(self, at: Visit, alice: User, call: Call, path: str) -> None:
        client = at(alice)
        shown = client.get(f"{path}/calls/{call.pk}").content.decode()
        assert "哪一步最费神？" in shown
        client.post(
            f"{path}/calls/{call.pk}",
            {
                "date": TODAY.isoformat(),
                "kind": "visit",
                "wanted": "别的",
                "q0-kind": "problem",
                "q0-text": "新的？",
                "q0-ask": "1",
            },
        )
        assert call.questions.get().text == "新的？"
        client.post(f"{path}/calls/{call.pk}/drop")
        call.refresh_from_db()
        assert call.state == "dropped"

    def test_the_sheet_has_what_one_takes_along(self, at: Visit, alice: User, call: Call, path: str) -> None:
        shown = at(alice).get(f"{path}/calls/{call.pk}/sheet").content.decode()
        for words in ("周明", "约现场测试", "哪一步最费神？", "东湖钢厂"):
            assert words in shown


class TestTheDebrief:
    def test_a_form_writes_it_and_says_what_it_came_to(self, at: Visit, alice: User, call: Call, path: str) -> None:
        answer = at(alice).post(f"{path}/calls/{call.pk}/debrief", fields(call), follow=True)
        assert "An advance: 周明 will do “约现场测试”" in answer.content.decode()
        assert Meeting.objects.get().outcome == "advance"
        assert set(CallQuestion.objects.values_list("answer", flat=True)) == {"换油最费神", "车间主任"}
        assert Commitment.objects.filter(text="约现场测试", due=FRIDAY, stakeholder__code="s1").exists()

    def test_what_we_call_an_advance_without_a_day_is_told_to_be_a_continuation(
        self, at: Visit, alice: User, call: Call, path: str
    ) -> None:
        sent = fields(call, said="advance", due0="")
        answer = at(alice).post(f"{path}/calls/{call.pk}/debrief", sent, follow=True)
        assert "named no day" in answer.content.decode()
        assert Meeting.objects.get().outcome == "continuation"

    def test_a_fault_loses_no_word(self, at: Visit, alice: User, call: Call, path: str) -> None:
        answer = at(alice).post(f"{path}/calls/{call.pk}/debrief", fields(call, due0="2026-02-30"))
        assert answer.status_code == 422
        for words in ("换油最费神", "车间主任", "谁最急？"):
            assert words in answer.content.decode()
        assert not Activity.objects.filter(text__contains="换油").exists()

    @pytest.mark.parametrize(
        ("changes", "told"),
        [
            ({"what0": ""}, "Say what was promised, or clear this row."),
            ({"by1": "s2"}, "Say what was promised, or clear this row."),
            ({"due0": (TODAY - dt.timedelta(days=1)).isoformat()}, "This day lies before the call."),
        ],
    )
    def test_half_a_promise_is_no_promise_and_is_told(
        self, at: Visit, alice: User, call: Call, path: str, changes: dict[str, str], told: str
    ) -> None:
        client = at(alice)
        answer = client.post(f"{path}/calls/{call.pk}/debrief", fields(call, **changes))
        assert (answer.status_code, told in answer.content.decode()) == (422, True)
        kept = {**parcel(alice, call), "fields": [list(pair) for pair in fields(call, **changes).items()]}
        refused = post(client, kept).json()
        assert (refused["state"], told in refused["message"]) == ("refused", True)
        # Away from the form the label alone would not say which row is meant.
        assert re.match(r"Promise [12], (What|By when): ", refused["message"])
        assert not Commitment.objects.filter(text="约现场测试").exists()

    def test_nobody_promised_anything_where_only_whom_we_saw_stands_there(
        self, at: Visit, alice: User, call: Call, path: str
    ) -> None:
        answer = at(alice).post(f"{path}/calls/{call.pk}/debrief", fields(call, what0="", due0=""))
        assert answer.status_code == 302

    def test_going_back_and_saving_again_is_told_to_add_nothing(
        self, at: Visit, alice: User, opportunity: Opportunity, path: str
    ) -> None:
        client, sent = at(alice), {"date": TODAY.isoformat(), "kind": "call", "note": "第一稿。", "key": KEY}
        client.post(f"{path}/calls/debrief", sent, follow=True)
        again = client.post(f"{path}/calls/debrief", {**sent, "note": "第一稿，补一句。"}, follow=True)
        assert "had been written down before; nothing was added" in again.content.decode()
        assert not Activity.objects.filter(text__contains="补一句").exists()

    def test_one_that_was_not_planned(self, at: Visit, alice: User, opportunity: Opportunity, path: str) -> None:
        sent = {"date": TODAY.isoformat(), "kind": "call", "who": "s2", "note": "路上碰到，聊了两句。", "key": KEY}
        at(alice).post(f"{path}/calls/debrief", sent)
        entry = Activity.objects.latest("pk")
        assert (entry.kind, entry.text) == ("call", "路上碰到，聊了两句。")

    def test_one_that_is_written_leads_back(self, at: Visit, alice: User, call: Call, path: str) -> None:
        client = at(alice)
        client.post(f"{path}/calls/{call.pk}/debrief", fields(call))
        assert client.get(f"{path}/calls/{call.pk}/debrief").status_code == 302

    def test_markup_in_an_answer_is_shown_as_text(self, at: Visit, alice: User, call: Call, path: str) -> None:
        client = at(alice)
        client.post(f"{path}/calls/{call.pk}/debrief", fields(call, **{"q0-answer": "<script>alert(1)</script>"}))
        assert "<script>alert(1)" not in client.get(f"{path}?tab=timeline").content.decode()


class TestTheOutbox:
    def test_it_tells_who_is_signed_in(self, at: Visit, alice: User, client: Client) -> None:
        assert at(alice).get("/outbox").json()["user"] == alice.pk
        assert client.get("/outbox").json()["user"] is None

    def test_a_parcel_is_written_once(self, at: Visit, alice: User, call: Call) -> None:
        phone = at(alice)
        sent = parcel(alice, call)
        first, second = post(phone, sent), post(phone, sent)
        assert (first.json()["state"], second.json()["state"]) == ("written", "written")
        assert Activity.objects.filter(text__contains="换油").count() == 1
        assert Parcel.objects.count() == 1

    def test_who_is_signed_out_is_told_so(self, client: Client, alice: User, call: Call) -> None:
        answer = post(client, parcel(alice, call))
        assert (answer.status_code, answer.json()["state"]) == (401, "sign_in")

    def test_without_the_token_nothing_is_taken(self, alice: User, call: Call) -> None:
        strict = Client(enforce_csrf_checks=True)
        strict.force_login(alice, backend="allauth.account.auth_backends.AuthenticationBackend")
        assert post(strict, parcel(alice, call)).status_code == 403
        token = strict.get("/outbox").json()["token"]
        answer = strict.post(
            "/outbox", json.dumps(parcel(alice, call)), content_type="application/json", headers={"X-CSRFToken": token}
        )
        assert answer.json()["state"] == "written"

    def test_what_another_wrote_is_not_taken_in_his_name(self, at: Visit, alice: User, maria: User, call: Call) -> None:
        answer = post(at(maria), parcel(alice, call))
        assert (answer.status_code, answer.json()["state"]) == (409, "refused")

    @pytest.mark.parametrize("who", ["charlie", "bob"])
    def test_who_may_not_change_it_is_refused(
        self, request: pytest.FixtureRequest, at: Visit, call: Call, who: str
    ) -> None:
        user = request.getfixturevalue(who)
        answer = post(at(user), parcel(user, call))
        assert answer.json()["state"] == "refused"
        assert answer.status_code in {403, 404}
        assert not Parcel.objects.exists()

    @pytest.mark.parametrize(
        "changes",
        [
            {"user": "1"},
            {"user": True},
            {"opportunity": None},
            {"opportunity": 10**30},
            {"call": "x"},
            {"key": 5},
            {"key": "short"},
            {"fields": "note=1"},
            {"fields": [["note"]]},
            {"fields": [["note", 1]]},
            {"fields": [["note", "x"]] * 1001},
        ],
    )
    def test_an_odd_parcel_is_refused_and_nothing_is_written(
        self, at: Visit, alice: User, call: Call, changes: dict[str, Any]
    ) -> None:
        answer = post(at(alice), {**parcel(alice, call), **changes})
        assert answer.json()["state"] == "refused"
        assert 400 <= answer.status_code < 500
        assert not Parcel.objects.exists()

    @pytest.mark.parametrize("body", [b"", b"[]", b"null", b"{", b"\xff\xfe"])
    def test_what_is_no_parcel_is_refused(self, at: Visit, alice: User, body: bytes) -> None:
        answer = at(alice).post("/outbox", body, content_type="application/json")
        assert (answer.status_code, answer.json()["state"]) == (400, "refused")

    def test_a_date_that_does_not_exist_is_told(self, at: Visit, alice: User, call: Call) -> None:
        told = [list(pair) for pair in fields(call, due0="2026-02-30").items() if pair[0] != "key"]
        answer = post(at(alice), {**parcel(alice, call), "fields": told})
        assert answer.status_code == 422
        assert "By when" in answer.json()["message"]


class TestWhatIsShown:
    def test_my_calls_and_today(self, at: Visit, alice: User, bob: User, call: Call) -> None:
        for page in ("/calls", "/"):
            assert "约现场测试" in at(alice).get(page).content.decode()
        assert "约现场测试" not in at(bob).get("/calls").content.decode()

    def test_the_calls_of_an_opportunity(self, at: Visit, alice: User, bob: User, call: Call, path: str) -> None:
        shown = at(alice).get(f"{path}?tab=needs&view=calls").content.decode()
        assert "方敏" in shown
        assert reverse("debrief", args=[call.opportunity_id, call.pk]) in shown
        looking = at(bob).get(f"{path}?tab=needs&view=calls").content.decode()
        assert "哪一步最费神" in looking or "约现场测试" in looking
        assert "/drop" not in looking

    def test_coverage_names_needs_without_power_and_powers_without_need(
        self, at: Visit, alice: User, opportunity: Opportunity, path: str
    ) -> None:
        shown = at(alice).get(f"{path}?tab=needs&view=coverage").content.decode()
        assert "停机少一点" in shown.split("People in power without a need")[0]
        assert "周明" in shown.split("People in power without a need")[1]
        add_need(user=alice, opportunity_id=opportunity.pk, text="产量", date=TODAY, who="s1")
        again = at(alice).get(f"{path}?tab=needs&view=coverage").content.decode()
        assert "Everybody in power has a need" in again

    @pytest.mark.parametrize(
        ("page", "most"),
        [
            ("{path}?tab=needs&view=calls", 60),
            ("{path}?tab=needs&view=coverage", 60),
            ("{path}/calls/plan?who=s1", 55),
            ("{path}/calls/{call}/debrief", 15),
            ("{path}/calls/{call}/sheet", 12),
            ("/calls", 8),
            ("/library/questions", 6),
            ("/outbox", 3),
        ],
    )
    def test_queries_do_not_grow(
        self, at: Visit, alice: User, call: Call, path: str, page: str, most: int, django_assert_max_num_queries: Any
    ) -> None:
        client = at(alice)
        asked = [actions.Asking("problem", f"第 {number} 问？") for number in range(10)]
        for _ in range(5):
            actions.plan_call(user=alice, opportunity_id=call.opportunity_id, date=TODAY, who="s2", questions=asked)
        plant(alice, "plant-2")
        with django_assert_max_num_queries(most):
            assert client.get(page.format(path=path, call=call.pk)).status_code == 200

    @pytest.mark.parametrize("page", ["/calls/{call}/debrief", "/calls/{call}/sheet", "/calls/{call}", "/calls/plan"])
    def test_a_stranger_finds_nothing(self, at: Visit, charlie: User, call: Call, path: str, page: str) -> None:
        assert at(charlie).get(path + page.format(call=call.pk)).status_code == 404

    def test_who_only_looks_reads_the_sheet_and_writes_nothing(
        self, at: Visit, auditor: User, call: Call, path: str
    ) -> None:
        assert at(auditor).get(f"{path}/calls/{call.pk}/sheet").status_code == 200
        assert at(auditor).get(f"{path}/calls/{call.pk}/debrief").status_code == 403
        assert at(auditor).get("/calls").status_code == 403


class TestTheBank:
    def test_two_who_change_one_question_do_not_save_over_each_other(self, at: Visit, alice: User, maria: User) -> None:
        question = actions.add_own_question(user=alice, text="谁来签字？", kind="situation", lang="zh-Hans")
        page = f"/library/questions/{question.pk}"
        form = {"kind": "situation", "lang": "zh-Hans", "stages": [], "roles": [], "industry": ""}
        form["seen"] = at(maria).get(page).context["form"].seen
        assert at(alice).post(page, {**form, "text": "合同谁来签？"}).status_code == 302
        late = at(maria).post(page, {**form, "text": "谁有权签字？"})
        assert (late.status_code, "合同谁来签？" in late.content.decode()) == (422, True)
        question.refresh_from_db()
        assert question.text == "合同谁来签？"

    def test_a_question_is_worded_our_way(self, at: Visit, alice: User, maria: User) -> None:
        client = at(alice)
        client.post(
            "/library/questions/add?instead=problem.hardest_part",
            {"text": "Which step wears you out?", "kind": "problem", "lang": "en", "roles": ["user"]},
        )
        ours = OwnQuestion.objects.get()
        assert (ours.replaces, ours.roles) == ("problem.hardest_part", ["user"])
        assert "Which step wears you out?" in client.get("/library/questions?kind=problem&role=user").content.decode()
        assert "Which step wears you out?" not in client.get("/library/questions?kind=situation").content.decode()
        at(maria).post("/library/questions/retire", {"key": f"own.{ours.pk}", "retired": "yes"})
        ours.refresh_from_db()
        assert ours.retired

    def test_a_manager_retires_one_of_the_box(self, at: Visit, alice: User, maria: User) -> None:
        assert (
            at(alice).post("/library/questions/retire", {"key": "problem.how_often", "retired": "yes"}).status_code
            == 403
        )
        at(maria).post("/library/questions/retire", {"key": "problem.how_often", "retired": "yes"})
        assert OwnQuestion.objects.get().replaces == "problem.how_often"
        at(maria).post("/library/questions/retire", {"key": "problem.how_often", "retired": "no"})
        assert not OwnQuestion.objects.exists()


class TestInstalling:
    @pytest.mark.django_db
    def test_the_manifest_names_icons_that_are_there(self, client: Client) -> None:
        told = client.get("/manifest.webmanifest").json()
        assert told["display"] == "standalone"
        for icon in told["icons"]:
            answer = client.get(icon["src"])
            assert answer.status_code == 200
            answer.close()

    def test_the_worker_is_a_script_that_is_not_cached_and_keeps_what_is_there(self, client: Client) -> None:
        answer = client.get("/sw.js")
        assert answer["Content-Type"].startswith("text/javascript")
        assert answer["Cache-Control"] == "no-cache"
        assert "script-src 'self'" in answer["Content-Security-Policy"]

    def test_the_page_without_a_network_names_nobody(self, at: Visit, alice: User) -> None:
        assert "陈静" not in at(alice).get("/offline").content.decode()
