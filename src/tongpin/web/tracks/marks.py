"""Actions, gate posts and words of the customer, each at its place, none over another."""

from collections.abc import Iterator
from functools import lru_cache

from tongpin.web.tracks import palette
from tongpin.web.tracks.frame import Frame
from tongpin.web.tracks.paper import Box, Room, around, el, spread, width_of, words
from tongpin.web.tracks.scene import Act, Post

Placed = tuple[Act, float, float]


def marks(frame: Frame, links: str | None) -> str:
    """Posts first, then the actions round them, then as many labels of misfits as find room."""
    track = frame.lower
    past = Room(Box(track.left, track.top - 4, track.right - 1, track.bottom))
    posts, placed_posts = _posts(frame)
    for x, y in placed_posts:
        past.take(around(x, y, frame.size.mark * 1.2))
    placed = [place(frame, past, act) for act in frame.scene.acts]
    drawn = [_linked(_act(frame, *spot), spot[0].entry, spot[0].tells, links) for spot in placed]
    return posts + _heard(frame, links) + "".join(drawn) + _labels(frame, past, placed)


def _linked(shape: str, entry: str, tells: str, links: str | None) -> str:
    hint = el("title", words(tells))
    if links is None:
        return el("g", hint, shape)
    return el("a", hint, shape, href=f"{links}#{entry}")


def _heard(frame: Frame, links: str | None) -> str:
    """Rings on the customer's way where he moved of his own accord."""
    room = Room(frame.upper)
    drawn = []
    r = frame.size.mark * 0.72
    for item in frame.scene.heard:
        x, y = frame.x(item.date), frame.y(frame.upper, item.level)
        spot = room.first_free(around(x + shift, y, r) for shift in _shifts(r * 2.2))
        x = (spot.left + spot.right) / 2 if spot else x
        ring = el("circle", cx=x, cy=y, r=r, fill=palette.PAPER, stroke=palette.CUSTOMER, stroke_width=2)
        drawn.append(_linked(ring, item.entry, item.tells, links))
    return "".join(drawn)


def _shifts(step: float) -> Iterator[float]:
    yield 0
    for count in range(1, 12):
        yield -count * step
        yield count * step


def place(frame: Frame, room: Room, act: Act) -> Placed:
    """As near as may be to where the action belongs."""
    x, y = frame.x(act.date), frame.y(frame.lower, act.level)
    reach = frame.size.mark * (1.75 if act.faulted else 1.08)
    spot = room.first_free(around(x + dx, y + dy, reach) for dx, dy in _about(reach * 2))
    if spot is None:
        return act, x, y
    return act, (spot.left + spot.right) / 2, (spot.top + spot.bottom) / 2


@lru_cache(maxsize=16)
def _about(step: float) -> list[tuple[float, float]]:
    """Offsets in growing distance; sideways shifts cost a little more, for time matters more than height."""
    spots = [(dx * step / 2, dy * step / 2) for dx in range(-12, 13) for dy in range(-4, 5)]
    return sorted(spots, key=lambda spot: (spot[0] ** 2 * 1.2 + spot[1] ** 2, spot))


def _act(frame: Frame, act: Act, x: float, y: float) -> str:
    shape = palette.mark(act.verdict, x, y, frame.size.mark)
    if not act.faulted:
        return shape
    ring = el(
        "circle", cx=x, cy=y, r=frame.size.mark * 1.75, fill="none", stroke=palette.VERDICT["wrong"], stroke_width=1.4
    )
    return shape + ring


def _labels(frame: Frame, room: Room, placed: list[Placed]) -> str:
    size = frame.size.font - 1
    drawn = []
    for act, x, y in sorted(placed, key=lambda spot: -abs(spot[0].off)):
        if act.verdict == "fits":
            continue
        wide = width_of(act.label, size, bold=True)
        spot = room.first_free(label_spots(x, y, wide, size, frame.size.mark * 2.4))
        if spot is not None:
            drawn.append(
                el(
                    "rect",
                    x=spot.left - 1,
                    y=spot.top,
                    width=wide + 2,
                    height=spot.bottom - spot.top,
                    rx=3,
                    fill=palette.PAPER,
                    opacity=0.92,
                )
                + el(
                    "text",
                    words(act.label),
                    x=spot.left,
                    y=spot.bottom - size * 0.22,
                    font_size=size,
                    fill=palette.VERDICT[act.verdict],
                    font_weight=600,
                    stroke=palette.PAPER,
                    stroke_width=3,
                    paint_order="stroke",
                    stroke_linejoin="round",
                )
            )
    return "".join(drawn)


def label_spots(x: float, y: float, wide: float, size: float, off: float) -> Iterator[Box]:
    """To the right, to the left, above, below."""
    tall = size * 1.15
    yield Box(x + off, y - tall / 2, x + off + wide, y + tall / 2)
    yield Box(x - off - wide, y - tall / 2, x - off, y + tall / 2)
    for top in (y - off - tall, y + off):
        for left in (x - wide / 2, x, x - wide):
            yield Box(left, top, left + wide, top + tall)


def _posts(frame: Frame) -> tuple[str, list[tuple[float, float]]]:
    """The posts, and where the heads in the past are."""
    standing = posts_at(frame)
    heads = [(x, top) for post, x, top in standing if post.on]
    return "".join(_post(frame, *spot) for spot in standing), heads


def posts_at(frame: Frame) -> list[tuple[Post, float, float]]:
    """Each post with its place and the height of its head: those passed on their day, those ahead after today."""
    passed = sorted((post for post in frame.scene.posts if post.on), key=lambda post: (post.on, post.number))
    ahead = [post for post in frame.scene.posts if not post.on]
    gap = frame.size.mark * 2.9
    places = spread(
        [frame.x(post.on) for post in passed if post.on], gap, frame.lower.left + gap / 2, frame.today - gap * 0.6
    )
    first, last = frame.today + gap * 0.9, frame.size.width - gap * 0.6
    step = (last - first) / max(len(ahead), 1)
    coming = [first + step * (index + 0.35) for index in range(len(ahead))]
    spots = zip([*passed, *ahead], [*places, *coming], strict=True)
    return [(post, x, _head(frame, post)) for post, x in spots]


def _head(frame: Frame, post: Post) -> float:
    return max(frame.lower.bottom - post.level * frame.size.row, frame.lower.top + frame.size.mark * 1.3)


def _post(frame: Frame, post: Post, x: float, top: float) -> str:
    colour = palette.GATE[post.state]
    line = el(
        "line",
        x1=x,
        x2=x,
        y1=top,
        y2=frame.lower.bottom,
        stroke=colour,
        stroke_width=2,
        stroke_dasharray=None if post.on else "3 3",
        opacity=0.8,
    )
    head = palette.cap(post.state, post.number, x, top, frame.size.mark * 1.3)
    return el("g", el("title", words(post.tells)), line, head)
