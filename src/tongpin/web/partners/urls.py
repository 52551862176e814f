"""Addresses of partners, their money, and compliance."""

from django.urls import URLPattern, path

from tongpin.web.opportunity import delivery_deeds
from tongpin.web.partners import compliance, deeds, pages, portal, register_file, statement_files

ONE = "opportunities/<int:opportunity_id>"
PARTNER = "library/partners/<int:partner_id>"
AGREEMENT = f"{PARTNER}/agreements/<int:agreement_id>"
STATEMENT = "library/statements/<int:statement_id>"
PAYMENT = "library/payments/<int:payment_id>"
OWN_STATEMENT = "partner/statements/<int:statement_id>"

PARTNERS: list[URLPattern] = [
    path("library/partners", pages.partners, name="partners"),
    path("library/partners/add", deeds.add_partner, name="add_partner"),
    path(PARTNER, pages.partner, name="partner"),
    path(f"{PARTNER}/change", deeds.change_partner, name="change_partner"),
    path(f"{PARTNER}/retire", deeds.retire_partner, name="retire_partner"),
    path(f"{PARTNER}/access", deeds.give_access, name="give_access"),
    path(f"{PARTNER}/access/take", deeds.take_access, name="take_access"),
    path(f"{PARTNER}/declare", deeds.declare, name="declare"),
    path(f"{PARTNER}/agreements/add", deeds.make_agreement, name="make_agreement"),
    path(f"{AGREEMENT}/end", deeds.end_agreement, name="end_agreement"),
    path(f"{AGREEMENT}/statements/add", deeds.draft_statement, name="draft_statement"),
    path(f"{AGREEMENT}/payments/add", deeds.ask_payment, name="ask_payment"),
    path(f"{STATEMENT}/send", deeds.send_statement, name="send_statement"),
    path(f"{STATEMENT}/discard", deeds.discard_statement, name="discard_statement"),
    path(f"{STATEMENT}.pdf", statement_files.pdf, name="statement_pdf"),
    path(f"{STATEMENT}.xlsx", statement_files.excel, name="statement_excel"),
    path(f"{PAYMENT}/approve", deeds.approve_payment, name="approve_payment"),
    path(f"{PAYMENT}/refuse", deeds.refuse_payment, name="refuse_payment"),
    path(f"{PAYMENT}/withdraw", deeds.withdraw_payment, name="withdraw_payment"),
    path(f"{PAYMENT}/pay", deeds.pay, name="pay"),
    path("library/talks/<int:talk_id>/answer", deeds.answer_partner, name="answer_partner"),
    path("partner", portal.home, name="portal"),
    path(OWN_STATEMENT, portal.statement, name="portal_statement"),
    path(f"{OWN_STATEMENT}/confirm", portal.confirm, name="confirm_statement"),
    path(f"{OWN_STATEMENT}.pdf", portal.pdf, name="portal_pdf"),
    path(f"{OWN_STATEMENT}.xlsx", portal.excel, name="portal_excel"),
    path("library/gifts", compliance.gifts, name="gifts"),
    path("library/gifts/add", compliance.add_gift, name="add_gift"),
    path("library/gifts/<int:pk>/word", compliance.give_gift_word, name="give_gift_word"),
    path("compliance", compliance.compliance, name="compliance"),
    path("compliance/register.xlsx", register_file.workbook, name="export_partners"),
    path("compliance/words/<int:pk>", compliance.give_word, name="give_word"),
    path("compliance/reports/<int:pk>", compliance.settle, name="settle_improper"),
    path(f"{ONE}/invoices/add", delivery_deeds.add_invoice, name="add_invoice"),
    path(f"{ONE}/invoices/<int:invoice_id>/credit", delivery_deeds.credit_invoice, name="credit_invoice"),
    path(f"{ONE}/receipts/add", delivery_deeds.record_receipt, name="record_receipt"),
    path(f"{ONE}/receipts/<int:receipt_id>/undo", delivery_deeds.undo_receipt, name="undo_receipt"),
    path(f"{ONE}/introductions/add", delivery_deeds.introduce, name="introduce"),
    path(
        f"{ONE}/introductions/<int:introduction_id>/check", delivery_deeds.check_introduction, name="check_introduction"
    ),
    path(
        f"{ONE}/introductions/<int:introduction_id>/remove",
        delivery_deeds.remove_introduction,
        name="remove_introduction",
    ),
    path(f"{ONE}/improper", delivery_deeds.improper_request, name="improper_request"),
]
