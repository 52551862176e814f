"""Segments by history, readings, who drifts, and forecasts held against what happened."""

import datetime as dt
from decimal import Decimal
from typing import get_args

import pytest

from tongpin.method.care.drift import Drift, FactKind, Left, Relation, Threat, drift_of
from tongpin.method.care.drift_check import Forecast, check, drifted_since
from tongpin.method.care.loyalty import (
    Contact,
    Reading,
    Referral,
    Sale,
    answering,
    bought,
    facets,
    moves_of,
    segment_of,
)
from tongpin.method.case import LANGUAGES
from tongpin.method.datafiles import load_data
from tongpin.method.serving import Ticket
from tongpin.method.wording import render

TODAY = dt.date(2026, 3, 2)


def ago(days: int) -> dt.date:
    return TODAY - dt.timedelta(days=days)


def order(number: int, days: int, **facts: object) -> Sale:
    return Sale(id=number, name=f"第{number}单", result="won", ended=ago(days), **facts)  # type: ignore[arg-type]


# ---------------------------------------------------------------- segments
def test_a_prospect_becomes_loyal_order_by_order() -> None:
    sales = [order(1, 1500), order(2, 900), order(3, 300)]
    assert [(move.before, move.after, move.sale) for move in moves_of(sales, TODAY)] == [
        ("prospect", "first_time", 1),
        ("first_time", "repeat", 2),
        ("repeat", "loyal", 3),
    ]
    assert [segment_of(sales, ago(day)) for day in (1600, 1000, 400, 0)] == [
        "prospect",
        "first_time",
        "repeat",
        "loyal",
    ]


def test_lost_and_cancelled_sales_move_nobody() -> None:
    sales = [Sale(id=1, result="lost", ended=ago(50)), Sale(id=2, result="cancelled", ended=ago(40)), Sale(id=3)]
    assert moves_of(sales, TODAY) == ()


def test_a_signed_contract_is_an_order_though_nobody_has_closed_the_sale() -> None:
    assert segment_of([Sale(id=1, signed=ago(30))], TODAY) == "first_time"
    assert segment_of([Sale(id=1, signed=ago(30), result="lost", ended=ago(10))], TODAY) == "prospect"


def test_what_was_told_at_the_opening_speaks_for_orders_before_our_records() -> None:
    sale = Sale(id=1, name="润滑油", opened=ago(400), told="repeat", result="won", ended=ago(300))
    moves = moves_of([sale], TODAY)
    assert [move.after for move in moves] == ["repeat", "loyal"]
    assert "润滑油" in render(moves[0].why, "zh-Hans")


def test_a_prospect_told_is_no_step_back() -> None:
    sales = [order(1, 900), Sale(id=2, opened=ago(300), told="prospect")]
    assert segment_of(sales, TODAY) == "first_time"


def test_years_without_an_order_are_a_step_back_and_never_to_a_prospect() -> None:
    sales = [order(1, 365 * 12), order(2, 365 * 11), order(3, 365 * 10)]
    moves = moves_of(sales, TODAY)
    assert [move.after for move in moves] == ["first_time", "repeat", "loyal", "repeat", "first_time"]
    assert [move.up for move in moves] == [True, True, True, False, False]
    assert moves[3].date == ago(365 * 10) + dt.timedelta(days=1095)


def test_an_order_after_a_lapse_climbs_again() -> None:
    sales = [order(1, 365 * 7), order(2, 365 * 6), order(3, 100)]
    assert [move.after for move in moves_of(sales, TODAY)] == ["first_time", "repeat", "first_time", "repeat"]


# ---------------------------------------------------------------- readings and records
def reading(kind: str, value: str, days: int = 10) -> Reading:
    return Reading(date=ago(days), kind=kind, value=Decimal(value))  # type: ignore[arg-type]


def test_a_facet_tells_last_before_and_whether_it_matters() -> None:
    told = [reading("repeat_share", "55", 300), reading("repeat_share", "40", 20), reading("nps", "9")]
    by_kind = {facet.kind: facet for facet in facets(told, TODAY)}
    share, nps, advocacy = by_kind["repeat_share"], by_kind["nps"], by_kind["advocacy"]
    assert (share.trend, share.well) == ("down", None)
    assert (nps.trend, nps.well) == (None, True)
    assert (advocacy.last, advocacy.well) == (None, None), "unknown is not poor"


def test_a_reading_of_tomorrow_is_not_read() -> None:
    assert facets([reading("nps", "3", -1)], TODAY)[-1].last is None


