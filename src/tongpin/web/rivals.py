"""Rivals 竞争对手 and our strengths 我方强项, in the library."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from tongpin.crm import clock
from tongpin.crm.errors import TongpinError
from tongpin.crm.opportunities.policy import not_found
from tongpin.crm.rivals import actions
from tongpin.crm.rivals.models import PriceSeen, Rival, Strength
from tongpin.crm.rivals.policy import may_retire_rivals, may_write_rivals
from tongpin.crm.rivals.selectors import RivalFile, rival_file, rival_rows, strengths
from tongpin.method.criteria.encounters import Ratio
from tongpin.web.cited import day
from tongpin.web.forms import Day, Line, Money, PlainForm, Text
from tongpin.web.money import full_amount
from tongpin.web.opportunity.edits import try_save
from tongpin.web.opportunity.forms import CURRENCIES
from tongpin.web.pages import SignedIn, button, done, page
from tongpin.web.texts import RESULTS, known

MOST_MET = 100


class RivalForm(PlainForm):
    """A rival's file."""

    WIDE = frozenset({"name", "other_names"})
    name = Line(label=gettext_lazy("Rival"), max_length=200)
    other_names = Line(
        label=gettext_lazy("Other names"),
        required=False,
        help_text=gettext_lazy("Short names, brands, former names; a semicolon between them"),
    )
    strengths = Text(label=gettext_lazy("Strengths"), required=False)
    weaknesses = Text(label=gettext_lazy("Weaknesses"), required=False)
    plays = Text(
        label=gettext_lazy("How they usually play"),
        required=False,
        help_text=gettext_lazy("What they do first, how they price, whom they see, what they say of us"),
    )
    catalogue = Text(
        label=gettext_lazy("Their products in figures"),
        required=False,
        rows=5,
        help_text=gettext_lazy("From their public catalogue; a tender’s figures are compared with these"),
    )
    note = Text(label=pgettext_lazy("rival", "Note"), required=False)

    def values(self) -> dict[str, Any]:
        """What the action gets."""
        names = self.cleaned_data["other_names"].replace("；", ";").replace("、", ";").split(";")
        return {**self.cleaned_data, "other_names": names}


class PriceForm(PlainForm):
    """A price of a rival that was seen or heard of."""

    WIDE = frozenset({"source"})
    date = Day(label=gettext_lazy("Date"))
    product = Line(label=gettext_lazy("For what"), required=False)
    low = Money(label=gettext_lazy("From"), required=False)
    high = Money(label=gettext_lazy("To"), required=False)
    currency = forms.ChoiceField(label=gettext_lazy("Currency"), choices=[(code, code) for code in CURRENCIES])
    source = Line(
        label=gettext_lazy("Where it comes from"),
        required=False,
        help_text=gettext_lazy("Published results, the customer’s word, a price list. Never a rival’s secret papers."),
    )


class StrengthForm(PlainForm):
    """Something we are good at."""

    WIDE = frozenset({"name"})
    name = Line(label=gettext_lazy("Strength, named as a criterion"))
    description = Text(label=gettext_lazy("What it means for the customer"), required=False)
    ours = Money(label=gettext_lazy("Points of a hundred that we usually reach"), required=False, max_value=100)
    others = Money(label=gettext_lazy("Points of a hundred that others usually reach"), required=False, max_value=100)


# ---------------------------------------------------------------- rivals
@page
def rivals(request: SignedIn) -> HttpResponse:
    """All rivals, and how often we met and beat them."""
    rows = [
        {
            "id": row.id,
            "name": row.name,
            "other_names": _("; ").join(row.other_names),
            "plays": row.plays,
            "met": row.met,
            "record": _of(Ratio(won=row.won, of=row.closed)),
        }
        for row in rival_rows(user=request.user)
    ]
    context = {"area": "library", "rows": rows, "may_write": may_write_rivals(request.user)}
    return render(request, "rivals/list.html", context)


