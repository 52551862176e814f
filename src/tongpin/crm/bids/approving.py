"""Every write to limits, rates and approvals: whose word a step needs, and who gave it (four eyes)."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from tongpin.crm import clock, judging, records
from tongpin.crm.audit.gesture import Gesture, gesture
from tongpin.crm.bids.models import Approval, ApprovalLimit, ExchangeRate
from tongpin.crm.bids.policy import may_answer, may_set_limits
from tongpin.crm.bids.reckoning import reckoning_of, rules_for, step_of
from tongpin.crm.errors import TongpinError
from tongpin.crm.notices.models import Notice
from tongpin.crm.opportunities.models import Opportunity
from tongpin.crm.opportunities.policy import not_found, who_see
from tongpin.crm.users.models import Role, User
from tongpin.method.bidding.limits import ApprovalKind, Step, suffices
from tongpin.method.wording import say

LIMIT = ("kind", "currency", "above", "margin_below", "role", "note")
RATE = ("currency", "into", "date", "rate", "source")
DECISIONS = ("bid", "no_bid")
ASKED = "bidding.notices.asked"


# ---------------------------------------------------------------- limits and rates, for all of us
def set_limit(*, user: User, limit_id: int | None = None, **facts: Any) -> ApprovalLimit:
    """A new limit, or changes to one: kind, currency, above, margin_below, role, note."""
    with _for_all(user, "set_limit") as deed:
        if facts.get("role", Role.MANAGER) not in {Role.MANAGER, Role.ADMIN}:
            raise records.invalid(role=_("A manager or an administrator gives his word."))
        return _set(deed, ApprovalLimit, limit_id, facts, LIMIT)


def remove_limit(*, user: User, limit_id: int) -> None:
    """Takes a limit away."""
    with _for_all(user, "remove_limit") as deed:
        deed.remove(_row(ApprovalLimit, limit_id))


def set_rate(*, user: User, rate_id: int | None = None, **facts: Any) -> ExchangeRate:
    """A new rate of exchange, or changes to one: currency, into, date, rate, source. Another of the same day takes its
    place."""
    with _for_all(user, "set_rate") as deed:
        if facts.get("rate") is not None and facts["rate"] <= 0:
            raise records.invalid(rate=_("A rate is above zero."))
        if facts.get("currency") is not None and facts.get("currency") == facts.get("into"):
            raise records.invalid(into=_("These are the same currency."))
        return _set(deed, ExchangeRate, rate_id or _same_day(facts), facts, RATE)


def _same_day(facts: Any) -> int | None:
    named = {name: facts.get(name) for name in ("currency", "into", "date")}
    return None if None in named.values() else ExchangeRate.objects.filter(**named).values_list("pk", flat=True).first()


def remove_rate(*, user: User, rate_id: int) -> None:
    """Takes a rate away."""
    with _for_all(user, "remove_rate") as deed:
        deed.remove(_row(ExchangeRate, rate_id))


def _for_all(user: User, verb: str) -> Any:
    if not may_set_limits(user):
        raise TongpinError("not_allowed", _("Managers and administrators keep limits and rates."), 403)
    return gesture(user, verb)


def _row(table: Any, pk: int) -> Any:
    row = table.objects.filter(pk=pk).first()
    if row is None:
        raise not_found()
    return row


def _set(deed: Gesture, table: Any, pk: int | None, facts: dict[str, Any], editable: tuple[str, ...]) -> Any:
    row = table() if pk is None else _row(table, pk)
    values = records.checked_changes(row, facts, editable)
    if pk is not None:
        deed.change(row, **values)
        return row
    for column, value in values.items():
        setattr(row, column, value)
    return deed.make(records.checked(row))


# ---------------------------------------------------------------- asking and answering
def ask_approval(*, user: User, opportunity_id: int, kind: ApprovalKind, reason: str = "") -> Approval:
    """Asks whether we may: amount and margin are those of the sheet now. An earlier question of the same kind that
    waits still is withdrawn."""
    with records.work_on(user, opportunity_id, "ask_approval") as (opportunity, deed):
        step = _step(opportunity, kind)
        if kind in ("price", "discount") and step.amount is None:
            raise records.invalid(reason=_("There is no price yet: reckon it first."))
        return _ask(deed, opportunity, step, reason)


def ask_within(
    deed: Gesture, opportunity: Opportunity, *, kind: ApprovalKind, reason: str, amount: Decimal | None
) -> Approval:
    """Asks the same within the gesture of another action; `amount`: where that knows it better than the sheet."""
    step = _step(opportunity, kind)
    return _ask(deed, opportunity, step if amount is None else replace(step, amount=amount), reason)


def decide_bid(*, user: User, opportunity_id: int, step: ApprovalKind, reason: str = "") -> Approval:
    """Decides to bid or not to (`step`: bid, no_bid), with the reason; where a limit asks for somebody's word, he is
    asked, and it is decided when he agrees."""
    if step not in DECISIONS:
        raise records.invalid(step=_("Decide to bid, or not to."))
    with records.work_on(user, opportunity_id, "decide_bid") as (opportunity, deed):
        message = _("Say why we do not bid: the next one learns from it.")
        why = records.require_text(reason, field="reason", message=message) if step == "no_bid" else reason
        found = _step(opportunity, step)
        if rules_for(opportunity.currency).role_for(found):
            return _ask(deed, opportunity, found, why)
        _withdraw_earlier(deed, opportunity, DECISIONS)
        return deed.make(_approval(deed, opportunity, found, why, state="granted", answered_on=clock.today()))


def _ask(deed: Gesture, opportunity: Opportunity, step: Step, reason: str) -> Approval:
    _withdraw_earlier(deed, opportunity, DECISIONS if step.kind in DECISIONS else (step.kind,))
    approval = deed.make(_approval(deed, opportunity, step, reason))
    needed = rules_for(opportunity.currency).role_for(step) or Role.MANAGER
    _tell(deed, opportunity, _approvers(deed.user, opportunity, needed), "asked", step.kind)
    return approval


def answer_approval(*, user: User, approval_id: int, granted: bool, answer: str = "") -> Approval:
    """Gives or refuses one's word; a refusal says why. Nobody answers his own question, and only whoever leads the
    opportunity with the role that the limits ask for answers at all."""
    with records.work_on_record(user, Approval, approval_id, "answer_approval") as (approval, opportunity, deed):
        needed = rules_for(opportunity.currency).role_for(step_of(approval, opportunity.currency))
        if not may_answer(user, approval, opportunity, needed):
            message = _("Somebody else gives this word: never whoever asked, and with the role that the limits name.")
            raise TongpinError("not_allowed", message, 403)
        _refuse_unless_asked(approval)
        said = answer if granted else records.require_text(answer, field="answer", message=_("Say why not."))
        state = "granted" if granted else "refused"
        deed.change(approval, state=state, answered_by=user, answered_on=clock.today(), answer=said)
        _nobody_waits(deed, opportunity, approval.kind)
        _tell(deed, opportunity, [approval.asked_by], state, approval.kind)
        return approval


def withdraw_approval(*, user: User, approval_id: int) -> Approval:
    """Takes one's own question back that nobody has answered."""
    with records.work_on_record(user, Approval, approval_id, "withdraw_approval") as (approval, opportunity, deed):
        if approval.asked_by_id != user.pk:
            raise TongpinError("not_allowed", _("Only whoever asked takes a question back."), 403)
        _refuse_unless_asked(approval)
        deed.change(approval, state="withdrawn")
        _nobody_waits(deed, opportunity, approval.kind)
        return approval


