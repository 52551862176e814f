"""Evidence: from a case's records and readings to what each day says of the customer's stage (METHOD 2.1, 2.2).

A day's notes and records make one piece. What a salesperson typed as a stage or a probability is no evidence.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np

from tongpin.method.case import STAGES, Case, Direction, Entry, EntryKind, Evidence
from tongpin.method.datafiles import load_data
from tongpin.method.reading.shape import Reading, SignalHit
from tongpin.method.stages import Floats, Gaps, StageModel, as_odds, forward, rest, smooth, weights_of
from tongpin.method.standing import HistoryPoint, Odds, PersonStage, SignalSeen
from tongpin.method.vocabulary import main_stage, stage_weights


@dataclass(frozen=True, slots=True)
class Piece:
    """What one record says: log-likelihoods of the seven stages, and the entry it came from, if from one."""

    date: dt.date
    weights: Floats
    entry: str | None


@dataclass(frozen=True, slots=True)
class Track:
    """The customer's way through the stages: a point for each day with evidence, and the odds today."""

    points: tuple[HistoryPoint, ...]
    today: Odds

    def on(self, day: dt.date) -> Odds:
        """Odds with hindsight on a day: those of the last point up to it (the first point's before any)."""
        found = [point for point in self.points if point.date <= day]
        return found[-1].hindsight if found else (self.points[0].hindsight if self.points else self.today)


def track_of(case: Case, pieces: Sequence[Piece], model: StageModel) -> Track:
    """The track of one case up to ``case.today``."""
    days = _by_day(pieces)
    if not days:
        return Track((), as_odds(rest(model, model.start[None], 0)[0]))
    dates = sorted(days)
    gaps = _gaps(dates)
    weights = np.stack([days[date][0] for date in dates])[:, None, :].astype(np.float32)
    filtered = forward(model, gaps, weights)
    hindsight = smooth(model, gaps, weights, filtered)
    points = tuple(
        HistoryPoint(date=date, odds=as_odds(odds[0]), hindsight=as_odds(later[0]), entries=days[date][1])
        for date, odds, later in zip(dates, filtered, hindsight, strict=True)
    )
    today = rest(model, filtered[-1], max(0, (case.today - dates[-1]).days))
    return Track(points, as_odds(today[0]))


def stages_by_person(case: Case, pieces: Sequence[Piece], model: StageModel) -> tuple[PersonStage, ...]:
    """Each stakeholder's own stage, from what passed with him alone (METHOD 2.3); all of them in one run."""
    spoken = {entry.id: entry for entry in case.timeline if entry.direction != "internal"}
    heard = [piece for piece in pieces if piece.entry in spoken]
    met = {
        person.id: [piece for piece in heard if person.id in spoken[str(piece.entry)].who] for person in case.present
    }
    met = {person: own for person, own in met.items() if own}
    if not met:
        return ()
    dates = sorted({piece.date for piece in heard})
    weights = np.zeros((len(dates), len(met), 7), np.float32)
    for column, own in enumerate(met.values()):
        for piece in own:
            weights[dates.index(piece.date), column] += piece.weights
    gaps = np.repeat(_gaps(dates), len(met), axis=1)
    today = rest(model, forward(model, gaps, weights)[-1], (case.today - dates[-1]).days)
    return tuple(
        PersonStage(
            person=person,
            stage=STAGES[int(np.argmax(odds))],
            odds=as_odds(odds),
            entries=tuple(dict.fromkeys(str(piece.entry) for piece in own)),
        )
        for (person, own), odds in zip(met.items(), today, strict=True)
    )


def _gaps(dates: Sequence[dt.date]) -> Gaps:
    """Days from each date to the one before, shape (dates, 1); 0 for the first."""
    return np.array([[0], *[[(after - before).days] for before, after in pairwise(dates)]])


def pieces_of(case: Case, readings: Mapping[str, Reading]) -> list[Piece]:
    """Everything in the case that tells the customer's stage; a note pasted twice on a day tells it once."""
    told = {(entry.date, entry.who, entry.text.strip() or entry.id): entry for entry in reversed(case.timeline)}
    pieces = [Piece(entry.date, _entry_weights(case, entry, readings[entry.id]), entry.id) for entry in told.values()]
    pieces += [Piece(date, _fact(name), None) for date, name in _facts(case)]
    return [piece for piece in pieces if piece.date <= case.today and np.any(piece.weights)]


def signals_of(case: Case, readings: Mapping[str, Reading]) -> tuple[SignalSeen, ...]:
    """Signals of all entries with what people made of them: confirmed, struck, or added by hand."""
    marks: dict[str, list[Evidence]] = defaultdict(list)
    for mark in case.evidence:
        marks[mark.entry].append(mark)
    seen: list[SignalSeen] = []
    for entry in case.timeline:
        found = [(hit, _mark_of(hit, marks[entry.id])) for hit in readings[entry.id].signals]
        seen += [_seen(entry.id, hit, mark) for hit, mark in found]
        used = {id(mark) for _, mark in found}
        seen += [_added(mark) for mark in marks[entry.id] if mark.start is not None and id(mark) not in used]
    return tuple(seen)


