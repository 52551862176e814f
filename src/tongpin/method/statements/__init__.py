"""What our people state to the customer, drawn from text: prices, dates, scope, terms, who to call, what is needed.

A statement is a value of a topic with the words that carry it. What rivals or the customer say, questions, and what is
still open are no statements of ours; only what the customer needs may come from either mouth.
"""

from functools import lru_cache

from tongpin.method.statements.claims import claims, grades
from tongpin.method.statements.clauses import sentences
from tongpin.method.statements.contacts import contacts
from tongpin.method.statements.money import discounts, payments, prices
from tongpin.method.statements.needs import alternatives, needs
from tongpin.method.statements.scope import scope
from tongpin.method.statements.times import times
from tongpin.method.statements.told import Told

__all__ = ["Told", "told_in"]

_DRAWERS = (times, prices, discounts, payments, scope, contacts, needs, alternatives, claims, grades)


@lru_cache(maxsize=4096)
def told_in(text: str, ours: bool, written: bool = True, speaker: str = "") -> tuple[Told, ...]:
    """Everything that a text states.

    ``ours``: what nobody is named for is said by us, else by the customer. ``written``: a letter or paper, which states
    by itself; in a note only what somebody is said to have said is a price. ``speaker``: who wrote it.
    """
    found: list[Told] = []
    for sentence in sentences(text, ours, written, speaker):
        for draw in _DRAWERS:
            found += draw(sentence)
    return tuple(dict.fromkeys(found))
