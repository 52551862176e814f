"""A new salesperson inherits a customer and is ready in ten minutes: six pages tell who, what is open, what to do."""

import datetime as dt
import html
import re

import pytest
from django.test import Client

from tests.crm.builders import TODAY, plant
from tongpin.crm import clock
from tongpin.crm.activities.actions import record_note
from tongpin.crm.audit.selectors import verify_chain
from tongpin.crm.models import SalesMeeting, Task, TeamMember
from tongpin.crm.opportunities.actions import hand_over
from tongpin.crm.opportunities.models import Opportunity, Stakeholder
from tongpin.crm.opportunities.people import add_stakeholder, update_stakeholder
from tongpin.crm.people.actions import draw_line, say_how_known
from tongpin.crm.plans.actions import add_task, call_meeting, finish_task, write_minutes
from tongpin.crm.team.actions import leave_team
from tongpin.crm.users.models import User

WEEK = dt.timedelta(days=7)


@pytest.fixture(autouse=True)
def _quick_method() -> None:
    """The real method judges here."""


@pytest.fixture
def sale(alice: User, admin: User, monkeypatch: pytest.MonkeyPatch) -> Opportunity:
    """A month of Alice's work: people, who listens to whom, a sales meeting with its decision and three tasks."""
    monkeypatch.setattr(clock, "today", lambda: TODAY - 2 * WEEK)
    made = plant(alice)
    coach = add_stakeholder(
        user=alice, opportunity_id=made.pk, name="高工", title="设备主管", roles=["coach", "dissatisfied"], attitude=2
    )
    note = record_note(user=alice, opportunity_id=made.pk, who=[coach.code], text="高工说停机太多，他支持我们。")
    say_how_known(
        user=alice, stakeholder_id=coach.pk, aspect="attitude", state="confirmed", entry=note.code, since=note.date
    )
    draw_line(user=alice, opportunity_id=made.pk, speaker=coach.code, listener="s1", strength=3, state="confirmed")
    update_stakeholder(
        user=alice, stakeholder_id=made.stakeholders.get(code="s2").pk, attitude=-1, worries="怕换供应商"
    )
    meeting = call_meeting(user=alice, opportunity_id=made.pk, agenda=["Price"], invited=["陈静", "服务部"])
    write_minutes(user=alice, meeting_id=meeting.pk, decisions="先做试用，不谈价格")
    plan = {"user": alice, "opportunity_id": made.pk, "meeting_id": meeting.pk, "owner": "陈静"}
    done = add_task(**plan, text="请高工写停机记录", who=coach.code, due=TODAY - WEEK)
    finish_task(user=alice, task_id=done.pk, status="done", result="三个月的都有了")
    add_task(**plan, text="约周明谈试用", who="s1", due=TODAY - dt.timedelta(days=3), wanted="同意两周试用")
    return made


def at(user: User, language: str = "en") -> Client:
    user.language = language
    user.save(update_fields=["language"])
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def read(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return html.unescape(answer.content.decode())


def test_whoever_takes_a_customer_over_is_ready_in_ten_minutes(
    alice: User, charlie: User, admin: User, sale: Opportunity, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "today", lambda: TODAY)
    hand_over(user=admin, opportunity_id=sale.pk, to=charlie)
    leave_team(user=admin, member_id=TeamMember.objects.get(opportunity=sale, name="陈静").pk, until=TODAY - WEEK)
    charlies, page = at(charlie), f"/opportunities/{sale.pk}"

    # Today: the customer is his now, and it says what to do there.
    assert "东湖钢厂液压油" in read(charlies, "/")

    # The people: who decides, who is for us and how we know it, who is against, what to ask whom.
    people = read(charlies, f"{page}?tab=people")
    for told in ("周明", "方敏", "高工", "怕换供应商", "Supports us", "Confirmed", "Assumed"):
        assert told in people
    assert "周明 listens to 高工" in people

    # The plan: what was decided last, what is overdue and that nobody does it any more. He takes it.
    plan = read(charlies, f"{page}?tab=plan")
    for told in ("先做试用，不谈价格", "三个月的都有了", "1 overdue", "同意两周试用", "no longer on the team"):
        assert told in plan
    task = Task.objects.get(text="约周明谈试用")
    assert "no longer on the team" not in read_after(charlies, f"{page}/tasks/{task.pk}/take")
    assert "约周明谈试用" in read(charlies, "/").split('id="tasks"')[1].split("</section>")[0]

    # The agenda of his first sales meeting opens with the last decision and the open task.
    agenda = read(charlies, f"{page}/meetings/call")
    fields = dict(re.findall(r'<textarea name="(\w+)"[^>]*>\n?(.*?)</textarea>', agenda, re.DOTALL))
    assert "先做试用，不谈价格" in fields["part_decided"]
    assert "约周明谈试用 (Charlie, by 2026-02-27): not done yet" in fields["part_decided"]
    assert fields["part_learn"]
    charlies.post(f"{page}/meetings/call", {**fields, "date": TODAY.isoformat(), "others": "Service; Finance"})
    assert SalesMeeting.objects.latest("pk").invited == ["Service", "Finance"]

    # He shows it to his manager, and Alice, who has gone, no longer sees it.
    for kind in ("pptx", "docx"):
        assert charlies.get(f"{page}/review.{kind}").status_code == 200
    assert at(alice).get(f"{page}?tab=plan").status_code == 404
    assert verify_chain().holds


def read_after(client: Client, path: str) -> str:
    """The page after a button."""
    return html.unescape(client.post(path, follow=True).content.decode())


def test_what_he_inherits_reads_the_same_in_chinese(
    charlie: User, admin: User, sale: Opportunity, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "today", lambda: TODAY)
    hand_over(user=admin, opportunity_id=sale.pk, to=charlie)
    assert Stakeholder.objects.filter(opportunity=sale).count() == 3
    for language, words in (
        ("zh-hans", ("作战计划", "已逾期", "计划与结果")),
        ("zh-hant", ("作戰計畫", "已逾期", "計畫與結果")),
    ):
        plan = read(at(charlie, language), f"/opportunities/{sale.pk}?tab=plan")
        for told in words:
            assert told in plan
