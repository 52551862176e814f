"""The bid on pages: reckoned, decided, approved by another, awarded, saved as files."""

import io
from decimal import Decimal
from typing import Any
from zipfile import ZipFile

import pytest
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from tests.crm.builders import TODAY
from tests.web.conftest import Visit
from tongpin.crm.bids import approving, awarding, sheet
from tongpin.crm.bids.models import Approval, ApprovalLimit, Award, BidCost, BidSheet, ExchangeRate, Phase
from tongpin.crm.bids.reckoning import reckoning_of
from tongpin.crm.opportunities.models import Opportunity
from tongpin.crm.users.models import User
from tongpin.exchange.office import Cell, Paper, Table, Tile, printed

D = Decimal


@pytest.fixture
def priced(alice: User, opportunity: Opportunity) -> Opportunity:
    here: dict[str, Any] = {"user": alice, "opportunity_id": opportunity.pk}
    sheet.add_cost(name="基础油与添加剂", unit_cost=D(1800000), **here)
    sheet.add_cost(name="配送", kind="freight", unit_cost=D(100000), **here)
    sheet.add_cost(name="投标人天", kind="bidding", quantity=D(10), unit_cost=D(1500), **here)
    sheet.add_price_line(name="液压油", quantity=D(200), unit="桶", price=D(11000), vat=D(13), **here)
    sheet.add_price_line(name="=油品检测", price=D(100000), vat=D(6), **here)
    sheet.believe_price(bidder="固力", low=D(2400000), likely=D(2550000), high=D(2800000), **here)
    sheet.set_bid_sheet(formula={"kind": "low_first", "weight": "40"}, floor_margin=D(12), quality=D(85), **here)
    return opportunity


@pytest.fixture
def price_page(opportunity: Opportunity) -> str:
    return f"/opportunities/{opportunity.pk}?tab=tender&view=price"


@pytest.fixture
def decision(opportunity: Opportunity) -> str:
    return f"/opportunities/{opportunity.pk}?tab=tender&view=decision"


def text_of(client: Any, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_an_empty_price_page_says_what_to_do_first(at: Visit, alice: User, price_page: str) -> None:
    shown = text_of(at(alice), price_page)
    assert "without costs no price is safe" in shown
    assert "bid-outlook" not in shown


def test_costs_lines_and_rivals_are_typed_in_and_reckoned(at: Visit, alice: User, opportunity: Opportunity) -> None:
    client, path = at(alice), f"/opportunities/{opportunity.pk}"
    for part, form in (
        ("cost", {"kind": "goods", "name": "oil", "quantity": "2", "unit_cost": "1,000", "currency": ""}),
        ("price_line", {"name": "oil", "quantity": "2", "price": "1,500.50", "vat": "13"}),
        ("price_belief", {"bidder": "固力", "low": "3,000", "likely": "3,300", "high": "3,600"}),
    ):
        answer = client.post(f"{path}/records/{part}/add", form)
        assert answer.status_code == 302, answer.content.decode()
        assert "view=price" in answer["Location"]
    assert BidCost.objects.get().currency == "CNY"
    found = reckoning_of(opportunity)
    assert (found.ours, found.costs.total) == (D("3391.13"), D(2000))
    shown = text_of(client, f"{path}?tab=tender&view=price")
    assert "¥3,391.13" in shown
    assert 'id="bid-outlook"' in shown
    assert "Best price" in shown


def test_the_page_shows_margin_chance_best_price_and_the_same_figures_as_a_table(
    at: Visit, alice: User, priced: Opportunity, price_page: str
) -> None:
    shown = text_of(at(alice), price_page)
    for words in ("¥2,592,000", "17.4%", "Best price", "best price", "our price", "VAT 13%", "VAT 6%", "¥286,000"):
        assert words in shown, words
    assert "增值税法" in shown
    assert "=油品检测" in shown


def test_a_price_below_cost_is_refused_at_its_field(at: Visit, alice: User, priced: Opportunity) -> None:
    client, path = at(alice), f"/opportunities/{priced.pk}/bid/sheet"
    seen = client.get(path).content.decode().split('name="seen" value="')[1].split('"')[0]
    answer = client.post(path, {"price": "1,900,000", "seen": seen})
    assert answer.status_code == 422
    assert "Below cost is no play of ours" in answer.content.decode()
    assert BidSheet.objects.get().price is None


def test_the_formula_is_kept_with_what_its_kind_needs(at: Visit, alice: User, priced: Opportunity) -> None:
    client, path = at(alice), f"/opportunities/{priced.pk}/bid/sheet"
    page = client.get(path).content.decode()
    assert 'value="40"' in page
    seen = page.split('name="seen" value="')[1].split('"')[0]
    form = {"kind": "benchmark", "weight": "35", "above": "1", "below": "0.5", "trim": "5", "threshold": "60"}
    assert client.post(path, {**form, "seen": seen}).status_code == 302
    assert BidSheet.objects.get().formula == {
        "kind": "benchmark",
        "weight": "35",
        "above": "1",
        "below": "0.5",
        "trim": "5",
    }


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({"weight": "30", "above": "1"}, "Choose the formula that these figures belong to"),
        ({"target_margin": "10", "floor_margin": "20"}, "The margin we aim at lies below the least one."),
    ],
)
def test_terms_that_do_not_go_together_are_told(
    at: Visit, alice: User, priced: Opportunity, sent: dict[str, str], told: str
) -> None:
    answer = at(alice).post(f"/opportunities/{priced.pk}/bid/sheet", sent)
    assert (answer.status_code, told in answer.content.decode()) == (422, True)


