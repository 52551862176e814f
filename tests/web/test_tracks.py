"""The two tracks 双轨图: nothing overlaps, nothing leaves the paper, everything is told."""

import datetime as dt
import random
import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest
from django.utils import translation

from tests.web import plain_reader
from tongpin.exchange.demo import demo_cases
from tongpin.method import playbook as playbooks
from tongpin.method.case import Case, Entry
from tongpin.method.judge import judge
from tongpin.web import tracks
from tongpin.web.tracks.paper import Box, Room, shortened, spread, width_of
from tongpin.web.tracks.scene import Scene

SVG = "{http://www.w3.org/2000/svg}"
TODAY = dt.date(2026, 3, 2)
KINDS = ("visit", "call", "demo", "quote", "discount", "proposal", "email", "training")


def a_case(entries: int, days: int = 240) -> Case:
    """A case with so many entries of all kinds, several of them on one day."""
    chance = random.Random(entries)  # noqa: S311 - a different history for each length, always the same
    start = TODAY - dt.timedelta(days=days)
    timeline = [
        Entry(
            id=f"e{number:02d}",
            date=start + dt.timedelta(days=int(days * (number // 2) / max(entries / 2, 1))),
            kind=chance.choice(KINDS),  # type: ignore[arg-type]
            direction=chance.choice(("out", "out", "in", "internal")),  # type: ignore[arg-type]
            text=chance.choice(("预算批了", "招标文件到了", "等验收", "没说什么")),
        )
        for number in range(entries)
    ]
    return Case(id="c", title="<b>&东湖</b>", today=TODAY, timeline=tuple(timeline))


def scene(case: Case, name: str = "industrial-six", language: str = "en") -> Scene:
    book = playbooks.load(name)
    readings = {entry.id: plain_reader.read_note(entry.text) for entry in case.timeline}
    standing = judge(case, playbook=book, readings=readings)
    with translation.override(language):
        lang = {"en": "en", "zh-hans": "zh-Hans", "zh-hant": "zh-Hant"}[language]
        return tracks.scene_of(case, standing, book, lang)  # type: ignore[arg-type]


def drawn(shown: Scene, size: tracks.Size, language: str = "en") -> ET.Element:
    with translation.override(language):
        return ET.fromstring(tracks.draw(shown, size))  # noqa: S314 - our own picture


@pytest.mark.parametrize("size", tracks.SIZES.values(), ids=tracks.SIZES)
@pytest.mark.parametrize("entries", [0, 1, 3, 12, 40, 90])
def test_marks_keep_apart_and_on_the_paper(size: tracks.Size, entries: int) -> None:
    picture = drawn(scene(a_case(entries)), size)
    width, height = (float(value) for value in picture.attrib["viewBox"].split()[2:])
    for element in picture.iter():
        for name, limit in (("cx", width), ("x1", width), ("x2", width), ("cy", height), ("y1", height)):
            assert -1 <= float(element.attrib.get(name, 0)) <= limit
    rings = [
        (float(item.attrib["cx"]), float(item.attrib["cy"]))
        for group in picture.iter(f"{SVG}g")
        for item in group.findall(f"{SVG}circle")
        if item.attrib.get("fill") == "#1a7f4b" and group.find(f"{SVG}title") is not None
    ]
    if entries <= 40:
        near = [
            (one, other)
            for index, one in enumerate(rings)
            for other in rings[:index]
            if abs(one[0] - other[0]) < size.mark and abs(one[1] - other[1]) < size.mark
        ]
        assert near == []


@pytest.mark.parametrize("size", tracks.SIZES.values(), ids=tracks.SIZES)
@pytest.mark.parametrize("language", ["en", "zh-hans", "zh-hant"])
@pytest.mark.parametrize("name", ["industrial-six", "four-phase", "solution-six"])
def test_words_stay_on_the_paper_in_every_language(size: tracks.Size, language: str, name: str) -> None:
    shown = scene(a_case(12), name, language)
    picture = drawn(shown, size, language)
    for item in picture.iter(f"{SVG}text"):
        text = item.text or ""
        font = float(item.attrib.get("font-size", size.font))
        wide = width_of(text, font)
        x = float(item.attrib["x"])
        left = {"end": x - wide, "middle": x - wide / 2}.get(item.attrib.get("text-anchor", ""), x)
        assert left >= -4, text
        assert left + wide <= size.width + 6, text


def test_the_whole_demo_book_can_be_drawn() -> None:
    for case in demo_cases(TODAY):
        for size in tracks.SIZES.values():
            picture = drawn(scene(case), size)
            assert picture.find(f"{SVG}desc") is not None


def test_a_misfit_is_told_by_shape_label_and_hint() -> None:
    shown = scene(a_case(40))
    picture = drawn(shown, tracks.WIDE)
    early = [act for act in shown.acts if act.verdict == "early"]
    assert early
    assert len(picture.findall(f".//{SVG}polygon")) >= len(early)
    hints = {title.text for title in picture.iter(f"{SVG}title")}
    assert early[0].tells in hints


def test_gates_met_stand_in_the_past_and_missing_ones_ahead() -> None:
    case = a_case(12)
    gate = playbooks.load("industrial-six").gates[0].id
    from tongpin.method.case import GateRecord

    met = replace(case, gates=(GateRecord(gate=gate, met=TODAY - dt.timedelta(days=100)),))
    posts = scene(met).posts
    assert posts[0].state == "met"
    assert posts[0].on == TODAY - dt.timedelta(days=100)
    assert any(post.on is None for post in posts)
    assert [post.level for post in posts] == sorted(post.level for post in posts)


def test_names_are_escaped() -> None:
    text = tracks.draw(scene(a_case(3)), tracks.WIDE)
    assert "<b>" not in text
    assert "&lt;b&gt;&amp;东湖" in text


def test_marks_link_to_their_entries_only_where_asked() -> None:
    shown = scene(a_case(3))
    assert 'href="/x?tab=timeline#e' in tracks.draw(shown, tracks.WIDE, links="/x?tab=timeline")
    assert "href" not in tracks.draw(shown, tracks.WIDE)


def test_spread_keeps_the_gap_within_the_limits() -> None:
    assert spread([5, 5, 5], 10, 0, 100) == [5, 15, 25]
    assert spread([95, 96], 10, 0, 100) == [90, 100]
    crowded = spread([50.0] * 30, 10, 0, 100)
    assert crowded[0] >= -0.01
    assert crowded[-1] <= 100.01


def test_a_name_too_long_is_cut_with_an_ellipsis() -> None:
    assert shortened("Negotiation", 10, 400) == "Negotiation"
    cut = shortened("把强项放进采购指标里去", 10, 60)
    assert cut.endswith("…")
    assert width_of(cut, 10) <= 60


def test_room_gives_the_first_free_place() -> None:
    room = Room(Box(0, 0, 100, 100))
    room.take(Box(0, 0, 50, 50))
    assert room.first_free([Box(10, 10, 20, 20), Box(60, 60, 70, 70)]) == Box(60, 60, 70, 70)
    assert room.first_free([Box(90, 90, 110, 110)]) is None
