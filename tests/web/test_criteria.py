"""The criteria tab and the rivals' files at the browser."""

import io
from decimal import Decimal
from typing import Any

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.crm.builders import TODAY
from tests.web.conftest import Visit
from tongpin.crm.criteria.actions import add_criterion
from tongpin.crm.models import Criterion, Proof
from tongpin.crm.opportunities.models import Opportunity
from tongpin.crm.rivals import actions as rivals
from tongpin.crm.rivals.models import PriceSeen, Rival, Strength
from tongpin.crm.users.models import User
from tongpin.exchange import sheets

TABLE = "评分项\t分值\t我方\t固力\n价格\t60\t40\t55\n供货周期\t40\t38\t20\n合计\t100\t\t\n"


@pytest.fixture
def path(opportunity: Opportunity) -> str:
    return reverse("opportunity", args=[opportunity.pk])


@pytest.fixture
def scored(alice: User, opportunity: Opportunity) -> Opportunity:
    here: dict[str, Any] = {"user": alice, "opportunity_id": opportunity.pk}
    add_criterion(
        name="价格", weight=Decimal(70), ours=Decimal(40), rivals={"固力": 66}, cares=["s2"], entry="e01", **here
    )
    add_criterion(name="<b>检测</b>", weight=Decimal(30), ours=Decimal(28), rivals={"固力": 12}, set_by="us", **here)
    rivals.add_strength(user=alice, name="驻厂服务", ours=Decimal(95), others=Decimal(40))
    return opportunity


def test_the_board_shows_places_lines_flips_and_arguments(
    at: Visit, alice: User, scored: Opportunity, path: str
) -> None:
    shown = at(alice).get(f"{path}?tab=criteria").content.decode()
    assert "By these criteria we are number 2 of 2" in shown
    assert "&lt;b&gt;检测&lt;/b&gt;" in shown
    assert "<b>检测</b>" not in shown
    assert "What would turn the order" in shown
    assert "驻厂服务" in shown
    assert f"{path}?tab=timeline#e01" in shown
    assert "方敏" in shown, "who cares"


@pytest.mark.parametrize("view", ["board", "play", "rivals", "history", "nothing"])
def test_every_view_opens_with_and_without_criteria(
    at: Visit, alice: User, bob: User, opportunity: Opportunity, path: str, view: str
) -> None:
    for user in (alice, bob):
        assert at(user).get(f"{path}?tab=criteria&view={view}").status_code == 200
    Criterion.objects.create(opportunity=opportunity, name="价格", weight=Decimal(0))
    assert at(alice).get(f"{path}?tab=criteria&view={view}").status_code == 200


def test_who_may_only_look_sees_no_form(at: Visit, bob: User, scored: Opportunity, path: str) -> None:
    shown = at(bob).get(f"{path}?tab=criteria").content.decode()
    assert "Add a criterion" not in shown
    assert "criteria/table" not in shown


def test_the_queries_of_the_board_do_not_grow(
    at: Visit, alice: User, scored: Opportunity, path: str, django_assert_max_num_queries: Any
) -> None:
    browser = at(alice)
    browser.get(f"{path}?tab=criteria")
    for number in range(30):
        Criterion.objects.create(opportunity=scored, name=f"k{number}", weight=Decimal(1), ours=Decimal(1))
    with django_assert_max_num_queries(58):
        browser.get(f"{path}?tab=criteria")


def test_a_criterion_is_added_and_changed_with_who_cares_entry_and_proof(
    at: Visit, alice: User, opportunity: Opportunity, path: str
) -> None:
    proof = Proof.objects.create(title="三年对比报告")
    form = {"name": "油品检测", "weight": "40", "ours": "36", "rivals": "固力: 20", "set_by": "us", "state": "assumed"}
    form |= {"cares": ["s1", "s2"], "entry": "e01", "proof_id": str(proof.pk), "reason": "三年零投诉"}  # type: ignore[dict-item]
    answer = at(alice).post(f"{path}/records/criterion/add", form)
    assert answer.status_code == 302
    assert "tab=criteria" in answer.url
    row = Criterion.objects.get()
    assert (row.proof_id, row.activity.code, row.reason) == (proof.pk, "e01", "三年零投诉")  # type: ignore[union-attr]
    page = f"{path}/records/criterion/{row.pk}"
    told = at(alice).get(page).content.decode()
    assert told.count("checked") == 2
    assert at(alice).post(page, {**form, "cares": ["s2"], "state": "confirmed"}).status_code == 302
    assert list(row.cares.values_list("stakeholder__code", flat=True)) == ["s2"]
    assert at(alice).post(f"{page}/remove").status_code == 302
    assert not Criterion.objects.exists()
    at(alice).post(reverse("undo"))
    assert list(Criterion.objects.get().cares.values_list("stakeholder__code", flat=True)) == ["s2"]


