"""For whom was it written? The chance that criteria or tender were made for another, and our place (METHOD 7.2, 2.5).

Log-odds: a prior, tempered signals, and what records, timetable, narrow figures and rivals' catalogues say. Warm
relations are no evidence either way and are left out on purpose.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from tongpin.method.case import Case
from tongpin.method.criteria.parameters import catalogue_fit, narrow_ones
from tongpin.method.criteria.setters import criteria_margin, set_by_rivals, set_by_us, share_of
from tongpin.method.datafiles import load_data
from tongpin.method.dossier import Dossier, rank
from tongpin.method.flags import flags_of
from tongpin.method.position import position_of
from tongpin.method.rates import chance_of, log_odds
from tongpin.method.standing import PositionOdds, Reason
from tongpin.method.wording import Say, listed, say


@dataclass(frozen=True, slots=True, kw_only=True)
class RivalFile:
    """What we keep of a rival: its names, and what its products can do, in figures."""

    name: str
    other_names: tuple[str, ...] = ()
    catalogue: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Authors:
    """``chance`` that it was written for another, ``None`` while there is nothing to judge; ``rival``: for whom most
    likely, where anything tells. ``place``: favourite, contender or filler, with its odds."""

    chance: float | None
    rival: str
    reasons: tuple[Reason, ...]
    place: PositionOdds


@dataclass(frozen=True, slots=True)
class _Push:
    says: Say
    push: float
    entries: tuple[str, ...] = ()
    rival: str = ""


def set_for_another(dossier: Dossier, *, files: Sequence[RivalFile] = (), papers: Sequence[str] = ()) -> Authors:
    """``files``: of the rivals in this purchase; ``papers``: texts of tender documents and requirements kept apart from
    the timeline."""
    place = position_of(dossier)
    if not _judged(dossier, papers):
        return Authors(chance=None, rival="", reasons=(), place=place)
    pushes = list(_pushes(dossier, files, papers))
    free = log_odds(load_data("criteria")["authors"]["prior"]) + sum(one.push for one in pushes)
    chance = chance_of(free)
    reasons = [
        Reason(factor=one.says, effect=round(chance - chance_of(free - one.push), 3), entries=one.entries)
        for one in pushes
    ]
    named = [one for one in pushes if one.rival and one.push > 0]
    return Authors(
        chance=round(chance, 3),
        rival=max(named, key=lambda one: one.push).rival if named else "",
        reasons=tuple(sorted(reasons, key=lambda reason: -abs(reason.effect))),
        place=place,
    )


def _judged(dossier: Dossier, papers: Sequence[str]) -> bool:
    """Whether criteria or tender have begun: by the stage, by records, by papers."""
    told = any(entry.kind == "tender_doc" for entry in dossier.case.timeline)
    records = bool(dossier.case.criteria) or dossier.case.tender.deadline is not None
    return rank(dossier.stage) >= rank("criteria") or told or records or bool(papers)


def _pushes(dossier: Dossier, files: Sequence[RivalFile], papers: Sequence[str]) -> Iterator[_Push]:
    told = [*papers, *(entry.text for entry in dossier.case.timeline if entry.kind == "tender_doc")]
    told += [f"{item.name} {item.reason}" for item in dossier.case.criteria]
    yield from _signals(dossier)
    yield from _setters(dossier.case)
    yield from _time(dossier)
    yield from _figures(told)
    yield from _catalogues(files, told)
    yield from _names(files, papers)


def _signals(dossier: Dossier) -> Iterator[_Push]:
    """Each kind of signal once, at its surest."""
    data = _data()
    vocabulary = load_data("signals")
    surest: dict[str, tuple[float, str]] = {}
    for signal in dossier.signals:
        surest[signal.kind] = max(surest.get(signal.kind, (0.0, "")), (signal.confidence, signal.entry))
    for kind, (confidence, entry) in surest.items():
        places = vocabulary[kind].get("position", {})
        strength = places.get("filler", 0.0) - data["favourite"] * places.get("favourite", 0.0)
        if strength:
            says = say("criteria.because.signal", signal=say(f"signals.{kind}.name"))
            yield _Push(says, data["temper"] * strength * confidence, (entry,))


def _setters(case: Case) -> Iterator[_Push]:
    data = _data()
    theirs, ours = set_by_rivals(case), set_by_us(case)
    if theirs:
        share = share_of(case, theirs)
        by_name: dict[str, float] = {}
        for item in theirs:
            by_name[item.set_by] = by_name.get(item.set_by, 0.0) + float(item.weight or 1)
        says = say("criteria.because.set_by_rivals", percent=round(100 * share), names=listed(by_name))
        yield _Push(says, data["set_by"] * share, rival=max(by_name, key=lambda name: by_name[name]))
    if ours:
        share = share_of(case, ours)
        yield _Push(say("criteria.because.set_by_us", percent=round(100 * share)), -data["set_by"] * share)
    margin = criteria_margin(case)
    if margin:
        name = "score_ahead" if margin > 0 else "score_behind"
        yield _Push(say(f"criteria.because.{name}", points=round(100 * abs(margin))), -data["margin"] * margin)


def _time(dossier: Dossier) -> Iterator[_Push]:
    """The days granted, from the issue or from when we were asked; and coming in when the papers are out already."""
    data, tender = _data(), dossier.case.tender
    asked = [entry for entry in dossier.case.timeline if entry.direction == "in"]
    papers = [entry for entry in dossier.case.timeline if entry.kind == "tender_doc"]
    starts = [entry.date for entry in papers[:1]] + ([tender.issued] if tender.issued else [])
    granted = (tender.deadline - max(starts)).days if tender.deadline and starts else None
    entries = tuple(entry.id for entry in papers[:1])
    if granted is not None and 0 <= granted < data["short_days"]:
        yield _Push(say("criteria.because.short", days=granted), data["short"], entries)
    elif granted is not None and granted >= data["ample_days"]:
        yield _Push(say("criteria.because.ample", days=granted), -data["ample"], entries)
    elif rushed := [flag for flag in flags_of(dossier) if flag.code == "unlawful_timetable"]:
        yield _Push(say("criteria.because.rushed"), data["short"], (rushed[0].entry,))
    first = next(iter(dossier.outward), None)
    if first is not None and rank(dossier.stage_on(first.date)) >= rank("tender") and first in [*asked, *papers]:
        yield _Push(say("criteria.because.asked_late"), data["asked_late"], (first.id,))


def _figures(papers: Sequence[str]) -> Iterator[_Push]:
    data = _data()
    narrow = list(narrow_ones(papers))
    if narrow:
        says = say("criteria.because.narrow", count=len(narrow), words=listed(narrow[: data["narrow_named"]]))
        yield _Push(says, data["narrow"] * min(len(narrow), data["narrow_counted"]))


def _catalogues(files: Sequence[RivalFile], papers: Sequence[str]) -> Iterator[_Push]:
    """The rival whose catalogue has most of the figures just as they are asked for."""
    data = _data()
    fits = [(catalogue_fit(papers, one.catalogue), one.name) for one in files if one.catalogue]
    same = [(fit, name) for fit, name in fits if len(fit.same) >= data["same_least"]]
    if same:
        fit, name = max(same, key=lambda one: (one[0].share, len(one[0].same)))
        words = listed(fit.same[: data["narrow_named"]])
        says = say("criteria.because.catalogue", name=name, same=len(fit.same), spoken=fit.spoken, words=words)
        yield _Push(says, data["catalogue"] * fit.share, rival=name)


def _names(files: Sequence[RivalFile], papers: Sequence[str]) -> Iterator[_Push]:
    """A rival's name in the papers themselves; in our notes of them it tells nothing."""
    for one in files:
        names = [name for name in (one.name, *one.other_names) if len(name) > 1]
        if any(name.lower() in paper.lower() for paper in papers for name in names):
            yield _Push(say("criteria.because.named", name=one.name), _data()["named"], rival=one.name)


def _data() -> Any:
    return load_data("criteria")["authors"]
