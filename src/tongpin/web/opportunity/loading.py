"""The rows of an opportunity's page as the light case that pictures and findings point into."""

from tongpin.crm import clock
from tongpin.crm.opportunities.page import OpportunityPage
from tongpin.method.case import Case, Entry, Opportunity, QualificationRecord, Stakeholder


def light_case(found: OpportunityPage, answers: dict[str, str] | None = None) -> Case:
    """Names, entries and people of the opportunity; nothing that would need another query."""
    row = found.opportunity
    return Case(
        id=row.code,
        title=row.title,
        today=clock.today(),
        opportunity=Opportunity(name=row.name),
        stakeholders=tuple(Stakeholder(id=person.code, name=person.name) for person in found.people),
        timeline=tuple(
            Entry(
                id=entry.code,
                date=entry.date,
                kind=entry.kind,  # type: ignore[arg-type]  # the column takes these words only
                direction=entry.direction,  # type: ignore[arg-type]
                by=entry.by,
                who=entry.who,
                text=entry.text,
            )
            for entry in found.entries
        ),
        qualification=QualificationRecord(answers=answers or {}),
    )
