"""Addresses of laboratory."""

from __future__ import annotations

from django.urls import URLPattern, path

from recruitment.laboratory import pages, preflight_page, server_pages

of_staff: list[URLPattern] = [
    path("staff/servers/", server_pages.server_list, name="servers"),
    path("staff/servers/<int:pk>/ask/", server_pages.ask_server, name="server_ask"),
    path("staff/servers/<int:pk>/preflight/", preflight_page.preflight, name="server_preflight"),
    path("staff/laboratory/", pages.laboratory, name="laboratory"),
    path("staff/laboratory/<str:part>/new/", pages.edit_part, name="new_part"),
    path("staff/laboratory/<str:part>/<int:key>/", pages.edit_part, name="edit_part"),
]
