"""Where something rests on: entries of the timeline with the words that carry it, for a page to open to."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.utils.formats import date_format
from django.utils.translation import get_language

from tongpin.method.case import Case, Entry
from tongpin.method.standing import SignalSeen
from tongpin.web.highlight import around
from tongpin.web.texts import kind_name, signal_name

MOST = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """An entry and the words in it; ``words`` is empty where the whole entry is meant."""

    entry: str
    day: str
    kind: str
    before: str
    words: str
    after: str
    tells: str = ""


class Citations:
    """Finds entries of a case, with the signals read in them."""

    def __init__(self, case: Case, signals: Sequence[SignalSeen] = ()) -> None:
        self.entries: Mapping[str, Entry] = {entry.id: entry for entry in case.timeline}
        self.signals: dict[str, list[SignalSeen]] = {}
        for signal in signals:
            if signal.state != "struck":
                self.signals.setdefault(signal.entry, []).append(signal)

    def of(self, entries: Iterable[str]) -> list[Cited]:
        """The newest few of these entries, each with the words of its strongest signal."""
        found = [self.entries[entry] for entry in dict.fromkeys(entries) if entry in self.entries]
        found.sort(key=lambda entry: entry.date, reverse=True)
        return [self._with_signal(entry) for entry in found[:MOST]]

    def words(self, entry: str, start: int | None, end: int | None) -> list[Cited]:
        """One entry with these words; nothing for an entry that is not there."""
        return [cited(self.entries[entry], start, end)] if entry in self.entries else []

    def _with_signal(self, entry: Entry) -> Cited:
        seen = max(self.signals.get(entry.id, []), key=lambda signal: signal.confidence, default=None)
        if seen is None:
            return cited(entry, None, None)
        return cited(entry, seen.start, seen.end, tells=signal_name(seen.kind))


def cited(entry: Entry, start: int | None, end: int | None, *, tells: str = "") -> Cited:
    before, words, after = around(entry.text, start, end)
    return Cited(
        entry=entry.id,
        day=day(entry.date),
        kind=kind_name(entry.kind),
        before=before,
        words=words,
        after=after,
        tells=tells,
    )


@lru_cache(maxsize=4096)
def _told(date: dt.date, _language: str | None) -> str:
    return date_format(date, "SHORT_DATE_FORMAT")


def day(date: dt.date | None) -> str:
    """A date as pages show it; empty where there is none."""
    return "" if date is None else _told(date, get_language())
