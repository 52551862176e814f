"""Service 服务, a view of the delivery tab: trouble with its three facts, and what grows from serving well."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from tongpin.crm.criteria.selectors import dossier_for
from tongpin.crm.needs.models import Need
from tongpin.crm.opportunities.models import Opportunity
from tongpin.crm.opportunities.page import OpportunityPage
from tongpin.crm.service.models import Ticket
from tongpin.crm.service.selectors import growth_of
from tongpin.method.dossier import Dossier
from tongpin.method.trouble import Trouble, troubles_of
from tongpin.web.cited import Citations, day
from tongpin.web.money import full_amount
from tongpin.web.opportunity.service_forms import SEVERITIES
from tongpin.web.pages import user_of
from tongpin.web.texts import Texts, known, told

STATE_CSS = {
    "nobodys": "tag-wrong",
    "unanswered": "tag-wrong",
    "working": "tag-early",
    "effect_left": "tag-late",
    "closed": "tag-fits",
}
WORRY_CSS = {"annoyed": "tag-late", "doubting": "tag-early", "telling": "tag-wrong", "turning": "tag-wrong"}
FACTS: Texts = {
    "answered": gettext_lazy("First answer"),
    "solved": pgettext_lazy("trouble", "Solution"),
    "undone": pgettext_lazy("trouble", "Effect undone"),
}
HOURS = pgettext_lazy("trouble", "after %(count)s h")


def service_view(request: HttpRequest, found: OpportunityPage) -> dict[str, Any]:
    """Every ticket, the most pressing first, and needs that came up since the signature."""
    opportunity = found.opportunity
    dossier = dossier_for(opportunity)
    rows = {code: pk for pk, code in Ticket.objects.filter(opportunity=opportunity).values_list("pk", "code")}
    citations = Citations(dossier.case, dossier.signals)
    growth = growth_of(user=user_of(request), opportunity=opportunity, since=dossier.bought_on)
    return {
        "troubles": [
            ticket_row(opportunity, dossier, citations, trouble, rows[trouble.ticket.id])
            for trouble in troubles_of(dossier)
        ],
        "growth": {
            "needs": [_need(need, opportunity.currency) for need in growth.needs],
            "origin": growth.origin,
            "grown": growth.grown,
            "signed": dossier.bought_on is not None,
        },
    }


def ticket_row(
    opportunity: Opportunity, dossier: Dossier, citations: Citations, trouble: Trouble, pk: int
) -> dict[str, Any]:
    """A ticket with prepared strings."""
    ticket = trouble.ticket
    first, *more = trouble.advice
    return {
        "id": pk,
        "code": ticket.id,
        "text": ticket.text,
        "who": dossier.names.get(ticket.who, ""),
        "owner": ticket.owner,
        "reported": f"{day(ticket.reported)} {ticket.reported_hour}".strip(),
        "severity": str(SEVERITIES[str(ticket.severity)]) if ticket.severity else "",
        "state": known(f"trouble.states.{trouble.state}"),
        "css": STATE_CSS[trouble.state],
        "worry": "" if trouble.worry == "calm" else known(f"trouble.stages.{trouble.worry}"),
        "worry_css": WORRY_CSS.get(trouble.worry, ""),
        "why": [told(says) for says in trouble.why],
        "cited": citations.of(trouble.entries),
        "facts": _facts(trouble),
        "first": told(first) if trouble.state != "closed" else "",
        "more": [told(says) for says in more],
        "cause": ticket.cause,
        "effect": ticket.effect,
        "escalated": f"{ticket.escalated_to} {day(ticket.escalated)}".strip(),
        "next": "answer" if ticket.answered is None and ticket.solved is None else _next(trouble),
        "above": bool(trouble.escalate_to),
        "edit": reverse("change_record", args=[opportunity.pk, "ticket", pk]),
        "late": bool(trouble.passed) and trouble.state != "closed",
        "due": day(trouble.next_due),
    }


def _next(trouble: Trouble) -> str:
    """The button that comes next."""
    return {"effect_left": "undo", "closed": ""}.get(trouble.state, "solve")


def _facts(trouble: Trouble) -> list[dict[str, str]]:
    """The three facts apart: when each came, or that it has not; and whether it came too late."""
    late = {"answered": "answer", "solved": "solve", "undone": "undo"}
    rows = []
    for name, title in FACTS.items():
        date = getattr(trouble.ticket, name)
        after = trouble.answered_after if name == "answered" else None
        rows.append(
            {
                "title": str(title),
                "day": day(date) or _("not yet"),
                "after": str(HOURS) % {"count": after} if after else "",
                "css": "tag-wrong" if late[name] in trouble.passed else "tag-fits" if date else "",
            }
        )
    return rows


def _need(need: Need, currency: str) -> dict[str, Any]:
    return {
        "id": need.pk,
        "text": need.text,
        "day": day(need.date),
        "who": "" if need.stakeholder is None else need.stakeholder.person.name,
        "money": full_amount(need.money, currency) if need.money is not None else "",
    }
