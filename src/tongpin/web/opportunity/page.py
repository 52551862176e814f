"""The opportunity page 商机 and its tabs."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from tongpin.crm import clock
from tongpin.crm.audit.selectors import visible_log
from tongpin.crm.errors import TongpinError
from tongpin.crm.opportunities.page import OpportunityPage, opportunity_page, records_of
from tongpin.crm.opportunities.policy import not_found
from tongpin.method.case import Case
from tongpin.method.standing import Standing
from tongpin.web import tracks
from tongpin.web.budgets import opportunity_prompt
from tongpin.web.cited import day
from tongpin.web.logs import log_rows
from tongpin.web.opportunity.concerns import concerns_tab
from tongpin.web.opportunity.criteria import criteria_tab
from tongpin.web.opportunity.delivery import delivery_tab
from tongpin.web.opportunity.findings import assessment_of, gate_rows, mistake_rows
from tongpin.web.opportunity.head import TABS, brief_of, head_of, tabs_with
from tongpin.web.opportunity.loading import light_case
from tongpin.web.opportunity.needs import needs_tab
from tongpin.web.opportunity.offer import offer_tab
from tongpin.web.opportunity.overview import overview_of
from tongpin.web.opportunity.people import people_tab
from tongpin.web.opportunity.plan import plan_tab
from tongpin.web.opportunity.team import team_tab
from tongpin.web.opportunity.tender import tender_tab
from tongpin.web.opportunity.timeline import entries_of, entry_of
from tongpin.web.pages import SignedIn, page, user_of
from tongpin.web.texts import kind_name, reading_language, stage_name, told

LOG_ROWS = 100
WHOLE_TEXT = 200_000
FIRST_WORDS = 24


@page
def opportunity(request: SignedIn, opportunity_id: int) -> HttpResponse:
    """One tab of an opportunity; an unknown tab is the overview."""
    return shown(request, opportunity_id)


def shown(
    request: HttpRequest, opportunity_id: int, *, refused: TongpinError | None = None, tab: str = ""
) -> HttpResponse:
    """The page; ``refused`` is what an action said to a button on it."""
    found = opportunity_page(user=user_of(request), opportunity_id=opportunity_id)
    wanted = tab or request.GET.get("tab", "")
    name = wanted if wanted in TABS else "overview"
    context = {**_frame(found, name), **MAKERS[name](request, found)}
    if refused is not None:
        context["refused"] = refused.message
    status = refused.status if refused is not None else 200
    # A tab with views of its own says which page it is.
    file = context.get("file", name)
    return render(request, f"opportunity/{file}.html", context, status=status)


def _frame(found: OpportunityPage, tab: str) -> dict[str, Any]:
    counts = {"timeline": len(found.entries), "people": len(found.people)}
    return {
        "area": "opportunities",
        "head": head_of(found.opportunity),
        "brief": brief_of(found.standing, found.playbook),
        "may": {verb: verb in found.may for verb in ("change", "share", "manage")},
        "tabs": tabs_with(tab, counts),
        "timeline": reverse("opportunity", args=[found.opportunity.pk]) + "?tab=timeline",
        "today": clock.today().isoformat(),
    }


def _overview(request: HttpRequest, found: OpportunityPage) -> dict[str, Any]:
    case, standing = light_case(found), found.standing
    scene = tracks.scene_of(case, standing, found.playbook, reading_language())
    address = reverse("opportunity", args=[found.opportunity.pk])
    links = f"{address}?tab=timeline"
    return {
        "view": overview_of(case, standing, found.playbook),
        "mistakes": mistake_rows(case, standing),
        "gates": gate_rows(case, standing, found.playbook, address),
        "assessment": assessment_of(case, standing),
        # Our own drawing; every text in it went through `tracks.paper`, which escapes.
        "wide": mark_safe(tracks.draw(scene, tracks.WIDE, links=links, name="wide")),
        "narrow": mark_safe(tracks.draw(scene, tracks.NARROW, links=links, name="narrow")),
        "table": track_table(case, standing),
        "entry_options": _entry_options(case),
        "gate_address": f"{address}/gates/",
        "money": opportunity_prompt(found.opportunity),
        "recorded_gates": {row["gate"] for row in found.gates},
    }


def _entry_options(case: Case) -> SafeString:
    """Entries to choose from, newest first, with their first words: made once, for each gate offers them."""
    choices = (
        (entry.id, day(entry.date), kind_name(entry.kind), " ".join(entry.text[:FIRST_WORDS].split()))
        for entry in reversed(case.timeline)
    )
    return format_html_join("", '<option value="{}">{} {} {}</option>', choices)


def track_table(case: Case, standing: Standing) -> list[dict[str, Any]]:
    """The two tracks as rows: each entry with the customer's stage on its day and how our action fitted."""
    points = [(point.date, point.hindsight) for point in standing.history]
    fits = {fit.entry: fit for fit in standing.alignment}
    rows = []
    for entry in case.timeline:
        before = [odds for date, odds in points if date <= entry.date]
        odds = before[-1] if before else standing.stages
        fit = fits.get(entry.id)
        rows.append(
            {
                "day": day(entry.date),
                "entry": entry.id,
                "what": kind_name(entry.kind),
                "stage": stage_name(tracks.STAGES[odds.index(max(odds))]),
                "chance": max(odds),
                "verdict": fit.verdict if fit else "",
                "why": told(fit.why) if fit else "",
            }
        )
    now = {"day": day(standing.as_of), "entry": "", "what": _("Today"), "stage": stage_name(standing.stage)}
    return [*rows, {**now, "chance": standing.certain, "verdict": "", "why": ""}]


