"""Forecasts of drift held against what then happened: how often it came in each band of chance, and by how much the
forecasts as a whole were too low or too high. A forecast is decided a year after its day."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from tongpin.method.care.loyalty import Contact, Sale
from tongpin.method.criteria.encounters import Ratio
from tongpin.method.datafiles import load_data

YEAR = dt.timedelta(days=365)
HALF = dt.timedelta(days=182)


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """What was thought on a day, and whether it then happened (``None``: not yet decided)."""

    account: int
    date: dt.date
    chance: float
    happened: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """Forecasts from ``low`` to under ``high``: their mean, and how many drifted."""

    low: float
    high: float
    mean: float | None
    drifted: Ratio


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """``decided`` forecasts; ``expected``: how many should have drifted by them, ``drifted``: how many did.

    ``brier``: mean squared error, to be held against ``plain``, that of telling everybody the same rate. ``correction``
    multiplies the hazard of new forecasts; with few decided ones it stays close to 1. ``enough``: whether there are so
    many that the table tells anything.
    """

    bands: tuple[Band, ...]
    waiting: int
    decided: int
    expected: float
    drifted: int
    brier: float | None
    plain: float | None
    correction: float
    enough: bool


def drifted_since(sales: Iterable[Sale], contacts: Iterable[Contact], since: dt.date, today: dt.date) -> bool | None:
    """Whether a customer drifted away in the year from a day: he gave an order that we bid for to another and none to
    us, or let the second half of the year pass without an order, a meeting or a word. ``None``: too early to say."""
    until = since + YEAR
    if today < until:
        return None
    told = list(sales)
    if any(sale.ordered is not None and since < sale.ordered <= until for sale in told):
        return False
    if any(sale.result == "lost" and sale.ended is not None and since < sale.ended <= until for sale in told):
        return True
    return not any(one.both and until - HALF < one.date <= until for one in contacts)


def check(forecasts: Iterable[Forecast]) -> Check:
    """The table of forecasts against what happened. Of one account a forecast in a quarter counts, the first: those of
    neighbouring days tell the same thing again."""
    data = load_data("care_loyalty")["check"]
    told = list(forecasts)
    decided = _apart([item for item in told if item.happened is not None])
    edges = data["bands"]
    bands = tuple(_band(low, high, decided) for low, high in pairwise(edges))
    expected = sum(item.chance for item in decided)
    drifted = sum(bool(item.happened) for item in decided)
    rate = drifted / len(decided) if decided else 0.0
    weight = data["prior_weight"]
    return Check(
        bands=bands,
        waiting=sum(item.happened is None for item in told),
        decided=len(decided),
        expected=expected,
        drifted=drifted,
        brier=_error((item.chance, bool(item.happened)) for item in decided) if decided else None,
        plain=_error((rate, bool(item.happened)) for item in decided) if decided else None,
        correction=(drifted + weight) / (expected + weight),
        enough=len(decided) >= data["enough"],
    )


def _apart(decided: Iterable[Forecast]) -> list[Forecast]:
    kept: dict[tuple[int, int, int], Forecast] = {}
    for item in sorted(decided, key=lambda one: one.date):
        kept.setdefault((item.account, item.date.year, (item.date.month - 1) // 3), item)
    return list(kept.values())


def _band(low: float, high: float, decided: Sequence[Forecast]) -> Band:
    inside = [item for item in decided if low <= item.chance < high]
    mean = sum(item.chance for item in inside) / len(inside) if inside else None
    return Band(
        low=low, high=high, mean=mean, drifted=Ratio(won=sum(bool(item.happened) for item in inside), of=len(inside))
    )


def _error(pairs: Iterable[tuple[float, bool]]) -> float:
    found = [(chance - happened) ** 2 for chance, happened in pairs]
    return sum(found) / len(found)
