"""When to warn of how a customer gets on: seldom, with reasons, and before the dip (METHOD 9.2)."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from tongpin.method.adoption.filtering import Point
from tongpin.method.adoption.parameters import Parameters
from tongpin.method.adoption.readings import Progress

AlarmKind = Literal["dip_ahead", "broken"]
YEAR = dt.timedelta(days=365)
FRESH = dt.timedelta(days=14)
HALF_LOST = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class PastAlarm:
    """One raised before. ``here``: for this sale, else for another of the account; ``wrong``: somebody said so."""

    date: dt.date
    kind: str = "dip_ahead"
    here: bool = True
    wrong: bool = False


def dip_ahead(
    points: Sequence[Point], past: Sequence[PastAlarm], complaints: Sequence[dt.date], known: Parameters
) -> bool:
    """Whether to warn today, the day of the last point: the chance of a complaint is high; no alarm was raised for the
    account within a month; the chance has been low since the last one here; and they have not just complained."""
    if not points:
        return False
    today = points[-1]
    if today.complaint < line(past, today.day, known):
        return False
    recent = today.day - dt.timedelta(days=known.again_days)
    if any(alarm.date > recent for alarm in past) or any(day > recent for day in complaints):
        return False
    last = max((alarm.date for alarm in past if alarm.here and alarm.kind == "dip_ahead"), default=None)
    return last is None or any(point.day > last and point.complaint < known.alarm_over_at for point in points)


def line(past: Sequence[PastAlarm], day: dt.date, known: Parameters) -> float:
    """The chance from which on we warn: higher for a year after each alarm that was called wrong."""
    wrong = sum(alarm.wrong and alarm.here and alarm.date > day - YEAR for alarm in past)
    return min(known.alarm_at * known.wrong_factor**wrong, 0.9)


def broken(steps: Sequence[Progress], today: dt.date, past: Sequence[PastAlarm]) -> str:
    """The name of a measure that was on target twice and has lost more than half of what was gained, by a reading of
    the last two weeks; empty where none has. Told once for each fall."""
    told = max((alarm.date for alarm in past if alarm.here and alarm.kind == "broken"), default=None)
    for name in dict.fromkeys(step.name for step in steps):
        row = [step for step in steps if step.name == name]
        if len(row) < 3 or row[-1].date <= today - FRESH or (told is not None and row[-1].date <= told):
            continue
        before = row[-3:-1]
        if all(step.within for step in before) and row[-1].within is False and row[-1].share < HALF_LOST:
            return name
    return ""
