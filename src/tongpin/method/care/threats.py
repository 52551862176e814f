"""What threatens the relation with a customer: people, quality, estrangement, changed needs, rivals (METHOD 10.3).

Each threat is found in records and told with its words. Its key stays the same as long as it is the same threat, so
that one which somebody dismissed is not told again.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from tongpin.method.care.contacts import Attention, Contact, Ground, Trouble
from tongpin.method.care.threat_words import told_in
from tongpin.method.datafiles import load_data
from tongpin.method.organisation import level_of
from tongpin.method.serving import ThreatKind
from tongpin.method.wording import Say, briefly, quoted, say

THREATS: tuple[ThreatKind, ...] = ("quality", "people", "rival", "needs", "estrangement")
"""In the order in which they are told: what a customer may leave us for tomorrow comes first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Threat:
    """A threat found. ``words`` of ``entry`` (in ``sale``) show it, where words do. ``weight`` 2 presses."""

    key: str
    kind: ThreatKind
    date: dt.date
    why: Say
    do: Say
    words: str = ""
    entry: str = ""
    sale: str = ""
    weight: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalTold:
    """A signal that was read in an entry, with its words, and not struck out. ``sure``: 1 once somebody confirmed it,
    else how plainly the words tell."""

    sale: str
    entry: str
    kind: str
    words: str
    date: dt.date
    sure: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Newcomer:
    """Somebody who came into a seat on a day."""

    person: str
    name: str
    title: str
    since: dt.date


@dataclass(frozen=True, slots=True, kw_only=True)
class BadReading:
    """The newest reading of a result measure, outside its band."""

    sale: str
    name: str
    value: str
    date: dt.date


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """What threats are looked for in, beside contacts and troubles: ``served`` are the sales in which they have bought,
    for before that a rival's move is no threat to a relation. ``rivals``: names."""

    served: frozenset[str] = frozenset()
    signals: tuple[SignalTold, ...] = ()
    newcomers: tuple[Newcomer, ...] = ()
    readings: tuple[BadReading, ...] = ()
    rivals: tuple[str, ...] = ()


Finder = Callable[[Sequence[Attention], Ground, Watched], Iterator[Threat]]


def threats_of(people: Sequence[Attention], ground: Ground, watched: Watched) -> tuple[Threat, ...]:
    """Every threat that the records show today, what presses first; each key once, and of one kind each entry once."""
    finders: tuple[Finder, ...] = (_left, _newcomers, _tickets, _readings, _read, _worded, _broken, _slower)
    found: dict[str, Threat] = {}
    shown: set[tuple[str, str, str]] = set()
    for finder in finders:
        for threat in finder(people, ground, watched):
            place = threat.kind, threat.sale, threat.entry
            if threat.key not in found and not (threat.words and threat.entry and place in shown):
                found[threat.key] = threat
                shown.add(place)
    return tuple(sorted(found.values(), key=_order))


def _order(threat: Threat) -> tuple[int, int, int]:
    return -threat.weight, THREATS.index(threat.kind), -threat.date.toordinal()


def sale_named(key: str) -> str:
    """The sale that the key of a threat names; empty for one of a person, or of several sales."""
    what, *rest = key.split(":")
    return rest[0] if rest and what in {"ticket", "reading", *THREATS} else ""


# ---------------------------------------------------------------- people
def _left(people: Sequence[Attention], ground: Ground, _watched: Watched) -> Iterator[Threat]:
    for one in people:
        left = one.party.left
        if left is None or not _recent(left, ground):
            continue
        key = one.weight == "key" or (one.party.attitude or 0) > 0
        told: dict[str, Any] = {
            "name": quoted(" · ".join(part for part in (one.party.name, one.party.title) if part)),
            "day": left.isoformat(),
        }
        yield Threat(
            key=f"left:{one.party.id}:{left}",
            kind="people",
            date=left,
            why=say("threats.why.left_key", **told) if key else say("threats.why.left", **told),
            do=say("threats.do.left"),
            weight=2 if key else 1,
        )


