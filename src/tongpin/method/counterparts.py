"""Counterparts: who of ours stands with whom of theirs; holes, crossed lines, unequal levels (METHOD 11.1)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from typing import Any

from tongpin.method.case import Stakeholder
from tongpin.method.datafiles import load_data
from tongpin.method.dossier import Dossier
from tongpin.method.organisation import level_of
from tongpin.method.promises import Promise, differ
from tongpin.method.sides import LEVELS, Counterpart, Level, Member, member_of
from tongpin.method.wording import Say, listed, say


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A tie of ours with theirs. ``recorded`` where somebody wrote it down; else it follows from who owns or met."""

    ours: str
    who: str
    tie: Counterpart
    recorded: bool
    times_met: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """A hole, crossed line, mismatch or overdue promise: what it is, with whom, and who of ours it touches.

    ``proposal`` says what to do; ``propose`` is the name of who should fill a hole, where somebody fits.
    """

    kind: str
    who: str
    ours: tuple[str, ...]
    what: Say
    proposal: Say
    propose: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix:
    """``cells`` by (ours, who); ``ours`` in the order of the team, ``theirs`` the weightiest first."""

    ours: tuple[Member, ...]
    theirs: tuple[str, ...]
    cells: Mapping[tuple[str, str], Cell]
    troubles: tuple[Trouble, ...]


def matrix_of(dossier: Dossier, levels: Mapping[str, Level] | None = None) -> Matrix:
    """The matrix of both sides today; ``levels`` of theirs by stakeholder's id, else their titles tell. Who has left
    the customer needs nobody of ours; ties with him stay in the matrix."""
    ours = members_of(dossier)
    theirs = sorted(dossier.case.stakeholders, key=lambda person: -dossier.shares[person.id])
    known = {person.id: (levels or {}).get(person.id) or level_of(person.title) for person in theirs}
    cells = _cells(dossier, ours)
    present = [person for person in theirs if not person.gone_by(dossier.today)]
    troubles = (
        *_crossed(dossier, cells),
        *_overdue(dossier, cells),
        *(hole for person in present for hole in _hole(dossier, person, ours, cells, known)),
        *(trouble for person in present for trouble in _mismatch(dossier, person, ours, cells, known)),
    )
    return Matrix(ours=ours, theirs=tuple(person.id for person in theirs), cells=cells, troubles=troubles)


def members_of(dossier: Dossier) -> tuple[Member, ...]:
    """Our people on the opportunity today: with what is known of them, or as the team names them. From the day on that
    somebody leaves he holds nobody."""
    further = {member.name: member for member in dossier.case.our_side.members}
    written = [member_of(name) for name in dossier.case.our_side.team]
    everyone = {member.name: further.pop(member.name, member) for member in written} | further
    return tuple(member for member in everyone.values() if member.until is None or member.until > dossier.today)


def _cells(dossier: Dossier, ours: Sequence[Member]) -> dict[tuple[str, str], Cell]:
    present = {member.name for member in ours}
    recorded = {(tie.ours, tie.who): tie for tie in dossier.case.counterparts}
    met = _times_met(dossier, present)
    owners = {person.id: _name(person.owner) for person in dossier.case.stakeholders}
    owned = [(name, who) for who, name in owners.items() if name in present]
    pairs = dict.fromkeys([*recorded, *owned, *met])
    return {
        (name, who): Cell(
            ours=name,
            who=who,
            tie=recorded.get((name, who)) or Counterpart(ours=name, who=who),
            recorded=(name, who) in recorded,
            times_met=met.get((name, who), 0),
        )
        for name, who in pairs
        if name in present and who in dossier.names
    }


def _times_met(dossier: Dossier, present: set[str]) -> dict[tuple[str, str], int]:
    times: dict[tuple[str, str], int] = {}
    for entry in dossier.outward:
        if _name(entry.by) in present:
            for who in entry.who:
                times[_name(entry.by), who] = times.get((_name(entry.by), who), 0) + 1
    return times


def _name(written: str) -> str:
    return member_of(written).name


# ---------------------------------------------------------------- troubles
def _crossed(dossier: Dossier, cells: Mapping[tuple[str, str], Cell]) -> Iterator[Trouble]:
    """Two of ours on one of theirs with different promises that both still bind, whatever their words."""
    binding = [cell for cell in cells.values() if cell.tie.we_promise.strip() and cell.tie.promise == "open"]
    for one, other in combinations(binding, 2):
        if one.who == other.who and differ(_promise(dossier, one), _promise(dossier, other)):
            yield Trouble(
                kind="crossed",
                who=one.who,
                ours=(one.ours, other.ours),
                what=say(
                    "counterparts.says.crossed",
                    ours=listed((one.ours, other.ours)),
                    theirs=dossier.names[one.who],
                    promises=listed((one.tie.we_promise, other.tie.we_promise)),
                ),
                proposal=say("counterparts.says.uncross", ours=one.ours, other=other.ours),
            )