def _refuse_unless_asked(approval: Approval) -> None:
    if approval.state != "asked":
        raise TongpinError("already_answered", _("This question waits no more."), 409)


def _step(opportunity: Opportunity, kind: ApprovalKind) -> Step:
    reckoning = reckoning_of(opportunity)
    price = reckoning.ours
    lines = reckoning.price.gross
    discount = max(lines - price, Decimal(0)) if price is not None and lines else None
    return Step(
        kind=kind,
        amount=discount if kind == "discount" else price if price is not None else opportunity.amount,
        currency=opportunity.currency,
        margin=reckoning.margin,
        on=clock.today(),
    )


def _approval(deed: Gesture, opportunity: Opportunity, step: Step, reason: str, **more: Any) -> Approval:
    margin = None if step.margin is None else round(step.margin, 6)
    return records.checked(
        Approval(
            opportunity=opportunity,
            kind=step.kind,
            amount=step.amount,
            margin=margin,
            reason=reason,
            asked_by=deed.user,
            asked_on=clock.today(),
            **more,
        )
    )


def _withdraw_earlier(deed: Gesture, opportunity: Opportunity, kinds: tuple[str, ...]) -> None:
    for earlier in Approval.objects.filter(opportunity=opportunity, kind__in=kinds, state="asked"):
        deed.change(earlier, state="withdrawn")
        _nobody_waits(deed, opportunity, earlier.kind)


def _nobody_waits(deed: Gesture, opportunity: Opportunity, kind: str) -> None:
    """News of a question that waits no more is no news; that of another kind may wait still."""
    asked = Notice.objects.filter(opportunity=opportunity, kind="approval", seen_at=None, text__contains=ASKED)
    for notice in asked.filter(text__contains=f'"bidding.kinds.{kind}"'):
        deed.change(notice, seen_at=timezone.now())


def _approvers(asker: User, opportunity: Opportunity, needed: str) -> list[User]:
    """Whoever leads the opportunity with the role that is needed; without such a manager, the administrators."""
    leaders = User.objects.filter(is_active=True, role__in=[Role.MANAGER, Role.ADMIN]).exclude(pk=asker.pk)
    able = [user for user in leaders.order_by("pk") if suffices(user.role, needed)]
    managers = [user for user in able if user.role == Role.MANAGER and user.team_id == opportunity.team_id]
    return managers or [user for user in able if user.role == Role.ADMIN]


def _tell(deed: Gesture, opportunity: Opportunity, users: list[User], told: str, kind: str) -> None:
    seeing = who_see(opportunity, users)
    text = say(f"bidding.notices.{told}", who=str(deed.user), what=say(f"bidding.kinds.{kind}"))
    notices = [
        Notice(opportunity=opportunity, user=user, kind="approval", text=judging.kept(text))
        for user in users
        if user.pk in seeing and user.pk != deed.user.pk
    ]
    deed.make_all(Notice, notices)


def approvals_of(opportunity: Opportunity) -> list[Approval]:
    """All questions of an opportunity, the latest first."""
    rows = Approval.objects.filter(opportunity=opportunity).select_related("asked_by", "answered_by")
    return list(rows.order_by("-pk")[:50])
