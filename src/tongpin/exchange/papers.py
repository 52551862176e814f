"""The text of a tender paper that was pasted or dropped: plain text, Word or PDF.

A scan, a bomb, a locked or foreign file is told as such and not taken.
"""

import io
import json
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import PurePath
from xml.etree import ElementTree

from django.utils.translation import gettext as _

from tongpin.crm.errors import TongpinError
from tongpin.crm.records import storable_text
from tongpin.exchange.numbering import Numbering, numbering_of

MOST_BYTES = 20_000_000
MOST_TEXT = 1_000_000
"""Characters; a tender document of five hundred pages has fewer."""
MOST_UNPACKED = 60_000_000
MOST_PARTS = 5_000
SECONDS = 40
"""That reading a PDF may take."""
FEW = 30
"""Characters a page; pages with fewer are pictures."""
ENCODINGS = ("utf-8-sig", "gb18030", "big5")
COMMON = frozenset("的一有人年月日时時间間标標投采採购購项項目金额額公告地点點机機关關电電话話联聯，。：、（）")
OLD_OR_LOCKED = bytes.fromhex("d0cf11e0a1b11ae1")
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def refused(message: str, status: int = 422) -> TongpinError:
    """A file that is not taken, and why."""
    return TongpinError("paper_refused", message, status)


def text_of(raw: bytes, name: str = "") -> str:
    """The text of a file, by what it is and not by its name. Raises `paper_refused` with what is wrong."""
    if len(raw) > MOST_BYTES:
        raise refused(_("This file is larger than %(most)s MB.") % {"most": MOST_BYTES // 1_000_000}, 413)
    if raw.startswith(b"%PDF") or b"%PDF-" in raw[:1024]:
        return checked_text(_of_pdf(raw))
    if raw.startswith(b"PK"):
        return checked_text(_of_docx(raw))
    if raw.startswith(OLD_OR_LOCKED):
        raise refused(_("This is an old .doc file or one with a password. Save it as .docx without a password."))
    return checked_text(_of_plain(raw, name))


def checked_text(text: str) -> str:
    """Text that can be kept. Raises `paper_refused` where there is none, or far too much."""
    kept = storable_text(text.replace("\r\n", "\n").replace("\r", "\n")).strip("\n")
    if not kept.strip():
        raise refused(_("There is no text in it."))
    if len(kept) > MOST_TEXT:
        most = f"{MOST_TEXT:,}"
        raise refused(
            _("There are more than %(most)s characters in it. Bring in the part that counts.") % {"most": most}, 413
        )
    return kept


# ---------------------------------------------------------------- plain text
def _of_plain(raw: bytes, name: str) -> str:
    """UTF-8, UTF-16 with its mark, or the old Chinese encodings."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16", "replace")
    found = [text for text in (_decoded(raw, name) for name in ENCODINGS) if text is not None and _looks_written(text)]
    if found:
        # Only UTF-8 is sure of itself; the old encodings read each other's bytes as rare characters.
        return found[0] if _decoded(raw, ENCODINGS[0]) else max(found, key=_common)
    kind = PurePath(name).suffix or "?"
    message = _("A file of this kind (%(kind)s) cannot be read. Bring in .docx, .pdf or .txt, or paste the text.")
    raise refused(message % {"kind": kind})


def _decoded(raw: bytes, encoding: str) -> str | None:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError:
        return None


def _common(text: str) -> int:
    """How many characters stand in it that hardly any tender paper is without."""
    return sum(char in COMMON for char in text[:20_000])


def _looks_written(text: str) -> bool:
    """Whether this is writing: hardly any control characters, and none of the places where no character is."""
    seen = text[:20_000]
    odd = sum((char < " " and char not in "\n\r\t\f\v") or "\ue000" <= char < "\uf900" for char in seen)
    return odd * 50 <= len(seen)


# ---------------------------------------------------------------- Word
def _of_docx(raw: bytes) -> str:
    """Paragraphs as lines, rows of tables as lines with tabs between their cells."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as packed:
            root = _parsed(_document(packed))
            numbers = numbering_of(_beside(packed, "numbering"), _beside(packed, "styles"))
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError):
        raise _unsound() from None
    except (ElementTree.ParseError, RecursionError):
        raise _unsound() from None
    found = root.find(f"{_W}body")
    return "\n".join(_blocks(found, numbers)) if found is not None else ""


def _parsed(body: bytes) -> ElementTree.Element:
    if b"<!DOCTYPE" in body or b"<!ENTITY" in body:
        raise _unsound()
    return ElementTree.fromstring(body)  # noqa: S314 - a document type, which bombs need, was refused above


def _beside(packed: zipfile.ZipFile, name: str) -> ElementTree.Element | None:
    """A part of the file beside its text; ``None`` where there is none."""
    path = f"word/{name}.xml"
    return _parsed(_unpacked(packed, path)) if path in packed.namelist() else None


def _document(packed: zipfile.ZipFile) -> bytes:
    members = packed.infolist()
    names = {member.filename for member in members}
    if "word/document.xml" not in names:
        raise refused(_("This is no Word document. Bring in .docx, .pdf or .txt, or paste the text."))
    if len(members) > MOST_PARTS or sum(member.file_size for member in members) > 10 * MOST_UNPACKED:
        raise _too_much()
    return _unpacked(packed, "word/document.xml")


def _unpacked(packed: zipfile.ZipFile, path: str) -> bytes:
    """A part of the file. What it says of its size may be a lie: no more is unpacked than may be there."""
    with packed.open(path) as stream:
        body = stream.read(MOST_UNPACKED + 1)
    if len(body) > MOST_UNPACKED:
        raise _too_much()
    return body


def _blocks(parent: ElementTree.Element, numbers: Numbering) -> Iterator[str]:
    for block in parent:
        if block.tag == f"{_W}p":
            yield _paragraph(block, numbers)
        elif block.tag == f"{_W}tbl":
            for row in block.iter(f"{_W}tr"):
                yield "\t".join(_cell(cell, numbers) for cell in row.findall(f"{_W}tc"))
        elif block.tag == f"{_W}sdt":
            for content in block.findall(f"{_W}sdtContent"):
                yield from _blocks(content, numbers)


def _cell(cell: ElementTree.Element, numbers: Numbering) -> str:
    told = (_paragraph(paragraph, numbers) for paragraph in cell.iter(f"{_W}p"))
    return " ".join(part for part in told if part.strip())


def _paragraph(paragraph: ElementTree.Element, numbers: Numbering) -> str:
    """The words of a paragraph, behind the number that Word makes for it."""
    text = _words(paragraph)
    number = numbers.before(paragraph)
    return f"{number} {text}" if number and text.strip() else text


def _words(paragraph: ElementTree.Element) -> str:
    words = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}
    return "".join((part.text or "") if part.tag == f"{_W}t" else words.get(part.tag, "") for part in paragraph.iter())


