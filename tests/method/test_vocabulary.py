"""The words of the method: complete in three languages, in range, and as a sales trainer would use them."""

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator
from string import Formatter
from typing import Any

import pytest
import yaml

from tongpin.method import vocabulary
from tongpin.method.case import LANGUAGES, PHASES, ROLES, STAGES, Language
from tongpin.method.datafiles import data_folder, data_names, load_data
from tongpin.method.reading.script import simplified
from tongpin.method.wording import quoted, render, say, texts

ELEMENTS = (
    *("need", "schedule", "budget", "competition", "decision", "criteria"),
    *("grade_size", "funds", "technical", "relations", "credit"),
    *("product", "price", "scheme", "service"),
)
"""METHOD 4.1 in its order."""
MISTAKES = {
    "need": {
        *("premature_demo", "premature_proposal", "premature_quote"),
        *("overspec", "no_qualification", "weak_discovery"),
    },
    "evaluation": {
        *("criteria_neglect", "late_entry_as_early", "single_threaded", "no_coach", "commercial_dept_missed"),
    },
    "resolution": {"pressure_close", "concern_ignored"},
    "implementation": {"abandoned_after_signing", "problem_denied", "expectation_unmanaged"},
    "relationship": {"reorder_by_favour", "estrangement"},
    "any": {"inconsistent_message", "gate_skipped", "commitment_vague", "counterpart_missing"},
}
"""METHOD 3.2."""
LAW = ("improper_request", "collusion_request", "unlawful_timetable", "standstill_breach", "personal_data")
PLACES = ("favourite", "contender", "filler", "chosen", "not_chosen")
PERIODS = ("new_toy", "learning", "effectiveness")
OWN_FILES = ("signals", "mistakes", "roles", "elements", "law")


