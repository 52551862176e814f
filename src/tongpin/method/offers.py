"""Offers made of lines: what they come to, what changed between two versions, which template wins where (METHOD 5.5).

Amounts are rounded line by line, half up, to the smallest unit of the currency that is used for prices; totals are sums
of rounded amounts, so that whoever adds up the lines of the paper finds the total of the paper.
"""

import datetime as dt
import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from tongpin.method.bidding.money import line_amounts, smallest
from tongpin.method.case import Language
from tongpin.method.datafiles import load_data
from tongpin.method.wording import render, say

ChangeKind = Literal["added", "removed", "quantity", "price", "vat", "optional", "description"]
Leaning = Literal["", "better", "worse"]
NOUGHT = Decimal(0)


# ---------------------------------------------------------------- amounts
@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """``price`` without tax for one unit, ``vat`` in percent; ``None`` where it is not known yet."""

    name: str
    quantity: Decimal = Decimal(1)
    price: Decimal | None = None
    vat: Decimal | None = None
    optional: bool = False
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LineSum:
    """What a line comes to; ``None`` where price or rate are not known."""

    net: Decimal | None
    tax: Decimal | None
    gross: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RateSum:
    """What the lines of one rate come to."""

    vat: Decimal
    net: Decimal
    tax: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """Sums of the lines whose price is known. ``tax`` and ``gross`` are unknown as soon as one of them has no rate.

    ``without_price`` and ``without_vat`` count the lines that are still open; ``lines`` counts all.
    """

    net: Decimal
    tax: Decimal | None
    gross: Decimal | None
    rates: tuple[RateSum, ...]
    lines: int
    without_price: int
    without_vat: int


def line_sum(line: Line, currency: str) -> LineSum:
    """Net, tax and gross of a line, each rounded."""
    if line.price is None:
        return LineSum(net=None, tax=None, gross=None)
    net, tax = line_amounts(line.quantity, line.price, line.vat, smallest(currency))
    return LineSum(net=net, tax=tax, gross=None if tax is None else net + tax)


def totals(lines: Iterable[Line], currency: str) -> Totals:
    """What lines come to together; whether optional ones are among them is the caller's choice."""
    told = [(line, line_sum(line, currency)) for line in lines]
    priced = [(line, found) for line, found in told if found.net is not None]
    net = sum((found.net for _line, found in priced if found.net is not None), NOUGHT)
    without_vat = sum(found.tax is None for _line, found in priced)
    tax = None if without_vat else sum((found.tax for _line, found in priced if found.tax is not None), NOUGHT)
    return Totals(
        net=net,
        tax=tax,
        gross=None if tax is None else net + tax,
        rates=_by_rate(priced),
        lines=len(told),
        without_price=len(told) - len(priced),
        without_vat=without_vat,
    )


def _by_rate(priced: Iterable[tuple[Line, LineSum]]) -> tuple[RateSum, ...]:
    """Highest rate first."""
    sums: defaultdict[Decimal, list[Decimal]] = defaultdict(lambda: [NOUGHT, NOUGHT])
    for line, found in priced:
        if line.vat is not None and found.net is not None and found.tax is not None:
            kept = sums[line.vat]
            kept[0], kept[1] = kept[0] + found.net, kept[1] + found.tax
    return tuple(RateSum(vat=vat, net=sums[vat][0], tax=sums[vat][1]) for vat in sorted(sums, reverse=True))


