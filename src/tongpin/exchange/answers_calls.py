"""Calls and who was asked what, as `tongpin diagnose --json` answers them, beside the standing."""

from typing import Any

from tongpin.method.calls import CallPlan, call_plans
from tongpin.method.case import Language
from tongpin.method.coverage import coverage_of
from tongpin.method.dossier import Dossier
from tongpin.method.wording import render


def calls_answer(dossier: Dossier, lang: Language) -> dict[str, Any]:
    """Keys `call_plan` (for the weightiest people; none once the purchase is over) and `question_coverage`."""
    coverage = coverage_of(dossier)
    return {
        "call_plan": [_plan(plan, lang) for plan in call_plans(dossier, lang)],
        "question_coverage": {
            "people": [
                {
                    "who": person.who,
                    "in_power": person.power,
                    "need": person.ripeness,
                    "kinds": {
                        kind: {"asked": told.asked, "answered": told.answered, "planned": told.planned}
                        for kind, told in person.kinds.items()
                    },
                }
                for person in coverage.people
            ],
            "needs_without_power": [need.text for need in coverage.without_power],
            "powers_without_need": list(coverage.without_need),
        },
    }


def _plan(plan: CallPlan, lang: Language) -> dict[str, Any]:
    return {
        "who": plan.who,
        "questions": [
            {
                "kind": item.kind,
                "key": item.key,
                "question": item.text,
                "why": render(item.why, lang),
                "need": item.need or None,
                "only_if": render(item.only_if, lang) if item.only_if else None,
            }
            for item in plan.questions
        ],
        "wanted": render(plan.wanted, lang),
        "least": render(plan.least, lang),
        "caution": render(plan.caution, lang) if plan.caution else None,
    }