def test_every_view_asks_the_same_number_of_questions_however_much_is_in_it(
    at: Visit, alice: User, priced: Opportunity, price_page: str, decision: str, django_assert_max_num_queries: Any
) -> None:
    client = at(alice)
    here: dict[str, Any] = {"user": alice, "opportunity_id": priced.pk}
    for number in range(8):
        sheet.add_cost(name=f"c{number}", unit_cost=D(10), currency="USD", **here)
        sheet.add_price_line(name=f"l{number}", price=D(10), **here)
        sheet.believe_price(bidder=f"r{number}", low=D(2400000), likely=D(2500000), high=D(2600000), **here)
        awarding.add_lesson(text=f"t{number}", **here)
        approving.ask_approval(kind="price", **here)
    for address, most in ((price_page, 28), (decision, 30)):
        client.get(address)
        with django_assert_max_num_queries(most):
            client.get(address)


# ---------------------------------------------------------------- the decision
def test_the_decision_shows_its_worth_and_reasons(at: Visit, alice: User, priced: Opportunity, decision: str) -> None:
    shown = text_of(at(alice), decision)
    assert "What bidding is worth" in shown
    assert "¥15,000" in shown
    assert "Chance times margin" in shown


def test_a_bid_not_made_is_recorded_with_why(at: Visit, alice: User, priced: Opportunity, decision: str) -> None:
    client, path = at(alice), f"/opportunities/{priced.pk}/bid/decide"
    assert client.post(path, {"step": "no_bid", "reason": ""}).status_code == 422
    assert client.post(path, {"step": "no_bid", "reason": "Written for 固力"}).status_code == 302
    shown = text_of(client, decision)
    assert "Written for 固力" in shown
    assert "No bid" in shown


def test_a_manager_agrees_from_today(
    at: Visit, alice: User, maria: User, bob: User, priced: Opportunity, decision: str
) -> None:
    ApprovalLimit.objects.create(kind="price", above=D(1000000), role="manager")
    client = at(alice)
    assert "needs the word of a manager" in text_of(client, decision)
    client.post(f"/opportunities/{priced.pk}/approvals/ask", {"kind": "price", "reason": "due on Friday"})
    asked = Approval.objects.get()
    assert 'value="yes"' not in text_of(client, decision)
    assert "due on Friday" not in text_of(client, "/")
    manager = at(maria)
    today = text_of(manager, "/")
    assert "due on Friday" in today
    assert "view=decision" in today
    assert 'value="yes"' in text_of(manager, decision)
    answer = f"/opportunities/{priced.pk}/approvals/{asked.pk}/answer"
    assert at(bob).post(answer, {"word": "yes"}).status_code == 403
    assert client.post(answer, {"word": "yes"}).status_code == 403
    manager.post(answer, {"word": "no"})
    asked.refresh_from_db()
    assert asked.state == "asked"
    manager.post(answer, {"word": "yes", f"a{asked.pk}-answer": "Fine"})
    asked.refresh_from_db()
    assert (asked.state, asked.answer) == ("granted", "Fine")
    assert "agreed as it stands" in text_of(client, decision)
    sheet.set_bid_sheet(user=alice, opportunity_id=priced.pk, price=D(2500000))
    assert "needs the word of a manager" in text_of(client, decision)


def test_awards_lessons_and_the_next_phase(at: Visit, alice: User, priced: Opportunity, decision: str) -> None:
    client, path = at(alice), f"/opportunities/{priced.pk}"
    day = TODAY.isoformat()
    client.post(f"{path}/records/award/add", {"date": day, "bidder": "澄岳", "ours": "on", "share": "60"})
    refused = client.post(f"{path}/records/award/add", {"date": day, "bidder": "固力", "share": "50"})
    assert refused.status_code == 422
    assert "110 percent" in refused.content.decode()
    client.post(f"{path}/records/lesson/add", {"date": day, "kind": "price", "rival": "固力", "text": "free tests"})
    client.post(f"{path}/records/phase/add", {"number": "2", "name": "Line 2", "amount": "900000", "state": "planned"})
    shown = text_of(client, decision)
    for words in ("60%", "free tests", "40.0% of the order", "2. Line 2", "is the condition met?"):
        assert words in shown, words
    assert Award.objects.get().ours
    answer = client.post(f"{path}/phases/{Phase.objects.get().pk}/open")
    fresh = Phase.objects.get().next
    assert fresh is not None
    assert answer["Location"] == f"/opportunities/{fresh.pk}"