@page
def rival(request: SignedIn, rival_id: int) -> HttpResponse:
    """A rival's file."""
    file = rival_file(user=request.user, rival_id=rival_id)
    context = {
        "area": "library",
        "rival": file.rival,
        "other_names": _("; ").join(file.rival.other_names),
        "prices": [_price(row) for row in file.prices],
        "asked": [
            {
                "date": day(row.date),
                "price": full_amount(row.price, row.currency),
                "opportunity_id": row.opportunity_id,
                "opportunity": row.opportunity,
            }
            for row in file.asked
        ],
        "met": [
            {**row._asdict(), "result": RESULTS.get(row.result or "", ""), "result_on": day(row.result_on)}
            for row in file.met[:MOST_MET]
        ],
        "lessons": [{**row, "date": day(row["date"])} for row in file.lessons],
        "unlinked": file.unlinked,
        "may_write": may_write_rivals(request.user),
        "may_retire": may_retire_rivals(request.user),
        **_record(file),
    }
    return render(request, "rivals/file.html", context)


def _record(file: RivalFile) -> dict[str, Any]:
    """Our history with it: how often we won, and with what; told apart only where the figures tell it."""
    record = file.record
    low, high = record.ours.interval
    worked = [
        {
            "name": known(f"criteria.features.{one.feature}", one.feature),
            "having": _of(one.having),
            "lacking": _of(one.lacking),
            "tells": one.tells,
        }
        for one in record.worked
    ]
    return {
        "ours": record.ours,
        "share": record.ours.won / record.ours.of if record.ours.of else None,
        "low": low,
        "high": high,
        "theirs": record.theirs,
        "open": record.open,
        "worked": worked,
    }


def _of(ratio: Ratio) -> str:
    return _("%(won)s of %(of)s") % {"won": ratio.won, "of": ratio.of} if ratio.of else "–"


def _price(row: PriceSeen) -> dict[str, Any]:
    ends = [full_amount(amount, row.currency) for amount in (row.low, row.high) if amount is not None]
    return {
        "id": row.pk,
        "date": day(row.date),
        "product": row.product,
        "range": "–".join(dict.fromkeys(ends)),
        "source": row.source,
    }


@page
def add_rival(request: SignedIn) -> HttpResponse:
    """Opens a file."""
    _for_writers(request)
    form = RivalForm(request.POST or None)
    made: list[Rival] = []

    def save(_values: dict[str, Any]) -> None:
        made.append(actions.add_rival(user=request.user, **form.values()))

    if request.method == "POST" and try_save(request, form, save, _("Saved.")):
        return redirect("rival", made[0].pk)
    return _show(request, form, _("A rival’s file"), reverse("rivals"), _("Rivals"))


@page
def change_rival(request: SignedIn, rival_id: int) -> HttpResponse:
    """Changes a file."""
    _for_writers(request)
    row = _or_nothing(Rival, rival_id)
    initial = {name: getattr(row, name) for name in RivalForm.base_fields} | {"other_names": "; ".join(row.other_names)}
    form = RivalForm(request.POST or None, initial=initial)
    form.guarded = True

    def save(_values: dict[str, Any]) -> None:
        actions.update_rival(user=request.user, rival_id=rival_id, **form.values())

    back = reverse("rival", args=[rival_id])
    if request.method == "POST" and try_save(request, form, save, _("Saved.")):
        return redirect(back)
    remove = reverse("remove_rival", args=[rival_id]) if may_retire_rivals(request.user) else ""
    return _show(request, form, _("A rival’s file"), back, row.name, remove=remove)


@button
def remove_rival(request: SignedIn, rival_id: int) -> HttpResponse:
    """Takes a file away; the next page offers to take that back."""
    actions.remove_rival(user=request.user, rival_id=rival_id)
    done(request, _("Removed."))
    return redirect("rivals")


