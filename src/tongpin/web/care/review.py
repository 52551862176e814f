"""The yearly review 年度回顾 of an account: read and ticked here, made as PowerPoint and PDF for the customer."""

import datetime as dt
from collections.abc import Sequence

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from tongpin.crm import clock
from tongpin.crm.care.value_selectors import YearFacts, year_facts
from tongpin.crm.errors import TongpinError
from tongpin.crm.pdf import PdfFailed, pdf_of
from tongpin.exchange import office
from tongpin.exchange.office import Yearly
from tongpin.method.case import LANGUAGES, Language
from tongpin.web.care.review_content import Item, Wording, items_of, yearly_of
from tongpin.web.care.value import asked_year
from tongpin.web.pages import SignedIn, page
from tongpin.web.texts import Texts

PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
SECTIONS: Texts = {
    "results": pgettext_lazy("review", "Their results"),
    "promises": pgettext_lazy("review", "What was promised, and what came"),
    "value": pgettext_lazy("review", "What it brought them"),
    "cost": pgettext_lazy("review", "What it took of them"),
    "trouble": pgettext_lazy("review", "What went wrong, and how it ended"),
    "done": pgettext_lazy("review", "What we did together"),
    "ahead": pgettext_lazy("review", "The year ahead"),
}
LANGUAGE_NAMES = {"zh-Hans": "简体中文", "zh-Hant": "繁體中文", "en": "English"}
LONGEST_WORD, LONGEST_AHEAD, MOST_AHEAD = 500, 4000, 40
YEARS_SHOWN = 6


@page
def review(request: SignedIn, account_id: int) -> HttpResponse:
    """What would stand in the review, to be read and ticked."""
    facts = _facts(request, account_id)
    items = items_of(facts)
    today = clock.today()
    context = {
        "area": "accounts",
        "care_tab": "review",
        "account": facts.account,
        "year": facts.first.year,
        "years": range(today.year, today.year - YEARS_SHOWN, -1),
        "sections": [
            {"name": name, "rows": [item for item in items if item.section == section]}
            for section, name in SECTIONS.items()
        ],
        "empty": not items,
        "languages": [(lang, LANGUAGE_NAMES[lang], lang == facts.lang) for lang in LANGUAGES],
        "sender": facts.sender,
    }
    return render(request, "care/review.html", context)


@page
def slides(request: SignedIn, account_id: int) -> HttpResponse:
    """PowerPoint."""
    facts = _facts(request, account_id)
    return _file(facts, office.yearly_slides(_paper(request, facts)), PPTX, "pptx")


@page
def pdf(request: SignedIn, account_id: int) -> HttpResponse:
    """PDF; where no program makes one, it is said and PowerPoint is offered."""
    facts = _facts(request, account_id)
    try:
        made = pdf_of(office.yearly_page(_paper(request, facts)))
    except PdfFailed as error:
        message = _("No PDF could be made (%(reason)s). The PowerPoint file says the same.")
        raise TongpinError("no_pdf", message % {"reason": error}, 503) from error
    return _file(facts, made, "application/pdf", "pdf")


def _file(facts: YearFacts, content: bytes, kind: str, ending: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    name = f"{facts.account.name[:60]} {facts.first.year}.{ending}".replace("/", "-").replace("\\", "-")
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response


# ---------------------------------------------------------------- what was asked
def _facts(request: SignedIn, account_id: int) -> YearFacts:
    """A calendar year, of the running one what has passed; without one the running year."""
    today = clock.today()
    asked = request.POST.get("year") or request.GET.get("year", "")
    year = min(asked_year(asked) or today.year, today.year)
    last = min(dt.date(year, 12, 31), today)
    return year_facts(user=request.user, account_id=account_id, first=dt.date(year, 1, 1), last=last)


def _paper(request: SignedIn, facts: YearFacts) -> Yearly:
    """The review of what was ticked, in the language asked for; without a form, of all but our own wording."""
    asked = request.POST.get("lang", "")
    lang: Language = next((known for known in LANGUAGES if known == asked), facts.lang)
    with translation.override(lang.lower()):
        return yearly_of(facts, _kept(request, items_of(facts)), _wording(request), lang)


def _kept(request: SignedIn, items: Sequence[Item]) -> list[Item]:
    if request.method != "POST":
        return [item for item in items if not item.ours]
    ticked = set(request.POST.getlist("keep"))
    return [item for item in items if item.key in ticked]


def _wording(request: SignedIn) -> Wording:
    lines = request.POST.get("ahead", "")[:LONGEST_AHEAD].splitlines()
    return Wording(
        word=request.POST.get("word", "")[:LONGEST_WORD].strip(),
        ahead=tuple(line.strip() for line in lines if line.strip())[:MOST_AHEAD],
    )
