"""`tongpin serve` as a process: it answers, it ends whole however it is ended, and never runs twice on one port."""

import fcntl
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.cli.conftest import TONGPIN, started, variables_for

PATIENCE = 60


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an empty database."""
    made = tmp_path_factory.mktemp("served")
    assert started(made, ["manage", "migrate", "--verbosity", "0"]).returncode == 0
    return made


def free_port() -> int:
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def listens(port: int) -> bool:
    with closing(socket.socket()) as caller:
        return caller.connect_ex(("127.0.0.1", port)) == 0


def answers(port: int) -> bool:
    try:
        with urlopen(f"http://127.0.0.1:{port}/", timeout=5) as page:
            return bool(page.status == 200)
    except OSError:
        return False


def soon(happens: Callable[[], bool]) -> bool:
    """Whether it comes true within the time that a busy machine may take."""
    end = time.monotonic() + PATIENCE
    while not (came := happens()) and time.monotonic() < end:
        time.sleep(0.2)
    return came


@dataclass(frozen=True)
class Served:
    """A server in a session of its own."""

    port: int
    process: subprocess.Popen[bytes]


@pytest.fixture
def served(folder: Path) -> Iterator[Served]:
    port = free_port()
    process = subprocess.Popen(
        [TONGPIN, "serve", "--port", str(port)],
        env=variables_for(folder),
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        assert soon(lambda: answers(port))
        yield Served(port, process)
    finally:
        process.terminate()
        process.wait(PATIENCE)


@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT", "SIGHUP", "SIGKILL"])
def test_nothing_of_it_is_left_when_it_is_ended(served: Served, name: str) -> None:
    served.process.send_signal(signal.Signals[name])
    served.process.wait(PATIENCE)
    assert soon(lambda: not listens(served.port))


def test_a_second_one_on_the_port_is_told(served: Served, folder: Path) -> None:
    second = started(folder, ["serve", "--port", str(served.port)])
    assert second.returncode == 2
    assert f"127.0.0.1:{served.port}" in second.stderr
    assert answers(served.port)


def test_one_that_is_still_starting_is_told_too(folder: Path) -> None:
    port = free_port()
    with (folder / "data" / f"serving-{port}.lock").open("w") as lock:
        lock.write("4711\n")
        lock.flush()
        fcntl.flock(lock, fcntl.LOCK_EX)
        second = started(folder, ["serve", "--port", str(port)])
    assert second.returncode == 2
    assert second.stderr == f"Tongpin is being started or running on port {port} already (process 4711).\n"


def test_with_the_demo_it_makes_its_tables_and_ends_with_what_started_it(tmp_path: Path) -> None:
    port, told = free_port(), tmp_path / "told"
    with told.open("w") as out:
        shell = subprocess.Popen(
            ["sh", "-c", f'"{TONGPIN}" serve --demo --port {port}; true'],  # the shell stays, as `make` does
            env=variables_for(tmp_path),
            stdout=out,
            stderr=subprocess.STDOUT,
        )
    try:
        assert soon(lambda: answers(port)), told.read_text(encoding="utf-8")
    finally:
        shell.kill()
        shell.wait(PATIENCE)
    assert soon(lambda: not listens(port))
    assert "tongpin-demo" in told.read_text(encoding="utf-8")
