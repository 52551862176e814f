"""The partners' records for auditors: one file, whole, proved, and without what is not theirs to read."""

import io
from decimal import Decimal

import pytest
from python_calamine import CalamineWorkbook

from tests.crm.builders import TODAY
from tests.crm.partnering import agreement_of, introduced, order_of, partner_of, received, stated
from tests.web.conftest import Visit
from tongpin.crm.audit.models import ChainHead, LogEntry
from tongpin.crm.opportunities.models import Opportunity
from tongpin.crm.partners import integrity, paying
from tongpin.crm.partners.models import PartnerAgreement
from tongpin.crm.users.models import Role, User

PATH = "/compliance/register.xlsx"
PERIOD = {"since": "2020-01-01", "until": "2090-12-31"}
FORMULA = '=HYPERLINK("http://evil.example","x")'


@pytest.fixture
def agreement(maria: User) -> PartnerAgreement:
    return agreement_of(maria, partner_of(maria, note=FORMULA), services=FORMULA)


@pytest.fixture
def sale(alice: User, maria: User, agreement: PartnerAgreement) -> Opportunity:
    """An order that was introduced, paid, stated, paid for; a gift was asked for, something improper reported."""
    order = order_of(alice, "临江纸业", 40000)
    introduced(alice, agreement, order)
    received(alice, order, 40000, note="+1 到账")
    stated(maria, agreement)
    tom = User.objects.create(username="tom", name="Tom", role=Role.MANAGER)
    payment = paying.ask_payment(
        user=maria,
        agreement_id=agreement.pk,
        amount=Decimal(2000),
        invoice_number="@YF-1",
        invoice_amount=Decimal(2000),
    )
    paying.approve_payment(user=tom, payment_id=payment.pk)
    integrity.report_improper(user=alice, opportunity_id=order.pk, words="要两个点")
    integrity.ask_gift(
        user=alice, account_id=order.account_id, kind="meal", date=TODAY, text="工作餐", value=Decimal(90)
    )
    return order


def sheets(content: bytes) -> dict[str, list[list[object]]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def told(rows: list[list[object]]) -> str:
    return "\n".join(" | ".join(str(cell) for cell in row) for row in rows)


def test_the_auditor_gets_one_file_with_everything_and_its_proof(at: Visit, auditor: User, sale: Opportunity) -> None:
    answer = at(auditor).post(PATH, PERIOD)
    assert answer.status_code == 200
    found = sheets(answer.content)
    assert list(found) == [
        *("Proof", "Partners", "Declarations", "Agreements", "Introductions", "Receipts", "Earned", "Statements"),
        *("Payments", "Words of the officer", "Gifts and hospitality", "Log"),
    ]
    head = ChainHead.objects.get()
    proof = told(found["Proof"])
    assert head.last in proof
    assert f"Entries in the whole log | {head.length}" in proof
    assert "holds: no entry was changed" in proof
    assert "91330100799655058B" in told(found["Partners"])
    assert "9 月 8 日引荐邮件" in told(found["Introductions"])
    assert "40000" in told(found["Receipts"])
    assert "2000" in told(found["Earned"])
    assert "Tom" in told(found["Payments"])
    assert "工作餐" in told(found["Gifts and hospitality"])
    log = told(found["Log"])
    assert "Asked for a payment" in log
    assert head.last in log  # the taking of the file is its last entry
    assert "要两个点" not in "".join(map(told, found.values()))


def test_the_officers_file_holds_improper_requests(at: Visit, officer: User, sale: Opportunity) -> None:
    found = sheets(at(officer).post(PATH, PERIOD).content)
    assert "要两个点" in told(found["Improper requests"])
    assert "要两个点" in told(found["Log"])


def test_no_cell_of_others_becomes_a_formula(at: Visit, auditor: User, sale: Opportunity) -> None:
    import zipfile

    content = at(auditor).post(PATH, PERIOD).content
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        pages = [book.read(name).decode() for name in book.namelist() if name.startswith("xl/worksheets/sheet")]
    assert not any("<f>" in page for page in pages)
    assert FORMULA in told(sheets(content)["Agreements"])
    assert "@YF-1" in told(sheets(content)["Payments"])


def test_a_broken_chain_is_told(at: Visit, auditor: User, sale: Opportunity) -> None:
    LogEntry.objects.filter(pk=LogEntry.objects.order_by("pk")[2].pk).update(verb="something_else")
    assert "BROKEN" in told(sheets(at(auditor).post(PATH, PERIOD).content)["Proof"])


def test_what_lies_outside_the_period_is_left_out(at: Visit, auditor: User, sale: Opportunity) -> None:
    found = sheets(at(auditor).post(PATH, {"since": "2019-01-01", "until": "2019-12-31"}).content)
    for name in ("Introductions", "Receipts", "Statements", "Payments", "Log"):
        assert "临江纸业" not in told(found[name])
    assert "江州远帆科技有限公司" in told(found["Partners"])


def test_whoever_keeps_partners_does_not_check_them(
    at: Visit, alice: User, maria: User, officer: User, sale: Opportunity
) -> None:
    admin = User.objects.create(username="admin", role=Role.ADMIN, language="en")
    for user in (alice, maria, admin):
        assert at(user).post(PATH, PERIOD).status_code == 403
        assert not LogEntry.objects.filter(user=user, verb="export_partners").exists()
    assert "register.xlsx" not in at(admin).get("/compliance").content.decode()
    assert at(officer).get(PATH).status_code == 302
    assert at(officer).post(PATH, {"since": "soon"}).status_code == 422
    assert at(officer).post(PATH, {"since": "2026-01-02", "until": "2026-01-01"}).status_code == 422
    at(officer).post(PATH, PERIOD)
    entry = LogEntry.objects.get(verb="export_partners")
    assert entry.user == officer
    assert entry.values["new"] == PERIOD
