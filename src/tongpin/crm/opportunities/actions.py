"""Every write to an opportunity itself."""

import datetime as dt
import secrets
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from tongpin.crm import clock, judging, records
from tongpin.crm.accounts.policy import get_account
from tongpin.crm.audit.gesture import Gesture, gesture
from tongpin.crm.audit.models import LogEntry
from tongpin.crm.casefile import case_files
from tongpin.crm.errors import TongpinError
from tongpin.crm.opportunities.importing import write_cases
from tongpin.crm.opportunities.models import Opportunity, OpportunityShare
from tongpin.crm.opportunities.policy import get_opportunity, not_found, visible
from tongpin.crm.playbooks.actions import keep_shipped
from tongpin.crm.sense import impossible_told
from tongpin.crm.team.models import TeamMember
from tongpin.crm.users.models import User
from tongpin.crm.users.policy import is_outside, may_write
from tongpin.method.case import Case, PlaybookRef
from tongpin.method.possible import oddities_of_case

TOGETHER = 500
"""Cases that are brought in by one set of statements."""
EDITABLE = (
    *("title", "lang", "our_company", "name", "amount", "currency", "expected_close", "segment"),
    *("budget_confirmed", "project_initiated", "formal_tender", "our_product_fits"),
    *("crm_stage", "crm_probability"),
)


def open_opportunity(*, user: User, account_id: int, name: str, **facts: Any) -> Opportunity:
    """A new opportunity of the user's with an account; `facts` are columns of `EDITABLE`. It runs on the default
    playbook of the day."""
    with gesture(user, "open_opportunity") as deed:
        opportunity = begin_opportunity(deed, account_id=account_id, name=name, **facts)
        judging.judge_anew(opportunity)
        return opportunity


def begin_opportunity(deed: Gesture, *, account_id: int, name: str, **facts: Any) -> Opportunity:
    """The same within the gesture of whatever action it is part of; not judged yet."""
    user = deed.user
    refuse_readers(user)
    account = get_account(user, account_id)
    playbook, said = judging.playbook_for(None)
    keep_shipped(playbook)
    fresh = Opportunity(
        code=f"{clock.today():%y%m%d}-{secrets.token_hex(3)}",
        account=account,
        owner=user,
        team_id=user.team_id,
        playbook_name=playbook.name,
        playbook_version=playbook.version,
        playbook_said=said,
    )
    named = records.require_text(name, field="name", message=_("Give the opportunity a name."))
    values = {"title": named, **facts, "name": named}
    for column, value in _clean(fresh, values).items():
        setattr(fresh, column, value)
    opportunity = deed.make(fresh)
    deed.make(TeamMember(opportunity=opportunity, user=user, name=str(user), written=str(user)))
    return opportunity


def update_opportunity(*, user: User, opportunity_id: int, expected_version: int, **changes: Any) -> Opportunity:
    """Changes columns of `EDITABLE`, if nobody saved the opportunity since the user read `expected_version`.

    Raises `changed_meanwhile` otherwise; its values hold `by`, the `current` values and `yours`, so that a page can
    show both and nothing is lost.
    """
    with records.work_on(user, opportunity_id, "update_opportunity") as (opportunity, deed):
        _refuse_stale(opportunity, expected_version, changes)
        _save(deed, opportunity, **_clean(opportunity, changes))
        return opportunity


def set_position(*, user: User, opportunity_id: int, position: str | None) -> Opportunity:
    """Says what we are in the customer's eyes (METHOD 1.2); None where nobody knows."""
    with records.work_on(user, opportunity_id, "set_position") as (opportunity, deed):
        _save(deed, opportunity, **records.checked_changes(opportunity, {"position": position}, ["position"]))
        return opportunity


def close_opportunity(
    *,
    user: User,
    opportunity_id: int,
    result: str,
    reason: str,
    date: dt.date | None = None,
    winner: str = "",
) -> Opportunity:
    """Ends an opportunity as won, lost, cancelled or part, with the reason and, if lost, to whom."""
    why = records.require_text(
        reason, field="reason", message=_("Say why it ended so."), longest=records.LONGEST_REASON
    )
    values = {"result": result, "result_on": date or clock.today(), "result_reason": why, "result_winner": winner}
    with records.work_on(user, opportunity_id, "close_opportunity") as (opportunity, deed):
        if not result:
            raise records.invalid(result=_("Say how it ended."))
        _save(deed, opportunity, **records.checked_changes(opportunity, values, values))
        return opportunity


def reopen_opportunity(*, user: User, opportunity_id: int) -> Opportunity:
    """Takes an end back."""
    with records.work_on(user, opportunity_id, "reopen_opportunity") as (opportunity, deed):
        _save(deed, opportunity, result=None, result_on=None, result_reason="", result_winner="")
        return opportunity


def share_opportunity(*, user: User, opportunity_id: int, with_user: User, may_change: bool = False) -> None:
    """Lets a colleague see the opportunity, or change it too."""
    with gesture(user, "share_opportunity") as deed:
        opportunity = get_opportunity(user, opportunity_id, "share", lock=True)
        if with_user.pk == opportunity.owner_id or not with_user.is_active or is_outside(with_user):
            raise records.invalid(with_user=_("Choose a colleague other than the owner."))
        share = OpportunityShare.objects.filter(opportunity=opportunity, user=with_user).first()
        if share is None:
            deed.make(OpportunityShare(opportunity=opportunity, user=with_user, may_change=may_change))
        else:
            deed.change(share, may_change=may_change)


