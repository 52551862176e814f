"""The two tracks 双轨图 as SVG (METHOD 3.4).

Time runs to the right. Above lies the customer's probable stage, the darker the surer, with the likeliest way through
it; below stand our actions at the height of the stage they belong to, over a pale repeat of the customer's way: in
step means that the two have the same shape. Gates are posts as high as their step; those still ahead stand to the
right of today.
"""

import datetime as dt
import itertools
from functools import lru_cache

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tongpin.web.tracks import palette
from tongpin.web.tracks.frame import Frame, Size, frame_of
from tongpin.web.tracks.legend import legend
from tongpin.web.tracks.marks import marks
from tongpin.web.tracks.paper import FONT, Box, Point, el, shortened, smooth, spread, width_of, words
from tongpin.web.tracks.scene import Scene

CERTAIN = 0.5
"""From here on the likeliest stage outweighs all others together."""


@lru_cache(maxsize=64)
def draw(scene: Scene, size: Size, *, links: str | None = None, name: str = "tracks") -> str:
    """The picture as an SVG element, in the scene's language, which must be the active one.

    The same scene gives the same picture: a page that is looked at again need not draw it again.

    ``links``: address to which a mark's ``#entry`` is appended, ``None`` for a file that stands alone. ``name``
    keeps ids apart where two drawings stand on a page.
    """
    frame = frame_of(scene, size)
    below, height = legend(frame.lower.bottom + 22, scene, size.width, size.font)
    parts = [
        el("title", words(scene.title), id=f"{name}-title"),
        el("desc", words(scene.about), id=f"{name}-about"),
        _gradients(frame, name),
        el("rect", width=size.width, height=height, fill=palette.PAPER),
        _heat(frame, frame.upper, name),
        _heat(frame, frame.lower, name),
        _grid(frame),
        _way(frame),
        _pace(frame, name),
        _captions(frame),
        _odds_now(frame),
        _months(frame),
        _today(frame),
        marks(frame, links),
        below,
    ]
    return el(
        "svg",
        *parts,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {size.width} {height}",
        width=size.width,
        height=height,
        role="img",
        aria_labelledby=f"{name}-title {name}-about",
        class_=f"tracks tracks-{size.name}",
        font_family=FONT,
        font_size=size.font,
        fill=palette.INK,
    )


def _gradients(frame: Frame, name: str) -> str:
    """One gradient along time for each stage, and the softening between the rows."""
    rows = [
        el(
            "linearGradient",
            *_stops(frame, place),
            id=f"{name}-odds-{place}",
            gradientUnits="userSpaceOnUse",
            x1=frame.left,
            x2=frame.today,
            y1=0,
            y2=0,
        )
        for place in range(frame.rows)
    ]
    blur = el("feGaussianBlur", stdDeviation=f"0 {frame.size.row * 0.24:.1f}")
    soft = el("filter", blur, id=f"{name}-soft", x=0, width=1, y=0, height=1, color_interpolation_filters="sRGB")
    return el("defs", *rows, soft)


def _stops(frame: Frame, place: int) -> list[str]:
    """Nothing is known before the first moment, so the shade sets in there."""
    known = [(frame.x(moment.date), palette.shade(moment.odds[place])) for moment in frame.scene.moments]
    before = [(known[0][0] - 14, palette.PAPER)] if known[0][0] - 14 > frame.left else []
    wide = frame.today - frame.left
    return [el("stop", offset=f"{(x - frame.left) / wide:.3f}", stop_color=colour) for x, colour in [*before, *known]]


def _heat(frame: Frame, track: Box, name: str) -> str:
    """The odds along time; below they are only a pale reminder."""
    rows = [
        el(
            "rect",
            x=track.left,
            y=frame.y(track, place) - frame.size.row / 2,
            width=track.right - track.left,
            height=frame.size.row,
            fill=f"url(#{name}-odds-{place})",
        )
        for place in range(frame.rows)
    ]
    return el("g", *rows, filter=f"url(#{name}-soft)", opacity=None if track == frame.upper else 0.35)


