"""After signing: which period of use the customer is in (METHOD 9.2), in a first form.

New toy 新玩具期 (delight, no results), learning 学习期 (effort, results not there), effectiveness 收效期.
"""

import re

from tongpin.method.case import Metric
from tongpin.method.datafiles import load_data
from tongpin.method.dossier import Dossier, rank
from tongpin.method.standing import Adoption, AdoptionPeriod
from tongpin.method.wording import Say, say

PERIODS: tuple[AdoptionPeriod, ...] = ("new_toy", "learning", "effectiveness")
NEW_FOR_DAYS = 21
"""Days of use within which delight is still that of a new toy; a reading on target is no success yet."""
LEARNING_FOR_DAYS = 180
"""Days of use within which learning is the rule."""


def adoption_of(dossier: Dossier) -> Adoption | None:
    """The period, from signals since delivery, readings against targets, and time in use; ``None`` before delivery."""
    if rank(dossier.stage) < rank("implementation"):
        return None
    facts = dossier.case.implementation
    in_use = facts.go_live is not None or facts.acceptance is not None
    if not in_use and (dossier.stage == "relationship" or not _delivered(dossier)):
        return None
    weights, why, entries = _weigh(dossier)
    period = max(PERIODS, key=lambda name: weights[name])
    return Adoption(period=period, why=why, entries=entries, support=say(f"adoption.support.{period}"))


def _delivered(dossier: Dossier) -> bool:
    return any(entry.kind in ("delivery", "training", "complaint") for entry in dossier.outward)


def _weigh(dossier: Dossier) -> tuple[dict[AdoptionPeriod, float], tuple[Say, ...], tuple[str, ...]]:
    weights: dict[AdoptionPeriod, float] = {"new_toy": 0.0, "learning": 0.4, "effectiveness": 0.0}
    why: list[Say] = []
    entries: list[str] = []
    vocabulary = load_data("signals")
    for signal in dossier.signals:
        period = vocabulary[signal.kind].get("adoption")
        if period is not None:
            age = (dossier.today - dossier.date_of(signal.entry)).days
            weights[period] += signal.confidence * 0.5 ** (age / 60)
            why.append(say(f"signals.{signal.kind}.name"))
            entries.append(signal.entry)
    for says, period, weight in _from_records(dossier):
        weights[period] += weight
        why.append(says)
    return weights, tuple(dict.fromkeys(why))[-5:], tuple(dict.fromkeys(entries))


def _from_records(dossier: Dossier) -> list[tuple[Say, AdoptionPeriod, float]]:
    facts = dossier.case.implementation
    found: list[tuple[Say, AdoptionPeriod, float]] = []
    if facts.go_live is not None:
        days = (dossier.today - facts.go_live).days
        if days <= NEW_FOR_DAYS:
            return [(say("adoption.why.days_in_use", days=days), "new_toy", 2.0)]
        if days <= LEARNING_FOR_DAYS:
            found.append((say("adoption.why.days_in_use", days=days), "learning", 0.5))
    latest = {metric.name: metric for metric in sorted(facts.metrics, key=lambda metric: metric.date)}
    reached = [verdict for metric in latest.values() if (verdict := target_reached(metric)) is not None]
    if reached:
        good = sum(reached) / len(reached)
        period: AdoptionPeriod = "effectiveness" if good > 0.5 else "learning"
        text = say("adoption.why.targets", reached=sum(reached), of=len(reached))
        found.append((text, period, 1.5))
    if facts.acceptance is not None:
        found.append((say("adoption.why.accepted"), "effectiveness", 1.5))
    if dossier.stage == "relationship":
        found.append((say("adoption.why.steady"), "effectiveness", 1.0))
    return found


def target_reached(metric: Metric) -> bool | None:
    """Whether a reading meets its target; ``None`` where the two texts cannot be compared.

    A target of change (降 15 %, up 10 %) is met by as much change the same way. Else a negative target, or words that
    tell of a loss (停机, waste) mean the less the better; words that tell of a gain (降幅, saving), the more.
    """
    value, target = _number(metric.value), _number(metric.target)
    if value is None or target is None:
        return None
    wanted = _direction(metric.target)
    if wanted:
        return value * (_direction(metric.value) or wanted) * wanted >= abs(target)
    words = f"{metric.name} {metric.target}".lower()
    gain = any(word in words for word in load_data("adoption")["higher_is_better"])
    loss = target < 0 or any(word in words for word in load_data("adoption")["lower_is_better"])
    return value <= target if loss and not gain else value >= target


def _direction(text: str) -> int:
    """-1 for a fall by a figure, 1 for a rise by one, 0 for a figure that is no change."""
    ways = load_data("adoption")["changes"]
    return next(
        (sign for sign, pattern in ((-1, ways["fall"]), (1, ways["rise"])) if re.search(pattern, text.lower())), 0
    )


def _number(text: str) -> float | None:
    match = re.search(r"-?\d+(?:[.,]\d+)?", text.replace(",", ""))
    return float(match[0]) if match else None
