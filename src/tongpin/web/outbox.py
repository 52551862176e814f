"""Where a phone's outbox sends what was written without a network. The same parcel twice is written once."""

import json
import re
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.middleware.csrf import get_token
from django.utils.translation import gettext as _

from tongpin.crm.errors import TongpinError
from tongpin.crm.opportunities.policy import get_opportunity
from tongpin.crm.users.models import User
from tongpin.web.opportunity.call_deeds import debrief_form, written

MOST_FIELDS = 1000


def outbox(request: HttpRequest) -> HttpResponse:
    """GET: who is signed in, and the token to send with. POST: takes one parcel in.

    A parcel is ``{key, user, opportunity, call, fields}``: the fields of the debrief's form as pairs. The answer is
    ``{state: written | sign_in | refused}`` with ``address`` or ``message``.
    """
    if request.method == "GET":
        user = request.user.pk if request.user.is_authenticated else None
        return _answer({"user": user, "token": get_token(request)})
    if not request.user.is_authenticated:
        return _answer({"state": "sign_in"}, 401)
    try:
        return _answer({"state": "written", "address": _take_in(request, request.user)})
    except TongpinError as error:
        return _answer({"state": "refused", "message": error.message}, error.status)


def _take_in(request: Any, user: User) -> str:
    parcel = _parcel(request.body)
    if parcel["user"] != user.pk:
        raise TongpinError("other_user", _("This was written by somebody else on this device."), 409)
    data = _fields(parcel["fields"], parcel["key"])
    opportunity = get_opportunity(user, parcel["opportunity"], "change")
    form = debrief_form(data, opportunity, user)
    if not form.is_valid():
        raise TongpinError("invalid", " ".join(_faults(form)), 422)
    return written(request, opportunity.pk, parcel["call"], form)


def _parcel(body: bytes) -> dict[str, Any]:
    """The parcel with values of the right types. Raises `bad_parcel`."""
    try:
        told = json.loads(body)
    except ValueError:
        raise _bad() from None
    if not isinstance(told, dict):
        raise _bad()
    call = told.get("call")
    numbers = [told.get("user"), told.get("opportunity"), *([] if call is None else [call])]
    if not all(type(number) is int and 0 < number < 2**63 for number in numbers):
        raise _bad()
    if not isinstance(told.get("key"), str) or not isinstance(told.get("fields"), list):
        raise _bad()
    return {"call": None, **told}


def _fields(pairs: list[Any], key: str) -> QueryDict:
    """The fields of the form, as a browser would have sent them."""
    data = QueryDict(mutable=True)
    if len(pairs) > MOST_FIELDS:
        raise _bad()
    for pair in pairs:
        if not (isinstance(pair, list) and len(pair) == 2 and all(isinstance(part, str) for part in pair)):
            raise _bad()
        data.appendlist(pair[0], pair[1])
    data["key"] = key
    return data


def _faults(form: Any) -> list[str]:
    labels = {name: _labelled(name, str(form.fields[name].label)) for name in form.fields}
    return [f"{labels.get(name, '')}: {' '.join(map(str, faults))}".strip(": ") for name, faults in form.errors.items()]


def _labelled(name: str, label: str) -> str:
    """A label that tells its row, away from the form: there are several promises."""
    row = re.fullmatch(r"(?:by|what|due)(\d)", name)
    told = {"number": int(row[1]) + 1, "label": label} if row else {}
    return _("Promise %(number)s, %(label)s") % told if row else label


def _bad() -> TongpinError:
    return TongpinError("bad_parcel", _("This parcel cannot be read."), 400)


def _answer(told: dict[str, Any], status: int = 200) -> JsonResponse:
    answer = JsonResponse(told, status=status, json_dumps_params={"ensure_ascii": False})
    answer.headers["Cache-Control"] = "no-store"
    return answer
