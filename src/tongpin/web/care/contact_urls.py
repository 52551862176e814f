"""Addresses of contact plans, the range of relations, and threats."""

from django.urls import URLPattern, path

from tongpin.web.care import deeds, pages

CARE = "accounts/<int:account_id>/care"

CONTACTS: list[URLPattern] = [
    path("care", pages.care, name="care"),
    path("care.ics", pages.care_calendar, name="care_calendar"),
    path("care/plan", deeds.plan_contacts, name="plan_contacts"),
    path("people/<int:person_id>/plan", deeds.contact_plan, name="contact_plan"),
    path("people/<int:person_id>/plan/remove", deeds.remove_contact_plan, name="remove_contact_plan"),
    path(CARE, pages.account, name="account_care"),
    path(f"{CARE}/target", deeds.set_target, name="set_relation_target"),
    path(f"{CARE}/seasons/add", deeds.add_season, name="add_season"),
    path(f"{CARE}/seasons/<int:season_id>/remove", deeds.remove_season, name="remove_season"),
    path(f"{CARE}/threats/add", deeds.add_threat, name="add_threat"),
    path(f"{CARE}/threats/answer", deeds.answer_threat, name="answer_threat"),
    path(f"{CARE}/threats/<int:threat_id>", deeds.change_threat, name="change_threat"),
    path(f"{CARE}/threats/<int:threat_id>/remove", deeds.remove_threat, name="remove_threat"),
]
