"""The tender tab: a paper is brought in, confirmed, cut into lines, answered, and taken along as files."""

import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document
from python_calamine import load_workbook

from tests.web.conftest import Visit
from tongpin.crm.bids import papers
from tongpin.crm.bids.models import Requirement, Tender, TenderDocument, TenderFinding
from tongpin.crm.opportunities.models import Opportunity
from tongpin.crm.users.models import User

NOTICE = """招标编号：DH-2026-07
招标人：东湖钢厂
预算金额：250万元
投标截止时间：2026年3月12日9时30分
投标保证金：人民币5万元
一、技术要求
★1. 须通过厂内台架试验，否则投标无效。
2. =cmd|换油周期不低于8000小时。
"""


@pytest.fixture
def path(opportunity: Opportunity) -> str:
    return f"/opportunities/{opportunity.pk}"


@pytest.fixture
def paper(alice: User, opportunity: Opportunity) -> TenderDocument:
    return papers.add_paper(user=alice, opportunity_id=opportunity.pk, name="Notice <b>1</b>", text=NOTICE)


def test_a_pasted_notice_is_read_and_its_words_light_up(at: Visit, alice: User, path: str) -> None:
    client = at(alice)
    assert "Bring in the notice" in client.get(f"{path}?tab=tender").content.decode()
    answer = client.post(f"{path}/papers/add", {"text": NOTICE, "name": "公告"}, follow=True)
    shown = answer.content.decode()
    assert "nothing holds before you do" in shown
    assert re.search(r'<mark class="proposed" id="fact-\d+" title="Budget">250万元</mark>', shown)
    assert not Tender.objects.exists()


def test_a_dropped_word_file_is_read(at: Visit, alice: User, path: str) -> None:
    kept, out = Document(), io.BytesIO()
    kept.add_paragraph(NOTICE)
    kept.save(out)
    at(alice).post(f"{path}/papers/add", {"file": SimpleUploadedFile("notice.docx", out.getvalue())})
    assert TenderDocument.objects.get().name == "notice.docx"
    assert TenderFinding.objects.get(field="number").value == "DH-2026-07"


def test_a_file_that_cannot_be_read_is_told_and_what_was_pasted_stays(at: Visit, alice: User, path: str) -> None:
    file = SimpleUploadedFile("old.doc", bytes.fromhex("d0cf11e0a1b11ae1") + b"\x00" * 600)
    answer = at(alice).post(f"{path}/papers/add", {"file": file, "text": "what I had pasted"})
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert "This is an old .doc file" in shown
    assert "what I had pasted" in shown


def test_a_text_and_a_file_at_once_are_not_taken_for_one(at: Visit, alice: User, path: str) -> None:
    file = SimpleUploadedFile("notice.txt", "招标公告：某处采购设备。".encode())
    answer = at(alice).post(f"{path}/papers/add", {"file": file, "text": "what I had pasted", "name": "Change no. 1"})
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert "A text was pasted and a file chosen" in shown
    assert "what I had pasted" in shown
    assert "Change no. 1" in shown
    assert not TenderDocument.objects.exists()


def test_the_same_paper_twice_is_told_and_kept_only_when_wished(
    at: Visit, alice: User, path: str, paper: TenderDocument
) -> None:
    client = at(alice)
    assert 'name="again"' not in client.get(f"{path}?tab=tender").content.decode()
    answer = client.post(f"{path}/papers/add", {"text": NOTICE})
    shown = answer.content.decode()
    assert answer.status_code == 409
    assert "This paper is kept already, word for word" in shown
    assert 'name="again"' in shown
    client.post(f"{path}/papers/add", {"text": NOTICE, "again": "yes"})
    assert TenderDocument.objects.count() == 2


def test_a_day_that_the_calendar_does_not_have_is_shown_as_such(at: Visit, alice: User, path: str) -> None:
    text = NOTICE.replace("2026年3月12日9时30分", "2026年2月30日9时30分")
    shown = at(alice).post(f"{path}/papers/add", {"text": text}, follow=True).content.decode()
    assert "no day of the calendar" in shown
    assert "2026年2月30日" in shown
    found = TenderFinding.objects.get(field="deadline")
    answer = at(alice).post(f"{path}/findings/{found.pk}", {"value": ""})
    assert answer.status_code == 422


def test_one_fact_is_corrected_one_struck_and_the_rest_confirmed(
    at: Visit, alice: User, path: str, paper: TenderDocument
) -> None:
    client = at(alice)
    deadline, bond = TenderFinding.objects.get(field="deadline"), TenderFinding.objects.get(field="bond")
    client.post(f"{path}/findings/{deadline.pk}", {"value": "2026-03-13 10:00"})
    client.post(f"{path}/findings/{bond.pk}", {"strike": "1", "value": bond.value})
    shown = client.post(f"{path}/papers/{paper.pk}/confirm", follow=True).content.decode()
    assert "facts recorded for the tender." in shown
    for text in ("DH-2026-07", "2026-03-13 10:00", "¥2,500,000"):
        assert text in shown
    assert Tender.objects.get().bond_amount is None
    client.post("/undo", {"next": path})
    assert TenderFinding.objects.get(field="number").state == "proposed"


def test_what_cannot_be_is_told_on_the_page(at: Visit, alice: User, path: str, paper: TenderDocument) -> None:
    found = TenderFinding.objects.get(field="deadline")
    answer = at(alice).post(f"{path}/findings/{found.pk}", {"value": "2026-02-30"})
    assert answer.status_code == 422
    assert "Write the day as 2026-05-20" in answer.content.decode()


