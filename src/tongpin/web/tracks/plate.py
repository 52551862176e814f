"""The two tracks as shapes for a slide or a page: the same scene and frame as the SVG, with fewer ornaments."""

import itertools
from collections.abc import Iterator, Sequence

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tongpin.exchange.office.pictures import Anchor, Box, Disc, Patch, Picture, Point, Shape, Stroke, Words
from tongpin.web.texts import VERDICTS
from tongpin.web.tracks import palette
from tongpin.web.tracks.drawing import CERTAIN, ticks
from tongpin.web.tracks.frame import Frame, Size, frame_of
from tongpin.web.tracks.marks import Placed, label_spots, place, posts_at
from tongpin.web.tracks.paper import Box as Area
from tongpin.web.tracks.paper import Room, around, shortened, spread, width_of
from tongpin.web.tracks.scene import Scene

SLIDE = Size(name="slide", width=1000, names=150, ahead=190, row=22, font=12.5, mark=5.5, between=60, top=30)
PAGE = Size(name="page", width=720, names=120, ahead=140, row=22, font=11.5, mark=5, between=58, top=30)
COLUMNS = 40
"""Slices of time in which the shade is the same."""
BENDS = 8
FAINT = 0.08
"""Odds below this leave no shade: on white it would look like a box that means something."""


def plate_of(scene: Scene, size: Size) -> Picture:
    """The picture, in the scene's language, which must be the active one."""
    frame = frame_of(scene, size)
    key, tall = _key(frame, frame.lower.bottom + 22)
    shapes = [*_shade(frame), *_grid(frame), *_months(frame), *_ways(frame), *_odds(frame)]
    shapes += [*_today(frame), *_marks(frame), *key]
    return Picture(about=f"{scene.title}. {scene.about}", wide=size.width, tall=tall, shapes=tuple(shapes))


def _words(
    text: str, x: float, y: float, size: float, colour: str, *, bold: bool = False, anchor: Anchor = "start"
) -> Words:
    wide = width_of(text, size, bold=bold)
    return Words(x=x, y=y, text=text, size=size, colour=_plain(colour), wide=wide, bold=bold, anchor=anchor)


def _plain(colour: str) -> str:
    return colour.lstrip("#").upper()


# ---------------------------------------------------------------- what is known of the customer
def _shade(frame: Frame) -> Iterator[Shape]:
    """The customer's odds along time, a slice beside the other; slices of one shade are one."""
    moments = frame.scene.moments
    first = max(frame.x(moments[0].date) - 10, frame.left)
    step = (frame.today - first) / COLUMNS
    for stage in range(frame.rows):
        y = frame.y(frame.upper, stage) - frame.size.row / 2
        slices = [(_odds_at(frame, first + (index + 0.5) * step, stage), index) for index in range(COLUMNS)]
        for fill, run in itertools.groupby(slices, key=lambda slice_: palette.shade(slice_[0])):
            places = [index for _chance, index in run]
            if fill.lower() != palette.PAPER:
                # A little over the next one: between two shapes that only touch, a seam of light would show.
                wide = min(step * len(places) + 0.7, frame.today - first - places[0] * step)
                yield Box(x=first + places[0] * step, y=y, wide=wide, tall=frame.size.row, fill=_plain(fill))


def _odds_at(frame: Frame, x: float, stage: int) -> float:
    """The chance of a stage at a place, between the moments before and after, to the next twentieth."""
    moments = frame.scene.moments
    after = next((index for index, moment in enumerate(moments) if frame.x(moment.date) >= x), len(moments) - 1)
    before = max(after - 1, 0)
    left, right = frame.x(moments[before].date), frame.x(moments[after].date)
    share = min(max((x - left) / (right - left), 0), 1) if right > left else 1.0
    chance = moments[before].odds[stage] * (1 - share) + moments[after].odds[stage] * share
    return round(20 * chance) / 20 if chance > FAINT else 0.0


def _grid(frame: Frame) -> Iterator[Shape]:
    size = frame.size
    for track in (frame.upper, frame.lower):
        for row in range(frame.rows + 1):
            y = track.bottom - row * size.row
            yield Stroke(points=((track.left, y), (size.width, y)), colour=_plain(palette.LINE), width=0.6)
    for stage, title in enumerate(frame.scene.stages):
        yield _name(frame, title, frame.y(frame.upper, stage), stage == frame.scene.now.stage, palette.CUSTOMER)
    bands = sorted(frame.scene.bands, key=lambda band: -band.high)
    wanted = [frame.lower.bottom - (band.low + band.high) / 2 * size.row for band in bands]
    places = spread(wanted, size.font * 1.15, frame.lower.top + 4, frame.lower.bottom - 4)
    for band, y in zip(bands, places, strict=True):
        yield _name(frame, band.title, y, band.present, palette.OURS)
    yield _words(_("The customer’s purchase"), 0, 12, size.font + 1, palette.CUSTOMER, bold=True)
    yield _words(_("What we do"), 0, frame.lower.top - 14, size.font + 1, palette.OURS, bold=True)
    if any(post.on is None for post in frame.scene.posts):
        yield _words(_("Gates ahead"), frame.today + 8, frame.lower.top - 14, size.font - 1, palette.SOFT)


