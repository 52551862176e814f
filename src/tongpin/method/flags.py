"""What the law speaks to: improper requests, arranged tenders, timetables that cannot be lawful (METHOD 13)."""

import re
from collections.abc import Iterator
from functools import lru_cache

from tongpin.method.case import Entry
from tongpin.method.datafiles import load_data
from tongpin.method.dossier import Dossier, rank
from tongpin.method.reading.script import heard
from tongpin.method.standing import Flag
from tongpin.method.tenders import (
    Breach,
    abroad,
    breaches,
    law_of,
    may_be_public,
    must_be_public,
    rules_of,
)
from tongpin.method.wording import Say, joined, quoted, say

SIGNALLED = ("improper_request", "collusion_request")
TALKS = ("visit", "call", "email", "negotiation", "discount", "executive_visit")


def flags_of(dossier: Dossier) -> tuple[Flag, ...]:
    """Everything that compliance should see, one flag of a code at an entry."""
    found = [*_requests(dossier), *_timetable(dossier), *_standstill(dossier), *_private_matters(dossier)]
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
    """Terms that a compulsory tender could not have, at the entries that show them; else a term told in words."""
    by_entry: dict[str, dict[str, Say]] = {}
    for breach in breaches(dossier):
        entry = breach.entry or _entry_for(dossier, breach)
        if entry is not None:
            by_entry.setdefault(entry, {}).setdefault(breach.rule, breach.says)
    country = abroad(dossier)
    law = law_of(country, "timetable") if country else say("law.unlawful_timetable.law")
    for entry, found in by_entry.items():
        breached = joined(found.values())
        says = say("tender_rules.if_bound" if country else "tender_rules.if_compulsory", breaches=breached)
        yield Flag(code="unlawful_timetable", entry=entry, why=says, law=law)
    told = None if by_entry or dossier.case.tender.compulsory is False else _told_timetable(dossier)
    if told is None:
        return
    if not country:
        yield _flag("unlawful_timetable", told.id, told.text[:80])
    elif rules_of(country):
        says = say("tender_rules.told_abroad", limit=rules_of(country)["deadline"])
        why = say("findings.told", why=says, words=quoted(told.text[:80]))
        yield Flag(code="unlawful_timetable", entry=told.id, why=why, law=law)


def _entry_for(dossier: Dossier, breach: Breach) -> str | None:
    """Where a record's breach belongs: to the contract, or to the tender documents."""
    if breach.rule == "contract":
        award = dossier.case.tender.award or dossier.today
        later = [entry for entry in dossier.case.timeline if entry.date >= award]
        contracts = [entry for entry in later if entry.kind == "contract"]
        return next((entry.id for entry in [*contracts, *reversed(later)]), None)
    entry = _tender_entry(dossier)
    return entry.id if entry is not None else None


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
    """Talk of price or solution between deadline and award, or of price after it, where the rules hold or may hold."""
    country = abroad(dossier)
    if not may_be_public(dossier) or (country and not rules_of(country)):
        return
    law = law_of(country, "talks") if country else say("law.standstill_breach.law")
    known = must_be_public(dossier)
    says = say("law.standstill_breach.why") if known else say("findings.standstill_if_public")
    for entry in dossier.case.timeline:
        talks = entry.direction == "out" and entry.kind in TALKS
        words = _found("standstill_breach", heard(entry.text)) if talks and _is_closed(dossier, entry) else None
        if words is not None:
            why = say("findings.told", why=says, words=quoted(entry.text[slice(*words)]))
            yield Flag(code="standstill_breach", entry=entry.id, why=why, law=law, start=words[0], end=words[1])


def _is_closed(dossier: Dossier, entry: Entry) -> bool:
    """Whether on the day of an entry the bids are in and nothing may be talked about until the contract is signed."""
    tender = dossier.case.tender
    bids = [item.date for item in dossier.outward if item.kind == "bid"]
    deadline = tender.deadline or min(bids, default=None)
    if deadline is None or entry.date <= deadline:
        return False
    if tender.award is None:
        return rank(dossier.stage_on(entry.date)) <= rank("tender")
    return dossier.signed_on is None or entry.date < dossier.signed_on


def _private_matters(dossier: Dossier) -> Iterator[Flag]:
    """A note keeps of a person what has nothing to do with his work (METHOD 13.4)."""
    for entry in dossier.case.timeline:
        words = _found("personal_data", heard(entry.text))
        if words is not None:
            yield _flag("personal_data", entry.id, entry.text[slice(*words)], *words)
