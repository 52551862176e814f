"""What the pages of partners and of money read."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Max, Prefetch, Q, QuerySet

from tongpin.crm import clock
from tongpin.crm.accounts.policy import visible_accounts
from tongpin.crm.delivery.models import Invoice, Receipt
from tongpin.crm.opportunities.models import Opportunity
from tongpin.crm.opportunities.policy import not_found, visible
from tongpin.crm.partners.introducing import objections_to
from tongpin.crm.partners.ledger import Ledger, dues_of, ledgers_of
from tongpin.crm.partners.models import (
    Clearance,
    Gift,
    ImproperRequest,
    Introduction,
    Partner,
    PartnerAgreement,
    PartnerPayment,
    Statement,
    StatementTalk,
)
from tongpin.crm.partners.policy import is_officer, may_keep_partners, may_see_partners
from tongpin.crm.partners.sales import payee_of
from tongpin.crm.users.models import Role, User
from tongpin.crm.users.policy import sees_all
from tongpin.method.partners.refusals import Objection, Sale, renew_from, to_payee

SOON = dt.timedelta(days=30)
MOST = 200
SPOKEN = Prefetch("talks", StatementTalk.objects.select_related("answered_by").order_by("pk"))
"""What was said about a statement, the oldest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerRow:
    """A partner in the list. `due` by currency; `renew`: the last day of his declaration, None where there is none."""

    partner: Partner
    agreements: int
    due: dict[str, Decimal]
    renew: dt.date | None
    to_renew: bool
    clearances: int
    payments: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementPage:
    """An agreement with its ledger of today, statements (latest first) and payments."""

    agreement: PartnerAgreement
    ledger: Ledger
    due: Decimal
    statements: Sequence[Statement]
    payments: Sequence[PartnerPayment]


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerPage:
    """A partner, what speaks against paying him at all, his agreements; `relatives` as declared; `seen`: ids of orders
    that the user sees."""

    partner: Partner
    objections: list[Objection]
    declared: dt.date | None
    renew: dt.date | None
    relatives: Sequence[str]
    agreements: Sequence[AgreementPage]
    seen: frozenset[int]


def partner_rows(*, user: User) -> list[PartnerRow]:
    """All partners, those in use first. A salesperson is told names only."""
    partners = list(
        Partner.objects.annotate(
            declared=Max("declarations__date"), agreed=Count("agreements", distinct=True)
        ).order_by("retired", "name")
    )
    if not may_see_partners(user):
        return [_row(partner, {}, {}, {}) for partner in partners]
    due = _due_by_partner()
    words = _counted(Clearance.objects.filter(state="asked"), "introduction__agreement__partner")
    payments = _counted(PartnerPayment.objects.filter(state__in=("asked", "approved")), "agreement__partner")
    return [_row(partner, due, words, payments) for partner in partners]


def _row(
    partner: Partner, due: dict[int, dict[str, Decimal]], words: dict[int, int], payments: dict[int, int]
) -> PartnerRow:
    renew = renew_from(partner.declared)  # type: ignore[attr-defined]  # annotated
    return PartnerRow(
        partner=partner,
        agreements=partner.agreed,  # type: ignore[attr-defined]  # annotated
        due=due.get(partner.pk, {}),
        renew=renew,
        to_renew=not partner.retired and (renew is None or renew - SOON < clock.today()),
        clearances=words.get(partner.pk, 0),
        payments=payments.get(partner.pk, 0),
    )


def _counted(rows: "QuerySet[Any]", by: str) -> dict[int, int]:
    return dict(rows.values_list(by).annotate(count=Count("pk")))


def _due_by_partner() -> dict[int, dict[str, Decimal]]:
    """Stated, not yet paid or asked for, by partner and currency."""
    agreements = list(PartnerAgreement.objects.values_list("pk", "partner", "currency"))
    left = dues_of([pk for pk, _partner, _currency in agreements])
    due: defaultdict[int, dict[str, Decimal]] = defaultdict(dict)
    for pk, partner, currency in agreements:
        if left[pk]:
            due[partner][currency] = due[partner].get(currency, Decimal(0)) + left[pk]
    return due


