"""Alice owns, Bob is in the team, Charlie is a stranger, Maria manages; and a refusal comes for its own reason."""

import itertools

import pytest

from tests.crm.builders import TODAY, import_case, plant
from tongpin.crm.accounts.actions import update_account
from tongpin.crm.accounts.policy import get_account, visible_accounts
from tongpin.crm.activities.actions import delete_activity, edit_activity, record_note
from tongpin.crm.errors import TongpinError
from tongpin.crm.evidence.actions import settle_finding, strike_signal
from tongpin.crm.gates.actions import override_gate
from tongpin.crm.needs.actions import add_need, remove_need
from tongpin.crm.opportunities.actions import (
    hand_over,
    share_opportunity,
    stop_sharing,
    update_opportunity,
)
from tongpin.crm.opportunities.models import Opportunity
from tongpin.crm.opportunities.policy import Verb, changeable, get_opportunity, may, visible
from tongpin.crm.users.models import Role, Team, User

VERBS: tuple[Verb, ...] = ("see", "change", "share", "manage")


def allowed(user: User, opportunity: Opportunity) -> set[str]:
    return {verb for verb in VERBS if may(user, verb, opportunity)}


def refusal(user: User, opportunity_id: int, verb: Verb = "see") -> tuple[str, str, int]:
    with pytest.raises(TongpinError) as refused:
        get_opportunity(user, opportunity_id, verb)
    return refused.value.code, refused.value.message, refused.value.status


def test_a_number_that_no_database_keeps_is_nobodys(alice: User, opportunity: Opportunity) -> None:
    for number in (opportunity.pk + 1000, 2**63, 10**30):
        assert refusal(alice, number)[0] == "not_found"
        assert refusal(alice, number, "change")[0] == "not_found"


def test_the_owner_does_all_but_manage(alice: User, opportunity: Opportunity) -> None:
    assert allowed(alice, opportunity) == {"see", "change", "share"}


def test_a_colleague_of_the_team_sees_nothing_until_it_is_shared(
    alice: User, bob: User, opportunity: Opportunity
) -> None:
    assert allowed(bob, opportunity) == set()
    share_opportunity(user=alice, opportunity_id=opportunity.pk, with_user=bob)
    assert allowed(bob, opportunity) == {"see"}
    share_opportunity(user=alice, opportunity_id=opportunity.pk, with_user=bob, may_change=True)
    assert allowed(bob, opportunity) == {"see", "change"}
    stop_sharing(user=alice, opportunity_id=opportunity.pk, with_user=bob)
    assert allowed(bob, opportunity) == set()


def test_a_manager_does_everything_in_his_team_and_nothing_beyond(
    maria: User, charlie: User, opportunity: Opportunity
) -> None:
    assert allowed(maria, opportunity) == set(VERBS)
    assert allowed(maria, plant(charlie, "west-1")) == set()


def test_a_manager_without_a_team_leads_nobody(charlie: User) -> None:
    teamless = plant(User.objects.create(username="loner"), "loner-1")
    assert allowed(User.objects.create(username="boss", role=Role.MANAGER), teamless) == set()


def test_roles_beside_sales(admin: User, auditor: User, officer: User, opportunity: Opportunity) -> None:
    assert allowed(admin, opportunity) == set(VERBS)
    assert allowed(auditor, opportunity) == {"see"}
    assert allowed(officer, opportunity) == set()


def test_compliance_sees_what_is_flagged_and_only_that(alice: User, officer: User, opportunity: Opportunity) -> None:
    record_note(user=alice, opportunity_id=opportunity.pk, text="科长暗示要好处费。")
    other = plant(alice, "clean-1")
    assert set(visible(officer)) == {opportunity}
    assert allowed(officer, Opportunity.objects.get(pk=opportunity.pk)) == {"see"}
    assert refusal(officer, other.pk)[0] == "not_found"


def test_one_who_has_left_does_nothing(alice: User, admin: User, opportunity: Opportunity) -> None:
    for user in (alice, admin):
        user.is_active = False
        user.save()
        assert allowed(user, opportunity) == set()
    assert not visible(alice).exists()


def test_seeing_is_the_same_one_by_one_and_in_lists(
    alice: User, bob: User, charlie: User, maria: User, admin: User, auditor: User, officer: User
) -> None:
    owned = [plant(user, f"case-{user.username}") for user in (alice, bob, charlie, maria)]
    share_opportunity(user=bob, opportunity_id=owned[1].pk, with_user=charlie)
    share_opportunity(user=bob, opportunity_id=owned[1].pk, with_user=alice, may_change=True)
    record_note(user=alice, opportunity_id=owned[0].pk, text="要好处费")
    everybody = (alice, bob, charlie, maria, admin, auditor, officer)
    for user, opportunity in itertools.product(everybody, Opportunity.objects.all()):
        assert may(user, "see", opportunity) == visible(user).filter(pk=opportunity.pk).exists(), (user, opportunity)
        assert may(user, "change", opportunity) == changeable(user).filter(pk=opportunity.pk).exists()


