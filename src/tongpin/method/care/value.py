"""Delivered value as the customer sees it (METHOD 10.4): what we added, what having us cost them, and how that compares
with rivals. Money is summed by currency and never converted; what nobody has confirmed is shown apart."""

import datetime as dt
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from tongpin.method.datafiles import load_data
from tongpin.method.serving import COSTS, VALUES, ValueKind
from tongpin.method.sides import Knowledge
from tongpin.method.wording import Say, say

KINDS: tuple[ValueKind, ...] = (*VALUES, *COSTS)
WORST, BEST = -2.0, 2.0
Verdict = Literal["ahead", "behind", "open"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of the ledger. ``kind`` of `VALUES` adds to what they have, of `COSTS` takes from it; ``amount`` where it
    is known in money, and ``reckoned`` how."""

    date: dt.date
    kind: ValueKind
    text: str
    amount: Decimal | None = None
    currency: str = "CNY"
    reckoned: str = ""
    state: Knowledge = "assumed"
    id: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Sum:
    """One currency: what was added and what it cost, the part that the customer has confirmed apart."""

    currency: str
    added: Decimal
    cost: Decimal
    added_confirmed: Decimal
    cost_confirmed: Decimal

    @property
    def net(self) -> Decimal:
        return self.added - self.cost

    @property
    def net_confirmed(self) -> Decimal:
        return self.added_confirmed - self.cost_confirmed


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """The lines of a time, newest first. ``bare``: lines without money; ``missing``: kinds of value of which nothing is
    written."""

    lines: tuple[Line, ...]
    sums: tuple[Sum, ...]
    bare: int
    missing: tuple[ValueKind, ...]


def ledger_of(lines: Iterable[Line], *, first: dt.date, last: dt.date) -> Ledger:
    """The ledger from a day to a day, both included."""
    kept = sorted((line for line in lines if first <= line.date <= last), key=lambda line: (line.date, line.id))
    written = {line.kind for line in kept}
    currencies = sorted({line.currency for line in kept if line.amount is not None})
    return Ledger(
        lines=tuple(reversed(kept)),
        sums=tuple(_sum(currency, kept) for currency in currencies),
        bare=sum(line.amount is None for line in kept),
        missing=tuple(kind for kind in VALUES if kind not in written),
    )


def _sum(currency: str, lines: Sequence[Line]) -> Sum:
    mine = [line for line in lines if line.currency == currency]
    told = [line for line in mine if line.state == "confirmed"]
    return Sum(
        currency=currency,
        added=_total(mine, VALUES),
        cost=_total(mine, COSTS),
        added_confirmed=_total(told, VALUES),
        cost_confirmed=_total(told, COSTS),
    )


def _total(lines: Iterable[Line], kinds: tuple[ValueKind, ...]) -> Decimal:
    return sum((line.amount for line in lines if line.amount is not None and line.kind in kinds), Decimal(0))


# ---------------------------------------------------------------- against rivals
@dataclass(frozen=True, slots=True, kw_only=True)
class Rating:
    """How they see us (``rival`` empty) or a rival in one kind: -2 far worse than they wish, 2 far better. Of a
    cost, too, more points are better for them: 2 is easy, quick, cheap."""

    kind: ValueKind
    points: int
    date: dt.date
    rival: str = ""
    state: Knowledge = "assumed"
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A figure with what it may be."""

    low: float
    middle: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One kind, both sides; ``None``: nobody has asked."""

    kind: ValueKind
    ours: Span | None
    theirs: Span | None

    @property
    def lead(self) -> Span | None:
        """By how many points we are ahead."""
        if self.ours is None or self.theirs is None:
            return None
        return Span(
            low=self.ours.low - self.theirs.high,
            middle=self.ours.middle - self.theirs.middle,
            high=self.ours.high - self.theirs.low,
        )

    @property
    def verdict(self) -> Verdict | None:
        return _verdict(self.lead)


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """We against a rival. ``lead``: mean of our lead over the kinds that are rated on both sides, in points; ``None``
    without any. ``rated`` of the eight kinds could be compared."""

    rival: str
    sides: tuple[Side, ...]
    lead: Span | None
    rated: int

    @property
    def verdict(self) -> Verdict | None:
        return _verdict(self.lead)


def span_of(rating: Rating, today: dt.date) -> Span:
    """What they told holds as told for a time; an assumption, and what was told long ago, may be a point off."""
    data = load_data("care_value")
    old = (today - rating.date).days > data["fades_after"]
    reach = float(data["assumed_reach"] if old or rating.state == "assumed" else 0)
    points = float(rating.points)
    return Span(low=max(points - reach, WORST), middle=points, high=min(points + reach, BEST))


def comparisons(ratings: Iterable[Rating], today: dt.date) -> tuple[Comparison, ...]:
    """We against every rival that anything is known of, by name."""
    spans = {(rating.rival, rating.kind): span_of(rating, today) for rating in ratings}
    rivals = sorted({rival for rival, _kind in spans if rival})
    return tuple(_compared(rival, spans) for rival in rivals)


def _compared(rival: str, spans: Mapping[tuple[str, ValueKind], Span]) -> Comparison:
    sides = tuple(Side(kind=kind, ours=spans.get(("", kind)), theirs=spans.get((rival, kind))) for kind in KINDS)
    leads = [lead for side in sides if (lead := side.lead) is not None]
    return Comparison(rival=rival, sides=sides, lead=_mean(leads) if leads else None, rated=len(leads))


def _mean(leads: Sequence[Span]) -> Span:
    """The mean; slips to both sides balance in part, so the reaches are added as independent ones are."""
    count = len(leads)
    down = math.sqrt(sum((lead.middle - lead.low) ** 2 for lead in leads)) / count
    up = math.sqrt(sum((lead.high - lead.middle) ** 2 for lead in leads)) / count
    middle = sum(lead.middle for lead in leads) / count
    return Span(low=middle - down, middle=middle, high=middle + up)


def _verdict(lead: Span | None) -> Verdict | None:
    if lead is None:
        return None
    return "ahead" if lead.low > 0 else "behind" if lead.high < 0 else "open"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What would add value or cut cost in a kind, and why this one."""

    kind: ValueKind
    do: Say
    why: Say


MOST_STEPS = 3


def steps(ratings: Iterable[Rating], today: dt.date) -> tuple[Step, ...]:
    """What to work on first: where a rival is better, then where they are not content; to ask, where nobody has."""
    told = list(ratings)
    ours = {rating.kind: rating for rating in told if not rating.rival}
    behind = {side.kind: item.rival for item in comparisons(told, today) for side in item.sides if _loses(side)}
    found = [_step(kind, say("care_value.why.behind", rival=rival)) for kind, rival in behind.items()]
    poor = sorted((item.points, KINDS.index(kind)) for kind, item in ours.items() if item.points < 0)
    found += [_step(KINDS[place], say("care_value.why.poor")) for _points, place in poor if KINDS[place] not in behind]
    if not ours:
        return (Step(kind="product", do=say("care_value.ask"), why=say("care_value.why.unasked")),)
    return tuple(found[:MOST_STEPS])


def _loses(side: Side) -> bool:
    lead = side.lead
    return lead is not None and lead.middle < 0


def _step(kind: ValueKind, why: Say) -> Step:
    return Step(kind=kind, do=say(f"care_value.do.{kind}"), why=why)
