"""Somebody comes from a channel: the office records who, and leads them to the waiting page of an online session."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from recruitment.channels import arrival_links, submissions
from recruitment.laboratory import session_servers
from recruitment.models import ChannelOffer, LabSession, Person, SessionServer, SignUp, Study
from recruitment.refused import Refused
from recruitment.session_day import freed_places, waiting


class NoPlace(Refused):
    """There is no place, whoever comes and however often; the person goes back to the channel."""


def come(*, offer: ChannelOffer, values: Mapping[str, Sequence[str]]) -> SignUp:
    """Return the place of the person whom the values of a link name; a link that is of no use leaves a trace."""
    try:
        channel_id = arrival_links.read(values, offer)
    except arrival_links.BrokenLink as broken:
        arrival_links.note(offer, broken)
        raise
    return arrive(offer=offer, channel_id=channel_id, submission=arrival_links.submission(values))


def arrive(*, offer: ChannelOffer, channel_id: str, submission: str = "") -> SignUp:
    """Return the person's place in the session that begins now, where they wait. Coming again finds the same place."""
    channel_id = arrival_links.read({"channel_id": [channel_id]}, offer)
    # Asked before anything is locked: a server that is away lets the others wait for nothing.
    silent = _silent_servers(offer.study)
    freed_places.look(offer.study, [each for each in taking_people(offer.study) if waiting.lets_in(each)])
    with transaction.atomic():
        person = _person(offer, channel_id)
        # Two windows of one person wait for each other here.
        person = Person.objects.select_for_update(no_key=True).get(pk=person.pk)
        earlier = SignUp.objects.filter(person=person, session__study=offer.study).order_by("-pk").first()
        if earlier and earlier.state == SignUp.State.NO_SHOW:
            waiting.come_back(sign_up=earlier)
        sign_up = earlier or _take_a_place(offer.study, person, silent)
        waiting.visit(sign_up=sign_up)
        # After that: it locks the session first, as everybody does who locks a place.
        submissions.begin(sign_up=sign_up, number=submission)
    return sign_up


def _person(offer: ChannelOffer, channel_id: str) -> Person:
    """Return who has this id on the channel, in capitals or not."""
    known = Person.objects.filter(channel=offer.study.channel, channel_id__iexact=channel_id).order_by("pk")
    if found := known.filter(channel_id=channel_id).first() or known.first():
        return found
    # Anyone who comes at the same moment with the same id waits here, however it is written.
    ChannelOffer.objects.select_for_update(no_key=True).get(pk=offer.pk)
    return known.first() or Person.objects.create(
        channel=offer.study.channel, channel_id=channel_id, status=Person.Status.ACTIVE
    )


def _take_a_place(study: Study, person: Person, silent: set[int]) -> SignUp:
    if study.status != Study.Status.OPEN:
        raise NoPlace(_("This study is closed."))
    # Two people after the last place wait for each other here.
    sessions = list(taking_people(study).select_for_update(no_key=True, of=("self",)))
    away = [session for session in sessions if session.session_server_id in silent]
    # Where a session is still to be made, its server may be back by then; one that runs there leads nowhere.
    to_be_made = [session for session in away if session.status == LabSession.Status.OPEN]
    for session in [*(each for each in sessions if each not in away), *to_be_made]:
        if waiting.lets_in(session) and freed_places.has_room(session):
            freed_places.take(session)
            return SignUp.objects.create(session=session, person=person, state=SignUp.State.SIGNED_UP)
    if any(freed_places.n_free(session) and waiting.lets_in(session) for session in away):
        raise Refused(_("The study cannot be reached at the moment. Please open it again in a few minutes."))
    raise NoPlace(_("This study is full, or has not begun yet."))


def taking_people(study: Study) -> QuerySet[LabSession]:
    """Return the online sessions that are open, and those made before anybody came, which run already."""
    takes_people = Q(status=LabSession.Status.OPEN) | Q(status=LabSession.Status.RUNNING, server_run__is_rolling=True)
    return LabSession.objects.filter(takes_people, study=study, room=None).order_by("starts_at")


def _silent_servers(study: Study) -> set[int]:
    servers = SessionServer.objects.filter(sessions__in=taking_people(study)).distinct()
    return {server.pk for server in servers if not session_servers.answers(server)}
