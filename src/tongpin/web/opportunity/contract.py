"""The contract 合同: facts, terms with red lines and the word they need, the signature, and what is carried over."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from tongpin.crm.bids.models import Approval
from tongpin.crm.contracts.carrying import proposed_for
from tongpin.crm.contracts.models import Contract, ContractTerm
from tongpin.crm.contracts.policy import uncleared
from tongpin.crm.criteria.selectors import dossier_for
from tongpin.crm.delivery.models import Implementation
from tongpin.crm.opportunities.page import OpportunityPage
from tongpin.method.carrying import Promised
from tongpin.method.concerns import is_awarded, waiting
from tongpin.web.cited import day
from tongpin.web.money import full_amount
from tongpin.web.opportunity.concern_forms import TERM_KINDS, TERM_STATES
from tongpin.web.texts import known

STATE_CSS = {"open": "tag-early", "agreed": "tag-fits", "refused": "tag-wrong"}


def contract_view(request: HttpRequest, found: OpportunityPage) -> dict[str, Any]:
    """What stands, what is open, what still needs a word, and whether it is signed."""
    opportunity = found.opportunity
    dossier = dossier_for(opportunity)
    facts = Contract.objects.filter(pk=opportunity.pk).first() or Contract(opportunity=opportunity)
    terms = list(ContractTerm.objects.filter(opportunity=opportunity).select_related("approval").order_by("pk"))
    blocked = uncleared(opportunity, waiting=True)
    signed = Implementation.objects.filter(pk=opportunity.pk).values_list("contract_signed", flat=True).first()
    return {
        "facts": {
            "number": facts.number,
            "amount": full_amount(facts.amount, opportunity.currency),
            "valid_from": day(facts.valid_from),
            "valid_until": day(facts.valid_until),
            "warranty_until": day(facts.warranty_until),
            "note": facts.note,
        },
        "terms": [_term(term, opportunity.pk) for term in terms],
        "blocked": len(blocked),
        "to_ask": len(uncleared(opportunity)),
        "open_terms": sum(term.state == "open" for term in terms),
        "worries": len(waiting(dossier.case)),
        "awarded": known("concerns.after_award") if is_awarded(dossier.case) else "",
        "signed": day(signed),
        "promised": [_promised(item, dossier.names) for item in proposed_for(opportunity, dossier)],
        "carried": len(dossier.case.implementation.expectations),
        "add": reverse("add_record", args=[opportunity.pk, "term"]),
    }


def _term(term: ContractTerm, opportunity_id: int) -> dict[str, Any]:
    approval: Approval | None = term.approval
    word = "" if not term.crosses else "none" if approval is None else approval.state
    return {
        "id": term.pk,
        "text": term.text,
        "kind": str(TERM_KINDS[term.kind]),
        "ours": term.ours,
        "theirs": term.theirs,
        "agreed": term.agreed,
        "red_line": term.red_line,
        "crosses": term.crosses,
        "word": word,
        "state": str(TERM_STATES[term.state]),
        "css": STATE_CSS[term.state],
        "edit": reverse("change_record", args=[opportunity_id, "term", term.pk]),
    }


def _promised(item: Promised, names: Any) -> dict[str, Any]:
    return {"text": item.text, "day": day(item.date), "due": day(item.due), "who": names.get(item.who, "")}
