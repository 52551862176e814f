"""Forms and buttons of proposals."""

import datetime as dt
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from tongpin.crm import clock
from tongpin.crm.errors import TongpinError
from tongpin.crm.offers import proposing
from tongpin.crm.offers.models import Proposal, ProposalLine
from tongpin.crm.offers.policy import get_proposal
from tongpin.crm.offers.selectors import (
    Groundwork,
    NeedRow,
    TemplateView,
    components,
    groundwork,
    needs_to_choose,
    proof_choices,
    proposal_page,
)
from tongpin.crm.opportunities.policy import get_opportunity, not_found
from tongpin.method.offers import next_steps, same_trade
from tongpin.web.forms import PlainForm
from tongpin.web.offers.forms import LineForm, ProposalForm, SentForm
from tongpin.web.offers.words import COMPONENT_KINDS, LANGUAGE_NAMES, SOLUTION_KINDS, price, sure_told, won_told
from tongpin.web.opportunity.edits import people_choices, show_form, tab_address, try_save
from tongpin.web.opportunity.offer import proposal_address
from tongpin.web.pages import SignedIn, button, done, page

VALID_DAYS = 30
BLANK = "blank"


# ---------------------------------------------------------------- a new one
@page
def new_proposal(request: SignedIn, opportunity_id: int) -> HttpResponse:
    """First the template, then the rest with what is known filled in."""
    ground = groundwork(user=request.user, opportunity_id=opportunity_id)
    asked = request.GET.get("template", "")
    if not ground.templates:
        asked = BLANK
    view = next((view for view in ground.templates if str(view.template.pk) == asked), None)
    if view is None and asked != BLANK:
        return _choose_template(request, ground)
    form = ProposalForm(request.POST or None, initial=_first(ground, view))
    form.offer(_need_choices(ground.needs), list(ground.proofs))
    if request.method == "POST" and form.is_valid():
        try:
            made = proposing.make_proposal(
                user=request.user,
                opportunity_id=opportunity_id,
                template_id=None if view is None else view.template.pk,
                **form.values(),
            )
        except TongpinError as error:
            form.take(error)
        else:
            done(request, _("A draft is made. Look through its lines and prices."))
            return redirect(proposal_address(made))
    back = tab_address(opportunity_id, "offer")
    return show_form(request, ground.opportunity, form, _("New proposal"), back, button=_("Make the draft"))


def _choose_template(request: SignedIn, ground: Groundwork) -> HttpResponse:
    trade = ground.opportunity.account.industry
    rows = [
        {
            "id": view.template.pk,
            "name": view.template.name,
            "kind": SOLUTION_KINDS[view.template.kind],
            "industry": view.template.industry,
            "same_trade": same_trade(view.template.industry, trade),
            "lang": LANGUAGE_NAMES[view.template.lang],
            "other_language": view.template.lang != ground.opportunity.lang,
            "parts": len(view.parts),
            "won": won_told(view.score),
            "sure": sure_told(view.score),
        }
        for view in ground.templates
    ]
    opportunity = ground.opportunity
    context = {
        "area": "opportunities",
        "rows": rows,
        "back": tab_address(opportunity.pk, "offer"),
        "head": opportunity.name or opportunity.title,
    }
    return render(request, "opportunity/offer/choose.html", context)


def _first(ground: Groundwork, view: TemplateView | None) -> dict[str, Any]:
    """A new proposal as it is proposed: the template's texts, explicit needs, proofs that benefits name."""
    opportunity, today = ground.opportunity, clock.today()
    until = today + dt.timedelta(days=VALID_DAYS)
    lang = opportunity.lang if view is None else view.template.lang
    terms = "" if view is None else view.template.terms.strip()
    steps = next_steps(ground.promised, until, lang)
    return {
        "title": opportunity.name or opportunity.title,
        "lang": lang,
        "date": today,
        "valid_until": until,
        "introduction": "" if view is None else view.template.introduction,
        "terms": f"{terms}\n\n{steps}" if terms else steps,
        "needs": [str(need.id) for need in ground.needs if need.strength == "explicit"],
        "proofs": [str(pk) for pk in ground.proposed_proofs],
    }


def _need_choices(needs: tuple[NeedRow, ...]) -> list[tuple[int, str]]:
    return [
        (need.id, " · ".join(part for part in (need.text, need.stakeholder__person__name or "") if part))
        for need in needs
    ]


# ---------------------------------------------------------------- one that is there
@page
def change_proposal(request: SignedIn, opportunity_id: int, proposal_id: int) -> HttpResponse:
    """Title, days, needs, texts and proofs of a draft."""
    proposal = _proposal(request, opportunity_id, proposal_id)
    names = ("title", "lang", "date", "valid_until", "introduction", "terms")
    needs = list(proposal.needs.order_by("need_id").values_list("need_id", flat=True))
    proofs = list(proposal.proofs.order_by("proof_id").values_list("proof_id", flat=True))
    initial: dict[str, Any] = {name: getattr(proposal, name) for name in names}
    initial |= {"needs": [str(pk) for pk in needs], "proofs": [str(pk) for pk in proofs]}
    form = ProposalForm(request.POST or None, initial=initial)
    form.offer(_need_choices(needs_to_choose(proposal)), proof_choices(proofs, proposal.opportunity.account.industry))
    form.guarded = True
    if request.method == "POST" and try_save(
        request,
        form,
        lambda _values: proposing.update_proposal(user=request.user, proposal_id=proposal_id, **form.values()),
        _("Saved."),
    ):
        return redirect(proposal_address(proposal))
    more = {"remove": reverse("remove_proposal", args=[opportunity_id, proposal_id])}
    return show_form(request, proposal.opportunity, form, _("Proposal"), proposal_address(proposal), **more)


