"""Proposals to make one person of two records, as the pages of a person and of an account list them."""

from typing import Any

from tongpin.crm.people.merging import merge_proposals
from tongpin.web.pages import SignedIn
from tongpin.web.texts import told


def merge_rows(request: SignedIn, account_id: int, person_id: int | None = None) -> list[dict[str, Any]]:
    """Persons of an account who may be one; those with ``person_id`` where that is given."""
    proposals = merge_proposals(user=request.user, account_id=account_id)
    return [
        {"one": found.one, "other": found.other, "why": told(found.pair.why), "likely": found.pair.likely}
        for found in proposals
        if person_id is None or person_id in (found.one[0], found.other[0])
    ]
