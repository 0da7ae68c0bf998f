"""What became of mails: seen by staff, sent again, or taken off the list."""

from __future__ import annotations

import pytest
from auditlog.models import LogEntry
from django.core import mail as outbox
from django.utils import timezone

from recruitment.mail.failed import send_again
from recruitment.mail.outgoing import queue_mail
from recruitment.models import Invitation, OutgoingMail, Person, SignUp, Study
from tests.recruitment.mailed_links import delivered

pytestmark = pytest.mark.django_db


@pytest.fixture
def failed(person, session):
    """Return ``failed("rosa")``, a mail that a provider has refused for hours."""

    def make(name: str = "rosa", state: str = "failed", **columns) -> OutgoingMail:
        place = SignUp.objects.create(session=session(), person=person(name, **columns), state="signed_up")
        mail = queue_mail(template="signed_up", key=name, person=place.person, context={"session": place.session_id})
        OutgoingMail.objects.filter(pk=mail.pk).update(
            state=state, attempts=11, failure="AnymailAPIError", claimed_at=timezone.now(), failed_at=timezone.now()
        )
        return mail

    return make


def test_mails_that_failed_are_counted_listed_and_sent_again(failed, ada, logged_in):
    mail, client = failed(), logged_in(ada)
    page = client.get("/staff/").content.decode()
    listed = client.get("/staff/mails/").content.decode()

    answer = client.post("/staff/mails/settle/", {"list": "failed", "mail": mail.pk, "do": "send_again"}, follow=True)

    assert "One e-mail was refused, or given up." in page
    assert "AnymailAPIError" in listed
    assert mail.person.public_id in listed
    assert "rosa@example.org" not in listed
    assert "1 e-mail is sent again." in answer.content.decode()
    entry = LogEntry.objects.get_for_object(mail).get()
    assert (entry.actor, entry.changes) == (ada, {"state": ["failed", "queued"]})
    assert len(delivered()) == 1
    assert OutgoingMail.objects.get().attempts == 1
    assert "refused, or given up" not in client.get("/staff/").content.decode()


def test_all_are_sent_again_at_once(failed, ada, logged_in):
    failed("rosa"), failed("omar")

    logged_in(ada).post("/staff/mails/settle/", {"list": "failed", "do": "send_again"})

    assert sorted(mail.to[0] for mail in delivered()) == ["omar@example.org", "rosa@example.org"]


def test_what_is_in_doubt_is_seen_and_never_sent(failed, ada, logged_in):
    mail, client = failed(state="unknown"), logged_in(ada)
    assert "Interrupted while being sent" in client.get("/staff/mails/").content.decode()

    for do in ("send_again", "seen"):
        client.post("/staff/mails/settle/", {"list": "in_doubt", "mail": mail.pk, "do": do})

    assert delivered() == []
    assert OutgoingMail.objects.get().state == "unknown"
    assert "Nobody knows whether" not in client.get("/staff/").content.decode()
    assert LogEntry.objects.get_for_object(mail).get().actor == ada


def test_a_mail_to_an_address_that_comes_back_is_no_list_of_its_own(failed, ada, logged_in):
    failed(bounced_at=timezone.now())

    assert "refused, or given up" not in logged_in(ada).get("/staff/").content.decode()


def test_an_invitation_is_not_sent_again_beyond_the_month(person, study, session, settings, alice):
    settings.OFFICE_INVITATIONS_A_MONTH = 1
    session()
    rosa, other = person("rosa"), Study.objects.create(title="Other", public_title="Other", owner=alice)
    mail = queue_mail(template="invitation", key="k", person=rosa, context={"study": study.pk, "session": None})
    Invitation.objects.create(study=study, person=rosa, mail=mail)
    OutgoingMail.objects.update(state="failed")
    meanwhile = Invitation.objects.create(study=other, person=rosa)

    assert send_again(mails=[mail]) == 0
    meanwhile.delete()
    assert send_again(mails=[mail]) == 1
    assert len(delivered()) == 1


def test_staff_say_that_an_address_works_again(person, ada, aud, logged_in):
    rosa = person(bounced_at=timezone.now())
    address = f"/staff/people/{rosa.public_id}/"
    for user, has_the_button in ((ada, True), (aud, False)):
        page = logged_in(user).get(address).content.decode()
        assert ("The address works again" in page) is has_the_button

    logged_in(ada).post(f"{address}address-works/")

    assert Person.objects.get().bounced_at is None
    assert "bounced_at" in LogEntry.objects.get_for_object(rosa).filter(actor=ada, action=1).get().changes
    queue_mail(template="address_change_asked", key="k", person=rosa)
    delivered()
    assert [mail.to for mail in outbox.outbox] == [["rosa@example.org"]]
