"""Concerns in notes: words that betray a worry, what probably lies behind it, and how heavy it is (METHOD 8.1).

Rules of ``data/concerns.yaml`` over the folded text, a fraction of a millisecond a note. What is found is proposed with
its words and never taken for knowledge: a person confirms it.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from tongpin.method.datafiles import load_data
from tongpin.method.reading.features import Family, prepare
from tongpin.method.reading.shape import SignalHit
from tongpin.method.serving import ConcernBehind, ConcernKind

_SCRIPTS: dict[Family, Literal["han", "latin"]] = {"zh": "han", "en": "latin"}
_ENDS: dict[Family, re.Pattern[str]] = {
    "zh": re.compile(r"[。！？!?；;\n]|$"),
    "en": re.compile(r"[!?;\n]|\.(?=\s|$)|$"),
}
WORST = 5
LONGEST: dict[Family, int] = {"zh": 60, "en": 150}
"""Characters; of a longer sentence only the clause with the words is taken."""
_COMMAS = frozenset(",，、")
_OPENING = frozenset("“「『\"'‘")


@dataclass(frozen=True, slots=True, kw_only=True)
class ConcernHit:
    """Words ``start`` to ``end`` (code points) that betray a worry. ``sign`` says by what; ``severity`` 1..5."""

    start: int
    end: int
    sign: str
    kind: ConcernKind
    behind: ConcernBehind
    severity: int


@dataclass(frozen=True, slots=True)
class _Sign:
    """``stems``: without one of them the pattern cannot match, which is much quicker to see."""

    name: str
    stems: tuple[str, ...]
    pattern: re.Pattern[str]
    kind: ConcernKind
    behind: ConcernBehind
    severity: int
    is_open: bool
    customers: bool
    unless: re.Pattern[str] | None


@dataclass(frozen=True, slots=True)
class _Rules:
    signs: tuple[_Sign, ...]
    of_signal: dict[str, _Sign]
    near: tuple[tuple[ConcernBehind, re.Pattern[str]], ...]
    calm: re.Pattern[str]
    heavy: re.Pattern[str]
    told: re.Pattern[str]
    ours: re.Pattern[str]


def concerns_in(text: str, *, theirs: bool = False, signals: Iterable[SignalHit] = ()) -> tuple[ConcernHit, ...]:
    """The worries that a text betrays, at most one a sentence, in the order of the text. ``theirs``: the customer wrote
    it, so that "we" in it is the customer. ``signals``: what the reader found in it, which may tell worries too."""
    prepared = prepare(text)
    rules = _rules(prepared.family)
    heard = [(hit, rules.of_signal[hit.kind]) for hit in signals if hit.kind in rules.of_signal]
    sure = load_data("concerns")["signal_sure"] if heard else 1.0
    heard = [(hit, sign) for hit, sign in heard if hit.confidence >= sure]
    signs = [sign for sign in rules.signs if any(stem in prepared.folded for stem in sign.stems)]
    signs = [sign for sign in signs if sign.pattern.search(prepared.folded)]
    if not signs and not heard:
        return ()
    places = list(_sentences(prepared.folded, prepared.family))
    found = []
    for index, (start, end) in enumerate(places):
        told = [(sign, it.start, it.end) for it, sign in heard if start <= it.start < end]
        hit = _betrayed(prepared.folded, (start, end), signs, told, rules, theirs=theirs)
        if hit is not None:
            around = prepared.folded[places[max(0, index - 1)][0] : places[min(len(places) - 1, index + 1)][1]]
            sign, first, last = hit
            whole = _clause(prepared.folded, (start, end), (first, last), LONGEST[prepared.family])
            found.append(_hit(sign, whole, prepared.folded[start:end], around, rules))
    return tuple(found)


def _sentences(folded: str, family: Family) -> Iterator[tuple[int, int]]:
    start = 0
    for match in _ENDS[family].finditer(folded):
        if match.start() > start:
            yield start, match.start()
        start = match.end()


def _betrayed(
    folded: str,
    place: tuple[int, int],
    signs: Sequence[_Sign],
    told: Iterable[tuple[_Sign, int, int]],
    rules: _Rules,
    *,
    theirs: bool,
) -> tuple[_Sign, int, int] | None:
    """The first sign, by the order of the rules, that a sentence carries; else what the reader was ``told`` by it."""
    start, end = place
    if rules.calm.search(folded, start, end):
        return None
    for sign in signs:
        match = sign.pattern.search(folded, start, end)
        if match is None or (sign.unless is not None and sign.unless.search(folded, start, end)):
            continue
        if sign.customers and not theirs and _is_ours(folded, start, match.start(), rules):
            continue
        return sign, match.start(), match.end()
    for sign, first, last in told:
        if theirs or not sign.customers or not _we_begin(folded, start, (first, last), rules):
            return sign, first, last
    return None


def _is_ours(folded: str, start: int, place: int, rules: _Rules) -> bool:
    """Whether we speak of ourselves: we stand before the words, and nobody is said to have said them."""
    return bool(rules.ours.search(folded, start, place)) and not rules.told.search(folded, start, place)


def _we_begin(folded: str, start: int, words: tuple[int, int], rules: _Rules) -> bool:
    """Whether the clause of words is ours: it begins with us, and nobody is said to have said it."""
    place, end = words
    while place > start and folded[place - 1] not in _COMMAS:
        place -= 1
    while place < end and folded[place].isspace():
        place += 1
    return bool(rules.ours.match(folded, place)) and not rules.told.search(folded, place, end)


def _clause(folded: str, sentence: tuple[int, int], words: tuple[int, int], longest: int) -> tuple[int, int]:
    """The sentence around words where it is short enough to stand for itself, else the clause around them."""
    start, end = sentence
    if end - start > longest:
        start, end = words
        while start > sentence[0] and folded[start - 1] not in _COMMAS:
            start -= 1
        while end < sentence[1] and folded[end] not in _COMMAS:
            end += 1
    while start < end and not (folded[start].isalnum() or folded[start] in _OPENING):
        start += 1
    return start, end


def _hit(sign: _Sign, place: tuple[int, int], sentence: str, around: str, rules: _Rules) -> ConcernHit:
    start, end = place
    told = (behind for behind, pattern in rules.near if pattern.search(around)) if sign.is_open else iter(())
    behind = next(told, sign.behind)
    heavier = bool(rules.heavy.search(sentence)) + (behind == "career" and sign.behind != "career")
    return ConcernHit(
        start=start,
        end=end,
        sign=sign.name,
        kind=sign.kind,
        behind=behind,
        severity=min(WORST, sign.severity + heavier),
    )


@cache
def _rules(family: Family) -> _Rules:
    data, script = load_data("concerns"), _SCRIPTS[family]
    signs = tuple(_sign(name, sign, script) for name, sign in data["signs"].items() if script in sign)
    return _Rules(
        signs=signs,
        of_signal={told["signal"]: sign for sign in signs if "signal" in (told := data["signs"][sign.name])},
        near=tuple((behind, re.compile(words[script])) for behind, words in data["near"].items()),
        **{name: re.compile(data[name][script]) for name in ("calm", "heavy", "told", "ours")},
    )


def _sign(name: str, told: dict[str, Any], script: str) -> _Sign:
    return _Sign(
        name=name,
        stems=tuple(told["stems"][script]),
        pattern=re.compile(told[script]),
        kind=told["kind"],
        behind=told["behind"],
        severity=told["severity"],
        is_open=bool(told.get("open")),
        customers=told.get("speaks") == "customer",
        unless=re.compile(told["unless"][script]) if "unless" in told else None,
    )
