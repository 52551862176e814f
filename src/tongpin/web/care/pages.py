"""Care 客户关系维护: who of my customers' people is due, and one customer whole."""

import datetime as dt
import uuid
from collections.abc import Iterable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from tongpin.crm import clock
from tongpin.crm.care.selectors import LEADING, Coverage, DueRow, account_care, care_due, care_list
from tongpin.crm.users.models import User
from tongpin.crm.users.policy import may_write
from tongpin.exchange.calendars import Event, calendar
from tongpin.web.care.words import RANGES, due_row, reach_told, threat_row
from tongpin.web.cited import day
from tongpin.web.pages import SignedIn, page
from tongpin.web.texts import told

PRESSING = ("overdue", "due")
AHEAD = dt.timedelta(days=60)
EPOCH = dt.date(2020, 1, 1)


@page
def care(request: SignedIn) -> HttpResponse:
    """Who is due this week or late, by customer; who should have a plan; for those who lead, how it is covered."""
    found = care_list(user=request.user)
    rows = [due_row(row, request.user) for row in found.rows]
    pressing = [row for row in rows if row["state"] in PRESSING]
    context = {
        "area": "accounts",
        "customers": by_customer(pressing),
        "late": sum(row["state"] == "overdue" for row in rows),
        "soon": sum(row["state"] == "due" for row in rows),
        "resting": [row for row in rows if row["state"] == "resting"],
        "well": [row for row in rows if row["state"] == "well"],
        "unplanned": [due_row(row) for row in found.unplanned],
        "coverage": [_covered(item) for item in found.coverage],
        "leading": request.user.role in LEADING,
        "may_write": may_write(request.user),
        "more": found.more,
        "any": bool(found.rows),
        "mine": any(row.is_of(request.user) for row in found.rows),
    }
    return render(request, "care/list.html", context)


def by_customer(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """People under their customers, the one with the most pressing first."""
    found: dict[int, dict[str, Any]] = {}
    for row in rows:
        group = found.setdefault(row["account_id"], {"id": row["account_id"], "name": row["account"], "rows": []})
        group["rows"].append(row)
    return list(found.values())


def _covered(item: Coverage) -> dict[str, Any]:
    return {
        "name": item.name,
        "matter": item.matter,
        "planned": item.planned,
        "on_time": item.on_time,
        "late": item.late,
        "share": f"{100 * item.on_time / item.matter:.0f}%" if item.matter else "–",
        "bare": item.bare,
    }


def care_lines(user: User) -> list[dict[str, Any]]:
    """Who of the user's own people is due, for Today."""
    return [due_row(row, user) for row in care_due(user=user)]


@page
def account(request: SignedIn, account_id: int) -> HttpResponse:
    """People, range, threats and busy seasons of one customer."""
    found = account_care(user=request.user, account_id=account_id)
    context = {
        "area": "accounts",
        "account": found.account,
        "rows": [due_row(row, request.user) for row in found.rows],
        "gone": [{"name": one.party.name, "left": day(one.party.left)} for one in found.gone],
        "reach": reach_told(found.reach),
        "ranges": RANGES.items(),
        "target": found.reach.target or "",
        "threats": [threat_row(row) for row in found.threats],
        "answered": [threat_row(row) for row in found.answered],
        "seasons": found.seasons,
        "served": found.relation.served,
        "grade": found.relation.ground.grade,
        "may_change": found.may_change,
    }
    return render(request, "care/account.html", context)


@page
def care_calendar(request: SignedIn) -> HttpResponse:
    """Visits of the user's own plans that fall due within two months, as a calendar file; sent again it replaces what
    it was."""
    today = clock.today()
    mine = [row for row in care_list(user=request.user).rows if row.is_of(request.user)]
    events = [_event(request, row, today) for row in mine if row.attention.due and row.attention.due <= today + AHEAD]
    response = HttpResponse(calendar(events), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="tongpin-care.ics"'
    return response


def _event(request: SignedIn, row: DueRow, today: dt.date) -> Event:
    party, due = row.attention.party, row.attention.due or today
    what = _("See %(name)s, %(account)s") % {"name": party.name, "account": row.relation.account.name}
    address = reverse("account_care", args=[row.relation.account.id])
    seed = f"tongpin care {request.user.date_joined.isoformat()} {party.id}"
    return Event(
        uid=f"{uuid.uuid5(uuid.NAMESPACE_OID, seed)}@tongpin",
        # Whenever it is sent again, it holds.
        sequence=(today - EPOCH).days,
        stamp=timezone.now(),
        day=max(due, today),
        title=what,
        about="\n".join([*(f"• {told(item.what)}" for item in row.bring), told(row.attention.why)]),
        address=f"{request.build_absolute_uri(address)}#person-{party.id}",
    )
