"""`tongpin demo`: an empty installation gets the demo book, any other keeps what it has."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Tongpin, started


@pytest.fixture(scope="module")
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the demo book loaded; made once, because thirty opportunities take their time."""
    folder = tmp_path_factory.mktemp("demo")
    assert started(folder, ("manage", "migrate", "--verbosity", "0")).returncode == 0
    done = started(folder, ("demo", "--if-empty", "--json"))
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["loaded"] == 30
    return folder


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en_GB.UTF-8", ("it is kept", "tongpin-demo", "Emma Clarke, Salesperson")),
        ("zh_CN.UTF-8", ("tongpin-demo", "陈静, 销售")),
        ("zh_TW.UTF-8", ("tongpin-demo", "林佳蓉, 業務")),
    ],
)
def test_a_second_time_it_only_tells_who_can_sign_in(demo_folder: Path, lang: str, words: tuple[str, ...]) -> None:
    done = started(demo_folder, ("demo", "--if-empty"), LANG=lang)
    assert done.returncode == 0, done.stderr
    assert all(word in done.stdout for word in words), done.stdout


def test_what_is_loaded_can_be_taken_out_and_judged(demo_folder: Path) -> None:
    written = started(demo_folder, ("export", "--to", "out", "--user", "admin", "--json"))
    paths = json.loads(written.stdout)["written"]
    assert len(paths) == 33, "thirty of the book, three small orders of a partner"
    first = next(path for path in paths if "demo-01" in path)
    judged = started(demo_folder, ("diagnose", first, "--json"))
    assert json.loads(judged.stdout)["id"] == "demo-01"


def test_it_is_refused_over_somebodys_data(tongpin: Tongpin) -> None:
    tongpin("manage", "migrate", "--verbosity", "0")
    create = ("manage", "createsuperuser", "--noinput", "--username", "root", "--email", "root@example.com")
    tongpin(*create, DJANGO_SUPERUSER_PASSWORD="a long enough one")
    refused = tongpin("demo")
    assert refused.returncode == 2
    assert refused.stderr
    kept = tongpin("demo", "--if-empty", "--json")
    assert (kept.returncode, json.loads(kept.stdout)) == (0, {"loaded": 0, "sign_ins": []})


def test_without_tables_it_says_what_to_run_first(tongpin: Tongpin) -> None:
    done = tongpin("demo", "--if-empty")
    assert done.returncode == 2
    assert "tongpin manage migrate" in done.stderr
