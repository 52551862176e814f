"""Cells of the matrix as markup. Made here and not in a template: there are hundreds, and this costs a third."""

from dataclasses import dataclass
from html import escape

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from tongpin.web.templatetags.tongpin import icon

BLANK = '<td class="team-none"></td>'
BLANK_LINK = '<td class="team-none"><a class="tie quiet" href="{}" aria-label="{}">+</a></td>'
LINK = (
    '<td data-label="{}"><a class="tie{}" href="{}" hx-get="{}" hx-target="#slot-tie" hx-select=".the-form" '
    'hx-swap="innerHTML show:top" aria-label="{}">{}</a></td>'
)
PLAIN = '<td data-label="{}"><div class="tie{}">{}</div></td>'
STANDS = '<span{}><span aria-hidden="true">{}</span> {}</span>{}{}{}'
MET = '<div class="quiet small">{}</div>'
PROMISE = '<div class="small breakable">{}</div><span class="tag {}">{}{}</span>'
MARK = '<div class="small tie-mark">{} {}</div>'


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A trouble, as a tag: icon and word."""

    icon: str
    word: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """What one of ours promised, when it is due and how it stands."""

    words: str
    due: str
    state: str
    css: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tie:
    """A cell with a tie. ``label`` says who with whom, for those who do not see it; without ``href`` it opens
    nothing."""

    member: str
    href: str
    label: str
    sign: str
    stands: str
    written: bool
    met: str
    promise: Promise | None
    marks: tuple[Mark, ...]


def blank(href: str, label: str) -> SafeString:
    """A cell without a tie; with an address, one may write one."""
    # The escape of the standard library costs a tenth of Django's, and most of hundreds of cells are blank.
    return SafeString(BLANK_LINK.format(escape(href), escape(label)) if href else BLANK)


def written(tie: Tie) -> SafeString:
    """A cell with a tie."""
    css = " tie-marked" if tie.marks else ""
    if not tie.href:
        return format_html(PLAIN, tie.member, css, _inside(tie))
    label = ", ".join([f"{tie.label}: {tie.stands}", *(mark.word for mark in tie.marks)])
    return format_html(LINK, tie.member, css, tie.href, tie.href, label, _inside(tie))


def _inside(tie: Tie) -> SafeString:
    return format_html(
        STANDS,
        "" if tie.written else SafeString(' class="quiet"'),
        tie.sign,
        tie.stands,
        format_html(MET, tie.met) if tie.met else "",
        _promise(tie.promise) if tie.promise else "",
        format_html_join("", MARK, ((icon(mark.icon), mark.word) for mark in tie.marks)),
    )


def _promise(promise: Promise) -> SafeString:
    return format_html(PROMISE, promise.words, promise.css, promise.state, f" · {promise.due}" if promise.due else "")
