"""CloudResearch Connect: links and codes of a project, and a file of bonuses.

Connect describes no interface for programs that pays, so this adapter calls nothing.
Source: connect-researcher-help.cloudresearch.com, "Project Completion" with "Partial Completes", and "Manage
Participants".
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from recruitment.channels.interface import Adapter
from recruitment.models import ChannelOffer


class Connect(Adapter):
    offer_fields = ("reward", "completion_code", "site", "screen_out_site", "screen_out_code")
    help_texts = {"screen_out_site": _("Connect: the redirect for partial completes")}
    link_field = "site"
    # Connect appends its parameters itself; the link is given to it bare.
    id_parameter = "participantId"

    def completion_link(self, offer: ChannelOffer) -> str:
        # Each project has a redirect of its own, which is copied from Connect.
        return offer.site

    def screen_out_link(self, offer: ChannelOffer) -> str:
        # Connect's "partial" redirect, copied from there; the one for completion must not be used for this.
        return offer.screen_out_site


ADAPTER = Connect()
