"""Pages of solutions and proposals: made of a template, sent, renewed, and handed out as files."""

import datetime as dt
import io
from decimal import Decimal
from typing import Any

import pytest
from docx import Document

from tests.crm.builders import TODAY
from tests.web.conftest import Visit
from tongpin.crm.models import Activity, Benefit, Need, Proof
from tongpin.crm.needs.actions import add_cost_line, set_pain_terms
from tongpin.crm.offers import actions as shop
from tongpin.crm.offers import proposing
from tongpin.crm.offers.models import Component, Proposal, SolutionTemplate
from tongpin.crm.offers.selectors import proposal_page
from tongpin.crm.opportunities.models import Opportunity
from tongpin.crm.users.models import User
from tongpin.exchange.office.letter_page import letter_page
from tongpin.ports.pdf import PdfFailed
from tongpin.web.opportunity import offer_letter
from tongpin.web.opportunity.offer_letter import letter_of, proof_told

D = Decimal
NASTY = "<script>alert(1)</script>"


@pytest.fixture
def template(maria: User) -> SolutionTemplate:
    found = shop.add_template(
        user=maria, name="润滑全程服务", kind="whole_course", industry="钢铁", terms="# 付款\n- 货到三十天"
    )
    oil = shop.add_component(
        user=maria, name="抗磨液压油", unit="吨", price=D("21500"), cost=D("17777"), vat=D(13), capability="少停机"
    )
    shop.add_part(user=maria, template_id=found.pk, component_id=oil.pk, quantity=D(12))
    return found


@pytest.fixture
def proposal(alice: User, opportunity: Opportunity, template: SolutionTemplate) -> Proposal:
    need = opportunity.needs.all()[0]
    return proposing.make_proposal(
        user=alice, opportunity_id=opportunity.pk, title="润滑方案", template_id=template.pk, needs=[need.pk]
    )


def there(proposal: Proposal, rest: str = "") -> str:
    return f"/opportunities/{proposal.opportunity_id}/proposals/{proposal.pk}{rest}"


def shown(at: Visit, user: User, proposal: Proposal) -> str:
    answer = at(user).get(f"/opportunities/{proposal.opportunity_id}?tab=offer&proposal={proposal.pk}")
    assert answer.status_code == 200
    return answer.content.decode()


# ---------------------------------------------------------------- the library
def test_the_library_of_solutions(at: Visit, alice: User, maria: User, template: SolutionTemplate) -> None:
    for user, keeps in ((alice, False), (maria, True)):
        text = at(user).get("/library/solutions").content.decode()
        assert "润滑全程服务" in text
        assert "¥21,500.00 / 吨" in text
        assert "17,777" not in text  # what it costs us is for those who keep it
        assert ("/library/components/add" in text) is keeps
    assert "no decided sale yet" in at(alice).get(f"/library/solutions/{template.pk}").content.decode()


def test_who_does_not_keep_the_library_gets_no_form(at: Visit, alice: User, template: SolutionTemplate) -> None:
    component = Component.objects.get()
    for path in (
        "/library/solutions/add",
        f"/library/solutions/{template.pk}/change",
        f"/library/solutions/{template.pk}/parts/add",
        "/library/components/add",
        f"/library/components/{component.pk}",
    ):
        assert at(alice).get(path).status_code == 403


def test_a_manager_keeps_components_and_templates(at: Visit, maria: User) -> None:
    proof = Proof.objects.create(title="三年无停机")
    browser = at(maria)
    posted = {
        "name": "过滤小车",
        "kind": "service",
        "currency": "CNY",
        "price": "1,500",
        "vat": "6",
        "proofs": proof.pk,
    }
    assert browser.post("/library/components/add", posted).status_code == 302
    component = Component.objects.get()
    assert (component.price, component.vat, component.proofs.count()) == (D(1500), D(6), 1)
    assert browser.post("/library/solutions/add", {"name": "新", "kind": "platform", "lang": "en"}).status_code == 302
    template = SolutionTemplate.objects.get()
    parts = f"/library/solutions/{template.pk}/parts"
    assert browser.post(f"{parts}/add", {"component_id": component.pk, "quantity": "2.5"}).status_code == 302
    part = template.parts.get()
    assert part.quantity == D("2.5")
    assert browser.post(f"{parts}/add", {"component_id": component.pk, "quantity": "-1"}).status_code == 422
    assert browser.post(f"{parts}/{part.pk}/remove").status_code == 302
    assert not template.parts.exists()


