"""How likely are we to win? Base rates, own history, the interval, reasons that agree with the number (METHOD 4.5)."""

import math
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from tests.method.builders import BOSS, ENGINEER, EVERYBODY, TODAY, US, ago, judged, note, story
from tongpin.method.case import (
    LANGUAGES,
    Bid,
    Competitor,
    Concern,
    Criterion,
    Outcome,
    QualificationRecord,
)
from tongpin.method.criteria import criteria_margin
from tongpin.method.rates import base_rates, organisation_shift
from tongpin.method.standing import Standing, Win
from tongpin.method.winning import base_rate
from tongpin.method.wording import render

TOLD = (note(20, "tender", direction="in", kind="call"), note(9, "tender", kind="bid", who=("buyer", "engineer")))


def bidding(**fields: Any) -> Standing:
    """A tender of a customer who bought once before."""
    return judged(*TOLD, **({"segment": "first_time"} | fields))


def odds(win: Win) -> float:
    return win.estimate / (1 - win.estimate)


def width(win: Win) -> float:
    """Of the interval, in log-odds."""
    return math.log(win.high / (1 - win.high)) - math.log(win.low / (1 - win.low))


# --------------------------------------------------------------- where it starts


@pytest.mark.parametrize(
    ("segment", "rate"), [("prospect", 0.06), ("first_time", 0.15), ("repeat", 0.5), ("loyal", 0.5)]
)
def test_base_rate_of_a_segment(segment: Any, rate: float) -> None:
    found = base_rate(story(segment=segment), {})
    assert (found.rate, found.closed, found.default_share) == (pytest.approx(rate), 0, 1.0)


def test_customers_we_served_are_likelier_than_strangers() -> None:
    by_segment = [bidding(segment=name).win.estimate for name in ("prospect", "first_time", "repeat")]
    assert by_segment == sorted(by_segment)
    assert by_segment[0] < 0.25
    assert by_segment[2] > 0.4


def test_a_few_closed_orders_move_the_rate_a_little_and_many_replace_it() -> None:
    case = story(segment="first_time")
    few = base_rate(case, {"first_time": (4, 10)}).rate
    many = base_rate(case, {"first_time": (80, 200)}).rate
    assert few - 0.15 < 0.4 - few, "nearer to the default than to our own ten"
    assert many == pytest.approx(0.4, abs=0.03)


def test_history_of_other_segments_lends_a_little() -> None:
    """A house that wins three of four loyal customers sells well; strangers are still strangers."""
    lent = base_rates({"loyal": (150, 200)})
    assert 0.15 < lent["first_time"].rate < 0.25
    assert lent["loyal"].rate == pytest.approx(0.73, abs=0.01)
    assert bidding(history={"loyal": (150, 200)}).win.estimate > bidding().win.estimate
    assert bidding(history={"loyal": (50, 200)}).win.estimate < bidding().win.estimate


def test_segments_nobody_closed_in_stand_at_the_default() -> None:
    assert organisation_shift({}) == 0
    assert {name: rate.rate for name, rate in base_rates({}).items()} == pytest.approx(
        {"prospect": 0.06, "target": 0.06, "first_time": 0.15, "repeat": 0.5, "loyal": 0.5, "": 0.12}
    )


def test_more_of_the_same_counts_move_further() -> None:
    rates = [base_rates({"repeat": (7 * times, 10 * times)})["repeat"].rate for times in (0, 1, 2, 6, 20)]
    assert rates == sorted(rates)
    assert rates[1] < 0.6
    assert rates[-1] == pytest.approx(0.68, abs=0.01)


@pytest.mark.parametrize("counts", [(3, 2), (-1, 4)])
def test_counts_that_cannot_be_are_refused(counts: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="cannot be"):
        base_rates({"repeat": counts})


def test_ten_won_of_ten_do_not_make_us_sure() -> None:
    assert base_rate(story(segment="prospect"), {"prospect": (10, 10)}).rate < 0.5


def test_what_it_rests_on_is_said() -> None:
    assert bidding().win.basis.key == "winning.basis.default"
    assert bidding(history={"first_time": (4, 10)}).win.basis.key == "winning.basis.default"
    assert bidding(history={"first_time": (20, 60)}).win.basis.key == "winning.basis.own"


# --------------------------------------------------------------- the interval


