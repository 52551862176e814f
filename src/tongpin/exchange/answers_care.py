"""Care as `tongpin diagnose --json` answers it: who is due, how far the relation reaches, what threatens it."""

from typing import Any

from tongpin.method.care.bringing import Bring
from tongpin.method.care.contacts import Attention
from tongpin.method.care.of_case import care_of
from tongpin.method.care.threats import Threat
from tongpin.method.case import Case, Language
from tongpin.method.standing import Standing
from tongpin.method.wording import render


def care_answer(case: Case, standing: Standing, lang: Language) -> dict[str, Any]:
    """The key `care`: null before they have bought."""
    found = care_of(case, standing)
    if found is None:
        return {"care": None}
    reach = found.reach
    return {
        "care": {
            "contacts": [_contact(one, bring, lang) for one, bring in found.people],
            "range": {"now": reach.now, "missing": [render(link.what, lang) for link in reach.missing]},
            "threats": [_threat(threat, lang) for threat in found.threats],
        }
    }


def _contact(one: Attention, bring: tuple[Bring, ...], lang: Language) -> dict[str, Any]:
    return {
        "who": one.party.id,
        "every_days": one.every,
        "last": one.last_day.isoformat() if one.last_day else None,
        "due": one.due.isoformat() if one.due else None,
        "state": one.state,
        "functions": dict(one.counts),
        "findings": [render(finding, lang) for finding in one.findings],
        "bring": [{"kind": item.kind, "what": render(item.what, lang)} for item in bring],
    }


def _threat(threat: Threat, lang: Language) -> dict[str, Any]:
    return {
        "kind": threat.kind,
        "why": render(threat.why, lang),
        "do": render(threat.do, lang),
        "entry": threat.entry or None,
        "words": threat.words or None,
    }
