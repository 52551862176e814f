"""Every sentence that the code can say exists in three languages and finds the values for its places.

The calls of ``say`` are read from the source; where a key is built from parts, the parts it can take are listed here.
"""

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from string import Formatter
from typing import get_args

import pytest

import tongpin.method as method
from tongpin.method.adoption import PERIODS
from tongpin.method.budget import SEEDS, WINDOW_KINDS
from tongpin.method.care.contacts import WEIGHTS
from tongpin.method.case import ENTRY_KINDS, LANGUAGES, ROLES, STAGES, Language, Position, Segment
from tongpin.method.datafiles import load_data
from tongpin.method.possible import TENDER_ORDER
from tongpin.method.qualification import RESULT_OF
from tongpin.method.serving import CONTACT_FUNCTIONS, COSTS, VALUES, ThreatKind
from tongpin.method.sides import LEVELS, TaskStatus
from tongpin.method.tendering.calendar import ORDER
from tongpin.method.vocabulary import has_question, kinds
from tongpin.method.wording import Say, quoted, render, say, texts

FOLDER = Path(method.__file__).parent
CODES = tuple(load_data("mistakes")["codes"])
FLAGS = ("improper_request", "collusion_request", "unlawful_timetable", "standstill_breach", "personal_data")
SEGMENTS = (*Segment.__args__, "unknown")  # type: ignore[attr-defined]
CALLED_ON = ("power", "expert", "daily")
POSITIONS = Position.__args__  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Call:
    """One call that says something: its key (``*`` where a part is filled in) and the values it gives."""

    file: str
    line: int
    key: str
    values: frozenset[str]
    more: bool

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.key}"


def calls() -> Iterator[Call]:
    for path in sorted(FOLDER.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "say" and node.args:
                key = _key(node.args[0])
                if key is not None:
                    names = {item.arg for item in node.keywords if item.arg}
                    more = any(item.arg is None for item in node.keywords)
                    yield Call(path.name, node.lineno, key, frozenset(names), more)


def _key(node: ast.expr) -> str | None:
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "*" for part in node.values)
    return None


