"""Department 部门, Seat 岗位, Tenure 任职 and ApprovalRule 审批规则: how a customer is organised (METHOD 6.1)."""

from django.db import models

from tongpin.crm import columns
from tongpin.crm.accounts.models import Account, Person
from tongpin.method.organisation import ApprovalAct
from tongpin.method.sides import Level


class Department(models.Model):
    """A department of an account; `parent` is the one above."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="departments")
    name = models.TextField()
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.RESTRICT, related_name="parts")

    def __str__(self) -> str:
        return self.name


class Seat(models.Model):
    """A seat on the chart, whether somebody sits in it or not; `reports_to` is the seat above. `place` orders seats
    that report to the same one."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="seats")
    department = models.ForeignKey(Department, null=True, blank=True, on_delete=models.RESTRICT, related_name="seats")
    title = columns.text()
    level = columns.one_of(Level)
    reports_to = models.ForeignKey("self", null=True, blank=True, on_delete=models.RESTRICT, related_name="reports")
    place = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["account", "place", "id"], name="seat_account")]

    def __str__(self) -> str:
        return self.title


class Tenure(models.Model):
    """A person in a seat, from a day to a day; either is null where nobody knows, or until he leaves."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    seat = models.ForeignKey(Seat, on_delete=models.CASCADE, related_name="tenures")
    person = models.ForeignKey(Person, on_delete=models.RESTRICT, related_name="tenures")
    since = columns.day()
    until = columns.day()
    ended = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["seat"], condition=models.Q(ended=False), name="one_person_in_a_seat")
        ]


class ApprovalRule(models.Model):
    """A line of the company's own way of approving: who proposes, reviews, signs, from which amount."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="approval_rules")
    act = columns.one_of(ApprovalAct, default="signs")
    seat = models.ForeignKey(Seat, null=True, blank=True, on_delete=models.RESTRICT, related_name="approvals")
    who = columns.text()
    from_amount = columns.money()
    currency = models.CharField(max_length=3, default="CNY")
    note = columns.text()
    place = models.PositiveIntegerField(default=0)
