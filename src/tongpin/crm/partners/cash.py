"""Commission ahead as cash, and where the partner can help to collect: both from our open invoices (METHOD 12.3)."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from tongpin.crm import clock
from tongpin.crm.bids.reckoning import rates_among
from tongpin.crm.delivery.models import Invoice, Receipt
from tongpin.crm.partners.ledger import Ledger, shape_of
from tongpin.crm.partners.models import PartnerAgreement
from tongpin.crm.partners.sales import terms_of
from tongpin.crm.partners.selectors import InvoiceState, all_ledgers, invoice_state
from tongpin.crm.users.models import User
from tongpin.method.bidding.money import rate_on
from tongpin.method.partners import terms as shapes
from tongpin.method.partners.forecast import Ahead, ahead
from tongpin.method.partners.terms import HUNDRED


@dataclass(frozen=True, slots=True, kw_only=True)
class ToCollect:
    """An invoice that a customer whom the partner brought has not paid, and the commission that hangs on it, in the
    agreement's currency; None where the money does not count by order."""

    code: str
    invoice: InvoiceState
    commission: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cash:
    """Of one agreement: what is ahead, and what is still to be collected, the longest overdue first."""

    ahead: Ahead
    collect: Sequence[ToCollect]


def cash_of(ledgers: Iterable[Ledger]) -> dict[int, Cash]:
    """By the key of the agreement; as many queries for many as for one."""
    found = list(ledgers)
    opened = _open_invoices({row.opportunity_id for ledger in found for row in ledger.counted.values()})
    rates = _Rates(found, opened)
    return {ledger.agreement.pk: _cash(ledger, opened, rates) for ledger in found}


def cash_ahead(*, user: User) -> dict[str, Ahead]:
    """By currency, of all agreements together; nothing for whoever does not see partners' money."""
    together: dict[str, list[Ahead]] = defaultdict(list)
    ledgers = all_ledgers(user=user)
    cash = cash_of(ledgers)
    for ledger in ledgers:
        together[ledger.agreement.currency].append(cash[ledger.agreement.pk].ahead)
    return {currency: Ahead.together(parts) for currency, parts in together.items()}


def _cash(ledger: Ledger, opened: dict[int, list[InvoiceState]], rates: "_Rates") -> Cash:
    agreement, terms = ledger.agreement, terms_of(ledger.agreement)
    collect, expected = [], []
    for code, row in ledger.counted.items():
        for state in opened.get(row.opportunity_id, ()):
            rate = rates.into(agreement, state.invoice)
            if rate is None:
                continue
            own = row.way == "direct"
            commission = terms.rounded(state.open * rate * terms.per_order / HUNDRED) if own else None
            collect.append(ToCollect(code=code, invoice=state, commission=commission))
            if state.invoice.due is not None:
                name = f"invoice:{state.invoice.pk}"
                day = state.invoice.due
                expected.append(shapes.Receipt(id=name, order=code, date=day, amount=state.open, rate=rate))
    receipts = [shape_of(row, rate) for row, rate in ledger.receipts]
    found = ahead(terms, ledger.orders, receipts, expected, clock.today())
    return Cash(ahead=found, collect=sorted(collect, key=lambda item: -item.invoice.overdue))


class _Rates:
    """What money of open invoices is worth today in the agreements' currencies."""

    def __init__(self, ledgers: Sequence[Ledger], opened: dict[int, list[InvoiceState]]) -> None:
        used = {ledger.agreement.currency for ledger in ledgers}
        used |= {state.invoice.currency for states in opened.values() for state in states}
        self.known = rates_among(used) if len(used) > 1 else []

    def into(self, agreement: PartnerAgreement, invoice: Invoice) -> Decimal | None:
        if invoice.currency == agreement.currency:
            return Decimal(1)
        told = rate_on(self.known, invoice.currency, agreement.currency, clock.today())
        return None if told is None else told.rate


def _open_invoices(opportunities: Iterable[int]) -> dict[int, list[InvoiceState]]:
    """Invoices of which something is open, by their sale."""
    wanted = list(opportunities)
    if not wanted:
        return {}
    invoices, receipts = defaultdict(list), defaultdict(list)
    for invoice in Invoice.objects.filter(opportunity__in=wanted).order_by("date", "pk"):
        invoices[invoice.opportunity_id].append(invoice)
    for receipt in Receipt.objects.filter(opportunity__in=wanted, invoice__isnull=False):
        receipts[receipt.opportunity_id].append(receipt)
    states = {
        pk: [invoice_state(row, rows, receipts[pk]) for row in rows if row.amount > 0] for pk, rows in invoices.items()
    }
    return {pk: [state for state in rows if state.open > 0] for pk, rows in states.items()}
