"""How a customer gets on: the filter, its look ahead, warnings, and what helps; also on simulated customers."""

import datetime as dt
from decimal import Decimal

import pytest

from tests.method.builders import TODAY, ago, judged, note
from tongpin.method.adoption.alarms import PastAlarm, broken, dip_ahead
from tongpin.method.adoption.filtering import DIP, EFFECT, Point, follow
from tongpin.method.adoption.observing import Use, Word, weeks_of
from tongpin.method.adoption.parameters import STATES, parameters
from tongpin.method.adoption.readings import Progress, is_well, progress_of, target_reached
from tongpin.method.case import Implementation, Metric, Outcome, Result
from tongpin.method.datafiles import load_data
from tongpin.method.serving import Measure, Ticket
from tools.evaluate_adoption import evaluate
from tools.simulate_adoption import SETTINGS, customers

OUTPUT = Measure(name="output", unit="t", baseline=Decimal(100), low=Decimal(150))
LOGINS = Measure(name="logins", unit="%", low=Decimal(80))


def use(days: int, *metrics: Metric, **fields: object) -> Use:
    return Use(start=ago(days), today=TODAY, measures=(OUTPUT, LOGINS), metrics=metrics, **fields)  # type: ignore[arg-type]


def points(known: Use) -> list[Point]:
    return follow(weeks_of(known, known.start or TODAY), parameters())


def read(days_ago: int, value: str, name: str = "output") -> Metric:
    return Metric(date=ago(days_ago), name=name, value=value)


def said(days_ago: int, mood: str) -> Word:
    return Word(date=ago(days_ago), mood=mood, sure=0.9)  # type: ignore[arg-type]


# --------------------------------------------------------------- the numbers
def test_chances_are_chances() -> None:
    known = parameters()
    for row in known.moves:
        assert sum(row) == pytest.approx(1)
    assert sum(known.start) == pytest.approx(1)
    assert sum(known.start_unknown) == pytest.approx(1)
    assert all(len(row) == len(STATES) for row in known.moves)
    assert known.complaint[DIP] == max(known.complaint)


# --------------------------------------------------------------- readings
def test_a_reading_is_told_as_the_way_from_before_to_the_target() -> None:
    shares = [step.share for step in progress_of([read(9, "100 t"), read(5, "125 t"), read(1, "150 t")], [OUTPUT])]
    assert shares == pytest.approx([0, 0.5, 1])


def test_fewer_stops_are_progress_where_less_is_better() -> None:
    stops = Measure(name="stops", better="lower", baseline=Decimal(10), high=Decimal(2))
    (step,) = progress_of([Metric(date=ago(1), name="stops", value="6")], [stops])
    assert step.share == pytest.approx(0.5)
    assert step.within is False


def test_what_cannot_be_compared_is_left_out() -> None:
    assert progress_of([Metric(date=ago(1), name="mood", value="good", target="better")], []) == []


def test_a_measure_that_was_well_before_has_no_way_to_go() -> None:
    availability = Measure(name="availability", baseline=Decimal(97), low=Decimal(95))
    readings = [read(9, "98 %", "availability"), read(2, "90 %", "availability")]
    assert [(step.share, step.within) for step in progress_of(readings, [availability])] == [(1.0, True), (0.2, False)]


def test_the_measure_says_which_way_is_good() -> None:
    """A report within half an hour: no word of its name tells that less is better."""
    report = Metric(date=ago(1), name="报告时间", value="27 分钟", target="30 分钟")
    shorter, longer = Measure(name="报告时间", better="lower"), Measure(name="报告时间", better="higher")
    assert target_reached(report, shorter) is True
    assert target_reached(report, longer) is False
    assert is_well(report, shorter) is True
    assert is_well(report, Measure(name="报告时间", better="lower", high=Decimal(20))) is False, "the band comes first"


# --------------------------------------------------------------- the filter
def test_beliefs_sum_to_one_whatever_is_known() -> None:
    known = use(200, read(150, "60 t"), read(20, "900 t"), tickets=(Ticket(id="t", reported=ago(8), text=""),))
    for point in points(known):
        assert sum(point.belief) == pytest.approx(1)
        assert 0 <= point.complaint <= 1


