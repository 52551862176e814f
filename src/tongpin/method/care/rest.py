"""Days on which a customer is better left alone: his busy seasons, the same every year (METHOD 10.1)."""

import datetime as dt
import re
from collections.abc import Iterable

Season = tuple[str, str]
"""First and last day as "MM-DD", both included; one that ends before it begins runs over the new year."""
LONGEST = 366
_DAY = re.compile(r"(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])")
LEAP_YEAR = 2024


def is_day(text: str) -> bool:
    """Whether a text is a day of the year, "MM-DD"; the 29th of February is one."""
    if not _DAY.fullmatch(text):
        return False
    try:
        dt.date.fromisoformat(f"{LEAP_YEAR}-{text}")
    except ValueError:
        return False
    return True


def rested(day: dt.date, seasons: Iterable[Season]) -> Season | None:
    """The busy season that a day lies in, the first that is told; ``None`` for a free day."""
    mark = f"{day:%m-%d}"
    return next((season for season in seasons if _inside(mark, season)), None)


def first_free(day: dt.date, seasons: Iterable[Season]) -> tuple[dt.date, Season | None]:
    """The day itself or the first one behind the busy seasons that it lies in, and the season that moved it last.

    Seasons that leave no day free move nothing.
    """
    known = tuple(seasons)
    moved: Season | None = None
    for ahead in range(LONGEST):
        here = day + dt.timedelta(days=ahead)
        season = rested(here, known)
        if season is None:
            return here, moved
        moved = season
    return day, None


def _inside(mark: str, season: Season) -> bool:
    first, last = season
    return first <= mark <= last if first <= last else mark >= first or mark <= last
