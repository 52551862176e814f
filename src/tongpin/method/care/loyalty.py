"""Loyalty of a customer (METHOD 10.5): the segment that history tells, with its moves; what was read, and what follows
from records: repeat orders, referrals, how quickly they answer."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from statistics import median
from typing import Literal

from tongpin.method.case import Direction, EntryKind, Result, Segment
from tongpin.method.datafiles import load_data
from tongpin.method.serving import LoyaltyKind
from tongpin.method.wording import Say, quoted, say

SEGMENTS: tuple[Segment, ...] = ("prospect", "first_time", "repeat", "loyal")
READINGS: tuple[LoyaltyKind, ...] = ("repeat_share", "price_tolerance", "response", "advocacy", "nps")
WON: frozenset[Result] = frozenset({"won", "part"})
Trend = Literal["up", "down", "same"]
MoveKind = Literal["order", "told", "lapsed"]
ONE_SIDED: frozenset[EntryKind] = frozenset({"email", "quote", "proposal", "tender_doc", "bid", "sample", "discount"})
"""What we send; it tells nothing of them. Of everything else that we begin they are a part."""
ReferralState = Literal["named", "met", "won", "lost"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sale:
    """A purchase of theirs that we know of. ``told``: the segment that somebody named when it was opened; ``signed``:
    the day of the contract, which makes an order of a sale that nobody has closed yet."""

    id: int
    name: str = ""
    opened: dt.date | None = None
    told: Segment | None = None
    result: Result | None = None
    ended: dt.date | None = None
    signed: dt.date | None = None
    winner: str = ""

    @property
    def ordered(self) -> dt.date | None:
        """The day of an order."""
        if self.result is None:
            return self.signed
        return self.ended or self.signed if self.result in WON else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """An entry of a timeline, as far as loyalty asks."""

    date: dt.date
    direction: Direction
    kind: EntryKind = "visit"
    sale: int = 0
    entry: str = ""

    @property
    def both(self) -> bool:
        """Whether they had a part in it."""
        return self.direction == "in" or (self.direction == "out" and self.kind not in ONE_SIDED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What was read of loyalty, in the unit of its kind."""

    date: dt.date
    kind: LoyaltyKind
    value: Decimal
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Referral:
    """They named us to another company."""

    date: dt.date
    to: str
    state: ReferralState = "named"


