"""Where a region lies, as salespeople write it: under which country's law a purchase there may stand."""

import re
from functools import cache, lru_cache

from tongpin.method.datafiles import load_data
from tongpin.method.reading.script import simplified

MAINLAND = "CN"


@lru_cache(maxsize=1024)
def country_of_region(region: str) -> str:
    """The country's code of ISO 3166; empty where the words name none that we know."""
    where = simplified(region).lower()
    return next((country for country, pattern in _patterns().items() if pattern.search(where)), "")


def is_abroad(region: str) -> bool:
    """Whether a region is known to lie outside the mainland, where its law on tenders does not hold."""
    return country_of_region(region) not in ("", MAINLAND)


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    """English names stand as words of their own: "wales" is no part of "New South Wales"."""
    return {
        country: re.compile("|".join(_name(name) for name in sorted(names, key=len, reverse=True)))
        for country, names in load_data("regions").items()
    }


def _name(name: str) -> str:
    return rf"(?<!new )(?<!new south )\b{re.escape(name)}\b" if name.isascii() else re.escape(name)