def seen_partner(*, user: User, partner_id: int) -> Partner:
    """A partner; salespeople are told the same as of nothing."""
    partner = Partner.objects.select_related("user").filter(pk=partner_id).first() if may_see_partners(user) else None
    if partner is None:
        raise not_found()
    return partner


def partner_page(*, user: User, partner_id: int) -> PartnerPage:
    """A partner with his money."""
    partner = seen_partner(user=user, partner_id=partner_id)
    payee = payee_of(partner)
    introduced = Introduction.objects.filter(agreement__partner=partner).values("opportunity")
    return PartnerPage(
        partner=partner,
        objections=to_payee(payee, Sale(buyer="", kind="private"), clock.today()),
        declared=payee.declared,
        renew=renew_from(payee.declared),
        relatives=payee.relatives,
        agreements=agreement_pages(partner),
        seen=frozenset(visible(user).filter(pk__in=introduced).values_list("pk", flat=True)),
    )


def agreement_pages(partner: Partner) -> list[AgreementPage]:
    """The agreements of a partner, the latest first, each with its money; whoever asks has passed the gate."""
    rows = list(
        PartnerAgreement.objects.filter(partner=partner)
        .select_related("partner")
        .prefetch_related(
            Prefetch("statements", Statement.objects.prefetch_related("lines", SPOKEN).order_by("-number")),
            Prefetch(
                "payments",
                PartnerPayment.objects.select_related("asked_by").prefetch_related("approvals__user").order_by("-pk"),
            ),
        )
        .order_by("-valid_from", "-pk")
    )
    ledgers, due = ledgers_of(rows, clock.today()), dues_of([row.pk for row in rows])
    return [
        AgreementPage(
            agreement=row,
            ledger=ledgers[row.pk],
            due=due[row.pk],
            statements=list(row.statements.all()),
            payments=list(row.payments.all()),
        )
        for row in rows
    ]


def all_ledgers(*, user: User) -> list[Ledger]:
    """The ledgers of today of all agreements, for those who see partners' money."""
    if not may_see_partners(user):
        return []
    agreements = list(PartnerAgreement.objects.select_related("partner").order_by("pk"))
    return list(ledgers_of(agreements, clock.today()).values())


def statement_page(*, user: User, statement_id: int) -> Statement:
    """A statement with its lines, for whoever sees partners' money."""
    rows = Statement.objects.select_related("agreement__partner").prefetch_related("lines")
    row = rows.filter(pk=statement_id).first() if may_see_partners(user) else None
    if row is None:
        raise not_found()
    return row


def order_names(codes: Sequence[str]) -> dict[str, str]:
    """Customer and name of orders by their code, as a partner may be told them."""
    rows = Opportunity.objects.filter(code__in=codes).values_list("code", "account__name", "name")
    return {code: f"{account} · {name}" if name else account for code, account, name in rows}


# ---------------------------------------------------------------- money of an opportunity
@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceState:
    """An invoice with its credit notes: what it comes to, what was received for it, what is open of it."""

    invoice: Invoice
    credited: Decimal
    received: Decimal
    open: Decimal
    overdue: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyPage:
    """Invoices, receipts (latest first) and introductions of an opportunity."""

    invoices: Sequence[InvoiceState]
    receipts: Sequence[Receipt]
    introductions: Sequence[Introduction]
    undone: dict[int, Decimal]


def money_of(opportunity: Opportunity) -> MoneyPage:
    """`opportunity` has passed the gate."""
    invoices = list(Invoice.objects.filter(opportunity=opportunity).order_by("date", "pk"))
    receipts = list(Receipt.objects.filter(opportunity=opportunity).select_related("invoice").order_by("-date", "-pk"))
    undone: defaultdict[int, Decimal] = defaultdict(Decimal)
    for row in receipts:
        if row.undoes_id is not None:
            undone[row.undoes_id] -= row.amount
    introductions = Introduction.objects.filter(opportunity=opportunity).select_related("agreement__partner")
    return MoneyPage(
        invoices=[invoice_state(row, invoices, receipts) for row in invoices if row.amount > 0],
        receipts=receipts,
        introductions=list(introductions.prefetch_related("clearances__answered_by").order_by("pk")),
        undone=dict(undone),
    )


