"""The compliance matrix 逐条响应 cut from a tender document (METHOD 7.4).

Each clause that demands or scores something is a line, none is left out; what was passed over can be looked at.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from tongpin.method.datafiles import load_data
from tongpin.method.reading.script import simplified
from tongpin.method.selling import RequirementKind
from tongpin.method.tendering.paper import Paper, heading_level, paper_of

LONGEST = 300_000
"""Characters of a document that are cut."""
_NUMBER = re.compile(
    r"[★▲※☆●◆■*#\s]*(?P<number>第[一二三四五六七八九十百\d]+[章节条]|[一二三四五六七八九十]{1,3}(?=[、.])|[(][一二三四五六七八九十\d]{1,3}[)]|\d{1,2}(?:[.]\d{1,2}){0,4}|[a-z](?=[.)]))"
)
STAR = "★"
_ENDS = re.compile(r"[。.;；:：!！?？]\s*$")


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause with its words (``start``, ``end`` in code points of the text): ``number`` as the paper has it,
    ``points`` where it is scored."""

    kind: RequirementKind
    number: str
    text: str
    must: bool
    points: Decimal | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Cut:
    """``clauses`` demand or score something; ``passed_over`` are the other clauses of the document, to be looked at.
    ``cut_off``: how many characters at its end were not read."""

    clauses: tuple[Clause, ...]
    passed_over: tuple[Clause, ...]
    cut_off: int = 0

    @property
    def numbered(self) -> int:
        """How many clauses the document has in all."""
        return len(self.clauses) + len(self.passed_over)


@dataclass(frozen=True, slots=True)
class _Block:
    """Lines that belong to one clause, and the heading above them."""

    start: int
    end: int
    under: str


def cut(text: str) -> Cut:
    """The clauses of a document, in its order."""
    paper = paper_of(text, longest=LONGEST)
    clauses: list[Clause] = []
    others: list[Clause] = []
    for block in _blocks(paper):
        clause = _clause(paper, block)
        if clause is not None:
            asks = _asks(paper.folded[clause.start : clause.end]) or (clause.number and _demanding(block.under))
            (clauses if asks else others).append(clause)
    return Cut(tuple(clauses), tuple(others), max(0, len(text) - LONGEST))


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(load_data("requirements")[name])


def _asks(words: str) -> bool:
    marked = words.lstrip()[:1] in load_data("requirements")["marks"]
    return marked or bool(_pattern("demands").search(words) or _pattern("scores").search(words))


def _demanding(under: str) -> bool:
    """Whether a part is about what is demanded, so that each of its clauses is: "颜色为白色" under 技术要求."""
    return bool(_pattern("demanding").search(under))


# ---------------------------------------------------------------- lines to clauses
def _blocks(paper: Paper) -> Iterator[_Block]:
    """Each numbered or marked line with the lines that go on from it; a heading opens a part."""
    under: dict[int, str] = {}
    start = end = -1
    for number, line in enumerate(paper.lines):
        words = paper.folded[line.start : line.end]
        if not words.strip():
            continue
        level = heading_level(paper, number)
        if (
            start >= 0
            and not level
            and not _marked(words)
            and "\t" not in words
            and _goes_on(paper.folded[start:end], words)
        ):
            end = line.end
            continue
        if start >= 0:
            yield _Block(start, end, "  ".join(under.values()))
            start = -1
        if level and _is_heading(words):
            under = {depth: told for depth, told in under.items() if depth < level} | {level: words}
        elif not level and _is_heading(words) and len(words.strip()) <= 20 and not _asks(words):
            under = {0: words}
        else:
            start, end = line.start, line.end
    if start >= 0:
        yield _Block(start, end, "  ".join(under.values()))


def _marked(words: str) -> bool:
    return words.lstrip()[:1] in load_data("requirements")["marks"]


def _goes_on(before: str, words: str) -> bool:
    """Whether a line is the rest of the one before: that ended without a stop, or the line begins in mid-sentence."""
    if re.match(r"\s*[^\s:：]{2,14}[:：]", words):
        return False
    return not _ENDS.search(before) and len(before.rsplit("\n", 1)[-1].strip()) >= 16 and not _NUMBER.match(words)


def _is_heading(words: str) -> bool:
    """A short line that asks nothing by itself: 三、技术要求, 3. Delivery."""
    plain = re.sub(r"[★▲※☆●◆■*#]", "", words).strip()
    short = len(plain) <= 24 or (plain.isascii() and len(plain) <= 48)
    stops = "。" in plain or ";" in plain or "\t" in words
    return (
        short
        and not stops
        and not _marked(words)
        and not re.search(r"\d\s*(?:分|%)|≥|≤|>=|<=|shall|must|[:：]\s*\S", plain)
    )


def _clause(paper: Paper, block: _Block) -> Clause | None:
    folded = paper.folded[block.start : block.end]
    numbered = _NUMBER.match(folded)
    text = paper.words(block.start, block.end)
    if len(text) < 4:
        return None
    points = _points(folded)
    return Clause(
        kind=_kind(folded, block.under, points),
        number=paper.text[block.start + numbered.start("number") : block.start + numbered.end("number")]
        if numbered
        else "",
        text=text,
        # What is scored is no must, but for a clause with the star: it voids the bid, whatever it scores.
        must=bool(_pattern("must").search(folded)) and (points is None or folded.lstrip().startswith(STAR)),
        points=points,
        start=block.start,
        end=block.end,
    )


def _points(words: str) -> Decimal | None:
    """The most points that a clause gives; ``None`` where it is not scored."""
    found = [Decimal(one["points"]) for one in _pattern("points").finditer(words)]
    return max(found) if found else None


def _kind(words: str, under: str, points: Decimal | None) -> RequirementKind:
    if points is not None:
        return "scored"
    data = load_data("requirements")
    # The nearest heading tells more than those above it.
    for heading in reversed(under.split("  ")):
        kind = next((kind for kind, pattern in data["kinds"] if re.search(pattern, simplified(heading))), None)
        if kind in ("qualification", "format", "commercial"):
            return kind  # type: ignore[no-any-return]  # the data names kinds only
    own = next((kind for kind, pattern in data["lines"].items() if re.search(pattern, words)), None)
    return own or "technical"
