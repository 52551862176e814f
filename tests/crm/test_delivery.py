"""The delivery: plan, parts of the price, expectations, measures, readings, reminders, warnings."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from pytest_django.fixtures import DjangoAssertNumQueries

from tests.crm.builders import TODAY, plant
from tongpin.crm import judging
from tongpin.crm.audit.actions import undo_last_gesture
from tongpin.crm.audit.gesture import gesture
from tongpin.crm.delivery import alarming, measuring, money, planning
from tongpin.crm.delivery.models import (
    AdoptionAlarm,
    Expectation,
    Implementation,
    Instalment,
    Measure,
    Metric,
    Milestone,
)
from tongpin.crm.delivery.selectors import unpaid
from tongpin.crm.delivery.warning import reasons_of, warn
from tongpin.crm.errors import TongpinError
from tongpin.crm.judging import standing_of
from tongpin.crm.notices.models import Notice
from tongpin.crm.opportunities.models import Opportunity
from tongpin.crm.users.models import User
from tongpin.method.standing import Adoption, AdoptionPoint, Standing
from tongpin.method.wording import say


def ago(days: int) -> dt.date:
    return TODAY - dt.timedelta(days=days)


def code(refused: Any) -> str:
    return str(refused.value.code)


# ---------------------------------------------------------------- the plan
def test_a_part_of_the_price_falls_due_with_its_milestone(alice: User, opportunity: Opportunity) -> None:
    here: dict[str, Any] = {"user": alice, "opportunity_id": opportunity.pk}
    step = planning.add_milestone(**here, name="到货", due=ago(3))
    part = planning.add_instalment(**here, name="到货款", amount=Decimal(5), milestone_id=step.pk)
    assert part.currency == opportunity.currency
    planning.finish_milestone(user=alice, milestone_id=step.pk)
    assert Milestone.objects.get().done == TODAY
    planning.remove_milestone(user=alice, milestone_id=step.pk)
    assert Instalment.objects.get().milestone is None
    undo_last_gesture(user=alice)
    assert Instalment.objects.get().milestone_id == step.pk


def test_what_belongs_to_another_sale_is_not_named(alice: User, opportunity: Opportunity) -> None:
    strange = planning.add_milestone(user=alice, opportunity_id=plant(alice, "plant-2").pk, name="到货")
    with pytest.raises(TongpinError) as refused:
        planning.add_instalment(
            user=alice, opportunity_id=opportunity.pk, name="款", amount=Decimal(5), milestone_id=strange.pk
        )
    assert code(refused) == "invalid"


@pytest.mark.parametrize("amount", [Decimal(0), Decimal(-3)])
def test_a_part_of_the_price_is_above_zero(alice: User, opportunity: Opportunity, amount: Decimal) -> None:
    with pytest.raises(TongpinError):
        planning.add_instalment(user=alice, opportunity_id=opportunity.pk, name="款", amount=amount)


def test_a_milestone_is_not_done_tomorrow(alice: User, opportunity: Opportunity) -> None:
    step = planning.add_milestone(user=alice, opportunity_id=opportunity.pk, name="到货")
    with pytest.raises(TongpinError):
        planning.finish_milestone(user=alice, milestone_id=step.pk, done=ago(-1))


def test_what_goes_live_first_begins_the_use(alice: User, opportunity: Opportunity) -> None:
    here: dict[str, Any] = {"user": alice, "opportunity_id": opportunity.pk}
    first = planning.add_milestone(**here, name="一号线上线", kind="go_live", due=ago(5))
    assert not Implementation.objects.exists()
    planning.finish_milestone(user=alice, milestone_id=first.pk, done=ago(3))
    assert Implementation.objects.get().go_live == ago(3)
    second = planning.add_milestone(**here, name="二号线上线", kind="go_live")
    planning.update_milestone(user=alice, milestone_id=second.pk, done=TODAY)
    assert Implementation.objects.get().go_live == ago(3)


def test_strangers_find_nothing(charlie: User, alice: User, opportunity: Opportunity) -> None:
    step = planning.add_milestone(user=alice, opportunity_id=opportunity.pk, name="到货")
    for act in (
        lambda: planning.finish_milestone(user=charlie, milestone_id=step.pk),
        lambda: measuring.take_readings(user=charlie, opportunity_id=opportunity.pk, rows=[]),
        lambda: alarming.answer_alarm(user=charlie, alarm_id=alarm(opportunity).pk, answer="去"),
    ):
        with pytest.raises(TongpinError) as refused:
            act()
        assert code(refused) == "not_found"


def test_an_expectation_is_settled_by_its_newest_reading(alice: User, opportunity: Opportunity) -> None:
    here: dict[str, Any] = {"user": alice, "opportunity_id": opportunity.pk}
    row = planning.add_expectation(**here, date=ago(90), text="停机减半", who="s1", measure="停机")
    rows = [measuring.ReadingRow(line=n, date=ago(9 - n), name="停机", value=f"{9 - n} 次") for n in (1, 2)]
    measuring.take_readings(**here, rows=rows)
    planning.settle_expectation(user=alice, expectation_id=row.pk, met=True)
    row.refresh_from_db()
    assert (row.state, row.settled, row.result) == ("met", TODAY, "7 次")


# ---------------------------------------------------------------- measures and readings
def test_the_readings_follow_the_new_name_of_their_measure(alice: User, opportunity: Opportunity) -> None:
    here: dict[str, Any] = {"user": alice, "opportunity_id": opportunity.pk}
    row = measuring.add_measure(**here, name="停机", unit="次", better="lower", high=Decimal(2))
    measuring.take_readings(**here, rows=[measuring.ReadingRow(line=1, date=TODAY, name="停机", value="3 次")])
    planning.add_expectation(**here, date=ago(90), text="停机减半", measure="停机")
    measuring.update_measure(user=alice, measure_id=row.pk, name="月停机")
    assert Metric.objects.get().name == "月停机"
    assert Expectation.objects.get().measure == "月停机"
    undo_last_gesture(user=alice)
    assert (Metric.objects.get().name, Measure.objects.get().name) == ("停机", "停机")


def test_a_band_ends_after_its_beginning_and_a_name_is_there_once(alice: User, opportunity: Opportunity) -> None:
    here: dict[str, Any] = {"user": alice, "opportunity_id": opportunity.pk}
    with pytest.raises(TongpinError):
        measuring.add_measure(**here, name="停机", low=Decimal(3), high=Decimal(2))
    measuring.add_measure(**here, name="停机")
    with pytest.raises(TongpinError):
        measuring.add_measure(**here, name="停机")
    assert Measure.objects.count() == 1


def lines(text: str) -> list[tuple[int, list[str]]]:
    return [(number, row.split("\t")) for number, row in enumerate(text.split("\n"), 1)]


def test_rows_are_read_in_three_forms() -> None:
    plain = measuring.read_readings(lines("2026-02-01\t停机\t3 次\t2 次\n2026年2月8日\t停机\t2 次"))
    assert [(row.date, row.value, row.target) for row in plain.rows] == [
        (dt.date(2026, 2, 1), "3 次", "2 次"),
        (dt.date(2026, 2, 8), "2 次", ""),
    ]
    wide = measuring.read_readings(lines("日期\t停机\t能耗\n2026/2/1\t3\t4.5\n2026.2.8\t\t4.2"))
    assert [(row.name, row.value) for row in wide.rows] == [("停机", "3"), ("能耗", "4.5"), ("能耗", "4.2")]
    headed = measuring.read_readings(lines("Value\tDate\tMeasure\n3\t2026-02-01\tstops"))
    assert [(row.name, row.value, row.line) for row in headed.rows] == [("stops", "3", 2)]
    only = measuring.read_readings(lines("2026-02-01\t3"), measures=["停机"])
    assert [(row.name, row.value) for row in only.rows] == [("停机", "3")]
    assert [len(found.faults) for found in (plain, wide, headed, only)] == [0, 0, 0, 0]


def test_every_fault_is_told_by_its_line() -> None:
    found = measuring.read_readings(
        lines(
            "yesterday\t停机\t3\n2026-02-30\t停机\t3\n2027-01-01\t停机\t3\n2026-02-01\t\t3\n2026-02-01\t停机\t好"
            "\n99999999999-1-1\t停机\t3"
        )
    )
    assert [fault.line for fault in found.faults] == [1, 2, 3, 4, 5, 6]
    assert not found.rows
    assert measuring.read_readings([]).rows == ()
    assert measuring.read_readings(lines("\n\t\n")).faults == ()


def test_readings_that_are_there_are_passed_over(alice: User, opportunity: Opportunity) -> None:
    row = measuring.ReadingRow(line=1, date=TODAY, name="停机", value="3 次")
    here: dict[str, Any] = {"user": alice, "opportunity_id": opportunity.pk}
    assert measuring.take_readings(**here, rows=[row, row]) == 1
    assert measuring.take_readings(**here, rows=[row]) == 0


# ---------------------------------------------------------------- who has not paid
def test_an_invoice_is_asked_for_until_it_is_paid(
    alice: User, charlie: User, opportunity: Opportunity, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    here: dict[str, Any] = {"user": alice, "opportunity_id": opportunity.pk}
    invoice = money.add_invoice(**here, number="A-1", date=ago(60), due=ago(30), amount=Decimal(100))
    money.add_invoice(**here, number="A-2", date=ago(10), due=ago(-20), amount=Decimal(100))
    money.record_receipt(**here, date=ago(20), amount=Decimal(30), invoice_id=invoice.pk)
    money.credit_invoice(user=alice, invoice_id=invoice.pk, amount=Decimal(10), date=ago(15))
    money.remind(user=alice, invoice_id=invoice.pk, date=ago(9), text="下周付", promised=ago(2))
    with django_assert_max_num_queries(4):
        (item,) = unpaid(user=alice)
    assert (item.open, item.late, item.broken) == (Decimal(60), 30, 2)
    assert unpaid(user=charlie) == []
    money.record_receipt(**here, date=TODAY, amount=Decimal(60), invoice_id=invoice.pk)
    assert unpaid(user=alice) == []


def test_a_reminder_fits_its_invoice(alice: User, opportunity: Opportunity) -> None:
    here: dict[str, Any] = {"user": alice, "opportunity_id": opportunity.pk}
    invoice = money.add_invoice(**here, number="A-1", date=ago(60), due=ago(30), amount=Decimal(100))
    for facts in ({"date": ago(61)}, {"date": ago(-1)}, {"date": ago(5), "promised": ago(6)}):
        with pytest.raises(TongpinError):
            money.remind(user=alice, invoice_id=invoice.pk, **facts)


# ---------------------------------------------------------------- warnings
def alarm(opportunity: Opportunity, days: int = 3) -> AdoptionAlarm:
    return AdoptionAlarm.objects.create(opportunity=opportunity, date=ago(days), kind="dip_ahead", chance=0.3)


def in_use(opportunity: Opportunity, complaint: float, complained: dt.date | None = None) -> Standing:
    point = AdoptionPoint(day=TODAY, odds=(0.0, 1.0, 0.0), dip=0.6, complaint=complaint)
    adoption = Adoption(
        period="learning",
        why=(say("adoption.why.accepted"),),
        entries=(),
        support=say("adoption.support.learning"),
        odds=point.odds,
        dip=point.dip,
        complaint=complaint,
        complained=complained,
        weeks_ahead=10,
        track=(point,),
    )
    return replace(standing_of(opportunity.stored.standing), adoption=adoption)


def raised(user: User, opportunity: Opportunity, complaint: float = 0.3) -> AdoptionAlarm | None:
    with gesture(user, "review_adoption") as deed:
        return warn(deed, opportunity, in_use(opportunity, complaint))


def test_a_warning_has_reasons_and_the_owner_hears_of_it(alice: User, opportunity: Opportunity) -> None:
    found = raised(alice, opportunity)
    assert found is not None
    found.refresh_from_db()
    assert [reason.key for reason in reasons_of(found)] == ["adoption.alarms.in_dip", "adoption.why.accepted"]
    assert Notice.objects.get(kind="alarm").user == alice
    assert raised(alice, opportunity) is None, "one a month"
    undo_last_gesture(user=alice)
    assert not AdoptionAlarm.objects.exists()
    assert not Notice.objects.filter(kind="alarm").exists()


def test_a_calm_customer_costs_no_query(
    alice: User, opportunity: Opportunity, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    standing = in_use(opportunity, 0.05)
    with gesture(alice, "review_adoption") as deed, django_assert_num_queries(0):
        assert warn(deed, opportunity, standing) is None


def test_who_complained_this_month_is_not_warned_of(alice: User, opportunity: Opportunity) -> None:
    with gesture(alice, "review_adoption") as deed:
        assert warn(deed, opportunity, in_use(opportunity, 0.3, ago(29))) is None
        assert warn(deed, opportunity, in_use(opportunity, 0.3, ago(31))) is not None


@pytest.mark.parametrize(("later", "kind"), [("40 t", "broken"), ("109 t", None)])
def test_of_two_readings_of_a_day_the_later_one_counts(
    alice: User, opportunity: Opportunity, later: str, kind: str | None
) -> None:
    Measure.objects.create(opportunity=opportunity, name="产量", baseline=Decimal(50), low=Decimal(100))
    for day, value in ((ago(20), "110 t"), (ago(10), "108 t"), (TODAY, "40 t")):
        Metric.objects.create(opportunity=opportunity, date=day, name="产量", value=value)
    with gesture(alice, "add_metric") as deed:
        if later != "40 t":
            deed.make(Metric(opportunity=opportunity, date=TODAY, name="产量", value=later))
        else:
            deed.change(Metric.objects.get(date=TODAY), target="100 t")
        found = warn(deed, opportunity, in_use(opportunity, 0.05))
    assert (found and found.kind) == kind


@pytest.mark.parametrize(
    ("result", "stage", "live", "looked"),
    [
        ("won", "relationship", ago(30), True),
        ("won", "implementation", None, True),
        ("won", "commitment", ago(-5), False),
        ("lost", "implementation", ago(30), False),
        ("cancelled", "implementation", ago(30), False),
    ],
)
def test_the_night_looks_at_customers_in_use_and_not_at_lost_ones(
    alice: User,
    opportunity: Opportunity,
    monkeypatch: pytest.MonkeyPatch,
    result: str,
    stage: str,
    live: dt.date | None,
    looked: bool,
) -> None:
    Implementation.objects.update_or_create(pk=opportunity.pk, defaults={"go_live": live})
    Opportunity.objects.filter(pk=opportunity.pk).update(result=result, stage=stage)
    monkeypatch.setattr(judging, "judge_anew", lambda row: in_use(row, 0.3))
    assert alarming.review_adoption(by=alice) == AdoptionAlarm.objects.count() == int(looked)


def test_another_sale_of_the_account_was_warned_of_this_month(alice: User, opportunity: Opportunity) -> None:
    sister = Opportunity.objects.get(pk=opportunity.pk)
    sister.pk, sister.code = None, "sister"
    sister.save()
    alarm(sister, 20)
    assert raised(alice, opportunity) is None


def test_a_warning_is_answered_or_called_wrong_with_words(alice: User, opportunity: Opportunity) -> None:
    first, second = alarm(opportunity), alarm(opportunity)
    with pytest.raises(TongpinError):
        alarming.answer_alarm(user=alice, alarm_id=first.pk, answer="  ")
    alarming.answer_alarm(user=alice, alarm_id=first.pk, answer="派人驻场")
    alarming.call_alarm_wrong(user=alice, alarm_id=second.pk, answer="假期停机")
    assert list(AdoptionAlarm.objects.order_by("pk").values_list("state", flat=True)) == ["answered", "wrong"]
    undo_last_gesture(user=alice)
    second.refresh_from_db()
    assert second.state == "open"
