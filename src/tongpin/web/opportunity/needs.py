"""Needs and benefits 需求与利益: the frame of the tab; each view is a module of its own."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.utils.translation import pgettext_lazy

from tongpin.crm.opportunities.page import OpportunityPage
from tongpin.web.opportunity.benefit_matrix import matrix_view
from tongpin.web.opportunity.calls import calls_view, coverage_view
from tongpin.web.opportunity.need_map import map_view
from tongpin.web.opportunity.pain_sheet import cost_view
from tongpin.web.texts import Text

Maker = Callable[[HttpRequest, OpportunityPage], dict[str, Any]]
VIEWS: dict[str, Text] = {
    "map": pgettext_lazy("needs view", "Need map"),
    "matrix": pgettext_lazy("needs view", "Benefits and proofs"),
    "cost": pgettext_lazy("needs view", "Pain and price"),
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


MAKERS: dict[str, Maker] = {
    "map": map_view,
    "matrix": matrix_view,
    "cost": cost_view,
    "calls": calls_view,
    "coverage": coverage_view,
}
