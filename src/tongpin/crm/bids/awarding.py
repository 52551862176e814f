"""Every write to awards, lessons and phases: who won what, what it taught us, what comes next (METHOD 7.5)."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.db.models import Sum
from django.utils.translation import gettext as _

from tongpin.crm import clock, judging, records
from tongpin.crm.bids.models import Award, Lesson, Phase
from tongpin.crm.errors import TongpinError
from tongpin.crm.opportunities.actions import begin_opportunity
from tongpin.crm.opportunities.models import Opportunity
from tongpin.crm.users.models import User

AWARD = ("date", "bidder", "ours", "share", "price", "reason")
LESSON = ("date", "kind", "rival", "text", "do_next")
PHASE = ("number", "name", "amount", "opens", "condition", "state")
WHOLE = Decimal(100)


def add_award(*, user: User, opportunity_id: int, date: dt.date, bidder: str, **facts: Any) -> Award:
    """What a bidder got; `facts`: ours, share (percent), price, reason. Shares add up to a hundred at most."""
    with records.work_on(user, opportunity_id, "add_award") as (opportunity, deed):
        named = records.require_text(bidder, field="bidder", message=_("Say who won."))
        award = records.checked(Award(opportunity=opportunity, date=date, bidder=named, **facts))
        _refuse_share(opportunity, award.share, None)
        return deed.make(award)


def update_award(*, user: User, award_id: int, **changes: Any) -> Award:
    """Changes columns of `AWARD`."""
    with records.work_on_record(user, Award, award_id, "update_award") as (award, opportunity, deed):
        values = records.checked_changes(award, changes, AWARD)
        _refuse_share(opportunity, values.get("share", award.share), award.pk)
        deed.change(award, **values)
        return award


def _refuse_share(opportunity: Opportunity, share: Decimal, apart_from: int | None) -> None:
    if not 0 < share <= WHOLE:
        raise records.invalid(share=_("A share lies above 0 and goes up to 100 percent."))
    others = Award.objects.filter(opportunity=opportunity)
    others = others if apart_from is None else others.exclude(pk=apart_from)
    total = share + (others.aggregate(total=Sum("share"))["total"] or 0)
    if total > WHOLE:
        message = _("All shares together come to %(total)s percent; there is only a hundred to give.")
        raise records.invalid(share=message % {"total": f"{total.normalize():f}"})


def remove_award(*, user: User, award_id: int) -> None:
    """Takes an award away."""
    records.remove_record(Award, user=user, pk=award_id, action="remove_award")


def add_lesson(*, user: User, opportunity_id: int, text: str, **facts: Any) -> Lesson:
    """What we learned; `facts`: date, kind, rival (by name; empty: about us), do_next."""
    said = records.require_text(text, field="text", message=_("Say what we learned."))
    values = {"date": clock.today(), **facts}
    return records.add_record(
        Lesson, user=user, opportunity_id=opportunity_id, action="add_lesson", text=said, **values
    )


def update_lesson(*, user: User, lesson_id: int, **changes: Any) -> Lesson:
    """Changes columns of `LESSON`."""
    return records.update_record(
        Lesson, user=user, pk=lesson_id, action="update_lesson", editable=LESSON, changes=changes
    )


def remove_lesson(*, user: User, lesson_id: int) -> None:
    """Takes a lesson away."""
    records.remove_record(Lesson, user=user, pk=lesson_id, action="remove_lesson")


def add_phase(*, user: User, opportunity_id: int, name: str, **facts: Any) -> Phase:
    """A phase of the purchase; `facts`: number, amount, opens, condition (which performance opens it), state."""
    named = records.require_text(name, field="name", message=_("Give the phase a name."))
    with records.work_on(user, opportunity_id, "add_phase") as (opportunity, deed):
        phase = records.checked(Phase(opportunity=opportunity, name=named, **facts))
        _refuse_number(opportunity, phase.number, apart_from=None)
        return deed.make(phase)


def update_phase(*, user: User, phase_id: int, **changes: Any) -> Phase:
    """Changes columns of `PHASE`."""
    with records.work_on_record(user, Phase, phase_id, "update_phase") as (phase, opportunity, deed):
        values = records.checked_changes(phase, changes, PHASE)
        _refuse_number(opportunity, values.get("number", phase.number), apart_from=phase.pk)
        deed.change(phase, **values)
        return phase


def _refuse_number(opportunity: Opportunity, number: int, *, apart_from: int | None) -> None:
    others = Phase.objects.filter(opportunity=opportunity, number=number)
    others = others if apart_from is None else others.exclude(pk=apart_from)
    name = others.values_list("name", flat=True).first()
    if name is not None:
        message = _("Number %(number)s is that of the phase “%(name)s”.")
        raise records.invalid(number=message % {"number": number, "name": name})


def remove_phase(*, user: User, phase_id: int) -> None:
    """Takes a phase away; an opportunity that it became stays."""
    records.remove_record(Phase, user=user, pk=phase_id, action="remove_phase")


def open_phase(*, user: User, phase_id: int) -> Opportunity:
    """The condition is met: the phase becomes an opportunity of its own with the same customer. Raises
    `already_open`."""
    with records.work_on_record(user, Phase, phase_id, "open_phase") as (phase, opportunity, deed):
        if phase.next_id is not None:
            raise TongpinError("already_open", _("This phase has an opportunity of its own already."), 409)
        name = f"{opportunity.name or opportunity.title} · {phase.name}"
        fresh = begin_opportunity(
            deed,
            account_id=opportunity.account_id,
            name=name,
            currency=opportunity.currency,
            amount=phase.amount,
        )
        deed.change(phase, next=fresh, state="open")
        judging.judge_anew(fresh)
        return fresh
