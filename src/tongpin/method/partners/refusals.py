"""Whom we may never pay, and which payments stand still (METHOD 13.1).

Names, numbers and dates are compared; whoever is likely but not surely one of the buyer's people goes to the compliance
officer.
"""

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from hashlib import sha256
from itertools import product
from typing import Any, Literal

from tongpin.method.case import AccountKind
from tongpin.method.credit_code import clean_code, fault_of
from tongpin.method.datafiles import load_data
from tongpin.method.names import SURE, Named, alike
from tongpin.method.reading.script import simplified
from tongpin.method.wording import Say, say

SHORTEST_NUMBER = 7
SHORTEST_ADDRESS = 6
"""Digits of a telephone number and signs of an address that tell something by themselves."""
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
PayeeKind = Literal["company", "sole_trader", "person"]
Verdict = Literal["refused", "officer"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Objection:
    """Why something is not paid (``refused``) or waits for the compliance officer (``officer``), and by which law.

    ``about``: whom of the buyer's a doubt is about, so that a word on one of them says nothing of another.
    """

    rule: str
    verdict: Verdict
    says: Say
    about: str = ""

    @property
    def law(self) -> Say:
        return say(f"partners.laws.{_data()['rules'][self.rule]['law']}.name")

    @property
    def key(self) -> str:
        """The rule with whom it is about, who is not named."""
        return f"{self.rule}:{sha256(self.about.encode()).hexdigest()[:12]}" if self.about else self.rule


def rule_of(key: str) -> str:
    """The rule of an objection's key."""
    return key.partition(":")[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Payee:
    """A partner as he is on file; ``owners`` by name, ``holder`` of the account; ``declared`` on a day, with
    ``relatives`` those close to him who work for buyers."""

    name: str
    kind: PayeeKind = "company"
    code: str = ""
    licence_until: dt.date | None = None
    owners: tuple[str, ...] = ()
    holder: str = ""
    account: str = ""
    phone: str = ""
    mail: str = ""
    address: str = ""
    declared: dt.date | None = None
    relatives: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Someone:
    """One of the buyer's people, or of whoever runs the tender; ``left`` them on a day."""

    name: str
    title: str = ""
    other_names: tuple[str, ...] = ()
    phone: str = ""
    mail: str = ""
    address: str = ""
    left: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sale:
    """What of a sale counts here: the buyer with its own mail domain and address, when it began, and whether a tender
    or the signature is open."""

    buyer: str
    kind: AccountKind | None = None
    code: str = ""
    mail_domain: str = ""
    address: str = ""
    opened: dt.date | None = None
    undecided: bool = False
    people: tuple[Someone, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """The paper: its date, when it was put on file, since when it binds. Without ``signed`` there is none."""

    signed: dt.date | None = None
    recorded: dt.date | None = None
    valid_from: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """A payment that somebody asks for. ``due``: stated and not yet paid; ``lately``: asked for by the same payee
    before, within the days that count as one; ``limit``: from which sum a second approver is needed; ``invoice_used``:
    another payment names the same invoice."""

    amount: Decimal
    due: Decimal
    account: str
    asked_by: str
    approved_by: tuple[str, ...] = ()
    invoice: Decimal | None = None
    invoice_used: bool = False
    lately: Decimal = Decimal(0)
    limit: Decimal | None = None


def to_payee(payee: Payee, sale: Sale, today: dt.date) -> list[Objection]:
    """What speaks against paying this payee for this sale, refusals first."""
    found = [*_identity(payee, sale, today), *_ties(payee, sale.people, today), *_same_marks(payee, sale, today)]
    declared = payee.declared
    if declared is None or (today - declared).days > _limit("declaration_days"):
        found.append(_refused("declaration", payee=payee.name))
    if sale.kind != "private":
        found.append(_officer("public_buyer", buyer=sale.buyer))
    return _in_order(found)


def to_agreement(agreement: Agreement, sale: Sale) -> list[Objection]:
    """What speaks against earning anything from this sale under this agreement."""
    if agreement.signed is None:
        return [_refused("no_agreement")]
    found = []
    since = max(agreement.signed, agreement.valid_from or agreement.signed)
    if sale.opened is not None and since > sale.opened:
        found.append(_refused("agreement_after", signed=since.isoformat(), opened=sale.opened.isoformat()))
    recorded = agreement.recorded
    if recorded is not None and (recorded - agreement.signed).days > _limit("late_days"):
        found.append(_officer("dated_back", signed=agreement.signed.isoformat(), recorded=recorded.isoformat()))
    return found


def to_change(sales: Iterable[Sale]) -> list[Objection]:
    """What speaks against a new partner, a new rate or a gift now: each buyer whose decision is open."""
    return [_refused("frozen", buyer=sale.buyer) for sale in sales if sale.undecided]


def to_payment(payment: Payment, payee: Payee) -> list[Objection]:
    """What speaks against a payment as it is asked for."""
    found = []
    if payment.amount > payment.due:
        found.append(_refused("not_due", due=str(payment.due), amount=str(payment.amount)))
    if digits(payment.account) != digits(payee.account) or not payee.account:
        found.append(_refused("other_account", payee=payee.name))
    if payment.invoice is None:
        found.append(_refused("no_invoice", payee=payee.name))
    elif payment.invoice != payment.amount:
        found.append(_refused("invoice", invoice=str(payment.invoice), amount=str(payment.amount)))
    if payment.invoice_used:
        found.append(_refused("invoice_used", payee=payee.name))
    return [*found, *_hands(payment, payee)]


def second_approver_from(currency: str) -> Decimal:
    """Above which sum, paid to one partner within the days that count as one, two others approve."""
    return Decimal(str(_data()["second_approver"].get(currency, 0)))


def paid_together_days() -> int:
    """Payments to a partner within so many days count as one."""
    return int(_limit("split_days"))


def _hands(payment: Payment, payee: Payee) -> Iterator[Objection]:
    """Four eyes always, six above the limit; payments close to each other are one."""
    if payment.asked_by in payment.approved_by:
        yield _refused("own_approval")
    total = payment.amount + payment.lately
    others = {name for name in payment.approved_by if name != payment.asked_by}
    if payment.limit is not None and total > payment.limit and payment.approved_by and len(others) < 2:
        yield _refused(
            "second_approver",
            payee=payee.name,
            total=str(total),
            limit=str(payment.limit),
            days=paid_together_days(),
        )


def renew_from(declared: dt.date | None) -> dt.date | None:
    """Until when a declaration holds."""
    return None if declared is None else declared + dt.timedelta(days=int(_limit("declaration_days")))


# ---------------------------------------------------------------- who the payee is
def _identity(payee: Payee, sale: Sale, today: dt.date) -> Iterator[Objection]:
    if payee.kind == "person" or not payee.code:
        yield _refused("not_registered", payee=payee.name)
    elif fault_of(payee.code) is not None:
        yield _refused("bad_code", payee=payee.name, code=payee.code)
    if payee.licence_until is not None and payee.licence_until < today:
        yield _refused("licence_expired", payee=payee.name, date=payee.licence_until.isoformat())
    same_code = bool(payee.code) and clean_code(payee.code) == clean_code(sale.code)
    if same_code or _plain(sale.buyer) in {_plain(name) for name in (payee.name, *payee.owners)}:
        yield _refused("is_buyer", payee=payee.name)
    if payee.holder and _plain(payee.holder) != _plain(payee.name):
        yield _refused("other_holder", payee=payee.name, holder=payee.holder)


def _ties(payee: Payee, people: Sequence[Someone], today: dt.date) -> Iterator[Objection]:
    """Payee, owners, account holder and whoever is close to him, each held against everyone of the buyer's."""
    names = [
        ("payee", payee.name),
        *(("owner", name) for name in payee.owners),
        ("holder", payee.holder),
        *(("relative", name) for name in payee.relatives),
    ]
    for (role, name), person in product(dict.fromkeys(names), people):
        if name and not _long_gone(person, today):
            yield from _tie(role, name, person, today)


def _tie(role: str, name: str, person: Someone, today: dt.date) -> Iterator[Objection]:
    told: dict[str, Any] = {"role": say(f"partners.roles.{role}"), "name": name, "other": _who(person)}
    if any(_plain(name) == _plain(other) for other in (person.name, *person.other_names)):
        if role == "relative":
            yield _refused("relative", name=name, other=_who(person))
        else:
            yield _somebody_of_theirs(person, today, told)
        return
    one = Named(id=1, name=name)
    other = Named(id=2, name=person.name, title=person.title, other_names=person.other_names)
    pairs = [pair for pair in alike([one, other]) if pair.likely >= SURE]
    if pairs:
        yield _officer("contact_alike", f"{name}|{person.name}", why=pairs[0].why, **told)


def _somebody_of_theirs(person: Someone, today: dt.date, told: dict[str, Any]) -> Objection:
    if person.left is None or person.left > today:
        return _refused("contact", **told)
    return _refused("left_lately", date=person.left.isoformat(), **told)


def _long_gone(person: Someone, today: dt.date) -> bool:
    return person.left is not None and (today - person.left).days >= _limit("left_days")


def _same_marks(payee: Payee, sale: Sale, today: dt.date) -> Iterator[Objection]:
    """Telephone, mail and address, held against the buyer's own and those of its people."""
    house = Someone(name=sale.buyer, address=sale.address)
    if any(_of_domain(domain, sale.mail_domain) for domain in map(_domain, _mails(payee.mail))):
        yield _refused("same_mail", payee=payee.name, mail=payee.mail, other=sale.buyer)
    for person in (house, *sale.people):
        if _long_gone(person, today):
            continue
        if any(one.endswith(other) or other.endswith(one) for one, other in _calls(payee.phone, person.phone)):
            yield _refused("same_phone", payee=payee.name, other=_who(person))
        if any(_mail_of_theirs(one, other) for one, other in product(_mails(payee.mail), _mails(person.mail))):
            yield _refused("same_mail", payee=payee.name, mail=payee.mail, other=_who(person))
        if _same_place(payee.address, person.address):
            yield _officer("same_address", person.name, payee=payee.name, other=_who(person))


def _calls(mine: str, theirs: str) -> Iterable[tuple[str, str]]:
    """Pairs of numbers; one may be written with the country or the area before it."""
    numbers = [[digits(part) for part in re.split(r"[/;,、；，]", text)] for text in (mine, theirs)]
    one, other = ([number for number in found if len(number) >= SHORTEST_NUMBER] for found in numbers)
    return product(one, other)


def _mails(text: str) -> list[str]:
    return _MAIL.findall(text.lower())


def _domain(mail: str) -> str:
    return mail.rpartition("@")[2]


def _of_domain(domain: str, house: str) -> bool:
    """Whether it is a house's own domain or below it; one that anybody can have is nobody's own."""
    own = house.strip().lower().removeprefix("@")
    public = _data()["public_domains"]
    return bool(own) and own not in public and (domain == own or domain.endswith(f".{own}"))


def _mail_of_theirs(mine: str, theirs: str) -> bool:
    """The same address, or one of the buyer's own domain."""
    return mine == theirs or _of_domain(_domain(mine), _domain(theirs))


def _same_place(mine: str, theirs: str) -> bool:
    """The same address, or the same with a floor or room told beside it."""
    short, long = sorted((_plain(mine), _plain(theirs)), key=len)
    return len(short) >= SHORTEST_ADDRESS and long.startswith(short)


# ---------------------------------------------------------------- small things
def _who(person: Someone) -> str:
    return f"{person.name} {person.title}".strip()


def _plain(text: str) -> str:
    """Letters, digits and characters alone, in one script and one width."""
    return re.sub(r"[\W_]+", "", simplified(text).lower())


def digits(text: str) -> str:
    """Figures alone: account and telephone numbers are written with spaces and hyphens by some."""
    return re.sub(r"\D", "", text)


def _refused(rule: str, **values: Any) -> Objection:
    return Objection(rule=rule, verdict="refused", says=say(f"partners.rules.{rule}.says", **values))


def _officer(rule: str, about: str = "", **values: Any) -> Objection:
    return replace(_refused(rule, **values), verdict="officer", about=about)


def _in_order(found: Iterable[Objection]) -> list[Objection]:
    return sorted(dict.fromkeys(found), key=lambda item: item.verdict != "refused")


def _limit(name: str) -> float:
    return float(_data()["limits"][name])


def _data() -> dict[str, Any]:
    return dict(load_data("partners"))