def talk(pairs: list[tuple[int, str]]) -> list[Contact]:
    return [Contact(date=ago(days), direction=way, sale=1) for days, way in pairs]  # type: ignore[arg-type]


def test_answers_that_come_later_and_later() -> None:
    quick = [(300, "out"), (299, "in"), (280, "out"), (278, "in"), (250, "out"), (249, "in")]
    slow = [(120, "out"), (110, "in"), (90, "out"), (78, "in"), (50, "out"), (41, "in")]
    found = answering(talk([*quick, *slow]), TODAY)
    assert (found.before, found.now, found.slower) == (1, 10, True)


def test_too_few_answers_tell_nothing() -> None:
    found = answering(talk([(300, "out"), (299, "in"), (50, "out"), (20, "in")]), TODAY)
    assert (found.before, found.now, found.slower) == (None, None, False)


def test_what_they_bought_and_how_often() -> None:
    lost = Sale(id=9, result="lost", ended=ago(200))
    found = bought([order(1, 1500), order(2, 800), order(3, 100), lost], TODAY)
    assert (found.won, found.decided, found.last, found.rhythm) == (2, 3, ago(100), 700)


# ---------------------------------------------------------------- drift
STEADY = (order(1, 1300), order(2, 700), order(3, 200))
TALKS = tuple(talk([(days, "in" if days % 40 else "out") for days in range(10, 400, 30)]))


def relation(**facts: object) -> Relation:
    told = {"sales": STEADY, "contacts": TALKS, "readings": (reading("response", "3"),), **facts}
    return Relation(today=TODAY, **told)  # type: ignore[arg-type]


def drift(**facts: object) -> Drift:
    found = drift_of(relation(**facts))
    assert found is not None
    return found


def kinds(found: Drift) -> set[str]:
    return {fact.kind for fact in found.facts}


def test_a_prospect_has_nowhere_to_drift_from() -> None:
    assert drift_of(Relation(today=TODAY)) is None


def test_a_steady_customer_stays_and_the_interval_holds_the_chance() -> None:
    found = drift()
    assert found.segment == "loyal"
    assert kinds(found) == {"ordered"}
    assert found.chance < 0.07
    assert found.low < found.chance < found.high


WORSE: dict[str, dict[str, object]] = {
    "silent": {"contacts": tuple(talk([(days, "in") for days in (100, 115, 130, 145, 160)]))},
    "long_silent": {"contacts": tuple(talk([(200, "in"), (230, "out")]))},
    "no_word": {"contacts": tuple(talk([(10, "out"), (60, "out"), (200, "in")]))},
    "trouble": {"tickets": ((1, Ticket(id="t1", reported=ago(40), text="漏油", severity=4)),)},
    "left": {"left": (Left(name="周工", date=ago(60)),)},
    "lost": {"sales": (*STEADY, Sale(id=4, name="二期", result="lost", ended=ago(90), winner="固力"))},
    "poor": {"readings": (reading("nps", "4"),)},
    "fell": {"readings": (reading("repeat_share", "60", 200), reading("repeat_share", "45"))},
    "threat": {"threats": (Threat(kind="rival", date=ago(5), text="固力送样"),)},
    "no_order": {"sales": (order(1, 1500), order(2, 1100), order(3, 700))},
}
BETTER: dict[str, dict[str, object]] = {
    "referred": {"referrals": (Referral(date=ago(30), to="西河轧钢"),)},
    "speaks": {"readings": (reading("advocacy", "5"),)},
    "confirmed": {"confirmed": (ago(30),)},
    "asks": {"sales": (*STEADY, Sale(id=1, name="三期"))},
}


@pytest.mark.parametrize("kind", WORSE)
def test_what_goes_wrong_is_told_and_raises_the_chance(kind: str) -> None:
    found = drift(**WORSE[kind])
    fact = next(fact for fact in found.facts if fact.kind == kind)
    assert fact.weight > 0
    assert found.chance > drift().chance
    assert f"care_loyalty.do.{kind}" in {advice.key for advice in found.do}


@pytest.mark.parametrize("kind", BETTER)
def test_what_holds_them_lowers_it(kind: str) -> None:
    found = drift(**BETTER[kind])
    assert kind in kinds(found)
    assert found.chance < drift().chance


def test_a_customer_with_many_faults_comes_before_one_with_one() -> None:
    many = drift(**WORSE["trouble"], **WORSE["left"], **WORSE["lost"])
    assert many.chance > max(drift(**WORSE[kind]).chance for kind in ("trouble", "left", "lost"))
    assert many.facts[0].kind == "lost"
    assert many.chance <= 0.95


