"""Tender and bid 招标与投标: the frame of the tab; each view is a module of its own."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.utils.translation import pgettext_lazy

from tongpin.crm.opportunities.page import OpportunityPage
from tongpin.web.opportunity.bid_decision import decision_view
from tongpin.web.opportunity.bid_price import price_view
from tongpin.web.opportunity.tender_notice import notice_view
from tongpin.web.opportunity.tender_requirements import requirements_view
from tongpin.web.texts import Text

Maker = Callable[[HttpRequest, OpportunityPage], dict[str, Any]]
VIEWS: dict[str, Text] = {
    "notice": pgettext_lazy("tender view", "Notice and dates"),
    "requirements": pgettext_lazy("tender view", "Requirements"),
    "price": pgettext_lazy("tender view", "Price"),
    "decision": pgettext_lazy("tender view", "Decision and award"),
}


def tender_tab(request: HttpRequest, found: OpportunityPage) -> dict[str, Any]:
    """What the tab shows: one of its views; an unknown one is the notice."""
    wanted = request.GET.get("view", "")
    view = wanted if wanted in VIEWS else "notice"
    return {
        "file": f"tender/{view}",
        "views": [{"name": name, "title": title, "present": name == view} for name, title in VIEWS.items()],
        **MAKERS[view](request, found),
    }


MAKERS: dict[str, Maker] = {
    "notice": notice_view,
    "requirements": requirements_view,
    "price": price_view,
    "decision": decision_view,
}
