"""What an agreement has earned, by order and period, from the receipts themselves; what was stated and paid of it."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Prefetch, Sum

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
    nothing yet. `receipts` are those of the counted orders with their rates; `unpriced` have no rate of exchange."""

    agreement: PartnerAgreement
    until: dt.date
    counted: Mapping[str, Introduction]
    waiting: Sequence[Introduction]
    receipts: Sequence[tuple[Receipt, Decimal]]
    unpriced: Sequence[Receipt]
    earned: Earned


def ledger_of(agreement: PartnerAgreement, until: dt.date) -> Ledger:
    """The ledger as it stands with all receipts up to a day."""
    found = agreement.introductions.select_related("opportunity").prefetch_related("clearances").order_by("date", "pk")
    introductions = list(found)
    counted = {row.opportunity.code: row for row in introductions if _is_clear(row)}
    orders = [_order(code, row, agreement) for code, row in counted.items()]
    priced, unpriced = _priced(agreement, [row.opportunity_id for row in counted.values()], until)
    return Ledger(
        agreement=agreement,
        until=until,
        counted=counted,
        waiting=[row for row in introductions if not _is_clear(row)],
        receipts=priced,
        unpriced=unpriced,
        earned=earned(terms_of(agreement), orders, [_shape(row, rate) for row, rate in priced], until),
    )


def _is_clear(introduction: Introduction) -> bool:
    return all(row.state == "cleared" for row in introduction.clearances.all())


def _order(code: str, row: Introduction, agreement: PartnerAgreement) -> shapes.Order:
    sale = row.opportunity
    amount = sale.amount if sale.currency == agreement.currency and sale.result != "lost" else None
    return shapes.Order(id=code, way=row.way, amount=amount)


def _priced(
    agreement: PartnerAgreement, opportunities: Iterable[int], until: dt.date
) -> tuple[list[tuple[Receipt, Decimal]], list[Receipt]]:
    """Receipts with the rate that each was first reckoned at, or that of its day; and those without one."""
    kept = Prefetch("rates", queryset=ReceiptRate.objects.filter(agreement=agreement))
    rows = list(
        Receipt.objects.filter(opportunity__in=list(opportunities), date__lte=until)
        .select_related("opportunity", "undoes")
        .prefetch_related(kept)
        .order_by("date", "pk")
    )
    foreign = {row.currency for row in rows} - {agreement.currency}
    known = rates_among(foreign | {agreement.currency}) if foreign else []
    rates: dict[int, Decimal] = {}
    for row in rows:
        if row.undoes_id is None:
            first = next(iter(row.rates.all()), None)
            told = rate_on(known, row.currency, agreement.currency, row.date)
            if row.currency == agreement.currency:
                rates[row.pk] = ONE
            elif first is not None:
                rates[row.pk] = first.rate
            elif told is not None:
                rates[row.pk] = told.rate.quantize(PLACES)
    firsts = [(row, rates.get(row.undoes_id or row.pk)) for row in rows]
    return [(row, rate) for row, rate in firsts if rate is not None], [row for row, rate in firsts if rate is None]


def _shape(row: Receipt, rate: Decimal) -> shapes.Receipt:
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
    payments = PartnerPayment.objects.filter(agreement=agreement, state__in=OPEN_STATES)
    others = payments if without is None else payments.exclude(pk=without)
    return sum(stated_of(agreement).values(), Decimal(0)) - (others.aggregate(sum=Sum("amount"))["sum"] or 0)