def invoice_state(row: Invoice, all_rows: Sequence[Invoice], receipts: Sequence[Receipt]) -> InvoiceState:
    """An invoice among all those, and the receipts, of its sale."""
    credited = -sum((item.amount for item in all_rows if item.number == row.number and item.amount < 0), Decimal(0))
    received = sum((item.amount for item in receipts if item.invoice_id == row.pk), Decimal(0))
    left = row.amount - credited - received
    late = (clock.today() - row.due).days if row.due is not None and left > 0 else 0
    return InvoiceState(invoice=row, credited=credited, received=received, open=left, overdue=max(late, 0))


def agreements_in_use() -> list[tuple[int, str]]:
    """Id, partner and number of the agreements that an introduction may name."""
    today = clock.today()
    rows = PartnerAgreement.objects.filter(partner__retired=False, valid_from__lte=today)
    rows = rows.filter(Q(valid_until=None) | Q(valid_until__gte=today)).order_by("partner__name", "pk")
    named = rows.values_list("pk", "partner__name", "number")
    return [(pk, f"{name} · {number}" if number else name) for pk, name, number in named]


# ---------------------------------------------------------------- what waits for a word
def payments_waiting(*, user: User) -> list[PartnerPayment]:
    """Payments that this user may approve and has not."""
    if not may_keep_partners(user):
        return []
    rows = PartnerPayment.objects.filter(state="asked").exclude(asked_by=user).exclude(approvals__user=user)
    return list(rows.select_related("agreement__partner", "asked_by").order_by("pk")[:MOST])


def questions_waiting(*, user: User) -> list[StatementTalk]:
    """Questions of partners about their statements, for those who keep partners."""
    if not may_keep_partners(user):
        return []
    rows = StatementTalk.objects.filter(answered_on=None).exclude(question="")
    return list(rows.select_related("statement__agreement__partner", "asked_by").order_by("pk")[:MOST])


def clearances_waiting(*, user: User) -> list[Clearance]:
    """Questions to the compliance officer."""
    if not is_officer(user):
        return []
    rows = Clearance.objects.filter(state="asked").select_related(
        "introduction__agreement__partner", "introduction__opportunity__account", "asked_by"
    )
    return list(rows.order_by("pk")[:MOST])


def doubt_of(*, user: User, clearance_id: int) -> Objection | None:
    """What the officer is asked about, with whom and by which law, as things stand today; None where nothing speaks
    for the doubt any more."""
    rows = Clearance.objects.select_related("introduction__agreement__partner", "introduction__opportunity__account")
    row = rows.filter(pk=clearance_id).first() if is_officer(user) else None
    if row is None:
        raise not_found()
    found = objections_to(row.introduction.agreement, row.introduction.opportunity)
    return next((item for item in found if item.key == row.rule), None)


def improper_requests(*, user: User) -> list[ImproperRequest]:
    """What was reported, for the compliance officer; open ones first."""
    if not is_officer(user):
        return []
    rows = ImproperRequest.objects.select_related("opportunity__account", "person", "recorded_by")
    return list(rows.order_by(F("settled_on").desc(nulls_first=True), "-pk")[:MOST])


def gift_rows(*, user: User) -> list[Gift]:
    """The register: all of it for officers, auditors and administrators, else that of accounts one sees."""
    rows = Gift.objects.select_related("account", "person", "asked_by", "answered_by").order_by("-pk")
    if not (sees_all(user) or is_officer(user)):
        rows = rows.filter(account__in=visible_accounts(user).values("pk"))
    return list(rows[:MOST])


def answered_clearances(*, user: User) -> list[Clearance]:
    """Words that were given, latest first, for the officer, auditors and administrators."""
    if not user.is_active or user.role not in {Role.COMPLIANCE, Role.AUDITOR, Role.ADMIN}:
        return []
    rows = Clearance.objects.exclude(state="asked").select_related(
        "introduction__agreement__partner", "introduction__opportunity__account", "answered_by", "asked_by"
    )
    return list(rows.order_by("-pk")[:MOST])