# ---------------------------------------------------------------- the customer's own table
def test_a_pasted_table_is_looked_at_and_then_brought_in(
    at: Visit, alice: User, opportunity: Opportunity, path: str
) -> None:
    page = f"{path}/criteria/table"
    looked = at(alice).post(page, {"rows": TABLE, "set_by": "customer", "do": "look"})
    assert looked.status_code == 200
    assert "2 criteria are understood; the weights sum to 100" in looked.content.decode()
    assert "固力" in looked.content.decode()
    assert not Criterion.objects.exists()
    saved = at(alice).post(page, {"rows": TABLE, "set_by": "customer", "entry": "e01", "do": "save"})
    assert saved.status_code == 302
    assert list(Criterion.objects.order_by("pk").values_list("name", "state", "activity__code")) == [
        ("价格", "confirmed", "e01"),
        ("供货周期", "confirmed", "e01"),
    ]


def test_faults_are_told_by_line_and_nothing_comes_in(
    at: Visit, alice: User, opportunity: Opportunity, path: str
) -> None:
    wrong = TABLE.replace("60", "六十")
    for do in ("look", "save"):
        told = at(alice).post(f"{path}/criteria/table", {"rows": wrong, "do": do})
        assert told.status_code == 422
        assert "Line 2" in told.content.decode()
        assert "六十" in told.content.decode()
    assert not Criterion.objects.exists()


def workbook() -> bytes:
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    sheet = book.add_worksheet()
    for number, row in enumerate(TABLE.splitlines()):
        sheet.write_row(number + 2, 0, row.split("\t"))
    book.close()
    return target.getvalue()


def test_a_dropped_workbook_stands_in_the_field_with_its_own_lines(
    at: Visit, alice: User, opportunity: Opportunity, path: str
) -> None:
    file = SimpleUploadedFile("评分表.xlsx", workbook(), content_type=sheets.XLSX)
    looked = at(alice).post(f"{path}/criteria/table", {"file": file, "do": "look"})
    shown = looked.content.decode()
    assert looked.status_code == 200
    assert "价格" in looked.context["form"]["rows"].value()
    assert '<span class="number">4</span>' in shown, "the line of the workbook"
    saved = at(alice).post(f"{path}/criteria/table", {"rows": looked.context["form"]["rows"].value(), "do": "save"})
    assert saved.status_code == 302
    assert Criterion.objects.count() == 2


def test_a_file_that_is_no_table_is_refused_in_words(
    at: Visit, alice: User, opportunity: Opportunity, path: str
) -> None:
    for name, raw in (("a.pdf", b"%PDF-1.4"), ("a.xlsx", b"PK\x03\x04"), ("big.xlsx", b"x" * (sheets.MOST_BYTES + 1))):
        told = at(alice).post(f"{path}/criteria/table", {"file": SimpleUploadedFile(name, raw), "do": "look"})
        assert told.status_code == 422
        assert told.context["form"].errors["file"]


# ---------------------------------------------------------------- score sheets
def test_the_customers_sheet_tells_nothing_of_rivals(at: Visit, bob: User, scored: Opportunity, path: str) -> None:
    answer = at(bob).get(f"{path}/criteria/sheet.xlsx")
    assert answer.headers["Content-Type"] == sheets.XLSX
    (sheet,) = sheets.read_file(answer.content, "a.xlsx")
    told = " ".join(cell for row in sheet.rows for cell in row.cells)
    assert "价格" in told
    assert "固力" not in told
    ours = sheets.read_file(at(bob).get(f"{path}/criteria/sheet.xlsx?for=us").content, "a.xlsx")
    assert "固力" in " ".join(cell for row in ours[0].rows for cell in row.cells)


