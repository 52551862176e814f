"""What the customer may expect once it is signed: promises and agreed terms, proposed as expectations (METHOD 9.1).

What our people undertook or stated before signing is what the delivery is measured by; so it is carried over while it
is still in memory.
"""

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256

from tongpin.method.case import Case, Entry
from tongpin.method.consistency import reaches_customer, statements_in
from tongpin.method.dossier import Dossier
from tongpin.method.serving import ExpectationSource, TermKind

TOPICS = ("delivery_time", "response_time", "warranty")
"""What statements are promises of something to come; prices and payment are done with the contract."""
TERMS: tuple[TermKind, ...] = ("delivery", "acceptance", "warranty", "liability", "other")
PAPERS = ("email", "quote", "proposal", "bid", "contract")
"""What we write to them promises by itself; in a note of a talk only what is said to be ours does."""
_OURS = re.compile(r"我们|我方|我司|我們|\b(?:we|our|us)\b", re.IGNORECASE)
DEAD = ("broken", "not_binding", "cannot_be_met")
MOST = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """An agreed term of the contract."""

    kind: TermKind
    text: str
    agreed: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Promised:
    """Something the customer may expect: ``words`` of ``entry`` promised it, if any; ``who`` it was promised to, by
    id."""

    source: ExpectationSource
    text: str
    date: dt.date
    who: str = ""
    due: dt.date | None = None
    entry: str = ""
    words: str = ""

    @property
    def key(self) -> str:
        """Names it for a form: by what it says, for its place changes where a colleague adds or removes another."""
        return sha256(_plain(self.text).encode()).hexdigest()[:16]


def promised_before(dossier: Dossier, terms: Iterable[Term] = ()) -> tuple[Promised, ...]:
    """What was promised before signing and is no expectation yet, the firmest first: terms, promises of ours, explicit
    needs, statements of our people in the stages from the tender on."""
    case = dossier.case
    kept = {_plain(item.text) for item in case.implementation.expectations}
    kept |= {_plain(item.words) for item in case.implementation.expectations if item.words}
    found: dict[str, Promised] = {}
    for item in (*_agreed(case, terms), *_undertaken(case), *_needed(case), *_stated(dossier)):
        if _plain(item.text) not in kept:
            found.setdefault(_plain(item.text), item)
    return tuple(found.values())[:MOST]


def _agreed(case: Case, terms: Iterable[Term]) -> Iterator[Promised]:
    for term in terms:
        if term.agreed and term.kind in TERMS:
            yield Promised(source="contract", text=term.agreed, date=case.today)


def _undertaken(case: Case) -> Iterator[Promised]:
    """Our own open or kept promises: by nobody of the customer's."""
    theirs = {person.id for person in case.stakeholders} | {person.name for person in case.stakeholders if person.name}
    for item in case.commitments:
        if item.by and item.by not in theirs and item.status not in DEAD:
            yield Promised(source="promise", text=item.text, date=item.date, due=item.due)


def _needed(case: Case) -> Iterator[Promised]:
    for need in case.needs:
        if need.strength == "explicit" and need.type == "org":
            yield Promised(
                source="need",
                text=need.text,
                date=need.date,
                who=need.who,
                entry=need.entry if need.words else "",
                words=need.words if need.entry else "",
            )


def _stated(dossier: Dossier) -> Iterator[Promised]:
    """The sentences of our notes and letters, from the tender on, in which we stated something to come."""
    for entry in dossier.case.timeline:
        if not reaches_customer(entry) or dossier.stage_on(entry.date) not in ("tender", "commitment"):
            continue
        for statement in statements_in(entry):
            start, end = _sentence(entry, statement.told.start, statement.told.end)
            words = entry.text[start:end]
            if statement.topic in TOPICS and (
                entry.kind in PAPERS or _OURS.search(entry.text, max(0, start - 12), end)
            ):
                who = entry.who[0] if entry.who else ""
                yield Promised(
                    source="promise",
                    text=words,
                    date=entry.date,
                    who=who,
                    entry=entry.id,
                    words=words,
                )


def _sentence(entry: Entry, start: int, end: int) -> tuple[int, int]:
    """The clause around words: up to the nearest marks that end one."""
    text, marks = entry.text, "。！？!?；;\n，,"
    while start > 0 and text[start - 1] not in marks:
        start -= 1
    while end < len(text) and text[end] not in marks and text[end : end + 2] != ". ":
        end += 1
    while start < end and text[start].isspace():
        start += 1
    return start, end


def _plain(text: str) -> str:
    return "".join(char for char in text.lower() if char.isalnum())
