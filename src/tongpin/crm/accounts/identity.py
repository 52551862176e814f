"""What tells companies apart, as it is kept: the credit code 统一社会信用代码 and the mail domain (METHOD 13.5)."""

import re

from django.utils.translation import gettext as _

from tongpin.crm import records
from tongpin.method.credit_code import clean_code, fault_of

_DOMAIN = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+")


def good_code(text: str, *, field: str) -> str:
    """A credit code in capitals without spaces, or nothing. Raises `invalid` with what is wrong: its length, a sign,
    or which of the two check digits."""
    fault = fault_of(text) if text.strip() else None
    if fault is not None:
        told = {
            "length": _("A credit code has 18 signs."),
            "sign": _("There is a sign in it that no credit code has (I, O, S, V and Z are never used)."),
            "organisation": _("Sign 17 does not fit signs 9 to 16: the check digits tell of a mistake. Copy it again."),
        }
        raise records.invalid(
            **{field: told.get(fault, _("The check digits do not fit; copy it again from the licence."))}
        )
    return clean_code(text)


def good_domain(text: str, *, field: str) -> str:
    """A mail domain, also where somebody typed an address or the home page. Raises `invalid` for what is none."""
    domain = text.strip().lower().rpartition("@")[2].removeprefix("https://").removeprefix("http://")
    domain = domain.removeprefix("www.").partition("/")[0]
    if domain and not _DOMAIN.fullmatch(domain):
        raise records.invalid(**{field: _("A mail domain is what stands behind the @, as in company.example.")})
    return domain
