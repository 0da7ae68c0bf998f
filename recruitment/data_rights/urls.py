"""Addresses of people's data and the log."""

from __future__ import annotations

from django.urls import URLPattern, path

from recruitment.data_rights import log_page, own_data_pages, staff_pages

of_people: list[URLPattern] = [
    path("my/data/", own_data_pages.my_data, name="my_data"),
    path("my/data.json", own_data_pages.my_data_file, name="my_data_file"),
]

of_staff: list[URLPattern] = [
    path("staff/people/<str:public_id>/data.json", staff_pages.person_data, name="person_data"),
    path("staff/people/<str:public_id>/withdraw/", staff_pages.withdraw_consent, name="person_withdraw"),
    path("staff/people/<str:public_id>/erase/", staff_pages.erase_person, name="person_erase"),
    path("staff/people/<str:public_id>/places/<int:pk>/", staff_pages.cancel_seat, name="person_place"),
    path("staff/log/", log_page.access_log, name="access_log"),
]
