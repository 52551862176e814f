"""The demo book shows a life-like board: most act in step, some run ahead of the customer, some lag behind."""

import datetime as dt
from collections import Counter

from tongpin.exchange.demo import demo_cases
from tongpin.method.counterparts import matrix_of
from tongpin.method.judge import dossier_of, judge


def test_some_run_ahead_of_the_customer_and_some_lag_behind() -> None:
    running = [case for case in demo_cases(dt.date(2026, 3, 2)) if case.opportunity.outcome is None]
    offsets = [judge(case).selling_step.offset for case in running]
    paces = Counter("none" if off is None else (off > 0) - (off < 0) for off in offsets)
    assert paces[1] >= 3
    assert paces[-1] >= 2
    assert paces[0] > paces[1] + paces[-1]


def test_what_is_known_of_people_grows_no_older_by_the_loading() -> None:
    """Days of knowledge move with the story: an attitude told five days ago was told five days ago in ten years too."""
    for day in (dt.date(2025, 9, 15), dt.date(2035, 9, 15)):
        case = next(case for case in demo_cases(day) if case.id == "demo-18")
        chief = next(person for person in case.stakeholders if person.id == "s1")
        told = chief.known["attitude"]
        assert told.since == next(entry.date for entry in case.timeline if entry.id == told.entry)


def test_two_teams_show_crossed_lines_a_late_promise_and_somebody_who_left() -> None:
    today = dt.date(2026, 3, 2)
    cases = [case for case in demo_cases(today) if case.counterparts]
    assert len(cases) == 2
    for case in cases:
        found = matrix_of(dossier_of(case))
        assert {"crossed", "overdue"} <= {trouble.kind for trouble in found.troubles}
        assert len(found.ours) == len(case.our_side.members) - 1
