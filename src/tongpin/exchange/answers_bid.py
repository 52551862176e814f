"""The bid as `tongpin diagnose --json` answers it."""

from typing import Any

from tongpin.method.bidding.deciding import Decision
from tongpin.method.bidding.outline import Outline, outline_of
from tongpin.method.case import Case, Language
from tongpin.method.selling import Award
from tongpin.method.standing import Standing
from tongpin.method.wording import render

DIGITS = 4


def bid_answer(case: Case, standing: Standing, lang: Language) -> dict[str, Any]:
    """Key `bid`: offers, advice with reasons, awards; null before anybody compares offers."""
    outline = outline_of(case, standing)
    return {"bid": None if outline is None else _bid(case, outline, lang)}


def _bid(case: Case, outline: Outline, lang: Language) -> dict[str, Any]:
    return {
        "currency": case.opportunity.currency,
        "offers": [
            {
                "bidder": offer.bid.bidder,
                "ours": offer.ours,
                "price": _text(offer.bid.price),
                "above_lowest": None if offer.above is None else round(float(offer.above), 2),
                "rank": offer.bid.rank,
            }
            for offer in outline.offers
        ],
        "decision": None if outline.decision is None else _decision(outline.decision, lang),
        "margin_needed": _text(outline.margin_needed),
        "awards": [_award(award) for award in case.awards],
    }


def _decision(decision: Decision, lang: Language) -> dict[str, Any]:
    return {
        "advice": decision.advice,
        "chances": [round(chance, DIGITS) for chance in decision.chances],
        "reasons": [{"for": reason.side, "text": render(reason.says, lang)} for reason in decision.reasons],
    }


def _award(award: Award) -> dict[str, Any]:
    return {
        "date": award.date.isoformat(),
        "bidder": award.bidder,
        "ours": award.ours,
        "share": _text(award.share),
        "price": _text(award.price),
        "reason": award.reason,
    }


def _text(amount: object) -> str | None:
    """Money as text, exactly."""
    return None if amount is None else str(amount)
