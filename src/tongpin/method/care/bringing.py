"""What to bring to somebody: an answer owed, news for him, a check-up, a result to show (METHOD 10.1).

There is always something: whoever comes with empty hands to "keep in touch" takes the customer's time for nothing.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from tongpin.method.care.contacts import Attention, Ground, Trouble, functions_of
from tongpin.method.datafiles import load_data
from tongpin.method.serving import ContactFunction
from tongpin.method.wording import Say, briefly, quoted, say

BringKind = Literal[
    "owed", "open_trouble", "effect_left", "expectation", "check_up", "result", "need", "proof", "interest", "ask"
]
SERVES: dict[BringKind, ContactFunction] = {
    "owed": "information",
    "open_trouble": "service",
    "effect_left": "service",
    "expectation": "information",
    "check_up": "service",
    "result": "information",
    "need": "information",
    "proof": "information",
    "interest": "information",
    "ask": "intelligence",
}
FIRST: tuple[BringKind, ...] = ("owed", "open_trouble", "effect_left")
"""What cannot wait for better things to bring."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """A promise of ours that is not kept yet."""

    sale: str
    text: str
    date: dt.date
    due: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """A delivery that was accepted on a day, or went live where nobody noted an acceptance."""

    sale: str
    title: str
    since: dt.date


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """The newest reading of a result measure."""

    sale: str
    name: str
    value: str
    date: dt.date
    target: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A need of theirs, or what they expect of the purchase (``expected``). ``who``: whose; empty: the company's."""

    sale: str
    text: str
    who: str = ""
    expected: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ProofNews:
    """Something new in the library from the customer's trade."""

    title: str
    date: dt.date


