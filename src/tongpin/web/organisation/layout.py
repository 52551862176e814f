"""Where each seat of an organisation chart stands on the paper; the map on the page and the saved picture share it.

A seat stands above those who report to it. Those without reports of their own stand below one another in columns, so
that a chart grows down as well as wide. Departments lie in boxes. Sizes are in pixels at full size.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil, sqrt

from tongpin.method.organisation import Seat, reports_of
from tongpin.web.organisation.wrapping import wrapped
from tongpin.web.tracks.paper import Point, width_of

NAME, TITLE, LABEL = 15, 14, 13
LINE = 20
WIDEST, NARROWEST = 200, 84
PAD, GAP, RAIL, DROP, BETWEEN = 10, 16, 16, 40, 10
SIDE_BY_SIDE = 2
"""So many seats without reports stand beside each other; more stand in columns."""
SHORTEST_COLUMN = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What the paper says in the reader's language; ``more`` has a place for a number."""

    vacant: str
    nowhere: str
    more: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A seat on the paper: its middle and size, and its words in lines, none of them cut."""

    seat: Seat
    name: tuple[str, ...]
    title: tuple[str, ...]
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A department's box by its left upper corner."""

    name: tuple[str, ...]
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A reporting line from the seat above to the one below, by its corners."""

    above: int
    below: int
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """A whole chart."""

    seats: tuple[Placed, ...]
    groups: tuple[Group, ...]
    lines: tuple[Line, ...]
    width: float
    height: float


@dataclass(slots=True)
class _Cluster:
    """Seats of one department below the same seat: in columns, and beside them those with reports of their own."""

    label: tuple[str, ...]
    columns: list[list["_Tree"]]
    wide: list["_Tree"]
    width: float = 0
    height: float = 0

    @property
    def head(self) -> float:
        """Room for the label of the box."""
        return LINE * len(self.label) + 8 if self.label else 0

    @property
    def pad(self) -> float:
        return PAD if self.label else 0


@dataclass(slots=True)
class _Tree:
    """A seat with all below it, first measured, then placed. ``inner`` is of its own department."""

    seat: Seat
    name: tuple[str, ...] = ()
    title: tuple[str, ...] = ()
    own_width: float = 0
    own_height: float = 0
    inner: _Cluster | None = None
    outer: list[_Cluster] = field(default_factory=list)
    width: float = 0
    height: float = 0

    @property
    def ends(self) -> bool:
        return self.inner is None and not self.outer

    @property
    def block(self) -> float:
        """Width of the seat with those of its own department below it."""
        return max(self.own_width, self.inner.width if self.inner else 0)


def lay_out(seats: Sequence[Seat], words: Words, left_off: Mapping[int, int] | None = None) -> Layout:
    """The chart of some seats. ``left_off``: how many below a seat are not among them.

    Takes time linear in the number of seats and does not recurse: a chain of a thousand is drawn as well. Seats that
    report to themselves in the end stand at the top.
    """
    trees = {seat.id: _tree(seat, words, (left_off or {}).get(seat.id, 0)) for seat in seats}
    below = reports_of(seats)
    for seat in reversed(_top_down(below)):
        _measure(trees[seat.id], [trees[report.id] for report in below.get(seat.id, [])], words)
    top = _Tree(Seat(id=0))
    _measure(top, [trees[seat.id] for seat in below.get(None, [])], words)
    return _Paper().draw(top)


def _top_down(below: Mapping[int | None, list[Seat]]) -> list[Seat]:
    """Every seat after the one it reports to, level by level."""
    told: list[Seat] = []
    level = below.get(None, [])
    while level:
        told += level
        level = [report for seat in level for report in below.get(seat.id, [])]
    return told


# ---------------------------------------------------------------- how large
def _tree(seat: Seat, words: Words, left_off: int) -> _Tree:
    name = wrapped(seat.holder or words.vacant, NAME, WIDEST)
    title = wrapped(seat.title, TITLE, WIDEST) if seat.title and seat.title != seat.holder else ()
    if left_off:
        title = (*title, words.more % left_off)
    widths = [width_of(line, NAME, bold=True) for line in name] + [width_of(line, TITLE) for line in title]
    height = LINE * (len(name) + len(title)) + 12
    return _Tree(seat, name, title, max(NARROWEST, max(widths) + 24), height)


def _measure(tree: _Tree, reports: Sequence[_Tree], words: Words) -> None:
    departments: dict[str, list[_Tree]] = {}
    for report in reports:
        departments.setdefault(report.seat.department, []).append(report)
    own = departments.pop(tree.seat.department, [])
    tree.inner = _cluster(own, ()) if own else None
    tree.outer = [
        _cluster(members, wrapped(department or words.nowhere, LABEL, WIDEST))
        for department, members in departments.items()
    ]
    parts = [cluster.width for cluster in tree.outer]
    tree.width = _row([*parts, tree.block]) if tree.inner else max(tree.own_width, _row(parts))
    clusters = [*tree.outer, tree.inner] if tree.inner else tree.outer
    tree.height = tree.own_height + (DROP + max(cluster.height for cluster in clusters) if clusters else 0)


def _cluster(members: Sequence[_Tree], label: tuple[str, ...]) -> _Cluster:
    ends = [member for member in members if member.ends]
    stacked = len(ends) > SIDE_BY_SIDE
    wide = [member for member in members if not (stacked and member.ends)]
    cluster = _Cluster(label, _columns(ends) if stacked else [], wide)
    named = max((width_of(line, LABEL, bold=True) for line in label), default=0)
    content = _row([_column_width(column) for column in cluster.columns] + [tree.width for tree in wide])
    heights = [_column_height(column) for column in cluster.columns] + [tree.height for tree in wide]
    cluster.width = max(content, named) + 2 * cluster.pad
    cluster.height = cluster.head + max(heights) + cluster.pad
    return cluster


def _columns(ends: Sequence[_Tree]) -> list[list[_Tree]]:
    """As many columns as make a block that is a little higher than wide, of nearly the same height each."""
    longest = max(SHORTEST_COLUMN, ceil(sqrt(2.4 * len(ends))))
    each = ceil(len(ends) / ceil(len(ends) / longest))
    return [list(ends[start : start + each]) for start in range(0, len(ends), each)]


def _column_width(column: Sequence[_Tree]) -> float:
    return RAIL + max(tree.own_width for tree in column)


def _column_height(column: Sequence[_Tree]) -> float:
    return sum(tree.own_height for tree in column) + BETWEEN * (len(column) - 1)


def _row(widths: Iterable[float]) -> float:
    each = list(widths)
    return sum(each) + GAP * (len(each) - 1) if each else 0


# ---------------------------------------------------------------- where
@dataclass(slots=True)
class _Bounds:
    """The seats that a box has round them."""

    label: tuple[str, ...]
    left: float = float("inf")
    top: float = float("inf")
    right: float = float("-inf")
    bottom: float = float("-inf")

    def take(self, seat: Placed) -> None:
        self.left = min(self.left, seat.x - seat.width / 2)
        self.right = max(self.right, seat.x + seat.width / 2)
        self.top = min(self.top, seat.y - seat.height / 2)
        self.bottom = max(self.bottom, seat.y + seat.height / 2)

    def group(self) -> Group:
        head = LINE * len(self.label) + 8
        named = max(width_of(line, LABEL, bold=True) for line in self.label)
        return Group(
            name=self.label,
            x=self.left - PAD,
            y=self.top - head,
            width=max(self.right - self.left, named) + 2 * PAD,
            height=self.bottom - self.top + head + PAD,
        )


@dataclass(slots=True)
class _Paper:
    """Places trees that are measured; `waiting` holds what still has to be placed."""

    seats: list[Placed] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    boxes: list[_Bounds] = field(default_factory=list)
    waiting: list[tuple[_Tree, float, float, _Bounds | None, tuple[Point, ...]]] = field(default_factory=list)

    def draw(self, top: _Tree) -> Layout:
        """All of it; `top` is no seat, it only holds the topmost ones together."""
        self._below(top, 0, -DROP, None, None)
        while self.waiting:
            tree, x, y, box, way = self.waiting.pop()
            self._seat(tree, x, y, box, way)
        groups = [box.group() for box in self.boxes]
        return Layout(
            seats=tuple(self.seats),
            groups=tuple(groups),
            lines=tuple(self.lines),
            width=max([top.width, *(group.x + group.width for group in groups)]),
            height=max(top.height - DROP, 0),
        )

    def _seat(self, tree: _Tree, x: float, y: float, box: _Bounds | None, way: tuple[Point, ...]) -> None:
        """A seat with all below it in the room whose left upper corner is given; ``way``: the line that leads here."""
        middle = x + _middle(tree)
        self._put(tree, middle, y, box, (*way, (middle, way[-1][1]), (middle, y)) if way else ())
        self._below(tree, x, y + tree.own_height, box, (middle, y + tree.own_height))

    def _put(self, tree: _Tree, middle: float, top: float, box: _Bounds | None, way: tuple[Point, ...]) -> None:
        placed = Placed(
            seat=tree.seat,
            name=tree.name,
            title=tree.title,
            x=middle,
            y=top + tree.own_height / 2,
            width=tree.own_width,
            height=tree.own_height,
        )
        self.seats.append(placed)
        if box is not None:
            box.take(placed)
        if way and tree.seat.reports_to is not None:
            self.lines.append(Line(above=tree.seat.reports_to, below=tree.seat.id, points=way))

    def _below(self, tree: _Tree, x: float, y: float, box: _Bounds | None, foot: Point | None) -> None:
        """Those who report to a seat: half of the other departments, its own, the other half."""
        way = () if foot is None else (foot, (foot[0], foot[1] + DROP / 2))
        half = len(tree.outer) // 2 if tree.inner else len(tree.outer)
        if tree.inner is None:
            x += (tree.width - _row(cluster.width for cluster in tree.outer)) / 2
        for cluster in tree.outer[:half]:
            self._members(cluster, x, y + DROP, self._box(cluster), way)
            x += cluster.width + GAP
        if tree.inner:
            self._members(tree.inner, x + (tree.block - tree.inner.width) / 2, y + DROP, box, way)
            x += tree.block + GAP
        for cluster in tree.outer[half:]:
            self._members(cluster, x, y + DROP, self._box(cluster), way)
            x += cluster.width + GAP

    def _box(self, cluster: _Cluster) -> _Bounds:
        self.boxes.append(_Bounds(cluster.label))
        return self.boxes[-1]

    def _members(self, cluster: _Cluster, x: float, y: float, box: _Bounds | None, way: tuple[Point, ...]) -> None:
        x += cluster.pad
        y += cluster.head
        for column in cluster.columns:
            self._column(column, x, y, box, way)
            x += _column_width(column) + GAP
        for tree in cluster.wide:
            self.waiting.append((tree, x, y, box, way))
            x += tree.width + GAP

    def _column(self, column: Sequence[_Tree], x: float, y: float, box: _Bounds | None, way: tuple[Point, ...]) -> None:
        """Seats below one another; the line runs down at their left."""
        for tree in column:
            side = y + tree.own_height / 2
            rail = x + RAIL - 7
            corners = ((rail, way[-1][1]), (rail, side), (x + RAIL, side)) if way else ()
            self._put(tree, x + RAIL + tree.own_width / 2, y, box, (*way, *corners))
            y += tree.own_height + BETWEEN


def _middle(tree: _Tree) -> float:
    """How far from the left of its room a seat's middle is."""
    if tree.inner is None:
        return tree.width / 2
    before = [cluster.width for cluster in tree.outer[: len(tree.outer) // 2]]
    return sum(before) + GAP * len(before) + tree.block / 2
