"""Buttons and forms of the bid: its terms, the decision, questions for somebody's word, the next phase."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from tongpin.crm.bids import approving, awarding, sheet
from tongpin.crm.bids.models import BidSheet
from tongpin.crm.bids.reckoning import SHEET
from tongpin.crm.errors import TongpinError
from tongpin.crm.opportunities.policy import get_opportunity
from tongpin.web.opportunity.bid_forms import AnswerForm, AskForm, DecisionForm, SheetForm
from tongpin.web.opportunity.edits import show_form, tab_address, try_save
from tongpin.web.pages import SignedIn, button, done, page


@page
def bid_sheet(request: SignedIn, opportunity_id: int) -> HttpResponse:
    """Terms of our reckoning, and the scoring formula."""
    opportunity = get_opportunity(request.user, opportunity_id, "change")
    saved = BidSheet.objects.filter(pk=opportunity_id).values(*SHEET).first()
    kept = saved or {**dict.fromkeys(SHEET), "formula": {}}
    form = SheetForm(request.POST or None, initial=SheetForm.initial_of(kept), people=[])
    back = tab_address(opportunity_id, "tender", "terms", "price")

    def save(_values: dict[str, Any]) -> object:
        return sheet.set_bid_sheet(user=request.user, opportunity_id=opportunity_id, **form.values())

    if request.method == "POST" and try_save(request, form, save, _("Saved.")):
        return redirect(back)
    return show_form(request, opportunity, form, _("Terms of the bid"), back)


@page
def decide_bid(request: SignedIn, opportunity_id: int) -> HttpResponse:
    """Bid or no bid, with the reason."""
    opportunity = get_opportunity(request.user, opportunity_id, "change")
    form = DecisionForm(request.POST or None)
    back = tab_address(opportunity_id, "tender", "decided", "decision")

    def save(values: dict[str, Any]) -> object:
        return approving.decide_bid(user=request.user, opportunity_id=opportunity_id, **values)

    if request.method == "POST" and try_save(request, form, save, _("Recorded.")):
        return redirect(back)
    return show_form(request, opportunity, form, _("Decide"), back)


@page
def ask_approval(request: SignedIn, opportunity_id: int) -> HttpResponse:
    """Asks for the word that a price or a discount needs."""
    opportunity = get_opportunity(request.user, opportunity_id, "change")
    form = AskForm(request.POST or None)
    back = tab_address(opportunity_id, "tender", "approvals", "decision")

    def save(values: dict[str, Any]) -> object:
        return approving.ask_approval(user=request.user, opportunity_id=opportunity_id, **values)

    if request.method == "POST" and try_save(request, form, save, _("Asked.")):
        return redirect(back)
    intro = _("Price and margin are those of the sheet as it stands.")
    return show_form(request, opportunity, form, _("Ask for approval"), back, button=_("Ask"), intro=intro)


@button
def answer_approval(request: SignedIn, opportunity_id: int, approval_id: int) -> HttpResponse:
    """Gives one's word, or refuses it; the button that was pressed says which."""
    form = AnswerForm(request.POST, prefix=f"a{approval_id}")
    answer = form.cleaned_data["answer"] if form.is_valid() else ""
    granted = request.POST.get("word") == "yes"
    try:
        approving.answer_approval(user=request.user, approval_id=approval_id, granted=granted, answer=answer)
    except TongpinError as error:
        if error.status in {403, 404}:
            raise
        messages.error(request, error.message)
    else:
        done(request, _("Agreed.") if granted else _("Refused; whoever asked is told why."))
    return redirect(tab_address(opportunity_id, "tender", "approvals", "decision"))


@button
def withdraw_approval(request: SignedIn, opportunity_id: int, approval_id: int) -> HttpResponse:
    """Takes a question back."""
    approving.withdraw_approval(user=request.user, approval_id=approval_id)
    done(request, _("Taken back."))
    return redirect(tab_address(opportunity_id, "tender", "approvals", "decision"))


@button
def open_phase(request: SignedIn, opportunity_id: int, phase_id: int) -> HttpResponse:
    """The condition is met: the next phase is an opportunity of its own."""
    fresh = awarding.open_phase(user=request.user, phase_id=phase_id)
    done(request, _("The next phase is open as an opportunity of its own."))
    return redirect("opportunity", fresh.pk)
