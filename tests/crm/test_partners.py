"""Partners are paid to the cent, by several pairs of eyes, and never where the law forbids it."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from tests.crm.builders import TODAY, everything
from tests.crm.partnering import (
    AUTUMN,
    HONEST,
    agreement_of,
    code,
    good_code,
    introduced,
    order_of,
    partner_of,
    received,
    stated,
)
from tongpin.crm.accounts.actions import create_person
from tongpin.crm.accounts.models import Account
from tongpin.crm.audit.actions import undo_last_gesture
from tongpin.crm.audit.selectors import verify_chain
from tongpin.crm.bids.approving import set_rate
from tongpin.crm.delivery import money
from tongpin.crm.delivery.models import Receipt
from tongpin.crm.errors import TongpinError
from tongpin.crm.opportunities.models import Opportunity
from tongpin.crm.partners import actions, paying, stating
from tongpin.crm.partners.ledger import due_of, ledger_of, stated_of
from tongpin.crm.partners.models import (
    PartnerAgreement,
    PartnerPayment,
)
from tongpin.crm.users.models import Role, User


@pytest.fixture
def tom(team: Any) -> User:
    """A second pair of eyes."""
    return User.objects.create(username="tom", name="Tom", team=team, role=Role.MANAGER)


@pytest.fixture
def agreement(maria: User) -> PartnerAgreement:
    return agreement_of(maria, partner_of(maria))


@pytest.fixture
def worked(alice: User, agreement: PartnerAgreement) -> PartnerAgreement:
    """METHOD 12.2: orders of 40,000 and 60,000, received 40,000 and 50,000, an introduced customer's 30,000."""
    for name, amount, paid, way in (
        ("临江纸业", 40000, 40000, "direct"),
        ("青石水泥", 60000, 50000, "direct"),
        ("白沙乳业", 30000, 30000, "introduced"),
    ):
        sale = order_of(alice, name, amount)
        introduced(alice, agreement, sale, way)
        received(alice, sale, paid)
    return agreement


# ---------------------------------------------------------------- what is earned
def test_the_worked_example_to_the_cent(worked: PartnerAgreement, maria: User) -> None:
    found = ledger_of(worked, TODAY).earned
    assert [item.earned for item in found.orders] == [Decimal("2000.00"), Decimal("2500.00")]
    assert [item.waiting for item in found.orders] == [Decimal("0"), Decimal("500.00")]
    assert [item.earned for item in found.periods if item.closed] == [Decimal("1020.00")]
    stated(maria, worked)
    assert due_of(worked) == Decimal("5520.00")


def test_a_refund_stands_as_a_correction_and_what_was_sent_stays(
    worked: PartnerAgreement, maria: User, alice: User
) -> None:
    first = stated(maria, worked)
    before = list(first.lines.values_list("about", "before", "now"))
    sale = Opportunity.objects.get(account__name="临江纸业")
    money.undo_receipt(
        user=alice, receipt_id=sale.receipts.get().pk, date=TODAY, amount=Decimal(10000), note="退回两台"
    )
    second = stated(maria, worked)
    # 30,000 × 5 % = 1,500; the base falls to 92,000, below the tier of 100,000.
    assert {line.about: line.now - line.before for line in second.lines.all()} == {
        f"order:{sale.code}": Decimal("-500.00"),
        "period:2025-07-01": Decimal("-1020.00"),
    }
    assert list(first.lines.values_list("about", "before", "now")) == before
    assert sum(stated_of(worked).values()) == ledger_of(worked, TODAY).earned.total == Decimal("4000.00")


def test_a_draft_that_money_overtook_is_not_sent(worked: PartnerAgreement, maria: User, alice: User) -> None:
    draft = stating.draft_statement(user=maria, agreement_id=worked.pk, until=TODAY)
    received(alice, Opportunity.objects.get(account__name="青石水泥"), 10000)
    with pytest.raises(TongpinError) as refused:
        stating.send_statement(user=maria, statement_id=draft.pk)
    assert code(refused) == "overtaken"
    stating.discard_statement(user=maria, statement_id=draft.pk)
    assert stated(maria, worked).lines.count() == 3
    with pytest.raises(TongpinError) as refused:
        stating.draft_statement(user=maria, agreement_id=worked.pk, until=TODAY)
    assert code(refused) == "nothing_new"


