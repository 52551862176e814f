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
    if not _HAN.search(plain):
        if plain and not any(word in rules()["roles"] for word in plain.lower().split()):
            yield plain
            yield from _latin_words(plain)
        return
    yield from _latin_words(plain)
    found = called(plain)
    if found is not None and found.given:
        yield plain
        yield from _by_surname(found.family)
        yield from _in_chinese(found.family, found.han, found.surname, found.given)
        return
    family = _short_for(plain)
    if family:
        yield plain
        yield from _by_surname(family)
    elif not plain.endswith(_titles()):
        yield plain


def _latin_words(name: str) -> Iterator[str]:
    words = [word for word in re.split(r"[^A-Za-zÀ-ɏ'’-]+", name) if len(word) > 1]
    yield from (word for word in words if word.lower() not in load_data("names")["latin_titles"])


def _short_for(name: str) -> str:
    """The surname in what somebody is called for short (佟工, 工程部老董, 采购梁科长); empty where it is a role."""
    han = re.sub(r"[^\u3400-\u9fff]", "", name)
    if len(han) > 1 and han[-2] in load_data("names")["prefixes"] and han[-1] in _surnames():
        return han[-1]
    title = next((title for title in sorted(_titles(), key=len, reverse=True) if han.endswith(title)), "")
    rest = han.removesuffix(title)
    if not title or not rest or rest in rules()["ranks"]:
        return ""
    if len(rest) == 1:
        return rest
    # 程 of 工程总监 is no surname; after a department's name it is.
    return rest[-1] if len(rest) > 2 and rest[-1] in _surnames() else ""


def _by_surname(family: str) -> Iterator[str]:
    for title in _titles():
        yield family + title
    for prefix in load_data("names")["prefixes"]:
        yield prefix + family


def _in_chinese(family: str, han: str, surname: str, given: str) -> Iterator[str]:
    yield from (f"{surname} {given}", f"{given} {surname}")
    yield from (f"{call} {surname}" for call in ("mr", "mr.", "ms", "ms.", "mrs", "mrs.", "dr", "dr.", "manager"))
    # One syllable may be any word: 静, Min.
    if len(han) - len(family) >= 2:
        yield from (han[len(family) :], given.capitalize())


@cache
def _surnames() -> frozenset[str]:
    return frozenset(load_data("names")["surnames"]) | frozenset(rules()["surnames"])


@cache
def _titles() -> tuple[str, ...]:
    return (*load_data("names")["titles"], *rules()["titles"])


def short_names(name: str) -> frozenset[str]:
    """What people write for a company: its name, the name without its legal form, the two characters it is known by."""
    return frozenset(_of_company(name))


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
    telling = [word for word in short.split() if len(word) >= 4 and word not in common]
    yield from telling[:1]


def _role(standing: str, lang: Language) -> str:
    return str(rules()["names"][standing][lang])
