"""Every write to needs."""

import datetime as dt
from typing import Any

from tongpin.crm.needs.models import Need
from tongpin.crm.records import add_record, remove_record, update_record
from tongpin.crm.users.models import User

EDITABLE = ("date", "type", "text", "strength", "origin", "money")


def add_need(*, user: User, opportunity_id: int, text: str, date: dt.date, who: str = "", **facts: Any) -> Need:
    """Records a need; `who` is the code of the stakeholder who has it; `facts`: type, strength, origin, money."""
    return add_record(
        Need, user=user, opportunity_id=opportunity_id, action="add_need", who=who, text=text, date=date, **facts
    )


def update_need(*, user: User, need_id: int, **changes: Any) -> Need:
    """Changes columns of `EDITABLE`, and `who`."""
    return update_record(Need, user=user, pk=need_id, action="update_need", editable=EDITABLE, changes=changes)


def remove_need(*, user: User, need_id: int) -> None:
    """Takes a need away."""
    remove_record(Need, user=user, pk=need_id, action="remove_need")
