"""Settings come from the environment, and a bad value is told in one sentence."""

import stat
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from tongpin.site import environment
from tongpin.web.forms import LONGEST_NOTE


@pytest.mark.parametrize(("given", "read"), [("yes", True), ("On", True), ("0", False), ("", True), (None, True)])
def test_flag(monkeypatch, given: str | None, read: bool) -> None:
    if given is not None:
        monkeypatch.setenv("TONGPIN_X", given)
    assert environment.flag("TONGPIN_X", default=True) is read


def test_flag_refuses_what_is_neither_yes_nor_no(monkeypatch) -> None:
    monkeypatch.setenv("TONGPIN_DEBUG", "flase")
    with pytest.raises(ImproperlyConfigured, match=r"TONGPIN_DEBUG is 'flase'; write yes or no\."):
        environment.flag("TONGPIN_DEBUG", default=False)


@pytest.mark.parametrize("given", ["0", "301", "-5", "2.5", "ten", "٣"])
def test_number_refuses_what_is_out_of_range_or_no_number(monkeypatch, given: str) -> None:
    monkeypatch.setenv("TONGPIN_MODEL_SECONDS", given)
    with pytest.raises(ImproperlyConfigured, match="whole number from 1 to 300"):
        environment.number("TONGPIN_MODEL_SECONDS", 20, low=1, high=300)


def test_listing_drops_blanks(monkeypatch) -> None:
    monkeypatch.setenv("TONGPIN_HOSTS", " crm.example.com, ,10.0.0.5 ")
    assert environment.listing("TONGPIN_HOSTS", ["localhost"]) == ["crm.example.com", "10.0.0.5"]


def test_a_time_zone_that_is_none_is_told(monkeypatch) -> None:
    monkeypatch.setenv("TONGPIN_TIME_ZONE", "Beijing")
    with pytest.raises(ImproperlyConfigured, match="TONGPIN_TIME_ZONE is 'Beijing'"):
        environment.time_zone("TONGPIN_TIME_ZONE", "Asia/Shanghai")


@pytest.mark.parametrize("given", ["ftp://models.example.com", "models.example.com/v1", "https://"])
def test_web_address_refuses_anything_but_http(monkeypatch, given: str) -> None:
    monkeypatch.setenv("TONGPIN_MODEL_URL", given)
    with pytest.raises(ImproperlyConfigured, match="TONGPIN_MODEL_URL"):
        environment.web_address("TONGPIN_MODEL_URL")


def test_secret_is_made_once_and_closed_to_others(tmp_path: Path) -> None:
    path = tmp_path / "secret-key"
    first = environment.kept_secret(path)
    assert len(first) >= 50
    assert environment.kept_secret(path) == first
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [file.name for file in tmp_path.iterdir()] == ["secret-key"]


def test_data_folder_is_made_for_its_owner_alone(monkeypatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TONGPIN_DATA", str(tmp_path / "a" / "b"))
    folder = environment.data_folder("TONGPIN_DATA", "var")
    assert folder == tmp_path / "a" / "b"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_data_folder_that_is_a_file_is_told(monkeypatch, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("")
    monkeypatch.setenv("TONGPIN_DATA", str(tmp_path / "taken"))
    with pytest.raises(ImproperlyConfigured, match="cannot be made"):
        environment.data_folder("TONGPIN_DATA", "var")


def test_without_an_address_the_database_is_a_file_that_queues_writers(monkeypatch, tmp_path: Path) -> None:
    monkeypatch.delenv("TONGPIN_DATABASE", raising=False)
    made = environment.database("TONGPIN_DATABASE", tmp_path / "tongpin.sqlite3")
    assert made["ENGINE"].endswith("sqlite3")
    assert made["CONN_MAX_AGE"] > 0
    assert made["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert "journal_mode=WAL" in made["OPTIONS"]["init_command"]


def test_a_postgresql_address_is_taken_apart(monkeypatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TONGPIN_DATABASE", "postgresql://sales:p%40ss@db.example.com:5433/tongpin?sslmode=require")
    made = environment.database("TONGPIN_DATABASE", tmp_path / "unused")
    assert {key: made[key] for key in ("NAME", "USER", "PASSWORD", "HOST", "PORT")} == {
        "NAME": "tongpin",
        "USER": "sales",
        "PASSWORD": "p@ss",
        "HOST": "db.example.com",
        "PORT": "5433",
    }
    assert made["OPTIONS"]["sslmode"] == "require"


@pytest.mark.parametrize("given", ["mysql://x/y", "postgresql://host", "tongpin.sqlite3"])
def test_another_database_is_refused(monkeypatch, tmp_path: Path, given: str) -> None:
    monkeypatch.setenv("TONGPIN_DATABASE", given)
    with pytest.raises(ImproperlyConfigured, match="postgresql://user:password@host:5432/database"):
        environment.database("TONGPIN_DATABASE", tmp_path / "unused")


def test_the_longest_note_in_chinese_fits_into_a_request() -> None:
    assert len(urlencode({"text": "预" * 1_000})) * LONGEST_NOTE / 1_000 < settings.DATA_UPLOAD_MAX_MEMORY_SIZE
