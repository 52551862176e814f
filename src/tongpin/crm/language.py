"""The language that texts of the method are said in: that of the page, or of whoever asked."""

from collections.abc import Mapping

from django.utils.translation import get_language

from tongpin.method.case import Language

LANGUAGE_OF: Mapping[str, Language] = {"zh-hans": "zh-Hans", "zh-hant": "zh-Hant", "en": "en"}


def reading_language() -> Language:
    """The method's code of the language that is active."""
    return LANGUAGE_OF.get((get_language() or "").lower(), "zh-Hans")
