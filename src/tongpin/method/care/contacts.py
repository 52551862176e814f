"""Contacts with the people of a customer: what each served, when the next is due, and whether they are in balance.

A contact counts as care when it is with the person, not among ourselves, and not caused by trouble (METHOD 10.1): a
visit that a breakdown forces on us keeps nobody's relation alive.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from tongpin.method.care.contact_words import functions_read
from tongpin.method.care.rest import first_free, rested
from tongpin.method.case import Direction, EntryKind
from tongpin.method.datafiles import load_data
from tongpin.method.serving import CONTACT_FUNCTIONS, ContactFunction, RelationRange
from tongpin.method.sides import Level
from tongpin.method.wording import Say, joined, say

Weight = Literal["key", "working", "other"]
"""How much somebody weighs: who decides or sways, who works with what we sell, anybody else."""
WEIGHTS: tuple[Weight, ...] = ("key", "working", "other")
CareState = Literal["overdue", "due", "unseen", "resting", "well"]
CARE_STATES: tuple[CareState, ...] = ("overdue", "due", "unseen", "resting", "well")
"""What presses comes first. ``unseen``: nobody has met him, and no plan says since when he should be. ``resting``: it
would be time, and the customer is better left alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What was agreed for one person. ``every``: days, ``None``: the rhythm of the grade. ``since``: from when on it
    counts; ``owner``: who of us by name."""

    owner: str = ""
    every: int | None = None
    since: dt.date | None = None
    interests: str = ""
    paused_until: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """Somebody of the customer's. ``last_told``: a last contact that somebody wrote down by itself. ``ours``: names of
    those of us who know him."""

    id: str
    name: str = ""
    title: str = ""
    department: str = ""
    roles: tuple[str, ...] = ()
    influence: int | None = None
    attitude: int | None = None
    level: Level | None = None
    left: dt.date | None = None
    last_told: dt.date | None = None
    ours: tuple[str, ...] = ()
    plan: Plan | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """An entry of some timeline of the customer. ``who``: ids of parties; ``functions`` as somebody told them;
    ``sale``: of which opportunity; ``entry``: its code there."""

    entry: str
    sale: str
    date: dt.date
    kind: EntryKind
    direction: Direction = "out"
    by: str = ""
    who: tuple[str, ...] = ()
    text: str = ""
    functions: tuple[ContactFunction, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """Trouble that the customer told: a ticket from ``reported`` until it was ``solved``, and ``undone`` inside."""

    id: str
    sale: str
    reported: dt.date
    text: str
    who: str = ""
    severity: int | None = None
    solved: dt.date | None = None
    undone: dt.date | None = None
    entry: str = ""

    def open_on(self, day: dt.date) -> bool:
        """Whether it was under way on a day; the day of its solution is one of them."""
        return self.reported <= day and (self.solved is None or day <= self.solved)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What holds for all people of a customer: ``grade`` A..D or empty, the ``target`` of the relation, ``contacts``
    in order of time, ``troubles``, busy ``seasons`` ("MM-DD", "MM-DD"), and ``is_off`` for days nobody works."""

    today: dt.date
    grade: str = ""
    target: RelationRange | None = None
    contacts: tuple[Contact, ...] = ()
    troubles: tuple[Trouble, ...] = ()
    seasons: tuple[tuple[str, str], ...] = ()
    is_off: Callable[[dt.date], object] = field(default=lambda _day: False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attention:
    """How it stands with one person. ``last``: the last contact that counts as care, ``last_day`` its day or the one
    that was told; ``due``: ``None`` where there is neither plan nor contact to reckon from; ``late``: days beyond it.
    ``counts``: contacts of the last year by function, ``unread`` of them served nothing that could be read."""

    party: Party
    weight: Weight
    every: int
    why: Say
    last: Contact | None
    last_day: dt.date | None
    due: dt.date | None
    state: CareState
    late: int
    moved: Say | None
    counts: Mapping[ContactFunction, int]
    total: int
    unread: int
    by_trouble: int
    lacking: tuple[ContactFunction, ...]
    findings: tuple[Say, ...]


def attention_to(party: Party, ground: Ground) -> Attention:
    """When somebody is due, and how his contacts are in balance."""
    every, why = rhythm_of(party, ground)
    with_him = [contact for contact in ground.contacts if party.id in contact.who and contact.direction != "internal"]
    complaints = [contact for contact in ground.contacts if contact.kind == "complaint"]
    caused = {(contact.sale, contact.entry) for contact in with_him if by_trouble(contact, ground, complaints)}
    counting = [contact for contact in with_him if (contact.sale, contact.entry) not in caused]
    last = max(counting, key=lambda contact: contact.date, default=None)
    last_day = _last_day(party, with_him, last)
    nominal = _nominal(party, last_day, every)
    due, moved = _moved(party, ground, nominal) if nominal else (None, None)
    state = _state(party, ground, nominal, due)
    year = ground.today - dt.timedelta(days=_days("balance"))
    recent = [contact for contact in with_him if contact.date > year]
    served = [functions_of(contact) for contact in recent]
    counts: dict[ContactFunction, int] = {name: sum(name in found for found in served) for name in CONTACT_FUNCTIONS}
    troubled = sum((contact.sale, contact.entry) in caused for contact in recent)
    lacking = _lacking(recent, counts)
    return Attention(
        party=party,
        weight=weight_of(party),
        every=every,
        why=why,
        last=last,
        last_day=last_day,
        due=due,
        state=state,
        late=max(0, (ground.today - due).days) if due and state == "overdue" else 0,
        moved=moved,
        counts=counts,
        total=len(recent),
        unread=sum(not found for found in served),
        by_trouble=troubled,
        lacking=lacking,
        findings=tuple(_findings(recent, counts, troubled, lacking)),
    )


def in_order(found: Iterable[Attention]) -> list[Attention]:
    """What presses first: by state, the weightier before, then whoever waits longest."""
    return sorted(
        found,
        key=lambda one: (
            CARE_STATES.index(one.state),
            WEIGHTS.index(one.weight),
            one.due or dt.date.max,
            one.party.name,
        ),
    )


# ---------------------------------------------------------------- rhythm
def weight_of(party: Party) -> Weight:
    """How much somebody weighs, by his roles and influence."""
    roles = _data()["roles"]
    strong = party.influence is not None and party.influence >= _data()["key_influence"]
    if strong or any(role in roles["key"] for role in party.roles):
        return "key"
    return "working" if any(role in roles["working"] for role in party.roles) else "other"


def rhythm_of(party: Party, ground: Ground) -> tuple[int, Say]:
    """Days between two contacts, and why."""
    weight = weight_of(party)
    told = say(f"contacts.weights.{weight}")
    if party.plan is not None and party.plan.every is not None:
        return party.plan.every, say("contacts.why.told", days=party.plan.every)
    if ground.target == "company":
        days = int(_data()["rhythm"]["A"][weight])
        return days, say("contacts.why.strategic", weight=told, days=days)
    if ground.grade in _data()["rhythm"]:
        days = int(_data()["rhythm"][ground.grade][weight])
        return days, say("contacts.why.grade", grade=ground.grade, weight=told, days=days)
    days = int(_data()["rhythm"][_data()["ungraded"]][weight])
    return days, say("contacts.why.ungraded", weight=told, days=days)


def _last_day(party: Party, with_him: Sequence[Contact], last: Contact | None) -> dt.date | None:
    """The last contact that counts; one that was told by itself counts unless an entry of that day is known."""
    known = last.date if last else None
    told = party.last_told
    if told is None or any(contact.date == told for contact in with_him):
        return known
    return told if known is None else max(known, told)


def _nominal(party: Party, last: dt.date | None, every: int) -> dt.date | None:
    """When the next contact is due by the rhythm alone; whoever was never seen is due from the plan's first day on."""
    if last is not None:
        return last + dt.timedelta(days=every)
    return party.plan.since if party.plan is not None else None


def _moved(party: Party, ground: Ground, nominal: dt.date) -> tuple[dt.date, Say | None]:
    """The day behind pauses, busy seasons and days off, and what moved it."""
    day, reasons = nominal, []
    paused = party.plan.paused_until if party.plan else None
    if paused is not None and paused > ground.today and day < paused:
        day = paused
        reasons.append(say("contacts.moved.paused", day=paused.isoformat()))
    start = max(day, ground.today) if rested(ground.today, ground.seasons) else day
    free, season = first_free(start, ground.seasons)
    if season is not None:
        day = free
        reasons.append(say("contacts.moved.season", first=season[0], last=season[1]))
    working = _working(day, ground)
    if working != day:
        reasons.append(say("contacts.moved.holiday", day=day.isoformat()))
    return working, joined(reasons) if reasons else None


def _working(day: dt.date, ground: Ground) -> dt.date:
    """The day itself, or the next one on which they work; a fortnight is the longest holiday there is."""
    days = (day + dt.timedelta(days=ahead) for ahead in range(15))
    return next((one for one in days if not ground.is_off(one)), day)


def _state(party: Party, ground: Ground, nominal: dt.date | None, due: dt.date | None) -> CareState:
    if nominal is None or due is None:
        return "unseen"
    soon = ground.today + dt.timedelta(days=_days("soon"))
    paused = party.plan.paused_until if party.plan else None
    quiet = (paused is not None and paused > ground.today) or rested(ground.today, ground.seasons) is not None
    if quiet and nominal <= soon < due:
        return "resting"
    if due < ground.today:
        return "overdue"
    return "due" if due <= soon else "well"


# ---------------------------------------------------------------- what contacts served
def functions_of(contact: Contact) -> tuple[ContactFunction, ...]:
    """What a contact served: as somebody told, else read from its kind and words; empty where neither says."""
    if contact.functions:
        return contact.functions
    found = {*_data()["kinds"].get(contact.kind, ()), *functions_read(contact.text)}
    return tuple(name for name in CONTACT_FUNCTIONS if name in found)


def by_trouble(contact: Contact, ground: Ground, complaints: Iterable[Contact]) -> bool:
    """Whether trouble caused a contact: a complaint, or a contact in its sale while a ticket was open or within days of
    one of the customer's ``complaints``. Whoever told that it served care knows better."""
    if "care" in contact.functions:
        return False
    if contact.kind == "complaint":
        return True
    if any(trouble.sale == contact.sale and trouble.open_on(contact.date) for trouble in ground.troubles):
        return True
    reach = dt.timedelta(days=_days("after_complaint"))
    return any(
        other.sale == contact.sale
        and set(other.who) & set(contact.who)
        and dt.timedelta(0) <= contact.date - other.date <= reach
        for other in complaints
    )


def _lacking(recent: Sequence[Contact], counts: Mapping[ContactFunction, int]) -> tuple[ContactFunction, ...]:
    """Functions that a year of contacts did not serve once; of a few contacts nobody can tell. A deal need not be
    moved at all."""
    if len(recent) < _data()["enough"]:
        return ()
    return tuple(name for name in CONTACT_FUNCTIONS if name != "moving" and not counts[name])


def _findings(
    recent: Sequence[Contact],
    counts: Mapping[ContactFunction, int],
    troubled: int,
    lacking: Sequence[ContactFunction],
) -> Iterator[Say]:
    total, enough = len(recent), _data()["enough"]
    if total and troubled == total:
        yield say("contacts.findings.only_trouble", count=total)
        return
    if total < enough:
        return
    others = sum(counts[name] for name in CONTACT_FUNCTIONS if name != "moving")
    if counts["moving"] == total and not others:
        yield say("contacts.findings.only_moving", count=total)
        return
    if all(contact.direction == "in" for contact in recent):
        yield say("contacts.findings.only_answering", count=total)
    if lacking:
        yield say("contacts.findings.lacking", functions=functions_told(lacking))


def functions_told(functions: Iterable[ContactFunction]) -> Say:
    """Names of functions, at least one, one after another."""
    first, *rest = functions
    told = say(f"contacts.functions.{first}")
    return say("contacts.and", first=told, rest=functions_told(rest)) if rest else told


def _days(name: str) -> int:
    return int(_data()["days"][name])


def _data() -> Any:
    return load_data("contacts")
