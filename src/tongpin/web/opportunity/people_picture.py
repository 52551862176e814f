"""The map of the people as an SVG file that stands alone: the same places, signs and lines as on the page."""

from collections.abc import Mapping, Sequence
from math import cos, hypot, pi, sin, sqrt
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from tongpin.crm.opportunities.page import opportunity_page
from tongpin.crm.people.selectors import people_beside
from tongpin.method.people import key_persons
from tongpin.web.opportunity.people_map import scene_of
from tongpin.web.organisation.wrapping import wrapped
from tongpin.web.pages import SignedIn, page
from tongpin.web.tracks import palette
from tongpin.web.tracks.paper import FONT, el, width_of, words

SMALLEST, LARGEST = 17.0, 46.0
"""Radius of whoever weighs least and most."""
FEW = 6
ACROSS, DOWN = 230.0, 160.0
MARGIN, HEAD, LEGEND = 30.0, 40.0, 30.0
NAME, POST, ROOM = 13.0, 11.5, 190.0
STRAIGHT, BENT = 0.0, 26.0
KEY = palette.VERDICT["early"]
LEANING = {
    1: (palette.VERDICT["fits"], "#e3f2e9"),
    0: (palette.SOFT, palette.PAPER),
    -1: (palette.VERDICT["wrong"], "#fbe6e6"),
}
Place = tuple[float, float]


@page
def people_file(request: SignedIn, opportunity_id: int) -> HttpResponse:
    """The map as a file; with ``save`` the browser keeps it."""
    found = opportunity_page(user=request.user, opportunity_id=opportunity_id)
    people = people_beside(found.opportunity)
    key = {person.person for person in key_persons(people.dossier)}
    scene = scene_of(people.dossier, people.centre, key)
    answer = HttpResponse(drawn(scene, title=str(found.opportunity)), content_type="image/svg+xml; charset=utf-8")
    if "save" in request.GET:
        answer.headers["Content-Disposition"] = f'attachment; filename="people-{opportunity_id}.svg"'
    return answer


def drawn(scene: Mapping[str, Any], *, title: str) -> str:
    """The picture of what ``scene_of`` tells. Everything that somebody typed is escaped."""
    people = scene["people"]
    places = dict(zip((person["id"] for person in people), _places(len(people)), strict=True))
    sizes = _sizes(people)
    legend = _legend()
    wide = max([abs(x) for x, _y in places.values()] + [0]) + ROOM / 2 + MARGIN
    wide = max(wide, max(width_of(text, NAME) for text in (title, *legend)) / 2 + MARGIN)
    high = max([abs(y) for _x, y in places.values()] + [0]) + LARGEST + 4 * NAME + MARGIN
    top, bottom = -high - HEAD, high + LEGEND + NAME * 1.6 * len(legend)
    parts = [
        el("title", words(title)),
        el("desc", words(_("Map of the people"))),
        el("rect", x=-wide, y=top, width=2 * wide, height=bottom - top, fill=palette.PAPER),
        el("text", words(title), x=-wide + MARGIN, y=top + MARGIN, font_size=18, font_weight=600),
        *(_line(line, scene["lines"], places, sizes) for line in scene["lines"]),
        *(_person(person, places[person["id"]], sizes[person["id"]]) for person in people),
        *(
            el("text", words(text), x=-wide + MARGIN, y=high + LEGEND + NAME * 1.6 * row, font_size=NAME)
            for row, text in enumerate(legend)
        ),
    ]
    return el(
        "svg",
        *parts,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"{-wide:.0f} {top:.0f} {2 * wide:.0f} {bottom - top:.0f}",
        width=round(2 * wide),
        height=round(bottom - top),
        role="img",
        font_family=FONT,
        fill=palette.INK,
    )


def _places(count: int) -> list[Place]:
    """A few stand on one ring, so that no line runs through somebody; more in rings round the weightiest."""
    if count <= FEW:
        return _ring(count, 1, -pi / 2)
    found: list[Place] = [(0.0, 0.0)]
    ring = 1
    while len(found) < count:
        here = min(6 * ring, count - len(found))
        found += _ring(here, ring, -pi / 2 + (0 if ring % 2 else pi / here))
        ring += 1
    return found


def _ring(count: int, ring: int, start: float) -> list[Place]:
    turns = (start + 2 * pi * place / count for place in range(count))
    return [(cos(turn) * ACROSS * ring, sin(turn) * DOWN * ring) for turn in turns]


