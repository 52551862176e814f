"""Worth winning? Can we win? (METHOD 4.2): what the case knows is weighed, what it does not know stays unknown."""

from decimal import Decimal
from typing import Any

import pytest

from tests.method.builders import BOSS, EVERYBODY, US, judged, note
from tongpin.method.case import LANGUAGES, Account, Bid, Competitor, Criterion, QualificationRecord
from tongpin.method.standing import Qualification, WorthPart
from tongpin.method.wording import render


def weighed(*told: Any, **fields: Any) -> Qualification:
    return judged(*(told or (note(20, "tender", direction="in", kind="tender_doc"),)), **fields).qualification


def part(found: Qualification, name: str) -> WorthPart:
    return next(item for item in (*found.worth_parts, *found.chance_parts) if item.name == name)


def test_with_nothing_known_nothing_is_average() -> None:
    found = weighed(people=())
    assert not any(item.known or item.score is not None for item in (*found.worth_parts, *found.chance_parts))
    assert found.worth_score is None
    for lang, unknown in zip(LANGUAGES, ("还不知道", "還不知道", "not known"), strict=True):
        assert unknown in render(found.worth_winning, lang)
        assert unknown in render(found.can_win, lang)


def test_what_is_unknown_is_the_next_thing_to_find_out() -> None:
    elements = dict.fromkeys(weighed(people=()).unknown, "told")
    rest = judged(
        note(20, "tender", direction="in"),
        amount=Decimal(900_000),
        people=(),
        qualification=QualificationRecord(answers={**elements, "relations": ""}),
    )
    keys = [say.key for say in rest.unknown]
    assert "worth.find_out.influence" in keys
    assert "worth.find_out.strength" in keys


def test_what_else_the_people_could_win_is_told_by_no_single_case() -> None:
    assert not part(weighed(amount=Decimal(5_000_000)), "alternatives").known


@pytest.mark.parametrize(
    ("size", "told"),
    [
        ("华东最大的棒材厂，行业龙头", True),
        ("全省前三的乳品企業", True),
        ("the largest dairy in Wales", True),
        ("420 staff", False),
        ("三台纸机", False),
    ],
)
def test_whom_the_trade_looks_at(size: str, told: bool) -> None:
    found = weighed(amount=Decimal(900_000), account=Account(name="Works", size=size, kind="private"))
    plain = weighed(amount=Decimal(900_000))
    assert part(found, "influence").known is told
    assert found.worth_score is not None
    assert plain.worth_score is not None
    assert (found.worth_score > plain.worth_score) is told


def test_a_reference_is_worth_more_than_its_order() -> None:
    shown = note(10, "relationship", kind="care", signals=("agrees_to_be_reference",))
    assert part(weighed(shown, amount=Decimal(300_000)), "influence").entries == (shown.entry.id,)


def test_much_effort_for_a_small_order_is_not_worth_it() -> None:
    visits = [note(80 - place, "criteria", id=f"v{place}") for place in range(0, 60, 4)]
    small, large = (weighed(*visits, amount=Decimal(amount)) for amount in (120_000, 6_000_000))
    assert small.answer == "drop"
    assert small.reasons[0].key == "qualification.reasons.not_worth"
    assert large.answer != "drop"
    assert "18.8" in render(small.worth_winning, "en")


def compared(ours: int, theirs: int) -> dict[str, Any]:
    criterion = Criterion(name="Speed", weight=Decimal(100), ours=Decimal(ours), rivals={"Rival": Decimal(theirs)})
    return {"criteria": (criterion,), "competitors": (Competitor(name="Rival"),)}


@pytest.mark.parametrize(
    ("ours", "theirs", "strength", "unique"),
    [(90, 60, "ahead", "unique"), (70, 66, "ahead", "nothing_unique"), (50, 50, "even", "nothing_unique")],
)
def test_strength_and_what_only_we_give(ours: int, theirs: int, strength: str, unique: str) -> None:
    found = weighed(**compared(ours, theirs))
    assert part(found, "strength").says.key == f"worth.parts.{strength}"
    assert part(found, "unique").says.key == f"worth.parts.{unique}"


def test_without_a_score_the_rank_of_the_bid_tells() -> None:
    bids = (Bid(date=note(3).entry.date, bidder=US, rank=2),)
    assert part(weighed(bids=bids), "strength").says.key == "worth.parts.ranked_behind"


def test_relations_are_weighed_by_the_say_that_people_have() -> None:
    assert part(weighed(people=EVERYBODY), "relations").score == pytest.approx(0.7, abs=0.15)
    stranger = weighed(people=(BOSS.__class__(id="boss", name="Ling", roles=("decision_maker",)),))
    assert not part(stranger, "relations").known


@pytest.mark.parametrize("words", ["unknown", "不详", "不清楚", "未知", "待查", "?", "n/a"])
def test_who_writes_unknown_knows_nothing(words: str) -> None:
    account = Account(name="Works", credit=words, kind="private")
    assert "credit" in weighed(account=account).unknown
    assert "credit" not in weighed(account=Account(name="Works", credit="pays late", kind="private")).unknown
    assert "price" in weighed(qualification=QualificationRecord(answers={"price": words})).unknown
