"""Both sides against each other on the page: who of ours stands with whom of theirs, cell by cell and area by area."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext_lazy

from tongpin.crm.team.selectors import TeamPage
from tongpin.method.case import Stakeholder
from tongpin.method.counterparts import Cell, our_level
from tongpin.method.organisation import level_of
from tongpin.method.sides import LEVELS, Level
from tongpin.web.cited import day
from tongpin.web.opportunity.team_cells import Mark, Promise, Tie, blank, written
from tongpin.web.opportunity.team_forms import PROMISE_STATES, TIE_STATES
from tongpin.web.texts import LEVELS as LEVEL_NAMES
from tongpin.web.texts import Texts

SIGNS = {"none": "–", "started": "○", "steady": "●", "strained": "▲"}
"""How a tie stands, told by a shape and not by colour alone; the word stands beside it."""
TROUBLES: Texts = {
    "hole": pgettext_lazy("counterparts", "Nobody of ours"),
    "crossed": pgettext_lazy("counterparts", "Crossed lines"),
    "mismatch": pgettext_lazy("counterparts", "Unequal levels"),
    "overdue": pgettext_lazy("counterparts", "Promise overdue"),
}
ICONS = {"hole": "user-off", "crossed": "alert-triangle", "mismatch": "sitemap", "overdue": "clock"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One of theirs; ``cells`` is the markup of a cell for each of ours."""

    code: str
    name: str
    post: str
    level: str
    share: float
    gone: bool
    marks: tuple[Mark, ...]
    cells: SafeString
    add: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What all cells share. ``ours``: name and beginning of the address of each of ours, empty where the reader may
    change nothing; ``takes``: label of a cell without a tie, with places for both names."""

    page: TeamPage
    ours: Sequence[tuple[str, str]]
    add: str
    marks: "Marks"
    takes: str


def lines_of(page: TeamPage, opportunity_id: int, *, may_change: bool) -> list[Line]:
    """The matrix: the weightiest of theirs first, who is gone last."""
    people = {person.id: person for person in page.dossier.case.stakeholders}
    ids = {member.name: member.id for member in page.members}
    sheet = Sheet(
        page=page,
        ours=[
            (member.name, tie_address(opportunity_id, ids[member.name], "") if may_change else "")
            for member in page.matrix.ours
        ],
        add=reverse("add_tie", args=[opportunity_id]),
        marks=_marks(page),
        takes=_("%(ours)s takes care of %(theirs)s"),
    )
    lines = [_line(sheet, people[code]) for code in page.matrix.theirs]
    return sorted(lines, key=lambda line: line.gone)


def heads_of(page: TeamPage) -> list[dict[str, str]]:
    """Ours, as the heads of columns."""
    return [
        {"name": member.name, "function": member.function, "level": level_name(our_level(member))}
        for member in page.matrix.ours
    ]


def level_name(level: Level | None) -> str:
    """高层, 中层, 基层; nothing where it is not known."""
    return str(LEVEL_NAMES[level]) if level else ""


def tie_address(opportunity_id: int, member_id: int, code: str) -> str:
    """Where one writes how one of ours stands with one of theirs; without a code, the beginning of all such
    addresses of his."""
    return reverse("tie", args=[opportunity_id, member_id, "-"])[:-1] + quote(code)


# ---------------------------------------------------------------- cells
Marks = dict[tuple[str, str], tuple[Mark, ...]]


def _marks(page: TeamPage) -> Marks:
    """Troubles by (ours, who); those of a whole person by ("", who)."""
    found: Marks = {}
    for trouble in page.matrix.troubles:
        mark = Mark(icon=ICONS[trouble.kind], word=str(TROUBLES[trouble.kind]))
        places = trouble.ours if trouble.kind in {"crossed", "overdue"} else ("",)
        for name in places:
            found[name, trouble.who] = (*found.get((name, trouble.who), ()), mark)
    return {place: tuple(dict.fromkeys(marks)) for place, marks in found.items()}


def _line(sheet: Sheet, person: Stakeholder) -> Line:
    page, code = sheet.page, quote(person.id)
    return Line(
        code=person.id,
        name=page.dossier.names[person.id],
        post=" · ".join(part for part in (department_of(page, person), person.title) if part),
        level=level_name(their_level(page, person)),
        share=page.dossier.shares[person.id],
        gone=person.gone_by(page.dossier.today),
        marks=sheet.marks.get(("", person.id), ()),
        cells=SafeString("".join(_cell(sheet, name, person, start and start + code) for name, start in sheet.ours)),
        add=f"{sheet.add}?who={code}",
    )


def _cell(sheet: Sheet, ours: str, person: Stakeholder, href: str) -> SafeString:
    page = sheet.page
    names = {"ours": ours, "theirs": page.dossier.names[person.id]}
    cell = page.matrix.cells.get((ours, person.id))
    if cell is None:
        return blank(href, sheet.takes % names)
    tie = Tie(
        member=ours,
        href=href,
        label=_("%(ours)s with %(theirs)s") % names,
        sign=SIGNS[cell.tie.state] if cell.recorded else "·",
        stands=str(TIE_STATES[cell.tie.state]) if cell.recorded else _("not written down"),
        written=cell.recorded,
        met=times_met(cell.times_met),
        promise=_promise(cell, page.dossier.today),
        marks=sheet.marks.get((ours, person.id), ()),
    )
    return written(tie)


def times_met(times: int) -> str:
    """How often the timeline has them together."""
    return ngettext("met %(counter)s time", "met %(counter)s times", times) % {"counter": times} if times else ""


def _promise(cell: Cell, today: dt.date) -> Promise | None:
    tie = cell.tie
    if not tie.we_promise:
        return None
    late = tie.promise == "open" and tie.due is not None and tie.due < today
    css = {"kept": "tag-fits", "broken": "tag-wrong"}.get(tie.promise, "tag-wrong" if late else "")
    return Promise(words=tie.we_promise, due=day(tie.due), state=str(PROMISE_STATES[tie.promise]), css=css)


# ---------------------------------------------------------------- by level and department
def areas_of(page: TeamPage) -> dict[str, Any]:
    """Departments against levels, each cell with its people and who of ours holds them; for large customers."""
    levels: list[Level | None] = [*LEVELS, None]
    people = [person for person in page.dossier.case.stakeholders if not person.gone_by(page.dossier.today)]
    used = [level for level in levels if any(their_level(page, person) == level for person in people)]
    departments = dict.fromkeys(department_of(page, person) for person in people)
    return {
        "levels": [level_name(level) or _("Level not known") for level in used],
        "rows": [
            {
                "department": department or _("Department not known"),
                "cells": [
                    _area(page, [person for person in people if _stands(page, person, department, level)])
                    for level in used
                ],
            }
            for department in departments
        ],
    }


def _area(page: TeamPage, people: Iterable[Stakeholder]) -> dict[str, Any]:
    rows = [
        {"code": person.id, "name": page.dossier.names[person.id], "ours": held_by(page, person)} for person in people
    ]
    return {"people": rows, "held": sum(1 for row in rows if row["ours"]), "all": len(rows)}


def held_by(page: TeamPage, person: Stakeholder) -> list[str]:
    """Who of ours has a tie with one of theirs."""
    cells = page.matrix.cells
    names = [member.name for member in page.matrix.ours if (member.name, person.id) in cells]
    return [name for name in names if cells[name, person.id].tie.state != "none"]


def _stands(page: TeamPage, person: Stakeholder, department: str, level: Level | None) -> bool:
    return department_of(page, person) == department and their_level(page, person) == level


def department_of(page: TeamPage, person: Stakeholder) -> str:
    """By the chart, else as the person's own record has it."""
    place = page.places.get(person.id)
    return (place.department if place else "") or person.department


def their_level(page: TeamPage, person: Stakeholder) -> Level | None:
    """By the chart, else as the title suggests."""
    place = page.places.get(person.id)
    return (place.level if place else None) or level_of(person.title)
