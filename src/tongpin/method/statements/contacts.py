"""Whom of ours the customer is told to turn to."""

import re
from collections.abc import Iterator

from tongpin.method.datafiles import load_data
from tongpin.method.statements.clauses import Clause, Sentence
from tongpin.method.statements.told import Told, pattern, patterns


def contacts(sentence: Sentence) -> Iterator[Told]:
    """Names of ours with what they are there for; "write to me" names the writer."""
    if not pattern("contact.near").search(sentence.text) or not pattern("contact.only").search(sentence.text):
        return
    for clause in sentence.clauses:
        if clause.voice == "rival" or pattern("contact.theirs").search(clause.text):
            continue
        if not (pattern("contact.near").search(clause.text) or pattern("contact.only").search(clause.text)):
            continue
        part = _duty(clause.text) or _duty(sentence.text)
        for start, end, name in _names(sentence, clause):
            yield sentence.told("contact_person", 0, 0, start, end, part=part, name=name)


def _duty(text: str) -> str:
    return next((name for name, words in patterns("contact.parts") if words.search(text)), "")


def _names(sentence: Sentence, clause: Clause) -> Iterator[tuple[int, int, str]]:
    yield from _han_names(clause)
    yield from _latin_names(sentence, clause)
    for match in pattern("contact.me").finditer(clause.text):
        if sentence.speaker:
            yield clause.start + match.start(), clause.start + match.end(), sentence.speaker


def _han_names(clause: Clause) -> Iterator[tuple[int, int, str]]:
    """A surname with one or two characters or a title, after words of contact or before those of a duty."""
    surnames, prefixes = load_data("names")["surnames"], load_data("names")["prefixes"]
    seen: set[int] = set()
    for words in (pattern("contact.han_after"), pattern("contact.han_titled"), pattern("contact.han_before")):
        for match in words.finditer(clause.text):
            start, end = match.span("han")
            if match["han"][0] in prefixes and len(match["han"]) > 1:
                start += 1
            if clause.text[start] not in surnames or start in seen:
                continue
            seen.add(start)
            if not pattern("contact.greeting").match(clause.text[end:]):
                yield clause.start + start, clause.start + end, clause.text[start:end]


def _latin_names(sentence: Sentence, clause: Clause) -> Iterator[tuple[int, int, str]]:
    start, end = sentence.span(clause.start, clause.end)
    original = sentence.original[start:end]
    for match in re.finditer(load_data("statements")["contact"]["latin"], original):
        before = original[: match.start()].rstrip().lower()
        if not pattern("contact.addressed").search(before):
            place = clause.start + match.start()
            yield place, place + len(match[0]), match[0].lower()
