"""Every write to concerns, to the risk plan, and to commitments."""

import datetime as dt
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from tongpin.crm import clock, records
from tongpin.crm.concerns.models import Commitment, Concern, ConcernHint, Risk
from tongpin.crm.opportunities.models import Opportunity, Stakeholder
from tongpin.crm.users.models import User
from tongpin.method.concerns import SETTLED
from tongpin.method.wording import texts

CONCERN_EDITABLE = (
    *("date", "text", "status", "kind", "behind", "severity"),
    *("plan", "owner", "due", "settled", "words"),
)
RISK_EDITABLE = ("text", "bearer", "we_do", "they_do", "due", "state")
COMMITMENT_EDITABLE = ("date", "text", "due", "status")


# ---------------------------------------------------------------- concerns
def add_concern(
    *, user: User, opportunity_id: int, text: str, date: dt.date, who: str = "", entry: str = "", **facts: Any
) -> Concern:
    """Records a worry in the customer's words; `who` is the code of the stakeholder who holds it, `entry` that of the
    entry that shows it; `facts`: other columns of `CONCERN_EDITABLE`."""
    with records.work_on(user, opportunity_id, "add_concern") as (opportunity, deed):
        fresh = Concern(opportunity=opportunity, text=text, date=date, **facts, **_named(opportunity, who, entry))
        if fresh.status in SETTLED and fresh.settled is None:
            fresh.settled = max(date, clock.today())
        return deed.make(records.checked(fresh))


def update_concern(*, user: User, concern_id: int, **changes: Any) -> Concern:
    """Changes columns of `CONCERN_EDITABLE`, and `who` and `entry`. One that is answered or refused is settled today,
    unless a day is told; one that is opened again is not settled."""
    with records.work_on_record(user, Concern, concern_id, "update_concern") as (concern, opportunity, deed):
        values = dict(changes)
        named = _named(opportunity, values.pop("who", None), values.pop("entry", None))
        status = values.get("status", concern.status)
        if status not in SETTLED and "status" in values:
            values["settled"] = None
        elif status in SETTLED and values.get("settled", concern.settled) is None:
            values["settled"] = max(values.get("date", concern.date), clock.today())
        deed.change(concern, **records.checked_changes(concern, values, CONCERN_EDITABLE), **named)
        return concern


def settle_concern(*, user: User, concern_id: int, how: str = "") -> Concern:
    """The concern is answered, today; `how` goes into its plan where that says nothing yet."""
    with records.work_on_record(user, Concern, concern_id, "settle_concern") as (concern, _opportunity, deed):
        told = {} if concern.plan or not how.strip() else {"plan": how.strip()}
        values: dict[str, Any] = {"status": "answered", "settled": max(concern.date, clock.today()), **told}
        deed.change(concern, **records.checked_changes(concern, values, CONCERN_EDITABLE))
        return concern


def plan_answer(*, user: User, concern_id: int, plan: str, due: dt.date | None = None) -> Concern:
    """Takes up a proposed answer as the plan, in work from now on, by the user unless somebody has it; what is planned
    already stays, and this stands below it."""
    with records.work_on_record(user, Concern, concern_id, "plan_answer") as (concern, _opportunity, deed):
        text = records.require_text(plan, field="plan", message=_("Say what you will do."), longest=2000)
        whole = f"{concern.plan}\n{text}" if concern.plan else text
        values: dict[str, Any] = {
            "plan": whole,
            "owner": concern.owner or str(user),
            "status": "in_progress",
            "settled": None,
        }
        values |= {"due": due} if due is not None else {}
        deed.change(concern, **records.checked_changes(concern, values, CONCERN_EDITABLE))
        return concern


def remove_concern(*, user: User, concern_id: int) -> None:
    """Takes a concern away; words it was made of are proposed again, risks of it stay."""
    with records.work_on_record(user, Concern, concern_id, "remove_concern") as (concern, _opportunity, deed):
        for hint in ConcernHint.objects.filter(concern=concern):
            deed.change(hint, concern=None, state="proposed")
        for risk in Risk.objects.filter(concern=concern):
            deed.change(risk, concern=None)
        records.remove(deed, concern)


