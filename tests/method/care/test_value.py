"""The ledger of value: money by currency, told and assumed apart; we and rivals; lines that records propose."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from tongpin.method.care.value import KINDS, Line, Rating, comparisons, ledger_of, span_of, steps
from tongpin.method.care.value_seen import is_taken, value_seen
from tongpin.method.case import LANGUAGES, Case, Entry, Implementation, Metric
from tongpin.method.serving import Expectation, Measure, Milestone, Ticket
from tongpin.method.wording import render

TODAY = dt.date(2026, 3, 2)
YEAR = {"first": dt.date(2025, 1, 1), "last": dt.date(2025, 12, 31)}


def on(month: int, day: int = 1, year: int = 2025) -> dt.date:
    return dt.date(year, month, day)


def line(kind: str, amount: str | None = None, **facts: object) -> Line:
    told = None if amount is None else Decimal(amount)
    return Line(date=on(5), kind=kind, text="少停机", amount=told, **facts)  # type: ignore[arg-type]


# ---------------------------------------------------------------- the ledger
def test_money_is_summed_exactly_and_by_currency() -> None:
    lines = [
        line("product", "100000.10"),
        line("product", "0.20", state="confirmed"),
        line("time", "30000.05"),
        line("service", "1200", currency="USD"),
    ]
    ledger = ledger_of(lines, **YEAR)
    yuan, dollars = ledger.sums
    assert (yuan.currency, yuan.added, yuan.cost, yuan.net) == (
        "CNY",
        Decimal("100000.30"),
        Decimal("30000.05"),
        Decimal("70000.25"),
    )
    assert (yuan.added_confirmed, yuan.cost_confirmed, yuan.net_confirmed) == (Decimal("0.20"), 0, Decimal("0.20"))
    assert (dollars.currency, dollars.net) == ("USD", Decimal(1200))


def test_lines_without_money_count_and_are_no_zero() -> None:
    ledger = ledger_of([line("people"), line("service", "5")], **YEAR)
    assert ledger.bare == 1
    assert ledger.missing == ("product", "image")
    assert [item.currency for item in ledger.sums] == ["CNY"]


def test_only_the_year_asked_for_and_both_its_ends() -> None:
    lines = [replace(line("product", "1"), date=day) for day in (on(12, 31, 2024), on(1), on(12, 31), on(1, 1, 2026))]
    assert [item.date for item in ledger_of(lines, **YEAR).lines] == [on(12, 31), on(1)]
    assert ledger_of([], **YEAR).sums == ()


# ---------------------------------------------------------------- against rivals
def rating(
    kind: str, points: int, rival: str = "", state: str = "confirmed", date: dt.date = dt.date(2025, 12, 1)
) -> Rating:
    return Rating(kind=kind, points=points, rival=rival, state=state, date=date)  # type: ignore[arg-type]


def test_what_they_told_is_exact_and_what_we_assume_may_be_a_point_off() -> None:
    assert span_of(rating("product", 1), TODAY).low == 1
    assumed = span_of(rating("product", 2, state="assumed"), TODAY)
    assert (assumed.low, assumed.middle, assumed.high) == (1, 2, 2), "nobody is more than far better"


def test_what_was_told_two_years_ago_is_as_loose_as_an_assumption() -> None:
    assert span_of(rating("product", 0, date=on(1, 1, 2024)), TODAY).low == -1


def test_a_lead_is_only_claimed_where_it_is_sure() -> None:
    told = [rating("service", 2), rating("service", 0, "固力"), rating("product", 1, state="assumed")]
    assumed = [*told, rating("product", 0, "固力", state="assumed")]
    (against,) = comparisons(assumed, TODAY)
    verdicts = {side.kind: side.verdict for side in against.sides}
    assert verdicts["service"] == "ahead"
    assert verdicts["product"] == "open"
    assert verdicts["image"] is None, "nobody has asked"
    assert against.rated == 2
    assert against.lead is not None
    assert against.lead.low < against.lead.middle < against.lead.high


def test_of_costs_too_more_points_are_better_for_them() -> None:
    (against,) = comparisons([rating("time", 1), rating("time", -1, "固力")], TODAY)
    assert against.verdict == "ahead"


def test_a_rival_of_whom_nothing_can_be_compared_gets_no_verdict() -> None:
    (against,) = comparisons([rating("time", 1), rating("image", 1, "固力")], TODAY)
    assert (against.lead, against.verdict, against.rated) == (None, None, 0)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_its_remedy_and_none_is_a_discount(kind: str) -> None:
    (step,) = steps([rating(kind, -1)], TODAY)
    for lang in LANGUAGES:
        told = render(step.do, lang)
        assert told
        if kind != "money":
            assert not any(word in told.lower() for word in ("折扣", "降价", "降價", "discount", "cheaper"))


def test_where_a_rival_is_better_comes_before_where_they_grumble() -> None:
    told = [rating("people", -1), rating("service", 1), rating("service", 2, "固力")]
    assert [step.kind for step in steps(told, TODAY)] == ["service", "people"]


def test_who_has_asked_nobody_is_told_to_ask() -> None:
    (step,) = steps([], TODAY)
    assert step.why.key == "care_value.why.unasked"


# ---------------------------------------------------------------- what records propose
def sale(**facts: object) -> Case:
    return Case(id="one", today=TODAY, **facts)  # type: ignore[arg-type]


STOPS = Measure(name="月停机小时", unit="小时", better="lower", baseline=Decimal(40), high=Decimal(15))


def test_a_reading_beyond_what_was_before_is_value_once_a_year() -> None:
    metrics = (
        Metric(date=on(3), name="月停机小时", value="30 小时"),
        Metric(date=on(11), name="月停机小时", value="12 小时"),
        Metric(date=on(2, year=2026), name="月停机小时", value="10 小时"),
    )
    found = value_seen(sale(implementation=Implementation(measures=(STOPS,), metrics=metrics)))
    assert [(seen.date, seen.kind) for seen in found] == [(on(2, year=2026), "product"), (on(11), "product")]
    assert render(found[1].text, "zh-Hans") == "月停机小时：合作前 40 小时，现在 12 小时"
    assert is_taken(found[1], kind="product", date=on(6), words="月停机小时: 30 小时 (2025-03-01)")
    assert not is_taken(found[1], kind="product", date=on(6, year=2024), words="月停机小时: 41 小时 (2024-03-01)")


@pytest.mark.parametrize("value", ["41 小时", "40 小时", "not read", ""])
def test_a_reading_that_is_no_better_is_no_value(value: str) -> None:
    metrics = (Metric(date=on(3), name="月停机小时", value=value),)
    assert value_seen(sale(implementation=Implementation(measures=(STOPS,), metrics=metrics))) == ()


def test_trouble_solved_in_time_is_service_and_dragged_on_it_cost_them_worry() -> None:
    quick = Ticket(id="t1", reported=on(6), text="泵停了", severity=4, answered=on(6), solved=on(6))
    slow = Ticket(id="t2", reported=on(6), text="漏油", severity=4, answered=on(7), solved=on(9))
    running = Ticket(id="t3", reported=on(6), text="报警")
    found = value_seen(sale(tickets=(quick, slow, running)))
    assert [(seen.words, seen.kind) for seen in found] == [("漏油", "energy"), ("泵停了", "service")]
    assert "当天" in render(found[1].text, "zh-Hans")


def test_promises_that_came_trainings_and_days_late() -> None:
    told = Implementation(
        expectations=(
            Expectation(date=on(1), text="换型不超过 30 分钟", state="met", settled=on(8), result="26 分钟"),
            Expectation(date=on(1), text="单耗降 5%", state="missed", settled=on(8)),
        ),
        milestones=(
            Milestone(name="操作工培训", kind="training", due=on(4), done=on(4)),
            Milestone(name="到货", kind="delivery", due=on(3), done=on(3, 11)),
        ),
    )
    timeline = (Entry(id="e01", date=on(5), kind="training", text="给夜班又讲了一遍"),)
    found = value_seen(sale(implementation=told, timeline=timeline))
    assert [(seen.source, seen.kind) for seen in found] == [
        ("expectation", "product"),
        ("training", "people"),
        ("training", "people"),
        ("milestone", "time"),
    ]
    assert "10" in render(found[-1].text, "en")
    assert found[1].entry == "e01"


def test_what_lies_ahead_is_no_value_yet() -> None:
    ahead = TODAY + dt.timedelta(days=3)
    told = Implementation(
        measures=(STOPS,),
        metrics=(Metric(date=ahead, name="月停机小时", value="3"),),
        milestones=(Milestone(name="培训", kind="training", done=ahead),),
    )
    assert value_seen(sale(implementation=told)) == ()
