"""Addresses of channels."""

from __future__ import annotations

from django.urls import URLPattern, path

from recruitment.channels import arrival_page, offer_pages, payment_pages

MONEY = "staff/payments/"
BATCH = f"{MONEY}lists/<str:public_id>/"
OFFER = "staff/channels/<int:pk>/"

public: list[URLPattern] = [
    path("come/<str:public_id>/", arrival_page.arrival, name="arrival"),
]

of_staff: list[URLPattern] = [
    path(f"{BATCH}channel/", payment_pages.channel_payment, name="channel_payment"),
    path(f"{BATCH}channel/pay/", payment_pages.pay_at_channel, name="pay_at_channel"),
    path("staff/channels/calls/<int:pk>/settle/", payment_pages.settle_call, name="settle_call"),
    path(OFFER, offer_pages.channel_offer, name="channel_offer"),
    path(f"{OFFER}draft/", offer_pages.draft_offer, name="draft_offer"),
    path(f"{OFFER}publish/", offer_pages.publish_offer, name="publish_offer"),
    path(f"{OFFER}credits/", offer_pages.grant_credits, name="grant_credits"),
    path(f"{OFFER}credits.csv", offer_pages.credits_table, name="credits_table"),
]
