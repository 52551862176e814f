"""Buttons and forms of service: what happens to a ticket, the fact sheet, and the sale that grows."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from tongpin.crm.criteria.selectors import dossier_for
from tongpin.crm.opportunities.models import Opportunity
from tongpin.crm.opportunities.policy import get_opportunity, not_found
from tongpin.crm.service import actions
from tongpin.crm.service.growing import grow_opportunity
from tongpin.crm.service.models import Ticket
from tongpin.crm.service.selectors import growth_of
from tongpin.crm.team.selectors import members_of
from tongpin.exchange.office.letter_document import letter_document
from tongpin.method.trouble import troubles_of
from tongpin.web.opportunity.edits import show_form, tab_address, try_save
from tongpin.web.opportunity.fact_sheet import fact_sheet_of
from tongpin.web.opportunity.reviews import DOCX
from tongpin.web.opportunity.service_forms import AssignForm, EscalateForm, GrowForm
from tongpin.web.pages import SignedIn, button, done, page


def _back(opportunity_id: int, anchor: str = "") -> str:
    return tab_address(opportunity_id, "delivery", anchor, "service")


def _ticket_of(opportunity: Opportunity, ticket_id: int) -> Ticket:
    ticket = Ticket.objects.filter(opportunity=opportunity, pk=ticket_id).first()
    if ticket is None:
        raise not_found()
    return ticket


@button
def answer_ticket(request: SignedIn, opportunity_id: int, ticket_id: int) -> HttpResponse:
    """The customer has had a first answer."""
    actions.answer_ticket(user=request.user, ticket_id=ticket_id)
    done(request, _("First answer recorded. Tell them every day how it stands."))
    return redirect(_back(opportunity_id, f"ticket-{ticket_id}"))


@button
def solve_ticket(request: SignedIn, opportunity_id: int, ticket_id: int) -> HttpResponse:
    """It is solved."""
    actions.solve_ticket(user=request.user, ticket_id=ticket_id, cause=request.POST.get("cause", ""))
    done(request, _("Solved. Now undo its effect: tell those who heard of it."))
    return redirect(_back(opportunity_id, f"ticket-{ticket_id}"))


@button
def undo_effect(request: SignedIn, opportunity_id: int, ticket_id: int) -> HttpResponse:
    """Whoever heard of it has heard that it is over."""
    actions.undo_effect(user=request.user, ticket_id=ticket_id)
    done(request, _("This is over."))
    return redirect(_back(opportunity_id, f"ticket-{ticket_id}"))


@button
def take_up_complaint(request: SignedIn, opportunity_id: int, activity_id: int) -> HttpResponse:
    """A ticket from an entry."""
    ticket = actions.take_up_complaint(user=request.user, activity_id=activity_id)
    done(request, _("Taken down as a ticket."))
    return redirect(_back(opportunity_id, f"ticket-{ticket.pk}"))


@page
def assign_ticket(request: SignedIn, opportunity_id: int, ticket_id: int) -> HttpResponse:
    """Says whose it is."""
    opportunity = get_opportunity(request.user, opportunity_id, "change")
    ticket = _ticket_of(opportunity, ticket_id)
    form = AssignForm(request.POST or None, initial={"owner": ticket.owner})
    form.choose("owner", [(member.name, member.name) for member in members_of(opportunity)], empty=None)

    def keep(values: dict[str, Any]) -> object:
        return actions.assign_ticket(user=request.user, ticket_id=ticket_id, **values)

    back = _back(opportunity_id, f"ticket-{ticket_id}")
    if request.method == "POST" and try_save(request, form, keep, _("Saved.")):
        return redirect(back)
    return show_form(request, opportunity, form, _("Who sees to it"), back, intro=f"“{ticket.text}”")


@page
def escalate_ticket(request: SignedIn, opportunity_id: int, ticket_id: int) -> HttpResponse:
    """Asks somebody above to call the customer."""
    opportunity = get_opportunity(request.user, opportunity_id, "change")
    ticket = _ticket_of(opportunity, ticket_id)
    form = EscalateForm(request.POST or None)

    def keep(values: dict[str, Any]) -> object:
        return actions.escalate_ticket(user=request.user, ticket_id=ticket_id, **values)

    back = _back(opportunity_id, f"ticket-{ticket_id}")
    if request.method == "POST" and try_save(request, form, keep, _("Asked.")):
        return redirect(back)
    return show_form(request, opportunity, form, _("Ask somebody above"), back, intro=f"“{ticket.text}”")


@page
def fact_sheet(request: SignedIn, opportunity_id: int, ticket_id: int) -> HttpResponse:
    """The facts of a trouble on one page, for those who must answer for us inside the customer."""
    opportunity = get_opportunity(request.user, opportunity_id, beside=("account",))
    ticket = _ticket_of(opportunity, ticket_id)
    dossier = dossier_for(opportunity)
    trouble = next(item for item in troubles_of(dossier) if item.ticket.id == ticket.code)
    letter = fact_sheet_of(opportunity, dossier, trouble)
    response = HttpResponse(letter_document(letter), content_type=DOCX)
    response["Content-Disposition"] = content_disposition_header(True, f"{letter.title[:60]}.docx") or "attachment"
    return response


@page
def grow(request: SignedIn, opportunity_id: int) -> HttpResponse:
    """A new sale from needs that came up while serving."""
    opportunity = get_opportunity(request.user, opportunity_id, "change")
    needs = growth_of(user=request.user, opportunity=opportunity, since=dossier_for(opportunity).bought_on).needs
    form = GrowForm(request.POST or None, initial={"need_ids": request.GET.getlist("need")})
    form.choose("need_ids", [(str(need.pk), need.text[:80]) for need in needs], empty=None)

    def keep(values: dict[str, Any]) -> Opportunity:
        chosen = [int(pk) for pk in values.pop("need_ids")]
        made = grow_opportunity(user=request.user, opportunity_id=opportunity_id, need_ids=chosen, **values)
        grown.append(made)
        return made

    grown: list[Opportunity] = []
    back = _back(opportunity_id, "growth")
    if request.method == "POST" and try_save(request, form, keep, _("A new opportunity is open.")):
        return redirect("opportunity", opportunity_id=grown[0].pk)
    return show_form(request, opportunity, form, _("Open a new opportunity"), back)
