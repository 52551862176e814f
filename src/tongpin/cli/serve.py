"""`tongpin serve`: the pages, on granian's WSGI server."""

import argparse
import os
import socket
import sys
from gettext import gettext as _
from pathlib import Path

from tongpin.cli import demo, product
from tongpin.cli.terminal import BadInput, say


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """The command and its options."""
    parser = commands.add_parser("serve", help=_("serve the pages"))
    parser.add_argument("--host", default="127.0.0.1", help=_("address to listen on (default: %(default)s)"))
    parser.add_argument("--port", type=_port, default=8000, help=_("port to listen on (default: %(default)s)"))
    parser.add_argument("--workers", type=_count, default=2, help=_("processes (default: %(default)s)"))
    parser.add_argument("--threads", type=_count, default=4, help=_("threads in each process (default: %(default)s)"))
    parser.add_argument(
        "--demo",
        action="store_true",
        help=_("first bring the tables up to date and, where there is no data yet, load the demo book"),
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Checks what can be checked, then becomes the server; returns only where it could not."""
    _check_free(arguments.host, arguments.port)
    product.start()
    _hold_alone(arguments.port)
    if arguments.demo:
        _make_ready()
    product.start_with_tables()
    _check_hosts(arguments.host)
    _collect_static()
    say(_("Tongpin is at http://%(host)s:%(port)d (stop it with Ctrl-C)") % vars(arguments))
    sys.stdout.flush()
    from tongpin.cli import server

    # For trying, as by `make run`, the server shall end with what started it, however that ends.
    starter = os.getppid() if arguments.demo else None
    become = server.command(arguments.host, arguments.port, arguments.workers, arguments.threads, starter)
    os.execv(become[0], become)  # noqa: S606 - no shell


def _check_free(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
        except OSError as error:
            told = {"host": host, "port": port, "reason": os.strerror(error.errno or 0)}
            raise BadInput(_("Cannot listen on %(host)s:%(port)d (%(reason)s). Try another --port.") % told) from error


def _hold_alone(port: int) -> None:
    """Two that are started at the same time would both find the port free, and the tables unmade.

    The lock is on a file beside the data; it goes with the process, and with the server that it becomes.
    """
    import fcntl

    from django.conf import settings

    lock = os.open(settings.DATA / f"serving-{port}.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        told = {"port": port, "process": os.read(lock, 20).decode("ascii", "replace").strip() or "?"}
        message = _("Tongpin is being started or running on port %(port)d already (process %(process)s).")
        raise BadInput(message % told) from error
    os.truncate(lock, 0)
    os.write(lock, f"{os.getpid()}\n".encode())
    os.set_inheritable(lock, True)


def _make_ready() -> None:
    """Tables as this release wants them, and the demo book where nobody has begun."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    demo.run(argparse.Namespace(if_empty=True, json=False))


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
