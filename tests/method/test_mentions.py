"""Who is named in a note, and what its words tell of him: in three scripts, on notes as salespeople write them."""

import pytest

from tongpin.method.reading.mentions import mentions_in


def told(text: str, *known: str) -> set[tuple[str, str, str]]:
    return {(found.name, found.aspect, found.value) for found in mentions_in(text, known=known)}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            "采购科张科长经办招标。",
            {("张科长", "title", "科长"), ("张科长", "department", "采购科"), ("张科长", "role", "executor")},
        ),
        ("技術上何協理一票否決，他傾向我們。", {("何協理", "role", "technical_adviser"), ("何協理", "attitude", "1")}),
        ("总经理王建国说了算。", {("王建国", "title", "总经理"), ("王建国", "role", "decision_maker")}),
        ("林小姐下個月離職，接任的是錢新。", {("林小姐", "change", "left"), ("錢新", "change", "joined")}),
        (
            "Met Jane Smith, the plant manager. She is fed up.",
            {
                ("Jane Smith", "title", "plant manager"),
                ("Jane Smith", "role", "dissatisfied"),
                ("Jane Smith", "contact", ""),
            },
        ),
        ("Mr Hall prefers the incumbent.", {("Mr Hall", "attitude", "-1")}),
        (
            "Spoke with Tom Fox; he told me in confidence that Helen Marsh has the final say.",
            {("Tom Fox", "role", "coach"), ("Helen Marsh", "role", "decision_maker")},
        ),
    ],
)
def test_what_a_note_tells_of_people(text: str, wanted: set[tuple[str, str, str]]) -> None:
    assert wanted <= told(text)


@pytest.mark.parametrize(
    "text",
    [
        "预算批了，下周招标。",
        "On Monday the tender opens.",
        "经理们都支持我们。",
        "",
        "\x00🙂",
        "王" * 5000,
        "(" * 3000,
    ],
)
def test_where_nobody_is_named_nobody_is_found(text: str) -> None:
    assert [found for found in mentions_in(text) if found.aspect == "name"] == []


def test_a_full_name_on_record_is_known_without_a_title() -> None:
    assert ("王建国", "change", "moved") in told("王建国调到总部了。", "王建国")
    assert told("王建国调到总部了。") == set()


def test_words_stand_where_they_are_said_to() -> None:
    text = "拜訪設備部李梅經理，她悄悄告訴我預算。"
    words = {found.aspect: text[found.start : found.end] for found in mentions_in(text)}
    assert words == {"name": "李梅", "title": "經理", "department": "設備部", "role": "悄悄告訴", "contact": "拜訪"}
