"""`tongpin export`: opportunities out of the database as deal files that `tongpin import` takes back."""

import argparse
import re
from collections.abc import Iterator, Sequence
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING

from tongpin.cli import people, product
from tongpin.cli.terminal import FINE, BadInput, answer, hand_over, say, unreadable, with_progress

if TYPE_CHECKING:
    from tongpin.crm.users.models import User

TOGETHER = 200
"""Opportunities whose rows are fetched at once."""


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """The command and its options."""
    parser = commands.add_parser(
        "export",
        help=_("write opportunities as deal files"),
        description=_("Writes opportunities as deal files: one to the screen, or any number into a folder."),
    )
    parser.add_argument(
        "ids", metavar="ID", nargs="*", help=_("ids of opportunities (default: all that the user sees)")
    )
    parser.add_argument("--to", metavar="FOLDER", type=Path, help=_("folder for the files, each named by its id"))
    people.add_user(parser)
    parser.add_argument("--json", action="store_true", help=_("answer in JSON"))
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Into a folder, or one to standard output."""
    if arguments.to is None and len(arguments.ids) != 1:
        raise BadInput(_("Name one opportunity, or a folder for the files: --to FOLDER"))
    product.start_with_tables()
    chosen = _chosen(people.acting(arguments.user), arguments.ids)
    if arguments.to is None:
        text = next(_texts(chosen))[1]
        answer({"id": arguments.ids[0], "text": text}) if arguments.json else hand_over(text.rstrip("\n"))
        return FINE
    written = [str(_write(arguments.to, code, text)) for code, text in with_progress(_texts(chosen), len(chosen))]
    if arguments.json:
        answer({"written": written})
    else:
        say(_("%(count)d written to %(folder)s.") % {"count": len(written), "folder": arguments.to})
    return FINE


def _chosen(user: "User", codes: Sequence[str]) -> list[int]:
    """Keys of the opportunities, in order of their ids. An id that is not there, or not the user's, is told."""
    from tongpin.crm.opportunities.policy import visible

    seen = visible(user).order_by("code")
    if not codes:
        return list(seen.values_list("pk", flat=True))
    found = dict(seen.filter(code__in=codes).values_list("code", "pk"))
    missing = [code for code in codes if code not in found]
    if missing:
        raise BadInput(_("There is no opportunity %s.") % ", ".join(missing))
    return list(found.values())


def _texts(keys: Sequence[int]) -> Iterator[tuple[str, str]]:
    """Id and text of each, a batch of rows at a time."""
    from tongpin.crm import clock
    from tongpin.crm.casefile import case_files
    from tongpin.exchange.writing import dump

    for start in range(0, len(keys), TOGETHER):
        for file in case_files(keys[start : start + TOGETHER], clock.today()).values():
            yield file.case.id, dump(file.case)


def _write(folder: Path, code: str, text: str) -> Path:
    path = folder / f"{_file_name(code)}.yaml"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise unreadable(str(path), error) from error
    return path


def _file_name(code: str) -> str:
    """An id is anything a person typed. What a file's name cannot hold is written as its number, so none collide."""
    return re.sub(r"[^\w.-]|^\.", lambda found: f"%{ord(found.group()):x}", code)
