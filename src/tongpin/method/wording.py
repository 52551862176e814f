"""What the method says, apart from the language it is said in.

Every finding and reason is a :class:`Say`: a key into the data files and the values that belong in the sentence.
It is stored once and rendered for whoever reads it. Keys are the path of a text in the data files: the text
``quote: {zh-Hans: ..., zh-Hant: ..., en: ...}`` under ``kinds`` in ``data/alignment.yaml`` is
``alignment.kinds.quote``.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from tongpin.method.case import LANGUAGES, Language
from tongpin.method.datafiles import data_names, load_data

Value = "str | int | float | Say"


@dataclass(frozen=True, slots=True)
class Say:
    """A sentence to be said: ``key`` names the text, ``values`` fill its places (a value may be a sentence itself)."""

    key: str
    values: "tuple[tuple[str, str | int | float | Say], ...]" = ()


def say(key: str, /, **values: "str | int | float | Say") -> Say:
    return Say(key, tuple(values.items()))


def quoted(words: str) -> Say:
    """Words of a record, shown as they stand."""
    return say("words.verbatim", words=words)


def briefly(words: str, most: int = 80) -> Say:
    """Words of a record on one line, cut where they are long."""
    plain = " ".join(words.split())
    return quoted(plain if len(plain) <= most else plain[: most - 1] + "…")


def listed(names: Iterable[str]) -> Say:
    """Names one after another, with the comma that a language puts between them."""
    told = list(names)
    chinese = "、".join(told)
    return say("words.trilingual", hans=chinese, hant=chinese, en=", ".join(told))


def joined(sentences: Iterable[Say]) -> Say:
    """Sentences one after another, at least one, as parts of one sentence."""
    first, *rest = sentences
    return say("words.joined", first=first, rest=joined(rest)) if rest else first


def render(sentence: Say, lang: Language) -> str:
    """The sentence in one language. Raises ``KeyError`` for a key that no data file has.

    A sentence may have been kept before its text gained a place: what it has no value for is shown as "…".
    """
    text = texts()[sentence.key][lang]
    values = {name: render(value, lang) if isinstance(value, Say) else value for name, value in sentence.values}
    return text.format_map(_Values(values)) if values else text


class _Values(dict[str, object]):
    def __missing__(self, name: str) -> str:
        return "…"


@cache
def texts() -> Mapping[str, Mapping[str, str]]:
    """Every text of the data files by key: ``{key: {language: text}}``."""
    return {key: text for name in data_names() for key, text in _texts_in(name, load_data(name))}


def _texts_in(path: str, node: object) -> Iterator[tuple[str, Mapping[str, str]]]:
    if not isinstance(node, Mapping):
        return
    if all(lang in node for lang in LANGUAGES):
        yield path, node
        return
    for key, child in node.items():
        yield from _texts_in(f"{path}.{key}", child)