def _mark_of(hit: SignalHit, marks: list[Evidence]) -> Evidence | None:
    """What a person said of a signal: of its kind in the entry, and of its words where words were named."""
    return next(
        (
            mark
            for mark in marks
            if mark.signal == hit.kind
            and (mark.start is None or mark.end is None or (mark.start < hit.end and hit.start < mark.end))
        ),
        None,
    )


def _seen(entry: str, hit: SignalHit, mark: Evidence | None) -> SignalSeen:
    state = mark.state if mark else "proposed"
    sure = 1.0 if state == "confirmed" else hit.confidence
    return SignalSeen(
        kind=hit.kind, entry=entry, start=hit.start, end=hit.end, confidence=sure, says=hit.says, state=state
    )


def _added(mark: Evidence) -> SignalSeen:
    """A signal that the reading does not show: added by hand, or struck and so passed over."""
    return SignalSeen(
        kind=mark.signal,
        entry=mark.entry,
        start=mark.start or 0,
        end=mark.end or 0,
        confidence=1.0 if mark.state == "confirmed" else 0.5,
        says=main_stage(mark.signal),
        state=mark.state,
    )


def _by_day(pieces: Sequence[Piece]) -> dict[dt.date, tuple[Floats, tuple[str, ...]]]:
    days: dict[dt.date, list[Piece]] = defaultdict(list)
    for piece in pieces:
        days[piece.date].append(piece)
    return {
        date: (_together(found), tuple(dict.fromkeys(piece.entry for piece in found if piece.entry)))
        for date, found in days.items()
    }


def _together(pieces: list[Piece]) -> Floats:
    """What a day says: the strongest note in full, each further one less, for they tell of the same events."""
    if len(pieces) == 1:
        return pieces[0].weights
    less = load_data("records")["further_note"]
    notes = [piece for piece in pieces if piece.entry]
    notes.sort(key=lambda piece: (-float(np.ptp(piece.weights)), piece.weights.tolist()))
    told = [piece.weights * less**place for place, piece in enumerate(notes)]
    facts = [piece.weights for piece in pieces if not piece.entry]
    return np.asarray(np.sum([*told, *facts], axis=0), np.float32)


def _entry_weights(case: Case, entry: Entry, reading: Reading) -> Floats:
    confirmed = [item.signal for item in case.evidence if item.entry == entry.id and item.state == "confirmed"]
    odds = reading.odds if entry.text.strip() else None
    return _weights(entry.kind, entry.direction, odds, tuple(confirmed))


@lru_cache(maxsize=4096)
def _weights(kind: EntryKind, direction: Direction, odds: Odds | None, confirmed: tuple[str, ...]) -> Floats:
    """What an entry says by its text (``odds``), as a record of its kind, and by what a person confirmed in it.

    Remembered, for a case is judged again at each of its notes; not to be changed by the caller.
    """
    data = load_data("records")
    spoken = np.zeros(7) if odds is None else np.log(np.maximum(np.array(odds, np.float32), data["floor"]))
    recorded = weights_of(data["entries"].get(kind, {}).get(direction, {}))
    total = spoken * data["trust"][direction] + recorded * data["trust"]["record"]
    if confirmed:
        total = total + np.sum([stage_weights(signal) for signal in confirmed], axis=0) * data["confirmed"]
    return np.asarray(total - total.mean(), np.float32)


def _fact(name: str) -> Floats:
    data = load_data("records")
    return weights_of(data["facts"][name]) * np.float32(data["trust"]["record"])


def _facts(case: Case) -> Iterator[tuple[dt.date, str]]:
    """Dated facts of the file, and the flags that tell only the present."""
    yield from _delivery_facts(case)
    if case.tender.issued:
        yield case.tender.issued, "tender_issued"
    if case.tender.award:
        yield case.tender.award, "awarded"
    for bid in case.bids:
        yield bid.date, "ranked_first" if bid.rank == 1 and bid.bidder == case.our_side.company else "bid_known"
    yield from {(need.date, f"need_{need.strength}") for need in case.needs}
    yield from {(item.since, "criterion_scored") for item in case.criteria if item.since}
    yield from {(item.date, "concern_raised") for item in case.concerns}
    yield from _present_facts(case)


def _delivery_facts(case: Case) -> Iterator[tuple[dt.date, str]]:
    facts = case.implementation
    for name in ("contract_signed", "go_live", "acceptance"):
        date = getattr(facts, name)
        if date is not None:
            yield date, name
    yield from {(metric.date, "measured") for metric in facts.metrics}
    outcome = case.opportunity.outcome
    if outcome is not None and outcome.result in ("won", "part") and outcome.date and not facts.contract_signed:
        yield outcome.date, "contract_signed"


def _present_facts(case: Case) -> Iterator[tuple[dt.date, str]]:
    opportunity = case.opportunity
    if opportunity.project_initiated is False:
        yield case.today, "not_initiated"
    if opportunity.budget_confirmed is False and opportunity.project_initiated is not True:
        yield case.today, "no_budget"
    if opportunity.project_initiated and opportunity.budget_confirmed:
        yield case.today, "initiated_with_budget"
    if opportunity.position in ("chosen", "not_chosen"):
        yield case.today, opportunity.position
