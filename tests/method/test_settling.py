"""A contradiction that was settled is put right, and stays on record (METHOD 3.2, 11.2)."""

from dataclasses import replace
from typing import Any

import pytest

from tests.method.builders import Told, ago, judged, note, story
from tongpin.method.case import LANGUAGES
from tongpin.method.settling import clashes_of
from tongpin.method.sides import Settlement
from tongpin.method.standing import Mistake
from tongpin.method.wording import render

SIX = note(20, "criteria", kind="email", by="Anna", text="Lead time is 6 weeks after the order.", id="six")
TEN = note(10, "criteria", kind="quote", by="Ben", text="Delivery within 10 weeks of the order.", id="ten")
YEAR = note(8, "criteria", kind="email", by="Anna", text="Warranty is one year.", id="year")
TWO = note(5, "criteria", kind="quote", by="Ben", text="Warranty is two years.", id="two")
SETTLED = Settlement(topic="delivery_time", first="six", second="ten", date=ago(4), holds="10 weeks", tells="Anna")
TOLD = replace(SETTLED, told=ago(2))


def mistake(*told: Told, **fields: Any) -> Mistake:
    (found,) = [item for item in judged(*told, **fields).mistakes if item.code == "inconsistent_message"]
    return found


def actions(*told: Told, **fields: Any) -> list[str]:
    return [action.do.key for action in judged(*told, **fields).next_actions]


def test_what_nobody_has_settled_comes_first_and_what_the_customer_knows_last() -> None:
    found = clashes_of(story(SIX, TEN, YEAR, TWO, settlements=(SETTLED,)))
    assert [(clash.contradiction.topic, clash.settled is None) for clash in found] == [
        ("warranty", True),
        ("delivery_time", False),
    ]
    assert not found[1].told
    assert clashes_of(story(SIX, TEN, settlements=(TOLD,)))[0].told


def test_a_settlement_of_something_else_settles_nothing() -> None:
    for other in (replace(SETTLED, topic="warranty"), replace(SETTLED, first="year")):
        (clash,) = clashes_of(story(SIX, TEN, settlements=(other,)))
        assert clash.settled is None


@pytest.mark.parametrize(
    ("settlement", "says"),
    [
        (SETTLED, "“10 weeks” holds. Anna has yet to tell the customer"),
        (replace(SETTLED, tells=""), "Say today who tells the customer"),
        (TOLD, "the customer was told on"),
    ],
)
def test_the_mistake_stays_and_its_repair_says_what_was_settled(settlement: Settlement, says: str) -> None:
    found = mistake(SIX, TEN, settlements=(settlement,))
    assert found.stands
    assert says in render(found.repair, "en")
    assert all("10 weeks" in render(found.repair, lang) for lang in LANGUAGES)


def test_an_unsettled_contradiction_is_told_before_a_settled_one() -> None:
    assert mistake(SIX, TEN, YEAR, TWO, settlements=(TOLD,)).entry == "two"


def test_nobody_is_sent_to_settle_what_the_customer_has_been_told() -> None:
    asked = {action for action in actions(SIX, TEN) if "settle_story" in action}
    assert asked
    assert asked <= set(actions(SIX, TEN, settlements=(SETTLED,)))
    assert not asked & set(actions(SIX, TEN, settlements=(TOLD,)))
