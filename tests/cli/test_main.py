"""The command line's frame: help in the user's language, clear errors, honest exit codes."""

import socket
import subprocess
import sys

import pytest

from tests.cli.conftest import TONGPIN, Tongpin
from tongpin.cli import terminal

LOADED_AFTER_HELP = """
import sys
from tongpin.cli.main import main
try:
    main(["--help"])
except SystemExit:
    pass
sys.exit(" ".join(sorted({"django", "numpy", "scipy", "yaml"} & set(sys.modules))))
"""


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("zh_CN.UTF-8", ("用法：", "在浏览器中打开同频")),
        ("zh_TW.UTF-8", ("用法：", "在瀏覽器中開啟同頻")),
        ("zh_HK.UTF-8", ("在瀏覽器中開啟同頻",)),
        ("en_GB.UTF-8", ("usage: tongpin", "serve the pages")),
        ("de_DE.UTF-8", ("usage: tongpin",)),
    ],
)
def test_help_speaks_the_terminals_language(tongpin: Tongpin, lang: str, words: tuple[str, ...]) -> None:
    done = tongpin("--help", LANG=lang)
    assert done.returncode == 0
    assert all(word in done.stdout for word in words), done.stdout


def test_chinese_comes_out_of_a_terminal_that_knows_only_latin(tongpin: Tongpin) -> None:
    done = tongpin("--help", LANG="zh_CN.UTF-8", PYTHONIOENCODING="latin-1")
    assert "用法：" in done.stdout


def test_help_loads_neither_django_nor_the_numbers() -> None:
    done = subprocess.run([sys.executable, "-c", LOADED_AFTER_HELP], capture_output=True, text=True)
    assert done.stderr.split() == []


@pytest.mark.parametrize("arguments", [[], ["sell"], ["serve", "--port", "70000"], ["serve", "--port", "8o"]])
def test_a_wrong_command_line_is_bad_input(tongpin: Tongpin, arguments: list[str]) -> None:
    done = tongpin(*arguments)
    assert done.returncode == 2
    assert done.stdout == ""
    assert "Traceback" not in done.stderr


def test_the_version_is_told(tongpin: Tongpin) -> None:
    assert tongpin("--version").stdout.startswith("tongpin ")


def test_a_port_in_use_is_told(tongpin: Tongpin) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = tongpin("serve", "--port", str(port))
    assert done.returncode == 2
    assert f"127.0.0.1:{port}" in done.stderr


def test_serving_without_tables_says_what_to_run_first(tongpin: Tongpin) -> None:
    done = tongpin("serve", "--port", _free_port())
    assert done.returncode == 2
    assert "tongpin manage migrate" in done.stderr


def test_serving_to_others_wants_the_names_they_will_use(tongpin: Tongpin) -> None:
    tongpin("manage", "migrate", "--verbosity", "0")
    done = tongpin("serve", "--host", "0.0.0.0", "--port", _free_port())  # noqa: S104 - refused
    assert done.returncode == 2
    assert "TONGPIN_HOSTS" in done.stderr


def test_a_bad_setting_is_one_sentence(tongpin: Tongpin) -> None:
    done = tongpin("serve", "--port", _free_port(), TONGPIN_HTTPS="perhaps")
    assert done.returncode == 2
    assert done.stderr == "TONGPIN_HTTPS is 'perhaps'; write yes or no.\n"


def test_manage_passes_everything_on(tongpin: Tongpin) -> None:
    done = tongpin("manage", "migrate", "--help")
    assert done.returncode == 0
    assert "tongpin manage migrate" in done.stdout
    assert tongpin("manage", "no-such-command").returncode != 0


@pytest.mark.parametrize("option", ["--help", "--version", "manage --help"])
def test_a_closed_pipe_ends_quietly(option: str) -> None:
    """The reader is gone before the first word."""
    done = subprocess.run(["sh", "-c", f"'{TONGPIN}' {option} | exec 0<&-"], capture_output=True, text=True)
    assert done.stderr == ""


@pytest.mark.parametrize(
    ("variables", "language"),
    [
        ({"LANG": "zh_CN.UTF-8"}, "zh-Hans"),
        ({"LANG": "zh_SG"}, "zh-Hans"),
        ({"LANG": "zh_TW.UTF-8"}, "zh-Hant"),
        ({"LANG": "zh_Hant_HK.UTF-8"}, "zh-Hant"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "en_US.UTF-8"}, "en"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({}, "en"),
    ],
)
def test_language_of_terminal(monkeypatch, variables: dict[str, str], language: str) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert terminal.language_of_terminal() == language


def _free_port() -> str:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return str(trial.getsockname()[1])
