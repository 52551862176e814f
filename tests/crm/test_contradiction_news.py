"""A note that contradicts what a colleague told the customer: he hears it, and so does the owner, once."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.crm.builders import plant
from tongpin.crm.activities.actions import delete_activity, edit_activity, record_activity
from tongpin.crm.audit.actions import undo_last_gesture
from tongpin.crm.concerns.actions import add_concern
from tongpin.crm.models import Activity, Notice, Opportunity, User
from tongpin.crm.notices.selectors import news_of, seen
from tongpin.crm.opportunities.actions import share_opportunity
from tongpin.crm.team.actions import add_member, settle_contradiction
from tongpin.method.wording import render


@pytest.fixture
def _quick_method() -> None:
    """No stand-ins here."""


@pytest.fixture
def opportunity(alice: User, bob: User, maria: User) -> Opportunity:
    """Alice owns it; Bob is on the team and may write, and so does Maria, who manages both."""
    made = plant(alice)
    add_member(user=alice, opportunity_id=made.pk, name="李伟", colleague=bob)
    share_opportunity(user=alice, opportunity_id=made.pk, with_user=bob, may_change=True)
    return made


def says(user: User, opportunity: Opportunity, text: str, by: str | None = None) -> Activity:
    return record_activity(
        user=user, opportunity_id=opportunity.pk, kind="email", text=text, who=["s1"], **({"by": by} if by else {})
    )


def heard(user: User) -> list[str]:
    return [render(news.text, "zh-Hans") for news in news_of(user=user)]


def test_the_other_speaker_hears_both_quotations(alice: User, bob: User, maria: User, opportunity: Opportunity) -> None:
    says(bob, opportunity, "周部长，交货期45天。")
    assert not Notice.objects.exists()
    says(alice, opportunity, "周部长，我们60天交货。")
    (text,) = heard(bob)
    assert text.startswith("对客户说法不一（交付时间）：李伟说“")
    assert "45天" in text
    assert "陈静说“" in text
    assert "60天" in text
    assert heard(alice) == heard(maria) == []
    assert [news.kind for news in news_of(user=bob)] == ["contradiction"]


def test_the_owner_hears_what_others_told(alice: User, bob: User, maria: User, opportunity: Opportunity) -> None:
    says(bob, opportunity, "周部长，交货期45天。")
    says(maria, opportunity, "周部长，我们60天交货。")
    assert len(heard(alice)) == len(heard(bob)) == 1
    assert heard(maria) == []


def test_it_is_told_once_however_often_it_is_judged(alice: User, bob: User, opportunity: Opportunity) -> None:
    says(bob, opportunity, "周部长，交货期45天。")
    later = says(alice, opportunity, "周部长，我们60天交货。")
    add_concern(user=alice, opportunity_id=opportunity.pk, text="怕停机", date=later.date)
    edit_activity(user=alice, activity_id=later.pk, text="周部长您好，我们60天交货。")
    assert len(heard(bob)) == 1
    seen(user=bob, notice_id=news_of(user=bob)[0].id)
    edit_activity(user=alice, activity_id=later.pk, text="周部长好，我们60天交货。")
    assert heard(bob) == []


def test_a_revision_that_is_said_is_no_news(alice: User, bob: User, opportunity: Opportunity) -> None:
    says(bob, opportunity, "周部长，交货期45天。")
    says(alice, opportunity, "周部长，之前说的交货期45天现改为60天，请以此为准。")
    assert heard(bob) == []


@pytest.mark.parametrize("way", ["undone", "deleted", "corrected", "settled"])
def test_what_no_longer_stands_is_no_news(alice: User, bob: User, opportunity: Opportunity, way: str) -> None:
    first = says(bob, opportunity, "周部长，交货期45天。")
    later = says(alice, opportunity, "周部长，我们60天交货。")
    assert len(heard(bob)) == 1
    if way == "undone":
        undo_last_gesture(user=alice)
    elif way == "deleted":
        delete_activity(user=alice, activity_id=later.pk)
    elif way == "corrected":
        edit_activity(user=alice, activity_id=later.pk, text="周部长，我们45天交货。")
    else:
        settle_contradiction(
            user=alice,
            opportunity_id=opportunity.pk,
            topic="delivery_time",
            first=first.code,
            second=later.code,
            holds="60天",
        )
    assert heard(bob) == []
    if way in {"deleted", "corrected", "settled"}:
        undo_last_gesture(user=alice)
        assert len(heard(bob)) == 1


def test_who_may_not_see_the_opportunity_hears_nothing(alice: User, charlie: User, opportunity: Opportunity) -> None:
    says(alice, opportunity, "周部长，交货期45天。", by="Charlie")
    says(alice, opportunity, "周部长，我们60天交货。")
    assert not Notice.objects.exists()


def test_an_ordinary_note_asks_nothing_about_news(alice: User, opportunity: Opportunity) -> None:
    with CaptureQueriesContext(connection) as asked:
        says(alice, opportunity, "周部长说下周再谈。")
    assert not [query for query in asked.captured_queries if "crm_notice" in query["sql"]]
