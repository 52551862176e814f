"""A partner paid rightly through a refund, and a buyer's clerk refused, told by the people at their browsers."""

import pytest
from django.test import Client

from tests.crm.builders import TODAY
from tests.crm.partnering import agreement_of, order_of, partner_of
from tongpin.crm.accounts.actions import create_person
from tongpin.crm.audit.selectors import verify_chain
from tongpin.crm.delivery.models import Receipt
from tongpin.crm.opportunities.models import Opportunity
from tongpin.crm.partners.models import Introduction, PartnerAgreement, PartnerPayment, Statement
from tongpin.crm.users.models import Role, User


@pytest.fixture
def tom(maria: User) -> User:
    return User.objects.create(username="tom", name="Tom", role=Role.MANAGER, team=maria.team)


def at(user: User) -> Client:
    user.language = "en"
    user.save(update_fields=["language"])
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def introduce(seller: User, sale: Opportunity, agreement: PartnerAgreement, way: str = "direct") -> str:
    """What the page answers."""
    facts = {"agreement_id": agreement.pk, "way": way, "date": "2025-09-08", "proof": "引荐邮件，抄送设备科长"}
    return at(seller).post(f"/opportunities/{sale.pk}/introductions/add", facts, follow=True).content.decode()


def receive(seller: User, sale: Opportunity, amount: int) -> None:
    receipt = {"amount": amount, "currency": "CNY", "date": "2025-11-03"}
    at(seller).post(f"/opportunities/{sale.pk}/receipts/add", receipt)


def state(keeper: User, agreement: PartnerAgreement) -> Statement:
    client = at(keeper)
    page = f"/library/partners/{agreement.partner_id}/agreements/{agreement.pk}"
    client.post(f"{page}/statements/add", {"until": TODAY.isoformat()})
    draft = Statement.objects.get(agreement=agreement, state="draft")
    client.post(f"/library/statements/{draft.pk}/send")
    return Statement.objects.get(pk=draft.pk)


def pay(keeper: User, approver: User, agreement: PartnerAgreement, amount: str) -> PartnerPayment:
    facts = {"amount": amount, "invoice_number": f"YF-{amount}", "invoice_amount": amount}
    page = f"/library/partners/{agreement.partner_id}/agreements/{agreement.pk}"
    at(keeper).post(f"{page}/payments/add", facts)
    payment = PartnerPayment.objects.latest("pk")
    at(approver).post(f"/library/payments/{payment.pk}/approve")
    at(keeper).post(f"/library/payments/{payment.pk}/pay", {"on": TODAY.isoformat()})
    payment.refresh_from_db()
    return payment


def let_in(officer: User, agreement: PartnerAgreement) -> User:
    """The partner, once the officer has let him sign in."""
    facts = {"username": "yuanfan", "password": "lake-street-42", "language": "en"}
    at(officer).post(f"/library/partners/{agreement.partner_id}/access", facts)
    return User.objects.get(username="yuanfan")


