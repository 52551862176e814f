"""Following a customer's use through the weeks: a filter over four states, and a look ahead.

Each week the belief moves (time passes, our help counts), then what came to be known weighs it. Time alone leads out
of delight and into losing heart, never into results: only a week in which something showed how far they have come can
end the learning period, and it then counts for the weeks passed over before it.
"""

import datetime as dt
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from tongpin.method.adoption.observing import Week
from tongpin.method.adoption.parameters import STATES, Parameters, Vector
from tongpin.method.adoption.readings import Progress

NEW, LEARNING, DIP, EFFECT = range(len(STATES))
LONGEST_GAP = 12
"""Weeks without news for which the next news counts."""
READINGS_COUNTED = 2.0
"""Readings of one week partly tell the same news: they weigh as so many."""


@dataclass(frozen=True, slots=True)
class Point:
    """The belief at the end of a week (or today), by state, and the chance of a complaint in the weeks that follow."""

    day: dt.date
    belief: Vector
    complaint: float


def follow(weeks: Iterable[Week], known: Parameters, *, start_known: bool = True) -> list[Point]:
    """The belief after each week."""
    return list(_points(weeks, known, start_known))


def _points(weeks: Iterable[Week], known: Parameters, start_known: bool) -> Iterator[Point]:
    belief = known.start if start_known else known.start_unknown
    helped, unseen = 0, 0
    for number, week in enumerate(weeks):
        helped = known.supported_weeks if week.supported else helped - 1
        unseen = min(unseen + 1, LONGEST_GAP)
        if number:
            looked = unseen if week.told and number >= known.results_from_week else 0
            belief = _moved(belief, known, number, helped=helped > 0, looked=looked)
        belief = _weighed(belief, week, known, early=number < known.results_from_week)
        if week.told:
            unseen = 0
        yield Point(week.last, belief, chance_of_complaint(belief, known, number))


def chance_of_complaint(belief: Vector, known: Parameters, week: int) -> float:
    """The chance of a complaint within the weeks that we look ahead, if we do no more than so far."""
    calm = belief
    for ahead in range(1, known.horizon_weeks + 1):
        calm = _moved(calm, known, week + ahead, helped=False, looked=1)
        calm = tuple(share * (1 - chance) for share, chance in zip(calm, known.complaint, strict=True))
    return 1 - sum(calm)


def _moved(belief: Vector, known: Parameters, week: int, *, helped: bool, looked: int) -> Vector:
    """The belief a week later. ``looked``: for how many weeks results may have come, 0 where nobody knows."""
    times = next(times for until, times in known.dip_times if week < until)
    rows = [_row(state, known, times, helped, looked) for state in range(len(STATES))]
    return tuple(sum(belief[old] * rows[old][new] for old in range(len(STATES))) for new in range(len(STATES)))


def _row(state: int, known: Parameters, times: float, helped: bool, looked: int) -> list[float]:
    row = list(known.moves[state])
    if state in (NEW, LEARNING):
        row[DIP] *= times * (known.into_dip if helped else 1.0)
    if state != EFFECT:
        row[EFFECT] = 1 - (1 - row[EFFECT]) ** looked
    if helped and state == DIP:
        row[LEARNING] *= known.out_of_dip
    row[state] = 0.0
    row[state] = max(1 - sum(row), 0.0)
    return row


def _weighed(belief: Vector, week: Week, known: Parameters, *, early: bool) -> Vector:
    weights = [math.log(share) if share > 0 else -math.inf for share in belief]
    for state in range(len(STATES)):
        weights[state] += _log_likelihood(week, state, known, early)
    top = max(weights)
    shares = [math.exp(weight - top) for weight in weights]
    return tuple(share / sum(shares) for share in shares)


def _log_likelihood(week: Week, state: int, known: Parameters, early: bool) -> float:
    complaint = known.complaint[state]
    found = math.log(complaint if week.complained else 1 - complaint)
    found += _of_readings(_telling(week.progress, known, early), state, known)
    mentions = sum(week.moods.values())
    scale = min(known.mentions_counted / mentions, 1.0) if mentions else 0.0
    found += scale * sum(sure * math.log(known.mood[mood][state]) for mood, sure in week.moods.items())
    rate = known.troubles[state]
    found += min(week.troubles, 3) * math.log(rate) - rate
    if week.accepted:
        found += math.log(known.acceptance[state])
    return found


def _telling(steps: Sequence[Progress], known: Parameters, early: bool) -> list[Progress]:
    """The readings that tell something: a good one in the first weeks is that of a new toy."""
    return [step for step in steps if not early or step.share < _means(step, known)[LEARNING]]


def _means(step: Progress, known: Parameters) -> Vector:
    return (known.usage if step.usage else known.progress)[0]


def _of_readings(steps: Sequence[Progress], state: int, known: Parameters) -> float:
    if not steps:
        return 0.0
    scale = min(READINGS_COUNTED / len(steps), 1.0)
    return scale * sum(_of_reading(step, state, known) for step in steps)


def _of_reading(step: Progress, state: int, known: Parameters) -> float:
    means, spreads = known.usage if step.usage else known.progress
    spread = spreads[state] + (known.loose if step.loose else 0.0)
    # More than enough is as good as enough, and worse than ever only as bad as bad.
    share = max(min(step.share, means[EFFECT]), min(means) - min(spreads))
    return -0.5 * ((share - means[state]) / spread) ** 2 - math.log(spread)
