"""Account 客户: its facts, people, opportunities and history."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dates import MONTHS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from tongpin.crm.accounts import actions
from tongpin.crm.accounts.policy import get_account, may_change
from tongpin.crm.accounts.selectors import EntryLine, account_list, account_page, accounts_alike
from tongpin.crm.errors import TongpinError
from tongpin.crm.opportunities.actions import open_opportunity
from tongpin.crm.users.policy import may_write
from tongpin.web.budgets import account_section
from tongpin.web.cited import day
from tongpin.web.forms import Day, Line, Money, OneOf, PlainForm, Text
from tongpin.web.highlight import around
from tongpin.web.merging import merge_rows
from tongpin.web.opportunity.edits import try_save
from tongpin.web.pages import SignedIn, done, for_writers, page
from tongpin.web.rows import cards_of
from tongpin.web.texts import ACCOUNT_KINDS, DIRECTIONS, kind_name


class AccountForm(PlainForm):
    name = Line(label=gettext_lazy("Name of the company or institution"))
    kind = OneOf(
        ACCOUNT_KINDS,
        label=pgettext_lazy("account", "Kind"),
        required=False,
        help_text=gettext_lazy("For public and state-owned buyers the rules of public procurement apply."),
    )
    industry = Line(label=gettext_lazy("Industry"), required=False)
    region = Line(label=gettext_lazy("Region"), required=False)
    size = Line(label=gettext_lazy("Size"), required=False)
    history = Text(label=gettext_lazy("History with us"), required=False)
    credit = Text(label=gettext_lazy("Credit"), required=False)
    credit_code = Line(
        label=gettext_lazy("Unified social credit code"),
        required=False,
        max_length=30,
        help_text=gettext_lazy("18 signs; both check digits are looked at"),
    )
    mail_domain = Line(
        label=gettext_lazy("Mail domain"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("What stands behind the @; no partner with such an address is paid"),
    )
    address = Line(label=gettext_lazy("Address"), required=False)
    fiscal_year_from = OneOf(
        {str(month): name for month, name in MONTHS.items()},
        label=gettext_lazy("Their fiscal year begins in"),
        required=False,
        coerce=int,
    )


class PersonForm(PlainForm):
    name = Line(label=gettext_lazy("Name"))
    title = Line(label=gettext_lazy("Title"), required=False)
    department = Line(label=gettext_lazy("Department"), required=False)
    phone = Line(label=gettext_lazy("Office telephone"), required=False, max_length=100)
    mail = Line(label=gettext_lazy("Office mail"), required=False, max_length=200)


class OpeningForm(PlainForm):
    """A new opportunity; everything but its name can wait."""

    name = Line(label=gettext_lazy("What do they want to buy?"))
    amount = Money(label=gettext_lazy("Amount"), required=False)
    expected_close = Day(label=gettext_lazy("Decision expected on"), required=False)


@page
def accounts(request: SignedIn) -> HttpResponse:
    """The accounts by name."""
    number = request.GET.get("page", "")
    search = request.GET.get("search", "")[:100]
    wanted = int(number) if number.isascii() and number.isdigit() and len(number) < 10 else 1
    found = account_list(user=request.user, search=search, page=wanted)
    rows = [
        {
            "id": row.id,
            "name": row.name,
            "about": " · ".join(part for part in (row.industry, row.region) if part),
            "kind": str(ACCOUNT_KINDS[row.kind]) if row.kind else "",
            "open": row.open_count,
            "last": day(row.last_activity_on),
        }
        for row in found.rows
    ]
    context = {"area": "accounts", "rows": rows, "found": found, "search": search, "may_write": may_write(request.user)}
    return render(request, "accounts.html", context)


@page
def account(request: SignedIn, account_id: int) -> HttpResponse:
    """Facts, people, opportunities and history of an account."""
    found = account_page(user=request.user, account_id=account_id)
    row = found.account
    facts = [
        (pgettext("account", "Kind"), str(ACCOUNT_KINDS[row.kind]) if row.kind else ""),
        (_("Industry"), row.industry),
        (_("Region"), row.region),
        (_("Size"), row.size),
        (_("History with us"), row.history),
        (_("Credit"), row.credit),
        (_("Unified social credit code"), row.credit_code),
        (_("Mail domain"), row.mail_domain),
        (_("Address"), row.address),
    ]
    changes = may_change(request.user, row)
    context = {
        "area": "accounts",
        "account": row,
        "facts": [(label, value) for label, value in facts if value],
        "people": found.people,
        "cards": cards_of(found.opportunities),
        "entries": entry_lines(found.entries),
        "may_change": changes,
        "budget": account_section(user=request.user, account_id=account_id),
        "proposals": merge_rows(request, account_id) if changes else [],
    }
    return render(request, "account.html", context)


def entry_lines(entries: list[EntryLine]) -> list[dict[str, Any]]:
    """Entries of several opportunities with prepared strings."""
    return [
        {
            "opportunity_id": entry.opportunity_id,
            "opportunity": entry.opportunity,
            "code": entry.code,
            "day": day(entry.date),
            "kind": kind_name(entry.kind),
            "direction": str(DIRECTIONS[entry.direction]),
            "inbound": entry.direction == "in",
            "by": entry.by,
            "text": around(entry.text, None, None, reach=50)[2],
        }
        for entry in entries
    ]


# ---------------------------------------------------------------- forms
def _show(request: SignedIn, form: PlainForm, title: str, back: str, **more: Any) -> HttpResponse:
    context = {"area": "accounts", "form": form, "title": title, "back": back, **more}
    template = more.get("template", "opportunity/form.html")
    return render(request, template, context, status=422 if form.is_bound else 200)


def _alike(request: SignedIn, facts: dict[str, Any]) -> list[tuple[int, str]]:
    return accounts_alike(user=request.user, name=facts["name"], code=facts["credit_code"])


@page
def add_account(request: SignedIn) -> HttpResponse:
    """A new account. Where one of nearly the same name is there already, it is offered first."""
    for_writers(request.user)
    form = AccountForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        name = form.cleaned_data["name"]
        alike = [] if request.POST.get("another") == name else _alike(request, form.cleaned_data)
        if alike:
            more = {"alike": alike, "another": name, "button": _("It is another one: save it")}
            return _show(request, form, _("New account"), reverse("accounts"), template="account_alike.html", **more)
        try:
            made = actions.create_account(user=request.user, **form.cleaned_data)
        except TongpinError as error:
            form.take(error)
        else:
            done(request, _("Saved. Open the first opportunity here."))
            return redirect("account", made.pk)
    return _show(request, form, _("New account"), reverse("accounts"))


@page
def change_account(request: SignedIn, account_id: int) -> HttpResponse:
    """Facts of an account."""
    row = get_account(request.user, account_id, change=True)
    form = AccountForm(request.POST or None, initial={name: getattr(row, name) for name in AccountForm.base_fields})
    if request.method == "POST" and try_save(
        request,
        form,
        lambda values: actions.update_account(user=request.user, account_id=account_id, **values),
        _("Saved."),
    ):
        return redirect("account", account_id)
    return _show(request, form, _("Facts of the account"), reverse("account", args=[account_id]), head=row.name)


@page
def add_person(request: SignedIn, account_id: int) -> HttpResponse:
    """A new person of an account."""
    row = get_account(request.user, account_id, change=True)
    form = PersonForm(request.POST or None)
    if request.method == "POST" and try_save(
        request,
        form,
        lambda values: actions.create_person(user=request.user, account_id=account_id, **values),
        _("Saved."),
    ):
        return redirect("account", account_id)
    intro = _("Name, post and how to reach the office. Private matters do not belong here.")
    back = reverse("account", args=[account_id])
    return _show(request, form, _("New person"), back, head=row.name, intro=intro)


@page
def open_deal(request: SignedIn, account_id: int) -> HttpResponse:
    """A new opportunity of an account."""
    row = get_account(request.user, account_id, change=True)
    form = OpeningForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = open_opportunity(user=request.user, account_id=account_id, **form.cleaned_data)
        except TongpinError as error:
            form.take(error)
        else:
            done(request, _("Opened. Now write down the last talk with the customer."))
            return redirect("opportunity", made.pk)
    back = reverse("account", args=[account_id])
    return _show(request, form, _("New opportunity"), back, head=row.name, button=_("Open it"))
