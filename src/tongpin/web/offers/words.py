"""Names for what offers are made of, and their figures, in the reader's language."""

from decimal import Decimal
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from tongpin.exchange.office.letter import Heading, Points, Words, marked_up
from tongpin.method.bidding.money import smallest
from tongpin.method.offers import Score, Totals
from tongpin.web.money import sign
from tongpin.web.texts import Texts

SOLUTION_KINDS: Texts = {
    "customised": pgettext_lazy("solution", "Customised product"),
    "whole_course": pgettext_lazy("solution", "Whole-course service"),
    "platform": pgettext_lazy("solution", "Platform operation"),
}
COMPONENT_KINDS: Texts = {
    "product": pgettext_lazy("component", "Product"),
    "service": pgettext_lazy("component", "Service"),
    "information": pgettext_lazy("component", "Information"),
}
PROPOSAL_STATES: Texts = {
    "draft": pgettext_lazy("proposal", "Draft"),
    "sent": pgettext_lazy("proposal", "Sent"),
    "won": pgettext_lazy("proposal", "Won"),
    "lost": pgettext_lazy("proposal", "Lost"),
}
STATE_CSS = {"draft": "tag-early", "sent": "tag-customer", "won": "tag-fits", "lost": "tag-wrong"}
LEANINGS: Texts = {
    "better": gettext_lazy("wins more often than our templates do together"),
    "worse": gettext_lazy("wins less often than our templates do together"),
    "": gettext_lazy("no difference from our other templates that the figures bear out"),
}
LANGUAGE_NAMES = {"zh-Hans": "简体中文", "zh-Hant": "繁體中文", "en": "English"}


def price(amount: Decimal | None, currency: str) -> str:
    """A price as it stands in an offer: always with the cents that the currency has; empty where unknown."""
    if amount is None:
        return ""
    places = 0 if smallest(currency) == 1 and amount == amount.to_integral_value() else 2
    return f"{sign(currency)}{number_format(amount, places, use_l10n=True, force_grouping=True)}"


def plain(number: Decimal | None) -> str:
    """Without noughts that say nothing: 12, 2.5."""
    return "" if number is None else number_format(f"{number.normalize():f}", use_l10n=True, force_grouping=True)


def rate(vat: Decimal | None) -> str:
    """13%; empty where unknown."""
    return "" if vat is None else f"{plain(vat)}%"


def won_told(score: Score) -> str:
    """7 of 9 won; without any decided sale it says so."""
    if not score.decided:
        return _("no decided sale yet")
    return _("%(won)s of %(decided)s won") % {"won": score.won, "decided": score.decided}


def sure_told(score: Score) -> str:
    """How much the count may be trusted."""
    if not score.decided:
        return ""
    between = {"low": f"{100 * score.low:.0f}", "high": f"{100 * score.high:.0f}"}
    if not score.tells:
        return _("too few to speak of a rate: anything from %(low)s to %(high)s percent is possible") % between
    return f"{between['low']}–{between['high']}%: {LEANINGS[score.leaning]}"


def open_told(sums: Totals) -> list[str]:
    """What is still open in the totals."""
    told = []
    if sums.without_price:
        told.append(_("Lines without a price: %(count)s") % {"count": sums.without_price})
    if sums.without_vat:
        told.append(_("Lines without a rate of VAT: %(count)s") % {"count": sums.without_vat})
    return told


def written(text: str) -> list[dict[str, Any]]:
    """Text with its headings and lists, as on paper."""
    told: list[dict[str, Any]] = []
    for block in marked_up(text):
        match block:
            case Heading(said):
                told.append({"heading": said})
            case Points(lines, numbered):
                told.append({"lines": lines, "numbered": numbered})
            case Words(said):
                told.append({"text": said})
    return told