def test_foreign_money_keeps_the_rate_it_was_stated_at(alice: User, maria: User, agreement: PartnerAgreement) -> None:
    sale = order_of(alice, "Alder Foods", 10000, currency="USD")
    introduced(alice, agreement, sale)
    received(alice, sale, 1000)
    with pytest.raises(TongpinError) as refused:
        stating.draft_statement(user=maria, agreement_id=agreement.pk, until=TODAY)
    assert code(refused) == "no_rate"
    set_rate(user=maria, currency="USD", into="CNY", date=AUTUMN, rate=Decimal("7.1"), source="央行")
    stated(maria, agreement)
    assert due_of(agreement) == Decimal("355.00")
    set_rate(user=maria, currency="USD", into="CNY", date=AUTUMN, rate=Decimal("7.9"), source="央行")
    assert ledger_of(agreement, TODAY).earned.total == Decimal("355.00")


# ---------------------------------------------------------------- money in
def test_receipts_are_undone_once_and_never_taken_away(alice: User, worked: PartnerAgreement) -> None:
    receipt = Receipt.objects.get(opportunity__account__name="临江纸业")
    with pytest.raises(TongpinError) as refused:
        undo_last_gesture(user=alice)
    assert code(refused) == "nothing_to_undo"
    money.undo_receipt(user=alice, receipt_id=receipt.pk, date=TODAY, note="记错了客户")
    for amount in (None, Decimal(1)):
        with pytest.raises(TongpinError) as refused:
            money.undo_receipt(user=alice, receipt_id=receipt.pk, date=TODAY, amount=amount, note="再来")
        assert code(refused) == "invalid"
    assert ledger_of(worked, TODAY).earned.orders[0].earned == 0


def test_invoices_are_credited_within_what_they_came_to(alice: User, worked: PartnerAgreement) -> None:
    sale = Opportunity.objects.get(account__name="青石水泥")
    invoice = money.add_invoice(
        user=alice, opportunity_id=sale.pk, number="0088", date=AUTUMN, due=TODAY, amount=Decimal(60000)
    )
    money.credit_invoice(user=alice, invoice_id=invoice.pk, amount=Decimal(50000), date=TODAY)
    with pytest.raises(TongpinError):
        money.credit_invoice(user=alice, invoice_id=invoice.pk, amount=Decimal("10000.01"), date=TODAY)
    with pytest.raises(TongpinError):
        money.add_invoice(user=alice, opportunity_id=sale.pk, number="0088", date=AUTUMN, amount=Decimal(1))


# ---------------------------------------------------------------- paying
def asked(
    keeper: User, agreement: PartnerAgreement, amount: str = "5520", invoice: str = "", number: str = "YF-31"
) -> PartnerPayment:
    return paying.ask_payment(
        user=keeper,
        agreement_id=agreement.pk,
        amount=Decimal(amount),
        invoice_number=number,
        invoice_amount=Decimal(invoice or amount),
    )


def test_four_eyes_pay_what_was_stated_once(worked: PartnerAgreement, maria: User, tom: User, alice: User) -> None:
    with pytest.raises(TongpinError):
        asked(maria, worked)  # nothing is stated yet
    stated(maria, worked)
    payment = asked(maria, worked)
    with pytest.raises(TongpinError) as refused:
        paying.approve_payment(user=maria, payment_id=payment.pk)
    assert refused.value.values["rules"] == ["own_approval"]
    with pytest.raises(TongpinError):
        paying.approve_payment(user=alice, payment_id=payment.pk)
    with pytest.raises(TongpinError):
        paying.pay(user=maria, payment_id=payment.pk, on=TODAY)
    assert paying.approve_payment(user=tom, payment_id=payment.pk).state == "approved"
    paying.pay(user=maria, payment_id=payment.pk, on=TODAY)
    assert due_of(worked) == 0
    with pytest.raises(TongpinError) as refused:
        asked(maria, worked, "0.01", number="YF-32")
    assert refused.value.values["rules"] == ["not_due"]
    assert verify_chain().holds


