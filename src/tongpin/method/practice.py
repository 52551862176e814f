"""Practice 练习 (METHOD 11.5): short cases, what an answer to one is worth and why, which case comes next.

A case tells what a customer says; the learner names the stage and chooses a move. The cases in the box are data
(``data/practice/*.yaml``), checked on load with every fault and its line; points and waits are in
``data/practising.yaml``. What has been learned is in :mod:`tongpin.method.learning`.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from tongpin.method.case import LANGUAGES, STAGES, Language, Stage
from tongpin.method.datafiles import data_folder, load_data
from tongpin.method.located import Fault, Faults, Lines, build
from tongpin.method.reading import Reading, read_note
from tongpin.method.wording import Say, say

Text = dict[str, str]
MoveVerdict = Literal["best", "fair", "poor"]
StageVerdict = Literal["exact", "near", "wrong"]
MOVES = 4
"""A case offers so many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """Something one could do next. ``mistake``: code of the named mistake that it would be; only a poor one is."""

    id: str
    verdict: MoveVerdict
    text: Text
    mistake: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PracticeCase:
    """What a customer says or does, where he is by it, and what one could do.

    ``difficulty`` from 1 (easy) to 3 (hard); ``near``: other stages that can be argued; ``why``: the words that tell
    the stage, and why the best move fits it. Texts by language.
    """

    id: str
    difficulty: int
    stage: Stage
    trade: Text
    says: Text
    moves: tuple[Move, ...]
    why: Text
    near: tuple[Stage, ...] = ()

    @property
    def best(self) -> Move:
        return next(move for move in self.moves if move.verdict == "best")

    @property
    def mistakes(self) -> frozenset[str]:
        """Codes of the mistakes that its moves offer."""
        return frozenset(move.mistake for move in self.moves if move.mistake)

    def move(self, move_id: str) -> Move:
        """Raises ``KeyError`` for a move that the case does not offer."""
        found = next((move for move in self.moves if move.id == move_id), None)
        if found is None:
            raise KeyError(move_id)
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    cases: tuple[PracticeCase, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Feedback:
    """What an answer is worth (``points``, 0 to 100: ``stage_points`` and ``move_points``), and what the method says.

    ``reading``: what the reader finds in the customer's words, places in the text of the language asked for.
    ``cost`` and ``repair`` are told where the chosen move is a named mistake.
    """

    stage: StageVerdict
    move: MoveVerdict
    stage_points: int
    move_points: int
    reading: Reading
    cost: Say | None = None
    repair: Say | None = None

    @property
    def points(self) -> int:
        return self.stage_points + self.move_points


def rules() -> Mapping[str, Any]:
    """Points, goal and waits, as the data file has them."""
    return load_data("practising")  # type: ignore[no-any-return]


def parse(text: str, file: str) -> tuple[PracticeCase, ...]:
    """Cases from YAML. Raises :class:`~tongpin.method.located.Faults` with every fault and its line."""
    content, faults, lines = build(_File, text, file)
    if content is not None:
        faults = [*faults, *_check(content.cases, lines, file)]
    if content is None or faults:
        raise Faults(faults)
    return content.cases


@cache
def shipped() -> Mapping[str, PracticeCase]:
    """The cases in the box by id, in the order of the files. Raises :class:`Faults`."""
    found: dict[str, PracticeCase] = {}
    for item in sorted((data_folder() / "practice").iterdir(), key=lambda item: item.name):
        for case in parse(item.read_text(encoding="utf-8"), item.name):
            if case.id in found:
                raise Faults([Fault(item.name, 1, say("faults.id_twice", where="cases", id=case.id))])
            found[case.id] = case
    return found


def points_of(case: PracticeCase, stage: Stage, move_id: str) -> int:
    """What an answer is worth, 0 to 100. Raises ``KeyError`` for a move that the case does not offer."""
    worth = rules()["points"]
    return _stage_points(_stage_verdict(case, stage)) + int(worth[case.move(move_id).verdict])


def feedback(case: PracticeCase, stage: Stage, move_id: str, lang: Language) -> Feedback:
    """What the method says to an answer. Raises ``KeyError`` for a move that the case does not offer."""
    move, verdict = case.move(move_id), _stage_verdict(case, stage)
    told = move.mistake
    return Feedback(
        stage=verdict,
        move=move.verdict,
        stage_points=_stage_points(verdict),
        move_points=int(rules()["points"][move.verdict]),
        reading=read_note(case.says[lang], lang),
        cost=say(f"mistakes.codes.{told}.cost") if told else None,
        repair=say(f"mistakes.codes.{told}.repair") if told else None,
    )


def _stage_verdict(case: PracticeCase, stage: Stage) -> StageVerdict:
    if stage == case.stage:
        return "exact"
    return "near" if stage in case.near else "wrong"


def _stage_points(verdict: StageVerdict) -> int:
    worth = rules()["points"]
    return {"exact": int(worth["stage"]), "near": int(worth["near"]), "wrong": 0}[verdict]


def mistake_codes() -> tuple[str, ...]:
    """The named mistakes of the method."""
    return tuple(load_data("mistakes")["codes"])


def _check(cases: tuple[PracticeCase, ...], lines: Lines, file: str) -> Iterator[Fault]:
    seen: set[str] = set()
    for index, case in enumerate(cases):
        if case.id in seen:
            yield Fault(file, lines.of("cases", index, "id"), say("faults.id_twice", where="cases", id=case.id))
        seen.add(case.id)
        yield from _check_case(case, index, lines, file)
        yield from _check_moves(case, index, lines, file)


def _check_case(case: PracticeCase, index: int, lines: Lines, file: str) -> Iterator[Fault]:
    hardest = int(rules()["hardest"])
    if not 1 <= case.difficulty <= hardest:
        told = say("faults.out_of_range", where=case.id, low=1, high=hardest, got=case.difficulty)
        yield Fault(file, lines.of("cases", index, "difficulty"), told)
    if case.stage in case.near:
        yield Fault(file, lines.of("cases", index, "near"), say("faults.practice_near", where=case.id))
    for name, text in (("trade", case.trade), ("says", case.says), ("why", case.why)):
        yield from _check_text(text, ("cases", index, name), lines, file)


def _check_moves(case: PracticeCase, index: int, lines: Lines, file: str) -> Iterator[Fault]:
    path = ("cases", index, "moves")
    if len({move.id for move in case.moves}) != MOVES or len(case.moves) != MOVES:
        yield Fault(file, lines.of(*path), say("faults.practice_moves", where=case.id, number=MOVES))
    if [move.verdict for move in case.moves].count("best") != 1:
        yield Fault(file, lines.of(*path), say("faults.practice_best", where=case.id))
    if not case.mistakes:
        yield Fault(file, lines.of(*path), say("faults.practice_no_mistake", where=case.id))
    for place, move in enumerate(case.moves):
        yield from _check_text(move.text, (*path, place, "text"), lines, file)
        if move.mistake is None:
            continue
        line = lines.of(*path, place, "mistake")
        if move.mistake not in mistake_codes():
            near = ", ".join(mistake_codes())
            yield Fault(file, line, say("faults.unknown_code", where=case.id, got=move.mistake, near=near))
        if move.verdict != "poor":
            yield Fault(file, line, say("faults.practice_good_mistake", where=case.id))


def _check_text(text: Text, path: tuple[str | int, ...], lines: Lines, file: str) -> Iterator[Fault]:
    absent = [lang for lang in LANGUAGES if not text.get(lang, "").strip()]
    if absent:
        yield Fault(file, lines.of(*path), say("faults.text_missing", languages=", ".join(absent)))


def own_case(
    *, case_id: str, title: str, text: str, stage: Stage, moves: Iterable[Mapping[str, str]], difficulty: int = 2
) -> PracticeCase:
    """A case that an organisation made itself, in the one language it was written in: the same text for every reader.

    ``moves``: mappings with ``id``, ``verdict``, ``text``, and ``mistake`` and ``why`` where there is one; the best
    move carries the reason.
    """
    kept = list(moves)
    why = next((move.get("why", "") for move in kept if move["verdict"] == "best"), "")
    return PracticeCase(
        id=case_id,
        difficulty=difficulty,
        stage=stage if stage in STAGES else "need",
        trade=_everywhere(title),
        says=_everywhere(text),
        moves=tuple(
            Move(
                id=move["id"],
                verdict=move["verdict"],  # type: ignore[arg-type]  # checked when it was kept
                text=_everywhere(move["text"]),
                mistake=move.get("mistake") or None,
            )
            for move in kept
        ),
        why=_everywhere(why),
    )


def _everywhere(text: str) -> Text:
    return dict.fromkeys(LANGUAGES, text)
