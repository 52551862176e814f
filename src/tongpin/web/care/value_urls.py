"""Addresses of the value ledger, the yearly review and loyalty."""

from django.urls import URLPattern, path

from tongpin.web.care import loyalty, review, value

ONE = "accounts/<int:account_id>"
VALUE: list[URLPattern] = [
    path("loyalty", loyalty.loyalty, name="loyalty"),
    path("loyalty/keep", loyalty.keep, name="keep_forecasts"),
    path(f"{ONE}/value", value.value, name="account_value"),
    path(f"{ONE}/value/add", value.add_line, name="add_value"),
    path(f"{ONE}/value/take", value.take, name="take_value"),
    path(f"{ONE}/value/rate", value.rate, name="rate_value"),
    path(f"{ONE}/value/<int:value_id>", value.change_line, name="change_value"),
    path(f"{ONE}/value/<int:value_id>/confirm", value.confirm, name="confirm_value"),
    path(f"{ONE}/value/<int:value_id>/remove", value.remove_line, name="remove_value"),
    path(f"{ONE}/review", review.review, name="account_review"),
    path(f"{ONE}/review.pptx", review.slides, name="account_review_slides"),
    path(f"{ONE}/review.pdf", review.pdf, name="account_review_pdf"),
    path(f"{ONE}/loyalty", loyalty.account, name="account_loyalty"),
    path(f"{ONE}/loyalty/readings/add", loyalty.add_reading, name="add_loyalty_reading"),
    path(f"{ONE}/loyalty/readings/<int:reading_id>", loyalty.change_reading, name="change_loyalty_reading"),
    path(f"{ONE}/loyalty/readings/<int:reading_id>/remove", loyalty.remove_reading, name="remove_loyalty_reading"),
    path(f"{ONE}/loyalty/referrals/add", loyalty.add_referral, name="add_referral"),
    path(f"{ONE}/loyalty/referrals/<int:referral_id>", loyalty.change_referral, name="change_referral"),
    path(f"{ONE}/loyalty/referrals/<int:referral_id>/remove", loyalty.remove_referral, name="remove_referral"),
]