def test_an_account_that_changed_meanwhile_is_not_paid(worked: PartnerAgreement, maria: User, tom: User) -> None:
    stated(maria, worked)
    payment = asked(maria, worked)
    paying.approve_payment(user=tom, payment_id=payment.pk)
    actions.update_partner(user=maria, partner_id=worked.partner_id, account="6222 9999 0000 1111")
    with pytest.raises(TongpinError) as refused:
        paying.pay(user=tom, payment_id=payment.pk, on=TODAY)
    assert refused.value.values["rules"] == ["other_account"]


def test_an_invoice_of_another_sum_is_refused(worked: PartnerAgreement, maria: User) -> None:
    stated(maria, worked)
    with pytest.raises(TongpinError) as refused:
        asked(maria, worked, "5520", "5500")
    assert refused.value.values["rules"] == ["invoice"]


def test_a_payment_split_in_ten_needs_the_second_approver_all_the_same(
    alice: User, maria: User, tom: User, admin: User, agreement: PartnerAgreement
) -> None:
    sale = order_of(alice, "临江纸业", 900000)
    introduced(alice, agreement, sale)
    received(alice, sale, 500000, TODAY)
    stated(maria, agreement)
    parts = [asked(maria, agreement, "2500", number=f"YF-{part}") for part in range(10)]
    assert paying.approve_payment(user=tom, payment_id=parts[-1].pk).state == "asked"
    assert paying.approve_payment(user=admin, payment_id=parts[-1].pk).state == "approved"
    # What was approved before the sum went over the limit is paid as it was approved.
    paying.approve_payment(user=tom, payment_id=parts[0].pk)
    assert paying.pay(user=maria, payment_id=parts[0].pk, on=TODAY).state == "paid"


@pytest.mark.parametrize("way", ["agreement", "currency", "sister"])
def test_a_payment_split_over_agreements_currencies_or_sisters_is_one(
    alice: User, maria: User, tom: User, agreement: PartnerAgreement, way: str
) -> None:
    """12,000 twice is more than 20,000; so are 12,000 yuan and 1,800 dollars against 20,000 and 3,000."""
    partner, terms = agreement.partner, {"number": "YF-2", "currency": "USD" if way == "currency" else "CNY"}
    if way == "sister":
        name = "远帆咨询服务部"
        partner = partner_of(maria, name=name, holder=name, owners=["赵二帆"], phone="", mail="")
    second, amounts = agreement_of(maria, partner, **terms), ("12000", "1800" if way == "currency" else "12000")
    for number, (paper, amount) in enumerate(zip((agreement, second), amounts, strict=True)):
        currency = paper.currency
        sale = order_of(alice, f"客户{number}", 900000, currency=currency)
        introduced(alice, paper, sale)
        received(alice, sale, 24 * int(amount), TODAY, currency=currency)
        stated(maria, paper)
        payment = asked(maria, paper, amount, number=f"YF-{number}")
        state = paying.approve_payment(user=tom, payment_id=payment.pk).state
        assert state == ("asked" if number else "approved")


def test_an_invoice_is_paid_once(worked: PartnerAgreement, maria: User, tom: User) -> None:
    stated(maria, worked)
    first = asked(maria, worked, "2000")
    with pytest.raises(TongpinError) as refused:
        asked(maria, worked, "2000", number=" yf-31 ")
    assert refused.value.values["rules"] == ["invoice_used"]
    paying.refuse_payment(user=tom, payment_id=first.pk, reason="发票抬头不对，重开")
    assert asked(maria, worked, "2000").state == "asked"


def test_an_owner_who_joins_the_buyer_stops_the_payment(
    worked: PartnerAgreement, maria: User, tom: User, alice: User
) -> None:
    stated(maria, worked)
    payment = asked(maria, worked)
    account = Account.objects.get(name="临江纸业")
    create_person(user=alice, account_id=account.pk, name="赵远帆", title="采购经理")
    with pytest.raises(TongpinError) as refused:
        paying.approve_payment(user=tom, payment_id=payment.pk)
    assert "contact" in refused.value.values["rules"]


