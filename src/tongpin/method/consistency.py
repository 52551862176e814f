"""One story: what our people state is compared across people and papers (METHOD 11.2).

Statements come from our outward entries. Rules draw them (:mod:`~tongpin.method.statements`) and say which cannot both
hold; a trained reader (:mod:`~tongpin.method.statements.reader`) says how sure each is, and everything is weighed
(:mod:`~tongpin.method.weighing`). What is heavy enough is a contradiction, from two mouths or from one; so is what a
customer lays side by side himself.
"""

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache

from tongpin.method.case import Case, Entry
from tongpin.method.clashing import Statement, first_clash, same_thing
from tongpin.method.datafiles import load_data
from tongpin.method.reading.script import heard
from tongpin.method.reported import Reported, laid_side_by_side
from tongpin.method.statements import told_in
from tongpin.method.statements.context import Context
from tongpin.method.statements.reader import TOPICS, Source, StatementModel, features_of, is_written, load_model
from tongpin.method.weighing import Vote, Weighing

SURE = 0.15
"""Chance from which an entry is held to state something of a topic, ours and holding."""
TERSE = 20
"""Units of an entry so short that it says hardly more than its statement: between two of them the rules decide."""


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Words of two entries that cannot both hold; ``entry``, ``start``, ``end`` are where the later ones stand."""

    topic: str
    entry: str
    start: int
    end: int
    first_words: str
    second_words: str
    first_entry: str
    first_start: int
    first_end: int


def contradictions(case: Case, model: StatementModel | None = None) -> Iterator[Contradiction]:
    """Pairs of statements of ours that cannot both hold; the later one is cited, one a topic and entry.

    Read by ``model``, by default that in the box.
    """
    story = _Story(model or load_model())
    for entry in case.timeline:
        if entry.direction == "in":
            yield from (_reported(entry, pair) for pair in laid_side_by_side(entry.text, _rivals(case)))
        if reaches_customer(entry):
            yield from story.tell(entry)


def reaches_customer(entry: Entry) -> bool:
    """Whether an entry may state something to the customer: not what we say among us, nor his own letters."""
    letter = entry.direction == "in" and is_written(entry.kind) and entry.kind != "email"
    return entry.direction != "internal" and not letter


@dataclass
class _Ruled:
    """What the rules have drawn so far, by topic."""

    known: dict[str, list[Statement]] = field(default_factory=dict)

    def clashes(self, entry: Entry) -> Iterator[tuple[Statement, Statement]]:
        """What the rules hold for contradictions."""
        fresh: dict[str, list[Statement]] = {}
        for statement in statements_in(entry):
            fresh.setdefault(statement.topic, []).append(statement)
        for topic, statements in fresh.items():
            known = self.known.get(topic, [])
            found = first_clash(known, statements)
            if found is not None:
                yield found
            kept = [one for one in known if not any(same_thing(one, new) for new in statements)]
            self.known[topic] = [*kept, *statements]


@dataclass
class _Story:
    """What has been told so far."""

    model: StatementModel
    ruled: _Ruled = field(default_factory=_Ruled)
    entries: dict[str, Entry] = field(default_factory=dict)
    places: dict[str, int] = field(default_factory=dict)
    """At which place each entry was told."""
    told: dict[str, str] = field(default_factory=dict)
    """The last entry that states something of a topic."""

    def tell(self, entry: Entry) -> Iterator[Contradiction]:
        """Contradictions of an entry with what was told before it."""
        clashes = list(self.ruled.clashes(entry))
        stated = _topics(source_of(entry), self.model)
        partners = {first.entry for first, _ in clashes} | {self.told[topic] for topic in stated if topic in self.told}
        raised: set[str] = set()
        for name in sorted(partners, key=self.places.__getitem__, reverse=True):
            for found in self._against(self.entries[name], entry, clashes):
                if found.topic not in raised:
                    raised.add(found.topic)
                    yield found
        self.entries[entry.id] = entry
        self.places.setdefault(entry.id, len(self.places))
        self.told |= dict.fromkeys(stated, entry.id)

    def _against(
        self, earlier: Entry, entry: Entry, clashes: Sequence[tuple[Statement, Statement]]
    ) -> Iterator[Contradiction]:
        own = {second.topic: (first, second) for first, second in clashes if first.entry == earlier.id}
        best = likeliest(earlier, entry, tuple(_vote(clash) for clash in own.values()), self.model)
        terse = _units(earlier) <= TERSE and _units(entry) <= TERSE
        for topic in TOPICS if best or own else ():
            found = best.get(topic)
            if topic in own and (terse or found is None or found.score > self.model.thresholds[0]):
                yield _contradiction(*own[topic])
            elif not terse and topic not in own and found is not None and found.score > self.model.thresholds[1]:
                read = _read(earlier, entry, found)
                if not _is_measured(read):
                    yield read


def _units(entry: Entry) -> int:
    return len(features_of(source_of(entry)).words.stems)


def votes_of(earlier: Entry, entry: Entry) -> tuple[Vote, ...]:
    """Where the rules see a contradiction of two entries."""
    ruled = _Ruled()
    return tuple(_vote(clash) for one in (earlier, entry) for clash in ruled.clashes(one))


def _vote(clash: tuple[Statement, Statement]) -> Vote:
    first, second = clash
    return Vote(first.topic, (first.told.start, first.told.end), (second.told.start, second.told.end))


@dataclass(frozen=True, slots=True)
class Likeliest:
    """The clauses of a topic that most likely contradict each other, and the log-odds that they do."""

    topic: str
    score: float
    first: tuple[int, int]
    second: tuple[int, int]


def likeliest(earlier: Entry, entry: Entry, votes: tuple[Vote, ...], model: StatementModel) -> Mapping[str, Likeliest]:
    """What most likely contradicts in two entries, for each topic that both speak of."""
    return _likeliest(source_of(earlier), source_of(entry), (earlier.date, entry.date), votes, model)


@lru_cache(maxsize=8192)
def _likeliest(
    earlier: Source, later: Source, told: tuple[dt.date, dt.date], votes: tuple[Vote, ...], model: StatementModel
) -> Mapping[str, Likeliest]:
    """Remembered, for a case is judged anew with each entry."""
    first, second = context_of(earlier, model), context_of(later, model)
    best: dict[str, Likeliest] = {}
    for pair in Weighing(first, second, told, model.idf, votes).pairs():
        score = float(model.judge[:-1] @ pair.for_it + model.judge[-1])
        if pair.topic not in best or score > best[pair.topic].score:
            best[pair.topic] = Likeliest(pair.topic, score, first.span(pair.first), second.span(pair.second))
    return best


def source_of(entry: Entry) -> Source:
    return Source(text=entry.text, kind=entry.kind, direction=entry.direction, speaker=_speaker(entry.by))


@lru_cache(maxsize=1024)
def context_of(source: Source, model: StatementModel) -> Context:
    """What an entry states, and what stands around it."""
    return Context(model(features_of(source)), source.direction == "internal")


@lru_cache(maxsize=8192)
def _topics(source: Source, model: StatementModel) -> tuple[str, ...]:
    """Topics of which something of ours is surely stated."""
    read = context_of(source, model).read
    if not len(read.ours):
        return ()
    sure = (read.topic * (read.ours * read.holds)[:, None]).max(axis=0)
    return tuple(topic for topic, chance in zip(TOPICS, sure, strict=True) if chance > SURE)


def _read(earlier: Entry, entry: Entry, found: Likeliest) -> Contradiction:
    """A contradiction that only the reader sees, with the clauses that carry it."""
    first, second = found.first, found.second
    return Contradiction(
        topic=found.topic,
        entry=entry.id,
        start=second[0],
        end=second[1],
        first_words=earlier.text[first[0] : first[1]],
        second_words=entry.text[second[0] : second[1]],
        first_entry=earlier.id,
        first_start=first[0],
        first_end=first[1],
    )


def _is_measured(read: Contradiction) -> bool:
    """Whether either figure was measured in use: no word of ours, and two of them may well differ."""
    words, topics = _measured()
    return read.topic in topics and any(words.search(heard(told)) for told in (read.first_words, read.second_words))


@cache
def _measured() -> tuple[re.Pattern[str], frozenset[str]]:
    data = load_data("consistency")["measured"]
    return re.compile(data["words"], re.IGNORECASE), frozenset(data["topics"])


def statements_in(entry: Entry) -> Iterator[Statement]:
    """What the rules draw of an entry; a letter of the customer states nothing of ours."""
    if entry.direction == "in" and is_written(entry.kind) and entry.kind != "email":
        return
    for told in told_in(entry.text, entry.direction != "in", is_written(entry.kind), _speaker(entry.by)):
        yield Statement(told, entry.id, entry.date, entry.text[told.start : told.end])


@lru_cache(maxsize=1024)
def _speaker(by: str) -> str:
    return by.split("（")[0].split("(")[0].strip().lower()


def _rivals(case: Case) -> tuple[str, ...]:
    return tuple(rival.name for rival in case.competitors if rival.name)


def _contradiction(first: Statement, second: Statement) -> Contradiction:
    return Contradiction(
        topic=second.topic,
        entry=second.entry,
        start=second.told.start,
        end=second.told.end,
        first_words=first.words,
        second_words=second.words,
        first_entry=first.entry,
        first_start=first.told.start,
        first_end=first.told.end,
    )


def _reported(entry: Entry, pair: tuple[Reported, Reported]) -> Contradiction:
    first, second = pair
    return Contradiction(
        topic=second.topic,
        entry=entry.id,
        start=second.start,
        end=second.end,
        first_words=entry.text[first.start : first.end],
        second_words=entry.text[second.start : second.end],
        first_entry=entry.id,
        first_start=first.start,
        first_end=first.end,
    )
