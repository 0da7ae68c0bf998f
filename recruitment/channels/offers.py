"""Putting a study on its channel, step by step, each step once."""

from __future__ import annotations

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from recruitment.channels import completion, registry
from recruitment.channels.arrivals import taking_people
from recruitment.channels.calls import make
from recruitment.channels.currency import check_currency
from recruitment.channels.interface import Call
from recruitment.models import ChannelCall, ChannelOffer, Study, User
from recruitment.refused import Refused
from recruitment.session_day import freed_places, waiting


def draft(*, offer: ChannelOffer, made_by: User) -> ChannelOffer:
    """Make the offer on the channel, unseen by people."""
    check_currency(offer)
    adapter = registry.named(offer.study.channel).adapter
    while calls := adapter.calls_to_draft(offer):
        call = calls[0]
        # The office was stopped after the channel had answered and before the offer knew.
        done = _done(offer, call)
        if done is None:
            done, _learned = make(call=call, adapter=adapter, offer=offer, made_by=made_by)
        name = "group_id" if call.key.startswith("group:") else "external_id"
        setattr(offer, name, done.external_id)
        offer.save(update_fields=[name])
    return offer


def publish(*, offer: ChannelOffer, made_by: User) -> ChannelOffer:
    """Show the offer to people."""
    check_currency(offer)
    adapter = registry.named(offer.study.channel).adapter
    for call in adapter.calls_to_publish(offer):
        if call.is_complete and _done(offer, call) is None and (reason := reason_not_to_publish(offer)):
            raise Refused(reason)
        if _done(offer, call) is None:
            make(call=call, adapter=adapter, offer=offer, made_by=made_by)
    offer.published_at = offer.published_at or timezone.now()
    offer.save(update_fields=["published_at"])
    return offer


def reason_not_to_publish(offer: ChannelOffer) -> str:
    """Return why people who come would find nothing, or go away unpaid; empty if all is ready for them."""
    study = Study.objects.get(pk=offer.study_id)
    if study.status != Study.Status.OPEN:
        return _("The study is not open, so nobody would be let in.")
    if missing := completion.missing_in_offer(study):
        return missing
    sessions = [
        each
        for each in taking_people(study)
        if freed_places.n_free(each) and timezone.now() <= waiting.ends_waiting_at(each)
    ]
    if not sessions:
        return _("No online session of this study is open with a free seat: anyone who comes would be sent away.")
    away = [each.session_server for each in sessions if each.session_server and each.session_server.is_silent]
    if len(away) == len(sessions):
        return _("%(server)s does not answer: anyone who comes would be sent away.") % {"server": away[0]}
    return ""


def what_to_know_before(offer: ChannelOffer) -> list[str]:
    """Return, for staff, what is allowed and yet may disappoint people once the study is published."""
    sessions = [each for each in taking_people(offer.study) if timezone.now() <= waiting.ends_waiting_at(each)]
    warnings = []
    if sessions and not any(waiting.lets_in(each) for each in sessions):
        opens = min(each.starts_at for each in sessions) - waiting.OPENS_BEFORE
        words = _("People are let in from %(at)s. Publish then: anyone who comes before is sent away.")
        warnings.append(words % {"at": date_format(timezone.localtime(opens), "DATETIME_FORMAT")})
    n_free = sum(freed_places.n_free(each) for each in sessions)
    if sessions and n_free < offer.places:
        words = _("The channel is offered %(places)s places, and the open sessions have %(free)s.")
        warnings.append(words % {"places": offer.places, "free": n_free})
    return warnings


def _done(offer: ChannelOffer, call: Call) -> ChannelCall | None:
    return offer.calls.filter(key=call.key, state=ChannelCall.State.DONE).first()
