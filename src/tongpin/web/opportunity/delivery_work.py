"""Buttons and forms of delivery beside the usual three: done, met, readings brought in, warnings answered."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tongpin.crm import clock
from tongpin.crm.delivery import alarming, measuring, money, planning
from tongpin.crm.delivery.models import AdoptionAlarm, Expectation, Invoice, Milestone
from tongpin.crm.delivery.selectors import measure_names
from tongpin.crm.errors import TongpinError
from tongpin.crm.opportunities.models import Opportunity
from tongpin.crm.opportunities.policy import get_opportunity, not_found
from tongpin.exchange import sheets
from tongpin.web.cited import day
from tongpin.web.opportunity.delivery_forms import AnswerForm, ReadingsForm, ReminderForm
from tongpin.web.opportunity.edits import show_form, tab_address, try_save
from tongpin.web.pages import SignedIn, button, done, page

MOST_SHOWN = 100


def _here(table: Any, opportunity: Opportunity, pk: int) -> Any:
    row = table.objects.filter(opportunity=opportunity, pk=pk).first()
    if row is None:
        raise not_found()
    return row


@button
def finish_milestone(request: SignedIn, opportunity_id: int, milestone_id: int) -> HttpResponse:
    """It was done today."""
    _here(Milestone, get_opportunity(request.user, opportunity_id, "change"), milestone_id)
    planning.finish_milestone(user=request.user, milestone_id=milestone_id)
    done(request, _("Done."))
    return redirect(tab_address(opportunity_id, "delivery", f"milestone-{milestone_id}"))


@button
def settle_expectation(request: SignedIn, opportunity_id: int, expectation_id: int) -> HttpResponse:
    """It was met, or it was not."""
    _here(Expectation, get_opportunity(request.user, opportunity_id, "change"), expectation_id)
    met = request.POST.get("met") == "yes"
    planning.settle_expectation(user=request.user, expectation_id=expectation_id, met=met)
    done(request, _("Met. Tell those who decided.") if met else _("Kept. Say to the customer what we do about it."))
    return redirect(tab_address(opportunity_id, "delivery", f"expectation-{expectation_id}", "results"))


# ---------------------------------------------------------------- readings
@page
def bring_readings(request: SignedIn, opportunity_id: int) -> HttpResponse:
    """Readings pasted or dropped: looked at first, with every fault by its line; then brought in."""
    opportunity = get_opportunity(request.user, opportunity_id, "change")
    form = ReadingsForm(request.POST or None, request.FILES or None)
    back = tab_address(opportunity_id, "delivery", "measures", "results")
    more: dict[str, Any] = {"template": "opportunity/delivery/readings.html", "in_place": False}
    if request.method == "POST" and form.is_valid():
        try:
            text = _rows_as_text(form)
            lines = ((row.line, row.cells) for row in sheets.read_paste(text).rows)
            found = measuring.read_readings(lines, measures=measure_names(opportunity))
            if request.POST.get("do") == "save" and found.rows and not found.faults:
                return _brought_in(request, opportunity_id, found, back)
            more |= _looked_at(found)
            form = ReadingsForm({**form.data.dict(), "rows": text})  # type: ignore[attr-defined]  # a QueryDict
        except TongpinError as error:
            if error.status in {403, 404}:
                raise
            form.add_error("file" if error.code == "sheet_refused" and request.FILES else None, error.message)
        more["status"] = 200 if form.is_valid() and not more.get("faults") else 422
    return show_form(request, opportunity, form, _("Bring in readings"), back, **more)


def _rows_as_text(form: ReadingsForm) -> str:
    """The rows as tabbed text: a file is read once, and then stands in the field to be looked at and mended."""
    file = form.cleaned_data["file"]
    if file is None:
        return str(form.cleaned_data["rows"])
    return sheets.file_as_text(file.read(sheets.MOST_BYTES + 1), file.name)


def _brought_in(request: SignedIn, opportunity_id: int, found: measuring.Readings, back: str) -> HttpResponse:
    fresh = measuring.take_readings(user=request.user, opportunity_id=opportunity_id, rows=found.rows)
    told = ngettext("%(count)s reading is new.", "%(count)s readings are new.", fresh) % {"count": fresh}
    done(request, told, undo=fresh > 0)
    return redirect(back)


def _looked_at(found: measuring.Readings) -> dict[str, Any]:
    if not found.rows and not found.faults:
        raise TongpinError("nothing_there", _("There is no reading in these rows."), 422)
    shown = found.rows[:MOST_SHOWN]
    return {
        "faults": found.faults[:MOST_SHOWN],
        "count": len(found.rows),
        "more": len(found.rows) - len(shown),
        "rows": [(row.line, day(row.date), row.name, row.value, row.target) for row in shown],
    }


# ---------------------------------------------------------------- money, warnings
@page
def remind(request: SignedIn, opportunity_id: int, invoice_id: int) -> HttpResponse:
    """That we asked for a payment, and what we were told."""
    sale = get_opportunity(request.user, opportunity_id, "change")
    invoice = _here(Invoice, sale, invoice_id)
    form = ReminderForm(request.POST or None, initial={"date": clock.today()})
    back = tab_address(opportunity_id, "delivery", f"invoice-{invoice_id}", "money")

    def keep(values: dict[str, Any]) -> object:
        return money.remind(user=request.user, invoice_id=invoice_id, **values)

    if request.method == "POST" and try_save(request, form, keep, _("Kept.")):
        return redirect(back)
    return show_form(request, sale, form, _("Asked for invoice %(number)s") % {"number": invoice.number}, back)


@page
def answer_alarm(request: SignedIn, opportunity_id: int, alarm_id: int) -> HttpResponse:
    """What we do about a warning."""
    return _settle_alarm(request, opportunity_id, alarm_id, alarming.answer_alarm, _("What do we do about it?"))


@page
def call_alarm_wrong(request: SignedIn, opportunity_id: int, alarm_id: int) -> HttpResponse:
    """There is nothing in it."""
    return _settle_alarm(request, opportunity_id, alarm_id, alarming.call_alarm_wrong, _("How do you know?"))


def _settle_alarm(request: SignedIn, opportunity_id: int, alarm_id: int, act: Any, title: str) -> HttpResponse:
    sale = get_opportunity(request.user, opportunity_id, "change")
    _here(AdoptionAlarm, sale, alarm_id)
    form = AnswerForm(request.POST or None)
    back = tab_address(opportunity_id, "delivery", f"alarm-{alarm_id}", "results")

    def keep(values: dict[str, Any]) -> object:
        return act(user=request.user, alarm_id=alarm_id, **values)

    if request.method == "POST" and try_save(request, form, keep, _("Kept.")):
        return redirect(back)
    return show_form(request, sale, form, title, back)
