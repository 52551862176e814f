"""What to do next, what not to do, and what stands in the way: one main obstacle first (METHOD 14, 3.2, 13).

A list of rules in order of urgency; each gives an action with whom and why. Texts are in ``data/advice.yaml``.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from tongpin.method.concerns import waiting
from tongpin.method.datafiles import load_data
from tongpin.method.dossier import Dossier, rank
from tongpin.method.mistakes import put_right
from tongpin.method.playbook import Gate, titled
from tongpin.method.standing import (
    Adoption,
    Flag,
    GateState,
    KeyPerson,
    Mistake,
    NextAction,
    PositionOdds,
    Qualification,
    Question,
    SellingStep,
)
from tongpin.method.tenders import objection_until
from tongpin.method.ties import ties_of
from tongpin.method.wording import Say, quoted, say
from tongpin.method.worth import to_find_out


@dataclass(frozen=True)
class Judged:
    """Everything judged so far, from which advice follows."""

    dossier: Dossier
    gates: tuple[GateState, ...]
    mistakes: tuple[Mistake, ...]
    position: PositionOdds
    qualification: Qualification
    adoption: Adoption | None
    flags: tuple[Flag, ...]
    selling_step: SellingStep
    ask_next: Question | None
    key_persons: tuple[KeyPerson, ...]

    def made(self, *codes: str) -> Mistake | None:
        return next((item for item in self.mistakes if item.code in codes and item.stands), None)

    def flagged(self, *codes: str) -> Flag | None:
        return next((flag for flag in self.flags if flag.code in codes), None)

    @property
    def worried(self) -> bool:
        """Whether a worry is open while the customer is to commit."""
        told = self.dossier.seen(*load_data("advising")["worries"])
        return self.dossier.stage == "commitment" and bool(waiting(self.dossier.case) or told)

    @property
    def in_trouble(self) -> bool:
        """Whether what we delivered gives trouble now: a complaint of late, and no word of satisfaction after it."""
        dossier = self.dossier
        if rank(dossier.stage) < rank("implementation"):
            return False
        told = [entry.date for entry in dossier.outward if entry.kind == "complaint"]
        told += [dossier.date_of(signal.entry) for signal in dossier.seen("breakdown_complaint", sure=0.5)]
        denied = self.made("problem_denied")
        told += [dossier.date_of(denied.entry)] if denied is not None else []
        if not told or (dossier.today - max(told)).days > load_data("advising")["trouble_days"]:
            return False
        relieved = dossier.seen(*load_data("advising")["relief"], sure=0.5)
        relief = [dossier.date_of(signal.entry) for signal in relieved]
        accepted = dossier.case.implementation.acceptance
        return max([*relief, accepted or max(told)]) <= max(told)

    @property
    def is_public(self) -> bool | None:
        """Public or state-owned buyers get the public advice; ``None`` where the kind is unknown (METHOD 13.3)."""
        kind = self.dossier.case.account.kind
        return None if kind is None else kind != "private"


def next_actions(judged: Judged) -> tuple[NextAction, ...]:
    """At most six actions, the most urgent first, none twice."""
    seen: dict[tuple[str, str], NextAction] = {}
    for action in _actions(judged):
        seen.setdefault((action.rule, action.who), action)
    return tuple(seen.values())[: load_data("advising")["most_actions"]]


def _actions(judged: Judged) -> Iterator[NextAction]:
    if judged.dossier.case.opportunity.outcome is None:
        yield from _legal(judged)
        yield from _urgent(judged)
        yield from _by_stage(judged)
        yield from _by_gate(judged)
        yield from _by_people(judged)
    elif judged.dossier.case.opportunity.outcome.result in ("won", "part"):
        yield from _urgent(judged)
        yield from _by_stage(judged)
    if judged.ask_next is not None:
        yield _action(judged, "ask", judged.ask_next.who, question=judged.ask_next.text)


def _action(judged: Judged, rule: str, who: str = "", entries: tuple[str, ...] = (), **values: str | Say) -> NextAction:
    name = judged.dossier.names.get(who, who)
    values.setdefault("name", name)
    return NextAction(
        rule=rule,
        do=say(f"advice.next.{rule}.do", **values),
        why=say(f"advice.next.{rule}.why", **values),
        who=who,
        entries=entries,
    )


def _legal(judged: Judged) -> Iterator[NextAction]:
    request = judged.flagged("improper_request", "collusion_request")
    if request is not None:
        yield _action(judged, "report_request", entries=(request.entry,))
    timetable = judged.flagged("unlawful_timetable")
    if timetable is not None and judged.is_public is not False:
        last = objection_until(judged.dossier)
        object_ = say("advice.objection.by", day=last.isoformat()) if last else say("advice.objection.in_time")
        yield _action(judged, "question_timetable", entries=(timetable.entry,), objection=object_)


def _urgent(judged: Judged) -> Iterator[NextAction]:
    dossier = judged.dossier
    if judged.in_trouble:
        yield _action(judged, "solve_problem", _complainant(judged))
    clash = judged.made("inconsistent_message")
    if clash is not None and not put_right(clash):
        yield _action(judged, "settle_story", entries=(clash.entry,))
    if judged.position.position == "not_chosen":
        yield _action(judged, "fair_doubts", _first(judged))
    if judged.position.position == "filler" and rank(dossier.stage) <= rank("tender"):
        yield _action(judged, "meet_or_step_back", _first(judged), judged.position.entries)
    if judged.worried and judged.position.position != "not_chosen":
        yield _action(judged, "face_worry", _worrier(judged))


def _by_stage(judged: Judged) -> Iterator[NextAction]:
    dossier, first = judged.dossier, _first(judged)
    if dossier.stage == "need":
        yield from _problem_talks(judged)
        yield _action(judged, "set_review_date")
    elif dossier.stage == "screening":
        if not judged.gates[0].met and judged.gates[0].gate.startswith("g1"):
            yield _action(judged, "assess")
        yield _action(judged, "get_listed")
    elif dossier.stage == "criteria":
        kind = {True: "public", False: "private", None: "unknown"}[judged.is_public]
        yield _action(judged, f"shape_criteria_{kind}", first)
    elif dossier.stage == "tender":
        yield _action(judged, "bid_point_by_point", first)
    elif dossier.stage == "commitment" and judged.position.position != "not_chosen":
        yield _action(judged, "executives_meet", first)
        yield _action(judged, "track_approval", first)
    elif dossier.stage == "implementation":
        rule = "be_there" if judged.made("abandoned_after_signing") else "show_interim"
        yield _action(judged, rule, first)
    elif dossier.stage == "relationship":
        rule = "restore_contact" if judged.made("estrangement", "abandoned_after_signing") else "new_needs"
        yield _action(judged, rule, first)


def _problem_talks(judged: Judged) -> Iterator[NextAction]:
    """A talk with the weightiest person, and one with somebody who feels it otherwise: each on what touches him."""
    first = _first(judged)
    yield _action(judged, "enlarge_problem", first, topic=say(f"advice.topics.{_topic(judged, first)}"))
    for person in judged.key_persons:
        topic = _topic(judged, person.person)
        if person.person != first and topic != _topic(judged, first):
            yield _action(judged, "enlarge_problem", person.person, topic=say(f"advice.topics.{topic}"))
            return


def _topic(judged: Judged, who: str) -> str:
    """What to make felt with a person, by the role that weighs most at the stage; of a stranger, the daily trouble."""
    person = judged.dossier.case.person(who)
    if person is None or not person.roles:
        return "daily"
    playbook, stage = judged.dossier.playbook, judged.dossier.stage
    role = max(person.roles, key=lambda name: playbook.role_weight(stage, name))
    return str(load_data("advising")["topic_of"][role])


def _by_gate(judged: Judged) -> Iterator[NextAction]:
    """The open gates of the steps that the customer's stage has already reached."""
    dossier = judged.dossier
    if rank(dossier.stage) >= rank("implementation"):
        return
    open_checks = {
        gate.check
        for gate, state in zip(dossier.playbook.gates, judged.gates, strict=True)
        if not state.met and not state.forced
    }
    if "assessed_graded" in open_checks:
        yield _action(judged, "assess")
    if judged.made("commercial_dept_missed") is not None:
        yield _action(judged, "meet_purchasing")
    if "coach_key_persons" in open_checks and dossier.stage != "need" and not dossier.with_role("coach"):
        yield _action(judged, "find_coach", _friendliest(judged))
        for tie in ties_of(dossier)[:1]:
            yield _action(judged, "use_tie", entries=(tie.entry,), words=quoted(tie.words))
    if judged.made("single_threaded") is not None:
        yield _action(judged, "widen", _friendliest(judged))


