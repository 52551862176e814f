"""What the pages read of the people in an opportunity; the number of queries does not grow with them."""

from collections.abc import Mapping
from dataclasses import dataclass

from tongpin.crm import clock
from tongpin.crm.casefile import UNJUDGED, case_files
from tongpin.crm.judging import stored_readings
from tongpin.crm.opportunities.models import Opportunity
from tongpin.crm.opportunities.policy import get_opportunity
from tongpin.crm.organisation.selectors import seats_in_reach
from tongpin.crm.people.models import InfluenceLine
from tongpin.crm.playbooks.selectors import playbook_of
from tongpin.crm.users.models import User
from tongpin.method.blind_seats import BlindSeat, blind_seats
from tongpin.method.buying_centre import BuyingCentre, buying_centre_of
from tongpin.method.dossier import Dossier
from tongpin.method.judge import dossier_of


@dataclass(frozen=True, slots=True, kw_only=True)
class PeoplePage:
    """The people of an opportunity as the method sees them today. `lines`: ids of the influence lines, by the codes
    of speaker and listener; `blind`: seats on the account's chart that matter and where we know nobody."""

    dossier: Dossier
    centre: BuyingCentre
    lines: Mapping[tuple[str, str], int]
    blind: tuple[BlindSeat, ...]


def people_page(*, user: User, opportunity_id: int) -> PeoplePage:
    """The buying centre of an opportunity that the user sees, with what was read of its entries when they came in."""
    return people_beside(get_opportunity(user, opportunity_id))


def people_beside(opportunity: Opportunity) -> PeoplePage:
    """The same for an opportunity that came through its gate already, as that of its page."""
    file = case_files([opportunity.pk], clock.today(), without=UNJUDGED)[opportunity.pk]
    dossier = dossier_of(file.case, playbook_of(*file.playbook), stored_readings(file))
    lines = InfluenceLine.objects.filter(opportunity=opportunity).values_list("speaker__code", "listener__code", "pk")
    return PeoplePage(
        dossier=dossier,
        centre=buying_centre_of(dossier),
        lines={(speaker, listener): pk for speaker, listener, pk in lines},
        blind=blind_seats(dossier, seats_in_reach(opportunity)),
    )