def constants(file: str, function: str, place: int) -> set[str]:
    """Text constants that a function is called with at a place, in one file."""
    found = set()
    for node in ast.walk(ast.parse((FOLDER / file).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == function:
            found |= {
                child.value
                for child in ast.walk(node.args[place])
                if isinstance(child, ast.Constant) and isinstance(child.value, str)
            }
    return found


RULES = {rule for rule in constants("advice.py", "_action", 1) if not rule.endswith("_")} | {
    "shape_criteria_public",
    "shape_criteria_private",
    "shape_criteria_unknown",
    "show_interim",
    "be_there",
    "restore_contact",
    "new_needs",
}
# What each key that is built from parts can become.
FILLED: dict[str, Iterable[str]] = {
    "concerns.answers.*.do": tuple(load_data("concerns")["answers"]),
    "concerns.answers.*.why": tuple(load_data("concerns")["answers"]),
    "calls.cautions.*": ("public_tender", "maybe_public"),
    "calls.if_*": ("private", "public"),
    "calls.least.*": tuple(load_data("calls")["least"]),
    "calls.wanted.*": [f"{stage}.{whom}" for stage in load_data("calls")["least"] for whom in CALLED_ON],
    "calls.why.*": ("developed", "explicit"),
    "debrief.verdicts.*": ("order", "said", "no_day", "no_action"),
    "tender_rules.abroad.*.talks": tuple(load_data("tender_rules")["abroad"]),
    "tender_rules.abroad.*.timetable": tuple(load_data("tender_rules")["abroad"]),
    "partners.laws.*.name": tuple(load_data("partners")["laws"]),
    "partners.roles.*": tuple(load_data("partners")["roles"]),
    "partners.rules.*.says": tuple(load_data("partners")["rules"]),
    "findings.lapse.*_ticket": ("abandoned_after_signing", "problem_denied"),
    "trouble.to.*": ("manager", "executive"),
    "care_loyalty.ask.*": load_data("care_loyalty")["ask"],
    "care_loyalty.do.*": load_data("care_loyalty")["do"],
    "care_loyalty.kinds.*": load_data("care_loyalty")["kinds"],
    "care_loyalty.moves.*": ("order", "told"),
    "care_value.do.*": (*VALUES, *COSTS),
    "contacts.ask.*": (*WEIGHTS, "paying"),
    "contacts.functions.*": CONTACT_FUNCTIONS,
    "contacts.weights.*": WEIGHTS,
    "threats.do.*": (*get_args(ThreatKind), "effect_left"),
    "threats.why.*": ("people", "needs", "rival", "estrangement"),
    "tender_calendar.laws.*": tuple(load_data("tender_calendar")["laws"]),
    "tender_calendar.steps.*": ORDER,
    "tender_calendar.caps.*": ("bid_bond", "performance_bond"),
    "advice.topics.*": ("business", "money", "technical", "daily"),
    "advice.next.*.do": RULES,
    "advice.next.*.why": RULES,
    "advice.not.*": STAGES,
    "advice.obstacle.*": ("improper_request", "collusion_request"),
    "advice.risk.*": (
        "nothing_bought",
        "not_invited",
        "price_fight",
        "put_off",
        "lost_trust",
        "lost_customer",
    ),
    "adoption.alarms.*": ("dip_ahead", "in_dip"),
    "adoption.helps.*": tuple(load_data("adoption")["helps"]),
    "adoption.support.*": PERIODS,
    "benefits.gaps.*": ("capability", "benefit", "proof"),
    "bidding.reasons.*": ("too_late", "below_cost", "dropped", "does_not_pay"),
    "budget.do.*": (*SEEDS, "this_year_bare"),
    "budget.kinds.*": WINDOW_KINDS,
    "budget.why.*": ("known", "assumed", "none"),
    "blind_seats.why.*": ("signs", "power", "purchasing", "touched", "above"),
    "agenda.promise_states.*": ("late", "soon"),
    "agenda.task_states.*": get_args(TaskStatus),
    "alignment.better.*": (*STAGES, "criteria_public", "criteria_unknown"),
    "alignment.kinds.*": ENTRY_KINDS,
    "alignment.why.*": ("fits", "early", "late", "wrong"),
    "backing.findings.*.name": load_data("backing")["findings"],
    "backing.findings.*.repair": load_data("backing")["findings"],
    "backing.findings.*.why": load_data("backing")["findings"],
    "changes.do.*": ("coach", "decision_maker", "technical_adviser", "other"),
    "consistency.topics.*": load_data("consistency")["patterns"],
    "elements.*.name": load_data("elements"),
    "entry_path.ties.*.why": load_data("entry_path")["ties"],
    "findings.lapse.*": constants("lapses.py", "_lapse", 0),
    "criteria.because.*": ("score_ahead", "score_behind"),
    "criteria.window.open_*": ("private", "public", "unknown"),
    "plays.facts.*": ("power_reached_yes", "power_reached_no", "supporter_yes", "supporter_no"),
    "gates.missing.*": constants("gates.py", "_missing", 0),
    "law.*.law": FLAGS,
    "law.*.why": FLAGS,
    "levels.names.*": LEVELS,
    "mistakes.codes.*.cost": CODES,
    "mistakes.codes.*.name": CODES,
    "mistakes.codes.*.repair": CODES,
    "mistakes.codes.*.why": CODES,
    "possible.dates.*": (*TENDER_ORDER, "contract_signed", "acceptance", "since", "until"),
    "qualification.reasons.*": ("funds_at_risk",),
    "qualification.resources.*": RESULT_OF,
    "roles.*.approach": ROLES,
    "roles.*.name": ROLES,
    "scouting.items.*.name": load_data("scouting")["items"],
    "scouting.items.*.question": [item for item in load_data("scouting")["items"] if item != "attitudes"],
    "elements.*.question": load_data("elements"),
    "signals.*.name": kinds(),
    "signals.*.question": [kind for kind in kinds() if has_question(kind)],
    "stages.names.*": STAGES,
    "winning.positions.*": POSITIONS,
    "winning.segments.*": SEGMENTS,
    "tender_rules.says.*": ("deadline", "clarifications", "sale", "contract", "bid_bond", "performance_bond"),
    "worth.find_out.*": ("influence", "strength", "unique", "relations"),
    "worth.names.*": ("order", "influence", "effort", "alternatives", "strength", "unique", "relations"),
    "worth.parts.ranked_*": ("first", "behind"),
    "winning.texts.*": ("ranked_first", "ranked_behind"),
}
CALLS = tuple(calls())


SAID = {key: text for key, text in texts().items() if isinstance(text["en"], str)}
"""Sentences; example wordings are lists and are looked at in the tests of the vocabulary."""


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def test_all_calls_were_found() -> None:
    assert len(CALLS) > 90
    assert len(RULES) > 25


@pytest.mark.parametrize("call", [call for call in CALLS if call.file not in ("located.py", "playbook.py")], ids=str)
def test_what_the_code_says_exists_in_three_languages_and_finds_its_values(call: Call) -> None:
    if "*" in call.key:
        assert call.key in FILLED, "say here what its parts can be"
    for key in [call.key.replace("*", part) for part in FILLED[call.key]] if "*" in call.key else [call.key]:
        for lang in LANGUAGES:
            text = texts()[key][lang]
            assert text.strip()
            if not call.more:
                assert places(text) <= call.values, f"{key} in {lang} wants {places(text) - call.values}"


@pytest.mark.parametrize("key", ["faults.*", "words.*"])
def test_faults_and_wrappers_exist(key: str) -> None:
    prefix = key.removesuffix("*")
    said = {call.key for call in CALLS if call.key.startswith(prefix) and "*" not in call.key}
    assert said <= set(texts())


def test_actions_find_the_values_for_their_places() -> None:
    """`_action` always knows the person's name; the rest is given where it is called."""
    given = {
        "ask": {"question"},
        "meet_person": {"gap", "approach"},
        "enlarge_problem": {"topic"},
        "question_timetable": {"objection"},
        "use_tie": {"words"},
    }
    for rule in RULES:
        for part in ("do", "why"):
            for lang in LANGUAGES:
                wanted = places(texts()[f"advice.next.{rule}.{part}"][lang])
                assert wanted <= {"name"} | given.get(rule, set()), f"{rule}.{part} in {lang}"


def test_every_text_asks_for_the_same_values_in_every_language() -> None:
    uneven = [key for key, text in SAID.items() if len({frozenset(places(text[lang])) for lang in LANGUAGES}) > 1]
    assert uneven == ["words.trilingual"], "it takes each language's words and says one of them"


def test_no_text_lies_about_that_nothing_says() -> None:
    """Texts that nothing says any more are swept out."""
    said = {
        key
        for call in CALLS
        for key in (
            [call.key.replace("*", part) for part in FILLED.get(call.key, ())] if "*" in call.key else [call.key]
        )
    }
    families = (
        "advice.",
        "findings.",
        "gates.",
        "qualification.reasons.",
        "qualification.grade_why.",
        "winning.texts.",
    )
    unsaid = sorted(key for key in SAID if key.startswith(families) and key not in said)
    assert unsaid == []


# Characters that exist in one script only, common enough that a slip would show.
FOREIGN: dict[Language, str] = {
    "zh-Hans": "[們這說問題國際為與過還沒對應該變業務點見時間開關當準備標書單價]",
    "zh-Hant": "[们这说问题国际为与过还对应该变业务点见时间开关当备标书单价]",
    "en": "[\u4e00-\u9fff]",
}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_text_keeps_to_its_script(lang: Language) -> None:
    told = {key: text[lang] for key, text in SAID.items()}
    assert [key for key, text in told.items() if re.search(FOREIGN[lang], text)] == []


def test_a_sentence_in_a_sentence_is_rendered_in_its_language() -> None:
    inner = say("stages.names.tender")
    outer = say("alignment.why.fits", stage=inner, action=say("alignment.kinds.bid"), off=0)
    assert render(outer, "zh-Hans") == "客户在“招标评标”，投标合拍"
    assert render(outer, "en") == "the customer is at “Tender and evaluation”; a bid is in step"


def test_words_of_a_record_are_shown_as_they_stand() -> None:
    for words in ("{name}", "{0}", "}{", "100 %", "<b>"):
        assert render(say("findings.told", why=quoted("x"), words=quoted(words)), "en") == f"x: “{words}”"


def test_a_key_that_no_file_has_is_an_error() -> None:
    with pytest.raises(KeyError):
        render(Say("advice.next.nothing.do"), "en")


def test_a_sentence_that_was_kept_before_its_text_gained_a_place_is_still_said() -> None:
    assert render(say("faults.unknown_key", key="colour"), "en").endswith("known are …")
