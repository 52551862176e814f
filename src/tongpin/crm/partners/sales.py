"""Rows as the plain shapes that the method judges: payee, sale with the buyer's people, terms, agreement."""

import datetime as dt
from decimal import Decimal

from django.db.models import Max, Min

from tongpin.crm import clock
from tongpin.crm.accounts.models import Account, Person
from tongpin.crm.activities.models import Activity
from tongpin.crm.bids.models import Tender
from tongpin.crm.delivery.models import Implementation, Receipt
from tongpin.crm.opportunities.models import Opportunity, Stakeholder
from tongpin.crm.organisation.models import Tenure
from tongpin.crm.partners.models import Partner, PartnerAgreement
from tongpin.method.partners.refusals import Agreement, Payee, Sale, Someone
from tongpin.method.partners.terms import Terms, Tier

UNDECIDED_STAGES = frozenset({"tender", "commitment"})


def payee_of(partner: Partner) -> Payee:
    """The partner with his latest declaration; whoever was ever declared to be close to him still is."""
    told = list(partner.declarations.values_list("date", "relatives"))
    return Payee(
        name=partner.name,
        kind=partner.kind or "company",
        code=partner.code,
        licence_until=partner.licence_until,
        owners=tuple(partner.owners),
        holder=partner.holder,
        account=partner.account,
        phone=partner.phone,
        mail=partner.mail,
        address=partner.address,
        declared=max((date for date, _names in told), default=None),
        relatives=tuple(dict.fromkeys(name for _date, names in told for name in names)),
    )


def agreement_of(agreement: PartnerAgreement) -> Agreement:
    """The paper."""
    return Agreement(signed=agreement.signed, recorded=agreement.recorded_on, valid_from=agreement.valid_from)


def terms_of(agreement: PartnerAgreement) -> Terms:
    """What it says of money."""
    return Terms(
        valid_from=agreement.valid_from,
        valid_until=agreement.valid_until,
        per_order=agreement.per_order,
        introduced_part=agreement.introduced_part,
        tiers=tuple(Tier(at=Decimal(at), rate=Decimal(rate)) for at, rate in agreement.tiers),
        tier_rule=agreement.tier_rule,
        length=agreement.length,
        carry_over=agreement.carry_over,
        currency=agreement.currency,
    )


def sale_of(opportunity: Opportunity) -> Sale:
    """A sale with everybody whom we know at the buyer's, and whoever runs its tender."""
    account = opportunity.account
    return Sale(
        buyer=account.name,
        kind=account.kind,
        code=account.credit_code,
        mail_domain=account.mail_domain,
        address=account.address,
        opened=_opened(opportunity),
        undecided=_is_undecided(opportunity),
        people=(*_people(account), *_tender_people(opportunity)),
    )


def _opened(opportunity: Opportunity) -> dt.date:
    """The day of its first entry, or of its record where that is earlier."""
    first = Activity.objects.filter(opportunity=opportunity).aggregate(day=Min("date"))["day"]
    return min(first or clock.today(), opportunity.created_at.date())


def _is_undecided(opportunity: Opportunity) -> bool:
    """A tender is open, or the signature after it."""
    if opportunity.result is None:
        tender = Tender.objects.filter(pk=opportunity.pk).first()
        announced = tender is not None and (tender.issued is not None or tender.deadline is not None)
        return announced or opportunity.stage in UNDECIDED_STAGES
    if opportunity.result != "won" or Receipt.objects.filter(opportunity=opportunity).exists():
        return False
    return not Implementation.objects.filter(pk=opportunity.pk, contract_signed__isnull=False).exists()


def _people(account: Account) -> list[Someone]:
    """Everybody known there, in this sale or another."""
    gone = _gone(account)
    return [
        Someone(
            name=person.name,
            title=person.title,
            other_names=tuple(person.other_names),
            phone=person.phone,
            mail=person.mail,
            left=gone.get(person.pk),
        )
        for person in Person.objects.filter(account=account).exclude(name="")
    ]


def _gone(account: Account) -> dict[int, dt.date]:
    """Since when those who left are gone: by the chart, or as it was told. Whoever has a seat has not left."""
    told = Stakeholder.objects.filter(person__account=account, left__isnull=False)
    gone: dict[int, dt.date] = dict(told.values_list("person").annotate(day=Max("left")))
    seats = Tenure.objects.filter(person__account=account).values_list("person", "ended", "until", "since")
    for person, ended, until, since in seats:
        day = until or since
        if ended and day is not None:
            gone[person] = max(day, gone.get(person, day))
    seated = {person for person, ended, _until, _since in seats if not ended}
    return {person: day for person, day in gone.items() if person not in seated}


def _tender_people(opportunity: Opportunity) -> list[Someone]:
    tender = Tender.objects.filter(pk=opportunity.pk).first()
    return [] if tender is None else [Someone(name=name) for name in (tender.agency, tender.contact) if name]
