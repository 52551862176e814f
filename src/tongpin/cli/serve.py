"""`tongpin serve`: the pages, on granian's WSGI server."""

import argparse
import os
import socket
import sys
from gettext import gettext as _
from pathlib import Path

from tongpin.cli import product
from tongpin.cli.terminal import BadInput, say


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """The command and its options."""
    parser = commands.add_parser("serve", help=_("serve the pages"))
    parser.add_argument("--host", default="127.0.0.1", help=_("address to listen on (default: %(default)s)"))
    parser.add_argument("--port", type=_port, default=8000, help=_("port to listen on (default: %(default)s)"))
    parser.add_argument("--workers", type=_count, default=2, help=_("processes (default: %(default)s)"))
    parser.add_argument("--threads", type=_count, default=4, help=_("threads in each process (default: %(default)s)"))
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Checks what can be checked, then becomes the server; returns only where it could not."""
    _check_free(arguments.host, arguments.port)
    product.start_with_tables()
    _check_hosts(arguments.host)
    _collect_static()
    say(_("Tongpin is at http://%(host)s:%(port)d (stop it with Ctrl-C)") % vars(arguments))
    sys.stdout.flush()
    os.execv(sys.executable, [sys.executable, "-m", "granian", *_granian_options(arguments)])  # noqa: S606 - no shell


def _granian_options(arguments: argparse.Namespace) -> list[str]:
    """WSGI, because Django under ASGI costs up to twice the CPU."""
    return [
        *("--interface", "wsgi"),
        *("--host", arguments.host),
        *("--port", str(arguments.port)),
        *("--workers", str(arguments.workers)),
        *("--blocking-threads", str(arguments.threads)),
        *("--http", "1"),
        "--no-ws",
        "--respawn-failed-workers",
        *("--log-level", "warning"),
        "tongpin.site.wsgi:application",
    ]


def _check_free(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
        except OSError as error:
            told = {"host": host, "port": port, "reason": os.strerror(error.errno or 0)}
            raise BadInput(_("Cannot listen on %(host)s:%(port)d (%(reason)s). Try another --port.") % told) from error


def _check_hosts(host: str) -> None:
    if host not in {"127.0.0.1", "localhost", "::1"} and not os.environ.get("TONGPIN_HOSTS"):
        raise BadInput(_("To be reached from elsewhere, name this machine in TONGPIN_HOSTS, such as crm.example.com."))


def _collect_static() -> None:
    """Gathers and compresses styles, scripts and pictures, but only when they have changed since the last time."""
    from django.conf import settings
    from django.contrib.staticfiles.finders import get_finders
    from django.core.management import call_command

    if settings.DEBUG:
        return
    files = (Path(storage.path(name)) for finder in get_finders() for name, storage in finder.list([]))
    mark = "\n".join(sorted(f"{file} {file.stat().st_mtime_ns}" for file in files))
    marker = settings.STATIC_ROOT / "collected.txt"
    if not marker.exists() or marker.read_text(encoding="utf-8") != mark:
        call_command("collectstatic", interactive=False, clear=True, verbosity=0)
        marker.write_text(mark, encoding="utf-8")


def _count(text: str) -> int:
    return _between(text, 1, 64)


def _port(text: str) -> int:
    return _between(text, 1, 65535)


def _between(text: str, low: int, high: int) -> int:
    if not text.isascii() or not text.isdigit() or not low <= int(text) <= high:
        told = {"given": text, "low": low, "high": high}
        raise argparse.ArgumentTypeError(_("%(given)r is no whole number from %(low)d to %(high)d") % told)
    return int(text)
