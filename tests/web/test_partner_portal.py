"""The partners' own pages: a partner finds what is his, and nothing else under any address."""

import datetime as dt
import re
from collections.abc import Iterator
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver

from tests.crm.builders import TODAY
from tests.crm.partnering import AUTUMN, agreement_of, introduced, order_of, partner_of, received, stated
from tests.web.conftest import Visit
from tongpin.crm.accounts.actions import create_person
from tongpin.crm.audit.models import LogEntry
from tongpin.crm.errors import TongpinError
from tongpin.crm.opportunities.actions import share_opportunity
from tongpin.crm.opportunities.models import Opportunity
from tongpin.crm.opportunities.policy import may, visible, who_see
from tongpin.crm.partners import stating, talking
from tongpin.crm.partners.access import give_access
from tongpin.crm.partners.models import Partner, PartnerAgreement, Statement, StatementTalk
from tongpin.crm.partners.paying import ask_payment
from tongpin.crm.users.models import Role, User

OTHER_CODE = "91350100M000100Y43"
PASSWORD = "lake-street-42"


@pytest.fixture
def agreement(maria: User) -> PartnerAgreement:
    return agreement_of(maria, partner_of(maria))


@pytest.fixture
def order(alice: User, agreement: PartnerAgreement) -> Opportunity:
    """An order of 60,000 that the partner brought; 50,000 were received. Our notes about it are ours."""
    sale = order_of(alice, "临江纸业", 60000)
    introduced(alice, agreement, sale)
    received(alice, sale, 50000, note="财务说客户周转紧")
    create_person(user=alice, account_id=sale.account_id, name="孙科长", title="设备科长")
    return sale


@pytest.fixture
def visitor(officer: User, agreement: PartnerAgreement, order: Opportunity) -> User:
    return give_access(
        user=officer, partner_id=agreement.partner_id, username="yuanfan", password=PASSWORD, language="en"
    )


@pytest.fixture
def sent(maria: User, agreement: PartnerAgreement, order: Opportunity) -> Statement:
    return stated(maria, agreement)


@pytest.fixture
def rival(maria: User, alice: User) -> Statement:
    """Another partner's statement."""
    facts = {"name": "青山商贸有限公司", "holder": "青山商贸有限公司", "owners": ["钱青山"], "code": OTHER_CODE}
    other = agreement_of(maria, partner_of(maria, account="6217 0000 4321", phone="0571 8888", mail="", **facts))
    sale = order_of(alice, "白沙乳业", 30000)
    introduced(alice, other, sale)
    received(alice, sale, 30000)
    return stated(maria, other)


def test_a_partner_signs_in_and_sees_what_is_his(visitor: User, sent: Statement, rival: Statement) -> None:
    client = Client()
    signed_in = client.post("/account/login/", {"login": "yuanfan", "password": PASSWORD}, follow=True)
    assert signed_in.redirect_chain[-1][0] == "/partner"
    shown = signed_in.content.decode()
    for his in ("江州远帆科技有限公司", "临江纸业", "9 月 8 日引荐邮件", "¥50,000", "¥2,500", "¥500"):
        assert his in shown
    for ours in ("青山商贸", "白沙乳业", "周转紧", "孙科长", "设备科长", "陈静", "王强", "财务"):
        assert ours not in shown
    assert "/opportunities" not in shown
    assert "/library" not in shown
    assert client.get(f"/partner/statements/{sent.pk}.xlsx").content[:2] == b"PK"
    line = client.get(f"/partner/statements/{sent.pk}").content.decode()
    assert "临江纸业" in line
    assert "¥2,500" in line


def test_drafts_and_the_statements_of_others_are_not_there(
    at: Visit, maria: User, alice: User, visitor: User, sent: Statement, rival: Statement, order: Opportunity
) -> None:
    received(alice, order, 1000, dt.date(2026, 2, 1))
    draft = stating.draft_statement(user=maria, agreement_id=sent.agreement_id, until=TODAY)
    client = at(visitor)
    assert f"/statements/{draft.pk}" not in client.get("/partner").content.decode()
    for statement in (draft, rival):
        for ending in ("", ".pdf", ".xlsx"):
            assert client.get(f"/partner/statements/{statement.pk}{ending}").status_code == 404
        assert client.post(f"/partner/statements/{statement.pk}", {"question": "?"}).status_code == 404
        assert client.post(f"/partner/statements/{statement.pk}/confirm").status_code == 404
    assert not StatementTalk.objects.exists()


