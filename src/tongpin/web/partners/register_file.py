"""The partners' records for an auditor as one workbook, with a first sheet that says what it is and proves it."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from tongpin.crm import clock
from tongpin.crm.audit.models import LogEntry
from tongpin.crm.errors import TongpinError
from tongpin.crm.partners.ledger import Ledger
from tongpin.crm.partners.models import PartnerPayment, Statement
from tongpin.crm.partners.register import MOST_ENTRIES, Register, export_partners
from tongpin.crm.partners.selectors import order_names
from tongpin.exchange.sheets import XLSX, Block, Column, Leaf, Value, write_xlsx
from tongpin.web.forms import Day, PlainForm
from tongpin.web.log_words import CHANGES, FIELDS, THINGS, VERBS
from tongpin.web.pages import SignedIn, button
from tongpin.web.partners.pages import about_told
from tongpin.web.partners.words import (
    GIFT_KINDS,
    GIFT_STATES,
    KINDS,
    PAYMENT_STATES,
    TIER_RULES,
    WAYS,
    WORD_STATES,
    rule_told,
)

Rows = Sequence[Sequence[Value]]
HASH_WIDTH = 68


class PeriodForm(PlainForm):
    """Which period is handed over."""

    since = Day(label=gettext_lazy("From"))
    until = Day(label=gettext_lazy("To"))

    @classmethod
    def this_year(cls) -> "PeriodForm":
        """With the days of this year so far."""
        today = clock.today()
        return cls(initial={"since": today.replace(month=1, day=1), "until": today})


@button
def workbook(request: SignedIn) -> HttpResponse:
    """The file; that it was taken is logged."""
    form = PeriodForm(request.POST)
    if not form.is_valid():
        raise TongpinError("invalid", _("Choose the first and the last day of the period."), 422)
    register = export_partners(user=request.user, **form.cleaned_data)
    title = _("Partners: records for the audit")
    made = write_xlsx([leaf for leaf in _leaves(register, str(request.user)) if leaf is not None], title=title)
    response = HttpResponse(made, content_type=XLSX)
    name = f"tongpin-partners-{register.since.isoformat()}-{register.until.isoformat()}.xlsx"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _leaves(register: Register, taken_by: str) -> list[Leaf | None]:
    codes = {code for ledger in register.ledgers for code in ledger.counted}
    lines = (line.about for row in register.statements for line in row.lines.all())
    names = order_names(sorted(codes | {about.removeprefix("order:") for about in lines}))
    return [
        _proof(register, taken_by),
        _partners(register),
        _declarations(register),
        _agreements(register),
        _introductions(register),
        _receipts(register),
        _accruals(register, names),
        _statements(register, names),
        _payments(register),
        _clearances(register),
        _gifts(register),
        _improper(register),
        _log(register),
    ]


def _leaf(name: str, columns: Sequence[Column], rows: Rows, *notes: str) -> Leaf:
    return Leaf(name=name, title=name, blocks=(Block(columns=tuple(columns), rows=rows, notes=notes),), landscape=True)


def _text(title: Any, width: int = 18) -> Column:
    return Column(title=str(title), width=width)


def _date(title: Any) -> Column:
    return Column(title=str(title), kind="date", width=13)


def _money(title: Any) -> Column:
    return Column(title=str(title), kind="money", width=16)


def _joined(parts: Sequence[Any]) -> str:
    return _("; ").join(str(part) for part in parts if part)


# ---------------------------------------------------------------- what it is
def _proof(register: Register, taken_by: str) -> Leaf:
    proof = register.proof
    held = _("holds: no entry was changed, taken out or put in") if proof.holds else _("BROKEN")
    facts: Rows = [
        (pgettext("audit", "Period"), _("%(since)s to %(until)s") % {"since": register.since, "until": register.until}),
        (_("Taken by"), taken_by),
        (_("Taken at"), timezone.localtime().isoformat(timespec="seconds")),
        (_("Log verified"), held),
        (_("Broken at entry"), "" if proof.broken_at is None else str(proof.broken_at)),
        (_("Entries in the whole log"), str(proof.entries)),
        (_("Of these without content (personal data erased)"), str(proof.erased)),
        (_("Hash of the last entry"), register.last_hash),
    ]
    notes = [
        _("Partners, declarations and agreements are all there; the other sheets hold what falls into the period."),
        _("Each entry’s hash covers the one before it: keep the last hash, and nobody can rewrite the log unseen."),
    ]
    if register.improper is None:
        notes.append(_("Reports of improper requests are for the compliance officer alone and are not in this file."))
    if len(register.log) == MOST_ENTRIES:
        notes.append(_("The log of this period is longer than the sheet; choose a shorter period."))
    columns = (_text(_("What"), 44), _text(_("Content"), HASH_WIDTH))
    return _leaf(_("Proof"), columns, facts, *notes)


# ---------------------------------------------------------------- who
def _partners(register: Register) -> Leaf:
    columns = [
        *(_text(_("Partner"), 30), _text(pgettext("partner", "Kind")), _text(_("Unified social credit code"), 22)),
        *(_date(_("Licence valid until")), _text(_("Owners"), 24), _text(_("Account holder"), 24)),
        *(_text(_("Account number"), 24), _text(_("Bank")), _text(_("Telephone")), _text(_("Mail address"), 24)),
        *(_text(_("Address"), 28), _text(_("out of use")), _text(_("Name for signing in"))),
    ]
    rows: Rows = [
        (
            *(row.name, str(KINDS[row.kind or "company"]), row.code, row.licence_until, _joined(row.owners)),
            *(row.holder, row.account, row.bank, row.phone, row.mail, row.address),
            *(_("yes") if row.retired else "", row.user.username if row.user and row.user.is_active else ""),
        )
        for row in register.partners
    ]
    return _leaf(_("Partners"), columns, rows)


def _declarations(register: Register) -> Leaf:
    columns = [_text(_("Partner"), 30), _date(_("Date")), _text(_("Content"), 50), _text(_("Relatives"), 30)]
    rows: Rows = [(row.partner.name, row.date, row.text, _joined(row.relatives)) for row in register.declarations]
    return _leaf(_("Declarations"), columns, rows)


def _agreements(register: Register) -> Leaf:
    columns = [
        *(
            _text(_("Partner"), 30),
            _text(_("Number of the agreement")),
            _date(_("Signed on")),
            _date(_("On file since")),
        ),
        *(_date(_("Valid from")), _date(_("Valid until")), _text(_("Currency"), 10)),
        *(_text(_("Of each order, %")), _text(_("Introduced part, %")), _text(_("Tiers of a period"), 24)),
        *(_text(_("What is paid"), 30), _text(_("What the partner does for it"), 40)),
    ]
    rows: Rows = [
        (
            *(row.partner.name, str(row), row.signed, row.recorded_on, row.valid_from, row.valid_until, row.currency),
            *(f"{row.per_order.normalize():f}", f"{row.introduced_part.normalize():f}"),
            _joined([f"{at}: {rate}%" for at, rate in row.tiers]),
            *(str(TIER_RULES[row.tier_rule or "highest"]), row.services),
        )
        for row in register.agreements
    ]
    return _leaf(_("Agreements"), columns, rows)


def _introductions(register: Register) -> Leaf:
    columns = [
        *(_text(_("Partner"), 30), _text(_("Agreement")), _text(_("Customer"), 26), _text(_("Order"), 30)),
        *(_text(pgettext("introduction", "How"), 22), _date(_("Introduced on")), _text(_("What shows it"), 44)),
    ]
    rows: Rows = [
        (
            *(row.agreement.partner.name, str(row.agreement), row.opportunity.account.name, str(row.opportunity)),
            *(str(WAYS[row.way or "direct"]), row.date, row.proof),
        )
        for row in register.introductions
    ]
    return _leaf(_("Introductions"), columns, rows)


# ---------------------------------------------------------------- money
def _receipts(register: Register) -> Leaf:
    columns = [
        *(_text(_("Partner"), 30), _text(_("Agreement")), _text(_("Order"), 30), _text(_("No."), 8), _date(_("Date"))),
        *(_money(_("Amount received")), _text(_("Currency"), 10), _text(_("Rate")), _text(_("takes back no."), 12)),
        _text(pgettext("invoice", "Note"), 30),
    ]
    rows: Rows = [row for ledger in register.ledgers for row in _receipts_of(ledger, register)]
    return _leaf(_("Receipts"), columns, rows)


def _receipts_of(ledger: Ledger, register: Register) -> list[Sequence[Value]]:
    paper = ledger.agreement
    return [
        (
            *(paper.partner.name, str(paper), str(row.opportunity), str(row.pk), row.date, row.amount, row.currency),
            *(f"{rate.normalize():f}", str(row.undoes_id or ""), row.note),
        )
        for row, rate in ledger.receipts
        if register.since <= row.date
    ]


def _accruals(register: Register, names: dict[str, str]) -> Leaf:
    columns = [
        *(_text(_("Partner"), 30), _text(_("Agreement")), _text(_("For"), 40), _money(_("Base"))),
        *(_money(_("Earned")), _text(_("Currency"), 10), _text(_("State"), 16)),
    ]
    rows: Rows = [row for ledger in register.ledgers for row in _accruals_of(ledger, names)]
    note = _("As on the last day of the period, from all money received by then.")
    return _leaf(_("Earned"), columns, rows, note)


def _accruals_of(ledger: Ledger, names: dict[str, str]) -> list[Sequence[Value]]:
    paper = ledger.agreement
    head = (paper.partner.name, str(paper))
    cent = Decimal("0.01")
    orders: list[Sequence[Value]] = [
        (*head, names[row.order], row.received.quantize(cent), row.earned, paper.currency, "")
        for row in ledger.earned.orders
    ]
    periods: list[Sequence[Value]] = [
        (
            *head,
            _("%(start)s to %(end)s") % {"start": row.period.start, "end": row.period.end},
            *(row.base.quantize(cent), row.earned, paper.currency),
            "" if row.closed else _("still running"),
        )
        for row in ledger.earned.periods
    ]
    return orders + periods


def _statements(register: Register, names: dict[str, str]) -> Leaf:
    columns = [
        *(_text(_("Partner"), 30), _text(_("Agreement")), _text(_("Statement"), 10), _date(_("Sent on"))),
        *(_date(_("Money received until")), _text(_("For"), 40), _money(_("Stated before"))),
        *(_money(_("Earned by now")), _money(_("This statement")), _text(_("The partner’s word"), 50)),
    ]
    rows: Rows = [line for row in register.statements for line in _statement_lines(row, names)]
    return _leaf(_("Statements"), columns, rows)


def _statement_lines(row: Statement, names: dict[str, str]) -> list[Sequence[Value]]:
    talk = _joined(
        [
            _("%(day)s %(question)s – %(answer)s")
            % {"day": talk.asked_on, "question": talk.question or _("confirmed"), "answer": talk.answer}
            for talk in row.talks.all()
        ]
    )
    head = (row.agreement.partner.name, str(row.agreement), str(row.number), row.sent_on, row.until)
    lines = sorted(row.lines.all(), key=lambda line: line.about)
    return [
        (*head, about_told(line.about, names), line.before, line.now, line.now - line.before, "" if number else talk)
        for number, line in enumerate(lines)
    ]


def _payments(register: Register) -> Leaf:
    columns = [
        *(_text(_("Partner"), 30), _text(_("Agreement")), _money(_("Amount")), _text(_("Currency"), 10)),
        *(_text(_("Account number"), 24), _text(_("Number of the partner’s invoice"), 20)),
        *(_money(_("Amount of the partner’s invoice")), _text(_("Asked for by")), _date(_("Asked for on"))),
        *(_text(_("Approved by"), 36), _text(_("State"), 20), _date(_("Paid on")), _text(_("Why"), 30)),
    ]
    return _leaf(_("Payments"), columns, [_payment(row) for row in register.payments])


def _payment(row: PartnerPayment) -> Sequence[Value]:
    return (
        *(row.agreement.partner.name, str(row.agreement), row.amount, row.agreement.currency, row.account),
        *(row.invoice_number, row.invoice_amount, str(row.asked_by), row.asked_on),
        _joined([f"{word.user} {word.on}" for word in row.approvals.all()]),
        *(str(PAYMENT_STATES[row.state or "asked"]), row.paid_on, row.reason),
    )


# ---------------------------------------------------------------- registers
def _clearances(register: Register) -> Leaf:
    columns = [
        *(_text(_("Partner"), 30), _text(_("Customer"), 26), _text(_("Order"), 30), _text(_("Doubt"), 40)),
        *(_text(_("Asked for by")), _date(_("Asked for on")), _text(_("State"), 24), _text(_("Answered by"))),
        *(_date(_("Answered on")), _text(_("Why"), 40)),
    ]
    rows: Rows = [
        (
            *(row.introduction.agreement.partner.name, row.introduction.opportunity.account.name),
            *(str(row.introduction.opportunity), str(rule_told(row.rule)), str(row.asked_by), row.asked_on),
            *(str(WORD_STATES[row.state or "asked"]), str(row.answered_by or ""), row.answered_on, row.reason),
        )
        for row in register.clearances
    ]
    return _leaf(_("Words of the officer"), columns, rows)


def _gifts(register: Register) -> Leaf:
    columns = [
        *(_text(_("Customer"), 26), _text(_("Person")), _text(pgettext("gift", "Kind")), _date(_("Date"))),
        *(_money(_("Value for each person")), _text(_("Currency"), 10), _text(_("What"), 40), _text(_("State"), 24)),
        *(_text(_("Asked for by")), _text(_("Answered by")), _date(_("Answered on")), _text(_("Why"), 30)),
    ]
    rows: Rows = [
        (
            *(row.account.name, row.person.name if row.person else "", str(GIFT_KINDS[row.kind or "gift"]), row.date),
            *(row.value, row.currency, row.text, str(GIFT_STATES[row.state or "asked"]), str(row.asked_by)),
            *(str(row.answered_by or ""), row.answered_on, row.reason),
        )
        for row in register.gifts
    ]
    return _leaf(_("Gifts and hospitality"), columns, rows)


def _improper(register: Register) -> Leaf | None:
    if register.improper is None:
        return None
    columns = [
        *(_text(_("Customer"), 26), _text(_("Order"), 30), _text(_("Person")), _date(_("Date"))),
        *(_text(_("What was said, by whom"), 50), _text(_("Reported by")), _date(_("Settled on"))),
        _text(_("What came of it"), 50),
    ]
    rows: Rows = [
        (
            *(row.opportunity.account.name, str(row.opportunity), row.person.name if row.person else "", row.date),
            *(row.words, str(row.recorded_by), row.settled_on, row.outcome),
        )
        for row in register.improper
    ]
    return _leaf(_("Improper requests"), columns, rows)


def _log(register: Register) -> Leaf:
    columns = [
        *(
            _text(_("Entry"), 8),
            _text(_("When"), 26),
            _text(_("Who")),
            _text(_("Did what"), 30),
            _text(_("Change"), 12),
        ),
        *(_text(_("Record"), 28), _text(_("Fields"), 30), _text(_("Content"), 60)),
        *(_text(_("Hash of the entry before"), HASH_WIDTH), _text(_("Hash"), HASH_WIDTH)),
    ]
    return _leaf(_("Log"), columns, [_entry(row) for row in register.log])


def _entry(row: LogEntry) -> Sequence[Value]:
    return (
        *(str(row.pk), timezone.localtime(row.at).isoformat(timespec="microseconds"), str(row.user)),
        *(str(VERBS.get(row.verb, row.verb)), str(CHANGES[row.change])),
        f"{THINGS.get(row.object_type, row.object_type)} {row.object_id}",
        _joined([FIELDS.get(name, name) for name in row.fields]),
        _("erased") if row.payload is None else row.payload,
        *(row.previous, row.hash),
    )
