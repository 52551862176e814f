"""A file that a person wrote by hand: every fault is told at once, each on its line; tricks are refused."""

from decimal import Decimal

import pytest

from tongpin.method.case import LANGUAGES, Case
from tongpin.method.located import MAX_CHARACTERS, MAX_DEPTH, Faults, build, compose

# Each faulty line says at its end which fault it is.
TEN_FAULTS = """\
id: "t-1"
lang: zh  # wanted_choice
today: 2025-13-01  # wanted_date
titel: Compressors  # unknown_key
opportunity:
  amount: a lot  # wanted_decimal
  budget_confirmed: perhaps  # wanted_bool
stakeholders:
  - {id: s1, name: Ms Qiao, influence: high}  # wanted_int
  - {name: nobody}  # missing_key
timeline: none yet  # wanted_list
account: [Works]  # wanted_mapping
needs:
  - date: 2025-01-01
    text: {leaks: often}  # wanted_value
"""
SOUND = "id: t\ntoday: 2025-09-15\n"


def faults_of(text: str) -> list[tuple[int, str]]:
    _, faults, _ = build(Case, text, "deal.yaml")
    return sorted((fault.line, fault.message.key.removeprefix("faults.")) for fault in faults)


def test_ten_faults_are_all_told_each_on_its_line() -> None:
    wanted = [(number, line.split("# ")[1]) for number, line in enumerate(TEN_FAULTS.splitlines(), 1) if "# " in line]
    assert len(wanted) == len({fault for _, fault in wanted}) == 10
    assert faults_of(TEN_FAULTS) == wanted


def test_nothing_comes_of_a_file_with_faults_and_they_read_well_in_every_language() -> None:
    case, faults, _ = build(Case, TEN_FAULTS, "deal.yaml")
    assert case is None
    for lang in LANGUAGES:
        told = Faults(faults).faults[0].told(lang)
        assert told.startswith("deal.yaml:2: ")
        assert "{" not in told


def test_unknown_says_nothing_and_no_is_a_word() -> None:
    case, faults, _ = build(
        Case,
        SOUND + "title: no\nopportunity: {budget_confirmed: unknown, amount: 1_200_000.50, formal_tender: false}\n"
        "timeline:\nneeds: unknown\nimplementation: {go_live: null}\n",
        "f",
    )
    assert not faults
    assert case is not None
    assert case.title == "no"
    assert (case.opportunity.budget_confirmed, case.opportunity.formal_tender) == (None, False)
    assert case.opportunity.amount == Decimal("1200000.50")
    assert (case.timeline, case.needs) == ((), ())


@pytest.mark.parametrize("typed", ["NaN", "Infinity", "1e30", "12,000", "一百万"])
def test_money_is_a_finite_number(typed: str) -> None:
    assert faults_of(SOUND + f"opportunity:\n  amount: {typed}\n") == [(4, "wanted_decimal")]


@pytest.mark.parametrize("typed", ["2025-02-30", "15.09.2025", "2025-9-1", "2025-09-15 10:00", "morgen"])
def test_a_day_is_written_as_year_month_day(typed: str) -> None:
    assert faults_of(f"id: t\ntoday: {typed}\n") == [(2, "wanted_date")]


def test_a_key_given_twice_is_told_where_it_comes_again() -> None:
    assert faults_of(SOUND + "title: one\ntitle: two\n") == [(4, "key_twice")]


def test_a_key_must_be_text() -> None:
    assert faults_of(SOUND + "? [a, b]\n: c\n") == [(3, "key_not_text")]


def test_an_alias_is_refused_so_that_a_small_file_stays_small() -> None:
    bomb = "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\n"
    assert faults_of(bomb) == [(2, "alias")]


def test_depth_and_size_have_ends() -> None:
    assert faults_of("id: t\ndeep: " + "[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1)) == [(2, "too_deep")]
    assert faults_of("id: t\ntitle: " + "x" * MAX_CHARACTERS) == [(1, "too_long")]


@pytest.mark.parametrize("text", [SOUND + "title: \x07bell\n", SOUND + 'title: "\x00"\n'])
def test_control_characters_are_told_on_their_line(text: str) -> None:
    assert faults_of(text) == [(3, "not_yaml")]


@pytest.mark.parametrize(
    ("text", "fault"),
    [("", "not_mapping"), ("- a\n- b\n", "not_mapping"), ("just words", "not_mapping"), ("a: [1, 2", "not_yaml")],
)
def test_what_is_no_mapping_is_refused(text: str, fault: str) -> None:
    assert [name for _, name in faults_of(text)] == [fault]


def test_words_that_would_run_code_elsewhere_are_only_text() -> None:
    case, faults, _ = build(Case, SOUND + "title: !!python/object/apply:os.system [id]\n", "f")
    assert case is None
    assert [fault.message.key for fault in faults] == ["faults.wanted_value"]


def test_two_documents_are_not_one() -> None:
    with pytest.raises(Faults):
        compose("id: a\n---\nid: b\n", "f")


def test_lines_of_values_fall_back_to_what_encloses_them() -> None:
    _, _, lines = build(Case, SOUND + "stakeholders:\n  - {id: s1}\n  - id: s2\n    name: x\n", "f")
    assert lines.of("stakeholders", 1, "name") == 6
    assert lines.of("stakeholders", 1, "attitude") == 5
    assert lines.of("nowhere") == 1
