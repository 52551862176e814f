"""Practice 练习: a case, the stage, a move, and what the method says to them; progress, and a coach's view."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from tongpin.crm.errors import TongpinError
from tongpin.crm.practice.actions import answer_practice
from tongpin.crm.practice.policy import may_coach, may_practise
from tongpin.crm.practice.selectors import answer_of, case_of, progress, suggested_case, team_progress
from tongpin.method.case import STAGES
from tongpin.method.learning import Progress, StageSpot, goal
from tongpin.method.practice import Feedback, Move, PracticeCase, feedback, rules
from tongpin.method.reading import Reading
from tongpin.web.highlight import Piece, Span, pieces
from tongpin.web.pages import SignedIn, page
from tongpin.web.texts import known, mistake_name, reading_language, signal_name, stage_name, told

WORST_SHOWN = 3


@page
def practice(request: SignedIn) -> HttpResponse:
    """The case that helps most now, or the one that is named; sent, the answer is kept and told."""
    _for_those_who_practise(request)
    if request.method == "POST":
        return _answer(request)
    named = request.GET.get("case", "")
    case = case_of(named) if named else suggested_case(user=request.user)
    return _ask(request, case)


def _ask(request: SignedIn, case: PracticeCase | None, *, status: int = 200, **more: Any) -> HttpResponse:
    context = {"tab": "case", "case": case and _shown(case), "stages": _stages(), **more}
    return _render(request, "practice/case.html", context, status=status)


def _answer(request: SignedIn) -> HttpResponse:
    case = case_of(request.POST.get("case", ""))
    chosen = {name: request.POST.get(name, "") for name in ("stage", "move")}
    try:
        kept = answer_practice(user=request.user, case=case.id, **chosen)
    except TongpinError as error:
        if error.code != "invalid":
            raise
        return _ask(request, case, status=422, refused=error.message, chosen=chosen)
    return redirect(reverse("practised", args=[kept.pk]))


@page
def practised(request: SignedIn, answer_id: int) -> HttpResponse:
    """What the method says to an answer of one's own."""
    _for_those_who_practise(request)
    answer = answer_of(user=request.user, answer_id=answer_id)
    case = case_of(answer.case)
    lang = reading_language()
    said = feedback(case, answer.stage, answer.move, lang)
    move = case.move(answer.move)
    context = {
        "tab": "case",
        "case": _shown(case),
        "said": said,
        "verdicts": {
            "stage": known(f"practising.verdicts.stage.{said.stage}"),
            "move": known(f"practising.verdicts.move.{said.move}"),
        },
        "stage": stage_name(answer.stage),
        "right_stage": stage_name(case.stage),
        "near": [stage_name(stage) for stage in case.near],
        "move": move.text[lang],
        "best": case.best.text[lang],
        "others": [_other(other, lang) for other in case.moves if other is not case.best and other is not move],
        "why": case.why[lang],
        "pieces": _lit(case.says[lang], said.reading),
        "reader": _reader(case, said.reading),
        "mistake": _mistake(move, said),
        "goal": goal(),
        "full": int(rules()["points"]["stage"]),
    }
    return _render(request, "practice/told.html", context)


@page
def practice_progress(request: SignedIn) -> HttpResponse:
    """How far I have come, and what I should work on."""
    _for_those_who_practise(request)
    return _render(request, "practice/progress.html", {"tab": "progress", **_progress(progress(user=request.user))})


@page
def practice_team(request: SignedIn) -> HttpResponse:
    """A coach's people: how much they practise, how well, where each is weak."""
    rows = [{"name": row.name, "last": row.last, **_progress(row.progress)} for row in team_progress(user=request.user)]
    return _render(request, "practice/team.html", {"tab": "team", "rows": rows, "goal": goal()})


def _for_those_who_practise(request: SignedIn) -> None:
    if not may_practise(request.user):
        raise TongpinError("not_allowed", _("You may look at the records, but not change them."), 403)


def _render(request: SignedIn, template: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    shown = {"area": "practice", "coaches": may_coach(request.user), **context}
    return render(request, template, shown, status=status)


def _shown(case: PracticeCase) -> dict[str, Any]:
    lang = reading_language()
    return {
        "id": case.id,
        "trade": case.trade[lang][:1].upper() + case.trade[lang][1:],
        "says": case.says[lang],
        "difficulty": case.difficulty,
        "hardest": int(rules()["hardest"]),
        "moves": [(move.id, move.text[lang]) for move in case.moves],
    }


def _stages() -> list[tuple[str, str, str]]:
    """Code, name, and what the customer is deciding."""
    return [(stage, stage_name(stage), known(f"stages.deciding.{stage}")) for stage in STAGES]


def _lit(text: str, reading: Reading) -> list[Piece]:
    """The customer's words with those lit that tell the reader something."""
    signals = [
        Span(start=hit.start, end=hit.end, css="proposed", tells=signal_name(hit.kind)) for hit in reading.signals
    ]
    return pieces(text, signals)


def _reader(case: PracticeCase, reading: Reading) -> dict[str, Any]:
    """What the reader makes of the words alone; it knows no history, and may be misled by them."""
    return {
        "stage": stage_name(reading.stage),
        "certain": max(reading.odds),
        "agrees": reading.stage == case.stage,
        "signals": list(dict.fromkeys(signal_name(hit.kind) for hit in reading.signals)),
    }


def _other(move: Move, lang: str) -> dict[str, str]:
    verdict = known(f"practising.verdicts.move.{move.verdict}")
    return {"text": move.text[lang], "verdict": mistake_name(move.mistake) if move.mistake else verdict}


def _mistake(move: Move, said: Feedback) -> dict[str, str] | None:
    if move.mistake is None or said.cost is None or said.repair is None:
        return None
    return {"name": mistake_name(move.mistake), "cost": told(said.cost), "repair": told(said.repair)}


def _progress(told_of: Progress) -> dict[str, Any]:
    weakest = told_of.weakest
    return {
        "progress": told_of,
        "goal": goal(),
        "recent": int(rules()["recent"]),
        "enough": int(rules()["enough"]),
        "share": (told_of.average or 0.0) / 100,
        "weakest": stage_name(weakest.stage) if weakest else "",
        "spots": [_spot(spot) for spot in told_of.stages],
        "mistakes": [{"name": mistake_name(spot.code), "spot": spot} for spot in told_of.mistakes],
        "worst": [mistake_name(spot.code) for spot in told_of.mistakes if spot.sure][:WORST_SHOWN],
    }


def _spot(spot: StageSpot) -> dict[str, Any]:
    return {"name": stage_name(spot.stage), "spot": spot, "share": (spot.average or 0.0) / 100}
