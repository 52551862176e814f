"""What cannot have happened is refused, what seldom does as it should is taken and told."""

import datetime as dt
from decimal import Decimal

import pytest

from tests.exchange.cases import CASE_FILES
from tongpin.exchange import dealfile
from tongpin.method import case as shapes
from tongpin.method.judge import judge
from tongpin.method.possible import oddities, oddities_of_case
from tongpin.method.sides import Member
from tongpin.method.wording import render

TODAY = dt.date(2026, 3, 2)


def day(month: int, date: int = 1, year: int = 2026) -> dt.date:
    return dt.date(year, month, date)


def odd(thing: object) -> list[tuple[str, str, bool]]:
    """Field, what is said, whether it is refused."""
    return [
        (item.field, item.message.key.removeprefix("possible."), item.impossible) for item in oddities(thing, TODAY)
    ]


@pytest.mark.parametrize(
    ("thing", "field", "said"),
    [
        (shapes.Implementation(contract_signed=day(2), acceptance=day(1)), "acceptance", "before"),
        (shapes.Tender(issued=day(2), deadline=day(1)), "deadline", "before"),
        (shapes.Tender(issued=day(1), deadline=day(2), clarifications_until=day(3)), "deadline", "before"),
        (shapes.Tender(deadline=day(2), opening=day(1)), "opening", "before"),
        (shapes.Tender(opening=day(2), award=day(1)), "award", "before"),
        (shapes.Tender(issued=day(2), award=day(1)), "award", "before"),
        (shapes.Tender(bond="-1"), "bond", "bond_below_zero"),
        (shapes.Tender(bond="－ 5 万元"), "bond", "bond_below_zero"),
        (shapes.Tender(bond="-$500"), "bond", "bond_below_zero"),
        (shapes.Tender(bond="150%"), "bond", "bond_above_all"),
        (shapes.Entry(id="e1", date=day(3, 4, 2027), kind="visit"), "date", "far_ahead"),
        (shapes.Bid(date=day(5, 1, 2062), bidder="We"), "date", "far_ahead"),
        (shapes.Stakeholder(id="s1", last_contact=day(1, 1, 2028)), "last_contact", "far_ahead"),
        (shapes.Tender(issued=dt.date(205, 7, 28)), "issued", "year"),
        (Member(name="Chen Jing", since=day(2), until=day(1)), "until", "before"),
    ],
)
def test_what_cannot_be_is_refused(thing: object, field: str, said: str) -> None:
    assert odd(thing) == [(field, said, True)]


@pytest.mark.parametrize(
    ("thing", "field", "said"),
    [
        (shapes.Implementation(contract_signed=day(2), go_live=day(1)), "go_live", "delivered_unsigned"),
        (shapes.Implementation(go_live=day(2), acceptance=day(1)), "acceptance", "accepted_unused"),
        (shapes.Commitment(date=day(2), text="samples", due=day(1)), "due", "due_before_promised"),
        (shapes.Criterion(name="price", weight=Decimal(40), ours=Decimal(45)), "ours", "points_above_weight"),
        (
            shapes.Criterion(name="price", weight=Decimal(40), rivals={"A": Decimal(41)}),
            "rivals",
            "points_above_weight",
        ),
    ],
)
def test_what_happens_though_it_should_not_is_told_only(thing: object, field: str, said: str) -> None:
    assert odd(thing) == [(field, said, False)]


@pytest.mark.parametrize(
    "thing",
    [
        shapes.Tender(issued=day(1), clarifications_until=day(1), deadline=day(2), opening=day(2), award=day(2)),
        shapes.Tender(bond="5 万元"),
        shapes.Tender(bond="2%"),
        shapes.Tender(bond="50,000-80,000"),
        shapes.Tender(bond="-"),
        shapes.Tender(award=day(12, 1, 2031)),
        shapes.Implementation(contract_signed=day(1), go_live=day(2), acceptance=day(2)),
        shapes.Entry(id="e1", date=day(3, 2, 2027), kind="visit"),
        shapes.Entry(id="e1", date=day(1, 1, 1950), kind="visit"),
        shapes.Criterion(name="price", ours=Decimal(45)),
    ],
)
def test_real_life_stays_possible(thing: object) -> None:
    assert odd(thing) == []


@pytest.mark.parametrize("path", CASE_FILES, ids=lambda path: path.stem)
def test_no_whole_case_is_impossible(path: object) -> None:
    case = dealfile.read(path)  # type: ignore[arg-type]
    assert [item for item in oddities_of_case(case) if item.impossible] == []


def test_it_is_told_what_is_wrong_and_what_would_be_right() -> None:
    [found] = oddities(shapes.Implementation(contract_signed=day(5), acceptance=day(3)), TODAY)
    assert render(found.message, "en") == (
        "the acceptance (2026-03-01) cannot come before the signing of the contract (2026-05-01); "
        "correct one of the two dates"
    )
    assert "验收日期（2026-03-01）早于合同签订日（2026-05-01）" in render(found.message, "zh-Hans")
    assert "驗收" in render(found.message, "zh-Hant")


def test_a_contract_that_is_only_planned_is_not_signed() -> None:
    case = shapes.Case(
        id="x",
        today=TODAY,
        timeline=(shapes.Entry(id="e1", date=day(2), kind="visit", text="他们还在比较两家供应商。"),),
        implementation=shapes.Implementation(contract_signed=day(4)),
    )
    without = shapes.Case(id="x", today=TODAY, timeline=case.timeline)
    assert judge(case).gates == judge(without).gates
    assert judge(case).stages == judge(without).stages
