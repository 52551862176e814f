"""One script for comparing: traditional characters folded into simplified ones, character by character.

Offsets stay what they were, so that what is found in the folded text can be shown in the original.
"""

from functools import cache

from tongpin.method.case import Language
from tongpin.method.datafiles import data_folder


@cache
def _folding() -> dict[int, str]:
    lines = (data_folder() / "script.txt").read_text(encoding="utf-8").split("\n")
    return dict(zip(map(ord, lines[0]), lines[1], strict=True))


def simplified(text: str) -> str:
    """The text with traditional characters as simplified ones; same length."""
    return text.translate(_folding())


def guess_language(text: str) -> Language:
    """The language a text is mostly written in: by its Chinese characters, and by which script they belong to."""
    han = [char for char in text if "\u3400" <= char <= "\u9fff"]
    latin = sum(char.isascii() and char.isalpha() for char in text)
    if latin > 4 * len(han):
        return "en"
    folding = _folding()
    traditional = sum(ord(char) in folding for char in han)
    simple = sum(char in _simple_only() for char in han)
    return "zh-Hant" if traditional > simple else "zh-Hans"


@cache
def _simple_only() -> frozenset[str]:
    return frozenset(_folding().values()) - frozenset(map(chr, _folding()))
