"""Gifts and hospitality 礼品与招待: what we do not give, and how much at most (METHOD 12.4, 13.1)."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from tongpin.method.case import AccountKind
from tongpin.method.datafiles import load_data
from tongpin.method.partners.refusals import Objection, Sale, to_change
from tongpin.method.wording import say

YEAR = dt.timedelta(days=365)


@dataclass(frozen=True, slots=True, kw_only=True)
class Present:
    """Something that one of ours wants to give. ``earlier``: what the same person was given or promised within a year
    before, in the same currency."""

    buyer: str
    kind: AccountKind | None
    date: dt.date
    value: Decimal
    currency: str
    earlier: Decimal = Decimal(0)


def to_gift(present: Present, sales: list[Sale], today: dt.date) -> list[Objection]:
    """What speaks against a gift: a public buyer, an open tender or signature of theirs, a day that has passed, and
    the limits of the house. A currency without a limit has a limit of nothing."""
    found = to_change(sales)
    if present.kind != "private":
        found.append(_refused("gift_public", buyer=present.buyer))
    if present.date < today:
        found.append(_refused("gift_late", date=present.date.isoformat()))
    once, year = (_limit(name, present.currency) for name in ("once", "year"))
    if present.value > once:
        found.append(_refused("gift_once", value=_told(present.value, present), limit=_told(once, present)))
    total = present.value + present.earlier
    if total > year:
        found.append(_refused("gift_year", total=_told(total, present), limit=_told(year, present)))
    return found


def _limit(name: str, currency: str) -> Decimal:
    return Decimal(str(load_data("partners")["gifts"][name].get(currency, 0)))


def _told(amount: Decimal, present: Present) -> str:
    return f"{present.currency} {amount:,}"


def _refused(rule: str, **values: str) -> Objection:
    return Objection(rule=rule, verdict="refused", says=say(f"partners.rules.{rule}.says", **values))
