"""Notes: stored as they are, read once, judged at once."""

import datetime as dt

import pytest
from pytest_django import DjangoAssertNumQueries

from tests.crm.builders import TODAY
from tongpin.crm import judging
from tongpin.crm.activities.actions import delete_activity, edit_activity, record_activity, record_note, set_meeting
from tongpin.crm.activities.models import Activity
from tongpin.crm.activities.selectors import DRAFT, preview_note
from tongpin.crm.casefile import case_of
from tongpin.crm.errors import TongpinError
from tongpin.crm.evidence.actions import add_signal, confirm_signal
from tongpin.crm.opportunities.models import Opportunity
from tongpin.crm.users.models import User


def test_a_note_is_read_and_moves_the_stage(alice: User, opportunity: Opportunity) -> None:
    assert opportunity.stage == "screening"
    note = record_note(
        user=alice, opportunity_id=opportunity.pk, text="采购发来招标文件，月底开标。招标文件两百页。", who=["s2"]
    )
    opportunity.refresh_from_db()
    assert (note.code, note.date, note.by, note.recorded_by) == ("e03", TODAY, "陈静", alice)
    assert (opportunity.last_activity_on, opportunity.judged_on) == (TODAY, TODAY)
    standing = judging.standing_of(opportunity.stored.standing)
    assert standing.stages[3] > 0.3
    signal = note.signals.get()
    assert (signal.kind, signal.words, signal.state, signal.source) == (
        "tender_issued",
        "招标文件",
        "proposed",
        "reader",
    )


def test_meeting_somebody_is_a_contact_a_talk_among_ourselves_is_none(alice: User, opportunity: Opportunity) -> None:
    contact = opportunity.stakeholders.get(code="s1")
    record_activity(user=alice, opportunity_id=opportunity.pk, kind="review", direction="internal", who=["s1"])
    contact.refresh_from_db()
    assert contact.last_contact is None
    record_activity(user=alice, opportunity_id=opportunity.pk, kind="call", date=dt.date(2026, 2, 27), who=["s1"])
    contact.refresh_from_db()
    assert contact.last_contact == dt.date(2026, 2, 27)
    record_activity(user=alice, opportunity_id=opportunity.pk, kind="call", date=dt.date(2026, 2, 1), who=["s1"])
    contact.refresh_from_db()
    assert contact.last_contact == dt.date(2026, 2, 27)


def test_what_a_meeting_came_to(alice: User, opportunity: Opportunity) -> None:
    visit = record_activity(
        user=alice, opportunity_id=opportunity.pk, kind="visit", wanted="约设备部试用", outcome="advance"
    )
    set_meeting(user=alice, opportunity_id=opportunity.pk, entry=visit.code, wanted="约设备部试用", outcome="order")
    assert [(meeting.entry, meeting.outcome) for meeting in case_of(opportunity.pk, TODAY).meetings] == [
        ("e03", "order")
    ]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("", ""),
        ("😀😀🎉", "😀😀🎉"),
        ("<script>alert(1)</script> & <b>", "<script>alert(1)</script> & <b>"),
        ("a\x00b\ud800c", "a\ufffdb\ufffdc"),
        ("\u202e倒着写\u202c\u0007", "\u202e倒着写\u202c\u0007"),
        ("预算" * 500_000, "预算" * 500_000),
    ],
    ids=["empty", "emoji", "html", "unstorable", "right-to-left", "a megabyte"],
)
def test_odd_notes_are_kept_as_text(alice: User, opportunity: Opportunity, text: str, kept: str) -> None:
    note = record_note(user=alice, opportunity_id=opportunity.pk, text=text)
    assert Activity.objects.get(pk=note.pk).text == kept


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"kind": "seance"}, "kind"),
        ({"direction": "sideways"}, "direction"),
        ({"date": "2026-02-30"}, "date"),
        ({"date": dt.date(1802, 1, 1)}, "date"),
        ({"date": dt.date(2031, 1, 1)}, "date"),
        ({"outcome": "triumph"}, "outcome"),
    ],
)
def test_wrong_values_are_refused_by_field(
    alice: User, opportunity: Opportunity, values: dict[str, object], field: str
) -> None:
    with pytest.raises(TongpinError) as refused:
        record_activity(user=alice, opportunity_id=opportunity.pk, **{"kind": "call", **values})  # type: ignore[arg-type]
    assert refused.value.code == "invalid"
    assert field in refused.value.values["fields"]
    assert opportunity.activities.count() == 2


def test_a_person_who_does_not_exist_cannot_have_been_there(alice: User, opportunity: Opportunity) -> None:
    with pytest.raises(TongpinError) as refused:
        record_note(user=alice, opportunity_id=opportunity.pk, text="x", who=["s9"])
    assert refused.value.code == "unknown_person"
    assert opportunity.activities.count() == 2


def test_changing_the_words_changes_what_they_say(alice: User, opportunity: Opportunity) -> None:
    entry = opportunity.activities.get(code="e01")
    edit_activity(
        user=alice, activity_id=entry.pk, text="方科长说还没立项。", who=["s1", "s2"], date=dt.date(2026, 1, 6)
    )
    assert not entry.signals.exists()
    told = case_of(opportunity.pk, TODAY).entry("e01")
    assert told is not None
    assert (told.text, told.who, told.date) == ("方科长说还没立项。", ("s1", "s2"), dt.date(2026, 1, 6))


def test_marks_follow_their_words(alice: User, opportunity: Opportunity) -> None:
    entry = opportunity.activities.get(code="e01")
    confirm_signal(user=alice, signal_id=entry.signals.get().pk)
    add_signal(user=alice, opportunity_id=opportunity.pk, entry="e01", kind="budget_approved", start=0, end=3)
    edit_activity(user=alice, activity_id=entry.pk, text="（电话）科长：今年预算批了，两百多万。")
    assert [(item.signal, item.start, item.end, item.state) for item in case_of(opportunity.pk, TODAY).evidence] == [
        ("budget_approved", 9, 13, "confirmed")
    ]


def test_deleting_takes_all_that_hangs_on_an_entry(alice: User, opportunity: Opportunity) -> None:
    entry = opportunity.activities.get(code="e01")
    confirm_signal(user=alice, signal_id=entry.signals.get().pk)
    delete_activity(user=alice, activity_id=entry.pk)
    case = case_of(opportunity.pk, TODAY)
    assert [item.id for item in case.timeline] == ["e02"]
    assert not case.evidence


def test_a_preview_keeps_nothing(alice: User, opportunity: Opportunity) -> None:
    seen = preview_note(user=alice, opportunity_id=opportunity.pk, text="招标文件到了", who=["s2"])
    assert seen.after.stages[3] > seen.before.stages[3]
    assert [signal.entry for signal in seen.after.signals if signal.kind == "tender_issued"] == [DRAFT]
    assert opportunity.activities.count() == 2


def test_saving_a_note_takes_a_fixed_number_of_queries(
    alice: User, opportunity: Opportunity, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(20):
        record_note(user=alice, opportunity_id=opportunity.pk, text=f"第 {number} 次", who=["s1", "s2"])
    with django_assert_max_num_queries(38):
        record_note(user=alice, opportunity_id=opportunity.pk, text="招标文件", who=["s1", "s2"])
