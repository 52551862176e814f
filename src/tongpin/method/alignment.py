"""Does what we do fit? Every outward action against the customer's probable stage of that day (METHOD 3.1)."""

from tongpin.method.case import STAGES, AccountKind, Entry, Stage
from tongpin.method.datafiles import load_data
from tongpin.method.dossier import Dossier, likeliest, rank
from tongpin.method.playbook import SellingStep as Step
from tongpin.method.standing import Fit, FitVerdict, Odds, SellingStep
from tongpin.method.wording import say

ASKED_TOLERANCE = 1
"""Stages by which an action may be early when the customer asked for it."""


def fits_of(dossier: Dossier) -> tuple[Fit, ...]:
    """A verdict for each outward action of ours, in order of the timeline."""
    kind = dossier.case.account.kind
    return tuple(
        fit_of(entry, dossier.track.on(entry.date), kind) for entry in dossier.case.timeline if is_action(entry)
    )


def is_action(entry: Entry) -> bool:
    return entry.direction == "out"


def fit_of(entry: Entry, odds: Odds, buyer: AccountKind | None) -> Fit:
    """One action against the odds of its day; ``confidence`` is the probability of the verdict."""
    stage = likeliest(odds)
    verdict, confidence = _verdict(entry, odds)
    off = _stages_off(entry, stage)
    return Fit(
        entry=entry.id,
        verdict=verdict,
        stages_off=0 if verdict in ("fits", "wrong") else off,
        confidence=round(confidence, 3),
        why=say(
            f"alignment.why.{verdict}",
            stage=say(f"stages.names.{stage}"),
            action=say(f"alignment.kinds.{entry.kind}"),
            off=abs(off),
        ),
        better=None if verdict == "fits" else say(f"alignment.better.{_better(stage, buyer)}"),
    )


def _better(stage: Stage, buyer: AccountKind | None) -> str:
    """The better action by stage; while criteria are set it depends on the kind of buyer (METHOD 13.3)."""
    if stage != "criteria" or buyer == "private":
        return stage
    return "criteria_unknown" if buyer is None else "criteria_public"


def early_chance(entry: Entry, odds: Odds) -> float:
    """Probability that the action came before its first fitting stage (one stage later if the customer asked)."""
    fitting = fitting_stages(entry)
    first = min(map(rank, fitting)) - (ASKED_TOLERANCE if entry.direction == "in" else 0)
    return sum(odds[: max(first, 0)])


def fitting_stages(entry: Entry) -> tuple[Stage, ...]:
    return tuple(load_data("alignment")["actions"][entry.kind].get("fits", STAGES))


def _verdict(entry: Entry, odds: Odds) -> tuple[FitVerdict, float]:
    fitting = [rank(stage) for stage in fitting_stages(entry)]
    harmful = [rank(stage) for stage in load_data("alignment")["actions"][entry.kind].get("wrong_in", ())]
    chances: dict[FitVerdict, float] = {"fits": 0.0, "early": 0.0, "late": 0.0, "wrong": 0.0}
    for place, chance in enumerate(odds):
        if place in harmful:
            chances["wrong"] += chance
        elif place in fitting:
            chances["fits"] += chance
        elif place < min(fitting):
            chances["early"] += chance
        elif place > max(fitting):
            chances["late"] += chance
        else:
            chances["wrong"] += chance
    verdict = max(chances, key=lambda name: chances[name])
    return verdict, chances[verdict]


def _stages_off(entry: Entry, stage: Stage) -> int:
    fitting = [rank(item) for item in fitting_stages(entry)]
    place = rank(stage)
    if place < min(fitting):
        return min(fitting) - place
    return max(fitting) - place if place > max(fitting) else 0


def selling_step(dossier: Dossier, by_gates: Step) -> SellingStep:
    """Our step by gates and by the outward actions of the last days, and how far it is ahead of the customer."""
    window = dossier.playbook.thresholds.actions_window_days
    recent = [
        entry for entry in dossier.case.timeline if is_action(entry) and (dossier.today - entry.date).days <= window
    ]
    places = [place for entry in recent if (place := _place_of(dossier, entry)) is not None]
    if not places:
        return SellingStep(by_gates=by_gates.id, by_actions=None, offset=None)
    furthest = max(places)
    return SellingStep(
        by_gates=by_gates.id,
        by_actions=dossier.playbook.selling_steps[furthest].id,
        offset=_steps_off(dossier, furthest),
        entries=tuple(entry.id for entry in recent),
    )


def _steps_off(dossier: Dossier, place: int) -> int:
    """Steps from the nearest one that fits the customer's stage: a playbook may have several for a stage."""
    playbook = dossier.playbook
    fitting = [at for at, step in enumerate(playbook.selling_steps) if dossier.stage in step.stages]
    fitting = fitting or [playbook.position(playbook.step_for(dossier.stage).id)]
    return place - min(fitting, key=lambda at: abs(place - at))


def _place_of(dossier: Dossier, entry: Entry) -> int | None:
    """The selling step an action belongs to; a mere call or visit belongs to the step the customer's stage asks for."""
    for place, step in enumerate(dossier.playbook.selling_steps):
        if entry.kind in step.actions and entry.kind not in ("call", "visit", "email"):
            return place
    return dossier.playbook.position(dossier.playbook.step_for(dossier.stage_on(entry.date)).id)