def _sizes(people: Sequence[Mapping[str, Any]]) -> dict[str, float]:
    most = max([person["share"] for person in people] + [0.01])
    return {person["id"]: max(SMALLEST, LARGEST * sqrt(person["share"] / most)) for person in people}


def _person(person: Mapping[str, Any], at: Place, size: float) -> str:
    x, y = at
    edge, fill = LEANING[person["lean"]]
    star = "★ " if person["key"] else ""
    name = wrapped(f"{star}{person['name']} {100 * person['share']:.0f}%", NAME, ROOM)
    post = wrapped(person["post"], POST, ROOM) if person["post"] else ()
    ring = el("circle", cx=x, cy=y, r=size + 5, fill="none", stroke=KEY, stroke_width=3) if person["key"] else ""
    dashes = "7 5" if person["assumed"] else None
    body = el("circle", cx=x, cy=y, r=size, fill=fill, stroke=edge, stroke_width=3, stroke_dasharray=dashes)
    sign = _text(person["sign"], x, y + 7, 20, weight=700)
    below = y + size + 22
    told = [_text(line, x, below + 1.3 * NAME * row, NAME, weight=600) for row, line in enumerate(name)]
    below += 1.3 * NAME * len(name)
    told += [_text(line, x, below + 1.3 * POST * row, POST) for row, line in enumerate(post)]
    return el("g", ring, body, sign, *told)


def _text(line: str, x: float, y: float, size: float, *, weight: int = 400) -> str:
    halo = {"paint_order": "stroke", "stroke": palette.PAPER, "stroke_width": 4}
    return el(
        "text",
        words(line),
        x=f"{x:.1f}",
        y=f"{y:.1f}",
        font_size=size,
        font_weight=weight,
        text_anchor="middle",
        **halo,
    )


def _line(
    line: Mapping[str, Any],
    lines: Sequence[Mapping[str, Any]],
    places: Mapping[str, Place],
    sizes: Mapping[str, float],
) -> str:
    """An arrow from who is heard to who listens; of two who listen to each other, both are bent apart."""
    start, end = places[line["from"]], places[line["to"]]
    mutual = any(other["from"] == line["to"] and other["to"] == line["from"] for other in lines)
    bend = BENT if mutual else STRAIGHT
    far = hypot(end[0] - start[0], end[1] - start[1]) or 1.0
    along = ((end[0] - start[0]) / far, (end[1] - start[1]) / far)
    over = (-along[1] * bend, along[0] * bend)
    first, last = sizes[line["from"]] + 7, far - sizes[line["to"]] - 9
    a = (start[0] + along[0] * first + over[0], start[1] + along[1] * first + over[1])
    b = (start[0] + along[0] * last + over[0], start[1] + along[1] * last + over[1])
    width = 1 + 1.2 * line["strength"]
    dashes = "7 5" if line["assumed"] else None
    shaft = el(
        "line",
        x1=f"{a[0]:.1f}",
        y1=f"{a[1]:.1f}",
        x2=f"{b[0]:.1f}",
        y2=f"{b[1]:.1f}",
        stroke=palette.SOFT,
        stroke_width=f"{width:.1f}",
        stroke_dasharray=dashes,
    )
    return shaft + _point(b, along, 6 + width)


def _point(tip: Place, along: Place, size: float) -> str:
    across = (-along[1], along[0])
    front = (tip[0] + along[0] * 6, tip[1] + along[1] * 6)
    back = (front[0] - along[0] * size * 1.5, front[1] - along[1] * size * 1.5)
    corners = [
        front,
        *((back[0] + side * across[0] * size * 0.6, back[1] + side * across[1] * size * 0.6) for side in (1, -1)),
    ]
    return el("polygon", points=" ".join(f"{x:.1f},{y:.1f}" for x, y in corners), fill=palette.SOFT)


def _legend() -> list[str]:
    """What the signs say, with the words of the page."""
    return [
        f"++ +  {_('for us')}    ○  {_('neutral')}    − −−  {_('against us')}    ?  {_('unknown')}",
        f"──  {_('confirmed')}    ╌╌  {_('only assumed')}    ★  {_('key person now')}    A ➝ B  {_('B listens to A')}",
        _("Larger: a larger share of the decision"),
    ]
