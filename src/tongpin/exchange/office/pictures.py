"""A drawing as a list of shapes, in user units from the upper left; drawn by PowerPoint and Word themselves."""

from dataclasses import dataclass
from typing import Literal

Point = tuple[float, float]
Anchor = Literal["start", "middle", "end"]
Dash = Literal["", "dash", "dot"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A rectangle; colours as RRGGBB."""

    x: float
    y: float
    wide: float
    tall: float
    fill: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Disc:
    """A circle; an empty colour is none."""

    x: float
    y: float
    r: float
    fill: str = ""
    line: str = ""
    width: float = 1.5
    dash: Dash = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Patch:
    """A closed outline."""

    points: tuple[Point, ...]
    fill: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Stroke:
    """A line through points."""

    points: tuple[Point, ...]
    colour: str
    width: float
    dash: Dash = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """A line of text whose middle is at ``y``; ``wide`` is the room it was measured to take."""

    x: float
    y: float
    text: str
    size: float
    colour: str
    wide: float
    bold: bool = False
    anchor: Anchor = "start"

    @property
    def left(self) -> float:
        return self.x - self.wide * {"start": 0.0, "middle": 0.5, "end": 1.0}[self.anchor]


Shape = Box | Disc | Patch | Stroke | Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """Shapes, the last on top; ``about`` is told to those who do not see it."""

    about: str
    wide: float
    tall: float
    shapes: tuple[Shape, ...]
