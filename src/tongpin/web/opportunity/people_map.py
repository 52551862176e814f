"""The map of the people: who weighs how much, how each stands to us, who listens to whom; and the same as a table."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _

from tongpin.crm.people.selectors import PeoplePage
from tongpin.method.beliefs import belief_of
from tongpin.method.buying_centre import BuyingCentre
from tongpin.method.dossier import Dossier
from tongpin.method.sides import InfluenceLine
from tongpin.web.opportunity.person_cards import SIGNS, Card, joined
from tongpin.web.texts import KNOWLEDGE, LINE_STRENGTHS


def scene_of(dossier: Dossier, centre: BuyingCentre, key: set[str]) -> dict[str, Any]:
    """What the script draws: those present (the weightiest first) and lines from who is heard to who listens."""
    shares = {share.person: share.effective for share in centre.shares}
    people = sorted(dossier.present, key=lambda person: -shares[person.id])
    return {
        "people": [
            {
                "id": person.id,
                "name": dossier.names[person.id],
                "post": person.title or person.department,
                "share": round(shares[person.id], 4),
                "sign": SIGNS[person.attitude],
                "lean": 0 if not person.attitude else (1 if person.attitude > 0 else -1),
                "assumed": belief_of(person, "attitude", dossier.today).state == "assumed",
                "key": person.id in key,
            }
            for person in people
        ],
        "lines": [
            {"from": line.speaker, "to": line.listener, "strength": line.strength, "assumed": line.state == "assumed"}
            for line in dossier.lines
        ],
    }


def table_of(dossier: Dossier, cards: Sequence[Card]) -> list[dict[str, Any]]:
    """The same facts as the map, in rows."""
    lines = dossier.lines
    return [
        {
            "code": card.code,
            "name": card.name,
            "key": card.key,
            "share": card.effective,
            "attitude": f"{card.sign} {card.attitude}",
            "how": card.how.words if card.how else "–",
            "listens_to": joined(_heard(dossier, (line for line in lines if line.listener == card.code))) or "–",
        }
        for card in cards
        if not card.gone
    ]


def _heard(dossier: Dossier, lines: Iterable[InfluenceLine]) -> Iterable[str]:
    for line in lines:
        yield _("%(name)s (%(how)s)") % {
            "name": dossier.names[line.speaker],
            "how": joined([str(LINE_STRENGTHS[str(line.strength)]), str(KNOWLEDGE[line.state])]),
        }


def line_values(page: PeoplePage) -> list[dict[str, Any]]:
    """The lines of influence as rows of a section."""
    names = page.dossier.names
    return [
        {
            "id": page.lines[line.speaker, line.listener],
            "speaker": names[line.speaker],
            "listener": names[line.listener],
            "strength": line.strength,
            "state": line.state,
            "entry": line.entry,
        }
        for line in page.dossier.case.influence_lines
    ]