# ---------------------------------------------------------------- prices
@page
def add_price(request: SignedIn, rival_id: int) -> HttpResponse:
    """Keeps a price."""
    _for_writers(request)
    row = _or_nothing(Rival, rival_id)
    form = PriceForm(request.POST or None, initial={"date": clock.today()})
    return _price_form(
        request, form, row, lambda values: actions.add_price_seen(user=request.user, rival_id=rival_id, **values)
    )


@page
def change_price(request: SignedIn, price_id: int) -> HttpResponse:
    """Changes a price."""
    _for_writers(request)
    row = _or_nothing(PriceSeen, price_id)
    form = PriceForm(request.POST or None, initial={name: getattr(row, name) for name in PriceForm.base_fields})
    form.guarded = True
    return _price_form(
        request,
        form,
        row.rival,
        lambda values: actions.update_price_seen(user=request.user, price_id=price_id, **values),
        remove=reverse("remove_price", args=[price_id]),
    )


def _price_form(
    request: SignedIn, form: PriceForm, rival: Rival, save: Callable[[dict[str, Any]], object], remove: str = ""
) -> HttpResponse:
    back = reverse("rival", args=[rival.pk])
    if request.method == "POST" and try_save(request, form, save, _("Saved.")):
        return redirect(back)
    return _show(request, form, _("A price that was seen"), back, rival.name, remove=remove)


@button
def remove_price(request: SignedIn, price_id: int) -> HttpResponse:
    """Takes a price away."""
    back = _or_nothing(PriceSeen, price_id).rival_id
    actions.remove_price_seen(user=request.user, price_id=price_id)
    done(request, _("Removed."))
    return redirect("rival", back)


# ---------------------------------------------------------------- our strengths
@page
def our_strengths(request: SignedIn) -> HttpResponse:
    """What we are good at and would like to be judged by."""
    context = {
        "area": "library",
        "rows": strengths(retired=True),
        "may_write": may_write_rivals(request.user),
        "may_retire": may_retire_rivals(request.user),
    }
    return render(request, "rivals/strengths.html", context)


@page
def add_strength(request: SignedIn) -> HttpResponse:
    """Keeps a strength."""
    _for_writers(request)
    form = StrengthForm(request.POST or None)
    return _strength_form(request, form, lambda values: actions.add_strength(user=request.user, **values))


@page
def change_strength(request: SignedIn, strength_id: int) -> HttpResponse:
    """Changes a strength."""
    _for_writers(request)
    row = _or_nothing(Strength, strength_id)
    form = StrengthForm(request.POST or None, initial={name: getattr(row, name) for name in StrengthForm.base_fields})
    form.guarded = True
    return _strength_form(
        request,
        form,
        lambda values: actions.update_strength(user=request.user, strength_id=strength_id, **values),
    )


def _strength_form(request: SignedIn, form: PlainForm, save: Callable[[dict[str, Any]], object]) -> HttpResponse:
    if request.method == "POST" and try_save(request, form, save, _("Saved.")):
        return redirect("strengths")
    return _show(request, form, _("A strength of ours"), reverse("strengths"), _("Our strengths"))


@button
def retire_strength(request: SignedIn, strength_id: int) -> HttpResponse:
    """Proposes a strength no more, or again."""
    retired = request.POST.get("retired") == "yes"
    actions.retire_strength(user=request.user, strength_id=strength_id, retired=retired)
    done(request, _("It is proposed no more.") if retired else _("It is proposed again."))
    return redirect("strengths")


# ---------------------------------------------------------------- shared
def _for_writers(request: SignedIn) -> None:
    if not may_write_rivals(request.user):
        raise TongpinError("not_allowed", _("You may look at the records, but not change them."), 403)


def _or_nothing(table: Any, pk: int) -> Any:
    found = table.objects.filter(pk=pk).first()
    if found is None:
        raise not_found()
    return found


def _show(request: SignedIn, form: PlainForm, title: str, back: str, head: str, **more: Any) -> HttpResponse:
    context = {"area": "library", "form": form, "title": title, "head": head, "back": back, **more}
    return render(request, "opportunity/form.html", context, status=422 if form.is_bound else 200)
