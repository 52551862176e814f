"""Every write to the library of proofs."""

from typing import Any

from django.utils.translation import gettext as _

from tongpin.crm import records
from tongpin.crm.audit.gesture import gesture
from tongpin.crm.errors import TongpinError
from tongpin.crm.language import reading_language
from tongpin.crm.opportunities.policy import not_found
from tongpin.crm.proofs.models import Proof
from tongpin.crm.proofs.policy import may_retire_proofs, may_write_proofs
from tongpin.crm.users.models import User
from tongpin.method.possible import FIRST_YEAR, LAST_YEAR
from tongpin.method.wording import render, say

PROOF = ("kind", "title", "text", "industry", "customer", "may_name", "date", "valid_until", "link")


def add_proof(*, user: User, title: str, **facts: Any) -> Proof:
    """Keeps a proof; `facts`: the other columns of `PROOF`."""
    _gate(may_write_proofs(user))
    with gesture(user, "add_proof") as deed:
        proof = Proof(title=_titled(title), **facts)
        _refuse_upside_down(proof)
        return deed.make(records.checked(proof))


def update_proof(*, user: User, proof_id: int, **changes: Any) -> Proof:
    """Changes columns of `PROOF`."""
    _gate(may_write_proofs(user))
    with gesture(user, "update_proof") as deed:
        proof = _proof(proof_id)
        if "title" in changes:
            changes["title"] = _titled(changes["title"])
        clean = records.checked_changes(proof, changes, PROOF)
        dates = {name: clean.get(name, getattr(proof, name)) for name in ("date", "valid_until")}
        _refuse_upside_down(Proof(**dates))
        deed.change(proof, **clean)
        return proof


def retire_proof(*, user: User, proof_id: int, retired: bool = True) -> Proof:
    """Takes a proof out of use, or back into it; benefits that name it keep it."""
    _gate(may_retire_proofs(user))
    with gesture(user, "retire_proof") as deed:
        proof = _proof(proof_id)
        deed.change(proof, retired=retired)
        return proof


def _gate(allowed: bool) -> None:
    if not allowed:
        raise TongpinError("not_allowed", _("You may look at the library, but not change this in it."), 403)


def _proof(proof_id: int) -> Proof:
    proof = Proof.objects.select_for_update().filter(pk=proof_id).first()
    if proof is None:
        raise not_found()
    return proof


def _titled(title: str) -> str:
    return records.require_text(title, field="title", message=_("A proof needs a title."))


def _refuse_upside_down(proof: Proof) -> None:
    for name in ("date", "valid_until"):
        day = getattr(proof, name)
        if day is not None and not FIRST_YEAR <= day.year <= LAST_YEAR:
            wrong = say("possible.year", date=day.isoformat(), first=FIRST_YEAR, last=LAST_YEAR)
            raise records.invalid(**{name: render(wrong, reading_language())})
    if proof.date and proof.valid_until and proof.valid_until < proof.date:
        raise records.invalid(valid_until=_("It cannot end before it begins."))