def addresses(patterns: list[URLPattern | URLResolver], before: str = "") -> Iterator[tuple[str, str, bool]]:
    """Every address of the product: its route, its name, and whether it belongs to signing in."""
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns, route)
        else:
            yield route, pattern.name or "", route.startswith(("account/", "language/"))


def test_every_address_of_the_product_is_closed_to_a_partner(
    at: Visit, visitor: User, sent: Statement, rival: Statement, order: Opportunity, alice: User
) -> None:
    """Filled with what is there, so that none is missing for want of a record."""
    known = {
        "opportunity_id": order.pk,
        "account_id": order.account_id,
        "partner_id": sent.agreement.partner_id,
        "agreement_id": sent.agreement_id,
        "statement_id": sent.pk,
        "user_id": alice.pk,
        "activity_id": order.activities.get().pk,
        "name": "industrial-six",
        "part_name": "need",
    }
    client, opened, checked = at(visitor), set(), 0
    for route, name, signing_in in addresses(get_resolver().url_patterns):
        if signing_in:
            continue
        path = "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda found: str(known.get(found[1], 1)), route)
        for answer in (
            client.get(path),
            client.post(path, {}),
            client.put(path),
            client.get(path, headers={"HX-Request": "true"}),
        ):
            checked += 1
            if answer.status_code != 404:
                opened.add(name)
    own = {"portal", "portal_statement", "confirm_statement", "portal_pdf", "portal_excel"}
    assert opened == {*own, "profile", "today"}
    assert checked > 800
    written = LogEntry.objects.filter(user=visitor).values_list("verb", flat=True)
    assert set(written) <= {"confirm_statement", "change_language"}


def test_what_belongs_to_signing_in_tells_nothing_of_ours(at: Visit, visitor: User, rival: Statement) -> None:
    client = at(visitor)
    for path in ("/account/password/change/", "/account/2fa/", "/account/email/", "/profile", "/nowhere", "/board"):
        shown = client.get(path, follow=True).content.decode()
        assert "/opportunities" not in shown, path
        assert "白沙乳业" not in shown, path
        assert 'rel="manifest"' not in shown, path
    home = client.get("/")
    assert (home.status_code, home["Location"]) == (302, "/partner")


def test_the_partners_pages_are_not_there_for_us(
    at: Visit, alice: User, maria: User, auditor: User, officer: User, sent: Statement
) -> None:
    for user in (alice, maria, auditor, officer):
        for path in ("/partner", f"/partner/statements/{sent.pk}", f"/partner/statements/{sent.pk}.pdf"):
            assert at(user).get(path).status_code == 404
    assert Client().get("/partner").status_code == 302


def test_actions_are_closed_to_a_partner_too(alice: User, maria: User, visitor: User, order: Opportunity) -> None:
    assert not visible(visitor).exists()
    assert not any(may(visitor, verb, order) for verb in ("see", "change", "share", "manage"))
    assert who_see(order, [visitor, alice]) == {alice.pk}
    with pytest.raises(TongpinError):
        share_opportunity(user=alice, opportunity_id=order.pk, with_user=visitor)
    with pytest.raises(TongpinError):
        ask_payment(user=visitor, agreement_id=1, amount=Decimal(1), invoice_number="1", invoice_amount=Decimal(1))


# ---------------------------------------------------------------- who lets him in
def test_access_is_given_by_the_officer_and_taken_at_once(
    at: Visit, officer: User, maria: User, auditor: User, agreement: PartnerAgreement
) -> None:
    path = f"/library/partners/{agreement.partner_id}"
    facts = {"username": "yuanfan", "password": PASSWORD, "language": "zh-hans"}
    for user in (maria, auditor):
        assert at(user).post(f"{path}/access", facts).status_code == 403
    weak = at(officer).post(f"{path}/access", {**facts, "password": "12345"})
    assert weak.status_code == 422
    assert at(officer).post(f"{path}/access", {**facts, "username": "maria"}).status_code == 422
    assert at(officer).post(f"{path}/access", facts).status_code == 302
    visitor = Partner.objects.get().user
    assert visitor is not None
    assert (visitor.role, visitor.is_active, visitor.check_password(PASSWORD)) == (Role.PARTNER, True, True)
    inside = at(visitor)
    assert inside.get("/partner").status_code == 200
    assert at(maria).post(f"{path}/access/take").status_code == 403
    assert at(officer).post(f"{path}/access/take").status_code == 302
    assert inside.get("/partner").status_code == 302  # to the page for signing in
    again = at(officer).post(f"{path}/access", {"password": "another-street-7", "language": "en"})
    assert again.status_code == 302
    visitor.refresh_from_db()
    assert (visitor.username, visitor.is_active, visitor.check_password("another-street-7")) == ("yuanfan", True, True)
    logged = "".join(entry.payload or "" for entry in LogEntry.objects.filter(object_type="user"))
    assert "pbkdf2" not in logged
    assert "street" not in logged
    assert set(LogEntry.objects.filter(object_type="user").values_list("verb", flat=True)) == {
        "give_access",
        "take_access",
    }


