"""Addresses of studies."""

from __future__ import annotations

from django.urls import URLPattern, path

from recruitment.studies import audience_pages, invitation_pages, report_pages, study_pages

of_staff: list[URLPattern] = [
    path("staff/studies/", study_pages.study_list, name="studies"),
    path("staff/studies/new/", study_pages.new_study, name="new_study"),
    path("staff/studies/<int:study_id>/", study_pages.study_page, name="study"),
    path("staff/studies/<int:study_id>/edit/", study_pages.edit_study, name="edit_study"),
    path("staff/studies/<int:study_id>/status/", study_pages.change_study_status, name="study_status"),
    path("staff/studies/<int:study_id>/report/", report_pages.study_report, name="study_report"),
    path("staff/studies/<int:study_id>/who-may-come/new/", audience_pages.new_audience, name="new_audience"),
    path("staff/studies/<int:study_id>/invite/", invitation_pages.invite_people, name="invite"),
    path("staff/who-may-come/<int:audience_id>/", audience_pages.edit_audience, name="audience"),
    path("staff/permanent-rules/", audience_pages.permanent_rules, name="permanent_rules"),
    path("staff/permanent-rules/new/", audience_pages.new_permanent_rule, name="new_permanent_rule"),
    path("staff/permanent-rules/<int:audience_id>/", audience_pages.edit_permanent_rule, name="permanent_rule"),
    path("staff/invitations/<int:round_id>/", invitation_pages.invitation_round, name="invitation_round"),
    path("staff/reports/", report_pages.report_list, name="reports"),
]
