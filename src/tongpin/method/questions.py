"""The question bank 问题库 (METHOD 5.1): questions by SPIN kind, and for which stage, role and trade each is meant.

Those of the box are in ``data/questions``, a file for each kind; an organisation adds its own, puts its own in the
place of one of the box, or retires one.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

from tongpin.method.case import Language, Role, Stage
from tongpin.method.datafiles import load_data
from tongpin.method.selling import QUESTION_KINDS, QuestionKind

Buyers = Literal["private", "public"]
NEED = "{need}"
"""In a text: the place for a need that the person has told of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BankQuestion:
    """A question with its text by language. Where ``roles`` or ``trades`` are empty it is for anyone.

    ``learns`` names its topic; ``only``: to be asked of private buyers only, or of public ones only; ``replaces`` is
    the key of the one that it stands in for.
    """

    key: str
    kind: QuestionKind
    text: Mapping[Language, str]
    learns: str = ""
    stages: tuple[Stage, ...] = ()
    roles: tuple[Role, ...] = ()
    trades: tuple[str, ...] = ()
    only: Buyers | None = None
    replaces: str = ""

    def of_need(self, lang: Language) -> bool:
        """Whether it is asked about a need that was told."""
        return NEED in self.text.get(lang, "")


@cache
def box() -> tuple[BankQuestion, ...]:
    """The questions that ship, in the order of their files."""
    early = tuple(load_data("calls")["early"])
    return tuple(
        BankQuestion(
            key=f"{kind}.{key}",
            kind=kind,
            text={lang: told[lang] for lang in ("zh-Hans", "zh-Hant", "en")},
            learns=told["learns"],
            stages=tuple(told.get("stages", early)),
            roles=tuple(told.get("roles", ())),
            trades=tuple(told.get("trades", ())),
            only=told.get("only"),
        )
        for kind in QUESTION_KINDS
        for key, told in load_data(f"questions/{kind}").items()
    )


def bank(own: Iterable[BankQuestion] = (), retired: Iterable[str] = ()) -> tuple[BankQuestion, ...]:
    """Our own questions, then those of the box but for the ``retired`` ones (keys).

    One that stands in for another does so in the languages that it has, and takes over its topic.
    """
    boxed = {question.key: question for question in box()}
    ours = tuple(_with_topic(question, boxed.get(question.replaces)) for question in own)
    covered: defaultdict[str, set[Language]] = defaultdict(set)
    for question in ours:
        covered[question.replaces] |= question.text.keys()
    gone = set(retired)
    left = (_but(question, covered[key]) for key, question in boxed.items() if key not in gone)
    return (*ours, *(question for question in left if question.text))


def _but(question: BankQuestion, languages: Collection[Language]) -> BankQuestion:
    """A question without some of its languages."""
    if not languages:
        return question
    return replace(question, text={lang: text for lang, text in question.text.items() if lang not in languages})


def _with_topic(question: BankQuestion, instead_of: BankQuestion | None) -> BankQuestion:
    if instead_of is None:
        return question
    return replace(question, learns=question.learns or instead_of.learns, only=question.only or instead_of.only)


def trades_of(industry: str) -> frozenset[str]:
    """The trades that the words for a customer's industry tell of."""
    told, trades = industry.lower(), load_data("call_trades")
    found = {trade for trade, known in trades.items() if any(word in told for word in known["words"])}
    others = {other for trade in found for other in trades[trade].get("instead_of", ())}
    return frozenset(found - others)
