"""Is the pain worth the price? (METHOD 5.4): what the problem costs against what solving it costs, low, likely, high.

Exact decimals. What is paid once falls due at the start, what comes back falls due at the end of each year (a month's
sum counts twelve times). The low case sets the lowest pain against the highest cost of solving it, the high case the
other way round. Figures are rounded to the cent, half up, at the very end.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal, localcontext
from typing import Literal

from tongpin.method.wording import Say, say

Side = Literal["pain", "solution"]
Rhythm = Literal["once", "month", "year"]
Level = Literal["low", "likely", "high"]
LEVELS: tuple[Level, ...] = ("low", "likely", "high")
CENT = Decimal("0.01")
PRECISION = 40
MOST_YEARS = 30
TIMES_A_YEAR: dict[Rhythm, int] = {"once": 0, "month": 12, "year": 1}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """A cost of the problem or of its solution; ``None`` where a figure is not known. ``key`` is the caller's own."""

    side: Side
    name: str
    low: Decimal | None = None
    likely: Decimal | None = None
    high: Decimal | None = None
    rhythm: Rhythm = "year"
    key: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """Over how many ``years`` (1 to 30), at which ``interest`` in percent a year."""

    years: int = 3
    interest: Decimal = Decimal(0)

    def __post_init__(self) -> None:
        if not 1 <= self.years <= MOST_YEARS or not 0 <= self.interest <= 100:
            raise ValueError("between 1 and 30 years, at between 0 and 100 percent")


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """An amount of money in the three cases, ``low`` being the one that speaks least for buying."""

    low: Decimal
    likely: Decimal
    high: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Swing:
    """What the net value becomes if one line alone is at its low or high figure."""

    cost: Cost
    at_low: Decimal
    at_high: Decimal

    @property
    def span(self) -> Decimal:
        return abs(self.at_high - self.at_low)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reckoning:
    """``a_year``: what the pain costs in a year; ``pain`` and ``owning``: the pain and the solution over all years, not
    discounted (``owning`` is the total cost of ownership); ``net``: the net present value of solving it; ``payback``:
    full months until what was spent has come back, ``None`` where it never does within the years. ``swings``: what
    matters, the most first. ``unknown``: lines without a figure, which count nothing."""

    terms: Terms
    a_year: Figures
    pain: Figures
    owning: Figures
    net: Figures
    payback: tuple[int | None, int | None, int | None]
    swings: tuple[Swing, ...]
    unknown: tuple[Cost, ...]
    verdict: Say


def reckon(costs: Iterable[Cost], terms: Terms) -> Reckoning:
    """The pain against the price. Lines without any figure count nothing and are told in ``unknown``."""
    given = list(costs)
    lines = [line for line in map(_filled, given) if line is not None]
    unknown = tuple(cost for cost in given if _filled(cost) is None)
    with localcontext() as context:
        context.prec = PRECISION
        net = _three(lambda level: _net(lines, terms, level))
        swings = _swings(lines, terms)
        return Reckoning(
            terms=terms,
            a_year=_three(lambda level: _recurring(lines, "pain", level)),
            pain=_three(lambda level: _total(lines, "pain", terms, level)),
            owning=_three(lambda level: _total(lines, "solution", terms, _other(level))),
            net=net,
            payback=(
                _payback(lines, terms, "low"),
                _payback(lines, terms, "likely"),
                _payback(lines, terms, "high"),
            ),
            swings=swings,
            unknown=unknown,
            verdict=_verdict(lines, net, swings),
        )


def faults_of(cost: Cost) -> tuple[Say, ...]:
    """What cannot be in a line: figures below nought, or out of order."""
    known = [figure for figure in (cost.low, cost.likely, cost.high) if figure is not None]
    faults = []
    if any(figure < 0 for figure in known):
        faults.append(say("pain.faults.negative"))
    if known != sorted(known):
        faults.append(say("pain.faults.order"))
    return tuple(faults)


