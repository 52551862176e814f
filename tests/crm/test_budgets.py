"""The calendar of the customers' money: who may write it, what presses, and the quarter of a manager."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from tests.crm.builders import TODAY, everything
from tongpin.crm.accounts import actions
from tongpin.crm.accounts.budgets import account_budget, prompts, quarter_page, sowing_for
from tongpin.crm.accounts.models import Account, BudgetRound
from tongpin.crm.audit.actions import undo_last_gesture
from tongpin.crm.errors import TongpinError
from tongpin.crm.opportunities.actions import close_opportunity, update_opportunity
from tongpin.crm.opportunities.models import Opportunity
from tongpin.crm.users.models import User

D = dt.date


@pytest.fixture
def planning(alice: User, opportunity: Opportunity) -> BudgetRound:
    """They collect requests for 2027 in March 2026: sooner than others."""
    return actions.add_budget_round(
        user=alice,
        account_id=opportunity.account_id,
        kind="planning",
        fiscal_year=2027,
        opens=D(2026, 3, 1),
        closes=D(2026, 3, 20),
        note="财务科老魏说的",
    )


def refused(deed: Callable[[], object]) -> str:
    with pytest.raises(TongpinError) as error:
        deed()
    return error.value.code


def wants(opportunity: Opportunity, user: User, **changes: Any) -> Opportunity:
    opportunity.refresh_from_db()
    return update_opportunity(user=user, opportunity_id=opportunity.pk, expected_version=opportunity.version, **changes)


def test_a_window_needs_a_day_and_the_right_order(alice: User, opportunity: Opportunity) -> None:
    given: dict[str, Any] = {
        "user": alice,
        "account_id": opportunity.account_id,
        "kind": "planning",
        "fiscal_year": 2027,
    }
    assert refused(lambda: actions.add_budget_round(**given)) == "invalid"
    turned: dict[str, Any] = {"opens": D(2026, 9, 2), "closes": D(2026, 9, 1)}
    assert refused(lambda: actions.add_budget_round(**given, **turned)) == "invalid"
    assert refused(lambda: actions.add_budget_round(**{**given, "kind": "x"}, opens=TODAY)) == "invalid"
    assert actions.add_budget_round(**given, closes=D(2026, 9, 1)).opens is None


def test_who_may_not_change_the_account_keeps_off_its_calendar(
    charlie: User, auditor: User, opportunity: Opportunity, planning: BudgetRound
) -> None:
    for user, told in ((charlie, "not_found"), (auditor, "not_allowed")):
        deeds: tuple[Callable[[], object], ...] = (
            lambda user=user: actions.update_budget_round(user=user, round_id=planning.pk, note="x"),  # type: ignore[misc]
            lambda user=user: actions.remove_budget_round(user=user, round_id=planning.pk),  # type: ignore[misc]
            lambda user=user: actions.add_budget_round(  # type: ignore[misc]
                user=user, account_id=opportunity.account_id, kind="planning", fiscal_year=2027, opens=TODAY
            ),
        )
        assert [refused(deed) for deed in deeds] == [told] * len(deeds)
    assert refused(lambda: account_budget(user=charlie, account_id=opportunity.account_id)) == "not_found"


def test_what_the_customer_told_presses_today(alice: User, opportunity: Opportunity, planning: BudgetRound) -> None:
    wants(opportunity, alice, expected_close=D(2027, 4, 30))
    (prompt,) = prompts(user=alice)
    assert (prompt.sale.id, prompt.account, prompt.sowing.seed) == (opportunity.pk, "东湖钢厂", "sow_now")
    assert prompt.sowing.window is not None
    assert prompt.sowing.window.known


def test_a_confirmed_budget_or_a_closed_sale_presses_nobody(
    alice: User, opportunity: Opportunity, planning: BudgetRound
) -> None:
    wants(opportunity, alice, expected_close=D(2027, 4, 30), budget_confirmed=True)
    assert prompts(user=alice) == []
    wants(opportunity, alice, budget_confirmed=None)
    close_opportunity(user=alice, opportunity_id=opportunity.pk, result="lost", reason="价格")
    assert prompts(user=alice) == []
    assert sowing_for(Opportunity.objects.select_related("account").get(pk=opportunity.pk)) is None


def test_only_who_keeps_the_sale_is_pressed(
    alice: User, maria: User, auditor: User, opportunity: Opportunity, planning: BudgetRound
) -> None:
    wants(opportunity, alice, expected_close=D(2027, 4, 30))
    assert [prompts(user=user) for user in (maria, auditor)] == [[], []]


def test_the_account_page_tells_windows_and_whether_anybody_asked(
    alice: User, opportunity: Opportunity, planning: BudgetRound
) -> None:
    found = account_budget(user=alice, account_id=opportunity.account_id)
    assert not found.unasked
    assert planning.pk in {window.id for window in found.windows}
    assert [sale.id for sale, _sowing in found.sowings] == [opportunity.pk]
    actions.remove_budget_round(user=alice, round_id=planning.pk)
    assert account_budget(user=alice, account_id=opportunity.account_id).unasked
    actions.update_account(user=alice, account_id=opportunity.account_id, fiscal_year_from=4)
    assert not account_budget(user=alice, account_id=opportunity.account_id).unasked


def test_the_fourth_quarter_shows_what_is_sown_and_what_lies_fallow(
    alice: User, maria: User, charlie: User, opportunity: Opportunity
) -> None:
    Account.objects.create(name="空田机械", owner=alice)
    wants(opportunity, alice, expected_close=D(2027, 4, 30))
    found = quarter_page(user=maria, start=D(2026, 11, 5))
    assert (found.start, found.end) == (D(2026, 10, 1), D(2026, 12, 31))
    told = {row.account.name: (row.field.fallow, len(row.field.sowings)) for row in found.fields}
    assert told == {"东湖钢厂": (False, 1), "空田机械": (True, 0)}
    assert found.unasked == 2
    assert quarter_page(user=charlie, start=D(2026, 11, 5)).fields == ()


def test_a_quarter_of_many_accounts_asks_no_more(
    alice: User, opportunity: Opportunity, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(6) as few:
        quarter_page(user=alice, start=TODAY)
    for number in range(6):
        account = Account.objects.create(name=f"客户 {number}", owner=alice)
        BudgetRound.objects.create(account=account, fiscal_year=2027, opens=TODAY)
    with django_assert_num_queries(len(few)):
        quarter_page(user=alice, start=TODAY)
    with django_assert_num_queries(3):
        prompts(user=alice)


UNDOABLE: dict[str, Callable[[User, BudgetRound], Any]] = {
    "add_budget_round": lambda u, r: actions.add_budget_round(
        user=u, account_id=r.account_id, kind="mid_year", fiscal_year=2026, opens=D(2026, 7, 1)
    ),
    "update_budget_round": lambda u, r: actions.update_budget_round(user=u, round_id=r.pk, closes=D(2026, 4, 1)),
    "remove_budget_round": lambda u, r: actions.remove_budget_round(user=u, round_id=r.pk),
    "update_account": lambda u, r: actions.update_account(user=u, account_id=r.account_id, fiscal_year_from=7),
}


@pytest.mark.parametrize("verb", UNDOABLE)
def test_a_deed_on_the_calendar_can_be_taken_back(alice: User, planning: BudgetRound, verb: str) -> None:
    before = everything()
    UNDOABLE[verb](alice, planning)
    assert everything() != before
    assert undo_last_gesture(user=alice) == verb
    assert everything() == before


@pytest.mark.parametrize("month", [0, 13])
def test_a_fiscal_year_begins_in_one_of_twelve_months(alice: User, opportunity: Opportunity, month: int) -> None:
    deed = lambda: actions.update_account(  # noqa: E731
        user=alice, account_id=opportunity.account_id, fiscal_year_from=month
    )
    assert refused(deed) == "invalid"
