"""The debrief of a call 拜访小结 (METHOD 8.2): what it came to, and its words for the timeline.

A call is an advance only where the customer agreed to an action of his own by a day; whatever else the salesperson
calls it, without that it was a continuation.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from tongpin.method.case import Language, MeetingOutcome
from tongpin.method.wording import Say, render, say


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """What somebody undertook in a call; ``by`` is a stakeholder's id or anybody's name."""

    by: str
    text: str
    due: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a call came to, and why it is called so."""

    outcome: MeetingOutcome
    why: Say


def verdict_of(said: MeetingOutcome | None, promises: Iterable[Promise], theirs: Collection[str]) -> Verdict:
    """What a call came to, given what the salesperson says and what was promised; ``theirs`` are ids and names of the
    customer's people. Where nothing is said, the promises decide."""
    if said in ("order", "no_sale"):
        return Verdict(outcome=said, why=say(f"debrief.verdicts.{'order' if said == 'order' else 'said'}"))
    of_theirs = [item for item in promises if item.by in theirs and item.text.strip()]
    firm = next((item for item in of_theirs if item.due is not None), None)
    if said == "continuation":
        return Verdict(outcome="continuation", why=say("debrief.verdicts.said"))
    if firm is not None and firm.due is not None:
        why = say("debrief.verdicts.advance", who=firm.by, what=firm.text, due=firm.due.isoformat())
        return Verdict(outcome="advance", why=why)
    return Verdict(outcome="continuation", why=say(f"debrief.verdicts.{'no_day' if of_theirs else 'no_action'}"))


def entry_text(note: str, said: Sequence[tuple[str, str]], promises: Iterable[Promise], lang: Language) -> str:
    """The call as an entry of the timeline: the note, then what each said (name, words), then the promises.

    Our questions stay out: the reader would take our words for the customer's.
    """
    lines = [note.strip()]
    lines += [render(say("debrief.answer", who=who, words=words.strip()), lang) for who, words in said if words.strip()]
    lines += [_promised(promise, lang) for promise in promises if promise.text.strip()]
    return "\n".join(line for line in lines if line)


def _promised(promise: Promise, lang: Language) -> str:
    what = promise.text.strip()
    if promise.due is None:
        return render(say("debrief.promise", who=promise.by, what=what), lang)
    return render(say("debrief.promise_by", who=promise.by, what=what, due=promise.due.isoformat()), lang)
