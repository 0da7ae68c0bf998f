"""Addresses of payments and channels."""

from __future__ import annotations

from django.urls import URLPattern, path

from recruitment.views import (
    staff_channel,
    staff_channel_payment,
    staff_entitlements,
    staff_payment_batch,
    staff_payments,
)
from recruitment.views.public_arrival import arrival
from recruitment.views.public_bank_details import bank_details

public: list[URLPattern] = [
    path("come/<str:public_id>/", arrival, name="arrival"),
]

of_people: list[URLPattern] = [
    path("my/account-number/", bank_details, name="bank_details"),
]

MONEY = "staff/payments/"
BATCH = f"{MONEY}lists/<str:public_id>/"
OFFER = "staff/channels/<int:pk>/"

staff: list[URLPattern] = [
    path(MONEY, staff_payments.payments, name="payments"),
    path(f"{MONEY}balances.csv", staff_payments.balances_table, name="balances_table"),
    path(f"{MONEY}lists/", staff_payments.batch_list, name="batch_list"),
    path(f"{MONEY}studies/<int:pk>/", staff_payments.study_payments, name="study_payments"),
    path(f"{MONEY}studies/<int:pk>/make/", staff_payments.make_batch, name="make_batch"),
    path(f"{MONEY}sign-ups/<int:pk>/", staff_entitlements.sign_up_payments, name="sign_up_payments"),
    path(f"{MONEY}owed/<int:pk>/cancel/", staff_entitlements.cancel_entitlement, name="cancel_entitlement"),
    path(BATCH, staff_payment_batch.payment_batch, name="payment_batch"),
    path(f"{BATCH}approve/", staff_payment_batch.approve_batch, name="approve_batch"),
    path(f"{BATCH}discard/", staff_payment_batch.discard_batch, name="discard_batch"),
    path(f"{BATCH}file/", staff_payment_batch.export_batch, name="export_batch"),
    path(f"{BATCH}paid/", staff_payment_batch.mark_batch_paid, name="mark_batch_paid"),
    path(f"{BATCH}void/<int:pk>/", staff_payment_batch.void_payment, name="void_payment"),
    path(f"{BATCH}channel/", staff_channel_payment.channel_payment, name="channel_payment"),
    path(f"{BATCH}channel/pay/", staff_channel_payment.pay_at_channel, name="pay_at_channel"),
    path("staff/channels/calls/<int:pk>/settle/", staff_channel_payment.settle_call, name="settle_call"),
    path(OFFER, staff_channel.channel_offer, name="channel_offer"),
    path(f"{OFFER}draft/", staff_channel.draft_offer, name="draft_offer"),
    path(f"{OFFER}publish/", staff_channel.publish_offer, name="publish_offer"),
    path(f"{OFFER}credits/", staff_channel.grant_credits, name="grant_credits"),
    path(f"{OFFER}credits.csv", staff_channel.credits_table, name="credits_table"),
]