# ---------------------------------------------------------------- versions
@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What is different in a line. ``before`` and ``after`` are ``None`` where the line or the value is not there."""

    kind: ChangeKind
    name: str
    before: Decimal | str | bool | None = None
    after: Decimal | str | bool | None = None


ASPECTS: tuple[ChangeKind, ...] = ("quantity", "price", "vat", "optional", "description")


def changes(old: Sequence[Line], new: Sequence[Line]) -> tuple[Change, ...]:
    """What became of the lines of an earlier version. Lines are the same where they have the same name; of several with
    one name the first goes with the first."""
    left: defaultdict[str, list[Line]] = defaultdict(list)
    for line in old:
        left[line.name].append(line)
    found: list[Change] = []
    for line in new:
        if left[line.name]:
            found.extend(_differences(left[line.name].pop(0), line))
        else:
            found.append(Change(kind="added", name=line.name, after=line.price))
    gone = [Change(kind="removed", name=line.name, before=line.price) for lines in left.values() for line in lines]
    return (*found, *gone)


def _differences(old: Line, new: Line) -> Iterable[Change]:
    for aspect in ASPECTS:
        before, after = getattr(old, aspect), getattr(new, aspect)
        if before != after:
            yield Change(kind=aspect, name=new.name, before=before, after=after)


# ---------------------------------------------------------------- which template wins where
@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """A sale that is decided, in which a proposal of a template was sent."""

    template: int
    industry: str
    won: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """How many of the decided ones were won. ``low`` to ``high``: where the true share lies with nine chances in ten.

    ``tells``: whether there are enough to speak of a rate; ``leaning``: whether the interval lies wholly above or below
    the rate of all templates together.
    """

    won: int
    decided: int
    low: float
    high: float
    tells: bool
    leaning: Leaning = ""


def score(won: int, decided: int, overall: float | None = None) -> Score:
    """The share won with Wilson's interval, which stays within 0 and 1 and is honest with few cases."""
    if not 0 <= won <= decided:
        raise ValueError(f"{won} of {decided} cannot be won")
    low, high = _wilson(won, decided)
    tells = decided >= int(load_data("offers")["least_decided"])
    leaning: Leaning = ""
    if tells and overall is not None:
        leaning = "better" if low > overall else "worse" if high < overall else ""
    return Score(won=won, decided=decided, low=low, high=high, tells=tells, leaning=leaning)


def _wilson(won: int, decided: int) -> tuple[float, float]:
    """E. B. Wilson, 1927, with the normal deviate of the data file."""
    if not decided:
        return 0.0, 1.0
    deviate = float(load_data("offers")["deviate"])
    share, spread = won / decided, deviate * deviate / decided
    middle = share + spread / 2
    half = deviate * math.sqrt(share * (1 - share) / decided + spread / (4 * decided))
    return max(0.0, (middle - half) / (1 + spread)), min(1.0, (middle + half) / (1 + spread))


def scores(decided: Iterable[Decided]) -> dict[int, dict[str, Score]]:
    """By template and industry, and under the industry ``""`` of all of them; leanings against all templates."""
    counted: defaultdict[tuple[int, str], list[int]] = defaultdict(lambda: [0, 0])
    for one in decided:
        for industry in {one.industry, ""}:
            kept = counted[one.template, industry]
            kept[0], kept[1] = kept[0] + one.won, kept[1] + 1
    whole = [kept for (_template, industry), kept in counted.items() if not industry]
    closed = sum(kept[1] for kept in whole)
    overall = sum(kept[0] for kept in whole) / closed if closed else None
    found: defaultdict[int, dict[str, Score]] = defaultdict(dict)
    for (template, industry), (won, count) in counted.items():
        found[template][industry] = score(won, count, overall)
    return dict(found)


def same_trade(ours: str, theirs: str) -> bool:
    """Whether a template's industry is that of an account: one names the other, capitals aside."""
    first, second = ours.strip().casefold(), theirs.strip().casefold()
    return bool(first and second) and (first in second or second in first)


# ---------------------------------------------------------------- what happens next
@dataclass(frozen=True, slots=True, kw_only=True)
class Promised:
    """Something that somebody of either side has promised and not done yet."""

    who: str
    text: str
    due: dt.date


def next_steps(promised: Iterable[Promised], until: dt.date | None, lang: Language) -> str:
    """The last section of a new proposal, a line for each step: what both have promised, the way to a decision."""
    firm = sorted(promised, key=lambda item: item.due)
    steps = [say("offers.steps.promised", due=item.due.isoformat(), who=item.who, text=item.text) for item in firm]
    steps += [say("offers.steps.talk"), say("offers.steps.adjust")]
    last = say("offers.steps.answer") if until is None else say("offers.steps.decide", until=until.isoformat())
    told = [render(step, lang) for step in (*steps, last)]
    heading = render(say("offers.steps.heading"), lang)
    return "\n".join([f"# {heading}", *(f"{number}. {text}" for number, text in enumerate(told, start=1))])
