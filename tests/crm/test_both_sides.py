"""Our team, its counterparts, influence lines, what is assumed and confirmed, settlements and the battle plan."""

import datetime as dt
from typing import Any

import pytest

from tests.crm.builders import TODAY
from tongpin.crm.activities.actions import record_note
from tongpin.crm.audit.actions import undo_last_gesture
from tongpin.crm.casefile import case_of
from tongpin.crm.errors import TongpinError
from tongpin.crm.models import Counterpart, InfluenceLine, Opportunity, Stakeholder, TeamMember, User
from tongpin.crm.opportunities.people import update_stakeholder
from tongpin.crm.people.actions import draw_line, erase_line, say_how_known
from tongpin.crm.plans.actions import add_task, call_meeting, finish_task, remove_meeting, write_minutes
from tongpin.crm.team.actions import (
    add_member,
    leave_team,
    set_counterpart,
    settle_contradiction,
    told_the_customer,
    update_member,
)
from tongpin.exchange import dealfile
from tongpin.method.case import Case


def case(opportunity: Opportunity) -> Case:
    return case_of(opportunity.pk, TODAY)


def people(opportunity: Opportunity) -> list[str]:
    return list(Stakeholder.objects.filter(opportunity=opportunity).order_by("pk").values_list("code", flat=True))


def code_of(error: pytest.ExceptionInfo[TongpinError]) -> str:
    return error.value.code


def test_members_join_and_leave_with_dates_and_the_deal_file_tells_them(alice: User, opportunity: Opportunity) -> None:
    member = add_member(user=alice, opportunity_id=opportunity.pk, name="赵总", function="总经理", level="executive")
    leave_team(user=alice, member_id=member.pk, until=TODAY + dt.timedelta(days=5))
    told = next(one for one in case(opportunity).our_side.members if one.name == "赵总")
    assert (told.since, told.until, told.level) == (TODAY, TODAY + dt.timedelta(days=5), "executive")
    before = case(opportunity)
    assert dealfile.load(dealfile.dump(before), "x.yaml") == before


def test_nobody_is_on_the_team_twice_or_leaves_before_he_joined(alice: User, opportunity: Opportunity) -> None:
    member = add_member(user=alice, opportunity_id=opportunity.pk, name="赵总")
    with pytest.raises(TongpinError) as error:
        add_member(user=alice, opportunity_id=opportunity.pk, name="赵总")
    assert code_of(error) == "already_there"
    with pytest.raises(TongpinError) as error:
        update_member(user=alice, member_id=member.pk, until=TODAY - dt.timedelta(days=1))
    assert code_of(error) == "invalid"


def test_a_counterpart_is_set_once_and_changed_after(alice: User, opportunity: Opportunity) -> None:
    member = TeamMember.objects.filter(opportunity=opportunity).first()
    assert member is not None
    who = people(opportunity)[0]
    args: dict[str, Any] = {"user": alice, "opportunity_id": opportunity.pk, "member_id": member.pk, "who": who}
    set_counterpart(**args, we_promise="八周交货", due=TODAY)
    set_counterpart(**args, promise="kept")
    tie = Counterpart.objects.get()
    assert (tie.we_promise, tie.promise, tie.since) == ("八周交货", "kept", TODAY)
    assert case(opportunity).counterparts[0].ours == member.name
    with pytest.raises(TongpinError) as error:
        set_counterpart(**(args | {"member_id": 0}))
    assert code_of(error) == "unknown_member"


def test_who_listens_to_whom(alice: User, opportunity: Opportunity) -> None:
    one, other = people(opportunity)[:2]
    line = draw_line(user=alice, opportunity_id=opportunity.pk, speaker=one, listener=other, strength=3)
    draw_line(user=alice, opportunity_id=opportunity.pk, speaker=one, listener=other, state="confirmed")
    assert [(row.strength, row.state) for row in case(opportunity).influence_lines] == [(3, "confirmed")]
    for wrong in ({"speaker": one, "listener": one}, {"speaker": one, "listener": other, "strength": 7}):
        with pytest.raises(TongpinError):
            draw_line(user=alice, opportunity_id=opportunity.pk, **wrong)  # type: ignore[arg-type]
    erase_line(user=alice, line_id=line.pk)
    assert not InfluenceLine.objects.exists()


