"""Addresses of the office.

Whatever begins with staff/ is guarded by `roles.staff_page`, whatever begins with my/ by `person_pages.person_page`;
tests ask each.
"""

from __future__ import annotations

from anymail.urls import urlpatterns as anymail_addresses
from django.contrib.auth.views import LogoutView
from django.urls import URLPattern, URLResolver, include, path
from two_factor.urls import urlpatterns as two_factor_addresses

from recruitment import urls_money
from recruitment.views import (
    public_address,
    public_calendar,
    public_consent,
    public_history,
    public_log_in,
    public_my_data,
    public_registration,
    staff_accounts,
    staff_audiences,
    staff_invitations,
    staff_laboratory,
    staff_log,
    staff_mails,
    staff_people,
    staff_person_rights,
    staff_pool_export,
    staff_pool_import,
    staff_reports,
    staff_sessions,
    staff_studies,
)
from recruitment.views.health import healthz
from recruitment.views.public_home import home
from recruitment.views.public_waiting import waiting_page
from recruitment.views.staff_door import (
    door_list,
    door_page,
    let_in_from_the_waiting_list,
    mark_at_the_door,
    mark_the_rest_absent,
)
from recruitment.views.staff_home import staff_home
from recruitment.views.staff_servers import ask_server, server_list
from recruitment.views.staff_session_run import create_run, end_run, fetch_outcomes, seat_cards, settle_run

# Where providers tell what became of mails; each asks for the webhook secret. Mail from people is not taken here.
mail_events = [address for address in anymail_addresses if "inbound" not in str(address.name)]

public_addresses: list[URLPattern | URLResolver] = [
    path("", home, name="home"),
    path("healthz", healthz, name="healthz"),
    path("wait/<str:token>/", waiting_page, name="waiting"),
    *urls_money.public,
    path("mail-events/", include((mail_events, "anymail"))),
    path("register/", public_registration.register, name="register"),
    path("log-in/", public_log_in.log_in, name="log_in"),
    path("log-in/sent/", public_log_in.link_sent, name="link_sent"),
    path("enter/", public_log_in.enter, name="enter"),
    path("new-address/", public_address.confirm_address, name="confirm_address"),
    path("erased/", public_consent.erased, name="erased"),
    path("account/password/<str:uidb64>/<str:token>/", staff_accounts.choose_password, name="staff_password"),
]

person_addresses: list[URLPattern | URLResolver] = [
    path("my/", public_calendar.calendar, name="calendar"),
    path("my/sessions/<str:public_id>/sign-up/", public_calendar.sign_up, name="sign_up"),
    path("my/sessions/<str:public_id>/cancel/", public_calendar.cancel, name="cancel"),
    path("my/sessions/<str:public_id>/session.ics", public_calendar.session_file, name="session_file"),
    path("my/history/", public_history.history, name="history"),
    path("my/data/", public_my_data.my_data, name="my_data"),
    path("my/data.json", public_my_data.my_data_file, name="my_data_file"),
    path("my/address/", public_address.new_address, name="new_address"),
    path("my/address/keep/", public_address.keep_address, name="keep_address"),
    path("my/consent/", public_consent.consent, name="consent"),
    path("my/pause/", public_consent.pause, name="pause"),
    path("my/resume/", public_consent.resume, name="resume"),
    path("my/withdraw/", public_consent.withdraw, name="withdraw"),
    path("my/erase/", public_consent.erase, name="erase"),
    *urls_money.of_people,
]

