"""Readings of result measures: whether they meet their target, and how far on the way to it they are."""

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass

from tongpin.method.case import Metric
from tongpin.method.datafiles import load_data
from tongpin.method.serving import Measure

FARTHEST = (-1.5, 1.8)
"""Progress beyond these tells no more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """One reading: ``share`` 0 as it was before and 1 on target; of use, the share of what is meant to be.

    ``loose``: only whether it is on target is known. ``within``: whether it lies in the band, where there is one.
    """

    date: dt.date
    name: str
    share: float
    loose: bool = False
    usage: bool = False
    within: bool | None = None


def progress_of(metrics: Iterable[Metric], measures: Iterable[Measure]) -> list[Progress]:
    """Readings in order of their days; those that cannot be compared with anything are left out."""
    known = {measure.name: measure for measure in measures}
    found = (_progress(metric, known.get(metric.name)) for metric in sorted(metrics, key=lambda item: item.date))
    return [step for step in found if step is not None]


def _progress(metric: Metric, measure: Measure | None) -> Progress | None:
    usage = _about_use(metric.name)
    share, loose = _share(metric, measure, usage)
    if share is None:
        return None
    low, high = FARTHEST
    share = min(max(share, low), high)
    within = is_well(metric, measure)
    return Progress(date=metric.date, name=metric.name, share=share, loose=loose, usage=usage, within=within)


def _share(metric: Metric, measure: Measure | None, usage: bool) -> tuple[float | None, bool]:
    """The share, and whether it is loose."""
    value = number_in(metric.value)
    if value is None:
        return None, False
    edge = edge_of(measure) if measure is not None else None
    if measure is not None and edge is not None:
        before = edge if measure.baseline is None else float(measure.baseline)
        # Where it was well before already, there is no way to go.
        if before != edge and (before < edge) == (measure.better == "higher"):
            return (value - before) / (edge - before), False
        if usage and edge > 0:
            return value / edge, False
        met = value >= edge if measure.better == "higher" else value <= edge
        return (1.0 if met else 0.2), True
    return _share_of_target(metric, measure, value, usage)


def _share_of_target(metric: Metric, measure: Measure | None, value: float, usage: bool) -> tuple[float | None, bool]:
    target, wanted = number_in(metric.target), direction_of(metric.target)
    if target and wanted:
        return value * (direction_of(metric.value) or wanted) * wanted / abs(target), False
    if usage and target:
        return value / target, False
    met = target_reached(metric, measure)
    return (None if met is None else 1.0 if met else 0.2), True


def edge_of(measure: Measure) -> float | None:
    """The edge of the band that must be reached: the lower one where more is better."""
    edges = (measure.low, measure.high) if measure.better == "higher" else (measure.high, measure.low)
    return next((float(edge) for edge in edges if edge is not None), None)


def within_band(metric: Metric, measure: Measure) -> bool | None:
    """Whether a reading lies in the band of its measure; ``None`` where either is not known."""
    value = number_in(metric.value)
    if value is None or (measure.low is None and measure.high is None):
        return None
    above = measure.low is None or value >= float(measure.low)
    return above and (measure.high is None or value <= float(measure.high))


def is_well(metric: Metric, measure: Measure | None) -> bool | None:
    """Whether a reading lies in the band of its measure, or meets its target where there is no band."""
    within = None if measure is None else within_band(metric, measure)
    return target_reached(metric, measure) if within is None else within


def _about_use(name: str) -> bool:
    return any(word in name.lower() for word in load_data("adoption")["about_use"])


def target_reached(metric: Metric, measure: Measure | None = None) -> bool | None:
    """Whether a reading meets its target; ``None`` where the two texts cannot be compared.

    A target of change (降 15 %, up 10 %) is met by as much change the same way. Else the measure says what is good,
    by its lower edge or where less is better ("more" is also what nobody chose). Else a negative target, or words that
    tell of a loss (停机, waste) mean the less the better; words that tell of a gain (降幅, saving), the more.
    """
    value, target = number_in(metric.value), number_in(metric.target)
    if value is None or target is None:
        return None
    wanted = direction_of(metric.target)
    if wanted:
        return value * (direction_of(metric.value) or wanted) * wanted >= abs(target)
    if measure is not None and (measure.better == "lower" or measure.low is not None):
        return value <= target if measure.better == "lower" else value >= target
    words = f"{metric.name} {metric.target}".lower()
    gain = any(word in words for word in load_data("adoption")["higher_is_better"])
    loss = target < 0 or any(word in words for word in load_data("adoption")["lower_is_better"])
    return value <= target if loss and not gain else value >= target


def direction_of(text: str) -> int:
    """-1 for a fall by a figure, 1 for a rise by one, 0 for a figure that is no change."""
    ways = load_data("adoption")["changes"]
    return next(
        (sign for sign, pattern in ((-1, ways["fall"]), (1, ways["rise"])) if re.search(pattern, text.lower())), 0
    )


def number_in(text: str) -> float | None:
    """The first figure of a text; commas between thousands are passed over."""
    match = re.search(r"-?\d+(?:[.,]\d+)?", text.replace(",", ""))
    return float(match[0]) if match else None
