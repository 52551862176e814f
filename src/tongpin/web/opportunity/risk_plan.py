"""The risk plan 风险分担: each risk, who bears it, what both do; as a Word file that both sides sign (METHOD 8.1)."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tongpin.crm import clock
from tongpin.crm.concerns.actions import without_risk
from tongpin.crm.concerns.models import Risk
from tongpin.crm.opportunities.models import Opportunity
from tongpin.crm.opportunities.page import OpportunityPage
from tongpin.exchange.office.letter import Block, Grid, Heading, Letter, Words
from tongpin.method.case import Language
from tongpin.web.cited import day
from tongpin.web.opportunity.concern_forms import BEARERS, RISK_STATES

STATE_CSS = {"open": "tag-early", "agreed": "tag-fits", "done": "tag-fits"}
BLANK = "＿" * 10


def risks_view(request: HttpRequest, found: OpportunityPage) -> dict[str, Any]:
    """The lines of the plan, and how many open concerns have none yet."""
    opportunity = found.opportunity
    return {
        "risks": [_row(risk, opportunity.pk) for risk in risks_of(opportunity)],
        "untaken": without_risk(opportunity).count(),
        "add": reverse("add_record", args=[opportunity.pk, "risk"]),
    }


def risks_of(opportunity: Opportunity) -> list[Risk]:
    return list(Risk.objects.filter(opportunity=opportunity).select_related("concern").order_by("pk"))


def _row(risk: Risk, opportunity_id: int) -> dict[str, Any]:
    return {
        "id": risk.pk,
        "text": risk.text,
        "concern": risk.concern.text if risk.concern else "",
        "bearer": str(BEARERS[risk.bearer]),
        "we_do": risk.we_do,
        "they_do": risk.they_do,
        "due": day(risk.due),
        "state": str(RISK_STATES[risk.state]),
        "css": STATE_CSS[risk.state],
        "edit": reverse("change_record", args=[opportunity_id, "risk", risk.pk]),
    }


# ---------------------------------------------------------------- on paper
def risk_plan_of(opportunity: Opportunity, risks: Sequence[Risk]) -> Letter:
    """The plan in the language of the case. It says what both sides would sign, and nothing of ours: no state of a
    negotiation, no holder of a worry."""
    lang: Language = opportunity.lang
    with translation.override(opportunity.lang.lower()):
        title = opportunity.name or opportunity.title
        today = date_format(clock.today(), pgettext("day on paper", "j F Y"))
        kind = pgettext("on paper", "Risk plan")
        return Letter(
            lang=lang,
            kind=kind,
            title=title,
            to=opportunity.account.name,
            sender=opportunity.our_company,
            facts=((pgettext("on paper", "Date"), today),),
            footer=" · ".join(part for part in (opportunity.our_company, kind, title) if part),
            blocks=tuple(_blocks(opportunity, risks)),
        )


def _blocks(opportunity: Opportunity, risks: Sequence[Risk]) -> Iterator[Block]:
    yield Heading(_("What may go wrong, and what both sides do"))
    yield Words(
        _("Both sides have looked at these risks together. Each is borne as written, and each does its part in time.")
    )
    head = (
        _("Risk"),
        _("Borne by"),
        pgettext("risk plan", "Supplier does"),
        pgettext("risk plan", "Customer does"),
        _("By"),
    )
    yield Grid(head=head, shares=(0.27, 0.11, 0.25, 0.23, 0.14), rows=tuple(map(_on_paper, risks)))
    yield Heading(_("Signed by both"))
    sides = (opportunity.account.name or _("The customer"), opportunity.our_company or _("The supplier"))
    yield Grid(
        head=("", *sides),
        shares=(0.2, 0.4, 0.4),
        rows=tuple((label, BLANK, BLANK) for label in (_("Name"), _("Signature"), pgettext("on paper", "Date"))),
    )


def _on_paper(risk: Risk) -> tuple[str, ...]:
    borne = {"ours": _("The supplier"), "theirs": _("The customer"), "shared": _("Both sides")}
    by = date_format(risk.due, "SHORT_DATE_FORMAT") if risk.due else "–"
    return risk.text, borne[risk.bearer], risk.we_do or "–", risk.they_do or "–", by
