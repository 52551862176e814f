"""The demo book: thirty invented opportunities, told as if the day they were written were the day of loading."""

from datetime import date
from importlib.resources import as_file, files
from typing import Any

import yaml

from tongpin.crm.demo import DemoChart, load_demo
from tongpin.crm.opportunities.models import Opportunity
from tongpin.exchange.dealfile import shift
from tongpin.exchange.dealfiles import read_folder
from tongpin.method.case import Case


def demo_cases(today: date) -> list[Case]:
    """The cases of the demo book, with all dates moved so that each one's `today` is the day given."""
    with as_file(files("tongpin.exchange") / "demo_book") as folder:
        return [shift(case, (today - case.today).days) for case in read_folder(folder)]


def demo_charts() -> list[DemoChart]:
    """The organisation charts of some of the accounts, as rows like those copied from Excel."""
    folder = files("tongpin.exchange") / "demo_book" / "charts"
    told = [yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted(folder.iterdir(), key=str)]
    return [
        DemoChart(
            account=chart["account"],
            rows="\n".join("\t".join(row) for row in (chart["columns"], *chart["rows"])),
            approvals=chart["approvals"],
        )
        for chart in told
    ]


def demo_library() -> dict[str, Any]:
    """What no deal file carries (bid sheets, limits, rates and the like), by area."""
    folder = files("tongpin.exchange") / "demo_book" / "library"
    found = sorted((path for path in folder.iterdir() if path.name.endswith(".yaml")), key=str)
    return {path.name.removesuffix(".yaml"): yaml.safe_load(path.read_text(encoding="utf-8")) for path in found}


def load_demo_book(today: date) -> list[Opportunity]:
    """Fills an empty installation with the demo's users and opportunities. Raises `TongpinError` (`not_empty`)."""
    return load_demo(cases=demo_cases(today), charts=demo_charts(), library=demo_library())
