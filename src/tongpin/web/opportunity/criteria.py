"""Criteria and rivals 指标与对手: the frame of the tab; each view is a module of its own."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from tongpin.crm.audit.selectors import visible_log
from tongpin.crm.criteria.selectors import criteria_page, play_page
from tongpin.crm.opportunities.page import OpportunityPage
from tongpin.web.logs import log_rows
from tongpin.web.opportunity.criteria_board import board_shown
from tongpin.web.opportunity.criteria_play import play_shown
from tongpin.web.pages import user_of
from tongpin.web.texts import Text

Maker = Callable[[HttpRequest, OpportunityPage], dict[str, Any]]
VIEWS: dict[str, Text] = {
    "board": pgettext_lazy("criteria view", "Criteria board"),
    "play": pgettext_lazy("criteria view", "Who set them, and what now"),
    "rivals": pgettext_lazy("criteria view", "Rivals here"),
    "history": pgettext_lazy("criteria view", "History"),
}
HISTORY = ("criterion", "criterioncare", "competitor")
"""Kinds of records whose changes are the history of the board."""
MOST_CHANGES = 100


def criteria_tab(request: HttpRequest, found: OpportunityPage) -> dict[str, Any]:
    """What the tab shows: one of its views; an unknown one is the board."""
    wanted = request.GET.get("view", "")
    view = wanted if wanted in VIEWS else "board"
    return {
        "file": f"criteria/{view}",
        "views": [{"name": name, "title": title, "present": name == view} for name, title in VIEWS.items()],
        **MAKERS[view](request, found),
    }


def _board(request: HttpRequest, found: OpportunityPage) -> dict[str, Any]:
    return board_shown(criteria_page(user=user_of(request), opportunity_id=found.opportunity.pk), found)


def _play(request: HttpRequest, found: OpportunityPage) -> dict[str, Any]:
    return play_shown(play_page(user=user_of(request), opportunity_id=found.opportunity.pk), found)


def _rivals(request: HttpRequest, found: OpportunityPage) -> dict[str, Any]:
    page = criteria_page(user=user_of(request), opportunity_id=found.opportunity.pk)
    proposed = {proposal.competitor_id: proposal for proposal in page.proposals}
    address = reverse("opportunity", args=[found.opportunity.pk])
    return {
        "rivals": [
            {
                **row._asdict(),
                "proposal": proposed.get(row.id),
                "why": _why_alike(proposed[row.id].why) if row.id in proposed else "",
                "edit": f"{address}/records/competitor/{row.id}",
                "file": reverse("rival", args=[row.rival_id]) if row.rival_id else "",
            }
            for row in page.competitors
        ],
        "add": f"{address}/records/competitor/add",
    }


def _why_alike(why: str) -> str:
    return _("the names are the same") if why == "same" else _("one name is part of the other")


def _history(request: HttpRequest, found: OpportunityPage) -> dict[str, Any]:
    log = visible_log(user_of(request)).filter(opportunity_id=found.opportunity.pk, object_type__in=HISTORY)
    return {"log": log_rows(log, MOST_CHANGES)}


MAKERS: dict[str, Maker] = {"board": _board, "play": _play, "rivals": _rivals, "history": _history}