def _by_people(judged: Judged) -> Iterator[NextAction]:
    for person in judged.key_persons:
        if person.gap.key != "people.gap.none":
            yield _action(judged, "meet_person", person.person, gap=person.gap, approach=person.approach)
    vague = judged.made("commitment_vague")
    if vague is not None:
        yield _action(judged, "agree_step", _first(judged), (vague.entry,))


def _first(judged: Judged) -> str:
    """The weightiest person for the stage whom we can reach."""
    met = [item.person for item in judged.key_persons if item.gap.key != "people.gap.never_met"]
    return (met or [item.person for item in judged.key_persons] or [""])[0]


def _friendliest(judged: Judged) -> str:
    met = [person for person in judged.dossier.present if judged.dossier.met(person)]
    return max(met, key=lambda person: person.attitude or 0).id if met else ""


def _complainant(judged: Judged) -> str:
    complaints = [entry for entry in judged.dossier.outward if entry.kind == "complaint" and entry.who]
    said = complaints[-1].who[0] if complaints else ""
    return said if said and not _gone(judged, said) else _first(judged)


def _worrier(judged: Judged) -> str:
    holders = [concern.who for concern in waiting(judged.dossier.case)]
    return next((who for who in holders if who and not _gone(judged, who)), _first(judged))


def _gone(judged: Judged, who: str) -> bool:
    person = judged.dossier.case.person(who)
    return person is not None and person.gone_by(judged.dossier.today)


