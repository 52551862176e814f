"""The field's words for codes of the case and the standing, in the reader's language."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from tongpin.crm.language import reading_language
from tongpin.method.wording import Say, render, say, texts

Text = str | Promise
Texts = Mapping[str, Text]

VERDICTS: Texts = {
    "fits": pgettext_lazy("verdict", "In step"),
    "early": pgettext_lazy("verdict", "Too early"),
    "late": pgettext_lazy("verdict", "Too late"),
    "wrong": pgettext_lazy("verdict", "Does harm"),
}
GATE_STATES: Texts = {
    "met": pgettext_lazy("gate", "Met"),
    "forced": pgettext_lazy("gate", "Forced"),
    "undone": pgettext_lazy("gate", "Not done"),
    "unshown": pgettext_lazy("gate", "Not shown"),
}
ENTRY_KINDS: Texts = {
    "visit": pgettext_lazy("kind", "Visit"),
    "call": pgettext_lazy("kind", "Call"),
    "email": pgettext_lazy("kind", "E-mail"),
    "demo": pgettext_lazy("kind", "Demo"),
    "quote": pgettext_lazy("kind", "Quotation"),
    "proposal": pgettext_lazy("kind", "Proposal"),
    "site_visit": pgettext_lazy("kind", "Site survey"),
    "tender_doc": pgettext_lazy("kind", "Tender document"),
    "bid": pgettext_lazy("kind", "Bid"),
    "negotiation": pgettext_lazy("kind", "Negotiation"),
    "contract": pgettext_lazy("kind", "Contract"),
    "delivery": pgettext_lazy("kind", "Delivery"),
    "training": pgettext_lazy("kind", "Training"),
    "complaint": pgettext_lazy("kind", "Complaint"),
    "review": pgettext_lazy("kind", "Review"),
    "care": pgettext_lazy("kind", "Care visit"),
    "sample": pgettext_lazy("kind", "Sample"),
    "company_tour": pgettext_lazy("kind", "Company tour"),
    "reference_visit": pgettext_lazy("kind", "Reference visit"),
    "discount": pgettext_lazy("kind", "Discount"),
    "executive_visit": pgettext_lazy("kind", "Executive visit"),
}
DIRECTIONS: Texts = {
    "in": pgettext_lazy("direction", "Started by the customer"),
    "out": pgettext_lazy("direction", "Started by us"),
    "internal": pgettext_lazy("direction", "Among ourselves"),
}
SIGNAL_STATES: Texts = {
    "proposed": pgettext_lazy("signal", "To be confirmed"),
    "confirmed": pgettext_lazy("signal", "Confirmed"),
    "struck": pgettext_lazy("signal", "Struck out"),
}
FINDING_STATES: Texts = {
    "open": pgettext_lazy("finding", "Stands"),
    "disputed": pgettext_lazy("finding", "Disputed"),
    "settled": pgettext_lazy("finding", "Dropped"),
}
ACCOUNT_KINDS: Texts = {
    "private": _("Private company"),
    "state_owned": _("State-owned company"),
    "public": _("Public institution"),
}
SEGMENTS: Texts = {
    "prospect": pgettext_lazy("segment", "Prospect"),
    "first_time": pgettext_lazy("segment", "First-time customer"),
    "repeat": pgettext_lazy("segment", "Repeat customer"),
    "loyal": pgettext_lazy("segment", "Loyal customer"),
}
POSITIONS: Texts = {
    "unknown": pgettext_lazy("position", "Unknown"),
    "favourite": pgettext_lazy("position", "Favourite"),
    "contender": pgettext_lazy("position", "Contender"),
    "filler": pgettext_lazy("position", "Filler"),
    "chosen": pgettext_lazy("position", "We are chosen"),
    "not_chosen": pgettext_lazy("position", "A rival is chosen"),
}
RESULTS: Texts = {
    "won": pgettext_lazy("result", "Won"),
    "lost": pgettext_lazy("result", "Lost"),
    "cancelled": pgettext_lazy("result", "Cancelled"),
    "part": pgettext_lazy("result", "Won in part"),
}
ROLES: Texts = {
    "decision_maker": pgettext_lazy("role", "Decision maker"),
    "influencer": pgettext_lazy("role", "Influencer"),
    "gatekeeper": pgettext_lazy("role", "Gatekeeper"),
    "executor": pgettext_lazy("role", "Executor"),
    "user": pgettext_lazy("role", "User"),
    "technical_adviser": pgettext_lazy("role", "Technical adviser"),
    "finance_controller": pgettext_lazy("role", "Finance controller"),
    "coach": pgettext_lazy("role", "Coach"),
    "receptive": pgettext_lazy("role", "Receptive contact"),
    "dissatisfied": pgettext_lazy("role", "Dissatisfied contact"),
    "power": pgettext_lazy("role", "Holder of power"),
}
ATTITUDES: Texts = {
    "-2": pgettext_lazy("attitude", "Against us"),
    "-1": pgettext_lazy("attitude", "Cool"),
    "0": pgettext_lazy("attitude", "Neutral"),
    "1": pgettext_lazy("attitude", "Leans to us"),
    "2": pgettext_lazy("attitude", "Supports us"),
}
KNOWLEDGE: Texts = {
    "assumed": pgettext_lazy("knowledge", "Assumed"),
    "confirmed": pgettext_lazy("knowledge", "Confirmed"),
}
LINE_STRENGTHS: Texts = {
    "1": pgettext_lazy("listens", "Sometimes"),
    "2": pgettext_lazy("listens", "Often"),
    "3": pgettext_lazy("listens", "Nearly always"),
}
NEED_TYPES: Texts = {"org": pgettext_lazy("need", "Company"), "personal": pgettext_lazy("need", "Personal")}
NEED_STRENGTHS: Texts = {
    "implied": pgettext_lazy("need", "Implied"),
    "explicit": pgettext_lazy("need", "Explicit"),
}
NEED_ORIGINS: Texts = {
    "customers_customer": _("The customer’s customers"),
    "customers_rival": _("The customer’s rivals"),
    "customer": _("The customer itself"),
}
CRITERION_KINDS: Texts = {
    "must": pgettext_lazy("criterion", "Must have"),
    "scored": pgettext_lazy("criterion", "Scored"),
}
CONCERN_STATES: Texts = {
    "open": pgettext_lazy("concern", "Open"),
    "answered": pgettext_lazy("concern", "Answered"),
    "in_progress": pgettext_lazy("concern", "Being worked on"),
    "brushed_off": pgettext_lazy("concern", "Brushed off"),
    "refused": pgettext_lazy("concern", "Refused"),
}
COMMITMENT_STATES: Texts = {
    "open": pgettext_lazy("commitment", "Open"),
    "kept": pgettext_lazy("commitment", "Kept"),
    "broken": pgettext_lazy("commitment", "Broken"),
    "overdue": pgettext_lazy("commitment", "Overdue"),
    "slipping": pgettext_lazy("commitment", "Slipping"),
    "vague": pgettext_lazy("commitment", "Vague"),
    "weak": pgettext_lazy("commitment", "Weak"),
    "unclear": pgettext_lazy("commitment", "Unclear"),
    "not_binding": pgettext_lazy("commitment", "Not binding"),
    "cannot_be_met": pgettext_lazy("commitment", "Cannot be met"),
}
OUTCOMES: Texts = {
    "order": pgettext_lazy("outcome", "Order"),
    "advance": pgettext_lazy("outcome", "Advance"),
    "continuation": pgettext_lazy("outcome", "Continuation"),
    "no_sale": pgettext_lazy("outcome", "No sale"),
}
CONTACT_FUNCTIONS: Texts = {
    "care": pgettext_lazy("contact", "Care"),
    "information": pgettext_lazy("contact", "Information"),
    "moving": pgettext_lazy("contact", "Moving a deal"),
    "service": pgettext_lazy("contact", "Service"),
    "intelligence": pgettext_lazy("contact", "Intelligence"),
}
PROOF_KINDS: Texts = {
    "reference": pgettext_lazy("proof", "Reference"),
    "test": pgettext_lazy("proof", "Test"),
    "certificate": pgettext_lazy("proof", "Certificate"),
    "calculation": pgettext_lazy("proof", "Calculation"),
    "trial": pgettext_lazy("proof", "Trial"),
}
QUESTION_KINDS: Texts = {
    "situation": pgettext_lazy("question", "Situation"),
    "problem": pgettext_lazy("question", "Problem"),
    "implication": pgettext_lazy("question", "Implication"),
    "need_payoff": pgettext_lazy("question", "Need-payoff"),
}
QUALIFICATIONS: Texts = {
    "pursue": pgettext_lazy("qualification", "Pursue"),
    "hold": pgettext_lazy("qualification", "Hold"),
    "drop": pgettext_lazy("qualification", "Drop"),
}
ANSWERS: Texts = {
    "all": pgettext_lazy("qualification", "Go for all of it"),
    "share": pgettext_lazy("qualification", "Go for a share"),
    "must_win": pgettext_lazy("qualification", "Must win"),
    "take_part": pgettext_lazy("qualification", "Take part only"),
    "lower": pgettext_lazy("qualification", "Lower the contact level"),
    "wait": pgettext_lazy("qualification", "Wait and watch"),
    "drop": pgettext_lazy("qualification", "Drop it"),
}
ADOPTION: Texts = {
    "new_toy": _("New-toy period"),
    "learning": _("Learning period"),
    "effectiveness": _("Effectiveness period"),
}
GRADES: Texts = {
    "A": _("all effort, in the sales process"),
    "B": _("limited time, keep in touch"),
    "C": _("watch for change"),
    "D": _("comes last of all"),
}
USER_ROLES: Texts = {
    "salesperson": pgettext_lazy("user", "Salesperson"),
    "manager": pgettext_lazy("user", "Manager"),
    "admin": pgettext_lazy("user", "Administrator"),
    "auditor": pgettext_lazy("user", "Auditor"),
    "compliance": pgettext_lazy("user", "Compliance officer"),
    "partner": pgettext_lazy("user", "Partner"),
}
LEVELS: Texts = {
    "executive": pgettext_lazy("level", "Executive"),
    "manager": pgettext_lazy("level", "Manager"),
    "staff": pgettext_lazy("level", "Staff"),
}
TELLING: tuple[tuple[float, Text], ...] = (
    (0.45, pgettext_lazy("words", "plainly")),
    (0.25, pgettext_lazy("words", "fairly plainly")),
    (0.0, pgettext_lazy("words", "faintly")),
)
"""How plainly words tell what they are read to tell, from which strength on."""
YES_NO_UNKNOWN: Texts = {"": gettext_lazy("Unknown"), "true": gettext_lazy("Yes"), "false": gettext_lazy("No")}


def how_plainly(strength: float) -> str:
    """In words: a strength is no chance that a person could check, and looks like one as a percentage."""
    return str(next(word for least, word in TELLING if strength >= least))


def told(sentence: Say) -> str:
    """A sentence of the method in the reader's language, with a capital where it has one.

    One that was kept by an earlier release and is said no more is left out until the opportunity is judged again.
    """
    try:
        text = render(sentence, reading_language())
    except KeyError:
        return "…"
    return text[:1].upper() + text[1:]


def known(key: str, fallback: str = "") -> str:
    """A text of the method's data by its key; the fallback for a key that this release does not have."""
    return told(say(key)) if key in texts() else fallback


def kind_name(kind: str) -> str:
    """Visit, call, quotation, ..."""
    return str(ENTRY_KINDS.get(kind, kind))


def stage_name(stage: str) -> str:
    return known(f"stages.names.{stage}", stage)


def stage_short(stage: str) -> str:
    return known(f"stages.short.{stage}", stage)


def signal_name(kind: str) -> str:
    return known(f"signals.{kind}.name", kind)


def mistake_name(code: str) -> str:
    return known(f"mistakes.codes.{code}.name", code)
