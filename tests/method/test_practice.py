"""Practice: every case in the box, what an answer is worth, what comes next."""

import re
from collections import Counter

import pytest

from tongpin.method import learning, practice
from tongpin.method.case import LANGUAGES, STAGES
from tongpin.method.learning import Answer, level_of, next_case, progress_of
from tongpin.method.located import Faults
from tongpin.method.practice import PracticeCase, feedback, points_of, shipped
from tongpin.method.wording import render

BOX = shipped()
HAN = re.compile(r"[\u3400-\u9fff]")
ONLY_SIMPLIFIED = re.compile("[们这说么还没时间样两问题应该厂报价机验实业务]")
GOOD = """
cases:
  - id: stairs
    difficulty: 1
    stage: tender
    near: [criteria]
    trade: {zh-Hans: 扶梯, zh-Hant: 手扶梯, en: escalators}
    says: {zh-Hans: 标书出了。, zh-Hant: 標書出了。, en: The documents are out.}
    moves:
      - {id: a, verdict: best, text: {zh-Hans: 甲, zh-Hant: 甲, en: A}}
      - {id: b, verdict: fair, text: {zh-Hans: 乙, zh-Hant: 乙, en: B}}
      - {id: c, verdict: poor, mistake: no_qualification, text: {zh-Hans: 丙, zh-Hant: 丙, en: C}}
      - {id: d, verdict: poor, text: {zh-Hans: 丁, zh-Hant: 丁, en: D}}
    why: {zh-Hans: 因为, zh-Hant: 因為, en: because}
"""


def answered(case: str, *, right: bool = True) -> Answer:
    """A full answer, or one that misses the stage and takes the first poor move."""
    known = BOX[case]
    if right:
        return Answer(case, known.stage, known.best.id, 100)
    stage = next(stage for stage in STAGES if stage != known.stage and stage not in known.near)
    poor = next(move for move in known.moves if move.mistake)
    return Answer(case, stage, poor.id, 0)


def test_the_box_holds_enough_of_every_kind() -> None:
    assert len(BOX) >= 60
    assert {case.stage for case in BOX.values()} == set(STAGES)
    assert {code for case in BOX.values() for code in case.mistakes} == set(practice.mistake_codes())
    assert len(practice.mistake_codes()) == 22
    assert len({case.trade["en"] for case in BOX.values()}) >= 25
    assert min(Counter(case.difficulty for case in BOX.values()).values()) >= 10
    assert min(Counter(case.stage for case in BOX.values()).values()) >= 6


@pytest.mark.parametrize("case", BOX.values(), ids=list(BOX))
def test_a_case_reads_well_in_three_languages(case: PracticeCase) -> None:
    assert 30 <= len(HAN.findall(case.says["zh-Hans"])) <= 90
    assert 30 <= len(HAN.findall(case.says["zh-Hant"])) <= 95
    assert 25 <= len(case.says["en"].split()) <= 70
    texts = [case.trade, case.says, case.why, *(move.text for move in case.moves)]
    for text in texts:
        assert not HAN.search(text["en"])
        assert not ONLY_SIMPLIFIED.search(text["zh-Hant"].replace("台", ""))
        assert not re.search("[“”,;?!]", text["zh-Hant"])
        assert not re.search('[「」",;?!]', text["zh-Hans"])
        assert '"' not in text["en"]


@pytest.mark.parametrize(("lang", "quoted"), [("zh-Hans", "“([^”]+)”"), ("zh-Hant", "「([^」]+)」")])
def test_the_reason_quotes_what_was_really_said(lang: str, quoted: str) -> None:
    for case in BOX.values():
        told = " ".join([case.says[lang], *(move.text[lang] for move in case.moves)])
        for words in re.findall(quoted, case.why[lang]):
            assert words in told, (case.id, words)


def test_the_best_move_does_not_give_itself_away() -> None:
    """Neither by its place nor by its length."""
    places = Counter([move.id for move in case.moves].index(case.best.id) for case in BOX.values())
    assert max(places.values()) <= len(BOX) * 0.4
    for lang in LANGUAGES:
        longest = sum(
            len(case.best.text[lang]) == max(len(move.text[lang]) for move in case.moves) for case in BOX.values()
        )
        assert 0.1 <= longest / len(BOX) <= 0.45


def test_points_of_stage_and_move() -> None:
    (case,) = practice.parse(GOOD, "stairs.yaml")
    assert points_of(case, "tender", "a") == 100
    assert points_of(case, "criteria", "a") == 75
    assert points_of(case, "need", "a") == 50
    assert points_of(case, "tender", "b") == 80
    assert points_of(case, "criteria", "c") == 25
    assert points_of(case, "relationship", "d") == 0
    with pytest.raises(KeyError):
        points_of(case, "tender", "e")


