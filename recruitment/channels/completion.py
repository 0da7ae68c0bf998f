"""The completion code and link of a channel: they travel with the session, or nobody is paid there."""

from __future__ import annotations

from django.utils.translation import gettext as _

from recruitment.channels import registry
from recruitment.laboratory import server_client as bridge
from recruitment.laboratory import session_servers
from recruitment.models import ChannelOffer, LabSession, ServerRun, Study


def settings_for(study: Study, config: bridge.SessionConfig) -> dict[str, str]:
    """Return what of the offer becomes part of the session: as much as the treatment takes."""
    offer = ChannelOffer.objects.filter(study=study).first()
    if offer is None or not config.takes_completion:
        return {}
    ending = registry.named(study.channel).adapter.ending(offer)
    # What its server would refuse must not keep the whole session from being made.
    return {} if bridge.broken_rule(ending) else ending


def what_is_missing(session: LabSession) -> str:
    """Return, for staff, why people who complete this session would see no code; empty where all is well."""
    missing = missing_in_offer(session.study)
    if missing or not registry.named(session.study.channel).pays_by_a_code:
        return missing
    run = ServerRun.objects.filter(session=session, made_at__isnull=False).first()
    code = session.study.offer.completion_code
    if run is not None and not run.config_fields:
        return _(
            "This session was created without the completion code: tell people who complete it to enter %(code)s."
        ) % {"code": code or session.study.offer.site}
    if run is None and session_servers.takes_completion(session) is False:
        return _("The session config takes no completion code from the office: set it on the session server.")
    return ""


def missing_in_offer(study: Study) -> str:
    """Return why the study's offer gives people no code; empty where it does, or where none is needed."""
    if not registry.named(study.channel).pays_by_a_code:
        return ""
    offer = ChannelOffer.objects.filter(study=study).first()
    ending = registry.named(study.channel).adapter.ending(offer) if offer else {}
    if not ending:
        return _("%(channel)s: people who complete the study see no completion code. Write it into the offer.") % {
            "channel": study.get_channel_display()
        }
    if rule := bridge.broken_rule(ending):
        return _("The session server would refuse what the offer says: %(rule)s.") % {"rule": rule}
    return ""