# ---------------------------------------------------------------- segments
@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A change of segment, on the day and by the sale that made it (0: time did). One that was ``told`` only says that
    orders before our records became known."""

    date: dt.date
    kind: MoveKind
    before: Segment
    after: Segment
    why: Say
    sale: int = 0

    @property
    def up(self) -> bool:
        return SEGMENTS.index(self.after) > SEGMENTS.index(self.before)


def moves_of(sales: Iterable[Sale], today: dt.date) -> tuple[Move, ...]:
    """How the customer moved between the segments, oldest first.

    The first order makes a first-time customer, the second a repeat one, the third a loyal one; who has not ordered for
    years falls back a step. What was told when a sale was opened speaks for orders before our records.
    """
    count, last = 0, None
    moves: list[Move] = []
    for day, sale, order in _events(sales, today):
        if last is not None:
            count, fallen = _fallen(count, last, day)
            moves += fallen
        before = _segment(count)
        count = count + 1 if order else max(count, SEGMENTS.index(sale.told or "prospect"))
        if _segment(count) != before:
            kind: MoveKind = "order" if order else "told"
            why = say(f"care_loyalty.moves.{kind}", sale=quoted(sale.name))
            moves.append(Move(date=day, kind=kind, before=before, after=_segment(count), why=why, sale=sale.id))
        last = day if order or last is None else last
    if last is not None:
        moves += _fallen(count, last, today)[1]
    return tuple(moves)


def segment_of(sales: Iterable[Sale], today: dt.date) -> Segment:
    """The segment today."""
    moves = moves_of(sales, today)
    return moves[-1].after if moves else "prospect"


def _events(sales: Iterable[Sale], today: dt.date) -> list[tuple[dt.date, Sale, bool]]:
    """Openings that tell a segment, and orders, in the order of their days."""
    told = [(sale.opened, sale, False) for sale in sales if sale.opened is not None and sale.told is not None]
    orders = [(sale.ordered, sale, True) for sale in sales if sale.ordered is not None]
    past = [(day, sale, order) for day, sale, order in (*told, *orders) if day <= today]
    return sorted(past, key=lambda event: (event[0], event[2], event[1].id))


def _segment(count: int) -> Segment:
    return SEGMENTS[min(count, len(SEGMENTS) - 1)]


def _fallen(count: int, last: dt.date, day: dt.date) -> tuple[int, list[Move]]:
    """Steps back in the time from the last order to a day; nobody who has bought becomes a prospect again."""
    lapse = dt.timedelta(days=load_data("care_loyalty")["lapse_days"])
    count, moves = min(count, len(SEGMENTS) - 1), []
    due = last + lapse
    while due <= day and count > 1:
        why = say("care_loyalty.moves.lapsed", years=round(lapse.days / 365))
        moves.append(Move(date=due, kind="lapsed", before=_segment(count), after=_segment(count - 1), why=why))
        count, due = count - 1, due + lapse
    return count, moves


# ---------------------------------------------------------------- what was read
@dataclass(frozen=True, slots=True, kw_only=True)
class Facet:
    """One kind of reading: the last, the one before it, and whether they differ by what counts in this kind. ``well``:
    whether the last is a good figure, ``None`` between good and poor or where nothing was read."""

    kind: LoyaltyKind
    last: Reading | None
    before: Reading | None
    trend: Trend | None
    well: bool | None


def facets(readings: Iterable[Reading], today: dt.date) -> tuple[Facet, ...]:
    """Every kind of reading in its order, read or not."""
    told = sorted((item for item in readings if item.date <= today), key=lambda item: item.date)
    return tuple(_facet(kind, [item for item in told if item.kind == kind]) for kind in READINGS)


def _facet(kind: LoyaltyKind, told: Sequence[Reading]) -> Facet:
    last = told[-1] if told else None
    before = told[-2] if len(told) > 1 else None
    scale = load_data("care_loyalty")["scales"][kind]
    trend: Trend | None = None
    if last is not None and before is not None:
        step = last.value - before.value
        trend = "up" if step >= scale["counts"] else "down" if step <= -scale["counts"] else "same"
    well = (
        None
        if last is None
        else True
        if last.value >= scale["good"]
        else False
        if last.value <= scale["poor"]
        else None
    )
    return Facet(kind=kind, last=last, before=before, trend=trend, well=well)


# ---------------------------------------------------------------- what follows from records
@dataclass(frozen=True, slots=True, kw_only=True)
class Answering:
    """How quickly they come back to what we send: median days in the last half-year and in the one before, over so many
    answers; ``None`` with too few."""

    now: float | None
    before: float | None
    count: int

    @property
    def slower(self) -> bool:
        data = load_data("care_loyalty")["answering"]
        if self.now is None or self.before is None:
            return False
        return bool(self.now >= data["slower"] * max(self.before, 1) and self.now - self.before >= data["slower_days"])


def answering(contacts: Iterable[Contact], today: dt.date) -> Answering:
    """From what we sent or asked to the next word from them in the same sale; what was never answered is not counted,
    for nobody knows what needed an answer."""
    data = load_data("care_loyalty")["answering"]
    half = dt.timedelta(days=data["half"])
    waits = [(sent, days) for sent, days in _waits(contacts) if days <= data["longest"]]
    now = [days for sent, days in waits if today - half < sent <= today]
    before = [days for sent, days in waits if today - 2 * half < sent <= today - half]
    few = data["few"]
    return Answering(
        now=float(median(now)) if len(now) >= few else None,
        before=float(median(before)) if len(before) >= few else None,
        count=len(now),
    )


def _waits(contacts: Iterable[Contact]) -> list[tuple[dt.date, int]]:
    """The day we last spoke before each word from them, and the days it took."""
    open_since: dict[int, dt.date] = {}
    found = []
    for contact in sorted(contacts, key=lambda item: (item.date, item.direction == "in")):
        if contact.direction == "out":
            open_since.setdefault(contact.sale, contact.date)
        elif contact.direction == "in" and contact.sale in open_since:
            sent = open_since.pop(contact.sale)
            found.append((sent, (contact.date - sent).days))
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Bought:
    """Orders and what else they decided, in the years that count: ``won`` of ``decided`` purchases that we know of.
    ``rhythm``: median days from order to order, with at least three of them."""

    won: int
    decided: int
    last: dt.date | None
    rhythm: int | None


def bought(sales: Iterable[Sale], today: dt.date) -> Bought:
    """What they bought of us, by our records."""
    told = list(sales)
    recent = today - dt.timedelta(days=365 * load_data("care_loyalty")["years"])
    orders = [day for sale in told if (day := sale.ordered) is not None and day <= today]
    lost = [sale.ended for sale in told if sale.result == "lost" and sale.ended is not None and sale.ended <= today]
    won = [day for day in orders if day > recent]
    days = sorted(orders)
    gaps = [(later - earlier).days for earlier, later in pairwise(days)]
    return Bought(
        won=len(won),
        decided=len(won) + sum(day > recent for day in lost),
        last=days[-1] if days else None,
        rhythm=round(median(gaps)) if len(gaps) > 1 else None,
    )
