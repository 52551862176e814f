"""The battle plan: agenda, meeting, tasks, and what came of them."""

import datetime as dt
import io
import re
from zipfile import ZipFile

import pytest
from django.urls import reverse
from lxml import etree

from tests.crm.builders import TODAY, import_case
from tests.web.conftest import Visit
from tongpin.crm import clock
from tongpin.crm.models import Commitment, SalesMeeting, Task
from tongpin.crm.opportunities.actions import export_case, open_opportunity
from tongpin.crm.opportunities.models import Opportunity
from tongpin.crm.plans import actions
from tongpin.crm.users.models import User
from tongpin.exchange import dealfile
from tongpin.exchange.demo import demo_cases


@pytest.fixture
def tab(opportunity: Opportunity) -> str:
    return f"/opportunities/{opportunity.pk}?tab=plan"


@pytest.fixture
def path(opportunity: Opportunity) -> str:
    return f"/opportunities/{opportunity.pk}"


def agenda_form(page: str) -> dict[str, str]:
    """The fields of the agenda's parts as the page shows them."""
    found = re.findall(r'<textarea name="(\w+)"[^>]*>\n?(.*?)</textarea>', page, re.DOTALL)
    return dict(found)


def test_an_agenda_is_made_edited_and_called_for_colleagues_and_other_departments(
    at: Visit, alice: User, opportunity: Opportunity, path: str
) -> None:
    client = at(alice)
    shown = client.get(f"{path}/meetings/call").content.decode()
    parts = agenda_form(shown)
    assert parts["part_obstacle"]
    assert "安排试用" in parts["part_due"]  # promised until yesterday, and not kept
    assert "Where it is stuck (3 minutes)" in shown
    form = {**parts, "part_obstacle": "Budget?\n\nWho signs?", "more": "Parking", "date": "2026-03-03"}
    client.post(f"{path}/meetings/call", {**form, "members": ["陈静"], "others": "Finance； Service;"})
    meeting = SalesMeeting.objects.get()
    assert meeting.agenda[:2] == ["Where it is stuck: Budget?", "Where it is stuck: Who signs?"]
    assert meeting.agenda[-1] == "Parking"
    assert meeting.invited == ["陈静", "Finance", "Service"]
    shown = client.get(f"{path}?tab=plan").content.decode()
    assert shown.count("<h3>Where it is stuck</h3>") == 1
    assert "陈静; Finance; Service" in shown


def test_one_click_makes_a_task_of_a_point_with_owner_counterpart_and_day(
    at: Visit, alice: User, opportunity: Opportunity, path: str
) -> None:
    meeting = actions.call_meeting(
        user=alice, opportunity_id=opportunity.pk, agenda=["Promises due: 周明 promised a trial", "Prices"]
    )
    client = at(alice)
    answer = client.post(f"{path}/meetings/{meeting.pk}/task", {"line": "0"}, follow=True)
    task = Task.objects.get()
    assert (task.text, task.owner, task.meeting) == ("周明 promised a trial", "陈静", meeting)
    assert task.stakeholder is not None
    assert (task.stakeholder.code, task.due) == ("s1", TODAY + dt.timedelta(days=7))
    shown = answer.content.decode()
    assert f'href="#task-{task.pk}"' in shown  # the point leads to its task now
    assert shown.count('name="line"') == 1  # and only the other one can still become one
    for line in ("7", "-1", "x", "", "9" * 30):
        assert client.post(f"{path}/meetings/{meeting.pk}/task", {"line": line}).status_code == 404


def test_a_task_is_done_in_place_and_the_commitment_won_goes_on_record(
    at: Visit, alice: User, opportunity: Opportunity, path: str
) -> None:
    client = at(alice)
    form = {"text": "带服务经理去一趟", "owner": "陈静", "who": "s1", "due": "2026-03-01", "wanted": "同意下周试用"}
    client.post(f"{path}/tasks/add", form)
    task = Task.objects.get()
    shown = client.get(f"{path}?tab=plan").content.decode()
    assert "1 overdue" in shown
    client.post(f"{path}/tasks/{task.pk}/finish", {"status": "done", "result": "去了", "won": "on"})
    task.refresh_from_db()
    assert (task.status, task.done, task.result) == ("done", TODAY, "去了")
    promise = Commitment.objects.get(text="同意下周试用")
    assert (promise.date, promise.stakeholder) == (TODAY, task.stakeholder)
    shown = client.get(f"{path}?tab=plan").content.decode()
    assert "Done late" in shown
    assert "They committed" in shown
    client.post("/undo", {"next": path})  # one gesture: both are taken back
    task.refresh_from_db()
    assert (task.status, Commitment.objects.filter(text="同意下周试用").exists()) == ("open", False)
    assert client.post(f"{path}/tasks/{task.pk}/finish", {"status": "sold"}).status_code == 404


