"""Whom we never pay, what waits for the compliance officer, and his registers."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.utils.translation import override

from tests.crm.builders import TODAY
from tests.crm.partnering import (
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
from tongpin.crm.accounts.actions import create_person, update_account
from tongpin.crm.accounts.models import Account
from tongpin.crm.audit.actions import undo_last_gesture
from tongpin.crm.audit.selectors import visible_log
from tongpin.crm.errors import TongpinError
from tongpin.crm.opportunities.models import Opportunity, Stakeholder
from tongpin.crm.partners import actions, integrity, introducing
from tongpin.crm.partners.ledger import ledger_of
from tongpin.crm.partners.models import (
    Clearance,
    Introduction,
    Partner,
    PartnerAgreement,
)
from tongpin.crm.users.models import User
from tongpin.method.partners.refusals import rule_of


@pytest.fixture
def agreement(maria: User) -> PartnerAgreement:
    return agreement_of(maria, partner_of(maria))


BUYER = good_code(7)


# ---------------------------------------------------------------- whom we never pay
def change(agreement: PartnerAgreement, **facts: Any) -> None:
    Partner.objects.filter(pk=agreement.partner_id).update(**facts)


def agree(agreement: PartnerAgreement, **facts: Any) -> None:
    PartnerAgreement.objects.filter(pk=agreement.pk).update(**facts)


def declared(agreement: PartnerAgreement, relative: str) -> None:
    agreement.partner.declarations.update(relatives=[relative])


def leave(agreement: PartnerAgreement, **facts: Any) -> None:
    change(agreement, **facts)
    Stakeholder.objects.filter(person__name="王建国").update(left=dt.date(2026, 1, 15))


def clerks_order(seller: User) -> Opportunity:
    """An order of a customer whose clerk would like to earn on it."""
    sale = order_of(seller, "临江纸业", 40000)
    facts = {"credit_code": BUYER, "mail_domain": "linjiang-paper.example", "address": "江州市纸厂路1号"}
    update_account(user=seller, account_id=sale.account_id, **facts)
    clerk = {"name": "王建国", "title": "采购科科员", "phone": "138 0555 1234", "mail": "wang@linjiang.example"}
    person = create_person(user=seller, account_id=sale.account_id, **clerk)
    Stakeholder.objects.create(opportunity=sale, person=person, code="s1")
    return sale


TRICKS: dict[str, tuple[Callable[[PartnerAgreement], None], str]] = {
    "the clerk as owner": (lambda a: change(a, owners=["王建国"]), "contact"),
    "the clerk in the other script": (lambda a: change(a, owners=["王建國"]), "contact"),
    "the clerk's account": (lambda a: change(a, holder="王建国"), "other_holder"),
    "no licence": (lambda a: change(a, kind="person", code=""), "not_registered"),
    "the buyer itself": (lambda a: change(a, name="临江纸业", holder="临江纸业"), "is_buyer"),
    "the spouse's account": (lambda a: change(a, holder="刘桂芳"), "other_holder"),
    "the clerk, declared to be close": (lambda a: declared(a, "王建国"), "relative"),
    "the clerk who left in winter": (lambda a: leave(a, owners=["王建国"]), "left_lately"),
    "the clerk's telephone": (lambda a: change(a, phone="+86 138-0555-1234"), "same_phone"),
    "the clerk's mail": (lambda a: change(a, mail="caigou@linjiang.example"), "same_mail"),
    "mail of the buyer's house": (lambda a: change(a, mail="yf@mail.linjiang-paper.example"), "same_mail"),
    "the buyer's credit code": (lambda a: change(a, code=BUYER), "is_buyer"),
    "owned by the buyer": (lambda a: change(a, owners=["临江纸业"]), "is_buyer"),
    "no declaration": (lambda a: a.partner.declarations.all().delete() and None, "declaration"),
    "signed after the sale began": (lambda a: agree(a, signed=TODAY, valid_from=TODAY), "agreement_after"),
}


@pytest.mark.parametrize("trick", TRICKS)
def test_tricks_are_refused_with_the_law(alice: User, agreement: PartnerAgreement, trick: str) -> None:
    sale = clerks_order(alice)
    play, rule = TRICKS[trick]
    play(agreement)
    with override("zh-hans"), pytest.raises(TongpinError) as refused:
        introduced(alice, agreement, sale)
    assert code(refused) == "refused_by_law"
    assert rule in refused.value.values["rules"]
    assert "《" in refused.value.message or "GB 32100" in refused.value.message
    assert not Introduction.objects.exists()


DOUBTS: dict[str, tuple[Callable[[PartnerAgreement], None], str]] = {
    "a name in pinyin": (lambda a: change(a, owners=["Wang Jianguo"]), "contact_alike"),
    "a relative in pinyin": (lambda a: declared(a, "Wang Jianguo"), "contact_alike"),
    "the buyer's address": (lambda a: change(a, address="江州市纸厂路1号3楼"), "same_address"),
    "dated back": (lambda a: agree(a, recorded_on=dt.date(2025, 9, 30)), "dated_back"),
    "a buyer of unknown kind": (lambda a: Account.objects.update(kind=None) and None, "public_buyer"),
}


@pytest.mark.parametrize("doubt", DOUBTS)
def test_doubts_wait_for_the_officer_and_earn_nothing_until_then(
    alice: User, maria: User, officer: User, agreement: PartnerAgreement, doubt: str
) -> None:
    sale = clerks_order(alice)
    play, rule = DOUBTS[doubt]
    play(agreement)
    introduced(alice, agreement, sale)
    received(alice, sale, 40000)
    word = Clearance.objects.get()
    assert rule_of(word.rule) == rule
    assert ledger_of(agreement, TODAY).earned.total == 0
    for user in (alice, maria):
        with pytest.raises(TongpinError):
            introducing.answer_clearance(user=user, clearance_id=word.pk, cleared=True, reason="认识")
    introducing.answer_clearance(user=officer, clearance_id=word.pk, cleared=True, reason="核过身份证，不是同一人")
    assert ledger_of(agreement, TODAY).earned.total == Decimal("2000.00")


def test_an_introduction_is_on_file_once_and_stays_once_it_counts(
    alice: User, maria: User, officer: User, agreement: PartnerAgreement
) -> None:
    sale = order_of(alice, "临江纸业", 40000)
    row = introduced(alice, agreement, sale)
    other = agreement_of(maria, agreement.partner, number="YF-2")
    for paper in (agreement, other):  # both in force: the sale would earn twice
        with pytest.raises(TongpinError) as refused:
            introduced(alice, paper, sale)
        assert list(refused.value.values["fields"]) == ["agreement_id"]
    with pytest.raises(TongpinError):
        undo_last_gesture(user=alice)
    received(alice, sale, 40000)
    stated(maria, agreement)
    with pytest.raises(TongpinError) as refused:
        introducing.remove_introduction(user=alice, introduction_id=row.pk)
    assert code(refused) == "stated"
    public = order_of(alice, "江州水务", 1000, kind="public")
    doubtful = introduced(alice, agreement, public)
    word = doubtful.clearances.get()
    introducing.answer_clearance(user=officer, clearance_id=word.pk, cleared=False, reason="招标代理有关联")
    with pytest.raises(TongpinError) as refused:  # nobody asks again until the answer pleases
        introducing.remove_introduction(user=alice, introduction_id=doubtful.pk)
    assert code(refused) == "answered"


def test_no_partner_comes_in_and_no_rate_changes_while_the_tender_is_open(
    alice: User, maria: User, agreement: PartnerAgreement
) -> None:
    sale = order_of(alice, "临江纸业", 40000)
    introduced(alice, agreement, sale)
    Opportunity.objects.filter(pk=sale.pk).update(result=None, stage="tender")
    for deed in (
        lambda: actions.end_agreement(user=maria, agreement_id=agreement.pk, on=TODAY),
        lambda: agreement_of(maria, agreement.partner, per_order=9),
        lambda: introduced(alice, agreement_of(maria, partner_of(maria, name="别家", holder="别家")), sale),
    ):
        with pytest.raises(TongpinError) as refused:
            deed()
        assert code(refused) == "refused_by_law"
        assert refused.value.values["rules"] == ["frozen"]


def test_a_bad_credit_code_is_told_by_what_is_wrong(maria: User, alice: User) -> None:
    for wrong in ("91330100799655058A", "9133", "9133010079965505O8"):
        with pytest.raises(TongpinError) as refused:
            actions.add_partner(user=maria, **{**HONEST, "code": wrong})
        assert list(refused.value.values["fields"]) == ["code"]
    with pytest.raises(TongpinError) as refused:
        actions.add_partner(user=alice, **HONEST)
    assert code(refused) == "not_allowed"


# ---------------------------------------------------------------- registers
def test_an_improper_request_is_for_the_officer_alone(
    alice: User, maria: User, officer: User, auditor: User, opportunity: Opportunity
) -> None:
    row = integrity.report_improper(user=alice, opportunity_id=opportunity.pk, words="方科长要三个点")
    for user in (alice, maria, auditor):
        assert not visible_log(user).filter(object_type="improperrequest").exists()
        with pytest.raises(TongpinError):
            integrity.settle_improper(user=user, request_id=row.pk, outcome="x")
    assert visible_log(officer).filter(object_type="improperrequest").exists()
    assert integrity.settle_improper(user=officer, request_id=row.pk, outcome="书面回绝").settled_on == TODAY


def gift(user: User, account: int, value: str = "200", **more: Any) -> Any:
    facts: dict[str, Any] = {"kind": "gift", "date": TODAY, "text": "茶叶一盒", "value": Decimal(value), **more}
    return integrity.ask_gift(user=user, account_id=account, **facts)


def test_gifts_are_asked_for_before_and_within_limits(alice: User, officer: User, maria: User) -> None:
    sale = order_of(alice, "临江纸业", 40000)
    row = gift(alice, sale.account_id)
    with pytest.raises(TongpinError):
        integrity.answer_gift(user=maria, gift_id=row.pk, granted=True)
    assert integrity.answer_gift(user=officer, gift_id=row.pk, granted=True).state == "granted"
    for value, more, rule in (
        ("301", {}, "gift_once"),
        ("50", {"date": TODAY - dt.timedelta(days=1)}, "gift_late"),
        ("10", {"currency": "CHF"}, "gift_once"),
    ):
        with pytest.raises(TongpinError) as refused:
            gift(alice, sale.account_id, value, **more)
        assert rule in refused.value.values["rules"]
    for _time in range(2):
        gift(alice, sale.account_id, "300")
    with pytest.raises(TongpinError) as refused:
        gift(alice, sale.account_id, "300")
    assert refused.value.values["rules"] == ["gift_year"]


@pytest.mark.parametrize("kind", ["public", "state_owned", None])
def test_nothing_for_officials(alice: User, kind: str | None) -> None:
    sale = order_of(alice, "江州水务", 40000, kind=kind)
    with pytest.raises(TongpinError) as refused:
        gift(alice, sale.account_id, "10")
    assert refused.value.values["rules"] == ["gift_public"]


def test_no_gift_while_the_tender_is_open(alice: User) -> None:
    sale = order_of(alice, "临江纸业", 40000)
    Opportunity.objects.filter(pk=sale.pk).update(result=None, stage="commitment")
    with pytest.raises(TongpinError) as refused:
        gift(alice, sale.account_id, "10")
    assert refused.value.values["rules"] == ["frozen"]