def trilingual(node: Any, path: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every mapping that has a text in at least one language, with its path."""
    if isinstance(node, list):
        for index, child in enumerate(node):
            yield from trilingual(child, f"{path}[{index}]")
    elif isinstance(node, dict) and any(lang in node for lang in LANGUAGES):
        yield path, node
    elif isinstance(node, dict):
        for key, child in node.items():
            yield from trilingual(child, f"{path}.{key}")


def all_texts() -> list[tuple[str, dict[str, Any]]]:
    return [found for name in data_names() for found in trilingual(load_data(name), name)]


def lines_of(text: str | list[str]) -> list[str]:
    return text if isinstance(text, list) else [text]


def repeated_keys(node: yaml.Node | None) -> Iterator[str]:
    if isinstance(node, yaml.MappingNode):
        names = Counter(key.value for key, _ in node.value)
        yield from (f"{name} (line {node.start_mark.line + 1} on)" for name, times in names.items() if times > 1)
        for _, child in node.value:
            yield from repeated_keys(child)


@pytest.mark.parametrize("name", data_names())
def test_no_key_is_given_twice(name: str) -> None:
    """The second would silently take the first one's place."""
    text = (data_folder() / f"{name}.yaml").read_text(encoding="utf-8")
    assert list(repeated_keys(yaml.compose(text))) == []


def test_every_text_stands_in_three_languages() -> None:
    lacking = [
        path
        for path, text in all_texts()
        if set(text) != set(LANGUAGES) or not all(line.strip() for lang in text for line in lines_of(text[lang]))
    ]
    assert lacking == []


def test_a_text_has_the_same_places_in_each_language() -> None:
    def places(text: str) -> set[str]:
        return {name for _, name, _, _ in Formatter().parse(text) if name}

    sentences = [(path, text) for path, text in all_texts() if all(isinstance(text[lang], str) for lang in LANGUAGES)]
    assert len(sentences) > 700
    differing = [path for path, text in sentences if len({frozenset(places(text[lang])) for lang in LANGUAGES}) > 1]
    assert [path for path in differing if path != "words.trilingual"] == []


def test_each_script_keeps_to_itself() -> None:
    mixed = [
        f"{path}: {line}"
        for path, text in all_texts()
        for lang in LANGUAGES
        for line in lines_of(text[lang])
        if (lang == "zh-Hans" and simplified(line) != line)
        or (lang == "zh-Hant" and re.search("[“”]", line))
        or (lang == "en" and re.search("[\u3400-\u9fff，。；：？！「」]", line))
    ]
    assert mixed == []


# ------------------------------------------------------------------------------------------------------------ signals


def test_signals_know_only_what_the_method_knows() -> None:
    for kind, entry in load_data("signals").items():
        assert set(entry) <= {"name", "speaks_for", "tells", "position", "adoption", "examples", "question"}, kind
        assert set(entry["speaks_for"]) <= set(STAGES), kind
        assert set(entry.get("tells", ())) <= set(ELEMENTS), kind
        assert set(entry.get("position", {})) <= set(PLACES), kind
        assert entry.get("adoption", "learning") in PERIODS, kind


def test_strengths_are_in_range_and_strongest_first() -> None:
    for kind, entry in load_data("signals").items():
        strengths = list(entry["speaks_for"].values())
        assert all(0.2 <= strength <= 3 for strength in [*strengths, *entry.get("position", {}).values()]), kind
        assert strengths == sorted(strengths, reverse=True), kind


@pytest.mark.parametrize("stage", STAGES)
def test_every_stage_is_served_by_a_dozen_kinds(stage: str) -> None:
    mainly = [kind for kind in vocabulary.kinds() if vocabulary.main_stage(kind) == stage]
    assert len(mainly) >= 12


@pytest.mark.parametrize(
    ("kind", "stage"),
    [
        ("recently_bought", "need"),  # the machines were changed a year ago and business is fine
        ("budget_requested", "need"),  # a price only for a form that asks for money is no purchase yet
        ("company_credentials_asked", "screening"),  # a pre-qualification is no tender
        ("tender_withdrawn_for_rework", "criteria"),  # a tender pulled back to rewrite its rules
        ("agenda_set_by_customer", "tender"),  # documents Wednesday, presentation Friday
        ("ranking_rumoured", "tender"),  # first place by hearsay is no award
        ("rival_chosen", "commitment"),  # another is preferred, nothing is signed
        ("letter_of_intent", "commitment"),
        ("goods_before_contract", "commitment"),
        ("price_worry", "commitment"),
        ("new_toy_enthusiasm", "implementation"),  # cheer before acceptance
        ("breakdown_complaint", "implementation"),  # what you sold us breaks all the time
        ("renewal", "relationship"),  # without an opened file
        ("new_need_without_project", "relationship"),
    ],
)
def test_a_signal_speaks_for_the_stage_that_a_trainer_would_name(kind: str, stage: str) -> None:
    assert vocabulary.main_stage(kind) == stage


@pytest.mark.parametrize("kind", ["improper_request", "collusion_request"])
def test_a_request_that_the_law_forbids_says_nothing_of_the_stage(kind: str) -> None:
    assert vocabulary.main_stage(kind) is None
    assert not vocabulary.stage_weights(kind).any()
    assert not vocabulary.has_question(kind)


def test_place_is_told_as_the_method_says() -> None:
    """METHOD 7.2: a paper offer marks the filler, late fault-finding and our wording in the draft the favourite."""
    strongest = {
        kind: max(entry["position"], key=entry["position"].get)
        for kind, entry in load_data("signals").items()
        if "position" in entry
    }
    assert strongest["paper_offer_only"] == strongest["spec_fixed_for_rival"] == "filler"
    assert strongest["agenda_set_by_customer"] == "filler"
    assert strongest["pointed_questions"] == strongest["our_strength_in_criteria"] == "favourite"
    assert strongest["preferred_supplier_told"] == "chosen"
    assert strongest["rival_chosen"] == "not_chosen"
    assert "long_time_customer" not in strongest  # warm relations are no evidence of our place


def test_questions_are_questions_and_each_its_own() -> None:
    asked = [entry["question"] for entry in load_data("signals").values() if "question" in entry]
    assert len(asked) >= 90
    for lang, mark in (("zh-Hans", "？"), ("zh-Hant", "？"), ("en", "?")):
        assert all(question[lang].endswith(mark) for question in asked)
        assert len({question[lang] for question in asked}) == len(asked)
    assert {vocabulary.main_stage(kind) for kind in vocabulary.kinds() if vocabulary.has_question(kind)} == set(STAGES)


def test_names_of_signals_are_told_apart() -> None:
    for lang in LANGUAGES:
        names = Counter(entry["name"][lang] for entry in load_data("signals").values())
        assert [name for name, times in names.items() if times > 1] == []


def test_each_signal_has_two_examples_a_language() -> None:
    for kind, entry in load_data("signals").items():
        assert {lang: len(set(entry["examples"][lang])) for lang in LANGUAGES} == dict.fromkeys(LANGUAGES, 2), kind


def test_unknown_kind_is_refused() -> None:
    with pytest.raises(KeyError):
        vocabulary.stage_weights("signed_in_blood")


# ------------------------------------------------------------------------- mistakes, people, elements, law


def test_the_named_mistakes_are_those_of_the_method() -> None:
    found: dict[str, set[str]] = {}
    for code, entry in load_data("mistakes")["codes"].items():
        assert set(entry) - {"from_records_only"} == {"phase", "name", "why", "cost", "repair"}, code
        found.setdefault(entry["phase"], set()).add(code)
    assert found == MISTAKES
    assert set(found) - {"any"} == set(PHASES)


def test_other_data_names_only_known_mistakes() -> None:
    codes = set(load_data("mistakes")["codes"])
    actions = load_data("alignment")["actions"].values()
    assert {action["mistake"] for action in actions if "mistake" in action} <= codes
    assert set(load_data("findings_stages")) <= codes
    assert set(load_data("mistakes")["absences"]) == {"purchasing", "coach", "contact", "counterpart"}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_reasons_stand_before_the_words_they_rest_on(lang: Language) -> None:
    """A reason is followed by a colon and the cited words, so that it must not close the sentence itself."""
    reasons = [key for key in texts() if re.fullmatch(r"mistakes\.codes\.\w+\.why|law\.\w+\.why", key)]
    assert len(reasons) == 22 + len(LAW)
    assert [key for key in reasons if texts()[key][lang][-1] in ".。！!：:"] == []
    told = render(say("findings.told", why=say("mistakes.codes.pressure_close.why"), words=quoted("5 %")), lang)
    assert texts()["mistakes.codes.pressure_close.why"][lang] in told
    assert "5 %" in told


def test_criteria_repair_tells_public_buying_apart() -> None:
    """METHOD 13.3: what is normal among companies is unlawful in public procurement."""
    repair = texts()["mistakes.codes.criteria_neglect.repair"]
    assert "公共采购" in repair["zh-Hans"]
    assert "政府採購" in repair["zh-Hant"]
    assert "public buying" in repair["en"]


def test_roles_and_elements_are_complete() -> None:
    assert set(load_data("roles")) == set(ROLES)
    assert all(set(entry) == {"name", "cares", "approach"} for entry in load_data("roles").values())
    assert tuple(load_data("elements")) == ELEMENTS
    assert all(set(entry) == {"name", "question", "why"} for entry in load_data("elements").values())


def test_each_rule_names_its_law_and_edition() -> None:
    rules = load_data("law")
    assert tuple(rules) == LAW
    assert set(load_data("flags")["patterns"]) - {"taking_part"} <= set(rules)
    for code, rule in rules.items():
        assert set(rule) == {"name", "law", "why", "do", "valid_from", "edition"}, code
        assert rule["valid_from"] is None or isinstance(rule["valid_from"], dt.date), code
        assert "法" in rule["law"]["zh-Hans"], code
    assert rules["improper_request"]["valid_from"] == dt.date(2025, 10, 15)


@pytest.mark.parametrize("name", OWN_FILES)
def test_nothing_advises_a_favour(name: str) -> None:
    """METHOD 12.4: no page suggests anything for a person of the buyer."""
    said = "\n".join(
        line
        for path, text in trilingual(load_data(name), name)
        if "request" not in path
        for line in lines_of(text["zh-Hans"])
    )
    assert not re.search("回扣|好处费|红包|送礼|请客吃饭", said)
