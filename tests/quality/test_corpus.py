"""The corpus that the reader learns from: well labelled, and no two notes of it alike."""

from collections.abc import Sequence

import pytest

from tongpin.method.datafiles import load_data
from tongpin.method.reading.corpus import TrainingNote, read_corpus
from tongpin.method.vocabulary import kinds
from tools import corpus_report


@pytest.fixture(scope="module")
def notes() -> Sequence[TrainingNote]:
    return read_corpus(corpus_report.CORPUS)


def test_no_two_notes_are_near_duplicates(notes: Sequence[TrainingNote]) -> None:
    for lang in ("zh-Hans", "zh-Hant", "en"):
        own = [(note.id, note.text) for note in notes if note.lang == lang]
        assert own
        assert list(corpus_report.near_duplicates(own)) == []


def test_what_was_made_from_one_template_is_found() -> None:
    same = "客户说预算批下来了，让我们{}来介绍方案，顺便看看样机。"
    texts = [("a", same.format("周三")), ("b", "标书昨天递上去了，等开标。"), ("c", same.format("周五下午"))]
    assert [pair[:2] for pair in corpus_report.near_duplicates(texts)] == [("a", "c")]
    assert [pair[:2] for pair in corpus_report.near(texts[1:2], [("x", texts[1][1]), ("y", texts[0][1])])] == [
        ("b", "x")
    ]


def test_every_label_is_of_the_vocabulary(notes: Sequence[TrainingNote]) -> None:
    known, mistakes = set(kinds()), set(load_data("mistakes")["codes"])
    wrong = [
        (note.id, s.label) for note in notes for s in note.spans if s.label not in (mistakes if s.mistake else known)
    ]
    assert wrong == []


def test_every_note_shows_the_words_that_tell_its_stage(notes: Sequence[TrainingNote]) -> None:
    assert [note.id for note in notes if all(span.mistake for span in note.spans)] == []


def test_the_stages_are_equally_frequent_in_each_language(notes: Sequence[TrainingNote]) -> None:
    for counts in zip(*(row.values() for row in corpus_report.report(notes).stage.values()), strict=True):
        assert max(counts) < 1.5 * min(counts)
