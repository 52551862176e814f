"""Strict readers of the environment: a bad value stops the start with one clear sentence."""

import os
import secrets
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.core.exceptions import ImproperlyConfigured

_YES = {"1", "true", "yes", "on"}
_NO = {"0", "false", "no", "off"}


def text(name: str, default: str) -> str:
    """The variable without outer white space; the default where it is unset or blank."""
    return os.environ.get(name, "").strip() or default


def flag(name: str, default: bool) -> bool:
    """A yes or no; anything else is an error, so that a typing mistake cannot open a door."""
    value = text(name, "yes" if default else "no").lower()
    if value not in _YES | _NO:
        raise ImproperlyConfigured(f"{name} is {value!r}; write yes or no.")
    return value in _YES


def number(name: str, default: int, *, low: int, high: int) -> int:
    """A whole number from `low` to `high`, both included."""
    value = text(name, str(default))
    if not value.isascii() or not value.isdigit() or not low <= int(value) <= high:
        raise ImproperlyConfigured(f"{name} is {value!r}; write a whole number from {low} to {high}.")
    return int(value)


def listing(name: str, default: Sequence[str]) -> list[str]:
    """Parts separated by commas; blank ones are dropped."""
    parts = [part.strip() for part in text(name, ",".join(default)).split(",")]
    return [part for part in parts if part]


def web_address(name: str) -> str:
    """An http or https address without a trailing slash, or nothing."""
    value = text(name, "")
    if value and (urlsplit(value).scheme not in {"http", "https"} or not urlsplit(value).hostname):
        raise ImproperlyConfigured(f"{name} must be an address that starts with http:// or https://.")
    return value.rstrip("/")


def time_zone(name: str, default: str) -> str:
    """A name of the IANA time zones."""
    value = text(name, default)
    try:
        ZoneInfo(value)
    except (ValueError, OSError, ZoneInfoNotFoundError) as error:
        told = f"{name} is {value!r}; write a time zone's name such as Asia/Shanghai."
        raise ImproperlyConfigured(told) from error
    return value


def data_folder(name: str, default: str) -> Path:
    """The folder for all that must be kept, made where it is missing, closed to other users."""
    folder = Path(text(name, default)).expanduser().resolve()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise ImproperlyConfigured(f"{name}: the folder {folder} cannot be made ({error.strerror}).") from error
    return folder


def kept_secret(path: Path) -> str:
    """The secret kept in the file; made at first use, readable by the owner only.

    Two processes may start at once: the link succeeds for one of them, and both read what it points to.
    """
    if not path.exists():
        draft = path.with_name(f"{path.name}.{os.getpid()}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(50))
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text(encoding="ascii").strip()


def database(name: str, sqlite_file: Path) -> dict[str, Any]:
    """Django's description of the database: SQLite in the file, or PostgreSQL at the address in the variable."""
    address = text(name, "")
    if not address:
        return _sqlite(sqlite_file)
    parts = urlsplit(address)
    if parts.scheme not in {"postgres", "postgresql"} or not parts.path.strip("/"):
        raise ImproperlyConfigured(f"{name} must look like postgresql://user:password@host:5432/database.")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        # The pool spares a new connection for each request, the largest cost of a page there.
        "OPTIONS": {"pool": {"min_size": 2, "max_size": 8}, **dict(parse_qsl(parts.query))},
    }


def _sqlite(file: Path) -> dict[str, Any]:
    """SQLite for a whole team: readers never wait, and writers queue up at BEGIN instead of failing at COMMIT."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": file,
        # Kept between requests with what it has read; opening it anew costs more than the statements of most pages.
        "CONN_MAX_AGE": 600,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 10,
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-20000;"
                "PRAGMA mmap_size=134217728; PRAGMA temp_store=MEMORY"
            ),
        },
    }
