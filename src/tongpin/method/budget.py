"""The calendar of the customer's money: fiscal year, windows of the budget, and what has to be sown when (METHOD 5.6).

A fiscal year is called by the calendar year in which it begins. Windows that nobody has told us are assumed from how
budgets usually run, and marked so: they are a reason to ask, not a fact.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from tongpin.method.datafiles import load_data
from tongpin.method.wording import Say, say

WindowKind = Literal["planning", "approval", "initiation", "mid_year", "year_end"]
WINDOW_KINDS: tuple[WindowKind, ...] = ("planning", "approval", "initiation", "mid_year", "year_end")
Seed = Literal["in_budget", "sow_later", "sow_soon", "sow_now", "deciding", "this_year", "too_late"]
"""How a sale stands to the money: in the budget; before, near or within the window where wishes are collected; wishes
closed and those who decide still at it; wanted within the running year without money; closed altogether."""
SEEDS: tuple[Seed, ...] = ("sow_now", "deciding", "sow_soon", "this_year", "too_late", "sow_later", "in_budget")
"""What cannot wait comes first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """A window that somebody wrote down; one of the two days may be unknown."""

    kind: WindowKind
    fiscal_year: int
    opens: dt.date | None = None
    closes: dt.date | None = None
    note: str = ""
    id: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """From ``opens`` to ``closes``, both included. ``known``: somebody told us; else assumed. ``id``: of the round."""

    kind: WindowKind
    fiscal_year: int
    opens: dt.date
    closes: dt.date
    known: bool = False
    note: str = ""
    id: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Payer:
    """Whose money it is: ``first_month`` of the fiscal year (``None``: nobody asked), ``public`` where the budget is
    that of the state, and the rounds that are known."""

    first_month: int | None = None
    public: bool = False
    rounds: tuple[Round, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sale:
    """What the calendar needs of a running sale. ``confirmed``: whether the budget is; ``None`` is not known."""

    id: int
    expected_close: dt.date | None = None
    confirmed: bool | None = None
    amount: Decimal | None = None
    currency: str = "CNY"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sowing:
    """What a sale needs of the budget now: ``window`` is the one that counts next, ``do`` and ``why`` say it.

    ``urgent`` is worth a place among what is to be done today.
    """

    sale: int
    seed: Seed
    fiscal_year: int
    window: Window | None
    do: Say
    why: Say
    urgent: bool


# ---------------------------------------------------------------- years
def year_begins(fiscal_year: int, first_month: int | None) -> dt.date:
    """The first day of a fiscal year."""
    return dt.date(fiscal_year, first_month or 1, 1)


def fiscal_year_of(day: dt.date, first_month: int | None) -> int:
    """The fiscal year in which a day lies."""
    return day.year if day >= year_begins(day.year, first_month) else day.year - 1


def year_name(fiscal_year: int, first_month: int | None) -> str:
    """2027, or 2027/28 where it does not begin in January."""
    return str(fiscal_year) if (first_month or 1) == 1 else f"{fiscal_year}/{(fiscal_year + 1) % 100:02d}"


def quarter_of(day: dt.date) -> tuple[dt.date, dt.date]:
    """First and last day of the calendar quarter in which a day lies."""
    first = dt.date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)
    return first, _months_after(first, 3) - dt.timedelta(days=1)


def fourth_quarter(day: dt.date) -> tuple[dt.date, dt.date]:
    """The fourth calendar quarter of the year: the running one, or the next to come."""
    return quarter_of(dt.date(day.year, 12, 1))


