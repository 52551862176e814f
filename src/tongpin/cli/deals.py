"""Deal files as the command line takes them: whole, or every fault told and nothing done."""

import sys
from collections.abc import Sequence
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from tongpin.cli.terminal import BadInput, complain, language_of_terminal, unreadable
from tongpin.method.case import Case, Language

if TYPE_CHECKING:
    from tongpin.exchange.checks import Versions
    from tongpin.method.located import Fault, Faults


def one(path: str, *, as_json: bool, lang: Language | None = None) -> Case:
    """The case in a file, or on the standard input for ``-``; warnings go to standard error."""
    from tongpin.exchange import dealfile
    from tongpin.method.located import Faults

    try:
        raw = sys.stdin.buffer.read() if path == "-" else Path(path).read_bytes()
        loaded = dealfile.load_with_warnings(dealfile.decode(raw, path), path)
    except Faults as faults:
        refuse(faults, as_json=as_json, lang=lang)
    except OSError as error:
        raise unreadable(path, error) from error
    for warning in loaded.warnings:
        complain(_told(warning, lang))
    return loaded.case


def many(paths: Sequence[str], *, as_json: bool, playbooks: "Versions") -> list[Case]:
    """The cases of files and folders together, on these playbooks; one fault in one file refuses all."""
    from tongpin.exchange import dealfiles
    from tongpin.method.located import Faults

    try:
        return dealfiles.read_files([file for path in paths for file in _files(Path(path))], playbooks)
    except Faults as faults:
        refuse(faults, as_json=as_json)
    except OSError as error:
        raise unreadable(str(error.filename), error) from error


def refuse(faults: "Faults", *, as_json: bool, lang: Language | None = None) -> NoReturn:
    """Tells every fault, for a program on standard output, for a person on standard error, and ends with bad input."""
    language = lang or language_of_terminal()
    if not as_json:
        raise BadInput("\n".join(_told(fault, language) for fault in faults.faults))
    from tongpin.method.wording import render

    listed = [
        {"file": fault.file, "line": fault.line, "message": render(fault.message, language)} for fault in faults.faults
    ]
    raise BadInput("", {"errors": listed})


def _told(fault: "Fault", lang: Language | None) -> str:
    return fault.told(lang or language_of_terminal())


def _files(path: Path) -> list[Path]:
    from tongpin.exchange import dealfiles

    if not path.is_dir():
        return [path]
    found = dealfiles.paths_in(path)
    if not found:
        raise BadInput(_("%(folder)s: no deal files here (*.yaml).") % {"folder": path})
    return found
