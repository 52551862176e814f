"""A letter to the customer as plain data: a cover, then headings, text, lists, quotes and tables, in one language."""

from dataclasses import dataclass, field
from typing import Literal

from tongpin.method.case import Language


@dataclass(frozen=True, slots=True)
class Heading:
    text: str


@dataclass(frozen=True, slots=True)
class Words:
    """One paragraph or several, a line each. ``strong`` opens an item, ``quiet`` is a remark."""

    text: str
    look: Literal["", "strong", "quiet"] = ""


@dataclass(frozen=True, slots=True)
class Points:
    """A list; ``numbered`` where the order counts."""

    lines: tuple[str, ...]
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Quote:
    """What the customer wrote, and who."""

    text: str
    by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """A table: texts by row, of which the first line is set strong in the first column. ``shares`` of the width by
    column; ``right``: columns of figures; ``feet``: label and figure of each sum below."""

    head: tuple[str, ...]
    shares: tuple[float, ...]
    rows: tuple[tuple[str, ...], ...]
    right: frozenset[int] = frozenset()
    feet: tuple[tuple[str, str], ...] = ()


Block = Heading | Words | Points | Quote | Grid


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """``kind``: what it is (a proposal); ``to`` and ``sender``: the two companies; ``facts``: label and value for the
    cover; ``footer``: what stands at the foot of every page but the cover."""

    lang: Language
    kind: str
    title: str
    to: str
    sender: str
    facts: tuple[tuple[str, str], ...]
    footer: str
    blocks: tuple[Block, ...] = field(default=())


def marked_up(text: str) -> tuple[Block, ...]:
    """Text that somebody wrote in a form: ``# `` begins a heading, ``- `` a point, ``1. `` a numbered one, an empty
    line a paragraph."""
    blocks: list[Block] = []
    for line in text.splitlines():
        kept = line.strip()
        number, _dot, rest = kept.partition(". ")
        if kept.startswith("# "):
            blocks.append(Heading(kept[2:].strip()))
        elif kept.startswith(("- ", "• ", "· ")):
            _collect(blocks, kept[2:].strip(), numbered=False)
        elif rest and number.isdigit():
            _collect(blocks, rest.strip(), numbered=True)
        elif kept:
            blocks.append(Words(kept))
    return tuple(blocks)


def _collect(blocks: list[Block], text: str, *, numbered: bool) -> None:
    """Adds to the list that has just been begun, or begins one."""
    last = blocks[-1] if blocks else None
    if isinstance(last, Points) and last.numbered == numbered:
        blocks[-1] = Points((*last.lines, text), numbered)
    else:
        blocks.append(Points((text,), numbered))