def test_old_faults_do_not_count_for_ever() -> None:
    old = {
        "left": (Left(name="周工", date=ago(500)),),
        "tickets": ((1, Ticket(id="t1", reported=ago(500), text="漏油", severity=4)),),
        "sales": (*STEADY, Sale(id=4, result="lost", ended=ago(500))),
    }
    assert kinds(drift(**old)) == {"ordered"}


def test_trouble_that_was_undone_is_over() -> None:
    over = Ticket(id="t1", reported=ago(40), text="漏油", severity=4, answered=ago(40), solved=ago(39), undone=ago(38))
    assert "trouble" not in kinds(drift(tickets=((1, over),)))


def test_what_nobody_looked_into_widens_the_interval_and_is_asked_for() -> None:
    known, blind = drift(), drift(readings=())
    assert blind.unknown == ("readings",)
    assert blind.chance == pytest.approx(known.chance)
    assert blind.high - blind.low > known.high - known.low
    assert blind.do[-1].key == "care_loyalty.ask.readings"


def test_the_correction_of_the_past_moves_every_forecast() -> None:
    plain = drift()
    raised = drift_of(relation(), correction=2.0)
    assert raised is not None
    assert raised.chance > plain.chance


def test_every_bad_fact_has_a_measure_and_none_is_a_lower_price() -> None:
    data = load_data("care_loyalty")
    factors = data["drift"]["factors"]
    assert set(factors) == set(get_args(FactKind))
    assert set(data["do"]) == set(factors) - {"ordered", "asks", "referred", "speaks", "confirmed"}
    for kind, factor in factors.items():
        if kind not in data["do"]:
            assert factor < 1
            continue
        assert factor > 1
        for lang in LANGUAGES:
            told = data["do"][kind][lang].lower()
            assert not any(
                word in told for word in ("折扣", "优惠", "優惠", "降价", "降價", "discount", "cheaper", "gift")
            )


# ---------------------------------------------------------------- forecasts checked
def test_who_ordered_stayed_and_who_gave_it_to_another_drifted() -> None:
    since = ago(500)
    assert drifted_since([order(1, 300)], [], since, TODAY) is False
    lost = Sale(id=2, result="lost", ended=ago(400))
    assert drifted_since([lost], [], since, TODAY) is True
    assert drifted_since([lost, order(1, 300)], [], since, TODAY) is False


def test_silence_in_the_second_half_of_the_year_is_drift() -> None:
    since = ago(500)
    assert drifted_since([], talk([(150, "in"), (100, "in")]), since, TODAY) is False
    assert drifted_since([], talk([(450, "in"), (100, "in")]), since, TODAY) is True
    assert drifted_since([], talk([(150, "internal")]), since, TODAY) is True


def test_a_meeting_is_a_word_from_them_and_an_offer_that_we_sent_is_none() -> None:
    since = ago(500)
    assert drifted_since([], [Contact(date=ago(150), direction="out", kind="care")], since, TODAY) is False
    assert drifted_since([], [Contact(date=ago(150), direction="out", kind="quote")], since, TODAY) is True


def test_before_a_year_has_passed_nothing_is_decided() -> None:
    assert drifted_since([Sale(id=2, result="lost", ended=ago(10))], [], ago(364), TODAY) is None


def forecast(account: int, chance: float, happened: bool | None, days: int = 500) -> Forecast:
    return Forecast(account=account, date=ago(days), chance=chance, happened=happened)


def test_the_table_of_forecasts() -> None:
    told = [forecast(number, 0.05, number == 1) for number in range(1, 11)]
    told += [forecast(number, 0.3, number % 2 == 0) for number in range(11, 21)]
    told += [forecast(30, 0.5, None, 10)]
    found = check(told)
    assert [(band.drifted.won, band.drifted.of) for band in found.bands] == [(1, 10), (0, 0), (5, 10), (0, 0)]
    assert (found.decided, found.waiting, found.drifted) == (20, 1, 6)
    assert found.expected == pytest.approx(3.5)
    assert found.correction == pytest.approx((6 + 5) / (3.5 + 5))
    assert found.enough
    assert found.brier is not None
    assert found.plain is not None
    assert found.brier > 0


def test_without_any_forecast_nothing_is_claimed() -> None:
    found = check([])
    assert (found.correction, found.brier, found.enough, found.decided) == (1.0, None, False, 0)


def test_forecasts_of_one_account_in_one_quarter_are_one() -> None:
    told = [Forecast(account=1, date=dt.date(2025, 1, day), chance=0.2, happened=True) for day in (3, 9, 20)]
    assert check(told).decided == 1
