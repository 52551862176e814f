"""What the forms and buttons of a chart do; every write is an action."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from tongpin.crm.errors import TongpinError
from tongpin.crm.opportunities.policy import not_found
from tongpin.crm.organisation import actions
from tongpin.crm.organisation.pasting import PastedSeat, paste_chart, read_paste
from tongpin.crm.organisation.selectors import Chart, chart_of, currency_of, without_seat
from tongpin.web.forms import PlainForm
from tongpin.web.opportunity.edits import try_save
from tongpin.web.organisation import forms
from tongpin.web.organisation.pages import above_field, holder_form, seat_context, seat_in, whole
from tongpin.web.pages import SignedIn, done, page
from tongpin.web.texts import LEVELS

MOST_SHOWN = 200
"""So many pasted rows are shown before they are brought in; all of them are checked."""


def chart_address(account_id: int, seat_id: int | None = None) -> str:
    """The chart, with a seat open."""
    return reverse("chart", args=[account_id]) + (f"?seat={seat_id}" if seat_id else "")


def changeable_chart(request: SignedIn, account_id: int) -> Chart:
    """The chart for somebody who may change it. Raises `not_found` for strangers, `not_allowed` for readers."""
    found = chart_of(user=request.user, account_id=account_id)
    if not found.may_change:
        raise TongpinError("not_allowed", _("You may look at this account, but not change it."), 403)
    return found


def _attempt(request: SignedIn, deed: Callable[[], object], told: str) -> bool:
    """Does it and says so; says what refused it otherwise. For buttons, where no form could show the fault."""
    try:
        deed()
    except TongpinError as error:
        if error.status in {403, 404}:
            raise
        messages.error(request, error.message)
        return False
    done(request, told)
    return True


# ---------------------------------------------------------------- one seat
SeatDeed = Callable[[SignedIn, Chart, int], tuple[str, PlainForm, Callable[[dict[str, Any]], object]]]


def _seat_form(make: SeatDeed) -> Callable[..., Any]:
    """A form of the seat's panel: sent, it goes back to the chart with the seat open; with faults it is shown again."""

    @page
    def sent(request: SignedIn, account_id: int, seat_id: int) -> HttpResponse:
        found = changeable_chart(request, account_id)
        chosen = seat_in(found, seat_id)
        if request.method != "POST":
            return redirect(reverse("seat", args=[account_id, seat_id]))
        name, form, save = make(request, found, seat_id)
        if try_save(request, form, save, _("Saved.")):
            return redirect(chart_address(account_id, seat_id))
        context = {
            "area": "accounts",
            "account": found.account,
            "may_change": True,
            "seat": seat_context(found, chosen, {name: form, "open": name}),
        }
        return render(request, "organisation/seat.html", context, status=422)

    return sent


def _facts(request: SignedIn, _found: Chart, seat_id: int) -> Any:
    form = forms.SeatForm(request.POST, prefix="facts")
    return "facts_form", form, lambda values: actions.update_seat(user=request.user, seat_id=seat_id, **values)


def _holder(request: SignedIn, found: Chart, seat_id: int) -> Any:
    def save(values: dict[str, Any]) -> object:
        person = {"person_id": values["person"], "name": values["name"], "since": values["since"]}
        return actions.seat_person(user=request.user, seat_id=seat_id, **person)

    return "holder_form", holder_form(found, request.POST), save


def _vacate(request: SignedIn, _found: Chart, seat_id: int) -> Any:
    form = forms.VacateForm(request.POST, prefix="vacate")
    return "vacate_form", form, lambda values: actions.vacate_seat(user=request.user, seat_id=seat_id, **values)


def _move(request: SignedIn, found: Chart, seat_id: int) -> Any:
    form = PlainForm(request.POST, prefix="move")
    form.add("above", above_field(found.seats))

    def save(values: dict[str, Any]) -> object:
        return actions.move_seat(user=request.user, seat_id=seat_id, reports_to_id=values["above"])

    return "move_form", form, save


def _below(request: SignedIn, found: Chart, seat_id: int) -> Any:
    form = forms.NewSeatForm(request.POST, prefix="below")

    def save(values: dict[str, Any]) -> object:
        return actions.add_seat(user=request.user, account_id=found.account.pk, reports_to_id=seat_id, **values)

    return "below_form", form, save


change_seat, fill_seat, vacate_seat, move_seat, add_below = map(_seat_form, (_facts, _holder, _vacate, _move, _below))


@page
def remove_seat(request: SignedIn, account_id: int, seat_id: int) -> HttpResponse:
    """Takes a seat out; the one above stays open."""
    chosen = seat_in(changeable_chart(request, account_id), seat_id)
    if request.method != "POST":
        return redirect(reverse("seat", args=[account_id, seat_id]))
    gone = _attempt(request, lambda: actions.remove_seat(user=request.user, seat_id=seat_id), _("Removed."))
    return redirect(chart_address(account_id, chosen.reports_to if gone else seat_id))


@page
def drop_seat(request: SignedIn, account_id: int) -> HttpResponse:
    """A seat that was dragged onto another one reports to it."""
    found = changeable_chart(request, account_id)
    if request.method != "POST":
        return redirect(chart_address(account_id))
    dragged, onto = (seat_in(found, whole(request.POST.get(name, ""))) for name in ("seat", "onto"))
    names = {"seat": forms.seat_name(dragged), "above": forms.seat_name(onto)}
    _attempt(
        request,
        lambda: actions.move_seat(user=request.user, seat_id=dragged.id, reports_to_id=onto.id),
        _("%(seat)s now reports to %(above)s.") % names,
    )
    below = whole(request.POST.get("below", ""))
    return redirect(chart_address(account_id) + (f"?below={below}" if below else ""))