def _timeline(request: HttpRequest, found: OpportunityPage) -> dict[str, Any]:
    entries, more = entries_of(found, before=request.GET.get("before", ""))
    return {"entries": entries, "more": more}


def _worth(request: HttpRequest, found: OpportunityPage) -> dict[str, Any]:
    records = records_of(user=user_of(request), opportunity_id=found.opportunity.pk)
    case = light_case(found, records.qualification["answers"])
    money = opportunity_prompt(found.opportunity)
    return {"assessment": assessment_of(case, found.standing), "money": money}


def _record(request: HttpRequest, found: OpportunityPage) -> dict[str, Any]:
    log = visible_log(user_of(request)).filter(opportunity_id=found.opportunity.pk)
    return {"log": log_rows(log, LOG_ROWS)}


MAKERS: dict[str, Any] = {
    "overview": _overview,
    "timeline": _timeline,
    "people": people_tab,
    "team": team_tab,
    "needs": needs_tab,
    "criteria": criteria_tab,
    "customer": concerns_tab,
    "plan": plan_tab,
    "worth": _worth,
    "offer": offer_tab,
    "tender": tender_tab,
    "delivery": delivery_tab,
    "record": _record,
}


@page
def entry(request: SignedIn, opportunity_id: int, activity_id: int) -> HttpResponse:
    """One entry with its whole text (bounded)."""
    found = opportunity_page(user=request.user, opportunity_id=opportunity_id)
    row = entry_of(found, activity_id, most=WHOLE_TEXT)
    if row is None:
        raise not_found()
    context = {**_frame(found, "timeline"), "entries": [row]}
    return render(request, "opportunity/timeline.html", context)


@page
def picture(request: SignedIn, opportunity_id: int) -> HttpResponse:
    """The two tracks as a file; ``size``: wide or narrow."""
    found = opportunity_page(user=request.user, opportunity_id=opportunity_id)
    scene = tracks.scene_of(light_case(found), found.standing, found.playbook, reading_language())
    size = tracks.SIZES.get(request.GET.get("size", ""), tracks.WIDE)
    return HttpResponse(tracks.draw(scene, size), content_type="image/svg+xml; charset=utf-8")
