"""The person at the other end: language, characters, errors, progress."""

import argparse
import gettext as catalogues
import os
import re
import sys
import time
from collections.abc import Iterable, Iterator
from gettext import gettext as _
from io import TextIOWrapper
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from tongpin.method.case import LANGUAGES, Language

T = TypeVar("T")

LOCALES = Path(__file__).resolve().parent.parent / "locale"
FINE, BAD_INPUT, INTERRUPTED = 0, 2, 130
_TRADITIONAL = ("tw", "hk", "mo", "hant")
_CLEAR = "\r\033[K"
"""Empties the terminal's line."""
_COMMANDS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""Characters that give orders to a terminal or turn the direction of writing, and are no part of a text."""


class BadInput(Exception):
    """What was given cannot be used. The message says what is wrong and what would be right.

    `told` is the same for a program that asked for JSON; it goes to standard output.
    """

    def __init__(self, message: str, told: object = None) -> None:
        super().__init__(message)
        self.told = told


def prepare() -> None:
    """UTF-8 on any terminal, and our texts in the terminal's language."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    os.environ["LANGUAGE"] = language_of_terminal().replace("-", "_")
    catalogues.bindtextdomain("django", LOCALES)
    catalogues.textdomain("django")


def language_of_terminal() -> Language:
    """From the usual variables; English where they say nothing that we speak."""
    wanted = (os.environ.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    first = next((value for value in wanted if value), "").lower().replace("-", "_")
    if not first.startswith("zh"):
        return "en"
    return "zh-Hant" if any(part in first.split(".")[0].split("_") for part in _TRADITIONAL) else "zh-Hans"


def language_named(name: str) -> Language:
    """A language as the user may write it (zh-Hans, zh_hans, en). Raises argparse's error for another."""
    for known in LANGUAGES:
        if name.lower().replace("_", "-") == known.lower():
            return known
    raise argparse.ArgumentTypeError(
        _("%(given)r is none of %(known)s") % {"given": name, "known": ", ".join(LANGUAGES)}
    )


def say(line: str = "") -> None:
    """One line for the user who asked, whatever the names and notes in it hold."""
    print(_harmless(line))


def hand_over(text: str) -> None:
    """A text for another program or a file, as it is."""
    print(text)


def answer(value: Any) -> None:
    """One line of JSON, Chinese as it is; at once, so that whoever waits at the other end of a pipe has it."""
    print(msgspec.json.encode(value).decode(), flush=True)


def complain(line: str) -> None:
    """One line beside the answer: what went wrong. Takes the place of the progress shown so far."""
    print((_CLEAR if sys.stderr.isatty() else "") + _harmless(line), file=sys.stderr)


def _harmless(text: str) -> str:
    return _COMMANDS.sub("\ufffd", text)


def unreadable(path: str, error: OSError) -> BadInput:
    """The same sentence wherever a file cannot be read or written."""
    return BadInput(
        _("%(file)s: cannot be used (%(reason)s).") % {"file": path, "reason": os.strerror(error.errno or 0)}
    )


def with_progress(items: Iterable[T], total: int | None = None) -> Iterator[T]:
    """The items, with a count on a terminal's standard error twice a second; silent elsewhere."""
    if not sys.stderr.isatty():
        yield from items
        return
    shown_at = time.monotonic()
    try:
        for done, item in enumerate(items, start=1):
            yield item
            if time.monotonic() - shown_at > 0.5:
                shown_at = time.monotonic()
                sys.stderr.write(f"\r{done:,}" + (f" / {total:,}" if total else ""))
                sys.stderr.flush()
    finally:
        sys.stderr.write(_CLEAR)
