"""Tabs that hold several pages: `?view=` picks one, a row of links above it leads to the others."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from tongpin.crm.opportunities.page import OpportunityPage
from tongpin.web.texts import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """One page of a tab. ``page``: its template, put below the links; ``styles``, ``scripts``: files of ``static``."""

    title: Text
    icon: str
    page: str
    make: Callable[[HttpRequest, OpportunityPage], dict[str, Any]]
    styles: tuple[str, ...] = ()
    scripts: tuple[str, ...] = ()


def shown_view(
    request: HttpRequest, found: OpportunityPage, tab: str, views: Mapping[str, View], given: str = ""
) -> dict[str, Any]:
    """What the template ``opportunity/views.html`` needs; an unknown view is the first one. ``given``: shown whatever
    the address says."""
    wanted = given or request.GET.get("view", "")
    name = wanted if wanted in views else next(iter(views))
    view = views[name]
    return {
        "views": [
            {"title": each.title, "icon": each.icon, "address": f"?tab={tab}&view={key}", "present": key == name}
            for key, each in views.items()
        ],
        "view_page": view.page,
        "view_styles": view.styles,
        "view_scripts": view.scripts,
        **view.make(request, found),
    }
