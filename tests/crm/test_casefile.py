"""File → case → rows → case: nothing is lost, and the number of queries does not grow with the case."""

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis.extra.django import TestCase
from pytest_django import DjangoAssertNumQueries

from tests.crm.builders import import_case
from tests.exchange.cases import CASE_FILES, cases
from tongpin.crm.casefile import UNJUDGED, case_files, case_of
from tongpin.crm.opportunities.actions import import_cases
from tongpin.crm.users.models import User
from tongpin.exchange import dealfile
from tongpin.method.case import Case
from tongpin.method.judge import judge


@pytest.mark.parametrize("path", CASE_FILES, ids=lambda path: path.stem)
def test_a_case_file_comes_back_as_it_went_in(alice: User, path: Path) -> None:
    case = dealfile.read(path)
    opportunity = import_case(user=alice, case=case)
    assert case_of(opportunity.pk, case.today) == case


class AnyCase(TestCase):
    @settings(max_examples=60, suppress_health_check=list(HealthCheck))
    @given(case=cases())
    def test_comes_back_as_it_went_in(self, case: Case) -> None:
        user = User.objects.create(username="alice")
        opportunity = import_case(user=user, case=case)
        assert case_of(opportunity.pk, case.today) == case

    @settings(max_examples=15, suppress_health_check=list(HealthCheck))
    @given(first=cases(), second=cases())
    def test_two_cases_do_not_mix(self, first: Case, second: Case) -> None:
        user = User.objects.create(username="alice")
        second = replace(second, id=f"{first.id[:90]}-2", account=first.account)
        made = import_cases(user=user, cases=[first, second])
        for opportunity, case in zip(made, (first, second), strict=True):
            assert case_of(opportunity.pk, case.today) == case


def test_queries_do_not_grow(alice: User, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    made = import_cases(user=alice, cases=[dealfile.read(path) for path in CASE_FILES])
    ids = [opportunity.pk for opportunity in made]
    for wanted in (ids[:1], ids):
        with django_assert_max_num_queries(30):
            assert len(case_files(wanted, dt.date(2025, 9, 15))) == len(wanted)


@pytest.mark.parametrize("path", CASE_FILES, ids=lambda path: path.stem)
def test_judging_misses_nothing_of_what_is_not_asked_for_it(alice: User, path: Path) -> None:
    case = dealfile.read(path)
    opportunity = import_case(user=alice, case=case)
    less = case_files([opportunity.pk], case.today, without=UNJUDGED)[opportunity.pk].case
    assert [less.plan, less.sales_meetings, less.questions, less.benefits, less.awards] == 5 * [()]
    assert judge(less) == judge(case)
