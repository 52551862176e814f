"""The criteria board as its page shows it: places, lines, what would turn the order, what to argue for."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tongpin.crm.criteria.selectors import CriteriaPage
from tongpin.crm.opportunities.page import OpportunityPage
from tongpin.method.case import Criterion
from tongpin.method.criteria.arguing import window
from tongpin.method.criteria.board import US, Board, Place, places
from tongpin.method.criteria.flips import Flip, Flips
from tongpin.method.criteria.plays import rules_of
from tongpin.web.cited import day
from tongpin.web.texts import CRITERION_KINDS, KNOWLEDGE, told

NOBODYS = ("", "unknown")
LEVEL = 1
"""Points; whoever can be overtaken with fewer is level with us."""
TELLING = 0.05
"""Points; a smaller difference is not worth a line of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceRow:
    """A supplier's place; figures as text, the bar's as parts of one."""

    name: str
    ours: bool
    total: str
    range: str
    share: float
    low: float
    high: float
    rank: str
    between: str
    ahead: float | None
    known: str
    fails: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A supplier's points on a line; empty where not known."""

    label: str
    points: str
    part: float | None
    best: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LineRow:
    """A criterion with everybody's points."""

    id: int
    anchor: str
    name: str
    weight: str
    share: str
    kind: str
    must: bool
    set_by: str
    set_by_us: bool
    cares: str
    cells: tuple[Cell, ...]
    left_out: str
    state: str
    state_name: str
    entry: str
    since: str
    reason: str
    proof: str
    edit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FlipRow:
    """A change that turns the order, in words."""

    kind: str
    name: str
    lines: tuple[str, ...]
    effort: str
    smallest: bool


def board_shown(page: CriteriaPage, found: OpportunityPage) -> dict[str, Any]:
    """What the view shows."""
    ranked = places(page.board)
    address = reverse("opportunity", args=[found.opportunity.pk])
    names = page.dossier.names
    return {
        "places": [_place_row(place, len(ranked)) for place in ranked] if page.board.comparable else [],
        "suppliers": [_supplier(name) for name in page.board.suppliers],
        "rows": list(_rows(page, f"{address}/records/criterion")),
        "summary": _summary(page.board, ranked),
        "total": plain(sum((item.weight or Decimal(0) for item in page.dossier.case.criteria), Decimal(0))),
        "flips": flip_rows(page.flips, page.board),
        "flips_about": _flips_about(page.flips, page.board),
        "arguments": [
            {
                "kind": item.kind,
                "says": told(item.says),
                "who": [{"id": who, "name": names[who]} for who in item.who],
                "proof": item.proof,
            }
            for item in page.arguments
        ],
        "window": told(window(page.dossier)),
        "may_propose": rules_of(page.dossier) != "public" and bool(page.flips and page.flips.of("addition")),
        "add": f"{address}/records/criterion/add",
        "people": f"{address}?tab=people",
    }


# ---------------------------------------------------------------- places
def _place_row(place: Place, of: int) -> PlaceRow:
    between = f"{place.best}–{place.worst}" if place.best != place.worst else ""
    return PlaceRow(
        name=_supplier(place.supplier),
        ours=place.supplier == US,
        total=plain(place.total),
        range=f"{place.low:.0f}–{place.high:.0f}",
        share=float(place.total) / 100,
        low=place.low / 100,
        high=place.high / 100,
        rank=_("%(rank)s of %(of)s") % {"rank": place.rank, "of": of},
        between=between,
        ahead=None if place.supplier == US else place.ahead,
        known=f"{100 * place.known:.0f}%",
        fails="; ".join(place.fails),
    )


def _supplier(name: str) -> str:
    return pgettext("supplier", "Ours") if name == US else name


def _summary(board: Board, ranked: tuple[Place, ...]) -> str:
    """Where we stand in one sentence."""
    if not board.lines:
        return ""
    if not board.comparable:
        return _("Nothing can be compared yet: our points or a rival’s are missing.")
    ours = next(place for place in ranked if place.supplier == US)
    values = {"rank": ours.rank, "of": len(ranked), "best": ours.best, "worst": ours.worst}
    if ours.best == ours.worst:
        return _("By these criteria we are number %(rank)s of %(of)s.") % values
    message = _(
        "By these criteria we are number %(rank)s of %(of)s; with what is known it may be %(best)s to %(worst)s."
    )
    return message % values


