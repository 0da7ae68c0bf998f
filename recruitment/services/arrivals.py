"""Somebody comes from a channel: the office writes down who, and leads them to the door of an online session."""

from __future__ import annotations

import re

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from recruitment.models import ChannelOffer, LabSession, Person, SignUp, Study
from recruitment.services import waiting
from recruitment.services.refusal import Refused

# Ids of all channels look like this. None begins like a formula: they end up in files for spreadsheets.
IDENTIFIER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


class NoPlace(Refused):
    """There is no place, whoever comes and however often; the person goes back to the channel."""


@transaction.atomic
def arrive(*, offer: ChannelOffer, channel_id: str) -> SignUp:
    """Return the person's place in the session that begins now, where they wait. Coming again finds the same place."""
    if not IDENTIFIER.fullmatch(channel_id):
        raise Refused(_("This link is not complete. Please open the study again from where you found it."))
    study = offer.study
    person, _made = Person.objects.get_or_create(
        channel=study.channel, channel_id=channel_id, defaults={"status": Person.Status.ACTIVE}
    )
    # Two windows of one person wait for each other here.
    person = Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    earlier = SignUp.objects.filter(person=person, session__study=study).order_by("-pk").first()
    place = earlier or _take_a_place(study, person)
    waiting.visit(sign_up=place)
    return place


def _take_a_place(study: Study, person: Person) -> SignUp:
    if study.status != Study.Status.OPEN:
        raise NoPlace(_("This study is closed."))
    # One that is made before anybody comes runs already.
    takes_people = Q(status=LabSession.Status.OPEN) | Q(status=LabSession.Status.RUNNING, server_run__is_rolling=True)
    online = LabSession.objects.filter(takes_people, study=study, room=None).order_by("starts_at")
    # Two people after the last place wait for each other here.
    for session in online.select_for_update(no_key=True, of=("self",)):
        if session.free_seats and waiting.lets_in(session):
            session.seats_taken += 1
            session.save(update_fields=["seats_taken"])
            return SignUp.objects.create(session=session, person=person, state=SignUp.State.SIGNED_UP)
    raise NoPlace(_("This study is full, or has not begun yet."))
