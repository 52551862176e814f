"""How much speaks for it that two texts of ours contradict each other: weighed statement by statement (METHOD 11.2).

What speaks for it: both are surely read as statements of ours that hold, of one topic, in the same words, with values
apart, and the rules (:mod:`tongpin.method.clashing`) see it too. What speaks against it: one of the values is told in
the other text as well, a revision is said, something explains the difference. The weights are trained, their signs
are given.
"""

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from math import log

import numpy as np
from numpy.typing import NDArray

from tongpin.method.statements.apart import Apart, apart, is_explained, same_name
from tongpin.method.statements.comparable import ALLOWED, BY_SPANS, SAME, SAME_ELSE, VALUED
from tongpin.method.statements.context import Bag, Context
from tongpin.method.statements.cues import cue_classes
from tongpin.method.statements.reader import TOPICS
from tongpin.method.statements.stances import AXES, SCOPE, leans, numbers_of

TOLD = 0.3
"""How surely a value is read as one of a topic that speaks against a contradiction."""
EQUAL = 0.02
TERSE = 12
"""Units of a text so short that it hardly says anything but its statement: there the rules are sure."""
LIKELY = 0.01
"""Pairs that are less likely of one topic are not weighed."""


@dataclass(frozen=True, slots=True)
class Vote:
    """Where the rules see a contradiction: its topic, and the words in both texts."""

    topic: str
    first: tuple[int, int]
    second: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two candidates by their numbers, the topic, what speaks for a contradiction, and whether their values agree."""

    first: int
    second: int
    topic: str
    for_it: tuple[float, ...]
    agrees: bool = False


@dataclass(frozen=True, slots=True)
class _Rated:
    first: int
    second: int
    topic: int
    likely: float
    apart: Apart


class Weighing:
    """Two texts held against each other; ``told`` are their days."""

    def __init__(
        self,
        first: Context,
        second: Context,
        told: tuple[dt.date, dt.date],
        idf: NDArray[np.float32],
        votes: Sequence[Vote],
    ) -> None:
        self.first, self.second, self.told, self.idf, self.votes = first, second, told, idf, votes
        self.topics = np.sqrt(first.read.topic[:, None, :] * second.read.topic[None, :, :])

    @cached_property
    def _values_apart(self) -> dict[tuple[int, int], Apart]:
        """How far values and names of one group lie apart; where units differ they are none."""
        found = {}
        for i, group in enumerate(self.first.groups):
            for j, other in enumerate(self.second.groups):
                if group == other and group != "clause" and (apart_by := self._apart(i, j)) is not None:
                    found[i, j] = apart_by
        return found

    @cached_property
    def _equal(self) -> list[tuple[int, int]]:
        """Values of both that agree."""
        return [at for at, found in self._values_apart.items() if found.share <= EQUAL or found.explained]

    @cached_property
    def _explaining(self) -> tuple[frozenset[float], tuple[float, ...], tuple[float, ...]]:
        """Numbers of pieces, sums and shares of both texts, which may explain a difference."""
        first, second = self.first, self.second
        return first.counts | second.counts, (*first.sums, *second.sums), (*first.shares, *second.shares)

    @cached_property
    def _taxed(self) -> bool:
        """Whether either text tells of a tax."""
        return bool(_TAX.search(self.first.read.features.parsed.text + self.second.read.features.parsed.text))

    def _apart(self, i: int, j: int) -> Apart | None:
        one, other = self.first.read.features.parsed.candidates[i], self.second.read.features.parsed.candidates[j]
        if one.kind == "name":
            return Apart(0.0 if same_name(one.name, other.name) else 1.0, 0.0)
        if one.value is None or other.value is None:
            return Apart(1.0, 0.0)
        found = apart(one.value, other.value, self.told)
        amounts = found is not None and self.first.groups[i] == "amount"
        if (
            found is not None
            and amounts
            and is_explained(one.value.low, other.value.low, *self._explaining, taxed=self._taxed)
        ):
            return Apart(found.share, found.ratio, found.elapsed, True)
        return found

    def pairs(self, *, agreeing: bool = False) -> Iterator[Pair]:
        """Pairs that may contradict each other; ``agreeing``: also those with one value, weighed as if it differed."""
        rated = list(self._rated(agreeing))
        best = {topic: max(one.likely for one in rated if one.topic == topic) for topic in {one.topic for one in rated}}
        for one in rated:
            others = sum(other.topic == one.topic and other.likely > one.likely / 2 for other in rated)
            agrees = self._agrees(one)
            yield Pair(
                one.first, one.second, TOPICS[one.topic], self._for_it(one, best[one.topic], others, agrees), agrees
            )

    def _agrees(self, one: _Rated) -> bool:
        clause = self.first.groups[one.first] == "clause"
        return not clause and one.apart.share <= SAME.get(TOPICS[one.topic], SAME_ELSE)

    def _rated(self, agreeing: bool) -> Iterator[_Rated]:
        for i, j, topic, likely in self._likely():
            group = self.first.groups[i]
            found = _CLAUSES_APART if group == "clause" else self._values_apart.get((i, j))
            if found is None or (TOPICS[topic] in BY_SPANS and group == "time" and not self._are_spans(i, j)):
                continue
            one = _Rated(i, j, topic, likely, found)
            if self._agrees(one) and not (agreeing and found.share <= EQUAL):
                continue
            if group == "clause" and not self._by_clauses(i, j, topic):
                continue
            if not self._is_revision(one) and (agreeing or not (self._both_told(one) or self._both_within(one))):
                yield one

    def _both_told(self, one: _Rated) -> bool:
        """Whether each of two values is told in the other text as well, of this topic: 30 % and 70 % in both."""
        first, second, topic = self.first.read.topic, self.second.read.topic, one.topic
        mine = any(i == one.first and second[j, topic] > TOLD for i, j in self._equal)
        return mine and any(j == one.second and first[i, topic] > TOLD for i, j in self._equal)

    def _both_within(self, one: _Rated) -> bool:
        """Whether two clauses of scope by their own words both include a thing, or both leave it out."""
        if TOPICS[one.topic] != "scope" or self.first.groups[one.first] != "clause":
            return False
        at, other = self._clauses(one.first, one.second)
        return leans(self.first.leanings[at], SCOPE) * leans(self.second.leanings[other], SCOPE) >= 1

    def _are_spans(self, i: int, j: int) -> bool:
        values = (
            self.first.read.features.parsed.candidates[i].value,
            self.second.read.features.parsed.candidates[j].value,
        )
        return all(value is not None and value.kind == "span" for value in values)

    def _likely(self) -> list[tuple[int, int, int, float]]:
        """Pairs of one group that are likely of one topic, the topic, and how likely."""
        if not self.topics.size:
            return []
        groups, others = (
            np.array([_GROUPS.index(group) for group in context.groups]) for context in (self.first, self.second)
        )
        likely = self.topics * _MASKS[groups][:, None, :]
        topics, best = likely.argmax(axis=2), likely.max(axis=2)
        first, second = np.nonzero((groups[:, None] == others) & (best**2 >= LIKELY))
        return list(
            zip(
                first.tolist(),
                second.tolist(),
                topics[first, second].tolist(),
                best[first, second].tolist(),
                strict=True,
            )
        )

    def _is_revision(self, one: _Rated) -> bool:
        """Whether a revision is said with the later statement: no contradiction then, unless the rules know better."""
        if any(vote.topic == TOPICS[one.topic] for vote in self.votes):
            return False
        sentence = self.second.clauses[self._clauses(one.first, one.second)[1]].sentence
        return self.second.all_revised or self.second.revised[sentence]

    def _by_clauses(self, i: int, j: int, topic: int) -> bool:
        """Whether two clauses are compared as such: not where both hold values of the topic; things by their words."""
        name = TOPICS[topic]
        at, other = self._clauses(i, j)
        groups = set(VALUED.get(name, ()))
        held = [
            {context.groups[number] for number in context.inside[clause]} & groups
            for context, clause in ((self.first, at), (self.second, other))
        ]
        if held[0] & held[1] or name == "contact_person":
            return False
        if name not in {"scope", "other", "need"}:
            return True
        around, beside = self.first.clauses[at].sentence, self.second.clauses[other].sentence
        mine_things, their_things = self.first.clause_things[at], self.second.clause_things[other]
        if mine_things & self.second.sentence_things[beside] or their_things & self.first.sentence_things[around]:
            return True
        mine, theirs = self.first.clause_words[at], self.second.clause_words[other]
        near, far = self.first.sentence_words[around], self.second.sentence_words[beside]
        return any(self._shared(*both) >= 1 for both in ((mine, theirs), (near, theirs), (mine, far)))

    def _clauses(self, i: int, j: int) -> tuple[int, int]:
        candidates = self.first.read.features.parsed.candidates[i], self.second.read.features.parsed.candidates[j]
        return candidates[0].clause, candidates[1].clause

    def _shared(self, one: Bag, other: Bag) -> float:
        common = one & other
        return float(self.idf[list(common)].sum()) if common else 0.0

    def _share(self, one: Bag, other: Bag) -> float:
        """Which part of the shorter set of words both have, by how telling they are."""
        smaller = min(self._shared(one, one), self._shared(other, other))
        return self._shared(one, other) / smaller if smaller else 0.0

    # ------------------------------------------------------------ what speaks for it
    def _for_it(self, one: _Rated, best: float, others: int, agrees: bool) -> tuple[float, ...]:
        clause = self.first.groups[one.first] == "clause"
        found = Apart(0.3, 0.3) if agrees else one.apart
        return (
            *self._sure(one, best),
            *self._ruled(one, agrees),
            *_differing(found, clause or self.first.groups[one.first] == "amount"),
            -float(self._kinds(one)),
            *self._told_as_well(one, agrees),
            *self._words(one, clause),
            *self._around(one),
            *self._signs(one, clause),
            *self._leanings(one),
            *self._things(one, clause),
            -min(others, 6) / 3,
            -float(self.first.internal) - float(self.second.internal),
            float(clause),
            *(float(one.topic == number) for number in range(len(TOPICS))),
        )

    def _sure(self, one: _Rated, best: float) -> list[float]:
        first, second = self.first.read, self.second.read
        whose, theirs = first.ours[one.first], second.ours[one.second]
        if TOPICS[one.topic] == "need":
            # What the customer says he needs is as good as our word of it.
            whose, theirs = whose + first.customers[one.first], theirs + second.customers[one.second]
        chances = [whose, theirs, first.holds[one.first], second.holds[one.second]]
        return [
            _log(one.likely),
            *(_log(float(chance)) for chance in chances),
            one.likely * float(chances[0] * chances[1] * chances[2] * chances[3]),
            one.likely / best,
        ]

    def _kinds(self, one: _Rated) -> bool:
        """Whether a span of time stands against a day of the calendar."""
        values = (
            self.first.read.features.parsed.candidates[one.first].value,
            self.second.read.features.parsed.candidates[one.second].value,
        )
        return values[0] is not None and values[1] is not None and values[0].kind != values[1].kind

    def _ruled(self, one: _Rated, agrees: bool) -> list[float]:
        candidates = (
            self.first.read.features.parsed.candidates[one.first],
            self.second.read.features.parsed.candidates[one.second],
        )
        topic = TOPICS[one.topic]
        drawn = [
            any(
                told.topic == topic and told.start < candidate.end and candidate.start < told.end
                for told in context.read.features.told
            )
            for context, candidate in zip((self.first, self.second), candidates, strict=True)
        ]
        same = [vote for vote in self.votes if vote.topic == topic and not agrees]
        here = [
            vote
            for vote in self.votes
            if not agrees
            and vote.first[0] < candidates[0].end
            and candidates[0].start < vote.first[1]
            and vote.second[0] < candidates[1].end
            and candidates[1].start < vote.second[1]
        ]
        terse = TERSE / max(
            len(self.first.read.features.words.stems), len(self.second.read.features.words.stems), TERSE
        )
        return [sum(drawn) / 2, float(all(drawn)), float(bool(here)), float(bool(same)), terse * bool(same)]

    def _told_as_well(self, one: _Rated, agrees: bool) -> list[float]:
        """Whether the value of one is told in the other text as well, and whether another statement agrees."""
        first, second, topic = self.first.read.topic, self.second.read.topic, one.topic
        others = [at for at in self._equal if at != (one.first, one.second)]
        mine = [j for i, j in others if i == one.first]
        theirs = [i for i, j in others if j == one.second]
        agreeing = [] if agrees else [float(self.topics[i, j, topic]) for i, j in others]
        clause = self.first.groups[one.first] == "clause"
        at, other = self._clauses(one.first, one.second)
        inside = clause and any(
            (i, j) in self._values_apart and self._values_apart[i, j].share <= EQUAL
            for i in self.first.inside[at]
            for j in self.second.inside[other]
        )
        return [
            -float(bool(mine and theirs)),
            -max((float(second[j, topic]) for j in mine), default=0.0),
            -max((float(first[i, topic]) for i in theirs), default=0.0),
            -float(bool(mine)),
            -float(bool(theirs)),
            -max(agreeing, default=0.0),
            -float(inside),
        ]

    def _words(self, one: _Rated, clause: bool) -> list[float]:
        at, other = self._clauses(one.first, one.second)
        mine, theirs = self.first.clause_words[at], self.second.clause_words[other]
        around = self.first.sentence_words[self.first.clauses[at].sentence]
        beside = self.second.sentence_words[self.second.clauses[other].sentence]
        near, far = self._share(mine, theirs), self._share(around, beside)
        return [
            0.0 if clause else near,
            near if clause else 0.0,
            min(self._shared(mine, theirs), 15) / 10 if clause else 0.0,
            0.0 if clause else far,
            far if clause else 0.0,
            self._all_words,
        ]

    @cached_property
    def _all_words(self) -> float:
        return min(self._shared(self.first.all_words, self.second.all_words), 40) / 20

    def _around(self, one: _Rated) -> list[float]:
        at, other = self._clauses(one.first, one.second)
        place, beside = self.first.clauses[at].sentence, self.second.clauses[other].sentence
        clauses = self.first.clause_cues[at] > 0, self.second.clause_cues[other] > 0
        sentences = self.first.sentence_cues[place] > 0, self.second.sentence_cues[beside] > 0
        clause_places, sentence_places = _against()
        against = [-float(found[place]) for place in clause_places for found in clauses]
        against += [-float(found[place]) for place in sentence_places for found in sentences]
        parts = (
            clauses[0][_at("warranty_parts")] != clauses[1][_at("warranty_parts")] and TOPICS[one.topic] == "warranty"
        )
        return [
            *against,
            -float(parts),
            -float(self.second.revised[beside]),
            -float(self.first.former[one.first]),
            -float(self.second.former[one.second]),
            float(sentences[0][_at("ours")]),
            float(sentences[1][_at("ours")]),
        ]

    def _signs(self, one: _Rated, clause: bool) -> list[float]:
        """In or out, yes or no: of two clauses that are compared as such."""
        if not clause:
            return [0.0, 0.0, 0.0, 0.0]
        at, other = self._clauses(one.first, one.second)
        mine, theirs = _sign(self.first.clause_cues[at]), _sign(self.second.clause_cues[other])
        denied = self.first.denies[at] != self.second.denies[other]
        return [float(mine * theirs < 0), -float(mine * theirs > 0), float(denied), -float(not denied)]

    def _leanings(self, one: _Rated) -> list[float]:
        """On which sides of the axes of the topic both stand: other sides for it, the same against it."""
        at, other = self._clauses(one.first, one.second)
        mine, theirs = self.first.leanings[at], self.second.leanings[other]
        found: list[float] = []
        for topics, names in AXES:
            if TOPICS[one.topic] not in topics:
                found += (0.0, 0.0, 0.0)
                continue
            if names is SCOPE:
                both = [leans(mine, names) * leans(theirs, names)]
            else:
                both = [float(mine[axis] * theirs[axis]) for axis in numbers_of(names)]
            found += (max(-min(both), 0.0), -max(*both, 0.0), -float(not any(both)))
        return found

    def _things(self, one: _Rated, clause: bool) -> list[float]:
        """Whether both name the same things, or others."""
        at, other = self._clauses(one.first, one.second)
        mine, theirs = self.first.clause_things[at], self.second.clause_things[other]
        around = self.first.sentence_things[self.first.clauses[at].sentence]
        beside = self.second.sentence_things[self.second.clauses[other].sentence]
        same = [float(bool(mine & theirs)), float(bool((mine & beside) | (around & theirs)))]
        apart = bool(mine and theirs and not mine & theirs)
        return [same[0] * clause, same[1] * clause, -float(apart and clause), -float(apart and not clause)]


_TAX = re.compile(r"税|\b(?:vat|gst|tax|ht|mwst|ttc)\b")
AGAINST_IN_CLAUSE = ("gone", "other_thing", "open", "theirs")
AGAINST_IN_SENTENCE = ("gone", "past", "open", "question", "rival", "internal", "other_thing")
FREE = 1 + len(TOPICS)
"""The last of what speaks for it may also speak against it: that clauses are compared, and the topic."""


def _differing(found: Apart, idle: bool) -> list[float]:
    """How values differ; ``idle``: that they are near each other says nothing."""
    return [
        -float(found.share < 0.06 and not idle),
        -float(abs(found.ratio) > 1.2),
        -float(abs(found.ratio) > 2.2),
        -float(found.elapsed),
        -float(found.explained),
    ]


def _log(chance: float) -> float:
    return log(chance + 0.02)


@cache
def _at(name: str) -> int:
    return cue_classes().index(name)


@cache
def _against() -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Classes of cues that speak against a contradiction, in a clause and in a sentence."""
    return tuple(map(_at, AGAINST_IN_CLAUSE)), tuple(map(_at, AGAINST_IN_SENTENCE))


def _sign(cues: NDArray[np.float32]) -> float:
    return float(np.sign(cues[_at("scope_in")] - cues[_at("scope_out")]))


_GROUPS = tuple(ALLOWED)
_MASKS = np.array([[topic in topics for topic in TOPICS] for topics in ALLOWED.values()], np.float32)
"""Of each group of ``_GROUPS`` the topics that it can be of."""
_CLAUSES_APART = Apart(1.0, 0.0)
