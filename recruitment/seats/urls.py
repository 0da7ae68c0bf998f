"""Addresses of sessions and seats."""

from __future__ import annotations

from django.urls import URLPattern, path

from recruitment.seats import calendar_pages, history_page, session_pages

of_people: list[URLPattern] = [
    path("my/", calendar_pages.calendar, name="calendar"),
    path("my/sessions/<str:public_id>/sign-up/", calendar_pages.sign_up, name="sign_up"),
    path("my/sessions/<str:public_id>/cancel/", calendar_pages.cancel, name="cancel"),
    path("my/sessions/<str:public_id>/session.ics", calendar_pages.session_file, name="session_file"),
    path("my/history/", history_page.history, name="history"),
]

of_staff: list[URLPattern] = [
    path("staff/studies/<int:study_id>/sessions/new/", session_pages.new_session, name="new_session"),
    path("staff/calendar/", session_pages.session_calendar, name="session_calendar"),
    path("staff/sessions/", session_pages.session_list, name="session_list"),
    path("staff/sessions/<int:session_id>/edit/", session_pages.edit_session, name="edit_session"),
    path("staff/sessions/<int:session_id>/status/", session_pages.change_session_status, name="session_status"),
]
