"""What the office writes: each kind of mail has a template whose first line is the subject."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation

from recruitment.mail.kinds import KINDS
from recruitment.models import OutgoingMail, Person


def may_be_sent(mail: OutgoingMail) -> bool:
    """Return whether the mail may still go to its person."""
    person = mail.person
    kind = KINDS[mail.template]
    # First, since erasing a person empties what their e-mails would say, too.
    if person is not None and person.email is None:
        return False
    if not kind.still_holds(mail):
        return False
    if person is None:
        return True
    if person.bounced_at is not None and not kind.ignores_bounces:
        return False
    if person.status == Person.Status.WITHDRAWN and not kind.reaches_the_withdrawn:
        return False
    return not kind.needs_consent or Person.objects.may_be_invited().filter(pk=person.pk).exists()


def composed(mail: OutgoingMail) -> EmailMessage:
    """Return the mail as it is sent now, in the language of its reader."""
    person = mail.person
    language = mail.language or (person.language if person else settings.LANGUAGE_CODE)
    with translation.override(language):
        text = render_to_string(
            f"recruitment/mail/{mail.template}.txt",
            {
                "person": person,
                "office_name": settings.OFFICE_NAME,
                "office_url": settings.OFFICE_URL,
                "office_contact": settings.OFFICE_CONTACT,
                "office_time_zone": settings.TIME_ZONE,
                **KINDS[mail.template].context(mail),
            },
        )
        files = KINDS[mail.template].files(mail)
    subject, _, body = text.strip().partition("\n")
    return EmailMessage(
        subject=subject.removeprefix("Subject:").strip(),
        body=body.strip() + "\n",
        attachments=files,
        to=[mail.address or (KINDS[mail.template].to(person) if person else "")],
        # The same mail keeps its name, whatever way it takes.
        headers={"Message-ID": f"<{mail.pk}.{mail.queued_at:%Y%m%d%H%M%S%f}@{_domain()}>"},
    )


def _domain() -> str:
    return settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("> ")
