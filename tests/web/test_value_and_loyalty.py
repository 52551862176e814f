"""The pages of the value ledger, the yearly review and loyalty: what they show, what a tap does, what stays inside."""

import datetime as dt
import html
import io
import re
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from pptx import Presentation

from tests.crm.builders import TODAY, plant
from tests.web.conftest import Visit
from tongpin.crm import pdf as crm_pdf
from tongpin.crm.activities.actions import record_note
from tongpin.crm.audit.actions import undo_last_gesture
from tongpin.crm.care.loyalty_actions import add_loyalty_reading, add_referral
from tongpin.crm.care.loyalty_selectors import decided_check
from tongpin.crm.care.value_actions import add_value, rate_value
from tongpin.crm.models import (
    Expectation,
    LoyaltyForecast,
    LoyaltyReading,
    Milestone,
    Opportunity,
    OpportunityShare,
    Referral,
    User,
    ValueEntry,
    ValueRating,
)
from tongpin.crm.opportunities.actions import share_opportunity
from tongpin.crm.service.actions import add_ticket, answer_ticket, solve_ticket, take_up_complaint
from tongpin.web.care import review as review_pages


@pytest.fixture(autouse=True)
def _forecasts() -> None:
    decided_check.cache_clear()


@pytest.fixture
def served(alice: User, opportunity: Opportunity) -> Opportunity:
    """A customer who bought, with trouble that was solved."""
    Opportunity.objects.filter(pk=opportunity.pk).update(result="won", result_on=TODAY - dt.timedelta(days=100))
    ticket = add_ticket(
        user=alice, opportunity_id=opportunity.pk, text="泵停了", reported=TODAY, owner="陈静", severity=4
    )
    answer_ticket(user=alice, ticket_id=ticket.pk)
    solve_ticket(user=alice, ticket_id=ticket.pk, cause="滤芯")
    return opportunity


