"""Deal files: what is taken, what is refused, and that nothing is lost between a file and a case."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from tests.exchange.cases import CASE_FILES, cases
from tongpin.exchange import dealfile, dealfiles
from tongpin.method.case import Case, PlaybookRef
from tongpin.method.located import Faults

ENTRY = "timeline:\n  - {id: e01, date: 2025-09-01, kind: call, text: 预算批了}\n"
HEAD = 'id: "t-1"\ntoday: 2025-09-15\n'


def faults_of(text: str) -> list[tuple[int, str]]:
    """(line, message key) of every fault."""
    with pytest.raises(Faults) as stopped:
        dealfile.load(text, "t.yaml")
    return [(fault.line, fault.message.key.removeprefix("faults.")) for fault in stopped.value.faults]


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(case=cases())
def test_what_is_written_reads_the_same(case: Case) -> None:
    assert dealfile.load(dealfile.dump(case), "t.yaml") == case


@pytest.mark.parametrize("path", CASE_FILES, ids=lambda path: path.stem)
def test_every_case_file_is_taken_and_written_back(path: Path) -> None:
    case = dealfile.read(path)
    assert dealfile.load(dealfile.dump(case), "t.yaml") == case


def test_what_is_unknown_is_left_out() -> None:
    text = dealfile.dump(dealfile.load(HEAD + "opportunity: {budget_confirmed: unknown, formal_tender: false}", "t"))
    assert text == "id: t-1\ntoday: 2025-09-15\nopportunity:\n  formal_tender: false\n"


def test_long_words_stay_readable() -> None:
    case = dealfile.load(
        HEAD + 'timeline:\n  - {id: e01, date: 2025-09-01, kind: visit, text: "老刘说：\\n“先放着。”"}\n', "t.yaml"
    )
    assert "    text: |-\n      老刘说：\n      “先放着。”\n" in dealfile.dump(case)


def test_ten_faults_are_told_at_once_with_their_lines() -> None:
    text = """id: bad-1
today: 2025-09-31
lang: klingon
colour: red
opportunity: {amount: -5, currency: yuan, crm_probability: 140}
stakeholders:
  - {id: s1, attitude: 3, influence: 0}
  - {id: s1, roles: [wizard]}
timeline:
  - {id: e01, date: 2025-09-01, kind: visit, who: [s9]}
  - {id: e02, kind: visit}
concerns:
  - {date: 2025-09-02, text: dear, who: Mr Smith}
evidence:
  - {entry: e77, signal: budget_approved}
