"""Times that are stated: of delivery, of the warranty, of a response; spans, days of the calendar, days from now."""

import re
from collections.abc import Iterator
from functools import cache

from tongpin.method.datafiles import load_data
from tongpin.method.figures import days_in, duration_days
from tongpin.method.statements.clauses import Sentence
from tongpin.method.statements.told import Told, pattern, patterns, words_of

CONTEXT = 80
"""Characters between a time and the words of its topic."""

SHORT, SHORT_HAN = 60, 24
"""A sentence no longer than this may answer the one before: which asked for the topic."""


def times(sentence: Sentence) -> Iterator[Told]:
    """Every time in a sentence that is one of delivery, warranty or response."""
    topics = [topic for topic in TOPICS if pattern(f"topics.{topic}.near").search(sentence.text)]
    if not topics and len(sentence.text) <= (SHORT if sentence.text.isascii() else SHORT_HAN):
        topics = [topic for topic in TOPICS if pattern(f"topics.{topic}.near").search(sentence.before)][:1]
    if not topics:
        return
    for figure in sentence.figures:
        days = duration_days(figure.unit)
        if days is not None:
            yield from _told(sentence, topics, figure.low * days, figure.high * days, "days", figure.start, figure.end)
    for name, low, high, start, end in _named(sentence.text):
        yield from _told(sentence, topics, low, high, name, start, end)
    if "delivery_time" in topics:
        for day in days_in(sentence.text):
            unit = "by" if _is_deadline(sentence.text, day.start, day.end) else "date"
            yield from _told(sentence, ["delivery_time", "warranty"], day.low, day.high, unit, day.start, day.end)


LONG = 90
"""Days of a span that is no delivery where its clause speaks of the warranty."""

DATES = ("date", "by")

TOPICS = ("warranty", "response_time", "delivery_time")


def _told(
    sentence: Sentence, topics: list[str], low: float, high: float, unit: str, start: int, end: int
) -> Iterator[Told]:
    if (unit == "answer" or high < 1) and "response_time" in topics:
        topics = ["response_time"]
    elif unit == "days" and high >= LONG and pattern("topics.warranty.near").search(sentence.clause_at(start).text):
        topics = ["warranty"]
    topic = _topic(sentence, topics, start, end)
    if topic is None or not sentence.ours(start) or _is_unfit(topic, unit, high):
        return
    part, about = _part(topic, sentence, start, end), words_of(_piece(sentence, start))
    yield sentence.told(topic, low, high, start, end, part=part, unit="days" if unit == "answer" else unit, about=about)


def _is_unfit(topic: str, unit: str, high: float) -> bool:
    """Days of the calendar are of delivery; hours are of a response."""
    return high < 1 if topic == "delivery_time" and unit == "days" else topic != "delivery_time" and unit in DATES


def _topic(sentence: Sentence, topics: list[str], start: int, end: int) -> str | None:
    """The topic whose words stand nearest: in the clause, else in what the sentence says before it."""
    clause = sentence.clause_at(start)
    inside = _nearest(clause.text, topics, start - clause.start, end - clause.start)
    if inside is not None:
        return inside
    if _is_elsewhere(clause.text):
        return None
    inside = _nearest(sentence.text, topics, start, end)
    return inside or (topics[0] if not pattern(f"topics.{topics[0]}.near").search(sentence.text) else None)


def _is_elsewhere(clause: str) -> bool:
    return bool(pattern("topics.elsewhere").search(clause))


def _nearest(text: str, topics: list[str], start: int, end: int) -> str | None:
    best: tuple[int, str] | None = None
    around = text[max(start - 14, 0) : end + 14]
    for topic in topics:
        if pattern(f"topics.{topic}.not_near").search(around):
            continue
        for match in pattern(f"topics.{topic}.near").finditer(text):
            away = max(match.start() - end, start - match.end(), 0)
            if away <= CONTEXT and (best is None or away < best[0]):
                best = away, topic
    return best[1] if best else None


def _piece(sentence: Sentence, place: int) -> str:
    """The words about a time: its clause, cut where another thing is listed."""
    clause = sentence.clause_at(place)
    cuts = [match.start() for match in re.finditer(r"、|以及", clause.text)]
    at = place - clause.start
    start = max((cut for cut in cuts if cut < at), default=0)
    end = min((cut for cut in cuts if cut > at), default=len(clause.text))
    return clause.text[start:end]


def _part(topic: str, sentence: Sentence, start: int, end: int) -> str:
    """Which step of a delivery or response, which part of a machine under warranty."""
    clause = sentence.clause_at(start)
    around = sentence.text[max(start - 40, clause.start) : min(end + 40, clause.end)]
    if topic == "warranty" and not words_of(clause.text):
        around = sentence.text[: clause.end]
    found = next((part for part, words in patterns(f"parts.{topic}") if words.search(around)), "")
    return "" if found == "any" else found


def _named(text: str) -> Iterator[tuple[str, float, float, int, int]]:
    """Times in words: the next working day, next Monday; as days, of an answer or from now."""
    for name, low, high, words in _named_times():
        for match in words.finditer(text):
            yield ("answer" if name.startswith("answer") else "days"), low, high, match.start(), match.end()


@cache
def _named_times() -> tuple[tuple[str, float, float, re.Pattern[str]], ...]:
    named = load_data("statements")["named_times"]
    return tuple((name, low, high, re.compile(words)) for name, (low, high, words) in named.items())


def _is_deadline(text: str, start: int, end: int) -> bool:
    return bool(
        pattern("deadline.before").search(text[max(start - 16, 0) : start])
        or pattern("deadline.after").match(text[end : end + 5])
    )
