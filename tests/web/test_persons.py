"""A person's page: names, seats, records that may be one, the file to hand out, and erasing."""

import json

import pytest

from tests.web.conftest import Visit
from tongpin.crm.models import Distinct, LogEntry, Person, Stakeholder
from tongpin.crm.opportunities.models import Opportunity
from tongpin.crm.organisation.actions import add_seat
from tongpin.crm.users.models import User


@pytest.fixture
def fang(opportunity: Opportunity) -> Person:
    return Person.objects.get(name="方敏")


@pytest.fixture
def called_fang(opportunity: Opportunity) -> Person:
    """方科长, as somebody typed her a second time."""
    return Person.objects.create(account_id=opportunity.account_id, name="方科长")


def test_the_page_tells_names_seats_and_parts(at: Visit, alice: User, opportunity: Opportunity, fang: Person) -> None:
    client = at(alice)
    add_seat(user=alice, account_id=opportunity.account_id, title="采购科长", department="采购科", holder="方敏")
    client.post(f"/people/{fang.pk}/names", {"names": "方姐\nFang Min\n\n方敏"})
    shown = client.get(f"/people/{fang.pk}").content.decode()
    for text in ("方姐", "Fang Min", "采购科长", "液压油"):
        assert text in shown
    fang.refresh_from_db()
    assert fang.other_names == ["方姐", "Fang Min"]
    client.post("/undo", {"next": "/"})
    fang.refresh_from_db()
    assert fang.other_names == []


def test_two_records_are_made_one_and_two_again(
    at: Visit, alice: User, opportunity: Opportunity, fang: Person, called_fang: Person
) -> None:
    client, account = at(alice), f"/accounts/{opportunity.account_id}"
    for page in (account, f"/people/{fang.pk}"):
        assert "On record twice?" in client.get(page).content.decode()
    pair = {"one": fang.pk, "other": called_fang.pk}
    answer = client.post(f"{account}/merge", {**pair, "keep": fang.pk}, follow=True)
    assert "方科长" in answer.content.decode()
    assert not Person.objects.filter(pk=called_fang.pk).exists()
    client.post("/undo", {"next": "/"})
    assert Person.objects.filter(pk=called_fang.pk).exists()


def test_two_people_are_not_proposed_again(
    at: Visit, alice: User, opportunity: Opportunity, fang: Person, called_fang: Person
) -> None:
    client, account = at(alice), f"/accounts/{opportunity.account_id}"
    client.post(f"{account}/merge", {"one": fang.pk, "other": called_fang.pk})
    assert Distinct.objects.count() == 1
    assert "On record twice?" not in client.get(account).content.decode()
    assert Person.objects.filter(pk__in=(fang.pk, called_fang.pk)).count() == 2


def test_who_may_only_look_is_proposed_nothing_and_merges_nothing(
    at: Visit, bob: User, charlie: User, opportunity: Opportunity, fang: Person, called_fang: Person
) -> None:
    merge = f"/accounts/{opportunity.account_id}/merge"
    pair = {"one": fang.pk, "other": called_fang.pk, "keep": fang.pk}
    assert "On record twice?" not in at(bob).get(f"/people/{fang.pk}").content.decode()
    assert at(bob).post(merge, pair).status_code == 403
    assert at(charlie).post(merge, pair).status_code == 404
    for names in ("", "9" * 30, str(fang.pk)):
        assert at(bob).post(merge, {"one": fang.pk, "other": names}).status_code == 403
    assert Person.objects.filter(pk=called_fang.pk).exists()


@pytest.mark.parametrize("other", ["", "x", "9" * 30, "self"])
def test_a_pair_that_is_none_is_refused(
    at: Visit, alice: User, opportunity: Opportunity, fang: Person, other: str
) -> None:
    named = fang.pk if other == "self" else other
    answer = at(alice).post(f"/accounts/{opportunity.account_id}/merge", {"one": fang.pk, "other": named})
    assert answer.status_code in {404, 422}


def test_the_file_holds_what_is_held_and_its_handing_out_is_logged(
    at: Visit, alice: User, charlie: User, opportunity: Opportunity, fang: Person
) -> None:
    answer = at(alice).get(f"/people/{fang.pk}/file")
    assert "attachment" in answer["Content-Disposition"]
    held = json.loads(answer.content)
    assert held["person"]["name"] == "方敏"
    assert held["parts"][0]["present_at"][0][0] == "e01"
    assert LogEntry.objects.filter(verb="export_person", user=alice).count() == 1
    assert at(charlie).get(f"/people/{fang.pk}/file").status_code == 404


def test_only_a_manager_erases_and_only_after_reading_what_goes(
    at: Visit, alice: User, maria: User, charlie: User, opportunity: Opportunity, fang: Person
) -> None:
    page = f"/people/{fang.pk}/erase"
    assert "Erase this person" not in at(alice).get(f"/people/{fang.pk}").content.decode()
    for user, status in ((alice, 403), (charlie, 404)):
        assert at(user).get(page).status_code == status
        assert at(user).post(page).status_code == status
    shown = at(maria).get(page).content.decode()
    for text in ("What goes", "What stays, without the name", "This cannot be undone by anyone."):
        assert text in shown
    fang.refresh_from_db()
    assert fang.name == "方敏"  # looking erases nobody
    answer = at(maria).post(page, follow=True)
    assert "no longer hold the name" in answer.content.decode()
    assert "方敏" not in answer.content.decode()
    for gone in (f"/people/{fang.pk}", f"/opportunities/{opportunity.pk}?tab=people"):
        shown = at(maria).get(gone)
        assert shown.status_code == 200
        assert "方敏" not in shown.content.decode()
    assert Stakeholder.objects.filter(person=fang).exists()  # that somebody took part stays


def test_the_pages_of_people_cost_a_fixed_number_of_queries(
    at: Visit, alice: User, opportunity: Opportunity, fang: Person, django_assert_max_num_queries
) -> None:
    Person.objects.bulk_create(
        Person(account_id=opportunity.account_id, name=f"王{given}") for given in "总工建国强伟芳敏静丽军杰涛明超"
    )
    client = at(alice)
    for page, most in ((f"/people/{fang.pk}", 18), (f"/accounts/{opportunity.account_id}", 20)):
        client.get(page)
        with django_assert_max_num_queries(most):
            client.get(page)
