"""Is it worth it? The elements we know, two questions, the answer, and the grade (METHOD 4.1 to 4.4)."""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

from tongpin.method.datafiles import load_data
from tongpin.method.dossier import Dossier, rank
from tongpin.method.reading.script import heard
from tongpin.method.standing import (
    Element,
    Grade,
    Letter,
    PositionOdds,
    Qualification,
    QualificationAnswer,
    QualificationResult,
    Win,
)
from tongpin.method.vocabulary import tells
from tongpin.method.wording import Say, joined, listed, quoted, say
from tongpin.method.worth import amount_in_cny, chance_parts, told, worth_parts, worth_score

RESULT_OF: dict[QualificationAnswer, QualificationResult] = {
    "all": "pursue",
    "share": "pursue",
    "must_win": "pursue",
    "take_part": "hold",
    "lower": "hold",
    "wait": "hold",
    "drop": "drop",
}


@dataclass(frozen=True, slots=True)
class Verdict:
    answer: QualificationAnswer
    reasons: tuple[Say, ...]


def qualification_of(dossier: Dossier, win: Win, position: PositionOdds) -> Qualification:
    elements = tuple(elements_of(dossier))
    worth, chance = worth_parts(dossier), chance_parts(dossier)
    score = worth_score(worth)
    verdict = _verdict(dossier, win, position, score)
    result = RESULT_OF[verdict.answer]
    days = load_data("qualification")["review_days"][result]
    return Qualification(
        result=result,
        answer=verdict.answer,
        worth_winning=told(_worth_says(score), worth),
        can_win=told(_chance_says(win), chance),
        worth_score=score,
        can_score=win.estimate,
        elements=elements,
        unknown=tuple(element.name for element in elements if not element.known),
        reasons=verdict.reasons,
        resources=say(f"qualification.resources.{verdict.answer}"),
        review_on=dossier.today + dt.timedelta(days=days),
        worth_parts=worth,
        chance_parts=chance,
    )


def elements_of(dossier: Dossier) -> Iterator[Element]:
    """Each element of METHOD 4.1: known from an answer, a field of the case, or a signal."""
    answers = dossier.case.qualification.answers
    recorded = _recorded(dossier)
    sure = [signal for signal in dossier.signals if signal.confidence > 0.5]
    for name in load_data("elements"):
        if _is_known(answers.get(name, "")):
            yield Element(name=name, known=True, says=quoted(answers[name]))
        elif any(map(_is_known, recorded.get(name, ()))):
            # Needs are sentences, the others names.
            told = joined(map(quoted, recorded[name])) if name == "need" else listed(recorded[name])
            yield Element(name=name, known=True, says=told)
        else:
            found = [signal for signal in sure if name in tells(signal.kind)]
            says = say(f"signals.{found[-1].kind}.name") if found else None
            yield Element(name=name, known=bool(found), says=says, entries=dossier.entries_of(found))


def _recorded(dossier: Dossier) -> dict[str, list[str]]:
    """What the case's fields tell, as they stand."""
    case = dossier.case
    deciders = [dossier.names[person.id] for person in dossier.with_role("decision_maker", "power")]
    budget = ["✓"] if case.opportunity.budget_confirmed else []
    return {
        "need": [need.text for need in case.needs if need.strength == "explicit"],
        "schedule": [case.opportunity.expected_close.isoformat()] if case.opportunity.expected_close else [],
        "budget": budget,
        "competition": [rival.name for rival in case.competitors],
        "decision": deciders,
        "criteria": [item.name for item in case.criteria],
        "funds": budget,
        "credit": [case.account.credit],
        "technical": ["✓"] if case.opportunity.our_product_fits else [],
    }


def _is_known(text: str) -> bool:
    """Whether somebody wrote something, and not that it is unknown."""
    unknown = load_data("qualification")["says_unknown"]
    return bool(text.strip()) and re.fullmatch(unknown, heard(text).strip(), re.IGNORECASE) is None


def _worth_says(score: float | None) -> Say:
    if score is None:
        return say("qualification.worth_winning.unknown")
    return say("qualification.worth_winning.known", score=round(10 * score))


def _chance_says(win: Win) -> Say:
    return say(
        "qualification.can_win.known",
        chance=round(100 * win.estimate),
        low=round(100 * win.low),
        high=round(100 * win.high),
    )


def knock_outs(dossier: Dossier) -> Iterator[Say]:
    """What rules an opportunity out before anything else is weighed."""
    if dossier.funds_at_risk:
        yield say("qualification.reasons.funds_at_risk", words=quoted(dossier.funds_at_risk))
    amount = amount_in_cny(dossier)
    if amount is not None and amount < load_data("qualification")["too_small"]:
        yield say("qualification.reasons.too_small")
    if dossier.case.opportunity.our_product_fits is False:
        yield say("qualification.reasons.cannot_meet")