DEEDS: dict[str, Callable[[User, PartnerAgreement], Any]] = {
    "add_partner": lambda u, a: actions.add_partner(user=u, **{**HONEST, "name": "另一家", "code": good_code(1)}),
    "update_partner": lambda u, a: actions.update_partner(user=u, partner_id=a.partner_id, owners=["赵远帆", "钱进"]),
    "retire_partner": lambda u, a: actions.retire_partner(user=u, partner_id=a.partner_id),
    "declare": lambda u, a: actions.declare(user=u, partner_id=a.partner_id, date=TODAY),
    "end_agreement": lambda u, a: actions.end_agreement(user=u, agreement_id=a.pk, on=TODAY),
    "draft_statement": lambda u, a: stating.draft_statement(user=u, agreement_id=a.pk, until=TODAY),
}


@pytest.mark.parametrize("verb", DEEDS)
def test_what_was_done_to_a_partner_is_logged_and_taken_back(maria: User, worked: PartnerAgreement, verb: str) -> None:
    before = everything()
    DEEDS[verb](maria, worked)
    assert everything() != before
    assert undo_last_gesture(user=maria) == verb
    assert everything() == before


@pytest.mark.parametrize("step", ["send", "ask", "approve", "pay"])
def test_statements_sent_and_payments_are_not_taken_back_silently(
    maria: User, tom: User, worked: PartnerAgreement, step: str
) -> None:
    stated(maria, worked)
    last = maria
    if step != "send":
        payment = asked(maria, worked)
    if step in ("approve", "pay"):
        paying.approve_payment(user=tom, payment_id=payment.pk)
        last = tom
    if step == "pay":
        paying.pay(user=tom, payment_id=payment.pk, on=TODAY)
    with pytest.raises(TongpinError) as refused:
        undo_last_gesture(user=last)
    assert code(refused) == "nothing_to_undo"


def test_what_an_agreement_says_of_money_stands(maria: User, worked: PartnerAgreement) -> None:
    made = agreement_of(maria, worked.partner)
    assert undo_last_gesture(user=maria) == "make_agreement"
    assert not PartnerAgreement.objects.filter(pk=made.pk).exists()
    with pytest.raises(TongpinError) as refused:
        agreement_of(maria, worked.partner, tiers=[(100000, 101)])
    assert list(refused.value.values["fields"]) == ["tiers"]
    stated(maria, worked)
    with pytest.raises(TongpinError) as refused:
        actions.end_agreement(user=maria, agreement_id=worked.pk, on=dt.date(2025, 12, 1))
    assert list(refused.value.values["fields"]) == ["on"]
    actions.end_agreement(user=maria, agreement_id=worked.pk, on=TODAY)
    with pytest.raises(TongpinError) as refused:  # what has ended is not brought back
        actions.end_agreement(user=maria, agreement_id=worked.pk, on=dt.date(2027, 1, 1))
    assert list(refused.value.values["fields"]) == ["on"]


def test_money_fits_its_invoice_and_goes_back_after_it_came(alice: User) -> None:
    sale = order_of(alice, "临江纸业", 40000)
    here: dict[str, Any] = {"user": alice, "opportunity_id": sale.pk}
    invoice = money.add_invoice(**here, number="1", date=AUTUMN, amount=Decimal(40000))
    facts = {"date": AUTUMN, "amount": Decimal(100), "invoice_id": invoice.pk}
    with pytest.raises(TongpinError) as refused:
        money.record_receipt(**here, **facts, currency="USD")
    assert list(refused.value.values["fields"]) == ["currency"]
    receipt = money.record_receipt(**here, **facts)
    with pytest.raises(TongpinError) as refused:
        money.undo_receipt(user=alice, receipt_id=receipt.pk, date=AUTUMN - dt.timedelta(days=1), note="退款")
    assert list(refused.value.values["fields"]) == ["date"]