def _name(frame: Frame, title: str, y: float, strong: bool, colour: str) -> Words:
    room, size = frame.left - 12, frame.size.font
    told = shortened(title, size, room, bold=strong)
    return _words(told, frame.left - 8, y, size, colour if strong else palette.SOFT, bold=strong, anchor="end")


def _months(frame: Frame) -> Iterator[Shape]:
    size, last = frame.size.font - 1.5, -1e9
    for day, label in ticks(frame.scene.start, frame.scene.today):
        x, half = frame.x(day), width_of(label, size) / 2
        if x - half < max(last + 10, frame.left - 20) or x + half > frame.today - 4:
            continue
        last = x + half
        for track in (frame.upper, frame.lower):
            ends = ((x, track.top), (x, track.bottom))
            yield Stroke(points=ends, colour=_plain(palette.LINE), width=0.6, dash="dash")
        yield _words(label, x, frame.upper.bottom + size, size, palette.SOFT, anchor="middle")


def _ways(frame: Frame) -> Iterator[Shape]:
    """The likeliest way above and its dotted repeat below, then our own pace."""
    customer = _plain(palette.CUSTOMER)
    for before, after in itertools.pairwise(frame.scene.moments):
        ends = [(frame.x(item.date), frame.y(frame.upper, item.stage)) for item in (before, after)]
        sure = after.certainty >= CERTAIN
        if ends[0] != ends[1]:
            points = tuple(_bent(ends))
            yield Stroke(points=points, colour=customer, width=2.6 if sure else 1.6, dash="" if sure else "dash")
    echo = [(frame.x(item.date), frame.y(frame.lower, item.stage)) for item in frame.scene.moments]
    ours = [(frame.x(day), frame.y(frame.lower, level)) for day, level in frame.scene.ours()]
    if len(echo) > 1:
        yield Stroke(points=tuple(_bent(echo)), colour=customer, width=1.6, dash="dot")
    if len(ours) > 1:
        yield Stroke(points=tuple(_bent(ours)), colour=_plain(palette.OURS), width=2)


def _bent(points: Sequence[Point]) -> Iterator[Point]:
    """A line that leaves and enters each point level, as a row of short straight ones."""
    yield points[0]
    for (x1, y1), (x2, y2) in itertools.pairwise(points):
        if y1 == y2:
            yield x2, y2
            continue
        for step in range(1, BENDS + 1):
            share = step / BENDS
            yield x1 + (x2 - x1) * share, y1 + (y2 - y1) * (3 * share**2 - 2 * share**3)


def _odds(frame: Frame) -> Iterator[Shape]:
    size = frame.size
    room = size.ahead - width_of("100%", size.font) - 22
    for stage, chance in enumerate(frame.scene.now.odds):
        y, strong = frame.y(frame.upper, stage), stage == frame.scene.now.stage
        long = max(chance * room, 1.5)
        fill = _plain(palette.CUSTOMER) if strong else "9DB4D0"
        yield Box(x=frame.today + 10, y=y - size.row * 0.24, wide=long, tall=size.row * 0.48, fill=fill)
        colour = palette.CUSTOMER if strong else palette.SOFT
        yield _words(f"{100 * chance:.0f}%", frame.today + 14 + long, y, size.font, colour, bold=strong)


def _today(frame: Frame) -> Iterator[Shape]:
    label = pgettext("two tracks", "Today %(day)s") % {"day": date_format(frame.scene.today, "MONTH_DAY_FORMAT")}
    half = width_of(label, frame.size.font, bold=True) / 2 + 2
    ends = ((frame.today, frame.upper.top - 6), (frame.today, frame.lower.bottom))
    yield Stroke(points=ends, colour=_plain(palette.INK), width=1.4)
    x = min(frame.today, frame.size.width - half)
    yield _words(label, x, frame.upper.top - 16, frame.size.font, palette.INK, bold=True, anchor="middle")


