"""Planning a call, its sheet to take along, and its debrief."""

import uuid
from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from tongpin.crm import clock
from tongpin.crm.calls import actions
from tongpin.crm.calls.debriefing import debrief_call
from tongpin.crm.calls.selectors import CallPage, QuestionRow, call_page, calls_page
from tongpin.crm.errors import TongpinError
from tongpin.crm.opportunities.models import Opportunity
from tongpin.crm.opportunities.policy import get_opportunity
from tongpin.crm.users.models import User
from tongpin.method.calls import CallPlan, Proposed, call_plan
from tongpin.web.cited import day
from tongpin.web.opportunity.call_forms import (
    BLANKS,
    CallForm,
    DebriefForm,
    QuestionLine,
    askings_in,
    planned_lines,
    posted_lines,
    proposed_lines,
)
from tongpin.web.opportunity.edits import people_choices, tab_address, try_save
from tongpin.web.pages import SignedIn, button, done, elsewhere, page
from tongpin.web.texts import QUESTION_KINDS, kind_name, told

MORE_PROPOSED = 12


def back_to_calls(opportunity_id: int) -> str:
    """The address of the calls of an opportunity."""
    return tab_address(opportunity_id, "needs", view="calls")


# ---------------------------------------------------------------- the plan
@page
def plan_call(request: SignedIn, opportunity_id: int) -> HttpResponse:
    """A call on one of the people (``who``): questions proposed, to be ticked, worded, and added to."""
    opportunity = get_opportunity(request.user, opportunity_id, "change")
    people = people_choices(opportunity)
    who = request.GET.get("who", "")
    if who not in dict(people):
        return _choose_person(request, opportunity, people)
    found, more = _plan(request.user, opportunity_id, who)
    initial = {"date": clock.today(), "kind": "visit", "wanted": told(found.wanted), "least": told(found.least)}
    form = CallForm(request.POST or None, initial=initial)
    if request.method == "POST" and try_save(
        request,
        form,
        lambda values: actions.plan_call(
            user=request.user, opportunity_id=opportunity_id, who=who, questions=askings_in(request.POST), **values
        ),
        _("The call is planned."),
    ):
        return elsewhere(request, back_to_calls(opportunity_id))
    lines = list(proposed_lines(found.questions))
    lines += proposed_lines(more, len(lines), chosen=False)
    return _show_plan(request, opportunity, form, people, who, lines, found)


def _plan(user: User, opportunity_id: int, who: str) -> tuple[CallPlan, list[Proposed]]:
    """Proposals for a person: as many as one call bears, and more to choose from."""
    page = calls_page(user=user, opportunity_id=opportunity_id)
    lang = page.dossier.case.lang
    usual = call_plan(page.dossier, who, lang, questions=page.bank)
    more = call_plan(page.dossier, who, lang, questions=page.bank, most=MORE_PROPOSED)
    return usual, [item for item in more.questions if item not in usual.questions]


def _choose_person(request: SignedIn, opportunity: Opportunity, people: Sequence[tuple[str, str]]) -> HttpResponse:
    context = {
        "area": "opportunities",
        "head": str(opportunity),
        "back": back_to_calls(opportunity.pk),
        "people": people,
        "nobody": reverse("opportunity", args=[opportunity.pk]) + "?tab=people",
    }
    return render(request, "opportunity/calls/choose.html", context)


def _show_plan(
    request: SignedIn,
    opportunity: Opportunity,
    form: CallForm,
    people: Sequence[tuple[str, str]],
    who: str,
    lines: Sequence[QuestionLine],
    found: CallPlan | None,
) -> HttpResponse:
    if form.is_bound:
        lines = [line for line in posted_lines(request.POST) if line.text]
    first = max((line.place for line in lines), default=-1) + 1
    blanks = [
        QuestionLine(place=first + number, kind="problem", kind_name="", key="", text="") for number in range(BLANKS)
    ]
    context = {
        "area": "opportunities",
        "form": form,
        "head": str(opportunity),
        "back": back_to_calls(opportunity.pk),
        "people": people,
        "who": who,
        "name": dict(people).get(who, ""),
        "lines": [line for line in lines if line.chosen],
        "more": [line for line in lines if not line.chosen],
        "blanks": blanks,
        "kinds": list(QUESTION_KINDS.items()),
        "caution": told(found.caution) if found and found.caution else "",
    }
    return render(request, "opportunity/calls/plan.html", context, status=422 if form.is_bound else 200)


@page
def change_call(request: SignedIn, opportunity_id: int, call_id: int) -> HttpResponse:
    """A planned call, to be changed: its own questions ticked, others proposed beside them."""
    opportunity = get_opportunity(request.user, opportunity_id, "change")
    found = call_page(user=request.user, opportunity_id=opportunity_id, call_id=call_id)
    row = found.call
    form = CallForm(
        request.POST or None, initial={"date": row.date, "kind": row.kind, "wanted": row.wanted, "least": row.least}
    )
    form.guarded = True
    if request.method == "POST" and try_save(
        request,
        form,
        lambda values: actions.update_call(
            user=request.user, call_id=call_id, questions=askings_in(request.POST), **values
        ),
        _("Saved."),
    ):
        return elsewhere(request, back_to_calls(opportunity_id))
    lines = list(planned_lines(found.questions))
    planned = {line.text for line in lines}
    plan, more = _plan(request.user, opportunity_id, row.who) if row.who else (None, [])
    others = [item for item in (*plan.questions, *more) if item.text not in planned] if plan else []
    lines += proposed_lines(others, len(lines), chosen=False)
    return _show_plan(request, opportunity, form, people_choices(opportunity), row.who, lines, plan)


