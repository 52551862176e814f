"""Late play 后来者的打法: what to do when the criteria are set for another or against us (METHOD 7.3, 13.3).

Reopen, unsettle with a new scheme, withdraw, take part graciously: each with when it fits, what it costs and the words
of the first call. Never below cost, never arranged; where public rules hold, only what they allow.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from tongpin.method.case import Need, Stakeholder
from tongpin.method.criteria.authors import Authors
from tongpin.method.criteria.board import Board, board_of, places
from tongpin.method.criteria.flips import Flips
from tongpin.method.datafiles import load_data
from tongpin.method.dossier import Dossier, rank
from tongpin.method.people import ranked
from tongpin.method.tenders import abroad, may_be_public, must_be_public, objection_until
from tongpin.method.wording import Say, quoted, say

PlayName = Literal["reopen", "unsettle", "withdraw", "take_part"]
PLAYS: tuple[PlayName, ...] = ("reopen", "unsettle", "withdraw", "take_part")
Rules = Literal["public", "private", "unknown"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Play:
    """``fit`` 0..1; ``why`` and ``against``: what speaks for it here and what does not; ``do``: how it is done here;
    ``words``: for the first call, to ``who`` (a stakeholder's id, empty: whoever is named in the papers)."""

    name: PlayName
    fit: float
    why: tuple[Say, ...]
    against: tuple[Say, ...]
    do: Say
    cost: Say
    words: Say
    who: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LatePlay:
    """``needed``: whether we are late at all, and ``why``. ``plays``: those that are lawful here, the fitting one
    first; ``refused``: what is not open to us, and why not."""

    needed: bool
    why: Say
    rules: Rules
    plays: tuple[Play, ...]
    refused: tuple[tuple[PlayName, Say], ...]


def late_play(
    dossier: Dossier, authors: Authors, flips: Flips | None, *, cost_of_bidding: Decimal | None = None
) -> LatePlay:
    """The plays for a case. ``cost_of_bidding`` in the opportunity's currency, where it was reckoned."""
    rules = rules_of(dossier)
    why = _late(dossier, authors, board_of(dossier.case))
    if why is None:
        return LatePlay(needed=False, why=say("plays.not_late"), rules=rules, plays=(), refused=())
    facts = dict(_facts(dossier, authors, flips, cost_of_bidding))
    told = _Told(dossier, flips, rules)
    closed = dict(_refused(dossier, rules))
    plays = [_play(name, facts, told) for name in PLAYS if name not in closed]
    return LatePlay(
        needed=True,
        why=why,
        rules=rules,
        plays=tuple(sorted(plays, key=lambda play: -play.fit)),
        refused=tuple(closed.items()),
    )


def rules_of(dossier: Dossier) -> Rules:
    """Whether the rules of public money or of compulsory tenders hold; nobody knows until the buyer's kind is known."""
    if must_be_public(dossier):
        return "public"
    return "unknown" if may_be_public(dossier) else "private"


def overlooked_need(dossier: Dossier) -> Need | None:
    """The gravest need that no criterion speaks of: by what it costs them, then by severity."""
    told = "".join(f"{item.name}{item.reason}" for item in dossier.case.criteria).lower()
    open_needs = [need for need in dossier.case.needs if need.type == "org" and not _spoken(need.text.lower(), told)]
    return max(open_needs, key=lambda need: (need.money or Decimal(0), need.severity or 0), default=None)


def _spoken(text: str, told: str) -> bool:
    """Whether criteria use the words of a need: two signs together in Chinese, a word of five letters in English."""
    words = {word for word in text.split() if len(word) >= 5 and word.isascii()}
    pairs = {text[i : i + 2] for i in range(len(text) - 1) if not text[i : i + 2].isascii()}
    common = sum(pair in told for pair in pairs)
    return any(word in told for word in words) or (bool(pairs) and common / len(pairs) >= _data()["spoken_share"])


# ---------------------------------------------------------------- are we late?
def _late(dossier: Dossier, authors: Authors, board: Board) -> Say | None:
    if dossier.case.opportunity.outcome is not None or rank(dossier.stage) > rank("tender"):
        return None
    if authors.chance is not None and authors.chance >= _data()["set"]:
        return say("plays.late.set", percent=round(100 * authors.chance))
    if authors.place.position == "filler":
        return say("plays.late.filler")
    ranked_places = places(board)
    ours = next((place for place in ranked_places if place.supplier == ""), None)
    if board.comparable and ours is not None and ours.best > 1 and _fixed(dossier):
        return say("plays.late.behind", rank=ours.rank, of=len(ranked_places))
    return None


def _fixed(dossier: Dossier) -> bool:
    """Whether the criteria stand: the tender is out."""
    return dossier.case.tender.issued is not None or rank(dossier.stage) >= rank("tender")


# ---------------------------------------------------------------- what speaks for which
def _facts(
    dossier: Dossier, authors: Authors, flips: Flips | None, cost: Decimal | None
) -> Iterator[tuple[str, tuple[bool, Say]]]:
    """Facts by name: whether they hold, and how they are told."""
    data, case = _data(), dossier.case
    need, days = overlooked_need(dossier), _days_left(dossier)
    if need is not None:
        yield "overlooked_need", (True, say("plays.facts.overlooked_need", need=quoted(need.text)))
    power = [person for person in dossier.with_role("decision_maker", "power") if dossier.met(person)]
    yield "power_reached", _yes_no("power_reached", bool(power))
    friends = [person for person in dossier.present if (person.attitude or 0) > 0 and dossier.met(person)]
    yield "supporter", _yes_no("supporter", bool(friends))
    smallest = flips.smallest if flips is not None and flips.winning else None
    if smallest is not None and smallest.effort <= data["small_change"]:
        yield "small_change", (True, say("plays.facts.small_change", points=f"{float(smallest.effort):.0f}"))
    if flips is not None and flips.winning and flips.of("addition") is not None:
        yield "strength", (True, say("plays.facts.strength", name=quoted(_strength(flips))))
    if days is not None:
        yield "time_left", (days >= data["enough_days"], say("plays.facts.time_left", days=days))
    if authors.chance is not None:
        percent = round(100 * authors.chance)
        yield "surely_set", (authors.chance >= data["surely"], say("plays.facts.surely_set", percent=percent))
    if case.opportunity.segment in ("repeat", "loyal"):
        yield "future", (True, say("plays.facts.future"))
    if cost is not None and case.opportunity.amount:
        part = cost / case.opportunity.amount
        dear = part >= Decimal(str(data["dear_part"]))
        yield "dear_bid", (dear, say("plays.facts.dear_bid", percent=f"{float(100 * part):.1f}"))


def _yes_no(name: str, holds: bool) -> tuple[bool, Say]:
    told = f"{name}_yes" if holds else f"{name}_no"
    return holds, say(f"plays.facts.{told}")


def _days_left(dossier: Dossier) -> int | None:
    deadline: dt.date | None = dossier.case.tender.deadline
    return (deadline - dossier.today).days if deadline is not None else None


def _refused(dossier: Dossier, rules: Rules) -> Iterator[tuple[PlayName, Say]]:
    days = _days_left(dossier)
    if days is not None and days < 0:
        yield "reopen", say("plays.refused.reopen_closed")
        yield "unsettle", say("plays.refused.unsettle_closed")
    elif rules == "public":
        yield "unsettle", say("plays.refused.unsettle_public")
        closed = dossier.case.tender.deadline is not None and objection_until(dossier) is None
        if closed and not abroad(dossier):
            yield "reopen", say("plays.refused.reopen_public")


# ---------------------------------------------------------------- one play
@dataclass(frozen=True, slots=True)
class _Told:
    """What the words of the plays are filled with."""

    dossier: Dossier
    flips: Flips | None
    rules: Rules

    @property
    def who(self) -> Stakeholder | None:
        """The weightiest person we have met and who is not against us."""
        people = [one for one in ranked(self.dossier) if self.dossier.met(one) and (one.attitude or 0) >= 0]
        return next(iter(people), None)

    def say(self, name: PlayName, part: str) -> Say:
        """The text of a play for the rules that hold; the general one where the rules make no difference."""
        texts = load_data("plays")[part][name]
        key = f"plays.{part}.{name}.{self.rules if self.rules in texts else 'private'}"
        who = self.who
        need = overlooked_need(self.dossier)
        return say(
            key,
            name=quoted(who.name or who.title) if who is not None else say("plays.nobody"),
            need=quoted(need.text) if need is not None else say("plays.no_need"),
            strength=quoted(_strength(self.flips)) if _strength(self.flips) else say("plays.no_strength"),
        )


def _play(name: PlayName, facts: Mapping[str, tuple[bool, Say]], told: _Told) -> Play:
    weights: Mapping[str, Mapping[str, float]] = _data()["fits"][name]
    fit = float(_data()["base"][name])
    why: list[Say] = []
    against: list[Say] = []
    for fact, weight in weights.items():
        if fact not in facts:
            continue
        holds, says = facts[fact]
        push = weight["yes"] if holds else weight["no"]
        fit += push
        if push:
            (why if push > 0 else against).append(says)
    who = told.who
    return Play(
        name=name,
        fit=round(max(0.0, min(1.0, fit)), 2),
        why=tuple(why),
        against=tuple(against),
        do=told.say(name, "do"),
        cost=told.say(name, "cost"),
        words=told.say(name, "words"),
        who=who.id if who is not None and told.rules != "public" else "",
    )


def _strength(flips: Flips | None) -> str:
    added = flips.of("addition") if flips is not None and flips.winning else None
    return added.changes[0].name if added is not None else ""


def _data() -> Any:
    return load_data("plays")["figures"]
