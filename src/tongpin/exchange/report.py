"""A standing told to a person on a terminal."""

from collections.abc import Callable, Iterator, Sequence

from tongpin.exchange.terminal_text import padded, width_of, wrapped
from tongpin.method.buying_centre import BuyingCentre
from tongpin.method.case import STAGES, Case, Language
from tongpin.method.playbook import Playbook, shipped
from tongpin.method.standing import GateState, Mistake, Standing
from tongpin.method.wording import Say, listed, render, say

BAR = 24
NARROWEST, WIDEST = 40, 120


def tell(
    case: Case,
    standing: Standing,
    lang: Language,
    width: int = 100,
    playbook: Playbook | None = None,
    centre: BuyingCentre | None = None,
) -> str:
    """The whole report. `playbook` names steps and gates; without it the one in the box of that name does."""
    teller = _Teller(case, standing, lang, min(max(width, NARROWEST), WIDEST), playbook, centre)
    return "\n".join(teller.lines())


class _Teller:
    def __init__(
        self,
        case: Case,
        standing: Standing,
        lang: Language,
        width: int,
        playbook: Playbook | None,
        centre: BuyingCentre | None,
    ) -> None:
        self.centre = centre
        self.case = case
        self.standing = standing
        self.lang = lang
        self.width = width
        self.playbook = playbook or shipped().get(standing.playbook)
        self.names = {person.id: person.name or person.id for person in case.stakeholders}
        self.entries = {entry.id: entry for entry in case.timeline}

    def lines(self) -> Iterator[str]:
        title = self.case.title or self.case.opportunity.name or self.case.id
        yield from self._text(self._said("head", title=title, id=self.case.id, day=str(self.standing.as_of)))
        yield "═" * self.width
        parts: Sequence[tuple[str, Callable[[], Iterator[str]]]] = (
            ("stage", self._stage),
            ("step", self._step),
            ("obstacle", lambda: self._sentence(self.standing.main_obstacle)),
            ("fit", self._fit),
            ("mistakes", self._mistakes),
            ("gates", self._gates),
            ("worth", self._worth),
            ("period", self._adoption),
            ("people", self._people),
            ("backing", self._backing),
            ("way_in", self._way_in),
            ("to_learn", self._to_learn),
            ("risk", lambda: self._sentence(self.standing.biggest_risk)),
            ("next", self._next),
            ("never", lambda: self._list(self.standing.must_not_do, "✗ ")),
            ("unknown", lambda: self._list(self.standing.unknown, "? ")),
            ("flags", self._flags),
        )
        for heading, part in parts:
            told = list(part())
            if told:
                yield from ("", f"▌{self._said(heading)}", *told)

    # ---- parts
    def _stage(self) -> Iterator[str]:
        now = self.standing
        stage, phase = self._render(f"stages.names.{now.stage}"), self._render(f"stages.phases.{now.phase}")
        yield from self._text(self._said("stage_now", stage=stage, phase=phase, percent=_percent(now.certain)), 2)
        names = [self._render(f"stages.names.{stage}") for stage in STAGES]
        longest = max(map(width_of, names))
        longest_bar = min(BAR, self.width - longest - 9)
        for name, chance in zip(names, now.stages, strict=True):
            bar = padded("█" * round(chance * longest_bar) or "▏", longest_bar)
            yield f"  {padded(name, longest)}  {bar} {_percent(chance):>3}%"
        if now.by_person:
            told = [f"{self._name(item.person)} {self._render(f'stages.short.{item.stage}')}" for item in now.by_person]
            yield from self._text(self._said("by_person", people=self._joined(told)), 2)
        if now.ask_next:
            question = render(now.ask_next.text, self.lang)
            key = "ask_who" if now.ask_next.who else "ask"
            yield from self._text(self._said(key, who=self._name(now.ask_next.who), question=question), 2)

    def _step(self) -> Iterator[str]:
        step = self.standing.selling_step
        yield from self._text(self._said("by_gates", step=self._step_name(step.by_gates)), 2)
        if step.by_actions is None:
            yield from self._text(self._said("no_actions"), 2)
            return
        told = self._said("by_actions", step=self._step_name(step.by_actions))
        yield from self._text(self._joined([told, self._offset(step.offset)]), 2)

    def _offset(self, offset: int | None) -> str:
        if not offset:
            return "" if offset is None else self._said("in_step")
        return self._said("ahead" if offset > 0 else "behind", steps=abs(offset))

    def _fit(self) -> Iterator[str]:
        fits = self.standing.alignment
        off = [fit for fit in fits if fit.verdict != "fits"]
        if not fits:
            yield from self._text(self._said("none_yet"), 2)
            return
        yield from self._text(self._said("misfits" if off else "all_fit", count=len(fits), off=len(off)), 2)
        for fit in off:
            yield from self._text(f"{self._entry(fit.entry)}  {render(fit.why, self.lang)}", 2, "✗ ")
            if fit.better:
                yield from self._text(self._said("better", what=render(fit.better, self.lang)), 4)

    def _mistakes(self) -> Iterator[str]:
        found = [mistake for mistake in self.standing.mistakes if mistake.state == "open"]
        if not found:
            yield from self._text(self._said("no_mistakes"), 2)
        for mistake in found:
            yield from self._mistake(mistake)

    def _mistake(self, mistake: Mistake) -> Iterator[str]:
        name = self._render(f"mistakes.codes.{mistake.code}.name")
        sure = self._said("sure", percent=_percent(mistake.confidence))
        yield from self._text(self._joined([name, self._entry(mistake.entry), sure]), 2, "✗ ")
        if mistake.absent is not None and mistake.since is not None:
            what = self._render(f"mistakes.absences.{mistake.absent}")
            yield from self._text(self._said("absent_since", day=str(mistake.since), what=what), 4)
        for key, told in (("why", mistake.why), ("cost", mistake.cost), ("repair", mistake.repair)):
            yield from self._text(self._said(key, what=render(told, self.lang)), 4)

    def _gates(self) -> Iterator[str]:
        titles = {gate.id: gate.title[self.lang] for gate in self.playbook.gates} if self.playbook else {}
        for gate in self.standing.gates:
            mark = "✓ " if gate.met else "! " if gate.forced else "· "
            shown = self._joined([titles.get(gate.gate, gate.gate), self._gate_state(gate), " ".join(gate.entries)])
            yield from self._text(shown, 2, mark)
            if not gate.met:
                yield from self._list(gate.missing, "- ", 4)

    def _gate_state(self, gate: GateState) -> str:
        if gate.forced:
            return self._said("forced", by=gate.override_by, reason=gate.override_reason)
        return self._said("met" if gate.met else "not_done" if gate.shown else "not_shown")

    def _worth(self) -> Iterator[str]:
        worth, grade, win = self.standing.qualification, self.standing.grade, self.standing.win
        result = self._render(f"qualification.result.{worth.result}")
        answer = self._render(f"qualification.answer.{worth.answer}")
        yield from self._text(self._said("verdict", result=result, answer=answer), 2)
        yield from self._text(self._said("worth_winning", what=render(worth.worth_winning, self.lang)), 2)
        yield from self._text(self._said("can_win", what=render(worth.can_win, self.lang)), 2)
        yield from self._list(worth.reasons, "- ", 4)
        effort = render(worth.resources, self.lang)
        yield from self._text(self._said("resources", what=effort, day=str(worth.review_on)), 2)
        yield from self._text(self._said("grade", letter=grade.letter), 2)
        yield from self._list(grade.why, "- ", 4)
        low, high = _percent(win.low), _percent(win.high)
        yield from self._text(self._said("win", percent=_percent(win.estimate), low=low, high=high), 2)
        for reason in win.reasons:
            yield from self._text(render(reason.factor, self.lang), 4, f"{round(reason.effect * 100):+4d}% ")
        yield from self._text(self._said("basis", what=render(win.basis, self.lang)), 4)

    def _adoption(self) -> Iterator[str]:
        adoption = self.standing.adoption
        if adoption is None:
            return
        yield from self._text(self._render(f"adoption.periods.{adoption.period}"), 2)
        yield from self._list(adoption.why, "- ", 4)
        yield from self._sentence(adoption.support)

    def _people(self) -> Iterator[str]:
        for person in self.standing.key_persons:
            roles = "、" if self.lang != "en" else ", "
            told = roles.join(self._render(f"roles.{role}.name") for role in person.roles)
            share = self._said("share", percent=_percent(person.share))
            yield from self._text(self._joined([person.name, told, share, render(person.gap, self.lang)]), 2, "• ")
            yield from self._text(render(person.approach, self.lang), 4)

    def _backing(self) -> Iterator[str]:
        if self.centre is None or not self.centre.backing.parts:
            return
        backing = self.centre.backing
        index, low, high = (f"{round(value * 100):+d}" for value in (backing.index, backing.low, backing.high))
        yield from self._text(self._said("index", index=index, low=low, high=high), 2)
        yield from self._text(self._said("coverage", percent=_percent(backing.coverage)), 2)
        for group in backing.groups:
            names = render(listed(self._name(person) for person in group.people), self.lang)
            told = self._said("pair", what=render(group.name, self.lang), names=names)
            yield from self._text(told, 2, "• ")
            yield from self._text(render(group.repair, self.lang), 4)
        for gone in self.centre.departures:
            told = self._said("left", name=self._name(gone.person), left=gone.left.isoformat())
            yield from self._text(told, 2, "• ")
            yield from self._list(gone.depended, "- ", 4)

    def _way_in(self) -> Iterator[str]:
        if self.centre is None:
            return
        entry = self.centre.entry
        if entry.note is not None:
            yield from self._sentence(entry.note)
        for path, key in ((entry.path, "path"), (entry.alternative, "other_path")):
            if path is not None:
                way = " → ".join(self._name(step.person) for step in path.steps)
                yield from self._text(self._said(key, way=way, percent=_percent(path.chance)), 2)
                for step in path.steps:
                    told = self._said("pair", what=self._name(step.person), names=render(step.why, self.lang))
                    yield from self._text(told, 4, "- ")

    def _to_learn(self) -> Iterator[str]:
        for item in self.centre.still_open if self.centre else ():
            question = render(item.question, self.lang)
            who = item.who[0] if item.who else ""
            told = self._said(
                "ask_of" if who else "pair", what=render(item.name, self.lang), names=question, who=self._name(who)
            )
            yield from self._text(told, 2, "? ")

    def _next(self) -> Iterator[str]:
        for number, action in enumerate(self.standing.next_actions, 1):
            who = f"{self._name(action.who)}: " if action.who and self.lang == "en" else ""
            who = f"{self._name(action.who)}：" if action.who and self.lang != "en" else who
            yield from self._text(f"{who}{render(action.do, self.lang)}", 2, f"{number}. ")
            yield from self._text(render(action.why, self.lang), 5)

    def _flags(self) -> Iterator[str]:
        for flag in self.standing.flags:
            name = self._render(f"law.{flag.code}.name")
            yield from self._text(self._joined([name, self._entry(flag.entry)]), 2, "⚑ ")
            yield from self._text(render(flag.why, self.lang), 4)
            yield from self._text(self._said("law", law=render(flag.law, self.lang)), 4)
        if self.standing.flags:
            yield from self._text(self._said("not_advice"), 2)

    # ---- words
    def _said(self, key: str, **values: str | int) -> str:
        return self._render(f"report.{key}", **values)

    def _render(self, key: str, **values: str | int) -> str:
        return render(say(key, **values), self.lang)

    def _joined(self, parts: Sequence[str]) -> str:
        return (", " if self.lang == "en" else "，").join(part for part in parts if part)

    def _name(self, who: str) -> str:
        return self.names.get(who, who)

    def _step_name(self, step: str) -> str:
        known = {known.id: known.title[self.lang] for known in self.playbook.selling_steps} if self.playbook else {}
        return known.get(step, step)

    def _entry(self, entry_id: str) -> str:
        entry = self.entries.get(entry_id)
        if entry is None:
            return entry_id
        kind = self._render(f"alignment.kinds.{entry.kind}")
        return self._said("entry", day=str(entry.date), id=entry.id, kind=kind)

    # ---- lines
    def _text(self, text: str, indent: int = 0, mark: str = "") -> list[str]:
        return wrapped(text, self.width, first=" " * indent + mark)

    def _sentence(self, sentence: Say) -> Iterator[str]:
        told = render(sentence, self.lang)
        return iter(self._text(told, 2) if told else ())

    def _list(self, sentences: Sequence[Say], mark: str, indent: int = 2) -> Iterator[str]:
        for sentence in sentences:
            yield from self._text(render(sentence, self.lang), indent, mark)


def _percent(chance: float) -> int:
    return round(chance * 100)
