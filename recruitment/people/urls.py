"""Addresses of people."""

from __future__ import annotations

from django.urls import URLPattern, path

from recruitment.people import address_pages, consent_pages, log_in_pages, registration_pages, staff_pages

public: list[URLPattern] = [
    path("register/", registration_pages.register, name="register"),
    path("log-in/", log_in_pages.log_in, name="log_in"),
    path("log-in/sent/", log_in_pages.link_sent, name="link_sent"),
    path("enter/", log_in_pages.enter, name="enter"),
    path("new-address/", address_pages.confirm_address, name="confirm_address"),
    path("erased/", consent_pages.erased, name="erased"),
]

of_people: list[URLPattern] = [
    path("my/address/", address_pages.new_address, name="new_address"),
    path("my/address/keep/", address_pages.keep_address, name="keep_address"),
    path("my/consent/", consent_pages.consent, name="consent"),
    path("my/pause/", consent_pages.pause, name="pause"),
    path("my/resume/", consent_pages.resume, name="resume"),
    path("my/withdraw/", consent_pages.withdraw, name="withdraw"),
    path("my/erase/", consent_pages.erase, name="erase"),
]

of_staff: list[URLPattern] = [
    path("staff/people/", staff_pages.people_list, name="people"),
    path("staff/people/<str:public_id>/", staff_pages.person_page, name="person"),
]