# ---------------------------------------------------------------- marks
def _marks(frame: Frame) -> Iterator[Shape]:
    """Gate posts, what the customer did of his own accord, our actions, and names of misfits where there is room."""
    track, size = frame.lower, frame.size
    room = Room(Area(track.left, track.top - 4, track.right - 1, track.bottom))
    posts = posts_at(frame)
    for post, x, top in posts:
        if post.on:
            room.take(around(x, top, size.mark * 1.2))
        yield from _post(frame, post.number, post.state, x, top, passed=post.on is not None)
    for item in frame.scene.heard:
        spot = (frame.x(item.date), frame.y(frame.upper, item.level))
        yield Disc(x=spot[0], y=spot[1], r=size.mark * 0.72, fill="FFFFFF", line=_plain(palette.CUSTOMER), width=1.8)
    placed = [place(frame, room, act) for act in frame.scene.acts]
    for act, x, y in placed:
        yield from _mark(act.verdict, x, y, size.mark)
        if act.faulted:
            yield Disc(x=x, y=y, r=size.mark * 1.75, line=_plain(palette.VERDICT["wrong"]), width=1.2)
    yield from _labels(frame, room, placed)


def _labels(frame: Frame, room: Room, placed: list[Placed]) -> Iterator[Shape]:
    size = frame.size.font - 1.5
    for act, x, y in sorted(placed, key=lambda spot: -abs(spot[0].off)):
        if act.verdict == "fits":
            continue
        wide = width_of(act.label, size, bold=True)
        spot = room.first_free(label_spots(x, y, wide, size, frame.size.mark * 2.4))
        if spot is not None:
            middle = (spot.top + spot.bottom) / 2
            yield _words(act.label, spot.left, middle, size, palette.VERDICT[act.verdict], bold=True)


def _mark(verdict: str, x: float, y: float, r: float) -> Iterator[Shape]:
    """The same four shapes as on the pages: they must read in grey."""
    colour = _plain(palette.VERDICT[verdict])
    if verdict == "fits":
        yield Disc(x=x, y=y, r=r, fill=colour)
    elif verdict == "wrong":
        reach = r * 0.85
        yield Stroke(points=((x - reach, y - reach), (x + reach, y + reach)), colour=colour, width=r * 0.6)
        yield Stroke(points=((x - reach, y + reach), (x + reach, y - reach)), colour=colour, width=r * 0.6)
    else:
        up = -1 if verdict == "early" else 1
        corners = ((x, y + up * r * 1.25), (x - r * 1.15, y - up * r * 0.85), (x + r * 1.15, y - up * r * 0.85))
        yield Patch(points=corners, fill=colour)


def _post(frame: Frame, number: int, state: str, x: float, top: float, *, passed: bool) -> Iterator[Shape]:
    colour, r = _plain(palette.GATE[state]), frame.size.mark * 1.35
    foot = ((x, top), (x, frame.lower.bottom))
    yield Stroke(points=foot, colour=colour, width=1.8, dash="" if passed else "dash")
    fill = colour if state == "met" else "FFFFFF"
    yield Disc(x=x, y=top, r=r, fill=fill, line=colour, dash="dash" if state == "unshown" else "")
    figure = palette.PAPER if state == "met" else palette.GATE[state]
    yield _words(str(number), x, top, r * 1.2, figure, bold=True, anchor="middle")


def _key(frame: Frame, top: float) -> tuple[list[Shape], float]:
    """What the marks mean, as many in a line as have room; and where it ends."""
    size, x, y = frame.size.font - 1, 6.0, top
    told = [(verdict, str(text)) for verdict, text in VERDICTS.items()]
    if any(act.faulted for act in frame.scene.acts):
        told.append(("faulted", _("Cited by a mistake")))
    told += [("heard", _("The customer’s own move")), ("echo", _("The same, repeated for comparison"))]
    told.append(("ours", _("Our pace")))
    drawn: list[Shape] = []
    for kind, text in told:
        wide = 26 + width_of(text, size) + 16
        if x + wide > frame.size.width and x > 6:
            x, y = 6.0, y + size * 1.7
        drawn += [*_sign(kind, x + 6, y), _words(text, x + 22, y, size, palette.SOFT)]
        x += wide
    return drawn, y + size * 1.2


def _sign(kind: str, x: float, y: float) -> Iterator[Shape]:
    if kind in VERDICTS:
        yield from _mark(kind, x, y, 5)
    elif kind == "faulted":
        yield Disc(x=x, y=y, r=6, line=_plain(palette.VERDICT["wrong"]), width=1.2)
    elif kind == "heard":
        yield Disc(x=x, y=y, r=4, fill="FFFFFF", line=_plain(palette.CUSTOMER), width=1.8)
    else:
        dots, colour = ("dot", palette.CUSTOMER) if kind == "echo" else ("", palette.OURS)
        ends = ((x - 8, y), (x + 10, y))
        yield Stroke(points=ends, colour=_plain(colour), width=2, dash=dots)  # type: ignore[arg-type]  # one of the two
