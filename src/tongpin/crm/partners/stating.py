"""Statements: drawn up, sent, never rewritten; what changes afterwards stands as a correction in the next."""

import datetime as dt
from collections.abc import Sequence

from django.utils.translation import gettext as _

from tongpin.crm import clock, records
from tongpin.crm.audit.gesture import Gesture, gesture
from tongpin.crm.errors import TongpinError
from tongpin.crm.opportunities.policy import not_found
from tongpin.crm.partners.ledger import Ledger, last_sent, ledger_of, stated_of
from tongpin.crm.partners.models import PartnerAgreement, ReceiptRate, Statement, StatementLine
from tongpin.crm.partners.policy import keep_partners
from tongpin.crm.users.models import User
from tongpin.method.partners.statements import Line, next_lines


def draft_statement(*, user: User, agreement_id: int, until: dt.date) -> Statement:
    """Draws up the next statement: all that differs from what was stated, up to a day."""
    keep_partners(user)
    with gesture(user, "draft_statement") as deed:
        agreement = held(agreement_id)
        if agreement.statements.filter(state="draft").exists():
            raise TongpinError("draft_there", _("There is a draft already: send it, or throw it away."), 409)
        last = last_sent(agreement)
        if until > clock.today() or (last is not None and until < last.until):
            raise records.invalid(until=_("Choose a day from the last statement’s to today."))
        ledger = ledger_of(agreement, until)
        lines = next_lines(ledger.earned, stated_of(agreement))
        _refuse_unpriced(ledger)
        if not lines:
            raise TongpinError("nothing_new", _("Nothing has been earned or corrected since the last statement."), 409)
        _keep_rates(deed, ledger)
        number = 1 if last is None else last.number + 1
        statement = deed.make(Statement(agreement=agreement, number=number, until=until))
        deed.make_all(StatementLine, [_row(statement, line) for line in lines])
        return statement


def discard_statement(*, user: User, statement_id: int) -> None:
    """Throws a draft away."""
    keep_partners(user)
    with gesture(user, "discard_statement") as deed:
        statement = _draft(statement_id)
        deed.remove_all(statement.lines.all())
        deed.remove(statement)


def send_statement(*, user: User, statement_id: int) -> Statement:
    """Says that a statement went out. From then on it stands; a draft that the receipts have overtaken is refused."""
    keep_partners(user)
    with gesture(user, "send_statement") as deed:
        statement = _draft(statement_id)
        agreement = statement.agreement
        ledger = ledger_of(agreement, statement.until)
        kept = [Line(about=row.about, before=row.before, now=row.now) for row in statement.lines.order_by("about")]
        if _plain(next_lines(ledger.earned, stated_of(agreement))) != _plain(kept):
            message = _("Money has been booked since this was drawn up. Throw the draft away and draw it up anew.")
            raise TongpinError("overtaken", message, 409)
        deed.change(statement, state="sent", sent_on=clock.today())
        return statement


def held(agreement_id: int) -> PartnerAgreement:
    """An agreement and its partner, held until the end: two who state or pay at once come one after the other, also
    under two agreements, for what goes to a partner within some days counts as one."""
    agreements = PartnerAgreement.objects.select_for_update(of=("self", "partner")).select_related("partner")
    found = agreements.filter(pk=agreement_id).first()
    if found is None:
        raise not_found()
    return found


def _draft(statement_id: int) -> Statement:
    row = Statement.objects.filter(pk=statement_id).first()
    if row is None:
        raise not_found()
    agreement = held(row.agreement_id)
    row.refresh_from_db()
    row.agreement = agreement
    if row.state != "draft":
        raise TongpinError("sent", _("This statement went out. What changes stands in the next one."), 409)
    return row


def _plain(lines: Sequence[Line]) -> list[tuple[str, str, str]]:
    return sorted((line.about, f"{line.before:.2f}", f"{line.now:.2f}") for line in lines)


def _row(statement: Statement, line: Line) -> StatementLine:
    return StatementLine(statement=statement, about=line.about, before=line.before, now=line.now)


def _refuse_unpriced(ledger: Ledger) -> None:
    if ledger.unpriced:
        row = ledger.unpriced[0]
        message = _("There is no rate of exchange for %(currency)s on %(day)s or before. Record it first.")
        told = {"currency": row.currency, "day": row.date.isoformat()}
        raise TongpinError("no_rate", message % told, 409)


def _keep_rates(deed: Gesture, ledger: Ledger) -> None:
    """Receipts in another currency keep the rate that they were first reckoned at."""
    agreement = ledger.agreement
    foreign = [
        (row, rate) for row, rate in ledger.receipts if row.currency != agreement.currency and row.undoes_id is None
    ]
    kept = set(ReceiptRate.objects.filter(agreement=agreement).values_list("receipt", flat=True))
    fresh = [ReceiptRate(receipt=row, agreement=agreement, rate=rate) for row, rate in foreign if row.pk not in kept]
    deed.make_all(ReceiptRate, fresh)