# ---------------------------------------------------------------- lines
def _rows(page: CriteriaPage, address: str) -> Iterator[LineRow]:
    lines = {line.place: line for line in page.board.lines}
    left_out = dict(page.board.left_out)
    for place, item in enumerate(page.dossier.case.criteria):
        line = lines.get(place)
        yield LineRow(
            id=page.ids[place],
            anchor=f"criterion-{page.ids[place]}",
            name=item.name,
            weight=plain(item.weight),
            share=f"{float(line.weight):.0f}%" if line is not None else "",
            kind=str(CRITERION_KINDS[item.kind]) if item.kind else "",
            must=item.kind == "must",
            set_by=setter(item.set_by),
            set_by_us=item.set_by == "us" or item.set_by == page.dossier.case.our_side.company != "",
            cares=_("; ").join(page.dossier.names.get(who, who) for who in item.cares),
            cells=_cells(item, page.board),
            left_out=_left_out(left_out.get(place, "")),
            state=item.state,
            state_name=str(KNOWLEDGE[item.state]),
            entry=item.entry,
            since=day(item.since),
            reason=item.reason,
            proof=page.proofs.get(place, ""),
            edit=f"{address}/{page.ids[place]}",
        )


def _cells(item: Criterion, board: Board) -> tuple[Cell, ...]:
    points = [item.ours, *(item.rivals.get(name) for name in board.rivals)]
    best = max((one for one in points if one is not None), default=None)
    return tuple(
        Cell(
            label=_supplier(name),
            points=plain(one),
            part=float(one / item.weight) if one is not None and item.weight else None,
            best=one is not None and one == best and one > 0,
        )
        for name, one in zip(board.suppliers, points, strict=True)
    )


def _left_out(why: str) -> str:
    return {
        "no_weight": _("does not count: the weight is not known"),
        "zero": _("does not count: the weight is zero"),
        "negative": _("does not count: the weight is below zero"),
    }.get(why, "")


def setter(name: str) -> str:
    """Who set a criterion, in words; empty where nobody knows."""
    if name in NOBODYS:
        return ""
    return {"us": _("us"), "customer": _("the customer")}.get(name, name)


# ---------------------------------------------------------------- flips
def flip_rows(flips: Flips | None, board: Board) -> list[FlipRow]:
    """The changes that turn the order, the smallest marked."""
    if flips is None:
        return []
    smallest = flips.smallest
    pair = flips.of("pair")
    # Where the best change of any weights is that of a pair, it is told once.
    found = [flip for flip in flips.found if flip.effort >= LEVEL]
    shown = [flip for flip in found if flip.kind != "any" or pair is None or pair.effort - flip.effort > TELLING]
    return [
        FlipRow(
            kind=flip.kind,
            name=_flip_name(flip),
            lines=tuple(_flip_lines(flip)),
            effort=_("%(points)s points moved in all") % {"points": plain(flip.effort)},
            smallest=flip is smallest,
        )
        for flip in shown
    ]


def _flips_about(flips: Flips | None, board: Board) -> str:
    if flips is None:
        return ""
    rival = board.suppliers[flips.rival]
    if not flips.found:
        if flips.winning:
            return _("No change of these weights puts us first: on no criterion are we ahead. A new criterion must.")
        return _("No change of these weights costs us the first place.")
    smallest = flips.smallest
    if smallest is not None and smallest.effort < LEVEL:
        return _("We are level with %(rival)s: the smallest shift decides.") % {"rival": rival}
    if flips.winning:
        return _("The smallest changes that would put us first; %(rival)s is the one to overtake.") % {"rival": rival}
    return _("The smallest changes that would cost us the first place; %(rival)s is nearest.") % {"rival": rival}


def _flip_name(flip: Flip) -> str:
    return {
        "one": _("One weight"),
        "pair": _("From one to another"),
        "any": _("Several weights"),
        "removal": _("Dropping"),
        "addition": _("Adding a strength of ours"),
    }[flip.kind]


def _flip_lines(flip: Flip) -> Iterator[str]:
    for change in flip.changes:
        values = {"name": change.name, "before": plain(change.before), "after": plain(change.after)}
        if flip.kind == "removal":
            yield _("without “%(name)s” (%(before)s points)") % values
        elif flip.kind == "addition":
            yield _("“%(name)s” with %(after)s points") % values
        else:
            yield _("“%(name)s” from %(before)s to %(after)s points") % values


def plain(number: Decimal | Fraction | None) -> str:
    """A figure with one decimal at most; empty where there is none."""
    if number is None:
        return ""
    rounded = (
        round(Decimal(number.numerator) / Decimal(number.denominator), 1) if isinstance(number, Fraction) else number
    )
    whole = rounded == rounded.to_integral_value()
    return str(number_format(rounded, 0 if whole else 1, use_l10n=True))
