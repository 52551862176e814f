"""Small pieces of markup that every page uses. Everything put into them is escaped here."""

from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate

from django import template
from django.template import Context
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tongpin.crm.users.models import User
from tongpin.crm.users.policy import may_write
from tongpin.method.standing import FitVerdict
from tongpin.web.cited import Cited
from tongpin.web.rows import Card
from tongpin.web.texts import VERDICTS

register = template.Library()

# Drawn by us, no text of a user in them.
SHAPES = {
    "fits": '<circle cx="8" cy="8" r="6"/>',
    "early": '<path d="M8 2 15 14H1z"/>',
    "late": '<path d="M8 14 1 2h14z"/>',
    "wrong": '<path d="M3 3 13 13M13 3 3 13"/>',
}
SWAP = mark_safe(
    'hx-boost="true" hx-target="#content" hx-select="#content" hx-swap="outerMorph show:none" hx-push-url="false"'
)
BAR = '<svg class="bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">'
LINE = (
    '<tr><td class="lead"><a href="{}"><strong class="breakable">{}</strong></a>'
    '<div class="quiet small">{}{}</div></td>'
    '<td data-label="{}"><span>{} <span class="quiet number">{}</span></span></td>'
    '<td data-label="{}"><span class="tag tag-{}">{} {}</span></td>'
    '<td data-label="{}"><span class="number" title="{}">{}</span></td>'
    '<td data-label="{}"><span class="grade grade-{}">{}</span></td>'
    '<td data-label="{}"><span class="number">{}</span></td>'
    '<td data-label="{}"><span class="number">{}</span></td>'
    '<td data-label="{}"><span class="number">{}</span></td>'
    '<td data-label="{}"><span class="number">{}</span></td>'
    '<td data-label="{}"><span class="nowrap">{}</span></td></tr>'
)
EVIDENCE = '<li class="words"><a href="{}#{}" class="number">{}</a> {}{}<br>{}{}{}</li>'


@register.simple_tag
@lru_cache(maxsize=128)
def icon(name: str) -> SafeString:
    """A picture from the sprite; it decorates, the words beside it tell."""
    return format_html(
        '<svg class="icon" aria-hidden="true"><use href="{}#{}"/></svg>', static("vendor/icons.svg"), name
    )


@register.simple_tag
def bar(share: float, low: float | None = None, high: float | None = None) -> SafeString:
    """A share of one as a bar; with an interval the range lies behind the mark of the estimate."""
    if low is None or high is None:
        inside = f'<rect width="{100 * share:.1f}" height="8"/>'
    else:
        inside = f'<rect class="range" x="{100 * low:.1f}" width="{100 * (high - low):.1f}" height="8"/>'
        inside += f'<rect x="{100 * share - 0.8:.1f}" width="1.6" height="8"/>'
    # Figures only.
    return mark_safe(f"{BAR}{inside}</svg>")


@register.simple_tag
def strip(odds: Sequence[float]) -> SafeString:
    """The odds of all stages in one line, the likeliest dark."""
    ends = list(accumulate(odds, initial=0.0))
    parts = format_html_join(
        "",
        '<rect class="{}" x="{}" width="{}" height="10"/>',
        (
            ("present" if chance == max(odds) else "", f"{100 * start:.1f}", f"{100 * chance:.1f}")
            for start, chance in zip(ends, odds, strict=False)
        ),
    )
    return format_html(
        '<svg class="strip" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">{}</svg>', parts
    )


@register.simple_tag
@lru_cache(maxsize=16)
def shape(verdict: FitVerdict | str) -> SafeString:
    """● ▲ ▼ ✕ of the two tracks; nothing for what is no verdict."""
    if verdict not in SHAPES:
        return mark_safe("")
    return format_html(
        '<svg class="shape shape-{}" viewBox="0 0 16 16" aria-hidden="true">{}</svg>',
        verdict,
        mark_safe(SHAPES[verdict]),
    )


@register.simple_tag
def verdict(name: FitVerdict) -> SafeString:
    """A verdict as a tag: shape, colour and word."""
    return format_html('<span class="tag tag-{}">{} {}</span>', name, shape(name), VERDICTS[name])


@register.simple_tag
def swap() -> SafeString:
    """What makes a form change the page in place; without a script it is sent as any other."""
    return SWAP


@register.simple_tag(takes_context=True)
def evidence(context: Context, cited: Sequence[Cited]) -> SafeString:
    """What something rests on, to be opened: entries with the words in them. Nothing where nothing is cited."""
    if not cited:
        return mark_safe("")
    count = len(cited)
    told = ngettext("Evidence: %(counter)s record", "Evidence: %(counter)s records", count) % {"counter": count}
    lines = format_html_join("", EVIDENCE, ((context["timeline"], *_line(item)) for item in cited))
    return format_html(
        '<details class="fold small"><summary>{}</summary><ul class="list-unstyled stack mb-0">{}</ul></details>',
        told,
        lines,
    )


def _line(item: Cited) -> tuple[str, ...]:
    tells = format_html(' <span class="tag">{}</span>', item.tells) if item.tells else ""
    words = format_html('<mark class="proposed">{}</mark>', item.words) if item.words else ""
    return item.entry, item.day, item.kind, tells, item.before, words, item.after


@register.simple_tag
def deal_lines(cards: Sequence[Card]) -> SafeString:
    """The lines of the list of opportunities. Made here and not in a template: a long list costs a third less."""
    labels = [_("Customer’s stage"), _("Our pace"), _("Amount"), _("Grade"), _("Win"), _("Mistakes"), _("Decision")]
    labels += [_("Last entry"), _("Owner")]
    flagged = format_html(" · {} {}", icon("flag"), _("Legal flag"))
    return format_html_join("", LINE, (_cells(card, labels, flagged) for card in cards))


def _cells(card: Card, labels: Sequence[str], flagged: SafeString) -> tuple[object, ...]:
    stage, pace, amount, grade, win, mistakes, close, last, owner = labels
    about = f"{card.account} · {card.result}" if card.result else card.account
    return (
        *(card.href, card.name, about, flagged if card.flags else ""),
        *(stage, card.stage, card.certainty, pace, card.css, shape(card.css), card.pace),
        *(amount, card.amount_full, card.amount or "–", grade, card.grade, card.grade, win, card.win or "–"),
        *(mistakes, card.mistakes, close, card.close or "–", last, card.last or "–", owner, card.owner),
    )


@register.filter
def writes(user: User) -> bool:
    """Whether somebody changes records at all, or only looks."""
    return may_write(user)


@register.filter
def percent(share: float | None) -> str:
    """0.714 → 71%."""
    return "" if share is None else f"{100 * share:.0f}%"
