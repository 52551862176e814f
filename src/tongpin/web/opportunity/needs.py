"""Needs and benefits 需求与利益: the frame of the tab; each view is a module of its own."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.utils.translation import pgettext_lazy

from tongpin.crm.opportunities.page import OpportunityPage, records_of
from tongpin.web.opportunity.calls import calls_view, coverage_view
from tongpin.web.opportunity.records import sections_of
from tongpin.web.pages import user_of
from tongpin.web.texts import Text

Maker = Callable[[HttpRequest, OpportunityPage], dict[str, Any]]
VIEWS: dict[str, Text] = {
    "map": pgettext_lazy("needs view", "Need map"),
    "calls": pgettext_lazy("needs view", "Calls"),
    "coverage": pgettext_lazy("needs view", "Who was asked what"),
}


def needs_tab(request: HttpRequest, found: OpportunityPage) -> dict[str, Any]:
    """What the tab shows: one of its views (its template is ``opportunity/needs/<view>.html``); an unknown one is the
    map."""
    wanted = request.GET.get("view", "")
    view = wanted if wanted in VIEWS else "map"
    return {
        "file": f"needs/{view}",
        "views": [{"name": name, "title": title, "present": name == view} for name, title in VIEWS.items()],
        **MAKERS[view](request, found),
    }


def _map(request: HttpRequest, found: OpportunityPage) -> dict[str, Any]:
    records = records_of(user=user_of(request), opportunity_id=found.opportunity.pk)
    return {"sections": sections_of(found.opportunity, {"need": records.needs})}


MAKERS: dict[str, Maker] = {
    "map": _map,
    "calls": calls_view,
    "coverage": coverage_view,
}
