"""Concerns and promises 疑虑与承诺: the frame of the tab, and the radar of concerns with what reassures."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import pgettext_lazy

from tongpin.crm.audit.selectors import visible_log
from tongpin.crm.concerns.hinting import Hint, hints_of
from tongpin.crm.concerns.models import Concern
from tongpin.crm.criteria.selectors import dossier_for
from tongpin.crm.opportunities.page import OpportunityPage
from tongpin.method.concerns import Answer, Betrayed, Worry, betrayed_by_records, worries_of
from tongpin.method.dossier import Dossier
from tongpin.method.not_chosen import NotChosen, not_chosen_of
from tongpin.web.cited import Citations, day
from tongpin.web.highlight import around
from tongpin.web.logs import log_rows
from tongpin.web.opportunity.concern_forms import BEHINDS, KINDS
from tongpin.web.opportunity.contract import contract_view
from tongpin.web.opportunity.promises import promises_view
from tongpin.web.opportunity.risk_plan import risks_view
from tongpin.web.pages import user_of
from tongpin.web.texts import CONCERN_STATES, Text, known, told

Maker = Callable[[HttpRequest, OpportunityPage], dict[str, Any]]
VIEWS: dict[str, Text] = {
    "radar": pgettext_lazy("concerns view", "Concerns"),
    "promises": pgettext_lazy("concerns view", "Promises and meetings"),
    "risks": pgettext_lazy("concerns view", "Risk plan"),
    "contract": pgettext_lazy("concerns view", "Contract"),
}
STATE_CSS = {"answered": "tag-fits", "in_progress": "tag-early", "open": "tag-wrong", "brushed_off": "tag-wrong"}
MOST_HINTS = 8
LOG_ROWS = 40
COLUMNS = ("id", "activity_id", "activity__date")


def concerns_tab(request: HttpRequest, found: OpportunityPage) -> dict[str, Any]:
    """What the tab shows: one of its views; an unknown one is the radar."""
    wanted = request.GET.get("view", "")
    view = wanted if wanted in VIEWS else "radar"
    return {
        "file": f"concerns/{view}",
        "views": [{"name": name, "title": title, "present": name == view} for name, title in VIEWS.items()],
        **MAKERS[view](request, found),
    }


def radar_view(request: HttpRequest, found: OpportunityPage) -> dict[str, Any]:
    """Words that betray concerns, those that wait with what reassures, those that are over."""
    opportunity, user = found.opportunity, user_of(request)
    dossier = dossier_for(opportunity)
    rows = list(Concern.objects.filter(opportunity=opportunity).order_by("pk").values(*COLUMNS))
    worries = worries_of(dossier)
    hints = hints_of(opportunity)
    everything = "hints" in request.GET
    citations = Citations(dossier.case, dossier.signals)
    log = visible_log(user).filter(opportunity_id=opportunity.pk, object_type="concern")
    beaten = not_chosen_of(dossier, found.standing.position)
    waiting = {worry.place for worry in worries}
    return {
        "hints": [_hint(hint, opportunity.pk) for hint in hints[: None if everything else MOST_HINTS]],
        "more_hints": 0 if everything else max(0, len(hints) - MOST_HINTS),
        "worries": [_worry(worry, rows[worry.place], dossier, opportunity.pk) for worry in worries],
        "never": told(worries[0].never) if worries else "",
        "betrayed": [
            _betrayed(item, dossier, citations, opportunity.pk)
            for item in betrayed_by_records(dossier, found.standing.position)
        ],
        "over": [
            _over(place, rows[place], dossier, opportunity.pk) for place in range(len(rows)) if place not in waiting
        ],
        "blocks": bool(worries) and dossier.stage == "commitment",
        "beaten": None if beaten is None else _beaten(beaten, citations),
        "history": log_rows(log, LOG_ROWS),
    }


def _worry(worry: Worry, row: dict[str, Any], dossier: Dossier, opportunity_id: int) -> dict[str, Any]:
    concern = worry.concern
    return {
        **_told(concern, row, dossier, opportunity_id),
        "overdue": worry.overdue,
        "why": [told(says) for says in worry.why],
        "answers": [_answer(answer, opportunity_id, row["id"]) for answer in worry.answers],
        "plan": concern.plan,
        "owner": concern.owner,
        "due": day(concern.due),
    }


def _told(concern: Any, row: dict[str, Any], dossier: Dossier, opportunity_id: int) -> dict[str, Any]:
    return {
        "id": row["id"],
        "text": concern.text,
        "who": dossier.names.get(concern.who, ""),
        "day": day(concern.date),
        "kind": str(KINDS[concern.kind]) if concern.kind else "",
        "behind": str(BEHINDS[concern.behind]) if concern.behind else "",
        "state": str(CONCERN_STATES[concern.status]),
        "css": STATE_CSS.get(concern.status, ""),
        "words": concern.words,
        "entry": reverse("entry", args=[opportunity_id, row["activity_id"]]) if row["activity_id"] else "",
        "entry_day": day(row["activity__date"]),
        "edit": reverse("change_record", args=[opportunity_id, "concern", row["id"]]),
    }


def _over(place: int, row: dict[str, Any], dossier: Dossier, opportunity_id: int) -> dict[str, Any]:
    concern = dossier.case.concerns[place]
    return {**_told(concern, row, dossier, opportunity_id), "settled": day(concern.settled), "plan": concern.plan}


def _answer(answer: Answer, opportunity_id: int, concern_id: int) -> dict[str, str]:
    planned = reverse("plan_answer", args=[opportunity_id, concern_id])
    return {"do": told(answer.do), "why": told(answer.why), "plan": f"{planned}?answer={answer.code}"}


def _betrayed(item: Betrayed, dossier: Dossier, citations: Citations, opportunity_id: int) -> dict[str, Any]:
    name = known(f"concerns.signs.{item.sign}.name")
    read = {"text": name, "kind": item.kind, "behind": item.behind, "severity": item.severity}
    asked = urlencode({**read, "who": item.who, "entry": item.entries[-1]})
    return {
        "name": name,
        "why": told(item.why),
        "who": dossier.names.get(item.who, ""),
        "cited": citations.of(item.entries),
        "first": told(item.answers[0].do) if item.answers else "",
        "add": f"{reverse('add_record', args=[opportunity_id, 'concern'])}?{asked}",
    }


def _hint(hint: Hint, opportunity_id: int) -> dict[str, Any]:
    before, words, after = around(hint.text, hint.start, hint.end)
    tells = [known(f"concerns.signs.{hint.sign}.name", hint.sign)]
    tells += [str(BEHINDS[hint.behind])] if hint.behind else []
    return {
        "id": hint.id,
        "before": before,
        "words": words,
        "after": after,
        "tells": list(dict.fromkeys(tells)),
        "who": hint.name,
        "day": day(hint.date),
        "entry": reverse("entry", args=[opportunity_id, hint.activity_id]),
    }


def _beaten(beaten: NotChosen, citations: Citations) -> dict[str, Any]:
    return {
        "rival": beaten.rival,
        "doubts": [{"ask": told(doubt.ask), "why": told(doubt.why)} for doubt in beaten.doubts],
        "lawful": told(beaten.lawful) if beaten.lawful else "",
        "rule": told(beaten.rule),
        "keep": told(beaten.keep) if beaten.keep else "",
        "stop": told(beaten.stop),
        "stop_now": beaten.stop_now,
        "again": known("not_chosen.again") if beaten.reopened else "",
        "cited": citations.of(beaten.reopened),
    }


MAKERS: dict[str, Maker] = {
    "radar": radar_view,
    "promises": promises_view,
    "risks": risks_view,
    "contract": contract_view,
}
