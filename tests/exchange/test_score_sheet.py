"""The score sheet: the customer's own, empty, and ours."""

import datetime as dt
from decimal import Decimal

from tongpin.exchange import sheets
from tongpin.exchange.score_sheet import SheetWords, for_customer, for_us
from tongpin.method.case import Case, Criterion
from tongpin.method.criteria.board import US, board_of
from tongpin.method.criteria.flips import Added, flips_of

WORDS = SheetWords(
    sheet="评分表",
    title="评分表：液压油",
    lines=("东湖钢厂",),
    number="序号",
    criterion="评审因素",
    points="分值",
    must="条件",
    met="符合 / 不符合",
    supplier="供应商 {letter}",
    total="合计",
    musts="必须满足",
)
BOARD = board_of(
    Case(
        id="c",
        today=dt.date(2026, 3, 2),
        criteria=(
            Criterion(name="价格", weight=Decimal(60), ours=Decimal(30), rivals={"固力": Decimal(54)}, reason="内部话"),
            Criterion(name="=1+1", weight=Decimal(20), rivals={"固力": Decimal(9)}),
            Criterion(name="ISO 9001", kind="must", ours=Decimal(1)),
        ),
    )
)


def cells(raw: bytes) -> list[tuple[str, ...]]:
    (sheet,) = sheets.read_file(raw, "a.xlsx")
    return [row.cells for row in sheet.rows]


def test_the_customers_sheet_has_no_word_of_ours_and_totals_that_add_up() -> None:
    rows = cells(for_customer(BOARD, WORDS))
    told = " ".join(cell for row in rows for cell in row)
    assert "固力" not in told
    assert "内部话" not in told
    assert ("1", "ISO 9001", "符合 / 不符合") in rows
    assert ("1", "价格", "75") in rows
    assert ("2", "=1+1", "25") in rows, "a name that looks like a formula is a name"
    assert ("序号", "评审因素", "分值", "供应商 A", "供应商 B", "供应商 C") in rows
    assert rows[-1] == ("", "合计", "100", "0", "0", "0")


def test_with_our_proposal_the_others_keep_their_proportions() -> None:
    flips = flips_of(BOARD, [Added(name="油品检测", ours=1, others=0)])  # type: ignore[arg-type]  # whole parts
    assert flips is not None
    rows = {row[1]: row[2] for row in cells(for_customer(BOARD, WORDS, added=flips.of("addition"))) if len(row) > 2}
    added = Decimal(rows["油品检测"])
    assert added > 0
    assert added == int(added)
    assert abs(Decimal(rows["价格"]) / Decimal(rows["=1+1"]) - 3) < Decimal("0.1")
    assert rows["合计"] == "100"


def test_ours_shows_what_we_know_and_leaves_the_rest_empty() -> None:
    rows = cells(for_us(BOARD, WORDS, {US: "我方"}))
    assert ("序号", "评审因素", "分值", "我方", "固力") in rows
    assert ("1", "价格", "75", "37.5", "67.5") in rows
    assert ("2", "=1+1", "25", "", "11.25") in rows
    assert rows[-1] == ("", "合计", "100", "37.5", "78.75")