@dataclass(frozen=True, slots=True, kw_only=True)
class Store:
    """What there is to bring to the people of a customer."""

    owed: tuple[Owed, ...] = ()
    running: tuple[Running, ...] = ()
    readings: tuple[Reading, ...] = ()
    wishes: tuple[Wish, ...] = ()
    proofs: tuple[ProofNews, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Bring:
    """One thing to bring: what it is, which function it serves, and the sale that it comes from, where one does."""

    kind: BringKind
    what: Say
    serves: ContactFunction
    sale: str = ""


def what_to_bring(attention: Attention, ground: Ground, store: Store) -> tuple[Bring, ...]:
    """The few best things for somebody, the most pressing first: debts and trouble, then what serves a function that
    was lacking; something to ask closes a short list."""
    found = [*_found(attention, ground, store)]
    urgent = [item for item in found if item.kind in FIRST]
    rest = [item for item in found if item.kind not in FIRST]
    rest.sort(key=lambda item: item.serves not in attention.lacking)
    most = int(load_data("contacts")["most"])
    chosen = [*urgent, *rest][:most]
    if len(chosen) < most and not urgent:
        chosen.append(_bring("ask", say(f"contacts.ask.{_asked(attention)}")))
    return tuple(chosen)


def _found(attention: Attention, ground: Ground, store: Store) -> Iterator[Bring]:
    yield from _debts(attention, ground, store.owed)
    yield from _troubles(attention, ground)
    mine = {contact.sale for contact in ground.contacts if attention.party.id in contact.who}
    yield from _wishes(attention, store.wishes, expected=True)
    if _has_hands_on(attention):
        yield from (check for item in store.running if item.sale in mine for check in _check_up(item, ground))
    yield from _news(attention, store, mine)
    yield from _wishes(attention, store.wishes, expected=False)
    plan = attention.party.plan
    if plan is not None and plan.interests.strip():
        yield _bring("interest", say("contacts.bring.interest", text=briefly(plan.interests)))


def _has_hands_on(attention: Attention) -> bool:
    """Whether somebody works with what we delivered."""
    return not set(load_data("contacts")["hands"]).isdisjoint(attention.party.roles)


def _asked(attention: Attention) -> str:
    """What to ask whom: who works with it and who pays are asked of different things."""
    return "paying" if attention.weight == "working" and not _has_hands_on(attention) else attention.weight


def _debts(attention: Attention, ground: Ground, owed: Sequence[Owed]) -> Iterator[Bring]:
    """What is owed to the company goes to those who weigh most."""
    for item in owed if attention.weight == "key" else ():
        if item.due is not None and item.due < ground.today:
            late = (ground.today - item.due).days
            what = say("contacts.bring.owed_late", text=briefly(item.text), due=item.due.isoformat(), days=late)
        else:
            what = say("contacts.bring.owed", text=briefly(item.text), day=item.date.isoformat())
        yield _bring("owed", what, item.sale)


def _troubles(attention: Attention, ground: Ground) -> Iterator[Bring]:
    for trouble in ground.troubles:
        if not _touches(trouble, attention):
            continue
        kind: BringKind = "open_trouble" if trouble.solved is None else "effect_left"
        if trouble.solved is None or trouble.undone is None:
            text = briefly(trouble.text)
            what = (
                say("contacts.bring.open_trouble", text=text)
                if kind == "open_trouble"
                else say("contacts.bring.effect_left", text=text)
            )
            yield _bring(kind, what, trouble.sale)


def _touches(trouble: Trouble, attention: Attention) -> bool:
    """Whoever told of it, and those who weigh most, for they will hear of it."""
    return trouble.who == attention.party.id or attention.weight == "key"


def _wishes(attention: Attention, wishes: Sequence[Wish], *, expected: bool) -> Iterator[Bring]:
    for wish in wishes:
        if wish.expected != expected or wish.who not in {attention.party.id, ""}:
            continue
        if not wish.who and attention.weight != "key":
            continue
        text = briefly(wish.text)
        if expected:
            yield _bring("expectation", say("contacts.bring.expectation", text=text), wish.sale)
        else:
            yield _bring("need", say("contacts.bring.need", text=text), wish.sale)


def _check_up(item: Running, ground: Ground) -> Iterator[Bring]:
    """Due where a mark has passed (a month, a quarter, half a year, then every year) and nobody has looked since."""
    mark = last_mark(item.since, ground.today)
    if mark is None:
        return
    looked = any(
        contact.sale == item.sale and contact.date >= mark and "service" in functions_of(contact)
        for contact in ground.contacts
    )
    if not looked:
        days = (ground.today - item.since).days
        what = say("contacts.bring.check_up", title=briefly(item.title), days=days)
        yield _bring("check_up", what, item.sale)


def last_mark(since: dt.date, today: dt.date) -> dt.date | None:
    """The last day on which a check-up fell due; ``None`` before the first."""
    marks: list[int] = list(load_data("contacts")["check_ups"])
    age = (today - since).days
    passed = [mark for mark in marks if mark <= age]
    if not passed:
        return None
    last = passed[-1] if age < 2 * marks[-1] else age // marks[-1] * marks[-1]
    return since + dt.timedelta(days=last)


def _news(attention: Attention, store: Store, mine: set[str]) -> Iterator[Bring]:
    """Readings and proofs that came since he was last seen."""
    seen = attention.last_day or dt.date.min
    for reading in store.readings:
        if reading.sale in mine and reading.date > seen:
            told: dict[str, Any] = {
                "name": quoted(reading.name),
                "value": quoted(reading.value),
                "day": reading.date.isoformat(),
            }
            if reading.target:
                what = say("contacts.bring.result_target", target=quoted(reading.target), **told)
            else:
                what = say("contacts.bring.result", **told)
            yield _bring("result", what, reading.sale)
    for proof in store.proofs:
        if proof.date > seen:
            yield _bring("proof", say("contacts.bring.proof", title=quoted(proof.title)))


def _bring(kind: BringKind, what: Say, sale: str = "") -> Bring:
    return Bring(kind=kind, what=what, serves=SERVES[kind], sale=sale)