@button
def drop_call(request: SignedIn, opportunity_id: int, call_id: int) -> HttpResponse:
    """The call will not be made."""
    call_page(user=request.user, opportunity_id=opportunity_id, call_id=call_id)
    actions.drop_call(user=request.user, call_id=call_id)
    done(request, _("The call is dropped; its questions are still to be asked."))
    return redirect(back_to_calls(opportunity_id))


@page
def call_sheet(request: SignedIn, opportunity_id: int, call_id: int) -> HttpResponse:
    """The call on one sheet of paper, with room to write."""
    found = call_page(user=request.user, opportunity_id=opportunity_id, call_id=call_id)
    context = {
        "area": "opportunities",
        "call": found.call,
        "day": day(found.call.date),
        "kind": kind_name(found.call.kind),
        "deal": str(found.opportunity),
        "account": found.opportunity.account.name,
        "lines": list(planned_lines(found.questions)),
        "back": back_to_calls(opportunity_id),
        "us": str(request.user),
    }
    return render(request, "opportunity/calls/sheet.html", context)


# ---------------------------------------------------------------- the debrief
@page
def debrief(request: SignedIn, opportunity_id: int, call_id: int) -> HttpResponse:
    """What came of a planned call."""
    found = call_page(user=request.user, opportunity_id=opportunity_id, call_id=call_id)
    if found.call.state != "planned":
        messages.info(request, _("What came of this call has been written down already, or the call was dropped."))
        return redirect(back_to_calls(opportunity_id))
    return _debrief(request, opportunity_id, found)


@page
def debrief_unplanned(request: SignedIn, opportunity_id: int) -> HttpResponse:
    """What came of a call that nobody had planned."""
    return _debrief(request, opportunity_id, None)


def _debrief(request: SignedIn, opportunity_id: int, planned: CallPage | None) -> HttpResponse:
    opportunity = get_opportunity(request.user, opportunity_id, "change")
    call = planned.call if planned else None
    initial = {
        "date": clock.today(),
        "kind": call.kind if call else "visit",
        "who": call.who if call else request.GET.get("who", ""),
        "by0": call.who if call else request.GET.get("who", ""),
    }
    form = debrief_form(request.POST or None, opportunity, request.user, initial)
    if request.method == "POST" and form.is_valid():
        try:
            return elsewhere(request, written(request, opportunity_id, call.id if call else None, form))
        except TongpinError as error:
            if error.status in {403, 404}:
                raise
            form.take(error)
    context = {
        "area": "opportunities",
        "form": form,
        "call": call,
        "day": day(call.date) if call else "",
        "head": str(opportunity),
        "opportunity_id": opportunity_id,
        "back": back_to_calls(opportunity_id),
        "lines": _debrief_lines(planned.questions if planned else [], request),
        "key": request.POST.get("key") or str(uuid.uuid4()),
        "theirs": [code for code, _name in people_choices(opportunity)],
    }
    return render(request, "opportunity/calls/debrief.html", context, status=422 if form.is_bound else 200)


def _debrief_lines(rows: Sequence[QuestionRow], request: HttpRequest) -> list[QuestionLine]:
    """The questions, with what was typed into a form that had faults; and a blank one for what came up."""
    if request.method == "POST":
        return list(posted_lines(request.POST))
    lines = list(planned_lines(rows))
    return [*lines, QuestionLine(place=len(lines), kind="problem", kind_name="", key="", text="")]


def debrief_form(data: Any, opportunity: Opportunity, user: User, initial: dict[str, Any] | None = None) -> DebriefForm:
    """The form of a debrief, from a page or out of a phone's outbox."""
    return DebriefForm(data, initial=initial, people=people_choices(opportunity), us=str(user))


def written(request: SignedIn, opportunity_id: int, call_id: int | None, form: DebriefForm) -> str:
    """Writes a valid debrief and says what it came to; returns where to go on. Raises what the action refuses."""
    key = str(form.data.get("key", ""))
    told_so = debrief_call(
        user=request.user,
        opportunity_id=opportunity_id,
        call_id=call_id,
        debrief=form.debrief(wanted=""),
        key=key,
    )
    if told_so.verdict is not None and told_so.activity is not None:
        done(request, _("The call is written down. %(verdict)s") % {"verdict": told(told_so.verdict.why)})
        return tab_address(opportunity_id, "timeline", told_so.activity.code)
    # Who goes back to the form, changes it and saves again must not believe that the change is kept.
    messages.info(
        request, _("This debrief had been written down before; nothing was added. To change it, change its entry.")
    )
    return back_to_calls(opportunity_id)
