"""The measures of a drawing, and where a day and a stage lie on it."""

import datetime as dt
from dataclasses import dataclass

from tongpin.web.tracks.paper import Box, width_of
from tongpin.web.tracks.scene import Scene


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """Measures of a drawing in user units. ``names`` is the most that the names at the left may
    take, ``ahead`` is for what comes after today."""

    name: str
    width: int
    names: int
    ahead: int
    row: int
    font: float
    mark: float
    between: int
    top: int


WIDE = Size(name="wide", width=1240, names=160, ahead=236, row=32, font=13, mark=6.5, between=66, top=32)
NARROW = Size(name="narrow", width=358, names=88, ahead=84, row=27, font=11, mark=5.5, between=60, top=50)
SIZES = {size.name: size for size in (WIDE, NARROW)}


@dataclass(frozen=True, slots=True)
class Frame:
    """Where a day and a stage lie on the paper."""

    size: Size
    scene: Scene

    @property
    def rows(self) -> int:
        return len(self.scene.stages)

    @property
    def left(self) -> float:
        """Where the tracks begin: after the longest name, if it is not too long."""
        names = [*self.scene.stages, *(band.title for band in self.scene.bands)]
        return min(max(width_of(name, self.size.font, bold=True) for name in names) + 12, self.size.names)

    @property
    def today(self) -> float:
        return self.size.width - self.size.ahead

    @property
    def upper(self) -> Box:
        return Box(self.left, self.size.top, self.today, self.size.top + self.rows * self.size.row)

    @property
    def lower(self) -> Box:
        top = self.upper.bottom + self.size.between
        return Box(self.left, top, self.today, top + self.rows * self.size.row)

    def x(self, day: dt.date) -> float:
        margin = self.size.mark * 2
        span = max((self.scene.today - self.scene.start).days, 1)
        room = self.today - self.left - 1.8 * margin
        share = min(max((day - self.scene.start).days / span, 0), 1)
        return self.left + margin + share * room

    def y(self, track: Box, level: float) -> float:
        """Middle of a stage's row; levels may lie between stages."""
        return track.bottom - (level + 0.5) * self.size.row
