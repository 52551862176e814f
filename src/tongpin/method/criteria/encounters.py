"""A rival met again and again: whose name is whose, and what has worked against it in our own history (METHOD 7.1)."""

import math
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Literal

from tongpin.method.case import Language, Result
from tongpin.method.datafiles import load_data
from tongpin.method.reading.script import simplified

Feature = Literal["our_criteria", "their_criteria", "cheaper", "coach", "served_before", "formal_tender"]
FEATURES: tuple[Feature, ...] = Feature.__args__  # type: ignore[attr-defined]
Z = 1.2816
"""Standard deviations to each side of an interval of 80 %."""
Alike = Literal["same", "contained"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Encounter:
    """One sale in which the rival was met. ``features``: what was so and what was not; what is not known is left out.
    ``theirs``: the rival got it, or a share."""

    result: Result | None
    theirs: bool
    features: Mapping[Feature, bool] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ratio:
    """``won`` of ``of`` closed ones, with an interval of 80 % (Wilson); without any it may be anything."""

    won: int
    of: int

    @property
    def interval(self) -> tuple[float, float]:
        if not self.of:
            return 0.0, 1.0
        share, square = self.won / self.of, Z * Z
        middle = (share + square / (2 * self.of)) / (1 + square / self.of)
        reach = Z / (1 + square / self.of) * math.sqrt(share * (1 - share) / self.of + square / (4 * self.of**2))
        return max(0.0, middle - reach), min(1.0, middle + reach)


@dataclass(frozen=True, slots=True, kw_only=True)
class Worked:
    """How often we won with a feature and without it. ``tells``: whether the two intervals lie apart."""

    feature: Feature
    having: Ratio
    lacking: Ratio

    @property
    def tells(self) -> bool:
        (low, high), (other_low, other_high) = self.having.interval, self.lacking.interval
        return low > other_high or other_low > high


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """Our history with a rival: ``ours`` of the closed ones, what the rival got, what is still open."""

    ours: Ratio
    theirs: int
    open: int
    worked: tuple[Worked, ...]


def record_of(encounters: Iterable[Encounter]) -> Record:
    """Cancelled sales were won by nobody and count for nothing."""
    met = list(encounters)
    closed = [one for one in met if one.result in ("won", "part", "lost")]
    worked = [_worked(feature, closed) for feature in FEATURES]
    return Record(
        ours=_ratio(closed),
        theirs=sum(one.theirs for one in closed),
        open=sum(one.result is None for one in met),
        worked=tuple(one for one in worked if one.having.of and one.lacking.of),
    )


def _worked(feature: Feature, closed: Sequence[Encounter]) -> Worked:
    known = [one for one in closed if feature in one.features]
    return Worked(
        feature=feature,
        having=_ratio([one for one in known if one.features[feature]]),
        lacking=_ratio([one for one in known if not one.features[feature]]),
    )


def _ratio(closed: Sequence[Encounter]) -> Ratio:
    return Ratio(won=sum(one.result in ("won", "part") for one in closed), of=len(closed))


# ---------------------------------------------------------------- names
def in_language(name: str, lang: Language) -> bool:
    """Whether a name is worded in a language: by its script, and by whether its characters are the simplified ones."""
    chinese = any("\u3400" <= sign <= "\u9fff" for sign in name)
    if lang == "en":
        return not chinese
    return chinese and (simplified(name) == name) is (lang == "zh-Hans")


def alike(name: str, other: str) -> Alike | None:
    """Whether two names may be one company's: the same but for form and script, or one within the other."""
    one, two = company_key(name), company_key(other)
    if not one or not two:
        return None
    if one == two:
        return "same"
    short, long = sorted((one, two), key=len)
    chinese = not short.isascii()
    if len(short) >= (2 if chinese else 4) and (short in long if chinese else _words_within(name, other)):
        return "contained"
    return None


def company_key(name: str) -> str:
    """A company's name without its legal form, blanks and case, in simplified characters."""
    folded = simplified(unicodedata.normalize("NFKC", name)).lower()
    return re.sub(r"[\W_]+", "", _forms().sub(" ", folded))


def _words_within(name: str, other: str) -> bool:
    """Whether all words of the shorter name stand in the longer one, in this order and together."""
    short, long = sorted((_words(name), _words(other)), key=len)
    return any(long[start : start + len(short)] == short for start in range(len(long) - len(short) + 1))


def _words(name: str) -> list[str]:
    return _forms().sub(" ", unicodedata.normalize("NFKC", name).lower()).split()


@cache
def _forms() -> re.Pattern[str]:
    forms: Mapping[str, Sequence[str]] = load_data("criteria")["legal_forms"]
    latin = "|".join(rf"\b{form}(?:\b|(?<=\.))" for form in forms["latin"])
    return re.compile(rf"{'|'.join(forms['chinese'])}|{latin}")
