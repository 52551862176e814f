"""Needs, calls, offers and bids as plain data (METHOD 5 and 7): their kinds, and the shapes that a case carries."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

QuestionKind = Literal["situation", "problem", "implication", "need_payoff"]
"""SPIN: 背景问题, 难点问题, 暗示问题, 需求—效益问题."""
QUESTION_KINDS: tuple[QuestionKind, ...] = ("situation", "problem", "implication", "need_payoff")
BenefitKind = Literal[
    "customers_customer",
    "customers_rival",
    "customer",
    "physiological",
    "safety",
    "belonging",
    "esteem",
    "self_realisation",
]
"""The three of the company and the five of the person ("3+5", METHOD 5.3)."""
ProofKind = Literal["reference", "test", "certificate", "calculation", "trial"]
SolutionKind = Literal["customised", "whole_course", "platform"]
ComponentKind = Literal["product", "service", "information"]
RequirementKind = Literal["qualification", "technical", "commercial", "format", "scored"]
RequirementAnswer = Literal["meet", "deviate", "ask"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question that was planned for a person (``who``, empty: for anyone), and what came of it. Without ``asked`` it
    is still to be asked; an empty ``answer`` to one that was asked means that nothing was learned."""

    kind: QuestionKind
    text: str
    who: str = ""
    asked: dt.date | None = None
    answer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Benefit:
    """What a capability of ours does for a need: ``need`` repeats the need's text. ``who`` is served; ``proof`` names
    what shows it."""

    need: str
    kind: BenefitKind
    capability: str = ""
    text: str = ""
    who: str = ""
    proof: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Award:
    """What a bidder got: ``share`` in percent, for orders may be split (METHOD 7.5). ``ours``: whether it is us."""

    date: dt.date
    bidder: str
    ours: bool = False
    share: Decimal = Decimal(100)
    price: Decimal | None = None
    reason: str = ""


def questions_at(questions: tuple[Question, ...], day: dt.date) -> tuple[Question, ...]:
    """Questions asked until the end of ``day``; what was planned at the time is not known."""
    return tuple(item for item in questions if item.asked is not None and item.asked <= day)
