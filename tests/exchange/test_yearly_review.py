"""The yearly review as PowerPoint and as a page for PDF: what a customer keeps, with nothing that breaks it."""

import io
from dataclasses import replace

import pytest
from pptx import Presentation

from tongpin.exchange.office import Cell, Curve, Table, Tile, Yearly, yearly_page, yearly_slides
from tongpin.exchange.office.yearly import Labels

LABELS = Labels(
    glance="一年概览", results="贵方的成果", ahead="来年安排", thanks="感谢信任", target="目标", before="合作前"
)
STOPS = Curve(
    name="月停机",
    unit="小时",
    told="月停机：合作前 40 小时，现在 12 小时",
    points=(("3月1日", 30.0), ("11月1日", 12.0)),
    high=15.0,
    before=40.0,
)
REVIEW = Yearly(
    lang="zh-Hans",
    kind="年度合作回顾",
    title="东湖钢厂",
    sender="澄岳",
    period="2025年1月1日至12月31日",
    about=("2025",),
    footer="澄岳 · 东湖钢厂",
    word="感谢贵厂五年的信任。",
    tiles=(Tile(label="合作始于", value="2021"),),
    curves=(STOPS,),
    tables=(
        Table(
            title="约定与结果",
            head=("约定", "结果"),
            shares=(3, 2),
            rows=((Cell(text="停机降一半", bold=True), Cell(text="已兑现", tone="fits")),),
        ),
        Table(title="空的", head=("x",), shares=(1,), rows=()),
    ),
    notes=(),
    ahead=("三月检修时换密封",),
    labels=LABELS,
)


def texts(review: Yearly) -> list[str]:
    deck = Presentation(io.BytesIO(yearly_slides(review)))
    found = []
    for slide in deck.slides:
        for shape in slide.shapes:
            if shape.has_text_frame:
                found.append(shape.text_frame.text)
            if shape.has_table:
                found += [cell.text for row in shape.table.rows for cell in row.cells]
    return found


def test_the_slides_tell_it_all_and_leave_empty_tables_out() -> None:
    told = "\n".join(texts(REVIEW))
    for words in (
        "东湖钢厂",
        "澄岳",
        "感谢贵厂五年的信任。",
        "2021",
        "停机降一半",
        "已兑现",
        "三月检修时换密封",
        "感谢信任",
    ):
        assert words in told
    assert "空的" not in told


def test_charts_keep_their_figures_for_the_customer() -> None:
    deck = Presentation(io.BytesIO(yearly_slides(REVIEW)))
    (chart,) = [shape.chart for slide in deck.slides for shape in slide.shapes if shape.has_chart]
    series = {item.name: tuple(item.values) for item in chart.plots[0].series}
    assert series == {"月停机 (小时)": (30.0, 12.0), "目标": (15.0, 15.0), "合作前": (40.0, 40.0)}


def test_two_charts_share_a_slide_and_a_third_gets_its_own() -> None:
    deck = Presentation(io.BytesIO(yearly_slides(replace(REVIEW, curves=(STOPS, STOPS, STOPS)))))
    assert [
        sum(shape.has_chart for shape in slide.shapes)
        for slide in deck.slides
        if any(s.has_chart for s in slide.shapes)
    ] == [2, 1]


def test_a_review_of_a_year_without_anything_is_still_a_file() -> None:
    bare = replace(REVIEW, tiles=(), curves=(), tables=(), ahead=(), word="", sender="")
    assert Presentation(io.BytesIO(yearly_slides(bare))).slides
    assert "感谢信任" in yearly_page(bare)


def test_all_that_lies_ahead_goes_in_on_as_many_slides_as_it_takes() -> None:
    ahead = tuple(f"第{number}项：换密封，两班都在场，先停二号站，再停三号站，当天恢复供油" for number in range(1, 26))
    told = texts(replace(REVIEW, ahead=ahead))
    assert [text for text in told if text.startswith("第")] == list(ahead)
    assert told.count("来年安排") == 3
    assert told.count("感谢信任") == 1


def test_a_long_word_on_the_cover_is_set_smaller_and_not_cut() -> None:
    word = "一年来贵厂的同事和我们一起把事情做成了。" * 25
    assert len(word) == 500
    assert word in texts(replace(REVIEW, word=word))


def test_a_year_of_which_nothing_is_known_has_no_empty_heading() -> None:
    bare = replace(REVIEW, tiles=(), curves=())
    assert "一年概览" not in texts(bare)
    assert "一年概览" not in yearly_page(bare)
    assert "一年概览" in texts(REVIEW)


def test_the_page_draws_the_readings_and_the_band() -> None:
    page = yearly_page(REVIEW)
    assert page.count("<circle") == 2
    assert "<polyline" in page
    assert "目标" in page
    assert "http" not in page.replace("http://www.w3.org", "")


@pytest.mark.parametrize("points", [(("1", 5.0),), (("1", 0.0), ("2", 0.0)), (("1", -3.0), ("2", 1e9))])
def test_odd_readings_are_drawn_too(points: tuple[tuple[str, float], ...]) -> None:
    curve = replace(STOPS, points=points, high=None, before=None)
    assert "nan" not in yearly_page(replace(REVIEW, curves=(curve,))).lower()
    assert yearly_slides(replace(REVIEW, curves=(curve,)))


def test_what_a_user_typed_is_text_and_no_markup() -> None:
    evil = '<script>alert(1)</script>"; } body { display: none'
    page = yearly_page(
        replace(REVIEW, title=evil, word=evil, footer=evil, curves=(replace(STOPS, told=evil, name=evil),))
    )
    assert "<script>" not in page
    assert "} body {" not in page.split("<style>")[1].split("</style>")[0]
    assert evil in "\n".join(texts(replace(REVIEW, word=evil)))


def test_control_characters_and_endless_texts_break_no_file() -> None:
    long = "很长" * 3000 + "\x00\x0b"
    review = replace(REVIEW, title=long, word=long, ahead=(long,) * 20, curves=(replace(STOPS, told=long),))
    assert Presentation(io.BytesIO(yearly_slides(review))).slides
    assert "\x00" not in yearly_page(review)
