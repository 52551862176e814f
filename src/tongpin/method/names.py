"""Who may be the same person under several names: 王总, 王建国, Wang Jianguo. Proposed with a reason, never decided."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from tongpin.method.datafiles import load_data
from tongpin.method.reading.script import simplified
from tongpin.method.wording import Say, say

SURE, LIKELY, POSSIBLE = 0.95, 0.75, 0.45
MOST_OF_A_SURNAME = 60
"""So many people of one surname are compared with each other; in a village of Wangs a surname says nothing."""
_HAN = re.compile(r"[\u3400-\u9fff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Called:
    """How somebody is called: ``surname`` and ``given`` as sounds (pinyin, lower case), ``title`` as folded words.

    ``han`` holds the characters of surname and given name where they are Chinese; ``family`` those of the surname.
    """

    surname: str
    given: str = ""
    title: str = ""
    han: str = ""
    family: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A person of an account with what is on record of him."""

    id: int
    name: str
    title: str = ""
    department: str = ""
    other_names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Alike:
    """Two persons (ids) who may be one, how likely (0 to 1), and why."""

    one: int
    other: int
    likely: float
    why: Say


def called(name: str) -> Called | None:
    """What a name says; None where it names nobody (a role, a department)."""
    folded = simplified(name).strip()
    if _HAN.search(folded):
        return _called_in_chinese(folded)
    return _called_in_latin(folded.lower())


def alike(people: Iterable[Named]) -> list[Alike]:
    """Pairs who may be one person, the likeliest first. Only people of one surname are compared."""
    by_surname: defaultdict[str, list[tuple[Named, tuple[Called, ...]]]] = defaultdict(list)
    for person in people:
        names = tuple(found for name in (person.name, *person.other_names) if (found := called(name)))
        for surname in {way.surname for name in names for way in _ways(name)}:
            by_surname[surname].append((person, names))
    pairs: dict[tuple[int, int], Alike] = {}
    for group in by_surname.values():
        for pair in _in_group(group[:MOST_OF_A_SURNAME]):
            known = pairs.get((pair.one, pair.other))
            if known is None or pair.likely > known.likely:
                pairs[pair.one, pair.other] = pair
    return sorted(pairs.values(), key=lambda pair: (-pair.likely, pair.one, pair.other))


def _in_group(group: list[tuple[Named, tuple[Called, ...]]]) -> Iterator[Alike]:
    for place, (one, names) in enumerate(group):
        for other, others in group[place + 1 :]:
            if one.id == other.id:
                continue
            found = [match for name in names for another in others if (match := _match(one, name, other, another))]
            if found:
                likely, why = max(found, key=lambda match: match[0])
                first, second = sorted((one.id, other.id))
                yield Alike(one=first, other=second, likely=likely, why=why)


def _match(one: Named, name: Called, other: Named, another: Called) -> tuple[float, Say] | None:
    """How likely two ways of calling mean the same person."""
    if name.given and another.given:
        return _same_name(name, another)
    short, full, owner, caller = (name, another, other, one) if not name.given else (another, name, one, other)
    if short.surname != full.surname or (short.family and full.family and short.family != full.family):
        return None
    fits = _title_fits(short.title, owner.title or full.title)
    if fits is False or _elsewhere(one, other):
        return None
    if fits:
        return LIKELY, say("names.why.title", short=caller.name, title=owner.title or full.title)
    return POSSIBLE, say("names.why.surname")


def _same_name(name: Called, another: Called) -> tuple[float, Say] | None:
    if name.han and another.han:
        return (SURE, say("names.why.script")) if name.han == another.han else None
    sounds = {(way.surname, way.given) for way in _ways(name)}
    if any((way.surname, way.given) in sounds for way in _ways(another)):
        return SURE, say("names.why.sound")
    return None


def _title_fits(short: str, title: str) -> bool | None:
    """Whether a short title calls somebody with this full title; None where nothing can be told."""
    folded = simplified(title)
    fitting = _knowledge()["titles"].get(short)
    if not short or not folded or not fitting:
        return None
    if any(word in folded for word in _knowledge()["never"].get(short, ())):
        return False
    return any(word in folded for word in fitting)


def _elsewhere(one: Named, other: Named) -> bool:
    """Whether both are on record in different departments."""
    return bool(one.department and other.department and one.department != other.department)


# ---------------------------------------------------------------- names
@lru_cache(maxsize=4096)
def _called_in_chinese(name: str) -> Called | None:
    knowledge = _knowledge()
    text = re.sub(r"[^\u3400-\u9fff]", "", name)
    title = next((word for word in _titles() if text.endswith(word) and len(text) > len(word)), "")
    rest = text.removesuffix(title)
    if not title and len(rest) == 2 and rest[0] in knowledge["prefixes"]:
        rest = rest[1:]
    double = next((word for word in knowledge["double_surnames"] if rest.startswith(word)), "")
    surname = double or rest[:1]
    if len(rest) > len(surname) + 2 or not (double or surname in knowledge["surnames"]):
        return None
    given = rest[len(surname) :]
    return Called(
        surname=_sound(surname),
        given=_sound(given, of_surname=False),
        title=title,
        han=rest if given else "",
        family=surname,
    )


def _called_in_latin(name: str) -> Called | None:
    words = [word for word in re.split(r"[^a-z'’-]+", name) if word]
    plain = [word for word in words if word not in _knowledge()["latin_titles"]]
    if not plain:
        return None
    if len(plain) == 1:
        return Called(surname=plain[0]) if len(words) > 1 else None
    return Called(surname=plain[0], given="".join(plain[1:]).replace("-", "").replace("'", ""))


def _ways(name: Called) -> tuple[Called, ...]:
    """The ways a name can be meant: in letters the given name may come first (Jianguo Wang)."""
    if name.han or not name.given:
        return (name,)
    return name, Called(surname=name.given, given=name.surname, title=name.title)


def _sound(characters: str, *, of_surname: bool = True) -> str:
    from pypinyin import lazy_pinyin  # a table of thirty thousand characters: only where names are compared

    readings = _knowledge()["readings"]
    if of_surname and characters in readings:
        return str(readings[characters])
    return "".join(lazy_pinyin(characters))


@cache
def _titles() -> tuple[str, ...]:
    """Titles that end a name, the longest first."""
    return tuple(sorted(_knowledge()["titles"], key=len, reverse=True))


@cache
def _knowledge() -> dict[str, Any]:
    return dict(load_data("names"))
