"""Statements to a partner: what was earned since the last one. Nothing that was stated is ever written anew.

A receipt that is booked late, or taken back after its statement, changes what was earned by then; the difference stands
as a correction in the next statement. So the sum of all statements is always what the receipts yield.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from tongpin.method.partners.commission import ZERO, Earned


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """``about``: ``order:<id>`` or ``period:<first day>``; ``before``: what was stated of it until now."""

    about: str
    before: Decimal
    now: Decimal

    @property
    def amount(self) -> Decimal:
        """What this statement adds, less than zero where money was taken back."""
        return self.now - self.before


def next_lines(found: Earned, stated: Mapping[str, Decimal]) -> tuple[Line, ...]:
    """Lines of the next statement: all that differs from what was stated so far."""
    now = found.lines()
    about = sorted(now.keys() | stated.keys())
    lines = (Line(about=item, before=stated.get(item, ZERO), now=now.get(item, ZERO)) for item in about)
    return tuple(line for line in lines if line.amount)
