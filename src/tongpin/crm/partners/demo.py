"""The partners of the demo book, written through the same actions as everybody's."""

import datetime as dt
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from tongpin.crm import clock
from tongpin.crm.accounts.actions import create_account, create_person
from tongpin.crm.activities.actions import record_note
from tongpin.crm.delivery import money
from tongpin.crm.delivery.actions import set_implementation
from tongpin.crm.opportunities.actions import close_opportunity, open_opportunity
from tongpin.crm.opportunities.models import Opportunity
from tongpin.crm.partners import actions, integrity, introducing, paying, stating, talking
from tongpin.crm.partners.access import give_access
from tongpin.crm.partners.models import Clearance, Partner, PartnerAgreement, Statement
from tongpin.crm.users.models import User

Told = Mapping[str, Any]


def load_partners(*, admin: User, told: Told) -> None:
    """Partners with agreements, orders that they brought, what was stated and asked for; two reports."""
    people = {user.username: user for user in User.objects.all()}
    agreements = {row["key"]: _partner(people[told["keeper"]], row) for row in told["partners"]}
    _let_in(people[told["officer"]], told["access"])
    for order in told["orders"]:
        sale = _order(people[order["seller"]], order)
        for row in order.get("introduced_by", ()):
            _introduce(people[order["seller"]], sale, agreements[row["key"]], row)
    for row in told["cleared"]:
        for word in Clearance.objects.filter(rule=row["rule"], state="asked"):
            introducing.answer_clearance(
                user=people[told["officer"]], clearance_id=word.pk, cleared=True, reason=row["reason"]
            )
    for row in told["statements"]:
        _state(people[told["keeper"]], agreements[row["key"]], row)
    _talk(people[told["keeper"]], agreements, told["questions"])
    for row in told["improper"]:
        sale = Opportunity.objects.get(code=row["case"])
        integrity.report_improper(user=sale.owner, opportunity_id=sale.pk, words=row["words"], date=_ago(row))
    for row in told["gifts"]:
        sale = Opportunity.objects.get(name=row["order"])
        facts = {name: row[name] for name in ("kind", "text")}
        when = clock.today() + dt.timedelta(days=row["in_days"])
        integrity.ask_gift(
            user=sale.owner, account_id=sale.account_id, date=when, value=Decimal(str(row["value"])), **facts
        )


def _let_in(officer: User, rows: Iterable[Told]) -> None:
    for row in rows:
        partner = Partner.objects.get(name=row["partner"])
        give_access(user=officer, partner_id=partner.pk, username=row["username"], password=row["password"])


def _talk(keeper: User, agreements: Mapping[str, PartnerAgreement | None], rows: Iterable[Told]) -> None:
    """What the partner asked about his statement, and our answer."""
    for row in rows:
        sent = Statement.objects.get(agreement=agreements[row["key"]], state="sent")
        asked_by = User.objects.get(partner=sent.agreement.partner)
        talk = talking.question_statement(user=asked_by, statement_id=sent.pk, question=row["question"])
        talking.answer_partner(user=keeper, talk_id=talk.pk, answer=row["answer"])


def _ago(row: Told, name: str = "ago") -> dt.date:
    return clock.today() - dt.timedelta(days=row[name])


def _partner(keeper: User, row: Told) -> PartnerAgreement | None:
    partner = actions.add_partner(user=keeper, **row["facts"])
    if "declared_ago" in row:
        declared = _ago(row, "declared_ago")
        actions.declare(user=keeper, partner_id=partner.pk, date=declared, text=row.get("declaration", ""))
    if "agreement" not in row:
        return None
    signed = _ago(row["agreement"])
    terms = {name: value for name, value in row["agreement"].items() if name != "ago"}
    return actions.make_agreement(user=keeper, partner_id=partner.pk, signed=signed, valid_from=signed, **terms)


def _order(seller: User, order: Told) -> Opportunity:
    account = create_account(user=seller, **order["account"])
    for person in order.get("people", ()):
        create_person(user=seller, account_id=account.pk, **person)
    amount = Decimal(order["amount"])
    sale = open_opportunity(user=seller, account_id=account.pk, name=order["name"], amount=amount)
    here: dict[str, Any] = {"user": seller, "opportunity_id": sale.pk}
    for note in order["notes"]:
        record_note(**here, text=note["text"], date=_ago(note))
    close_opportunity(**here, result="won", reason=order["reason"], date=_ago(order, "signed_ago"))
    set_implementation(**here, contract_signed=_ago(order, "signed_ago"))
    for row in order.get("invoices", ()):
        _bill(here, row)
    return sale


def _bill(here: dict[str, Any], row: Told) -> None:
    """An invoice, due after thirty days, and what came in for it."""
    date = _ago(row)
    facts = {"number": row["number"], "amount": Decimal(row["amount"]), "due": date + dt.timedelta(days=30)}
    invoice = money.add_invoice(**here, date=date, **facts)
    for paid in row.get("receipts", ()):
        money.record_receipt(**here, date=_ago(paid), amount=Decimal(paid["amount"]), invoice_id=invoice.pk)


def _introduce(seller: User, sale: Opportunity, agreement: PartnerAgreement | None, row: Told) -> None:
    if agreement is not None:
        introducing.introduce(
            user=seller,
            opportunity_id=sale.pk,
            agreement_id=agreement.pk,
            date=_ago(row),
            proof=row["proof"],
            way=row["way"],
        )


def _state(keeper: User, agreement: PartnerAgreement | None, row: Told) -> None:
    """A statement that went out, and a payment that waits for its second pair of eyes."""
    if agreement is not None:
        draft = stating.draft_statement(user=keeper, agreement_id=agreement.pk, until=clock.today())
        stating.send_statement(user=keeper, statement_id=draft.pk)
        amount = Decimal(str(row["asked"]))
        paying.ask_payment(
            user=keeper,
            agreement_id=agreement.pk,
            amount=amount,
            invoice_number=row["invoice"],
            invoice_amount=amount,
        )
