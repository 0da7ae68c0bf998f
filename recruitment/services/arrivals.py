"""Somebody comes from a channel: the office writes down who, and the session server sees a random label only."""

from __future__ import annotations

import re

from django.db import transaction
from django.utils.encoding import escape_uri_path
from django.utils.translation import gettext as _

from recruitment.models import ChannelOffer, LabSession, Person, SignUp, Study
from recruitment.services.labels import label_of
from recruitment.services.refusal import Refused

# Ids of all channels look like this. None begins like a formula: they end up in files for spreadsheets.
IDENTIFIER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


@transaction.atomic
def arrive(*, offer: ChannelOffer, channel_id: str) -> str:
    """Return the person's own link to the session that runs now. Coming again leads to the same place."""
    if not IDENTIFIER.fullmatch(channel_id):
        raise Refused(_("This link is not complete. Please open the study again from where you found it."))
    study = offer.study
    person, _made = Person.objects.get_or_create(
        channel=study.channel, channel_id=channel_id, defaults={"status": Person.Status.ACTIVE}
    )
    earlier = SignUp.objects.filter(person=person, session__study=study).order_by("-pk").first()
    session = earlier.session if earlier else _take_a_place(study, person)
    if session.session_server is None:
        raise Refused(_("This study has not begun yet. Please come back later."))
    room = session.room.otree_room if session.room and session.room.otree_room else "online"
    label = label_of(study=study, person=person)
    return f"{session.session_server.url.rstrip('/')}/room/{escape_uri_path(room)}?participant_label={label}"


def _take_a_place(study: Study, person: Person) -> LabSession:
    if study.status != Study.Status.OPEN:
        raise Refused(_("This study is closed."))
    running = LabSession.objects.filter(
        study=study, status=LabSession.Status.RUNNING, session_server__isnull=False
    ).order_by("starts_at")
    # Two people after the last place wait for each other here.
    for session in running.select_for_update(no_key=True, of=("self",)):
        if session.free_seats:
            session.seats_taken += 1
            session.save(update_fields=["seats_taken"])
            SignUp.objects.create(session=session, person=person, state=SignUp.State.PRESENT)
            return session
    raise Refused(_("This study is full, or has not begun yet. Please return it where you found it."))
