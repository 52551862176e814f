"""One story: what our people state is compared across people and papers (METHOD 11.2).

Statements come from our outward entries (:mod:`~tongpin.method.statements`). Two that are about the same thing and
cannot both hold are a contradiction, from two mouths or from one, unless a revision is said; so is what a customer lays
side by side himself.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from tongpin.method.case import Case, Entry
from tongpin.method.clashing import Statement, first_clash, same_thing
from tongpin.method.datafiles import load_data
from tongpin.method.reported import Reported, laid_side_by_side
from tongpin.method.statements import told_in


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Words of two entries that cannot both hold; ``entry``, ``start``, ``end`` are where the later ones stand."""

    topic: str
    entry: str
    start: int
    end: int
    first_words: str
    second_words: str
    first_entry: str
    first_start: int
    first_end: int


def contradictions(case: Case) -> Iterator[Contradiction]:
    """Pairs of statements of ours that cannot both hold; the later one is cited, one a topic and entry."""
    known: dict[str, list[Statement]] = {}
    for entry in case.timeline:
        if entry.direction == "in":
            yield from (_reported(entry, pair) for pair in laid_side_by_side(entry.text, _rivals(case)))
        if entry.direction == "internal":
            continue
        fresh: dict[str, list[Statement]] = {}
        for statement in statements_in(entry):
            fresh.setdefault(statement.topic, []).append(statement)
        for topic, statements in fresh.items():
            found = first_clash(known.get(topic, []), statements)
            if found is not None:
                yield _contradiction(*found)
            kept = [one for one in known.get(topic, ()) if not any(same_thing(one, other) for other in statements)]
            known[topic] = [*kept, *statements]


def statements_in(entry: Entry) -> Iterator[Statement]:
    """What an entry states to the customer; a letter of the customer states nothing of ours."""
    written = entry.kind in load_data("consistency")["written"]
    if entry.direction == "in" and written and entry.kind != "email":
        return
    for told in told_in(entry.text, entry.direction != "in", written, _speaker(entry.by)):
        yield Statement(told, entry.id, entry.date, entry.text[told.start : told.end])


def _speaker(by: str) -> str:
    return by.split("（")[0].split("(")[0].strip().lower()


def _rivals(case: Case) -> tuple[str, ...]:
    return tuple(rival.name for rival in case.competitors if rival.name)


def _contradiction(first: Statement, second: Statement) -> Contradiction:
    return Contradiction(
        topic=second.topic,
        entry=second.entry,
        start=second.told.start,
        end=second.told.end,
        first_words=first.words,
        second_words=second.words,
        first_entry=first.entry,
        first_start=first.told.start,
        first_end=first.told.end,
    )


def _reported(entry: Entry, pair: tuple[Reported, Reported]) -> Contradiction:
    first, second = pair
    return Contradiction(
        topic=second.topic,
        entry=entry.id,
        start=second.start,
        end=second.end,
        first_words=entry.text[first.start : first.end],
        second_words=entry.text[second.start : second.end],
        first_entry=entry.id,
        first_start=first.start,
        first_end=first.end,
    )
