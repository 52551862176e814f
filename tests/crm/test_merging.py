"""One person under two records: proposed, merged with all that hangs on him, and undone to the last column."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tests.crm.builders import everything, import_case
from tests.exchange.cases import cases
from tongpin.crm.accounts.actions import create_account, create_person
from tongpin.crm.accounts.models import Account, Person
from tongpin.crm.audit.actions import undo_last_gesture
from tongpin.crm.audit.selectors import verify_chain
from tongpin.crm.errors import TongpinError
from tongpin.crm.opportunities.models import Opportunity, Stakeholder
from tongpin.crm.people.merging import merge_people, merge_proposals, say_distinct
from tongpin.crm.users.models import User
from tongpin.method.case import Case


@pytest.fixture
def account(alice: User) -> Account:
    return create_account(user=alice, name="北江医院")


def test_the_same_person_is_proposed_until_somebody_says_that_they_are_two(alice: User, account: Account) -> None:
    wang = create_person(user=alice, account_id=account.pk, name="王建国", title="总经理")
    other = create_person(user=alice, account_id=account.pk, name="王总")
    create_person(user=alice, account_id=account.pk, name="王經理")
    found = merge_proposals(user=alice, account_id=account.pk)
    assert [(pair.one[0], pair.other[0]) for pair in found] == [(wang.pk, other.pk)]
    say_distinct(user=alice, one_id=other.pk, other_id=wang.pk)
    assert merge_proposals(user=alice, account_id=account.pk) == []


def test_who_is_kept_takes_over_everything(alice: User, opportunity: Opportunity) -> None:
    parts = list(Stakeholder.objects.filter(opportunity=opportunity).order_by("pk"))
    keep, gone = parts[0], parts[1]
    roles, name = set(keep.roles) | set(gone.roles), gone.person.name
    merge_people(user=alice, keep_id=keep.person_id, gone_id=gone.person_id)
    keep.refresh_from_db()
    assert set(keep.roles) == roles
    assert not Stakeholder.objects.filter(pk=gone.pk).exists()
    assert name in Person.objects.get(pk=keep.person_id).other_names


def test_strangers_and_other_accounts_are_refused(alice: User, charlie: User, opportunity: Opportunity) -> None:
    parts = list(Stakeholder.objects.filter(opportunity=opportunity).order_by("pk"))
    with pytest.raises(TongpinError) as error:
        merge_people(user=charlie, keep_id=parts[0].person_id, gone_id=parts[1].person_id)
    assert error.value.code == "not_found"
    elsewhere = create_person(user=alice, account_id=create_account(user=alice, name="别家").pk, name="王总")
    for gone in (elsewhere.pk, parts[0].person_id):
        with pytest.raises(TongpinError) as error:
            merge_people(user=alice, keep_id=parts[0].person_id, gone_id=gone)
        assert error.value.code == "odd_pair"


class AnyMerge(TestCase):
    @settings(max_examples=25, suppress_health_check=list(HealthCheck))
    @given(case=cases().filter(lambda case: len(case.stakeholders) > 1), data=st.data())
    def test_merge_then_undo_is_the_identity(self, case: Case, data: st.DataObject) -> None:
        user = User.objects.create(username="alice")
        opportunity = import_case(user=user, case=case)
        people = list(Stakeholder.objects.filter(opportunity=opportunity).values_list("person", flat=True))
        keep, gone = data.draw(st.permutations(people))[:2]
        before = everything()
        merge_people(user=user, keep_id=keep, gone_id=gone)
        assert not Person.objects.filter(pk=gone).exists()
        undo_last_gesture(user=user)
        assert everything() == before
        assert verify_chain().holds
