"""Addresses of money."""

from __future__ import annotations

from django.urls import URLPattern, path

from recruitment.money import bank_details_page, batch_pages, correction_pages, overview_pages

MONEY = "staff/payments/"
BATCH = f"{MONEY}lists/<str:public_id>/"

of_people: list[URLPattern] = [
    path("my/account-number/", bank_details_page.bank_details, name="bank_details"),
]

of_staff: list[URLPattern] = [
    path(MONEY, overview_pages.payments, name="payments"),
    path(f"{MONEY}balances.csv", overview_pages.balances_table, name="balances_table"),
    path(f"{MONEY}lists/", overview_pages.batch_list, name="batch_list"),
    path(f"{MONEY}studies/<int:pk>/", overview_pages.study_payments, name="study_payments"),
    path(f"{MONEY}studies/<int:pk>/make/", overview_pages.make_batch, name="make_batch"),
    path(f"{MONEY}sign-ups/<int:pk>/", correction_pages.sign_up_payments, name="sign_up_payments"),
    path(f"{MONEY}owed/<int:pk>/cancel/", correction_pages.cancel_entitlement, name="cancel_entitlement"),
    path(BATCH, batch_pages.payment_batch, name="payment_batch"),
    path(f"{BATCH}approve/", batch_pages.approve_batch, name="approve_batch"),
    path(f"{BATCH}discard/", batch_pages.discard_batch, name="discard_batch"),
    path(f"{BATCH}file/", batch_pages.export_batch, name="export_batch"),
    path(f"{BATCH}paid/", batch_pages.mark_batch_paid, name="mark_batch_paid"),
    path(f"{BATCH}void/<int:pk>/", batch_pages.void_payment, name="void_payment"),
]