@pytest.mark.parametrize("fields", [{}, {"segment": "loyal", "position": "favourite"}, {"segment": "prospect"}])
def test_the_estimate_lies_inside_its_interval(fields: dict[str, Any]) -> None:
    win = bidding(**fields).win
    assert 0 < win.low < win.estimate < win.high < 1


def rich() -> Standing:
    criteria = (Criterion(name="Speed", weight=Decimal(100), ours=Decimal(60), rivals={"Rival": Decimal(55)}),)
    return judged(
        *(note(60 - days, "tender", kind="call", id=f"c{days}") for days in range(0, 50, 10)),
        segment="first_time",
        budget_confirmed=True,
        criteria=criteria,
        competitors=(Competitor(name="Rival"),),
    )


def test_little_evidence_gives_a_wide_interval() -> None:
    little, much = judged(segment="first_time", people=()).win, rich().win
    assert width(little) > width(much) + 0.5
    assert little.high / little.low > 4


def test_much_evidence_and_a_long_history_never_make_it_narrow() -> None:
    win = rich().win
    assert width(win) > 1.5
    own = judged(*TOLD, segment="first_time", history={"first_time": (500, 1000)}).win
    assert width(own) > 1.5


def test_own_history_narrows_the_interval_a_little() -> None:
    default = judged(*TOLD, segment="repeat").win
    own = judged(*TOLD, segment="repeat", history={"repeat": (100, 200)}).win
    assert width(default) - 0.6 < width(own) < width(default)


def test_a_limit_that_holds_the_estimate_back_is_a_reason() -> None:
    """However well it stands, before the choice nothing is surer than five in six, and it says so."""
    bid = (Bid(date=ago(3), bidder=US, rank=1),)
    people = tuple(replace(person, attitude=2) for person in EVERYBODY)
    held = bidding(segment="loyal", position="favourite", bids=bid, people=people).win
    limit = next(reason for reason in held.reasons if reason.factor.key == "winning.texts.most_before_choice")
    assert held.estimate == pytest.approx(0.832, abs=0.001)
    assert limit.effect < 0
    assert "83" in render(limit.factor, "en")
    assert not [reason for reason in bidding().win.reasons if "most" in reason.factor.key]


def test_nothing_is_sure_before_the_outcome() -> None:
    best = bidding(segment="loyal", position="favourite", bids=(Bid(date=ago(3), bidder=US, rank=1),)).win
    assert best.estimate < 0.9
    worst = bidding(segment="prospect", position="filler", our_product_fits=False).win
    assert worst.estimate > 0


# --------------------------------------------------------------- what moves it, and which way


@pytest.mark.parametrize(
    "better",
    [
        {"position": "favourite"},
        {"people": tuple(replace(person, attitude=2) for person in EVERYBODY)},
        {"criteria": (Criterion(name="Speed", weight=Decimal(100), ours=Decimal(80), rivals={"R": Decimal(60)}),)},
        {"bids": (Bid(date=ago(3), bidder=US, rank=1),)},
        {"qualification": QualificationRecord(reviewed=ago(30))},
    ],
    ids=str,
)
def test_what_makes_it_likelier(better: dict[str, Any]) -> None:
    assert bidding(**better).win.estimate > bidding(position="contender").win.estimate


@pytest.mark.parametrize(
    "worse",
    [
        {"position": "filler"},
        {"people": tuple(replace(person, attitude=-2) for person in EVERYBODY)},
        {"criteria": (Criterion(name="Speed", weight=Decimal(100), ours=Decimal(40), rivals={"R": Decimal(60)}),)},
        {"bids": (Bid(date=ago(3), bidder=US, rank=3),)},
        {"competitors": tuple(Competitor(name=name) for name in "ABCD")},
        {"our_product_fits": False},
        {"budget_confirmed": False},
    ],
    ids=str,
)
def test_what_makes_it_less_likely(worse: dict[str, Any]) -> None:
    assert bidding(**({"position": "contender"} | worse)).win.estimate < bidding(position="contender").win.estimate


def test_an_open_worry_weighs_once_the_customer_is_to_commit() -> None:
    told = note(5, "commitment", direction="in", kind="call")
    worry = (Concern(date=ago(5), text="Who answers?", who="boss"),)
    quiet, worried = judged(told).win, judged(told, concerns=worry).win
    assert worried.estimate < quiet.estimate
    assert bidding(concerns=worry).win.estimate == pytest.approx(bidding().win.estimate, abs=0.03)


