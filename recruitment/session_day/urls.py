"""Addresses of the day of a session."""

from __future__ import annotations

from django.urls import URLPattern, path

from recruitment.session_day import arms_page, check_in_pages, run_pages, waiting_page

public: list[URLPattern] = [
    path("wait/<str:token>/", waiting_page.waiting_page, name="waiting"),
]

# The addresses keep their first name, door: staff have bookmarked them.
of_staff: list[URLPattern] = [
    path("staff/door/", check_in_pages.check_in_list, name="check_in_list"),
    path("staff/door/<str:public_id>/", check_in_pages.check_in_page, name="check_in"),
    path("staff/door/<str:public_id>/mark/", check_in_pages.mark_at_check_in, name="check_in_mark"),
    path("staff/door/<str:public_id>/let-in/", check_in_pages.let_in_from_the_waiting_list, name="check_in_let_in"),
    path("staff/door/<str:public_id>/absent/", check_in_pages.mark_the_rest_absent, name="check_in_absent"),
    path("staff/door/<str:public_id>/create/", run_pages.create_run, name="run_create"),
    path("staff/door/<str:public_id>/settle/", run_pages.settle_run, name="run_settle"),
    path("staff/door/<str:public_id>/over/", run_pages.end_run, name="run_end"),
    path("staff/door/<str:public_id>/cards/", run_pages.seat_cards, name="seat_cards"),
    path("staff/door/<str:public_id>/arms/", arms_page.arms, name="arms"),
    path("staff/door/<str:public_id>/outcomes/", run_pages.fetch_outcomes, name="outcomes_fetch"),
]
