"""The floor for a page: a bare Django view of the same size, behind the same middleware and session.

One statement, the rows with the facts that the list shows in a plain template, and as many more bytes of fixed text as
the measured page has.
"""

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.template import Context, Engine
from django.urls import path

from tongpin.crm.activities.models import Activity
from tongpin.crm.opportunities.models import Opportunity

CELLS = (
    *("id", "title", "account__name", "owner__name", "stage", "stage_certainty", "step_offset", "next_gate", "grade"),
    *("win_estimate", "mistake_count", "amount", "currency", "expected_close", "last_activity_on"),
)
_TEMPLATE = Engine().from_string(
    "<!doctype html><table>{% for row in rows %}<tr>{% for cell in row %}<td>{{ cell }}</td>{% endfor %}</tr>"
    "{% endfor %}</table>"
)


def show(request: HttpRequest) -> HttpResponse:
    """`?rows=50&bytes=19000`: the first rows by closing date."""
    user = str(request.user)
    rows = Opportunity.objects.order_by("expected_close", "id").values_list(*CELLS)[: int(request.GET["rows"])]
    return _page(rows, user, int(request.GET["bytes"]))


def save(request: HttpRequest) -> HttpResponse:
    """The same after one row was written."""
    user = str(request.user)
    with transaction.atomic():
        Activity.objects.create(
            opportunity_id=request.POST["opportunity"],
            code=request.POST["code"],
            date=request.POST["date"],
            text=request.POST["text"],
        )
    return _page([], user, int(request.GET["bytes"]))


def _page(rows: object, user: str, length: int) -> HttpResponse:
    return HttpResponse((_TEMPLATE.render(Context({"rows": rows})) + user).encode().ljust(length, b"."))


urlpatterns = [path("show/", show), path("save/", save)]
