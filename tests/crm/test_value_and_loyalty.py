"""The value ledger, ratings, readings, referrals, forecasts: written, refused, undone; who sees what; query counts."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.crm.builders import TODAY, everything, plant
from tongpin.crm.activities.actions import record_note
from tongpin.crm.audit.actions import undo_last_gesture
from tongpin.crm.audit.models import LogEntry
from tongpin.crm.care import loyalty_actions as loyalty
from tongpin.crm.care import value_actions as value
from tongpin.crm.care.loyalty_selectors import account_loyalty, decided_check, loyalty_page
from tongpin.crm.care.value_selectors import proposed_line, value_page, year_facts
from tongpin.crm.errors import TongpinError
from tongpin.crm.models import LoyaltyForecast, LoyaltyReading, Opportunity, Referral, User, ValueEntry, ValueRating
from tongpin.crm.opportunities.actions import share_opportunity
from tongpin.crm.opportunities.models import Opportunity as Sale
from tongpin.crm.service.actions import add_ticket, solve_ticket

Deed = Callable[[User, Opportunity], Any]
YEAR = dt.timedelta(days=365)
HALF = dt.timedelta(days=182)


@pytest.fixture
def valued(alice: User, opportunity: Opportunity) -> Opportunity:
    """A customer with a line, a rating, a reading and a referral."""
    here: dict[str, Any] = {"user": alice, "account_id": opportunity.account_id}
    value.add_value(
        **here, text="夜班随叫随到", kind="service", amount=Decimal("12000.50"), opportunity_id=opportunity.pk
    )
    value.rate_value(**here, points={"service": 1, "time": -1}, state="confirmed")
    value.rate_value(**here, rival="固力", points={"service": 0, "time": 1})
    loyalty.add_loyalty_reading(**here, kind="nps", value=Decimal(8))
    loyalty.add_referral(**here, to="西河轧钢")
    return opportunity


DEEDS: dict[str, Deed] = {
    "add_value": lambda u, o: value.add_value(
        user=u, account_id=o.account_id, text="备件放在他们库里", kind="time", date=TODAY, person_id=_person(o)
    ),
    "update_value": lambda u, o: value.update_value(
        user=u, value_id=ValueEntry.objects.get().pk, amount=Decimal("9.99"), state="confirmed", person_id=_person(o)
    ),
    "confirm_value": lambda u, o: value.confirm_value(
        user=u, value_id=ValueEntry.objects.get().pk, person_id=_person(o)
    ),
    "remove_value": lambda u, o: value.remove_value(user=u, value_id=ValueEntry.objects.get().pk),
    "rate_value": lambda u, o: value.rate_value(
        user=u, account_id=o.account_id, points={"service": 2, "time": None, "image": 1}, reason="他们说的"
    ),
    "add_loyalty_reading": lambda u, o: loyalty.add_loyalty_reading(
        user=u,
        account_id=o.account_id,
        kind="repeat_share",
        value=Decimal("62.5"),
        person_id=_person(o),
        words="六成多",
    ),
    "update_loyalty_reading": lambda u, o: loyalty.update_loyalty_reading(
        user=u, reading_id=LoyaltyReading.objects.get().pk, value=Decimal(9)
    ),
    "remove_loyalty_reading": lambda u, o: loyalty.remove_loyalty_reading(
        user=u, reading_id=LoyaltyReading.objects.get().pk
    ),
    "add_referral": lambda u, o: loyalty.add_referral(user=u, account_id=o.account_id, to="南岭矿业"),
    "update_referral": lambda u, o: loyalty.update_referral(
        user=u, referral_id=Referral.objects.get().pk, state="won", opportunity_id=o.pk
    ),
    "remove_referral": lambda u, o: loyalty.remove_referral(user=u, referral_id=Referral.objects.get().pk),
}


def _person(opportunity: Opportunity) -> int:
    return int(opportunity.stakeholders.order_by("pk").values_list("person", flat=True)[0])


@pytest.mark.parametrize("verb", DEEDS)
def test_every_deed_is_logged_and_taken_back(alice: User, valued: Opportunity, verb: str) -> None:
    before = everything()
    DEEDS[verb](alice, valued)
    assert everything() != before
    assert LogEntry.objects.filter(user=alice, verb=verb).exists()
    assert undo_last_gesture(user=alice) == verb
    assert everything() == before


@pytest.mark.parametrize("verb", DEEDS)
def test_a_stranger_does_none_of_it(charlie: User, valued: Opportunity, verb: str) -> None:
    with pytest.raises(TongpinError) as refused:
        DEEDS[verb](charlie, valued)
    assert refused.value.code == "not_found"


@pytest.mark.parametrize("verb", DEEDS)
def test_who_may_only_look_does_none_of_it(auditor: User, valued: Opportunity, verb: str) -> None:
    with pytest.raises(TongpinError) as refused:
        DEEDS[verb](auditor, valued)
    assert refused.value.code == "not_allowed"


# ---------------------------------------------------------------- what is refused
@pytest.mark.parametrize(
    ("field", "facts"),
    [
        ("text", {"text": "  "}),
        ("date", {"date": TODAY + dt.timedelta(days=1)}),
        ("kind", {"kind": "friendship"}),
        ("amount", {"amount": Decimal(-1)}),
        ("amount", {"amount": Decimal("1.005")}),
        ("person_id", {"person_id": 10**6}),
        ("state", {"state": "sure"}),
    ],
)
def test_a_line_that_cannot_be_is_refused_at_its_field(
    alice: User, opportunity: Opportunity, field: str, facts: dict[str, Any]
) -> None:
    told: dict[str, Any] = {"text": "少停机", "kind": "product", **facts}
    with pytest.raises(TongpinError) as refused:
        value.add_value(user=alice, account_id=opportunity.account_id, **told)
    assert field in refused.value.values["fields"]
    assert not ValueEntry.objects.exists()


@pytest.mark.parametrize(
    ("kind", "told"),
    [("nps", "11"), ("nps", "-1"), ("response", "0"), ("advocacy", "5.5"), ("repeat_share", "101"), ("mood", "3")],
)
def test_a_reading_beyond_its_scale_is_refused(alice: User, opportunity: Opportunity, kind: str, told: str) -> None:
    with pytest.raises(TongpinError) as refused:
        loyalty.add_loyalty_reading(user=alice, account_id=opportunity.account_id, kind=kind, value=Decimal(told))
    assert refused.value.code == "invalid"


def test_changing_the_kind_of_a_reading_holds_its_figure_to_the_new_scale(alice: User, valued: Opportunity) -> None:
    with pytest.raises(TongpinError) as refused:
        loyalty.update_loyalty_reading(user=alice, reading_id=LoyaltyReading.objects.get().pk, kind="advocacy")
    assert "value" in refused.value.values["fields"]


@pytest.mark.parametrize("points", [3, -3])
def test_ratings_have_ends(alice: User, opportunity: Opportunity, points: int) -> None:
    with pytest.raises(TongpinError):
        value.rate_value(user=alice, account_id=opportunity.account_id, points={"service": points})
    assert not ValueRating.objects.exists()


def test_a_line_of_another_customers_sale_is_refused(alice: User, opportunity: Opportunity) -> None:
    other = plant(alice, "plant-2")
    Sale.objects.filter(pk=other.pk).update(account=_other_account(alice))
    with pytest.raises(TongpinError) as refused:
        value.add_value(user=alice, account_id=opportunity.account_id, text="x", kind="image", opportunity_id=other.pk)
    assert refused.value.code == "not_found"


def _other_account(user: User) -> int:
    from tongpin.crm.accounts.actions import create_account

    return create_account(user=user, name="北江医院").pk


def test_an_assumption_leaves_alone_what_was_confirmed_and_is_the_same(alice: User, valued: Opportunity) -> None:
    value.rate_value(user=alice, account_id=valued.account_id, points={"service": 1, "time": 0})
    ours = {row.kind: row for row in ValueRating.objects.filter(rival="")}
    assert (ours["service"].state, ours["time"].state) == ("confirmed", "assumed")


# ---------------------------------------------------------------- the page
def solved_ticket(user: User, opportunity: Opportunity) -> None:
    ticket = add_ticket(user=user, opportunity_id=opportunity.pk, text="泵停了", reported=TODAY, owner="陈静")
    solve_ticket(user=user, ticket_id=ticket.pk, cause="滤芯")


def test_a_record_proposes_a_line_once(alice: User, opportunity: Opportunity) -> None:
    solved_ticket(alice, opportunity)
    (item,) = value_page(user=alice, account_id=opportunity.account_id).proposed
    assert (item.seen.kind, item.seen.words) == ("service", "泵停了")
    found = proposed_line(
        user=alice, account_id=opportunity.account_id, opportunity_id=opportunity.pk, place=item.place
    )
    assert found == item
    facts: dict[str, Any] = {
        "account_id": opportunity.account_id,
        "text": "当天修好",
        "kind": "service",
        "opportunity_id": opportunity.pk,
        "words": item.seen.words,
    }
    value.add_value(user=alice, **facts)
    assert value_page(user=alice, account_id=opportunity.account_id).proposed == ()
    with pytest.raises(TongpinError) as refused:
        value.add_value(user=alice, **facts)
    assert refused.value.code == "already_taken"


def test_nothing_is_proposed_to_who_may_not_take_it(
    alice: User, maria: User, auditor: User, valued: Opportunity
) -> None:
    solved_ticket(alice, valued)
    assert value_page(user=auditor, account_id=valued.account_id).proposed == ()
    assert len(value_page(user=maria, account_id=valued.account_id).proposed) == 1


def test_lines_of_sales_that_he_does_not_see_are_not_his(alice: User, bob: User, valued: Opportunity) -> None:
    second = plant(alice, "plant-2")
    assert second.account_id == valued.account_id
    share_opportunity(user=alice, opportunity_id=second.pk, with_user=bob)
    value.add_value(user=alice, account_id=valued.account_id, text="共有的一行", kind="people")
    page = value_page(user=bob, account_id=valued.account_id)
    assert [row.text for row in page.entries] == ["共有的一行"]
    facts = year_facts(user=bob, account_id=valued.account_id, first=TODAY - YEAR, last=TODAY)
    assert list(facts.cases) == [second.pk]
    assert [line.text for line in facts.ledger.lines] == ["共有的一行"]


def test_a_stranger_sees_no_ledger(charlie: User, valued: Opportunity) -> None:
    for look in (value_page, account_loyalty):
        with pytest.raises(TongpinError) as refused:
            look(user=charlie, account_id=valued.account_id)
        assert refused.value.code == "not_found"


def test_the_ledger_knows_rivals_and_what_to_work_on(alice: User, valued: Opportunity) -> None:
    page = value_page(user=alice, account_id=valued.account_id)
    assert page.rivals == ("固力",)
    assert page.compared[0].rated == 2
    assert page.steps[0].kind == "time"
    assert page.ledger.sums[0].added == Decimal("12000.50")


# ---------------------------------------------------------------- loyalty
def test_an_order_makes_a_customer_and_his_drift(alice: User, valued: Opportunity) -> None:
    assert account_loyalty(user=alice, account_id=valued.account_id).drift is None
    Sale.objects.filter(pk=valued.pk).update(result="won", result_on=TODAY - dt.timedelta(days=20))
    found = account_loyalty(user=alice, account_id=valued.account_id)
    assert found.segment == "first_time"
    assert found.drift is not None
    assert {"ordered", "referred"} <= {fact.kind for fact in found.drift.facts}
    assert [row.referral.to for row in found.referrals] == ["西河轧钢"]


def test_forecasts_are_kept_once_a_month_by_managers(alice: User, maria: User, valued: Opportunity) -> None:
    Sale.objects.filter(pk=valued.pk).update(result="won", result_on=TODAY - dt.timedelta(days=20))
    with pytest.raises(TongpinError) as refused:
        loyalty.keep_forecasts(user=alice)
    assert refused.value.code == "not_allowed"
    assert loyalty.keep_forecasts(user=maria) == 1
    assert loyalty.keep_forecasts(user=maria) == 0
    kept = LoyaltyForecast.objects.get()
    assert 0 < kept.chance < 1
    assert kept.reasons
    assert all(isinstance(reason, str) and reason.isascii() for reason in kept.reasons), "kinds, nobody’s name"


def test_a_forecast_of_two_years_ago_is_checked(maria: User, valued: Opportunity) -> None:
    Sale.objects.filter(pk=valued.pk).update(result="won", result_on=TODAY - 4 * YEAR)
    LoyaltyForecast.objects.create(account_id=valued.account_id, date=TODAY - 2 * YEAR, chance=0.4)
    page = loyalty_page(user=maria)
    assert (page.check.decided, page.check.drifted) == (1, 1)
    assert page.check.correction > 1
    assert account_loyalty(user=maria, account_id=valued.account_id).forecasts[0].happened is True


def test_a_forecast_older_than_the_contacts_we_look_at_counts_for_nothing(maria: User, valued: Opportunity) -> None:
    Sale.objects.filter(pk=valued.pk).update(result="won", result_on=TODAY - 6 * YEAR)
    record_note(
        user=maria,
        opportunity_id=valued.pk,
        date=TODAY - 4 * YEAR + HALF / 2,
        kind="visit",
        text="年度回访，三期数据一起看了。",
    )
    LoyaltyForecast.objects.create(account_id=valued.account_id, date=TODAY - 5 * YEAR + HALF, chance=0.1)
    page = loyalty_page(user=maria)
    assert (page.check.decided, page.check.correction) == (0, 1.0), "he was met, though nobody looks so far back"
    assert account_loyalty(user=maria, account_id=valued.account_id).forecasts == ()


def test_what_happened_is_looked_up_once_a_day(maria: User, valued: Opportunity) -> None:
    Sale.objects.filter(pk=valued.pk).update(result="won", result_on=TODAY - 2 * YEAR)
    LoyaltyForecast.objects.create(account_id=valued.account_id, date=TODAY - 2 * YEAR, chance=0.1)
    first = queries(lambda: loyalty_page(user=maria))
    with CaptureQueriesContext(connection) as caught:
        assert loyalty_page(user=maria).check.decided == 1
    assert len(caught) < first - 5


def test_both_pages_tell_the_same_chance(maria: User, valued: Opportunity) -> None:
    Sale.objects.filter(pk=valued.pk).update(result="won", result_on=TODAY - 2 * YEAR)
    LoyaltyForecast.objects.create(account_id=valued.account_id, date=TODAY - 2 * YEAR, chance=0.1)
    row = loyalty_page(user=maria).rows[0]
    alone = account_loyalty(user=maria, account_id=valued.account_id).drift
    assert alone is not None
    assert row.drift.chance == alone.chance


def test_a_sale_that_came_of_a_referral_is_named_only_to_who_sees_it(
    alice: User, bob: User, charlie: User, valued: Opportunity
) -> None:
    hidden = plant(alice, "plant-3")
    loyalty.update_referral(user=alice, referral_id=Referral.objects.get().pk, opportunity_id=hidden.pk)
    share_opportunity(user=alice, opportunity_id=valued.pk, with_user=bob)
    assert account_loyalty(user=alice, account_id=valued.account_id).referrals[0].sale == hidden
    assert account_loyalty(user=bob, account_id=valued.account_id).referrals[0].sale is None


# ---------------------------------------------------------------- queries
def queries(look: Callable[[], object]) -> int:
    """Of a look that is the first of its day."""
    decided_check.cache_clear()
    with CaptureQueriesContext(connection) as caught:
        look()
    return len(caught)


def test_more_sales_and_lines_take_no_more_queries(alice: User, maria: User, valued: Opportunity) -> None:
    Sale.objects.filter(pk=valued.pk).update(result="won", result_on=TODAY - 2 * YEAR)
    LoyaltyForecast.objects.create(account_id=valued.account_id, date=TODAY - 2 * YEAR, chance=0.1)
    loyalty.update_referral(user=alice, referral_id=Referral.objects.get().pk, opportunity_id=valued.pk)
    looks: list[Callable[[], object]] = [
        lambda: value_page(user=alice, account_id=valued.account_id),
        lambda: account_loyalty(user=alice, account_id=valued.account_id),
        lambda: loyalty_page(user=maria),
    ]
    few = [queries(look) for look in looks]
    for number in range(5):
        more = plant(alice, f"plant-more-{number}")
        Sale.objects.filter(pk=more.pk).update(result="won", result_on=TODAY - YEAR)
        value.add_value(user=alice, account_id=more.account_id, text="一行", kind="people", opportunity_id=more.pk)
        loyalty.add_referral(user=alice, account_id=more.account_id, to=f"第{number}家", opportunity_id=more.pk)
        LoyaltyForecast.objects.create(
            account_id=more.account_id, date=TODAY - 2 * YEAR + (1 + number) * dt.timedelta(days=30), chance=0.1
        )
    many = [queries(look) for look in looks]
    assert many == few
    assert max(many) <= 40
