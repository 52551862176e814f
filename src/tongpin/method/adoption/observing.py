"""What is known of a customer's use, put together by weeks since it began."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from tongpin.method.adoption.readings import Progress, progress_of
from tongpin.method.case import Metric
from tongpin.method.serving import Measure, Ticket

Mood = Literal["delight", "strain", "result", "quiet"]
"""``quiet``: we were in touch, and nothing was said of it."""
WEEK = dt.timedelta(days=7)
GRAVE = 4
"""From this severity on a ticket is a complaint; below it is one of the small troubles of learning."""
LONGEST_WEEKS = 260
"""Use is followed from its beginning, or for as many weeks back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """What a note says of their mood, with how surely it was read."""

    date: dt.date
    mood: Mood
    sure: float = 1.0
    entry: str = ""
    signal: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """What is known of the use by the end of ``today``. ``complaints``: days of angry words, by entry or ticket;
    ``supports``: days on which we were with them to train or help."""

    start: dt.date | None
    today: dt.date
    measures: tuple[Measure, ...] = ()
    metrics: tuple[Metric, ...] = ()
    words: tuple[Word, ...] = ()
    tickets: tuple[Ticket, ...] = ()
    complaints: tuple[dt.date, ...] = ()
    supports: tuple[dt.date, ...] = ()
    acceptance: dt.date | None = None


@dataclass(slots=True)
class Week:
    """What came to be known in seven days; ``moods`` adds up how sure."""

    first: dt.date
    progress: list[Progress] = field(default_factory=list)
    moods: dict[Mood, float] = field(default_factory=lambda: defaultdict(float))
    troubles: int = 0
    complained: bool = False
    supported: bool = False
    accepted: bool = False

    @property
    def last(self) -> dt.date:
        return self.first + WEEK - dt.timedelta(days=1)

    @property
    def told(self) -> bool:
        """Whether anything shows how far they have come."""
        return bool(self.progress or self.accepted or self.moods.keys() - {"quiet"})


def weeks_of(use: Use, start: dt.date) -> list[Week]:
    """The weeks from ``start`` to today, the last one perhaps not over; at most :data:`LONGEST_WEEKS`."""
    count = min((use.today - start).days // 7 + 1, LONGEST_WEEKS)
    first = start if count < LONGEST_WEEKS else use.today - WEEK * (LONGEST_WEEKS - 1)
    weeks = [Week(first + WEEK * number) for number in range(max(count, 0))]
    for step in progress_of(use.metrics, use.measures):
        for week in _week(weeks, step.date):
            week.progress.append(step)
    for word in use.words:
        for week in _week(weeks, word.date):
            week.moods[word.mood] += word.sure
    _put_troubles(weeks, use)
    for day in use.supports:
        for week in _week(weeks, day):
            week.supported = True
    for week in _week(weeks, use.acceptance):
        week.accepted = True
    return weeks


def _put_troubles(weeks: list[Week], use: Use) -> None:
    for ticket in use.tickets:
        if ticket.severity is None or ticket.severity < GRAVE:
            for week in _week(weeks, ticket.reported):
                week.troubles += 1
    for day in complaint_days(use):
        for week in _week(weeks, day):
            week.complained = True


def complaint_days(use: Use) -> list[dt.date]:
    """The days on which they complained, each once."""
    grave = (item.reported for item in use.tickets if item.severity is not None and item.severity >= GRAVE)
    return sorted({*use.complaints, *grave})


def _week(weeks: Sequence[Week], day: dt.date | None) -> list[Week]:
    """The week of a day, as a list of one or none."""
    if day is None or not weeks:
        return []
    number = (day - weeks[0].first).days // 7
    return [weeks[number]] if 0 <= number < len(weeks) else []