# ---------------------------------------------------------------- a proposal
def test_a_proposal_is_made_of_a_template(at: Visit, alice: User, opportunity: Opportunity, template: Any) -> None:
    browser, path = at(alice), f"/opportunities/{opportunity.pk}/proposals/add"
    first = browser.get(path).content.decode()
    assert "same trade" in first
    form = browser.get(f"{path}?template={template.pk}").content.decode()
    assert "# 付款" in form
    assert "# 接下来的安排" in form  # in the customer's language, whatever the reader's
    need = Need.objects.get()
    posted = {"title": "方案", "lang": "zh-Hans", "date": "2026-03-02", "needs": need.pk, "terms": "现款"}
    assert browser.post(f"{path}?template={template.pk}", posted).status_code == 302
    made = Proposal.objects.get()
    assert (made.title, made.terms, made.lines.count(), made.needs.count()) == ("方案", "现款", 1, 1)
    assert browser.post(f"{path}?template=blank", {**posted, "title": ""}).status_code == 422


def test_a_page_of_a_proposal(at: Visit, alice: User, bob: User, proposal: Proposal) -> None:
    text = shown(at, alice, proposal)
    assert "¥258,000.00" in text
    assert "¥291,540.00" in text  # with 13 % of tax
    assert there(proposal, "/send") in text
    assert there(proposal, "/send") not in shown(at, bob, proposal)


def test_a_stranger_finds_nothing(at: Visit, charlie: User, bob: User, proposal: Proposal) -> None:
    line = proposal.lines.get()
    for rest in (".pdf", ".docx", "/change", "/send", "/lines/add", f"/lines/{line.pk}"):
        assert at(charlie).get(there(proposal, rest)).status_code == 404
    assert at(bob).post(there(proposal, "/change"), {"title": "x"}).status_code == 403
    assert at(charlie).post(there(proposal, "/remove")).status_code == 404


def test_an_address_of_another_opportunity_leads_nowhere(at: Visit, alice: User, proposal: Proposal) -> None:
    for rest in (".docx", "/change", "/lines/add"):
        assert at(alice).get(f"/opportunities/999/proposals/{proposal.pk}{rest}").status_code == 404
    assert at(alice).get(f"/opportunities/{proposal.opportunity_id}?tab=offer&proposal=999").status_code == 404


def test_lines_are_changed_and_what_was_sent_is_not(at: Visit, alice: User, proposal: Proposal) -> None:
    browser, line = at(alice), proposal.lines.get()
    component = Component.objects.get()
    posted = {"component_id": component.pk, "name": "", "quantity": "1", "optional": "on"}
    assert browser.post(there(proposal, "/lines/add"), posted).status_code == 302
    added = proposal.lines.get(optional=True)
    assert (added.name, added.price) == ("抗磨液压油", D(21500))
    form = browser.get(there(proposal, f"/lines/{line.pk}")).content.decode()
    seen = form.split('name="seen" value="')[1].split('"')[0]
    changed = {"name": "抗磨液压油", "quantity": "10", "unit": "吨", "price": "20,900", "vat": "13", "seen": seen}
    assert browser.post(there(proposal, f"/lines/{line.pk}"), changed).status_code == 302
    assert proposal.lines.get(pk=line.pk).price == D(20900)
    sent = {"sent_on": "2026-03-02", "who": "s1", "text": "发了方案"}
    assert browser.post(there(proposal, "/send"), sent).status_code == 302
    assert Activity.objects.filter(kind="proposal", text="发了方案").exists()
    again = browser.post(there(proposal, f"/lines/{line.pk}"), {**changed, "price": "1", "seen": seen})
    assert again.status_code == 422
    assert proposal.lines.get(pk=line.pk).price == D(20900)
    browser.post(there(proposal, "/renew"))
    assert Proposal.objects.filter(version=2, state="draft").exists()


def test_a_proposal_in_the_timeline_already_is_not_entered_twice(at: Visit, alice: User, proposal: Proposal) -> None:
    assert at(alice).post(there(proposal, "/send"), {"sent_on": "2026-03-01", "text": ""}).status_code == 302
    assert not Activity.objects.filter(kind="proposal").exists()
    assert Proposal.objects.get().sent_on == dt.date(2026, 3, 1)


# ---------------------------------------------------------------- on paper
def words_of(content: bytes) -> str:
    kept = Document(io.BytesIO(content))
    cells = [cell.text for table in kept.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in kept.paragraphs), *cells])


def test_the_word_file_speaks_the_customers_language(at: Visit, alice: User, proposal: Proposal) -> None:
    answer = at(alice).get(there(proposal, ".docx"))
    assert answer.status_code == 200
    assert "filename*=utf-8''" in answer["Content-Disposition"]
    text = words_of(answer.content)
    for said in ("方案建议书", "贵方的情况与需要", "停机少一点", "内容与价格", "¥291,540.00", "货到三十天"):
        assert said in text or said == "货到三十天"
    assert "Parts and prices" not in text
    assert "17,777" not in text


