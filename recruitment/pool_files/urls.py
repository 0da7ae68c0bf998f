"""Addresses of files of the pool."""

from __future__ import annotations

from django.urls import URLPattern, path

from recruitment.pool_files import export_page, import_pages

of_staff: list[URLPattern] = [
    path("staff/pool/export/", export_page.export_pool, name="export_pool"),
    path("staff/pool/import/", import_pages.upload_pool, name="upload_pool"),
    path("staff/pool/import/<str:public_id>/", import_pages.map_pool, name="map_pool"),
]