staff_addresses: list[URLPattern | URLResolver] = [
    path("staff/", staff_home, name="staff_home"),
    path("staff/door/", door_list, name="doors"),
    path("staff/door/<str:public_id>/", door_page, name="door"),
    path("staff/door/<str:public_id>/mark/", mark_at_the_door, name="door_mark"),
    path("staff/door/<str:public_id>/let-in/", let_in_from_the_waiting_list, name="door_let_in"),
    path("staff/door/<str:public_id>/absent/", mark_the_rest_absent, name="door_absent"),
    path("staff/door/<str:public_id>/create/", create_run, name="run_create"),
    path("staff/door/<str:public_id>/settle/", settle_run, name="run_settle"),
    path("staff/door/<str:public_id>/over/", end_run, name="run_end"),
    path("staff/door/<str:public_id>/cards/", seat_cards, name="seat_cards"),
    path("staff/door/<str:public_id>/outcomes/", fetch_outcomes, name="outcomes_fetch"),
    path("staff/servers/", server_list, name="servers"),
    path("staff/servers/<int:pk>/ask/", ask_server, name="server_ask"),
    *urls_money.staff,
    path("staff/studies/", staff_studies.study_list, name="studies"),
    path("staff/studies/new/", staff_studies.new_study, name="new_study"),
    path("staff/studies/<int:study_id>/", staff_studies.study_page, name="study"),
    path("staff/studies/<int:study_id>/edit/", staff_studies.edit_study, name="edit_study"),
    path("staff/studies/<int:study_id>/status/", staff_studies.change_study_status, name="study_status"),
    path("staff/studies/<int:study_id>/report/", staff_reports.study_report, name="study_report"),
    path("staff/studies/<int:study_id>/sessions/new/", staff_sessions.new_session, name="new_session"),
    path("staff/studies/<int:study_id>/who-may-come/new/", staff_audiences.new_audience, name="new_audience"),
    path("staff/studies/<int:study_id>/invite/", staff_invitations.invite_people, name="invite"),
    path("staff/who-may-come/<int:audience_id>/", staff_audiences.edit_audience, name="audience"),
    path("staff/permanent-rules/", staff_audiences.permanent_rules, name="permanent_rules"),
    path("staff/permanent-rules/new/", staff_audiences.new_permanent_rule, name="new_permanent_rule"),
    path("staff/permanent-rules/<int:audience_id>/", staff_audiences.edit_permanent_rule, name="permanent_rule"),
    path("staff/invitations/<int:round_id>/", staff_invitations.invitation_round, name="invitation_round"),
    path("staff/calendar/", staff_sessions.session_calendar, name="session_calendar"),
    path("staff/sessions/", staff_sessions.session_list, name="session_list"),
    path("staff/sessions/<int:session_id>/edit/", staff_sessions.edit_session, name="edit_session"),
    path("staff/sessions/<int:session_id>/status/", staff_sessions.change_session_status, name="session_status"),
    path("staff/reports/", staff_reports.report_list, name="reports"),
    path("staff/pool/export/", staff_pool_export.export_pool, name="export_pool"),
    path("staff/pool/import/", staff_pool_import.upload_pool, name="upload_pool"),
    path("staff/pool/import/<str:public_id>/", staff_pool_import.map_pool, name="map_pool"),
    path("staff/laboratory/", staff_laboratory.laboratory, name="laboratory"),
    path("staff/laboratory/accounts/new/", staff_accounts.edit_account, name="new_account"),
    path("staff/laboratory/accounts/<int:key>/", staff_accounts.edit_account, name="edit_account"),
    path("staff/laboratory/<str:part>/new/", staff_laboratory.edit_part, name="new_part"),
    path("staff/laboratory/<str:part>/<int:key>/", staff_laboratory.edit_part, name="edit_part"),
    path("staff/people/", staff_people.people_list, name="people"),
    path("staff/people/<str:public_id>/", staff_people.person_page, name="person"),
    path("staff/people/<str:public_id>/data.json", staff_person_rights.person_data, name="person_data"),
    path("staff/people/<str:public_id>/withdraw/", staff_person_rights.withdraw_consent, name="person_withdraw"),
    path("staff/people/<str:public_id>/erase/", staff_person_rights.erase_person, name="person_erase"),
    path("staff/people/<str:public_id>/places/<int:pk>/", staff_person_rights.cancel_place, name="person_place"),
    path("staff/log/", staff_log.access_log, name="access_log"),
    path("staff/people/<str:public_id>/address-works/", staff_mails.address_works, name="address_works"),
    path("staff/mails/", staff_mails.mails, name="mails"),
    path("staff/mails/settle/", staff_mails.settle_mails, name="settle_mails"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    *public_addresses,
    *person_addresses,
    *staff_addresses,
    path("log-out/", LogoutView.as_view(), name="log_out"),
    path("", include(two_factor_addresses)),
    path("i18n/", include("django.conf.urls.i18n")),
]
