"""Who of a partner signs in to the partners' pages."""

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from tongpin.crm import records
from tongpin.crm.audit.gesture import gesture
from tongpin.crm.errors import TongpinError
from tongpin.crm.opportunities.policy import not_found
from tongpin.crm.partners.models import Partner
from tongpin.crm.partners.policy import give_access_only
from tongpin.crm.users.models import Role, User


def give_access(*, user: User, partner_id: int, username: str, password: str, language: str = "") -> User:
    """Lets a partner sign in, with a first password that he changes in his profile. Who had access once keeps his
    name for signing in, and gets a new password."""
    give_access_only(user)
    with gesture(user, "give_access") as deed:
        partner = _partner(partner_id)
        if partner.retired:
            raise TongpinError("retired", _("This partner is out of use."), 409)
        visitor = partner.user
        if visitor is not None and visitor.is_active:
            raise TongpinError("has_access", _("This partner can sign in already."), 409)
        if visitor is None:
            visitor = User(username=_username(username), name=partner.name[:150], role=Role.PARTNER, language=language)
            _set_password(visitor, password)
            deed.change(partner, user=deed.make(visitor))
            return visitor
        _set_password(visitor, password)
        visitor.save(update_fields=["password"])
        deed.change(visitor, is_active=True, language=language)
        return visitor


def take_access(*, user: User, partner_id: int) -> None:
    """Closes the door, also to whoever is signed in at this moment."""
    give_access_only(user)
    with gesture(user, "take_access") as deed:
        visitor = _partner(partner_id).user
        if visitor is None or not visitor.is_active:
            raise TongpinError("no_access", _("This partner cannot sign in."), 409)
        deed.change(visitor, is_active=False)


def _partner(pk: int) -> Partner:
    found = Partner.objects.select_for_update(of=("self",)).select_related("user").filter(pk=pk).first()
    if found is None:
        raise not_found()
    return found


def _username(text: str) -> str:
    named = records.require_text(text, field="username", message=_("Give a name for signing in."), longest=150)
    try:
        User.username_validator(named)
    except ValidationError as error:
        raise records.invalid(username=" ".join(error.messages)) from error
    if User.objects.filter(username__iexact=named).exists():
        raise records.invalid(username=_("Somebody signs in with this name already."))
    return named


def _set_password(visitor: User, password: str) -> None:
    try:
        validate_password(password, visitor)
    except ValidationError as error:
        raise records.invalid(password=" ".join(error.messages)) from error
    visitor.set_password(password)
