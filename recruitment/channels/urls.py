"""Addresses of channels."""

from __future__ import annotations

from importlib import import_module

from django.urls import URLPattern, path

from recruitment.channels import arrival_page, offer_pages, payment_pages
from recruitment.channels.registry import CHANNELS

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
    # Of one channel.
    *(address for channel in CHANNELS.values() if channel.urls for address in import_module(channel.urls).of_staff),
]
