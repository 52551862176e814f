"""Whether two promises to one person are one promise, however they are worded (METHOD 11.1).

Promises are short: "六周交货", "6 weeks". What they state (figures, dates, terms) is held against each other as
statements are; a bare figure is held against a bare figure.
"""

import datetime as dt
from dataclasses import dataclass

from tongpin.method.clashing import Statement, clash, same_thing
from tongpin.method.datafiles import load_data
from tongpin.method.figures import days_in, duration_days, figures_in
from tongpin.method.reading.script import heard
from tongpin.method.statements import told_in
from tongpin.method.statements.told import words_of


@dataclass(frozen=True, slots=True)
class Promise:
    """The words of a promise and the day it was made."""

    words: str
    date: dt.date


def differ(one: Promise, other: Promise) -> bool:
    """Whether a person who was promised both has reason to ask which holds."""
    if _plain(one.words) == _plain(other.words):
        return False
    first, second = _statements(one), _statements(other)
    pairs = [
        (left, right) for left in first for right in second if left.topic == right.topic and same_thing(left, right)
    ]
    if any(clash(left, right) for left, right in pairs):
        return True
    shorter, side = (first, 0) if len(first) <= len(second) else (second, 1)
    if pairs and all(any(pair[side] is statement for pair in pairs) for statement in shorter):
        return False
    return not _same_figures(one.words, other.words)


def _statements(promise: Promise) -> tuple[Statement, ...]:
    found = told_in(promise.words, True)
    return tuple(Statement(told, "", promise.date, promise.words[told.start : told.end]) for told in found)


def _same_figures(one: str, other: str) -> bool:
    """Whether both name the same time in other words, and beside it the same things or none."""
    first, second = _spans(one), _spans(other)
    if not first or len(first) != len(second) or _things(one) != _things(other):
        return False
    near = load_data("counterparts")["same_time"]
    return all(
        kind == other_kind and abs(left - right) <= (near * max(left, right) if kind == "span" else 0)
        for (kind, left), (other_kind, right) in zip(first, second, strict=True)
    )


def _spans(text: str) -> list[tuple[str, float]]:
    """Spans of time in days, days of the calendar and other figures, in order of size."""
    folded = heard(text).lower()
    dates = list(days_in(folded))
    found = [("date", day.high) for day in dates]
    for figure in figures_in(folded):
        if any(day.start < figure.end and figure.start < day.end for day in dates):
            continue
        days = duration_days(figure.unit)
        found.append(("span", figure.high * days) if days is not None else (f"figure {figure.unit}", figure.high))
    return sorted(found)


def _things(text: str) -> frozenset[str]:
    """The words of a text without its figures and units."""
    folded = heard(text).lower()
    for figure in sorted(figures_in(folded), key=lambda figure: -figure.start):
        folded = f"{folded[: figure.start]} {folded[figure.end :]}"
    return words_of(folded)


def _plain(words: str) -> str:
    return "".join(words.lower().split()).strip("。.！!；;")
