"""The customer's money: a hospital's budget made in autumn, a British works whose year begins in April, and what a
salesperson is told when."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongpin.method.budget import (
    SEEDS,
    Payer,
    Round,
    Sale,
    Window,
    asks_fiscal_year,
    calendar_of,
    field_of,
    fiscal_year_of,
    fourth_quarter,
    in_order,
    quarter_of,
    sowing_of,
    windows_of,
    year_name,
)
from tongpin.method.case import LANGUAGES
from tongpin.method.wording import render

COMPANY = Payer(first_month=1)
BRITISH = Payer(first_month=4)
D = dt.date


def window(payer: Payer, year: int, kind: str) -> Window:
    return next(item for item in windows_of(payer, year) if item.kind == kind)


@pytest.mark.parametrize(
    ("day", "first_month", "year"),
    [
        (D(2026, 3, 31), 4, 2025),
        (D(2026, 4, 1), 4, 2026),
        (D(2026, 12, 31), 1, 2026),
        (D(2026, 9, 30), 10, 2025),
        (D(2026, 6, 1), None, 2026),
    ],
)
def test_a_day_lies_in_the_fiscal_year_that_has_begun(day: dt.date, first_month: int | None, year: int) -> None:
    assert fiscal_year_of(day, first_month) == year


def test_a_year_that_does_not_begin_in_january_is_called_by_both() -> None:
    assert year_name(2026, 4) == "2026/27"
    assert year_name(1999, 7) == "1999/00"
    assert year_name(2026, 1) == year_name(2026, None) == "2026"


def test_the_fourth_quarter_is_that_of_the_running_year() -> None:
    assert fourth_quarter(D(2026, 2, 3)) == fourth_quarter(D(2026, 11, 22)) == (D(2026, 10, 1), D(2026, 12, 31))
    assert quarter_of(D(2028, 2, 29)) == (D(2028, 1, 1), D(2028, 3, 31))


def test_a_company_collects_requests_in_autumn() -> None:
    planning = window(COMPANY, 2027, "planning")
    assert (planning.opens, planning.closes, planning.known) == (D(2026, 8, 1), D(2026, 10, 31), False)


def test_windows_move_with_the_fiscal_year() -> None:
    planning = window(BRITISH, 2027, "planning")
    assert (planning.opens, planning.closes) == (D(2026, 11, 1), D(2027, 1, 31))


def test_a_public_budget_becomes_law_in_the_first_quarter() -> None:
    approval = window(Payer(first_month=1, public=True), 2027, "approval")
    assert (approval.opens, approval.closes) == (D(2026, 10, 1), D(2027, 3, 31))


def test_what_the_customer_told_replaces_what_is_assumed() -> None:
    told = Round(kind="planning", fiscal_year=2027, opens=D(2026, 9, 10), closes=D(2026, 9, 25), id=7)
    payer = Payer(first_month=1, rounds=(told,))
    planning = [item for item in windows_of(payer, 2027) if item.kind == "planning"]
    assert planning == [
        Window(kind="planning", fiscal_year=2027, opens=D(2026, 9, 10), closes=D(2026, 9, 25), known=True, id=7)
    ]
    assert not window(payer, 2028, "planning").known


@pytest.mark.parametrize(
    ("opens", "closes", "expected"),
    [
        (None, D(2026, 9, 25), (D(2026, 8, 1), D(2026, 9, 25))),
        (None, D(2026, 7, 10), (D(2026, 7, 10), D(2026, 7, 10))),
        (D(2026, 12, 1), None, (D(2026, 12, 1), D(2026, 12, 1))),
        (D(2026, 9, 25), D(2026, 9, 10), (D(2026, 9, 25), D(2026, 9, 25))),
    ],
)
def test_half_of_what_is_told_is_enough(
    opens: dt.date | None, closes: dt.date | None, expected: tuple[dt.date, dt.date]
) -> None:
    told = Round(kind="planning", fiscal_year=2027, opens=opens, closes=closes)
    found = window(Payer(first_month=1, rounds=(told,)), 2027, "planning")
    assert (found.opens, found.closes) == expected


def test_a_round_without_days_tells_nothing() -> None:
    payer = Payer(first_month=1, rounds=(Round(kind="planning", fiscal_year=2027),))
    assert windows_of(payer, 2027) == windows_of(COMPANY, 2027)


@pytest.mark.parametrize(
    ("today", "seed", "urgent"),
    [
        (D(2026, 3, 2), "sow_later", False),
        (D(2026, 6, 10), "sow_soon", True),
        (D(2026, 8, 1), "sow_now", True),
        (D(2026, 10, 31), "sow_now", True),
        (D(2026, 11, 1), "deciding", True),
        (D(2026, 12, 31), "deciding", True),
        (D(2027, 1, 1), "this_year", False),
    ],
)
def test_a_purchase_of_next_spring_has_to_be_sown_in_autumn(today: dt.date, seed: str, urgent: bool) -> None:
    found = sowing_of(Sale(id=1, expected_close=D(2027, 5, 31)), COMPANY, today)
    assert (found.seed, found.urgent) == (seed, urgent)
    assert found.fiscal_year == 2027


def test_where_the_second_round_is_still_open_nothing_is_lost() -> None:
    rounds = (
        Round(kind="planning", fiscal_year=2027, opens=D(2026, 7, 1), closes=D(2026, 8, 31)),
        Round(kind="planning", fiscal_year=2027, opens=D(2026, 11, 1), closes=D(2026, 11, 20)),
    )
    found = sowing_of(Sale(id=1), Payer(first_month=1, rounds=rounds), D(2026, 11, 5))
    assert found.seed == "sow_now"
    assert found.window is not None
    assert found.window.closes == D(2026, 11, 20)


def test_wanted_this_year_without_money_it_waits_for_the_change_at_mid_year() -> None:
    found = sowing_of(Sale(id=1, expected_close=D(2026, 9, 30), confirmed=False), COMPANY, D(2026, 3, 2))
    assert (found.seed, found.urgent) == ("this_year", True)
    assert found.window is not None
    assert found.window.kind == "mid_year"
    assert render(found.do, "en").startswith("no money in 2026 yet: the next chance is the mid-year change")


def test_a_day_that_has_passed_means_the_running_year() -> None:
    assert sowing_of(Sale(id=1, expected_close=D(2025, 3, 1)), COMPANY, D(2026, 3, 2)).fiscal_year == 2026


def test_a_budget_that_is_there_asks_for_the_way_to_it() -> None:
    found = sowing_of(Sale(id=1, confirmed=True), COMPANY, D(2026, 9, 1))
    assert (found.seed, found.window, found.urgent) == ("in_budget", None, False)


def test_what_was_told_is_said_to_be_told() -> None:
    told = Round(kind="planning", fiscal_year=2027, opens=D(2026, 8, 1), closes=D(2026, 9, 10))
    sale = Sale(id=1)
    sure = sowing_of(sale, Payer(first_month=1, rounds=(told,)), D(2026, 8, 20))
    assumed = sowing_of(sale, COMPANY, D(2026, 8, 20))
    assert render(sure.why, "en") != render(assumed.why, "en")
    assert "2026-09-10" in render(sure.do, "zh-Hans")


def test_what_closes_first_comes_first() -> None:
    late = sowing_of(Sale(id=1), BRITISH, D(2026, 11, 22))
    soon = sowing_of(Sale(id=2), COMPANY, D(2026, 10, 5))
    done = sowing_of(Sale(id=3, confirmed=True), COMPANY, D(2026, 10, 5))
    assert [item.sale for item in in_order([done, late, soon])] == [2, 1, 3]


def test_nobody_has_asked_for_the_fiscal_year() -> None:
    assert asks_fiscal_year(Payer())
    assert not asks_fiscal_year(COMPANY)
    assert not asks_fiscal_year(Payer(rounds=(Round(kind="planning", fiscal_year=2027),)))


def test_a_field_lies_fallow_where_requests_are_collected_and_none_is_ours() -> None:
    start, end = D(2026, 10, 1), D(2026, 12, 31)
    today = D(2026, 11, 1)
    sown = sowing_of(Sale(id=1, expected_close=D(2027, 6, 1)), COMPANY, today)
    this_year = sowing_of(Sale(id=2, expected_close=D(2026, 12, 1)), COMPANY, today)
    assert not field_of(1, COMPANY, [sown], start, end).fallow
    assert field_of(1, COMPANY, [this_year], start, end).fallow
    assert field_of(1, COMPANY, [], start, end).fallow
    summer = field_of(1, COMPANY, [], D(2026, 4, 1), D(2026, 6, 30))
    assert not summer.fallow
    assert [item.kind for item in summer.windows] == ["mid_year"]


DAYS = st.dates(D(1990, 1, 1), D(2090, 1, 1))
PAYERS = st.builds(
    Payer,
    first_month=st.one_of(st.none(), st.integers(1, 12)),
    public=st.booleans(),
    rounds=st.lists(
        st.builds(
            Round,
            kind=st.sampled_from(("planning", "approval", "mid_year")),
            fiscal_year=st.integers(2024, 2030),
            opens=st.one_of(st.none(), st.dates(D(2023, 1, 1), D(2031, 1, 1))),
            closes=st.one_of(st.none(), st.dates(D(2023, 1, 1), D(2031, 1, 1))),
        ),
        max_size=3,
    ).map(tuple),
)


@given(payer=PAYERS, today=DAYS, close=st.one_of(st.none(), DAYS), confirmed=st.sampled_from([None, True, False]))
def test_there_is_an_answer_on_every_day_in_every_language(
    payer: Payer, today: dt.date, close: dt.date | None, confirmed: bool | None
) -> None:
    found = sowing_of(Sale(id=1, expected_close=close, confirmed=confirmed), payer, today)
    assert found.seed in SEEDS
    assert found.window is None or found.window.opens <= found.window.closes
    for lang in LANGUAGES:
        told = render(found.do, lang)
        assert "…" not in told
        assert "{" not in told


@given(payer=PAYERS, start=DAYS, length=st.integers(0, 400))
def test_the_calendar_holds_what_is_open_and_nothing_else(payer: Payer, start: dt.date, length: int) -> None:
    end = start + dt.timedelta(days=length)
    for item in calendar_of(payer, start, end):
        assert item.opens <= end
        assert item.closes >= start


@given(day=DAYS, first_month=st.integers(1, 12))
def test_the_windows_of_a_year_come_in_their_order(day: dt.date, first_month: int) -> None:
    payer = Payer(first_month=first_month)
    kinds = [item.kind for item in windows_of(payer, fiscal_year_of(day, first_month))]
    assert kinds == ["planning", "approval", "initiation", "mid_year", "year_end"]
