"""A session server that pays in another currency than the office counts in is seen before anybody plays."""

from __future__ import annotations

import pytest

from recruitment.laboratory import server_client as bridge
from recruitment.laboratory.session_servers import hear
from recruitment.models import SessionServer
from tests.harness.servers.session_server import REST_KEY
from tests.recruitment.check_in_people import server_at, session_now

pytestmark = pytest.mark.django_db

WARNING = "pays in USD, the office counts in EUR"


@pytest.mark.process
def test_a_session_server_says_in_which_currency_it_pays(session_server, monkeypatch):
    monkeypatch.setenv("OTREE_REST_KEY", REST_KEY)
    server = server_at(session_server.url)
    hear(server=server)

    server.refresh_from_db()
    # The settings of the project, where CURRENCY is not set.
    assert server.currency == "USD"


def test_a_server_that_does_not_say_is_no_reason_to_warn(monkeypatch):
    def refuse(*_, **__):
        raise bridge.SaidNo("refused (404)")

    monkeypatch.setattr(bridge, "_asked", refuse)

    assert bridge.currency(server_at("http://nowhere")) == ""


@pytest.mark.parametrize(("currency", "warns"), [("USD", True), ("EUR", False), ("", False)])
def test_staff_are_warned_at_the_server_and_at_the_study(ada, logged_in, study, currency, warns):
    SessionServer.objects.create(name="One", url="http://nowhere", currency=currency)
    client = logged_in(ada)

    assert (WARNING in client.get("/staff/servers/").content.decode()) is warns
    assert (WARNING in client.get(f"/staff/studies/{study.pk}/").content.decode()) is warns
    opened = client.post(f"/staff/studies/{study.pk}/status/", {"status": "open"}, follow=True)
    assert (WARNING in opened.content.decode()) is warns


def test_a_server_that_runs_none_of_its_sessions_does_not_matter_to_a_study(ada, logged_in, study, session):
    SessionServer.objects.create(name="Other", url="http://nowhere", currency="USD")
    own = SessionServer.objects.create(name="Own", url="http://here", currency="EUR")
    session_now(session, session_server=own)

    assert WARNING not in logged_in(ada).get(f"/staff/studies/{study.pk}/").content.decode()