def test_time_alone_never_ends_the_learning_period() -> None:
    """A year without a word: we do not know that it works, and nobody may say so."""
    assert points(use(365))[-1].belief[EFFECT] < 0.05


def test_readings_on_target_end_it() -> None:
    on_target = [read(day, "155 t") for day in (60, 45, 30, 15)]
    assert points(use(150, *on_target))[-1].belief[EFFECT] > 0.9


def test_falling_use_and_strained_words_tell_of_losing_heart() -> None:
    falling = [read(40, "75 %", "logins"), read(20, "45 %", "logins"), read(5, "28 %", "logins")]
    known = use(75, *falling, words=(said(18, "strain"), said(5, "strain")))
    last = points(known)[-1]
    assert last.belief[DIP] > 0.7
    assert last.complaint > parameters().alarm_at


def test_help_on_site_makes_a_dip_less_likely() -> None:
    quiet, helped = use(60), use(60, supports=tuple(ago(day) for day in (50, 40, 30, 20, 10)))
    assert points(helped)[-1].belief[DIP] < points(quiet)[-1].belief[DIP]


def test_use_long_ago_is_followed_within_bounds() -> None:
    assert len(points(use(365 * 30))) == 260


# --------------------------------------------------------------- warnings
def point(days_ago: int, complaint: float) -> Point:
    return Point(ago(days_ago), (0, 0.5, 0.5, 0), complaint)


HIGH, LOW = 0.3, 0.05


def test_a_high_chance_is_warned_of_and_a_low_one_is_not() -> None:
    assert dip_ahead([point(0, HIGH)], [], [], parameters())
    assert not dip_ahead([point(0, LOW)], [], [], parameters())
    assert not dip_ahead([], [], [], parameters())


def test_at_most_one_warning_a_month_and_account() -> None:
    calm = [point(25, LOW), point(0, HIGH)]
    other = PastAlarm(date=ago(29), here=False)
    assert not dip_ahead(calm, [other], [], parameters())
    assert dip_ahead(calm, [PastAlarm(date=ago(31), here=False)], [], parameters())


def test_the_same_dip_is_not_told_twice() -> None:
    still = [point(60, HIGH), point(30, HIGH), point(0, HIGH)]
    assert not dip_ahead(still, [PastAlarm(date=ago(60))], [], parameters())
    assert dip_ahead([point(60, HIGH), point(30, LOW), point(0, HIGH)], [PastAlarm(date=ago(60))], [], parameters())


def test_who_has_just_complained_needs_no_warning() -> None:
    assert not dip_ahead([point(0, HIGH)], [], [ago(5)], parameters())


def test_a_warning_called_wrong_makes_the_next_one_harder() -> None:
    at = parameters().alarm_at * 1.1
    seen = [point(60, LOW), point(0, at)]
    assert dip_ahead(seen, [PastAlarm(date=ago(100))], [], parameters())
    assert not dip_ahead(seen, [PastAlarm(date=ago(100), wrong=True)], [], parameters())
    assert dip_ahead(seen, [PastAlarm(date=ago(400), wrong=True)], [], parameters())


def steps(*shares: float) -> list[Progress]:
    days = range(len(shares) * 7, 0, -7)
    return [
        Progress(date=ago(day - 5), name="output", share=share, within=share >= 1)
        for day, share in zip(days, shares, strict=True)
    ]


def test_a_measure_that_broke_is_told_once() -> None:
    assert broken(steps(1.1, 1.05, 0.2), TODAY, []) == "output"
    assert broken(steps(1.1, 1.05, 0.9), TODAY, []) == "", "a little below the band is no break"
    assert broken(steps(0.3, 1.05, 0.2), TODAY, []) == "", "it was never steady"
    assert broken(steps(1.1, 1.05, 0.2), TODAY, [PastAlarm(date=TODAY, kind="broken")]) == ""


