"""`tongpin`: finds the command and turns what goes wrong into a sentence and an exit code."""

import argparse
import os
import sys
from collections.abc import Sequence
from gettext import gettext as _

from tongpin import __version__
from tongpin.cli import demo, diagnose, evaluate, exporting, importing, manage, read, serve
from tongpin.cli.terminal import BAD_INPUT, FINE, INTERRUPTED, BadInput, answer, complain, prepare

COMMANDS = (serve, demo, read, diagnose, importing, exporting, evaluate, manage)


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command. 0: fine, 2: bad input, 130: interrupted."""
    prepare()
    arguments = list(sys.argv[1:] if argv is None else argv)
    try:
        try:
            return _run(arguments)
        finally:
            sys.stdout.flush()  # now: at exit nobody could catch that the pipe is closed
    except BadInput as error:
        if error.told is None:
            complain(str(error))
        else:
            answer(error.told)
        return BAD_INPUT
    except BrokenPipeError:
        # Who reads us has seen enough. Python would complain at exit while flushing: give it somewhere to flush to.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FINE
    except KeyboardInterrupt:
        return INTERRUPTED


def _run(arguments: list[str]) -> int:
    if arguments[:1] == [manage.NAME]:
        return manage.pass_on(arguments[1:])
    chosen = parser().parse_args(arguments)
    code: int = chosen.run(chosen)
    return code


def parser() -> argparse.ArgumentParser:
    """The whole command line, in the terminal's language."""
    made = argparse.ArgumentParser(
        prog="tongpin",
        description=_("Where is the customer in the purchase, does what we do fit, and what comes next."),
        epilog=_("`tongpin COMMAND --help` tells more about each."),
    )
    made.add_argument("--version", action="version", version=f"tongpin {__version__}", help=_("show the version"))
    commands = made.add_subparsers(metavar=_("COMMAND"), required=True)
    for command in COMMANDS:
        command.add(commands)
    return made
