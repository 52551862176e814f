"""Every write to practice: answers, and cases of one's own."""

import zlib
from collections.abc import Mapping, Sequence
from typing import get_args

from django.utils.translation import gettext as _

from tongpin.crm import records
from tongpin.crm.audit.gesture import gesture
from tongpin.crm.errors import TongpinError
from tongpin.crm.opportunities.policy import not_found
from tongpin.crm.practice.drafts import bearers_of, closed_opportunity, for_makers
from tongpin.crm.practice.models import OwnPractice, PracticeAnswer
from tongpin.crm.practice.policy import may_practise
from tongpin.crm.practice.selectors import case_of
from tongpin.crm.users.models import User
from tongpin.method.anonymous import names_left
from tongpin.method.case import STAGES, Stage
from tongpin.method.practice import MOVES, MoveVerdict, mistake_codes, points_of

Draft = Mapping[str, str]
LONGEST = 2000


def answer_practice(*, user: User, case: str, stage: str, move: str) -> PracticeAnswer:
    """Keeps an answer with its points. Raises `not_found`, `not_allowed`, or `invalid` for no stage or no move."""
    if not may_practise(user):
        raise TongpinError("not_allowed", _("You may look at the records, but not change them."), 403)
    found = case_of(case)
    if stage not in STAGES:
        raise records.invalid(stage=_("Choose a stage."))
    if move not in {offered.id for offered in found.moves}:
        raise records.invalid(move=_("Choose a move."))
    with gesture(user, "answer_practice") as deed:
        points = points_of(found, stage, move)
        return deed.make(PracticeAnswer(user=user, case=found.id, stage=stage, move=move, points=points))


def add_own_practice(
    *, user: User, opportunity_id: int, title: str, text: str, stage: Stage, moves: Sequence[Draft], why: str
) -> OwnPractice:
    """Keeps a case that a manager made from a closed opportunity.

    ``moves``: four mappings with ``verdict`` and ``text``, and ``mistake`` (a code) for those that are one. Raises
    `names_left` with the names where any text still names the customer, his people, ours or a rival; `invalid`,
    `still_open`, `not_found`, `not_allowed`.
    """
    opportunity = closed_opportunity(user, opportunity_id)
    told = {
        "title": records.require_text(title, field="title", message=_("Give the trade or a title.")),
        "text": records.require_text(text, field="text", message=_("Tell what the customer says.")),
        "why": records.require_text(why, field="why", message=_("Say which words tell the stage, and why it fits.")),
    }
    kept = _moves(moves, told["why"], told["text"])
    _refuse_long([*told.values(), *(move["text"] for move in kept)])
    left = names_left("\n".join([*told.values(), *(move["text"] for move in kept)]), bearers_of(opportunity))
    if left:
        message = _("These names still stand in it: %(names)s. Replace them by what the person or company does.")
        raise TongpinError("names_left", message % {"names": ", ".join(left)}, 422)
    case = OwnPractice(
        title=told["title"],
        text=told["text"],
        lang=opportunity.lang,
        stage=stage,
        moves=kept,
        source=opportunity.pk,
        made_by=user,
    )
    with gesture(user, "add_own_practice") as deed:
        return deed.make(records.checked(case))


def remove_own_practice(*, user: User, pk: int) -> None:
    """Takes a case of the organisation's own away; answers to it stay. Raises `not_found`, `not_allowed`."""
    for_makers(user)
    with gesture(user, "remove_own_practice") as deed:
        row = OwnPractice.objects.filter(pk=pk).first()
        if row is None:
            raise not_found()
        deed.remove(row)


def _moves(moves: Sequence[Draft], why: str, salt: str) -> list[dict[str, str]]:
    """The moves as they are kept, in an order that does not tell which is best."""
    if [move["verdict"] for move in moves].count("best") != 1 or len(moves) != MOVES:
        raise records.invalid(moves=_("Four moves are needed, and exactly one of them is the best."))
    kept: list[dict[str, str]] = []
    for move in sorted(moves, key=lambda move: zlib.crc32((salt + move["text"]).encode())):
        one = {"verdict": move["verdict"], "text": records.storable_text(move["text"]).strip()}
        if not one["text"] or one["verdict"] not in get_args(MoveVerdict):
            raise records.invalid(moves=_("Each move needs its text."))
        if move.get("mistake"):
            one["mistake"] = _known_mistake(move)
        if one["verdict"] == "best":
            one["why"] = why
        kept.append({"id": "abcd"[len(kept)], **one})
    if not any("mistake" in move for move in kept):
        raise records.invalid(moves=_("At least one move is a named mistake."))
    return kept


def _known_mistake(move: Draft) -> str:
    code = move["mistake"]
    if code not in mistake_codes() or move["verdict"] != "poor":
        raise records.invalid(moves=_("Only a wrong move is a mistake, and it needs one of the method’s names."))
    return code


def _refuse_long(texts: Sequence[str]) -> None:
    if any(len(text) > LONGEST for text in texts):
        raise records.invalid(text=_("A practice case is short: at most %(most)d characters.") % {"most": LONGEST})
