"""The chart of an account to look at: map, table, one seat, files."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tongpin.crm.opportunities.policy import not_found
from tongpin.crm.organisation.selectors import Chart, chart_of, held_before, without_seat
from tongpin.method.organisation import Seat, in_order, reports_of
from tongpin.web.cited import day
from tongpin.web.money import full_amount
from tongpin.web.organisation import forms, picture
from tongpin.web.organisation.part import Part, part_of, vacant
from tongpin.web.pages import SignedIn, page
from tongpin.web.texts import LEVELS

ROWS_PER_PAGE = 100
MOST_DEPARTMENTS = 200
DEEPEST_SHOWN = 8
"""Rows of the table are not indented further than this."""


def whole(text: str) -> int:
    """A number from an address or a form; 0, which nothing has for its id, for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else 0


@page
def chart(request: SignedIn, account_id: int) -> HttpResponse:
    """The chart as a map, or with ``view=table`` as a table; ``seat`` opens a seat, ``below`` draws from one down."""
    found = chart_of(user=request.user, account_id=account_id)
    seats = {seat.id: seat for seat in found.seats}
    as_table = request.GET.get("view") == "table"
    chosen = seats.get(whole(request.GET.get("seat", "")))
    context = {
        **_frame(found),
        "as_table": as_table,
        "search": request.GET.get("search", "")[:100],
        "seat": seat_context(found, chosen) if chosen else None,
        "rules": _rules(found, seats),
        "departments": _departments(found)[:MOST_DEPARTMENTS],
        "more_departments": max(len(found.departments) - MOST_DEPARTMENTS, 0),
        **(_table(request, found) if as_table else _map(request, found, seats, chosen)),
    }
    return render(request, "organisation/chart.html", context)


@page
def seat(request: SignedIn, account_id: int, seat_id: int) -> HttpResponse:
    """One seat with its forms; the map shows this beside it."""
    found = chart_of(user=request.user, account_id=account_id)
    return render(
        request, "organisation/seat.html", {**_frame(found), "seat": seat_context(found, seat_in(found, seat_id))}
    )


@page
def picture_file(request: SignedIn, account_id: int) -> HttpResponse:
    """The chart as an SVG file."""
    found = chart_of(user=request.user, account_id=account_id)
    part = part_of(found.seats, whole(request.GET.get("below", "")))
    about = _told_about(found, part)
    drawn = picture.drawn(part.laid_out(), title=found.account.name, about=about)
    answer = HttpResponse(drawn, content_type="image/svg+xml; charset=utf-8")
    if "save" in request.GET:
        answer.headers["Content-Disposition"] = f'attachment; filename="chart-{account_id}.svg"'
    return answer


def seat_in(found: Chart, seat_id: int) -> Seat:
    """A seat of the chart. Raises `not_found`."""
    chosen = next((seat for seat in found.seats if seat.id == seat_id), None)
    if chosen is None:
        raise not_found()
    return chosen


# ---------------------------------------------------------------- what the pages are told
def _frame(found: Chart) -> dict[str, Any]:
    empty = sum(not seat.holder for seat in found.seats)
    told = ngettext("%(counter)s seat", "%(counter)s seats", len(found.seats)) % {"counter": len(found.seats)}
    return {
        "area": "accounts",
        "account": found.account,
        "may_change": found.may_change,
        "count": len(found.seats),
        "told": told + (_(", %(count)s of them vacant") % {"count": empty} if empty else ""),
    }


def _told_about(found: Chart, part: Part) -> str:
    if len(part.seats) == len(found.seats):
        return ngettext("%(counter)s seat", "%(counter)s seats", len(part.seats)) % {"counter": len(part.seats)}
    return _("%(drawn)s of %(all)s seats are drawn.") % {"drawn": len(part.seats), "all": len(found.seats)}


def _map(request: SignedIn, found: Chart, seats: Mapping[int, Seat], chosen: Seat | None) -> dict[str, Any]:
    below = seats.get(whole(request.GET.get("below", "")))
    part = part_of(found.seats, below.id if below else None)
    if chosen and chosen not in part.seats:
        below = seats.get(chosen.reports_to or 0, chosen)
        part = part_of(found.seats, below.id)
    layout = part.laid_out()
    query = f"?below={below.id}" if below else ""
    return {
        "scene": picture.as_data(layout),
        "partly": _told_about(found, part) if len(part.seats) < len(found.seats) else "",
        "below": forms.seat_name(below) if below else "",
        "below_id": below.id if below else "",
        "picture": reverse("chart_picture", args=[found.account.pk]) + query,
    }


