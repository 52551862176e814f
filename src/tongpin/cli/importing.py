"""`tongpin import`: deal files into the database, all of them or none."""

import argparse
from gettext import gettext as _

from tongpin.cli import deals, people, product
from tongpin.cli.terminal import FINE, answer, language_of_terminal, say


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """The command and its options."""
    parser = commands.add_parser(
        "import",
        help=_("bring deal files in"),
        description=_("Brings deal files in: all of them, or none where one has a fault or its id is taken."),
    )
    parser.add_argument("paths", metavar="PATH", nargs="+", help=_("deal files, or folders of them"))
    people.add_user(parser)
    parser.add_argument("--owner", metavar="USER", help=_("who shall own the opportunities (default: the user)"))
    parser.add_argument("--json", action="store_true", help=_("answer in JSON"))
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Reads every file before anything is written."""
    product.start_with_tables()
    from tongpin.crm.opportunities.actions import import_cases
    from tongpin.crm.playbooks.selectors import known_versions

    cases = deals.many(arguments.paths, as_json=arguments.json, playbooks=known_versions())
    user = people.acting(arguments.user)
    owner = people.named(arguments.owner) if arguments.owner else user
    with product.told_plainly(language_of_terminal()):
        made = import_cases(user=user, cases=cases, owner_of=lambda case: owner)
    if arguments.json:
        answer({"imported": [{"id": opportunity.code, "title": opportunity.title} for opportunity in made]})
    else:
        for opportunity in made:
            say(f"{opportunity.code}  {opportunity.title}")
        say(_("%d brought in.") % len(made))
    return FINE
