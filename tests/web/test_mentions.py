"""People found in notes, on their page: what the words tell, confirmed, given to somebody else, or struck."""

import pytest
from pytest_django import DjangoAssertNumQueries

from tests.web.conftest import Visit
from tongpin.crm.activities.actions import record_note
from tongpin.crm.models import Mention, Opportunity, Stakeholder, User

NOTE = "拜访了设备部李梅经理，她悄悄告诉我<b>，最后拍板的是王总。"


@pytest.fixture
def path(alice: User, opportunity: Opportunity) -> str:
    record_note(user=alice, opportunity_id=opportunity.pk, text=NOTE)
    return f"/opportunities/{opportunity.pk}/mentions"


def first(aspect: str, name: str) -> int:
    return Mention.objects.get(aspect=aspect, name=name).pk


def test_it_shows_the_words_in_their_place_and_what_they_tell(at: Visit, alice: User, path: str) -> None:
    shown = at(alice).get(path).content.decode()
    assert "<mark>拍板</mark>" in shown
    assert "Role: Decision maker" in shown
    assert "&lt;b&gt;" in shown
    assert "<b>，" not in shown


def test_saving_a_note_says_that_people_were_found(at: Visit, alice: User, opportunity: Opportunity) -> None:
    sent = {"text": NOTE, "date": "2026-03-02", "kind": "visit", "direction": "out", "do": "save"}
    answer = at(alice).post("/note", {**sent, "opportunity": opportunity.pk}, follow=True)
    assert f"/opportunities/{opportunity.pk}/mentions" in answer.content.decode()


def test_it_is_confirmed_for_whoever_is_chosen(at: Visit, alice: User, opportunity: Opportunity, path: str) -> None:
    at(alice).post(f"{path}/{first('role', '王总')}/confirm", {"who": "s1"})
    assert "decision_maker" in Stakeholder.objects.get(opportunity=opportunity, code="s1").roles
    at(alice).post(f"{path}/{first('name', '李梅')}/confirm", {"who": ""})
    assert Stakeholder.objects.filter(opportunity=opportunity, person__name="李梅").exists()


def test_all_of_it_is_taken_at_once(at: Visit, alice: User, opportunity: Opportunity, path: str) -> None:
    at(alice).post(f"{path}/confirm", {"name": "李梅", "who": ""})
    part = Stakeholder.objects.get(opportunity=opportunity, person__name="李梅")
    assert (part.person.title, part.person.department, part.roles) == ("经理", "设备部", ["coach"])
    assert "李梅" not in [group.name for group in at(alice).get(path).context["groups"]]
    assert at(alice).post(f"{path}/confirm", {"name": "谁", "who": ""}).status_code == 404


def test_it_is_struck(at: Visit, alice: User, path: str) -> None:
    at(alice).post(f"{path}/{first('role', '王总')}/strike")
    assert "Role: Decision maker" not in at(alice).get(path).content.decode()


def test_strangers_get_nothing_and_readers_no_buttons(at: Visit, charlie: User, auditor: User, path: str) -> None:
    pk = first("role", "王总")
    assert at(charlie).get(path).status_code == 404
    assert at(charlie).post(f"{path}/{pk}/confirm").status_code == 404
    assert b"/confirm" not in at(auditor).get(path).content
    assert at(auditor).post(f"{path}/{pk}/confirm").status_code == 403


def test_it_takes_a_fixed_number_of_queries(
    at: Visit, alice: User, opportunity: Opportunity, path: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    visit = at(alice)
    for _ in range(4):
        record_note(user=alice, opportunity_id=opportunity.pk, text="技术部陈工一票否决，他反对我们。")
    with django_assert_max_num_queries(10):
        visit.get(path)