def _promise(dossier: Dossier, cell: Cell) -> Promise:
    return Promise(cell.tie.we_promise, cell.tie.promised or cell.tie.since or dossier.today)


def _overdue(dossier: Dossier, cells: Mapping[tuple[str, str], Cell]) -> Iterator[Trouble]:
    for cell in cells.values():
        tie = cell.tie
        if tie.we_promise and tie.promise == "open" and tie.due is not None and tie.due < dossier.today:
            yield Trouble(
                kind="overdue",
                who=cell.who,
                ours=(cell.ours,),
                what=say(
                    "counterparts.says.overdue",
                    ours=cell.ours,
                    theirs=dossier.names[cell.who],
                    promise=tie.we_promise,
                    due=tie.due.isoformat(),
                ),
                proposal=say("counterparts.says.catch_up", theirs=dossier.names[cell.who]),
            )


def _hole(
    dossier: Dossier,
    person: Stakeholder,
    ours: Sequence[Member],
    cells: Mapping[tuple[str, str], Cell],
    levels: Mapping[str, Level | None],
) -> Iterator[Trouble]:
    share = dossier.shares[person.id]
    matters = share >= _weighty(len(dossier.present)) or levels[person.id] == "executive"
    held = [cell for (_, who), cell in cells.items() if who == person.id and cell.tie.state != "none"]
    if held or not matters:
        return
    propose, why = _proposal(person, ours, cells, levels[person.id])
    fill = say("counterparts.says.fill", ours=propose, why=why) if propose and why else None
    yield Trouble(
        kind="hole",
        who=person.id,
        ours=(),
        what=say("counterparts.says.hole", theirs=dossier.names[person.id], share=round(share * 100)),
        proposal=fill or say("counterparts.says.fill_nobody"),
        propose=propose,
    )


def _weighty(people: int) -> float:
    """From which share of the decision on somebody needs one of ours: less where many share in it."""
    knowledge = _knowledge()
    return float(min(knowledge["hole_from_share"], knowledge["hole_times_even"] / people))


def _proposal(
    person: Stakeholder, ours: Sequence[Member], cells: Mapping[tuple[str, str], Cell], level: Level | None
) -> tuple[str, Say | None]:
    """Who of ours fits: an executive for an executive, else whoever speaks the trade and has the fewest ties."""
    ties = {member.name: sum(1 for name, _ in cells if name == member.name) for member in ours}
    free = sorted(ours, key=lambda member: ties[member.name])
    if level == "executive":
        peers = [member for member in free if our_level(member) == "executive"]
        return (peers[0].name, say("counterparts.says.same_level")) if peers else ("", None)
    wanted = [word for role in person.roles for word in _knowledge()["fits"].get(role, ())] or _knowledge()["anyone"]
    trade = [member for member in free if any(word in member.function.lower() for word in wanted)]
    return (trade[0].name, say("counterparts.says.same_trade")) if trade else ("", None)


def _mismatch(
    dossier: Dossier,
    person: Stakeholder,
    ours: Sequence[Member],
    cells: Mapping[tuple[str, str], Cell],
    levels: Mapping[str, Level | None],
) -> Iterator[Trouble]:
    """One of theirs whose only counterparts stand two levels below him."""
    level = levels[person.id]
    held = [member for member in ours if (member.name, person.id) in cells]
    ranks = [our_level(member) for member in held]
    told = [rank for rank in ranks if rank is not None]
    if level is None or not told or len(told) < len(ranks):
        return
    best = min(told, key=LEVELS.index)
    if LEVELS.index(best) - LEVELS.index(level) >= 2:
        yield Trouble(
            kind="mismatch",
            who=person.id,
            ours=tuple(member.name for member in held),
            what=say(
                "counterparts.says.mismatch",
                theirs=dossier.names[person.id],
                their_level=say(f"levels.names.{level}"),
                our_level=say(f"levels.names.{best}"),
                ours=listed(member.name for member in held),
            ),
            proposal=say("counterparts.says.raise_level", level=say(f"levels.names.{level}")),
        )


def our_level(member: Member) -> Level | None:
    """The level of one of ours: as told, or as his function suggests; who only sells belongs to the staff."""
    return member.level or level_of(member.function) or ("staff" if member.function else None)


@cache
def _knowledge() -> dict[str, Any]:
    return dict(load_data("counterparts"))
