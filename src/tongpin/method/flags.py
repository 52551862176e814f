"""What the law speaks to: improper requests, arranged tenders, timetables that cannot be lawful (METHOD 13)."""

import datetime as dt
import re
from collections.abc import Iterator
from functools import lru_cache

from tongpin.method.case import Entry
from tongpin.method.datafiles import load_data
from tongpin.method.dossier import Dossier, rank
from tongpin.method.reading.script import heard
from tongpin.method.standing import Flag
from tongpin.method.wording import quoted, say

DAYS_TO_DEADLINE = 20
DAYS_CLARIFICATION = 15
"""Calendar days of a compulsory tender: 招标投标法 24, 招标投标法实施条例 21."""
SIGNALLED = ("improper_request", "collusion_request")


def flags_of(dossier: Dossier) -> tuple[Flag, ...]:
    """Everything that compliance should see, one flag of a code at an entry."""
    found = [*_requests(dossier), *_timetable(dossier), *_standstill(dossier)]
    return tuple({(flag.code, flag.entry): flag for flag in reversed(found)}.values())[::-1]


def _flag(code: str, entry: str, words: str, start: int | None = None, end: int | None = None) -> Flag:
    return Flag(
        code=code,
        entry=entry,
        why=say("findings.told", why=say(f"law.{code}.why"), words=quoted(words)),
        law=say(f"law.{code}.law"),
        start=start,
        end=end,
    )


def _requests(dossier: Dossier) -> Iterator[Flag]:
    """A buyer's own person asks for something for himself, or somebody asks to arrange the outcome."""
    for entry in dossier.case.timeline:
        text = heard(entry.text)
        for code in SIGNALLED:
            words = _words_of(dossier, entry, text, code)
            if words is not None:
                yield _flag(code, entry.id, entry.text[slice(*words)], *words)


def _words_of(dossier: Dossier, entry: Entry, text: str, code: str) -> tuple[int, int] | None:
    found = _found(code, text)
    if found is not None:
        return found
    signal = next(
        (item for item in dossier.signals if item.entry == entry.id and item.kind == code and item.confidence > 0.6),
        None,
    )
    return (signal.start, signal.end) if signal is not None else None


@lru_cache(maxsize=16384)
def _found(code: str, text: str) -> tuple[int, int] | None:
    """Where a pattern stands in a text; remembered, for a case is judged again at each of its notes."""
    match = re.search(load_data("flags")["patterns"][code], text, re.IGNORECASE)
    return match.span() if match is not None else None


def _timetable(dossier: Dossier) -> Iterator[Flag]:
    """A timetable that a compulsory tender could not have; a tender known to be free may be quick."""
    tender = dossier.case.tender
    if tender.compulsory is False:
        return
    entry = _tender_entry(dossier)
    too_short = _too_short(tender.issued, tender.deadline, DAYS_TO_DEADLINE)
    if entry is not None and (
        too_short or _too_short(tender.clarifications_until, tender.deadline, DAYS_CLARIFICATION)
    ):
        yield _flag("unlawful_timetable", entry.id, f"{tender.issued or '?'} → {tender.deadline or '?'}")
        return
    told = _told_timetable(dossier)
    if told is not None:
        words = told.text[:80]
        yield _flag("unlawful_timetable", told.id, words)


def _too_short(start: dt.date | None, end: dt.date | None, days: int) -> bool:
    return start is not None and end is not None and (end - start).days < days


def _tender_entry(dossier: Dossier) -> Entry | None:
    kinds = ("tender_doc", "bid")
    return next((entry for entry in dossier.case.timeline if entry.kind in kinds), None) or next(
        (entry for entry in dossier.outward if dossier.stage_on(entry.date) == "tender"), None
    )


def _told_timetable(dossier: Dossier) -> Entry | None:
    """An entry whose words ask for an answer, papers or a presentation within days, while suppliers are compared."""
    for entry in dossier.case.timeline:
        told = (_found(pattern, heard(entry.text)) for pattern in ("unlawful_timetable", "taking_part"))
        if entry.direction == "in" and all(told) and rank(dossier.stage_on(entry.date)) <= rank("tender"):
            return entry
    return None


def _standstill(dossier: Dossier) -> Iterator[Flag]:
    """We talk of price or solution between the deadline and the award of a public or compulsory tender."""
    tender = dossier.case.tender
    if tender.compulsory is not True and (dossier.case.account.kind in (None, "private") or tender.compulsory is False):
        return
    bids = [entry.date for entry in dossier.outward if entry.kind == "bid"]
    closed = tender.deadline or min(bids, default=None)
    if closed is None or (not bids and tender.deadline is None):
        return
    for entry in dossier.case.timeline:
        talks = entry.direction == "out" and entry.kind in ("visit", "call", "email", "negotiation", "discount")
        waiting = closed < entry.date and (tender.award is None or entry.date < tender.award)
        words = _found("standstill_breach", heard(entry.text)) if talks and waiting else None
        if words is not None and rank(dossier.stage_on(entry.date)) <= rank("tender"):
            yield _flag("standstill_breach", entry.id, entry.text[slice(*words)], *words)
