"""Needs and benefits 需求与利益: where they lie, what answers them, what they cost, and what to ask next."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from tongpin.crm.opportunities.page import OpportunityPage, records_of
from tongpin.web.opportunity.records import sections_of
from tongpin.web.opportunity.views import View, shown_view
from tongpin.web.pages import user_of


def _map(request: HttpRequest, found: OpportunityPage) -> dict[str, Any]:
    records = records_of(user=user_of(request), opportunity_id=found.opportunity.pk)
    return {"sections": sections_of(found.opportunity, {"need": records.needs})}


VIEWS: dict[str, View] = {
    "map": View(title=_("Need map"), icon="sitemap", page="opportunity/needs/map.html", make=_map),
}


def needs_tab(request: HttpRequest, found: OpportunityPage) -> dict[str, Any]:
    """What the tab shows."""
    return shown_view(request, found, "needs", VIEWS)
