"""What the shapes and lines mean, and the gates by name: set below the tracks, as many in a line as have room."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tongpin.method.case import Language
from tongpin.web.texts import GATE_STATES, VERDICTS
from tongpin.web.tracks import palette
from tongpin.web.tracks.paper import el, shortened, width_of, words
from tongpin.web.tracks.scene import Post, Scene

KEY, GAP = 24, 20
"""Width of the little picture before a text, and the space after it."""


@dataclass(frozen=True, slots=True)
class Item:
    """A line of the legend: its little picture, drawn at a point, and its text."""

    picture: Callable[[float, float], str]
    text: str


def legend(top: float, scene: Scene, width: float, size: float) -> tuple[str, int]:
    """The legend from ``top`` down, and the height at which it ends."""
    faulted = any(act.faulted for act in scene.acts)
    shapes, y = _shapes_drawn(scene.lang, faulted, top, width, size)
    gates, y = _flowing([_gate(post) for post in scene.posts], y + size * 0.7, width, size)
    return shapes + gates, round(y + 4)


@lru_cache(maxsize=32)
def _shapes_drawn(lang: Language, faulted: bool, top: float, width: float, size: float) -> tuple[str, float]:
    """The same for every picture of a size in a language (which is the active one)."""
    return _flowing(_shapes(faulted), top, width, size)


def _shapes(faulted: bool) -> list[Item]:
    items = [
        Item(lambda x, y, name=verdict: palette.mark(name, x + 10, y, 5.5), str(text))  # type: ignore[misc]
        for verdict, text in VERDICTS.items()
    ]
    if faulted:
        items.append(Item(_ring, _("Cited by a mistake")))
    return [
        *items,
        Item(_heard, _("The customer’s own move")),
        Item(_line(palette.CUSTOMER, 3, None), _("The customer’s likeliest stage (dashed: unsure)")),
        Item(_shade, _("The darker, the surer")),
        Item(_line(palette.CUSTOMER, 2, "1 5"), _("The same, repeated for comparison")),
        Item(_line(palette.OURS, 2.2, None), _("Our pace")),
        Item(_apart, _("Where we are out of step")),
    ]


def _ring(x: float, y: float) -> str:
    return el("circle", cx=x + 10, cy=y, r=7, fill="none", stroke=palette.VERDICT["wrong"], stroke_width=1.4)


def _heard(x: float, y: float) -> str:
    return el("circle", cx=x + 10, cy=y, r=4, fill=palette.PAPER, stroke=palette.CUSTOMER, stroke_width=2)


def _line(colour: str, width: float, dashes: str | None) -> Callable[[float, float], str]:
    return lambda x, y: el(
        "line",
        x1=x + 1,
        x2=x + 19,
        y1=y,
        y2=y,
        stroke=colour,
        stroke_width=width,
        stroke_dasharray=dashes,
        stroke_linecap="round",
    )


def _shade(x: float, y: float) -> str:
    steps = [
        el("rect", x=x + 1 + 6 * place, y=y - 5, width=6, height=10, fill=palette.CUSTOMER, opacity=strength)
        for place, strength in enumerate((0.15, 0.4, 0.7))
    ]
    return "".join(steps)


def _apart(x: float, y: float) -> str:
    return el("rect", x=x + 1, y=y - 5, width=18, height=10, fill=palette.APART, opacity=0.55)


def _gate(post: Post) -> Item:
    state = str(GATE_STATES[post.state])
    when = f" {date_format(post.on, 'SHORT_DATE_FORMAT')}" if post.on else ""
    text = pgettext("gate in the legend", "%(title)s: %(state)s") % {"title": post.title, "state": f"{state}{when}"}
    return Item(lambda x, y: palette.cap(post.state, post.number, x + 10, y, 7.5), text)


def _flowing(items: Sequence[Item], top: float, width: float, size: float) -> tuple[str, float]:
    """Items in lines as wide as the paper, and the place below the last."""
    drawn, x, y = [], 2.0, top
    for item in items:
        text = shortened(item.text, size, width - KEY - 4)
        needed = KEY + width_of(text, size) + GAP
        if x > 2 and x + needed - GAP > width:
            x, y = 2.0, y + size * 1.75
        drawn.append(
            item.picture(x, y) + el("text", words(text), x=x + KEY, y=y + size * 0.36, font_size=size, fill=palette.INK)
        )
        x += needed
    return "".join(drawn), y + size * 1.2
