"""A person's word on a signal or a mistake counts at once, and for good."""

import pytest

from tests.crm.builders import TODAY
from tongpin.crm.activities.actions import edit_activity, record_note
from tongpin.crm.casefile import case_of
from tongpin.crm.errors import TongpinError
from tongpin.crm.evidence.actions import add_signal, confirm_signal, dispute_finding, settle_finding, strike_signal
from tongpin.crm.evidence.models import Signal
from tongpin.crm.judging import standing_of
from tongpin.crm.opportunities.models import Opportunity
from tongpin.crm.users.models import User


def screening(opportunity: Opportunity) -> float:
    opportunity.refresh_from_db()
    opportunity.stored.refresh_from_db()
    return standing_of(opportunity.stored.standing).stages[1]


def test_proposals_of_the_reader_are_no_part_of_the_case(opportunity: Opportunity) -> None:
    assert opportunity.signals.filter(state="proposed").count() == 1
    assert case_of(opportunity.pk, TODAY).evidence == ()


def test_confirming_is_kept_with_who_did_it(alice: User, opportunity: Opportunity) -> None:
    signal = confirm_signal(user=alice, signal_id=opportunity.signals.get().pk)
    assert (signal.state, signal.by, signal.decided_by) == ("confirmed", "陈静", alice)
    evidence = case_of(opportunity.pk, TODAY).evidence
    assert [(item.entry, item.signal, item.state) for item in evidence] == [("e01", "budget_approved", "confirmed")]


def test_a_struck_signal_never_counts_again(alice: User, opportunity: Opportunity) -> None:
    before = screening(opportunity)
    strike_signal(user=alice, signal_id=opportunity.signals.get().pk)
    assert screening(opportunity) < before
    entry = opportunity.activities.get(code="e01")
    edit_activity(user=alice, activity_id=entry.pk, text="补充：方科长说今年预算批了，两百多万。")
    states = Signal.objects.filter(activity=entry, kind="budget_approved").values_list("state", flat=True)
    assert list(states) == ["struck"]


def test_other_signals_of_the_entry_keep_their_rows(alice: User, opportunity: Opportunity) -> None:
    note = record_note(user=alice, opportunity_id=opportunity.pk, text="预算批了，招标文件也到了")
    tender = note.signals.get(kind="tender_issued")
    strike_signal(user=alice, signal_id=note.signals.get(kind="budget_approved").pk)
    assert note.signals.get(kind="tender_issued").pk == tender.pk


def test_words_that_the_reader_missed_can_be_marked(alice: User, opportunity: Opportunity) -> None:
    signal = add_signal(user=alice, opportunity_id=opportunity.pk, entry="e02", kind="broad_questions", start=0, end=6)
    assert (signal.words, signal.state, signal.source, signal.says) == (
        "周部长没细问",
        "confirmed",
        "person",
        "screening",
    )


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"kind": "telepathy"}, "unknown_signal"),
        ({"entry": "e99"}, "unknown_entry"),
        ({"start": 5, "end": 5}, "invalid"),
        ({"end": 5000}, "invalid"),
        ({"start": -1}, "invalid"),
    ],
)
def test_marks_must_make_sense(alice: User, opportunity: Opportunity, values: dict[str, object], code: str) -> None:
    mark = {"entry": "e01", "kind": "budget_approved", "start": 0, "end": 3, **values}
    with pytest.raises(TongpinError) as refused:
        add_signal(user=alice, opportunity_id=opportunity.pk, **mark)  # type: ignore[arg-type]
    assert refused.value.code == code


def test_a_disputed_mistake_is_out_of_the_count_until_a_manager_decides(
    alice: User, maria: User, opportunity: Opportunity
) -> None:
    def count() -> int:
        opportunity.refresh_from_db()
        return opportunity.mistake_count

    mistake = {"opportunity_id": opportunity.pk, "code": "premature_quote", "entry": "e02"}
    assert count() == 1
    dispute_finding(user=alice, **mistake, reason="客户当场要的")
    assert count() == 0
    settle_finding(user=maria, **mistake, stands=True, reason="纪要里没有")
    assert count() == 1
    settle_finding(user=maria, **mistake, stands=False, reason="补了邮件")
    assert count() == 0
    with pytest.raises(TongpinError) as refused:
        dispute_finding(user=alice, **mistake, reason="再来")
    assert refused.value.code == "settled"


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_a_dispute_needs_a_reason(alice: User, opportunity: Opportunity, reason: str) -> None:
    with pytest.raises(TongpinError) as refused:
        dispute_finding(user=alice, opportunity_id=opportunity.pk, code="premature_quote", entry="e02", reason=reason)
    assert refused.value.values["fields"].keys() == {"reason"}
