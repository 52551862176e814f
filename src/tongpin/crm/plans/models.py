"""SalesMeeting 销售例会 and Task 作战任务 (METHOD 11.3)."""

from django.db import models

from tongpin.crm import columns
from tongpin.crm.opportunities.models import Opportunity, Stakeholder
from tongpin.method.sides import TaskStatus


class SalesMeeting(models.Model):
    """Our own meeting over an opportunity; `agenda` is a list of lines as they stood when it was made."""

    opportunity = models.ForeignKey(Opportunity, on_delete=models.CASCADE, related_name="sales_meetings")
    date = models.DateField()
    starts = models.TimeField(null=True, blank=True)
    agenda = models.JSONField(default=list, blank=True)
    invited = models.JSONField(default=list, blank=True)
    minutes = columns.text()
    decisions = columns.text()


class Task(models.Model):
    """A line of the battle plan: who of ours (`owner`, by name) does what with whom until when, to win `wanted`."""

    opportunity = models.ForeignKey(Opportunity, on_delete=models.CASCADE, related_name="tasks")
    meeting = models.ForeignKey(SalesMeeting, null=True, blank=True, on_delete=models.SET_NULL, related_name="tasks")
    date = models.DateField()
    text = models.TextField()
    owner = columns.text()
    stakeholder = models.ForeignKey(Stakeholder, null=True, blank=True, on_delete=models.RESTRICT, related_name="tasks")
    due = columns.day()
    wanted = columns.text()
    status = columns.one_of(TaskStatus, default="open")
    done = columns.day()
    result = columns.text()

    class Meta:
        indexes = [models.Index(fields=["due", "id"], name="task_due")]
