"""Whose word a step needs: limits above an amount, or below a margin (four eyes: who asks does not answer)."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from tongpin.method.bidding.money import Rate, convert

ApprovalKind = Literal["price", "discount", "bid", "no_bid", "contract"]
ROLES: tuple[str, ...] = ("salesperson", "manager", "admin")
"""Whose word counts for more comes later."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """A step of ``kind`` needs the word of somebody with ``role`` or more from ``above`` on, or below a margin; both
    empty: always."""

    kind: ApprovalKind
    currency: str = "CNY"
    above: Decimal | None = None
    margin_below: Decimal | None = None
    role: str = "manager"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What somebody wants to do; ``None`` where it is not known."""

    kind: ApprovalKind
    amount: Decimal | None
    currency: str
    margin: Decimal | None
    on: dt.date


def biting(limits: Iterable[Limit], step: Step, rates: Sequence[Rate] = ()) -> tuple[Limit, ...]:
    """The limits that a step crosses. What is not known cannot be below a limit: it crosses it."""
    return tuple(limit for limit in limits if limit.kind == step.kind and _bites(limit, step, rates))


def _bites(limit: Limit, step: Step, rates: Sequence[Rate]) -> bool:
    if limit.above is None and limit.margin_below is None:
        return True
    too_much = limit.above is not None and _reaches(limit.above, limit.currency, step, rates)
    too_thin = limit.margin_below is not None and (step.margin is None or step.margin < limit.margin_below)
    return too_much or too_thin


def _reaches(above: Decimal, currency: str, step: Step, rates: Sequence[Rate]) -> bool:
    if step.amount is None:
        return True
    found = convert(step.amount, step.currency, currency, on=step.on, rates=rates)
    return found is None or found.amount >= above


def role_needed(limits: Iterable[Limit]) -> str:
    """The highest role among limits; empty where nobody's word is needed."""
    return max((limit.role for limit in limits), key=ROLES.index, default="")


def suffices(role: str, needed: str) -> bool:
    """Whether somebody of a role may give the word that is needed."""
    return role in ROLES and ROLES.index(role) >= ROLES.index(needed or ROLES[0])
