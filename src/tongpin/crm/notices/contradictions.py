"""Two stories told to one customer: whoever told one of them hears it at once, and so does the owner (METHOD 11.2)."""

from collections.abc import Iterable, Mapping

from tongpin.crm import clock, judging
from tongpin.crm.activities.models import Activity
from tongpin.crm.audit.gesture import Gesture
from tongpin.crm.audit.models import LogEntry
from tongpin.crm.casefile import UNJUDGED, case_files
from tongpin.crm.notices.models import Notice
from tongpin.crm.opportunities.models import Opportunity
from tongpin.crm.opportunities.policy import who_see
from tongpin.crm.team.models import TeamMember
from tongpin.crm.users.models import User
from tongpin.method.case import Case, Entry
from tongpin.method.consistency import Contradiction
from tongpin.method.earlier import so_far
from tongpin.method.settling import clashes_of
from tongpin.method.sides import member_of
from tongpin.method.standing import Standing
from tongpin.method.wording import Say, say

KIND, CODE = "contradiction", "inconsistent_message"
Pair = tuple[str, frozenset[str]]
"""A contradiction, whatever its words: topic and the codes of both entries."""


def tell_contradictions(deed: Gesture, opportunity: Opportunity, standing: Standing) -> None:
    """Within a gesture, once the opportunity is judged: new contradictions of the entries that it wrote are told to
    their speakers and the owner, each once; news of what no longer stands, or is settled, goes before anybody read it.

    Gestures that wrote no entry and settled nothing ask the database nothing; nor does a new entry while nothing
    contradicts.
    """
    told = any(mistake.code == CODE for mistake in standing.mistakes)
    written = {entry.object_id or 0 for entry in deed.entries if entry.object_type == "activity"}
    fresh = all(entry.change == LogEntry.Change.MADE for entry in deed.entries if entry.object_type == "activity")
    settled = any(entry.object_type == "settlement" for entry in deed.entries)
    if not (settled or (written and (told or not fresh))):
        return
    case = so_far(case_files([opportunity.pk], clock.today(), without=UNJUDGED)[opportunity.pk].case)
    open_ones = {_pair(clash.contradiction): clash.contradiction for clash in clashes_of(case) if clash.settled is None}
    known = {row: _told_pair(row) for row in Notice.objects.filter(opportunity=opportunity, kind=KIND)}
    deed.remove_all(row for row, pair in known.items() if pair not in open_ones and row.seen_at is None)
    codes = set(Activity.objects.filter(pk__in=written).values_list("code", flat=True))
    anew = [one for pair, one in open_ones.items() if pair[1] & codes and pair not in known.values()]
    if anew:
        deed.make_all(Notice, _notices(deed, opportunity, case, anew))


def _notices(deed: Gesture, opportunity: Opportunity, case: Case, anew: Iterable[Contradiction]) -> list[Notice]:
    entries = {entry.id: entry for entry in case.timeline}
    users = _users(opportunity)
    found = []
    for one in anew:
        pair = entries[one.first_entry], entries[one.entry]
        speakers = {users[name] for entry in pair if (name := _speaker(entry)) in users}
        text = judging.kept(_told(one, *pair))
        for user in sorted((speakers | {opportunity.owner_id}) - {deed.user.pk}):
            found.append(Notice(opportunity=opportunity, user_id=user, kind=KIND, text=text))
    return found


def _users(opportunity: Opportunity) -> Mapping[str, int]:
    """Who of ours sees the opportunity and signs in, by the name that entries give him."""
    others = User.objects.filter(is_active=True, name__in=_speakers(opportunity)).order_by("-pk")
    members = TeamMember.objects.filter(opportunity=opportunity).exclude(user=None).select_related("user")
    named = [(user.name, user) for user in others]
    # Whom the team names so comes last, and counts.
    named += [(member.name, member.user) for member in members if member.user is not None]
    seeing = who_see(opportunity, [user for _name, user in named])
    return {name: user.pk for name, user in named if user.pk in seeing}


def _speakers(opportunity: Opportunity) -> set[str]:
    return {member_of(by).name for by in Activity.objects.filter(opportunity=opportunity).values_list("by", flat=True)}


def _speaker(entry: Entry) -> str:
    return member_of(entry.by).name


def _told(one: Contradiction, first: Entry, second: Entry) -> Say:
    nobody = say("notices.somebody")
    return say(
        "notices.contradiction",
        topic=say(f"consistency.topics.{one.topic}"),
        first=one.first_words.strip(),
        second=one.second_words.strip(),
        first_by=_speaker(first) or nobody,
        second_by=_speaker(second) or nobody,
        # Not said, but by these the news is known again.
        of=one.topic,
        entries=f"{first.id} {second.id}",
    )


def _pair(one: Contradiction) -> Pair:
    return one.topic, frozenset((one.first_entry, one.entry))


def _told_pair(row: Notice) -> Pair:
    values = dict(judging.said(row.text).values)
    return str(values.get("of", "")), frozenset(str(values.get("entries", "")).split())
