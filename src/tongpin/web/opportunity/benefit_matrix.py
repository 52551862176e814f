"""The matrix of benefits 3+5 利益矩阵: need → capability → benefit → proof, per person; empty cells are the gaps."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tongpin.crm.needs.selectors import BenefitRow, NeedRow, NeedsPage, needs_page
from tongpin.crm.opportunities.page import OpportunityPage
from tongpin.method.benefits import COMPANY, KINDS, Gap, Matrix, kind_for, matrix_of
from tongpin.web.pages import user_of
from tongpin.web.texts import NEED_TYPES, known, told

MOST_GAPS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A benefit, with the address of its form."""

    id: int
    who: str
    kind: str
    capability: str
    text: str
    proof: str
    edit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A need with the benefits that answer it; ``kind`` is the one it most likely asks for."""

    id: int
    need: str
    who: str
    type: str
    kind: str
    add: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class KindCount:
    """One of the eight, and how many benefits of it our case holds."""

    name: str
    about: str
    count: int
    personal: bool


def matrix_view(request: HttpRequest, found: OpportunityPage) -> dict[str, Any]:
    """What the view shows."""
    page = needs_page(user=user_of(request), opportunity_id=found.opportunity.pk)
    matrix = matrix_for(page)
    here = found.opportunity.pk
    return {
        "groups": [_group(need, page, here) for need in page.needs],
        "kinds": kinds_of(matrix),
        "gaps": [_gap(gap, page, here) for gap in matrix.gaps[:MOST_GAPS]],
        "more_gaps": max(0, len(matrix.gaps) - MOST_GAPS),
        "whole": matrix.whole,
        "count": len(page.benefits),
        "people": people_of(page),
        "kind_names": [known(f"benefits.kinds.{kind}") for kind in KINDS],
    }


def matrix_for(page: NeedsPage) -> Matrix:
    """The gaps of our case, told to those who are with the customer today."""
    people = [person.plain for person in page.people if person.left is None]
    return matrix_of([need.plain for need in page.needs], [benefit.plain for benefit in page.benefits], people)


def kinds_of(matrix: Matrix) -> list[KindCount]:
    return [
        KindCount(
            name=known(f"benefits.kinds.{kind}"),
            about=known(f"benefits.about.{kind}"),
            count=matrix.kinds[kind],
            personal=kind not in COMPANY,
        )
        for kind in KINDS
    ]


def people_of(page: NeedsPage) -> list[dict[str, Any]]:
    """Each person with what he gains of each kind; only those who gain something, or whose word counts."""
    rows = []
    for person in page.people:
        own = [benefit for benefit in page.benefits if benefit.who == person.code and benefit.text]
        if person.left is None and (own or (person.influence or 0) >= 3):
            cells = [
                {"name": known(f"benefits.kinds.{kind}"), "texts": [row.text for row in own if row.kind == kind]}
                for kind in KINDS
            ]
            rows.append({"code": person.code, "name": person.name, "title": person.title, "cells": cells})
    return rows


def _group(need: NeedRow, page: NeedsPage, here: int) -> Group:
    kind = kind_for(need.plain)
    return Group(
        id=need.id,
        need=need.text,
        who=need.name,
        type=str(NEED_TYPES[need.type]),
        kind=known(f"benefits.kinds.{kind}"),
        add=_adding(here, need_id=need.id, who=need.who, kind=kind),
        lines=tuple(_line(row, here) for row in page.benefits if row.need_id == need.id),
    )


def _line(row: BenefitRow, here: int) -> Line:
    return Line(
        id=row.id,
        who=row.name,
        kind=known(f"benefits.kinds.{row.kind}"),
        capability=row.capability,
        text=row.text,
        proof=row.proof or row.shown_by,
        edit=reverse("change_record", args=[here, "benefit", row.id]),
    )


def _adding(here: int, **given: Any) -> str:
    return reverse("add_record", args=[here, "benefit"]) + "?" + urlencode(given)


def _gap(gap: Gap, page: NeedsPage, here: int) -> dict[str, str]:
    """What to do about an empty cell, and where."""
    return {"do": told(gap.do), "link": _where(gap, page, here), "word": _word(gap)}


def _where(gap: Gap, page: NeedsPage, here: int) -> str:
    if gap.place is not None:
        return reverse("change_record", args=[here, "benefit", page.benefits[gap.place].id])
    if gap.kind == "answer":
        need = next(need for need in page.needs if need.text == gap.need)
        return _adding(here, need_id=need.id, who=need.who, kind=kind_for(need.plain))
    return f"{reverse('opportunity', args=[here])}?tab=needs&view=calls"


def _word(gap: Gap) -> str:
    return pgettext("gap", "Ask") if gap.kind in {"person", "personal"} else _("Fill in")
