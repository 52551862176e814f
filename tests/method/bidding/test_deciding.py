"""Bid or no bid, and whose word it needs."""

import datetime as dt
from decimal import Decimal

import pytest

from tongpin.method.bidding.deciding import Decision, Stakes, decide
from tongpin.method.bidding.limits import Limit, Step, biting, role_needed, suffices
from tongpin.method.bidding.money import Rate

D = Decimal
DAY = dt.date(2026, 11, 20)
FAIR = (0.3, 0.5, 0.7)


def keys(decision: Decision) -> list[str]:
    return [reason.says.key.removeprefix("bidding.reasons.") for reason in decision.reasons]


def stakes(**more: object) -> Stakes:
    values = {"margin": D(400000), "cost_of_bidding": D(30000), "win": FAIR, "price_chance": 0.6, **more}
    return Stakes(**values)  # type: ignore[arg-type]


def test_a_fair_chance_of_a_good_order_is_bid_for() -> None:
    decision = decide(stakes())
    assert decision.advice == "bid"
    assert decision.worth is not None
    assert (decision.worth.low, decision.worth.likely, decision.worth.high) == (D(90000), D(170000), D(210000))
    assert decision.worth.break_even == pytest.approx(0.075)
    assert keys(decision)[0] == "pays"


def test_the_lower_chance_counts() -> None:
    """A formula does not see for whom the tender was written; the history does not see the price."""
    assert decide(stakes(price_chance=0.1)).chances == (0.1, 0.1, 0.1)
    assert decide(stakes(price_chance=None)).chances == FAIR


def test_a_small_order_does_not_pay_for_a_dear_bid() -> None:
    decision = decide(stakes(margin=D(20000)))
    assert decision.advice == "no_bid"
    assert keys(decision)[0] == "does_not_pay"


def test_the_filler_is_told_so() -> None:
    decision = decide(stakes(filler=0.8))
    assert decision.advice == "no_bid"
    assert "filler" in keys(decision)


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"days_left": -1}, "too_late"),
        ({"musts_missed": 1}, "musts_missed"),
        ({"dropped": True}, "dropped"),
        ({"lawful_price": False}, "below_cost"),
    ],
)
def test_what_rules_a_bid_out(more: dict[str, object], reason: str) -> None:
    decision = decide(stakes(**more))
    assert decision.advice == "no_bid"
    assert keys(decision)[0] == reason


def test_what_is_not_reckoned_keeps_it_open() -> None:
    decision = decide(stakes(margin=None, cost_of_bidding=None, price_chance=None, musts_open=3, days_left=2))
    assert decision.advice == "open"
    assert decision.worth is None
    assert keys(decision) == ["margin_unknown", "cost_unknown", "prices_unknown", "musts_open", "short"]


def test_a_margin_of_nothing_never_pays() -> None:
    decision = decide(stakes(margin=D(0)))
    assert decision.advice == "no_bid"
    assert decision.worth is not None
    assert decision.worth.break_even is None


def test_an_offer_that_is_in_is_not_called_late() -> None:
    decision = decide(stakes(offered=True, days_left=-3))
    assert decision.advice == "bid"
    assert keys(decision)[0] == "offered"
    assert "too_late" not in keys(decision)


# ---------------------------------------------------------------- limits
BIG = Limit(kind="price", above=D(1_000_000), role="manager")
THIN = Limit(kind="price", margin_below=D(15), role="admin")
NO_BID = Limit(kind="no_bid", role="manager")


def step(amount: str | None, margin: str | None, kind: str = "price", currency: str = "CNY") -> Step:
    return Step(
        kind=kind,  # type: ignore[arg-type]
        amount=None if amount is None else D(amount),
        currency=currency,
        margin=None if margin is None else D(margin),
        on=DAY,
    )


@pytest.mark.parametrize(
    ("found", "role"),
    [
        (step("999999.99", "15"), ""),
        (step("1000000", "15"), "manager"),
        (step("5000", "14.99"), "admin"),
        (step("2000000", "10"), "admin"),
        (step("5000", None), "admin"),
        (step(None, "30"), "manager"),
        (step("10", "30", "no_bid"), "manager"),
        (step("10", "30", "bid"), ""),
    ],
)
def test_whose_word_a_step_needs(found: Step, role: str) -> None:
    assert role_needed(biting([BIG, THIN, NO_BID], found)) == role


def test_limits_are_compared_in_their_own_currency() -> None:
    rates = [Rate(currency="EUR", into="CNY", date=DAY, rate=D(8))]
    assert biting([BIG], step("125000", "20", currency="EUR"), rates) == (BIG,)
    assert biting([BIG], step("124999", "20", currency="EUR"), rates) == ()
    assert biting([BIG], step("1", "20", currency="EUR")) == (BIG,)


def test_roles_that_suffice() -> None:
    assert suffices("admin", "manager")
    assert suffices("manager", "manager")
    assert not suffices("salesperson", "manager")
    assert not suffices("auditor", "")
    assert suffices("salesperson", "")
