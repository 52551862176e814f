"""What the pages read of our team on an opportunity; the number of queries does not grow with it."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from tongpin.crm import clock
from tongpin.crm.casefile import UNJUDGED, case_files, case_of
from tongpin.crm.judging import stored_readings
from tongpin.crm.opportunities.models import Opportunity, StoredStanding
from tongpin.crm.opportunities.policy import get_opportunity, who_see
from tongpin.crm.organisation.models import Tenure
from tongpin.crm.playbooks.selectors import playbook_of
from tongpin.crm.prepared import Prepared
from tongpin.crm.team.models import Counterpart, Settlement, TeamMember
from tongpin.crm.users.models import User
from tongpin.method.counterparts import Matrix, matrix_of
from tongpin.method.dossier import Dossier
from tongpin.method.earlier import so_far
from tongpin.method.judge import dossier_of
from tongpin.method.settling import Clash, clashes_of
from tongpin.method.sides import Level


class MemberRow(NamedTuple):
    """One of ours, present or past. `blind`: he signs in, and may not see this opportunity."""

    id: int
    name: str
    function: str
    level: Level | None
    since: dt.date | None
    until: dt.date | None
    user_id: int | None
    blind: bool


class SettlementRow(NamedTuple):
    """A settled contradiction; `first` and `second` are codes of entries."""

    id: int
    topic: str
    first: str
    second: str
    date: dt.date
    holds: str
    tells: str
    told: dt.date | None


class Place(NamedTuple):
    """Where one of theirs stands by the chart."""

    level: Level | None
    department: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamPage:
    """Both sides of an opportunity today. `places` by stakeholder's code; `ties` are ids of the written ones by name
    of ours and code of theirs."""

    dossier: Dossier
    matrix: Matrix
    members: tuple[MemberRow, ...]
    places: Mapping[str, Place]
    ties: Mapping[tuple[str, str], int]
    clashes: tuple[Clash, ...]
    settlements: tuple[SettlementRow, ...]


def team_page(*, user: User, opportunity_id: int) -> TeamPage:
    """Our team on an opportunity that the user sees, against the people of the customer."""
    opportunity = get_opportunity(user, opportunity_id)
    file = case_files([opportunity.pk], clock.today(), without=UNJUDGED)[opportunity.pk]
    dossier = dossier_of(file.case, playbook_of(*file.playbook), stored_readings(file))
    places = places_of(opportunity)
    ties = Counterpart.objects.filter(opportunity=opportunity)
    return TeamPage(
        dossier=dossier,
        matrix=matrix_of(dossier, levels_of(places)),
        members=members_of(opportunity),
        places=places,
        ties={(ours, who): pk for pk, ours, who in ties.values_list("pk", "member__name", "stakeholder__code")},
        clashes=clashes_of(dossier.case),
        settlements=settlements_of(opportunity),
    )


def members_of(opportunity: Opportunity) -> tuple[MemberRow, ...]:
    """Our people on an opportunity, in the order in which they came."""
    rows = list(TeamMember.objects.filter(opportunity=opportunity).select_related("user").order_by("pk"))
    seeing = who_see(opportunity, [row.user for row in rows if row.user is not None])
    return tuple(
        MemberRow(
            row.pk,
            row.name,
            row.function,
            row.level,
            row.since,
            row.until,
            row.user_id,
            row.user_id is not None and row.user_id not in seeing,
        )
        for row in rows
    )


def settlements_of(opportunity: Opportunity) -> tuple[SettlementRow, ...]:
    """The contradictions that were settled, the latest first."""
    found = Settlement.objects.filter(opportunity=opportunity).order_by("-date", "-pk")
    columns = ("pk", "topic", "first__code", "second__code", "date", "holds", "tells", "told")
    return tuple(SettlementRow._make(row) for row in found.values_list(*columns))


# Asked each time a note is saved.
_TELLING_TWO_STORIES = Prepared(
    lambda ids: (
        StoredStanding.objects.filter(opportunity__in=ids, standing__contains='"inconsistent_message"')
        .order_by("pk")
        .values_list("pk")
    )
)


def clashes_with(*, user: User, opportunity_id: int, entry: str) -> tuple[Clash, ...]:
    """What an entry that was just written contradicts, and nobody has settled.

    Asks the standing first, which was judged when the entry came in: most notes contradict nothing.
    """
    if not list(_TELLING_TWO_STORIES.rows([opportunity_id])):
        return ()
    found = clashes_of(so_far(case_of(get_opportunity(user, opportunity_id).pk, clock.today())))
    return tuple(
        clash
        for clash in found
        if clash.settled is None and entry in (clash.contradiction.entry, clash.contradiction.first_entry)
    )


def places_of(opportunity: Opportunity) -> dict[str, Place]:
    """Where everyone stands on the chart of the account, by code; whoever has no seat there is left out."""
    codes = dict(opportunity.stakeholders.values_list("person", "code"))
    held = Tenure.objects.filter(person__in=opportunity.stakeholders.values("person"), ended=False)
    found = held.values_list("person", "seat__level", "seat__department__name")
    return {codes[person]: Place(level, department or "") for person, level, department in found}


def levels_of(places: Mapping[str, Place]) -> dict[str, Level]:
    """Levels by the chart, as the matrix takes them."""
    return {code: place.level for code, place in places.items() if place.level is not None}
