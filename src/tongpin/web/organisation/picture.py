"""The chart as an SVG file that stands alone, and as the plain data that the page's map is drawn from."""

from typing import Any

from tongpin.method.organisation import Seat
from tongpin.method.sides import Level
from tongpin.web.organisation.layout import LABEL, LINE, NAME, TITLE, Group, Layout, Line, Placed
from tongpin.web.tracks import palette
from tongpin.web.tracks.paper import FONT, el, words

MARGIN = 24
HEAD = 34
BOX, BOX_EDGE = "#f3f5f8", "#9aa7b4"
THICK: dict[Level | None, float] = {"executive": 3.5, "manager": 2, "staff": 1, None: 1}
"""The higher the level, the thicker the frame."""


def drawn(layout: Layout, *, title: str, about: str) -> str:
    """The picture. Everything that somebody typed is escaped."""
    width, height = max(layout.width, 240) + 2 * MARGIN, layout.height + 2 * MARGIN + HEAD
    parts = [el("title", words(title)), el("desc", words(about))]
    parts.append(el("rect", x=-MARGIN, y=-MARGIN - HEAD, width=width, height=height, fill=palette.PAPER))
    parts.append(_text(title, 0, -MARGIN, 18, weight=600, anchor="start"))
    parts += [_group(group) for group in layout.groups]
    parts += [_line(line) for line in layout.lines]
    parts += [_head(group) for group in layout.groups]
    parts += [_seat(seat) for seat in layout.seats]
    return el(
        "svg",
        *parts,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"{-MARGIN} {-MARGIN - HEAD} {width:.0f} {height:.0f}",
        width=round(width),
        height=round(height),
        role="img",
        font_family=FONT,
        fill=palette.INK,
    )


def _text(line: str, x: float, y: float, size: int, *, weight: int = 400, anchor: str = "middle") -> str:
    return el("text", words(line), x=x, y=y, font_size=size, font_weight=weight, text_anchor=anchor)


def _group(group: Group) -> str:
    frame = {"fill": BOX, "stroke": BOX_EDGE, "stroke_dasharray": "1 3", "stroke_linecap": "round"}
    return el("rect", x=group.x, y=group.y, width=group.width, height=group.height, rx=8, **frame)


def _head(group: Group) -> str:
    """A department's name, over the lines and clear of them."""
    halo = {"paint_order": "stroke", "stroke": BOX, "stroke_width": 5}
    lines = [
        el("text", words(line), x=group.x + 10, y=group.y + 17 + LINE * place, font_size=LABEL, font_weight=600, **halo)
        for place, line in enumerate(group.name)
    ]
    return "".join(lines)


def _line(line: Line) -> str:
    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in line.points)
    return el("polyline", points=points, fill="none", stroke=palette.SOFT, stroke_width=1.3)


def _seat(seat: Placed) -> str:
    empty = not seat.seat.holder
    frame = el(
        "rect",
        x=seat.x - seat.width / 2,
        y=seat.y - seat.height / 2,
        width=seat.width,
        height=seat.height,
        rx=2 if seat.seat.level == "executive" else 7,
        fill=palette.PAPER,
        stroke=palette.SOFT if empty else palette.CUSTOMER,
        stroke_width=THICK[seat.seat.level],
        stroke_dasharray="6 4" if empty else None,
    )
    first = seat.y - seat.height / 2 + 21
    names = [
        _text(line, seat.x, first + LINE * place, NAME, weight=400 if empty else 600)
        for place, line in enumerate(seat.name)
    ]
    first += LINE * len(seat.name)
    titles = [_text(line, seat.x, first + LINE * place - 1, TITLE) for place, line in enumerate(seat.title)]
    return el("g", frame, *names, *titles)


# ---------------------------------------------------------------- for the map
def as_data(layout: Layout) -> dict[str, Any]:
    """What the browser draws: figures rounded, texts as they are (they are put on a canvas, never into markup)."""
    return {
        "seats": [_seat_data(seat) for seat in layout.seats],
        "groups": [
            [round(g.x + g.width / 2), round(g.y + g.height / 2), round(g.width), round(g.height), "\n".join(g.name)]
            for g in layout.groups
        ],
        "lines": [
            [line.above, line.below, [[round(x, 1), round(y, 1)] for x, y in line.points]] for line in layout.lines
        ],
    }


def _seat_data(placed: Placed) -> dict[str, Any]:
    seat: Seat = placed.seat
    return {
        "id": seat.id,
        "name": seat.holder,
        "title": seat.title,
        "department": seat.department,
        "label": "\n".join((*placed.name, *placed.title)),
        "above": seat.reports_to,
        "edge": THICK[seat.level],
        "top": seat.level == "executive",
        "x": round(placed.x, 1),
        "y": round(placed.y, 1),
        "w": round(placed.width),
        "h": round(placed.height),
    }