def _named(opportunity: Opportunity, who: str | None, entry: str | None) -> dict[str, Any]:
    """Rows by their codes; an empty code means none, `None` leaves the column alone."""
    found: dict[str, Any] = {}
    if who is not None:
        found["stakeholder"] = records.stakeholder_of(opportunity, who) if who else None
    if entry is not None:
        found["activity"] = records.activity_of(opportunity, entry) if entry else None
    return found


# ---------------------------------------------------------------- the risk plan
def add_risk(*, user: User, opportunity_id: int, text: str, concern_id: int | None = None, **facts: Any) -> Risk:
    """A line of the risk plan; `concern_id`: the concern it answers; `facts`: other columns of `RISK_EDITABLE`."""
    with records.work_on(user, opportunity_id, "add_risk") as (opportunity, deed):
        concern = None
        if concern_id is not None:
            concern = Concern.objects.filter(opportunity=opportunity, pk=concern_id).first()
            if concern is None:
                raise records.invalid(concern=_("This concern is not among those of the opportunity."))
        return deed.make(records.checked(Risk(opportunity=opportunity, concern=concern, text=text, **facts)))


def take_concerns_as_risks(*, user: User, opportunity_id: int) -> int:
    """A line of the risk plan for each open concern that has none yet; tells how many. The customer reads the plan: a
    line says what lies behind the concern in neutral words, never who said what to us."""
    with records.work_on(user, opportunity_id, "take_concerns_as_risks") as (opportunity, deed):
        lines = texts()
        fresh = [
            Risk(
                opportunity=opportunity,
                concern=concern,
                text=lines[f"concerns.risk_lines.{concern.behind or 'risk'}"][opportunity.lang],
            )
            for concern in without_risk(opportunity).order_by("pk")
        ]
        deed.make_all(Risk, fresh)
        return len(fresh)


def without_risk(opportunity: Opportunity) -> QuerySet[Concern]:
    """Concerns that wait and have no line in the risk plan, of an opportunity that came through its gate."""
    return Concern.objects.filter(opportunity=opportunity, risks=None).exclude(status__in=SETTLED)


def update_risk(*, user: User, risk_id: int, **changes: Any) -> Risk:
    """Changes columns of `RISK_EDITABLE`."""
    return records.update_record(
        Risk, user=user, pk=risk_id, action="update_risk", editable=RISK_EDITABLE, changes=changes
    )


def remove_risk(*, user: User, risk_id: int) -> None:
    """Takes a line of the risk plan away."""
    records.remove_record(Risk, user=user, pk=risk_id, action="remove_risk")


# ---------------------------------------------------------------- promises
def add_commitment(
    *,
    user: User,
    opportunity_id: int,
    text: str,
    date: dt.date,
    by: str = "",
    due: dt.date | None = None,
    status: str = "open",
) -> Commitment:
    """Records a promise; `by` is a stakeholder's code or anybody's name."""
    with records.work_on(user, opportunity_id, "add_commitment") as (opportunity, deed):
        row = Commitment(
            opportunity=opportunity, text=text, date=date, due=due, status=status, **_promiser(opportunity, by)
        )
        return deed.make(records.checked(row))


def update_commitment(*, user: User, commitment_id: int, **changes: Any) -> Commitment:
    """Changes columns of `COMMITMENT_EDITABLE`, and `by`."""
    with records.work_on_record(user, Commitment, commitment_id, "update_commitment") as (row, opportunity, deed):
        values = dict(changes)
        promiser = _promiser(opportunity, values.pop("by")) if "by" in values else {}
        deed.change(row, **records.checked_changes(row, values, COMMITMENT_EDITABLE), **promiser)
        return row


def remove_commitment(*, user: User, commitment_id: int) -> None:
    """Takes a promise away."""
    records.remove_record(Commitment, user=user, pk=commitment_id, action="remove_commitment")


def _promiser(opportunity: Opportunity, by: str) -> dict[str, Any]:
    person = Stakeholder.objects.filter(opportunity=opportunity, code=by).first() if by else None
    return {"stakeholder": person, "by": "" if person else records.storable_text(by)}