def _newcomers(_people: Sequence[Attention], ground: Ground, watched: Watched) -> Iterator[Threat]:
    since = ground.today - dt.timedelta(days=_days("newcomer"))
    for one in watched.newcomers:
        met = any(one.person in contact.who and contact.direction != "internal" for contact in ground.contacts)
        if not met and since < one.since <= ground.today:
            told: dict[str, Any] = {
                "name": quoted(one.name),
                "title": quoted(one.title),
                "day": one.since.isoformat(),
            }
            yield Threat(
                key=f"newcomer:{one.person}:{one.since}",
                kind="people",
                date=one.since,
                why=say("threats.why.newcomer", **told),
                do=say("threats.do.newcomer"),
                weight=2 if level_of(one.title) in {"executive", "manager"} else 1,
            )


# ---------------------------------------------------------------- quality
def _tickets(_people: Sequence[Attention], ground: Ground, _watched: Watched) -> Iterator[Threat]:
    for trouble in ground.troubles:
        yield from _ticket(trouble, ground)
    since = ground.today - dt.timedelta(days=_days("many_within"))
    late = [trouble for trouble in ground.troubles if trouble.reported > since]
    if len(late) >= _data()["many"]:
        newest = max(late, key=lambda trouble: trouble.reported)
        yield Threat(
            key=f"many:{newest.reported:%Y-%m}",
            kind="quality",
            date=newest.reported,
            why=say("threats.why.many", count=len(late), days=_days("many_within")),
            do=say("threats.do.quality"),
            words=newest.text,
            entry=newest.entry,
            sale=newest.sale,
            weight=2,
        )


def _ticket(trouble: Trouble, ground: Ground) -> Iterator[Threat]:
    text = briefly(trouble.text, 60)
    severe = (trouble.severity or 0) >= _data()["severe"]
    age = (ground.today - trouble.reported).days
    if trouble.solved is None and severe:
        why, do = say("threats.why.ticket_severe", text=text, severity=trouble.severity or 0), "quality"
    elif trouble.solved is None and age >= _days("ticket_open"):
        why, do = say("threats.why.ticket_open", text=text, days=age), "quality"
    elif trouble.solved is not None and trouble.undone is None and _left_over(trouble.solved, ground):
        why, do = say("threats.why.effect_left", text=text, days=(ground.today - trouble.solved).days), "effect_left"
    else:
        return
    yield Threat(
        key=f"ticket:{trouble.sale}:{trouble.id}",
        kind="quality",
        date=trouble.reported,
        why=why,
        do=say(f"threats.do.{do}"),
        words=trouble.text,
        entry=trouble.entry,
        sale=trouble.sale,
        weight=1 if do == "effect_left" else 2,
    )


def _left_over(solved: dt.date, ground: Ground) -> bool:
    return _days("effect_left") <= (ground.today - solved).days < _days("look_back")


def _readings(_people: Sequence[Attention], ground: Ground, watched: Watched) -> Iterator[Threat]:
    for reading in watched.readings:
        if _recent(reading.date, ground):
            told = {"name": quoted(reading.name), "value": quoted(reading.value)}
            yield Threat(
                key=f"reading:{reading.sale}:{reading.name}:{reading.date}",
                kind="quality",
                date=reading.date,
                why=say("threats.why.reading", **told),
                do=say("threats.do.reading"),
                words=f"{reading.name} {reading.value}",
                sale=reading.sale,
            )


# ---------------------------------------------------------------- read in notes
def _read(_people: Sequence[Attention], ground: Ground, watched: Watched) -> Iterator[Threat]:
    """Signals of served sales. Of one kind the newest of a sale stands for those before it."""
    kinds: Mapping[str, ThreatKind] = _data()["signals"]
    newest: dict[tuple[str, str], SignalTold] = {}
    for signal in watched.signals:
        if signal.kind in kinds and signal.sale in watched.served and _tells(signal, ground):
            known = newest.get((signal.sale, signal.kind))
            if known is None or known.date < signal.date:
                newest[signal.sale, signal.kind] = signal
    for signal in newest.values():
        kind = kinds[signal.kind]
        yield Threat(
            key=f"{kind}:{signal.sale}:{signal.entry}",
            kind=kind,
            date=signal.date,
            why=say("threats.why.signal", signal=say(f"signals.{signal.kind}.name")),
            do=say(f"threats.do.{kind}"),
            words=signal.words,
            entry=signal.entry,
            sale=signal.sale,
            weight=2 if kind == "rival" else 1,
        )