def test_feedback_names_the_mistake_with_its_cost_and_the_words_that_tell() -> None:
    case = BOX["office-fitout"]
    pressed = next(move for move in case.moves if move.mistake == "pressure_close")
    told = feedback(case, "tender", pressed.id, "zh-Hans")
    assert (told.stage, told.move, told.points) == ("wrong", "poor", 0)
    assert told.cost is not None
    assert told.repair is not None
    assert "搁" in render(told.cost, "zh-Hans")
    for lang in LANGUAGES:
        reading = feedback(case, case.stage, case.best.id, lang).reading
        assert reading.stage == "commitment"
        assert reading.signals
        assert all(0 <= hit.start < hit.end <= len(case.says[lang]) for hit in reading.signals)
    good = feedback(case, "commitment", case.best.id, "en")
    assert (good.points, good.cost, good.repair) == (100, None, None)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_reader_mostly_sees_what_the_cases_teach(lang: str) -> None:
    seen = [feedback(case, case.stage, case.best.id, lang).reading.stage for case in BOX.values()]  # type: ignore[arg-type]
    right = sum(stage == case.stage for stage, case in zip(seen, BOX.values(), strict=True))
    assert right / len(BOX) >= 0.7


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("difficulty: 1", "difficulty: 4", 4, "1 to 3"),
        ("near: [criteria]", "near: [tender]", 6, "other than the right one"),
        ("verdict: best", "verdict: fair", 10, "exactly one move is the best"),
        ("mistake: no_qualification", "mistake: bad_luck", 12, "bad_luck"),
        ("verdict: fair", "verdict: fair, mistake: no_coach", 11, "only a poor move"),
        ("mistake: no_qualification, ", "", 10, "named mistake"),
        ("{id: d,", "{id: c,", 10, "4 moves with different ids"),
        ("zh-Hant: 因為, ", "", 14, "zh-Hant"),
        ("stage: tender", "stage: lunch", 5, "lunch"),
    ],
)
def test_every_fault_of_a_file_is_told_with_its_line(old: str, new: str, line: int, words: str) -> None:
    with pytest.raises(Faults) as stopped:
        practice.parse(GOOD.replace(old, new, 1), "stairs.yaml")
    assert any(fault.line == line and words in fault.told("en") for fault in stopped.value.faults), stopped.value


def test_a_wrong_case_comes_back_after_three_others() -> None:
    answers = [answered("vet-ultrasound", right=False)]
    seen = []
    for _ in range(5):
        case = next_case(answers, BOX)
        assert case is not None
        seen.append(case.id)
        answers.append(answered(case.id))
    assert "vet-ultrasound" not in seen[:3]
    assert seen[3] == "vet-ultrasound"


def test_who_fails_everything_still_meets_new_cases() -> None:
    answers: list[Answer] = []
    for _ in range(30):
        case = next_case(answers, BOX)
        assert case is not None
        answers.append(answered(case.id, right=False))
    assert len({answer.case for answer in answers}) >= 15
    assert max(Counter(answer.case for answer in answers).values()) >= 2


def test_never_the_same_case_or_stage_twice_in_a_row_while_there_are_new_ones() -> None:
    answers: list[Answer] = []
    for _ in range(40):
        case = next_case(answers, BOX)
        assert case is not None
        if answers:
            assert case.id != answers[-1].case
            assert case.stage != BOX[answers[-1].case].stage
        answers.append(answered(case.id))
    assert len({answer.case for answer in answers}) == 40


def test_difficulty_rises_with_success_and_falls_with_failure() -> None:
    answers: list[Answer] = []
    levels = []
    for _ in range(12):
        case = next_case(answers, BOX)
        assert case is not None
        answers.append(answered(case.id))
        levels.append(case.difficulty)
    assert levels == [1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3]
    hard = [case.id for case in BOX.values() if case.difficulty == 3]
    assert level_of([*answers, *(answered(name, right=False) for name in hard[:4])], BOX) == 2


def test_a_weak_stage_is_asked_more_often() -> None:
    easy = [case for case in BOX.values() if case.difficulty == 1]
    answers = [answered(case.id, right=case.stage != "commitment") for case in easy[:9]]
    assert any(BOX[answer.case].stage == "commitment" for answer in answers)
    fresh = {name: case for name, case in BOX.items() if name not in {answer.case for answer in answers}}
    chosen = learning._weakest_fresh(list(fresh.values()), answers, BOX)
    assert chosen.stage == "commitment"


def test_progress_is_honest_with_few_answers() -> None:
    assert progress_of([], BOX).average is None
    few = progress_of([answered("fleet-tyres"), answered("roaster", right=False)], BOX)
    assert (few.answers, few.average, few.trend, few.reached) == (2, 50, None, False)
    assert few.weakest is None
    assert not any(spot.sure for spot in (*few.stages, *few.mistakes))


def test_weak_spots_count_what_was_chosen_of_what_was_offered() -> None:
    commitments = [case.id for case in BOX.values() if case.stage == "commitment"]
    answers = [answered(name, right=False) for name in commitments]
    spots = progress_of(answers, BOX)
    weakest = spots.weakest
    assert weakest is not None
    assert (weakest.stage, weakest.recognised, weakest.average) == ("commitment", 0, 0)
    for spot in spots.mistakes:
        assert 0 < spot.chosen <= spot.offered
        assert spot.offered == sum(spot.code in BOX[name].mistakes for name in commitments)


def test_the_goal_is_eighty_on_twenty_answers() -> None:
    right = [answered(name) for name in list(BOX)[:20]]
    assert learning.goal() == 80
    assert progress_of(right, BOX).reached
    assert not progress_of(right[:19], BOX).reached
    mixed = [answered(name, right=place >= 5) for place, name in enumerate(list(BOX)[:20])]
    told = progress_of(mixed, BOX)
    assert not told.reached
    assert told.trend == 50


def test_answers_to_a_case_that_is_gone_still_count_in_the_average() -> None:
    told = progress_of([Answer("own-7", "need", "a", 60)], BOX)
    assert (told.answers, told.cases, told.average) == (1, 0, 60)
    assert next_case([Answer("own-7", "need", "a", 60)], BOX) is not None
    assert next_case([], {}) is None
