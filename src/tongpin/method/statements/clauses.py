"""Text in sentences and clauses: whose voice each is, what it is marked as, which figures stand in it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from tongpin.method.figures import Figure, figures_in
from tongpin.method.statements.candidates import lowered
from tongpin.method.statements.told import Told, pattern, patterns, words_of


@dataclass(frozen=True)
class Clause:
    """A piece of a sentence (``start`` within it) and whose voice it is: ours, theirs or rival.

    ``said``: somebody of ours is named as saying it, and it is no mere telling of how things are.
    """

    text: str
    start: int
    voice: str
    said: bool

    @property
    def end(self) -> int:
        return self.start + len(self.text)


@dataclass(frozen=True)
class Sentence:
    """A sentence of folded text with those around it; offsets are within the sentence."""

    text: str
    start: int
    before: str
    written: bool
    voice: str
    speaker: str
    revised_all: bool
    places: tuple[int, ...] | None = field(repr=False)
    original: str = field(repr=False)

    @cached_property
    def clauses(self) -> tuple[Clause, ...]:
        found: list[Clause] = []
        voice, said = self.voice, self.written and self.voice == "ours"
        for start, piece in pieces(self.text, pattern("commas")):
            now = _voice(piece)
            if now:
                voice, said = now, now == "ours"
            elif voice == "rival":
                voice = "ours" if self.written else "theirs"
            found.append(Clause(piece, start, voice, said))
        return tuple(found)

    @cached_property
    def figures(self) -> tuple[Figure, ...]:
        return tuple(figures_in(self.text))

    @cached_property
    def revised(self) -> bool:
        return self.revised_all or bool(pattern("revision.sentence").search(f"{self.before} {self.text}"))

    @cached_property
    def around(self) -> frozenset[str]:
        return words_of(self.text)

    def clause_at(self, place: int) -> Clause:
        """The clause in which a place stands, or the one before it."""
        return next((clause for clause in reversed(self.clauses) if clause.start <= place), self.clauses[0])

    def ours(self, place: int) -> bool:
        """Whether a place is ours to answer for: our voice, settled, and no former value."""
        clause = self.clause_at(place)
        return clause.voice == "ours" and not self.is_open(clause) and not self._former(place)

    def is_open(self, clause: Clause) -> bool:
        return bool(pattern("open").search(clause.text))

    def _former(self, place: int) -> bool:
        before = self.text[max(place - 24, 0) : place]
        left = self.revised and pattern("revision.left").search(before)
        return bool(left or pattern("revision.former").search(before))

    def marks(self, place: int) -> frozenset[str]:
        """What the clause around a place is marked as: a sample, a phase, an option, a condition."""
        clause = self.clause_at(place)
        found = {mark for mark, words in patterns("marks") if words.search(clause.text)}
        if pattern("condition").search(self.text[: clause.end]) and not pattern("no_condition").search(self.text):
            found.add("condition")
        if pattern("marks.plan").search(f"{self.before} {self.text[: clause.end]}"):
            found.add("plan")
        named = list(pattern("variant").finditer(self.text[: clause.end]))
        inside = [match for match in named if match.start() >= clause.start]
        for match in inside or named[-1:]:
            found.add("variant:" + next(group for group in match.groups() if group))
        return frozenset(found)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Offsets in the original text of a stretch of the sentence."""
        first, last = self.start + start, self.start + end - 1
        if self.places is None:
            return first, last + 1
        return self.places[first], self.places[last] + 1

    def told(
        self,
        topic: str,
        low: float,
        high: float,
        start: int,
        end: int,
        *,
        part: str = "",
        unit: str = "",
        name: str = "",
        about: frozenset[str] | None = None,
        marks: frozenset[str] | None = None,
    ) -> Told:
        """A statement of the sentence; the clause around it says what it is about where nothing is given."""
        first, last = self.span(start, end)
        return Told(
            topic=topic,
            part=part,
            low=low,
            high=high,
            unit=unit,
            marks=self.marks(start) if marks is None else marks,
            about=words_of(self.clause_at(start).text) if about is None else about,
            around=self.around,
            start=first,
            end=last,
            name=name,
            revised=self.revised,
        )


def sentences(text: str, ours: bool, written: bool, speaker: str) -> Iterator[Sentence]:
    """The sentences of a text that state something: questions are left out."""
    folded, places = _plain(text)
    revised = bool(pattern("revision.document").search(folded))
    before, voice = "", "ours" if ours else "theirs"
    for start, piece in pieces(folded, pattern("ends")):
        end = start + len(piece)
        if folded[end : end + 1] not in {"?", "？"} and not piece.endswith("吗"):
            yield Sentence(piece, start, before, written, voice, speaker, revised, places, text)
        before = piece


def _plain(text: str) -> tuple[str, tuple[int, ...] | None]:
    """Folded text in lower case without the spaces beside Chinese characters, and where each character stood."""
    folded = lowered(text)
    folded = pattern("quoted").sub(lambda match: " " * len(match[0]), folded)
    folded = re.sub(r"\(\d+\)", lambda match: " " * len(match[0]), folded)
    gaps = {place for match in _BESIDE_HAN.finditer(folded) for place in range(*match.span())}
    if not gaps:
        return folded, None
    places = tuple(place for place in range(len(folded)) if place not in gaps)
    return "".join(folded[place] for place in places), places


_BESIDE_HAN = re.compile(r"(?<=[\u4e00-\u9fff，。：；、（）]) +| +(?=[\u4e00-\u9fff，。：；、（）])")


def pieces(text: str, between: re.Pattern[str]) -> Iterator[tuple[int, str]]:
    """(start, piece): the text between separators. A comma within a figure (18,600) separates nothing."""
    start = 0
    for match in between.finditer(text):
        if match[0] == "," and text[match.end() : match.end() + 3].isdigit() and text[: match.start()][-1:].isdigit():
            continue
        if text[start : match.start()].strip():
            yield start, text[start : match.start()]
        start = match.end()
    if text[start:].strip():
        yield start, text[start:]


def _voice(clause: str) -> str:
    """Who speaks in a clause: a rival named anywhere in it, else who is named first; empty where nobody is."""
    if pattern("rival").search(clause):
        return "rival"
    ours, theirs = pattern("ours").search(clause), pattern("theirs").search(clause)
    if ours and theirs:
        return "ours" if ours.start() <= theirs.start() else "theirs"
    return "ours" if ours else "theirs" if theirs else ""
