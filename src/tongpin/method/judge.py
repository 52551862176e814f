"""The whole judgement: a case in, its standing out. Pure: same in, same out."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from tongpin.method import advice
from tongpin.method.adoption import adoption_of
from tongpin.method.alignment import fits_of, selling_step
from tongpin.method.case import Case
from tongpin.method.dossier import Dossier
from tongpin.method.earlier import as_it_stood, so_far
from tongpin.method.evidence import pieces_of, signals_of, stages_by_person, track_of
from tongpin.method.flags import flags_of
from tongpin.method.gates import first_unmet, gate_states
from tongpin.method.meetings import meetings_of
from tongpin.method.mistakes import mistakes_of
from tongpin.method.people import key_persons, ranked
from tongpin.method.playbook import DEFAULT, Playbook, load
from tongpin.method.position import position_of
from tongpin.method.qualification import grade_of, qualification_of
from tongpin.method.rates import Counts
from tongpin.method.reading import read_note
from tongpin.method.reading.shape import Reading
from tongpin.method.stages import information_gain, stage_model
from tongpin.method.standing import Question, Standing
from tongpin.method.vocabulary import asked_for, seen_given_stage
from tongpin.method.winning import win_of
from tongpin.method.wording import say


def judge(
    case: Case,
    *,
    playbook: Playbook | None = None,
    readings: Mapping[str, Reading] | None = None,
    as_of: dt.date | None = None,
    history: Counts | None = None,
) -> Standing:
    """What the method says of a case, on ``as_of`` or its own ``today``.

    ``readings`` by entry id spare reading again what was read before, with the struck words passed over (as
    :func:`~tongpin.method.reading.read_note` does); entries not in it are read here. ``history``:
    (won, closed) by segment of the organisation's own past.
    """
    if as_of is not None:
        case = as_it_stood(case, as_of)
    return standing_of(dossier_of(case, playbook, readings), history)


def dossier_of(case: Case, playbook: Playbook | None = None, readings: Mapping[str, Reading] | None = None) -> Dossier:
    """The case with everything read and inferred; ``playbook`` and ``readings`` as :func:`judge` takes them."""
    case, playbook, readings = so_far(case), playbook or _playbook_of(case), readings or {}
    read = {entry.id: readings.get(entry.id) or _read(case, entry.id, entry.text) for entry in case.timeline}
    pieces = pieces_of(case, read)
    track = track_of(case, pieces, stage_model(playbook.dwell_days))
    return Dossier(case, playbook, read, signals_of(case, read), pieces, track)


def _read(case: Case, entry_id: str, text: str) -> Reading:
    """An entry read without the words that a person struck; a kind struck by name takes the words it is read in."""
    struck = [item for item in case.evidence if item.entry == entry_id and item.state == "struck"]
    words = [(item.start, item.end) for item in struck if item.start is not None and item.end is not None]
    kinds_struck = {item.signal for item in struck if item.start is None}
    if kinds_struck:
        words += [(hit.start, hit.end) for hit in read_note(text).signals if hit.kind in kinds_struck]
    return read_without(text, words)


def read_without(text: str, struck: Sequence[tuple[int, int]], *, read: Callable[..., Reading] = read_note) -> Reading:
    """A note read by ``read`` without the words (start, end) that a person struck.

    Striking one signal moves the odds, but neither drops the others nor puts new ones in its stead.
    """
    reading = read(text, struck=struck)
    if not struck:
        return reading
    found = read(text).signals
    others = [hit for hit in found if not any(hit.start < end and start < hit.end for start, end in struck)]
    return replace(reading, signals=tuple(others))


def _playbook_of(case: Case) -> Playbook:
    """The playbook in the box that the case names. Raises `KeyError` for one that is not there; files are checked."""
    wanted = case.opportunity.playbook
    return load(wanted.name if wanted else DEFAULT)


def standing_of(dossier: Dossier, history: Counts | None = None) -> Standing:
    """What the method says of a case that has been read."""
    gates = gate_states(dossier)
    mistakes = mistakes_of(dossier, gates)
    position = position_of(dossier)
    win = win_of(dossier, gates, mistakes, position, history)
    qualification = qualification_of(dossier, win, position)
    judged = advice.Judged(
        dossier=dossier,
        gates=gates,
        mistakes=mistakes,
        position=position,
        qualification=qualification,
        adoption=adoption_of(dossier),
        flags=flags_of(dossier),
        selling_step=selling_step(dossier, first_unmet(dossier, gates)),
        ask_next=ask_next(dossier),
        key_persons=key_persons(dossier),
    )
    return Standing(
        case_id=dossier.case.id,
        as_of=dossier.today,
        playbook=dossier.playbook.name,
        playbook_version=dossier.playbook.version,
        stages=dossier.odds,
        by_person=stages_by_person(dossier.case, dossier.pieces, stage_model(dossier.playbook.dwell_days)),
        ask_next=judged.ask_next,
        history=dossier.track.points,
        selling_step=judged.selling_step,
        alignment=fits_of(dossier),
        mistakes=mistakes,
        gates=gates,
        qualification=qualification,
        grade=grade_of(dossier, qualification, win),
        win=win,
        position=position,
        adoption=judged.adoption,
        key_persons=judged.key_persons,
        meetings=meetings_of(dossier),
        biggest_risk=advice.biggest_risk(judged),
        main_obstacle=advice.main_obstacle(judged),
        next_actions=advice.next_actions(judged),
        must_not_do=advice.must_not_do(judged),
        unknown=advice.unknowns(judged),
        flags=judged.flags,
        signals=dossier.marked,
    )


def ask_next(dossier: Dossier) -> Question | None:
    """The question with the largest expected information gain about the stage, to the weightiest person we know."""
    if dossier.case.opportunity.outcome is not None or not dossier.case.timeline:
        return None
    gains = information_gain(np.array(dossier.odds, np.float32), seen_given_stage())
    told = {signal.kind for signal in dossier.signals}
    open_kinds = [(float(gains[place]), kind) for place, kind in asked_for() if kind not in told]
    if not open_kinds:
        return None
    gain, kind = max(open_kinds)
    people = [person for person in ranked(dossier) if dossier.met(person)]
    return Question(text=say(f"signals.{kind}.question"), who=people[0].id if people else "", gain_bits=round(gain, 3))
