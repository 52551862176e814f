"""What is done on the delivery tab with money and introductions, and the report of an improper request."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from tongpin.crm import clock
from tongpin.crm.delivery import money
from tongpin.crm.delivery.models import Invoice, Receipt
from tongpin.crm.opportunities.models import Opportunity
from tongpin.crm.opportunities.policy import get_opportunity, not_found
from tongpin.crm.partners import integrity, introducing
from tongpin.crm.partners.selectors import agreements_in_use
from tongpin.web.forms import Day, Line, Money, OneOf, PlainForm, Text
from tongpin.web.opportunity.edits import show_form, tab_address, try_save
from tongpin.web.opportunity.forms import CURRENCIES
from tongpin.web.pages import SignedIn, button, done, page
from tongpin.web.partners.words import WAYS
from tongpin.web.texts import known

PICKED = [(code, code) for code in CURRENCIES]


class InvoiceForm(PlainForm):
    """What we have billed."""

    number = Line(label=gettext_lazy("Number of the invoice"), max_length=100)
    amount = Money(label=gettext_lazy("Amount with tax"))
    currency = forms.ChoiceField(label=gettext_lazy("Currency"), choices=PICKED)
    date = Day(label=gettext_lazy("Date"))
    due = Day(label=gettext_lazy("To be paid until"), required=False)
    note = Line(label=pgettext_lazy("invoice", "Note"), required=False)


class CreditForm(PlainForm):
    """A credit note."""

    amount = Money(label=gettext_lazy("Amount credited"))
    date = Day(label=gettext_lazy("Date"))
    note = Line(label=gettext_lazy("Why"), required=False)


class ReceiptForm(PlainForm):
    """Money that came in."""

    amount = Money(label=gettext_lazy("Amount received"))
    currency = forms.ChoiceField(label=gettext_lazy("Currency"), choices=PICKED)
    date = Day(label=gettext_lazy("Received on"))
    invoice_id = forms.TypedChoiceField(
        label=gettext_lazy("For the invoice"), required=False, coerce=int, empty_value=None
    )
    note = Line(label=pgettext_lazy("invoice", "Note"), required=False)


class UndoForm(PlainForm):
    """Money that went back, or a receipt that was wrong."""

    amount = Money(label=gettext_lazy("Amount taken back"))
    date = Day(label=gettext_lazy("On"))
    note = Line(label=gettext_lazy("Why"))


class IntroductionForm(PlainForm):
    """Who brought the customer."""

    WIDE = frozenset({"agreement_id"})
    agreement_id = forms.TypedChoiceField(label=gettext_lazy("Partner and agreement"), coerce=int)
    way = OneOf(WAYS, label=pgettext_lazy("introduction", "How"))
    date = Day(label=gettext_lazy("Introduced on"))
    proof = Text(
        label=gettext_lazy("What shows it"),
        rows=2,
        help_text=gettext_lazy("A mail with its day, a letter, who was there"),
    )


class ImproperForm(PlainForm):
    """What was asked for, as far as one wants to write it down now."""

    words = Text(
        label=gettext_lazy("What was said, by whom"),
        required=False,
        rows=2,
        help_text=gettext_lazy("May stay empty; the compliance officer will ask you"),
    )


Keep = Callable[[dict[str, Any]], object]


def _answer(
    request: SignedIn, opportunity: Opportunity, form: PlainForm, keep: Keep, title: str, told: str, *, undo: bool
) -> HttpResponse:
    back = tab_address(opportunity.pk, "delivery", "money", "money")
    if request.method == "POST" and try_save(request, form, keep, told, undo=undo):
        return redirect(back)
    return show_form(request, opportunity, form, title, back)


@page
def add_invoice(request: SignedIn, opportunity_id: int) -> HttpResponse:
    """A new invoice of ours."""
    sale = get_opportunity(request.user, opportunity_id, "change")
    form = InvoiceForm(request.POST or None, initial={"date": clock.today(), "currency": sale.currency})

    def keep(values: dict[str, Any]) -> object:
        return money.add_invoice(user=request.user, opportunity_id=opportunity_id, **values)

    return _answer(request, sale, form, keep, _("Add an invoice"), _("Saved."), undo=True)


@page
def credit_invoice(request: SignedIn, opportunity_id: int, invoice_id: int) -> HttpResponse:
    """A credit note on an invoice."""
    sale = get_opportunity(request.user, opportunity_id, "change")
    invoice = Invoice.objects.filter(opportunity=sale, pk=invoice_id).first()
    if invoice is None:
        raise not_found()
    form = CreditForm(request.POST or None, initial={"date": clock.today()})

    def keep(values: dict[str, Any]) -> object:
        return money.credit_invoice(user=request.user, invoice_id=invoice_id, **values)

    title = _("Credit note on invoice %(number)s") % {"number": invoice.number}
    return _answer(request, sale, form, keep, title, _("Credited."), undo=False)


@page
def record_receipt(request: SignedIn, opportunity_id: int) -> HttpResponse:
    """Money that came in."""
    sale = get_opportunity(request.user, opportunity_id, "change")
    form = ReceiptForm(request.POST or None, initial={"date": clock.today(), "currency": sale.currency})
    invoices = Invoice.objects.filter(opportunity=sale, amount__gt=0).order_by("-date", "-pk")
    numbers = [(str(pk), number) for pk, number in invoices.values_list("pk", "number")]
    form.choose("invoice_id", numbers, empty=_("None in particular"))

    def keep(values: dict[str, Any]) -> object:
        return money.record_receipt(user=request.user, opportunity_id=opportunity_id, **values)

    return _answer(request, sale, form, keep, _("Record a receipt"), _("Received."), undo=False)


@page
def undo_receipt(request: SignedIn, opportunity_id: int, receipt_id: int) -> HttpResponse:
    """A refund, or a receipt that was wrong."""
    sale = get_opportunity(request.user, opportunity_id, "change")
    receipt = Receipt.objects.filter(opportunity=sale, pk=receipt_id).first()
    if receipt is None:
        raise not_found()
    form = UndoForm(request.POST or None, initial={"date": clock.today(), "amount": receipt.amount})

    def keep(values: dict[str, Any]) -> object:
        return money.undo_receipt(user=request.user, receipt_id=receipt_id, **values)

    return _answer(request, sale, form, keep, _("Take a receipt back"), _("Taken back."), undo=False)


@page
def introduce(request: SignedIn, opportunity_id: int) -> HttpResponse:
    """A partner brought the customer."""
    sale = get_opportunity(request.user, opportunity_id, "change")
    form = IntroductionForm(request.POST or None, initial={"date": clock.today(), "way": "direct"})
    form.choose("agreement_id", [(str(pk), name) for pk, name in agreements_in_use()], empty=_("Choose"))

    def keep(values: dict[str, Any]) -> object:
        return introducing.introduce(user=request.user, opportunity_id=opportunity_id, **values)

    return _answer(request, sale, form, keep, _("Put an introduction on file"), _("On file."), undo=False)


@button
def check_introduction(request: SignedIn, opportunity_id: int, introduction_id: int) -> HttpResponse:
    """Looks again."""
    asked = introducing.check_introduction(user=request.user, introduction_id=introduction_id)
    told = _("The compliance officer is asked.") if asked else _("Nothing new speaks against it.")
    done(request, told, undo=False)
    return redirect(tab_address(opportunity_id, "delivery", "introductions", "money"))


@button
def remove_introduction(request: SignedIn, opportunity_id: int, introduction_id: int) -> HttpResponse:
    """Takes it off file."""
    introducing.remove_introduction(user=request.user, introduction_id=introduction_id)
    done(request, _("Removed."))
    return redirect(tab_address(opportunity_id, "delivery", "introductions", "money"))


@page
def improper_request(request: SignedIn, opportunity_id: int) -> HttpResponse:
    """Reports an improper request to the compliance officer alone, and tells what to say."""
    sale = get_opportunity(request.user, opportunity_id, "change")
    form = ImproperForm(request.POST or None)
    reported = False
    if request.method == "POST" and form.is_valid():
        integrity.report_improper(user=request.user, opportunity_id=opportunity_id, words=form.cleaned_data["words"])
        reported = True
    context = {
        "area": "opportunities",
        "form": form,
        "reported": reported,
        "name": sale.name or sale.title,
        "back": tab_address(opportunity_id, "overview"),
        "law": {part: known(f"law.improper_request.{part}") for part in ("why", "do", "law")},
    }
    return render(request, "partners/improper.html", context)
