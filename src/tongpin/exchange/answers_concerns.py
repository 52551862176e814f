"""What holds the customer back and what reassures, as `tongpin diagnose --json` answers it."""

from typing import Any

from tongpin.method.case import Language
from tongpin.method.concerns import Answer, Betrayed, Worry, betrayed_by_records, worries_of
from tongpin.method.dossier import Dossier
from tongpin.method.not_chosen import NotChosen, not_chosen_of
from tongpin.method.standing import Standing
from tongpin.method.wording import render


def concerns_answer(dossier: Dossier, standing: Standing, lang: Language) -> dict[str, Any]:
    """Keys `concerns` (those that wait, the most pressing first), `betrayed` (by records alone), `not_chosen` (null
    where it does not apply)."""
    beaten = not_chosen_of(dossier, standing.position)
    return {
        "concerns": [_worry(worry, lang) for worry in worries_of(dossier)],
        "betrayed": [_betrayed(item, lang) for item in betrayed_by_records(dossier, standing.position)],
        "not_chosen": None if beaten is None else _beaten(beaten, lang),
    }


def _worry(worry: Worry, lang: Language) -> dict[str, Any]:
    concern = worry.concern
    return {
        "text": concern.text,
        "who": concern.who,
        "kind": concern.kind,
        "behind": concern.behind,
        "weight": round(worry.weight, 2),
        "overdue": worry.overdue,
        "why": [render(says, lang) for says in worry.why],
        "reassure": _answers(worry.answers, lang),
        "never": render(worry.never, lang),
    }


def _betrayed(item: Betrayed, lang: Language) -> dict[str, Any]:
    return {
        "sign": item.sign,
        "who": item.who,
        "entries": list(item.entries),
        "why": render(item.why, lang),
        "reassure": _answers(item.answers, lang),
    }


def _answers(answers: tuple[Answer, ...], lang: Language) -> list[dict[str, str]]:
    return [{"code": item.code, "do": render(item.do, lang), "why": render(item.why, lang)} for item in answers]


def _beaten(beaten: NotChosen, lang: Language) -> dict[str, Any]:
    return {
        "rival": beaten.rival,
        "doubts": [{"ask": render(doubt.ask, lang), "why": render(doubt.why, lang)} for doubt in beaten.doubts],
        "lawful": render(beaten.lawful, lang) if beaten.lawful else "",
        "keep": render(beaten.keep, lang) if beaten.keep else "",
        "stop_now": beaten.stop_now,
        "stop": render(beaten.stop, lang),
        "reopened": list(beaten.reopened),
    }