def test_a_task_is_changed_opened_again_and_removed(
    at: Visit, alice: User, opportunity: Opportunity, path: str
) -> None:
    task = actions.add_task(user=alice, opportunity_id=opportunity.pk, text="Ask for the budget", owner="赵总")
    client = at(alice)
    shown = client.get(f"{path}/tasks/{task.pk}").content.decode()
    assert '<option value="赵总" selected>' in shown  # who is no longer on the team stays the owner
    seen = re.search(r'name="seen" value="(\w+)"', shown)
    assert seen is not None
    form = {"text": "Ask for the budget", "owner": "", "who": "s2", "due": "", "wanted": "a date", "seen": seen[1]}
    client.post(f"{path}/tasks/{task.pk}", form)
    client.post(f"{path}/tasks/{task.pk}/finish", {"status": "dropped"})
    task.refresh_from_db()
    assert (task.owner, task.wanted, task.status) == ("", "a date", "dropped")
    client.post(f"{path}/tasks/{task.pk}/finish", {"status": "open"})
    client.post(f"{path}/tasks/{task.pk}/remove")
    assert not Task.objects.exists()


def test_the_next_meeting_opens_with_what_was_decided_and_what_came_of_it(
    at: Visit, alice: User, opportunity: Opportunity, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = at(alice)
    meeting = actions.call_meeting(user=alice, opportunity_id=opportunity.pk, agenda=["Prices"])
    client.post(f"{path}/meetings/{meeting.pk}/minutes", {"decisions": "No discount before the trial", "minutes": "ok"})
    for text, status in (("Call 周明", "done"), ("See the lab", "open")):
        task = actions.add_task(user=alice, opportunity_id=opportunity.pk, text=text, meeting_id=meeting.pk)
        actions.finish_task(user=alice, task_id=task.pk, status=status)
    monkeypatch.setattr(clock, "today", lambda: TODAY + dt.timedelta(days=7))
    opening = agenda_form(client.get(f"{path}/meetings/call").content.decode())["part_decided"]
    assert "No discount before the trial" in opening
    assert "Call 周明: done" in opening
    assert "See the lab: not done yet" in opening


def test_nobody_writes_over_the_minutes_of_a_colleague(
    at: Visit, alice: User, opportunity: Opportunity, path: str
) -> None:
    meeting = actions.call_meeting(user=alice, opportunity_id=opportunity.pk, agenda=[])
    client = at(alice)
    seen = re.search(r'name="seen" value="(\w+)"', client.get(f"{path}?tab=plan").content.decode())
    assert seen is not None
    actions.write_minutes(user=alice, meeting_id=meeting.pk, decisions="Trial first")
    answer = client.post(f"{path}/meetings/{meeting.pk}/minutes", {"decisions": "Discount", "seen": seen[1]})
    assert answer.status_code == 422
    assert "Trial first" in answer.content.decode()
    meeting.refresh_from_db()
    assert meeting.decisions == "Trial first"


def test_a_meeting_is_changed_and_removed_and_its_tasks_stay(
    at: Visit, alice: User, opportunity: Opportunity, path: str
) -> None:
    meeting = actions.call_meeting(user=alice, opportunity_id=opportunity.pk, agenda=["a"], invited=["x"])
    actions.add_task(user=alice, opportunity_id=opportunity.pk, text="b", meeting_id=meeting.pk)
    client = at(alice)
    form = {"date": "2026-03-05", "agenda": "a\nc", "invited": "陈静\nService", "decisions": "", "minutes": ""}
    client.post(f"{path}/meetings/{meeting.pk}", form)
    meeting.refresh_from_db()
    assert (meeting.agenda, meeting.invited) == (["a", "c"], ["陈静", "Service"])
    client.post(f"{path}/meetings/{meeting.pk}/remove")
    assert (SalesMeeting.objects.count(), Task.objects.count()) == (0, 1)


def test_a_meeting_may_have_an_hour_on_the_page_in_the_calendar_and_in_a_deal_file(
    at: Visit, alice: User, opportunity: Opportunity, path: str
) -> None:
    client = at(alice)
    parts = agenda_form(client.get(f"{path}/meetings/call").content.decode())
    client.post(f"{path}/meetings/call", {**parts, "date": "2026-03-03", "starts": "14:30"})
    meeting = SalesMeeting.objects.get()
    assert "2026-03-03 14:30" in client.get(f"{path}?tab=plan").content.decode()
    assert "DTSTART:20260303T063000Z" in client.get(f"{path}/meetings/{meeting.pk}.ics").content.decode()
    assert 'value="14:30"' in client.get(f"{path}/meetings/{meeting.pk}").content.decode()
    assert 'starts: "14:30"' in dealfile.dump(export_case(user=alice, opportunity_id=opportunity.pk)).replace("'", '"')
    bad = client.post(f"{path}/meetings/call", {**parts, "date": "2026-03-03", "starts": "25:00"})
    assert bad.status_code == 422
    client.post(f"{path}/meetings/{meeting.pk}", {"date": "2026-03-05", "starts": "", "agenda": "a"})
    assert SalesMeeting.objects.get().starts is None
    client.post("/undo", {"next": path})
    assert SalesMeeting.objects.get().starts == dt.time(14, 30)


def test_the_plan_is_held_against_what_came_of_it(at: Visit, alice: User, opportunity: Opportunity, tab: str) -> None:
    meeting = actions.call_meeting(user=alice, opportunity_id=opportunity.pk, agenda=[])
    early, late = TODAY - dt.timedelta(days=2), TODAY + dt.timedelta(days=2)
    for due, status in ((late, "done"), (early, "done"), (late, "not_done"), (early, "open"), (late, "open")):
        task = actions.add_task(
            user=alice, opportunity_id=opportunity.pk, text=f"{due} {status}", due=due, meeting_id=meeting.pk
        )
        actions.finish_task(user=alice, task_id=task.pk, status=status)
    shown = at(alice).get(tab).content.decode()
    row = shown.split('id="reality"')[1].split("<tbody>")[1].split("</tr>")[0]
    figures = re.findall(r'<span class="number">(\d+|–)', row)
    #  set, in time, late, not achieved, overdue, dropped, open, won
    assert figures == ["5", "1", "1", "1", "1", "0", "1", "–"]
    assert "25%" in row  # one of the four of which something can be said


def test_the_invitation_keeps_its_name_and_counts_its_versions(
    at: Visit, alice: User, opportunity: Opportunity, path: str
) -> None:
    meeting = actions.call_meeting(user=alice, opportunity_id=opportunity.pk, agenda=["讨论：报价"], invited=["财务部"])
    client = at(alice)
    first = client.get(f"{path}/meetings/{meeting.pk}.ics")
    assert first["Content-Type"].startswith("text/calendar")
    actions.write_minutes(user=alice, meeting_id=meeting.pk, date=TODAY + dt.timedelta(days=1))
    second = client.get(f"{path}/meetings/{meeting.pk}.ics")
    told = [answer.content.decode().replace("\r\n ", "") for answer in (first, second)]
    uids = [re.findall(r"UID:(.*)\r", text) for text in told]
    assert uids[0] == uids[1]
    assert [re.findall(r"SEQUENCE:(\d)", text) for text in told] == [["0"], ["1"]]
    assert "财务部\\n讨论：报价" in told[0]
    task = actions.add_task(user=alice, opportunity_id=opportunity.pk, text="去一趟", due=TODAY, wanted="同意试用")
    plan = client.get(f"{path}/tasks.ics").content.decode().replace("\r\n ", "")
    assert "SUMMARY:去一趟" in plan
    assert "同意试用" in plan
    assert f"#task-{task.pk}" in plan


@pytest.mark.parametrize("end", ["", "/finish", "/remove", "/minutes", "/task"])
def test_who_may_only_look_changes_nothing_and_a_stranger_finds_nothing(
    at: Visit, alice: User, bob: User, charlie: User, opportunity: Opportunity, path: str, end: str
) -> None:
    meeting = actions.call_meeting(user=alice, opportunity_id=opportunity.pk, agenda=["a"])
    task = actions.add_task(user=alice, opportunity_id=opportunity.pk, text="b")
    where = f"/meetings/{meeting.pk}" if end in {"/minutes", "/task"} else f"/tasks/{task.pk}"
    for user, status in ((bob, 403), (charlie, 404)):
        assert at(user).post(f"{path}{where}{end}", {"status": "done", "line": "0", "text": "z"}).status_code == status
    task.refresh_from_db()
    assert (task.status, task.text) == ("open", "b")


def test_a_task_of_another_opportunity_is_not_found_here(at: Visit, charlie: User, alice: User, path: str) -> None:
    from tests.crm.builders import plant

    other = plant(charlie, "plant-2")
    task = actions.add_task(user=charlie, opportunity_id=other.pk, text="secret")
    for end in ("", "/finish", "/remove"):
        assert at(alice).post(f"{path}/tasks/{task.pk}{end}", {"status": "done"}).status_code == 404
    assert at(charlie).get(f"/opportunities/{other.pk}/tasks/{task.pk}").status_code == 200
    assert at(alice).get(f"{path}/meetings/99.ics").status_code == 404


def test_queries_do_not_grow_with_the_plan(
    at: Visit, alice: User, opportunity: Opportunity, tab: str, path: str, django_assert_max_num_queries
) -> None:
    for number in range(8):
        meeting = actions.call_meeting(user=alice, opportunity_id=opportunity.pk, agenda=["a", "b"])
        for text in "abc":
            actions.add_task(
                user=alice, opportunity_id=opportunity.pk, text=f"{text}{number}", who="s1", meeting_id=meeting.pk
            )
    client = at(alice)
    with django_assert_max_num_queries(42):
        client.get(tab)
    with django_assert_max_num_queries(8):
        client.get(f"{path}/tasks.ics")


def test_my_tasks_stand_on_today(at: Visit, alice: User, bob: User, opportunity: Opportunity) -> None:
    for text, owner, days in (("Call 周明", "陈静", -1), ("Later", "陈静", 20), ("His", "李伟", 0)):
        actions.add_task(
            user=alice, opportunity_id=opportunity.pk, text=text, owner=owner, due=TODAY + dt.timedelta(days=days)
        )
    shown = at(alice).get("/").content.decode()
    mine = shown.split('id="tasks"')[1].split("</section>")[0]
    assert "Call 周明" in mine
    assert "1 day late" in mine
    assert "Later" not in mine
    assert "His" not in mine
    assert "His" in at(bob).get("/").content.decode().split('id="tasks"')[1].split("</section>")[0]
    assert reverse("opportunity", args=[opportunity.pk]) + "?tab=plan#task-" in mine


@pytest.mark.parametrize("kind", ["pptx", "docx"])
def test_the_review_is_a_file_in_the_readers_language(
    at: Visit, alice: User, charlie: User, opportunity: Opportunity, path: str, kind: str, django_assert_max_num_queries
) -> None:
    for number in range(5):
        actions.add_task(user=alice, opportunity_id=opportunity.pk, text=f"Visit {number}", who="s1", wanted="a trial")
    client = at(alice)
    with django_assert_max_num_queries(45):
        answer = client.get(f"{path}/review.{kind}")
    assert answer.status_code == 200
    assert answer["Content-Disposition"].endswith(f'.{kind}"')
    told = words_in(answer.content)
    for words in ("Two tracks", "Battle plan", "Visit 4", "周明", "The customer’s purchase"):
        assert words in told
    client.post("/profile", {"language": "zh-hant"})
    told = words_in(client.get(f"{path}/review.{kind}").content)
    assert "作戰計畫" in told
    assert "Battle plan" not in told
    assert at(charlie).get(f"{path}/review.{kind}").status_code == 404


def words_in(file: bytes) -> str:
    with ZipFile(io.BytesIO(file)) as packed:
        names = [name for name in packed.namelist() if "slides/slide" in name or name == "word/document.xml"]
        return "\n".join("".join(etree.fromstring(packed.read(name)).itertext()) for name in names)


def test_the_review_of_an_opportunity_of_which_nothing_is_known(
    at: Visit, alice: User, opportunity: Opportunity
) -> None:
    bare = open_opportunity(user=alice, account_id=opportunity.account_id, name="新商机")
    for kind in ("pptx", "docx"):
        assert "新商机" in words_in(at(alice).get(f"/opportunities/{bare.pk}/review.{kind}").content)


def test_tasks_of_a_deal_file_stand_with_the_meeting_of_their_day(at: Visit, alice: User) -> None:
    case = next(case for case in demo_cases(TODAY) if case.id == "demo-06")
    made = import_case(user=alice, case=case)
    shown = at(alice).get(f"/opportunities/{made.pk}?tab=plan").content.decode()
    assert "Between meetings" not in shown
    assert "no longer on the team" in shown
    rows = shown.split('id="reality"')[1].split("<tbody>")[1].split("</tr>")
    assert [re.findall(r'<span class="number">(\d+ of \d+|\d+|–)', row) for row in rows[1:3]] == [
        ["3", "1", "1", "1", "0", "0", "0", "1 of 2"],
        ["6", "1", "1", "1", "1", "0", "2", "1 of 4"],
    ]
