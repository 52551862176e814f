"""Somebody of the chart is brought into the opportunity; how we know what we believe of a person, since when."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from tongpin.crm import clock
from tongpin.crm.opportunities.models import Stakeholder
from tongpin.crm.opportunities.people import add_stakeholder
from tongpin.crm.opportunities.policy import get_opportunity, not_found
from tongpin.crm.people.actions import say_how_known
from tongpin.method.sides import ASPECTS
from tongpin.web.opportunity import forms
from tongpin.web.opportunity.edits import entry_choices, show_form, tab_address, try_save
from tongpin.web.pages import SignedIn, button, done, page
from tongpin.web.texts import known


@button
def bring_in(request: SignedIn, opportunity_id: int, person_id: int) -> HttpResponse:
    """Somebody of the account, whom the chart shows, becomes one of the people here; once."""
    opportunity = get_opportunity(request.user, opportunity_id, "change")
    row = Stakeholder.objects.filter(opportunity=opportunity, person=person_id).first()
    if row is None:
        row = add_stakeholder(user=request.user, opportunity_id=opportunity_id, person_id=person_id)
        done(request, _("Added. Say what part this person has in the purchase."))
    return redirect(tab_address(opportunity_id, "people", row.code))


@page
def how_known(request: SignedIn, opportunity_id: int, stakeholder_id: int, aspect: str) -> HttpResponse:
    """Confirms one aspect of a person, or says that it is only assumed: the button that was pressed tells which."""
    opportunity = get_opportunity(request.user, opportunity_id, "change")
    row = Stakeholder.objects.filter(opportunity=opportunity, pk=stakeholder_id).select_related("person").first()
    if row is None or aspect not in ASPECTS:
        raise not_found()
    initial = {"since": clock.today(), "entry": row.known.get(aspect, {}).get("entry", "")}
    form = forms.KnownForm(request.POST or None, initial=initial, people=[], entries=entry_choices(opportunity))
    back = tab_address(opportunity_id, "people", row.code)

    def save(values: dict[str, Any]) -> None:
        state = request.POST.get("state", "")
        say_how_known(user=request.user, stakeholder_id=stakeholder_id, aspect=aspect, state=state, **values)

    if request.method == "POST" and try_save(request, form, save, _("Saved.")):
        return redirect(back)
    told = {"name": row.person.name or row.code, "aspect": known(f"beliefs.aspects.{aspect}")}
    title = _("%(name)s: how do we know it? (%(aspect)s)") % told
    return show_form(request, opportunity, form, title, back, template="opportunity/known.html")
