"""Advances and continuations 进展与延续: what meetings came to over all opportunities that the reader sees."""

from collections.abc import Callable, Iterable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from tongpin.crm.concerns.meetings import Line, outcomes_of
from tongpin.web.opportunity.promises import tally_row
from tongpin.web.pages import SignedIn, page
from tongpin.web.texts import known, stage_name


@page
def outcomes(request: SignedIn) -> HttpResponse:
    """By person, by the customer's stage, by trade."""
    found = outcomes_of(user=request.user)
    context = {
        "area": "outcomes",
        "days": found.days,
        "rule": known("meetings.rule"),
        "whole": tally_row(found.whole),
        "tables": [
            {"title": _("By person"), "head": _("Who"), "rows": _rows(found.people, str)},
            {"title": _("By the customer’s stage"), "head": _("Stage"), "rows": _rows(found.stages, _stage)},
            {"title": _("By trade"), "head": _("Trade"), "rows": _rows(found.trades, str)},
        ],
    }
    return render(request, "outcomes.html", context)


def _rows(lines: Iterable[Line], name_of: Callable[[str], str]) -> list[dict[str, Any]]:
    return [{"name": (name_of(line.name) if line.name else "–"), **tally_row(line.tally)} for line in lines]


def _stage(name: str) -> str:
    return stage_name(name)
