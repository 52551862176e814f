"""A real Chromium against a live server. Where there is none, each test is skipped with the reason."""

import os
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, expect, sync_playwright

from tests.crm.builders import TODAY
from tests.web import plain_reader
from tongpin.crm import clock, judging
from tongpin.crm.users.models import Team, User
from tongpin.method.reading import asked

CHROMIUM = Path(os.environ.get("CHROMIUM") or "/usr/bin/chromium")
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--lang=zh-CN",
]
NARROW, WIDE = (390, 844), (1440, 900)
PATIENCE = 15
"""Seconds after which what was waited for will not come."""
expect.set_options(timeout=1000 * PATIENCE)

# Playwright keeps an event loop in this thread, and Django would take every query of a test for one inside it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

OpenPage = Callable[..., Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks every test here, and skips it where no browser is."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)
            if not CHROMIUM.exists():
                item.add_marker(pytest.mark.skip(reason=f"no Chromium at {CHROMIUM} (set CHROMIUM to one)"))


@pytest.fixture
def plain_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    """A reader that takes no time, on the day of the records."""
    monkeypatch.setattr(judging, "read_note", plain_reader.read_note)
    monkeypatch.setattr(asked, "read_note", plain_reader.read_note)
    monkeypatch.setattr(clock, "today", lambda: TODAY)


@pytest.fixture
def alice(db: None) -> User:
    """Owns the opportunity; reads English."""
    return User.objects.create(username="alice", name="陈静", team=Team.objects.create(name="华东"), language="en")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for all tests of a process."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium: Browser, live_server: Any) -> Iterator[OpenPage]:
    """Opens `open_page(path, user=None, size=WIDE, language="zh-CN")` in a fresh window.

    At the end the test fails if a page raised an error, logged one (a refused script, a missing file), or asked
    another server for anything.
    """
    contexts, troubles = [], []

    def note_console(message: ConsoleMessage) -> None:
        # A form with a fault answers 409 or 422, and Chromium logs that as an error.
        if message.type == "error" and not re.search("status of (409|422)", message.text):
            troubles.append(f"console: {message.text}")

    def note_request(request: Request) -> None:
        if not request.url.startswith((live_server.url, "data:", "blob:")):
            troubles.append(f"asked elsewhere: {request.url}")

    def opened(
        path: str, *, user: Any = None, size: tuple[int, int] = WIDE, language: str = "zh-CN", **options: Any
    ) -> Page:
        context = chromium.new_context(
            base_url=live_server.url,
            locale=language,
            viewport={"width": size[0], "height": size[1]},
            # The service worker has tests of its own; elsewhere its requests would only come in between.
            service_workers="block",
            **options,
        )
        contexts.append(context)
        context.set_default_timeout(1000 * PATIENCE)
        if user is not None:
            context.add_cookies([_session_cookie(user, live_server.url)])
        page = context.new_page()
        page.on("pageerror", lambda error: troubles.append(f"script: {error}"))
        page.on("console", note_console)
        page.on("request", note_request)
        page.goto(path)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not troubles


def comes_to(page: Page, script: str, wanted: object) -> None:
    """Asks the page until a script gives what is wanted: what scripts do after a page is shown takes its time."""
    until = time.monotonic() + PATIENCE
    while (found := page.evaluate(script)) != wanted and time.monotonic() < until:
        page.wait_for_timeout(100)
    assert found == wanted, page.url


def fits_the_window(page: Page) -> None:
    """Waits until the page is no wider than the window."""
    comes_to(page, "document.documentElement.scrollWidth <= document.documentElement.clientWidth", True)


def _session_cookie(user: Any, url: str) -> Any:
    """Signed in without the form, which has a test of its own."""
    client = Client()
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    return {
        "name": settings.SESSION_COOKIE_NAME,
        "value": client.cookies[settings.SESSION_COOKIE_NAME].value,
        "url": url,
    }
