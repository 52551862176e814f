"""The field's words for the value ledger and loyalty."""

from decimal import Decimal

from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tongpin.method.care.value import KINDS
from tongpin.web.texts import Texts, known

POINTS: Texts = {
    "2": pgettext_lazy("rating", "2 · far better than they wish"),
    "1": pgettext_lazy("rating", "1 · better"),
    "0": pgettext_lazy("rating", "0 · as they wish"),
    "-1": pgettext_lazy("rating", "−1 · worse"),
    "-2": pgettext_lazy("rating", "−2 · far worse"),
}
VERDICTS: Texts = {
    "ahead": pgettext_lazy("value", "We are ahead"),
    "behind": pgettext_lazy("value", "They are ahead"),
    "open": pgettext_lazy("value", "Cannot be told"),
}
VERDICT_CSS = {"ahead": "tag-fits", "behind": "tag-wrong", "open": ""}
REFERRAL_STATES: Texts = {
    "named": pgettext_lazy("referral", "Named us"),
    "met": pgettext_lazy("referral", "We have met"),
    "won": pgettext_lazy("referral", "Became an order"),
    "lost": pgettext_lazy("referral", "Came to nothing"),
}
SCALES: Texts = {
    "repeat_share": _("0 to 100 % of what they buy of this kind"),
    "price_tolerance": _("percent that we may be dearer than others; below 0: must be cheaper"),
    "response": _("1 hardly answers, 5 answers at once and comes by himself"),
    "advocacy": _("1 speaks against us, 5 speaks for us unasked"),
    "nps": _("0 to 10: how likely would you recommend us?"),
}
TRENDS: Texts = {
    "up": pgettext_lazy("reading", "risen"),
    "down": pgettext_lazy("reading", "fallen"),
    "same": pgettext_lazy("reading", "unchanged"),
}
TREND_CSS = {"up": "tag-fits", "down": "tag-wrong", "same": ""}
SOURCES: Texts = {
    "reading": pgettext_lazy("value", "Reading"),
    "ticket": pgettext_lazy("value", "Ticket"),
    "training": pgettext_lazy("value", "Training"),
    "expectation": pgettext_lazy("value", "Promise"),
    "milestone": pgettext_lazy("value", "Delivery plan"),
}


def value_kinds() -> dict[str, str]:
    """The four of value and the four of cost in their order."""
    return {kind: known(f"care_value.kinds.{kind}") for kind in KINDS}


def loyalty_kinds() -> dict[str, str]:
    """What is read of loyalty."""
    return {kind: known(f"care_loyalty.kinds.{kind}") for kind in SCALES}


def figure(kind: str, value: Decimal | None) -> str:
    """A reading with its unit."""
    if value is None:
        return ""
    plain = number_format(value.normalize(), decimal_pos=0 if value == value.to_integral_value() else None)
    plain = plain.replace("-", "−")
    if kind in {"repeat_share", "price_tolerance"}:
        return f"{plain} %"
    return f"{plain} / {10 if kind == 'nps' else 5}"


def points_told(points: float) -> str:
    """Points with their sign; a proper minus."""
    return f"{points:+.1f}".replace("-", "−").removesuffix(".0") if points else "0"
