"""The agenda of a sales meeting, made from what is open: twenty minutes that end in who does what (METHOD 11.3)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from tongpin.method.buying_centre import BuyingCentre
from tongpin.method.case import LANGUAGES, Case, Language
from tongpin.method.counterparts import Matrix
from tongpin.method.datafiles import load_data
from tongpin.method.playbook import Playbook
from tongpin.method.settling import clashes_of
from tongpin.method.standing import Standing
from tongpin.method.wording import Say, quoted, say, texts

Part = str
"""One of ``parts`` in ``data/agenda.yaml``."""
WHOLE_MEETING = 20
"""Minutes that a meeting is called for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A point of the agenda: ``minutes`` of the part it belongs to, the ``entries`` that it rests on."""

    part: Part
    text: Say
    who: str = ""
    entries: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Agenda:
    """Points by part, in the order in which they are talked over; a part without points is left out."""

    parts: tuple[tuple[Part, tuple[Point, ...]], ...]

    @property
    def points(self) -> tuple[Point, ...]:
        return tuple(point for _, points in self.parts for point in points)

    @property
    def minutes(self) -> int:
        return sum(load_data("agenda")["minutes"][part] for part, _ in self.parts)


def agenda_of(case: Case, standing: Standing, playbook: Playbook, centre: BuyingCentre, matrix: Matrix) -> Agenda:
    """What our people must talk over today, the oldest debt first and who does what last."""
    by_part = {
        "decided": _decided(case),
        "obstacle": [Point(part="obstacle", text=standing.main_obstacle)],
        "flag": (Point(part="flag", text=flag.why, entries=(flag.entry,)) for flag in standing.flags),
        "story": _stories(case),
        "mistake": _mistakes(standing),
        "gate": _gate(standing, playbook),
        "due": _due(case),
        "team": (Point(part="team", text=trouble.what, who=trouble.who) for trouble in matrix.troubles),
        "learn": _learn(case, centre),
        "next": _next(standing),
    }
    most = load_data("agenda")["most"]
    kept = ((part, tuple(points)[: most.get(part)]) for part, points in by_part.items())
    return Agenda(parts=tuple((part, points) for part, points in kept if points))


def title_of(part: Part, lang: Language) -> str:
    """What a part is called."""
    return texts()[f"agenda.parts.{part}"][lang]


def minutes_of(part: Part) -> int:
    return int(load_data("agenda")["minutes"][part])


def line_of(title: str, text: str, lang: Language) -> str:
    """A point as a meeting keeps it, with its part before it."""
    return f"{title}: {text}" if lang == "en" else f"{title}：{text}"


def parted(line: str) -> tuple[str, str]:
    """A kept line as its part's title, in whichever language it was written, and the rest; no title where none is."""
    for part in load_data("agenda")["parts"]:
        for lang in LANGUAGES:
            before = line_of(title_of(part, lang), "", lang)
            if line.startswith(before):
                return before.rstrip("：: "), line.removeprefix(before)
    return "", line


def _decided(case: Case) -> Iterator[Point]:
    """What the last meeting decided, and what became of every task that is not settled."""
    # One that is only called has decided nothing yet; what the one before it decided still holds.
    last = next((meeting for meeting in reversed(case.sales_meetings) if meeting.decisions), None)
    since = case.today - timedelta(days=30)
    if last is not None:
        decision = say("agenda.says.decision", date=last.date.isoformat(), text=last.decisions)
        yield Point(part="decided", text=decision)
        since = last.date
    for task in case.plan:
        if task.status == "open" or (task.done is not None and task.done >= since):
            state = say(f"agenda.task_states.{task.status}")
            values: dict[str, str | Say] = {"owner": task.owner or "-", "text": task.text, "state": state}
            if task.due is None:
                yield Point(part="decided", text=say("agenda.says.task", **values), who=task.who)
            else:
                yield Point(
                    part="decided", text=say("agenda.says.task_due", **values, due=task.due.isoformat()), who=task.who
                )


def _stories(case: Case) -> Iterator[Point]:
    for clash in clashes_of(case):
        told = clash.contradiction
        if clash.settled is None:
            text = say(
                "agenda.says.story",
                topic=say(f"consistency.topics.{told.topic}"),
                first=told.first_words,
                second=told.second_words,
            )
            yield Point(part="story", text=text, entries=(told.entry,))


def _mistakes(standing: Standing) -> Iterator[Point]:
    for mistake in sorted(standing.mistakes, key=lambda item: -item.confidence):
        if mistake.stands:
            name = say(f"mistakes.codes.{mistake.code}.name")
            text = say("agenda.says.repair", name=name, repair=mistake.repair)
            yield Point(part="mistake", text=text, entries=(mistake.entry,))


def _gate(standing: Standing, playbook: Playbook) -> Iterable[Point]:
    """What the first gate that is not met lacks, a point for each thing."""
    gate = next((gate for gate in standing.gates if not gate.met and not gate.forced), None)
    if gate is None:
        return ()
    title = next((known.title for known in playbook.gates if known.id == gate.gate), None)
    name = _in_three(title) if title is not None else quoted(gate.gate)
    return [Point(part="gate", text=say("agenda.says.gate", gate=name, missing=lack)) for lack in gate.missing]


def _in_three(text: dict[str, str]) -> Say:
    return say("words.trilingual", hans=text["zh-Hans"], hant=text["zh-Hant"], en=text["en"])


def _due(case: Case) -> Iterator[Point]:
    """Promises of both sides that are late or due soon, the oldest first."""
    names = {person.id: person.name or person.id for person in case.stakeholders}
    until = case.today + timedelta(days=load_data("agenda")["soon_days"])
    promises = [
        (item.due, item.by, item.text) for item in case.commitments if item.status in {"open", "overdue", "slipping"}
    ]
    promises += [
        (tie.due, tie.ours, tie.we_promise) for tie in case.counterparts if tie.we_promise and tie.promise == "open"
    ]
    dated = sorted(((due, by, text) for due, by, text in promises if due is not None and due <= until))
    for due, by, text in dated:
        state = say(f"agenda.promise_states.{'late' if due < case.today else 'soon'}")
        words = say("agenda.says.promise", who=names.get(by, by), text=text, due=due.isoformat(), state=state)
        yield Point(part="due", text=words, who=by if by in names else "")


def _learn(case: Case, centre: BuyingCentre) -> Iterator[Point]:
    names = {person.id: person.name or person.id for person in case.stakeholders}
    for item in centre.still_open:
        who = item.who[0] if item.who else ""
        asked = say("agenda.says.ask", who=names[who], question=item.question) if who else item.question
        yield Point(part="learn", text=asked, who=who)


def _next(standing: Standing) -> Iterator[Point]:
    for action in standing.next_actions:
        yield Point(
            part="next",
            text=say("agenda.says.do", do=action.do, why=action.why),
            who=action.who,
            entries=action.entries,
        )
