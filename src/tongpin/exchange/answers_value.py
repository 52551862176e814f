"""Value delivered as `tongpin diagnose --json` answers it: what the records of a sale speak for (METHOD 10.4)."""

from typing import Any

from tongpin.method.care.value_seen import value_seen
from tongpin.method.case import Case, Language
from tongpin.method.wording import render


def value_answer(case: Case, lang: Language) -> dict[str, Any]:
    """The key `value`: lines that records propose for the value ledger, newest first; `kind` of `money`, `time`,
    `energy`, `effort` is what having us cost them."""
    return {
        "value": [
            {
                "source": seen.source,
                "kind": seen.kind,
                "date": seen.date.isoformat(),
                "text": render(seen.text, lang),
                "entry": seen.entry or None,
                "words": seen.words,
            }
            for seen in value_seen(case)
        ]
    }
