"""The money of a tender paper: budget, highest price, bid bond. Where a change is announced, what holds now."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from tongpin.method.datafiles import load_data
from tongpin.method.tendering.labels import Anchor
from tongpin.method.tendering.paper import Paper
from tongpin.method.tendering.sums import Sum, percents_in, sums_in

_IN_TEN_THOUSANDS = re.compile(r"\(?\s*(?:单位\s*:?\s*)?(?:人民币)?\s*(?P<times>亿|万)元?\s*\)?\s*(?:[:为|\t\n]|$)")
_ENDED = re.compile(r"[。;；\n]")


@dataclass(frozen=True, slots=True)
class Told:
    """Money of a field with its words; ``value`` as :class:`~tongpin.method.tendering.facts.Fact` has it."""

    field: Literal["budget", "ceiling", "bond"]
    value: str
    start: int
    end: int


def amounts(paper: Paper, anchors: Sequence[Anchor]) -> Iterator[Told]:
    """Budget (the highest price where none is told), highest price and bond."""
    budget = _largest_total(paper, anchors, "budget")
    ceiling = _largest_total(paper, anchors, "ceiling")
    if budget or ceiling:
        yield _money("budget", budget or ceiling)  # type: ignore[arg-type]  # one of them is there
    if ceiling:
        yield _money("ceiling", ceiling)
    yield from _bond(paper, anchors)


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(load_data("tendering")[name])


def _money(field: Literal["budget", "ceiling", "bond"], amount: Sum) -> Told:
    return Told(field, f"{amount.amount} {amount.currency}".strip(), amount.start, amount.end)


# ---------------------------------------------------------------- budget
def _largest_total(paper: Paper, anchors: Sequence[Anchor], field: str) -> Sum | None:
    """The amount behind the surest labels; of several lots the first is the whole, or the largest. A price by the year
    counts where no whole one is told, a price by the piece never."""
    found = [
        (not _by_the(paper, amount, "per_year"), anchor.strength + anchor.leads, amount)
        for anchor in anchors
        if anchor.field == field
        for amount in _amount(paper, anchor)
    ]
    if not found:
        return None
    best = max((whole, strength) for whole, strength, _amount_ in found)
    return max((amount for *sure, amount in found if tuple(sure) == best), key=lambda amount: amount.amount)


def _amount(paper: Paper, anchor: Anchor) -> Iterator[Sum]:
    begin = anchor.value
    unit = _IN_TEN_THOUSANDS.match(paper.folded, anchor.end, anchor.end + 24)
    times = {"亿": 10**8, "万": 10**4}[unit["times"]] if unit else 1
    if unit and not anchor.mapped:
        begin = unit.end()
    begin = _what_holds(paper, begin, anchor.stop)
    for amount in sums_in(paper.folded, begin, anchor.stop, times=times):
        between = paper.folded[begin : amount.start]
        if "。" in between or between.count("\n") > 1 or len(between) > 60:
            return
        if _by_the(paper, amount, "per_piece", anchor.start):
            continue
        if (amount.sure or amount.amount >= 1000 or times > 1) and amount.amount > 0:
            yield amount
            return


def _by_the(paper: Paper, amount: Sum, name: str, start: int | None = None) -> bool:
    """Whether an amount is a price by the piece, or by the year: words before it, back to its label, or behind it."""
    data = load_data("tendering")[name]
    behind = re.match(data["behind"], paper.folded[amount.end : amount.end + 12])
    if start is None or behind:
        return bool(behind)
    before = re.split(r"[,，。;；\n()]", paper.folded[max(0, start - 8) : amount.start])[-1]
    return bool(re.search(data["before"], before))


def _what_holds(paper: Paper, begin: int, stop: int) -> int:
    """Where the value that holds now begins: behind "变更为" in the same sentence, else where it is looked for."""
    ended = _ENDED.search(paper.folded, begin, stop)
    changed = [*_pattern("changed").finditer(paper.folded, begin, ended.start() if ended else stop)]
    return changed[-1].end() if changed else begin


# ---------------------------------------------------------------- bond
def _bond(paper: Paper, anchors: Sequence[Anchor]) -> Iterator[Told]:
    found = [(rank, fact) for anchor in anchors if anchor.field == "bond" for rank, fact in _bonds(paper, anchor)]
    if found:
        yield min(found, key=lambda pair: pair[0])[1]


def _bonds(paper: Paper, anchor: Anchor) -> Iterator[tuple[int, Told]]:
    """What a label of a bond tells, with how sure it is: an amount, a percentage, or that none is asked."""
    data = load_data("tendering")["no_bond"]
    denied = re.search(data["before"], paper.folded[max(0, anchor.start - 14) : anchor.start])
    if re.match(data["beside"], paper.folded[anchor.end : anchor.end + 4]):
        return
    weak = 3 - anchor.strength
    if denied:
        yield 1 + weak, Told("bond", "none", anchor.start - len(denied[0]), anchor.end)
        return
    loose = anchor.strength < 3 and not anchor.leads and not anchor.named
    behind = re.search(data["after"], paper.folded[anchor.value : anchor.stop], re.MULTILINE)
    amount = _right_before(paper, anchor) or _right_behind(paper, anchor, behind, loose=loose)
    if amount is not None:
        yield weak, _money("bond", amount)
    if loose:
        return
    for percent, start, end in percents_in(paper.folded, anchor.value, anchor.stop):
        if percent <= 100 and start - anchor.value < 60:
            yield 3 + weak, Told("bond", f"{percent.normalize():f}%", start, end)
            break
    if behind:
        yield 1 + weak, Told("bond", "none", anchor.start, anchor.value + behind.end())


def _right_behind(paper: Paper, anchor: Anchor, denied: re.Match[str] | None, *, loose: bool) -> Sum | None:
    """The first amount behind a label that is not already said to ask for none; at once behind a ``loose`` one."""
    stop = anchor.value + denied.end() if denied else anchor.stop
    found = (
        one for one in _bond_sums(paper, anchor) if one.start < stop and (not loose or one.start - anchor.end <= 2)
    )
    return next(found, None)


_TOLD_BEFORE = re.compile(r"\s*(?:整|正)?\s*(?:的|之|作为?)")


def _right_before(paper: Paper, anchor: Anchor) -> Sum | None:
    """An amount that leads to its label: 港币拾万元之投标按金."""
    begin = max(0, anchor.start - 24)
    found = [one for one in sums_in(paper.folded, begin, anchor.start) if one.sure and one.amount > 0]
    told = found and _TOLD_BEFORE.fullmatch(paper.folded, found[-1].end, anchor.start)
    return found[-1] if told else None


def _bond_sums(paper: Paper, anchor: Anchor) -> Iterator[Sum]:
    unit = _IN_TEN_THOUSANDS.match(paper.folded, anchor.end, anchor.end + 24)
    begin = _what_holds(paper, anchor.value, anchor.stop)
    for amount in sums_in(paper.folded, begin, anchor.stop, times=10**4 if unit else 1):
        between = re.sub(r"\([^()]*元\)", "", paper.folded[begin : amount.start])
        bare = anchor.named and not between.strip(" :|\t") and amount.amount >= 500
        others = re.search(r"售价|工本费|tender fee|履约", between)
        if (amount.sure or unit or bare) and amount.amount > 0 and len(between) < 110 and not others:
            yield amount
