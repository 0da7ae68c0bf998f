"""Addresses of what belongs to no subject."""

from __future__ import annotations

from django.urls import URLPattern, path

from recruitment.web import health_page, home_page

public: list[URLPattern] = [
    path("", home_page.home, name="home"),
    path("healthz", health_page.healthz, name="healthz"),
]
