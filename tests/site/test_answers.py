"""What every answer carries: the content policy, the reader's language, and formats with thousands separators."""

from decimal import Decimal

import pytest
from django.contrib.auth import get_user_model
from django.contrib.humanize.templatetags.humanize import intcomma
from django.test import Client
from django.utils import translation

pytestmark = pytest.mark.django_db

LOGIN = "/account/login/"


def test_a_page_runs_nothing_that_is_not_ours(client: Client) -> None:
    policy = client.get(LOGIN).headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    picture = client.get("/static/vendor/icons.svg")
    assert picture.headers["Content-Security-Policy"] == policy
    picture.close()


def test_nobody_signs_himself_up(client: Client) -> None:
    client.post(
        "/account/signup/", {"username": "stranger", "password1": "long enough 1", "password2": "long enough 1"}
    )
    assert not get_user_model().objects.filter(username="stranger").exists()


@pytest.mark.parametrize(
    ("asked", "answered"),
    [("zh-CN", "zh-hans"), ("zh-TW,zh;q=0.8", "zh-hant"), ("zh-HK", "zh-hant"), ("en-GB", "en"), ("fr", "zh-hans")],
)
def test_the_browser_chooses_the_language_of_a_stranger(client: Client, asked: str, answered: str) -> None:
    assert client.get(LOGIN, headers={"accept-language": asked}).headers["Content-Language"] == answered


def test_the_profile_wins_over_the_browser(client: Client) -> None:
    client.force_login(get_user_model().objects.create_user("lin", language="zh-hant"))
    answer = client.get("/account/password/change/", headers={"accept-language": "en"})
    assert answer.headers["Content-Language"] == "zh-hant"


@pytest.mark.parametrize("language", ["zh-hans", "zh-hant", "en"])
def test_amounts_have_thousands_separators(language: str) -> None:
    with translation.override(language):
        assert intcomma(Decimal("1234567.80")) == "1,234,567.80"
