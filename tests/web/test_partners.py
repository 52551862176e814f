"""Pages of partners, of an order's money, and of compliance: who gets which, and what they say."""

import datetime as dt
import re
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.crm.builders import TODAY
from tests.crm.partnering import agreement_of, good_code, order_of, partner_of
from tests.web.conftest import Visit
from tongpin.crm.accounts.actions import create_account
from tongpin.crm.delivery.models import Receipt
from tongpin.crm.delivery.money import add_invoice, record_receipt
from tongpin.crm.opportunities.models import Opportunity
from tongpin.crm.partners import introducing, stating
from tongpin.crm.partners.models import Gift, ImproperRequest, Introduction, PartnerAgreement, PartnerPayment, Statement
from tongpin.crm.users.models import Role, User

PAID = dt.date(2025, 11, 3)


@pytest.fixture
def agreement(maria: User) -> PartnerAgreement:
    return agreement_of(maria, partner_of(maria))


@pytest.fixture
def order(alice: User, agreement: PartnerAgreement) -> Opportunity:
    """An order that the partner brought, paid in part."""
    sale = order_of(alice, "临江纸业", 60000)
    introducing.introduce(
        user=alice, opportunity_id=sale.pk, agreement_id=agreement.pk, date=dt.date(2025, 9, 8), proof="引荐邮件"
    )
    add_invoice(
        user=alice, opportunity_id=sale.pk, number="LJ-1", date=PAID, due=dt.date(2025, 12, 3), amount=Decimal(60000)
    )
    record_receipt(user=alice, opportunity_id=sale.pk, date=PAID, amount=Decimal(50000))
    return sale


@pytest.fixture
def sent(maria: User, order: Opportunity, agreement: PartnerAgreement) -> Statement:
    draft = stating.draft_statement(user=maria, agreement_id=agreement.pk, until=TODAY)
    return stating.send_statement(user=maria, statement_id=draft.pk)


def test_the_partner_is_shown_to_those_who_see_money_only(
    at: Visit, alice: User, maria: User, auditor: User, officer: User, order: Opportunity, agreement: PartnerAgreement
) -> None:
    path = f"/library/partners/{agreement.partner_id}"
    for user in (maria, auditor, officer):
        shown = at(user).get(path).content.decode()
        assert "¥2,500" in shown
        assert "How it was reckoned" in shown
    hers, nothing = at(alice).get(path), at(alice).get("/library/partners/9999")
    assert (hers.status_code, nothing.status_code) == (404, 404)
    assert "6222" not in hers.content.decode()
    listed = at(alice).get("/library/partners").content.decode()
    assert "江州远帆科技有限公司" in listed
    assert "payment" not in listed
    elsewhere = partner_of(maria, name="别家", holder="别家").pk
    for form in ("end", "statements/add", "payments/add"):
        odd = f"/library/partners/{elsewhere}/agreements/{agreement.pk}/{form}"
        assert at(maria).get(odd).status_code == 404
    assert path not in listed


def test_who_only_looks_finds_nothing_to_press(
    at: Visit, auditor: User, officer: User, sent: Statement, agreement: PartnerAgreement
) -> None:
    for user in (auditor, officer):
        for path in ("/library/partners", f"/library/partners/{agreement.partner_id}", "/library/gifts", "/compliance"):
            shown = at(user).get(path).content.decode()
            sends = set(re.findall(r'<form[^>]*method="post"[^>]*action="([^"]*)"', shown))
            assert sends <= {"/account/logout/", "/compliance/register.xlsx"}, path
            assert re.findall(r'href="[^"]*/(?:add|change|declare|end)"', shown) == [], path


def test_a_statement_goes_out_as_pdf_and_excel_and_is_paid_by_four_eyes(
    at: Visit, maria: User, sent: Statement, agreement: PartnerAgreement
) -> None:
    client = at(maria)
    excel = client.get(f"/library/statements/{sent.pk}.xlsx")
    assert excel.content[:2] == b"PK"
    page = f"/library/partners/{agreement.partner_id}"
    asked = client.post(
        f"{page}/agreements/{agreement.pk}/payments/add",
        {"amount": "2,500", "invoice_number": "YF-1", "invoice_amount": "2500"},
    )
    assert asked.status_code == 302
    payment = PartnerPayment.objects.get()
    assert f"/library/payments/{payment.pk}/approve" not in client.get(page).content.decode()
    refused = client.post(f"/library/payments/{payment.pk}/approve")
    assert "does not approve it" in refused.content.decode()
    tom = User.objects.create(username="tom", role=Role.MANAGER, language="en")
    assert "Payment to a partner" in at(tom).get("/").content.decode()
    at(tom).post(f"/library/payments/{payment.pk}/approve")
    client.post(f"/library/payments/{payment.pk}/pay", {"on": TODAY.isoformat()})
    payment.refresh_from_db()
    assert (payment.state, payment.paid_on) == ("paid", TODAY)


