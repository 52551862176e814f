"""The buying centre as one picture: who decides, how far they are for us, the way in, what is still to be learned."""

from dataclasses import dataclass

from tongpin.method.backing import Backing, backing_of
from tongpin.method.departures import Departure, departures_of
from tongpin.method.dossier import Dossier
from tongpin.method.entry_path import Entry, entry_of
from tongpin.method.influence import Share, shares_explained
from tongpin.method.scouting import StillOpen, still_open


@dataclass(frozen=True, slots=True, kw_only=True)
class BuyingCentre:
    """``shares`` in the order of the case's stakeholders; ``departures`` are those of them who have left."""

    shares: tuple[Share, ...]
    backing: Backing
    entry: Entry
    still_open: tuple[StillOpen, ...]
    departures: tuple[Departure, ...]


def buying_centre_of(dossier: Dossier) -> BuyingCentre:
    """What the method says of the people on the customer's side (METHOD 6)."""
    return BuyingCentre(
        shares=shares_explained(dossier.case, dossier.playbook, dossier.odds, dossier.own_shares, dossier.shares),
        backing=backing_of(dossier),
        entry=entry_of(dossier),
        still_open=still_open(dossier),
        departures=departures_of(dossier),
    )