def _verdict(dossier: Dossier, win: Win, position: PositionOdds, worth: float | None) -> Verdict:
    if dossier.case.opportunity.outcome is not None:
        return _ended(dossier)
    out = tuple(knock_outs(dossier))
    if out:
        return Verdict("drop", out)
    if rank(dossier.stage) >= rank("implementation"):
        return _served(dossier)
    return _open(dossier, win, position, worth)


def _ended(dossier: Dossier) -> Verdict:
    reason = (say("qualification.reasons.ended"),)
    result = dossier.case.opportunity.outcome.result  # type: ignore[union-attr]
    if result in ("lost", "cancelled"):
        return Verdict("wait" if result == "cancelled" else "drop", reason)
    return _served(dossier)


def _served(dossier: Dossier) -> Verdict:
    """After signing the answer is about the follow-on business."""
    unhappy = [person for person in dossier.with_role("decision_maker", "power") if (person.attitude or 0) < 0]
    if unhappy:
        return Verdict("lower", (say("qualification.reasons.trouble"),))
    if _follow_on_near(dossier):
        return Verdict("share", (say("qualification.reasons.served_well"),))
    return Verdict("wait", (say("qualification.reasons.steady"),))


def _follow_on_near(dossier: Dossier) -> bool:
    """Whether a decision on follow-on business is expected within the months that grade B asks for."""
    close = dossier.case.opportunity.expected_close
    limit = load_data("qualification")["grade"]["soon_days"]
    return close is not None and 0 <= (close - dossier.today).days <= limit


def _open(dossier: Dossier, win: Win, position: PositionOdds, worth: float | None) -> Verdict:
    steps = load_data("qualification")["can_win_steps"]
    opportunity = dossier.case.opportunity
    place = position.position
    if place == "chosen":
        return Verdict("all", (say("qualification.reasons.chosen"),))
    if place == "filler":
        return Verdict("take_part", (say("qualification.reasons.filler"),))
    if place == "not_chosen":
        return Verdict("lower", (say("qualification.reasons.rival_chosen"),))
    if dossier.stage == "need" and not opportunity.budget_confirmed:
        return Verdict("wait", (say("qualification.reasons.no_project"),))
    worth_steps = load_data("qualification")["worth_steps"]
    if worth is not None and worth < worth_steps["least"]:
        return Verdict("drop", (say("qualification.reasons.not_worth"),))
    if win.estimate >= steps["must_win"] and (worth or 0) >= worth_steps["must_win"]:
        return Verdict("must_win", (say("qualification.reasons.likely"),))
    if win.estimate >= steps["pursue"]:
        return Verdict("all", (say("qualification.reasons.likely"),))
    if win.estimate < steps["hold"] and rank(dossier.stage) > rank("screening"):
        return Verdict("take_part", (say("qualification.reasons.unlikely"),))
    reasons = [say("qualification.reasons.unlikely")]
    if dossier.case.qualification.reviewed is None:
        reasons.append(say("qualification.reasons.unassessed"))
    return Verdict("lower", tuple(reasons))


def grade_of(dossier: Dossier, qualification: Qualification, win: Win) -> Grade:
    """A to D from the expected time to the decision and the win estimate (METHOD 4.4)."""
    limits = load_data("qualification")["grade"]
    close = dossier.case.opportunity.expected_close
    days = (close - dossier.today).days if close is not None else None
    why = [_close_says(days), say("qualification.grade_why.chance", chance=round(100 * win.estimate))]
    if rank(dossier.stage) >= rank("implementation"):
        why.append(say("qualification.grade_why.follow_on"))
    if qualification.result == "drop":
        return Grade(letter="D", why=(say("qualification.grade_why.knocked_out"), *qualification.reasons))
    if win.estimate < limits["hopeless"] and rank(dossier.stage) > rank("screening"):
        return Grade(letter="D", why=tuple(why))
    if rank(dossier.stage) >= rank("implementation") and (
        qualification.result != "pursue" or not _follow_on_near(dossier)
    ):
        return Grade(letter="C", why=tuple(why))
    return Grade(letter=_letter(days, win.estimate, limits), why=tuple(why))


def _close_says(days: int | None) -> Say:
    if days is None:
        return say("qualification.grade_why.close_unknown")
    if days < 0:
        return say("qualification.grade_why.close_overdue", days=-days)
    return say("qualification.grade_why.close_in", days=days)


def _letter(days: int | None, chance: float, limits: dict[str, float]) -> Letter:
    if days is None or not 0 <= days <= limits["soon_days"] or chance < limits["low"]:
        return "C"
    if days <= limits["near_days"] and chance >= limits["high"]:
        return "A"
    return "B"
