"""What `tongpin serve` becomes: granian with the pages, in a process that nothing of the checks stays in.

It ends with its terminal, and its workers end with it, however it ends.
"""

import os
import signal
import sys
import threading
import time
from collections.abc import Sequence
from functools import partial
from importlib import import_module
from typing import Any

from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels

APPLICATION = "tongpin.site.wsgi"
PATIENCE = 10
"""Seconds that a worker has to end what it is about."""
LOOK_EVERY = 0.5
"""Seconds after which a process notices that it was left alone."""


def command(host: str, port: int, workers: int, threads: int, starter: int | None = None) -> list[str]:
    """What to execute, the program first. With a `starter`, the server ends when that process (its parent) does."""
    return [sys.executable, "-m", __name__, host, str(port), str(workers), str(threads), str(starter or "")]


def main(arguments: Sequence[str]) -> None:
    """Serves until a signal ends it. WSGI, because Django under ASGI costs up to twice the CPU."""
    host, port, workers, threads, starter = arguments
    if starter:
        _end_with(int(starter))
    server = Granian(
        f"{APPLICATION}:application",
        address=host,
        port=int(port),
        interface=Interfaces.WSGI,
        workers=int(workers),
        blocking_threads=int(threads),
        http=HTTPModes.http1,
        websockets=False,
        respawn_failed_workers=True,
        workers_kill_timeout=PATIENCE,
        log_level=LogLevels.warning,
    )
    server.on_startup(_end_with_the_terminal)
    server.serve(target_loader=partial(_load, os.getpid()), wrap_loader=False)


def _end_with_the_terminal() -> None:
    """A closed terminal hangs up; granian would start its workers anew at that."""
    signal.signal(signal.SIGHUP, signal.getsignal(signal.SIGTERM))


def _load(server: int) -> Any:
    """The application, in a worker of the process `server`; until it is there, a signal ends the worker at once."""
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, signal.SIG_DFL)  # inherited from the server: its handlers would only note the signal
    signal.signal(signal.SIGHUP, signal.SIG_IGN)  # the server hears it too, and stops its workers in order
    _end_with(server)  # one that was killed could not stop its workers
    return import_module(APPLICATION).application


def _end_with(parent: int) -> None:
    """Left alone, this process would keep the port and the database."""

    def look() -> None:
        while os.getppid() == parent:
            time.sleep(LOOK_EVERY)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=look, daemon=True).start()


if __name__ == "__main__":
    main(sys.argv[1:])