def _grid(frame: Frame) -> str:
    """Rows with the names of the stages above, of our steps below."""
    lines = [
        el("line", x1=track.left, x2=frame.size.width, y1=y, y2=y, stroke=palette.FAINT)
        for track in (frame.upper, frame.lower)
        for y in (track.bottom - place * frame.size.row for place in range(frame.rows + 1))
    ]
    return "".join(lines) + _stage_names(frame) + _step_names(frame)


def _stage_names(frame: Frame) -> str:
    return "".join(
        _name(frame, title, frame.y(frame.upper, place), place == frame.scene.now.stage)
        for place, title in enumerate(frame.scene.stages)
    )


def _step_names(frame: Frame) -> str:
    bands = sorted(frame.scene.bands, key=lambda band: -band.high)
    wanted = [frame.lower.bottom - (band.low + band.high) / 2 * frame.size.row for band in bands]
    places = spread(wanted, frame.size.font * 1.15, frame.lower.top + 4, frame.lower.bottom - 4)
    return "".join(_name(frame, band.title, y, band.present) for band, y in zip(bands, places, strict=True))


def _name(frame: Frame, title: str, y: float, strong: bool) -> str:
    room = frame.left - 10
    size = max(
        9.0, min(frame.size.font, frame.size.font * room / max(width_of(title, frame.size.font, bold=strong), 1))
    )
    colour = palette.CUSTOMER if y < frame.lower.top else palette.OURS
    return el(
        "text",
        words(shortened(title, size, room, bold=strong)),
        x=frame.left - 8,
        y=y + size * 0.36,
        font_size=None if size == frame.size.font else size,
        text_anchor="end",
        font_weight=600 if strong else None,
        fill=colour if strong else palette.SOFT,
    )


def _way(frame: Frame) -> str:
    """The likeliest way; dashed and thin where no stage is likelier than the rest together."""
    moments = frame.scene.moments
    return "".join(
        el(
            "path",
            d=smooth([(frame.x(item.date), frame.y(frame.upper, item.stage)) for item in (before, after)]),
            fill="none",
            stroke=palette.CUSTOMER,
            stroke_width=3 if after.certainty >= CERTAIN else 1.8,
            stroke_dasharray=None if after.certainty >= CERTAIN else "5 4",
            stroke_linecap="round",
        )
        for before, after in itertools.pairwise(moments)
    )


def _pace(frame: Frame, name: str) -> str:
    """The customer's way again, pale, our own pace over it, and the gap between the two shaded."""
    way = [(frame.x(item.date), frame.y(frame.lower, item.stage)) for item in frame.scene.moments]
    ours = [(frame.x(day), frame.y(frame.lower, level)) for day, level in frame.scene.ours()]
    echo = el(
        "path",
        d=smooth(way),
        fill="none",
        stroke=palette.CUSTOMER,
        stroke_width=2,
        stroke_dasharray="1 5",
        stroke_linecap="round",
        opacity=0.75,
    )
    if len(ours) < 2:
        return echo
    pace = el("path", d=smooth(ours), fill="none", stroke=palette.OURS, stroke_width=2.2, stroke_linecap="round")
    return _gap(frame, way, ours, name) + echo + pace


def _gap(frame: Frame, way: list[Point], ours: list[Point], name: str) -> str:
    """Where the two part. The customer's way is longer than ours; a clip keeps what lies between our ends."""
    between = el("rect", x=ours[0][0], y=frame.lower.top, width=ours[-1][0] - ours[0][0], height=frame.lower.bottom)
    outline = smooth(ours) + "L" + smooth(way[::-1])[1:] + "Z"
    return el("clipPath", between, id=f"{name}-ours") + el(
        "path", d=outline, fill=palette.APART, opacity=0.55, clip_path=f"url(#{name}-ours)"
    )


