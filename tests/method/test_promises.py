"""Two of ours have promised something to one of theirs: is it one promise in other words, or two?"""

import pytest

from tests.method.builders import TODAY, ago
from tongpin.method.promises import Promise, differ


def different(one: str, other: str) -> bool:
    return differ(Promise(one, TODAY), Promise(other, TODAY))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("6 weeks", "一个半月"),
        ("6 weeks", "Six weeks."),
        ("六周交货", "一个半月内到货"),
        ("六周交貨", "6 周交货"),
        ("Delivery in 6 weeks", "we deliver within six weeks"),
        ("质保三年", "质保36个月"),
        ("9折", "优惠10个点"),
        ("12月1日前交货", "交货不晚于12月1日"),
        ("3天内给方案", "三天内给方案"),
        ("六周交货，质保三年", "六周交货"),
        ("安排试用", "安排试用。"),
    ],
)
def test_one_promise_in_other_words_is_no_crossed_line(one: str, other: str) -> None:
    assert not different(one, other)
    assert not different(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("6 weeks", "9 weeks"),
        ("6周", "九周"),
        ("六周交货", "9周到货"),
        ("Delivery in 6 weeks", "Delivery in 10 weeks"),
        ("质保三年", "质保两年"),
        ("12月1日前交货", "12月20日前交货"),
        ("3天内给方案", "三天内给报价"),
        ("六周交货", "质保三年"),
        ("六周交货，质保三年", "六周交货，质保两年"),
        ("安排试用", "安排参观"),
    ],
)
def test_two_promises_are_crossed_lines(one: str, other: str) -> None:
    assert different(one, other)
    assert different(other, one)


def test_a_later_promise_of_the_days_that_are_left_is_the_same_one() -> None:
    assert not differ(Promise("六周交货", ago(14)), Promise("四周交货", TODAY))
    assert differ(Promise("六周交货", ago(14)), Promise("八周交货", TODAY))
