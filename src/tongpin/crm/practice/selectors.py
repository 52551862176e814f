"""Practice cases, and how people do at them."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from django.utils.translation import gettext as _

from tongpin.crm.errors import TongpinError
from tongpin.crm.opportunities.policy import not_found
from tongpin.crm.practice.models import OwnPractice, PracticeAnswer
from tongpin.crm.practice.policy import coached, may_coach
from tongpin.crm.users.models import User
from tongpin.method.learning import Answer, Progress, next_case, progress_of
from tongpin.method.practice import PracticeCase, own_case, shipped

OWN = "own-"


class OwnRow(NamedTuple):
    """A case of the organisation's own, for the list of them."""

    id: int
    title: str
    text: str
    stage: str
    made_by: str
    made_at: dt.datetime


class Coached(NamedTuple):
    """One person of the coach's view; ``last``: when he answered last, ``None`` where never."""

    name: str
    progress: Progress
    last: dt.datetime | None


def all_cases() -> Mapping[str, PracticeCase]:
    """Those in the box and the organisation's own, by id."""
    return {**shipped(), **{case.id: case for case in map(_as_case, OwnPractice.objects.order_by("pk"))}}


def case_of(case_id: str) -> PracticeCase:
    """One case. Raises `not_found`."""
    if case_id in shipped():
        return shipped()[case_id]
    number = case_id.removeprefix(OWN)
    if case_id.startswith(OWN) and number.isascii() and number.isdigit() and len(number) < 16:
        row = OwnPractice.objects.filter(pk=int(number)).first()
        if row is not None:
            return _as_case(row)
    raise not_found()


def own_cases() -> list[OwnRow]:
    """The organisation's own, the newest first."""
    rows = OwnPractice.objects.select_related("made_by").order_by("-pk")
    return [OwnRow(row.pk, row.title, row.text, row.stage, str(row.made_by), row.created_at) for row in rows]


def suggested_case(*, user: User) -> PracticeCase | None:
    """The case that helps a user most now."""
    return next_case(_answers([user.pk])[user.pk], all_cases())


def progress(*, user: User) -> Progress:
    """How a user does himself."""
    return progress_of(_answers([user.pk])[user.pk], all_cases())


def answer_of(*, user: User, answer_id: int) -> PracticeAnswer:
    """An answer of the user's own. Raises `not_found`."""
    found = PracticeAnswer.objects.filter(user=user, pk=answer_id).first()
    if found is None:
        raise not_found()
    return found


def team_progress(*, user: User) -> list[Coached]:
    """How a coach's people do, the lowest average first, who has not begun last. Raises `not_allowed`."""
    if not may_coach(user):
        raise TongpinError("not_allowed", _("The results of others are for their manager."), 403)
    people = list(coached(user).order_by("name", "pk"))
    answers, cases = _answers([person.pk for person in people]), all_cases()
    last = dict(PracticeAnswer.objects.filter(user__in=people).order_by("pk").values_list("user_id", "at"))
    rows = [Coached(str(person), progress_of(answers[person.pk], cases), last.get(person.pk)) for person in people]
    return sorted(rows, key=lambda row: (row.progress.average is None, row.progress.average or 0.0))


def _answers(users: Iterable[int]) -> Mapping[int, list[Answer]]:
    """Everybody's answers, oldest first, with one query."""
    found: defaultdict[int, list[Answer]] = defaultdict(list)
    columns = ("user_id", "case", "stage", "move", "points")
    for user_id, *answer in PracticeAnswer.objects.filter(user__in=list(users)).order_by("pk").values_list(*columns):
        found[user_id].append(Answer(*answer))
    return found


def _as_case(row: OwnPractice) -> PracticeCase:
    return own_case(case_id=f"{OWN}{row.pk}", title=row.title, text=row.text, stage=row.stage, moves=row.moves)
