"""Whom METHOD 13.1 forbids to pay, and who tries to slip round it."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from tongpin.method.case import LANGUAGES
from tongpin.method.partners.refusals import (
    Agreement,
    Objection,
    Payee,
    Payment,
    Sale,
    Someone,
    rule_of,
    to_agreement,
    to_change,
    to_payee,
    to_payment,
)
from tongpin.method.wording import render

TODAY = dt.date(2026, 11, 20)
CODE = "91330100799655058B"
CLERK = Someone(
    name="王建国",
    title="设备科科长",
    phone="138 0555 1234",
    mail="wangjg@renhe.example",
    address="江州市翠微路8号2单元",
)
HOSPITAL = Sale(
    buyer="仁和医院",
    kind="private",
    code="91350100M000100Y43",
    mail_domain="hospital.example",
    address="江州市仁爱路100号",
    opened=dt.date(2026, 3, 1),
    people=(CLERK,),
)
PARTNER = Payee(
    name="江州远帆科技有限公司",
    code=CODE,
    owners=("赵远帆",),
    holder="江州远帆科技有限公司",
    account="6222 0200 1234 5678",
    phone="139 0555 7777",
    mail="zhao@yuanfan.example",
    address="江州市湖滨路1号",
    declared=dt.date(2026, 2, 1),
)


def rules(found: list[Objection]) -> dict[str, str]:
    return {item.rule: item.verdict for item in found}


def against(payee: Payee, sale: Sale = HOSPITAL) -> dict[str, str]:
    return rules(to_payee(payee, sale, TODAY))


def test_an_honest_partner_is_paid() -> None:
    assert against(PARTNER) == {}


@pytest.mark.parametrize(
    ("changes", "rule", "verdict"),
    [
        ({"kind": "person", "code": ""}, "not_registered", "refused"),
        ({"code": ""}, "not_registered", "refused"),
        ({"code": "91330100799655058A"}, "bad_code", "refused"),
        ({"licence_until": dt.date(2026, 1, 31)}, "licence_expired", "refused"),
        ({"name": "仁和醫院", "holder": "仁和医院"}, "is_buyer", "refused"),
        ({"owners": ("赵远帆", "王建国")}, "contact", "refused"),
        ({"owners": ("王 建國",)}, "contact", "refused"),
        ({"owners": ("Wang Jianguo",)}, "contact_alike", "officer"),
        ({"owners": ("Jianguo Wang",)}, "contact_alike", "officer"),
        ({"holder": "王建国"}, "contact", "refused"),
        ({"owners": ("刘桂芳",), "relatives": ("王建國",)}, "relative", "refused"),
        ({"relatives": ("Wang Jianguo",)}, "contact_alike", "officer"),
        ({"holder": "刘桂芳"}, "other_holder", "refused"),
        ({"holder": "赵远帆"}, "other_holder", "refused"),
        ({"owners": ("赵远帆", "仁和医院")}, "is_buyer", "refused"),
        ({"phone": "+86-13805551234"}, "same_phone", "refused"),
        ({"phone": "0571-8888 6666 / 138 0555 1234"}, "same_phone", "refused"),
        ({"mail": "ops@renhe.example"}, "same_mail", "refused"),
        ({"mail": "Zhao <zhao@yuanfan.example>; ops@dept.renhe.example"}, "same_mail", "refused"),
        ({"mail": "a@hospital.example"}, "same_mail", "refused"),
        ({"address": "江州市翠微路 8 號 2 單元"}, "same_address", "officer"),
        ({"address": "江州市翠微路8号2单元301室"}, "same_address", "officer"),
        ({"address": "江州市仁爱路100号"}, "same_address", "officer"),
        ({"declared": None}, "declaration", "refused"),
        ({"declared": dt.date(2025, 11, 1)}, "declaration", "refused"),
    ],
)
def test_each_rule(changes: dict[str, object], rule: str, verdict: str) -> None:
    assert against(replace(PARTNER, **changes))[rule] == verdict  # type: ignore[arg-type]


def test_everybodys_mail_domain_tells_nothing() -> None:
    clerk = replace(CLERK, mail="wangjg@qq.com")
    sale = replace(HOSPITAL, people=(clerk,))
    assert "same_mail" not in against(replace(PARTNER, mail="zhao@qq.com"), sale)
    assert against(replace(PARTNER, mail="WangJG@qq.com"), sale)["same_mail"] == "refused"


@pytest.mark.parametrize(
    ("left", "rule"),
    [(dt.date(2026, 2, 1), "left_lately"), (dt.date(2025, 11, 20), None), (dt.date(2026, 12, 31), "contact")],
)
def test_who_left_less_than_a_year_ago_is_still_theirs(left: dt.date, rule: str | None) -> None:
    sale = replace(HOSPITAL, people=(replace(CLERK, left=left),))
    found = against(replace(PARTNER, owners=("王建国",)), sale)
    assert found == ({} if rule is None else {rule: "refused"})
    marks = against(replace(PARTNER, phone=CLERK.phone), sale)
    assert marks == ({} if rule is None else {"same_phone": "refused"})


def test_the_buyers_own_code_is_the_buyer() -> None:
    assert against(replace(PARTNER, code=HOSPITAL.code))["is_buyer"] == "refused"


def test_a_word_on_one_doubt_says_nothing_of_another() -> None:
    """Cleared was that the owner is not Wang Jianguo; that he is not Wang Jiangguo's deputy is another question."""
    people = (CLERK, replace(CLERK, name="赵源泛", title="采购员", phone="", mail="", address=""))
    payee = replace(PARTNER, owners=("Wang Jianguo", "Zhao Yuanfan"))
    keys = {item.key for item in to_payee(payee, replace(HOSPITAL, people=people), TODAY)}
    assert len(keys) == 2
    assert {rule_of(key) for key in keys} == {"contact_alike"}
    assert not any("王建国" in key or "Wang" in key for key in keys)
    assert all(len(key) <= 60 for key in keys)