def test_a_stranger_finds_nothing_and_a_reader_changes_nothing(
    at: Visit, charlie: User, bob: User, priced: Opportunity
) -> None:
    path = f"/opportunities/{priced.pk}"
    for address in ("/bid/sheet", "/bid/decide", "/bid/review.pdf", "/bid/review.docx", "/bid/review.xlsx"):
        assert at(charlie).get(path + address).status_code == 404, address
    assert at(bob).get(f"{path}/bid/review.docx").status_code == 200
    assert at(bob).get(f"{path}/bid/sheet").status_code == 403
    assert at(bob).post(f"{path}/approvals/ask", {"kind": "price"}).status_code == 403


# ---------------------------------------------------------------- limits and rates
def test_managers_keep_limits_and_rates(at: Visit, alice: User, maria: User, opportunity: Opportunity) -> None:
    manager = at(maria)
    limit = {"kind": "price", "currency": "CNY", "above": "1,000,000", "role": "manager"}
    assert manager.post("/library/limits/add", limit).status_code == 302
    rate = {"currency": "EUR", "into": "CNY", "rate": "8.05", "date": TODAY.isoformat(), "source": "bank"}
    assert manager.post("/library/rates/add", rate).status_code == 302
    assert manager.post("/library/rates/add", {**rate, "rate": "0"}).status_code == 422
    assert manager.post("/library/rates/add", {**rate, "into": "EUR"}).status_code == 422
    shown = text_of(at(alice), "/library/limits")
    assert "from ¥1,000,000 on" in shown
    assert "1 EUR = 8.05 CNY" in shown
    assert "Add a limit" not in shown
    assert at(alice).get("/library/limits/add").status_code == 403
    assert at(alice).post("/library/rates/add", rate).status_code == 403
    assert "Limits and rates" in text_of(at(alice), "/library")
    one = ApprovalLimit.objects.get()
    assert "1,000,000" in text_of(manager, f"/library/limits/{one.pk}")
    manager.post(f"/library/limits/{one.pk}/remove")
    manager.post(f"/library/rates/{ExchangeRate.objects.get().pk}/remove")
    assert not ApprovalLimit.objects.exists()
    assert not ExchangeRate.objects.exists()
    assert manager.get("/library/limits/999").status_code == 404


# ---------------------------------------------------------------- files
def test_the_review_as_word_and_excel(at: Visit, alice: User, priced: Opportunity) -> None:
    client, path = at(alice), f"/opportunities/{priced.pk}/bid/review"
    document = ZipFile(io.BytesIO(client.get(f"{path}.docx").content)).read("word/document.xml").decode()
    for words in ("Bid review", "¥2,592,000", "=油品检测", "What each price would bring"):
        assert words in document, words
    book = CalamineWorkbook.from_filelike(io.BytesIO(client.get(f"{path}.xlsx").content))
    assert book.sheet_names == ["Costs", "Our price", "Prices tried"]
    rows = book.get_sheet_by_name("Our price").to_python()
    assert ["=油品检测", 1.0, "", 100000.0, 100000.0, 0.06, 6000.0, 106000.0] in rows
    assert rows[-2][4:8] == [2300000.0, "", 292000.0, 2592000.0]


def test_the_review_as_pdf_fits_on_a_page(at: Visit, alice: User, priced: Opportunity) -> None:
    answer = at(alice).get(f"/opportunities/{priced.pk}/bid/review.pdf")
    if answer.status_code == 503:
        pytest.skip("neither WeasyPrint nor Chromium is installed")
    read = PdfReader(io.BytesIO(answer.content))
    assert len(read.pages) == 1
    assert "2,592,000" in read.pages[0].extract_text()


def test_a_note_of_others_stays_text_in_the_printed_page(alice: User, priced: Opportunity) -> None:
    cell = Cell(text="<script>alert(1)</script>\nnext")
    table = Table(title="<b>", head=("<i>",), shares=(1,), rows=((cell,),))
    page = printed(
        Paper(
            lang="en",
            title="</style><script>",
            about=("a",),
            footer='"} </style><script>x',
            tiles=(Tile(label="<u>", value="1"),),
            obstacle=("<", ">"),
            tables=(table,),
        )
    )
    assert "<script>" not in page
    assert page.count("</style>") == 1