# ---------------------------------------------------------------- figures
def _filled(cost: Cost) -> Cost | None:
    """The line with all three figures: the middle where the likely one is not known, else the likely one."""
    known = [figure for figure in (cost.low, cost.likely, cost.high) if figure is not None]
    if not known:
        return None
    likely = cost.likely if cost.likely is not None else sum(known, Decimal(0)) / len(known)
    return Cost(
        side=cost.side,
        name=cost.name,
        low=likely if cost.low is None else cost.low,
        likely=likely,
        high=likely if cost.high is None else cost.high,
        rhythm=cost.rhythm,
        key=cost.key,
    )


def _figure(cost: Cost, level: Level) -> Decimal:
    found: Decimal | None = getattr(cost, level)
    assert found is not None  # noqa: S101 - lines are filled before they are reckoned
    return found


def _other(level: Level) -> Level:
    """Against the lowest pain stands the highest cost of solving it."""
    turned: dict[Level, Level] = {"low": "high", "likely": "likely", "high": "low"}
    return turned[level]


def _recurring(lines: Sequence[Cost], side: Side, level: Level) -> Decimal:
    """What comes back each year."""
    return sum((_figure(line, level) * TIMES_A_YEAR[line.rhythm] for line in lines if line.side == side), Decimal(0))


def _once(lines: Sequence[Cost], side: Side, level: Level) -> Decimal:
    return sum((_figure(line, level) for line in lines if line.side == side and line.rhythm == "once"), Decimal(0))


def _total(lines: Sequence[Cost], side: Side, terms: Terms, level: Level) -> Decimal:
    return _once(lines, side, level) + _recurring(lines, side, level) * terms.years


def _net(lines: Sequence[Cost], terms: Terms, level: Level) -> Decimal:
    now = _once(lines, "pain", level) - _once(lines, "solution", _other(level))
    yearly = _recurring(lines, "pain", level) - _recurring(lines, "solution", _other(level))
    return now + yearly * _annuity(terms)


def _annuity(terms: Terms) -> Decimal:
    """What one at the end of each year is worth today."""
    rate = terms.interest / 100
    return sum((1 / (1 + rate) ** year for year in range(1, terms.years + 1)), Decimal(0))


def _payback(lines: Sequence[Cost], terms: Terms, level: Level) -> int | None:
    """Full months until the outlay has come back, not discounted; ``None`` where that takes longer than the years."""
    outlay = _once(lines, "solution", _other(level)) - _once(lines, "pain", level)
    monthly = (_recurring(lines, "pain", level) - _recurring(lines, "solution", _other(level))) / 12
    if monthly <= 0:
        return None
    months = int((max(outlay, Decimal(0)) / monthly).to_integral_value(ROUND_CEILING))
    return months if months <= terms.years * 12 else None


def _swings(lines: Sequence[Cost], terms: Terms) -> tuple[Swing, ...]:
    """Each line from its low to its high figure while the others are as is likely; those that move nothing left out."""
    middle = _net(lines, terms, "likely")
    swings = []
    for line in lines:
        weight = (Decimal(1) if line.rhythm == "once" else TIMES_A_YEAR[line.rhythm] * _annuity(terms)) * (
            1 if line.side == "pain" else -1
        )
        low, high = ((_figure(line, level) - _figure(line, "likely")) * weight for level in ("low", "high"))
        swings.append(Swing(cost=line, at_low=_cents(middle + low), at_high=_cents(middle + high)))
    return tuple(sorted((swing for swing in swings if swing.span), key=lambda swing: -swing.span))


def _three(figure: Callable[[Level], Decimal]) -> Figures:
    low, likely, high = (_cents(figure(level)) for level in LEVELS)
    return Figures(low=low, likely=likely, high=high)


def _cents(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, ROUND_HALF_UP)


# ---------------------------------------------------------------- in words
def _verdict(lines: Sequence[Cost], net: Figures, swings: Sequence[Swing]) -> Say:
    sides = {line.side for line in lines}
    if "pain" not in sides:
        return say("pain.verdict.no_pain")
    if "solution" not in sides:
        return say("pain.verdict.no_price")
    if net.low > 0:
        return say("pain.verdict.surely")
    if net.likely > 0:
        return say("pain.verdict.likely", name=swings[0].cost.name) if swings else say("pain.verdict.surely")
    return say("pain.verdict.not_yet") if net.high > 0 else say("pain.verdict.never")