def test_our_proposals_are_refused_where_public_rules_hold(
    at: Visit, alice: User, scored: Opportunity, path: str
) -> None:
    page = f"{path}/criteria/sheet.xlsx?with=ours"
    (sheet,) = sheets.read_file(at(alice).get(page).content, "a.xlsx")
    assert "驻厂服务" in " ".join(cell for row in sheet.rows for cell in row.cells)
    scored.account.kind = "public"
    scored.account.save()
    assert at(alice).get(page).status_code == 403
    assert "?with=ours" not in at(alice).get(f"{path}?tab=criteria").content.decode()


def test_without_criteria_there_is_no_sheet(at: Visit, alice: User, opportunity: Opportunity, path: str) -> None:
    assert at(alice).get(f"{path}/criteria/sheet.xlsx").status_code == 302


# ---------------------------------------------------------------- rivals
def test_a_rival_gets_a_file_and_another_is_linked_only_when_somebody_says_so(
    at: Visit, alice: User, opportunity: Opportunity, path: str
) -> None:
    row = opportunity.competitors.get()
    assert at(alice).post(f"{path}/rivals/{row.pk}/file").status_code == 302
    file = Rival.objects.get()
    assert (file.name, file.strengths) == ("固力", "价格低")
    at(alice).post(reverse("undo"))
    rivals.add_rival(user=alice, name="固力润滑科技有限公司")
    shown = at(alice).get(f"{path}?tab=criteria&view=rivals").content.decode()
    assert "It is 固力润滑科技有限公司" in shown
    row.refresh_from_db()
    assert row.rival_id is None
    assert at(alice).post(f"{path}/rivals/{row.pk}/link", {"rival": Rival.objects.get().pk}).status_code == 302
    row.refresh_from_db()
    assert row.rival_id == Rival.objects.get().pk
    assert at(alice).post(f"{path}/rivals/{row.pk}/link").status_code == 302
    row.refresh_from_db()
    assert row.rival_id is None


def test_the_library_keeps_rivals_prices_and_strengths(at: Visit, alice: User, maria: User, auditor: User) -> None:
    browser = at(alice)
    browser.post(reverse("add_rival"), {"name": "<i>恒拓</i>", "other_names": "HT；恒拓科技", "plays": "先低后高"})
    rival = Rival.objects.get()
    assert rival.other_names == ["HT", "恒拓科技"]
    shown = browser.get(reverse("rival", args=[rival.pk])).content.decode()
    assert "&lt;i&gt;恒拓&lt;/i&gt;" in shown
    browser.post(
        reverse("add_price", args=[rival.pk]),
        {"date": TODAY.isoformat(), "low": "12000", "high": "11000", "currency": "CNY"},
    )
    assert not PriceSeen.objects.exists()
    browser.post(reverse("add_price", args=[rival.pk]), {"date": TODAY.isoformat(), "low": "12000", "currency": "CNY"})
    assert "¥12,000" in browser.get(reverse("rival", args=[rival.pk])).content.decode()
    browser.post(reverse("add_strength"), {"name": "驻厂", "ours": "95", "others": "40"})
    strength = Strength.objects.get()
    assert browser.post(reverse("retire_strength", args=[strength.pk]), {"retired": "yes"}).status_code == 403
    assert at(maria).post(reverse("retire_strength", args=[strength.pk]), {"retired": "yes"}).status_code == 302
    for name in ("rivals", "strengths"):
        page = at(auditor).get(reverse(name))
        assert page.status_code == 200
        assert "btn-primary" not in page.content.decode()
    assert at(auditor).get(reverse("add_rival")).status_code == 403
    assert browser.get(reverse("rival", args=[rival.pk + 1])).status_code == 404


@pytest.mark.parametrize("name", ["rivals", "strengths", "add_rival", "add_strength"])
def test_library_pages_ask_little(at: Visit, alice: User, name: str, django_assert_max_num_queries: Any) -> None:
    browser = at(alice)
    browser.get(reverse(name))
    for number in range(20):
        rivals.add_rival(user=alice, name=f"对手{number}")
    with django_assert_max_num_queries(8):
        assert browser.get(reverse(name)).status_code == 200
