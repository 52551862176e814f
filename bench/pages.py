"""What do the pages cost in a large book? CPU time in this process, against a bare page of the same size.

Requests go through the whole application, middleware and session included, as an administrator who sees everything.
"""

import datetime as dt
import itertools
import os
from collections.abc import Callable, Iterator

import django

from bench.measure import Row, costs

ROUNDS, REPEAT = 7, 5
CROWD, TEAM = 40, 12
TEXT = "方科长来电：招标文件下周一发，技术标占六成，让我们把资质和业绩备齐；他又问了一遍保修怎么算。"


def rows(size: int) -> Iterator[Row]:
    """List, board, opportunity, its people and our team, and a note saved with the new standing."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"
    django.setup()
    from bench import book
    from bench.visitor import Visitor

    visitor = Visitor(book.seed(size))
    one = book.demo_opportunity()
    yield _page(visitor.get, "list", "/opportunities", 50, 2)
    yield _page(visitor.get, "list, filtered and sorted", "/opportunities?stage=tender&grade=A&sort=-amount", 50, None)
    yield _page(visitor.get, "board", "/board", 210, None)
    yield _page(visitor.get, "opportunity with the two tracks", f"/opportunities/{one}", 20, 4)
    crowded = f"/opportunities/{book.crowded(CROWD, TEAM)}"
    yield _tab(visitor.get, crowded, "people", f"people of an opportunity, {CROWD} of them")
    yield _tab(visitor.get, crowded, "team", f"team of an opportunity, {TEAM} of ours and {CROWD} of theirs")
    yield _save(visitor.post, book.copies(2 + ROUNDS * REPEAT))


def _page(get: Callable[[str], bytes], name: str, path: str, shown: int, aim: float | None) -> Row:
    length = len(get(path))
    return Row(
        part="pages",
        name=f"{name}, {length / 1000:.0f} kB",
        of=1,
        floor=f"bare page, {shown} rows",
        **costs(
            lambda: get(path),
            lambda: get(f"/bench/show/?rows={shown}&bytes={length}"),
            rounds=ROUNDS,
            repeat=REPEAT,
        ),
        aim=aim,
    )


def _tab(get: Callable[[str], bytes], path: str, tab: str, name: str) -> Row:
    """A tab of an opportunity with a large company, against the first page of the same opportunity."""
    return Row(
        part="pages",
        name=name,
        of=1,
        floor="the same opportunity's first page",
        **costs(lambda: get(f"{path}?tab={tab}"), lambda: get(path), rounds=ROUNDS, repeat=REPEAT),
        aim=2,
    )


def _save(post: Callable[..., bytes], opportunities: list[int]) -> Row:
    """Each note goes to an opportunity of its own, all alike, so that no saving finds a longer story than another.

    The first of them is the floor's.
    """
    note = {"do": "save", "text": TEXT, "kind": "call", "direction": "in", "date": dt.date.today().isoformat()}
    here = itertools.cycle(opportunities[1:])
    codes = (f"bench{number}" for number in itertools.count())
    bare = {"text": TEXT, "date": note["date"], "opportunity": str(opportunities[0])}
    return Row(
        part="pages",
        name="note saved with its new standing",
        of=1,
        floor="bare page that saves a row",
        **costs(
            lambda: post("/note", {**note, "opportunity": str(next(here))}),
            lambda: post("/bench/save/?bytes=0", {**bare, "code": next(codes)}),
            rounds=ROUNDS,
            repeat=REPEAT,
        ),
        aim=6,
    )
