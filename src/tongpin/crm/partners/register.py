"""The partners' records for an auditor: all of a period in one piece, with the proof that the log was not rewritten."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from tongpin.crm import clock, records
from tongpin.crm.audit.gesture import gesture
from tongpin.crm.audit.models import ChainHead, LogEntry
from tongpin.crm.audit.selectors import IMPROPER, ChainReport, verify_chain
from tongpin.crm.errors import TongpinError
from tongpin.crm.partners.ledger import Ledger, ledgers_of
from tongpin.crm.partners.models import (
    Clearance,
    Declaration,
    Gift,
    ImproperRequest,
    Introduction,
    Partner,
    PartnerAgreement,
    PartnerPayment,
    Statement,
)
from tongpin.crm.partners.policy import is_officer, may_audit_partners
from tongpin.crm.users.models import User

LOGGED = frozenset(
    {
        *("partner", "declaration", "partneragreement", "introduction", "receiptrate", "statement", "statementline"),
        *("statementtalk", "partnerpayment", "paymentapproval", "clearance", "gift", "invoice", "receipt"),
    }
)
"""Things of which the log's entries are handed over."""
EXPORTED = "export_partners"
MOST_ENTRIES = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """The records of a period, both days included; partners and agreements whole, ledgers as on its last day.

    `improper` is None for everybody but the compliance officer: whoever reports such a thing has been promised that
    nobody else reads it, and an auditor finds in the log neither words nor names.
    """

    since: dt.date
    until: dt.date
    partners: Sequence[Partner]
    declarations: Sequence[Declaration]
    agreements: Sequence[PartnerAgreement]
    introductions: Sequence[Introduction]
    ledgers: Sequence[Ledger]
    statements: Sequence[Statement]
    payments: Sequence[PartnerPayment]
    clearances: Sequence[Clearance]
    gifts: Sequence[Gift]
    improper: Sequence[ImproperRequest] | None
    log: Sequence[LogEntry]
    proof: ChainReport
    last_hash: str


def export_partners(*, user: User, since: dt.date, until: dt.date) -> Register:
    """Hands the records of a period over, to the compliance officer or an auditor. That it was done is logged first,
    so that the proof covers it."""
    if not may_audit_partners(user):
        message = _("The compliance officer and auditors take these records out.")
        raise TongpinError("not_allowed", message, 403)
    if until < since:
        raise records.invalid(until=_("It would end before it begins."))
    with gesture(user, EXPORTED) as deed:
        deed.note_done(user, since=since.isoformat(), until=until.isoformat())
    return _register(user, since, until)


def _register(user: User, since: dt.date, until: dt.date) -> Register:
    period = (since, until)
    agreements = list(PartnerAgreement.objects.select_related("partner").order_by("partner__name", "valid_from", "pk"))
    asked = Q(asked_on__range=period)
    of_partner = ("introduction__agreement__partner", "introduction__opportunity__account")
    return Register(
        since=since,
        until=until,
        partners=list(Partner.objects.select_related("user").order_by("name")),
        declarations=list(Declaration.objects.select_related("partner").order_by("partner__name", "date", "pk")),
        agreements=agreements,
        introductions=list(
            Introduction.objects.select_related("agreement__partner", "opportunity__account")
            .filter(date__lte=until)
            .order_by("date", "pk")
        ),
        ledgers=list(ledgers_of(agreements, min(until, clock.today())).values()),
        statements=list(
            Statement.objects.filter(state="sent", sent_on__range=period)
            .select_related("agreement__partner")
            .prefetch_related("lines", "talks__answered_by")
            .order_by("sent_on", "pk")
        ),
        payments=list(
            PartnerPayment.objects.filter(asked | Q(paid_on__range=period))
            .select_related("agreement__partner", "asked_by")
            .prefetch_related("approvals__user")
            .order_by("pk")
        ),
        clearances=list(
            Clearance.objects.filter(asked | Q(answered_on__range=period))
            .select_related(*of_partner, "asked_by", "answered_by")
            .order_by("pk")
        ),
        gifts=list(
            Gift.objects.filter(date__range=period)
            .select_related("account", "person", "asked_by", "answered_by")
            .order_by("date", "pk")
        ),
        improper=_improper(period) if is_officer(user) else None,
        log=_log(user, period),
        proof=verify_chain(),
        last_hash=ChainHead.objects.values_list("last", flat=True).first() or "",
    )


def _improper(period: tuple[dt.date, dt.date]) -> list[ImproperRequest]:
    rows = ImproperRequest.objects.filter(date__range=period)
    return list(rows.select_related("opportunity__account", "person", "recorded_by").order_by("date", "pk"))


def _log(user: User, period: tuple[dt.date, dt.date]) -> list[LogEntry]:
    things = LOGGED | {IMPROPER} if is_officer(user) else LOGGED
    wanted = Q(object_type__in=things) | Q(verb__in=(EXPORTED, "give_access", "take_access"))
    rows = LogEntry.objects.filter(wanted, at__date__range=period).select_related("user").order_by("pk")
    return list(rows[:MOST_ENTRIES])
