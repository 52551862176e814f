"""Reading statements: values however they are written, who states them, and what speaks for a contradiction."""

import datetime as dt

import numpy as np
import pytest

from tongpin.method.case import Entry
from tongpin.method.consistency import context_of, likeliest, source_of, votes_of
from tongpin.method.statements.apart import apart, is_explained, same_name
from tongpin.method.statements.candidates import lowered, parse
from tongpin.method.statements.cues import cue_classes, cues_in, words_in
from tongpin.method.statements.reader import TOPICS, from_arrays, load_model, to_arrays
from tongpin.method.statements.stances import axes, stances_in
from tongpin.method.statements.values import Value, values_in
from tools.evaluate_story import DEVELOPMENT
from tools.train_statements import pairs_of, read_pairs, thresholds, train_judge, weigh

TOLD = (dt.date(2026, 3, 2), dt.date(2026, 3, 9))


def value(text: str) -> Value:
    (found,) = values_in(lowered(text))
    return found


def entry(text: str, day: dt.date = TOLD[0], kind: str = "email") -> Entry:
    return Entry(id=text[:20], kind=kind, direction="out", by="Anna Reed (Sales)", date=day, text=text)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("kind", "amount", "ways"),
    [
        ("span", 42, ["六周", "六個星期", "6 weeks", "six-week", "42 天"]),
        ("span", 45, ["一个半月", "45天", "forty-five days"]),
        ("span", 547.5, ["一年半"]),
        ("share", 30, ["三成", "30%", "百分之三十", "thirty per cent"]),
        ("money", 128_000, ["12万8", "十二万八千元", "¥128,000", "128 thousand"]),
        ("money", 2_880_000, ["贰佰捌拾捌万元", "288 萬", "£2.88 million"]),
        ("quantity", -18, ["零下18度", "-18℃"]),
        ("span", 730, ["两年", "two full years"]),
        ("number", 3_800, ["三千八", "3,800"]),
        ("count", 200, ["200 jars"]),
    ],
)
def test_one_value_in_many_ways(kind: str, amount: float, ways: list[str]) -> None:
    for way in ways:
        found = value(way)
        assert (found.kind, round(found.low, 2), round(found.high, 2)) == (kind, amount, amount), way


def test_what_is_left_to_pay_is_told_as_what_is_taken_off() -> None:
    assert [value(way).low for way in ("九折", "九五折", "85折", "8.5 折", "八八折")] == [10, 5, 15, 15, 12]


def test_ranges_and_days_of_the_calendar() -> None:
    assert (value("七八周").low, value("七八周").high) == (49, 56)
    assert (value("two to three weeks").low, value("two to three weeks").high) == (14, 21)
    assert (value("4月中旬前").low, value("4月中旬前").unit) == (410, "by")
    assert value("15 April 2026").low == 20260415
    assert value("次一工作日").high == value("the next working day").high


def test_what_counts_nothing_is_no_value() -> None:
    assert not values_in(lowered("请一起到，08:00至17:30。"))
    assert [value.low for value in values_in("付款三三四")] == [30, 30, 40]
    assert [value.low for value in values_in("30-60-10")] == [30, 60, 10]
    (told,) = values_in("180 万至 220 万元")
    assert (told.low, told.high) == (1_800_000, 2_200_000)


def test_phrases_lean_to_one_side_and_the_longest_counts() -> None:
    def lean(text: str, axis: str) -> float:
        return float(stances_in(words_in(lowered(text))).leans[:, axes().index(axis)].sum())

    assert lean("总价含安装", "paid") > 0 > lean("总價不含安裝", "paid")
    assert lean("We do the unloading.", "doer") > 0 > lean("Unloading is by the buyer.", "doer")
    assert lean("全天候服务", "hours") > 0 > lean("Calls Monday to Friday", "hours")
    assert lean("货到付款，月结", "upfront") < 0 < lean("款到发货", "upfront")


def test_things_are_known_by_any_of_their_names() -> None:
    def things(text: str) -> set[int]:
        return {thing for _, thing in stances_in(words_in(lowered(text))).things}

    assert things("舊機拆除") & things("Removal of the old unit")
    assert not things("操作培訓") & things("Freight to site")


def test_who_says_that_he_sees_to_it_names_himself() -> None:
    named = [one.name for one in parse("货梯工程由我负责。", "洪立").candidates if one.kind == "name"]
    assert named == ["洪立"]
    assert not [one for one in parse("项目安装后续安排。").candidates if one.kind == "name"]


