"""Words of the delivery pages."""

from django.utils.translation import pgettext_lazy

from tongpin.web.texts import Texts

MILESTONES: Texts = {
    "delivery": pgettext_lazy("milestone", "Delivery"),
    "installation": pgettext_lazy("milestone", "Installation"),
    "training": pgettext_lazy("milestone", "Training"),
    "trial": pgettext_lazy("milestone", "Trial"),
    "go_live": pgettext_lazy("milestone", "Going live"),
    "acceptance": pgettext_lazy("milestone", "Acceptance"),
    "other": pgettext_lazy("milestone", "Another step"),
}
SOURCES: Texts = {
    "need": pgettext_lazy("expectation", "a need of theirs"),
    "promise": pgettext_lazy("expectation", "promised by us"),
    "trial": pgettext_lazy("expectation", "a trial"),
    "contract": pgettext_lazy("expectation", "the contract"),
}
STATES: Texts = {
    "open": pgettext_lazy("expectation", "open"),
    "met": pgettext_lazy("expectation", "met"),
    "missed": pgettext_lazy("expectation", "not met"),
}
STATE_CSS = {"open": "", "met": "tag-fits", "missed": "tag-wrong"}
BETTER: Texts = {
    "higher": pgettext_lazy("measure", "the more, the better"),
    "lower": pgettext_lazy("measure", "the less, the better"),
}
ALARMS: Texts = {
    "open": pgettext_lazy("warning", "waits for an answer"),
    "answered": pgettext_lazy("warning", "answered"),
    "wrong": pgettext_lazy("warning", "called wrong"),
}
ALARM_CSS = {"open": "tag-wrong", "answered": "tag-fits", "wrong": ""}
