"""Does what we do fit? Every outward action against the customer's probable stage of that day (METHOD 3.1)."""

from functools import cache

from tongpin.method.case import STAGES, AccountKind, Entry, EntryKind, Stage
from tongpin.method.datafiles import load_data
from tongpin.method.dossier import Dossier, rank
from tongpin.method.playbook import SellingStep as Step
from tongpin.method.standing import Fit, FitVerdict, Odds, SellingStep
from tongpin.method.wording import say


def fits_of(dossier: Dossier) -> tuple[Fit, ...]:
    """A verdict for each outward action of ours, in order of the timeline."""
    kind = dossier.case.account.kind
    return tuple(
        fit_of(entry, dossier.track.on(entry.date), kind) for entry in dossier.case.timeline if is_action(entry)
    )


def is_action(entry: Entry) -> bool:
    return entry.direction == "out"


def fit_of(entry: Entry, odds: Odds, buyer: AccountKind | None) -> Fit:
    """One action against the odds of its day; ``confidence`` is the probability of the verdict.

    What is said of it is said of the likeliest stage for which the verdict holds.
    """
    verdicts = _verdicts(entry.kind)
    chances = dict.fromkeys(verdicts, 0.0)
    for chance, name in zip(odds, verdicts, strict=True):
        chances[name] += chance
    verdict = max(chances, key=lambda name: chances[name])
    place = max((place for place, one in enumerate(verdicts) if one == verdict), key=odds.__getitem__)
    off = 0 if verdict == "wrong" else _stages_off(entry.kind, place)
    return Fit(
        entry=entry.id,
        verdict=verdict,
        stages_off=off,
        confidence=round(chances[verdict], 3),
        why=say(
            f"alignment.why.{verdict}",
            stage=say(f"stages.names.{STAGES[place]}"),
            action=say(f"alignment.kinds.{entry.kind}"),
            off=abs(off),
        ),
        better=None if verdict == "fits" else say(f"alignment.better.{_better(STAGES[place], buyer)}"),
    )


def _better(stage: Stage, buyer: AccountKind | None) -> str:
    """The better action by stage; while criteria are set it depends on the kind of buyer (METHOD 13.3)."""
    if stage != "criteria" or buyer == "private":
        return stage
    return "criteria_unknown" if buyer is None else "criteria_public"


def early_chance(entry: Entry, odds: Odds) -> float:
    """Probability that the action came before its first fitting stage."""
    return sum(odds[: min(map(rank, fitting_stages(entry.kind)))])


def fitting_stages(kind: EntryKind) -> tuple[Stage, ...]:
    return tuple(load_data("alignment")["actions"][kind].get("fits", STAGES))


@cache
def _verdicts(kind: EntryKind) -> tuple[FitVerdict, ...]:
    """The verdict on an action of this kind in each stage."""
    return tuple(_verdict(kind, place) for place in range(len(STAGES)))


def _verdict(kind: EntryKind, place: int) -> FitVerdict:
    if STAGES[place] in load_data("alignment")["actions"][kind].get("wrong_in", ()):
        return "wrong"
    off = _stages_off(kind, place)
    return "fits" if not off else "early" if off > 0 else "late"


def _stages_off(kind: EntryKind, place: int) -> int:
    """Stages from the nearest one that the action fits; of two as near, the one to come."""
    return min((rank(stage) - place for stage in fitting_stages(kind)), key=lambda off: (abs(off), -off))


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
