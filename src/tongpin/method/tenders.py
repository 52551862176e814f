"""What a tender shows against the rules of a compulsory one (METHOD 13.2). A free purchase may be quick."""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from tongpin.method.case import Entry, Tender
from tongpin.method.datafiles import load_data
from tongpin.method.dossier import Dossier
from tongpin.method.reading.script import heard
from tongpin.method.regions import MAINLAND, country_of_region
from tongpin.method.wording import Say, say


@dataclass(frozen=True, slots=True)
class Breach:
    """A rule that the tender would break if it is compulsory; ``entry`` is set where its words show it."""

    rule: str
    says: Say
    entry: str | None = None


def breaches(dossier: Dossier) -> Iterator[Breach]:
    """Everything in records and notes that no compulsory tender could have; nothing of one known to be free."""
    tender = dossier.case.tender
    if tender.compulsory is False:
        return
    if country := abroad(dossier):
        yield from _abroad(country, _days(tender.issued, tender.deadline))
        return
    yield from _at_least("deadline", _days(tender.issued, tender.deadline))
    yield from _at_least("clarifications", _days(tender.clarifications_until, tender.deadline))
    yield from _at_least("sale", _days_told(tender))
    yield from _bonds(dossier)
    for entry in dossier.case.timeline:
        if entry.kind == "tender_doc":
            yield from _at_least("sale", _days_on_sale(entry), entry.id)
    if must_be_public(dossier):
        yield from _contract(dossier)


def abroad(dossier: Dossier) -> str:
    """The country of the customer where its region is known to lie outside the mainland; empty where it is not."""
    country = country_of_region(dossier.case.account.region)
    return "" if country == MAINLAND else country


def rules_of(country: str) -> dict[str, Any]:
    """What we know of another country's law on tenders; empty where we know nothing."""
    known = load_data("tender_rules")
    return known["abroad"].get(known["same_law"].get(country, country), {})  # type: ignore[no-any-return]  # YAML


def law_of(country: str, about: Literal["timetable", "talks"]) -> Say:
    """The law of another country of which something is known."""
    same = load_data("tender_rules")["same_law"].get(country, country)
    if about == "talks":
        return say(f"tender_rules.abroad.{same}.talks")
    return say(f"tender_rules.abroad.{same}.timetable")


def _abroad(country: str, days: int | None) -> Iterator[Breach]:
    """A term that is too short under the shortest that the other law knows of."""
    least = rules_of(country).get("deadline")
    if least is not None and days is not None and days < least:
        yield Breach("deadline", say("tender_rules.says.deadline", got=days, limit=least))


def must_be_public(dossier: Dossier) -> bool:
    """Whether the purchase is known to be under the rules of public money or of compulsory tenders."""
    tender, kind = dossier.case.tender, dossier.case.account.kind
    return tender.compulsory is True or (kind in ("public", "state_owned") and tender.compulsory is not False)


def may_be_public(dossier: Dossier) -> bool:
    """Whether nothing tells that the rules do not hold: the kind of buyer may be unknown."""
    return must_be_public(dossier) or (dossier.case.account.kind is None and dossier.case.tender.compulsory is None)


def objection_until(dossier: Dossier) -> dt.date | None:
    """The last day to object to the documents; ``None`` where the deadline is unknown or it has passed, and where
    another law than that of the mainland holds."""
    deadline = dossier.case.tender.deadline
    if deadline is None or abroad(dossier):
        return None
    last = deadline - dt.timedelta(days=load_data("tender_rules")["objection_days"])
    return last if last >= dossier.today else None


def _days_told(tender: Tender) -> int | None:
    """Days on which the documents are to be had, first and last counted, as the record has them."""
    days = _days(tender.documents_from, tender.documents_until)
    return None if days is None or days < 0 else days + 1


def _days(start: dt.date | None, end: dt.date | None) -> int | None:
    return (end - start).days if start is not None and end is not None else None


def _at_least(rule: str, days: int | None, entry: str | None = None) -> Iterator[Breach]:
    limit = load_data("tender_rules")["limits"][rule]
    if days is not None and days < limit:
        yield Breach(rule, say(f"tender_rules.says.{rule}", got=days, limit=limit), entry)


def _at_most(rule: str, got: float, entry: str | None = None) -> Iterator[Breach]:
    limit = load_data("tender_rules")["limits"][rule]
    if got > limit:
        yield Breach(rule, say(f"tender_rules.says.{rule}", got=f"{got:g}", limit=limit), entry)


def _contract(dossier: Dossier) -> Iterator[Breach]:
    award = dossier.case.tender.award
    if award is not None and award <= dossier.today:
        signed = dossier.signed_on
        yield from _at_most("contract", ((signed or dossier.today) - award).days)


def _bonds(dossier: Dossier) -> Iterator[Breach]:
    """Bonds as the record has them, where a bare percentage is the bid bond's, and as tender documents tell them."""
    record = heard(dossier.case.tender.bond)
    performance = _percent("performance_bond", record)
    bid = _percent("bid_bond", record)
    if performance is None and bid is None:
        bid = _percent("percent", record)
    bid = _share_of_budget(dossier.case.tender) if bid is None else bid
    yield from _at_most("performance_bond", performance or 0)
    yield from _at_most("bid_bond", bid or 0)
    for entry in dossier.case.timeline:
        if entry.kind == "tender_doc":
            for rule in ("bid_bond", "performance_bond"):
                yield from _at_most(rule, _percent(rule, heard(entry.text)) or 0, entry.id)


def _share_of_budget(tender: Tender) -> float | None:
    """The bond in percent of the budget, rounded to a tenth; ``None`` where one of them is not known."""
    if tender.bond_amount is None or not tender.budget:
        return None
    return float(round(100 * tender.bond_amount / tender.budget, 1))


def _percent(name: str, text: str) -> float | None:
    match = _pattern(name).search(text)
    return float(match["percent"]) if match is not None else None


def _days_on_sale(entry: Entry) -> int | None:
    """Days from the first of the sale to its last, both counted; ``None`` where no such term is told."""
    match = _pattern("sale").search(heard(entry.text))
    if match is None:
        return None
    try:
        first = dt.date(entry.date.year, int(match["month"]), int(match["day"]))
        last = dt.date(entry.date.year, int(match["to_month"] or match["month"]), int(match["to_day"]))
    except ValueError:
        return None
    return (last - first).days + 1 if last >= first else None


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(load_data("tender_rules")["words"][name], re.IGNORECASE)
