"""How far the relation with a customer reaches: a person, a department, the company (METHOD 10.2).

What is missing is told link by link, each with those by whom one could begin.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from tongpin.method.care.contacts import Attention, Contact, Ground
from tongpin.method.datafiles import load_data
from tongpin.method.organisation import Seat, level_of
from tongpin.method.serving import RelationRange
from tongpin.method.sides import Level, member_of
from tongpin.method.wording import Say, listed, say

RANGES: tuple[RelationRange, ...] = ("person", "department", "company")
LinkKind = Literal["anyone", "second", "head", "several_of_us", "departments", "executive", "executives"]
MOST_NAMES = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link that a range needs: whether it is there, said with names; ``who``: ids of those by whom to begin."""

    of: RelationRange
    kind: LinkKind
    there: bool
    what: Say
    who: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """``now``: how far it reaches, ``None``: nowhere. ``target``: how far it is meant to; ``None``: nobody said.
    ``missing``: what is wanting to the target, or to the next range where nobody said."""

    now: RelationRange | None
    target: RelationRange | None
    links: tuple[Link, ...]
    missing: tuple[Link, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _View:
    """People in touch and all present, who of us is known, levels, vacant seats."""

    present: tuple[Attention, ...]
    touched: tuple[Attention, ...]
    levels: Mapping[str, Level | None]
    ours: Mapping[str, Level | None]
    contacts: tuple[Contact, ...]
    vacant: tuple[Seat, ...]


def range_of(
    people: Sequence[Attention],
    ground: Ground,
    *,
    seats: Sequence[Seat] = (),
    our_levels: Mapping[str, Level | None] | None = None,
) -> Reach:
    """How far the relation reaches today. ``our_levels``: of those of us whose level is known, by name."""
    view = _view(people, ground, seats, our_levels or {})
    links = (*_of_person(view), *_of_department(view), *_of_company(view))
    reached = [name for name in RANGES if all(link.there for link in links if RANGES.index(link.of) <= _rank(name))]
    now = reached[-1] if reached else None
    wanted = ground.target or RANGES[min(_rank(now) + 1, len(RANGES) - 1)]
    missing = tuple(link for link in links if not link.there and _rank(link.of) <= _rank(wanted))
    return Reach(now=now, target=ground.target, links=links, missing=missing)


def _rank(name: RelationRange | None) -> int:
    return -1 if name is None else RANGES.index(name)


def _view(
    people: Sequence[Attention], ground: Ground, seats: Sequence[Seat], our_levels: Mapping[str, Level | None]
) -> _View:
    present = tuple(one for one in people if one.party.left is None or one.party.left > ground.today)
    since = ground.today - dt.timedelta(days=int(_data()["touch_days"]))
    touched = tuple(
        one
        for one in present
        if one.last_day is not None and one.last_day > since and (one.party.attitude is None or one.party.attitude >= 0)
    )
    names = {name for one in touched for name in one.party.ours}
    meeting = tuple(contact for contact in ground.contacts if contact.date > since and contact.direction != "internal")
    names |= {member_of(contact.by).name for contact in meeting if contact.by}
    # Who wrote a mail to us is none of us.
    names -= {one.party.name for one in people}
    return _View(
        present=present,
        touched=touched,
        levels={one.party.id: one.party.level or level_of(one.party.title) for one in present},
        ours={name: our_levels.get(name) for name in sorted(names)},
        contacts=meeting,
        vacant=tuple(seat for seat in seats if not seat.holder and seat.title),
    )


# ---------------------------------------------------------------- the links
def _of_person(view: _View) -> list[Link]:
    if view.touched:
        return [_link("person", "anyone", say("range.met.anyone", names=_names(view.touched)))]
    if not view.present:
        return [_gap("person", "anyone", say("range.missing.anyone_at_all"))]
    return [_gap("person", "anyone", say("range.missing.anyone", names=_names(view.present)), view.present)]


def _of_department(view: _View) -> list[Link]:
    department, inside = _strongest(view)
    if not department:
        return [_gap("department", "second", say("range.missing.no_department"))] if view.touched else []
    others = [one for one in view.present if one.party.department == department and one not in inside]
    seats = [seat for seat in view.vacant if seat.department == department]
    return [_second(department, inside, others, seats), _head(view, department, inside, others, seats), _of_us(view)]


def _strongest(view: _View) -> tuple[str, list[Attention]]:
    """The department with most people in touch, one with its head before another."""
    groups: defaultdict[str, list[Attention]] = defaultdict(list)
    for one in view.touched:
        if one.party.department:
            groups[one.party.department].append(one)
    ranked = sorted(groups.items(), key=lambda item: (-len(item[1]), not _heads(view, item[1]), item[0]))
    return ranked[0] if ranked else ("", [])


def _second(department: str, inside: Sequence[Attention], others: Sequence[Attention], seats: Sequence[Seat]) -> Link:
    if len(inside) >= _data()["department_people"]:
        return _link("department", "second", say("range.met.second", department=department, count=len(inside)))
    what = _begin(say("range.missing.second", department=department, name=_names(inside)), others, seats)
    return _gap("department", "second", what, others)


def _head(
    view: _View, department: str, inside: Sequence[Attention], others: Sequence[Attention], seats: Sequence[Seat]
) -> Link:
    head = max(_heads(view, [*inside, *others]), key=lambda one: _standing(view, one), default=None)
    if head is not None and head in inside:
        return _link("department", "head", say("range.met.head", department=department, name=_names([head])))
    absent = [head] if head is not None else []
    leading = [seat for seat in seats if (seat.level or level_of(seat.title)) in {"manager", "executive"}]
    what = _begin(say("range.missing.head", department=department), absent, leading)
    return _gap("department", "head", what, absent)


def _standing(view: _View, one: Attention) -> tuple[bool, bool, int]:
    """Of several with a title, the head is of the highest level, decides, or weighs most."""
    deciding = not {"decision_maker", "power"}.isdisjoint(one.party.roles)
    return view.levels[one.party.id] == "executive", deciding, one.party.influence or 0


def _heads(view: _View, people: Iterable[Attention]) -> list[Attention]:
    return [one for one in people if view.levels[one.party.id] in {"manager", "executive"}]


def _of_us(view: _View) -> Link:
    names = list(view.ours)
    if len(names) > 1:
        return _link("department", "several_of_us", say("range.met.several_of_us", names=listed(names[:MOST_NAMES])))
    if names:
        return _gap("department", "several_of_us", say("range.missing.several_of_us", name=names[0]))
    return _gap("department", "several_of_us", say("range.missing.nobody_of_us"))


def _of_company(view: _View) -> list[Link]:
    if not view.touched:
        return []
    return [_departments(view), _executive(view), _executives(view)]


def _departments(view: _View) -> Link:
    names = sorted({one.party.department for one in view.touched if one.party.department})
    if len(names) >= _data()["company_departments"]:
        told = listed(names[:MOST_NAMES])
        return _link("company", "departments", say("range.met.departments", count=len(names), names=told))
    if not names:
        return _gap("company", "departments", say("range.missing.no_department"))
    others = [one for one in view.present if one.party.department and one.party.department not in names]
    seats = [seat for seat in view.vacant if seat.department and seat.department not in names]
    what = _begin(say("range.missing.departments", names=listed(names)), others, seats)
    return _gap("company", "departments", what, others)


def _executive(view: _View) -> Link:
    top = [one for one in view.touched if view.levels[one.party.id] == "executive"]
    if top:
        return _link("company", "executive", say("range.met.executive", name=_names(top[:1])))
    others = [one for one in view.present if view.levels[one.party.id] == "executive"]
    seats = [seat for seat in view.vacant if (seat.level or level_of(seat.title)) == "executive"]
    return _gap("company", "executive", _begin(say("range.missing.executive"), others, seats), others)


def _executives(view: _View) -> Link:
    """Both top levels have met: an executive visit, or a contact of one of ours whose level is the highest."""
    top = [one for one in view.present if view.levels[one.party.id] == "executive"]
    ids = {one.party.id: one for one in top}
    for contact in view.contacts:
        who = next((person for person in contact.who if person in ids), None)
        ours = member_of(contact.by).name
        if who is not None and (contact.kind == "executive_visit" or view.ours.get(ours) == "executive"):
            return _link("company", "executives", say("range.met.executives", ours=ours, name=_names([ids[who]])))
    if top:
        return _gap("company", "executives", say("range.missing.executives", name=_names(top[:1])), top)
    return _gap("company", "executives", say("range.missing.executives_nobody"))


# ---------------------------------------------------------------- words
def _link(of: RelationRange, kind: LinkKind, what: Say) -> Link:
    return Link(of=of, kind=kind, there=True, what=what)


def _gap(of: RelationRange, kind: LinkKind, what: Say, begin: Iterable[Attention] = ()) -> Link:
    return Link(of=of, kind=kind, there=False, what=what, who=tuple(one.party.id for one in begin)[:MOST_NAMES])


def _begin(what: Say, people: Sequence[Attention], seats: Sequence[Seat]) -> Say:
    """What is missing, with those by whom one could begin; a seat where we know nobody is one of them."""
    known = [one.party.name or one.party.title for one in people]
    if known:
        return say("range.begin", what=what, names=listed(known[:MOST_NAMES]))
    if seats:
        return say("range.begin", what=what, names=say("range.vacant", title=seats[0].title))
    return what


def _names(people: Iterable[Attention]) -> Say:
    return listed([one.party.name or one.party.title or one.party.id for one in people][:MOST_NAMES])


def _data() -> Any:
    return load_data("range")
