"""Texts of the pages and the command line in all languages: collect, compile, check.

    python -m tools.messages            collect new texts into the catalogues, compile them
    python -m tools.messages --check    exit 1, with a line for each fault, where a text lacks a translation

The texts in the source are English, so English needs no catalogue. Babel does the work: nothing need be installed
beside the locked packages (Django's own makemessages wants the GNU gettext programs).
"""

import argparse
import io
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

from tools.borrowed_texts import BORROWED

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "tongpin"
LOCALE = PACKAGE / "locale"
LANGUAGES = ("zh_Hans", "zh_Hant")
# Our own words for the calls of Django and the standard library that carry a text.
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "npgettext": ((1, "c"), 2, 3),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
}
# What argparse says; it looks into the same catalogue.
ARGPARSE = (
    "usage: ",
    "options",
    "positional arguments",
    "show this help message and exit",
    "%(prog)s: error: %(message)s\n",
    "argument %(argument_name)s: %(message)s",
    "the following arguments are required: %s",
    "unrecognized arguments: %s",
    "expected one argument",
    "expected at least one argument",
    "not allowed with argument %s",
    "invalid choice: %(value)r (choose from %(choices)s)",
    "invalid %(type)s value: %(value)r",
    "ambiguous option: %(option)s could match %(matches)s",
)
PLACES = re.compile(r"%\(\w+\)|%[sdr]")
HEADER = "# Texts of Tongpin. Collected by `make messages`; translate them here.\n"


def collected() -> Catalog:
    """All texts in the source, with the files they stand in."""
    found = Catalog(project="Tongpin", charset="utf-8", fuzzy=False)
    for text in ARGPARSE:
        found.add(text, locations=[("argparse", 0)], flags={"python-format"} if "%" in text else ())
    for pair in BORROWED:
        formed = {"python-format"} if "%" in "".join(pair) else set()
        found.add(pair, locations=[("borrowed", 0)], flags=formed)
    for path, message, comments, context in _texts():
        found.add(message, locations=[(path, 0)], auto_comments=comments, context=context)
    return found


def _texts() -> Iterator[tuple[str, str | tuple[str, ...], list[str], str | None]]:
    for path in sorted(PACKAGE.rglob("*")):
        if path.suffix not in {".py", ".html", ".txt", ".svg"} or "vendor" in path.parts:
            continue
        source = path.read_text(encoding="utf-8")
        if path.suffix != ".py":
            source = _as_python(source, str(path))
        name = path.relative_to(ROOT).as_posix()
        for _line, message, comments, context in extract(
            "python", io.BytesIO(source.encode()), keywords=KEYWORDS, comment_tags=("Translators:",)
        ):
            yield name, message, comments, context


def _as_python(template: str, origin: str) -> str:
    """Django turns a template into calls among crosses; without the indents Python's tokens can be read."""
    return re.sub(r"^[ \t]+", "", templatize(template, origin=origin), flags=re.MULTILINE)


def catalogue(language: str) -> Catalog:
    """The catalogue as it stands; an empty one for a new language."""
    path = _po(language)
    if not path.exists():
        return Catalog(locale=language, charset="utf-8", fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def update() -> None:
    """Brings new texts into each catalogue, drops those no longer used, compiles."""
    source = collected()
    for language in LANGUAGES:
        kept = catalogue(language)
        # No guessing from similar texts: a wrong translation is worse than a missing one.
        kept.update(source, no_fuzzy_matching=True)
        kept.obsolete.clear()
        path = _po(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(_written(kept))
        path.with_suffix(".mo").write_bytes(compiled(kept))


def _written(kept: Catalog) -> bytes:
    kept.header_comment = HEADER.rstrip("\n")
    out = io.BytesIO()
    write_po(out, kept, width=0, sort_by_file=False, sort_output=True, omit_header=False, include_lineno=False)
    # Nobody reads these lines, and the dates in them would make every merge a conflict.
    return re.sub(rb'"(POT-|PO-|Generated-By|Last-|Language-Team|Project-|Report-).*\\n"\n', b"", out.getvalue())


def compiled(kept: Catalog) -> bytes:
    """The binary catalogue that the product reads."""
    # Dates of compiling would change the file when nothing in it has changed.
    then = datetime(2026, 1, 1, tzinfo=UTC)
    plain = Catalog(locale=kept.locale, charset="utf-8", fuzzy=False, creation_date=then, revision_date=then)
    for message in kept:
        if message.id and message.string:
            plain[message.id] = Message(message.id, message.string, context=message.context)
    out = io.BytesIO()
    write_mo(out, plain)
    return out.getvalue()


def _same_texts(binary: Path, kept: Catalog) -> bool:
    if not binary.exists():
        return False
    with binary.open("rb") as file:
        there = dict(map(_told, filter(_is_text, read_mo(file))))
    return there == dict(map(_told, (message for message in kept if _is_text(message) and message.string)))


def _is_text(message: Message) -> bool:
    """The header is a message too, with an empty id."""
    return bool(message.id)


def _told(message: Message) -> tuple[tuple[str | None, str], tuple[str, ...]]:
    """A message and its translation; a plural has several of both. Babel reads contexts as bytes."""
    context = message.context.decode() if isinstance(message.context, bytes) else message.context
    ids = message.id if isinstance(message.id, str) else message.id[0]
    texts = (message.string,) if isinstance(message.string, str) else tuple(message.string)
    return (context, ids), texts


def faults() -> list[str]:
    """A line for each text that lacks a translation, and for each catalogue that is not as `update` would leave it."""
    source = collected()
    return [fault for language in LANGUAGES for fault in _faults_in(language, source)]


def _faults_in(language: str, source: Catalog) -> Iterator[str]:
    kept = catalogue(language)
    for message in source:
        if not message.id:
            continue
        own = kept.get(message.id, context=message.context)
        where = f"{language}: {message.id!r} ({', '.join(sorted({path for path, _ in message.locations}))})"
        if own is None:
            yield f"{where} is not in the catalogue: run `make messages`"
        elif own.fuzzy or not own.string or (own.pluralizable and not all(own.string)):
            yield f"{where} is not translated"
        elif "python-format" in message.flags and _places_differ(own):
            yield f"{where} has other places to fill in the translation"
    for message in kept:
        if message.id and source.get(message.id, context=message.context) is None:
            yield f"{language}: {message.id!r} is used nowhere: run `make messages`"
    if not _same_texts(_po(language).with_suffix(".mo"), kept):
        yield f"{language}: the compiled catalogue is not current: run `make messages`"


def _places_differ(message: Message) -> bool:
    """Whether a translation lost or invented a place to fill, such as %(name)s. Chinese has one form for any number."""
    source = message.id[-1] if message.pluralizable else message.id
    translations = message.string if message.pluralizable else [message.string]
    return any(sorted(PLACES.findall(text)) != sorted(PLACES.findall(source)) for text in translations)


def _po(language: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def main() -> int:
    """Collects, or checks."""
    parser = argparse.ArgumentParser(description="Texts of the pages in all languages.")
    parser.add_argument("--check", action="store_true", help="change nothing, report what is missing")
    chosen = parser.parse_args()
    settings.configure()
    if not chosen.check:
        update()
    found = faults()
    print("\n".join(found) or "All texts are translated.")
    return 1 if found and chosen.check else 0


if __name__ == "__main__":
    sys.exit(main())
