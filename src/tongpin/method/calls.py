"""The call plan 拜访计划 (METHOD 5.1, 8.2): what to ask whom next, from what is unknown; what commitment to go for."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from tongpin.method.case import Language, Need, Stakeholder
from tongpin.method.datafiles import load_data
from tongpin.method.dossier import Dossier
from tongpin.method.people import ranked, role_now
from tongpin.method.qualification import elements_of
from tongpin.method.questions import NEED, BankQuestion, bank, trades_of
from tongpin.method.scouting import still_open
from tongpin.method.selling import QUESTION_KINDS, QuestionKind
from tongpin.method.tenders import may_be_public, must_be_public
from tongpin.method.wording import Say, render, say

Ripeness = Literal["unknown", "implied", "developed", "explicit"]
"""How far a need has grown: not known; told; its consequences told; wished for (METHOD 5.1)."""
PERSONAL = "personal"
"""The topic of what somebody wants for his own standing: one such question a call is enough."""
SCOUTED = "scouting."
"""Keys of questions from the scout's list begin with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed:
    """A question to ask, in the customer's language. ``need`` is the one it is about; ``only_if`` a condition."""

    kind: QuestionKind
    key: str
    text: str
    why: Say
    need: str = ""
    only_if: Say | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CallPlan:
    """For one person: questions in SPIN order, the commitment to go for, the least to accept, what to beware of."""

    who: str
    questions: tuple[Proposed, ...]
    wanted: Say
    least: Say
    caution: Say | None = None


def call_plan(
    dossier: Dossier,
    who: str,
    lang: Language,
    *,
    questions: Sequence[BankQuestion] | None = None,
    most: int | None = None,
    elsewhere: Collection[str] = (),
) -> CallPlan:
    """The plan for a stakeholder by id; ``questions`` is the bank to propose from, ``elsewhere`` are texts of questions
    that somebody else is to be asked. Raises ``KeyError``."""
    person = dossier.case.person(who)
    if person is None:
        raise KeyError(who)
    asking = _Asking(dossier, person, lang, elsewhere)
    limit = load_data("calls")["most_questions"] if most is None else most
    found = _chosen(asking, bank() if questions is None else questions, limit)
    stage = _stage(dossier)
    of_whom = f"{stage}.{load_data('calls')['asks'].get(asking.role, 'daily')}"
    return CallPlan(
        who=who,
        questions=tuple(sorted(found, key=lambda item: QUESTION_KINDS.index(item.kind))),
        wanted=say(f"calls.wanted.{of_whom}"),
        least=say(f"calls.least.{stage}"),
        caution=caution_of(dossier),
    )


def call_plans(
    dossier: Dossier,
    lang: Language,
    most: int = 3,
    *,
    people: Sequence[str] | None = None,
    questions: Sequence[BankQuestion] | None = None,
) -> tuple[CallPlan, ...]:
    """Plans for the weightiest people of the present stage, or for those named: what one is to be asked the next is
    asked only where nothing better is at hand. None once the purchase is over."""
    if dossier.case.opportunity.outcome is not None:
        return ()
    plans: list[CallPlan] = []
    for who in [person.id for person in ranked(dossier)[:most]] if people is None else people:
        proposed = [item.text for plan in plans for item in plan.questions]
        plans.append(call_plan(dossier, who, lang, questions=questions, elsewhere=proposed))
    return tuple(plans)


def caution_of(dossier: Dossier) -> Say | None:
    """What the law asks of whoever calls while a tender is open (METHOD 13.2, 13.3)."""
    if dossier.stage != "tender" or not may_be_public(dossier):
        return None
    known = must_be_public(dossier)
    return say(f"calls.cautions.{'public_tender' if known else 'maybe_public'}", law=say("calls.public_law"))


def ripeness_of(needs: Iterable[Need]) -> Ripeness:
    """How far the least grown of somebody's needs has come: that one is worked on next."""
    grown = [_ripeness(need) for need in needs]
    order: tuple[Ripeness, ...] = ("implied", "developed", "explicit")
    return min(grown, key=order.index) if grown else "unknown"


def _ripeness(need: Need) -> Ripeness:
    if need.strength == "explicit" and need.payoff:
        return "explicit"
    return "developed" if need.implication or need.money is not None or need.strength == "explicit" else "implied"


def _stage(dossier: Dossier) -> str:
    """The customer's stage as a key of the texts: with a public buyer only the open ways lead on (METHOD 13.3)."""
    keys = {("criteria", True): "criteria_public", ("tender", False): "tender_private"}
    return keys.get((dossier.stage, may_be_public(dossier)), dossier.stage)


class _Asking:
    """What is known of a person and of what he has been asked."""

    def __init__(self, dossier: Dossier, person: Stakeholder, lang: Language, elsewhere: Collection[str] = ()) -> None:
        case = dossier.case
        self.dossier, self.person, self.lang = dossier, person, lang
        self.role = role_now(dossier, person)
        self.trades = trades_of(case.account.industry)
        self.needs = [need for need in case.needs if need.who == person.id]
        self.ripeness = ripeness_of(self.needs)
        self.personal = any(need.type == "personal" for need in self.needs)
        self.asked = {_same(item.text) for item in case.questions if item.who == person.id and item.asked}
        self.elsewhere = {_same(text) for text in elsewhere}
        answered = {_same(item.text) for item in case.questions if item.who != person.id and item.answer}
        self.known_elsewhere = answered | self.elsewhere
        self.known = {element.name for element in elements_of(dossier) if element.known}

    def fits(self, question: BankQuestion) -> bool:
        """Whether it may be asked of him at all."""
        if self.lang not in question.text or (question.stages and self.dossier.stage not in question.stages):
            return False
        if question.roles and not set(question.roles) & {self.role, *self.person.roles}:
            return False
        if question.trades and not self.trades & set(question.trades):
            return False
        if question.kind == "situation" and load_data("calls")["known_by"].get(question.learns) in self.known:
            return False
        return self._lawful(question)

    def _lawful(self, question: BankQuestion) -> bool:
        if question.only == "private":
            return not must_be_public(self.dossier)
        return question.only is None or may_be_public(self.dossier)

    def only_if(self, question: BankQuestion) -> Say | None:
        """The condition to say where the kind of buyer is unknown (METHOD 13.3)."""
        if question.only is None or must_be_public(self.dossier) or not may_be_public(self.dossier):
            return None
        return say(f"calls.if_{question.only}")


