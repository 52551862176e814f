"""What an agreement has earned, by order and period, from the receipts themselves; what was stated and paid of it."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Sum

from tongpin.crm.bids.reckoning import rates_among
from tongpin.crm.delivery.models import Receipt
from tongpin.crm.partners.models import (
    Introduction,
    PartnerAgreement,
    PartnerPayment,
    ReceiptRate,
    Statement,
    StatementLine,
)
from tongpin.crm.partners.sales import terms_of
from tongpin.method.bidding.money import rate_on
from tongpin.method.partners import terms as shapes
from tongpin.method.partners.commission import Earned, earned

ONE = Decimal(1)
PLACES = Decimal("0.00000001")
OPEN_STATES = ("asked", "approved", "paid")
"""States of payments that take from what is due."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """`counted` are introductions by the code of their order; `waiting` those without the officer's word, which earn
    nothing yet. `orders` are the counted ones as they are reckoned; `receipts` theirs with their rates; `unpriced` have
    no rate of exchange."""

    agreement: PartnerAgreement
    until: dt.date
    counted: Mapping[str, Introduction]
    waiting: Sequence[Introduction]
    orders: Sequence[shapes.Order]
    receipts: Sequence[tuple[Receipt, Decimal]]
    unpriced: Sequence[Receipt]
    earned: Earned


def ledger_of(agreement: PartnerAgreement, until: dt.date) -> Ledger:
    """The ledger as it stands with all receipts up to a day."""
    return ledgers_of([agreement], until)[agreement.pk]


def ledgers_of(agreements: Sequence[PartnerAgreement], until: dt.date) -> dict[int, Ledger]:
    """The ledgers of several agreements, by their keys; as many queries as for one."""
    introductions = _introductions(agreements)
    paid = _Paid(agreements, [row for rows in introductions.values() for row in rows if _is_clear(row)], until)
    return {agreement.pk: _ledger(agreement, introductions[agreement.pk], paid, until) for agreement in agreements}


def _introductions(agreements: Sequence[PartnerAgreement]) -> dict[int, list[Introduction]]:
    rows = Introduction.objects.filter(agreement__in=[agreement.pk for agreement in agreements])
    found: dict[int, list[Introduction]] = {agreement.pk: [] for agreement in agreements}
    related = rows.select_related("opportunity__account").prefetch_related("clearances")
    for row in related.order_by("date", "pk"):
        found[row.agreement_id].append(row)
    return found


def _ledger(agreement: PartnerAgreement, rows: Sequence[Introduction], paid: "_Paid", until: dt.date) -> Ledger:
    counted = {row.opportunity.code: row for row in rows if _is_clear(row)}
    orders = [_order(code, row, agreement) for code, row in counted.items()]
    priced, unpriced = paid.for_orders([row.opportunity_id for row in counted.values()], agreement)
    return Ledger(
        agreement=agreement,
        until=until,
        counted=counted,
        waiting=[row for row in rows if not _is_clear(row)],
        orders=orders,
        receipts=priced,
        unpriced=unpriced,
        earned=earned(terms_of(agreement), orders, [shape_of(row, rate) for row, rate in priced], until),
    )


def _is_clear(introduction: Introduction) -> bool:
    return all(row.state == "cleared" for row in introduction.clearances.all())


def _order(code: str, row: Introduction, agreement: PartnerAgreement) -> shapes.Order:
    sale = row.opportunity
    amount = sale.amount if sale.currency == agreement.currency and sale.result != "lost" else None
    return shapes.Order(id=code, way=row.way, amount=amount)


class _Paid:
    """Receipts of the orders that count, and the rates at which agreements reckon them."""

    def __init__(self, agreements: Sequence[PartnerAgreement], counted: Iterable[Introduction], until: dt.date) -> None:
        orders = {row.opportunity_id for row in counted}
        found = Receipt.objects.filter(opportunity__in=orders, date__lte=until) if orders else Receipt.objects.none()
        self.rows = list(found.select_related("opportunity", "undoes").order_by("date", "pk"))
        used = {row.currency for row in self.rows} | {agreement.currency for agreement in agreements}
        foreign = len(used) > 1
        self.known = rates_among(used) if foreign else []
        kept = ReceiptRate.objects.filter(agreement__in=[agreement.pk for agreement in agreements])
        self.kept = {(row.receipt_id, row.agreement_id): row.rate for row in kept} if foreign else {}

    def for_orders(
        self, orders: Iterable[int], agreement: PartnerAgreement
    ) -> tuple[list[tuple[Receipt, Decimal]], list[Receipt]]:
        """Receipts with the rate that each was first reckoned at, or that of its day; and those without one."""
        wanted = set(orders)
        rows = [row for row in self.rows if row.opportunity_id in wanted]
        rates = {row.pk: self._rate(row, agreement) for row in rows if row.undoes_id is None}
        firsts = [(row, rates.get(row.undoes_id or row.pk)) for row in rows]
        return [(row, rate) for row, rate in firsts if rate is not None], [row for row, rate in firsts if rate is None]

    def _rate(self, row: Receipt, agreement: PartnerAgreement) -> Decimal | None:
        if row.currency == agreement.currency:
            return ONE
        first = self.kept.get((row.pk, agreement.pk))
        if first is not None:
            return first
        told = rate_on(self.known, row.currency, agreement.currency, row.date)
        return None if told is None else told.rate.quantize(PLACES)


def shape_of(row: Receipt, rate: Decimal) -> shapes.Receipt:
    """A receipt as it is reckoned."""
    return shapes.Receipt(
        id=str(row.pk),
        order=row.opportunity.code,
        date=row.date,
        amount=row.amount,
        rate=rate,
        undoes=str(row.undoes_id or ""),
    )


# ---------------------------------------------------------------- what was stated and paid
def stated_of(agreement: PartnerAgreement) -> dict[str, Decimal]:
    """What the statements that went out say in all, by what it is for."""
    lines = StatementLine.objects.filter(statement__agreement=agreement, statement__state="sent")
    return dict(lines.order_by("statement__number", "pk").values_list("about", "now"))


def last_sent(agreement: PartnerAgreement) -> Statement | None:
    """The latest statement that went out."""
    return agreement.statements.filter(state="sent").order_by("-number").first()


def due_of(agreement: PartnerAgreement, *, without: int | None = None) -> Decimal:
    """Stated and not yet paid or asked for; `without`: a payment that is not counted."""
    return dues_of([agreement.pk], without=without)[agreement.pk]


def dues_of(agreements: Iterable[int], *, without: int | None = None) -> dict[int, Decimal]:
    """What is due of several agreements, by their keys."""
    wanted = list(agreements)
    lines = StatementLine.objects.filter(statement__agreement__in=wanted, statement__state="sent")
    last: dict[tuple[int, str], Decimal] = {}
    for agreement, about, now in lines.order_by("statement__number", "pk").values_list(
        "statement__agreement", "about", "now"
    ):
        last[agreement, about] = now
    due = dict.fromkeys(wanted, Decimal(0))
    for (agreement, _about), now in last.items():
        due[agreement] += now
    payments = PartnerPayment.objects.filter(agreement__in=wanted, state__in=OPEN_STATES)
    others = payments if without is None else payments.exclude(pk=without)
    for agreement, amount in others.values_list("agreement").annotate(sum=Sum("amount")):
        due[agreement] -= amount
    return due
