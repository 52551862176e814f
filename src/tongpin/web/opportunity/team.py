"""Our team on an opportunity: who is on it, who stands with whom of theirs, and whether we tell one story."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from tongpin.crm.opportunities.page import OpportunityPage
from tongpin.crm.team.selectors import MemberRow, TeamPage, team_page
from tongpin.method.counterparts import Trouble, our_level
from tongpin.method.sides import LEVELS, Level, Member
from tongpin.web.cited import day
from tongpin.web.opportunity.story import stories_of
from tongpin.web.opportunity.team_matrix import ICONS, TROUBLES, areas_of, heads_of, level_name, lines_of, tie_address
from tongpin.web.pages import user_of
from tongpin.web.texts import told

URGENCY = ("overdue", "crossed", "hole", "mismatch")
"""In this order troubles are told: what breaks a word given comes first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberCard:
    """One of ours. ``holds``: how many of theirs; ``blind``: he signs in and may not see this opportunity."""

    id: int
    name: str
    function: str
    since: str
    until: str
    holds: int
    blind: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Todo:
    """A trouble, what to do about it, and links that do it: (words, address)."""

    kind: str
    icon: str
    name: str
    what: str
    do: str
    links: tuple[tuple[str, str], ...]


def team_tab(request: HttpRequest, found: OpportunityPage) -> dict[str, Any]:
    """What the tab shows."""
    opportunity_id = found.opportunity.pk
    page = team_page(user=user_of(request), opportunity_id=opportunity_id)
    areas = request.GET.get("view") == "areas"
    stories = stories_of(page, opportunity_id)
    return {
        "levels": levels_of(page),
        "past": [_card(page, row) for row in page.members if not _present(page, row)],
        "todos": todos_of(page, opportunity_id),
        "by_area": areas,
        "areas": areas_of(page) if areas else None,
        "heads": heads_of(page),
        "lines": [] if areas else lines_of(page, opportunity_id, may_change="change" in found.may),
        "stories": stories,
        "pressing": any(story.settled is None or not story.settled.told for story in stories),
    }


# ---------------------------------------------------------------- members
def levels_of(page: TeamPage) -> list[dict[str, Any]]:
    """Who is on the team today, level by level."""
    present = [row for row in page.members if _present(page, row)]
    levels: list[Level | None] = [*LEVELS, None]
    groups = [(level, [row for row in present if _level(row) == level]) for level in levels]
    return [
        {"name": level_name(level) or _("Level not known"), "members": [_card(page, row) for row in rows]}
        for level, rows in groups
        if rows
    ]


def _present(page: TeamPage, row: MemberRow) -> bool:
    return row.until is None or row.until > page.dossier.today


def _level(row: MemberRow) -> Level | None:
    return our_level(Member(name=row.name, function=row.function, level=row.level))


def _card(page: TeamPage, row: MemberRow) -> MemberCard:
    held = [cell for (ours, _who), cell in page.matrix.cells.items() if ours == row.name and cell.tie.state != "none"]
    return MemberCard(
        id=row.id,
        name=row.name,
        function=row.function,
        since=day(row.since),
        until=day(row.until),
        holds=len(held),
        blind=row.blind,
    )


# ---------------------------------------------------------------- what to do
def todos_of(page: TeamPage, opportunity_id: int) -> list[Todo]:
    """Holes, crossed lines, unequal levels and promises past their day, the most urgent first."""
    troubles = sorted(page.matrix.troubles, key=lambda trouble: URGENCY.index(trouble.kind))
    return [_todo(page, trouble, opportunity_id) for trouble in troubles]


def _todo(page: TeamPage, trouble: Trouble, opportunity_id: int) -> Todo:
    return Todo(
        kind=trouble.kind,
        icon=ICONS[trouble.kind],
        name=str(TROUBLES[trouble.kind]),
        what=told(trouble.what),
        do=told(trouble.proposal),
        links=_links(page, trouble, opportunity_id),
    )


def _links(page: TeamPage, trouble: Trouble, opportunity_id: int) -> tuple[tuple[str, str], ...]:
    ids = {member.name: member.id for member in page.members}
    if trouble.kind == "hole" and trouble.propose:
        words = _("%(name)s takes it over") % {"name": trouble.propose}
        return ((words, tie_address(opportunity_id, ids[trouble.propose], trouble.who)),)
    if trouble.kind in {"hole", "mismatch"}:
        pick = reverse("add_tie", args=[opportunity_id]) + f"?who={trouble.who}"
        return ((_("Choose somebody of ours"), pick), (_("Add a team member"), reverse("join", args=[opportunity_id])))
    return tuple(
        (_("What %(name)s promised") % {"name": name}, tie_address(opportunity_id, ids[name], trouble.who))
        for name in trouble.ours
    )