@page
def send(request: SignedIn, opportunity_id: int, proposal_id: int) -> HttpResponse:
    """Notes that it went out, with the entry of the timeline."""
    proposal = _proposal(request, opportunity_id, proposal_id)
    totals = proposal_page(user=request.user, proposal_id=proposal_id).totals
    told = {"title": proposal.title, "version": proposal.version, "net": price(totals.net, proposal.currency)}
    text = _("Sent the proposal “%(title)s”, version %(version)s, %(net)s before tax.") % told
    form = SentForm(request.POST or None, initial={"sent_on": clock.today(), "text": text})
    form.choose("who", people_choices(proposal.opportunity))
    if request.method == "POST" and try_save(
        request,
        form,
        lambda values: proposing.send_proposal(user=request.user, proposal_id=proposal_id, **values),
        _("Noted. This version now stays as it was sent."),
    ):
        return redirect(proposal_address(proposal))
    return show_form(
        request, proposal.opportunity, form, _("It has been sent"), proposal_address(proposal), button=_("It is sent")
    )


@button
def renew(request: SignedIn, opportunity_id: int, proposal_id: int) -> HttpResponse:
    """A new version."""
    _proposal(request, opportunity_id, proposal_id)
    made = proposing.renew_proposal(user=request.user, proposal_id=proposal_id)
    done(request, _("Version %(number)s is a draft with all that the last one had.") % {"number": made.version})
    return redirect(proposal_address(made))


@button
def decide(request: SignedIn, opportunity_id: int, proposal_id: int) -> HttpResponse:
    """Won, lost, or open again."""
    proposal = _proposal(request, opportunity_id, proposal_id)
    proposing.decide_proposal(user=request.user, proposal_id=proposal_id, state=request.POST.get("state", ""))
    done(request, _("Noted."))
    return redirect(proposal_address(proposal))


@button
def remove(request: SignedIn, opportunity_id: int, proposal_id: int) -> HttpResponse:
    """Takes a draft away."""
    _proposal(request, opportunity_id, proposal_id)
    proposing.remove_proposal(user=request.user, proposal_id=proposal_id)
    done(request, _("Removed."))
    return redirect(tab_address(opportunity_id, "offer"))


# ---------------------------------------------------------------- lines
@page
def add_line(request: SignedIn, opportunity_id: int, proposal_id: int) -> HttpResponse:
    """A line of a component, or written by hand."""
    proposal = _proposal(request, opportunity_id, proposal_id)
    form = LineForm(request.POST or None)
    form.told(proposal.currency)
    found = components()
    if found:
        choices = [(str(row.id), f"{COMPONENT_KINDS[row.kind]} · {row.name}") for row in found]
        form.choose("component_id", choices, empty=_("None: written by hand"))
        form.fields["name"].required = False
    else:
        del form.fields["component_id"]
    if request.method == "POST" and try_save(
        request,
        form,
        lambda values: proposing.add_line(user=request.user, proposal_id=proposal_id, **values),
        _("Saved."),
    ):
        return redirect(proposal_address(proposal, "lines"))
    intro = _("What is left empty is taken from the component.") if found else ""
    back = proposal_address(proposal, "lines")
    return show_form(request, proposal.opportunity, form, _("Add a line"), back, intro=intro)


@page
def change_line(request: SignedIn, opportunity_id: int, proposal_id: int, line_id: int) -> HttpResponse:
    """A line of a draft."""
    proposal, line = _line(request, opportunity_id, proposal_id, line_id)
    initial = {name: getattr(line, name, None) for name in LineForm.base_fields}
    form: PlainForm = LineForm(request.POST or None, initial=initial)
    del form.fields["component_id"]
    form.guarded = True
    if request.method == "POST" and try_save(
        request, form, lambda values: proposing.update_line(user=request.user, line_id=line_id, **values), _("Saved.")
    ):
        return redirect(proposal_address(proposal, "lines"))
    more = {"remove": reverse("remove_line", args=[opportunity_id, proposal_id, line_id])}
    return show_form(request, proposal.opportunity, form, line.name, proposal_address(proposal, "lines"), **more)


@button
def raise_line(request: SignedIn, opportunity_id: int, proposal_id: int, line_id: int) -> HttpResponse:
    """Moves a line up."""
    proposal, _found = _line(request, opportunity_id, proposal_id, line_id)
    proposing.raise_line(user=request.user, line_id=line_id)
    return redirect(proposal_address(proposal, "lines"))


@button
def remove_line(request: SignedIn, opportunity_id: int, proposal_id: int, line_id: int) -> HttpResponse:
    """Takes a line out."""
    proposal, _found = _line(request, opportunity_id, proposal_id, line_id)
    proposing.remove_line(user=request.user, line_id=line_id)
    done(request, _("Removed."))
    return redirect(proposal_address(proposal, "lines"))


def _proposal(request: SignedIn, opportunity_id: int, proposal_id: int) -> Proposal:
    """The proposal, where it belongs to the opportunity of the address and the user may change it."""
    get_opportunity(request.user, opportunity_id, "change")
    proposal = get_proposal(request.user, proposal_id, "change")
    if proposal.opportunity_id != opportunity_id:
        raise not_found()
    return proposal


def _line(request: SignedIn, opportunity_id: int, proposal_id: int, line_id: int) -> tuple[Proposal, ProposalLine]:
    proposal = _proposal(request, opportunity_id, proposal_id)
    line = proposal.lines.filter(pk=line_id).first()
    if line is None:
        raise not_found()
    return proposal, line
