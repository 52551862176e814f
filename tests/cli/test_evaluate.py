"""`tongpin evaluate`: figures of the reader on labelled notes, for a person or a program."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Tongpin

NOTES = [
    {
        "id": "a",
        "lang": "zh-Hans",
        "text": "标书昨天递上去了，下周三开标，评委五个人，技术标和商务标分开打分。",
        "stage": "tender",
        "mistakes": [],
        "industry": "不看的键",
    },
    {
        "id": "b",
        "lang": "en",
        "text": "He is happy with the present compressors and sees no reason to change anything this year.",
        "stage": "need",
    },
    {
        "id": 3,
        "text": "機台上線一個月，現場同仁操作還不熟，良率一直拉不上來。",
        "stage": "need",
        "mistakes": ["overspec"],
    },
]
SPANS = [
    {"id": "a", "spans": [{"start": 0, "end": 8, "words": "标书昨天递上去了", "says": "tender"}], "mistake_spans": []}
]


@pytest.fixture
def files(tmp_path: Path) -> tuple[str, ...]:
    for name, lines in (("notes.jsonl", NOTES), ("spans.jsonl", SPANS)):
        (tmp_path / name).write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return ("--notes", "notes.jsonl", "--spans", "spans.jsonl")


def test_a_program_gets_the_figures_of_all_and_of_each_language(tongpin: Tongpin, files: tuple[str, ...]) -> None:
    done = tongpin("evaluate", *files, "--json")
    assert done.returncode == 0, done.stderr
    figures = json.loads(done.stdout)
    assert {lang: found["notes"] for lang, found in figures.items()} == {"all": 3, "en": 1, "zh-Hans": 1, "zh-Hant": 1}
    assert figures["all"]["stage"] == pytest.approx(2 / 3)  # the third is labelled wrongly on purpose
    assert figures["all"]["confusion"]["need"] == {"need": 1, "implementation": 1}
    assert figures["all"]["worst"][0][:3] == ["3", "need", "implementation"]
    assert figures["all"]["mistakes_recall"] == 0
    assert figures["zh-Hans"]["span_found"] == 1
    assert figures["en"]["span_found"] is None


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en_GB.UTF-8", ("stage right", "Worst misses", "Implementation")),
        ("zh_CN.UTF-8", ("阶段正确", "差得最远的", "实施")),
        ("zh_TW.UTF-8", ("階段正確", "差得最遠的", "實施")),
    ],
)
def test_a_person_reads_them_with_the_misses_in_full(
    tongpin: Tongpin, files: tuple[str, ...], lang: str, words: tuple[str, ...]
) -> None:
    told = tongpin("evaluate", *files, LANG=lang).stdout
    assert all(word in told for word in (*words, "66.7 %", "機台上線一個月")), told


def test_without_a_file_it_measures_on_what_is_kept_out_of_training(tongpin: Tongpin) -> None:
    done = tongpin("evaluate", "--json")
    assert done.returncode == 0, done.stderr
    figures = json.loads(done.stdout)
    assert set(figures) == {"all", "zh-Hans", "zh-Hant", "en"}
    assert figures["all"]["notes"] > 300


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('{"id": "x", "text": "a"}', "notes.jsonl:4: "),
        ('{"id": "x", "text": "a", "stage": "bidding"}', "notes.jsonl:4: "),
        ("[1", "notes.jsonl:4: "),
    ],
)
def test_a_line_that_is_no_labelled_note_is_told(
    tongpin: Tongpin, files: tuple[str, ...], tmp_path: Path, line: str, told: str
) -> None:
    with (tmp_path / "notes.jsonl").open("a", encoding="utf-8") as file:
        file.write(line + "\n")
    done = tongpin("evaluate", *files)
    assert (done.returncode, done.stdout) == (2, "")
    assert told in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [("--notes", "nowhere.jsonl"), ("--spans", "spans.jsonl"), ("--notes", "empty.jsonl")],
)
def test_nothing_to_measure_on_is_bad_input(
    tongpin: Tongpin, files: tuple[str, ...], tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    (tmp_path / "empty.jsonl").write_text("\n")
    done = tongpin("evaluate", *arguments)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert done.stderr
