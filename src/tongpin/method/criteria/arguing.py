"""What to argue for, with whom, with which proof, and in which way it is still allowed (METHOD 3.2, 7.1, 13.3)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from tongpin.method.criteria.board import Board
from tongpin.method.criteria.flips import Flips
from tongpin.method.criteria.plays import rules_of
from tongpin.method.dossier import Dossier, rank
from tongpin.method.tenders import abroad, objection_until
from tongpin.method.wording import Say, quoted, say

ArgumentKind = Literal["raise", "lower", "add", "equal", "write", "learn"]
MOST = {"raise": 3, "lower": 2, "write": 4, "learn": 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class Argument:
    """``gain``: points of 100 that it moves us ahead of the nearest rival, for each ten points of weight; ``who``:
    ids, the weightiest first; ``proof``: what shows it, empty where nothing does yet."""

    kind: ArgumentKind
    name: str
    says: Say
    gain: float
    who: tuple[str, ...]
    proof: str


def arguments(
    dossier: Dossier, board: Board, flips: Flips | None, *, proofs: Mapping[int, str] | None = None
) -> tuple[Argument, ...]:
    """Arguments by gain, the greatest first; ``proofs`` by the criterion's place in the case. Once the criteria are
    closed there is only the offer to be written well, and after the deadline nothing."""
    shown = proofs or {}
    state = window(dossier).key
    if state == "criteria.window.handed_in":
        return ()
    if state == "criteria.window.closed":
        return tuple(_to_write(dossier, board, shown))
    if flips is None:
        return tuple(_to_learn(dossier, board))
    gains = list(enumerate(_gains(board, flips.rival)))
    up = sorted((one for one in gains if one[1] > 0), key=lambda one: -one[1])[: MOST["raise"]]
    down = sorted((one for one in gains if one[1] < 0), key=lambda one: one[1])[: MOST["lower"]]
    found = [_about(dossier, board, "raise", place, gain, shown) for place, gain in up]
    found += [_about(dossier, board, "lower", place, -gain, shown) for place, gain in down]
    return (*_added(dossier, flips), *_unmet(dossier, board), *sorted(found, key=lambda one: -one.gain))


def window(dossier: Dossier) -> Say:
    """In which way criteria can still be moved, if at all."""
    tender, rules = dossier.case.tender, rules_of(dossier)
    past = tender.deadline is not None and tender.deadline < dossier.today
    if past or rank(dossier.stage) > rank("tender"):
        return say("criteria.window.handed_in")
    if tender.issued is not None or rank(dossier.stage) == rank("tender"):
        last = objection_until(dossier)
        if last is not None:
            return say("criteria.window.issued", day=last.isoformat())
        bound = rules == "public" and tender.deadline is not None and not abroad(dossier)
        return say("criteria.window.closed") if bound else say("criteria.window.issued_open")
    return say(f"criteria.window.open_{rules}")


def _gains(board: Board, rival: int) -> Iterator[Fraction]:
    """By line: how our lead changes with ten more points of weight, while the others keep their proportions."""
    ours, theirs = board.believed(0), board.believed(rival)
    gaps = [one - other for one, other in zip(ours, theirs, strict=True)]
    whole = sum((line.weight * gap for line, gap in zip(board.lines, gaps, strict=True)), Fraction(0))
    for line, gap in zip(board.lines, gaps, strict=True):
        rest = 100 - line.weight
        yield 10 * (gap - (whole - line.weight * gap) / rest) if rest else Fraction(0)


def _about(
    dossier: Dossier, board: Board, kind: ArgumentKind, place: int, gain: Fraction, proofs: Mapping[int, str]
) -> Argument:
    line = board.lines[place]
    told: dict[str, str | Say] = {"name": quoted(line.name), "points": f"{float(gain):.1f}"}
    says = say("criteria.argue.raise", **told) if kind == "raise" else say("criteria.argue.lower", **told)
    item = dossier.case.criteria[line.place]
    proof = (proofs.get(line.place) or item.reason) if kind == "raise" else ""
    who = _to_whom(dossier, item.cares)
    return Argument(kind=kind, name=line.name, says=says, gain=float(gain), who=who, proof=proof)


def _added(dossier: Dossier, flips: Flips) -> Iterator[Argument]:
    added = flips.of("addition")
    for change in added.changes if added is not None else ():
        says = say("criteria.argue.add", name=quoted(change.name), points=f"{float(change.after):.0f}")
        yield Argument(
            kind="add", name=change.name, says=says, gain=float(change.after), who=_to_whom(dossier, ()), proof=""
        )


def _unmet(dossier: Dossier, board: Board) -> Iterator[Argument]:
    for must in board.musts:
        if must.met[0] is False:
            item = dossier.case.criteria[must.place]
            says = say("criteria.argue.equal", name=quoted(must.name))
            who = _to_whom(dossier, item.cares)
            yield Argument(kind="equal", name=must.name, says=says, gain=0.0, who=who, proof=item.reason)


def _to_write(dossier: Dossier, board: Board, proofs: Mapping[int, str]) -> Iterator[Argument]:
    """The lines on which we leave most points, the most first."""
    left = [(line.weight * (1 - rating), line) for line, rating in zip(board.lines, board.believed(0), strict=True)]
    left.sort(key=lambda one: -one[0])
    for points, line in left[: MOST["write"]]:
        if points > 0:
            says = say("criteria.argue.write", name=quoted(line.name), points=f"{float(points):.0f}")
            proof = proofs.get(line.place) or dossier.case.criteria[line.place].reason
            yield Argument(kind="write", name=line.name, says=says, gain=float(points), who=(), proof=proof)


def _to_learn(dossier: Dossier, board: Board) -> Iterator[Argument]:
    """Where nothing can be compared: the heaviest lines on which points are not known."""
    unknown = sorted((line for line in board.lines if None in line.ratings), key=lambda line: -line.weight)
    for line in unknown[: MOST["learn"]]:
        who = _to_whom(dossier, dossier.case.criteria[line.place].cares)
        says = say("criteria.argue.learn", name=quoted(line.name))
        yield Argument(kind="learn", name=line.name, says=says, gain=0.0, who=who, proof="")


def _to_whom(dossier: Dossier, cares: Sequence[str]) -> tuple[str, ...]:
    """Those to whom it matters, else everybody we have met; nobody who is against us, the weightiest first."""
    told = [one for one in dossier.present if one.id in cares]
    people = told or [one for one in dossier.present if dossier.met(one)]
    open_ones = [one for one in people if (one.attitude or 0) >= 0]
    open_ones.sort(key=lambda one: -dossier.shares.get(one.id, 0.0))
    return tuple(one.id for one in open_ones[: len(told) or 1])