@pytest.mark.parametrize("kind", ["state_owned", "public", None])
def test_public_state_owned_and_unknown_buyers_go_to_the_officer(kind: str | None) -> None:
    assert against(PARTNER, replace(HOSPITAL, kind=kind)) == {"public_buyer": "officer"}  # type: ignore[arg-type]


# ---------------------------------------------------------------- agreements and changes
SIGNED = Agreement(signed=dt.date(2026, 1, 5), recorded=dt.date(2026, 1, 6), valid_from=dt.date(2026, 1, 5))


@pytest.mark.parametrize(
    ("agreement", "found"),
    [
        (SIGNED, {}),
        (Agreement(), {"no_agreement": "refused"}),
        (replace(SIGNED, valid_from=dt.date(2026, 4, 1)), {"agreement_after": "refused"}),
        (replace(SIGNED, signed=dt.date(2026, 3, 2)), {"agreement_after": "refused"}),
        (replace(SIGNED, recorded=dt.date(2026, 6, 1)), {"dated_back": "officer"}),
    ],
)
def test_the_agreement_comes_before_the_sale(agreement: Agreement, found: dict[str, str]) -> None:
    assert rules(to_agreement(agreement, HOSPITAL)) == found


def test_nothing_changes_while_a_tender_or_a_signature_is_open() -> None:
    assert rules(to_change([HOSPITAL])) == {}
    assert rules(to_change([HOSPITAL, replace(HOSPITAL, undecided=True)])) == {"frozen": "refused"}


# ---------------------------------------------------------------- payments
PAYMENT = Payment(
    amount=Decimal(2000),
    due=Decimal(2000),
    account=PARTNER.account,
    asked_by="chenjing",
    approved_by=("wangqiang",),
    invoice=Decimal(2000),
    limit=Decimal(10_000),
)


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"due": Decimal("1999.99")}, "not_due"),
        ({"account": "6222 0200 1234 5679"}, "other_account"),
        ({"invoice": None}, "no_invoice"),
        ({"invoice": Decimal("1999.99")}, "invoice"),
        ({"invoice_used": True}, "invoice_used"),
        ({"approved_by": ("chenjing",)}, "own_approval"),
        ({"lately": Decimal(8001)}, "second_approver"),
    ],
)
def test_a_payment_that_stands_still(changes: dict[str, object], rule: str) -> None:
    assert rules(to_payment(PAYMENT, PARTNER)) == {}
    assert rules(to_payment(replace(PAYMENT, **changes), PARTNER))[rule] == "refused"  # type: ignore[arg-type]


def test_ten_small_payments_are_one_large_one() -> None:
    """The tenth thousand within a month asks for a second approver, as the whole would have."""
    small = replace(PAYMENT, amount=Decimal(1100), due=Decimal(1100), invoice=Decimal(1100))
    assert rules(to_payment(replace(small, lately=Decimal(1100) * 8), PARTNER)) == {}
    tenth = replace(small, lately=Decimal(1100) * 9)
    assert rules(to_payment(tenth, PARTNER)) == {"second_approver": "refused"}
    assert rules(to_payment(replace(tenth, approved_by=("wangqiang", "admin")), PARTNER)) == {}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_refusal_names_its_law_and_says_what_would_be_right(lang: str) -> None:
    bad = replace(PARTNER, kind="person", code="", owners=("王建国",), holder="刘桂芳", declared=None)
    bad = replace(bad, relatives=("王建国", "Wang Jianguo"), address=CLERK.address, phone=CLERK.phone, mail=CLERK.mail)
    found = to_payee(bad, replace(HOSPITAL, kind="public"), TODAY)
    assert len(found) > 9
    for item in found:
        assert render(item.says, lang)  # type: ignore[arg-type]
        assert render(item.law, lang)  # type: ignore[arg-type]
        assert "{" not in render(item.says, lang)  # type: ignore[arg-type]