def test_not_there_and_not_yours_look_the_same(charlie: User, opportunity: Opportunity) -> None:
    assert refusal(charlie, opportunity.pk) == refusal(charlie, 10**30) == refusal(charlie, opportunity.pk, "change")
    assert refusal(charlie, opportunity.pk)[0] == "not_found"


def test_a_reader_is_told_that_he_may_not_change(alice: User, bob: User, opportunity: Opportunity) -> None:
    share_opportunity(user=alice, opportunity_id=opportunity.pk, with_user=bob)
    assert refusal(bob, opportunity.pk, "change")[::2] == ("not_allowed", 403)


@pytest.mark.parametrize("stranger", ["bob", "charlie"])
def test_records_of_others_cannot_be_written(
    stranger: str, request: pytest.FixtureRequest, opportunity: Opportunity
) -> None:
    user = request.getfixturevalue(stranger)
    need, signal = opportunity.needs.get(), opportunity.signals.first()
    activity = opportunity.activities.first()
    assert signal is not None
    assert activity is not None
    attempts = [
        lambda: record_note(user=user, opportunity_id=opportunity.pk, text="x"),
        lambda: edit_activity(user=user, activity_id=activity.pk, text="x"),
        lambda: delete_activity(user=user, activity_id=activity.pk),
        lambda: strike_signal(user=user, signal_id=signal.pk),
        lambda: remove_need(user=user, need_id=need.pk),
        lambda: add_need(user=user, opportunity_id=opportunity.pk, text="x", date=TODAY),
        lambda: update_opportunity(user=user, opportunity_id=opportunity.pk, expected_version=1, title="x"),
    ]
    for attempt in attempts:
        with pytest.raises(TongpinError) as refused:
            attempt()
        assert refused.value.code == "not_found"


def test_only_a_manager_forces_a_gate_or_settles_a_dispute(alice: User, maria: User, opportunity: Opportunity) -> None:
    force = {"opportunity_id": opportunity.pk, "gate": "g1_assessed_graded", "reason": "老客户"}
    settle = {
        "opportunity_id": opportunity.pk,
        "code": "premature_quote",
        "entry": "e02",
        "stands": False,
        "reason": "是客户要的",
    }
    for action, values in ((override_gate, force), (settle_finding, settle)):
        with pytest.raises(TongpinError) as refused:
            action(user=alice, **values)  # type: ignore[operator]
        assert refused.value.code == "not_allowed"
        action(user=maria, **values)  # type: ignore[operator]


@pytest.mark.parametrize("reader", ["auditor", "officer"])
def test_readers_write_nothing(
    reader: str, request: pytest.FixtureRequest, alice: User, opportunity: Opportunity
) -> None:
    user = request.getfixturevalue(reader)
    record_note(user=alice, opportunity_id=opportunity.pk, text="要好处费")
    with pytest.raises(TongpinError) as refused:
        record_note(user=user, opportunity_id=opportunity.pk, text="x")
    assert refused.value.code == "not_allowed"
    with pytest.raises(TongpinError) as refused:
        import_case(user=user, case=None)  # type: ignore[arg-type]
    assert refused.value.code == "not_allowed"


def test_handing_over_moves_sight_with_it(alice: User, charlie: User, admin: User, opportunity: Opportunity) -> None:
    hand_over(user=admin, opportunity_id=opportunity.pk, to=charlie)
    assert not visible(alice).exists()
    assert set(visible(charlie)) == {opportunity}
    assert Opportunity.objects.get(pk=opportunity.pk).team == Team.objects.get(name="West")


def test_accounts_follow_their_opportunities(alice: User, bob: User, charlie: User, opportunity: Opportunity) -> None:
    assert set(visible_accounts(alice)) == {opportunity.account}
    assert not visible_accounts(charlie).exists()
    with pytest.raises(TongpinError) as refused:
        get_account(charlie, opportunity.account_id)
    assert refused.value.code == "not_found"
    share_opportunity(user=alice, opportunity_id=opportunity.pk, with_user=bob)
    assert get_account(bob, opportunity.account_id) == opportunity.account
    with pytest.raises(TongpinError) as refused:
        update_account(user=bob, account_id=opportunity.account_id, history="x")
    assert refused.value.code == "not_allowed"
    share_opportunity(user=alice, opportunity_id=opportunity.pk, with_user=bob, may_change=True)
    update_account(user=bob, account_id=opportunity.account_id, history="去年买过")
