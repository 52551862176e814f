"""What is said to be in the price or to be done by us, and what is not: any thing, by its words."""

import re
from collections.abc import Iterator

from tongpin.method.statements.clauses import Sentence
from tongpin.method.statements.told import Told, pattern, words_of

LONGEST_ITEM = 80
"""Characters of a listed thing; a longer piece is a sentence of its own."""

SIGNS = (("out_list", 0.0), ("out_said", 0.0), ("in_list", 1.0), ("in_said", 1.0))
"""Words of the scope: before a list of things, or said of a thing named before them."""


def scope(sentence: Sentence) -> Iterator[Told]:
    """Each thing with 1 for in and 0 for out."""
    if not pattern("scope.near").search(sentence.text):
        return
    carried: float | None = None
    before: tuple[int, str] | None = None
    for clause in sentence.clauses:
        sign = _sign(clause.text)
        if sign is None:
            if (
                carried is not None
                and len(clause.text) <= (80 if clause.text.isascii() else 24)
                and clause.voice == "ours"
            ):
                yield from _items(sentence, carried, clause.start, clause.text, clause.start, clause.end)
            before = clause.start, clause.text
            continue
        name, value, match = sign
        carried = value if name.endswith("list") else None
        if clause.voice == "ours" and not sentence.is_open(clause):
            start, text = _things(clause.start, clause.text, name, match, before)
            yield from _items(sentence, value, start, text, clause.start + match.start(), clause.start + match.end())
        before = clause.start, clause.text


def _sign(clause: str) -> tuple[str, float, re.Match[str]] | None:
    """The first words of the scope in a clause; what denies wins over what it denies."""
    for name, value in SIGNS:
        match = pattern(f"scope.{name}").search(clause)
        if match is not None:
            return name, value, match
    return None


def _things(start: int, text: str, name: str, sign: re.Match[str], before: tuple[int, str] | None) -> tuple[int, str]:
    """Where the things of a sign are listed: after it, before it, or in the clause before."""
    earlier, later = (start, text[: sign.start()]), (start + sign.end(), text[sign.end() :])
    order = (later, earlier) if name.endswith("list") else (earlier, before or later, later)
    return next((found for found in order if _things_in(found[1])), (start, ""))


def _things_in(text: str) -> bool:
    return any(words_of(pattern("scope.wrapping").sub(" ", item)) for item in pattern("scope.and").split(text))


def _items(sentence: Sentence, value: float, start: int, text: str, said: int, said_end: int) -> Iterator[Told]:
    place = start
    for item in pattern("scope.and").split(text):
        words = words_of(pattern("scope.wrapping").sub(" ", item))
        at = text.find(item, place - start) + start
        place = at + len(item)
        if words and len(item) <= LONGEST_ITEM:
            yield sentence.told("scope", value, value, min(at, said), max(place, said_end), about=words)
