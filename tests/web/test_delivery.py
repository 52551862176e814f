"""The tab of the delivery, readings brought in, who has not paid: as users see them, and how many queries they take."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pytest_django.fixtures import DjangoAssertNumQueries

from tests.crm.builders import TODAY
from tests.web.conftest import Visit
from tongpin.crm.delivery import measuring, money, planning
from tongpin.crm.delivery.models import AdoptionAlarm, Expectation, Metric, Milestone
from tongpin.crm.opportunities.models import Opportunity
from tongpin.crm.users.models import User

HOSTILE = '<script>alert("1")</script>'


def ago(days: int) -> dt.date:
    return TODAY - dt.timedelta(days=days)


def filled(alice: User, opportunity: Opportunity, times: int = 1) -> None:
    here: dict[str, Any] = {"user": alice, "opportunity_id": opportunity.pk}
    for number in range(times):
        step = planning.add_milestone(**here, name=f"到货{number}", due=ago(9))
        planning.add_instalment(**here, name=f"款{number}", amount=Decimal(5), due=ago(2))
        planning.add_instalment(**here, name=f"随到货{number}", amount=Decimal(5), milestone_id=step.pk)
        planning.add_expectation(**here, date=ago(50), text=f"{HOSTILE}{number}", who="s1", measure=f"停机{number}")
        measuring.add_measure(**here, name=f"停机{number}", better="lower", baseline=Decimal(9), high=Decimal(2))
        rows = [measuring.ReadingRow(line=n, date=ago(9 - n), name=f"停机{number}", value=f"{9 - n}") for n in (1, 2)]
        measuring.take_readings(**here, rows=rows)
        invoice = money.add_invoice(
            **here, number=f"A-{number}", date=ago(60), due=ago(30), amount=Decimal(100), note=HOSTILE
        )
        money.remind(user=alice, invoice_id=invoice.pk, date=ago(9), text=HOSTILE, promised=ago(2))
        reasons = [{"key": "adoption.alarms.broken", "values": [["name", HOSTILE]]}]
        AdoptionAlarm.objects.create(opportunity=opportunity, date=ago(number), kind="broken", reasons=reasons)


@pytest.mark.parametrize(
    ("view", "words"),
    [
        ("plan", ["到货0", "9 days late", "to be billed now"]),
        ("money", ["30 days overdue", "asked once, on", "promised by", "I asked for it"]),
        ("results", ["was on target and has clearly fallen", "chart-of-measure-0", "before: 9", "Not met"]),
    ],
)
def test_a_view_shows_what_is_kept_and_escapes_it(
    at: Visit, alice: User, opportunity: Opportunity, view: str, words: list[str]
) -> None:
    filled(alice, opportunity)
    shown = at(alice).get(f"/opportunities/{opportunity.pk}?tab=delivery&view={view}").content.decode()
    for word in words:
        assert word in shown
    assert HOSTILE not in shown


@pytest.mark.parametrize("view", ["plan", "money", "results"])
def test_a_view_takes_as_many_queries_for_one_record_as_for_many(
    at: Visit,
    alice: User,
    opportunity: Opportunity,
    view: str,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    filled(alice, opportunity, times=6)
    client, path = at(alice), f"/opportunities/{opportunity.pk}?tab=delivery&view={view}"
    client.get(path)
    with django_assert_max_num_queries(26):
        client.get(path)


def test_empty_views_say_what_to_do(at: Visit, alice: User, opportunity: Opportunity) -> None:
    client, path = at(alice), f"/opportunities/{opportunity.pk}?tab=delivery"
    assert "training of every shift" in client.get(path).content.decode()
    results = client.get(f"{path}&view=results").content.decode()
    assert "They do not use it yet" in results
    assert "Write down before the signature" in results
    assert client.get(f"{path}&view=nonsense").status_code == 200


def test_who_only_looks_is_offered_nothing_to_press(
    at: Visit, alice: User, bob: User, opportunity: Opportunity
) -> None:
    filled(alice, opportunity)
    client, path = at(bob), f"/opportunities/{opportunity.pk}"
    assert "This is what we do" not in client.get(f"{path}?tab=delivery&view=results").content.decode()
    assert client.post(f"{path}/milestones/{Milestone.objects.get().pk}/finish").status_code in (403, 404)
    assert client.get(f"{path}/readings").status_code in (403, 404)
    assert client.post(f"{path}/alarms/{AdoptionAlarm.objects.get().pk}/answer", {"answer": "x"}).status_code in (
        403,
        404,
    )
    assert Milestone.objects.get().done is None


def test_what_belongs_to_another_sale_is_not_there(at: Visit, alice: User, opportunity: Opportunity) -> None:
    client, path = at(alice), f"/opportunities/{opportunity.pk}"
    for address in ("milestones/999/finish", "expectations/999"):
        assert client.post(f"{path}/{address}").status_code == 404
    for address in ("invoices/999/remind", "alarms/999/answer", "alarms/999/wrong"):
        assert client.get(f"{path}/{address}").status_code == 404


def test_readings_are_looked_at_first_then_brought_in(at: Visit, alice: User, opportunity: Opportunity) -> None:
    client, path = at(alice), f"/opportunities/{opportunity.pk}/readings"
    looked = client.post(path, {"rows": "2026-02-01\t停机\t3 次", "do": "look"}).content.decode()
    assert "1 reading is understood" in looked
    assert not Metric.objects.exists()
    assert client.post(path, {"rows": "2026-02-01\t停机\t3 次", "do": "save"}).status_code == 302
    assert Metric.objects.get().value == "3 次"
    faulty = client.post(path, {"rows": "2026-02-01\t停机\t<b>好多了</b>", "do": "save"})
    assert faulty.status_code == 422
    assert "<b>好多了" not in faulty.content.decode()
    assert client.post(path, {"rows": "", "do": "look"}).status_code == 422


def test_a_fault_in_a_file_is_told_by_its_line_there(at: Visit, alice: User, opportunity: Opportunity) -> None:
    file = SimpleUploadedFile("读数.csv", "日期,停机\n\n2026-02-01,3\n\n2026-02-08,好多了\n".encode())
    told = at(alice).post(f"/opportunities/{opportunity.pk}/readings", {"file": file, "do": "look"}).content.decode()
    assert "Line 5: “好多了” is no figure." in told


def test_readings_come_from_a_file_and_a_bad_one_is_refused(at: Visit, alice: User, opportunity: Opportunity) -> None:
    client, path = at(alice), f"/opportunities/{opportunity.pk}/readings"
    good = SimpleUploadedFile("读数.csv", "日期,停机,能耗\n2026-02-01,3,4.5\n2026-02-08,2,4.1\n".encode())
    assert "4 readings are understood" in client.post(path, {"file": good, "do": "look"}).content.decode()
    bad = SimpleUploadedFile("readings.xlsx", b"PK\x03\x04 no workbook")
    refused = client.post(path, {"file": bad, "do": "look"})
    assert refused.status_code == 422
    assert "not a sound Excel file" in refused.content.decode()


def test_what_was_expected_is_held_against_its_measure(at: Visit, alice: User, opportunity: Opportunity) -> None:
    """Reports within thirty minutes: 27 is well, though no word says that less is better."""
    here: dict[str, Any] = {"user": alice, "opportunity_id": opportunity.pk}
    measuring.add_measure(**here, name="报告时间", better="lower")
    planning.add_expectation(**here, date=ago(50), text="报告快一倍", measure="报告时间", target="30 分钟")
    measuring.take_readings(**here, rows=[measuring.ReadingRow(line=1, date=TODAY, name="报告时间", value="27 分钟")])
    shown = at(alice).get(f"/opportunities/{opportunity.pk}?tab=delivery&view=results").content.decode()
    assert "tag-fits" in shown.split("Measured last")[1].split("</dd>")[0]


def test_an_expectation_is_met_with_one_tap(at: Visit, alice: User, opportunity: Opportunity) -> None:
    filled(alice, opportunity)
    row = Expectation.objects.get()
    answer = at(alice).post(f"/opportunities/{opportunity.pk}/expectations/{row.pk}", {"met": "no"})
    assert answer.status_code == 302
    row.refresh_from_db()
    assert (row.state, row.result) == ("missed", "7")


def test_who_has_not_paid_is_listed_for_those_who_see_it(
    at: Visit,
    alice: User,
    charlie: User,
    opportunity: Opportunity,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    filled(alice, opportunity, times=4)
    client = at(alice)
    client.get("/dunning")
    with django_assert_max_num_queries(10):
        shown = client.get("/dunning").content.decode()
    assert "¥400" in shown
    assert "30 days late" in shown
    assert HOSTILE not in shown
    assert "Nobody owes us anything" in at(charlie).get("/dunning").content.decode()