@pytest.mark.parametrize(
    ("one", "other", "fits"),
    [
        ("5个工作日", "五天", True),
        ("5 working days", "8 days", False),
        ("八周", "56天", True),
        ("8 weeks", "2 months", False),
        ("六到八周", "七周", True),
        ("二十天", "6月中旬", False),
        ("5月底前", "5月20日", True),
        ("5月20日前", "7月1日", False),
    ],
)
def test_times_fit_or_lie_apart(one: str, other: str, fits: bool) -> None:
    found = apart(value(one), value(other), TOLD)
    assert found is not None
    assert (found.share <= 0.02) == fits


def test_quantities_in_other_units_are_not_compared() -> None:
    assert apart(value("12 吨"), value("300 平方米"), TOLD) is None


def test_tax_pieces_and_discounts_explain_a_difference() -> None:
    assert is_explained(300_000, 339_000, (), (), ())
    assert is_explained(54_000, 324_000, {6.0}, (), ())
    assert is_explained(900_000, 810_000, (), (), (10.0,))
    assert not is_explained(380_000, 426_000, {2.0}, (), ())
    assert not is_explained(300_000, 339_000, (), (), (), taxed=False)
    assert not is_explained(35_000, 38_500, {4.0}, (35_000, 38_500), ())


def test_a_title_or_a_first_name_calls_the_same_person() -> None:
    assert same_name("小刘", "刘洋")
    assert same_name("牛工", "牛犇")
    assert same_name("jane lowe", "lowe")
    assert not same_name("孙磊", "何敏")


def test_places_are_those_of_the_text() -> None:
    text = "Dear Ms Ng,\nthe dryer is €41,500; İts lead time: six weeks. 请联系陈静。"
    for one in parse(text).candidates:
        if one.value and one.value.kind == "span":
            assert text[one.start : one.end] == "six weeks"
        if one.name == "陈静":
            assert text[one.start : one.end] == "陈静"


def test_cues_are_found_by_their_stems_and_in_both_scripts() -> None:
    def classes(text: str) -> set[str]:
        return {
            name
            for name, count in zip(cue_classes(), cues_in(words_in(lowered(text))).sum(axis=0), strict=True)
            if count
        }

    assert "delivery_named" in classes("It was delivered.")
    assert "theirs" in classes("對方希望便宜一點")
    assert "scope_out" in classes("卸货费用另计")


def test_the_reader_tells_whose_a_figure_is() -> None:
    def chance(text: str) -> float:
        read = context_of(source_of(entry(text, kind="visit")), load_model()).read
        at = next(n for n, one in enumerate(read.features.parsed.candidates) if one.value and one.value.kind == "span")
        return float(read.topic[at, TOPICS.index("delivery_time")] * read.ours[at] * read.holds[at])

    assert chance("我跟他讲，合同签订后六周交货。") > chance("客户希望六周交货，问能不能做到。")
    assert chance("I told her we deliver in six weeks.") > chance("Their current supplier delivers in six weeks.")


def test_what_is_told_as_well_speaks_against_a_contradiction() -> None:
    model = load_model()

    def speaks(second: str) -> float:
        first, later = entry("质保：整机三年。"), entry(second, TOLD[1])
        return likeliest(first, later, votes_of(first, later), model)["warranty"].score

    assert speaks("整机质保12个月。") > speaks("球管质保12个月，整机仍是36个月。")


def test_a_model_is_what_it_was_after_saving() -> None:
    again = from_arrays(to_arrays(load_model()))
    text = source_of(entry("Delivery: 11 weeks. Price £4,200 plus VAT."))
    features = context_of(text, load_model()).read.features
    assert np.allclose(again(features).topic, load_model()(features).topic, atol=0.01)


# ---------------------------------------------------------------- how it is made
def test_the_pairs_of_the_corpus_are_whole() -> None:
    pairs = read_pairs()
    assert len({pair.id for pair in pairs}) == len(pairs)
    for pair in pairs:
        assert len(pair.words) == (2 if pair.contradicts else 0), pair.id
        assert pair.entries[0].date <= pair.entries[1].date, pair.id
        assert all(item[2] in TOPICS for side in pair.stated for item in side), pair.id


def test_the_judge_weighs_nothing_against_its_sign_and_the_same_way_again() -> None:
    pairs = pairs_of(DEVELOPMENT)[:60]
    weighed = weigh(pairs, [load_model()] * len(pairs), swapping=False)
    judge = train_judge(weighed)
    assert np.array_equal(judge, train_judge(weighed))
    assert (judge[:-12] >= 0).all()
    raised = thresholds(pairs, weighed, judge)
    assert raised[0] <= raised[1]
