"""The kinds of signals as a person chooses them: by their names in his language."""

from functools import cache

from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from tongpin.method.case import Language
from tongpin.method.vocabulary import kinds
from tongpin.web.texts import reading_language, signal_name


def signal_options() -> SafeString:
    """An option for each kind, for the list behind a field."""
    return _options(reading_language())


def kind_named(name: str) -> str:
    """The kind of this name in the reader's language; the name itself where there is none."""
    return _kinds_by_name(reading_language()).get(name.strip(), name)


@cache
def _options(lang: Language) -> SafeString:
    return format_html_join("", '<option value="{}"></option>', ((signal_name(kind),) for kind in kinds()))


@cache
def _kinds_by_name(lang: Language) -> dict[str, str]:
    return {signal_name(kind): kind for kind in kinds()}
