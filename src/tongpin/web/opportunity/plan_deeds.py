"""Forms and buttons of the battle plan: call a meeting, write minutes, set tasks, say what came of them; calendars."""

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from tongpin.crm import clock
from tongpin.crm.opportunities.models import Opportunity
from tongpin.crm.opportunities.page import opportunity_page
from tongpin.crm.opportunities.policy import get_opportunity, not_found
from tongpin.crm.plans import actions
from tongpin.crm.plans.models import SalesMeeting, Task
from tongpin.crm.plans.selectors import TaskRow, plan_page, revisions, tasks_of
from tongpin.exchange.calendars import Event, Todo, TodoState, calendar
from tongpin.method.agenda import WHOLE_MEETING, agenda_of, parted
from tongpin.method.plan import due_for, owner_for, person_in
from tongpin.web.opportunity.edits import people_choices, show_form, tab_address, try_save
from tongpin.web.opportunity.plan import our_names
from tongpin.web.opportunity.plan_forms import CallForm, MeetingForm, MinutesForm, ResultForm, TaskForm, minutes_values
from tongpin.web.pages import SignedIn, button, done, page
from tongpin.web.texts import reading_language

STATES: dict[str, TodoState] = {"done": "COMPLETED", "not_done": "CANCELLED", "dropped": "CANCELLED"}


def _back(opportunity_id: int, anchor: str = "") -> str:
    return tab_address(opportunity_id, "plan", anchor)


# ---------------------------------------------------------------- meetings
@page
def call_meeting(request: SignedIn, opportunity_id: int) -> HttpResponse:
    """The agenda as it follows from what is open, to be edited; then the meeting is called."""
    opportunity = get_opportunity(request.user, opportunity_id, "change")
    found = plan_page(user=request.user, opportunity_id=opportunity_id)
    standing = opportunity_page(user=request.user, opportunity_id=opportunity_id).standing
    agenda = agenda_of(found.dossier.case, standing, found.dossier.playbook, found.centre, found.matrix)
    names = our_names(found)
    initial = {"date": clock.today(), "members": names}
    form = CallForm(request.POST or None, initial=initial, agenda=agenda, lang=reading_language(), members=names)
    if request.method == "POST" and try_save(
        request,
        form,
        lambda _values: actions.call_meeting(user=request.user, opportunity_id=opportunity_id, **form.values()),
        _("The meeting is called."),
    ):
        return redirect(_back(opportunity_id, "meeting"))
    intro = _("Made from what is open today. Strike, change and add lines, then call the meeting.")
    return show_form(
        request,
        opportunity,
        form,
        _("Sales meeting"),
        _back(opportunity_id),
        in_place=False,
        intro=intro,
        button=_("Call the meeting"),
        template="opportunity/plan/call.html",
    )


def _meeting(opportunity: Opportunity, meeting_id: int) -> SalesMeeting:
    meeting = SalesMeeting.objects.filter(opportunity=opportunity, pk=meeting_id).first()
    if meeting is None:
        raise not_found()
    return meeting


@page
def change_meeting(request: SignedIn, opportunity_id: int, meeting_id: int) -> HttpResponse:
    """Everything of a meeting, to be changed or removed."""
    opportunity = get_opportunity(request.user, opportunity_id, "change")
    meeting = _meeting(opportunity, meeting_id)
    initial = {
        **minutes_values(meeting.minutes, meeting.decisions),
        "date": meeting.date,
        "starts": meeting.starts,
        "invited": "\n".join(meeting.invited),
        "agenda": "\n".join(meeting.agenda),
    }
    form = MeetingForm(request.POST or None, initial=initial)
    back = _back(opportunity_id, f"meeting-{meeting_id}")
    if request.method == "POST" and try_save(
        request,
        form,
        lambda _values: actions.write_minutes(user=request.user, meeting_id=meeting_id, **form.values()),
        _("Saved."),
    ):
        return redirect(back)
    remove = reverse("remove_meeting", args=[opportunity_id, meeting_id])
    return show_form(request, opportunity, form, _("Sales meeting"), back, remove=remove)


@page
def write_minutes(request: SignedIn, opportunity_id: int, meeting_id: int) -> HttpResponse:
    """Decisions and minutes of a meeting; faults are told on a page of its own."""
    opportunity = get_opportunity(request.user, opportunity_id, "change")
    meeting = _meeting(opportunity, meeting_id)
    form = MinutesForm(request.POST or None, initial=minutes_values(meeting.minutes, meeting.decisions))
    back = _back(opportunity_id, f"meeting-{meeting_id}")
    if request.method == "POST" and try_save(
        request,
        form,
        lambda values: actions.write_minutes(user=request.user, meeting_id=meeting_id, **values),
        _("Saved."),
    ):
        return redirect(back)
    return show_form(request, opportunity, form, _("Minutes"), back, in_place=False)


