"""Codes of partners' records in the reader's language."""

from django.utils.translation import gettext_lazy, pgettext_lazy

from tongpin.method.partners.refusals import rule_of
from tongpin.web.texts import Text, Texts

KINDS: Texts = {
    "company": pgettext_lazy("partner", "Company"),
    "sole_trader": pgettext_lazy("partner", "Licensed sole trader"),
    "person": pgettext_lazy("partner", "Person without a licence"),
}
WAYS: Texts = {
    "direct": gettext_lazy("brought the order"),
    "introduced": gettext_lazy("introduced the customer"),
}
TIER_RULES: Texts = {
    "highest": gettext_lazy("the highest tier reached, on the whole base"),
    "bands": gettext_lazy("each tier on its own band"),
}
LENGTHS: Texts = {
    "quarter": pgettext_lazy("period", "Quarter"),
    "half_year": pgettext_lazy("period", "Half-year"),
    "year": pgettext_lazy("period", "Year"),
}
PAYMENT_STATES: Texts = {
    "asked": pgettext_lazy("payment", "waits for approval"),
    "approved": pgettext_lazy("payment", "approved, not yet paid"),
    "paid": pgettext_lazy("payment", "paid"),
    "refused": pgettext_lazy("payment", "refused"),
    "withdrawn": pgettext_lazy("payment", "withdrawn"),
}
PAYMENT_CSS = {"asked": "tag-early", "approved": "tag-early", "paid": "tag-fits", "refused": "tag-wrong"}
PORTAL_PAYMENTS: Texts = {
    "asked": pgettext_lazy("payment", "in preparation"),
    "approved": pgettext_lazy("payment", "in preparation"),
    "paid": pgettext_lazy("payment", "paid"),
    "refused": pgettext_lazy("payment", "not paid; please ask us"),
}
"""What a partner is told of a payment: who of us approves it, and why one did not, is ours."""
PORTAL_PAYMENTS_CSS = {"asked": "", "approved": "", "paid": "tag-fits", "refused": "tag-early"}
WORD_STATES: Texts = {
    "asked": pgettext_lazy("clearance", "waits for the compliance officer"),
    "cleared": pgettext_lazy("clearance", "cleared"),
    "refused": pgettext_lazy("clearance", "refused by the compliance officer"),
}
WORD_CSS = {"asked": "tag-early", "cleared": "tag-fits", "refused": "tag-wrong"}
RULES: Texts = {
    "contact_alike": gettext_lazy("A name like that of one of the buyer’s people"),
    "same_address": gettext_lazy("The address of one of the buyer’s people"),
    "dated_back": gettext_lazy("The agreement may be dated back"),
    "public_buyer": gettext_lazy("The buyer is public, state-owned or of unknown kind"),
}


def rule_told(key: str) -> Text:
    """What a question to the compliance officer is about, by the key of its objection."""
    return RULES[rule_of(key)]


GIFT_KINDS: Texts = {
    "gift": pgettext_lazy("gift", "Gift"),
    "meal": pgettext_lazy("gift", "Meal"),
    "travel": pgettext_lazy("gift", "Travel"),
    "event": pgettext_lazy("gift", "Event"),
    "other": pgettext_lazy("gift", "Other"),
}
GIFT_STATES: Texts = {
    "asked": pgettext_lazy("gift", "waits for the compliance officer"),
    "granted": pgettext_lazy("gift", "granted"),
    "refused": pgettext_lazy("gift", "refused"),
}
GIFT_CSS = {"asked": "tag-early", "granted": "tag-fits", "refused": "tag-wrong"}
