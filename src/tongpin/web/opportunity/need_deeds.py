"""Buttons and forms of the needs tab: words made needs of, notes read again, the sheet's terms and its files."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from tongpin.crm.errors import TongpinError
from tongpin.crm.needs import actions
from tongpin.crm.needs.hinting import confirm_need as make_need
from tongpin.crm.needs.hinting import hints_of, look_for_needs
from tongpin.crm.needs.hinting import strike_need as strike
from tongpin.crm.needs.selectors import pain_of
from tongpin.crm.opportunities.models import Opportunity
from tongpin.crm.opportunities.policy import get_opportunity, not_found
from tongpin.crm.pdf import PdfFailed, pdf_of
from tongpin.exchange import office
from tongpin.exchange.sheets import XLSX, write_xlsx
from tongpin.web.opportunity.edits import entry_choices, people_choices, show_form, tab_address, try_save
from tongpin.web.opportunity.need_forms import NeedForm, TermsForm
from tongpin.web.opportunity.pain_files import paper_of, workbook_of
from tongpin.web.pages import SignedIn, button, done, page

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


# ---------------------------------------------------------------- needs read in notes
@button
def confirm_need(request: SignedIn, opportunity_id: int, hint_id: int) -> HttpResponse:
    """The words tell a need, as they were read."""
    need = make_need(user=request.user, hint_id=hint_id)
    done(request, _("Recorded as a need: %(text)s") % {"text": need.text[:60]})
    return redirect(tab_address(opportunity_id, "needs", f"need-{need.pk}"))


@page
def word_need(request: SignedIn, opportunity_id: int, hint_id: int) -> HttpResponse:
    """The same in words of our own, or otherwise than it was read."""
    opportunity = get_opportunity(request.user, opportunity_id, "change")
    hint = next((hint for hint in hints_of(opportunity) if hint.id == hint_id), None)
    if hint is None:
        raise not_found()
    read = {"text": hint.words, "date": hint.date, "who": hint.who, "type": hint.type, "strength": hint.strength}
    initial = {**read, "origin": hint.origin, "money": hint.money, "entry": hint.entry, "words": hint.words}
    form = NeedForm(
        request.POST or None, initial=initial, people=people_choices(opportunity), entries=entry_choices(opportunity)
    )
    back = tab_address(opportunity_id, "needs", "need")
    # The evidence stays the words that were read.
    for name in ("entry", "words"):
        del form.fields[name]
    if request.method == "POST" and try_save(
        request, form, lambda _values: make_need(user=request.user, hint_id=hint_id, **form.values()), _("Saved.")
    ):
        return redirect(back)
    return show_form(request, opportunity, form, _("A need, in your words"), back, intro=f"“{hint.words}”")


@button
def strike_need(request: SignedIn, opportunity_id: int, hint_id: int) -> HttpResponse:
    """The words tell no need."""
    strike(user=request.user, hint_id=hint_id)
    done(request, _("Struck. It will not be proposed again."))
    return redirect(tab_address(opportunity_id, "needs"))


@button
def look(request: SignedIn, opportunity_id: int) -> HttpResponse:
    """Reads all notes of the opportunity for needs."""
    count = look_for_needs(user=request.user, opportunity_id=opportunity_id)
    told = ngettext("Notes read: %(n)s need to decide on.", "Notes read: %(n)s needs to decide on.", count)
    done(request, told % {"n": count}, undo=False)
    return redirect(tab_address(opportunity_id, "needs", "hints"))


# ---------------------------------------------------------------- the sheet
@button
def take_needs(request: SignedIn, opportunity_id: int) -> HttpResponse:
    """A line of the pain for each need with a figure."""
    actions.take_needs_as_pain(user=request.user, opportunity_id=opportunity_id)
    done(request, _("Taken over. Say of each how often it costs that, and between which figures."))
    return redirect(tab_address(opportunity_id, "needs", "pain", "cost"))


@page
def terms(request: SignedIn, opportunity_id: int) -> HttpResponse:
    """Over how many years, at which interest."""
    opportunity = get_opportunity(request.user, opportunity_id, "change")
    kept = pain_of(opportunity)
    initial = {"years": kept.terms.years, "interest": kept.terms.interest or None, "note": kept.note}
    form = TermsForm(request.POST or None, initial=initial)
    back = tab_address(opportunity_id, "needs", view="cost")

    def save(values: dict[str, Any]) -> object:
        return actions.set_pain_terms(user=request.user, opportunity_id=opportunity_id, **values)

    if request.method == "POST" and try_save(request, form, save, _("Saved.")):
        return redirect(back)
    return show_form(request, opportunity, form, _("Years and interest"), back)


@page
def pdf(request: SignedIn, opportunity_id: int) -> HttpResponse:
    """The one sheet, for the customer's own people."""
    opportunity = _asked(request, opportunity_id)
    with override(opportunity.lang.lower()):
        told = paper_of(opportunity)
    try:
        made = pdf_of(office.printed(told))
    except PdfFailed as error:
        message = _("No PDF could be made: neither WeasyPrint nor a browser did it. The Word file says the same.")
        raise TongpinError("no_pdf", message, 503) from error
    return _file(made, "application/pdf", opportunity_id, "pdf")


@page
def word(request: SignedIn, opportunity_id: int) -> HttpResponse:
    """The same in Word."""
    opportunity = _asked(request, opportunity_id)
    with override(opportunity.lang.lower()):
        return _file(office.paper(paper_of(opportunity)), DOCX, opportunity_id, "docx")


@page
def excel(request: SignedIn, opportunity_id: int) -> HttpResponse:
    """The figures, with sums that Excel reckons."""
    opportunity = _asked(request, opportunity_id)
    with override(opportunity.lang.lower()):
        leaf, title = workbook_of(opportunity)
        return _file(write_xlsx([leaf], title=title), XLSX, opportunity_id, "xlsx")


def _asked(request: SignedIn, opportunity_id: int) -> Opportunity:
    opportunity = get_opportunity(request.user, opportunity_id, beside=("account",))
    if not pain_of(opportunity).costs:
        raise not_found()
    return opportunity


def _file(content: bytes, kind: str, opportunity_id: int, ending: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="tongpin-cost-{opportunity_id}.{ending}"'
    return response
