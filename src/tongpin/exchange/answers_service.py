"""Trouble after delivery, as `tongpin diagnose --json` answers it, beside the standing."""

from typing import Any

from tongpin.method.case import Language
from tongpin.method.dossier import Dossier
from tongpin.method.trouble import Trouble, troubles_of
from tongpin.method.wording import render


def service_answer(dossier: Dossier, lang: Language) -> dict[str, Any]:
    """Key `tickets`: each with its three facts, how far the worry has gone, who must still hear, and what to do."""
    return {"tickets": [_ticket(trouble, lang) for trouble in troubles_of(dossier)]}


def _ticket(trouble: Trouble, lang: Language) -> dict[str, Any]:
    due = trouble.next_due
    return {
        "id": trouble.ticket.id,
        "text": trouble.ticket.text,
        "state": trouble.state,
        "answered_after_hours": trouble.answered_after,
        "passed": list(trouble.passed),
        "next_due": due.isoformat() if due else None,
        "worry": trouble.worry,
        "why": [render(says, lang) for says in trouble.why],
        "entries": list(trouble.entries),
        "to_tell": list(trouble.to_tell),
        "protects": trouble.protects,
        "escalate_to": trouble.escalate_to or None,
        "advice": [render(says, lang) for says in trouble.advice],
    }
