"""The people at the customer's: who decides, how far they are for us, the way in, what is still to be learned."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from tongpin.crm.opportunities.models import Opportunity
from tongpin.crm.opportunities.page import OpportunityPage
from tongpin.crm.people.selectors import PeoplePage, people_beside
from tongpin.method.backing import Backing
from tongpin.method.blind_seats import BlindSeat
from tongpin.method.departures import Departure
from tongpin.method.dossier import Dossier
from tongpin.method.entry_path import Entry, Path
from tongpin.method.people import key_persons
from tongpin.method.scouting import StillOpen
from tongpin.web.cited import day
from tongpin.web.opportunity.people_map import line_values, scene_of, table_of
from tongpin.web.opportunity.person_cards import cards_of, joined, points, role_name
from tongpin.web.opportunity.records import sections_of
from tongpin.web.opportunity.what_if import what_if
from tongpin.web.texts import known, told

PARTS_ON_THE_WAY = ("receptive", "dissatisfied", "power")
FIRST_QUESTIONS = 4
"""More at once nobody asks on one visit; the others are folded."""


def people_tab(request: HttpRequest, found: OpportunityPage) -> dict[str, Any]:
    """What the tab shows."""
    page = people_beside(found.opportunity)
    dossier, centre = page.dossier, page.centre
    key = {person.person for person in key_persons(dossier)}
    cards = cards_of(found, page, key)
    (lines,) = sections_of(found.opportunity, {"line": line_values(page)})
    return {
        "address": reverse("opportunity", args=[found.opportunity.pk]),
        "cards": cards,
        "add_person": reverse("add_record", args=[found.opportunity.pk, "stakeholder"]),
        "support": support_of(dossier, centre.backing),
        "blind": blind_told(found.opportunity, page.blind),
        "departures": departures_told(dossier, centre.departures),
        "key_persons": key_rows(dossier),
        "way": _way(dossier, centre.entry),
        "learn": _learn(dossier, centre.still_open, found.opportunity.pk),
        "scene": scene_of(dossier, centre, key),
        "scene_rows": table_of(dossier, cards),
        "lines": lines,
        "what_if": what_if(request, page),
    }


# ---------------------------------------------------------------- support
def support_of(dossier: Dossier, backing: Backing) -> dict[str, Any]:
    """The index with its interval, who of the needed roles is reached, and the groups with the people in them."""
    return {
        "index": points(backing.index),
        "range": _("%(low)s to %(high)s") % {"low": points(backing.low), "high": points(backing.high)},
        "picture": scale(backing),
        "coverage": backing.coverage,
        "needs": [
            {"roles": joined(map(role_name, need.roles)), "people": links(named(dossier, need.people))}
            for need in backing.needs
        ],
        "groups": [
            {
                "name": told(group.name),
                "why": told(group.why),
                "repair": told(group.repair),
                "people": named(dossier, group.people),
                "links": links(named(dossier, group.people)),
            }
            for group in backing.groups
        ],
    }


def scale(backing: Backing) -> SafeString:
    """The index on a line from all against us to all for us, with the interval as a band. Figures only."""
    at, low, high = (100 + 92 * value for value in (backing.index, backing.low, backing.high))
    return format_html(
        '<svg class="scale" viewBox="0 0 200 22" preserveAspectRatio="none" aria-hidden="true">'
        '<path class="scale-line" d="M8 11H192M8 6V16M100 4V18M192 6V16"/>'
        '<rect class="scale-range" x="{}" y="6" width="{}" height="10" rx="3"/>'
        '<path class="scale-mark" d="M{} 2V20"/></svg>',
        f"{low:.1f}",
        f"{max(high - low, 1):.1f}",
        f"{at:.1f}",
    )


def named(dossier: Dossier, codes: tuple[str, ...]) -> list[tuple[str, str]]:
    """Code and name of each."""
    return [(code, dossier.names[code]) for code in codes]


def links(people: Iterable[tuple[str, str]]) -> SafeString:
    """Names that lead to their cards."""
    return format_html_join(" · ", '<a href="#{}">{}</a>', people)


def departures_told(dossier: Dossier, departures: Iterable[Departure]) -> list[dict[str, Any]]:
    """Who has left, since when, and what depended on each."""
    return [
        {
            "code": departure.person,
            "name": dossier.names[departure.person],
            "left": day(departure.left),
            "depended": [told(what) for what in departure.depended],
        }
        for departure in departures
    ]


def blind_told(opportunity: Opportunity, blind: Iterable[BlindSeat]) -> list[dict[str, Any]]:
    """Seats where we know nobody: what they are, who sits there, why they matter; and how to bring in the holder."""
    chart = reverse("chart", args=[opportunity.account_id])
    return [
        {
            "title": " · ".join(part for part in (one.seat.title, one.seat.department) if part),
            "holder": one.seat.holder,
            "who": one.who,
            "sight": known(f"blind_seats.sight.{one.sight}"),
            "why": joined(map(told, one.why)),
            "href": f"{chart}?seat={one.seat.id}",
            "person": one.seat.person if one.sight == "not_listed" else None,
        }
        for one in blind
    ]


# ---------------------------------------------------------------- key persons, the way in, questions
def key_rows(dossier: Dossier) -> list[dict[str, Any]]:
    """The key persons for the present stage."""
    return [
        {
            "code": person.person,
            "name": person.name,
            "roles": joined(map(role_name, person.roles)),
            "share": person.share,
            "gap": told(person.gap),
            "open": person.gap.key != "people.gap.none",
            "approach": told(person.approach),
        }
        for person in key_persons(dossier)
    ]


def _way(dossier: Dossier, entry: Entry) -> dict[str, Any]:
    return {
        "path": _steps(dossier, entry.path),
        "alternative": _steps(dossier, entry.alternative),
        "note": told(entry.note) if entry.note else "",
    }


def _steps(dossier: Dossier, path: Path | None) -> dict[str, Any] | None:
    if path is None:
        return None
    return {
        "chance": path.chance,
        "steps": [
            {
                "code": step.person,
                "name": dossier.names[step.person],
                "part": role_name(step.part) if step.part in PARTS_ON_THE_WAY else "",
                "through": dossier.names.get(step.through, ""),
                "why": told(step.why),
                "chance": step.chance,
            }
            for step in path.steps
        ],
    }


def _learn(dossier: Dossier, items: Sequence[StillOpen], opportunity_id: int) -> dict[str, Any]:
    questions = [_question(dossier, item, opportunity_id) for item in items]
    return {"first": questions[:FIRST_QUESTIONS], "rest": questions[FIRST_QUESTIONS:], "count": len(questions)}


def _question(dossier: Dossier, item: StillOpen, opportunity_id: int) -> dict[str, Any]:
    whom = f"&who={item.who[0]}" if item.who else ""
    return {
        "name": told(item.name),
        "question": told(item.question),
        "people": named(dossier, item.who),
        "links": links(named(dossier, item.who)),
        "roles": joined(map(role_name, item.roles)),
        "href": f"{reverse('note')}?opportunity={opportunity_id}&ask={item.item}{whom}",
    }


def question_asked(page: PeoplePage, item: str) -> str:
    """The question that a note is to answer; empty where it is answered, or was never one."""
    return next((told(still.question) for still in page.centre.still_open if still.item == item), "")
