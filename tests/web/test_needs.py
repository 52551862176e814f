"""The needs tab: the map, benefits and proofs, pain against price and its files; the library of proofs."""

import io
import zipfile
from decimal import Decimal
from typing import Any

import pytest
from docx import Document
from python_calamine import load_workbook

from tests.web.conftest import Visit
from tongpin.crm.models import Benefit, CostLine, Need, NeedHint, PainSheet, Proof
from tongpin.crm.needs import actions
from tongpin.crm.opportunities.models import Opportunity
from tongpin.crm.users.models import User

TOLD = "设备科王工说三号线换一次模要四个多小时，旺季根本排不开。去年停机赔了八十万。招标还没影。"


@pytest.fixture
def path(opportunity: Opportunity) -> str:
    return f"/opportunities/{opportunity.pk}"


@pytest.fixture
def told(at: Visit, alice: User, opportunity: Opportunity, path: str) -> Opportunity:
    """A note whose words tell needs."""
    form = {"opportunity": opportunity.pk, "text": TOLD, "date": "2026-02-20", "kind": "visit", "direction": "out"}
    at(alice).post("/note", {**form, "do": "save"})
    return opportunity


def test_words_of_a_note_become_a_need_with_one_button(at: Visit, alice: User, told: Opportunity, path: str) -> None:
    client = at(alice)
    shown = client.get(f"{path}?tab=needs").content.decode()
    assert "<mark>去年停机赔了八十万</mark>" in shown
    hint = NeedHint.objects.get(text="去年停机赔了八十万")
    client.post(f"{path}/needs/{hint.pk}/confirm")
    need = Need.objects.get(words=hint.text)
    assert (need.money, need.activity) == (Decimal(800_000), hint.activity)
    shown = client.get(f"{path}?tab=needs").content.decode()
    assert f"/entries/{hint.activity_id}" in shown
    assert "<mark>去年停机赔了八十万</mark>" not in shown
    again = client.post(f"{path}/needs/{hint.pk}/confirm")
    assert again.status_code == 409


def test_words_are_worded_or_struck(at: Visit, alice: User, told: Opportunity, path: str) -> None:
    client = at(alice)
    first, second = NeedHint.objects.order_by("pk")[:2]
    form = {"text": "换模太久", "date": "2026-02-20", "type": "org", "strength": "implied", "severity": "4"}
    client.post(f"{path}/needs/{first.pk}/word", form)
    need = Need.objects.get(text="换模太久")
    assert (need.severity, need.words) == (4, first.text)
    client.post(f"{path}/needs/{second.pk}/strike")
    second.refresh_from_db()
    assert second.state == "struck"
    client.post(f"{path}/needs/look")
    assert not NeedHint.objects.filter(activity=first.activity, state="proposed").exists()


def test_a_script_in_the_words_stays_words(at: Visit, alice: User, opportunity: Opportunity, path: str) -> None:
    words = "<script>alert(1)</script>线老是停机，损失很大"
    actions.add_need(user=alice, opportunity_id=opportunity.pk, text=words, date=opportunity.needs.get().date)
    for view in ("map", "matrix", "cost"):
        assert "<script>alert" not in at(alice).get(f"{path}?tab=needs&view={view}").content.decode()


def test_the_matrix_shows_its_gaps_and_takes_a_benefit(
    at: Visit, alice: User, opportunity: Opportunity, path: str
) -> None:
    client = at(alice)
    need = opportunity.needs.get()
    assert "Say what of ours answers it" in client.get(f"{path}?tab=needs&view=matrix").content.decode()
    proof = Proof.objects.create(title="东湖用油记录", kind="reference")
    client.post(
        f"{path}/records/benefit/add",
        {"need_id": need.pk, "who": "s1", "kind": "safety", "text": "不用半夜起来", "proof_id": proof.pk},
    )
    benefit = Benefit.objects.get()
    assert (benefit.need, benefit.proof, benefit.kind) == (need, proof, "safety")
    shown = client.get(f"{path}?tab=needs&view=matrix").content.decode()
    assert "东湖用油记录" in shown
    assert "name the capability" in shown
    form = client.get(f"{path}/records/benefit/{benefit.pk}").content.decode()
    assert "不用半夜起来" in form
    foreign = client.post(f"{path}/records/benefit/add", {"need_id": 10**6, "kind": "safety"})
    assert foreign.status_code == 422


