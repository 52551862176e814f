"""Limits and rates 审批限额与汇率: whose word a step needs, and what other currencies cost; for all of us."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from tongpin.crm import clock
from tongpin.crm.bids import approving
from tongpin.crm.bids.models import ApprovalLimit, ExchangeRate
from tongpin.crm.bids.policy import may_set_limits
from tongpin.crm.opportunities.policy import not_found
from tongpin.method.bidding.lines import rates_law, vat_rates
from tongpin.web.cited import day
from tongpin.web.forms import Day, Line, Money, OneOf, PlainForm
from tongpin.web.money import full_amount
from tongpin.web.opportunity.bid_forms import APPROVAL_KINDS, Percent
from tongpin.web.opportunity.edits import try_save
from tongpin.web.opportunity.forms import CURRENCIES
from tongpin.web.pages import SignedIn, done, page
from tongpin.web.texts import Texts

MOST_RATES = 200
ROLES: Texts = {
    "manager": pgettext_lazy("limit", "Manager"),
    "admin": pgettext_lazy("limit", "Administrator"),
}
PLACES: Texts = {
    "CN": gettext_lazy("Mainland China"),
    "TW": gettext_lazy("Taiwan"),
    "GB": gettext_lazy("United Kingdom"),
}


class LimitForm(PlainForm):
    """From where on somebody's word is needed."""

    kind = OneOf(APPROVAL_KINDS, label=gettext_lazy("For"))
    currency = forms.ChoiceField(label=gettext_lazy("Currency"), choices=[(code, code) for code in CURRENCIES])
    above = Money(
        label=gettext_lazy("From this amount on"),
        required=False,
        help_text=gettext_lazy("Amount and margin both empty: always"),
    )
    margin_below = Percent(label=gettext_lazy("or below this margin, %"))
    role = OneOf(ROLES, label=gettext_lazy("Whose word it needs"))
    note = Line(label=pgettext_lazy("bid", "Note"), required=False)


class RateForm(PlainForm):
    """What a currency cost on a day."""

    currency = forms.ChoiceField(label=gettext_lazy("One unit of"), choices=[(code, code) for code in CURRENCIES])
    into = forms.ChoiceField(label=gettext_lazy("costs in"), choices=[(code, code) for code in CURRENCIES])
    rate = Percent(
        label=gettext_lazy("so much"), required=True, max_value=None, max_digits=18, decimal_places=8, min_value=None
    )
    date = Day(label=gettext_lazy("Date"))
    source = Line(label=gettext_lazy("Published by"), required=False)


@page
def limits(request: SignedIn) -> HttpResponse:
    """Limits, rates of exchange, rates of tax."""
    context = {
        "area": "library",
        "may_set": may_set_limits(request.user),
        "limits": [_limit(row) for row in ApprovalLimit.objects.order_by("kind", "above", "pk")],
        "rates": [_rate(row) for row in ExchangeRate.objects.order_by("-date", "currency", "pk")[:MOST_RATES]],
        "taxes": [{"place": name, "rates": _taxes(place), "law": rates_law(place)} for place, name in PLACES.items()],
    }
    return render(request, "limits.html", context)


def _taxes(place: str) -> str:
    return " · ".join(f"{rate}%" for rate in vat_rates(place, clock.today()))


def _limit(row: ApprovalLimit) -> dict[str, Any]:
    return {
        "id": row.pk,
        "kind": APPROVAL_KINDS[row.kind],
        "above": full_amount(row.above, row.currency),
        "margin": "" if row.margin_below is None else f"{row.margin_below.normalize():f}%",
        "role": ROLES.get(row.role, row.role),
        "note": row.note,
    }


def _rate(row: ExchangeRate) -> dict[str, Any]:
    return {
        "id": row.pk,
        "pair": f"1 {row.currency} = {row.rate.normalize():f} {row.into}",
        "day": day(row.date),
        "source": row.source,
    }


def _form_page(
    form_type: type[PlainForm], table: Any, key: str, save: Callable[..., object], title: Any, first: dict[str, Any]
) -> tuple[Callable[..., Any], Callable[..., Any]]:
    """The pages that add a row and that change one."""

    def edit(request: SignedIn, pk: int | None) -> HttpResponse:
        if not may_set_limits(request.user):
            # Refused in the words of the action.
            save(user=request.user)
        initial: dict[str, Any] = {**first}
        if "date" in form_type.base_fields:
            initial["date"] = clock.today()
        if pk is not None:
            found = table.objects.filter(pk=pk).values(*form_type.base_fields).first()
            if found is None:
                raise not_found()
            initial = found
        form = form_type(request.POST or None, initial=initial)
        form.guarded = pk is not None
        named = {} if pk is None else {key: pk}

        def keep(values: dict[str, Any]) -> object:
            return save(user=request.user, **named, **values)

        if request.method == "POST" and try_save(request, form, keep, _("Saved.")):
            return redirect("limits")
        remove = reverse(f"remove_{key.removesuffix('_id')}", args=[pk]) if pk is not None else ""
        context = {"area": "library", "form": form, "title": title, "head": _("Limits and rates"), "in_place": False}
        more = {"back": reverse("limits"), "remove": remove}
        return render(request, "opportunity/form.html", {**context, **more}, status=422 if form.is_bound else 200)

    @page
    def add(request: SignedIn) -> HttpResponse:
        return edit(request, None)

    @page
    def change(request: SignedIn, **where: int) -> HttpResponse:
        return edit(request, where[key])

    return add, change


add_limit, change_limit = _form_page(
    LimitForm, ApprovalLimit, "limit_id", approving.set_limit, gettext_lazy("Limit"), {"role": "manager"}
)
add_rate, change_rate = _form_page(
    RateForm,
    ExchangeRate,
    "rate_id",
    approving.set_rate,
    gettext_lazy("Rate of exchange"),
    {"currency": "USD", "into": "CNY", "rate": Decimal(0)},
)


@page
def remove_limit(request: SignedIn, limit_id: int) -> HttpResponse:
    """Takes a limit away."""
    if request.method == "POST":
        approving.remove_limit(user=request.user, limit_id=limit_id)
        done(request, _("Removed."))
    return redirect("limits")


@page
def remove_rate(request: SignedIn, rate_id: int) -> HttpResponse:
    """Takes a rate away."""
    if request.method == "POST":
        approving.remove_rate(user=request.user, rate_id=rate_id)
        done(request, _("Removed."))
    return redirect("limits")
