"""What a review shows, in the words of one language."""

from dataclasses import dataclass
from typing import Literal

from tongpin.exchange.office.pictures import Picture
from tongpin.method.case import Language

Tone = Literal["", "quiet", "customer", "fits", "early", "late", "wrong"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A text in a table, ``bold`` in its first line; its colour never tells what the text does not."""

    text: str
    tone: Tone = ""
    bold: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """``shares`` of the width by column; ``lead`` stands above, ``note`` below. ``half``: narrow enough to stand beside
    another such table where a page is printed."""

    title: str
    head: tuple[str, ...]
    shares: tuple[float, ...]
    rows: tuple[tuple[Cell, ...], ...]
    lead: str = ""
    note: str = ""
    half: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """A figure of the first page."""

    label: str
    value: str
    detail: str = ""
    tone: Tone = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Odds:
    """The chance that the customer is at a stage."""

    name: str
    chance: float
    present: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Labels:
    """Headings of what every review has."""

    odds: str
    actions: str
    tracks: str
    unknown: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """What fits on a page or two: ``about`` are lines under the title, ``obstacle`` a label and the sentence that
    matters most; ``notes`` stand at the end; tables without rows are left out."""

    lang: Language
    title: str
    about: tuple[str, ...]
    footer: str
    tiles: tuple[Tile, ...]
    obstacle: tuple[str, str]
    tables: tuple[Table, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Review(Paper):
    """A paper about a whole opportunity. ``wide`` and ``narrow``: the two tracks for a slide and for a page.
    ``unknown``: what nobody has found out yet."""

    labels: Labels
    actions: tuple[str, ...]
    odds: tuple[Odds, ...]
    wide: Picture
    narrow: Picture
    unknown: tuple[str, ...]
