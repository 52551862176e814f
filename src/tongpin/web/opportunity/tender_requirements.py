"""The compliance matrix 逐条响应: every demand of the tender, our answer, who sees to it, and what shows it."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy, pgettext_lazy

from tongpin.crm.bids.models import TenderDocument
from tongpin.crm.bids.papers_page import RequirementRow, answered, requirements_of
from tongpin.crm.opportunities.page import OpportunityPage
from tongpin.method.tendering.requirements import cut
from tongpin.web.cited import day
from tongpin.web.texts import Texts

KINDS: Texts = {
    "qualification": pgettext_lazy("requirement", "Qualification"),
    "technical": pgettext_lazy("requirement", "Technical"),
    "commercial": pgettext_lazy("requirement", "Commercial"),
    "format": pgettext_lazy("requirement", "Form of the bid"),
    "scored": pgettext_lazy("requirement", "Scored"),
}
ANSWERS: Texts = {
    "meet": pgettext_lazy("requirement", "Meets"),
    "deviate": pgettext_lazy("requirement", "Deviates"),
    "ask": pgettext_lazy("requirement", "Ask first"),
}
ANSWER_CSS = {"meet": "tag-fits", "deviate": "tag-wrong", "ask": "tag-early"}
SHOWN: Texts = {
    "": pgettext_lazy("requirement", "All"),
    "open": gettext_lazy("Not answered"),
    "must": gettext_lazy("Musts"),
    "deviate": gettext_lazy("Deviations"),
    "ask": gettext_lazy("To ask"),
}
MOST_SHOWN = 400
"""Lines on one page; filters and the files reach the rest."""


def requirements_view(request: HttpRequest, found: OpportunityPage) -> dict[str, Any]:
    """What the view shows."""
    opportunity = found.opportunity
    rows = requirements_of(opportunity)
    wanted = request.GET.get("show", "")
    kind = request.GET.get("kind", "")
    shown = [row for row in rows if _fits(row, wanted) and kind in ("", row.kind)]
    address = f"{reverse('opportunity', args=[opportunity.pk])}?tab=tender&view=requirements"
    return {
        "tally": tally_of(rows),
        "lines": [line_of(row, opportunity.pk) for row in shown[:MOST_SHOWN]],
        "cut_off": len(shown) - MOST_SHOWN if len(shown) > MOST_SHOWN else 0,
        "filters": [
            {"name": name, "title": title, "present": name == wanted, "href": f"{address}&show={name}&kind={kind}"}
            for name, title in SHOWN.items()
        ],
        "kinds": [
            {"name": name, "title": title, "count": count, "present": name == kind, "href": f"{address}&kind={name}"}
            for name, title, count in _kinds(rows)
        ],
        "answers": [(name, title) for name, title in ANSWERS.items()],
        "papers": list(TenderDocument.objects.filter(opportunity=opportunity).order_by("pk").values("id", "name")),
    }


def _fits(row: RequirementRow, wanted: str) -> bool:
    tests = {
        "open": row.answer is None,
        "must": row.must,
        "deviate": row.answer == "deviate",
        "ask": row.answer == "ask",
    }
    return tests.get(wanted, True)


def _kinds(rows: Sequence[RequirementRow]) -> list[tuple[str, Any, int]]:
    counts = Counter(row.kind for row in rows)
    return [(name, title, counts[name]) for name, title in KINDS.items() if counts[name]]


def tally_of(rows: Sequence[RequirementRow]) -> dict[str, Any]:
    """How far we are: lines, musts, answers; ``risk`` are musts that we do not meet."""
    counts = answered(rows)
    return {
        "lines": len(rows),
        "musts": sum(row.must for row in rows),
        "meet": counts["meet"],
        "deviate": counts["deviate"],
        "ask": counts["ask"],
        "open": counts["open"],
        "risk": sum(row.must and row.answer == "deviate" for row in rows),
        "share": (len(rows) - counts["open"]) / len(rows) if rows else 0.0,
    }


def line_of(row: RequirementRow, opportunity_id: int) -> dict[str, Any]:
    """A line with prepared strings."""
    place = reverse("tender_paper", args=[opportunity_id, row.document]) if row.document else ""
    return {
        "id": row.id,
        "number": row.number,
        "text": row.text,
        "must": row.must,
        "points": _points(row),
        "kind": KINDS[row.kind],
        "answer": row.answer or "",
        "answer_told": ANSWERS.get(row.answer or "", ""),
        "css": ANSWER_CSS.get(row.answer or "", ""),
        "note": row.note,
        "owner": row.owner,
        "due": day(row.due),
        "proof": row.proof or "",
        "href": f"{place}?line={row.id}#line" if place and row.start is not None else "",
        "edit": reverse("change_requirement", args=[opportunity_id, row.id]),
    }


def _points(row: RequirementRow) -> str:
    return "" if row.points is None else f"{row.points.normalize():f}"


def coverage_of(text: str, rows: Sequence[RequirementRow]) -> dict[str, Any]:
    """What of a paper is in the matrix: clauses that demand something, how many of them are lines, and the rest."""
    found = cut(text)
    there = {"".join(row.text.split()) for row in rows}
    missing = [clause for clause in found.clauses if "".join(clause.text.split()) not in there]
    return {
        "numbered": found.numbered,
        "demanding": len(found.clauses),
        "covered": len(found.clauses) - len(missing),
        "missing": missing,
        "passed_over": found.passed_over,
        "cut_off": found.cut_off,
    }
