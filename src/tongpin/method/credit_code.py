"""统一社会信用代码, the code that tells Chinese companies apart, with both check digits (GB 32100-2015, GB 11714)."""

from typing import Literal

SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""Without I, O, S, V and Z, which look like others."""
WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
LENGTH = 18

Fault = Literal["length", "sign", "organisation", "check"]


def clean_code(text: str) -> str:
    """A code as it is compared: capitals, without spaces and hyphens."""
    return text.upper().replace(" ", "").replace("-", "").replace("\u3000", "")


def fault_of(text: str) -> Fault | None:
    """The first thing wrong with a code: its length, a sign that no code has, the check digit of its organisation code
    (places 9 to 17), or its own. ``None`` for a good one."""
    code = clean_code(text)
    if len(code) != LENGTH:
        return "length"
    if any(sign not in SIGNS for sign in code):
        return "sign"
    if code[16] != organisation_check(code[8:16]):
        return "organisation"
    return None if code[17] == check_sign(code[:17]) else "check"


def check_sign(first: str) -> str:
    """The last sign of a code by its first seventeen."""
    total = sum(SIGNS.index(sign) * weight for sign, weight in zip(first, WEIGHTS, strict=True))
    return SIGNS[(31 - total % 31) % 31]


def organisation_check(first: str) -> str:
    """The last sign of an organisation code by its first eight; X stands for ten."""
    total = sum(int(sign, 36) * weight for sign, weight in zip(first, ORGANISATION_WEIGHTS, strict=True))
    return "0123456789X0"[(11 - total % 11)]