def _months_after(day: dt.date, months: int) -> dt.date:
    """The first of a month, some months later or earlier."""
    count = 12 * day.year + day.month - 1 + months
    return dt.date(count // 12, count % 12 + 1, 1)


# ---------------------------------------------------------------- windows
def windows_of(payer: Payer, fiscal_year: int) -> tuple[Window, ...]:
    """The windows of a fiscal year in the order in which they open; what is known replaces what is assumed."""
    told = [item for item in payer.rounds if item.fiscal_year == fiscal_year]
    known = [window for item in told if (window := _known(item, payer)) is not None]
    covered = {window.kind for window in known}
    assumed = (_assumed(kind, fiscal_year, payer) for kind in WINDOW_KINDS if kind not in covered)
    return tuple(sorted([*known, *assumed], key=lambda window: (window.opens, window.closes)))


def _assumed(kind: WindowKind, fiscal_year: int, payer: Payer) -> Window:
    spans: Any = load_data("budget")["windows"]["public" if payer.public else "company"]
    first, last = spans[kind]
    begins = year_begins(fiscal_year, payer.first_month)
    closes = _months_after(begins, last) - dt.timedelta(days=1)
    return Window(kind=kind, fiscal_year=fiscal_year, opens=_months_after(begins, first), closes=closes)


def _known(item: Round, payer: Payer) -> Window | None:
    """A missing day is that of the usual window where it fits, else the day that is known; without any nothing is."""
    if item.opens is None and item.closes is None:
        return None
    usual = _assumed(item.kind, item.fiscal_year, payer)
    opens = item.opens or min(usual.opens, item.closes or usual.opens)
    closes = item.closes or max(usual.closes, opens)
    return Window(
        kind=item.kind,
        fiscal_year=item.fiscal_year,
        opens=opens,
        closes=max(opens, closes),
        known=True,
        note=item.note,
        id=item.id,
    )


def calendar_of(payer: Payer, start: dt.date, end: dt.date) -> tuple[Window, ...]:
    """All windows that are open on a day from ``start`` to ``end``."""
    years = range(start.year - 2, end.year + 3)
    found = (window for year in years for window in windows_of(payer, year))
    inside = [window for window in found if window.opens <= end and window.closes >= start]
    return tuple(sorted(inside, key=lambda window: (window.opens, window.closes, window.kind)))


# ---------------------------------------------------------------- sowing
def sowing_of(sale: Sale, payer: Payer, today: dt.date) -> Sowing:
    """How a sale stands to the customer's money, and what to do about it."""
    year = _year_wanted(sale, payer, today)
    if sale.confirmed:
        return _sowing(sale, "in_budget", year, None, urgent=False, payer=payer)
    if year <= fiscal_year_of(today, payer.first_month):
        return _within_the_year(sale, payer, year, today)
    windows = windows_of(payer, year)
    planning, approval = _next(windows, "planning", today), _next(windows, "approval", today)
    days: Any = load_data("budget")["days"]
    if today < planning.opens:
        near = (planning.opens - today).days <= int(days["soon"])
        return _sowing(sale, "sow_soon" if near else "sow_later", year, planning, urgent=near, payer=payer)
    if today <= planning.closes:
        return _sowing(sale, "sow_now", year, planning, urgent=True, payer=payer)
    if today <= approval.closes:
        return _sowing(sale, "deciding", year, approval, urgent=True, payer=payer)
    return _sowing(sale, "too_late", year, _next(windows, "mid_year", today), urgent=False, payer=payer)


def _next(windows: Sequence[Window], kind: WindowKind, today: dt.date) -> Window:
    """The first of a kind that is not over, else the last: requests may be collected in two rounds."""
    of_kind = [window for window in windows if window.kind == kind]
    return next((window for window in of_kind if window.closes >= today), of_kind[-1])


def _year_wanted(sale: Sale, payer: Payer, today: dt.date) -> int:
    """The fiscal year whose money is needed: that of the decision; where no day is told, the next one."""
    running = fiscal_year_of(today, payer.first_month)
    if sale.expected_close is None:
        return running if sale.confirmed else running + 1
    return max(running, fiscal_year_of(sale.expected_close, payer.first_month))


def _within_the_year(sale: Sale, payer: Payer, year: int, today: dt.date) -> Sowing:
    """Wanted within the running year, whose plan is made: what is changed at mid-year, or left at its end."""
    left = [
        window
        for window in windows_of(payer, year)
        if window.kind in {"mid_year", "year_end"} and window.closes >= today
    ]
    window = min(left, key=lambda item: item.opens) if left else None
    return _sowing(sale, "this_year", year, window, urgent=sale.confirmed is False, payer=payer)


def _sowing(sale: Sale, seed: Seed, year: int, window: Window | None, *, urgent: bool, payer: Payer) -> Sowing:
    values: dict[str, str | Say] = {"year": year_name(year, payer.first_month)}
    if window is not None:
        values |= {"opens": window.opens.isoformat(), "closes": window.closes.isoformat()}
        values["window"] = say(f"budget.kinds.{window.kind}")
    told = f"{seed}_bare" if seed == "this_year" and window is None else seed
    return Sowing(
        sale=sale.id,
        seed=seed,
        fiscal_year=year,
        window=window,
        do=say(f"budget.do.{told}", **values),
        why=say(f"budget.why.{_sure(window)}"),
        urgent=urgent,
    )


def _sure(window: Window | None) -> str:
    return "none" if window is None else "known" if window.known else "assumed"


def in_order(sowings: Iterable[Sowing]) -> list[Sowing]:
    """What cannot wait first; of the same kind what closes first."""
    far = dt.date.max
    return sorted(
        sowings, key=lambda item: (SEEDS.index(item.seed), item.window.closes if item.window else far, item.sale)
    )


def asks_fiscal_year(payer: Payer) -> bool:
    """Whether nobody has asked when the customer's fiscal year begins or its budget is made."""
    return payer.first_month is None and not payer.rounds


# ---------------------------------------------------------------- a quarter
@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A payer within a quarter: windows open in it, and the sales that need one of their fiscal years."""

    payer: int
    windows: tuple[Window, ...]
    sowings: tuple[Sowing, ...]
    fallow: bool
    """Wishes for a fiscal year are collected in this quarter, and no sale of ours needs money of that year."""


def field_of(number: int, payer: Payer, sowings: Sequence[Sowing], start: dt.date, end: dt.date) -> Field:
    """What a quarter holds for one payer."""
    found = calendar_of(payer, start, end)
    collected = {window.fiscal_year for window in found if window.kind == "planning"}
    sown = [item for item in sowings if item.fiscal_year in collected or item.seed == "in_budget"]
    return Field(payer=number, windows=found, sowings=tuple(in_order(sowings)), fallow=bool(collected) and not sown)
