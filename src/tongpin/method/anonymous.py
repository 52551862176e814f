"""A text without names: people, companies, our own and rivals stand as what they are (METHOD 11.5, 6.7).

Names are found by how people really write them: 方敏, 方科长, 老方, Fang Min; 东湖钢厂 or 东湖. What is hidden can be
more than needed, for a person reads the text afterwards; what is left is checked by the same rules.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

from tongpin.method.case import Language
from tongpin.method.datafiles import load_data
from tongpin.method.names import called
from tongpin.method.practice import rules
from tongpin.method.reading.script import simplified

_HAN = re.compile(r"[\u3400-\u9fff]")
_CONTACT = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+|https?://\S+|(?<!\d)\+?\d[\d -]{8,}\d(?!\d)")
Standing = Literal["customer", "ours", "colleague", "rival", "person"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bearer:
    """Somebody with names. ``label``: what stands for him where that is more than ``standing`` says (his title)."""

    names: tuple[str, ...]
    standing: Standing
    label: str = ""


@dataclass(frozen=True, slots=True)
class Hidden:
    """A text without names, and the words that were taken out, each once."""

    text: str
    taken: tuple[str, ...]


def hide(text: str, bearers: Iterable[Bearer], lang: Language) -> Hidden:
    """The text with every name, address and number to reach somebody replaced by what it stands for."""
    taken: dict[str, None] = {}
    known = _forms(bearers, lang)
    by_sound = {form.lower(): stands for form, stands in known.items()}

    def put(match: re.Match[str]) -> str:
        taken[text[match.start() : match.end()]] = None
        return known.get(match[0]) or by_sound[match[0].lower()]

    # Folding keeps the length, so that places in the folded text are places in the text.
    folded = simplified(text)
    result, last = [], 0
    for match in _pattern(known).finditer(folded) if known else ():
        result += [text[last : match.start()], put(match)]
        last = match.end()
    told = "".join([*result, text[last:]])
    taken.update(dict.fromkeys(_CONTACT.findall(told)))
    return Hidden(_CONTACT.sub(_role("contact", lang), told), tuple(taken))


def names_left(text: str, bearers: Iterable[Bearer]) -> tuple[str, ...]:
    """Names that still stand in a text, each once."""
    return hide(text, bearers, "en").taken


def _forms(bearers: Iterable[Bearer], lang: Language) -> dict[str, str]:
    """Every way of writing a name, folded, with what stands for it; a fuller name wins over a part of another."""
    known: dict[str, str] = {}
    for bearer in bearers:
        stands = bearer.label or _role(bearer.standing, lang)
        ways = _of_person if bearer.standing in {"person", "colleague"} else _of_company
        for name in bearer.names:
            for form in ways(simplified(name).strip()):
                known.setdefault(form, stands)
    # What is told in place of a name is no name itself.
    spoken = {simplified(stands) for stands in known.values()}
    return {form: stands for form, stands in known.items() if form not in spoken}


def _pattern(known: Iterable[str]) -> re.Pattern[str]:
    """All forms in one expression, the longest first; words in letters only whole."""
    longest_first = sorted(known, key=lambda form: (-len(form), form))
    return re.compile("|".join(_part(form) for form in longest_first))


def _part(form: str) -> str:
    """A single word is a name only as it is written: Price may sell, and the price may be high."""
    if _HAN.search(form):
        return re.escape(form)
    whole = rf"(?<![A-Za-z]){re.escape(form)}(?![A-Za-z])"
    return f"(?i:{whole})" if " " in form else whole


def _of_person(name: str) -> Iterator[str]:
    plain = re.split("[(（]", name)[0].strip()
    if not plain or _is_role(plain):
        return
    yield plain
    found = called(plain)
    if _HAN.search(plain):
        if found is not None:
            yield from _in_chinese(found.family, found.han, found.surname, found.given)
        return
    words = [word for word in re.split(r"[^\w'’-]+", plain) if len(word) > 1]
    yield from (word for word in words if word.lower() not in load_data("names")["latin_titles"])


def _is_role(name: str) -> bool:
    """Whether somebody is on record by what he is: 采购科长, Head of purchasing. That names nobody."""
    if _HAN.search(name):
        return called(name) is None and name.endswith(_titles())
    return any(word in rules()["roles"] for word in name.lower().split())


def _in_chinese(family: str, han: str, surname: str, given: str) -> Iterator[str]:
    for title in _titles():
        yield family + title
    for prefix in load_data("names")["prefixes"]:
        yield prefix + family
    if len(han) - len(family) >= 2:
        yield han[len(family) :]
    if given:
        yield from (f"{surname} {given}", f"{given} {surname}")
        # One syllable may be any word: Min, An.
        if len(han) - len(family) >= 2:
            yield given.capitalize()
    yield from (f"{call} {surname}" for call in ("mr", "mr.", "ms", "ms.", "mrs", "mrs.", "dr", "dr.", "manager"))


@cache
def _titles() -> tuple[str, ...]:
    return (*load_data("names")["titles"], *rules()["titles"])


def _of_company(name: str) -> Iterator[str]:
    if not name:
        return
    yield name
    short = name
    for ending in rules()["endings"]:
        short = short.removesuffix(ending)
    short = re.split("[(（]", short)[0].strip()
    common = rules()["common"]
    if len(short) >= 2 and short not in common:
        yield short
    if _HAN.search(short):
        rest = short[2:] if short[:2] in common else short
        yield from (part for part in (rest, rest[:2]) if len(rest) >= 4 and part not in common)
        return
    first = short.split()[0] if short else ""
    if len(first) >= 4 and first not in common:
        yield first


def _role(standing: str, lang: Language) -> str:
    return str(rules()["names"][standing][lang])
