"""Which texts a model endpoint is asked about: those a person writes, never those that come in bulk."""

import json
from collections.abc import Iterator

import pytest

from tests.crm.builders import plant
from tongpin.crm import judging
from tongpin.crm.activities.actions import edit_activity, record_note
from tongpin.crm.evidence.actions import add_signal, confirm_signal, strike_signal
from tongpin.crm.models import Signal
from tongpin.crm.opportunities.models import Opportunity
from tongpin.crm.users.models import User
from tongpin.method.case import STAGES
from tongpin.ports.model_endpoint import NoEndpoint

TEXT = "方科长问：招标文件能不能先看一眼，钱已经拨下来了。"


class Model:
    """Answers every text with two signals and keeps what it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def ask(self, instruction: str, text: str) -> str:
        self.asked.append(text)
        found = [("tender_issued", "招标文件"), ("budget_approved", "钱已经拨下来了")]
        signals = [{"kind": kind, "words": words, "confidence": 0.9} for kind, words in found]
        return json.dumps(
            {"stages": {stage: 0.9 if stage == "tender" else 0.01 for stage in STAGES}, "signals": signals}
        )


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch) -> Iterator[Model]:
    made = Model()
    monkeypatch.setattr(judging, "model_endpoint", lambda: made)
    judging.read_fresh.cache_clear()
    yield made
    judging.read_fresh.cache_clear()


def kinds(opportunity: Opportunity, code: str) -> set[tuple[str, str]]:
    found = Signal.objects.filter(opportunity=opportunity, activity__code=code)
    return set(found.values_list("kind", "state"))


def test_without_an_address_nobody_is_asked() -> None:
    assert isinstance(judging.model_endpoint(), NoEndpoint)
    assert judging.read_fresh(TEXT) == judging.read_text(TEXT)


def test_an_imported_story_is_read_in_the_box(alice: User, model: Model) -> None:
    plant(alice)
    assert model.asked == []


def test_a_note_is_read_by_the_model(alice: User, opportunity: Opportunity, model: Model) -> None:
    entry = record_note(user=alice, opportunity_id=opportunity.pk, text=TEXT)
    assert model.asked == [TEXT]
    assert kinds(opportunity, entry.code) == {("tender_issued", "proposed"), ("budget_approved", "proposed")}


def test_an_edited_text_is_read_by_the_model_and_an_edited_date_is_not(
    alice: User, opportunity: Opportunity, model: Model
) -> None:
    entry = opportunity.activities.get(code="e01")
    edit_activity(user=alice, activity_id=entry.pk, text=entry.text, by="李伟")
    assert model.asked == []
    edit_activity(user=alice, activity_id=entry.pk, text=TEXT)
    assert model.asked == [TEXT]
    assert kinds(opportunity, "e01") == {("tender_issued", "proposed"), ("budget_approved", "proposed")}


def test_striking_one_of_its_signals_leaves_the_other(alice: User, opportunity: Opportunity, model: Model) -> None:
    entry = record_note(user=alice, opportunity_id=opportunity.pk, text=TEXT)
    signal = Signal.objects.get(activity=entry, kind="tender_issued")
    strike_signal(user=alice, signal_id=signal.pk)
    assert kinds(opportunity, entry.code) == {("tender_issued", "struck"), ("budget_approved", "proposed")}
    entry.refresh_from_db()
    struck = judging.kept_reading(entry.reading)
    assert struck is not None
    assert [hit.kind for hit in struck.signals] == ["budget_approved"]
    confirm_signal(user=alice, signal_id=signal.pk)
    assert ("tender_issued", "confirmed") in kinds(opportunity, entry.code)
    assert model.asked == [TEXT]


def test_marking_words_by_hand_keeps_what_it_found(alice: User, opportunity: Opportunity, model: Model) -> None:
    entry = record_note(user=alice, opportunity_id=opportunity.pk, text=TEXT)
    add_signal(user=alice, opportunity_id=opportunity.pk, entry=entry.code, kind="problem_not_serious", start=0, end=3)
    assert len(kinds(opportunity, entry.code)) == 3
