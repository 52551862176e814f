"""The cards and the table of the people. Made here and not in a template: forty people cost a quarter.

Every value goes through ``escape`` of the standard library, which costs a tenth of Django's; addresses and codes too.
"""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from django import template
from django.template import Context
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from tongpin.web.opportunity.person_cards import AspectLine, Card, How
from tongpin.web.templatetags.tongpin import icon, percent

register = template.Library()


@register.simple_tag(takes_context=True)
def person_cards(context: Context, cards: Sequence[Card]) -> SafeString:
    """Everyone: roles, attitude and how it is known, share; on opening the reasons and all that is believed."""
    maker = _Cards(changes=context["may"]["change"], timeline=context["timeline"])
    return mark_safe("".join(map(maker.card, cards)))


@register.simple_tag
def person_rows(rows: Sequence[Mapping[str, Any]]) -> SafeString:
    """The table that says what the map says."""
    labels = [
        escape(label)
        for label in (_("Share of the decision"), _("Attitude to us"), _("How do we know?"), _("Listens to"))
    ]
    return mark_safe("".join(_row(row, labels, f" {_star()}") for row in rows))


class _Cards:
    def __init__(self, *, changes: bool, timeline: str) -> None:
        self.changes, self.timeline = changes, escape(timeline)
        self.star, self.pencil = _star(), icon("pencil")
        self.share, self.more = escape(_("Share of the decision")), escape(_("Reasons and details"))
        self.why, self.unknown = escape(_("Why this share")), escape(_("Not known yet"))
        self.how, self.entry, self.change = escape(_("How do we know?")), escape(_("the entry")), escape(_("Change: "))
        self.heard = escape(_("after listening to each other"))

    def card(self, card: Card) -> str:
        code = escape(card.code)
        return (
            f'<article class="item" id="{code}">{self._head(card, code)}{self._standing(card)}'
            f'<details class="fold small mt-1"><summary>{self.more}</summary>{self._details(card, code)}</details>'
            f'<div id="slot-{code}"></div></article>'
        )

    def _head(self, card: Card, code: str) -> str:
        star, name = self.star if card.key else "", escape(card.name)
        edit = ""
        if self.changes:
            where = f'class="btn btn-quiet small" {_in_place(card.edit, code)} aria-label="{self.change}{name}"'
            edit = f'<div class="btn-row"><a {where}>{self.pencil}</a></div>'
        return (
            f'<div class="item-head">{star}<a href="{escape(card.href)}"><strong class="breakable">{name}</strong></a>'
            f'<span class="quiet small">{escape(card.post)}</span>{edit}</div>'
        )

    def _standing(self, card: Card) -> str:
        roles = "".join(f'<span class="tag">{escape(role)}</span>' for role in card.roles)
        known = f'<span class="quiet small">{escape(card.how.words)}</span>' if card.how else ""
        own, effective = percent(card.own), percent(card.effective)
        moved = "" if own == effective else f' <span class="quiet number">({own} → {effective} {self.heard})</span>'
        return (
            f'<div class="deal-row">{roles}<span class="tag {card.colour}{held(card.how)}">'
            f"{card.sign} {escape(card.attitude)}</span>{known}</div>"
            f'<div class="deal-row small"><span>{self.share} <strong class="number">{effective}</strong>{moved}</span>'
            f"<span>{escape(card.gap)}</span></div>"
        )

    def _details(self, card: Card, code: str) -> str:
        facts = "".join(f"<dt>{escape(label)}</dt><dd>{escape(value)}</dd>" for label, value in card.facts)
        believed = "".join(self._aspect(line, code) for line in card.aspects)
        unknown = f'<dt>{self.unknown}</dt><dd class="quiet">{escape(card.unknown)}</dd>' if card.unknown else ""
        return (
            f'<p class="mb-1"><span class="quiet">{self.why}</span> {escape(" · ".join(card.why))}</p>'
            f'<dl class="facts">{facts}{believed}{unknown}</dl>'
        )

    def _aspect(self, line: AspectLine, code: str) -> str:
        entry = f' · <a href="{self.timeline}#{escape(line.how.entry)}">{self.entry}</a>' if line.how.entry else ""
        asks = f" · <a {_in_place(line.href, code)}>{self.how}</a>" if self.changes else ""
        return (
            f'<dt>{escape(line.name)}</dt><dd><span class="believed{held(line.how)}">{escape(line.value)}</span> '
            f'<span class="quiet">{escape(line.how.words)}</span>{entry}{asks}</dd>'
        )


def _in_place(href: str, code: str) -> str:
    """A form that is opened within the card; without a script the link leads to it."""
    href = escape(href)
    return f'href="{href}" hx-get="{href}" hx-target="#slot-{code}" hx-select=".the-form" hx-swap="innerHTML"'


def _row(row: Mapping[str, Any], labels: Sequence[str], star: str) -> str:
    told = (percent(row["share"]), row["attitude"], row["how"], row["listens_to"])
    cells = "".join(
        f'<td data-label="{label}"><span>{escape(value)}</span></td>' for label, value in zip(labels, told, strict=True)
    )
    lead = f'<a href="#{escape(row["code"])}">{escape(row["name"])}</a>{star if row["key"] else ""}'
    return f'<tr><td class="lead">{lead}</td>{cells}</tr>'


def _star() -> str:
    told = escape(_("Key person now"))
    return f'<span title="{told}" role="img" aria-label="{told}">★</span>'


def held(how: How | None) -> str:
    """The classes of the border that tells assumed from confirmed."""
    return "" if how is None else f" held-{how.state}{' faded' if how.faded else ''}"
