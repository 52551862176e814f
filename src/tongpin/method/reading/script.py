"""One script for comparing: traditional characters folded into simplified ones, character by character.

Offsets stay what they were, so that what is found in the folded text can be shown in the original.
"""

from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

from tongpin.method.case import Language
from tongpin.method.datafiles import data_folder

LONGEST = 20_000
"""Characters of a text that are read; a longer one is kept whole, and its beginning read."""


@cache
def _folding() -> dict[int, str]:
    lines = (data_folder() / "script.txt").read_text(encoding="utf-8").split("\n")
    return dict(zip(map(ord, lines[0]), lines[1], strict=True))


def simplified(text: str) -> str:
    """The text with traditional characters as simplified ones; same length."""
    return text.translate(_folding())


def heard(text: str) -> str:
    """What is read of a text, folded: places in it are places in the text."""
    return _heard(text[:LONGEST])


@lru_cache(maxsize=2048)
def _heard(text: str) -> str:
    """Remembered, for many rules look at the same entries, and at each judgement anew."""
    return simplified(text)


def guess_language(text: str) -> Language:
    """The language a text is mostly written in: by its Chinese characters, and by which script they belong to."""
    codes = np.frombuffer(text.encode("utf-32-le", "replace"), np.uint32)
    counts = np.bincount(_scripts().take(codes, mode="clip"), minlength=5)
    if counts[_LATIN] > 4 * (counts[_BOTH] + counts[_SIMPLE] + counts[_TRADITIONAL]):
        return "en"
    return "zh-Hant" if counts[_TRADITIONAL] > counts[_SIMPLE] else "zh-Hans"


_OTHER, _LATIN, _BOTH, _SIMPLE, _TRADITIONAL = range(5)


@cache
def _scripts() -> NDArray[np.uint8]:
    """For each code point of the basic plane, which script it belongs to; the last stands for all beyond."""
    found = np.full(0x10000, _OTHER, np.uint8)
    found[[code for code in range(128) if chr(code).isalpha()]] = _LATIN
    found[0x3400:0xA000] = _BOTH
    found[[ord(char) for char in _folding().values()]] = _SIMPLE
    found[[*_folding()]] = _TRADITIONAL
    return found
