"""SVG in plain strings: elements, measured text, smooth lines, and places that are taken.

Colours stand in presentation attributes: the content policy allows no style of its own to a picture, and the saved
file must look the same without the page around it.
"""

import itertools
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from html import escape

Point = tuple[float, float]

FONT = (
    "system-ui, 'PingFang SC', 'PingFang TC', 'Microsoft YaHei', 'Microsoft JhengHei', 'Noto Sans CJK SC', sans-serif"
)


def el(name: str, *content: str, **attributes: object) -> str:
    """An element. Underscores in attribute names become hyphens; ``None`` leaves an attribute out."""
    said = "".join([f' {_name(key)}="{_value(value)}"' for key, value in attributes.items() if value is not None])
    return f"<{name}{said}>{''.join(content)}</{name}>" if content else f"<{name}{said}/>"


def words(text: str) -> str:
    """Text made safe to stand in the picture."""
    return escape(text)


@lru_cache(maxsize=256)
def _name(key: str) -> str:
    return key.rstrip("_").replace("_", "-")


def _value(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.1f}".removesuffix(".0")
    return str(value) if isinstance(value, int) else escape(str(value))


def width_of(text: str, size: float, *, bold: bool = False) -> float:
    """Estimated width of a line in user units, a little on the safe side."""
    return size * sum(_advance(char) for char in text) * (1.17 if bold else 1)


def _advance(char: str) -> float:
    if unicodedata.east_asian_width(char) in "WF":
        return 1.0
    if char in " .,:;|'iljtfrI()1·":
        return 0.36
    if char in "mwMW%—":
        return 0.95
    return 0.74 if char.isupper() else 0.61


def shortened(text: str, size: float, room: float, *, bold: bool = False) -> str:
    """The text, cut with an ellipsis where it is wider than ``room``."""
    if width_of(text, size, bold=bold) <= room:
        return text
    kept = text
    while kept and width_of(kept, size, bold=bold) + size > room:
        kept = kept[:-1]
    return f"{kept.rstrip()}…" if kept else ""


def smooth(points: Sequence[Point]) -> str:
    """A path through the points that leaves and enters each one level, as a stage is rested in and then left."""
    if not points:
        return ""
    drawn = [f"M{points[0][0]:.1f} {points[0][1]:.1f}"]
    for (x1, y1), (x2, y2) in itertools.pairwise(points):
        middle = (x1 + x2) / 2
        drawn.append(
            f"L{x2:.1f} {y2:.1f}" if y1 == y2 else f"C{middle:.1f} {y1:.1f} {middle:.1f} {y2:.1f} {x2:.1f} {y2:.1f}"
        )
    return "".join(drawn)


def spread(wanted: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Places in ascending order, each as near as may be to the wanted one, at least ``gap`` apart, within limits.

    Where there is no room for all, the gap gives way, never the limits.
    """
    if not wanted:
        return []
    gap = min(gap, (high - low) / max(len(wanted) - 1, 1))
    placed: list[float] = []
    for place in wanted:
        placed.append(max(place, placed[-1] + gap if placed else low))
    placed[-1] = min(placed[-1], high)
    for index in range(len(placed) - 2, -1, -1):
        placed[index] = min(placed[index], placed[index + 1] - gap)
    return placed


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on the paper."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: "Box") -> bool:
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )

    def within(self, other: "Box") -> bool:
        return (
            self.left >= other.left
            and self.right <= other.right
            and self.top >= other.top
            and self.bottom <= other.bottom
        )


def around(x: float, y: float, reach: float) -> Box:
    """The square about a point."""
    return Box(x - reach, y - reach, x + reach, y + reach)


@dataclass(slots=True)
class Room:
    """Where something may still be put without touching what is there."""

    limits: Box
    taken: list[Box] = field(default_factory=list)

    def free(self, box: Box) -> bool:
        return box.within(self.limits) and not any(box.meets(other) for other in self.taken)

    def take(self, box: Box) -> None:
        self.taken.append(box)

    def first_free(self, boxes: Iterable[Box]) -> Box | None:
        """The first of the boxes that is free, taken; ``None`` where all are occupied."""
        for box in boxes:
            if self.free(box):
                self.take(box)
                return box
        return None
