"""Invoices and receipts: money that was billed and received. A wrong receipt is undone, never changed or removed."""

import datetime as dt
from decimal import Decimal

from django.db.models import Sum
from django.utils.translation import gettext as _

from tongpin.crm import clock, records
from tongpin.crm.delivery.models import Invoice, Receipt, Reminder
from tongpin.crm.opportunities.models import Opportunity
from tongpin.crm.users.models import User


def add_invoice(
    *,
    user: User,
    opportunity_id: int,
    number: str,
    date: dt.date,
    amount: Decimal,
    due: dt.date | None = None,
    currency: str = "",
    note: str = "",
) -> Invoice:
    """What we have billed, with tax; its number is there once in an opportunity."""
    with records.work_on(user, opportunity_id, "add_invoice") as (opportunity, deed):
        named = records.require_text(number, field="number", message=_("An invoice has a number."))
        _refuse_unless_positive(amount)
        if Invoice.objects.filter(opportunity=opportunity, number=named).exists():
            raise records.invalid(number=_("There is an invoice of this number already."))
        if due is not None and due < date:
            raise records.invalid(due=_("It would be due before it was written."))
        invoice = Invoice(opportunity=opportunity, number=named, date=date, due=due, amount=amount, note=note)
        invoice.currency = currency or opportunity.currency
        return deed.make(records.checked(invoice))


def credit_invoice(*, user: User, invoice_id: int, amount: Decimal, date: dt.date, note: str = "") -> Invoice:
    """A credit note on an invoice: a negative one of the same number, at most what is left of it."""
    with records.work_on_record(user, Invoice, invoice_id, "credit_invoice") as (invoice, opportunity, deed):
        _refuse_unless_positive(amount)
        same = Invoice.objects.filter(opportunity=opportunity, number=invoice.number)
        if invoice.amount < 0 or amount > (same.aggregate(sum=Sum("amount"))["sum"] or 0):
            raise records.invalid(amount=_("This is more than the invoice came to."))
        credit = Invoice(opportunity=opportunity, number=invoice.number, date=date, amount=-amount, note=note)
        credit.currency = invoice.currency
        return deed.make(records.checked(credit))


def record_receipt(
    *,
    user: User,
    opportunity_id: int,
    date: dt.date,
    amount: Decimal,
    currency: str = "",
    invoice_id: int | None = None,
    note: str = "",
) -> Receipt:
    """Money that came in. What partners earn is reckoned on it."""
    with records.work_on(user, opportunity_id, "record_receipt") as (opportunity, deed):
        _refuse_unless_positive(amount)
        _refuse_future(date)
        invoice = _invoice(opportunity, invoice_id)
        paid = currency or (invoice.currency if invoice is not None else opportunity.currency)
        if invoice is not None and paid != invoice.currency:
            raise records.invalid(currency=_("The invoice is in another currency; record it without the invoice."))
        row = Receipt(opportunity=opportunity, invoice=invoice, date=date, amount=amount, currency=paid, note=note)
        return deed.make(records.checked(row))


def undo_receipt(*, user: User, receipt_id: int, date: dt.date, amount: Decimal | None = None, note: str) -> Receipt:
    """A refund, or the correction of a receipt: a negative one that names it, of all that is left of it unless an
    amount is given. Says why."""
    with records.work_on_record(user, Receipt, receipt_id, "undo_receipt") as (receipt, opportunity, deed):
        why = records.require_text(note, field="note", message=_("Say why it is taken back."))
        _refuse_future(date)
        if date < receipt.date:
            raise records.invalid(date=_("The money had not come in by then."))
        back = receipt.undone_by.aggregate(sum=Sum("amount"))["sum"] or Decimal(0)
        left = receipt.amount + back
        if receipt.undoes_id is not None or left <= 0:
            raise records.invalid(amount=_("Nothing is left of this receipt to take back."))
        taken = left if amount is None else amount
        _refuse_unless_positive(taken)
        if taken > left:
            raise records.invalid(amount=_("This is more than is left of the receipt."))
        row = Receipt(opportunity=opportunity, invoice=receipt.invoice, date=date, amount=-taken, undoes=receipt)
        row.currency, row.note = receipt.currency, why
        return deed.make(records.checked(row))


def remind(*, user: User, invoice_id: int, date: dt.date, text: str = "", promised: dt.date | None = None) -> Reminder:
    """That we asked for the payment of an invoice, what we were told, and by when they promised to pay."""
    with records.work_on_record(user, Invoice, invoice_id, "remind") as (invoice, _opportunity, deed):
        if invoice.amount < 0:
            raise records.invalid(date=_("A credit note is not asked for."))
        if date < invoice.date:
            raise records.invalid(date=_("The invoice was not written yet."))
        _refuse_future(date)
        if promised is not None and promised < date:
            raise records.invalid(promised=_("They would have promised a day that was past."))
        return deed.make(records.checked(Reminder(invoice=invoice, date=date, by=user, text=text, promised=promised)))


def _invoice(opportunity: Opportunity, invoice_id: int | None) -> Invoice | None:
    if invoice_id is None:
        return None
    found = Invoice.objects.filter(opportunity=opportunity, pk=invoice_id, amount__gt=0).first()
    if found is None:
        raise records.invalid(invoice_id=_("There is no such invoice here."))
    return found


def _refuse_unless_positive(amount: Decimal) -> None:
    if amount <= 0:
        raise records.invalid(amount=_("An amount is above zero."))


def _refuse_future(date: dt.date) -> None:
    if date > clock.today():
        raise records.invalid(date=_("This day is still to come."))
