"""Addresses of the office. Whatever begins with staff/ is guarded by `roles.staff_page`; a test asks each."""

from __future__ import annotations

from django.contrib.auth.views import LogoutView
from django.urls import URLPattern, URLResolver, include, path
from two_factor.urls import urlpatterns as two_factor_addresses

from recruitment import urls_money
from recruitment.views.health import healthz
from recruitment.views.public_home import home
from recruitment.views.staff_home import staff_home

public_addresses: list[URLPattern | URLResolver] = [
    path("", home, name="home"),
    path("healthz", healthz, name="healthz"),
    *urls_money.public,
]

staff_addresses: list[URLPattern | URLResolver] = [
    path("staff/", staff_home, name="staff_home"),
    *urls_money.staff,
]

urlpatterns: list[URLPattern | URLResolver] = [
    *public_addresses,
    *staff_addresses,
    path("log-out/", LogoutView.as_view(), name="log_out"),
    path("", include(two_factor_addresses)),
    path("i18n/", include("django.conf.urls.i18n")),
]
