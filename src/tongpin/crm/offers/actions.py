"""Every write to components and templates. Those to proposals are in `proposing`."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _

from tongpin.crm import records
from tongpin.crm.audit.gesture import Gesture, gesture
from tongpin.crm.offers.models import Component, ComponentProof, SolutionTemplate, TemplatePart
from tongpin.crm.offers.policy import for_keepers
from tongpin.crm.opportunities.policy import not_found
from tongpin.crm.proofs.models import Proof
from tongpin.crm.users.models import User

COMPONENT = ("kind", "name", "description", "capability", "unit", "price", "cost", "currency", "vat", "retired")
TEMPLATE = ("kind", "name", "lang", "industry", "introduction", "terms", "retired")
PART = ("quantity", "optional")


# ---------------------------------------------------------------- components
def add_component(*, user: User, name: str, proofs: Sequence[int] = (), **facts: Any) -> Component:
    """A component; `facts`: columns of `COMPONENT`; `proofs`: ids of what shows that it does what it says."""
    for_keepers(user)
    with gesture(user, "add_component") as deed:
        named = records.require_text(name, field="name", message=_("Give the component a name."))
        component = deed.make(records.checked(Component(name=named, **facts)))
        _set_proofs(deed, component, proofs)
        return component


def update_component(
    *, user: User, component_id: int, proofs: Sequence[int] | None = None, **changes: Any
) -> Component:
    """Changes columns of `COMPONENT`, and the proofs where they are given. Proposals that were made of it stay as they
    are."""
    for_keepers(user)
    with gesture(user, "update_component") as deed:
        component = _row(Component, component_id)
        deed.change(component, **records.checked_changes(component, _named(changes), COMPONENT))
        if proofs is not None:
            _set_proofs(deed, component, proofs)
        return component


def _set_proofs(deed: Gesture, component: Component, proofs: Iterable[int]) -> None:
    """Sets which proofs a component has. Raises `invalid` for one that is not in the library."""
    wanted = set(proofs)
    if wanted - set(Proof.objects.filter(pk__in=wanted).values_list("pk", flat=True)):
        raise records.invalid(proofs=_("One of these proofs is not in the library any more."))
    held = {row.proof_id: row for row in ComponentProof.objects.filter(component=component)}
    deed.remove_all(row for proof, row in held.items() if proof not in wanted)
    fresh = [ComponentProof(component=component, proof_id=proof) for proof in sorted(wanted - held.keys())]
    deed.make_all(ComponentProof, fresh)


# ---------------------------------------------------------------- templates
def add_template(*, user: User, name: str, **facts: Any) -> SolutionTemplate:
    """A template without parts; `facts`: columns of `TEMPLATE`."""
    for_keepers(user)
    with gesture(user, "add_template") as deed:
        named = records.require_text(name, field="name", message=_("Give the template a name."))
        return deed.make(records.checked(SolutionTemplate(name=named, **facts)))


def update_template(*, user: User, template_id: int, **changes: Any) -> SolutionTemplate:
    """Changes columns of `TEMPLATE`."""
    for_keepers(user)
    with gesture(user, "update_template") as deed:
        template = _row(SolutionTemplate, template_id)
        deed.change(template, **records.checked_changes(template, _named(changes), TEMPLATE))
        return template


def add_part(
    *, user: User, template_id: int, component_id: int, quantity: Decimal = Decimal(1), optional: bool = False
) -> TemplatePart:
    """A component of a template, after the others."""
    for_keepers(user)
    with gesture(user, "add_part") as deed:
        template, component = _row(SolutionTemplate, template_id), _row(Component, component_id)
        last = template.parts.aggregate(last=Max("place"))["last"] or 0
        part = TemplatePart(
            template=template, component=component, quantity=quantity, optional=optional, place=last + 1
        )
        refuse_negative(quantity)
        return deed.make(records.checked(part))


def update_part(*, user: User, part_id: int, **changes: Any) -> TemplatePart:
    """Changes columns of `PART`."""
    for_keepers(user)
    with gesture(user, "update_part") as deed:
        part = _row(TemplatePart, part_id)
        refuse_negative(changes.get("quantity"))
        deed.change(part, **records.checked_changes(part, changes, PART))
        return part


def remove_part(*, user: User, part_id: int) -> None:
    """Takes a component out of a template."""
    for_keepers(user)
    with gesture(user, "remove_part") as deed:
        deed.remove(_row(TemplatePart, part_id))


# ---------------------------------------------------------------- what both share
def _row(table: type[records.Row], pk: int) -> records.Row:
    row = table._default_manager.filter(pk=pk).first()
    if row is None:
        raise not_found()
    return row


def _named(changes: Mapping[str, Any]) -> dict[str, Any]:
    """The changes; a name that is among them says something."""
    if "name" not in changes:
        return dict(changes)
    message = _("A name is needed.")
    return {**changes, "name": records.require_text(changes["name"], field="name", message=message)}


def refuse_negative(quantity: Decimal | None) -> None:
    """The column takes any number; of less than nothing there is no offer."""
    if quantity is not None and quantity < 0:
        raise records.invalid(quantity=_("A quantity is zero or more."))