@button
def remove_meeting(request: SignedIn, opportunity_id: int, meeting_id: int) -> HttpResponse:
    """Takes a meeting away; its tasks stay."""
    _meeting(get_opportunity(request.user, opportunity_id, "change"), meeting_id)
    actions.remove_meeting(user=request.user, meeting_id=meeting_id)
    done(request, _("Removed."))
    return redirect(_back(opportunity_id))


@button
def task_of_line(request: SignedIn, opportunity_id: int, meeting_id: int) -> HttpResponse:
    """A line of the agenda as a task: who of ours, with whom and until when as far as the case tells."""
    meeting = _meeting(get_opportunity(request.user, opportunity_id, "change"), meeting_id)
    number = request.POST.get("line", "")
    lines = dict(enumerate(meeting.agenda))
    line = lines.get(int(number)) if number.isascii() and number.isdigit() and len(number) < 6 else None
    if line is None:
        raise not_found()
    found = plan_page(user=request.user, opportunity_id=opportunity_id)
    text, case = parted(line)[1], found.dossier.case
    who = person_in(text, case)
    task = actions.add_task(
        user=request.user,
        opportunity_id=opportunity_id,
        meeting_id=meeting_id,
        text=text,
        who=who.id if who else "",
        owner=owner_for(who, case) or str(found.opportunity.owner),
        due=due_for(case.today),
    )
    done(request, _("Now a task. Look at who does it, until when, and what the customer should commit to."))
    return redirect(_back(opportunity_id, f"task-{task.pk}"))


# ---------------------------------------------------------------- tasks
def _task(opportunity: Opportunity, task_id: int) -> Task:
    task = Task.objects.filter(opportunity=opportunity, pk=task_id).select_related("stakeholder").first()
    if task is None:
        raise not_found()
    return task


def _task_form(request: SignedIn, opportunity: Opportunity, initial: dict[str, Any], named: str = "") -> TaskForm:
    found = plan_page(user=request.user, opportunity_id=opportunity.pk)
    form = TaskForm(request.POST or None, initial=initial, people=people_choices(opportunity))
    form.offer_owners(list(dict.fromkeys([*our_names(found), *([named] if named else [])])))
    return form


@page
def add_task(request: SignedIn, opportunity_id: int) -> HttpResponse:
    """A new line of the plan."""
    opportunity = get_opportunity(request.user, opportunity_id, "change")
    form = _task_form(request, opportunity, {"due": due_for(clock.today()), "owner": str(request.user)})
    if request.method == "POST" and try_save(
        request,
        form,
        lambda _values: actions.add_task(
            user=request.user, opportunity_id=opportunity_id, meeting_id=_open_meeting(opportunity), **form.values()
        ),
        _("Saved."),
    ):
        return redirect(_back(opportunity_id, "plan"))
    return show_form(request, opportunity, form, _("Add a task"), _back(opportunity_id, "plan"))


def _open_meeting(opportunity: Opportunity) -> int | None:
    """Today's meeting or the last that nothing was decided at yet: what is added now came up there."""
    last = SalesMeeting.objects.filter(opportunity=opportunity).order_by("-date", "-pk").first()
    if last is None or (last.date != clock.today() and (last.minutes or last.decisions)):
        return None
    return last.pk


@page
def change_task(request: SignedIn, opportunity_id: int, task_id: int) -> HttpResponse:
    """A line of the plan, to be changed or removed."""
    opportunity = get_opportunity(request.user, opportunity_id, "change")
    task = _task(opportunity, task_id)
    initial = {name: getattr(task, name) for name in ("text", "owner", "due", "wanted")}
    initial["who"] = task.stakeholder.code if task.stakeholder else ""
    form = _task_form(request, opportunity, initial, named=task.owner)
    form.guarded = True
    back = _back(opportunity_id, f"task-{task_id}")
    if request.method == "POST" and try_save(
        request,
        form,
        lambda _values: actions.update_task(user=request.user, task_id=task_id, **form.values()),
        _("Saved."),
    ):
        return redirect(back)
    remove = reverse("remove_task", args=[opportunity_id, task_id])
    return show_form(request, opportunity, form, _("Task"), back, remove=remove)


