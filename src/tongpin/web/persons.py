"""Person 人: what he is in our opportunities, his seats and names, whether he is on record twice, his file."""

import json
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongpin.crm.accounts import actions
from tongpin.crm.accounts.models import Person
from tongpin.crm.accounts.policy import get_account, get_person, may_change
from tongpin.crm.accounts.selectors import PartRow, person_page
from tongpin.crm.errors import TongpinError
from tongpin.crm.organisation.selectors import TenureRow, tenures_of
from tongpin.crm.people import erasing, merging
from tongpin.crm.users.models import Role
from tongpin.web.accounts import PersonForm, entry_lines
from tongpin.web.cited import day
from tongpin.web.forms import PlainForm, Text
from tongpin.web.merging import merge_rows
from tongpin.web.opportunity.deeds import back_to
from tongpin.web.opportunity.edits import try_save
from tongpin.web.pages import SignedIn, done, page
from tongpin.web.texts import ATTITUDES, ROLES

ERASERS = frozenset({Role.MANAGER, Role.ADMIN})


class NamesForm(PlainForm):
    """What else somebody is called, a name a line."""

    names = Text(
        label=gettext_lazy("Other names"),
        required=False,
        help_text=gettext_lazy("One a line: how colleagues call this person, the name in Latin letters …"),
    )


def name_of(person: Person) -> str:
    """The name; somebody erased has none."""
    return person.name or _("No name on record")


@page
def person(request: SignedIn, person_id: int) -> HttpResponse:
    """A person's parts in opportunities, seats and names, and what passed with him."""
    found = person_page(user=request.user, person_id=person_id)
    changes = may_change(request.user, found.person.account)
    context = {
        "area": "accounts",
        "person": found.person,
        "name": name_of(found.person),
        "account": found.person.account,
        "parts": [_part(part) for part in found.parts],
        "seats": [_seat(row) for row in tenures_of(person_id)],
        "proposals": merge_rows(request, found.person.account_id, person_id) if changes else [],
        "entries": entry_lines(found.entries),
        "may_change": changes,
        "may_erase": changes and request.user.role in ERASERS,
    }
    return render(request, "person.html", context)


def _part(part: PartRow) -> dict[str, Any]:
    return {
        "opportunity_id": part.opportunity_id,
        "opportunity": part.opportunity,
        "code": part.code,
        "roles": [str(ROLES.get(role, role)) for role in part.roles],
        "attitude": str(ATTITUDES[str(part.attitude)]) if part.attitude is not None else "",
        "influence": part.influence,
        "last": day(part.last_contact),
        "owner": part.owner,
    }


def _seat(row: TenureRow) -> dict[str, Any]:
    since, until = day(row.since) or "?", (day(row.until) or "?") if row.ended else _("today")
    return {
        "title": row.title,
        "department": row.department,
        "when": _("%(since)s to %(until)s") % {"since": since, "until": until},
        "ended": row.ended,
    }


# ---------------------------------------------------------------- forms and buttons
def _show(request: SignedIn, form: PlainForm, title: str, row: Person, **more: Any) -> HttpResponse:
    back = reverse("person", args=[row.pk])
    context = {"area": "accounts", "form": form, "title": title, "head": name_of(row), "back": back, **more}
    template = more.get("template", "opportunity/form.html")
    return render(request, template, context, status=422 if form.is_bound else 200)


@page
def change_person(request: SignedIn, person_id: int) -> HttpResponse:
    """Name and post of a person; or take him out."""
    row = get_person(request.user, person_id, change=True)
    form = PersonForm(request.POST or None, initial={name: getattr(row, name) for name in PersonForm.base_fields})
    if request.method == "POST" and try_save(
        request,
        form,
        lambda values: actions.update_person(user=request.user, person_id=person_id, **values),
        _("Saved."),
    ):
        return redirect("person", person_id)
    return _show(request, form, _("Person"), row, remove=reverse("remove_person", args=[person_id]))


@page
def remove_person(request: SignedIn, person_id: int) -> HttpResponse:
    """Takes a person out of the account."""
    row = get_person(request.user, person_id, change=True)
    if request.method == "POST":
        actions.remove_person(user=request.user, person_id=person_id)
        done(request, _("Removed."))
    return redirect("account", row.account_id)


@page
def other_names(request: SignedIn, person_id: int) -> HttpResponse:
    """What else a person is called."""
    row = get_person(request.user, person_id, change=True)
    form = NamesForm(request.POST or None, initial={"names": "\n".join(row.other_names)})
    if request.method == "POST" and try_save(
        request,
        form,
        lambda values: merging.set_other_names(
            user=request.user, person_id=person_id, other_names=values["names"].splitlines()
        ),
        _("Saved."),
    ):
        return redirect("person", person_id)
    return _show(request, form, _("Other names"), row)


@page
def merge(request: SignedIn, account_id: int) -> HttpResponse:
    """Two records: one person, kept under the name of the button that was pressed, or two people."""
    get_account(request.user, account_id, change=True)
    otherwise = reverse("account", args=[account_id]) + "#twice"
    if request.method != "POST":
        return redirect(otherwise)
    one, other, keep = (_whole(request.POST.get(name, "")) for name in ("one", "other", "keep"))
    try:
        if keep in (one, other):
            gone = other if keep == one else one
            merging.merge_people(user=request.user, keep_id=keep, gone_id=gone)
            done(request, _("Now one person, also called by the other name."))
            return redirect("person", keep)
        merging.say_distinct(user=request.user, one_id=one, other_id=other)
    except TongpinError as error:
        if error.status == 404:
            raise
        return render(request, "refused.html", {"error": error}, status=error.status)
    done(request, _("Two people: not proposed again."))
    return back_to(request, otherwise)


def _whole(text: str) -> int:
    """A number from a form; 0, which nobody has for his id, for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else 0


# ---------------------------------------------------------------- his file
@page
def export(request: SignedIn, person_id: int) -> HttpResponse:
    """All that is held of a person, as JSON; that it was handed out is logged."""
    held = erasing.export_person(user=request.user, person_id=person_id)
    text = json.dumps(held, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)
    response = HttpResponse(text, content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="tongpin-person-{person_id}.json"'
    return response


@page
def erase(request: SignedIn, person_id: int) -> HttpResponse:
    """Says what goes and what stays; the button erases for good."""
    row = get_person(request.user, person_id, change=True)
    if request.user.role not in ERASERS:
        raise TongpinError("not_allowed", _("Only a manager or an administrator erases a person."), 403)
    if request.method == "POST":
        erased = erasing.erase_person(user=request.user, person_id=person_id)
        told_so = _("Erased: %(rows)s records and %(payloads)s entries of the log no longer hold the name.")
        done(request, told_so % {"rows": erased.rows, "payloads": erased.payloads}, undo=False)
        return redirect("account", row.account_id)
    found = person_page(user=request.user, person_id=person_id)
    context = {
        "area": "accounts",
        "person": row,
        "name": name_of(row),
        "parts": len(found.parts),
        "seats": len(tenures_of(person_id)),
    }
    return render(request, "person_erase.html", context)