def test_a_partner_is_paid_rightly_through_a_refund(alice: User, maria: User, tom: User, officer: User) -> None:
    agreement = agreement_of(maria, partner_of(maria))
    orders = {
        name: (order_of(alice, name, amount), paid, way)
        for name, amount, paid, way in (
            ("临江纸业", 40000, 40000, "direct"),
            ("青石水泥", 60000, 50000, "direct"),
            ("白沙乳业", 30000, 30000, "introduced"),
        )
    }
    for sale, paid, way in orders.values():
        introduce(alice, sale, agreement, way)
        receive(alice, sale, paid)

    # 2,000 + 2,500 now, 500 when the rest comes in, and (40,000 + 50,000 + 30,000 × 40 %) × 1 % = 1,020.
    page = at(maria).get(f"/library/partners/{agreement.partner_id}").content.decode()
    for figure in ("¥2,000", "¥2,500", "¥500", "¥30,000 × 40%", "¥102,000", "¥1,020"):
        assert figure in page
    first = state(maria, agreement)
    partner = let_in(officer, agreement)
    seen = at(partner).get("/partner").content.decode()
    for figure in ("¥2,000", "¥2,500", "¥500", "¥30,000 × 40%", "¥102,000", "¥1,020", "¥5,520"):
        assert figure in seen
    at(partner).post(f"/partner/statements/{first.pk}/confirm")
    assert "confirmed by the partner" in at(maria).get(f"/library/partners/{agreement.partner_id}").content.decode()
    assert pay(maria, tom, agreement, "5520").state == "paid"
    assert ">paid<" in at(partner).get("/partner").content.decode()

    # The first customer sends goods back. What was sent stays; the next statement corrects it.
    sale = orders["临江纸业"][0]
    receipt = Receipt.objects.get(opportunity=sale)
    back = {"amount": "10000", "date": TODAY.isoformat(), "note": "退回两桶"}
    at(alice).post(f"/opportunities/{sale.pk}/receipts/{receipt.pk}/undo", back)
    second = state(maria, agreement)
    assert sum(line.now - line.before for line in first.lines.all()) == 5520
    assert sum(line.now - line.before for line in second.lines.all()) == -1520
    page = at(maria).get(f"/library/partners/{agreement.partner_id}").content.decode()
    assert "correction" in page
    assert "takes back" in page

    # He sees the correction, but neither our reasons nor our people, asks, and is answered.
    own = f"/partner/statements/{second.pk}"
    seen = at(partner).get(own).content.decode()
    assert "correction" in seen
    everywhere = seen + at(partner).get("/partner").content.decode()
    assert not any(ours in everywhere for ours in ("退回两桶", str(alice), str(tom)))
    about = second.lines.order_by("about").filter(about__startswith="order:")[0].about
    at(partner).post(own, {"about": about, "question": "为什么扣了 500？"})
    talk = second.talks.get()
    at(maria).post(f"/library/talks/{talk.pk}/answer", {"answer": "客户退货，退款 10,000 元，按 5% 冲回。"})
    assert "按 5% 冲回" in at(partner).get(own).content.decode()
    at(partner).post(f"{own}/confirm")
    assert [row.question == "" for row in second.talks.order_by("pk")] == [False, True]

    # Nothing is due until new money makes up for it.
    before = PartnerPayment.objects.count()
    at(maria).post(
        f"/library/partners/{agreement.partner_id}/agreements/{agreement.pk}/payments/add",
        {"amount": "100", "invoice_number": "YF-2", "invoice_amount": "100"},
    )
    assert PartnerPayment.objects.count() == before
    receive(alice, orders["青石水泥"][0], 50000)
    # 30,000 and 100,000 direct, 12,000 introduced: the tier is reached again.
    state(maria, agreement)
    assert pay(maria, tom, agreement, "3920").state == "paid"
    assert verify_chain().holds


def test_a_buyers_clerk_is_refused_however_he_comes(alice: User, maria: User, officer: User) -> None:
    sale = order_of(alice, "临江纸业", 40000)
    reached = {"phone": "138 0555 1234", "mail": "wang@linjiang.example"}
    create_person(user=alice, account_id=sale.account_id, name="王建国", title="采购科科员", **reached)

    # As himself, without a licence; as the owner of a company; with the company's money on his account; behind his
    # wife's company with his telephone, or with the mail of the office.
    tries = {
        "himself": {"kind": "person", "name": "王建国", "code": "", "holder": "王建国", "owners": []},
        "his company": {"name": "建国商贸有限公司", "holder": "建国商贸有限公司", "owners": ["王建國"]},
        "his wife's company": {"name": "桂芳商行", "holder": "桂芳商行", "owners": ["刘桂芳"], "phone": "13805551234"},
        "his office": {"name": "云上咨询", "holder": "云上咨询", "owners": ["何云"], "mail": "yun@linjiang.example"},
        "his account": {"name": "远方商贸有限公司", "holder": "王建国", "owners": ["赵远"]},
    }
    for facts in tries.values():
        agreement = agreement_of(maria, partner_of(maria, **facts))
        answer = introduce(alice, sale, agreement)
        assert "Anti-Unfair Competition Law" in answer
    assert not Introduction.objects.exists()

    # In pinyin he gets as far as the compliance officer, and not a cent further.
    agreement = agreement_of(
        maria, partner_of(maria, name="Everbright Trading", holder="Everbright Trading", owners=["Wang Jianguo"])
    )
    introduce(alice, sale, agreement)
    receive(alice, sale, 40000)
    word = Introduction.objects.get().clearances.get()
    assert "A name like that of one of the buyer’s people" in at(officer).get("/compliance").content.decode()
    at(officer).post(f"/compliance/words/{word.pk}", {"answer": "no", "reason": "同一身份证"})
    page = f"/library/partners/{agreement.partner_id}/agreements/{agreement.pk}"
    refused = at(maria).post(f"{page}/statements/add", {"until": TODAY.isoformat()})
    assert "Nothing has been earned" in refused.content.decode()
    assert not PartnerPayment.objects.exists()

    # Whoever heard of it reports it in two taps; nobody but the officer reads it.
    at(alice).post(f"/opportunities/{sale.pk}/improper", {"words": "王科员说可以走他朋友的公司"})
    assert "走他朋友的公司" in at(officer).get("/compliance").content.decode()
    assert "走他朋友的公司" not in at(maria).get(f"/opportunities/{sale.pk}?tab=record").content.decode()
