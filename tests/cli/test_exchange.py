"""`tongpin import` and `tongpin export`: what goes in comes out, all of it or nothing."""

import json
import shutil
from importlib.resources import files
from pathlib import Path

import pytest

from tests.cli.conftest import Tongpin, started
from tongpin.exchange import dealfile
from tongpin.method.case import PlaybookRef

DEMO = Path(str(files("tongpin.exchange") / "demo_book"))
CINEMA, NEWCOMER = DEMO / "01-cinema-projectors.yaml", DEMO / "05-smelter-newcomer.yaml"


@pytest.fixture(scope="module")
def empty_book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an empty database and one administrator; made once, because migrating takes its time."""
    folder = tmp_path_factory.mktemp("book")
    create = ("manage", "createsuperuser", "--noinput", "--username", "root", "--email", "root@example.com")
    for arguments in (("manage", "migrate", "--verbosity", "0"), create):
        done = started(folder, arguments, DJANGO_SUPERUSER_PASSWORD="a long enough one")
        assert done.returncode == 0, done.stderr
    return folder / "data"


@pytest.fixture
def book(tongpin: Tongpin, empty_book: Path, tmp_path: Path) -> Tongpin:
    """The command with a copy of that database."""
    shutil.copytree(empty_book, tmp_path / "data")
    return tongpin


def test_what_goes_in_comes_out(book: Tongpin, tmp_path: Path) -> None:
    brought = book("import", CINEMA, NEWCOMER, "--json")
    assert brought.returncode == 0, brought.stderr
    assert [item["id"] for item in json.loads(brought.stdout)["imported"]] == ["demo-01", "demo-05"]
    written = book("export", "--to", "out", "--json")
    assert written.returncode == 0, written.stderr
    for path, source in zip(json.loads(written.stdout)["written"], (CINEMA, NEWCOMER), strict=True):
        before, after = dealfile.read(source), dealfile.read(tmp_path / path)
        assert after.timeline == before.timeline
        assert after.stakeholders == before.stakeholders


def test_one_goes_to_the_screen(book: Tongpin) -> None:
    book("import", CINEMA)
    assert dealfile.load(book("export", "demo-01").stdout, "screen").id == "demo-01"


def test_a_taken_id_brings_nothing_in(book: Tongpin) -> None:
    book("import", CINEMA)
    again = book("import", CINEMA, NEWCOMER)
    assert again.returncode == 2
    assert "demo-01" in again.stderr
    assert json.loads(book("export", "--to", "out", "--json").stdout)["written"] == ["out/demo-01.yaml"]


def test_a_fault_in_one_file_brings_nothing_in(book: Tongpin, tmp_path: Path) -> None:
    (tmp_path / "deals").mkdir()
    (tmp_path / "deals" / "a.yaml").write_bytes(CINEMA.read_bytes())
    (tmp_path / "deals" / "b.yaml").write_text("id: b\ntoday: tomorrow\n")
    done = book("import", "deals")
    assert done.returncode == 2
    assert "b.yaml:2" in done.stderr
    assert json.loads(book("export", "--to", "out", "--json").stdout)["written"] == []


@pytest.mark.parametrize(
    "arguments",
    [
        ["export"],
        ["export", "nothing-of-that-name"],
        ["export", "--to", "out", "--user", "nobody"],
        ["import", "nowhere.yaml"],
        ["import", "."],
    ],
)
def test_what_cannot_be_is_told(book: Tongpin, arguments: list[str]) -> None:
    done = book(*arguments)
    assert done.returncode == 2
    assert done.stderr
    assert "Traceback" not in done.stderr


def test_a_playbook_that_is_not_here_brings_nothing_in_and_is_told_with_its_line(book: Tongpin, tmp_path: Path) -> None:
    text = CINEMA.read_text(encoding="utf-8") + "\n"
    text = text.replace("opportunity:\n", "opportunity:\n  playbook: {name: eight-steps}\n", 1)
    (tmp_path / "deal.yaml").write_text(text, encoding="utf-8")
    done = book("import", "deal.yaml", "--json")
    assert done.returncode == 2
    [fault] = json.loads(done.stdout)["errors"]
    assert fault["line"] == text[: text.index("eight-steps")].count("\n") + 1
    assert "industrial-six" in fault["message"]


def test_the_version_of_a_playbook_stays_with_the_opportunity(book: Tongpin, tmp_path: Path) -> None:
    text = CINEMA.read_text(encoding="utf-8")
    text = text.replace("opportunity:\n", "opportunity:\n  playbook: {name: four-phase, version: 1}\n", 1)
    (tmp_path / "deal.yaml").write_text(text, encoding="utf-8")
    assert book("import", "deal.yaml").returncode == 0
    written = dealfile.load(book("export", "demo-01").stdout, "screen")
    assert written.opportunity.playbook == PlaybookRef(name="four-phase", version=1)