def test_the_pain_is_reckoned_against_the_price(at: Visit, alice: User, opportunity: Opportunity, path: str) -> None:
    client = at(alice)
    empty = client.get(f"{path}?tab=needs&view=cost").content.decode()
    assert "No figure for the problem yet" in empty
    assert empty.count("not known") >= 4
    assert "¥0" not in empty
    pain = {"side": "pain", "name": "停机", "low": "600000", "likely": "800,000", "high": "1000000", "rhythm": "year"}
    client.post(f"{path}/records/pain/add", pain)
    client.post(f"{path}/records/pain/add", {"side": "solution", "name": "设备", "likely": "1200000", "rhythm": "once"})
    client.post(f"{path}/needs/terms", {"years": "3", "interest": "0"})
    assert PainSheet.objects.get().years == 3
    shown = client.get(f"{path}?tab=needs&view=cost").content.decode()
    for words in ("Worth it", "¥1,200,000", "18 months", 'data-chart="tornado"', "Gain at its low figure"):
        assert words in shown
    refused = client.post(f"{path}/records/pain/add", {**pain, "low": "900000", "likely": "1"})
    assert refused.status_code == 422
    assert CostLine.objects.count() == 2
    assert client.post(f"{path}/needs/terms", {"years": "40"}).status_code == 422


