"""Small pieces of markup that every page uses. Everything put into them is escaped here."""

from collections.abc import Sequence
from itertools import accumulate

from django import template
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from tongpin.method.standing import FitVerdict
from tongpin.web.texts import VERDICTS

register = template.Library()

# Drawn by us, no text of a user in them.
SHAPES = {
    "fits": '<circle cx="8" cy="8" r="6"/>',
    "early": '<path d="M8 2 15 14H1z"/>',
    "late": '<path d="M8 14 1 2h14z"/>',
    "wrong": '<path d="M3 3 13 13M13 3 3 13"/>',
}


@register.simple_tag
def icon(name: str) -> SafeString:
    """A picture from the sprite; it decorates, the words beside it tell."""
    return format_html(
        '<svg class="icon" aria-hidden="true"><use href="{}#{}"/></svg>', static("vendor/icons.svg"), name
    )


@register.simple_tag
def bar(share: float, low: float | None = None, high: float | None = None) -> SafeString:
    """A share of one as a bar; with an interval the range lies behind the mark of the estimate."""
    if low is None or high is None:
        inside = format_html('<rect width="{}" height="8"/>', f"{100 * share:.1f}")
    else:
        inside = format_html(
            '<rect class="range" x="{}" width="{}" height="8"/><rect x="{}" width="1.6" height="8"/>',
            f"{100 * low:.1f}",
            f"{100 * (high - low):.1f}",
            f"{100 * share - 0.8:.1f}",
        )
    return format_html(
        '<svg class="bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">{}</svg>', inside
    )


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


@register.filter
def percent(share: float | None) -> str:
    """0.714 → 71%."""
    return "" if share is None else f"{100 * share:.0f}%"
