"""Proposals and the customers' money in a browser: the chart is drawn, nothing reaches beyond a phone."""

from decimal import Decimal

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import NARROW, WIDE, OpenPage, fits_the_window
from tests.crm.builders import plant
from tongpin.crm.accounts.actions import update_account
from tongpin.crm.offers import proposing
from tongpin.crm.opportunities.models import Opportunity
from tongpin.crm.users.models import User


@pytest.fixture
def opportunity(alice: User) -> Opportunity:
    return plant(alice)


@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["narrow", "wide"])
def test_proposals_and_budgets_fit_the_window(
    open_page: OpenPage, alice: User, opportunity: Opportunity, size: tuple[int, int]
) -> None:
    update_account(user=alice, account_id=opportunity.account_id, fiscal_year_from=4)
    made = proposing.make_proposal(user=alice, opportunity_id=opportunity.pk, title="设备润滑全程服务方案" * 3)
    proposing.add_line(
        user=alice, proposal_id=made.pk, name="抗磨液压油" * 8, price=Decimal("123456789.50"), vat=Decimal(13)
    )
    page = open_page("/budget", user=alice, size=size)
    expect(page.locator(".chart-box canvas")).to_be_visible()
    fits_the_window(page)
    for path in (
        f"/opportunities/{opportunity.pk}?tab=offer",
        f"/opportunities/{opportunity.pk}?tab=offer&proposal={made.pk}",
        f"/accounts/{opportunity.account_id}",
        "/library/solutions",
    ):
        page.goto(path)
        fits_the_window(page)
