"""Addresses of the pages."""

from django.urls import URLPattern, path

from tongpin.web import accounts, lists, notes, oversight, playbooks, profile, today
from tongpin.web.opportunity import deeds, edits, page

ONE = "opportunities/<int:opportunity_id>"

urlpatterns: list[URLPattern] = [
    path("", today.today, name="today"),
    path("board", lists.board, name="board"),
    path("note", notes.note, name="note"),
    path("undo", deeds.undo, name="undo"),
    path("profile", profile.profile, name="profile"),
    path("flags", oversight.flags, name="flags"),
    path("audit", oversight.audit, name="audit"),
    path("opportunities", lists.opportunities, name="opportunities"),
    path("csv", lists.as_csv, name="csv"),
    path(ONE, page.opportunity, name="opportunity"),
    path(f"{ONE}/tracks.svg", page.picture, name="tracks"),
    path(f"{ONE}/entries/<int:activity_id>", page.entry, name="entry"),
    path(f"{ONE}/entries/<int:activity_id>/change", edits.change_entry, name="change_entry"),
    path(f"{ONE}/entries/<int:activity_id>/remove", edits.remove_entry, name="remove_entry"),
    path(f"{ONE}/entries/<int:activity_id>/mark", deeds.mark, name="mark"),
    path(f"{ONE}/facts", edits.facts, name="facts"),
    path(f"{ONE}/position", edits.position, name="position"),
    path(f"{ONE}/answers", edits.answers, name="answers"),
    path(f"{ONE}/tender", edits.tender, name="tender"),
    path(f"{ONE}/delivery", edits.delivery, name="delivery"),
    path(f"{ONE}/records/<slug:part_name>/add", edits.add_record, name="add_record"),
    path(f"{ONE}/records/<slug:part_name>/<int:pk>", edits.change_record, name="change_record"),
    path(f"{ONE}/records/<slug:part_name>/<int:pk>/remove", edits.remove_record, name="remove_record"),
    path(f"{ONE}/signals", deeds.decide_signal, name="decide_signal"),
    path(f"{ONE}/mistakes/dispute", deeds.dispute, name="dispute"),
    path(f"{ONE}/mistakes/settle", deeds.settle, name="settle"),
    path(f"{ONE}/move-on", deeds.move_on, name="move_on"),
    path(f"{ONE}/gates/<str:gate_id>", deeds.gate, name="gate"),
    path(f"{ONE}/gates/<str:gate_id>/force", deeds.force_gate, name="force_gate"),
    path(f"{ONE}/close", deeds.close, name="close"),
    path(f"{ONE}/reopen", deeds.reopen, name="reopen"),
    path(f"{ONE}/sharing", deeds.sharing, name="sharing"),
    path(f"{ONE}/sharing/<int:user_id>/stop", deeds.stop_sharing, name="stop_sharing"),
    path(f"{ONE}/hand-over", deeds.hand_over, name="hand_over"),
    path(f"{ONE}/playbook", deeds.move_playbook, name="move_playbook"),
    path(f"{ONE}/deal-file", deeds.export, name="export"),
    path("accounts", accounts.accounts, name="accounts"),
    path("accounts/add", accounts.add_account, name="add_account"),
    path("accounts/<int:account_id>", accounts.account, name="account"),
    path("accounts/<int:account_id>/change", accounts.change_account, name="change_account"),
    path("accounts/<int:account_id>/people/add", accounts.add_person, name="add_person"),
    path("accounts/<int:account_id>/open", accounts.open_deal, name="open_deal"),
    path("people/<int:person_id>", accounts.person, name="person"),
    path("people/<int:person_id>/change", accounts.change_person, name="change_person"),
    path("people/<int:person_id>/remove", accounts.remove_person, name="remove_person"),
    path("playbooks", playbooks.list_playbooks, name="playbooks"),
    path("playbooks/<str:name>", playbooks.read_playbook, name="playbook"),
    path("playbooks/<str:name>/adapt", playbooks.adapt, name="adapt"),
]
