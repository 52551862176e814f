"""One story (METHOD 11.2): figures that cannot both hold are raised, those that can are left alone."""

import pytest

from tests.method.builders import Told, note, story
from tongpin.method.case import Competitor
from tongpin.method.consistency import Contradiction, contradictions, statements_in


def clashes(*told: Told, **fields: object) -> list[Contradiction]:
    return list(contradictions(story(*told, **fields)))


def said(days_ago: int, text: str, by: str = "Anna", direction: str = "out") -> Told:
    return note(days_ago, "tender", kind="email", by=by, text=text, direction=direction, id=f"on-{days_ago}")


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Lead time is 6 to 8 weeks.", "Delivery in 8 weeks."),
        ("交货期6到8周。", "货期八周。"),
        ("交期六至八週。", "交期約 7 週。"),
        ("Delivery in 8 weeks.", "Lead time about 2 months."),
        ("第一台四周交货，其余八周交货。", "整批八周交货。"),
        ("Response within 4 hours.", "Response in four hours."),
        ("质保两年。", "质保24个月。"),
        ("Delivered on site in 30 days from today.", "Delivery in 20 days."),
    ],
)
def test_what_can_both_hold_is_one_story(first: str, second: str) -> None:
    assert not clashes(said(20, first), said(10, second, by="Ben"))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Lead time is 6 to 8 weeks.", "Delivery in 12 weeks."),
        ("交货期45天。", "交货至少六十天。"),
        ("交期六週。", "交機要八到十週。"),
        ("Warranty is two years.", "Warranty 36 months."),
        ("故障到场两小时。", "服务响应8小时。"),
    ],
)
@pytest.mark.parametrize("by", ["Anna", "Ben"])
def test_what_cannot_both_hold_is_raised_from_two_mouths_and_from_one(first: str, second: str, by: str) -> None:
    (clash,) = clashes(said(20, first), said(19, second, by=by))
    assert clash.entry == "on-19"
    assert clash.second_words in second


def test_a_revision_that_is_said_is_no_contradiction() -> None:
    revised = "更正：交货期改为60天，之前说的45天作废。"
    assert not clashes(said(20, "交货期45天。"), said(10, revised))


@pytest.mark.parametrize(
    ("text", "first", "second"),
    [
        ("投标文件写的交货期45天，你们邮件说至少60天，合同我按哪个写？", "写的交货期45天", "邮件说至少60天"),
        (
            "書面寫交機八週，上次口頭跟我說六週，你們自己先對好。",
            "書面寫交機八週",
            "口頭跟我說六週",
        ),
        (
            "Your letter says delivery in 9 weeks, Olly told us 4 weeks. Which?",
            "says delivery in 9 weeks",
            "told us 4 weeks",
        ),
    ],
)
def test_a_customer_lays_two_figures_side_by_side(text: str, first: str, second: str) -> None:
    (clash,) = clashes(said(5, text, direction="in"))
    assert clash.first_words.endswith(first)
    assert clash.second_words.endswith(second)


def test_a_rival_named_beside_ours_says_nothing_of_us() -> None:
    text = "Bergholt says delivery in 9 weeks, you told us 4 weeks."
    assert not clashes(said(5, text, direction="in"), competitors=(Competitor(name="Bergholt"),))


def test_a_day_of_the_calendar_is_no_span_of_time() -> None:
    (told,) = statements_in(said(5, "交货时间10月8日，交期以合同为准。").entry)
    assert (told.topic, told.told.unit, told.words) == ("delivery_time", "date", "10月8日")


def test_what_we_say_among_ourselves_reaches_nobody() -> None:
    assert not clashes(said(20, "交货期45天。"), said(10, "交货期60天。", direction="internal"))
