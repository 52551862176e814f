"""People in notes: who is named, with which title, and what the words tell of his part and mood (METHOD 6).

What is found is proposed with its words and never taken for knowledge: a person confirms it. Rules and lists of our
own, a fraction of a millisecond a note, no network.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

from tongpin.method.datafiles import load_data
from tongpin.method.reading.script import heard

Aspect = Literal["name", "title", "department", "role", "attitude", "contact", "change"]
_SENTENCE = re.compile(r"[^。！？!?；;\n]{1,400}(?:[。！？!?；;\n]|$)?")
FAR = 40
"""Words more than so many characters from a name speak of somebody else."""


@dataclass(frozen=True, slots=True)
class Found:
    """Words (``start``, ``end`` in code points) that tell ``value`` of whoever the note calls ``name``."""

    aspect: Aspect
    name: str
    value: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Named:
    name: str
    start: int
    end: int
    title: str = ""
    title_at: tuple[int, int] = (0, 0)
    department: str = ""
    department_at: tuple[int, int] = (0, 0)


def mentions_in(text: str, *, known: tuple[str, ...] = ()) -> tuple[Found, ...]:
    """What a note tells of people, in the order of the text, each thing of a person once. ``known``: full names on
    record, which are recognised without a title."""
    folded = heard(text)
    lowered = folded.lower() if len(folded.lower()) == len(folded) else folded
    found: list[Found] = []
    before: _Named | None = None
    for sentence in _SENTENCE.finditer(folded):
        named = _names(text, folded, sentence.start(), sentence.end(), known)
        for person in named:
            found += _of_name(person)
        found += _told_of(lowered, sentence, named, before)
        before = named[-1] if named else before
    return tuple({(item.aspect, item.name, item.value): item for item in reversed(found)}.values())[::-1]


def names_in(text: str, *, known: tuple[str, ...] = ()) -> tuple[tuple[int, str], ...]:
    """Whom a note names, each name with the place where it first stands."""
    folded = heard(text)
    first: dict[str, int] = {}
    for sentence in _SENTENCE.finditer(folded):
        for person in _names(text, folded, sentence.start(), sentence.end(), known):
            first.setdefault(person.name, person.start)
    return tuple((start, name) for name, start in first.items())


def _of_name(person: _Named) -> Iterator[Found]:
    yield Found("name", person.name, person.name, person.start, person.end)
    if person.title:
        yield Found("title", person.name, person.title, *person.title_at)
    if person.department:
        yield Found("department", person.name, person.department, *person.department_at)


def _told_of(lowered: str, sentence: re.Match[str], named: list[_Named], before: _Named | None) -> Iterator[Found]:
    """Roles, attitudes, changes and contacts told in a sentence; ``before`` was named last before it."""
    for aspect, value, pattern in _telling():
        for match in pattern.finditer(lowered, sentence.start(), sentence.end()):
            person = _meant(lowered, match, named, before)
            if person is not None:
                yield Found(aspect, person.name, value, match.start(), match.end())


def _meant(lowered: str, match: re.Match[str], named: list[_Named], before: _Named | None) -> _Named | None:
    """Of whom words speak: after "he" of whoever was named last, else of the nearest in the sentence."""
    earlier = [one for one in named if one.end <= match.start()]
    pronoun = _pronoun().search(lowered[max(match.start() - 6, 0) : match.start()])
    if pronoun and (earlier or before):
        return earlier[-1] if earlier else before
    if not named:
        return before
    nearest = min(named, key=lambda one: _away(one, match.start(), match.end()))
    return nearest if _away(nearest, match.start(), match.end()) <= FAR else None


def _away(person: _Named, start: int, end: int) -> int:
    """Characters between a name and words; words after a name are nearer than words before it."""
    return start - person.end if start >= person.end else 2 * max(person.start - end, 0) + 1


# ---------------------------------------------------------------- names
def _names(text: str, folded: str, start: int, end: int, known: tuple[str, ...]) -> list[_Named]:
    found: dict[int, _Named] = {}
    for person in (
        *_titled(text, folded, start, end),
        *_known_names(text, start, end, known),
        *_latin(text, start, end),
    ):
        inside = any(other.start < person.end and person.start < other.end for other in found.values())
        if not inside:
            found[person.start] = person
    return [found[place] for place in sorted(found)]


def _known_names(text: str, start: int, end: int, known: tuple[str, ...]) -> Iterator[_Named]:
    for name in known:
        place = text.find(name, start, end) if len(name) > 1 else -1
        if place >= 0:
            yield _Named(name, place, place + len(name))


def _titled(text: str, folded: str, start: int, end: int) -> Iterator[_Named]:
    """王总, 张科长, 设备部李梅经理, 采购经理王建国; after "is" a bare name too."""
    courtesy = load_data("mentions")["courtesy"]
    for match in _chinese().finditer(folded, start, end):
        if match["plain"]:
            yield _Named(text[match.start("plain") : match.end("plain")], *match.span("plain"))
            continue
        key, at = next((key, at) for key, at in _FORMS if match[key])
        first, last = match.start(key), match.end("by") if key == "short" else match.end(key)
        is_title = match[at] not in courtesy and (key != "short" or len(match[at]) > 1)
        has_department = match["department"] is not None
        yield _Named(
            text[first:last],
            first,
            last,
            title=text[match.start(at) : match.end(at)] if is_title else "",
            title_at=match.span(at),
            department=text[match.start("department") : match.end("department")] if has_department else "",
            department_at=match.span("department") if has_department else (0, 0),
        )


_FORMS = (("short", "by"), ("full", "title"), ("after", "title_before"))
"""Where a name stands in the pattern, and where its title."""


def _latin(text: str, start: int, end: int) -> Iterator[_Named]:
    """Mr Hall, Jane Smith (CFO), Jane Smith, the plant manager; a single capitalised word alone is no name."""
    skip = set(load_data("mentions")["not_names"])
    for match in _english().finditer(text, start, end):
        words = match["name"].split()
        while words and words[0] in skip:
            words = words[1:]
        if any(word in skip for word in words) or len(words) < (1 if match["honorific"] else 2):
            continue
        plain = " ".join(words)
        name = f"{match['honorific']} {plain}" if match["honorific"] else plain
        first = match.start("honorific") if match["honorific"] else match.end("name") - len(plain)
        at = match.span("title") if match["title"] else (0, 0)
        yield _Named(name, first, match.end("name"), title=match["title"] or "", title_at=at)


@cache
def _chinese() -> re.Pattern[str]:
    data, names = load_data("mentions"), load_data("names")
    surname = f"(?:{'|'.join(names['double_surnames'])}|[{names['surnames']}])"
    full = rf"(?![{data['words_too']}]){surname}[\u4e00-\u9fff]{{1,2}}"
    short_titles = "|".join(sorted(data["short_titles"].split("|"), key=len, reverse=True))
    long_titles = "|".join(title for title in data["titles"].split("|") if len(title) > 1)
    return re.compile(
        rf"(?P<department>{data['departments']})?(?:的)?(?:"
        rf"(?P<title_before>{data['titles']})(?P<after>{full})(?=[，。、,说讲是在也很的（(]|\s|$)"
        rf"|(?P<full>{full})(?P<title>{long_titles})"
        rf"|(?P<short>{surname})(?P<by>{short_titles})"
        rf"|(?<=[是叫由])(?P<plain>{full})(?=[，。,、；;！!（(]|\s|$)"
        rf")"
    )


@cache
def _english() -> re.Pattern[str]:
    data = load_data("mentions")
    name = r"[A-Z][a-z'’-]+(?: (?:[A-Z]\.|de|van|von|bin|al|O'[A-Z][a-z]+|[A-Z][a-z'’-]+)){0,2}"
    return re.compile(
        rf"(?:\b(?P<honorific>{data['honorifics']})\.? )?\b(?P<name>{name})"
        rf"(?:,? \(?(?:the |their |our |his |her )?(?P<title>(?i:{data['latin_title']})))?"
    )


@cache
def _pronoun() -> re.Pattern[str]:
    return re.compile(load_data("mentions")["pronoun"])


@cache
def _telling() -> tuple[tuple[Aspect, str, re.Pattern[str]], ...]:
    data = load_data("mentions")
    told: list[tuple[Aspect, str, re.Pattern[str]]] = []
    aspects: tuple[tuple[Aspect, str], ...] = (("role", "roles"), ("attitude", "attitudes"), ("change", "changes"))
    for aspect, key in aspects:
        told += [(aspect, value, re.compile(words)) for value, words in data[key].items()]
    return (*told, ("contact", "", re.compile(data["contact"])))
