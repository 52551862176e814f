"""Concerns before signing: which press most, what reassures, and what records alone betray (METHOD 8.1).

What reassures follows from the kind of a concern, what lies behind it, and the role of who holds it. Nothing here ever
touches the price: fear is not answered with a discount.
"""

import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Any

from tongpin.method.case import Case, Concern
from tongpin.method.datafiles import load_data
from tongpin.method.dossier import Dossier
from tongpin.method.reading.concerns import concerns_in
from tongpin.method.serving import ConcernBehind, ConcernKind
from tongpin.method.standing import PositionOdds
from tongpin.method.wording import Say, say

SETTLED = ("answered", "refused")
"""States of a concern that waits no more."""
_NEVER: Say = say("concerns.never")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Something that reassures: what to do, and why it fits."""

    code: str
    do: Say
    why: Say


@dataclass(frozen=True, slots=True, kw_only=True)
class Worry:
    """A concern that waits. ``place`` is its place in the case, ``weight`` how much it presses: severity times the
    holder's part of the decision. ``overdue``: nothing planned for too long, or the plan's day is past."""

    place: int
    concern: Concern
    weight: float
    overdue: bool
    why: tuple[Say, ...]
    answers: tuple[Answer, ...]
    never: Say


@dataclass(frozen=True, slots=True, kw_only=True)
class Betrayed:
    """A concern that records betray, not words: ``sign``, who probably holds it (id), the entries that show it."""

    sign: str
    kind: ConcernKind
    behind: ConcernBehind
    severity: int
    who: str
    date: dt.date
    entries: tuple[str, ...]
    why: Say
    answers: tuple[Answer, ...]


def waiting(case: Case) -> tuple[Concern, ...]:
    """The concerns that nobody has answered, and that were not refused."""
    return tuple(concern for concern in case.concerns if concern.status not in SETTLED)


def worries_of(dossier: Dossier) -> tuple[Worry, ...]:
    """What waits for an answer, the most pressing first."""
    found = [
        _worry(dossier, place, concern)
        for place, concern in enumerate(dossier.case.concerns)
        if concern.status not in SETTLED
    ]
    return tuple(sorted(found, key=lambda worry: (-worry.weight, worry.concern.date, worry.place)))


def answers_to(
    *,
    kind: ConcernKind | None,
    behind: ConcernBehind | None,
    sign: str = "",
    roles: Collection[str] = (),
    awarded: bool = False,
    name: str = "",
) -> tuple[Answer, ...]:
    """What reassures, the fittest first. ``awarded``: a tender is decided, so that the substance may not be moved."""
    data, another_time = load_data("concerns"), "before_award" if awarded else "after_award"
    scores = {
        code: _fit(told, kind, behind, sign, roles)
        for code, told in data["answers"].items()
        if told.get("only") != another_time
    }
    best = sorted((code for code, score in scores.items() if score > 0), key=lambda code: -scores[code])
    who: Say | str = name or say("concerns.somebody")
    return tuple(
        Answer(
            code=code,
            do=say(f"concerns.answers.{code}.do", name=who),
            why=say(f"concerns.answers.{code}.why", name=who),
        )
        for code in best[: data["most_answers"]]
    )


def is_awarded(case: Case) -> bool:
    """Whether a tender is decided: after it price, terms and payment are not talked about again (METHOD 13.2)."""
    return case.tender.award is not None and case.tender.award <= case.today


def betrayed_by_records(dossier: Dossier, position: PositionOdds) -> tuple[Betrayed, ...]:
    """What records betray while the customer is to commit to us, and no concern that waits speaks of: a quick rhythm
    that stops, a late newcomer."""
    if dossier.stage != "commitment" or position.position == "not_chosen":
        return ()
    if dossier.case.opportunity.outcome is not None or dossier.signed_on is not None:
        return ()
    taken = {(concern.who, concern.kind) for concern in waiting(dossier.case)}
    found = (*_silence(dossier), *_newcomers(dossier))
    return tuple(item for item in found if (item.who, item.kind) not in taken)


# ---------------------------------------------------------------- what presses
def _worry(dossier: Dossier, place: int, concern: Concern) -> Worry:
    data = load_data("concerns")
    severity = concern.severity or data["severity_unknown"]
    share = dossier.shares.get(concern.who, 0.0)
    overdue = _is_overdue(dossier, concern)
    return Worry(
        place=place,
        concern=concern,
        weight=severity * (1 + data["share_counts"] * share),
        overdue=overdue,
        why=tuple(_why(dossier, concern, share, overdue=overdue)),
        answers=_reassuring(
            dossier, concern.who, kind=concern.kind, behind=concern.behind or "risk", sign=_sign_of(concern)
        ),
        never=_NEVER,
    )


def _is_overdue(dossier: Dossier, concern: Concern) -> bool:
    if concern.due is not None:
        return concern.due < dossier.today
    patience = load_data("concerns")["patience_days"]
    return not concern.plan and (dossier.today - concern.date).days > patience


def _why(dossier: Dossier, concern: Concern, share: float, *, overdue: bool) -> Iterator[Say]:
    if concern.severity is not None:
        yield say("concerns.why.severity", severity=concern.severity)
    if concern.who in dossier.names and share >= 0.01:
        yield say("concerns.why.holder", name=dossier.names[concern.who], share=round(100 * share))
    if not concern.plan:
        yield say("concerns.why.no_plan")
    elif overdue:
        yield say("concerns.why.overdue")
    days = (dossier.today - concern.date).days
    if days > 0:
        yield say("concerns.why.waits", days=days)


def _reassuring(
    dossier: Dossier, who: str, *, kind: ConcernKind | None, behind: ConcernBehind, sign: str
) -> tuple[Answer, ...]:
    """What reassures somebody (id) of the case, or nobody known."""
    person = dossier.case.person(who)
    return answers_to(
        kind=kind,
        behind=behind,
        sign=sign,
        roles=person.roles if person else (),
        awarded=is_awarded(dossier.case),
        name=dossier.names.get(who, ""),
    )


def _sign_of(concern: Concern) -> str:
    """What betrayed it, read in its own words; else the sign that its kind stands for."""
    read = concerns_in(concern.words or concern.text, theirs=True)
    if read:
        return read[0].sign
    return {"reopened": "reopened", "lowest_price": "lowest_price"}.get(concern.kind or "", "")


def _fit(told: Any, kind: str | None, behind: str | None, sign: str, roles: Collection[str]) -> float:
    """How well an answer fits; a role only adds to what fits for another reason."""
    fits = told.get("kind", {}).get(kind, 0) + told.get("behind", {}).get(behind, 0) + told.get("sign", {}).get(sign, 0)
    return float(fits + max((told.get("role", {}).get(role, 0) for role in roles), default=0)) if fits else 0.0


# ---------------------------------------------------------------- what records betray
def _silence(dossier: Dossier) -> Iterator[Betrayed]:
    """A quick rhythm of contacts that has stopped."""
    rule = load_data("concerns")["silence"]
    days = sorted({entry.date for entry in dossier.outward if entry.date <= dossier.today})[-rule["contacts"] :]
    if len(days) < rule["contacts"]:
        return
    usual = median((later - earlier).days for earlier, later in pairwise(days))
    since = (dossier.today - days[-1]).days
    if usual > rule["rhythm_days"] or since < max(rule["least_days"], rule["times"] * usual):
        return
    last = [entry for entry in dossier.outward if entry.date == days[-1]][-1]
    why = say("concerns.why.silence", usual=round(usual), days=since)
    yield _betrayed(dossier, "silence", next(iter(last.who), ""), last.date, (last.id,), why)


def _newcomers(dossier: Dossier) -> Iterator[Betrayed]:
    """Somebody whom we first met lately, after the choice, and who asks what was settled before."""
    data = load_data("concerns")
    since = dossier.today - dt.timedelta(days=data["newcomer_days"])
    asking = dossier.entries_of(dossier.seen(*data["newcomer_signals"], since=since))
    for person in dossier.present:
        met = dossier.contacts[person.id]
        if not met or met[0].date < since or dossier.stage_on(met[0].date) != "commitment" or len(dossier.outward) < 4:
            continue
        entries = tuple(entry.id for entry in met if entry.id in asking)
        if entries:
            why = say("concerns.why.newcomer", name=dossier.names[person.id])
            yield _betrayed(dossier, "newcomer", person.id, dossier.date_of(entries[0]), entries, why)


def _betrayed(dossier: Dossier, sign: str, who: str, date: dt.date, entries: tuple[str, ...], why: Say) -> Betrayed:
    told = load_data("concerns")["signs"][sign]
    return Betrayed(
        sign=sign,
        kind=told["kind"],
        behind=told["behind"],
        severity=told["severity"],
        who=who,
        date=date,
        entries=entries,
        why=why,
        answers=_reassuring(dossier, who, kind=told["kind"], behind=told["behind"], sign=sign),
    )
