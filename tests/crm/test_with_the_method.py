"""The records with the reader and the method as they are: what the pages store is what the command line answers."""

from dataclasses import replace

import pytest

from tests.crm.builders import TODAY, plant
from tongpin.crm.activities.actions import record_note
from tongpin.crm.audit.actions import undo_last_gesture
from tongpin.crm.casefile import case_files
from tongpin.crm.evidence.actions import confirm_signal, strike_signal
from tongpin.crm.judging import standing_of
from tongpin.crm.opportunities.actions import import_cases
from tongpin.crm.opportunities.models import Opportunity
from tongpin.crm.users.models import User
from tongpin.exchange import dealfile
from tongpin.exchange.answers import answer
from tongpin.exchange.demo import demo_cases
from tongpin.exchange.report import tell
from tongpin.method.case import LANGUAGES, STAGES, Stage
from tongpin.method.judge import judge
from tongpin.method.standing import Odds


@pytest.fixture
def _quick_method() -> None:
    """No stand-ins here."""


def odds(opportunity: Opportunity) -> Odds:
    opportunity.stored.refresh_from_db()
    return standing_of(opportunity.stored.standing).stages


def chance(opportunity: Opportunity, stage: Stage) -> float:
    return odds(opportunity)[STAGES.index(stage)]


def test_the_demo_book_is_judged_as_the_command_line_judges_it(alice: User) -> None:
    cases = [replace(case, today=TODAY) for case in demo_cases(TODAY)]
    made = import_cases(user=alice, cases=cases)
    for opportunity, file in zip(made, case_files([row.pk for row in made], TODAY).values(), strict=True):
        stored = standing_of(opportunity.stored.standing)
        for lang in LANGUAGES:
            assert answer(file.case, stored, lang) == answer(file.case, judge(file.case), lang), opportunity.code
            assert tell(file.case, stored, lang, 80)


def test_a_word_struck_out_takes_its_weight_with_it(alice: User) -> None:
    opportunity = plant(alice)
    note = record_note(user=alice, opportunity_id=opportunity.pk, text="采购科发来招标文件，三月二十五日上午开标。")
    tender = note.signals.filter(says="tender").first()
    assert tender is not None
    before = chance(opportunity, "tender")
    confirm_signal(user=alice, signal_id=tender.pk)
    confirmed = chance(opportunity, "tender")
    strike_signal(user=alice, signal_id=tender.pk)
    assert chance(opportunity, "tender") < before <= confirmed
    assert not note.signals.filter(kind=tender.kind).exclude(state="struck").exists()
    undo_last_gesture(user=alice)
    assert chance(opportunity, "tender") == pytest.approx(confirmed)


def test_striking_one_signal_leaves_the_others_as_they_were(alice: User) -> None:
    opportunity = plant(alice)
    text = "年度技改预算批下来了，四百二十万左右。你们公司做过同规模的吗？把资质证书打包给我，下周报给领导筛一轮。"
    note = record_note(user=alice, opportunity_id=opportunity.pk, text=text)
    struck, *others = note.signals.order_by("start").values_list("pk", "kind", "start", "end")
    assert others
    strike_signal(user=alice, signal_id=struck[0])
    left = note.signals.exclude(state="struck").order_by("start").values_list("pk", "kind", "start", "end")
    assert list(left) == [row for row in others if row[1] != struck[1]]


def test_a_struck_signal_stays_struck_in_the_file(alice: User) -> None:
    opportunity = plant(alice)
    note = record_note(user=alice, opportunity_id=opportunity.pk, text="采购科发来招标文件，三月二十五日上午开标。")
    strike_signal(user=alice, signal_id=note.signals.first().pk)  # type: ignore[union-attr]
    case = case_files([opportunity.pk], TODAY)[opportunity.pk].case
    again = dealfile.load(dealfile.dump(replace(case, id="again")), "again.yaml")
    assert judge(again).stages == pytest.approx(odds(opportunity))


@pytest.mark.parametrize(
    "text", ["", "😀🎉", "\u202e\u0007", "<script>alert(1)</script>", "预算" * 200_000], ids=range(5)
)
def test_odd_notes_are_answered(alice: User, text: str) -> None:
    opportunity = plant(alice)
    record_note(user=alice, opportunity_id=opportunity.pk, text=text)
    assert sum(odds(opportunity)) == pytest.approx(1, abs=1e-3)
