"""Addresses of mail."""

from __future__ import annotations

from anymail.urls import urlpatterns as anymail_addresses
from django.urls import URLPattern, URLResolver, include, path

from recruitment.mail import staff_pages

# Where providers tell what became of e-mails; each asks for the webhook secret. Mail from people is not taken here.
mail_events = [address for address in anymail_addresses if "inbound" not in str(address.name)]

public: list[URLPattern | URLResolver] = [
    path("mail-events/", include((mail_events, "anymail"))),
]

of_staff: list[URLPattern | URLResolver] = [
    path("staff/people/<str:public_id>/address-works/", staff_pages.address_works, name="address_works"),
    path("staff/mails/", staff_pages.mails, name="mails"),
    path("staff/mails/settle/", staff_pages.settle_mails, name="settle_mails"),
]
