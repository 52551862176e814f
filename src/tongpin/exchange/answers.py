"""A standing as `tongpin diagnose --json` answers it: plain values for JSON, texts in one language."""

from typing import Any

from tongpin.method.case import STAGES, Case, Language
from tongpin.method.standing import (
    Fit,
    Flag,
    HistoryPoint,
    Mistake,
    NextAction,
    Odds,
    Qualification,
    Question,
    Standing,
    Win,
)
from tongpin.method.wording import Say, render

DIGITS = 4


def answer(case: Case, standing: Standing, lang: Language) -> dict[str, Any]:
    """The answer in the shape of the deal file's page of the manual. Disputed and settled findings stay out."""
    return {
        "id": case.id,
        "as_of": standing.as_of.isoformat(),
        "stages": _odds(standing.stages),
        "stage": standing.stage,
        "phase": standing.phase,
        "by_person": {item.person: item.stage for item in standing.by_person},
        "ask_next": _question(standing.ask_next, lang),
        "selling_step": {
            "by_gates": standing.selling_step.by_gates,
            "by_actions": standing.selling_step.by_actions,
            "offset": standing.selling_step.offset,
        },
        "alignment": [_fit(fit, lang) for fit in standing.alignment],
        "history": [_point(point) for point in standing.history],
        "mistakes": [_mistake(item, lang) for item in standing.mistakes if item.state == "open"],
        "gates": _gates(standing),
        "qualification": _qualification(standing.qualification, lang),
        "grade": standing.grade.letter,
        "win": _win(standing.win, lang),
        "implementation_period": standing.adoption.period if standing.adoption else None,
        "key_persons": [person.person for person in standing.key_persons],
        "biggest_risk": render(standing.biggest_risk, lang),
        "next_actions": [_action(action, lang) for action in standing.next_actions],
        "must_not_do": _told(standing.must_not_do, lang),
        "main_obstacle": render(standing.main_obstacle, lang),
        "unknown": _told(standing.unknown, lang),
        "flags": [_flag(flag, lang) for flag in standing.flags],
        "signals": [
            {
                "kind": signal.kind,
                "entry": signal.entry,
                "start": signal.start,
                "end": signal.end,
                "confidence": round(signal.confidence, DIGITS),
            }
            for signal in standing.signals
            if signal.state != "struck"
        ],
    }


def _odds(odds: Odds) -> dict[str, float]:
    return {stage: round(chance, DIGITS) for stage, chance in zip(STAGES, odds, strict=True)}


def _told(sentences: tuple[Say, ...], lang: Language) -> list[str]:
    return [render(sentence, lang) for sentence in sentences]


def _question(question: Question | None, lang: Language) -> dict[str, Any] | None:
    if question is None:
        return None
    return {"question": render(question.text, lang), "who": question.who, "gain_bits": question.gain_bits}


def _fit(fit: Fit, lang: Language) -> dict[str, Any]:
    return {
        "entry": fit.entry,
        "fit": fit.verdict,
        "stages_off": fit.stages_off,
        "why": render(fit.why, lang),
        "better": render(fit.better, lang) if fit.better else None,
    }


def _point(point: HistoryPoint) -> dict[str, Any]:
    """With everything known today: the story as it is seen now."""
    likeliest = max(range(len(STAGES)), key=point.hindsight.__getitem__)
    return {"date": point.date.isoformat(), "stage": STAGES[likeliest], "stages": _odds(point.hindsight)}


def _mistake(mistake: Mistake, lang: Language) -> dict[str, Any]:
    told: dict[str, Any] = {
        "code": mistake.code,
        "entry": mistake.entry,
        "confidence": round(mistake.confidence, DIGITS),
        "why": render(mistake.why, lang),
        "cost": render(mistake.cost, lang),
        "repair": render(mistake.repair, lang),
    }
    if mistake.absent is not None:
        told |= {"absent": mistake.absent, "since": mistake.since.isoformat() if mistake.since else None}
    if mistake.start is not None:
        told |= {"start": mistake.start, "end": mistake.end}
    return told


def _gates(standing: Standing) -> dict[str, list[str]]:
    """A forced gate is not met: it counts as missing, and is named."""
    return {
        "met": [gate.gate for gate in standing.gates if gate.met],
        "missing": [gate.gate for gate in standing.gates if not gate.met],
        "forced": [gate.gate for gate in standing.gates if gate.forced],
    }


def _qualification(qualification: Qualification, lang: Language) -> dict[str, Any]:
    return {
        "result": qualification.result,
        "answer": qualification.answer,
        "worth_winning": render(qualification.worth_winning, lang),
        "can_win": render(qualification.can_win, lang),
        "unknown": list(qualification.unknown),
        "reasons": _told(qualification.reasons, lang),
        "resources": render(qualification.resources, lang),
        "review_on": qualification.review_on.isoformat(),
    }


def _win(win: Win, lang: Language) -> dict[str, Any]:
    return {
        "estimate": win.estimate,
        "low": win.low,
        "high": win.high,
        "reasons": [
            {"factor": render(reason.factor, lang), "effect": round(reason.effect, DIGITS)} for reason in win.reasons
        ],
        "basis": render(win.basis, lang),
    }


def _action(action: NextAction, lang: Language) -> dict[str, str]:
    return {"do": render(action.do, lang), "who": action.who, "why": render(action.why, lang)}


def _flag(flag: Flag, lang: Language) -> dict[str, str]:
    return {
        "code": flag.code,
        "entry": flag.entry,
        "law": render(flag.law, lang),
        "why": render(flag.why, lang),
    }
