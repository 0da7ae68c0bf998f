"""Addresses of the office.

Whatever begins with staff/ is guarded by `roles.staff_page`, whatever begins with my/ by `person_pages.person_page`;
tests ask each.
"""

from __future__ import annotations

from django.contrib.auth.views import LogoutView
from django.urls import URLPattern, URLResolver, include, path
from two_factor.urls import urlpatterns as two_factor_addresses

from recruitment.views import (
    public_calendar,
    public_consent,
    public_history,
    public_log_in,
    public_my_data,
    public_registration,
)
from recruitment.views.health import healthz
from recruitment.views.public_home import home
from recruitment.views.staff_home import staff_home

public_addresses: list[URLPattern | URLResolver] = [
    path("", home, name="home"),
    path("healthz", healthz, name="healthz"),
    path("register/", public_registration.register, name="register"),
    path("log-in/", public_log_in.log_in, name="log_in"),
    path("log-in/sent/", public_log_in.link_sent, name="link_sent"),
    path("enter/", public_log_in.enter, name="enter"),
    path("erased/", public_consent.erased, name="erased"),
]

person_addresses: list[URLPattern | URLResolver] = [
    path("my/", public_calendar.calendar, name="calendar"),
    path("my/sessions/<str:public_id>/sign-up/", public_calendar.sign_up, name="sign_up"),
    path("my/sessions/<str:public_id>/cancel/", public_calendar.cancel, name="cancel"),
    path("my/sessions/<str:public_id>/session.ics", public_calendar.session_file, name="session_file"),
    path("my/history/", public_history.history, name="history"),
    path("my/data/", public_my_data.my_data, name="my_data"),
    path("my/data.json", public_my_data.my_data_file, name="my_data_file"),
    path("my/consent/", public_consent.consent, name="consent"),
    path("my/pause/", public_consent.pause, name="pause"),
    path("my/resume/", public_consent.resume, name="resume"),
    path("my/withdraw/", public_consent.withdraw, name="withdraw"),
    path("my/erase/", public_consent.erase, name="erase"),
]

staff_addresses: list[URLPattern | URLResolver] = [
    path("staff/", staff_home, name="staff_home"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    *public_addresses,
    *person_addresses,
    *staff_addresses,
    path("log-out/", LogoutView.as_view(), name="log_out"),
    path("", include(two_factor_addresses)),
    path("i18n/", include("django.conf.urls.i18n")),
]