# --------------------------------------------------------------- of a whole case
def test_the_standing_tells_odds_chance_and_what_helps() -> None:
    facts = Implementation(
        contract_signed=ago(120),
        go_live=ago(70),
        measures=(LOGINS,),
        metrics=(read(40, "78 %", "logins"), read(20, "45 %", "logins"), read(4, "30 %", "logins")),
    )
    strained = note(6, "implementation", signals=("user_resistance",))
    found = judged(note(70, "implementation", kind="delivery"), strained, implementation=facts).adoption
    assert found is not None
    assert found.period == "learning"
    assert sum(found.odds) == pytest.approx(1, abs=0.01)
    assert found.dip > 0.5
    assert found.complaint > 0.15
    assert found.helps[0].key == "adoption.helps.win_the_unwilling"
    assert "adoption.why.used_less" in [why.key for why in found.why]
    assert found.entries == (strained.entry.id,)
    assert found.track[-1].day <= TODAY


def test_a_complaint_asks_first_for_a_visit() -> None:
    facts = Implementation(contract_signed=ago(120), go_live=ago(70))
    angry = note(5, "implementation", kind="complaint", direction="in")
    found = judged(note(70, "implementation", kind="delivery"), angry, implementation=facts).adoption
    assert found is not None
    assert found.helps[0].key == "adoption.helps.after_complaint"
    assert found.complained == ago(5)


DELIVERED = note(70, "implementation", kind="delivery")


@pytest.mark.parametrize("result", ["lost", "cancelled"])
def test_nothing_of_ours_is_in_use_where_nothing_was_bought(result: Result) -> None:
    outcome = Outcome(result=result, date=ago(5))
    assert judged(DELIVERED, implementation=Implementation(go_live=ago(60)), outcome=outcome).adoption is None


def helps(**facts: object) -> set[str]:
    found = judged(DELIVERED, implementation=Implementation(go_live=ago(70), **facts)).adoption  # type: ignore[arg-type]
    assert found is not None
    return {item.key.removeprefix("adoption.helps.") for item in found.helps}


def test_figures_are_asked_for_only_where_they_are_missing() -> None:
    asked = {"agree_measures", "take_reading"}
    assert helps() & asked == {"agree_measures"}
    assert helps(measures=(OUTPUT,), metrics=(read(50, "120 t"),)) & asked == {"take_reading"}
    assert not helps(measures=(OUTPUT,), metrics=(read(5, "120 t"),)) & asked


def test_nothing_that_helps_is_a_discount() -> None:
    for texts in load_data("adoption")["helps"].values():
        for word in ("discount", "cheaper", "折", "降价", "降價", "优惠", "優惠", "让利", "讓利"):
            assert all(word not in text.lower() for text in texts.values())


# --------------------------------------------------------------- simulated customers
def test_simulated_customers_are_the_same_for_the_same_seed() -> None:
    usual = SETTINGS["usual"]
    assert list(customers(usual, 3, 5)) == list(customers(usual, 3, 5))
    assert list(customers(usual, 3, 5)) != list(customers(usual, 3, 6))


def test_most_complaints_of_a_dip_are_warned_of_and_few_warnings_are_false() -> None:
    """A small sample of `python -m tools.evaluate_adoption`, on a seed that nothing was chosen on."""
    score = evaluate(customers(SETTINGS["weekly readings"], 60, 7), parameters())
    figures = score.figures()
    assert score.foreseeable > 5
    assert figures["warned of those foreseeable"] >= 0.7
    assert figures["false a year"] <= 0.3


def test_a_warning_is_not_judged_by_what_was_known_later() -> None:
    """The belief of a week is the same whether or not the weeks after it are known."""
    customer = next(iter(customers(SETTINGS["usual"], 1, 3)))
    whole = points(customer.use)
    early = dt.timedelta(weeks=12)
    start = customer.use.start or TODAY
    cut = [week for week in weeks_of(customer.use, start) if week.last < start + early]
    assert follow(cut, parameters()) == whole[: len(cut)]
