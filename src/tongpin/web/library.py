"""The library 资料库: what belongs to all of us and serves every sale. Each part keeps its own pages."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from tongpin.web.pages import SignedIn, page
from tongpin.web.texts import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A part of the library. ``address``: the name of its page among the addresses."""

    address: str
    title: Text
    icon: str
    about: Text


SECTIONS = (
    Section(
        address="playbooks",
        title=_("Playbooks"),
        icon="book",
        about=_("How we sell, step by step, against how they buy"),
    ),
    Section(
        address="solutions",
        title=_("Solutions"),
        icon="template",
        about=_("Components and templates that proposals are made of, and which of them win where"),
    ),
    Section(
        address="questions",
        title=_("Question bank"),
        icon="help-circle",
        about=_("What to ask whom at which stage; the plans of calls are made from it"),
    ),
    Section(
        address="proofs",
        title=_("Proofs"),
        icon="certificate",
        about=_("References, tests, certificates: what shows that we can do what we say"),
    ),
    Section(
        address="limits",
        title=_("Limits and rates"),
        icon="coin",
        about=_("Whose word a price or a bid needs; rates of exchange and of VAT"),
    ),
    Section(
        address="rivals",
        title=_("Rivals"),
        icon="swords",
        about=_("Strengths, weaknesses, usual plays and prices, and what has worked against them"),
    ),
    Section(
        address="partners",
        title=_("Partners"),
        icon="users",
        about=_("Who brings us orders under a written agreement, what they earned, were told and paid"),
    ),
    Section(
        address="gifts",
        title=_("Gifts and hospitality"),
        icon="shield",
        about=_("Asked for before it is given, within limits, never to officials"),
    ),
    Section(
        address="strengths",
        title=_("Our strengths"),
        icon="target",
        about=_("What we would like to be judged by, with the points that we and others usually reach"),
    ),
)


@page
def library(request: SignedIn) -> HttpResponse:
    """The parts of the library."""
    return render(request, "library.html", {"area": "library", "sections": SECTIONS})
