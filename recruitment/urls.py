"""Addresses of the office. Whatever begins with staff/ is guarded by `roles.staff_page`; a test asks each."""

from __future__ import annotations

from django.contrib.auth.views import LogoutView
from django.urls import URLPattern, URLResolver, include, path
from two_factor.urls import urlpatterns as two_factor_addresses

from recruitment import urls_money
from recruitment.views.health import healthz
from recruitment.views.public_home import home
from recruitment.views.public_waiting import waiting_page
from recruitment.views.staff_door import door_list, door_page, mark_at_the_door, mark_the_rest_absent
from recruitment.views.staff_home import staff_home
from recruitment.views.staff_servers import ask_server, server_list
from recruitment.views.staff_session_run import create_run, fetch_outcomes, seat_cards, settle_run

public_addresses: list[URLPattern | URLResolver] = [
    path("", home, name="home"),
    path("healthz", healthz, name="healthz"),
    path("wait/<str:token>/", waiting_page, name="waiting"),
    *urls_money.public,
]

staff_addresses: list[URLPattern | URLResolver] = [
    path("staff/", staff_home, name="staff_home"),
    path("staff/door/", door_list, name="doors"),
    path("staff/door/<str:public_id>/", door_page, name="door"),
    path("staff/door/<str:public_id>/mark/", mark_at_the_door, name="door_mark"),
    path("staff/door/<str:public_id>/absent/", mark_the_rest_absent, name="door_absent"),
    path("staff/door/<str:public_id>/create/", create_run, name="run_create"),
    path("staff/door/<str:public_id>/settle/", settle_run, name="run_settle"),
    path("staff/door/<str:public_id>/cards/", seat_cards, name="seat_cards"),
    path("staff/door/<str:public_id>/outcomes/", fetch_outcomes, name="outcomes_fetch"),
    path("staff/servers/", server_list, name="servers"),
    path("staff/servers/<int:pk>/ask/", ask_server, name="server_ask"),
    *urls_money.staff,
]

urlpatterns: list[URLPattern | URLResolver] = [
    *public_addresses,
    *staff_addresses,
    path("log-out/", LogoutView.as_view(), name="log_out"),
    path("", include(two_factor_addresses)),
    path("i18n/", include("django.conf.urls.i18n")),
]
