"""统一社会信用代码: both check digits, by the standard's own example and codes that pass both."""

import pytest

from tongpin.method.credit_code import fault_of

GOOD = (
    "91350100M000100Y43",
    "91110000802100433B",
    "91440300708461136T",
    "9144030071526726XG",
    "91330100799655058B",
)


@pytest.mark.parametrize("code", GOOD)
def test_codes_that_pass_both_checks(code: str) -> None:
    assert fault_of(code) is None
    assert fault_of(f" {code[:4].lower()} {code[4:]} ") is None


@pytest.mark.parametrize("code", GOOD)
def test_any_one_digit_changed_is_found(code: str) -> None:
    for place in range(18):
        other = "1" if code[place] != "1" else "2"
        assert fault_of(code[:place] + other + code[place + 1 :]) is not None, place


@pytest.mark.parametrize(
    ("code", "fault"),
    [
        ("91310115MA1H8R7C6D", "organisation"),  # goes about as an example, and is none
        ("91350100M000100Y4", "length"),
        ("91350100M000100YO3", "sign"),
        ("91350100M000100Y44", "check"),
        ("", "length"),
    ],
)
def test_what_is_wrong_is_named(code: str, fault: str) -> None:
    assert fault_of(code) == fault
