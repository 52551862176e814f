"""What stands in the repository, and what must not."""

import re
import subprocess
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tools import vendor_assets

ROOT = Path(__file__).resolve().parents[2]
LONGEST_FILE = 450
# Folders of somebody's own machine. Written in pieces, so that this file does not find itself.
MACHINE_PATHS = re.compile(
    r"(?<![\w.~-])/(?:wo" + r"rk|ro" + r"ot|tm" + r"p|ho" + r"me/\w+|opt/py" + r"pi)/|file" + r":///"
)
TEXTS = {".py", ".toml", ".md", ".yaml", ".yml", ".html", ".css", ".js", ".txt", ".json", ".lock", ".po", ".sh", ""}


def tracked() -> list[Path]:
    """Files under version control; all but the made ones where this is no checkout."""
    done = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True)
    names = [name for name in done.stdout.split("\0") if name]
    if done.returncode != 0 or not names:
        pytest.skip("not a git checkout")
    return [ROOT / name for name in names if (ROOT / name).is_file()]


def test_no_path_of_anyones_machine_is_in_the_tree() -> None:
    texts = [path for path in tracked() if path.suffix in TEXTS and "vendor" not in path.parts]
    found = [
        f"{path.relative_to(ROOT)}: {match.group()}"
        for path in texts
        for match in [MACHINE_PATHS.search(path.read_text(encoding="utf-8"))]
        if match
    ]
    assert found == []


def test_the_lock_names_only_the_public_index() -> None:
    addresses = re.findall(r'"(\w+://[^"]+)"', (ROOT / "uv.lock").read_text(encoding="utf-8"))
    assert {urlsplit(address).hostname for address in addresses} == {"pypi.org", "files.pythonhosted.org"}


def test_no_source_file_is_too_long_to_hold_in_the_head() -> None:
    sources = [path for path in tracked() if path.suffix == ".py" and "migrations" not in path.parts]
    long = {
        str(path.relative_to(ROOT)): lines
        for path in sources
        for lines in [len(path.read_text(encoding="utf-8").splitlines())]
        if lines > LONGEST_FILE
    }
    assert long == {}


def test_vendored_files_are_the_pinned_ones() -> None:
    assert vendor_assets.faults() == []