def test_a_partner_changes_his_first_password(at: Visit, visitor: User) -> None:
    fresh = "quay-side-2026"
    facts = {"oldpassword": PASSWORD, "password1": fresh, "password2": fresh}
    at(visitor).post("/account/password/change/", facts)
    visitor.refresh_from_db()
    assert visitor.check_password(fresh)


# ---------------------------------------------------------------- the talk over a statement
def test_a_question_on_a_line_is_answered_and_the_statement_confirmed(
    at: Visit, maria: User, alice: User, visitor: User, sent: Statement
) -> None:
    about = sent.lines.get().about
    path = f"/partner/statements/{sent.pk}"
    odd = at(visitor).post(path, {"about": "order:somebody-else", "question": "?"})
    assert odd.status_code == 422
    assert at(visitor).post(path, {"about": about, "question": "   "}).status_code == 422
    at(visitor).post(path, {"about": about, "question": "<b>还有一万</b>怎么没有？"})
    refused = at(visitor).post(f"{path}/confirm")
    assert "still waiting for our answer" in refused.content.decode()

    talk = StatementTalk.objects.get()
    assert "Question about a statement" in at(maria).get("/").content.decode()
    page = at(maria).get(f"/library/partners/{sent.agreement.partner_id}").content.decode()
    assert "&lt;b&gt;还有一万&lt;/b&gt;" in page
    assert at(alice).post(f"/library/talks/{talk.pk}/answer", {"answer": "x"}).status_code == 403
    at(maria).post(f"/library/talks/{talk.pk}/answer", {"answer": "客户还没付，到账后列入下一份。"})
    again = at(maria).post(f"/library/talks/{talk.pk}/answer", {"answer": "x"})
    assert again.status_code == 422
    assert "到账后列入下一份" in at(visitor).get(path).content.decode()

    assert at(visitor).post(f"{path}/confirm").status_code == 302
    assert "confirmed this statement already" in at(visitor).post(f"{path}/confirm").content.decode()
    assert (
        "confirmed by the partner" in at(maria).get(f"/library/partners/{sent.agreement.partner_id}").content.decode()
    )
    verbs = list(LogEntry.objects.filter(object_type="statementtalk").order_by("pk").values_list("verb", flat=True))
    assert verbs == ["question_statement", "answer_partner", "confirm_statement"]


def test_what_he_asks_after_confirming_is_open_again(visitor: User, maria: User, sent: Statement, at: Visit) -> None:
    talking.confirm_statement(user=visitor, statement_id=sent.pk)
    talk = talking.question_statement(user=visitor, statement_id=sent.pk, question="汇率按哪天？")
    assert "your question waits" in at(visitor).get("/partner").content.decode()
    talking.answer_partner(user=maria, talk_id=talk.pk, answer="按到账日。")
    assert "Check and confirm" in at(visitor).get("/partner").content.decode()


@pytest.mark.parametrize(
    ("lang", "says"), [("zh-hans", "您的佣金"), ("zh-hant", "您的佣金"), ("en", "Your commission")]
)
def test_his_pages_speak_his_language(at: Visit, visitor: User, sent: Statement, lang: str, says: str) -> None:
    visitor.language = lang
    visitor.save(update_fields=["language"])
    assert says in at(visitor).get("/partner").content.decode()


def test_his_page_asks_the_database_a_bounded_number_of_times(
    at: Visit, maria: User, alice: User, visitor: User, sent: Statement, agreement: PartnerAgreement
) -> None:
    client = at(visitor)

    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/partner").status_code == 200
        return len(queries)

    before = count()
    for name in ("青石水泥", "白沙乳业"):
        sale = order_of(alice, name, 30000)
        introduced(alice, agreement, sale)
        received(alice, sale, 3000, AUTUMN)
    stated(maria, agreement)
    agreement_of(maria, agreement.partner, number="YF-2", valid_from=TODAY)
    assert count() == before
