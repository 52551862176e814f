"""Figures in requirements: how narrow they are, and whether a rival's catalogue has just these (METHOD 7.2)."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from tongpin.method.datafiles import load_data

POWERS = frozenset(2**power for power in range(2, 16))
"""Figures of electronics that are no more narrow than a round one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """A figure with its ``unit`` (lower case) and the ``words`` that tell it; ``low`` and ``high`` are the same where
    one figure is told. ``narrow``: written so that hardly more than one product fits."""

    words: str
    low: float
    high: float
    unit: str
    narrow: bool


def parameters_in(text: str) -> tuple[Parameter, ...]:
    """The technical figures of a text: those with a unit of measure; dates, money and points of a scoring are none."""
    return tuple(_parameter(match) for match in _pattern().finditer(text))


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueFit:
    """How many of the requirement's figures a catalogue speaks of, and the words of those that it has exactly."""

    spoken: int
    same: tuple[str, ...]

    @property
    def share(self) -> float:
        return len(self.same) / self.spoken if self.spoken else 0.0


def catalogue_fit(papers: Iterable[str], catalogue: str) -> CatalogueFit:
    """A rival's catalogue held against requirements: figures of the same unit, and whether they are just the same."""
    kept = parameters_in(catalogue)
    units = {item.unit for item in kept}
    figures = {(figure, item.unit) for item in kept for figure in (item.low, item.high)}
    asked = {(item.low, item.high, item.unit): item for paper in papers for item in parameters_in(paper)}
    spoken = [item for item in asked.values() if item.unit in units]
    same = [item.words for item in spoken if (item.low, item.unit) in figures and (item.high, item.unit) in figures]
    return CatalogueFit(spoken=len(spoken), same=tuple(same))


def narrow_ones(papers: Iterable[str]) -> Iterator[str]:
    """Words of the narrow parameters, each once."""
    yield from dict.fromkeys(item.words for paper in papers for item in parameters_in(paper) if item.narrow)


def _parameter(match: re.Match[str]) -> Parameter:
    first = _number(match["first"])
    low = high = first
    if match["within"]:
        low, high = first - _number(match["within"]), first + _number(match["within"])
    elif match["second"]:
        low, high = sorted((first, _number(match["second"])))
    unit = match["unit"].lower()
    return Parameter(words=match[0].strip(), low=low, high=high, unit=unit, narrow=_narrow(low, high, match["first"]))


def _narrow(low: float, high: float, written: str) -> bool:
    """A range of a few percent, or an odd figure such as 63.7 or 1247."""
    if low < high:
        widest = float(load_data("criteria")["narrow_range"])
        return high - low <= widest * (low + high)
    digits = written.replace(",", "").replace(".", "").lstrip("0").rstrip("0")
    return len(digits) >= 3 and digits[-1] != "5" and low not in POWERS


def _number(written: str) -> float:
    return float(written.replace(",", ""))


@cache
def _pattern() -> re.Pattern[str]:
    number = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
    units = "|".join(load_data("criteria")["units"])
    before = "|".join(load_data("criteria")["comparators"])
    return re.compile(
        rf"(?:{before})?\s*(?<![\d.,])(?P<first>{number})\s*(?:±\s*(?P<within>{number})|[-~～—–至到]\s*(?P<second>{number}))?"
        rf"\s*(?P<unit>{units})(?![A-Za-z])",
        re.IGNORECASE,
    )