def test_too_much_is_refused_in_the_form_with_the_law(
    at: Visit, maria: User, sent: Statement, agreement: PartnerAgreement
) -> None:
    path = f"/library/partners/{agreement.partner_id}/agreements/{agreement.pk}/payments/add"
    answer = at(maria).post(path, {"amount": "2501", "invoice_number": "YF-1", "invoice_amount": "2501"})
    assert answer.status_code == 422
    assert "Anti-Unfair Competition Law" in answer.content.decode()
    assert not PartnerPayment.objects.exists()


def test_a_new_partner_with_an_agreement_through_the_forms(at: Visit, maria: User, alice: User) -> None:
    client = at(maria)
    facts = {"name": "青山商贸有限公司", "kind": "company", "code": "91330100799655058A", "owners": "赵一；钱二"}
    wrong = client.post("/library/partners/add", facts)
    assert "check digits" in wrong.content.decode()
    made = client.post("/library/partners/add", {**facts, "code": "91330100799655058B"})
    terms = {"signed": "2026-03-01", "valid_from": "2026-03-01", "currency": "CNY", "per_order": "5"}
    more = {"introduced_part": "40", "tiers": "100,000: 1%", "tier_rule": "highest", "length": "half_year"}
    assert client.post(f"{made['Location']}/agreements/add", {**terms, **more}).status_code == 302
    agreement = PartnerAgreement.objects.get()
    assert agreement.partner.owners == ["赵一", "钱二"]
    assert agreement.tiers == [["100000", "1"]]
    assert at(alice).get("/library/partners/add").status_code == 403


def test_commission_ahead_is_told_as_cash_and_what_the_partner_can_help_to_collect(
    at: Visit, maria: User, alice: User, order: Opportunity, agreement: PartnerAgreement
) -> None:
    """10,000 of the order are overdue: 500 this month. Nothing closes within the year but below the tier."""
    listed = at(maria).get("/library/partners").content.decode()
    assert "Mar 2026" in listed
    assert "¥500" in listed
    shown = at(maria).get(f"/library/partners/{agreement.partner_id}").content.decode()
    assert "Still to be collected" in shown
    assert "89 days overdue" in shown
    assert "Commission ahead" not in at(alice).get("/library/partners").content.decode()


# ---------------------------------------------------------------- money of an order
def test_the_order_tells_what_is_open_and_overdue(at: Visit, alice: User, order: Opportunity) -> None:
    shown = at(alice).get(f"/opportunities/{order.pk}?tab=delivery&view=money").content.decode()
    assert "89 days overdue" in shown
    assert "江州远帆科技有限公司" in shown
    assert "Take back" in shown


def test_money_is_recorded_and_taken_back_through_the_forms(at: Visit, alice: User, order: Opportunity) -> None:
    client, path = at(alice), f"/opportunities/{order.pk}"
    invoice = order.invoices.get()
    receipt = {"amount": "10,000", "currency": "CNY", "date": "2026-02-01", "invoice_id": invoice.pk}
    assert client.post(f"{path}/receipts/add", receipt).status_code == 302
    row = Receipt.objects.get(amount=10000)
    back = client.post(f"{path}/receipts/{row.pk}/undo", {"amount": "4000", "date": "2026-02-02", "note": "退货"})
    assert back.status_code == 302
    again = client.post(f"{path}/receipts/{row.pk}/undo", {"amount": "6001", "date": "2026-02-02", "note": "退货"})
    assert "more than is left" in again.content.decode()
    client.post(f"{path}/invoices/{invoice.pk}/credit", {"amount": "1000", "date": "2026-02-02"})
    assert sum(row.amount for row in order.invoices.all()) == 59000
    assert "takes back" in client.get(f"{path}?tab=delivery&view=money").content.decode()


@pytest.mark.parametrize("form", ["invoices/add", "receipts/add", "introductions/add", "improper"])
def test_forms_of_money_are_for_those_who_may_change(
    at: Visit, alice: User, bob: User, charlie: User, opportunity: Opportunity, form: str
) -> None:
    path = f"/opportunities/{opportunity.pk}/{form}"
    assert [at(user).get(path).status_code for user in (alice, bob, charlie)] == [200, 403, 404]