@button
def finish_task(request: SignedIn, opportunity_id: int, task_id: int) -> HttpResponse:
    """What came of a task, in words; or that it is open again."""
    _task(get_opportunity(request.user, opportunity_id, "change"), task_id)
    back = redirect(_back(opportunity_id, f"task-{task_id}"))
    if request.POST.get("status") == "open":
        actions.finish_task(user=request.user, task_id=task_id, status="open")
        done(request, _("Open again."))
        return back
    form = ResultForm(request.POST)
    if not form.is_valid():
        raise not_found()
    actions.finish_task(user=request.user, task_id=task_id, **form.cleaned_data)
    done(request, _("Saved."))
    return back


@button
def take_task(request: SignedIn, opportunity_id: int, task_id: int) -> HttpResponse:
    """The user does a task from now on: after a hand-over nothing is left to nobody."""
    _task(get_opportunity(request.user, opportunity_id, "change"), task_id)
    actions.update_task(user=request.user, task_id=task_id, owner=str(request.user))
    done(request, _("It is yours now."))
    return redirect(_back(opportunity_id, f"task-{task_id}"))


@button
def remove_task(request: SignedIn, opportunity_id: int, task_id: int) -> HttpResponse:
    """Takes a line of the plan away."""
    _task(get_opportunity(request.user, opportunity_id, "change"), task_id)
    actions.remove_task(user=request.user, task_id=task_id)
    done(request, _("Removed."))
    return redirect(_back(opportunity_id, "plan"))


# ---------------------------------------------------------------- calendars
@page
def invitation(request: SignedIn, opportunity_id: int, meeting_id: int) -> HttpResponse:
    """The meeting as a calendar file."""
    opportunity = get_opportunity(request.user, opportunity_id)
    meeting = _meeting(opportunity, meeting_id)
    written = revisions("salesmeeting", [meeting_id]).get(meeting_id)
    invited = _("Invited: %(names)s") % {"names": _("; ").join(meeting.invited)} if meeting.invited else ""
    event = Event(
        uid=_uid(opportunity, "meeting", meeting_id),
        sequence=written.number if written else 0,
        stamp=written.at if written else opportunity.created_at,
        day=meeting.date,
        starts=_moment(meeting),
        minutes=WHOLE_MEETING,
        title=_("Sales meeting: %(name)s") % {"name": opportunity.name or opportunity.title},
        about="\n".join(part for part in (invited, *meeting.agenda) if part),
        address=request.build_absolute_uri(_back(opportunity_id)),
    )
    return _calendar_file([event], f"tongpin-meeting-{meeting_id}.ics")


def _moment(meeting: SalesMeeting) -> dt.datetime | None:
    """When it begins, in the time of the house; None where only the day is set."""
    if meeting.starts is None:
        return None
    return timezone.make_aware(dt.datetime.combine(meeting.date, meeting.starts))


@page
def todo_list(request: SignedIn, opportunity_id: int) -> HttpResponse:
    """The whole plan as a calendar file of to-dos."""
    opportunity = get_opportunity(request.user, opportunity_id, beside=("account",))
    rows = tasks_of(opportunity)
    written = revisions("task", [row.id for row in rows])
    names = dict(people_choices(opportunity))
    address = request.build_absolute_uri(_back(opportunity_id))
    todos = [
        Todo(
            uid=_uid(opportunity, "task", row.id),
            sequence=written[row.id].number if row.id in written else 0,
            stamp=written[row.id].at if row.id in written else opportunity.created_at,
            title=row.task.text,
            about=_about(row, names),
            due=row.task.due,
            state=STATES.get(row.task.status, "NEEDS-ACTION"),
            done=row.task.done,
            address=f"{address}#task-{row.id}",
        )
        for row in rows
    ]
    return _calendar_file(todos, f"tongpin-plan-{opportunity_id}.ics")


def _about(row: TaskRow, names: dict[str, str]) -> str:
    task = row.task
    told = (
        (_("Who of ours"), task.owner),
        (_("With whom of theirs"), names.get(task.who, "")),
        (_("Wanted commitment"), task.wanted),
        (_("Result"), task.result),
    )
    return "\n".join(f"{label}: {value}" for label, value in told if value)


def _uid(opportunity: Opportunity, kind: str, pk: int) -> str:
    """The same for ever, and another in another installation: its opportunity came into being at another moment."""
    return f"{uuid.uuid5(uuid.NAMESPACE_OID, f'tongpin {opportunity.created_at.isoformat()} {kind} {pk}')}@tongpin"


def _calendar_file(items: Sequence[Event | Todo], name: str) -> HttpResponse:
    response = HttpResponse(calendar(items), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
