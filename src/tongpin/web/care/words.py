"""What care says on pages: people who are due, links of a range, threats, with prepared strings."""

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from tongpin.crm.care.facts import Relation
from tongpin.crm.care.selectors import DueRow, ThreatRow
from tongpin.crm.users.models import User
from tongpin.method.care.contacts import Attention
from tongpin.method.care.range import Link, Reach
from tongpin.method.serving import CONTACT_FUNCTIONS
from tongpin.web.cited import day
from tongpin.web.texts import CONTACT_FUNCTIONS as FUNCTIONS
from tongpin.web.texts import Texts, kind_name, known, told

STATES: Texts = {
    "overdue": pgettext_lazy("care", "Overdue"),
    "due": pgettext_lazy("care", "Due"),
    "unseen": pgettext_lazy("care", "Not seen yet"),
    "resting": pgettext_lazy("care", "Better left alone"),
    "well": pgettext_lazy("care", "In touch"),
}
STATE_CSS = {
    "overdue": "tag-wrong",
    "due": "tag-early",
    "unseen": "tag-early",
    "resting": "tag-late",
    "well": "tag-fits",
}
RANGES: Texts = {
    "person": pgettext_lazy("range", "One person"),
    "department": pgettext_lazy("range", "A department"),
    "company": pgettext_lazy("range", "The whole company"),
}
THREAT_KINDS: Texts = {
    "people": pgettext_lazy("threat", "Change of people"),
    "quality": pgettext_lazy("threat", "Quality"),
    "estrangement": pgettext_lazy("threat", "Estrangement"),
    "needs": pgettext_lazy("threat", "Changed needs"),
    "rival": pgettext_lazy("threat", "Rivals’ moves"),
}
THREAT_STATES: Texts = {
    "open": pgettext_lazy("threat", "Open"),
    "handled": pgettext_lazy("threat", "Handled"),
    "dismissed": pgettext_lazy("threat", "No threat"),
}


def due_row(row: DueRow, user: User | None = None) -> dict[str, Any]:
    """Somebody with when he is due, why, how balanced it was, and what to bring."""
    one = row.attention
    return {
        **_person(one),
        "account_id": row.relation.account.id,
        "account": row.relation.account.name,
        "planned": one.party.plan is not None,
        "owner": _owner(row, user),
        "why": told(one.why),
        "due": day(one.due),
        "moved": told(one.moved) if one.moved and one.state != "overdue" else "",
        "findings": [told(finding) for finding in one.findings],
        "balance": _balance(one),
        "total": one.total,
        "by_trouble": one.by_trouble,
        "bring": [
            {
                "text": told(item.what),
                "serves": str(FUNCTIONS[item.serves]),
                "href": _sale(item.sale) if item.sale else "",
            }
            for item in row.bring
        ],
        "note": _note_address(one, row.relation),
    }


def _person(one: Attention) -> dict[str, Any]:
    return {
        "id": int(one.party.id),
        "name": one.party.name,
        "post": " · ".join(part for part in (one.party.title, one.party.department) if part),
        "key": one.weight == "key",
        "state": one.state,
        "state_name": str(STATES[one.state]),
        "css": STATE_CSS[one.state],
        "late": one.late,
        "last": day(one.last_day),
        "last_kind": kind_name(one.last.kind) if one.last and one.last.date == one.last_day else "",
        "last_href": _entry(one.last.sale, one.last.entry) if one.last and one.last.date == one.last_day else "",
    }


def _owner(row: DueRow, user: User | None) -> str:
    """Who of ours keeps the plan, where it is somebody else."""
    plan = row.attention.party.plan
    return "" if plan is None or (user is not None and row.is_of(user)) else plan.owner


def _balance(one: Attention) -> list[dict[str, Any]]:
    """Contacts of the last year by function; a function that is lacking is marked."""
    if not one.total:
        return []
    return [
        {"name": str(FUNCTIONS[name]), "count": one.counts[name], "lacking": name in one.lacking}
        for name in CONTACT_FUNCTIONS
    ]


def _note_address(one: Attention, relation: Relation) -> str:
    """Where a contact with him is written down; empty where no sale names him."""
    sale, code = relation.parts.get(one.party.id, ("", ""))
    return f"{reverse('note')}?{urlencode({'opportunity': sale, 'who': code})}" if sale else ""


def _sale(sale: str) -> str:
    return reverse("opportunity", args=[int(sale)])


def _entry(sale: str, entry: str) -> str:
    return f"{_sale(sale)}?tab=timeline#{entry}"


# ---------------------------------------------------------------- range
def reach_told(reach: Reach) -> dict[str, Any]:
    """How far it reaches, how far it should, and the links."""
    return {
        "now": str(RANGES[reach.now]) if reach.now else _("Nobody"),
        "target": str(RANGES[reach.target]) if reach.target else "",
        "reached": reach.now is not None and not reach.missing,
        "steps": [
            {
                "name": str(RANGES[name]),
                "links": [_link(link) for link in reach.links if link.of == name],
                "target": name == reach.target,
            }
            for name in RANGES
            if any(link.of == name for link in reach.links)
        ],
    }


def _link(link: Link) -> dict[str, Any]:
    return {"there": link.there, "text": told(link.what)}


# ---------------------------------------------------------------- threats
def threat_row(row: ThreatRow) -> dict[str, Any]:
    """A threat with what to do, and the words that show it."""
    return {
        "id": row.id,
        "key": row.key,
        "kind": str(THREAT_KINDS[row.kind]),
        "day": day(row.date),
        "text": told(row.found.why) if row.found else row.text,
        "do": told(row.found.do) if row.found else known(f"threats.do.{row.kind}"),
        "words": row.words,
        "href": _entry(row.sale, row.entry) if row.sale and row.entry else (_sale(row.sale) if row.sale else ""),
        "pressing": row.found is not None and row.found.weight > 1,
        "found": row.found is not None,
        "plan": row.plan,
        "owner": row.owner,
        "state": str(THREAT_STATES[row.state]),
        "settled": day(row.settled),
    }
