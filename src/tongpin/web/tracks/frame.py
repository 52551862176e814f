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


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """Where a day and a stage lie on the paper. ``today`` is the place of the line, ``left`` the end of the names."""

    size: Size
    scene: Scene
    rows: int
    left: float
    today: float
    upper: Box
    lower: Box

    def x(self, day: dt.date) -> float:
        margin = self.size.mark * 2
        span = max((self.scene.today - self.scene.start).days, 1)
        room = self.today - self.left - 1.8 * margin
        share = min(max((day - self.scene.start).days / span, 0), 1)
        return self.left + margin + share * room

    def y(self, track: Box, level: float) -> float:
        """Middle of a stage's row; levels may lie between stages."""
        return track.bottom - (level + 0.5) * self.size.row


def frame_of(scene: Scene, size: Size) -> Frame:
    """The frame for a scene: the tracks begin after the longest name, if it is not too long."""
    names = [*scene.stages, *(band.title for band in scene.bands)]
    left = min(max(width_of(name, size.font, bold=True) for name in names) + 12, size.names)
    today = float(size.width - size.ahead)
    tall = len(scene.stages) * size.row
    upper = Box(left, size.top, today, size.top + tall)
    lower = Box(left, upper.bottom + size.between, today, upper.bottom + size.between + tall)
    return Frame(size=size, scene=scene, rows=len(scene.stages), left=left, today=today, upper=upper, lower=lower)
