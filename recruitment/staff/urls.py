"""Addresses of staff."""

from __future__ import annotations

from django.urls import URLPattern, path

from recruitment.staff import account_pages, home_page

public: list[URLPattern] = [
    path("account/password/<str:uidb64>/<str:token>/", account_pages.choose_password, name="staff_password"),
]

of_staff: list[URLPattern] = [
    path("staff/", home_page.staff_home, name="staff_home"),
    path("staff/laboratory/accounts/new/", account_pages.edit_account, name="new_account"),
    path("staff/laboratory/accounts/<int:key>/", account_pages.edit_account, name="edit_account"),
]