def must_not_do(judged: Judged) -> tuple[Say, ...]:
    """What would do harm now."""
    dossier = judged.dossier
    found = [say(f"advice.not.{dossier.stage}")]
    if judged.flagged("improper_request", "collusion_request") is not None:
        found.insert(0, say("advice.not.improper"))
    if judged.is_public is not False and dossier.stage in ("screening", "criteria", "tender"):
        found.append(say("advice.not.public"))
    if judged.is_public:
        found = [item for item in found if item.key != "advice.not.criteria"]
    if dossier.stage == "commitment" and (dossier.case.tender.award or dossier.case.opportunity.formal_tender):
        found.append(say("advice.not.after_award"))
    if judged.position.position == "not_chosen":
        found.append(say("advice.not.anger"))
    if judged.selling_step.offset is not None and judged.selling_step.offset > 0:
        found.append(say("advice.not.ahead", off=judged.selling_step.offset))
    return tuple(found)


def main_obstacle(judged: Judged) -> Say:
    """The one thing that stands most in the way."""
    return next(_obstacles(judged))


def _obstacles(judged: Judged) -> Iterator[Say]:
    dossier = judged.dossier
    outcome = dossier.case.opportunity.outcome
    if outcome is not None and outcome.result in ("lost", "cancelled"):
        yield say("advice.obstacle.ended")
    for code in ("improper_request", "collusion_request"):
        if judged.flagged(code) is not None:
            yield say(f"advice.obstacle.{code}")
    if dossier.funds_at_risk:
        yield say("advice.obstacle.funds")
    if judged.in_trouble:
        yield say("advice.obstacle.trouble")
    if judged.position.position == "not_chosen":
        yield say("advice.obstacle.rival_chosen")
    if judged.position.position == "filler":
        yield say("advice.obstacle.filler")
    if judged.worried:
        yield say("advice.obstacle.worry")
    yield from _later_obstacles(judged)


def _later_obstacles(judged: Judged) -> Iterator[Say]:
    dossier = judged.dossier
    if judged.made("abandoned_after_signing") is not None:
        yield say("advice.obstacle.absence")
    if judged.made("estrangement") is not None:
        yield say("advice.obstacle.estranged")
    if dossier.stage == "implementation" and judged.adoption is not None and judged.adoption.period == "learning":
        yield say("advice.obstacle.learning")
    if dossier.stage == "need":
        yield say("advice.obstacle.no_problem")
    if dossier.stage == "commitment":
        yield say("advice.obstacle.unsigned")
    standing = [item for item in judged.mistakes if item.stands]
    worst = max(standing, key=lambda item: item.confidence, default=None)
    gate = _due_gate(judged)
    if gate is not None:
        yield say("advice.obstacle.gate", gate=titled(gate.title))
    if worst is not None:
        yield say("advice.obstacle.mistake", name=say(f"mistakes.codes.{worst.code}.name"))
    yield say("advice.obstacle.none")


def _due_gate(judged: Judged) -> Gate | None:
    """The first open gate of the steps before the one that the customer's stage asks for: we should have passed it."""
    dossier = judged.dossier
    if rank(dossier.stage) >= rank("implementation"):
        return None
    reached = dossier.playbook.position(dossier.playbook.step_for(dossier.stage).id)
    states = {state.gate: state for state in judged.gates}
    for step in dossier.playbook.selling_steps[:reached]:
        if step.gate is not None and not states[step.gate.id].met and not states[step.gate.id].forced:
            return step.gate
    return None


def biggest_risk(judged: Judged) -> Say:
    """What it comes to if nothing changes."""
    dossier = judged.dossier
    if judged.flagged("improper_request", "collusion_request") is not None:
        return say("advice.risk.law")
    if dossier.funds_at_risk:
        return say("advice.risk.unpaid")
    if judged.position.position == "filler":
        return say("advice.risk.wasted")
    return say(f"advice.risk.{load_data('advising')['risk'][dossier.stage]}")


def unknowns(judged: Judged) -> tuple[Say, ...]:
    """What we do not know, the most important first."""
    dossier = judged.dossier
    found: list[Say] = []
    if max(dossier.odds) < load_data("advising")["unsure_stage"]:
        found.append(say("advice.unknown.stage"))
    if judged.is_public is None:
        found.append(say("advice.unknown.kind"))
    found += [
        say("advice.unknown.element", element=say(f"elements.{name}.name")) for name in judged.qualification.unknown
    ]
    found += to_find_out((*judged.qualification.worth_parts, *judged.qualification.chance_parts))
    for person in judged.key_persons:
        if person.gap.key == "people.gap.never_met":
            found.append(say("advice.unknown.person", name=quoted(person.name)))
    return tuple(found[: load_data("advising")["most_unknown"]])