"""
    assert faults_of(text) == [
        (2, "wanted_date"),
        (3, "wanted_choice"),
        (4, "unknown_key"),
        (5, "negative"),
        (5, "out_of_range"),
        (5, "currency"),
        (7, "out_of_range"),
        (7, "out_of_range"),
        (8, "wanted_choice"),
        (8, "id_twice"),
        (10, "unknown_person"),
        (11, "missing_key"),
        (13, "unknown_person"),
        (15, "unknown_entry"),
    ]


@pytest.mark.parametrize(
    ("tail", "line", "message"),
    [
        ("needs:\n  - {date: 2025-09-01, text: x, money: -1}", 4, "negative"),
        ("bids:\n  - {date: 2025-09-01, bidder: we, price: 10.005}", 4, "too_fine"),
        ("bids:\n  - {date: 2025-09-01, bidder: we, price: 10000000000000}", 4, "too_large"),
        ("bids:\n  - {date: 2025-09-01, bidder: we, rank: 0}", 4, "out_of_range"),
        ("criteria:\n  - {name: price, weight: 40, rivals: {Alpha: -2}}", 4, "negative"),
        ("stakeholders:\n  - {id: s1, attitude_to_rivals: {Alpha: 5}}", 4, "out_of_range"),
        ("needs:\n  - {date: 2025-09-01, text: x, who: s1}", 4, "unknown_person"),
        ("meetings:\n  - {entry: e01}", 4, "unknown_entry"),
        ("gates:\n  - {gate: g1, shown_by: [e01]}", 4, "unknown_entry"),
        ("gates:\n  - {gate: g1}\n  - {gate: g1}", 5, "id_twice"),
        ("findings:\n  - {code: no_coach, entry: e01}", 4, "unknown_entry"),
        (ENTRY + "evidence:\n  - {entry: e01, signal: budget_aproved}", 6, "unknown_signal"),
        (ENTRY + "findings:\n  - {code: no_couch, entry: e01}", 6, "unknown_code"),
        ("tender: {issued: 0205-07-28}", 3, "possible.year"),
        ("tender:\n  issued: 2025-08-20\n  deadline: 2025-08-01", 5, "possible.before"),
        ("tender: {bond: '-1'}", 3, "possible.bond_below_zero"),
        ("implementation:\n  contract_signed: 2025-08-20\n  acceptance: 2025-08-01", 5, "possible.before"),
        ("timeline:\n  - {id: e01, date: 2062-09-01, kind: call}", 4, "possible.far_ahead"),
        ('title: "a\\0b"', 3, "unstorable_character"),
        ("timeline:\n  - {id: '', date: 2025-09-01, kind: call}", 4, "bad_id"),
        ("opportunity: {playbook: {name: four-phase, version: 0}}", 3, "out_of_range"),
        ("opportunity:\n  playbook:\n    name: four-phases", 5, "unknown_playbook"),
        ("opportunity:\n  playbook:\n    name: four-phase\n    version: 9", 6, "unknown_version"),
    ],
)
def test_each_fault_by_itself(tail: str, line: int, message: str) -> None:
    assert faults_of(HEAD + tail) == [(line, message)]


def test_the_playbooks_that_are_here_are_named() -> None:
    with pytest.raises(Faults, match="four-phase, industrial-six, solution-six"):
        dealfile.load(HEAD + "opportunity: {playbook: {name: ours}}", "t.yaml")


def test_a_playbook_of_the_organisation_is_taken_where_it_is_kept() -> None:
    text = HEAD + "opportunity: {playbook: {name: ours, version: 2}}"
    case = dealfile.load(text, "t.yaml", {"ours": (1, 2)})
    assert case.opportunity.playbook == PlaybookRef(name="ours", version=2)


@pytest.mark.parametrize(
    ("span", "message"),
    [
        ("start: 0, end: 9", "bad_span"),
        ("start: 3, end: 3", "bad_span"),
        ("start: -1, end: 2", "bad_span"),
        ("start: 1", "half_span"),
    ],
)
def test_words_must_lie_in_the_entry(span: str, message: str) -> None:
    evidence = f"evidence:\n  - {{entry: e01, signal: budget_approved, {span}}}"
    assert faults_of(HEAD + ENTRY + evidence) == [(6, message)]


def test_a_promise_may_be_anybodys() -> None:
    case = dealfile.load(HEAD + "commitments:\n  - {date: 2025-09-01, by: 我方, text: 送样}", "t.yaml")
    assert case.commitments[0].by == "我方"


def test_weights_and_order_are_warned_of_and_put_right() -> None:
    text = (
        HEAD
        + "timeline:\n  - {id: e02, date: 2025-09-02, kind: call}\n  - {id: e01, date: 2025-09-01, kind: call}\n"
        + "  - {id: e03, date: 2025-10-01, kind: call}\ncriteria:\n  - {name: price, weight: 60}\n"
    )
    loaded = dealfile.load_with_warnings(text, "t.yaml")
    assert [entry.id for entry in loaded.case.timeline] == ["e01", "e02", "e03"]
    assert sorted((warning.line, warning.message.key) for warning in loaded.warnings) == [
        (5, "faults.out_of_order"),
        (6, "faults.after_today"),
        (8, "faults.weights_not_100"),
    ]


def test_dates_that_contradict_each_other_are_told_beside_faults_of_other_parts() -> None:
    assert faults_of(HEAD + "lang: klingon\nimplementation: {contract_signed: 2025-09-02, acceptance: 2025-09-01}") == [
        (3, "wanted_choice"),
        (4, "possible.before"),
    ]


def test_goods_before_the_contract_are_taken_with_a_warning() -> None:
    text = HEAD + "implementation:\n  contract_signed: 2025-09-02\n  go_live: 2025-09-01"
    loaded = dealfile.load_with_warnings(text, "t.yaml")
    assert [(warning.line, warning.message.key) for warning in loaded.warnings] == [(5, "possible.delivered_unsigned")]


def test_bytes_that_are_no_utf8_are_refused_with_their_place(tmp_path: Path) -> None:
    path = tmp_path / "gbk.yaml"
    path.write_bytes(b"id: x\n" + "title: 润滑油".encode("gbk"))
    with pytest.raises(Faults) as stopped:
        dealfile.read(path)
    assert [(fault.line, fault.message.key) for fault in stopped.value.faults] == [(2, "faults.not_utf8")]


def test_a_byte_order_mark_is_accepted(tmp_path: Path) -> None:
    path = tmp_path / "bom.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + HEAD.encode())
    assert dealfile.read(path).id == "t-1"


def test_faults_are_told_in_three_languages() -> None:
    with pytest.raises(Faults) as stopped:
        dealfile.load(HEAD + "opportunity: {amount: -5}", "t.yaml")
    fault = stopped.value.faults[0]
    assert fault.told("en") == "t.yaml:3: opportunity.amount: must not be negative, got -5"
    assert "不能是负数" in fault.told("zh-Hans")
    assert "不能是負數" in fault.told("zh-Hant")


def test_shifting_moves_every_date_and_nothing_else() -> None:
    case = dealfile.read(CASE_FILES[0])
    moved = dealfile.shift(case, 30)
    assert (moved.today - case.today).days == 30
    assert [(new.date - old.date).days for new, old in zip(moved.timeline, case.timeline, strict=True)] == [30] * len(
        case.timeline
    )
    assert dealfile.shift(moved, -30) == case


def test_a_folder_tells_the_faults_of_all_its_files(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(HEAD)
    (tmp_path / "b.yaml").write_text(HEAD)
    (tmp_path / "c.yaml").write_text(HEAD + "colour: red")
    (tmp_path / "readme.txt").write_text("no deal")
    with pytest.raises(Faults) as stopped:
        dealfiles.read_folder(tmp_path)
    assert [(Path(fault.file).name, fault.message.key) for fault in stopped.value.faults] == [
        ("b.yaml", "faults.case_twice"),
        ("c.yaml", "faults.unknown_key"),
    ]


SIDES = (
    HEAD
    + ENTRY
    + """our_side: {team: [陈立（销售）]}