def test_lines_are_cut_answered_and_taken_along(at: Visit, alice: User, path: str, paper: TenderDocument) -> None:
    client = at(alice)
    shown = client.post(f"{path}/papers/{paper.pk}/cut", follow=True).content.decode()
    assert "2 new lines in the matrix." in shown
    first, second = Requirement.objects.order_by("place")
    client.post(f"{path}/matrix/answer", {"one": f"{first.pk}:deviate"})
    shown = client.post(
        f"{path}/matrix/answer", {"line": [str(second.pk)], "answer": "meet"}, follow=True
    ).content.decode()
    assert "We do not meet 1 must" in shown
    assert "Tick the lines first" in client.post(f"{path}/matrix/answer", {}, follow=True).content.decode()
    book = load_workbook(io.BytesIO(client.get(f"{path}/matrix.xlsx").content))
    cells = [cell for row in book.get_sheet_by_index(0).to_python() for cell in row]
    assert "Deviates" in cells
    assert any("=cmd|换油周期" in str(cell) for cell in cells)  # as text, not as a formula
    words = Document(io.BytesIO(client.get(f"{path}/matrix.docx").content))
    assert any("厂内台架试验" in cell.text for table in words.tables for row in table.rows for cell in row.cells)


def test_a_line_is_changed_and_opens_to_its_words(at: Visit, alice: User, path: str, paper: TenderDocument) -> None:
    client = at(alice)
    client.post(f"{path}/papers/{paper.pk}/cut")
    row = Requirement.objects.order_by("place")[0]
    facts = {"text": row.text, "kind": "technical", "must": "on", "answer": "ask", "owner": "陈静", "note": "问台架"}
    seen = re.search(r'name="seen" value="([^"]+)"', client.get(f"{path}/matrix/{row.pk}").content.decode())
    assert seen
    client.post(f"{path}/matrix/{row.pk}", {**facts, "seen": seen[1]})
    shown = client.get(f"{path}?tab=tender&view=requirements&show=ask").content.decode()
    assert "问台架" in shown
    assert "换油周期" not in shown
    words = client.get(f"{path}/papers/{paper.pk}?line={row.pk}").content.decode()
    assert 'class="confirmed" id="line"' in words


def test_the_calendar_goes_into_the_calendar_and_today(
    at: Visit, alice: User, path: str, paper: TenderDocument
) -> None:
    client = at(alice)
    client.post(f"{path}/papers/{paper.pk}/confirm")
    file = client.get(f"{path}/tender.ics")
    assert file["Content-Type"].startswith("text/calendar")
    assert b"DTSTART;VALUE=DATE:20260312" in file.content
    assert b"SUMMARY:09:30 Bid deadline" in file.content
    assert "Tender dates" in client.get("/").content.decode()
    shown = client.get(f"{path}?tab=tender").content.decode()
    assert "Last day to object to the documents" in shown
    assert "in 10 days" in shown


def test_names_and_words_of_papers_are_escaped(at: Visit, alice: User, path: str, paper: TenderDocument) -> None:
    papers.add_paper(
        user=alice,
        opportunity_id=paper.opportunity_id,
        name="x",
        text="联系人：<script>alert(1)</script>\n电话：0571-8600 1234",
    )
    client = at(alice)
    for page in (f"{path}?tab=tender", f"{path}/papers/{paper.pk + 1}"):
        shown = client.get(page).content.decode()
        assert "<script>alert" not in shown
        assert "<b>1</b>" not in shown


@pytest.mark.parametrize("view", ["notice", "requirements"])
def test_queries_do_not_grow_with_papers_and_lines(
    at: Visit, alice: User, opportunity: Opportunity, path: str, view: str, django_assert_max_num_queries
) -> None:
    for number in range(6):
        made = papers.add_paper(
            user=alice, opportunity_id=opportunity.pk, name=str(number), text=NOTICE.replace("8000", f"8{number}00")
        )
        papers.cut_requirements(user=alice, document_id=made.pk)
    client = at(alice)
    with django_assert_max_num_queries(26):
        client.get(f"{path}?tab=tender&view={view}")


def test_a_colleague_reads_and_a_stranger_finds_nothing(
    at: Visit, bob: User, charlie: User, path: str, paper: TenderDocument
) -> None:
    found = TenderFinding.objects.get(field="number")
    reads = (f"{path}/papers/{paper.pk}", f"{path}/matrix.xlsx", f"{path}/matrix.docx", f"{path}/tender.ics")
    writes = (
        *(f"{path}/papers/add", f"{path}/papers/{paper.pk}/remove", f"{path}/papers/{paper.pk}/confirm"),
        *(f"{path}/papers/{paper.pk}/cut", f"{path}/findings/{found.pk}", f"{path}/matrix/answer"),
    )
    for address in reads:
        assert at(bob).get(address).status_code == 200, address
        assert at(charlie).get(address).status_code == 404, address
    for address in writes:
        assert at(bob).post(address, {"text": "x"}).status_code == 403, address
        assert at(charlie).post(address, {"text": "x"}).status_code == 404, address
    assert 'action="' + path not in at(bob).get(f"{path}/papers/{paper.pk}").content.decode()


def test_a_paper_of_another_opportunity_is_not_there(at: Visit, alice: User, path: str, paper: TenderDocument) -> None:
    assert at(alice).get(f"{path}/papers/{paper.pk + 7}").status_code == 404
    assert at(alice).post(f"{path}/findings/999999", {}).status_code == 404
    assert at(alice).get(f"{path}/matrix/999999").status_code == 404
