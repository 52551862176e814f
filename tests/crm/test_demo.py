"""The demo book: loaded once, into an empty installation only, told as of today."""

import pytest
from django.contrib.auth import authenticate

from tests.crm.builders import TODAY, plant
from tongpin.crm.accounts.models import Account, Person
from tongpin.crm.casefile import case_of
from tongpin.crm.demo import ADMIN, PASSWORD, USERS, is_empty
from tongpin.crm.errors import TongpinError
from tongpin.crm.opportunities.models import Opportunity
from tongpin.crm.opportunities.policy import visible
from tongpin.crm.organisation.selectors import chart_of
from tongpin.crm.users.models import User
from tongpin.exchange.demo import demo_cases, load_demo_book


@pytest.mark.django_db
def test_everybody_signs_in_and_finds_his_own() -> None:
    assert is_empty()
    made = load_demo_book(TODAY)
    assert len(made) == len(demo_cases(TODAY)) >= 25
    for person in (ADMIN, *USERS):
        user = authenticate(username=person.username, password=PASSWORD)
        assert user is not None, person.username
    for name in ("chenjing", "liwei", "linjiarong", "emma"):
        assert Opportunity.objects.filter(owner__username=name).exists(), name
    assert visible(User.objects.get(username="tom")).count() == Opportunity.objects.filter(lang="en").count()


@pytest.mark.django_db
def test_two_accounts_come_with_their_charts() -> None:
    load_demo_book(TODAY)
    for name, username, known in (("驰锐传动", "chenjing", "秦工"), ("Fernlea Creamery", "emma", "Callum Reid")):
        account = Account.objects.get(name=name)
        chart = chart_of(user=User.objects.get(username=username), account_id=account.pk)
        assert chart.may_change
        assert all(seat.level for seat in chart.seats)
        assert {bool(seat.holder) for seat in chart.seats} == {True, False}  # some are vacant
        assert {rule.act for rule in chart.rules} == {"proposes", "reviews", "signs"}
        # People of the opportunity sit in their seats; nobody is there twice.
        assert Person.objects.filter(account=account, name=known).count() == 1


@pytest.mark.django_db
def test_the_stories_end_today() -> None:
    for opportunity in load_demo_book(TODAY):
        latest = max(entry.date for entry in case_of(opportunity.pk, TODAY).timeline)
        assert 0 <= (TODAY - latest).days < 400, opportunity.code


def test_nobodys_data_is_written_over(alice: User) -> None:
    plant(alice)
    with pytest.raises(TongpinError) as refused:
        load_demo_book(TODAY)
    assert refused.value.code == "not_empty"
    assert User.objects.count() == 1
    assert Opportunity.objects.count() == 1


@pytest.mark.django_db
def test_somebody_who_has_only_signed_in_is_left_alone() -> None:
    User.objects.create_superuser("boss", password="x")
    with pytest.raises(TongpinError):
        load_demo_book(TODAY)
    assert not Opportunity.objects.exists()