def test_nothing_of_ours_or_of_a_person_is_on_paper(alice: User, proposal: Proposal) -> None:
    need = Need.objects.get()
    facts: dict[str, Any] = {"opportunity": proposal.opportunity, "need": need}
    Benefit.objects.create(kind="customer", text="一年少停七次", capability="油品稳定", **facts)
    Benefit.objects.create(kind="self_realisation", text="退休前办成一件大事", **facts)
    page = letter_page(letter_of(proposal_page(user=alice, proposal_id=proposal.pk)))
    assert "一年少停七次" in page
    assert "退休前办成一件大事" not in page
    assert "17777" not in page.replace(",", "")
    assert "方科长说今年预算批了" not in page


def test_what_going_without_costs_is_that_of_the_pain_sheet(alice: User, proposal: Proposal) -> None:
    here: dict[str, Any] = {"user": alice, "opportunity_id": proposal.opportunity_id}
    Need.objects.update(money=D(123456), reckoned="一句话里的数")
    before = letter_page(letter_of(proposal_page(user=alice, proposal_id=proposal.pk)))
    assert "123,456" in before
    add_cost_line(
        **here, name="停机", low=D(70_000), likely=D(80_000), high=D(90_000), rhythm="month", reckoned="每次八千"
    )
    add_cost_line(**here, name="设备", side="solution", likely=D(55_555), rhythm="once")
    set_pain_terms(**here, years=2)
    page = letter_page(letter_of(proposal_page(user=alice, proposal_id=proposal.pk)))
    for told in ("每次八千", "¥80,000.00", "¥960,000.00", "¥1,920,000.00", "¥1,680,000.00", "¥2,160,000.00"):
        assert told in page
    assert "123,456" not in page
    assert "55,555" not in page


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({"may_name": True}, "北岭轧钢三年无停机"),
        ({"may_name": False, "industry": "钢铁"}, "三年无停机"),
    ],
)
def test_a_customer_who_may_not_be_named_is_not(facts: dict[str, Any], told: str) -> None:
    proof = Proof(title="北岭轧钢三年无停机", customer="北岭轧钢", text="北岭轧钢的记录可查", **facts)
    text = proof_told(proof)
    assert told in text
    assert ("北岭轧钢" in text) is facts["may_name"]


def test_what_is_written_is_escaped_everywhere(at: Visit, alice: User, proposal: Proposal) -> None:
    proposing.update_proposal(
        user=alice, proposal_id=proposal.pk, title=NASTY, introduction=NASTY, terms=f"# {NASTY}\n- {NASTY}"
    )
    proposing.add_line(user=alice, proposal_id=proposal.pk, name=NASTY, description=NASTY)
    assert NASTY not in shown(at, alice, proposal)
    assert NASTY not in letter_page(letter_of(proposal_page(user=alice, proposal_id=proposal.pk)))


def test_where_no_program_makes_pdf_it_is_said(
    at: Visit, alice: User, proposal: Proposal, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none(_html: str) -> bytes:
        raise PdfFailed("neither WeasyPrint nor Chromium is installed")

    monkeypatch.setattr(offer_letter, "pdf_of", none)
    answer = at(alice).get(there(proposal, ".pdf"))
    assert answer.status_code == 503
    assert "The Word file says the same" in answer.content.decode()


def test_a_pdf_is_handed_out(at: Visit, alice: User, proposal: Proposal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(offer_letter, "pdf_of", lambda html: b"%PDF-1.7 " + html[:10].encode())
    answer = at(alice).get(there(proposal, ".pdf"))
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")


def test_more_lines_and_versions_ask_no_more(
    at: Visit, alice: User, proposal: Proposal, django_assert_num_queries: Any
) -> None:
    browser = at(alice)
    address = f"/opportunities/{proposal.opportunity_id}?tab=offer"
    browser.get(address)
    with django_assert_num_queries(14) as few:
        browser.get(address)
    with django_assert_num_queries(20) as one:
        browser.get(f"{address}&proposal={proposal.pk}")
    for number in range(4):
        proposing.add_line(user=alice, proposal_id=proposal.pk, name=f"行 {number}")
        proposing.make_proposal(user=alice, opportunity_id=proposal.opportunity_id, title=f"方案 {number}")
    with django_assert_num_queries(len(few)):
        browser.get(address)
    with django_assert_num_queries(len(one)):
        browser.get(f"{address}&proposal={proposal.pk}")


def test_today_is_the_day_of_a_new_proposal(proposal: Proposal) -> None:
    assert proposal.date == TODAY