def _table(request: SignedIn, found: Chart) -> dict[str, Any]:
    words = request.GET.get("search", "")[:100].strip().lower()
    named = {seat.id: forms.seat_name(seat) for seat in found.seats}
    ordered = [
        (depth, seat)
        for depth, seat in in_order(found.seats)
        if words in f"{seat.holder}\n{seat.title}\n{seat.department}".lower()
    ]
    pages = max(1, -(-len(ordered) // ROWS_PER_PAGE))
    number = min(max(whole(request.GET.get("page", "")), 1), pages)
    start = (number - 1) * ROWS_PER_PAGE
    rows = [_row(depth, seat, named) for depth, seat in ordered[start : start + ROWS_PER_PAGE]]
    return {"rows": rows, "number": number, "pages": pages, "found": len(ordered)}


def _row(depth: int, seat: Seat, named: Mapping[int, str]) -> dict[str, Any]:
    return {
        "id": seat.id,
        "depth": min(depth, DEEPEST_SHOWN),
        "title": seat.title,
        "department": seat.department,
        "level": str(LEVELS[seat.level]) if seat.level else "",
        "holder": seat.holder,
        "person": seat.person,
        "since": day(seat.since),
        "above": named.get(seat.reports_to or 0, ""),
    }


def _rules(found: Chart, seats: Mapping[int, Seat]) -> list[dict[str, Any]]:
    return [
        {
            "id": rule.id,
            "act": str(forms.ACTS[rule.act]),
            "who": forms.seat_name(seats[rule.seat]) if rule.seat else rule.who,
            "amount": full_amount(rule.from_amount, rule.currency),
            "note": rule.note,
        }
        for rule in found.rules
    ]


def _departments(found: Chart) -> list[dict[str, Any]]:
    names = {department.id: department.name for department in found.departments}
    counts: dict[str, int] = {}
    for seat in found.seats:
        counts[seat.department] = counts.get(seat.department, 0) + 1
    return [
        {"id": row.id, "name": row.name, "parent": names.get(row.parent or 0, ""), "count": counts.get(row.name, 0)}
        for row in found.departments
    ]


def seat_context(found: Chart, chosen: Seat, bound: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """What the panel of a seat shows; ``bound``: a form with faults in the place of the one of its name."""
    seats = {seat.id: seat for seat in found.seats}
    reports = reports_of(found.seats).get(chosen.id, [])
    context: dict[str, Any] = {
        "id": chosen.id,
        "row": _row(0, chosen, {seat.id: forms.seat_name(seat) for seat in found.seats}),
        "name": chosen.holder or vacant(),
        "above": chosen.reports_to if chosen.reports_to in seats else None,
        "reports": [
            (seat.id, forms.seat_name(seat) if seat.holder else f"{vacant()} · {seat.title}") for seat in reports
        ],
        "before": [(row.person, row.name, day(row.since), day(row.until)) for row in held_before(chosen.id)],
    }
    if found.may_change:
        context |= seat_forms(found, chosen) | dict(bound or {})
    return context


def seat_forms(found: Chart, chosen: Seat) -> dict[str, Any]:
    """The forms of a seat, by their names in the page."""
    fresh = forms.NewSeatForm(prefix="below", initial={"department": chosen.department})
    move = forms.PlainForm(prefix="move", initial={"above": chosen.reports_to})
    move.add("above", above_field(found.seats, leave_out=chosen.id))
    facts = {"title": chosen.title, "department": chosen.department, "level": chosen.level}
    return {
        "facts_form": forms.SeatForm(prefix="facts", initial=facts),
        "holder_form": holder_form(found),
        "vacate_form": forms.VacateForm(prefix="vacate"),
        "move_form": move,
        "below_form": fresh,
    }


def holder_form(found: Chart, data: Any = None) -> forms.HolderForm:
    """Who may take a seat: somebody of the account who sits nowhere, or somebody new."""
    form = forms.HolderForm(data, prefix="holder")
    free = without_seat(found.account.pk)[: forms.MOST_LISTED]
    told = [(str(row.id), " · ".join(part for part in (row.name, row.title) if part)) for row in free]
    form.choose("person", told, empty="–")
    return form


def above_field(seats: Sequence[Seat], leave_out: int = 0) -> forms.SeatField:
    """The seat that another one reports to."""
    others = [seat for _depth, seat in in_order(seats) if seat.id != leave_out]
    return forms.SeatField(others, empty=_("Nobody: at the top"), label=_("Reports to"))
