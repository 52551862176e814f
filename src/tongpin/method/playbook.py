"""Playbooks (销售标准流程): buying steps paired with selling steps and the gates between them, as data.

A playbook is a YAML file in three languages, checked on load with every fault and its line. Which facts can meet a
gate is code (:mod:`tongpin.method.gates`); which gate asks for which check, in which order, is the playbook's.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

from tongpin.method.case import LANGUAGES, ROLES, STAGES, EntryKind, Role, Stage
from tongpin.method.datafiles import data_folder
from tongpin.method.located import Fault, Faults, Lines, build
from tongpin.method.wording import Say, say

Text = dict[str, str]
DEFAULT = "industrial-six"
GATE_CHECKS = (
    "assessed_graded",
    "coach_key_persons",
    "criteria_influenced",
    "bid_or_offer",
    "contract_signed",
    "trial_evaluated",
    "need_explicit_owned",
    "accepted_by_power",
    "concerns_answered",
    "effectiveness_reached",
    "budget_and_project",
    "preferred_supplier_named",
    "accepted_in_use",
)
"""What a gate can ask for; each has a check in :mod:`tongpin.method.gates`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PurchaseStep:
    id: str
    title: Text
    stages: tuple[Stage, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """``forced_odds``: what forcing this gate does to the odds of winning (0.5 halves them)."""

    id: str
    title: Text
    check: str
    forced_odds: float = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class SellingStep:
    """``stages`` of the customer that this step fits; ``actions`` of ours that belong to it."""

    id: str
    title: Text
    does: Text
    stages: tuple[Stage, ...]
    actions: tuple[EntryKind, ...] = ()
    gate: Gate | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """From when an absence is a mistake (METHOD 3.3). Days, or numbers of entries or persons."""

    no_coach_entries: int = 4
    single_thread_entries: int = 4
    unassessed_acts: int = 5
    purchasing_unmet_entries: int = 3
    silence_after_signing_days: int = 45
    silence_in_relationship_days: int = 150
    concern_unanswered_days: int = 21
    not_met_days: int = 45
    actions_window_days: int = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Playbook:
    name: str
    version: int
    title: Text
    about: Text
    dwell_days: dict[str, float]
    purchase_steps: tuple[PurchaseStep, ...]
    selling_steps: tuple[SellingStep, ...]
    role_weights: dict[str, dict[str, float]]
    thresholds: Thresholds = field(default_factory=Thresholds)

    @property
    def gates(self) -> tuple[Gate, ...]:
        return tuple(step.gate for step in self.selling_steps if step.gate is not None)

    def step(self, step_id: str) -> SellingStep:
        return next(step for step in self.selling_steps if step.id == step_id)

    def position(self, step_id: str) -> int:
        """Place of a selling step, from 0."""
        return [step.id for step in self.selling_steps].index(step_id)

    def step_for(self, stage: Stage) -> SellingStep:
        """The first selling step that names a stage of the customer; the last step where none does."""
        fitting = [step for step in self.selling_steps if stage in step.stages]
        return fitting[0] if fitting else self.selling_steps[-1]

    def role_weight(self, stage: Stage, role: Role) -> float:
        return self.role_weights.get(stage, {}).get(role, 0.0)


def titled(text: Text) -> Say:
    """A text of a playbook as a sentence that can be kept and rendered in any language."""
    return say("words.trilingual", hans=text["zh-Hans"], hant=text["zh-Hant"], en=text["en"])


def parse(text: str, file: str) -> Playbook:
    """A playbook from YAML. Raises :class:`~tongpin.method.located.Faults` with every fault and its line."""
    playbook, faults, lines = build(Playbook, text, file)
    if playbook is not None:
        faults = [*faults, *_check(playbook, lines, file)]
    if playbook is None or faults:
        raise Faults(faults)
    return playbook


@cache
def shipped() -> dict[str, Playbook]:
    """The playbooks in the box by name."""
    folder = data_folder() / "playbooks"
    found = (parse(item.read_text(encoding="utf-8"), item.name) for item in sorted(folder.iterdir(), key=str))
    return {playbook.name: playbook for playbook in found}


def versions_in_the_box() -> dict[str, tuple[int, ...]]:
    """The shipped playbooks with the version that this release has of each."""
    return {name: (playbook.version,) for name, playbook in shipped().items()}


def source(name: str) -> str:
    """The YAML text of a shipped playbook, to be adapted. Raises ``KeyError`` for an unknown name."""
    if name not in shipped():
        raise KeyError(name)
    return (data_folder() / "playbooks" / f"{name}.yaml").read_text(encoding="utf-8")


def load(name: str = DEFAULT) -> Playbook:
    """A shipped playbook. Raises ``KeyError`` for an unknown name."""
    return shipped()[name]


def _check(playbook: Playbook, lines: Lines, file: str) -> Iterator[Fault]:
    yield from _check_texts(playbook, lines, file)
    yield from _check_steps(playbook, lines, file)
    yield from _check_stages(playbook, lines, file)
    yield from _check_weights(playbook, lines, file)


def _check_texts(playbook: Playbook, lines: Lines, file: str) -> Iterator[Fault]:
    texts: list[tuple[tuple[str | int, ...], Text]] = [(("title",), playbook.title), (("about",), playbook.about)]
    for index, bought in enumerate(playbook.purchase_steps):
        texts.append((("purchase_steps", index, "title"), bought.title))
    for index, step in enumerate(playbook.selling_steps):
        texts += [(("selling_steps", index, "title"), step.title), (("selling_steps", index, "does"), step.does)]
        if step.gate is not None:
            texts.append((("selling_steps", index, "gate", "title"), step.gate.title))
    for path, text in texts:
        absent = [lang for lang in LANGUAGES if not text.get(lang, "").strip()]
        if absent:
            yield Fault(file, lines.of(*path), say("faults.text_missing", languages=", ".join(absent)))


def _check_steps(playbook: Playbook, lines: Lines, file: str) -> Iterator[Fault]:
    seen: set[str] = set()
    if not playbook.selling_steps:
        yield Fault(file, 1, say("faults.no_steps"))
    if playbook.version < 1:
        yield Fault(file, lines.of("version"), say("faults.not_positive", name="version"))
    for index, step in enumerate(playbook.selling_steps):
        if step.id in seen:
            yield Fault(file, lines.of("selling_steps", index, "id"), say("faults.step_id_twice", id=step.id))
        seen.add(step.id)
        if not step.stages:
            yield Fault(file, lines.of("selling_steps", index), say("faults.step_without_stage", id=step.id))
        gate = step.gate
        if gate is None:
            continue
        if gate.id in seen:
            yield Fault(file, lines.of("selling_steps", index, "gate"), say("faults.step_id_twice", id=gate.id))
        seen.add(gate.id)
        if gate.check not in GATE_CHECKS:
            line = lines.of("selling_steps", index, "gate", "check")
            yield Fault(file, line, say("faults.unknown_check", got=gate.check, known=", ".join(GATE_CHECKS)))
        if not 0 < gate.forced_odds <= 1:
            yield Fault(file, lines.of("selling_steps", index, "gate"), say("faults.bad_forced_odds"))


def _check_stages(playbook: Playbook, lines: Lines, file: str) -> Iterator[Fault]:
    covered = {stage for step in playbook.purchase_steps for stage in step.stages}
    absent = [stage for stage in STAGES[:-1] if stage not in covered]
    if absent:
        yield Fault(file, lines.of("purchase_steps"), say("faults.stages_uncovered", stages=", ".join(absent)))
    for stage in STAGES:
        days = playbook.dwell_days.get(stage)
        if days is None or not 0 < days < 10_000:
            yield Fault(file, lines.of("dwell_days", stage), say("faults.bad_dwell", stage=stage))
    for other in sorted(set(playbook.dwell_days) - set(STAGES)):
        yield Fault(file, lines.of("dwell_days", other), say("faults.unknown_stage", got=other))


def _check_weights(playbook: Playbook, lines: Lines, file: str) -> Iterator[Fault]:
    for stage, weights in playbook.role_weights.items():
        if stage not in STAGES:
            yield Fault(file, lines.of("role_weights", stage), say("faults.unknown_stage", got=stage))
        for role, weight in weights.items():
            line = lines.of("role_weights", stage, role)
            if role not in ROLES:
                yield Fault(file, line, say("faults.unknown_role", got=role))
            if not 0 <= weight <= 100:
                yield Fault(file, line, say("faults.bad_weight", role=role))