def _worded(_people: Sequence[Attention], ground: Ground, watched: Watched) -> Iterator[Threat]:
    """Words of people who go, of changed needs, other suppliers, a customer who misses us in what passed with him."""
    for contact in ground.contacts:
        if contact.sale not in watched.served or not _recent(contact.date, ground) or contact.direction == "internal":
            continue
        for kind, words in told_in(contact.text, watched.rivals):
            yield _in_words(kind, words, contact)


def _in_words(kind: ThreatKind, words: str, contact: Contact) -> Threat:
    return Threat(
        key=f"{kind}:{contact.sale}:{contact.entry}",
        kind=kind,
        date=contact.date,
        why=say(f"threats.why.{kind}"),
        do=say(f"threats.do.{kind}"),
        words=words,
        entry=contact.entry,
        sale=contact.sale,
        weight=2 if kind == "rival" else 1,
    )


def _tells(signal: SignalTold, ground: Ground) -> bool:
    age = (ground.today - signal.date).days
    return signal.sure >= _data()["least"] and 0 <= age < _days("signal")


# ---------------------------------------------------------------- estrangement
def _broken(people: Sequence[Attention], ground: Ground, _watched: Watched) -> Iterator[Threat]:
    for one in people:
        if one.last_day is None or one.weight == "other" or _gone(one, ground) or one.state == "resting":
            continue
        days = (ground.today - one.last_day).days
        if days >= _data()["broken"] * one.every:
            yield Threat(
                key=f"broken:{one.party.id}:{one.last_day}",
                kind="estrangement",
                date=one.last_day + dt.timedelta(days=one.every),
                why=say("threats.why.broken", name=quoted(one.party.name), days=days, every=one.every),
                do=say("threats.do.estrangement"),
                entry=one.last.entry if one.last else "",
                sale=one.last.sale if one.last else "",
                weight=2 if one.weight == "key" else 1,
            )


def _gone(one: Attention, ground: Ground) -> bool:
    return one.party.left is not None and one.party.left <= ground.today


def _slower(_people: Sequence[Attention], ground: Ground, _watched: Watched) -> Iterator[Threat]:
    """Answers of the last half-year against those before; a few figures on either side tell nothing."""
    border = ground.today - dt.timedelta(days=_days("recent"))
    answers = sorted(answers_of(ground.contacts), key=lambda answer: answer[0])
    before = [days for day, days, _entry, _sale in answers if day <= border]
    late = [answer for answer in answers if answer[0] > border]
    if len(before) < _data()["answers_before"] or len(late) < _data()["answers_recent"]:
        return
    usual, now = median(before), median(days for _day, days, _entry, _sale in late)
    if now >= _data()["slower"] * usual and now - usual >= _days("slower_by"):
        day, _days_taken, entry, sale = late[-1]
        yield Threat(
            key=f"slower:{day.year}-{(day.month + 2) // 3}",
            kind="estrangement",
            date=day,
            why=say("threats.why.slower", before=f"{usual:g}", now=f"{now:g}"),
            do=say("threats.do.slower"),
            entry=entry,
            sale=sale,
        )


def answers_of(contacts: Iterable[Contact]) -> Iterator[tuple[dt.date, int, str, str]]:
    """(day, days taken, entry, sale) of each answer: in each sale the first contact of theirs after we had written or
    called. What comes much later is no answer but another matter."""
    waiting: dict[str, dt.date] = {}
    longest = _days("answer")
    for contact in sorted(contacts, key=lambda one: (one.date, one.entry)):
        if contact.sale in waiting and (contact.date - waiting[contact.sale]).days > longest:
            del waiting[contact.sale]
        if contact.direction == "out" and contact.kind in _data()["asking"]:
            waiting.setdefault(contact.sale, contact.date)
        elif contact.direction == "in" and contact.sale in waiting:
            asked = waiting.pop(contact.sale)
            yield contact.date, (contact.date - asked).days, contact.entry, contact.sale


# ---------------------------------------------------------------- data
def _recent(day: dt.date, ground: Ground) -> bool:
    return ground.today - dt.timedelta(days=_days("look_back")) < day <= ground.today


def _days(name: str) -> int:
    return int(_data()["days"][name])


def _data() -> Any:
    return load_data("threats")
