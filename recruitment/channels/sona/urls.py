"""Addresses of course credits."""

from __future__ import annotations

from django.urls import URLPattern, path

from recruitment.channels.sona import pages

OFFER = "staff/channels/<int:pk>/"

of_staff: list[URLPattern] = [
    path(f"{OFFER}credits/", pages.grant_credits, name="grant_credits"),
    path(f"{OFFER}credits.csv", pages.credits_table, name="credits_table"),
]