def test_a_doubt_goes_to_the_officer_and_nobody_else(
    at: Visit, alice: User, maria: User, officer: User, opportunity: Opportunity, agreement: PartnerAgreement
) -> None:
    sale = order_of(alice, "江州水务", 40000, kind="state_owned")
    facts = {"agreement_id": agreement.pk, "way": "direct", "date": "2025-09-08", "proof": "引荐邮件"}
    at(alice).post(f"/opportunities/{sale.pk}/introductions/add", facts)
    word = Introduction.objects.get().clearances.get()
    assert (
        "waits for the compliance officer"
        in at(alice).get(f"/opportunities/{sale.pk}?tab=delivery&view=money").content.decode()
    )
    assert "江州水务" in at(officer).get("/compliance").content.decode()
    assert "state-owned or of unknown kind" in at(officer).get("/").content.decode()
    path = f"/compliance/words/{word.pk}"
    assert at(maria).get(path).status_code == 403
    assert at(maria).get("/compliance").status_code == 403
    at(officer).post(path, {"answer": "yes", "reason": "公开合同，走对公账户"})
    word.refresh_from_db()
    assert word.state == "cleared"


# ---------------------------------------------------------------- registers
def test_an_improper_request_takes_two_taps_and_tells_what_to_say(
    at: Visit, alice: User, maria: User, officer: User, opportunity: Opportunity
) -> None:
    path = f"/opportunities/{opportunity.pk}/improper"
    page = at(alice).get(f"/opportunities/{opportunity.pk}").content.decode()
    assert (
        f'id="improper" href="{path}"' in page[: page.index('<details class="menu">', page.index("Write a note"))]
    )  # one tap
    assert "Decline politely at once" in at(alice).get(path).content.decode()
    told = at(alice).post(path, {"words": "<b>三个点</b>"}).content.decode()
    assert "Only the compliance officer sees it" in told
    row = ImproperRequest.objects.get()
    seen = at(officer).get("/compliance").content.decode()
    assert "&lt;b&gt;三个点&lt;/b&gt;" in seen
    for user in (alice, maria):
        assert "三个点" not in at(user).get(f"/opportunities/{opportunity.pk}?tab=record").content.decode()
    at(officer).post(f"/compliance/reports/{row.pk}", {"outcome": "两人同去，书面回绝"})
    row.refresh_from_db()
    assert row.settled_on == TODAY


def test_gifts_are_asked_for_and_answered(
    at: Visit, alice: User, charlie: User, officer: User, order: Opportunity
) -> None:
    facts = {"account_id": order.account_id, "kind": "meal", "date": TODAY.isoformat(), "currency": "CNY"}
    assert (
        "above the limit"
        in at(alice).post("/library/gifts/add", {**facts, "value": "900", "text": "晚宴"}).content.decode()
    )
    assert at(alice).post("/library/gifts/add", {**facts, "value": "90", "text": "工作餐"}).status_code == 302
    gift = Gift.objects.get()
    assert "工作餐" not in at(charlie).get("/library/gifts").content.decode()
    at(officer).post(f"/library/gifts/{gift.pk}/word", {"answer": "no", "reason": "验收未完"})
    gift.refresh_from_db()
    assert gift.state == "refused"


# ---------------------------------------------------------------- how much is asked of the database
def test_the_pages_ask_the_database_a_bounded_number_of_times(
    at: Visit, maria: User, alice: User, sent: Statement, agreement: PartnerAgreement
) -> None:
    paths = ("/library/partners", f"/library/partners/{agreement.partner_id}")

    def counts() -> list[int]:
        found = []
        for path in paths:
            with CaptureQueriesContext(connection) as queries:
                assert at(maria).get(path).status_code == 200
            found.append(len(queries))
        return found

    before = counts()
    for name in ("青石水泥", "白沙乳业"):
        sale = order_of(alice, name, 30000)
        day = dt.date(2025, 9, 8)
        introducing.introduce(
            user=alice, opportunity_id=sale.pk, agreement_id=agreement.pk, date=day, proof="邮件", way="introduced"
        )
        record_receipt(user=alice, opportunity_id=sale.pk, date=PAID, amount=Decimal(1000))
    for number in range(3):
        more = agreement_of(maria, agreement.partner, number=f"YF-{number}", valid_from=TODAY, tiers=[])
        assert more.partner_id == agreement.partner_id
    assert counts() == before


def test_a_customer_known_by_its_code_is_offered_first(at: Visit, alice: User) -> None:
    create_account(user=alice, name="临江纸业", credit_code=good_code(3))
    facts = {"name": "Linjiang Paper", "credit_code": good_code(3).lower()}
    offered = at(alice).post("/accounts/add", facts).content.decode()
    assert "may be here already" in offered
    assert "临江纸业" in offered
