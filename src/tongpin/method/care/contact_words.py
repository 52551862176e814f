"""What a contact served, read in the words of its entry (METHOD 10.1)."""

import re
from functools import cache, lru_cache

from tongpin.method.datafiles import load_data
from tongpin.method.reading.script import heard
from tongpin.method.serving import CONTACT_FUNCTIONS, ContactFunction


@lru_cache(maxsize=4096)
def functions_read(text: str) -> frozenset[ContactFunction]:
    """The functions whose words stand in a text; remembered, for several people may have been there."""
    words = heard(text).lower()
    return frozenset(name for name in CONTACT_FUNCTIONS if _cues(name).search(words))


@cache
def _cues(name: ContactFunction) -> re.Pattern[str]:
    """Chinese words anywhere, English ones as whole words."""
    told = load_data("contacts")["cues"][name]
    return one_of_words(told["han"], told["latin"])


def one_of_words(chinese: list[str], english: list[str]) -> re.Pattern[str]:
    """A pattern for any of these, in folded lower-case text."""
    latin = "|".join(re.escape(word) for word in sorted(english, key=len, reverse=True))
    return re.compile("|".join([*(re.escape(word) for word in chinese), rf"\b(?:{latin})\b"]))
