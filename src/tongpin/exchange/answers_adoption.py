"""How a customer gets on with what he bought, as `tongpin diagnose --json` answers it."""

from typing import Any

from tongpin.method.adoption import PERIODS
from tongpin.method.case import Language
from tongpin.method.standing import Standing
from tongpin.method.wording import render


def adoption_answer(standing: Standing, lang: Language) -> dict[str, Any]:
    """Key `adoption`: odds of the periods of use, the chance of a dip now and of a complaint ahead, and what helps;
    null before delivery."""
    found = standing.adoption
    if found is None:
        return {"adoption": None}
    told = {
        "odds": dict(zip(PERIODS, found.odds, strict=True)),
        "losing_heart": found.dip,
        "complaint": found.complaint,
        "weeks_ahead": found.weeks_ahead,
        "why": [render(why, lang) for why in found.why],
        "helps": [render(item, lang) for item in found.helps],
    }
    return {"adoption": told}