def read(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, answer.status_code
    return html.unescape(answer.content.decode())


def page_of(opportunity: Opportunity, name: str) -> str:
    return reverse(name, args=[opportunity.account_id])


# ---------------------------------------------------------------- the ledger
def test_a_proposal_is_taken_in_one_tap_and_can_be_undone(at: Visit, alice: User, served: Opportunity) -> None:
    client = at(alice)
    before = read(client, page_of(served, "account_value"))
    assert "From the records" in before
    place = re.search(r'name="place" value="([^"]+)"', before)
    assert place is not None
    facts = {"sale": served.pk, "place": place[1]}
    answer = client.post(page_of(served, "take_value"), facts, follow=True)
    assert "Taken into the ledger." in answer.content.decode()
    row = ValueEntry.objects.get()
    assert (row.kind, row.words, row.state) == ("service", "泵停了", "assumed")
    assert row.text == "“泵停了”当天解决", "in the language of the sale, though the taker reads English"
    assert "From the records" not in html.unescape(answer.content.decode())
    assert client.post(page_of(served, "take_value"), facts).status_code == 404
    undo_last_gesture(user=alice)
    assert not ValueEntry.objects.exists()


@pytest.mark.parametrize(
    "facts", [{}, {"sale": "x", "place": "y"}, {"sale": "999999", "place": "ticket:service:泵停了"}]
)
def test_a_proposal_that_is_not_there_is_not_taken(
    at: Visit, alice: User, served: Opportunity, facts: dict[str, str]
) -> None:
    assert at(alice).post(page_of(served, "take_value"), facts).status_code == 404
    assert not ValueEntry.objects.exists()


def test_a_line_with_an_amount_of_a_proposal(at: Visit, alice: User, served: Opportunity) -> None:
    client = at(alice)
    page = read(client, page_of(served, "account_value"))
    link = re.search(r'href="([^"]+value/add\?[^"]+)"', page)
    assert link is not None
    form = read(client, link[1])
    assert "泵停了" in form
    sent = {
        "text": "当天修好泵，少停八小时",
        "kind": "service",
        "date": TODAY.isoformat(),
        "amount": "64,000.50",
        "currency": "CNY",
        "reckoned": "每小时八千",
        "state": "confirmed",
    }
    assert client.post(link[1], sent).status_code == 302
    row = ValueEntry.objects.get()
    assert (row.amount, row.opportunity_id, row.words) == (Decimal("64000.50"), served.pk, "泵停了")
    shown = read(client, page_of(served, "account_value"))
    assert "¥64,000.50" in shown
    assert "当天修好泵" in shown


def test_confirming_changing_and_removing_a_line(at: Visit, alice: User, served: Opportunity) -> None:
    row = add_value(user=alice, account_id=served.account_id, text="夜班支援", kind="people")
    client = at(alice)
    client.post(reverse("confirm_value", args=[served.account_id, row.pk]))
    row.refresh_from_db()
    assert row.state == "confirmed"
    other = reverse("change_value", args=[served.account_id, row.pk])
    form = read(client, other)
    seen = re.search(r'name="seen" value="(\w+)"', form)
    sent = {"text": "夜班支援两次", "kind": "people", "date": "2026-02-30", "currency": "CNY", "state": "confirmed"}
    refused = client.post(other, sent | ({"seen": seen[1]} if seen else {}))
    assert refused.status_code == 422
    assert client.post(other, {**sent, "date": "2026-02-20"}).status_code == 302
    client.post(reverse("remove_value", args=[served.account_id, row.pk]))
    assert not ValueEntry.objects.exists()


def test_ratings_of_us_and_a_rival_and_the_lead(at: Visit, alice: User, served: Opportunity) -> None:
    client, path = at(alice), page_of(served, "rate_value")
    sent = {"points_service": "2", "points_time": "-1", "state": "confirmed", "date": TODAY.isoformat(), "reason": "x"}
    assert client.post(path, sent).status_code == 302
    assert client.post(f"{path}?rival=固力", {**sent, "points_service": "0", "points_time": "1"}).status_code == 302
    assert ValueRating.objects.count() == 4
    shown = read(client, page_of(served, "account_value"))
    assert "We are ahead" in shown
    assert "They find 固力 better here" in shown
    assert client.post(path, {**sent, "points_service": "7"}).status_code == 422


def test_the_ledger_of_another_year_and_of_no_year(at: Visit, alice: User, served: Opportunity) -> None:
    add_value(user=alice, account_id=served.account_id, text="去年的一行", kind="image", date=dt.date(2025, 5, 1))
    client, path = at(alice), page_of(served, "account_value")
    assert "去年的一行" not in read(client, path)
    assert "去年的一行" in read(client, f"{path}?year=2025")
    for odd in ("0000", "99999", "x", "-1", "２０２５"):
        assert client.get(f"{path}?year={odd}").status_code == 200


@pytest.mark.parametrize("name", ["account_value", "account_review", "account_loyalty"])
def test_who_sees_the_pages(
    at: Visit, alice: User, bob: User, charlie: User, auditor: User, served: Opportunity, name: str
) -> None:
    path = page_of(served, name)
    assert at(alice).get(path).status_code == 200
    assert at(bob).get(path).status_code == 200
    assert at(auditor).get(path).status_code == 200
    assert at(charlie).get(path).status_code == 404


def test_a_line_of_another_account_is_not_found_under_this_one(at: Visit, alice: User, served: Opportunity) -> None:
    row = add_value(user=alice, account_id=served.account_id, text="x", kind="image")
    assert at(alice).get(reverse("change_value", args=[served.account_id + 1, row.pk])).status_code == 404
    assert at(alice).post(reverse("confirm_value", args=[served.account_id + 1, row.pk])).status_code == 404


def test_a_line_of_a_sale_that_he_does_not_see_opens_to_nobody(
    at: Visit, alice: User, bob: User, served: Opportunity
) -> None:
    shared = plant(alice, "plant-2")
    assert shared.account_id == served.account_id
    share_opportunity(user=alice, opportunity_id=shared.pk, with_user=bob, may_change=True)
    OpportunityShare.objects.filter(user=bob, opportunity=served).delete()
    pk = served.account_id
    hidden = add_value(user=alice, account_id=pk, kind="service", text="夜班支援", opportunity_id=served.pk)
    own = add_value(user=alice, account_id=pk, kind="service", text="大家的一行", opportunity_id=shared.pk)
    client = at(bob)
    assert client.get(reverse("change_value", args=[served.account_id, own.pk])).status_code == 200
    assert client.get(reverse("change_value", args=[served.account_id, hidden.pk])).status_code == 404
    for name in ("confirm_value", "remove_value"):
        assert client.post(reverse(name, args=[served.account_id, hidden.pk])).status_code == 404


def test_what_a_user_typed_is_shown_as_text(at: Visit, alice: User, served: Opportunity) -> None:
    evil = "<script>alert(1)</script>"
    add_value(user=alice, account_id=served.account_id, text=evil, kind="image", reckoned=evil)
    rate_value(user=alice, account_id=served.account_id, rival=evil, points={"image": 1})
    rate_value(user=alice, account_id=served.account_id, points={"image": 1})
    add_referral(user=alice, account_id=served.account_id, to=evil, note=evil)
    client = at(alice)
    for name in ("account_value", "account_loyalty", "account_review"):
        assert evil.encode() not in client.get(page_of(served, name)).content


# ---------------------------------------------------------------- the review
def told(content: bytes) -> str:
    deck = Presentation(io.BytesIO(content))
    found = []
    for slide in deck.slides:
        for shape in slide.shapes:
            if shape.has_text_frame:
                found.append(shape.text_frame.text)
            if shape.has_table:
                found += [cell.text for row in shape.table.rows for cell in row.cells]
    return "\n".join(found)


def test_the_review_is_in_the_customers_language_and_tells_nothing_internal(
    at: Visit, alice: User, served: Opportunity
) -> None:
    add_value(
        user=alice, account_id=served.account_id, text="夜班支援", kind="people", amount=Decimal(900), words="内部原话"
    )
    rate_value(user=alice, account_id=served.account_id, rival="固力", points={"service": 1}, reason="方科长偷偷给看的")
    add_loyalty_reading(user=alice, account_id=served.account_id, kind="nps", value=Decimal(3), words="他其实不满意")
    answer = at(alice).get(page_of(served, "account_review_slides"))
    assert answer.status_code == 200
    text = told(answer.content)
    for words in ("年度合作回顾", "东湖钢厂", "泵停了", "滤芯", "当天解决", "夜班支援", "估算"):
        assert words in text
    for words in ("固力", "内部原话", "偷偷", "不满意", "周部长没细问", "周明", "陈静", "Yearly"):
        assert words not in text


def test_wording_of_our_notes_only_goes_in_when_somebody_ticks_it(at: Visit, alice: User, served: Opportunity) -> None:
    note = record_note(
        user=alice,
        opportunity_id=served.pk,
        kind="complaint",
        text="周部长在电话里骂了一通，说夜班又停了两小时，采购那边已经有人拿这个做文章，我看他快撑不住了。",
    )
    ticket = take_up_complaint(user=alice, activity_id=note.pk)
    client = at(alice)
    page = read(client, page_of(served, "account_review"))
    assert "wording from our notes" in page
    assert "做文章" not in told(client.get(page_of(served, "account_review_slides")).content)
    ticked = {"year": TODAY.year, "lang": "zh-Hans", "keep": [f"t:{served.pk}:{ticket.code}"]}
    assert "做文章" in told(client.post(page_of(served, "account_review_slides"), ticked).content)


def test_a_short_note_and_what_is_printed_beside_an_item_are_looked_at_too(
    at: Visit, alice: User, served: Opportunity
) -> None:
    note = record_note(user=alice, opportunity_id=served.pk, kind="complaint", text="夜班又停，采购在说闲话。")
    take_up_complaint(user=alice, activity_id=note.pk)
    blamed = add_ticket(user=alice, opportunity_id=served.pk, text="油温报警", reported=TODAY, owner="陈静")
    solve_ticket(user=alice, ticket_id=blamed.pk, cause="周明的人误操作，不肯认")
    add_value(user=alice, account_id=served.account_id, text="少停机", kind="product", reckoned="周明私下给的数")
    add_value(user=alice, account_id=served.account_id, text="比固力省一半备件", kind="money")
    client = at(alice)
    page = read(client, page_of(served, "account_review"))
    assert "周明的人误操作" in page, "what is printed can be read before it is ticked"
    assert page.count("wording from our notes") == 4
    text = told(client.get(page_of(served, "account_review_slides")).content)
    for words in ("闲话", "误操作", "私下", "固力"):
        assert words not in text
    assert "泵停了" in text


def test_a_step_that_is_overdue_is_told_without_a_day_that_has_passed(
    at: Visit, alice: User, served: Opportunity
) -> None:
    Milestone.objects.create(opportunity=served, name="备件入库", due=TODAY.replace(month=1, day=5))
    Milestone.objects.create(opportunity=served, name="夏季检修", due=TODAY + dt.timedelta(days=100))
    Milestone.objects.create(opportunity=served, name="多年前的一步", due=TODAY - dt.timedelta(days=900))
    text = told(at(alice).get(page_of(served, "account_review_slides")).content).splitlines()
    assert "备件入库" in text
    assert any(line.startswith("夏季检修，") for line in text)
    assert not any("多年前" in line for line in text)


def test_a_promise_that_came_on_a_day_nobody_wrote_down_is_told(at: Visit, alice: User, served: Opportunity) -> None:
    Expectation.objects.create(opportunity=served, date=TODAY, text="换型不超过半小时", state="met", result="26 分钟")
    assert "已兑现：26 分钟" in told(at(alice).get(page_of(served, "account_review_slides")).content)


def test_a_sum_that_nobody_has_confirmed_is_called_an_estimate(at: Visit, alice: User, served: Opportunity) -> None:
    add_value(user=alice, account_id=served.account_id, text="少停机", kind="product", amount=Decimal(9000))
    text = told(at(alice).get(page_of(served, "account_review_slides")).content)
    assert "我方估算，尚未经贵方确认" in text
    assert "¥0" not in text


def test_only_what_is_ticked_goes_in_with_a_word_and_the_year_ahead(
    at: Visit, alice: User, served: Opportunity
) -> None:
    sent = {
        "year": TODAY.year,
        "lang": "en",
        "keep": [],
        "word": "Thank you.\nFive years.",
        "ahead": "\n Check in May \n",
    }
    text = told(at(alice).post(page_of(served, "account_review_slides"), sent).content)
    assert "泵停了" not in text
    assert "Five years." in text
    assert "Check in May" in text
    assert "Yearly review of our work together" in text


def test_the_pdf_is_made_of_the_same_and_its_failing_is_told(
    at: Visit, alice: User, served: Opportunity, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []

    def keep(page: str) -> bytes:
        made.append(page)
        return b"%PDF-"

    monkeypatch.setattr(review_pages, "pdf_of", keep)
    client = at(alice)
    answer = client.get(page_of(served, "account_review_pdf"))
    assert answer["Content-Type"] == "application/pdf"
    assert "泵停了" in made[0]

    def fail(_page: str) -> bytes:
        raise crm_pdf.PdfFailed("none here")

    monkeypatch.setattr(review_pages, "pdf_of", fail)
    refused = client.get(page_of(served, "account_review_pdf"))
    assert refused.status_code == 503
    assert "PowerPoint" in refused.content.decode()


@pytest.mark.parametrize("odd", ["", "0000", "9999", "x", "２０２５"])
def test_a_year_that_cannot_be_is_brought_back_to_one_that_can(
    at: Visit, alice: User, served: Opportunity, odd: str
) -> None:
    assert at(alice).get(f"{page_of(served, 'account_review')}?year={odd}").status_code == 200


# ---------------------------------------------------------------- loyalty
def test_readings_and_referrals_are_typed_changed_and_removed(at: Visit, alice: User, served: Opportunity) -> None:
    client, pk = at(alice), served.account_id
    sent = {"kind": "nps", "value": "9", "date": TODAY.isoformat(), "words": "会推荐"}
    assert client.post(page_of(served, "add_loyalty_reading"), sent).status_code == 302
    row = LoyaltyReading.objects.get()
    assert client.post(page_of(served, "add_loyalty_reading"), {**sent, "value": "12"}).status_code == 422
    changed = reverse("change_loyalty_reading", args=[pk, row.pk])
    assert client.post(changed, {**sent, "value": "8"}).status_code == 302
    named = {"to": "西河轧钢", "date": TODAY.isoformat(), "state": "named"}
    assert client.post(page_of(served, "add_referral"), named).status_code == 302
    referral = Referral.objects.get()
    assert client.post(reverse("change_referral", args=[pk, referral.pk]), {**named, "state": "met"}).status_code == 302
    page = read(client, page_of(served, "account_loyalty"))
    assert "8 / 10" in page
    assert "They named us to 西河轧钢" in page
    assert "We have met" in page
    client.post(reverse("remove_loyalty_reading", args=[pk, row.pk]))
    client.post(reverse("remove_referral", args=[pk, referral.pk]))
    assert not LoyaltyReading.objects.exists()
    assert not Referral.objects.exists()


def test_all_customers_and_their_forecasts(
    at: Visit, alice: User, maria: User, charlie: User, served: Opportunity
) -> None:
    mine = read(at(alice), reverse("loyalty"))
    assert "东湖钢厂" in mine
    assert "Keep today’s forecasts" not in mine
    assert at(alice).post(reverse("keep_forecasts")).status_code == 403
    manager = at(maria)
    assert "Keep today’s forecasts" in read(manager, reverse("loyalty"))
    assert "Kept 1 forecast." in html.unescape(manager.post(reverse("keep_forecasts"), follow=True).content.decode())
    assert LoyaltyForecast.objects.count() == 1
    assert "东湖钢厂" not in read(at(charlie), reverse("loyalty"))


def test_the_pages_take_no_more_queries_for_more_records(
    at: Visit, alice: User, served: Opportunity, django_assert_max_num_queries: object
) -> None:
    for number in range(4):
        plant(alice, f"plant-more-{number}")
        add_value(user=alice, account_id=served.account_id, text=f"第{number}行", kind="people")
        add_referral(user=alice, account_id=served.account_id, to=f"第{number}家")
    client = at(alice)
    for path, most in (
        (page_of(served, "account_value"), 50),
        (page_of(served, "account_review"), 42),
        (page_of(served, "account_loyalty"), 26),
        (reverse("loyalty"), 22),
    ):
        with django_assert_max_num_queries(most):  # type: ignore[operator]
            client.get(path)
