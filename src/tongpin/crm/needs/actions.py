"""Every write to needs, to benefits that answer them, and to the sheet of pain against price."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _

from tongpin.crm import records
from tongpin.crm.audit.gesture import Gesture
from tongpin.crm.needs.models import Benefit, CostLine, Need, NeedHint, PainSheet
from tongpin.crm.opportunities.models import Opportunity
from tongpin.crm.proofs.models import Proof
from tongpin.crm.records import remove_record
from tongpin.crm.users.models import User
from tongpin.method.pain import Cost, faults_of

NEED = (
    *("date", "type", "text", "strength", "origin", "money"),
    *("implication", "payoff", "severity", "reckoned", "words"),
)
BENEFIT = ("kind", "capability", "text", "shown_by")
LINE = ("side", "name", "low", "likely", "high", "rhythm", "reckoned")
TERMS = ("years", "interest", "note")


# ---------------------------------------------------------------- needs
def add_need(
    *, user: User, opportunity_id: int, text: str, date: dt.date, who: str = "", entry: str = "", **facts: Any
) -> Need:
    """Records a need; `who` is the code of the stakeholder who has it, `entry` that of the entry that shows it;
    `facts`: the other columns of `NEED`."""
    with records.work_on(user, opportunity_id, "add_need") as (opportunity, deed):
        fresh = Need(opportunity=opportunity, text=text, date=date, **facts, **_named(opportunity, who, entry))
        return deed.make(records.checked(fresh))


def update_need(*, user: User, need_id: int, **changes: Any) -> Need:
    """Changes columns of `NEED`, and `who` and `entry`."""
    with records.work_on_record(user, Need, need_id, "update_need") as (need, opportunity, deed):
        values = dict(changes)
        named = {key: values.pop(key) for key in ("who", "entry") if key in values}
        deed.change(need, **records.checked_changes(need, values, NEED), **_named(opportunity, **named))
        return need


def remove_need(*, user: User, need_id: int) -> None:
    """Takes a need away; words it was made of are proposed again. Raises `in_use` where a benefit answers it."""
    with records.work_on_record(user, Need, need_id, "remove_need") as (need, _opportunity, deed):
        for line in CostLine.objects.filter(need=need):
            deed.change(line, need=None)
        for hint in NeedHint.objects.filter(need=need):
            deed.change(hint, need=None, state="proposed")
        records.remove(deed, need)


def _named(opportunity: Opportunity, who: str | None = None, entry: str | None = None) -> dict[str, Any]:
    """Rows by their codes; an empty code means none, `None` leaves the column alone."""
    found: dict[str, Any] = {}
    if who is not None:
        found["stakeholder"] = records.stakeholder_of(opportunity, who) if who else None
    if entry is not None:
        found["activity"] = records.activity_of(opportunity, entry) if entry else None
    return found


# ---------------------------------------------------------------- benefits
def add_benefit(
    *, user: User, opportunity_id: int, need_id: int, who: str = "", proof_id: int | None = None, **facts: Any
) -> Benefit:
    """A cell of the matrix: what of ours answers a need, for whom; `facts`: columns of `BENEFIT`."""
    with records.work_on(user, opportunity_id, "add_benefit") as (opportunity, deed):
        fresh = Benefit(opportunity=opportunity, need=_need(opportunity, need_id), proof=_proof(proof_id), **facts)
        fresh.stakeholder = records.stakeholder_of(opportunity, who) if who else None
        return deed.make(records.checked(fresh))


def update_benefit(*, user: User, benefit_id: int, **changes: Any) -> Benefit:
    """Changes columns of `BENEFIT`, and `who`, `need_id` and `proof_id`."""
    with records.work_on_record(user, Benefit, benefit_id, "update_benefit") as (benefit, opportunity, deed):
        values = dict(changes)
        rows: dict[str, Any] = _named(opportunity, values.pop("who")) if "who" in values else {}
        if "need_id" in values:
            rows["need"] = _need(opportunity, values.pop("need_id"))
        if "proof_id" in values:
            rows["proof"] = _proof(values.pop("proof_id"), kept=benefit.proof_id)
        deed.change(benefit, **records.checked_changes(benefit, values, BENEFIT), **rows)
        return benefit


def remove_benefit(*, user: User, benefit_id: int) -> None:
    """Takes a benefit away."""
    remove_record(Benefit, user=user, pk=benefit_id, action="remove_benefit")


def _need(opportunity: Opportunity, need_id: int) -> Need:
    need = Need.objects.filter(opportunity=opportunity, pk=need_id).first()
    if need is None:
        raise records.invalid(need=_("This need is not among those of the opportunity."))
    return need


def _proof(proof_id: int | None, kept: int | None = None) -> Proof | None:
    """A proof in use; one that is retired stays where it was chosen before."""
    if proof_id is None:
        return None
    proof = Proof.objects.filter(pk=proof_id).first()
    if proof is None or (proof.retired and proof.pk != kept):
        raise records.invalid(proof=_("This proof is not in the library, or is retired."))
    return proof


# ---------------------------------------------------------------- pain against price
def set_pain_terms(*, user: User, opportunity_id: int, **facts: Any) -> PainSheet:
    """Sets over how many years and at which interest it is reckoned; `facts`: columns of `TERMS`."""
    with records.work_on(user, opportunity_id, "set_pain_terms") as (opportunity, deed):
        years = facts.get("years", 1)
        if not isinstance(years, int) or not 1 <= years <= 30:
            raise records.invalid(years=_("Between 1 and 30 years."))
        return records.set_one(PainSheet, opportunity, deed, facts, TERMS)


def add_cost_line(*, user: User, opportunity_id: int, need_id: int | None = None, **facts: Any) -> CostLine:
    """A cost of the problem or of solving it; `facts`: columns of `LINE`. Raises `invalid` for impossible figures."""
    with records.work_on(user, opportunity_id, "add_cost_line") as (opportunity, deed):
        need = None if need_id is None else _need(opportunity, need_id)
        line = records.checked(CostLine(opportunity=opportunity, need=need, **facts))
        _refuse_impossible(line)
        return deed.make(line)


def update_cost_line(*, user: User, line_id: int, **changes: Any) -> CostLine:
    """Changes columns of `LINE`, and `need_id`."""
    with records.work_on_record(user, CostLine, line_id, "update_cost_line") as (line, opportunity, deed):
        values = dict(changes)
        rows: dict[str, Any] = {}
        if "need_id" in values:
            need_id = values.pop("need_id")
            rows["need"] = None if need_id is None else _need(opportunity, need_id)
        clean = records.checked_changes(line, values, LINE)
        _refuse_impossible(CostLine(**{name: clean.get(name, getattr(line, name)) for name in LINE}))
        deed.change(line, **clean, **rows)
        return line


def remove_cost_line(*, user: User, line_id: int) -> None:
    """Takes a line away."""
    remove_record(CostLine, user=user, pk=line_id, action="remove_cost_line")


def need_cost_line(deed: Gesture, need: Need) -> CostLine:
    """A line of the pain with the money that a need is known to cost a year, within the gesture of its caller."""
    fresh = CostLine(opportunity_id=need.opportunity_id, need=need, name=need.text, likely=need.money)
    fresh.reckoned = need.reckoned
    return deed.make(records.checked(fresh))


def take_needs_as_pain(*, user: User, opportunity_id: int) -> list[CostLine]:
    """A line of the pain for each need whose money is known and that has none yet."""
    with records.work_on(user, opportunity_id, "take_needs_as_pain") as (opportunity, deed):
        needs = Need.objects.filter(opportunity=opportunity, money__isnull=False, cost_lines=None).order_by("pk")
        return [need_cost_line(deed, need) for need in needs]


def _refuse_impossible(line: CostLine) -> None:
    if not line.name.strip():
        raise records.invalid(name=_("Say what costs."))
    cost = Cost(side=line.side, name=line.name, low=line.low, likely=line.likely, high=line.high, rhythm=line.rhythm)
    if any(fault.key == "pain.faults.order" for fault in faults_of(cost)):
        raise records.invalid(low=_("Low, likely and high must rise."))