def test_the_one_sheet_speaks_the_customers_language_and_tells_nothing_of_ours(
    at: Visit, alice: User, opportunity: Opportunity, path: str
) -> None:
    client = at(alice)
    assert client.get(f"{path}/needs/sheet.docx").status_code == 404  # nothing to show yet
    here = {"user": alice, "opportunity_id": opportunity.pk}
    actions.add_cost_line(**here, name="=停机", likely=Decimal(800_000), reckoned="每小时八千")  # type: ignore[arg-type]
    actions.add_cost_line(**here, name="设备", side="solution", likely=Decimal("99.99"), rhythm="once")  # type: ignore[arg-type]
    word = Document(io.BytesIO(client.get(f"{path}/needs/sheet.docx").content))
    words = "\n".join(
        [
            *(paragraph.text for paragraph in word.paragraphs),
            *(cell.text for table in word.tables for row in table.rows for cell in row.cells),
        ]
    )
    assert "维持现状的代价" in words  # the page is English, the opportunity Chinese
    assert "每小时八千" in words
    for ours in ("Tongpin", "赢面", "周建国", "陈静"):
        assert ours not in words
    with zipfile.ZipFile(io.BytesIO(client.get(f"{path}/needs/sheet.xlsx").content)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
        assert "=停机" in book.read("xl/sharedStrings.xml").decode()  # words, not a formula
    assert "<f>SUM(" in sheet
    assert "停机" not in sheet


def test_the_workbook_leaves_empty_what_nobody_knows(
    at: Visit, alice: User, opportunity: Opportunity, path: str
) -> None:
    """A nought would tell the customer's people that the problem costs nothing, or that solving it is free."""
    here: dict[str, Any] = {"user": alice, "opportunity_id": opportunity.pk}
    actions.add_cost_line(**here, name="停机", likely=Decimal(800_000))
    actions.add_cost_line(**here, name="返工", low=Decimal(5))
    actions.add_cost_line(**here, name="设备", side="solution")
    book = load_workbook(io.BytesIO(at(alice).get(f"{path}/needs/sheet.xlsx").content))
    rows = {str(row[0]): row for row in book.get_sheet_by_index(0).to_python() if row}
    assert rows["问题每年造成的损失"][4] == 800_005
    for name in ("解决的总费用", "解决后的净收益"):
        told = next(row for key, row in rows.items() if key.startswith(name))
        assert (told[3], told[4], told[5]) == ("", "", "")
        assert told[7] == "不清楚"
    assert rows["返工"][6] == ""


def test_the_library_keeps_finds_and_retires_proofs(at: Visit, alice: User, maria: User) -> None:
    client = at(alice)
    form = {"title": "台架试验", "kind": "test", "text": "四十小时", "date": "2026-01-01", "valid_until": "2026-02-01"}
    client.post("/library/proofs/add", form)
    proof = Proof.objects.get()
    shown = client.get("/library/proofs?words=台架").content.decode()
    assert "expired" in shown
    assert "No proof" not in shown
    assert "Nothing found" in client.get("/library/proofs?words=光刻").content.decode()
    assert client.post("/library/proofs/add", {"title": " ", "kind": "test"}).status_code == 422
    assert client.post("/library/proofs/add", {**form, "valid_until": "2025-01-01"}).status_code == 422
    odd = client.post("/library/proofs/add", {**form, "date": "0001-01-01"})
    assert (odd.status_code, "1950" in odd.content.decode()) == (422, True)
    assert client.post("/library/proofs/add", {**form, "valid_until": "9999-01-01"}).status_code == 422
    assert client.post(f"/library/proofs/{proof.pk}/retire").status_code == 403
    at(maria).post(f"/library/proofs/{proof.pk}/retire")
    proof.refresh_from_db()
    assert proof.retired
    assert client.get("/library/proofs/999999").status_code == 404


def test_who_may_look_only_changes_nothing(at: Visit, bob: User, told: Opportunity, path: str) -> None:
    hint = NeedHint.objects.order_by("pk")[0]
    shown = at(bob).get(f"{path}?tab=needs").content.decode()
    assert "<mark>" in shown
    assert "needs/look" not in shown
    assert at(bob).post(f"{path}/needs/{hint.pk}/confirm").status_code == 403


def test_others_see_nothing_of_it(at: Visit, charlie: User, told: Opportunity, path: str) -> None:
    hint = NeedHint.objects.order_by("pk")[0]
    for address in ("?tab=needs", "?tab=needs&view=cost", "/needs/sheet.pdf", "/needs/terms"):
        assert at(charlie).get(path + address).status_code == 404
    for address in (f"/needs/{hint.pk}/confirm", f"/needs/{hint.pk}/strike", "/needs/look", "/needs/take"):
        assert at(charlie).post(path + address).status_code == 404
    assert not Need.objects.exclude(words="").exists()


@pytest.mark.parametrize(("view", "most"), [("map", 26), ("matrix", 26), ("cost", 26)])
def test_queries_do_not_grow_with_the_rows(
    at: Visit, alice: User, told: Opportunity, path: str, view: str, most: int, django_assert_max_num_queries
) -> None:
    need = told.needs.get()
    here = {"user": alice, "opportunity_id": told.pk}
    for number in range(12):
        actions.add_benefit(**here, need_id=need.pk, who="s1", text=f"好处 {number}")  # type: ignore[arg-type]
        actions.add_cost_line(**here, need_id=need.pk, name=f"费用 {number}", likely=Decimal(number))  # type: ignore[arg-type]
        actions.add_need(**here, text=f"需求 {number}", date=need.date, who="s1")  # type: ignore[arg-type]
    client = at(alice)
    with django_assert_max_num_queries(most):
        client.get(f"{path}?tab=needs&view={view}")


def test_the_library_takes_few_queries(at: Visit, alice: User, django_assert_max_num_queries) -> None:
    Proof.objects.bulk_create(Proof(title=f"证明 {number}") for number in range(30))
    client = at(alice)
    with django_assert_max_num_queries(8):
        client.get("/library/proofs")
