"""Names of companies compared as a person does: 恒纶纺织 and 恒纶纺织（苏州）有限公司 are one."""

import re
import unicodedata
from difflib import SequenceMatcher

_LEGAL_FORMS = re.compile(
    "股份有限公司|有限责任公司|有限責任公司|有限公司|股份公司|集团公司|集團公司|总公司|總公司|公司|集团|集團"
    r"|\b(?:co|company|corp|corporation|inc|incorporated|ltd|limited|plc|llc|llp|gmbh|ag|pte|pty|group|holdings?|the)\b"
)
_BRACKETS = re.compile(r"[(（\[【].*?[)）\]】]")
_SHORTEST = 2
_CLOSE = 0.85


def core_of(name: str) -> str:
    """The name without legal form, place in brackets, spaces, marks and case; the whole where nothing would be left."""
    plain = unicodedata.normalize("NFKC", name).casefold().replace("&", " and ")
    core = _letters(_LEGAL_FORMS.sub("", _BRACKETS.sub("", plain)))
    return core if len(core) >= _SHORTEST else _letters(plain)


def alike(one: str, other: str) -> bool:
    """Whether two cores may well be one company: the same, one the beginning of the other, or a slip of the pen."""
    if not one or not other:
        return False
    shorter, longer = sorted((one, other), key=len)
    if longer.startswith(shorter) and len(shorter) >= _least(shorter):
        return True
    slip = SequenceMatcher(None, one, other)
    # The quick ones are never lower, and spare the slow one for nearly every name.
    return all(ratio() >= _CLOSE for ratio in (slip.real_quick_ratio, slip.quick_ratio, slip.ratio))


def _least(core: str) -> int:
    """As much as must be the same before it is more than chance: four Chinese characters, or six Latin letters."""
    return 4 if any(letter > "\u2e7f" for letter in core) else 6


def _letters(text: str) -> str:
    return "".join(letter for letter in text if letter.isalnum())
