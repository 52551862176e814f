"""Every deed on the people of both sides is logged and can be taken back, to the last column of the last table."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.crm.builders import TODAY, everything
from tongpin.crm.audit.actions import undo_last_gesture
from tongpin.crm.audit.models import LogEntry
from tongpin.crm.audit.selectors import verify_chain
from tongpin.crm.calls import actions as calls
from tongpin.crm.calls.models import Call, OwnQuestion
from tongpin.crm.models import ApprovalRule, Department, Opportunity, SalesMeeting, Seat, Task, TeamMember, User
from tongpin.crm.organisation import actions as chart
from tongpin.crm.organisation.pasting import paste_chart
from tongpin.crm.people import actions as people
from tongpin.crm.people.merging import merge_people, say_distinct, set_other_names
from tongpin.crm.plans import actions as plans
from tongpin.crm.team import actions as team

Deed = Callable[[User, Opportunity], Any]


@pytest.fixture
def peopled(alice: User, opportunity: Opportunity) -> Opportunity:
    """An opportunity with a chart, a tie, a line, a settlement, a meeting and a task."""
    account, here = opportunity.account_id, {"user": alice, "opportunity_id": opportunity.pk}
    top = chart.add_seat(user=alice, account_id=account, title="厂长", department="厂部", holder="周大明", since=TODAY)
    chart.add_seat(user=alice, account_id=account, title="科长", department="设备科", reports_to_id=top.pk)
    chart.add_approval_rule(user=alice, account_id=account, act="signs", seat_id=top.pk)
    member = team.add_member(user=alice, opportunity_id=opportunity.pk, name="赵总", level="executive")
    team.set_counterpart(user=alice, opportunity_id=opportunity.pk, member_id=member.pk, who="s1")
    people.draw_line(user=alice, opportunity_id=opportunity.pk, speaker="s1", listener="s2")
    team.settle_contradiction(
        user=alice, opportunity_id=opportunity.pk, topic="price", first="e01", second="e02", holds="八折"
    )
    meeting = plans.call_meeting(agenda=["交期"], **here)  # type: ignore[arg-type]
    calls.plan_call(date=TODAY, who="s1", questions=[calls.Asking("problem", "哪里最难？")], **here)  # type: ignore[arg-type]
    calls.add_own_question(user=alice, text="备件压多少？")
    plans.add_task(text="约总工", meeting_id=meeting.pk, who="s1", **here)  # type: ignore[arg-type]
    return opportunity


def seat(title: str) -> int:
    return Seat.objects.get(title=title).pk


def persons(o: Opportunity) -> list[int]:
    return list(o.stakeholders.order_by("pk").values_list("person", flat=True))


UNDOABLE: dict[str, Deed] = {
    "add_seat": lambda u, o: chart.add_seat(
        user=u, account_id=o.account_id, title="工人", holder="新人", department="班"
    ),
    "update_seat": lambda u, o: chart.update_seat(user=u, seat_id=seat("厂长"), title="总经理", department="新部"),
    "move_seat": lambda u, o: chart.move_seat(user=u, seat_id=seat("科长"), reports_to_id=None),
    "seat_person": lambda u, o: chart.seat_person(user=u, seat_id=seat("厂长"), name="新厂长", since=TODAY),
    "vacate_seat": lambda u, o: chart.vacate_seat(user=u, seat_id=seat("厂长")),
    "remove_seat": lambda u, o: chart.remove_seat(user=u, seat_id=seat("科长")),
    "rename_department": lambda u, o: chart.rename_department(
        user=u, department_id=Department.objects.get(name="厂部").pk, name="总部"
    ),
    "move_department": lambda u, o: chart.move_department(
        user=u,
        department_id=Department.objects.get(name="设备科").pk,
        parent_id=Department.objects.get(name="厂部").pk,
    ),
    "add_approval_rule": lambda u, o: chart.add_approval_rule(user=u, account_id=o.account_id, who="委员会"),
    "remove_approval_rule": lambda u, o: chart.remove_approval_rule(user=u, rule_id=ApprovalRule.objects.get().pk),
    "paste_chart": lambda u, o: paste_chart(user=u, account_id=o.account_id, text="财务\t主管\t\t钱多"),
    "add_member": lambda u, o: team.add_member(user=u, opportunity_id=o.pk, name="孙工"),
    "update_member": lambda u, o: team.leave_team(user=u, member_id=TeamMember.objects.get(name="赵总").pk),
    "set_counterpart": lambda u, o: team.set_counterpart(
        user=u, opportunity_id=o.pk, member_id=TeamMember.objects.get(name="赵总").pk, who="s1", state="steady"
    ),
    "remove_counterpart": lambda u, o: team.remove_counterpart(user=u, counterpart_id=o.counterparts.get().pk),
    "settle_contradiction": lambda u, o: team.settle_contradiction(
        user=u, opportunity_id=o.pk, topic="price", first="e01", second="e02", holds="九折"
    ),
    "told_the_customer": lambda u, o: team.told_the_customer(user=u, settlement_id=o.settlements.get().pk),
    "draw_line": lambda u, o: people.draw_line(user=u, opportunity_id=o.pk, speaker="s2", listener="s1"),
    "change_line": lambda u, o: people.change_line(
        user=u, line_id=o.influence_lines.get().pk, strength=3, state="confirmed", entry="e01"
    ),
    "erase_line": lambda u, o: people.erase_line(user=u, line_id=o.influence_lines.get().pk),
    "say_how_known": lambda u, o: people.say_how_known(
        user=u, stakeholder_id=o.stakeholders.get(code="s1").pk, aspect="roles", state="confirmed"
    ),
    "plan_call": lambda u, o: calls.plan_call(
        user=u, opportunity_id=o.pk, date=TODAY, who="s2", questions=[calls.Asking("problem", "谁最急？")]
    ),
    "update_call": lambda u, o: calls.update_call(user=u, call_id=Call.objects.get().pk, wanted="见厂长", questions=[]),
    "drop_call": lambda u, o: calls.drop_call(user=u, call_id=Call.objects.get().pk),
    "add_own_question": lambda u, o: calls.add_own_question(user=u, text="谁管备件？", kind="situation"),
    "update_own_question": lambda u, o: calls.update_own_question(
        user=u, question_id=OwnQuestion.objects.get().pk, text="备件压多少库存？"
    ),
    "call_meeting": lambda u, o: plans.call_meeting(user=u, opportunity_id=o.pk, agenda=["x"]),
    "write_minutes": lambda u, o: plans.write_minutes(user=u, meeting_id=SalesMeeting.objects.get().pk, minutes="好"),
    "remove_meeting": lambda u, o: plans.remove_meeting(user=u, meeting_id=SalesMeeting.objects.get().pk),
    "add_task": lambda u, o: plans.add_task(user=u, opportunity_id=o.pk, text="送样"),
    "update_task": lambda u, o: plans.update_task(user=u, task_id=Task.objects.get().pk, who="s2", owner="李伟"),
    "finish_task": lambda u, o: plans.finish_task(user=u, task_id=Task.objects.get().pk, status="done"),
    "remove_task": lambda u, o: plans.remove_task(user=u, task_id=Task.objects.get().pk),
    "set_other_names": lambda u, o: set_other_names(user=u, person_id=persons(o)[0], other_names=["老周"]),
    "say_distinct": lambda u, o: say_distinct(user=u, one_id=persons(o)[0], other_id=persons(o)[1]),
    "merge_people": lambda u, o: merge_people(user=u, keep_id=persons(o)[0], gone_id=persons(o)[1]),
}


@pytest.mark.parametrize("verb", UNDOABLE)
def test_what_was_done_to_people_is_logged_and_taken_back(alice: User, peopled: Opportunity, verb: str) -> None:
    before = everything()
    UNDOABLE[verb](alice, peopled)
    assert everything() != before
    assert LogEntry.objects.filter(user=alice, verb=verb).exists()
    assert undo_last_gesture(user=alice) == verb
    assert everything() == before
    assert verify_chain().holds
