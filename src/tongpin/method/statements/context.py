"""What stands around each statement of a text, made ready for comparing it with another text."""

import re
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from tongpin.method.reading.features import _word_hash
from tongpin.method.statements.apart import group_of
from tongpin.method.statements.candidates import Piece
from tongpin.method.statements.cues import cue_classes
from tongpin.method.statements.reader import Statements
from tongpin.method.statements.stances import Stances, stances_in
from tongpin.method.statements.told import pattern

IDF_BITS = 16
BY_SENTENCE = 0.6
"""How much a leaning counts that only the sentence around a clause has."""
_DENIES = re.compile(r"不|没|无|未|尚|非|只|仅|另|\bonly\b|\bno\b|\bnot\b|n't|without|never|none|cannot|would have to")
Bag = frozenset[int]


@dataclass(frozen=True)
class Context:
    """A text that was read, with the words and cues of its clauses and sentences."""

    read: Statements
    internal: bool

    @property
    def clauses(self) -> tuple[Piece, ...]:
        return self.read.features.parsed.clauses

    @property
    def sentences(self) -> tuple[Piece, ...]:
        return self.read.features.parsed.sentences

    def span(self, number: int) -> tuple[int, int]:
        """Where the clause of a candidate stands, with the candidate."""
        candidate = self.read.features.parsed.candidates[number]
        clause = self.clauses[candidate.clause]
        return min(clause.start, candidate.start), max(clause.end, candidate.end)

    @cached_property
    def groups(self) -> tuple[str, ...]:
        """With what each candidate can be compared."""
        return tuple(group_of(one) for one in self.read.features.parsed.candidates)

    @cached_property
    def clause_words(self) -> tuple[Bag, ...]:
        return tuple(map(self._words, *self._units(self.clauses)))

    @cached_property
    def sentence_words(self) -> tuple[Bag, ...]:
        return tuple(map(self._words, *self._units(self.sentences)))

    @cached_property
    def all_words(self) -> Bag:
        return frozenset().union(*self.sentence_words)

    @cached_property
    def clause_cues(self) -> NDArray[np.float32]:
        return self._cues(self.clauses)

    @cached_property
    def sentence_cues(self) -> NDArray[np.float32]:
        return self._cues(self.sentences)

    @cached_property
    def stances(self) -> Stances:
        return stances_in(self.read.features.words)

    @cached_property
    def leanings(self) -> NDArray[np.float32]:
        """To which side of each axis each clause leans, less surely by its sentence; shape (clauses, axes)."""
        clauses, sentences = (np.sign(self._leaning(pieces)) for pieces in (self.clauses, self.sentences))
        around = sentences[[clause.sentence for clause in self.clauses]] if self.clauses else clauses
        return np.asarray(np.where(clauses != 0, clauses, BY_SENTENCE * around), np.float32)

    @cached_property
    def leaning(self) -> NDArray[np.float32]:
        """To which side of each axis the whole text leans."""
        return np.asarray(np.sign(self.stances.leans.sum(axis=0)), np.float32)

    @cached_property
    def clause_things(self) -> tuple[Bag, ...]:
        return self._things(self.clauses)

    @cached_property
    def sentence_things(self) -> tuple[Bag, ...]:
        return self._things(self.sentences)

    @cached_property
    def inside(self) -> tuple[tuple[int, ...], ...]:
        """Of each clause the values and names that stand in it."""
        found: list[list[int]] = [[] for _ in self.clauses]
        for number, one in enumerate(self.read.features.parsed.candidates):
            if one.kind != "clause":
                found[one.clause].append(number)
        return tuple(map(tuple, found))

    @cached_property
    def denies(self) -> tuple[bool, ...]:
        """Which clauses deny or restrict."""
        return tuple(bool(_DENIES.search(self._text(piece))) for piece in self.clauses)

    @cached_property
    def revised(self) -> tuple[bool, ...]:
        """In which sentences, or those before, a revision is said."""
        words = pattern("revision.sentence")
        found = [bool(words.search(self._text(piece))) for piece in self.sentences]
        return tuple(now or (at > 0 and found[at - 1]) for at, now in enumerate(found))

    @cached_property
    def all_revised(self) -> bool:
        return bool(pattern("revision.document").search(self.read.features.parsed.text))

    @cached_property
    def former(self) -> tuple[bool, ...]:
        """Which candidates stand behind words of a value that no longer holds."""
        text, words = self.read.features.parsed.text, pattern("revision.former")
        return tuple(
            bool(words.search(text[max(one.start - 24, 0) : one.start])) for one in self.read.features.parsed.candidates
        )

    @cached_property
    def counts(self) -> frozenset[float]:
        values = [one.value for one in self.read.features.parsed.candidates if one.value]
        kinds = {"count", "quantity", "number"}
        return frozenset(round(value.low, 3) for value in values if value.kind in kinds and 1 < value.low < 5000)

    @cached_property
    def sums(self) -> tuple[float, ...]:
        values = [one.value for one in self.read.features.parsed.candidates if one.value]
        return tuple(value.low for value in values if value.kind in {"money", "number"} and value.low >= 50)

    @cached_property
    def shares(self) -> tuple[float, ...]:
        values = [one.value for one in self.read.features.parsed.candidates if one.value]
        return tuple(value.low for value in values if value.kind == "share")

    def _leaning(self, pieces: tuple[Piece, ...]) -> NDArray[np.float32]:
        leans = self.stances.leans
        sums = np.concatenate([np.zeros((1, leans.shape[1]), np.float32), np.cumsum(leans, axis=0)])
        first, last = self._units(pieces)
        return np.asarray(sums[last] - sums[first], np.float32)

    def _things(self, pieces: tuple[Piece, ...]) -> tuple[Bag, ...]:
        named = self.stances.things
        return tuple(
            frozenset(thing for at, thing in named if first <= at < last)
            for first, last in zip(*self._units(pieces), strict=True)
        )

    def _text(self, piece: Piece) -> str:
        return self.read.features.parsed.text[piece.start : piece.end]

    def _units(self, pieces: tuple[Piece, ...]) -> list[list[int]]:
        """The first unit of each piece, and the first one behind it."""
        starts, ends = [piece.start for piece in pieces], [piece.end for piece in pieces]
        found: list[list[int]] = np.searchsorted(self.read.features.words.starts, np.array([starts, ends])).tolist()
        return found

    def _words(self, first: int, last: int) -> Bag:
        """Content words of some units as buckets: English stems, pairs of Chinese characters; figures are none."""
        found: set[int] = set()
        before = ""
        for word in self.read.features.words.stems[first:last]:
            if word.isascii():
                if len(word) > 2 and word.isalpha() and word not in _LATIN:
                    found.add(_bucket_of(word))
                before = ""
            elif word in _HAN or not word.isalnum():
                before = ""
            else:
                if before:
                    found.add(_bucket_of(before + word))
                before = word
        return frozenset(found)

    def _cues(self, pieces: tuple[Piece, ...]) -> NDArray[np.float32]:
        """How many cues of each class stand in each piece, at most two."""
        cues = self.read.features.cues
        sums = np.concatenate([np.zeros((1, len(cue_classes())), np.float32), np.cumsum(cues, axis=0)])
        first, last = self._units(pieces)
        return np.asarray(np.minimum(sums[last] - sums[first], 2), np.float32)


def _bucket_of(word: str) -> int:
    return (_word_hash(word) * 0x9E3779B97F4A7C15 & 0xFFFFFFFFFFFFFFFF) >> (64 - IDF_BITS)


_HAN = frozenset(
    "的了在和与及或是为由请我你们您贵司他她它这那个就都也还把被给让对向从到按以将会能可要须需应已再又最很更不没有未无含包内外中里"
    "上下前后时起另全各每共约大天周月年日台套件次一二三四五六七八九十"
)
_LATIN = frozenset(
    [
        "the",
        "and",
        "for",
        "with",
        "from",
        "that",
        "this",
        "these",
        "your",
        "our",
        "you",
        "are",
        "was",
        "were",
        "has",
        "have",
        "had",
        "will",
        "would",
        "can",
        "could",
        "not",
        "but",
        "all",
        "any",
        "per",
        "than",
        "then",
        "into",
        "she",
        "they",
        "them",
        "his",
        "her",
        "its",
        "did",
        "out",
        "th",
        "thes",
        "wer",
        "hav",
        "can",
        "wil",
    ]
)