def _captions(frame: Frame) -> str:
    strong = {"font_weight": 600, "font_size": frame.size.font + 1, "x": 2}
    above = el("text", words(_("The customer’s purchase")), y=18, fill=palette.CUSTOMER, **strong)
    below = el("text", words(_("What we do")), y=frame.lower.top - 12, fill=palette.OURS, **strong)
    if all(post.on for post in frame.scene.posts):
        return above + below
    ahead = el(
        "text",
        words(_("Gates ahead")),
        x=frame.today + 8,
        y=frame.lower.top - 12,
        fill=palette.SOFT,
        font_size=frame.size.font - 1,
    )
    return above + below + ahead


def _odds_now(frame: Frame) -> str:
    """Today's odds as bars to the right of today."""
    figures = width_of("100%", frame.size.font)
    room = frame.size.ahead - figures - 22
    bars = []
    for place, chance in enumerate(frame.scene.now.odds):
        y = frame.y(frame.upper, place)
        strong = place == frame.scene.now.stage
        length = max(chance * room, 1.5)
        bars.append(
            el(
                "rect",
                x=frame.today + 10,
                y=y - frame.size.row * 0.24,
                width=length,
                height=frame.size.row * 0.48,
                rx=2,
                fill=palette.CUSTOMER,
                opacity=None if strong else 0.45,
            )
            + el(
                "text",
                f"{100 * chance:.0f}%",
                x=frame.today + 14 + length,
                y=y + frame.size.font * 0.36,
                font_weight=600 if strong else None,
                fill=palette.CUSTOMER if strong else palette.SOFT,
            )
        )
    return "".join(bars)


def _today(frame: Frame) -> str:
    label = pgettext("two tracks", "Today %(day)s") % {"day": date_format(frame.scene.today, "MONTH_DAY_FORMAT")}
    half = width_of(label, frame.size.font) / 2 + 2
    x = min(frame.today, frame.size.width - half - 4)
    return el(
        "line",
        x1=frame.today,
        x2=frame.today,
        y1=frame.upper.top - 6,
        y2=frame.lower.bottom,
        stroke=palette.INK,
        stroke_width=1.5,
    ) + el("text", words(label), x=x, y=frame.upper.top - 12, text_anchor="middle", font_weight=600)


def _months(frame: Frame) -> str:
    """Dates below the upper track, as many as have room."""
    size = frame.size.font - 1
    drawn, last = [], -1e9
    for day, label in ticks(frame.scene.start, frame.scene.today):
        x = frame.x(day)
        half = width_of(label, size) / 2
        line = {"x1": x, "x2": x, "stroke": palette.LINE, "stroke_dasharray": "2 3"}
        if x - half < max(last + 10, frame.left - 20) or x + half > frame.today - 4:
            continue
        last = x + half
        drawn.append(
            el("line", y1=frame.upper.top, y2=frame.upper.bottom, **line)
            + el("line", y1=frame.lower.top, y2=frame.lower.bottom, **line)
            + el(
                "text",
                words(label),
                x=x,
                y=frame.upper.bottom + size + 6,
                text_anchor="middle",
                font_size=size,
                fill=palette.SOFT,
            )
        )
    return "".join(drawn)


def ticks(start: dt.date, end: dt.date) -> list[tuple[dt.date, str]]:
    """Days to be named below the tracks. Weeks for short times, else months; every January carries its year."""
    if (end - start).days <= 75:
        weeks = [start + dt.timedelta(days=7 * week) for week in range((end - start).days // 7 + 1)]
        return [(day, date_format(day, "MONTH_DAY_FORMAT")) for day in weeks]
    firsts: list[tuple[dt.date, str]] = []
    day = start.replace(day=1)
    months = max(1, round((end - start).days / 365))
    while day <= end:
        if day >= start and (day.month - 1) % months == 0:
            firsts.append((day, _month(day, first=not firsts)))
        day = (day + dt.timedelta(days=32)).replace(day=1)
    return firsts


def _month(day: dt.date, *, first: bool) -> str:
    return (
        date_format(day, "YEAR_MONTH_FORMAT") if first or day.month == 1 else date_format(day, pgettext("month", "M"))
    )
