"""Faults of an adapted playbook as its editor tells them: the line, the place in human words, what would be right."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import pairwise

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from tongpin.method.located import Fault
from tongpin.method.wording import Say
from tongpin.web.texts import ROLES, Text, stage_name, told

PLACES: Mapping[str, Text] = {
    "name": pgettext_lazy("playbook", "name"),
    "version": pgettext_lazy("playbook", "version"),
    "title": pgettext_lazy("playbook", "title"),
    "about": pgettext_lazy("playbook", "what it is for"),
    "dwell_days": pgettext_lazy("playbook", "usual days in a stage"),
    "purchase_steps": pgettext_lazy("playbook", "the customer’s steps"),
    "selling_steps": pgettext_lazy("playbook", "our steps"),
    "id": pgettext_lazy("playbook", "id"),
    "stages": pgettext_lazy("playbook", "stages"),
    "does": pgettext_lazy("playbook", "what we do in it"),
    "actions": pgettext_lazy("playbook", "actions"),
    "gate": pgettext_lazy("playbook", "gate"),
    "check": pgettext_lazy("playbook", "what the gate asks for"),
    "forced_odds": pgettext_lazy("playbook", "odds once forced"),
    "role_weights": pgettext_lazy("playbook", "weight of each role"),
    "thresholds": pgettext_lazy("playbook", "thresholds"),
    "zh-Hans": "简体中文",
    "zh-Hant": "繁體中文",
    "en": "English",
}


def fault_lines(faults: Iterable[Fault]) -> list[tuple[int, str]]:
    """Line and sentence of each fault."""
    return [(fault.line, told(_placed(fault.message))) for fault in faults]


def _placed(message: Say) -> Say:
    """The same with its place in words instead of a path such as ``selling_steps.0.gate``."""
    values = tuple((name, _place(str(value)) if name == "where" else value) for name, value in message.values)
    return replace(message, values=values)


def _place(path: str) -> str:
    """``selling_steps.0.gate`` → our steps, no. 1 › gate; the whole playbook has the path ``-``."""
    if path == "-":
        return _("The playbook as a whole")
    parts = path.split(".")
    words = [_word(part, before) for before, part in pairwise(["", *parts])]
    return " › ".join(words)


def _word(part: str, before: str) -> str:
    if part.isdigit():
        return _("no. %(number)d") % {"number": int(part) + 1}
    if before == "role_weights" or before == "dwell_days":
        return stage_name(part)
    return str(PLACES.get(part) or ROLES.get(part, part))