stakeholders: [{id: s1}, {id: s2}]
"""
)


@pytest.mark.parametrize(
    ("written", "fault"),
    [
        ("influence_lines: [{speaker: '', listener: s1}]", "unknown_person"),
        ("counterparts: [{ours: '', who: s1}]", "unknown_member"),
        ("counterparts: [{ours: 陈立, who: ''}]", "unknown_person"),
        ("settlements: [{topic: price, first: '', second: e01, date: 2025-09-02}]", "unknown_entry"),
        ("settlements: [{topic: weather, first: e01, second: e01, date: 2025-09-02}]", "unknown_topic"),
        ("meetings: [{entry: ''}]", "bad_id"),
        ("gates: [{gate: g1_assessed_graded, shown_by: ['']}]", "unknown_entry"),
    ],
)
def test_nobody_is_no_name_where_somebody_must_be_named(written: str, fault: str) -> None:
    assert fault in [key for _line, key in faults_of(SIDES + written)]


def test_a_contradiction_is_settled_once() -> None:
    settled = "  - {topic: price, first: e01, second: e01, date: 2025-09-02}\n"
    assert faults_of(SIDES + "settlements:\n" + 2 * settled) == [(9, "id_twice")]


def test_shares_are_exact_and_no_more_than_the_whole() -> None:
    assert faults_of(HEAD + "stakeholders: [{id: s1, share: 33.33333333}]") == [(3, "too_fine")]
    text = HEAD + "stakeholders: [{id: s1, share: 70}, {id: s2, share: 60.5}]"
    (warning,) = dealfile.load_with_warnings(text, "t.yaml").warnings
    assert (warning.line, warning.message.key) == (3, "faults.shares_above_100")
    assert dict(warning.message.values) == {"sum": "130.5"}


@pytest.mark.parametrize(
    "written",
    [
        "stakeholders: [{id: s1, known: {attitude: {state: confirmed, since: 2099-01-01}}}]",
        "plan: [{date: 2099-01-01, text: 拜访}]",
        "sales_meetings: [{date: 2099-01-01}]",
        "our_side: {members: [{name: 陈立, since: 2099-01-01}]}",
    ],
)
def test_the_people_on_both_sides_are_not_of_the_next_century(written: str) -> None:
    with pytest.raises(Faults) as stopped:
        dealfile.load(HEAD + written, "t.yaml")
    assert [fault.message.key for fault in stopped.value.faults] == ["possible.far_ahead"]


def test_names_that_are_notes_are_told_with_their_lines() -> None:
    long = "名" * 201
    text = HEAD + (
        f"our_side: {{team: [{long} (sales)]}}\n"
        f"account: {{name: {long}}}\n"
        "stakeholders:\n"
        f"  - {{id: s1, name: {long}}}\n"
        f"competitors: [{{name: {long}}}]\n"
    )
    with pytest.raises(Faults) as stopped:
        dealfile.load(text, "t.yaml")
    assert [(fault.line, fault.message.key) for fault in stopped.value.faults] == [
        (line, "possible.long_name") for line in (3, 4, 6, 7)
    ]
    assert "201" in stopped.value.faults[0].told("zh-Hans")


def test_who_has_left_is_read_and_a_talk_after_it_is_warned_of() -> None:
    text = HEAD + "stakeholders:\n  - {id: s1, name: 周明, left: 2025-08-01, last_contact: 2025-09-02}\n"
    loaded = dealfile.load_with_warnings(text, "t.yaml")
    assert str(loaded.case.stakeholders[0].left) == "2025-08-01"
    assert [(fault.line, fault.message.key) for fault in loaded.warnings] == [(4, "possible.met_after_leaving")]


def test_an_hour_of_a_meeting_is_an_hour() -> None:
    text = HEAD + 'sales_meetings:\n  - {date: 2025-09-01, starts: "14:30"}\n  - {date: 2025-09-02, starts: "25:10"}\n'
    with pytest.raises(Faults) as stopped:
        dealfile.load(text, "t.yaml")
    assert [(fault.line, fault.message.key) for fault in stopped.value.faults] == [(5, "possible.no_hour")]