def stop_sharing(*, user: User, opportunity_id: int, with_user: User) -> None:
    """Takes a colleague's access back."""
    with gesture(user, "stop_sharing") as deed:
        opportunity = get_opportunity(user, opportunity_id, "share", lock=True)
        deed.remove_all(OpportunityShare.objects.filter(opportunity=opportunity, user=with_user))


def hand_over(*, user: User, opportunity_id: int, to: User) -> Opportunity:
    """A manager gives the opportunity to another salesperson and his team."""
    with gesture(user, "hand_over") as deed:
        opportunity = get_opportunity(user, opportunity_id, "manage", lock=True)
        if not may_write(to):
            raise records.invalid(to=_("Choose a colleague who sells."))
        _save(deed, opportunity, owner=to, team_id=to.team_id)
        return opportunity


def move_to_playbook(*, user: User, opportunity_id: int, name: str, version: int | None = None) -> Opportunity:
    """Moves an opportunity to another playbook, or to another version of its own (the newest unless given)."""
    with records.work_on(user, opportunity_id, "move_to_playbook") as (opportunity, deed):
        playbook, _said = judging.playbook_for(PlaybookRef(name=name, version=version))
        keep_shipped(playbook)
        _save(
            deed,
            opportunity,
            playbook_name=playbook.name,
            playbook_version=playbook.version,
            playbook_said=Opportunity.PlaybookSaid.VERSION,
        )
        return opportunity


# ---------------------------------------------------------------- files
def import_cases(
    *, user: User, cases: Sequence[Case], owner_of: Callable[[Case], User] | None = None
) -> list[Opportunity]:
    """Brings many cases in, all or none. Raises `already_there` with the ids that are taken."""
    refuse_readers(user)
    with gesture(user, "import_cases") as deed:
        made: list[Opportunity] = []
        _refuse_twice([case.id for case in cases])
        _refuse_impossible(cases)
        for start in range(0, len(cases), TOGETHER):
            together = cases[start : start + TOGETHER]
            _refuse_taken([case.id for case in together])
            owned = [(case, owner_of(case) if owner_of else user) for case in together]
            made += write_cases(deed, owned, clock.today())
        return made


def export_case(*, user: User, opportunity_id: int) -> Case:
    """The case as it stands today. Who took data out is on the log."""
    return export_cases(user=user, opportunity_ids=[opportunity_id])[0]


def export_cases(*, user: User, opportunity_ids: Sequence[int]) -> list[Case]:
    """The cases as they stand today, in the order asked for. Raises `not_found` where he may not see one of them."""
    with gesture(user, "export_cases") as deed:
        seen = visible(user).in_bulk(opportunity_ids)
        if len(seen) < len(set(opportunity_ids)):
            raise not_found()
        for opportunity in seen.values():
            deed.note_done(opportunity)
        return [file.case for file in case_files(opportunity_ids, clock.today()).values()]


def refuse_readers(user: User) -> None:
    """Auditors and compliance officers write nothing."""
    if not may_write(user):
        raise TongpinError("not_allowed", _("You may look at the records, but not change them."), 403)


def _refuse_taken(codes: Sequence[str]) -> None:
    taken = sorted(Opportunity.objects.filter(code__in=codes).values_list("code", flat=True))
    if taken:
        message = _("These ids are taken already: %(ids)s. Give the opportunity another id.")
        raise TongpinError("already_there", message % {"ids": ", ".join(taken[:20])}, 409, ids=taken)


def _refuse_impossible(cases: Sequence[Case]) -> None:
    """What a deal file's reader tells with its line, told of cases that came another way, or from a day to come."""
    today = clock.today()
    told = [
        f"{case.id}: {sentence}"
        for case in cases
        for sentence in impossible_told(oddities_of_case(replace(case, today=today)))
    ]
    if told:
        raise TongpinError("impossible", "\n".join(told[:20]), 422)


def _refuse_twice(codes: Sequence[str]) -> None:
    twice = sorted(code for code, times in Counter(codes).items() if times > 1)
    if twice:
        message = _("These ids come twice: %(ids)s. Each opportunity needs its own.")
        raise TongpinError("already_there", message % {"ids": ", ".join(twice[:20])}, 409, ids=twice)


def _clean(opportunity: Opportunity, changes: Mapping[str, Any]) -> dict[str, Any]:
    clean = records.checked_changes(opportunity, changes, EDITABLE)
    currency = clean.get("currency", opportunity.currency)
    if not (len(currency) == 3 and currency.isascii() and currency.isupper()):
        raise records.invalid(currency=_("A currency has three capital letters, such as CNY or EUR."))
    return clean


def _save(deed: Gesture, opportunity: Opportunity, **values: Any) -> None:
    """Columns and the version that tells the next person that they changed."""
    if any(getattr(opportunity, name) != value for name, value in values.items()):
        deed.change(opportunity, **values, version=opportunity.version + 1)


def _refuse_stale(opportunity: Opportunity, expected_version: int, changes: Mapping[str, Any]) -> None:
    if opportunity.version == expected_version:
        return
    saves = LogEntry.objects.filter(object_type="opportunity", object_id=opportunity.pk, change="changed")
    last = saves.order_by("-pk").select_related("user").first()
    by = str(last.user) if last else str(opportunity.owner)
    raise TongpinError(
        "changed_meanwhile",
        _("%(name)s changed this opportunity while you had it open. Your text is kept: compare and save again.")
        % {"name": by},
        409,
        by=by,
        version=opportunity.version,
        current={name: getattr(opportunity, name) for name in changes if name in EDITABLE},
        yours=dict(changes),
    )