def _same(text: str) -> str:
    """A question's text as it is compared: the same words, whatever the space and the sign at the end."""
    return "".join(text.split()).rstrip("？?。.").lower()


def _chosen(asking: _Asking, questions: Sequence[BankQuestion], most: int) -> list[Proposed]:
    """The most valuable: of each kind only so many, of each topic and each need not twice in a kind."""
    limits = Counter(load_data("calls")["most_of_unknown" if asking.ripeness == "unknown" else "most_of"])
    if asking.role in load_data("calls")["senior"]:
        limits["situation"] = 1
    chosen = list(_scouted(asking))[: min(most, limits["situation"])]
    seen = {("situation", item.key.removeprefix(SCOUTED)) for item in chosen}
    taken = Counter(item.kind for item in chosen)
    ranking = sorted(_offered(asking, questions), key=lambda offer: -offer[0])
    for _worth, topic, item in ranking:
        about = ("", topic) if topic == PERSONAL else (item.kind, topic)
        if len(chosen) < most and taken[item.kind] < limits[item.kind] and about not in seen:
            chosen.append(item)
            seen.add(about)
            taken[item.kind] += 1
    return chosen


def _scouted(asking: _Asking) -> Iterator[Proposed]:
    """Of the intelligence that is missing at this stage, what he could tell."""
    data = load_data("calls")
    closed = data["closed_in_public_tender"] if caution_of(asking.dossier) is not None else ()
    mine = [item for item in still_open(asking.dossier) if asking.person.id in item.who and item.item not in closed]
    told = ((item, render(item.question, asking.lang)) for item in mine)
    fresh = [(item, text) for item, text in told if _same(text) not in asking.asked | asking.elsewhere]
    for item, text in fresh[: data["most_scouted"]]:
        why = say("calls.why.scouted", what=item.name)
        yield Proposed(kind="situation", key=f"{SCOUTED}{item.item}", text=text, why=why)


def _offered(asking: _Asking, questions: Iterable[BankQuestion]) -> Iterator[tuple[float, str, Proposed]]:
    """Every question that fits, with its worth and its topic; one about a need for each need that it suits."""
    for question in questions:
        if not asking.fits(question):
            continue
        needs: Sequence[Need | None] = asking.needs if question.of_need(asking.lang) else [None]
        for need in needs:
            if need is not None and not _suits(question, need):
                continue
            text = question.text[asking.lang]
            text = text.replace(NEED, need.text.rstrip("。.")) if need else text
            if _same(text) in asking.asked:
                continue
            item = Proposed(
                kind=question.kind,
                key=question.key,
                text=text,
                why=_why(asking, question, need),
                need=need.text if need else "",
                only_if=asking.only_if(question),
            )
            yield _worth(asking, question, need, _same(text) in asking.known_elsewhere), question.learns, item


def _suits(question: BankQuestion, need: Need) -> bool:
    """Whether a question takes a need further: not to its consequences where those are known or it is wished for
    already, nor to its worth where that is known."""
    if question.learns == "cost":
        return need.money is None
    if question.learns == PERSONAL:
        return True
    if question.kind == "implication":
        return need.strength == "implied" and not need.implication
    return not need.payoff


def _worth(asking: _Asking, question: BankQuestion, need: Need | None, answered: bool) -> float:
    data = load_data("calls")
    added = data["added"]
    worth = data["worth"][_ripeness(need) if need else asking.ripeness][question.kind]
    if question.roles:
        worth += added["main_role" if asking.role in question.roles else "role"]
    worth += added["trade"] if question.trades else 0.0
    worth += added["personal"] if question.learns == PERSONAL and not asking.personal else 0.0
    worth += added["of_need"] if need else 0.0
    if need is None and asking.needs and question.kind in ("implication", "need_payoff"):
        worth += added["beside_his_needs"]
    worth += added["of_stage"] if question.stages != tuple(data["early"]) else 0.0
    worth += added["conditional"] if asking.only_if(question) else 0.0
    return float(worth + (added["answered_by_another"] if answered else 0.0))


def _why(asking: _Asking, question: BankQuestion, need: Need | None) -> Say:
    if question.learns == PERSONAL and not asking.personal:
        return say("calls.why.personal")
    if need is not None:
        if question.learns == "cost":
            return say("calls.why.no_money")
        if question.kind == "implication":
            return say("calls.why.implied")
        return say(f"calls.why.{'explicit' if need.strength == 'explicit' else 'developed'}")
    early = asking.dossier.stage in load_data("calls")["early"]
    if early and asking.ripeness == "unknown" and question.kind in ("situation", "problem"):
        return say("calls.why.no_need", name=asking.dossier.names[asking.person.id])
    return say("calls.why.stage")
