"""Account 客户, Person 人 and BudgetRound 预算轮次."""

from typing import Literal

from django.conf import settings
from django.db import models

from tongpin.crm import columns
from tongpin.method.case import AccountKind
from tongpin.method.serving import RelationRange

BudgetRoundKind = Literal["planning", "approval", "mid_year", "year_end", "initiation"]


class Account(models.Model):
    """A company or institution that buys. `owner` keeps it before there is an opportunity.

    `credit`: what is known of its ability to pay; `credit_code`: 统一社会信用代码. `relation_target`: how far the
    relation is meant to reach (METHOD 10.2).
    """

    name = models.TextField()
    industry = columns.text()
    region = columns.text()
    size = columns.text()
    history = columns.text()
    credit = columns.text()
    kind = columns.one_of(AccountKind)
    credit_code = models.CharField(max_length=30, blank=True, default="")
    mail_domain = columns.text()
    address = columns.text()
    relation_target = columns.one_of(RelationRange)
    fiscal_year_from = columns.small(1, 12)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="accounts"
    )

    class Meta:
        indexes = [models.Index(fields=["owner", "id"], name="account_owner")]

    def __str__(self) -> str:
        return self.name


class Person(models.Model):
    """Someone at the customer's. Nothing private belongs here (METHOD 6.7). `other_names`: what else he is called;
    `phone` and `mail` are those of his office."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="people")
    name = columns.text()
    title = columns.text()
    department = columns.text()
    other_names = models.JSONField(default=list, blank=True)
    phone = columns.text()
    mail = columns.text()

    def __str__(self) -> str:
        return self.name


class BudgetRound(models.Model):
    """A window of the customer's money: when wishes for a fiscal year are collected, decided, or may be added to."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="budget_rounds")
    kind = columns.one_of(BudgetRoundKind, default="planning")
    fiscal_year = models.PositiveSmallIntegerField()
    opens = columns.day()
    closes = columns.day()
    note = columns.text()

    class Meta:
        indexes = [models.Index(fields=["closes", "id"], name="budget_round_closes")]