def test_what_is_confirmed_keeps_its_day_and_its_entry(alice: User, opportunity: Opportunity) -> None:
    entry = record_note(user=alice, opportunity_id=opportunity.pk, text="他说支持我们")
    row = Stakeholder.objects.filter(opportunity=opportunity).order_by("pk").first()
    assert row is not None
    say_how_known(user=alice, stakeholder_id=row.pk, aspect="attitude", state="confirmed", entry=entry.code)
    known = case(opportunity).person(row.code).known["attitude"]  # type: ignore[union-attr]
    assert (known.state, known.since, known.entry) == ("confirmed", TODAY, entry.code)
    undo_last_gesture(user=alice)
    assert case(opportunity).person(row.code).known == {}  # type: ignore[union-attr]
    with pytest.raises(TongpinError):
        say_how_known(user=alice, stakeholder_id=row.pk, aspect="hobby", state="confirmed")


def test_a_share_of_the_decision_is_a_percentage(alice: User, opportunity: Opportunity) -> None:
    row = Stakeholder.objects.filter(opportunity=opportunity).order_by("pk").first()
    assert row is not None
    update_stakeholder(user=alice, stakeholder_id=row.pk, share="40", worries="停产", habits="先问总工")
    assert case(opportunity).person(row.code).share == 40  # type: ignore[union-attr]
    with pytest.raises(TongpinError):
        update_stakeholder(user=alice, stakeholder_id=row.pk, share="140")


def test_a_contradiction_is_settled_and_the_customer_told(alice: User, opportunity: Opportunity) -> None:
    first = record_note(user=alice, opportunity_id=opportunity.pk, text="交期六周")
    second = record_note(user=alice, opportunity_id=opportunity.pk, text="交期十周")
    settled = settle_contradiction(
        user=alice,
        opportunity_id=opportunity.pk,
        topic="delivery_time",
        first=first.code,
        second=second.code,
        holds="八周",
        tells="陈静",
    )
    told_the_customer(user=alice, settlement_id=settled.pk)
    assert [(item.holds, item.told) for item in case(opportunity).settlements] == [("八周", TODAY)]
    with pytest.raises(TongpinError):
        settle_contradiction(
            user=alice, opportunity_id=opportunity.pk, topic="price", first="e99", second=second.code, holds="x"
        )


def test_a_meeting_leaves_tasks_minutes_and_decisions(alice: User, opportunity: Opportunity) -> None:
    meeting = call_meeting(user=alice, opportunity_id=opportunity.pk, agenda=["交期两说"], invited=["售后"])
    who = people(opportunity)[0]
    task = add_task(
        user=alice,
        opportunity_id=opportunity.pk,
        text="约总工看样机",
        who=who,
        meeting_id=meeting.pk,
        owner="陈静",
        due=TODAY,
    )
    write_minutes(user=alice, meeting_id=meeting.pk, minutes="都到了", decisions="统一报八周")
    finish_task(user=alice, task_id=task.pk, status="done", result="约在周五")
    told = case(opportunity)
    assert [(item.who, item.status, item.done) for item in told.plan] == [(who, "done", TODAY)]
    assert told.sales_meetings[0].decisions == "统一报八周"
    remove_meeting(user=alice, meeting_id=meeting.pk)
    assert [item.text for item in case(opportunity).plan] == ["约总工看样机"]


def test_strangers_are_refused(charlie: User, alice: User, opportunity: Opportunity) -> None:
    member = add_member(user=alice, opportunity_id=opportunity.pk, name="赵总")
    for deed in (
        lambda: add_member(user=charlie, opportunity_id=opportunity.pk, name="x"),
        lambda: leave_team(user=charlie, member_id=member.pk),
        lambda: add_task(user=charlie, opportunity_id=opportunity.pk, text="x"),
        lambda: call_meeting(user=charlie, opportunity_id=opportunity.pk, agenda=[]),
    ):
        with pytest.raises(TongpinError) as error:
            deed()
        assert code_of(error) == "not_found"
