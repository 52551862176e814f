"""Every write to bids and the tender."""

import datetime as dt
from typing import Any

from tongpin.crm import records
from tongpin.crm.bids.models import Bid, Tender
from tongpin.crm.casefile import TENDER
from tongpin.crm.users.models import User

EDITABLE = ("date", "bidder", "price", "rank", "note")


def add_bid(*, user: User, opportunity_id: int, date: dt.date, bidder: str, **facts: Any) -> Bid:
    """Records an offer, ours or a rival's; `facts`: price, rank, note."""
    return records.add_record(
        Bid, user=user, opportunity_id=opportunity_id, action="add_bid", date=date, bidder=bidder, **facts
    )


def update_bid(*, user: User, bid_id: int, **changes: Any) -> Bid:
    """Changes columns of `EDITABLE`."""
    return records.update_record(Bid, user=user, pk=bid_id, action="update_bid", editable=EDITABLE, changes=changes)


def remove_bid(*, user: User, bid_id: int) -> None:
    """Takes an offer away."""
    records.remove_record(Bid, user=user, pk=bid_id, action="remove_bid")


def set_tender(*, user: User, opportunity_id: int, **facts: Any) -> Tender:
    """Records facts of the tender: issued, clarifications_until, deadline, opening, award, compulsory, bond, formula.

    None takes one back.
    """
    with records.work_on(user, opportunity_id, "set_tender") as (opportunity, deed):
        return records.set_one(Tender, opportunity, deed, facts, TENDER)
