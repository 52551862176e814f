"""The timeline of an opportunity: entries with the words that light up."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from django.urls import reverse
from django.utils.translation import gettext as _

from tongpin.crm.opportunities.page import EntryRow as Entry
from tongpin.crm.opportunities.page import OpportunityPage
from tongpin.crm.opportunities.page import SignalRow as Signal
from tongpin.method.standing import Fit, Mistake
from tongpin.web.cited import day
from tongpin.web.highlight import Piece, Span, pieces
from tongpin.web.texts import (
    DIRECTIONS,
    OUTCOMES,
    SIGNAL_STATES,
    how_plainly,
    kind_name,
    mistake_name,
    signal_name,
    stage_short,
    told,
)

Cites = TypeVar("Cites", Signal, Mistake)
PER_PAGE = 30
LONGEST = 1500
"""Characters of a text shown in the list; the entry's own page has the whole."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalRow:
    """A signal to be confirmed or struck. ``sure`` is empty where a person has spoken."""

    id: int
    name: str
    words: str
    says: str
    sure: str
    state: str
    state_name: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryRow:
    """An entry; ``cut`` is the length of its text where only a part is shown, else 0."""

    id: int
    href: str
    changing: str
    code: str
    day: str
    kind: str
    inbound: bool
    direction: str
    by: str
    people: str
    pieces: list[Piece]
    cut: int
    verdict: str
    why: str
    better: str
    signals: list[SignalRow]
    complaint: bool
    meeting: bool
    wanted: str
    outcome: str


def entries_of(found: OpportunityPage, *, before: str) -> tuple[list[EntryRow], int | None]:
    """The newest entries (older than the one with id ``before``), and the id from which to go on, if there is more."""
    newest = list(reversed(found.entries))
    place = next((index + 1 for index, entry in enumerate(newest) if str(entry.id) == before), 0)
    shown = newest[place : place + PER_PAGE]
    following = shown[-1].id if place + PER_PAGE < len(newest) else None
    return _assembled(found, shown, most=LONGEST), following


def entry_of(found: OpportunityPage, activity_id: int, *, most: int) -> EntryRow | None:
    """One entry with up to ``most`` characters of its text; ``None`` where it is not there."""
    chosen = [entry for entry in found.entries if entry.id == activity_id]
    return _assembled(found, chosen, most=most)[0] if chosen else None


def _assembled(found: OpportunityPage, entries: Sequence[Entry], *, most: int) -> list[EntryRow]:
    signals = _by_entry(found.signals)
    mistakes = _by_entry(found.standing.mistakes)
    fits = {fit.entry: fit for fit in found.standing.alignment}
    names = {person.code: person.name for person in found.people}
    return [
        _entry(
            entry,
            [names.get(code, code) for code in entry.who],
            signals[entry.code],
            mistakes[entry.code],
            fits.get(entry.code),
            f"{reverse('opportunity', args=[found.opportunity.pk])}/entries",
            most,
        )
        for entry in entries
    ]


def _by_entry(items: Iterable[Cites]) -> defaultdict[str, list[Cites]]:
    grouped: defaultdict[str, list[Cites]] = defaultdict(list)
    for item in items:
        grouped[item.entry].append(item)
    return grouped


def _entry(
    entry: Entry,
    people: list[str],
    signals: list[Signal],
    mistakes: list[Mistake],
    fit: Fit | None,
    address: str,
    most: int,
) -> EntryRow:
    misfit = fit if fit is not None and fit.verdict != "fits" else None
    return EntryRow(
        id=entry.id,
        href=f"{address}/{entry.id}",
        changing=_("Change the entry of %(day)s") % {"day": day(entry.date)},
        code=entry.code,
        day=day(entry.date),
        kind=kind_name(entry.kind),
        inbound=entry.direction == "in",
        direction=str(DIRECTIONS[entry.direction]),
        by=entry.by,
        people=_(", ").join(filter(None, people)),
        pieces=pieces(entry.text[:most], [*_signal_spans(signals), *_mistake_spans(mistakes)]),
        cut=len(entry.text) if len(entry.text) > most else 0,
        verdict=fit.verdict if fit else "",
        why=told(misfit.why) if misfit else "",
        better=told(misfit.better) if misfit and misfit.better else "",
        signals=[_signal(signal) for signal in signals],
        complaint=entry.kind == "complaint",
        meeting=bool(entry.wanted or entry.outcome),
        wanted=entry.wanted or "",
        outcome=str(OUTCOMES[entry.outcome]) if entry.outcome else "",
    )


def _mistake_spans(mistakes: Iterable[Mistake]) -> Iterator[Span]:
    for mistake in mistakes:
        if mistake.start is not None and mistake.end is not None and mistake.state != "settled":
            yield Span(start=mistake.start, end=mistake.end, css="mistake", tells=mistake_name(mistake.code))


def _signal_spans(signals: Iterable[Signal]) -> Iterator[Span]:
    for signal in signals:
        if signal.start is not None and signal.end is not None:
            name = signal_name(signal.kind)
            yield Span(start=signal.start, end=signal.end, css=signal.state, tells=name, id=f"signal-{signal.id}")


def _signal(signal: Signal) -> SignalRow:
    unheard = signal.state == "proposed" and signal.confidence
    return SignalRow(
        id=signal.id,
        name=signal_name(signal.kind),
        words=_("“%(words)s”") % {"words": signal.words} if signal.words else "",
        says=_("speaks for %(stage)s") % {"stage": stage_short(signal.says)} if signal.says else "",
        sure=how_plainly(signal.confidence or 0) if unheard else "",
        state=signal.state,
        state_name=str(SIGNAL_STATES[signal.state]),
        by=signal.by,
    )
