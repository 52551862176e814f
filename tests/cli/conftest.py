"""The command as a user starts it: a process of its own with a chosen terminal."""

import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

TONGPIN = Path(sys.executable).parent / "tongpin"
Tongpin = Callable[..., subprocess.CompletedProcess[str]]


def variables_for(folder: Path) -> dict[str, str]:
    """What a command finds set: little of ours, and its data in the folder `data`."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return {**kept, "LANG": "C.UTF-8", "TONGPIN_DATA": str(folder / "data")}


def started(
    folder: Path, arguments: Sequence[str | Path], given: str = "", **variables: str
) -> subprocess.CompletedProcess[str]:
    """The command run in a folder, its data in the folder `data` there."""
    return subprocess.run(
        [TONGPIN, *arguments],
        input=given,
        capture_output=True,
        encoding="utf-8",
        cwd=folder,
        env={**variables_for(folder), **variables},
        timeout=120,
    )


@pytest.fixture
def tongpin(tmp_path: Path) -> Tongpin:
    """`tongpin("read", "-", given="...", LANG="zh_CN.UTF-8")` runs the command in an empty folder."""

    def run(*arguments: str | Path, given: str = "", **variables: str) -> subprocess.CompletedProcess[str]:
        return started(tmp_path, arguments, given, **variables)

    return run
