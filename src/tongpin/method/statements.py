"""What our people state to the customer, drawn from text: prices, dates, scope, terms, who to call, what is needed.

A statement is a value of a topic with the words that carry it. ``marks`` say what it is about (a sample, option B, list
price): only statements with the same marks are about the same thing. What rivals or the customer say, questions, and
what is still open are no statements of ours.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from tongpin.method.datafiles import load_data
from tongpin.method.figures import days_in, duration_days, figures_in, percent
from tongpin.method.reading.script import heard

CONTEXT = 22
"""Characters around a figure in which the words of its topic stand."""


@dataclass(frozen=True, slots=True)
class Told:
    """A value of a ``topic`` (``low`` to ``high`` in its base unit; 1 and 0 for yes and no) or a ``name``.

    ``part``: of what (an item of the scope, a payment's kind, a unit). ``start``/``end`` in code points of the text.
    """

    topic: str
    part: str
    low: float
    high: float
    unit: str
    marks: frozenset[str]
    start: int
    end: int
    name: str = ""
    revised: bool = False


@dataclass(frozen=True, slots=True)
class Clause:
    """A piece of a sentence with where it stands and whose voice it is: ours, theirs or rival.

    ``sign``: what it or the piece before it says of the things it lists, "in" or "out" (of the scope).
    """

    text: str
    start: int
    sentence: str
    voice: str
    marks: frozenset[str]
    revised: bool
    sign: str

    def near(self, start: int, end: int, reach: int = CONTEXT) -> str:
        """The words around a place of the clause."""
        return self.text[max(start - reach, 0) : end + reach]


@lru_cache(maxsize=4096)
def told_in(text: str, ours: bool) -> tuple[Told, ...]:
    """Everything that a text states. ``ours``: what nobody is named for is said by us, else by the customer."""
    folded = "".join(char if len(char.lower()) != 1 else char.lower() for char in heard(text))
    folded = re.sub(r"\(\d+\)", lambda match: " " * len(match[0]), folded)
    found: list[Told] = []
    for clause in _clauses(folded, ours):
        for draw in _DRAWERS:
            found += draw(clause, text)
    return tuple(dict.fromkeys(found))


# ---------------------------------------------------------------- clauses
def _clauses(text: str, ours: bool) -> Iterator[Clause]:
    revised_all = bool(_pattern("revision.document").search(text))
    before = ""
    for start, sentence in _pieces(text, _pattern("ends")):
        revised = revised_all or bool(_pattern("revision.sentence").search(f"{before} {sentence}"))
        before = sentence
        voice, sign = "ours" if ours else "theirs", ""
        if _is_question(text, start + len(sentence), sentence):
            continue
        for offset, clause in _pieces(sentence, _pattern("commas")):
            voice = _voice(clause, voice)
            sign = _sign(clause) or sign
            marks = _marks(clause, sentence[: offset + len(clause)])
            yield Clause(clause, start + offset, sentence, voice, marks, revised, sign)


def _pieces(text: str, between: re.Pattern[str]) -> Iterator[tuple[int, str]]:
    """(start, piece): the text between separators. A comma within a figure (18,600) separates nothing."""
    start = 0
    for match in between.finditer(text):
        if match[0] == "," and text[match.end() : match.end() + 3].isdigit() and text[: match.start()][-1:].isdigit():
            continue
        if text[start : match.start()].strip():
            yield start, text[start : match.start()]
        start = match.end()
    if text[start:].strip():
        yield start, text[start:]


def _is_question(text: str, end: int, sentence: str) -> bool:
    return text[end : end + 1] in {"?", "？"} or sentence.endswith("吗")


def _voice(clause: str, before: str) -> str:
    """Who speaks in a clause: whom it names, else who spoke before."""
    if _pattern("rival").search(clause):
        return "rival"
    if _pattern("ours").search(clause):
        return "ours"
    if _pattern("theirs").search(clause):
        return "theirs"
    return "ours" if before == "rival" else before


def _sign(clause: str) -> str:
    if _pattern("scope.out").search(clause):
        return "out"
    return "in" if _pattern("scope.in").search(clause) else ""


def _marks(clause: str, so_far: str) -> frozenset[str]:
    """``so_far``: the sentence up to the end of the clause; a condition stands before what it holds for."""
    found = {mark for mark, pattern in _mark_patterns() if pattern.search(clause)}
    if _pattern("condition").search(so_far):
        found.add("condition")
    if _pattern("open").search(clause):
        found.add("open")
    for match in _pattern("variant").finditer(clause):
        found.add("variant:" + next(group for group in match.groups() if group))
    return frozenset(found)


# ---------------------------------------------------------------- figures: price, durations
def _prices(clause: Clause, _text: str) -> Iterator[Told]:
    if clause.voice != "ours" or _pattern("topics.price.not_near").search(clause.text):
        return
    named = _pattern("topics.price.near").search(clause.sentence)
    for figure in figures_in(clause.text):
        if figure.currency or (figure.money and named):
            yield _figure(clause, "price", "", figure.low, figure.high, figure.unit, figure.start, figure.end)


def _durations(clause: Clause, _text: str) -> Iterator[Told]:
    if clause.voice != "ours":
        return
    for figure in figures_in(clause.text):
        days = duration_days(figure.unit)
        if days is None:
            continue
        topic = _duration_topic(clause, figure.start, figure.end)
        if topic is not None:
            part = _part_of_duration(topic, clause.near(figure.start, figure.end))
            yield _figure(clause, topic, part, figure.low * days, figure.high * days, "days", figure.start, figure.end)


def _days(clause: Clause, _text: str) -> Iterator[Told]:
    """Days of delivery, as month and day (1231): the year is told by the entry."""
    if clause.voice != "ours":
        return
    for start, end, month, day in days_in(clause.text):
        if _duration_topic(clause, start, end) == "delivery_time":
            value = float(month * 100 + day)
            yield _figure(clause, "delivery_time", "", value, value, "date", start, end)


def _duration_topic(clause: Clause, start: int, end: int) -> str | None:
    """The topic whose words stand nearest to a duration, in the clause or, for a bare clause, the sentence before."""
    best: tuple[int, str] | None = None
    for topic in ("warranty", "response_time", "delivery_time"):
        if _pattern(f"topics.{topic}.not_near").search(clause.near(start, end)):
            continue
        for match in _pattern(f"topics.{topic}.near").finditer(clause.text):
            away = max(match.start() - end, start - match.end(), 0)
            if away <= CONTEXT and (best is None or away < best[0]):
                best = away, topic
    return best[1] if best else None


def _part_of_duration(topic: str, around: str) -> str:
    if topic == "response_time":
        parts = load_data("statements")["response_parts"]
        return next((part for part in parts if _pattern(f"response_parts.{part}").search(around)), "")
    if topic == "warranty" and _pattern("warranty_parts").search(around):
        return "wear"
    return ""


def _discounts(clause: Clause, _text: str) -> Iterator[Told]:
    if clause.voice != "ours":
        return
    for match in _pattern("discount.zhe").finditer(clause.text):
        off = percent(match["zhe"], match["more"])
        if off is not None:
            yield _figure(clause, "discount", "", off, off, "%", match.start(), match.end())
    for match in _pattern("discount.off").finditer(clause.text):
        off = float(match["off"] or match["off2"])
        yield _figure(clause, "discount", "", off, off, "%", match.start(), match.end())
    for match in _pattern("discount.none").finditer(clause.text):
        yield _figure(clause, "discount", "", 0, 0, "%", match.start(), match.end())


# ---------------------------------------------------------------- terms of payment
def _payments(clause: Clause, _text: str) -> Iterator[Told]:
    if clause.voice != "ours" or not _pattern("payment.near").search(clause.sentence):
        return
    for match in _pattern("payment.advance").finditer(clause.text):
        share = float(match["v"] or match["v2"] or 10 * _digit(match["cheng"]))
        yield _figure(clause, "payment_terms", "advance", share, share, "%", match.start(), match.end())
    for name, share in (("none", 0.0), ("all", 100.0)):
        for match in _pattern(f"payment.{name}").finditer(clause.text):
            yield _figure(clause, "payment_terms", "advance", share, share, "%", match.start(), match.end())
    for match in _pattern("payment.days").finditer(clause.text):
        days = float(next(group for group in match.groups() if group))
        yield _figure(clause, "payment_terms", "days", days, days, "days", match.start(), match.end())
    for match in _pattern("payment.split").finditer(clause.text):
        shares = [float(part) for part in match.groups()[:4] if part] or [10.0 * _digit(char) for char in match["cn"]]
        whole = 10 if sum(shares) == 10 else 1
        if sum(shares) * whole == 100:
            yield _figure(clause, "payment_terms", "advance", shares[0] * whole, shares[0] * whole, "%", *match.span())


def _digit(numeral: str) -> float:
    return float(load_data("statements")["numerals"].get(numeral, 0))


# ---------------------------------------------------------------- scope: what is in and what is not
def _scope(clause: Clause, _text: str) -> Iterator[Told]:
    if clause.voice == "rival":
        return
    if not clause.sign:
        return
    said = _pattern(f"scope.{clause.sign}").search(clause.text)
    value = 1.0 if clause.sign == "in" else 0.0
    for item, pattern in _items():
        match = pattern.search(clause.text)
        if match is not None:
            start = min(match.start(), said.start()) if said else match.start()
            end = max(match.end(), said.end()) if said else match.end()
            yield _figure(clause, "scope", item, value, value, "", start, end)


# ---------------------------------------------------------------- who to call
def _contacts(clause: Clause, text: str) -> Iterator[Told]:
    near = _pattern("contact.near").search(clause.text)
    if clause.voice == "rival" or near is None or not _pattern("contact.only").search(clause.sentence):
        return
    parts = load_data("statements")["contact"]["parts"]
    part = next((name for name in parts if _pattern(f"contact.parts.{name}").search(clause.text)), "")
    for start, end, name in _names(clause, text):
        yield Told("contact_person", part, 0, 0, "", clause.marks, start, end, name, clause.revised)


def _names(clause: Clause, text: str) -> Iterator[tuple[int, int, str]]:
    """Names in a clause: a surname with one or two characters after words of contact, or capitalised words."""
    surnames = load_data("names")["surnames"]
    for word in _pattern("contact.near").finditer(clause.text):
        rest = clause.text[word.end() :]
        lead = re.match(r"[是为：:由请我们的同事经理主管工程师人新 ]*", rest)
        skipped = lead.end() if lead else 0
        found = _pattern("contact.han").match(rest[skipped:])
        if found is not None and found["han"][0] in surnames:
            start = clause.start + word.end() + skipped
            yield start, start + len(found["han"]), found["han"][:3]
    original = text[clause.start : clause.start + len(clause.text)]
    for found in re.finditer(load_data("statements")["contact"]["latin"], original):
        if found.start() > 0 and " " in found[0]:
            yield clause.start + found.start(), clause.start + found.end(), found[0].lower()


# ---------------------------------------------------------------- what the customer needs
def _needs(clause: Clause, _text: str) -> Iterator[Told]:
    if clause.voice == "rival" or not _pattern("need.near").search(clause.sentence):
        return
    units = _needed_units()
    for figure in figures_in(clause.text):
        if figure.money or duration_days(figure.unit) is not None:
            continue
        unit = units.match(clause.text[figure.end :].lstrip())
        noun = _noun_before(clause.text[: figure.start])
        if unit is not None:
            end = figure.end + len(clause.text[figure.end :]) - len(clause.text[figure.end :].lstrip()) + unit.end()
            yield _figure(
                clause, "need", f"{_one_unit(unit[0])} {noun}", figure.low, figure.high, unit[0], figure.start, end
            )


def _noun_before(text: str) -> str:
    """The last word before a figure: what is measured."""
    plain = re.sub(
        r"(?:要)?(?:做)?(?:到|为|是|约|大约|按|达|有|共|at|of|to|is|be|about|around|for|零下|负|-|\s)+$",
        "",
        text.strip(),
    )
    han = re.search(r"[\u4e00-\u9fff]{2}$", plain)
    word = re.search(r"([a-z]+)$", plain)
    return han[0] if han else word[1] if word else ""


def _one_unit(unit: str) -> str:
    """Writings of one unit as one."""
    same = {"℃": "°c", "度": "°c", "摄氏度": "°c", "平方米": "m2", "㎡": "m2", "平米": "m2", "sqm": "m2", "千瓦": "kw"}
    same |= {
        "吨每小时": "t/h",
        "吨/小时": "t/h",
        "tph": "t/h",
        "毫米": "mm",
        "公斤": "kg",
        "person": "people",
        "人": "people",
    }
    return same.get(unit, unit.removesuffix("s") if len(unit) > 3 else unit)


# ---------------------------------------------------------------- parts
def _figure(clause: Clause, topic: str, part: str, low: float, high: float, unit: str, start: int, end: int) -> Told:
    return Told(
        topic, part, low, high, unit, clause.marks, clause.start + start, clause.start + end, "", clause.revised
    )


_DRAWERS = (_prices, _durations, _days, _discounts, _payments, _scope, _contacts, _needs)


@cache
def _pattern(path: str) -> re.Pattern[str]:
    node: Any = load_data("statements")
    for key in path.split("."):
        node = node[key]
    return re.compile(node)


@cache
def _mark_patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    marks = load_data("statements")["marks"]
    return tuple((mark, re.compile(words)) for mark, words in marks.items() if words)


@cache
def _items() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((item, re.compile(words)) for item, words in load_data("statements")["scope"]["items"].items())


@cache
def _needed_units() -> re.Pattern[str]:
    return re.compile(rf"(?:{load_data('statements')['need']['units']})(?![a-z])")
