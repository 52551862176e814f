"""A page of HTML made into PDF by a program beside us: WeasyPrint where it loads, else a Chromium.

The program is a process of its own with a time limit, so that a page which is too much for it cannot hold up or
bring down the server. It gets no network, no files and none of our settings: pictures come inside the page as `data:`
addresses, fonts are those installed. A long page takes seconds; two are made at once, others wait their turn.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import threading
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Protocol

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
"""What the program is called where it is installed."""
_AT_ONCE = threading.BoundedSemaphore(2)
_NOTHING_FROM_OUTSIDE = (
    '<meta http-equiv="Content-Security-Policy" '
    "content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:\">"
)


class PdfFailed(Exception):
    """No PDF was made. The message names the reason, never what the page says."""


class PdfMaker(Protocol):
    """Whoever can make PDF of a page."""

    def pdf(self, html: str) -> bytes:
        """The file. `html` is a whole page with `<head>`, its styles inside. Raises `PdfFailed`."""


class NoPdf:
    """Neither program is there: every page fails at once."""

    def pdf(self, html: str) -> bytes:
        """Raises `PdfFailed`."""
        raise PdfFailed("neither WeasyPrint nor Chromium is installed")


@dataclass(frozen=True, slots=True, kw_only=True)
class WeasyPrint:
    """The library, in a Python of its own. `seconds` bounds one page, waiting included."""

    seconds: float = 60

    def pdf(self, html: str) -> bytes:
        """The file. Raises `PdfFailed`."""
        return _run(
            [sys.executable, "-m", "weasyprint", "--quiet", "--allowed-protocols", "data", "-", "-"],
            html.encode(),
            self.seconds,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Chromium:
    """An installed browser without a window. `seconds` bounds one page, waiting included."""

    program: str
    seconds: float = 60

    def pdf(self, html: str) -> bytes:
        """The file. Raises `PdfFailed`."""
        if "<head>" not in html:
            raise PdfFailed("the page has no head")
        with tempfile.TemporaryDirectory(prefix="tongpin-pdf-", ignore_cleanup_errors=True) as folder:
            page, out = Path(folder, "page.html"), Path(folder, "page.pdf")
            page.write_text(html.replace("<head>", f"<head>{_NOTHING_FROM_OUTSIDE}", 1), encoding="utf-8")
            _run([self.program, *_flags(folder), f"--print-to-pdf={out}", page.as_uri()], b"", self.seconds)
            if not out.exists():
                raise PdfFailed("Chromium wrote no file")
            return _checked(out.read_bytes())


def _flags(folder: str) -> list[str]:
    """No window, no network, nothing kept; scripts are off by the page's policy, for Chromium itself needs its own
    to print. The sandbox cannot be had as root."""
    flags = [
        "--headless",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--disable-extensions",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
        "--no-pdf-header-footer",
        "--host-resolver-rules=MAP * ~NOTFOUND",
        f"--user-data-dir={folder}/profile",
    ]
    return [*flags, "--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else flags


def _run(command: list[str], page: bytes, seconds: float) -> bytes:
    """What the program writes to its output, which is the file where it takes the page from its input."""
    name = Path(command[0]).name if not page else "weasyprint"
    if not _AT_ONCE.acquire(timeout=seconds):
        raise PdfFailed("other pages are still being made")
    try:
        done = subprocess.run(  # noqa: S603 - a list of arguments without a shell; the page is never one of them
            command, input=page, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=seconds, env=_environment()
        )
    except subprocess.TimeoutExpired as error:
        raise PdfFailed(f"{name} took more than {seconds:g} seconds") from error
    except OSError as error:
        raise PdfFailed(f"{name} does not start") from error
    finally:
        _AT_ONCE.release()
    if done.returncode:
        raise PdfFailed(f"{name} ended with {done.returncode}")
    return _checked(done.stdout) if page else b""


def _checked(file: bytes) -> bytes:
    if not file.startswith(b"%PDF-"):
        raise PdfFailed("what was made is no PDF")
    return file


def _environment() -> dict[str, str]:
    """Ours without our settings, among which are secrets."""
    return {name: value for name, value in os.environ.items() if not name.startswith("TONGPIN_")}


def pdf_maker(chromium: str, seconds: float) -> PdfMaker:
    """What is there: WeasyPrint, or the Chromium that `chromium` names, or one found by its usual names, or none."""
    if weasyprint_loads():
        return WeasyPrint(seconds=seconds)
    program = find_chromium(chromium)
    return Chromium(program=program, seconds=seconds) if program else NoPdf()


def find_chromium(named: str) -> str:
    """Path of the program; empty where there is none. What was named and is not there is not replaced by another."""
    for name in (named,) if named else CHROMIUM_NAMES:
        if found := shutil.which(name):
            return found
    return ""


@cache
def weasyprint_loads() -> bool:
    """Whether the library is installed with what it needs of the system. Asked once: the answer takes a second."""
    try:
        asked = subprocess.run(
            [sys.executable, "-c", "import weasyprint"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=60,
            env=_environment(),
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return asked.returncode == 0
