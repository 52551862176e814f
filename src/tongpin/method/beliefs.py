"""What we believe of people and how sure we may be: a guess never counts as knowledge, and both fade (METHOD 6.3)."""

import datetime as dt
from dataclasses import dataclass

from tongpin.method.case import Stakeholder
from tongpin.method.datafiles import load_data
from tongpin.method.sides import Aspect, Knowledge, Known


@dataclass(frozen=True, slots=True, kw_only=True)
class Belief:
    """How one aspect of a person is known. ``sureness`` in 0..1; ``age_days`` is None where no day is on record."""

    aspect: Aspect
    state: Knowledge
    sureness: float
    age_days: int | None
    entry: str = ""


def belief_of(person: Stakeholder, aspect: Aspect, today: dt.date) -> Belief:
    """How we know an aspect of a person. What nobody confirmed is assumed, as old as our last contact with him."""
    known = person.known.get(aspect) or Known(since=person.last_contact)
    fading = load_data("beliefs")["states"][known.state]
    if known.since is None:
        return Belief(aspect=aspect, state=known.state, sureness=fading["undated"], age_days=None, entry=known.entry)
    age = max((today - known.since).days, 0)
    sureness = fading["sure"] * 0.5 ** (age / fading["half_life_days"])
    return Belief(aspect=aspect, state=known.state, sureness=sureness, age_days=age, entry=known.entry)
