"""Objections of the method as what an action answers."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from tongpin.crm.errors import TongpinError
from tongpin.crm.language import reading_language
from tongpin.method.partners.refusals import Objection
from tongpin.method.wording import render


def told(objection: Objection) -> str:
    """The reason with its law, in the reader's language."""
    lang = reading_language()
    reason = {"says": render(objection.says, lang), "law": render(objection.law, lang)}
    return _("%(says)s (%(law)s)") % reason


def refuse(objections: Iterable[Objection]) -> None:
    """Raises `refused_by_law` with all that is refused, each with its law; what the officer may clear passes here."""
    found = [item for item in objections if item.verdict == "refused"]
    if found:
        message = " ".join(told(item) for item in found)
        raise TongpinError("refused_by_law", message, 422, rules=[item.rule for item in found])
