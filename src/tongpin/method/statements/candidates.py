"""Where something may be stated in a text: its values, its names, its clauses."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Literal

from tongpin.method.datafiles import load_data
from tongpin.method.reading.script import LONGEST, heard
from tongpin.method.statements.values import Value, values_in

_ENDS = re.compile(
    r"[。！？!?；;\n]+|(?<!\bno)(?<!\bmr)(?<!\bms)(?<!\bmrs)(?<!\bdr)(?<!\bca)(?<!\bapprox)(?<!\bincl)(?<!\bexcl)\.(?=\s|$)"
)
_COMMAS = re.compile(
    r"[，：()（）、—|]+|,(?!\d{3})|:(?!\d)|\s-\s|\s+(?:but|while|whereas|and|so|because|though|although|with|if|unless)\s"
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A clause or sentence: ``start`` and ``end`` in the text, and the number of its sentence."""

    start: int
    end: int
    sentence: int


@dataclass(frozen=True, slots=True)
class Candidate:
    """A value, a name or a clause that may be stated; ``clause`` is the number of the clause it stands in."""

    kind: Literal["value", "name", "clause"]
    start: int
    end: int
    clause: int
    value: Value | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class Parsed:
    """A text in pieces with what may be stated in it; ``text`` is folded, lower-case, as long as what is read."""

    text: str
    sentences: tuple[Piece, ...]
    clauses: tuple[Piece, ...]
    candidates: tuple[Candidate, ...]


@lru_cache(maxsize=512)
def parse(original: str, speaker: str = "") -> Parsed:
    """The pieces of a text. ``speaker``: who wrote it, whom "me" names."""
    text = lowered(original)
    sentences = tuple(Piece(start, end, at) for at, (start, end) in enumerate(_pieces(text, _ENDS, 0, len(text))))
    clauses = tuple(
        Piece(start, end, sentence.sentence)
        for sentence in sentences
        for start, end in _pieces(text, _COMMAS, sentence.start, sentence.end)
    )
    found = [Candidate("clause", piece.start, piece.end, at) for at, piece in enumerate(clauses)]
    found += _values(text, clauses)
    found += _names(original, text, clauses, speaker)
    return Parsed(text, sentences, clauses, tuple(found))


def lowered(original: str) -> str:
    """Folded text in lower case; places in it are places in the original."""
    folded = heard(original)
    lower = folded.lower()
    # A letter that is longer in lower case stays; a sigma would be lowered by where it stands in its word.
    if len(lower) == len(folded) and "Σ" not in folded:
        return lower
    return "".join(char if len(char.lower()) != 1 else char.lower() for char in folded)


def _pieces(text: str, between: re.Pattern[str], start: int, end: int) -> Iterator[tuple[int, int]]:
    """Stretches between separators that hold something, without the spaces around them."""
    for match in between.finditer(text, start, end):
        yield from _trimmed(text, start, match.start())
        start = match.end()
    yield from _trimmed(text, start, end)


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    inner = text[start:end].strip()
    if any(char.isalnum() for char in inner):
        first = text.index(inner, start)
        yield first, first + len(inner)


def _values(text: str, clauses: tuple[Piece, ...]) -> Iterator[Candidate]:
    at = 0
    for value in values_in(text):
        at = _clause_of(clauses, value.start, at)
        yield Candidate("value", value.start, value.end, at, value)


def _clause_of(clauses: tuple[Piece, ...], place: int, first: int = 0) -> int:
    """The number of the clause in which a place stands, or the last one before it."""
    at = first
    while at + 1 < len(clauses) and clauses[at + 1].start <= place:
        at += 1
    return at


# ---------------------------------------------------------------- names
def _names(original: str, text: str, clauses: tuple[Piece, ...], speaker: str) -> Iterator[Candidate]:
    seen: set[int] = set()
    for match in _han_names().finditer(text):
        seen.update(range(*match.span("name")))
        yield _name(clauses, match.start("name"), match.end("name"), match["name"])
    for match in _LATIN_NAME.finditer(original[:LONGEST]):
        if match[0].lower() in _never_latin():
            continue
        yield _name(clauses, match.start(), match.end(), match[0].lower())
    if speaker:
        for match in _ME.finditer(text):
            yield _name(clauses, match.start(), match.end(), lowered(speaker))


def _name(clauses: tuple[Piece, ...], start: int, end: int, name: str) -> Candidate:
    return Candidate("name", start, end, _clause_of(clauses, start), None, name)


@cache
def _han_names() -> re.Pattern[str]:
    """小刘, 王总, 陈静 (before a word or at the end of a clause), 黄磊工程师."""
    data = load_data("names")
    surnames, titles = data["surnames"], "|".join(sorted(data["titles"], key=len, reverse=True))
    after = load_data("values")["after_names"]
    ends = rf"(?={after}|{titles}|[^\u4e00-\u9fff]|$)"
    sign = rf"(?![{load_data('values')['never_names']['given']}])[\u4e00-\u9fff]"
    given = rf"(?:{sign}{sign}{ends}|{sign}{ends}|{sign}{sign})"
    surname = rf"(?:{'|'.join(data['double_surnames'])}|[{surnames}])"
    never = load_data("values")["never_names"]
    return re.compile(
        rf"(?!{never['words']})(?!(?<=[{never['before']}])程)(?P<name>[小老阿][{surnames}](?![\u4e00-\u9fff]?[机型号批])"
        rf"|{surname}(?:(?:{titles}|工)(?!程)|{given}(?:{titles})?))"
    )


_LATIN_NAME = re.compile(r"\b[A-Z][a-z'’\-]+(?: (?:[A-Z]\. |[A-Z][a-z]+ ?)?[A-Z][a-z'’\-]+)?\b|\b[A-Z][a-z]+\b")
_ME = re.compile(
    r"(?:直接|统一|只|请|就|尽管|随时)?(?:联系|联络|找|打给|打|回|发给|问|跟|和|洽|通知|叫|告知)我(?!们|方|司)"
    r"|(?:都|均|也|将|就|全程|继续|仍|还是)?由(?:我|本人)(?!们|方|司|公)|(?:由)?本人(?:负责|担任|全程)"
    r"|我(?:来)?(?:负责|全程|一直|一个人|盯|跟到底|亲自)"
    r"|\b(?:me|myself|my (?:mobile|number|desk|direct line))\b"
    r"|\bi(?:'m|'ll| am| will| remain| shall)?(?: be| stay)? (?:running|looking after|look after|handl(?:e|ing)"
    r"|your (?:main |only |day-to-day |named |single )?(?:contact|point|person|man|woman)|the (?:one|person)"
    r"|taking (?:this|it|care)|take care|in charge|run the|manage|managing|responsible)"
)


@cache
def _never_latin() -> frozenset[str]:
    return frozenset(load_data("values")["never_names"]["latin"].split(","))