def test_a_choice_made_for_us_or_for_another_outweighs_the_rest() -> None:
    told = note(5, "commitment", direction="in", kind="call")
    assert judged(told, position="chosen", segment="prospect").win.estimate > 0.6
    assert judged(told, position="not_chosen", segment="loyal").win.estimate < 0.2


def test_who_came_early_has_the_better_chance() -> None:
    late = judged(note(9, "tender", direction="in", kind="tender_doc")).win
    early = judged(note(120, "screening"), note(9, "tender", direction="in", kind="tender_doc")).win
    assert any(reason.factor.key.endswith("early_entry") for reason in early.reasons)
    assert not any(reason.factor.key.endswith("early_entry") for reason in late.reasons)


# --------------------------------------------------------------- reasons


def reasoned() -> Win:
    return bidding(
        position="favourite",
        competitors=tuple(Competitor(name=name) for name in "ABC"),
        budget_confirmed=False,
        people=(replace(BOSS, attitude=-1), ENGINEER),
        qualification=QualificationRecord(reviewed=ago(30)),
    ).win


def test_reasons_begin_with_the_base_and_come_largest_first() -> None:
    base, *moved = reasoned().reasons
    assert base.factor.key.startswith("winning.texts.base")
    effects = [abs(reason.effect) for reason in moved]
    assert effects == sorted(effects, reverse=True)
    assert len(effects) >= 5


def test_each_reason_has_the_sign_of_what_it_did() -> None:
    signs = {reason.factor.key.rsplit(".", 1)[1]: reason.effect > 0 for reason in reasoned().reasons[1:]}
    assert signs["position"]
    assert signs["gate_met"]
    assert not signs["rivals"]
    assert not signs["no_budget"]


def test_leaving_a_reason_out_undoes_its_effect() -> None:
    fields: dict[str, Any] = {"competitors": tuple(Competitor(name=name) for name in "ABC")}
    with_rivals, without = bidding(**fields).win, bidding().win
    effect = next(item.effect for item in with_rivals.reasons if item.factor.key.endswith("rivals"))
    assert with_rivals.estimate - without.estimate == pytest.approx(effect, abs=0.002)


def test_reasons_read_in_three_languages() -> None:
    for win in (reasoned(), rich().win, judged().win, judged(note(3, "commitment"), position="chosen").win):
        for lang in LANGUAGES:
            assert all("{" not in render(reason.factor, lang) for reason in win.reasons)
            assert "{" not in render(win.basis, lang)


# --------------------------------------------------------------- after the end, and odd numbers


@pytest.mark.parametrize(("result", "chance"), [("won", 1.0), ("part", 1.0), ("lost", 0.0), ("cancelled", 0.0)])
def test_an_ended_case_is_no_estimate(result: Any, chance: float) -> None:
    win = bidding(outcome=Outcome(result=result, date=TODAY)).win
    assert (win.estimate, win.low, win.high, win.reasons) == (chance, chance, chance, ())


def test_the_margin_counts_only_what_can_be_compared() -> None:
    ours = Criterion(name="Speed", weight=Decimal(40), ours=Decimal(36), rivals={"A": Decimal(31), "B": Decimal(20)})
    unscored = Criterion(name="Service", weight=Decimal(60))
    assert criteria_margin(story(criteria=(ours, unscored))) == pytest.approx((36 - 31) / 40)
    assert criteria_margin(story(criteria=(unscored,))) is None
    assert criteria_margin(story()) is None


def test_a_bank_judged_by_size_loses_until_speed_counts() -> None:
    """The regional bank of METHOD 7.1: by branches and assets it loses, with speed of decision among them it wins."""
    size = [
        Criterion(name=name, weight=Decimal(30), ours=Decimal(9), rivals={"Large": Decimal(28)})
        for name in ("branches", "assets")
    ]
    speed = [
        Criterion(name=name, weight=Decimal(50), ours=Decimal(46), rivals={"Large": Decimal(20)})
        for name in ("service speed", "decision time")
    ]
    by_size, with_speed = bidding(criteria=tuple(size)).win, bidding(criteria=(*size, *speed)).win
    assert by_size.estimate < bidding().win.estimate < with_speed.estimate
    assert odds(with_speed) > 2 * odds(by_size)
