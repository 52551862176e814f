"""Scoring tables of customers, as they come from Excel, Word and e-mail."""

from decimal import Decimal

import pytest
from django.utils import translation

from tongpin.crm.criteria.pasting import read_scoring_table


def table(text: str) -> list[tuple[int, list[str]]]:
    return [(line, row.split("|")) for line, row in enumerate(text.strip().splitlines(), 1)]


def test_a_table_with_heads_in_any_order_and_points_of_rivals() -> None:
    found = read_scoring_table(
        table("序号|分值|评审因素|评分标准|自评|恒拓\n1|30|价格|低价优先|24|28\n2|20分|售后响应|4小时内到场|18|12")
    )
    assert found.faults == ()
    assert found.rivals == ("恒拓",)
    price, service = found.rows
    assert (price.name, price.weight, price.ours, price.rivals) == ("价格", 30, 24, {"恒拓": Decimal(28)})
    assert (service.weight, service.reason, service.line) == (20, "4小时内到场", 3)
    assert found.total == 50


def test_english_and_traditional_heads() -> None:
    english = read_scoring_table(table("Criterion|Weight|Us|Nortek\nPrice|40%|30|38\nLead time|60|55|20"))
    assert [(row.name, row.weight) for row in english.rows] == [("Price", 40), ("Lead time", 60)]
    taiwan = read_scoring_table(table("評選項目|配分|評分標準\n價格合理性|30|\n履約能力|20|"))
    assert [(row.name, row.weight) for row in taiwan.rows] == [("價格合理性", 30), ("履約能力", 20)]


def test_without_heads_the_first_cell_is_the_criterion() -> None:
    found = read_scoring_table(table("价格|30\n质保期|0-10分\n品牌（5分）"))
    assert [(row.name, row.weight) for row in found.rows] == [("价格", 30), ("质保期", 10), ("品牌", 5)]


def test_headings_of_sections_and_totals_are_passed_over_and_told() -> None:
    found = read_scoring_table(
        table("评分项|分值\n商务部分|30\n业绩|10\n资质|20\n技术部分（70分）|\n性能|70\n合计|100")
    )
    assert [row.name for row in found.rows] == ["业绩", "资质", "性能"]
    assert [line for line, _words in found.skipped] == [2, 5, 7]
    assert found.total == 100


def test_musts_are_known_by_star_and_word() -> None:
    found = read_scoring_table(
        table("评审项|分值|类型\n★ISO 9001 证书||\n营业执照|通过/不通过|\n价格|40|\n注册资本||资格条件")
    )
    assert [(row.name, row.kind) for row in found.rows] == [
        ("★ISO 9001 证书", "must"),
        ("营业执照", "must"),
        ("价格", "scored"),
        ("注册资本", "must"),
    ]


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("价格|三十|1", "三十"),
        ("价格|-5|1", "-5"),
        ("|30|1", "no criterion"),
        ("价格|30|31", "31"),
        ("质量|10|5", "line 2"),
    ],
)
def test_faults_are_told_by_line(row: str, words: str) -> None:
    with translation.override("en"):
        found = read_scoring_table(table(f"评分项|分值|我方\n质量|40|30\n{row}"))
    assert [fault.line for fault in found.faults] == [3]
    assert words in found.faults[0].message


def test_nothing_to_read_and_too_much_are_said() -> None:
    assert read_scoring_table([]).faults
    assert read_scoring_table([(n, [f"k{n}", "1"]) for n in range(1, 520)]).faults[0].line == 501
