"""The customers' money on pages: a quarter, an account, today, an opportunity."""

import datetime as dt
from typing import Any

import pytest

from tests.web.conftest import Visit
from tongpin.crm.accounts.actions import add_budget_round
from tongpin.crm.accounts.models import Account, BudgetRound
from tongpin.crm.opportunities.actions import update_opportunity
from tongpin.crm.opportunities.models import Opportunity
from tongpin.crm.users.models import User


@pytest.fixture
def pressing(alice: User, opportunity: Opportunity) -> Opportunity:
    """Wanted next spring; requests for that year close in three weeks."""
    add_budget_round(
        user=alice,
        account_id=opportunity.account_id,
        kind="planning",
        fiscal_year=2027,
        opens=dt.date(2026, 2, 20),
        closes=dt.date(2026, 3, 23),
        note="财务科老魏",
    )
    return update_opportunity(
        user=alice,
        opportunity_id=opportunity.pk,
        expected_version=opportunity.version,
        expected_close=dt.date(2027, 5, 30),
    )


def page(at: Visit, user: User, address: str) -> str:
    answer = at(user).get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_fourth_quarter_comes_first(at: Visit, alice: User, pressing: Opportunity) -> None:
    text = page(at, alice, "/budget")
    assert "What is being sown, Q4 2026" in text
    assert "Requests are open now" in text
    assert 'data-chart="budget-chart"' in text
    first = page(at, alice, "/budget?quarter=2026-1")
    assert "财务科老魏" in first


@pytest.mark.parametrize("asked", ["x", "2026-5", "99999-1", "٢٠٢٦-1", "2026-", "0000-1"])
def test_a_quarter_that_is_none_is_the_fourth(at: Visit, alice: User, pressing: Opportunity, asked: str) -> None:
    assert "Q4 2026" in page(at, alice, f"/budget?quarter={asked}")


def test_nobody_sees_the_money_of_others(at: Visit, charlie: User, auditor: User, pressing: Opportunity) -> None:
    assert "东湖钢厂" not in page(at, charlie, "/budget")
    assert "东湖钢厂" in page(at, auditor, "/budget")


def test_it_presses_today_and_on_the_opportunity(at: Visit, alice: User, pressing: Opportunity) -> None:
    assert "Requests for 2027 close on 2026-03-23" in page(at, alice, "/")
    for tab in ("overview", "worth"):
        assert 'id="money"' in page(at, alice, f"/opportunities/{pressing.pk}?tab={tab}")


def test_the_account_tells_and_takes_windows(at: Visit, alice: User, bob: User, opportunity: Opportunity) -> None:
    account = f"/accounts/{opportunity.account_id}"
    text = page(at, alice, account)
    assert "Nobody has asked when their fiscal year begins" in text
    assert "budget/add" not in page(at, bob, account)
    browser = at(alice)
    posted = {"kind": "planning", "fiscal_year": "2027", "closes": "2026-09-10"}
    assert browser.post(f"{account}/budget/add", posted).status_code == 302
    row = BudgetRound.objects.get()
    assert browser.post(f"{account}/budget/add", {**posted, "closes": ""}).status_code == 422
    assert browser.post(f"{account}/budget/{row.pk}/remove").status_code == 302
    facts = {"name": "东湖钢厂", "fiscal_year_from": "4"}
    assert browser.post(f"{account}/change", facts).status_code == 302
    assert Account.objects.get(pk=opportunity.account_id).fiscal_year_from == 4
    assert "Their fiscal year begins in April." in page(at, alice, account)


def test_who_only_looks_writes_no_window(at: Visit, bob: User, charlie: User, opportunity: Opportunity) -> None:
    add = f"/accounts/{opportunity.account_id}/budget/add"
    assert at(bob).get(add).status_code == 403
    assert at(charlie).get(add).status_code == 404


def test_more_accounts_ask_no_more(
    at: Visit, alice: User, opportunity: Opportunity, django_assert_num_queries: Any
) -> None:
    browser = at(alice)
    browser.get("/budget")
    with django_assert_num_queries(9) as few:
        browser.get("/budget")
    for number in range(5):
        Account.objects.create(name=f"客户 {number}", owner=alice)
    with django_assert_num_queries(len(few)):
        browser.get("/budget")
