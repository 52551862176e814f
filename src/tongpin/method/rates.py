"""Base rates of winning by segment, learned from an organisation's own closed opportunities (METHOD 4.5).

Partial pooling (empirical Bayes): a segment's default rate is moved by how the organisation does in its other segments,
so far as their counts tell, and counts as some closed opportunities beside the segment's own. With no history the
defaults stand; ten closed opportunities move them a little; hundreds replace them.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from tongpin.method.datafiles import load_data

Counts = Mapping[str, tuple[int, int]]
"""Own history by segment (empty for an unknown one): (won, closed)."""


@dataclass(frozen=True, slots=True)
class Rate:
    """A base rate. ``closed`` opportunities of its segment stand behind it; ``default_share`` of it is the prior's."""

    rate: float
    closed: int
    default_share: float


def base_rates(history: Counts) -> dict[str, Rate]:
    """The rate of every segment, the unknown one under the empty name. Raises ``ValueError`` for impossible counts."""
    for segment, (won, closed) in history.items():
        if not 0 <= won <= closed:
            raise ValueError(f"{segment or '?'}: {won} won of {closed} closed cannot be")
    return {segment: _rate(segment, history) for segment in _defaults()}


def _rate(segment: str, history: Counts) -> Rate:
    weight = load_data("winning")["prior_weight"]
    won, closed = history.get(segment, (0, 0))
    others = {name: counts for name, counts in history.items() if name != segment}
    prior = chance_of(log_odds(_defaults()[segment]) + organisation_shift(others))
    return Rate((prior * weight + won) / (weight + closed), closed, weight / (weight + closed))


def organisation_shift(history: Counts) -> float:
    """By how much (log-odds) the organisation wins more or less than the default rates say.

    Each segment's shift is weighed by its precision: its counts', and no better than segments differ among themselves;
    the mean is shrunk to none as far as organisations hardly differ.
    """
    data = load_data("winning")
    precision = 1 / data["organisation_spread"] ** 2
    total = 0.0
    for segment, default in _defaults().items():
        won, closed = history.get(segment, (0, 0))
        if closed:
            lost = closed - won
            shift = log_odds((won + 0.5) / (closed + 1)) - log_odds(default)
            weight = 1 / (1 / (won + 0.5) + 1 / (lost + 0.5) + data["segment_spread"] ** 2)
            total += weight * shift
            precision += weight
    return float(total / precision)


def log_odds(rate: float) -> float:
    return math.log(rate / (1 - rate))


def chance_of(odds: float) -> float:
    """Probability of log-odds."""
    return 1 / (1 + math.exp(-odds))


def _defaults() -> dict[str, float]:
    data = load_data("winning")
    return {**data["base_rates"], "": data["unknown_segment"]}
