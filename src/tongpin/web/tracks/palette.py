"""Colours and shapes of the two tracks. Each verdict has a shape of its own: the picture must read in grey."""

from tongpin.web.tracks.paper import Point, el

INK = "#1b2733"
SOFT = "#5a6875"
LINE = "#d9dee3"
FAINT = "#eef1f4"
PAPER = "#ffffff"
CUSTOMER = "#1d4e89"
OURS = "#2a333c"
APART = "#f0cf9a"
VERDICT = {"fits": "#1a7f4b", "early": "#b45309", "late": "#6d4bb8", "wrong": "#c0262d"}
GATE = {"met": "#1a7f4b", "forced": "#b45309", "undone": "#c0262d", "unshown": "#5a6875"}


def shade(chance: float) -> str:
    """The customer's colour on white, as strong as a stage is likely."""
    strength = 0.78 * chance**0.8 if chance > 0.015 else 0
    mixed = [round(255 + (int(CUSTOMER[place : place + 2], 16) - 255) * strength) for place in (1, 3, 5)]
    return "#" + "".join(f"{part:02x}" for part in mixed)


def mark(verdict: str, x: float, y: float, r: float) -> str:
    """● fits, ▲ early (above the customer), ▼ late (below him), ✕ does harm."""
    colour = VERDICT[verdict]
    rim = {"stroke": PAPER, "stroke_width": 1.5, "stroke_linejoin": "round"}
    if verdict == "fits":
        return el("circle", cx=x, cy=y, r=r, fill=colour, **rim)
    if verdict == "wrong":
        return _cross(x, y, r, colour)
    up = -1 if verdict == "early" else 1
    corners = [(x, y + up * r * 1.25), (x - r * 1.15, y - up * r * 0.85), (x + r * 1.15, y - up * r * 0.85)]
    return el("polygon", points=_listed(corners), fill=colour, **rim)


def _cross(x: float, y: float, r: float, colour: str) -> str:
    reach = r * 0.85
    strokes = f"M{x - reach:.1f} {y - reach:.1f}L{x + reach:.1f} {y + reach:.1f}"
    strokes += f"M{x - reach:.1f} {y + reach:.1f}L{x + reach:.1f} {y - reach:.1f}"
    line = {"d": strokes, "fill": "none", "stroke_linecap": "round"}
    return el("path", **line, stroke=PAPER, stroke_width=r * 1.1) + el(
        "path", **line, stroke=colour, stroke_width=r * 0.62
    )


def cap(state: str, number: int, x: float, y: float, r: float) -> str:
    """The head of a gate post: filled where met, half filled where forced, hollow where missing."""
    colour = GATE[state]
    dashed = "2 2" if state == "unshown" else None
    ring = el(
        "circle",
        cx=x,
        cy=y,
        r=r,
        fill=colour if state == "met" else PAPER,
        stroke=colour,
        stroke_width=1.5,
        stroke_dasharray=dashed,
    )
    half = ""
    if state == "forced":
        half = el("path", d=f"M{x - r:.1f} {y:.1f}A{r} {r} 0 0 0 {x + r:.1f} {y:.1f}Z", fill=colour, opacity=0.35)
    figure = el(
        "text",
        str(number),
        x=x,
        y=y + r * 0.42,
        font_size=r * 1.2,
        font_weight=600,
        text_anchor="middle",
        fill=PAPER if state == "met" else colour,
    )
    return ring + half + figure


def _listed(corners: list[Point]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in corners)
