"""The rule of the queue, step by step; test_mail_worker.py kills real workers."""

from __future__ import annotations

import smtplib
from datetime import timedelta

import pytest
from django.core import mail as outbox
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from recruitment.mail import outgoing
from recruitment.mail.outgoing import MOST_ATTEMPTS, deliver, queue_mail, queue_mails
from recruitment.models import Invitation, OutgoingMail, SignUp
from recruitment.people.log_in_links import request_log_in

# Claiming is durable: it needs a real commit.
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def queued(session, person):
    """Return ``queued("rosa")``, which queues a mail to a new person."""

    def queue(name: str = "rosa", **columns) -> OutgoingMail:
        place = SignUp.objects.create(session=session(seats_taken=1), person=person(name, **columns), state="signed_up")
        context = {"session": place.session_id}
        return queue_mail(template="signed_up", key=name, person=place.person, context=context)

    return queue


def send(mail: OutgoingMail) -> OutgoingMail:
    deliver.call([mail.pk])
    mail.refresh_from_db()
    return mail


@pytest.fixture
def provider_says(monkeypatch):
    """Return ``provider_says(error)``, after which every mail meets this error."""

    def say(error: Exception, *, when: str = "send_messages") -> None:
        def fail(*_) -> None:
            raise error

        monkeypatch.setattr(EmailBackend, when, fail)

    return say


def test_a_mail_that_cannot_be_written_has_failed_and_is_in_no_doubt(queued, settings):
    settings.DEFAULT_FROM_EMAIL = "Labor, Ökonomie <lab@uni.example>"

    with pytest.raises(ValueError, match="Invalid address"):
        outgoing._deliver_one(queued().pk)

    mail = OutgoingMail.objects.get()
    assert (mail.state, mail.failure) == ("failed", "ValueError")


def test_a_key_that_was_used_queues_nothing(queued):
    mail = queued()

    again = queue_mail(template="waiting", key="rosa", person=mail.person)

    assert again.pk == mail.pk
    assert OutgoingMail.objects.count() == DBTaskResult.objects.count() == 1


def test_what_is_rolled_back_was_never_queued(session, person):
    rosa, lab = person(), session()

    with transaction.atomic():
        queue_mail(template="signed_up", key="k", person=rosa, context={"session": lab.pk})
        transaction.set_rollback(True)

    assert not OutgoingMail.objects.exists()
    assert not DBTaskResult.objects.exists()


def test_a_mail_is_sent_in_the_language_of_its_reader(queued):
    mail = send(queued(language="de"))

    [message] = outbox.outbox
    assert (mail.state, mail.attempts) == ("sent", 1)
    assert message.subject == "Ihr Platz: Decisions in pairs"
    assert message.to == ["rosa@example.org"]
    assert "Guten Tag Rosa," in message.body
    assert "Laboratory 1" in message.body


def test_a_task_that_comes_twice_sends_once(queued):
    mail = send(queued())
    send(mail)

    assert len(outbox.outbox) == 1


@pytest.mark.parametrize("state", ["sending", "unknown", "failed", "withheld", "sent"])
def test_only_queued_mails_are_sent(queued, state):
    mail = queued()
    OutgoingMail.objects.update(state=state, claimed_at=timezone.now())

    assert send(mail).state == state
    assert outbox.outbox == []


@pytest.mark.parametrize(
    ("error", "state"),
    [
        (smtplib.SMTPRecipientsRefused({"x": (550, b"unknown")}), "failed"),
        (smtplib.SMTPDataError(554, b"spam"), "failed"),
        (smtplib.SMTPDataError(451, b"later"), "queued"),
        (smtplib.SMTPRecipientsRefused({"x": (450, b"busy")}), "queued"),
        (smtplib.SMTPServerDisconnected("gone"), "unknown"),
        (TimeoutError("no answer"), "unknown"),
    ],
    ids=["address refused", "mail refused", "not now", "address not now", "cut off", "no answer"],
)
def test_what_a_failure_says_about_the_mail(queued, provider_says, error, state):
    mail = queued()
    provider_says(error)

    assert send(mail).state == state
    assert mail.failure == type(error).__name__


def test_a_refused_address_is_marked_and_not_written_to_again(queued, provider_says, monkeypatch):
    mail = queued()
    provider_says(smtplib.SMTPRecipientsRefused({"x": (550, b"unknown")}))
    send(mail)
    monkeypatch.undo()

    later = queue_mail(template="signed_up", key="later", person=mail.person, context=mail.context)

    assert send(later).state == "withheld"
    assert outbox.outbox == []


