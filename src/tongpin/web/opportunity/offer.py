"""Solution 方案: the proposals of an opportunity, and one of them with its lines, versions and files."""

from itertools import groupby
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tongpin.crm.offers.models import Proposal, ProposalLine
from tongpin.crm.offers.selectors import (
    BenefitRow,
    ProposalPage,
    ProposalSummary,
    proposal_page,
    proposals_of,
    shape_of,
)
from tongpin.crm.opportunities.page import OpportunityPage
from tongpin.crm.opportunities.policy import not_found
from tongpin.method.offers import Change, Totals, line_sum
from tongpin.web.cited import day
from tongpin.web.money import full_amount
from tongpin.web.offers.words import (
    LANGUAGE_NAMES,
    PROPOSAL_STATES,
    STATE_CSS,
    open_told,
    plain,
    price,
    rate,
    written,
)
from tongpin.web.pages import user_of
from tongpin.web.texts import PROOF_KINDS, YES_NO_UNKNOWN


def offer_tab(request: HttpRequest, found: OpportunityPage) -> dict[str, Any]:
    """What the tab shows: all proposals, or the one that is asked for."""
    asked = request.GET.get("proposal", "")
    if asked.isascii() and asked.isdigit() and len(asked) < 16:
        page = proposal_page(user=user_of(request), proposal_id=int(asked))
        if page.proposal.opportunity_id != found.opportunity.pk:
            raise not_found()
        return {"file": "offer/proposal", **_proposal(page)}
    rows = proposals_of(user=user_of(request), opportunity_id=found.opportunity.pk)
    series = [[_version(row) for row in rows] for _number, rows in groupby(rows, key=lambda row: row.proposal.series)]
    return {"file": "offer/list", "series": series}


def proposal_address(proposal: Proposal, anchor: str = "") -> str:
    """Where a proposal is shown."""
    there = f"{reverse('opportunity', args=[proposal.opportunity_id])}?tab=offer&proposal={proposal.pk}"
    return f"{there}#{anchor}" if anchor else there


def _version(row: ProposalSummary) -> dict[str, Any]:
    proposal = row.proposal
    return {
        **_about(proposal),
        "template": proposal.template.name if proposal.template else "",
        "net": price(row.totals.net, proposal.currency) if row.totals.lines else "",
        "gross": price(row.totals.gross, proposal.currency) if row.totals.lines else "",
        "open": open_told(row.totals),
    }


def _about(proposal: Proposal) -> dict[str, Any]:
    return {
        "id": proposal.pk,
        "title": proposal.title,
        "version": proposal.version,
        "state": PROPOSAL_STATES[proposal.state],
        "css": STATE_CSS[proposal.state],
        "is_draft": proposal.state == "draft",
        "lang": LANGUAGE_NAMES[proposal.lang],
        "date": day(proposal.date),
        "valid_until": day(proposal.valid_until),
        "sent_on": day(proposal.sent_on),
        "href": proposal_address(proposal),
    }


# ---------------------------------------------------------------- one of them
def _proposal(page: ProposalPage) -> dict[str, Any]:
    proposal = page.proposal
    currency = proposal.currency
    return {
        "proposal": {
            **_about(proposal),
            "template": proposal.template.name if proposal.template else "",
            "template_id": proposal.template_id,
            "made_by": str(proposal.made_by or ""),
            "introduction": written(proposal.introduction),
            "terms": written(proposal.terms),
            "decided": proposal.state in {"won", "lost"},
        },
        "lines": [_line(line, currency) for line in page.lines if not line.optional],
        "options": [_line(line, currency) for line in page.lines if line.optional],
        "totals": totals_told(page.totals, currency),
        "needs": [
            {
                "text": need.text,
                "who": need.stakeholder__person__name or "",
                "words": need.words,
                "money": full_amount(need.money, currency),
            }
            for need in page.needs
        ],
        "benefits": benefits_by_person(page.benefits),
        "left_out": page.left_out,
        "proofs": [
            {"kind": PROOF_KINDS[proof.kind], "title": proof.title, "named": proof.may_name or not proof.customer}
            for proof in page.proofs
        ],
        "versions": [{**_about(row), "present": row.pk == proposal.pk} for row in page.versions],
        "newest": page.versions[0].pk == proposal.pk,
        "changes": [_change(change, currency) for change in page.changes],
    }


def _line(line: ProposalLine, currency: str) -> dict[str, Any]:
    return {
        "id": line.pk,
        "name": line.name,
        "description": line.description,
        "quantity": f"{plain(line.quantity)} {line.unit}".strip(),
        "price": price(line.price, currency),
        "vat": rate(line.vat),
        "net": price(line_sum(shape_of(line), currency).net, currency),
    }


def totals_told(sums: Totals, currency: str) -> dict[str, Any]:
    """Totals as they are shown; ``open`` says what is missing in them."""
    return {
        "net": price(sums.net, currency),
        "rates": [{"vat": rate(one.vat), "tax": price(one.tax, currency)} for one in sums.rates],
        "gross": price(sums.gross, currency),
        "open": open_told(sums),
        "lines": sums.lines,
    }


def benefits_by_person(benefits: tuple[BenefitRow, ...]) -> list[dict[str, Any]]:
    """Benefits under whom they serve, the company's as a whole last."""
    people: dict[str, list[BenefitRow]] = {}
    for row in sorted(benefits, key=lambda row: not row.who):
        people.setdefault(row.who, []).append(row)
    return [
        {
            "who": " · ".join(part for part in (rows[0].name, rows[0].title) if part) if code else "",
            "rows": rows,
        }
        for code, rows in people.items()
    ]


def _change(change: Change, currency: str) -> dict[str, str]:
    """What changed in a line, before and after."""
    names = {
        "added": pgettext("line", "Added"),
        "removed": pgettext("line", "Removed"),
        "quantity": _("Quantity"),
        "price": _("Price of one"),
        "vat": _("VAT"),
        "optional": _("An option"),
        "description": _("Description"),
    }
    return {
        "what": names[change.kind],
        "name": change.name,
        "before": _value(change, change.before, currency),
        "after": _value(change, change.after, currency),
    }


def _value(change: Change, value: Any, currency: str) -> str:
    if value is None:
        return ""
    if change.kind in {"price", "added", "removed"}:
        return price(value, currency)
    if change.kind == "quantity":
        return plain(value)
    if change.kind == "vat":
        return rate(value)
    return str(YES_NO_UNKNOWN["true" if value else "false"]) if isinstance(value, bool) else str(value)
