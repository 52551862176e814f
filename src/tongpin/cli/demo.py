"""`tongpin demo`: thirty invented opportunities and the people who sign in to them, in an empty installation."""

import argparse
from gettext import gettext as _
from gettext import pgettext

from tongpin.cli import product
from tongpin.cli.terminal import FINE, answer, language_of_terminal, say


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """The command and its options."""
    parser = commands.add_parser(
        "demo",
        help=_("load the demo book into an empty installation"),
        description=_("Loads the demo book: invented people and opportunities. Never over data that is there."),
    )
    parser.add_argument(
        "--if-empty", action="store_true", help=_("where there is data, leave it as it is and say so; no error")
    )
    parser.add_argument("--json", action="store_true", help=_("answer in JSON"))
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Loads the book, unless somebody has begun to use the installation."""
    product.start_with_tables()
    from tongpin.crm import clock, demo

    loaded = 0
    if demo.is_empty() or not arguments.if_empty:
        from tongpin.exchange.demo import load_demo_book

        with product.told_plainly(language_of_terminal()):
            loaded = len(load_demo_book(clock.today()))
    sign_ins = _sign_ins()
    if arguments.json:
        answer({"loaded": loaded, "sign_ins": [{"user": name, "about": about} for name, about in sign_ins]})
        return FINE
    say(_("The demo book is loaded: %d opportunities.") % loaded if loaded else _("There is data already; it is kept."))
    if sign_ins:
        say(_("Sign in with the password %s as:") % demo.PASSWORD)
        for name, about in sign_ins:
            say(f"  {name:14}{about}")
    return FINE


def _sign_ins() -> list[tuple[str, str]]:
    """The demo's users who are still there: what they sign in with, and who they are."""
    from tongpin.crm.demo import ADMIN, USERS, VISITOR
    from tongpin.crm.users.models import User

    everybody = (*USERS, ADMIN, VISITOR)
    usernames = {user.username for user in everybody}
    present = set(User.objects.filter(username__in=usernames, is_active=True).values_list("username", flat=True))
    if usernames - present - {VISITOR.username}:
        return []
    roles = _roles()
    return [
        (user.username, ", ".join(filter(None, (user.name, roles[user.role], user.team))))
        for user in everybody
        if user.username in present
    ]


def _roles() -> dict[str, str]:
    return {
        "salesperson": pgettext("user", "Salesperson"),
        "manager": pgettext("user", "Manager"),
        "admin": pgettext("user", "Administrator"),
        "auditor": pgettext("user", "Auditor"),
        "compliance": pgettext("user", "Compliance officer"),
        "partner": pgettext("user", "Partner"),
    }