def test_who_asks_for_a_link_does_not_wait_behind_a_round(invited, study, session):
    lab, people = session(), [invited(f"p{n}") for n in range(3)]
    context = {"study": study.pk, "session": lab.pk}
    queue_mails(
        [
            OutgoingMail(template="invitation", person=each, idempotency_key=each.email, context=context)
            for each in people
        ]
    )
    Invitation.objects.all().delete()
    for each, mail in zip(people, OutgoingMail.objects.order_by("pk"), strict=True):
        Invitation.objects.create(study=study, person=each, mail=mail)
    queue_mail(template="called_off", key="seat", person=people[1], context=context)
    request_log_in(address=people[0].email)

    call_command("office_worker", once=True)

    subjects = [mail.subject for mail in outbox.outbox]
    assert [subject.partition(":")[0] for subject in subjects[1:]] == ["Called off", *["Invitation"] * 3]
    assert "link" in outbox.outbox[0].body


def test_mails_whose_task_was_lost_with_its_worker_are_sent_later(queued):
    queued()
    # As if a worker had been killed after it took the task and before it claimed the mail.
    DBTaskResult.objects.update(status="RUNNING")

    call_command("office_worker", once=True)
    before = list(outbox.outbox)
    OutgoingMail.objects.update(handed_over_at=F("handed_over_at") - timedelta(hours=3))
    call_command("office_worker", once=True)

    assert before == []
    assert [mail.to for mail in outbox.outbox] == [["rosa@example.org"]]
    assert OutgoingMail.objects.get().state == "sent"


def test_a_provider_that_cannot_be_reached_is_tried_later_and_not_for_ever(queued, provider_says):
    mail = queued()
    provider_says(ConnectionRefusedError(), when="open")
    send(mail)
    first = (mail.state, mail.attempts, mail.not_before > timezone.now(), mail.claimed_at)
    for _ in range(MOST_ATTEMPTS - 1):
        send(mail)

    assert first == ("queued", 1, True, None)
    assert (mail.state, mail.attempts) == ("failed", MOST_ATTEMPTS)


def test_a_text_that_cannot_be_made_fails_and_does_not_keep_the_others(queued):
    broken, fine = queued("broken"), queued("fine")
    OutgoingMail.objects.filter(pk=broken.pk).update(template="called_off", context={"session": 0})

    deliver.call([broken.pk, fine.pk])

    broken.refresh_from_db()
    assert (broken.state, broken.failure) == ("failed", "DoesNotExist")
    assert len(outbox.outbox) == 1


def test_an_interrupted_mail_is_in_doubt_once_no_answer_can_come(queued):
    mail = queued()
    OutgoingMail.objects.update(state="sending", claimed_at=timezone.now())
    fresh = outgoing.settle_interrupted(), OutgoingMail.objects.in_doubt().count()
    OutgoingMail.objects.update(claimed_at=timezone.now() - timedelta(minutes=6))

    assert fresh == (0, 0)
    assert OutgoingMail.objects.in_doubt().count() == 1
    assert outgoing.settle_interrupted() == 1
    assert send(mail).state == "unknown"


def test_many_mails_are_queued_in_few_tasks(session, person):
    rosa, lab = person(), session()
    later = timezone.now() + timedelta(hours=1)
    mails = [
        OutgoingMail(
            template="signed_up",
            person=rosa,
            idempotency_key=f"k{n}",
            context={"session": lab.pk},
            not_before=later if n >= 100 else None,
        )
        for n in range(120)
    ]

    queue_mails(mails)

    tasks = DBTaskResult.objects.order_by("enqueued_at")
    assert [len(task.args_kwargs["args"][0]) for task in tasks] == [50, 50, 20]
    assert tasks.filter(run_after=later).count() == 1


def test_one_used_key_among_many_queues_none(session, person):
    rosa, lab = person(), session()
    queue_mail(template="signed_up", key="k1", person=rosa, context={"session": lab.pk})

    with pytest.raises(IntegrityError):
        queue_mails([OutgoingMail(template="signed_up", person=rosa, idempotency_key=f"k{n}") for n in range(3)])
    assert OutgoingMail.objects.count() == 1
