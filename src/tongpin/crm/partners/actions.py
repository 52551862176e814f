"""Every write to partners, their declarations and their agreements."""

import datetime as dt
from collections.abc import Iterable, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from tongpin.crm import clock, records
from tongpin.crm.accounts.identity import good_code
from tongpin.crm.audit.gesture import gesture
from tongpin.crm.errors import TongpinError
from tongpin.crm.opportunities.models import Opportunity
from tongpin.crm.opportunities.policy import not_found
from tongpin.crm.partners.models import Declaration, Partner, PartnerAgreement
from tongpin.crm.partners.policy import keep_partners
from tongpin.crm.partners.refusing import refuse
from tongpin.crm.partners.sales import sale_of
from tongpin.crm.users.models import User
from tongpin.method.partners.refusals import to_change

FACTS = (
    *("name", "kind", "code", "licence_until", "owners", "phone", "mail", "address", "holder", "account", "bank"),
    "note",
)
TERMS = (
    *("number", "services", "signed", "valid_from", "valid_until", "currency", "per_order", "introduced_part"),
    *("tiers", "tier_rule", "length", "carry_over"),
)


def add_partner(*, user: User, **facts: Any) -> Partner:
    """A new partner; `facts`: columns of `FACTS`. Its credit code must hold."""
    keep_partners(user)
    with gesture(user, "add_partner") as deed:
        partner = Partner()
        for name, value in records.checked_changes(partner, _clean(facts), FACTS).items():
            setattr(partner, name, value)
        _refuse_twin(partner)
        return deed.make(records.checked(partner))


def update_partner(*, user: User, partner_id: int, **facts: Any) -> Partner:
    """Changes columns of `FACTS`. Payments that wait keep the account that they were asked for, and are refused."""
    keep_partners(user)
    with gesture(user, "update_partner") as deed:
        partner = _partner(partner_id)
        values = records.checked_changes(partner, _clean(facts), FACTS)
        _refuse_twin(
            Partner(pk=partner.pk, name=values.get("name", partner.name), code=values.get("code", partner.code))
        )
        deed.change(partner, **values)
        return partner


def retire_partner(*, user: User, partner_id: int, retired: bool = True) -> Partner:
    """Takes a partner out of use, or back into it; what he has earned stays."""
    keep_partners(user)
    with gesture(user, "retire_partner") as deed:
        partner = _partner(partner_id)
        deed.change(partner, retired=retired)
        return partner


def declare(
    *, user: User, partner_id: int, date: dt.date, text: str = "", relatives: Sequence[str] = ()
) -> Declaration:
    """Puts on file what the partner has declared on a day: no ties to a buyer's people, or the names of those close to
    him who work for buyers."""
    keep_partners(user)
    if date > clock.today():
        raise records.invalid(date=_("This day is still to come."))
    with gesture(user, "declare") as deed:
        fresh = Declaration(partner=_partner(partner_id), date=date, text=text, relatives=list(relatives))
        return deed.make(records.checked(fresh))


def make_agreement(*, user: User, partner_id: int, **facts: Any) -> PartnerAgreement:
    """Puts a written agreement on file; `facts`: columns of `TERMS`. What it says of money is never changed: end it,
    and make another. Refused while a tender or signature of a buyer whom he introduced is open."""
    keep_partners(user)
    with gesture(user, "make_agreement") as deed:
        partner = _partner(partner_id)
        if partner.retired:
            raise TongpinError("retired", _("This partner is out of use."), 409)
        _refuse_while_open(partner)
        agreement = PartnerAgreement(partner=partner)
        facts = {**facts, "tiers": _tiers(facts.get("tiers", ()))}
        for name, value in records.checked_changes(agreement, facts, TERMS).items():
            setattr(agreement, name, value)
        _refuse_odd(agreement)
        return deed.make(records.checked(agreement))


def end_agreement(*, user: User, agreement_id: int, on: dt.date) -> PartnerAgreement:
    """Ends an agreement with a day, which is its last; money received later does not count."""
    keep_partners(user)
    with gesture(user, "end_agreement") as deed:
        agreement = PartnerAgreement.objects.select_for_update().filter(pk=agreement_id).first()
        if agreement is None:
            raise not_found()
        _refuse_while_open(agreement.partner)
        if on < agreement.valid_from:
            raise records.invalid(on=_("It began later than that."))
        if agreement.valid_until is not None and on > agreement.valid_until:
            raise records.invalid(on=_("It ends before that. Put a new agreement on file instead."))
        if agreement.statements.filter(until__gt=on).exists():
            raise records.invalid(on=_("There is a statement up to a later day."))
        deed.change(agreement, valid_until=on)
        return agreement


def _partner(pk: int) -> Partner:
    found = Partner.objects.select_for_update().filter(pk=pk).first()
    if found is None:
        raise not_found()
    return found


def _refuse_twin(partner: Partner) -> None:
    if Partner.objects.filter(name=partner.name).exclude(pk=partner.pk).exists():
        raise records.invalid(name=_("There is a partner of this name already."))
    if partner.code and Partner.objects.filter(code=partner.code).exclude(pk=partner.pk).exists():
        raise records.invalid(code=_("There is a partner with this credit code already."))


def _clean(facts: dict[str, Any]) -> dict[str, Any]:
    return {**facts, "code": good_code(facts["code"], field="code")} if facts.get("code") else facts


def _tiers(tiers: Iterable[tuple[Any, Any]]) -> list[list[str]]:
    """Pairs of a base and a rate as they are kept, lowest first."""
    try:
        pairs = sorted((Decimal(str(at)), Decimal(str(rate))) for at, rate in tiers)
    except (InvalidOperation, ValueError):
        pairs = [(Decimal(-1), Decimal(0))]
    if any(at < 0 or not 0 <= rate <= 100 for at, rate in pairs) or len({at for at, _rate in pairs}) < len(pairs):
        raise records.invalid(tiers=_("A tier is an amount and a rate from 0 to 100 percent, each amount once."))
    return [[str(at), str(rate)] for at, rate in pairs]


def _refuse_odd(agreement: PartnerAgreement) -> None:
    if agreement.signed is None:
        raise records.invalid(signed=_("Without a signed and dated paper there is no agreement."))
    if agreement.signed > clock.today():
        raise records.invalid(signed=_("This day is still to come."))
    if agreement.valid_until is not None and agreement.valid_until < agreement.valid_from:
        raise records.invalid(valid_until=_("It would end before it begins."))
    if not (0 <= agreement.per_order <= 100 and 0 <= agreement.introduced_part <= 100):
        raise records.invalid(per_order=_("Rates are percentages from 0 to 100."))


def _refuse_while_open(partner: Partner) -> None:
    introduced = Opportunity.objects.filter(introductions__agreement__partner=partner).select_related("account")
    refuse(to_change(sale_of(opportunity) for opportunity in introduced.distinct()))
