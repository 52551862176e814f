"""What helps a customer on, by his period and by what was seen (METHOD 9.2): never a discount, and early."""

import datetime as dt
from collections.abc import Iterator

from tongpin.method.adoption.observing import Use, complaint_days
from tongpin.method.adoption.readings import progress_of
from tongpin.method.datafiles import load_data
from tongpin.method.standing import AdoptionPeriod
from tongpin.method.wording import Say, say

MOST = 4
RECENT = dt.timedelta(days=60)
UNSEEN = dt.timedelta(days=35)
"""Without a reading for longer nobody knows whether it works."""
TICKETS_OF_LEARNING = 3
"""So many small troubles in the last weeks ask for somebody at hand."""


def helps_of(use: Use, period: AdoptionPeriod) -> tuple[Say, ...]:
    """What to do now, the most pressing first."""
    found = dict.fromkeys((*_by_what_was_seen(use), *load_data("adoption")["usual"][period]))
    return tuple(say(f"adoption.helps.{name}") for name in list(found)[:MOST])


def _by_what_was_seen(use: Use) -> Iterator[str]:
    since = use.today - RECENT
    if any(day > use.today - dt.timedelta(days=30) for day in complaint_days(use)):
        yield "after_complaint"
    known = load_data("adoption")["help_for"]
    for word in reversed(use.words):
        if word.date > since and word.signal in known:
            yield known[word.signal]
    if sum(ticket.reported > since for ticket in use.tickets) >= TICKETS_OF_LEARNING:
        yield "somebody_at_hand"
    steps = progress_of(use.metrics, use.measures)
    if not steps and not use.measures:
        yield "agree_measures"
    elif not any(step.date > use.today - UNSEEN for step in steps):
        yield "take_reading"
