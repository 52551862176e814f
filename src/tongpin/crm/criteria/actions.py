"""Every write to criteria."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from tongpin.crm import records
from tongpin.crm.audit.gesture import Gesture
from tongpin.crm.criteria.models import Criterion, CriterionCare
from tongpin.crm.criteria.pasting import MOST_CRITERIA, ScoredRow
from tongpin.crm.errors import TongpinError
from tongpin.crm.opportunities.models import Opportunity
from tongpin.crm.proofs.models import Proof
from tongpin.crm.users.models import User

EDITABLE = ("since", "name", "weight", "ours", "rivals", "kind", "set_by", "state", "reason")


def add_criterion(
    *,
    user: User,
    opportunity_id: int,
    name: str,
    entry: str = "",
    cares: Sequence[str] = (),
    proof_id: int | None = None,
    **facts: Any,
) -> Criterion:
    """Records a criterion; `facts` are the other columns of `EDITABLE`, points out of `weight`. Without `rivals`
    nothing is known of theirs. `entry`: code of the one that tells it; `cares`: codes of those to whom it matters."""
    with records.work_on(user, opportunity_id, "add_criterion") as (opportunity, deed):
        row = Criterion(opportunity=opportunity, name=name, **facts)
        row.activity = records.activity_of(opportunity, entry) if entry else None
        row.proof = _proof(proof_id)
        deed.make(records.checked(row))
        _set_cares(deed, opportunity, row, cares)
        return row


def update_criterion(
    *,
    user: User,
    criterion_id: int,
    entry: str | None = None,
    cares: Sequence[str] | None = None,
    **changes: Any,
) -> Criterion:
    """Changes columns of `EDITABLE`, the entry that tells it, who cares, and the proof (`proof_id`)."""
    with records.work_on_record(user, Criterion, criterion_id, "update_criterion") as (row, opportunity, deed):
        relations: dict[str, Any] = {}
        if entry is not None:
            relations["activity"] = records.activity_of(opportunity, entry) if entry else None
        if "proof_id" in changes:
            relations["proof"] = _proof(changes.pop("proof_id"))
        deed.change(row, **records.checked_changes(row, changes, EDITABLE), **relations)
        if cares is not None:
            _set_cares(deed, opportunity, row, cares)
        return row


def remove_criterion(*, user: User, criterion_id: int) -> None:
    """Takes a criterion away, and who cares about it."""
    with records.work_on_record(user, Criterion, criterion_id, "remove_criterion") as (row, _opportunity, deed):
        deed.remove_all(row.cares.all())
        records.remove(deed, row)


def bring_in_criteria(
    *,
    user: User,
    opportunity_id: int,
    rows: Sequence[ScoredRow],
    since: dt.date | None = None,
    entry: str = "",
    set_by: str = "customer",
) -> tuple[int, int]:
    """Takes over a scoring table, all of it or none: what the customer wrote is confirmed. A criterion of the same
    name gets its new weight and points; points that the table does not tell stay. Returns how many are new, how many
    changed. Raises `too_many`."""
    with records.work_on(user, opportunity_id, "bring_in_criteria") as (opportunity, deed):
        known = {_folded(row.name): row for row in Criterion.objects.filter(opportunity=opportunity).order_by("-pk")}
        fresh = [row for row in rows if _folded(row.name) not in known]
        if len(known) + len(fresh) > MOST_CRITERIA:
            message = _("An opportunity holds at most %(most)s criteria.") % {"most": MOST_CRITERIA}
            raise TongpinError("too_many", message, 422)
        activity = records.activity_of(opportunity, entry) if entry else None
        told = {"state": "confirmed", "activity": activity}
        made = [Criterion(opportunity=opportunity, since=since, set_by=set_by, **told, **_facts(row)) for row in fresh]
        deed.make_all(Criterion, [records.checked(row) for row in made])
        changed = [_renew(deed, known[_folded(row.name)], row, told) for row in rows if _folded(row.name) in known]
        return len(made), sum(changed)


def _renew(deed: Gesture, kept: Criterion, row: ScoredRow, told: Mapping[str, Any]) -> bool:
    """A criterion that is there already, as the table tells it now."""
    facts = _facts(row)
    facts["rivals"] = {**kept.rivals, **facts["rivals"]}
    facts = {name: value for name, value in facts.items() if name != "name" and value not in (None, "")}
    entry = {} if told["activity"] is None else {"activity": told["activity"]}
    return deed.change(kept, **records.checked_changes(kept, {**facts, "state": told["state"]}, EDITABLE), **entry)


def _facts(row: ScoredRow) -> dict[str, Any]:
    return {
        "name": row.name,
        "weight": row.weight,
        "kind": row.kind,
        "ours": row.ours,
        "rivals": {name: str(points) for name, points in row.rivals.items()},
        "reason": row.reason,
    }


def _folded(name: str) -> str:
    return "".join(name.lower().split())


def _proof(proof_id: int | None) -> Proof | None:
    if proof_id is None:
        return None
    found = Proof.objects.filter(pk=proof_id).first()
    if found is None:
        raise records.invalid(proof_id=_("There is no such proof in the library."))
    return found


def _set_cares(deed: Gesture, opportunity: Opportunity, row: Criterion, cares: Iterable[str]) -> None:
    """Those to whom it matters, by code: whoever is no longer named goes, whoever is new comes."""
    wanted = {code: records.stakeholder_of(opportunity, code) for code in cares}
    there = {care.stakeholder.code: care for care in row.cares.select_related("stakeholder")}
    deed.remove_all(care for code, care in there.items() if code not in wanted)
    new = [CriterionCare(opportunity=opportunity, criterion=row, stakeholder=wanted[code]) for code in wanted]
    deed.make_all(CriterionCare, [care for care in new if care.stakeholder.code not in there])
