"""The pages of practice: a case, the answer, what the method says, progress, the coach, cases of one's own."""

from typing import Any

import pytest
from django.test import Client

from tests.web.conftest import Visit
from tongpin.crm.activities.models import Activity
from tongpin.crm.opportunities.actions import close_opportunity
from tongpin.crm.opportunities.models import Opportunity
from tongpin.crm.practice.actions import answer_practice
from tongpin.crm.practice.models import OwnPractice, PracticeAnswer
from tongpin.crm.users.models import User
from tongpin.method.practice import shipped

CASE = shipped()["office-fitout"]
PAGES = ("/practice", "/practice/progress", "/practice/team", "/practice/own")


def send(client: Client, **changes: str) -> Any:
    return client.post("/practice", {"case": CASE.id, "stage": CASE.stage, "move": CASE.best.id, **changes})


def test_a_case_is_asked_answered_and_told(at: Visit, alice: User) -> None:
    client = at(alice)
    asked = client.get(f"/practice?case={CASE.id}").content.decode()
    assert "a hundred people" in asked
    assert asked.count('name="stage"') == 7
    assert asked.count('name="move"') == 4
    assert CASE.why["en"][:40] not in asked
    answered = send(client)
    assert answered.status_code == 302
    told = client.get(answered["Location"]).content.decode()
    assert ">100<" in told
    assert "The stage is right" in told
    assert '<mark class="proposed"' in told
    assert "face to face" in told


def test_a_mistake_is_named_with_its_cost_and_repair(at: Visit, alice: User) -> None:
    client = at(alice)
    pressed = next(move for move in CASE.moves if move.mistake == "pressure_close")
    told = client.get(send(client, stage="need", move=pressed.id)["Location"]).content.decode()
    assert ">0<" in told
    assert "What it costs" in told
    assert "called back" in told
    assert CASE.best.text["en"][:30] in told


@pytest.mark.parametrize("changes", [{"stage": ""}, {"move": ""}, {"stage": "lunch"}, {"move": "z"}])
def test_half_an_answer_is_asked_for_and_what_was_chosen_stays(at: Visit, alice: User, changes: dict[str, str]) -> None:
    answer = send(at(alice), **changes)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()
    assert " checked" in answer.content.decode()
    assert not PracticeAnswer.objects.exists()


def test_answers_of_others_and_cases_that_are_not_there_look_alike(at: Visit, alice: User, charlie: User) -> None:
    kept = answer_practice(user=charlie, case=CASE.id, stage="need", move="a")
    assert at(alice).get(f"/practice/answers/{kept.pk}").status_code == 404
    assert at(alice).get("/practice/answers/99999").status_code == 404
    assert at(alice).get("/practice?case=%00").status_code == 404
    assert send(at(alice), case="own-99").status_code == 404


def test_who_may_open_what(at: Visit, alice: User, maria: User, auditor: User, officer: User) -> None:
    opened = {user.username: [at(user).get(path).status_code for path in PAGES] for user in (alice, maria, auditor)}
    assert opened == {"alice": [200, 200, 403, 403], "maria": [200] * 4, "auditor": [403] * 4}
    assert "/practice" not in at(officer).get("/").content.decode()
    assert 'href="/practice"' in at(alice).get("/").content.decode()


def test_pages_cost_as_many_queries_for_one_answer_as_for_many(
    at: Visit, alice: User, bob: User, maria: User, django_assert_max_num_queries: Any
) -> None:
    for case in list(shipped().values())[:30]:
        for user in (alice, bob):
            answer_practice(user=user, case=case.id, stage="need", move="a")
    kept = PracticeAnswer.objects.filter(user=alice).latest("pk")
    for user, path, most in (
        (alice, "/practice", 5),
        (alice, "/practice/progress", 5),
        (alice, f"/practice/answers/{kept.pk}", 4),
        (maria, "/practice/team", 7),
        (maria, "/practice/own", 6),
    ):
        client = at(user)
        with django_assert_max_num_queries(most):
            assert client.get(path).status_code == 200


