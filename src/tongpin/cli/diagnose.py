"""`tongpin diagnose`: one deal file to its standing, for a person or a program. Needs no database."""

import argparse
import shutil
from datetime import date
from gettext import gettext as _

from tongpin.cli import deals
from tongpin.cli.terminal import FINE, answer, language_named, say


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """The command and its options."""
    parser = commands.add_parser(
        "diagnose",
        help=_("judge one deal file: stage, fit, mistakes, gates, worth, chance, what to do"),
        description=_("Judges the opportunity in a deal file (YAML) from what the file says and nothing else."),
    )
    parser.add_argument("file", metavar="FILE", help=_("a deal file, or - for the standard input"))
    parser.add_argument(
        "--as-of", type=_day, metavar="YYYY-MM-DD", help=_("look at the case as it stood at the end of this day")
    )
    parser.add_argument("--lang", type=language_named, help=_("language of the answer (default: that of the case)"))
    parser.add_argument("--json", action="store_true", help=_("answer in JSON"))
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Loads, judges, tells."""
    case = deals.one(arguments.file, as_json=arguments.json, lang=arguments.lang)
    from tongpin.exchange.answers import answer as answer_of
    from tongpin.exchange.answers_adoption import adoption_answer
    from tongpin.exchange.answers_bid import bid_answer
    from tongpin.exchange.answers_calls import calls_answer
    from tongpin.exchange.answers_care import care_answer
    from tongpin.exchange.answers_concerns import concerns_answer
    from tongpin.exchange.answers_criteria import criteria_answer
    from tongpin.exchange.answers_people import people_answer
    from tongpin.exchange.answers_service import service_answer
    from tongpin.exchange.answers_value import value_answer
    from tongpin.exchange.report import tell
    from tongpin.method.buying_centre import buying_centre_of
    from tongpin.method.earlier import as_it_stood
    from tongpin.method.judge import dossier_of, standing_of

    dossier = dossier_of(case if arguments.as_of is None else as_it_stood(case, arguments.as_of))
    standing, centre = standing_of(dossier), buying_centre_of(dossier)
    lang = arguments.lang or case.lang
    if arguments.json:
        beside = people_answer(dossier, centre, lang) | calls_answer(dossier, lang) | criteria_answer(dossier, lang)
        beside |= service_answer(dossier, lang) | care_answer(dossier.case, standing, lang)
        beside |= value_answer(dossier.case, lang) | adoption_answer(standing, lang)
        beside |= concerns_answer(dossier, standing, lang)
        answer(answer_of(case, standing, lang) | beside | bid_answer(dossier.case, standing, lang))
    else:
        say(tell(case, standing, lang, centre=centre, width=shutil.get_terminal_size((100, 40)).columns))
    return FINE


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(_("%r is no date; write it as 2025-07-28") % text) from error
