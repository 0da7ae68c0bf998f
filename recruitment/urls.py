"""Addresses of the office.

Whatever begins with staff/ is guarded by `staff.page_guard.staff_page`, whatever begins with my/ by
`people.page_guard.person_page`; tests ask each.
"""

from __future__ import annotations

from django.contrib.auth.views import LogoutView
from django.urls import URLPattern, URLResolver, include, path
from two_factor.urls import urlpatterns as two_factor_addresses

from recruitment.channels import urls as channels
from recruitment.data_rights import urls as data_rights
from recruitment.laboratory import urls as laboratory
from recruitment.mail import urls as mail
from recruitment.money import urls as money
from recruitment.people import urls as people
from recruitment.pool_files import urls as pool_files
from recruitment.seats import urls as seats
from recruitment.session_day import urls as session_day
from recruitment.staff import urls as staff
from recruitment.studies import urls as studies
from recruitment.web import urls as web

public_addresses: list[URLPattern | URLResolver] = [
    *web.public,
    *staff.public,
    *people.public,
    *session_day.public,
    *channels.public,
    *mail.public,
]

person_addresses: list[URLPattern | URLResolver] = [
    *people.of_people,
    *data_rights.of_people,
    *seats.of_people,
    *money.of_people,
]

# Of staff before those of the laboratory: "accounts" is not part of it.
staff_addresses: list[URLPattern | URLResolver] = [
    *staff.of_staff,
    *people.of_staff,
    *pool_files.of_staff,
    *data_rights.of_staff,
    *laboratory.of_staff,
    *studies.of_staff,
    *seats.of_staff,
    *session_day.of_staff,
    *channels.of_staff,
    *money.of_staff,
    *mail.of_staff,
]

urlpatterns: list[URLPattern | URLResolver] = [
    *public_addresses,
    *person_addresses,
    *staff_addresses,
    path("log-out/", LogoutView.as_view(), name="log_out"),
    path("", include(two_factor_addresses)),
    path("i18n/", include("django.conf.urls.i18n")),
]
