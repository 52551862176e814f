"""Our place in the purchase: favourite, contender or filler; after the choice, chosen or not (METHOD 1.2, 7.2)."""

import math
from collections.abc import Iterator

from tongpin.method.case import Case
from tongpin.method.criteria import criteria_margin, share_set_by_rivals
from tongpin.method.datafiles import load_data
from tongpin.method.dossier import Dossier, rank
from tongpin.method.standing import PositionOdds
from tongpin.method.wording import Say, say

BEFORE = ("favourite", "contender", "filler")
AFTER = ("chosen", "not_chosen")


def position_of(dossier: Dossier) -> PositionOdds:
    """Odds of our place from signals and records, or what a person recorded. Before a choice is near, unknown."""
    recorded = dossier.case.opportunity.position
    if recorded not in (None, "unknown"):
        return PositionOdds(
            position=str(recorded), odds=((str(recorded), 1.0),), why=(say("position.recorded"),), entries=()
        )
    if rank(dossier.stage) < rank("criteria"):
        return PositionOdds(position="unknown", odds=(("unknown", 1.0),), why=(say("position.too_early"),), entries=())
    places = AFTER if rank(dossier.stage) >= rank("commitment") else BEFORE
    weights, why, entries = _weigh(dossier, places)
    total = sum(math.exp(weight) for weight in weights.values())
    odds = {name: math.exp(weight) / total for name, weight in weights.items()}
    likeliest = max(odds, key=lambda name: odds[name])
    return PositionOdds(
        position=likeliest if odds[likeliest] >= load_data("position")["sure_enough"] else "unknown",
        odds=tuple((name, round(chance, 3)) for name, chance in odds.items()),
        why=why,
        entries=entries,
    )


def _weigh(dossier: Dossier, places: tuple[str, ...]) -> tuple[dict[str, float], tuple[Say, ...], tuple[str, ...]]:
    data = load_data("position")
    weights = {place: data["prior"][place] for place in places}
    vocabulary = load_data("signals")
    why: list[Say] = []
    entries: list[str] = []
    for signal in dossier.signals:
        for place, strength in vocabulary[signal.kind].get("position", {}).items():
            if place in weights:
                weights[place] += data["temper"] * strength * signal.confidence
                why.append(say("position.signal", signal=say(f"signals.{signal.kind}.name")))
                entries.append(signal.entry)
    for place, strength, says in _from_records(dossier.case):
        if place in weights:
            weights[place] += strength
            why.append(says)
    if rank(dossier.stage) >= rank("implementation") and "chosen" in weights:
        weights["chosen"] += data["signed"]
    return weights, tuple(dict.fromkeys(why))[:5], tuple(dict.fromkeys(entries))


def _from_records(case: Case) -> Iterator[tuple[str, float, Say]]:
    """What criteria, scores and timetable say of for whom the tender was made."""
    strengths = load_data("position")["records"]
    theirs = share_set_by_rivals(case)
    if theirs:
        yield "filler", strengths["criteria_of_rival"] * theirs, say("position.criteria_of_rival")
    margin = criteria_margin(case) or 0.0
    if margin > 0:
        yield "favourite", strengths["margin"] * margin, say("position.score_ahead")
    elif margin < 0:
        yield "filler", -strengths["margin"] * margin, say("position.score_behind")
    issued, deadline = case.tender.issued, case.tender.deadline
    if issued and deadline and (deadline - issued).days < strengths["short_notice_days"]:
        says = say("position.short_notice", days=(deadline - issued).days)
        yield "filler", strengths["short_notice"], says
