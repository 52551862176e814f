"""What the customer is understood to need: figures with their unit, and which of things that exclude each other."""

import re
from collections.abc import Iterator
from functools import cache

from tongpin.method.datafiles import load_data
from tongpin.method.figures import duration_days
from tongpin.method.statements.clauses import Sentence
from tongpin.method.statements.told import Told, pattern, words_of


def needs(sentence: Sentence) -> Iterator[Told]:
    """Figures in a unit that is no money and no time: capacities, sizes, temperatures, heads."""
    for figure in sentence.figures:
        if figure.money or duration_days(figure.unit) is not None:
            continue
        if sentence.text[figure.end : figure.end + 1].isascii() and sentence.text[figure.end : figure.end + 1] in "%/":
            continue
        unit = _units().match(sentence.text, figure.end)
        clause = sentence.clause_at(figure.start)
        if unit is None or clause.voice == "rival":
            continue
        name, factor = _base(unit["unit"])
        rate = _rate(sentence, figure.start, unit.end())
        about = words_of(sentence.text[max(figure.start - 18, clause.start) : min(unit.end() + 24, clause.end)])
        yield sentence.told(
            "need",
            figure.low * factor,
            figure.high * factor,
            figure.start,
            unit.end(),
            part=name + rate,
            unit=name,
            about=about,
            name="",
            marks=sentence.marks(figure.start) | ({"stated"} if _is_need(sentence) else set()),
        )


def alternatives(sentence: Sentence) -> Iterator[Told]:
    """Which of several things that exclude each other: in the cloud or in their own rooms, this gas or that."""
    if not _any_alternative().search(sentence.text):
        return
    asked = _is_need(sentence)
    for group, members in _alternatives():
        for name, words in members:
            for match in words.finditer(sentence.text):
                clause = sentence.clause_at(match.start())
                if clause.voice == "rival" or pattern("no_choice").search(clause.text):
                    continue
                yield sentence.told(
                    "need" if asked else "other",
                    0,
                    0,
                    *match.span(),
                    part=group,
                    name=name,
                    marks=frozenset({"stated"} if asked else ()),
                )


def _is_need(sentence: Sentence) -> bool:
    return bool(pattern("need.near").search(sentence.text))


def _rate(sentence: Sentence, start: int, end: int) -> str:
    """An hour, a day: what a figure is told for; before it (每小时 15 吨) or after it (15 tonnes an hour)."""
    text = sentence.text
    after, before = (
        pattern("need.rate_after").match(text[end : end + 40]),
        pattern("need.rate_before").search(text[max(start - 8, 0) : start]),
    )
    found = after or before
    if found is None:
        return ""
    rates = load_data("statements")["need"]["rates"]
    told = (rate for rate, words in rates.items() if re.search(words, found[0], re.IGNORECASE))
    return f"/{next(told, found[0].strip().lower())}"


def _base(unit: str) -> tuple[str, float]:
    """The base unit of a written one, and how much of it one is."""
    for name, writings in load_data("statements")["need"]["units"].items():
        if unit in writings:
            return name, float(writings[unit])
    return unit, 1.0


@cache
def _units() -> re.Pattern[str]:
    writings = {word for each in load_data("statements")["need"]["units"].values() for word in each}
    words = "|".join(re.escape(word) for word in sorted(writings, key=len, reverse=True))
    return re.compile(rf"\s*-?(?:多|余|来)?个?(?:[a-z\-]+ ){{0,2}}?(?P<unit>{words})(?![a-z])")


@cache
def _any_alternative() -> re.Pattern[str]:
    """All their words at once: most sentences hold none."""
    return re.compile("|".join(words.pattern for _, members in _alternatives() for _, words in members))


@cache
def _alternatives() -> tuple[tuple[str, tuple[tuple[str, re.Pattern[str]], ...]], ...]:
    groups = load_data("statements")["alternatives"]
    return tuple(
        (group, tuple((name, re.compile(words)) for name, words in members.items()))
        for group, members in groups.items()
    )
