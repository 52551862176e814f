"""The note 随手记: reading before saving, striking, saving."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.web.conftest import Visit
from tongpin.crm.models import Activity, Signal
from tongpin.crm.opportunities.models import Opportunity
from tongpin.crm.users.models import User

TEXT = "招标文件下周一发，方科长让我们准备资质。"


def _form(text: str, opportunity: Opportunity | None = None, **more: object) -> dict[str, object]:
    form = {"text": text, "date": "2026-03-02", "kind": "visit", "direction": "out", "do": "read", **more}
    return {**form, "opportunity": opportunity.pk if opportunity else ""}


def test_words_light_up_with_their_name(at: Visit, alice: User) -> None:
    shown = at(alice).post("/note", _form(TEXT)).content.decode()
    assert '<mark class="proposed" title="Tender issued">招标文件</mark>' in shown
    assert "What this note says on its own" in shown
    assert not Activity.objects.exists()


def test_with_an_opportunity_the_odds_move_before_the_eyes(at: Visit, alice: User, opportunity: Opportunity) -> None:
    answer = at(alice).post("/note", _form(TEXT, opportunity))
    tender = next(row for row in answer.context["read"]["shifts"] if row.name == "Tender")
    assert tender.before is not None
    assert tender.after > tender.before
    assert tender.points.startswith("+")
    assert opportunity.activities.count() == 2


def test_a_struck_signal_moves_them_back(at: Visit, alice: User, opportunity: Opportunity) -> None:
    client = at(alice)
    read = client.post("/note", _form(TEXT, opportunity)).context["read"]
    span = read["signals"][0].span
    again = client.post("/note", _form(TEXT, opportunity, struck=[span])).context["read"]
    assert [signal.struck for signal in again["signals"]] == [True]
    chance = {row.name: row.after for row in read["shifts"]}
    assert {row.name: row.after for row in again["shifts"]}["Tender"] < chance["Tender"]


def test_a_struck_signal_keeps_its_place_and_none_appears_in_its_stead(at: Visit, alice: User) -> None:
    client, text = at(alice), "预算批了，招标文件下周一发。"
    first, second = client.post("/note", _form(text)).context["read"]["signals"]
    again = client.post("/note", _form(text, struck=[first.span])).context["read"]["signals"]
    assert [(signal.span, signal.struck) for signal in again] == [(first.span, True), (second.span, False)]


def test_a_struck_signal_of_a_text_edited_since_strikes_no_other_words(at: Visit, alice: User) -> None:
    client = at(alice)
    span = client.post("/note", _form(TEXT)).context["read"]["signals"][0].span
    edited = client.post("/note", _form("明天" + TEXT, struck=[span])).context["read"]
    assert [signal.struck for signal in edited["signals"]] == [False]
    assert '<mark class="struck"' not in client.post("/note", _form("明天" + TEXT, struck=[span])).content.decode()


def test_saving_keeps_the_note_and_what_was_struck(at: Visit, alice: User, opportunity: Opportunity) -> None:
    client = at(alice)
    span = client.post("/note", _form(TEXT, opportunity)).context["read"]["signals"][0].span
    more = {"do": "save", "struck": [span], "who": ["s2"], "wanted": "拿到清单", "outcome": "advance"}
    answer = client.post("/note", _form(TEXT, opportunity, **more))
    activity = opportunity.activities.get(text=TEXT)
    assert answer["Location"].endswith(f"?tab=timeline#{activity.code}")
    assert Signal.objects.get(activity=activity).state == "struck"
    assert activity.participations.get().stakeholder.code == "s2"
    assert activity.meeting.outcome == "advance"


def test_after_saving_from_the_swapping_form_the_address_bar_follows(
    at: Visit, alice: User, opportunity: Opportunity
) -> None:
    answer = at(alice).post("/note", _form(TEXT, opportunity, do="save"), headers={"HX-Request": "true"})
    assert answer["HX-Redirect"].startswith(f"/opportunities/{opportunity.pk}?tab=timeline")


def test_a_note_without_an_opportunity_is_not_saved_and_not_lost(at: Visit, alice: User) -> None:
    answer = at(alice).post("/note", _form(TEXT, do="save"))
    assert answer.status_code == 422
    assert "Choose the opportunity" in answer.content.decode()
    assert TEXT in answer.content.decode()


def test_who_may_only_look_keeps_his_text_and_is_told(at: Visit, bob: User, opportunity: Opportunity) -> None:
    answer = at(bob).post("/note", _form(TEXT, opportunity, do="save"))
    assert answer.status_code == 422
    assert "but not do this" in answer.content.decode()
    assert TEXT in answer.content.decode()
    assert opportunity.activities.count() == 2


def test_a_stranger_cannot_even_learn_that_it_is_there(at: Visit, charlie: User, opportunity: Opportunity) -> None:
    answer = at(charlie).post("/note", _form(TEXT, opportunity))
    assert answer.status_code == 422
    assert "液压油" not in answer.content.decode()


HOSTILE = {
    "script": "<script>alert(1)</script><img src=x onerror=alert(2)> 招标文件",
    "emoji": "👍" * 500,
    "right to left": "\u202egnihton 招标文件\u202c",
    "control": "a\x00b\x07c\x1b[31m 招标文件",
    "half a character": "招标文件 \ud83d",
    "white": " \n\t ",
    "template": "{{ settings.SECRET_KEY }} {% debug %} 招标文件",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_text_is_shown_escaped(at: Visit, alice: User, opportunity: Opportunity, text: str) -> None:
    client = at(alice)
    sent = text.encode("utf-8", "replace").decode()
    for do in ("read", "save"):
        answer = client.post("/note", _form(sent, opportunity, do=do), follow=True)
        shown = answer.content.decode()
        assert answer.status_code == 200
        assert "<script>alert" not in shown
        assert "<img src=x" not in shown


def test_a_megabyte_is_read_and_shown_in_part(at: Visit, alice: User, opportunity: Opportunity) -> None:
    client = at(alice)
    text = "客户很满意。" * 160_000 + "招标文件"
    read = client.post("/note", _form(text, opportunity))
    assert read.context["read"]["cut"]
    assert read.context["read"]["signals"]
    saved = client.post("/note", _form(text, opportunity, do="save"), follow=True)
    assert saved.status_code == 200
    assert len(saved.content) < 200_000
    activity = opportunity.activities.order_by("-pk").first()
    whole = client.get(f"/opportunities/{opportunity.pk}/entries/{activity.pk}")
    assert whole.status_code == 200


def test_a_note_that_is_too_long_is_refused_in_words(at: Visit, alice: User, opportunity: Opportunity) -> None:
    answer = at(alice).post("/note", _form("字" * 1_000_001, opportunity, do="save"))
    assert answer.status_code == 422
    assert opportunity.activities.count() == 2


def test_saving_asks_for_the_opportunity_once(at: Visit, alice: User, opportunity: Opportunity) -> None:
    client = at(alice)
    client.post("/note", _form(TEXT, opportunity, do="save"))
    with CaptureQueriesContext(connection) as asked:
        client.post("/note", _form(TEXT, opportunity, do="save"))
    of_opportunity = [query["sql"] for query in asked if 'FROM "crm_opportunity"' in query["sql"]]
    assert len(of_opportunity) == 2  # the one held for writing, and the one judged


def test_a_stranger_who_saves_keeps_his_text_and_learns_nothing(
    at: Visit, charlie: User, opportunity: Opportunity
) -> None:
    answer = at(charlie).post("/note", _form(TEXT, opportunity, do="save", who=["s2"]))
    assert answer.status_code == 422
    assert TEXT in answer.content.decode()
    assert "液压油" not in answer.content.decode()
    assert opportunity.activities.count() == 2


def test_somebody_who_is_not_of_the_opportunity_is_refused(at: Visit, alice: User, opportunity: Opportunity) -> None:
    answer = at(alice).post("/note", _form(TEXT, opportunity, do="save", who=["s99"]))
    assert answer.status_code == 422
    assert "who" in answer.context["form"].errors
    assert opportunity.activities.count() == 2
