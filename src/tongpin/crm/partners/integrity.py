"""The registers of compliance: improper requests, gifts and hospitality."""

import datetime as dt
from decimal import Decimal

from django.db.models import Q, Sum
from django.utils.translation import gettext as _

from tongpin.crm import clock, records
from tongpin.crm.accounts.models import Account, Person
from tongpin.crm.accounts.policy import get_account
from tongpin.crm.audit.gesture import gesture
from tongpin.crm.errors import TongpinError
from tongpin.crm.opportunities.models import Opportunity
from tongpin.crm.opportunities.policy import get_opportunity, not_found
from tongpin.crm.partners.models import Gift, GiftKind, ImproperRequest
from tongpin.crm.partners.policy import officer_only
from tongpin.crm.partners.refusing import refuse
from tongpin.crm.partners.sales import sale_of
from tongpin.crm.users.models import User
from tongpin.method.partners.gifts import YEAR, Present, to_gift


def report_improper(
    *, user: User, opportunity_id: int, words: str = "", person_id: int | None = None, date: dt.date | None = None
) -> ImproperRequest:
    """Tells the compliance officer, and nobody else, what somebody of the buyer's asked for himself."""
    with gesture(user, "report_improper") as deed:
        opportunity = get_opportunity(user, opportunity_id, "change")
        if date is not None and date > clock.today():
            raise records.invalid(date=_("This day is still to come."))
        row = ImproperRequest(
            opportunity=opportunity,
            person=_person(opportunity.account, person_id),
            date=date or clock.today(),
            words=words.strip(),
            recorded_by=user,
        )
        return deed.make(records.checked(row))


def settle_improper(*, user: User, request_id: int, outcome: str) -> ImproperRequest:
    """The compliance officer's note of what came of it."""
    officer_only(user)
    with gesture(user, "settle_improper") as deed:
        row = ImproperRequest.objects.select_for_update().filter(pk=request_id).first()
        if row is None:
            raise not_found()
        told = records.require_text(outcome, field="outcome", message=_("Say what came of it."))
        deed.change(row, settled_on=clock.today(), outcome=told)
        return row


def ask_gift(
    *,
    user: User,
    account_id: int,
    kind: GiftKind,
    date: dt.date,
    text: str,
    value: Decimal,
    currency: str = "CNY",
    person_id: int | None = None,
) -> Gift:
    """Asks before something is given. What law and limits forbid is refused at once; the officer answers the rest."""
    with gesture(user, "ask_gift") as deed:
        account = get_account(user, account_id, change=True)
        if value <= 0:
            raise records.invalid(value=_("An amount is above zero."))
        gift = Gift(account=account, person=_person(account, person_id), kind=kind, date=date, value=value)
        gift.text = records.require_text(text, field="text", message=_("Say what it is."))
        gift.currency, gift.asked_by = currency, user
        records.checked(gift)
        refuse_gift(gift)
        return deed.make(gift)


def answer_gift(*, user: User, gift_id: int, granted: bool, reason: str = "") -> Gift:
    """The compliance officer's word on a gift, never on his own; a refusal says why. Limits are looked at again."""
    officer_only(user)
    with gesture(user, "answer_gift") as deed:
        gift = Gift.objects.select_for_update(of=("self",)).select_related("account").filter(pk=gift_id).first()
        if gift is None:
            raise not_found()
        if gift.state != "asked":
            raise TongpinError("already_answered", _("This question waits no more."), 409)
        if granted:
            refuse_gift(gift)
        why = reason.strip() if granted else records.require_text(reason, field="reason", message=_("Say why not."))
        state = "granted" if granted else "refused"
        deed.change(gift, state=state, answered_by=user, answered_on=clock.today(), reason=why)
        return gift


def refuse_gift(gift: Gift) -> None:
    """Raises `refused_by_law` for what may not be given. Without a person, all of the account count as one."""
    earlier = Gift.objects.filter(account=gift.account, currency=gift.currency, state__in=("asked", "granted"))
    if gift.person is not None:
        earlier = earlier.filter(Q(person=gift.person) | Q(person=None))
    near = earlier.filter(date__range=(gift.date - YEAR, gift.date + YEAR)).exclude(pk=gift.pk)
    present = Present(
        buyer=gift.account.name,
        kind=gift.account.kind,
        date=gift.date,
        value=gift.value,
        currency=gift.currency,
        earlier=near.aggregate(sum=Sum("value"))["sum"] or Decimal(0),
    )
    sales = [sale_of(row) for row in Opportunity.objects.filter(account=gift.account).select_related("account")]
    refuse(to_gift(present, sales, clock.today()))


def _person(account: Account, person_id: int | None) -> Person | None:
    if person_id is None:
        return None
    found = Person.objects.filter(account=account, pk=person_id).first()
    if found is None:
        raise records.invalid(person_id=_("Nobody of this name is known there."))
    return found
