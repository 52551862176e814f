"""The calendar of a tender 法定日程 (METHOD 13.2): the days that are told, and those that follow by law from them.

Calendar days. What follows by law binds only a tender that is compulsory; a free purchase may be quicker.
"""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from tongpin.method.case import Tender
from tongpin.method.datafiles import load_data
from tongpin.method.wording import Say, say

Holiday = Callable[[dt.date], str]
"""The name of a day on which nobody works; empty for a working day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Date:
    """A day of the calendar. ``hour``: as the paper tells it; ``by_law``: it follows from a rule (``law``), and the
    paper need not name it; ``holiday``: what the day is called if nobody works on it; ``bid``: something of ours is
    due."""

    step: str
    day: dt.date
    hour: str = ""
    by_law: bool = False
    holiday: str = ""
    bid: bool = False

    @property
    def says(self) -> Say:
        return say(f"tender_calendar.steps.{self.step}")

    @property
    def law(self) -> Say | None:
        return say(f"tender_calendar.laws.{self.step}") if self.by_law else None


def calendar_of(
    tender: Tender, *, signed: dt.date | None = None, holiday: Holiday = lambda _day: "", chinese: bool = True
) -> list[Date]:
    """The days of a tender in order. ``signed``: when the contract was; ``chinese``: whether the law of the mainland
    may hold there."""
    found = [*_told(tender), *(_by_law(tender, signed) if chinese else ())]
    dated = [
        Date(step=one.step, day=one.day, hour=one.hour, by_law=one.by_law, bid=one.bid, holiday=holiday(one.day))
        for one in found
    ]
    return sorted(dated, key=lambda date: (date.day, date.hour or "99", ORDER.index(date.step)))


ORDER = (
    "issued",
    "documents_from",
    "sale_until_least",
    "documents_until",
    "last_clarification",
    "clarifications_until",
    "last_objection",
    "objection_answered",
    "earliest_deadline",
    "deadline",
    "opening",
    "candidates_public",
    "award",
    "contract_by",
    "bond_back",
)


def _told(tender: Tender) -> Iterator[Date]:
    days = {
        "issued": (tender.issued, "", False),
        "documents_from": (tender.documents_from, "", False),
        "documents_until": (tender.documents_until, "", True),
        "clarifications_until": (tender.clarifications_until, "", True),
        "deadline": (tender.deadline, tender.deadline_hour, True),
        "opening": (tender.opening, tender.opening_hour, False),
        "award": (tender.award, "", False),
    }
    for step, (day, hour, bid) in days.items():
        if day is not None:
            yield Date(step=step, day=day, hour=hour, bid=bid)


def _by_law(tender: Tender, signed: dt.date | None) -> Iterator[Date]:
    """What follows from the days that are told, each with the rule's name."""
    days = load_data("tender_calendar")["days"]
    told = ("issued", "documents_from", "deadline", "award")
    basis = {**{name: getattr(tender, name) for name in told}, "signed": signed}
    for step, rule in days.items():
        start = basis[rule["from"]]
        if start is not None and tender.compulsory is not False:
            bid = step == "last_objection"
            yield Date(step=step, day=start + dt.timedelta(days=rule["days"]), by_law=True, bid=bid)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cap:
    """What may be asked at most, in ``percent``; ``amount``: what that is of a budget that is told."""

    kind: Literal["bid_bond", "performance_bond"]
    percent: int
    amount: Decimal | None = None

    @property
    def says(self) -> Say:
        return say(f"tender_calendar.caps.{self.kind}", percent=self.percent)


def caps_of(tender: Tender, *, chinese: bool = True) -> tuple[Cap, ...]:
    """The bonds that a compulsory tender may ask at most; none of one known to be free, or under another law."""
    if tender.compulsory is False or not chinese:
        return ()
    limits = load_data("tender_rules")["limits"]
    bid, performance = int(limits["bid_bond"]), int(limits["performance_bond"])
    amount = None if not tender.budget else (tender.budget * bid / 100).quantize(Decimal("0.01"))
    return Cap(kind="bid_bond", percent=bid, amount=amount), Cap(kind="performance_bond", percent=performance)