# ---------------------------------------------------------------- forms with a page of their own
def _show(request: SignedIn, found: Chart, form: PlainForm, title: str, **more: Any) -> HttpResponse:
    context = {
        "area": "accounts",
        "form": form,
        "title": title,
        "head": found.account.name,
        "back": chart_address(found.account.pk),
        **more,
    }
    template = more.get("template", "opportunity/form.html")
    return render(request, template, context, status=422 if form.is_bound and form.errors else 200)


@page
def add_seat(request: SignedIn, account_id: int) -> HttpResponse:
    """A new seat anywhere in the chart."""
    found = changeable_chart(request, account_id)
    form = forms.NewSeatForm(request.POST or None)
    form.add("reports_to_id", above_field(found.seats))
    if request.method == "POST" and try_save(
        request,
        form,
        lambda values: actions.add_seat(user=request.user, account_id=account_id, **values),
        _("Saved."),
    ):
        return redirect(chart_address(account_id))
    return _show(request, found, form, _("New seat"))


@page
def change_department(request: SignedIn, account_id: int, department_id: int) -> HttpResponse:
    """A department's name, and the one it belongs to."""
    found = changeable_chart(request, account_id)
    row = next((row for row in found.departments if row.id == department_id), None)
    if row is None:
        raise not_found()
    form = forms.DepartmentForm(request.POST or None, initial={"name": row.name, "parent": row.parent})
    form.choose("parent", [(str(other.id), other.name) for other in found.departments if other.id != row.id], empty="–")

    def save(values: dict[str, Any]) -> None:
        if values["name"] != row.name:
            actions.rename_department(user=request.user, department_id=department_id, name=values["name"])
        if values["parent"] != row.parent:
            actions.move_department(user=request.user, department_id=department_id, parent_id=values["parent"])

    if request.method == "POST" and try_save(request, form, save, _("Saved.")):
        return redirect(chart_address(account_id) + "#departments")
    return _show(request, found, form, _("Department"))


@page
def add_rule(request: SignedIn, account_id: int) -> HttpResponse:
    """A line of their way of approving."""
    found = changeable_chart(request, account_id)
    usual = currency_of(found.account)
    form = forms.RuleForm(request.POST or None, initial={"currency": usual})
    form.add("seat_id", forms.SeatField(found.seats, empty="–", label=_("Whose seat")))
    form.order_fields(["act", "seat_id", "who", "from_amount", "currency", "note"])

    def save(values: dict[str, Any]) -> object:
        told = {**values, "currency": values["currency"] or usual}
        return actions.add_approval_rule(user=request.user, account_id=account_id, **told)

    if request.method == "POST" and try_save(request, form, save, _("Saved.")):
        return redirect(chart_address(account_id) + "#approval")
    return _show(request, found, form, _("Their way of approving"))


@page
def remove_rule(request: SignedIn, account_id: int, rule_id: int) -> HttpResponse:
    """Takes a line of their way of approving away."""
    found = changeable_chart(request, account_id)
    if rule_id not in {rule.id for rule in found.rules}:
        raise not_found()
    if request.method == "POST":
        _attempt(request, lambda: actions.remove_approval_rule(user=request.user, rule_id=rule_id), _("Removed."))
    return redirect(chart_address(account_id) + "#approval")


# ---------------------------------------------------------------- rows from Excel
@page
def paste(request: SignedIn, account_id: int) -> HttpResponse:
    """Rows from Excel: looked at first, with faults by line; brought in when somebody has seen them."""
    found = changeable_chart(request, account_id)
    known = _people_as_rows(account_id)
    form = forms.PasteForm(request.POST or None, initial={"rows": known})
    context: dict[str, Any] = {"template": "organisation/paste.html", "filled": known.count("\n") > 1}
    if request.method == "POST" and form.is_valid():
        text = form.cleaned_data["rows"]
        if request.POST.get("do") == "save" and _bring_in(request, account_id, text):
            return redirect(chart_address(account_id))
        context |= _looked_at(text)
    return _show(request, found, form, _("Paste rows from Excel"), **context)


def _bring_in(request: SignedIn, account_id: int, text: str) -> bool:
    try:
        made = paste_chart(user=request.user, account_id=account_id, text=text)
    except TongpinError as error:
        if error.status in {403, 404}:
            raise
        if error.code != "bad_rows":
            messages.error(request, error.message)
        return False
    done(request, _("%(count)s seats brought in.") % {"count": made})
    return True


def _looked_at(text: str) -> dict[str, Any]:
    pasted = read_paste(text)
    rows = [_pasted_row(row, pasted.seats) for row in pasted.seats[:MOST_SHOWN]]
    return {
        "rows": rows,
        "faults": pasted.faults[:MOST_SHOWN],
        "more_faults": max(len(pasted.faults) - MOST_SHOWN, 0),
        "count": len(pasted.seats),
        "more": max(len(pasted.seats) - MOST_SHOWN, 0),
    }


def _pasted_row(row: PastedSeat, rows: tuple[PastedSeat, ...]) -> dict[str, Any]:
    above = rows[row.above] if row.above is not None else None
    return {
        "line": row.line,
        "department": row.department,
        "title": row.title,
        "level": str(LEVELS[row.level]) if row.level else "",
        "name": row.name,
        "above": (above.name or above.title) if above else "",
    }


def _people_as_rows(account_id: int) -> str:
    """Column names, and the people of the account who sit nowhere yet: only the one above is left to write."""
    head = [_("Department"), _("Title"), _("Level"), _("Name"), _("Reports to")]
    rows = [[row.department, row.title, "", row.name, ""] for row in without_seat(account_id)]
    cells = [[" ".join(cell.split()) for cell in row] for row in (head, *rows)]
    return "\n".join("\t".join(row) for row in cells) + "\n"
