"""The reader in the box on notes that any sales trainer would place at once: the stage, and words that carry it."""

import pytest

from tongpin.method.case import STAGES
from tongpin.method.reading import read_note

PLAIN = [
    ("need", "zh-Hans", "厂长说现在的空压机用得挺好，没打算换，今年也没有这笔预算。", "没打算换"),
    ("screening", "zh-Hans", "设备科长说预算批了，正在找几家供应商了解情况，先看看谁能做。", "供应商"),
    ("criteria", "zh-Hans", "技术科在写技术要求，来电问主轴精度和保修年限该怎么定，各占多少分。", "技术要求"),
    ("tender", "zh-Hans", "标书昨天递上去了，下周三开标，评委五个人，技术标和商务标分开打分。", "开标"),
    ("commitment", "zh-Hans", "已经定了我们，合同在法务那里，总经理又问万一验收不过怎么退款，迟迟不签。", "合同"),
    ("implementation", "zh-Hans", "设备装好三周，操作工还不熟，良率没上来，车间主任天天打电话。", "良率"),
    ("relationship", "zh-Hans", "合作第四年了，例行补货照旧，他还把我们介绍给隔壁园区的同行。", "介绍给"),
    ("tender", "zh-Hant", "標單已經送出去了，下星期二開標，評選委員一共七位，價格占四成。", "開標"),
    ("commitment", "zh-Hant", "得標是我們，可是合約卡在法務，副總擔心逾期罰款，遲遲不肯用印。", "合約"),
    ("implementation", "zh-Hant", "機台上線一個月，現場同仁操作還不熟，良率一直拉不上來。", "良率"),
    (
        "need",
        "en",
        "He is happy with the present compressors and sees no reason to change anything this year.",
        "happy",
    ),
    (
        "tender",
        "en",
        "Our bid went in on Friday; they open the envelopes next week and the panel scores price at 40.",
        "bid",
    ),
    (
        "commitment",
        "en",
        "They chose us, but legal keeps going over the penalty clause and will not sign yet.",
        "penalty clause",
    ),
    (
        "implementation",
        "en",
        "Line went live two weeks ago, operators still need training and output is below target.",
        "operators",
    ),
]


@pytest.mark.parametrize(("stage", "lang", "text", "words"), PLAIN)
def test_a_plain_note_is_placed_and_its_words_are_shown(stage: str, lang: str, text: str, words: str) -> None:
    reading = read_note(text)
    assert (reading.stage, reading.lang) == (stage, lang)
    start = text.index(words)
    assert any(hit.start < start + len(words) and hit.end > start for hit in reading.signals), reading.signals


def test_a_note_is_read_alike_whenever_it_is_read() -> None:
    text = "采购说标书下周发，让我们准备。The buyer will send the tender documents next week."
    assert read_note(text) == read_note(text)


@pytest.mark.parametrize("text", ["", "😀😀😀", "。。。！？", "\u202e\u2003"])
def test_where_nothing_is_said_every_stage_is_as_likely(text: str) -> None:
    reading = read_note(text)
    assert reading.odds == (pytest.approx(1 / 7, abs=1e-6),) * 7
    assert reading.signals == reading.mistakes == ()


@pytest.mark.parametrize(
    "text", ["开标" * 60_000, "tender " * 60_000, "\ud800\udfff?", "<script>alert('开标')</script>" * 2_000]
)
def test_what_nobody_would_write_is_answered_all_the_same(text: str) -> None:
    reading = read_note(text)
    assert sum(reading.odds) == pytest.approx(1, abs=1e-4)
    assert all(0 <= hit.start < hit.end <= len(text) for hit in (*reading.signals, *reading.mistakes))


def test_striking_the_words_that_speak_for_a_stage_lowers_it() -> None:
    text = PLAIN[3][2]
    whole = read_note(text)
    place = STAGES.index(whole.stage)
    less = read_note(text, struck=[(hit.start, hit.end) for hit in whole.signals])
    assert less.odds[place] < whole.odds[place]
