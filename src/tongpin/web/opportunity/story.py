"""One story 口径: what our people have told in two ways, word against word, and how it was settled."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib import messages
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from tongpin.crm.team.selectors import SettlementRow, TeamPage, clashes_with
from tongpin.method.case import Case, Entry
from tongpin.method.consistency import Contradiction
from tongpin.method.settling import Clash
from tongpin.method.wording import listed, render
from tongpin.web.cited import day
from tongpin.web.highlight import around
from tongpin.web.pages import SignedIn
from tongpin.web.texts import kind_name, known, reading_language

REACH = 90


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """Words of an entry, with who said them, when and to whom."""

    entry: str
    day: str
    kind: str
    by: str
    to: str
    before: str
    words: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """How a contradiction was settled. ``told`` is empty until the customer has heard it."""

    id: int
    day: str
    holds: str
    tells: str
    told: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A contradiction of two entries. ``settled`` is None as long as nobody has said what holds."""

    anchor: str
    topic: str
    first: Quote
    second: Quote
    settle: str
    settled: Settled | None


def stories_of(page: TeamPage, opportunity_id: int) -> list[Story]:
    """Contradictions that want something done: settled by nobody, then unknown to the customer; then the history."""
    case = page.dossier.case
    entries = {entry.id: entry for entry in case.timeline}
    known_ones = {(row.topic, frozenset((row.first, row.second))): row for row in reversed(page.settlements)}
    open_ones = [_story(case, clash, known_ones, opportunity_id) for clash in page.clashes]
    found = {(clash.contradiction.topic, _entries(clash.contradiction)) for clash in page.clashes}
    past = [row for key, row in known_ones.items() if key not in found and {row.first, row.second} <= entries.keys()]
    return open_ones + [_past(case, entries, row) for row in past]


def quotes_of(case: Case, told: Contradiction) -> tuple[Quote, Quote]:
    """Both sides of a contradiction, the earlier first."""
    entries = {entry.id: entry for entry in case.timeline}
    return (
        _quote(case, entries[told.first_entry], told.first_start, told.first_end),
        _quote(case, entries[told.entry], told.start, told.end),
    )


def topic_name(topic: str) -> str:
    """Delivery time, warranty, …"""
    return known(f"consistency.topics.{topic}", topic)


def settle_address(opportunity_id: int, topic: str, first: str, second: str) -> str:
    """Where one says which of two statements holds."""
    query = urlencode({"topic": topic, "first": first, "second": second})
    return f"{reverse('settle_story', args=[opportunity_id])}?{query}"


def _story(
    case: Case, clash: Clash, rows: Mapping[tuple[str, frozenset[str]], SettlementRow], opportunity_id: int
) -> Story:
    told = clash.contradiction
    first, second = quotes_of(case, told)
    row = rows.get((told.topic, _entries(told)))
    return Story(
        anchor=f"story-{told.topic}-{told.entry}",
        topic=topic_name(told.topic),
        first=first,
        second=second,
        settle=settle_address(opportunity_id, told.topic, told.first_entry, told.entry),
        settled=_settled(row) if row else None,
    )


def _past(case: Case, entries: Mapping[str, Entry], row: SettlementRow) -> Story:
    """What was settled and is found no more, for an entry was changed since."""
    return Story(
        anchor=f"story-{row.topic}-{row.second}",
        topic=topic_name(row.topic),
        first=_quote(case, entries[row.first], None, None),
        second=_quote(case, entries[row.second], None, None),
        settle="",
        settled=_settled(row),
    )


def _settled(row: SettlementRow) -> Settled:
    return Settled(id=row.id, day=day(row.date), holds=row.holds, tells=row.tells, told=day(row.told))


def _entries(told: Contradiction) -> frozenset[str]:
    return frozenset((told.first_entry, told.entry))


def _quote(case: Case, entry: Entry, start: int | None, end: int | None) -> Quote:
    names = {person.id: person.name or person.id for person in case.stakeholders}
    before, words, after = around(entry.text, start, end, REACH)
    return Quote(
        entry=entry.id,
        day=day(entry.date),
        kind=kind_name(entry.kind),
        by=entry.by,
        to=render(listed(names.get(code, code) for code in entry.who), reading_language()),
        before=before,
        words=words,
        after=after,
    )


# ---------------------------------------------------------------- at once, when a note is saved
def warn_of_two_stories(request: SignedIn, opportunity_id: int, entry: str) -> bool:
    """Says on the next page what an entry that was just saved contradicts, with both quotations and the way to
    settle it; tells whether there is anything to say."""
    clashes = clashes_with(user=request.user, opportunity_id=opportunity_id, entry=entry)
    if not clashes:
        return False
    told = clashes[0].contradiction
    text = _("Two stories about “%(topic)s”: “%(first)s” and “%(second)s”.") % {
        "topic": topic_name(told.topic),
        "first": told.first_words,
        "second": told.second_words,
    }
    address = reverse("opportunity", args=[opportunity_id]) + "?tab=team#story"
    link = _("Say which holds, before the customer asks")
    messages.warning(request, format_html('{} <a href="{}">{}</a>', text, address, link))
    return True
