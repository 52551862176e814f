"""How we stand on the criteria, for whom they were written, what to play, as `tongpin diagnose --json` answers it."""

from fractions import Fraction
from typing import Any

from tongpin.method.case import Language
from tongpin.method.criteria.arguing import arguments, window
from tongpin.method.criteria.authors import Authors, set_for_another
from tongpin.method.criteria.board import US, Board, board_of, places
from tongpin.method.criteria.flips import Flips, flips_of
from tongpin.method.criteria.plays import LatePlay, late_play
from tongpin.method.dossier import Dossier
from tongpin.method.wording import render

DIGITS = 4


def criteria_answer(dossier: Dossier, lang: Language) -> dict[str, Any]:
    """Keys `criteria`, `set_for` and `late_play`; in `criteria` and its parts our own name is empty."""
    board = board_of(dossier.case)
    flips = flips_of(board)
    authors = set_for_another(dossier)
    return {
        "criteria": _board(dossier, board, flips, lang),
        "set_for": _authors(authors, lang),
        "late_play": _late(late_play(dossier, authors, flips), lang),
    }


def _board(dossier: Dossier, board: Board, flips: Flips | None, lang: Language) -> dict[str, Any]:
    return {
        "places": [
            {
                "supplier": place.supplier,
                "points": _figure(place.total),
                "low": round(place.low, DIGITS),
                "high": round(place.high, DIGITS),
                "rank": place.rank,
                "best": place.best,
                "worst": place.worst,
                "we_are_ahead": None if place.supplier == US else round(place.ahead, DIGITS),
                "fails": list(place.fails),
            }
            for place in places(board)
        ],
        "left_out": [{"name": dossier.case.criteria[place].name, "why": why} for place, why in board.left_out],
        "flips": None if flips is None else _flips(flips, board),
        "argue": [
            {"kind": item.kind, "what": render(item.says, lang), "who": list(item.who), "proof": item.proof}
            for item in arguments(dossier, board, flips)
        ],
        "window": render(window(dossier), lang),
    }


def _flips(flips: Flips, board: Board) -> dict[str, Any]:
    return {
        "winning": flips.winning,
        "rival": board.suppliers[flips.rival],
        "changes": [
            {
                "kind": flip.kind,
                "effort": _figure(flip.effort),
                "changes": [
                    {"name": change.name, "before": _figure(change.before), "after": _figure(change.after)}
                    for change in flip.changes
                ],
            }
            for flip in flips.found
        ],
    }


def _authors(authors: Authors, lang: Language) -> dict[str, Any]:
    return {
        "chance": authors.chance,
        "rival": authors.rival,
        "place": authors.place.position,
        "reasons": [
            {
                "factor": render(reason.factor, lang),
                "effect": round(reason.effect, DIGITS),
                "entries": list(reason.entries),
            }
            for reason in authors.reasons
        ],
    }


def _late(late: LatePlay, lang: Language) -> dict[str, Any]:
    return {
        "needed": late.needed,
        "why": render(late.why, lang),
        "rules": late.rules,
        "plays": [
            {
                "play": play.name,
                "fit": play.fit,
                "why": [render(why, lang) for why in play.why],
                "against": [render(why, lang) for why in play.against],
                "do": render(play.do, lang),
                "cost": render(play.cost, lang),
                "words": render(play.words, lang),
                "who": play.who,
            }
            for play in late.plays
        ],
        "refused": [{"play": name, "why": render(why, lang)} for name, why in late.refused],
    }


def _figure(number: Fraction) -> float:
    return round(float(number), DIGITS)