def _unsound() -> TongpinError:
    return refused(_("This is not a sound Word file. Open it in Word and save it again as .docx."))


def _too_much() -> TongpinError:
    return refused(_("There is too much in this file. Bring in the part that counts, or paste the text."), 413)


# ---------------------------------------------------------------- PDF
def _of_pdf(raw: bytes) -> str:
    """Read by a process of its own, so that a bad file takes neither our time nor our memory."""
    try:
        asked = [sys.executable, "-m", "tongpin.exchange.pdf_pages"]
        done = subprocess.run(asked, input=raw, capture_output=True, timeout=SECONDS, check=False)  # noqa: S603 - our own
    except subprocess.TimeoutExpired:
        raise _too_much() from None
    if done.returncode != 0:
        raise refused(_("This PDF cannot be read. Print it into a new PDF, or paste the text."))
    told = json.loads(done.stdout)
    if told["fault"] == "locked":
        raise refused(_("This PDF is locked with a password. Save it without one, or paste the text."))
    if told["fault"] == "too_long":
        raise _too_much()
    pages = [str(page) for page in told["pages"]]
    if sum(len("".join(page.split())) for page in pages) < FEW * len(pages):
        message = _(
            "This PDF is a scan: its pages are pictures without text. Have it recognised (OCR), or paste the text."
        )
        raise refused(message)
    return "\n".join(pages)
