"""Our place in the purchase: favourite, contender or filler; after the choice, chosen or not (METHOD 1.2, 7.2)."""

import math

from tongpin.method.datafiles import load_data
from tongpin.method.dossier import Dossier, rank
from tongpin.method.standing import PositionOdds
from tongpin.method.wording import Say, say

BEFORE = ("favourite", "contender", "filler")
AFTER = ("chosen", "not_chosen")
PRIOR = {"favourite": -0.3, "contender": 0.8, "filler": -0.6, "chosen": -0.2, "not_chosen": -0.6}
"""Log weights before any evidence: most who are asked are contenders."""


def position_of(dossier: Dossier) -> PositionOdds:
    """Odds of our place from signals, or what was recorded. Before a choice is near, unknown."""
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
        position=likeliest if odds[likeliest] >= 0.5 else "unknown",
        odds=tuple((name, round(chance, 3)) for name, chance in odds.items()),
        why=why,
        entries=entries,
    )


def _weigh(dossier: Dossier, places: tuple[str, ...]) -> tuple[dict[str, float], tuple[Say, ...], tuple[str, ...]]:
    weights = {place: PRIOR[place] for place in places}
    vocabulary = load_data("signals")
    why: list[Say] = []
    entries: list[str] = []
    for signal in dossier.signals:
        for place, strength in vocabulary[signal.kind].get("position", {}).items():
            if place in weights:
                weights[place] += 0.6 * strength * signal.confidence
                why.append(say("position.signal", signal=say(f"signals.{signal.kind}.name")))
                entries.append(signal.entry)
    if rank(dossier.stage) >= rank("implementation") and "chosen" in weights:
        weights["chosen"] += 3.0
    return weights, tuple(dict.fromkeys(why))[:5], tuple(dict.fromkeys(entries))