@pytest.mark.parametrize("path", [*PAGES, "/practice/answers/1", "/practice/own/from/1", "/practice/own/1/remove"])
def test_strangers_to_the_product_are_sent_to_the_sign_in_page(db: None, path: str) -> None:
    answer = Client().get(path)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/account/login/")


def test_progress_says_when_there_is_too_little_to_say(at: Visit, alice: User) -> None:
    client = at(alice)
    assert "No answers yet" in client.get("/practice/progress").content.decode()
    send(client)
    told = client.get("/practice/progress").content.decode()
    assert "1 of 20 answers so far" in told
    assert "few answers" in told


def test_the_coach_sees_his_people_with_their_weak_spots(at: Visit, alice: User, bob: User, maria: User) -> None:
    for case in shipped().values():
        if case.stage == "commitment":
            poor = next(move for move in case.moves if move.mistake)
            answer_practice(user=alice, case=case.id, stage="need", move=poor.id)
    told = at(maria).get("/practice/team").content.decode()
    assert "陈静" in told
    assert "Commitment to buy" in told
    assert "too few answers to say" in told


def test_a_manager_makes_a_case_and_everybody_practises_it(
    at: Visit, alice: User, maria: User, opportunity: Opportunity
) -> None:
    close_opportunity(user=alice, opportunity_id=opportunity.pk, result="lost", reason="价格", winner="固力")
    client, entry = at(maria), Activity.objects.get(opportunity=opportunity, code="e01")
    assert "液压油" in client.get("/practice/own").content.decode()
    path = f"/practice/own/from/{opportunity.pk}"
    offered = client.get(path).content.decode()
    assert "采购科长说今年预算批了" in offered
    assert "方科长" not in offered
    editor = client.get(f"{path}?entry={entry.pk}").content.decode()
    assert "Replaced by what they stand for" in editor
    case = {
        "title": "钢铁",
        "stage": "screening",
        "text": "采购科长说今年预算批了。",
        "best": "问清谁来定名单",
        "why": "预算批了，在找供应商",
        "fair": "按时报名",
        "wrong": "马上报价",
        "wrong_name": "premature_quote",
        "other": "等通知",
    }
    refused = client.post(path, {**case, "text": "方科长说今年预算批了。"})
    assert refused.status_code == 422
    assert "These names still stand in it: 方科长" in refused.content.decode()
    assert client.post(path, case).status_code == 302
    kept = OwnPractice.objects.get()
    assert "采购科长说" in at(alice).get(f"/practice?case=own-{kept.pk}").content.decode()
    assert at(alice).post(f"/practice/own/{kept.pk}/remove").status_code == 403
    assert client.get(f"/practice/own/{kept.pk}/remove").status_code == 302
    assert OwnPractice.objects.exists()
    client.post(f"/practice/own/{kept.pk}/remove")
    assert not OwnPractice.objects.exists()


def test_an_answer_to_a_case_that_was_removed_is_told_plainly(at: Visit, alice: User) -> None:
    kept = PracticeAnswer.objects.create(user=alice, case="own-7", stage="need", move="a", points=0)
    assert at(alice).get(f"/practice/answers/{kept.pk}").status_code == 404


@pytest.mark.parametrize("language", ["zh-hans", "zh-hant", "en"])
def test_every_case_is_shown_in_the_readers_language(at: Visit, alice: User, language: str) -> None:
    User.objects.filter(pk=alice.pk).update(language=language)
    code = {"zh-hans": "zh-Hans", "zh-hant": "zh-Hant", "en": "en"}[language]
    client = at(alice)
    for case in list(shipped().values())[::9]:
        asked = client.get(f"/practice?case={case.id}")
        assert asked.context["case"]["says"] == case.says[code]  # type: ignore[index]
